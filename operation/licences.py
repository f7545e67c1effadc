"""docs/licences.md: what comes with an installation, and under which licence, as the packages themselves say it.

python operation/licences.py > docs/licences.md      # `make licences`
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

OURS = "regulatory-monitor"
EXTRAS = ("", "apprise", "browser", "opentelemetry", "postgresql")
HEAD = """# Licences of what is installed with it

Made by `make licences` from what the packages say of themselves. *core* comes with every installation, the others with the extra of that name.
Nothing here is changed by us or part of our files; tests, benchmarks and development need more, which nobody else gets.

| package | licence | comes with |
|---|---|---|
"""


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def lines_of(name: str, extras: frozenset[str]) -> list[str]:
    if name != OURS:
        return distribution(name).requires or []
    project = tomllib.loads(Path(__file__).parent.parent.joinpath("pyproject.toml").read_text("utf-8"))[
        "project"
    ]
    more = project["optional-dependencies"]
    return [*project["dependencies"], *(line for extra in extras for line in more.get(extra, []))]


def wanted(name: str, extras: frozenset[str]) -> Iterator[Requirement]:
    """What a package needs here; nothing of one that is not installed."""
    try:
        lines = lines_of(name, extras)
    except PackageNotFoundError:
        return
    for line in lines:
        needed = Requirement(line)
        if needed.marker is None or any(needed.marker.evaluate({"extra": one}) for one in extras or {""}):
            yield needed


def needed() -> dict[str, str]:
    """Every package by its name, with the first extra that brings it."""
    found: dict[str, str] = {}
    for extra in EXTRAS:
        waiting, met = [(OURS, frozenset({extra}))], set()
        while waiting:
            asked = waiting.pop()
            if asked in met:
                continue
            met.add(asked)
            for each in wanted(*asked):
                if plain(each.name) != OURS:
                    found.setdefault(plain(each.name), extra or "core")
                waiting.append((plain(each.name), frozenset(each.extras)))
    return dict(sorted(found.items()))


def licence(package: Distribution) -> str:
    said = package.metadata
    if written := said.get("License-Expression"):
        return str(written)
    classes = [
        line.rpartition(" :: ")[2]
        for line in said.get_all("Classifier") or []
        if line.startswith("License ::")
    ]
    if named := [each for each in classes if each != "OSI Approved"]:
        return ", ".join(named)
    return (said.get("License") or "not said").strip().splitlines()[0][:60]


def table() -> str:
    rows = []
    for name, extra in needed().items():
        try:
            rows.append(f"| {name} | {licence(distribution(name))} | {extra} |\n")
        except PackageNotFoundError:
            continue  # wanted elsewhere, by another system or Python
    return HEAD + "".join(rows)


if __name__ == "__main__":
    print(table(), end="")
