"""Libraries that had known holes: below these versions nothing from outside should be read with them (S02)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

# What each had below: credentials sent to another host; bombs in bodies and redirects; ways out of the sandbox.
FLOORS = {"requests": (2, 32, 4), "urllib3": (2, 7), "jinja2": (3, 1, 6)}


def installed(name: str) -> str:
    """The version of a library that is here."""
    from importlib.metadata import PackageNotFoundError, version  # 80 ms, which a single command need not pay

    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def too_old(installed: Callable[[str], str] = installed) -> Iterator[str]:
    """A sentence for each that is older, or not known to be newer."""
    for name, floor in FLOORS.items():
        found = installed(name)
        if numbers(found) < floor:
            wanted = ".".join(map(str, floor))
            yield f"{name} is {found}, which has known holes: pip install -U '{name}>={wanted}'"


def numbers(written: str) -> tuple[int, ...]:
    """The release of a version, 2.32.4 of 2.32.4rc1; nothing of what is none."""
    found: list[int] = []
    for part in written.split("."):
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if not digits:
            break
        found.append(int(digits))
        if digits != part:
            break
    return tuple(found)
