"""Milliseconds a page for reading, beside other people's readers in the same run, and how much each finds.

    python benchmarks/reading.py [--rounds 25]

List reading: 20 notices (title, day, link) out of a page of 60 KB; ours is the whole `kind: listing`, with
keys and dates, theirs is three selectors. Main text: out of a page of 300 KB and the list of 60 KB, without a
selector. Readers take turns, so that a noisy machine is noisy for all; times are medians of CPU time, ratios
medians of the ratios within each round. F1 is token by token, the mean over the pages of tests/main_texts.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from statistics import mean, median

import pages

sys.path.insert(0, str(Path(__file__).parents[1]))

from monitor import identity, urls
from monitor.extract import charset, html
from monitor.model import Document, Listed
from monitor.sources.listing import Source
from tests.main_text import Known, as_text, found, known

NOW = datetime(2026, 5, 8, tzinfo=UTC)
Rows = list[tuple[str, str]]


@dataclass
class Reader:
    """A way to read, and how long each round took, in milliseconds."""

    name: str
    read: Callable[[bytes], object]
    took: list[float] = field(default_factory=list)


# -- lists -----------------------------------------------------------------------------------------


SOURCE = Source(
    id="bench",
    authority="Bench",
    jurisdiction="CN",
    kind="listing",
    url="https://bench.example/list/index.html",
    items="ul.notice-list > li.notice",
)
ASKED = next(iter(SOURCE.requests(NOW)))


def ours(page: bytes) -> Rows:
    for remembers in (identity.letters, identity.title, identity.number_of_title, urls.canonical):
        remembers.cache_clear()  # as on the first sight of a page
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    document = Document(ASKED, SOURCE.url, 200, headers, page, sha256(page).hexdigest(), NOW)
    read = [one for one in SOURCE.read(document, NOW) if isinstance(one, Listed)]
    return [(one.title, str(one.published)) for one in read]


def with_selectolax(page: bytes) -> Rows:
    from selectolax.lexbor import LexborHTMLParser

    items = LexborHTMLParser(page).css("ul.notice-list > li.notice")
    return [(item.css_first("a").text(), item.css_first(".date").text()) for item in items]


def with_lxml(page: bytes) -> Rows:
    from lxml import html as lxml_html

    tree = lxml_html.document_fromstring(page, parser=lxml_html.HTMLParser(encoding="utf-8"))
    items = tree.xpath('//ul[@class="notice-list"]/li[@class="notice"]')
    return [(item[1].text_content(), item[0].text_content()) for item in items]


def with_bs4(page: bytes) -> Rows:
    from bs4 import BeautifulSoup

    items = BeautifulSoup(page, "lxml").select("ul.notice-list > li.notice")
    return [(item.a.get_text(), item.select_one(".date").get_text()) for item in items]


# -- main text -------------------------------------------------------------------------------------


def our_text(page: bytes) -> str:
    return as_text(html.content(page, base_url="https://bench.example/x/1.html"))


def trafilatura_text(page: bytes) -> str:
    import trafilatura

    return trafilatura.extract(page) or ""


def fast_trafilatura_text(page: bytes) -> str:
    import trafilatura

    return trafilatura.extract(page, fast=True) or ""


def readability_text(page: bytes) -> str:
    import lxml.html
    import readability

    return str(lxml.html.fromstring(readability.Document(charset.decode(page).text).summary()).text_content())


def bs4_text(page: bytes) -> str:
    from bs4 import BeautifulSoup

    return BeautifulSoup(page, "lxml").get_text("\n", strip=True)


# -- measuring -------------------------------------------------------------------------------------


def race(readers: list[Reader], page: bytes, rounds: int) -> None:
    """Let readers take turns. The first round, with its imports, does not count."""
    for round_ in range(rounds + 1):
        for reader in readers:
            start = time.process_time()
            reader.read(page)
            if round_:
                reader.took.append(1000 * (time.process_time() - start))


def shown(readers: list[Reader], *more: list[str]) -> None:
    """A row each: milliseconds, how many times ours, and what else is told of it."""
    first = readers[0]
    for reader, *told in zip(readers, *more, strict=True):
        ratio = median(theirs / our for theirs, our in zip(reader.took, first.took, strict=True))
        print(
            f"| {reader.name:34} | {median(reader.took):7.2f} | {ratio:5.1f} | {' | '.join(f'{one:>9}' for one in told)} |"
        )
    print()


def lists(rounds: int) -> None:
    page, rows = pages.listing()
    readers = [
        Reader("monitor, kind: listing", ours),
        Reader("selectolax, three selectors", with_selectolax),
        Reader("lxml, XPath", with_lxml),
        Reader("BeautifulSoup with lxml", with_bs4),
    ]
    for reader in readers:
        if reader.read(page) != rows:
            raise SystemExit(f"{reader.name} does not find the 20 notices")
    race(readers, page, rounds)
    print(f"List of {len(page) / 1000:.0f} KB: reader, ms, times ours, found")
    shown(readers, ["20 of 20"] * len(readers))


def texts(rounds: int) -> None:
    cases = known()
    for name, (page, said) in (
        ("Notice", pages.notice()),
        ("List", (pages.listing()[0], [title for title, _ in pages.listing()[1]])),
    ):
        readers = [
            Reader("monitor", our_text),
            Reader("trafilatura", trafilatura_text),
            Reader("trafilatura, fast", fast_trafilatura_text),
            Reader("readability-lxml", readability_text),
            Reader("BeautifulSoup with lxml, get_text", bs4_text),
        ]
        race(readers, page, rounds)
        print(f"{name} of {len(page) / 1000:.0f} KB: reader, ms, times ours, parts found, other letters, F1")
        shown(readers, *zip(*(_found(reader, page, said, cases) for reader in readers), strict=True))


def _found(reader: Reader, page: bytes, said: list[str], cases: list[Known]) -> tuple[str, str, str]:
    text = str(reader.read(page))
    score = mean(found(str(reader.read(one.page)), one).f1 for one in cases)
    other = len(text) - sum(len(part) for part in said if part in text)
    return f"{sum(part in text for part in said)}/{len(said)}", str(other), f"{score:.3f}"


if __name__ == "__main__":
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--rounds", type=int, default=25)
    rounds = options.parse_args().rounds
    lists(rounds)
    texts(rounds)
