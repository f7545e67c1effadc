"""Families of the catalogue, each host of theirs a web server on loopback: `sources test`, and what is told later."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlsplit

import pytest

from tests.desk import Desk
from tests.families import NOW, ROOT, Answer, Family, cases
from tests.site import Asked, Page, Site

TEN = (
    "mofcom-jpaas", "mofcom-exportcontrol", "mee-column", "samr-jpaas", "cnca-jpaas", "miit-jpaas",
    "ndrc-trs-consultations", "govcn", "govuk-atom", "rss2-generic",
)  # fmt: skip
ELSEWHERE = "elsewhere"  # for all hosts that answer nothing: 404, and nobody leaves this machine
LATER = "2026-10-12T12:00:00Z"
REFUSED = "mofcom-exportcontrol-question-marks"
# A host, but for those that stand in names of XML only.
_HOST = re.compile(r"https?://(?!www\.w3\.org|purl\.org)([a-z0-9.-]+\.[a-z]{2,})(?![a-z0-9.:-])")
_TEXT = re.compile(r"text/html|application/(?:\w+\+)?(?:xml|json)")


@pytest.mark.parametrize("name", TEN)
def test_sources_test_shows_what_a_family_holds(name, tmp_path):
    with served(name, tmp_path) as here:
        told = here.desk.monitor("sources", "test", here.id, "--open", "40", "--json")
    assert (told.code, told.err) == (0, "")
    first, *notices = told.lines
    assert (first["outcome"], first["verdict"]) == ("first", "real")
    expected = here.family.expected["notices"]
    assert [essence(notice, notice.get("attachments", [])) for notice in notices] == [
        essence(notice, notice.get("content", {}).get("attachments", [])) for notice in expected
    ]


def test_sources_test_tells_people_what_was_read(tmp_path):
    with served("mofcom-jpaas", tmp_path) as here:
        told = here.desk.monitor("sources", "test", here.id)
    assert told.code == 0
    assert "商务部 海关总署公告2026年第44号" in told.out
    assert "关于开展内外贸一体化试点的通知" in told.out


def test_sources_test_fails_where_the_letters_were_lost(tmp_path):
    with served(REFUSED, tmp_path) as here:
        told = here.desk.monitor("sources", "test", here.id)
    assert told.code == 1
    assert "titles came garbled" in told.out


@pytest.mark.parametrize("family", cases("again"))
def test_two_days_later_only_what_changed_is_told(family, tmp_path):
    with served(str(family), tmp_path) as here:
        here.desk.monitor("init")
        assert here.desk.monitor("check", here.id, "--json").outcome(here.id)["outcome"] == "first"
        here.put("again")
        told = here.desk.monitor("check", here.id, "--json", clock=LATER)
        assert told.outcome(here.id)["verdict"] == "real"
        changes = here.desk.monitor("changes", "--json").lines
    assert [f"{one['change']}: {one['notice']['title']}" for one in changes] == here.family.case["changes"]


def essence(notice: dict[str, Any], files: list[Any]) -> tuple[str, str | None, list[str]]:
    """What a reader would miss first: the title, the day, and the files with what is in them."""
    return notice["title"].replace(" ", ""), notice.get("published"), [_file(file) for file in files]


def _file(file: Any) -> str:
    """As read.json has it, or as the command says it: its name, and whether its text is there."""
    if isinstance(file, str):
        return f"{file.partition(' <')[0]}: unread"
    if "file" in file:
        return f"{file['file'].partition(' <')[0]}: read"
    return f"{file['name']}: {'read' if file['read'] else 'unread'}"


# -- serving -----------------------------------------------------------------------------------------


@dataclass
class Served:
    """A desk that watches one entry, and the hosts that answer it."""

    family: Family
    desk: Desk
    sites: dict[str, Site]

    @property
    def id(self) -> str:
        return str(self.family.keys["id"])

    def put(self, part: Literal["answers", "again"]) -> None:
        """Let the hosts answer so from now on."""
        by_path: dict[tuple[str, str], list[Answer]] = {}
        for answer in self.family.answers(part):
            by_path.setdefault((urlsplit(answer.url).netloc, _path(answer.url)), []).append(answer)
        for (host, path), forms in by_path.items():
            self.sites[host].pages[path] = _Forms(tuple(forms), self.sites)


@contextmanager
def served(name: str, folder: Path) -> Iterator[Served]:
    """Every address in the entry and in the pages is turned to loopback; nothing there needs a browser."""
    family = Family(ROOT / name)
    hosts = sorted({urlsplit(answer.url).netloc for answer in family.answers()})
    with ExitStack() as stack:
        numbered = enumerate([*hosts, ELSEWHERE], 2)
        sites = {host: stack.enter_context(Site(f"127.0.0.{n}")) for n, host in numbered}
        settings = {
            "contact": "team@example.com",
            "per_host": {"connections": 1, "delay": "0s"},
            "allow_networks": [site.network for site in sites.values()],
        }
        keys = {key: value for key, value in family.keys.items() if key not in ("fetch", "wait_for")}
        config = json.dumps({"settings": settings, "sources": [keys]}, default=str)
        (folder / "sources.yaml").write_text(_turned(config, sites), "utf-8")
        found = Served(family, Desk(folder, sites[ELSEWHERE], clock=f"{NOW:%Y-%m-%dT%H:%M:%SZ}"), sites)
        found.put("answers")
        yield found


def _turned(text: str, sites: dict[str, Site]) -> str:
    return _HOST.sub(lambda found: sites.get(found[1], sites[ELSEWHERE]).url(""), text)


def _path(url: str) -> str:
    """The path as it goes over the wire."""
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return quote(path or "/", safe="/?&=%:+,;@!*'()$~-._{}[]|")


@dataclass(frozen=True)
class _Forms:
    """Answers the first form that fits what was sent; without one it is not there."""

    forms: tuple[Answer, ...]
    sites: dict[str, Site]

    def __call__(self, asked: Asked) -> Page:
        headers = {name.title(): value for name, value in asked.headers}
        answer = next((form for form in self.forms if form.fits(asked.body.decode(), headers)), None)
        if answer is None:
            return Page("not here", status=404)
        body: bytes | str = answer.body
        if _TEXT.match(answer.headers["Content-Type"]):
            body = _turned(answer.body.decode("latin-1"), self.sites).encode("latin-1")
        own = dict(answer.headers)
        return Page(body, status=answer.status, content_type=own.pop("Content-Type"), headers=own)
