"""What is fuzzed: bytes in, and either an answer comes out or an error of ours. Anything else is a finding."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

from monitor.compare import align, compare
from monitor.config import load
from monitor.errors import MonitorError
from monitor.extract import extract, feed, files
from monitor.facts import find
from monitor.model import Content
from tests.papers import zipped

SEEDS = Path(__file__).parent / "seeds"
BETWEEN = b"\n=====\n"  # two versions in one seed
BASE = "https://agency.example/notices/list.html"
LANGUAGES = ("zh", "en", "ru", "ar", "vi", "ja", "es")


def html(given: bytes) -> None:
    extract(given, content_type="text/html", base_url=BASE)


def feeds(given: bytes) -> None:
    feed.read(given, content_type="application/rss+xml", base_url=BASE)


def json(given: bytes) -> None:
    extract(given, content_type="application/json", base_url=BASE)


def csv(given: bytes) -> None:
    extract(given, content_type="text/csv", name="list.csv")


def pdf(given: bytes) -> None:
    files.parse(given, "pdf")


def xlsx(given: bytes) -> None:
    """A workbook as it came, or the parts of one, each after a line `=====`: packed anew, since hardly a mutation
    survives a ZIP's own sums.
    """
    if not given.startswith(b"PK"):
        parts = given.split(BETWEEN)
        given = zipped({**_WORKBOOK, **dict(zip(_PARTS, parts, strict=False))})
    files.parse(given, "xlsx")


def compares(given: bytes) -> None:
    """Two pages: read, compared, aligned; the comparison of each with itself finds nothing."""
    old, _, new = given.partition(BETWEEN)
    before, after = _read(old), _read(new)
    comparison = compare(before, after)
    align(before.blocks, after.blocks)
    assert compare(after, after).same, "a page differs from itself"
    assert comparison.same or before != after, "two equal pages differ"


def facts(given: bytes) -> None:
    title, _, text = given.decode("utf-8", "replace").partition("\n")
    find(title, text, language=LANGUAGES[len(given) % len(LANGUAGES)], published=date(2026, 5, 8))


def config(given: bytes) -> None:
    load(Path("sources.yaml"), {}, instead=_NAMES_FILES.sub("", given.decode("utf-8", "replace")))


def _read(body: bytes) -> Content:
    return extract(body, content_type="text/html", base_url=BASE)


# a configuration may name files of its author's; what happens to stand on this machine is not read
_NAMES_FILES = re.compile(r"(?<=[\s,\[{'\"-])(?:\.{0,2}/|~)\S*")

TARGETS: dict[str, Callable[[bytes], None]] = {
    "html": html, "feeds": feeds, "json": json, "csv": csv, "pdf": pdf, "xlsx": xlsx, "compare": compares,
    "facts": facts, "config": config,
}  # fmt: skip


def tried(target: str, given: bytes) -> None:
    """One input; returns when it was answered or refused in our words, raises what nobody expected."""
    try:
        TARGETS[target](given)
    except MonitorError as error:
        if not str(error).strip():
            raise AssertionError("an error without a word") from error


@cache
def seeds(target: str) -> tuple[Path, ...]:
    return tuple(sorted((SEEDS / target).iterdir()))


# -- a workbook ------------------------------------------------------------------------------------

_PARTS = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORKBOOK = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
    ).encode(),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ).encode(),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="r3" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ).encode(),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="List" sheetId="1" r:id="r1"/></sheets>'
        "</workbook>"
    ).encode(),
}
