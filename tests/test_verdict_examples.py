"""What comes back instead of a page, and pages that only look like it: each a folder, each judged end to end.

    tests/examples/verdict/412-ruishu/   answer.http   case.yaml

answer.http is the answer as it came: status line, headers, an empty line, the body. case.yaml is how the source
is configured, and what a check is to say: outcome, verdict, challenge, and a part of its reason as `says`.
All are watched by one desk, in one `monitor check --all`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from monitor.model import Verdict
from tests.desk import Desk
from tests.site import Page, Site

ROOT = Path(__file__).parent / "examples" / "verdict"
HOME = "<html><body><h1>Example agency</h1><p>Welcome to the site of the example agency.</p></body></html>"


@dataclass(frozen=True)
class Case:
    folder: Path

    def __str__(self) -> str:
        return self.folder.name

    @property
    def keys(self) -> dict[str, Any]:
        return dict(YAML(typ="safe", pure=True).load(self.folder / "case.yaml"))

    @property
    def source(self) -> str:
        keys = {key: value for key, value in self.keys.items() if key != "expect"}
        keys |= {"id": str(self), "authority": "A", "jurisdiction": "CN", "url": f"{{site}}/{self}/list"}
        return f"\n  - {json.dumps(keys, ensure_ascii=False)}"

    def answer(self) -> Page:
        head, _, body = (self.folder / "answer.http").read_bytes().partition(b"\n\n")
        status, *lines = head.decode().splitlines()
        headers = dict(line.split(": ", 1) for line in lines)
        media = headers.pop("Content-Type")
        return Page(body, status=int(status.split()[1]), headers=headers, content_type=media)


CASES = [Case(path.parent) for path in sorted(ROOT.glob("*/case.yaml"))]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """By case, the line of `check --json`."""
    asks_to_wait_last = sorted(
        CASES, key=lambda case: b"Retry-After" in (case.folder / "answer.http").read_bytes()
    )
    with Site() as site:
        desk = Desk(tmp_path_factory.mktemp("desk"), site)
        # a brace in a source is one of JSON, not a place for the site
        sources = "".join(case.source for case in asks_to_wait_last).replace("{site}", site.url(""))
        desk.configure(sources=sources, subscriptions="")
        site.pages["/"] = Page(HOME)
        for case in CASES:
            site.pages[f"/{case}/list"] = case.answer()
        assert desk.monitor("init").code == 0
        return {line["source"]: line for line in desk.monitor("check", "--all", "--json").lines}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_Q01_Q03_what_came_is_told_for_what_it_is(case: Case, told: dict[str, dict[str, Any]]) -> None:
    expected, line = dict(case.keys["expect"]), told[str(case)]
    says = expected.pop("says", None)
    assert {name: line[name] for name in expected} == expected, line["reason"]
    assert says is None or says in line["reason"]


def test_every_verdict_and_enough_innocents_are_among_the_examples() -> None:
    shown = {case.keys["expect"]["verdict"] for case in CASES}
    assert shown == {verdict.value for verdict in Verdict}
    assert sum(case.folder.name.startswith("innocent-") for case in CASES) >= 12
    assert {case.keys["language"] for case in CASES} >= {"zh", "en"}
