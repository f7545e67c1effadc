"""`sources test` on ten families of the catalogue, each host of theirs a web server on loopback."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from tests.desk import Desk
from tests.families import NOW, ROOT, Answer, Family
from tests.site import Asked, Page, Site

TEN = (
    "mofcom-jpaas", "mofcom-exportcontrol", "mee-column", "samr-jpaas", "cnca-jpaas", "miit-jpaas",
    "ndrc-trs-consultations", "govcn", "govuk-atom", "rss2-generic",
)  # fmt: skip
ELSEWHERE = "elsewhere"  # for all hosts that answer nothing: 404, and nobody leaves this machine
REFUSED = "mofcom-exportcontrol-question-marks"
# A host, but for those that stand in names of XML only.
_HOST = re.compile(r"https?://(?!www\.w3\.org|purl\.org)([a-z0-9.-]+\.[a-z]{2,})(?![a-z0-9.:-])")
_TEXT = re.compile(r"text/html|application/(?:\w+\+)?(?:xml|json)")


@pytest.mark.parametrize("name", TEN)
def test_sources_test_shows_what_a_family_holds(name, tmp_path):
    family = Family(ROOT / name)
    with served(family, tmp_path) as desk:
        told = desk.monitor("sources", "test", str(family.keys["id"]), "--open", "40", "--json")
    assert (told.code, told.err) == (0, "")
    first, *notices = told.lines
    assert (first["outcome"], first["verdict"]) == ("first", "real")
    expected = family.expected["notices"]
    assert [essence(notice, notice.get("attachments", [])) for notice in notices] == [
        essence(notice, notice.get("content", {}).get("attachments", [])) for notice in expected
    ]


def test_sources_test_tells_people_what_was_asked_and_read(tmp_path):
    family = Family(ROOT / "mofcom-jpaas")
    with served(family, tmp_path) as desk:
        told = desk.monitor("sources", "test", str(family.keys["id"]))
    assert told.code == 0
    assert "商务部 海关总署公告2026年第44号" in told.out
    assert "关于开展内外贸一体化试点的通知" in told.out


def test_sources_test_fails_where_the_letters_were_lost(tmp_path):
    family = Family(ROOT / REFUSED)
    with served(family, tmp_path) as desk:
        told = desk.monitor("sources", "test", str(family.keys["id"]))
    assert told.code == 1
    assert "titles came garbled" in told.out


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


@contextmanager
def served(family: Family, folder) -> Iterator[Desk]:
    """A desk that watches the entry, with every address in it and in the pages turned to loopback."""
    answers = list(family.answers())
    hosts = sorted({urlsplit(answer.url).netloc for answer in answers})
    with ExitStack() as stack:
        sites = {
            host: stack.enter_context(Site(f"127.0.0.{n}")) for n, host in enumerate([*hosts, ELSEWHERE], 2)
        }
        for host, site in sites.items():
            site.pages |= _pages([answer for answer in answers if urlsplit(answer.url).netloc == host], sites)
        settings = {
            "contact": "team@example.com",
            "per_host": {"connections": 1, "delay": "0s"},
            "allow_networks": [site.network for site in sites.values()],
        }
        config = {"settings": settings, "sources": [family.keys]}
        text = _turned(json.dumps(config, default=str), sites)
        (folder / "sources.yaml").write_text(text, "utf-8")
        yield Desk(folder, next(iter(sites.values())), clock=f"{NOW:%Y-%m-%dT%H:%M:%SZ}")


def _turned(text: str, sites: dict[str, Site]) -> str:
    return _HOST.sub(lambda found: sites.get(found[1], sites[ELSEWHERE]).url(""), text)


def _pages(answers: list[Answer], sites: dict[str, Site]) -> dict[str, Any]:
    """Paths and what they are answered with; the same path may be asked for with several forms."""
    found: dict[str, list[Answer]] = {}
    for answer in answers:
        found.setdefault(_path(answer.url), []).append(answer)
    return {path: _Forms(tuple(forms), sites) for path, forms in found.items()}


def _path(url: str) -> str:
    """The path as it goes over the wire."""
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return quote(path or "/", safe="/?&=%:+,;@!*'()$~-._{}[]|")


@dataclass(frozen=True)
class _Forms:
    """Answers the first form that fits what was sent."""

    forms: tuple[Answer, ...]
    sites: dict[str, Site]

    def __call__(self, asked: Asked) -> Page:
        answer = next(form for form in self.forms if form.sent in asked.body.decode())
        body: bytes | str = answer.body
        if _TEXT.match(answer.headers["Content-Type"]):
            body = _turned(answer.body.decode("latin-1"), self.sites).encode("latin-1")
        headers = dict(answer.headers)
        return Page(body, status=answer.status, content_type=headers.pop("Content-Type"), headers=headers)
