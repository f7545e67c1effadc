"""Other people's hard feeds, and our own: none crashes the feed reader, none hangs it.

feedparser's test feeds lie in its source distribution. `make test` puts them into .venv/feeds; they are
read from there (or from MONITOR_FEED_TESTS) and no copy of them is ours.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.errors import ReadError, SourceError
from monitor.extract import feed
from monitor.model import Document, Flaw, Listed, Notice, Request
from monitor.sources.feed import Source
from tests.conftest import NO_FEEDS
from tests.growth import assert_linear

FEEDS = Path(os.environ.get("MONITOR_FEED_TESTS") or Path(sys.prefix) / "feeds")
MISSING = f"{NO_FEEDS} in {FEEDS}; `make test` fetches them"
LONG_S = 2.0  # of processor time; each takes about a millisecond
URL = "http://feeds.example.org/news.xml"
pytestmark = pytest.mark.untraced  # a limit on time is not for the tracer
NOW = datetime(2026, 5, 8, tzinfo=UTC)

SOURCE = Source.model_validate(
    {"id": "feed", "authority": "Testland", "jurisdiction": "GB", "kind": "feed", "url": URL}
)


def document(body: bytes, content_type: str | None = None) -> Document:
    headers = (("Content-Type", content_type),) if content_type else ()
    return Document(Request(URL), URL, 200, headers, body, "0" * 64, NOW)


def notices(body: bytes, content_type: str | None = None) -> list[Listed]:
    found = SOURCE.read(document(body, content_type), NOW)
    return [item.listed for item in found if isinstance(item, Notice)]


def corpus() -> list[Path]:
    if not FEEDS.is_dir():
        pytest.skip(MISSING)
    return sorted(path for path in FEEDS.glob("*/tests/**/*") if path.is_file() and path.suffix != ".py")


def test_no_published_feed_crashes_or_hangs_the_reader():
    """A ReadError is an answer; anything else would be our mistake."""
    read, refused, slow = 0, [], []
    for path in corpus():
        began = time.process_time()
        try:
            list(SOURCE.read(document(path.read_bytes()), NOW))
            read += 1
        except SourceError as error:
            refused.append(f"{path.name}: {error}")
        if time.process_time() - began > LONG_S:
            slow.append(path.name)
    assert not slow
    assert read > 1_500, "most of them are feeds"
    assert len(refused) < 700, refused[:20]


def test_every_entry_that_feedparser_finds_in_its_own_feeds_is_found():
    """But for channels of 1997 (CDF), a prefixed root and declared entities, which are refused by name."""
    import warnings

    import feedparser

    lost = []
    for path in corpus():
        body = path.read_bytes()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = len(feedparser.parse(body).get("entries", []))
        try:
            ours = len(feed.read(body).entries)
        except ReadError:
            ours = theirs if b"<channel" in body[:2000].lower() and b"<rss" not in body[:2000].lower() else 0
        if ours < theirs:
            lost.append(path.name)
    assert sorted(lost) == [
        "entity_in_doctype.xml",
        "item_description_not_a_doctype2.xml",
        "rss2.0NSwithModulesNoDefNS.xml",
        "rss2.0NSwithModulesNoDefNSLocalNameClash.xml",
    ]


# -- our own ---------------------------------------------------------------------------------------


def rss(*items: str, head: str = "", encoding: str = "utf-8") -> bytes:
    return (
        f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel><title>News</title>{head}'
        f"{''.join(items)}</channel></rss>"
    ).encode(encoding, "xmlcharrefreplace")


def item(number: int, *, guid: str | None = None, more: str = "") -> str:
    own = f"<guid>{guid}</guid>" if guid else ""
    return f"<item><title>Notice {number} of the customs</title><link>http://feeds.example.org/{number}</link>{own}{more}</item>"


def test_Q20_a_feed_cut_off_inside_cdata_gives_its_whole_entries():
    body = rss(item(1), item(2), "<item><title>Three</title><description><![CDATA[<p>begun").removesuffix(
        b"</channel></rss>"
    )
    found = list(SOURCE.read(document(body), NOW))
    assert [n.title for n in found if isinstance(n, Notice)] == [
        "Notice 1 of the customs",
        "Notice 2 of the customs",
    ]
    assert any(isinstance(each, Flaw) for each in found)


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("gb18030", "utf-8"), ("utf-8", "gb2312"), ("utf-16", "utf-8"), ("windows-1252", "iso-8859-1"), ("gb18030", "gb2312")],
)  # fmt: skip
def test_Q16_a_mis_declared_charset_garbles_nothing(encoding, said):
    title = (
        "关于进口货物原产地申报要求调整的公告"
        if encoding != "windows-1252"
        else "Règlement d’exécution – été"
    )
    text = f'<?xml version="1.0" encoding="{said}"?><rss version="2.0"><channel><title>n</title>' + "".join(
        f"<item><title>{title} {n}</title><link>http://feeds.example.org/{n}</link></item>" for n in range(9)
    )
    body = f"{text}</channel></rss>".encode(encoding)
    assert [listed.title for listed in notices(body)] == [f"{title} {n}" for n in range(9)]


def test_C11_entity_bombs_and_outside_dtds_cost_nothing():
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{lol}]><rss><channel><title>&l11;</title></channel></rss>'
    with pytest.raises(ReadError, match="declares entities"):
        list(SOURCE.read(document(bomb.encode()), NOW))
    outside = rss(item(1)).replace(b"<rss ", b'<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss ', 1)
    assert len(notices(outside)) == 1


@pytest.mark.parametrize("page", ["<!DOCTYPE html><html><head><title>Moved</title></head><body><p>Feeds have moved</p></body></html>", "", "{}", "not found"])  # fmt: skip
def test_C32_a_page_where_a_feed_was_is_no_empty_feed(page):
    with pytest.raises(ReadError, match="expected a feed"):
        list(SOURCE.read(document(page.encode(), "application/rss+xml"), NOW))


def test_Q13_atom_entries_without_ids_and_links_are_known_by_title_and_date():
    entries = "".join(
        f"<entry><title>Notice {n} of the customs</title><updated>2026-05-0{n}T00:00:00Z</updated><content>text {n}</content></entry>"
        for n in (1, 2, 3)
    )
    body = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>n</title>{entries}</feed>'.encode()
    found = notices(body)
    assert len({listed.key for listed in found}) == 3
    assert {listed.url for listed in found} == {URL}
    assert [listed.key for listed in found] == [listed.key for listed in notices(body)]


def test_Q13_guids_that_all_entries_share_or_that_change_are_no_identity():
    one = notices(rss(*(item(n, guid="same") for n in range(5))))
    other = notices(rss(*(item(n, guid=f"made-anew-{n}") for n in range(5))))
    assert len({listed.key for listed in one}) == 5
    assert [listed.key for listed in one] == [listed.key for listed in other]


def test_Q12_an_entry_that_stands_there_twice_is_one_notice():
    assert len(notices(rss(item(1), item(1), item(2)))) == 2


def test_Q22_session_ids_in_links_make_no_new_notices():
    one, other = (
        rss(
            *(
                item(n).replace(f"/{n}<", f"/{n};jsessionid={run}{n}?utm_source=rss&amp;id={n}<")
                for n in range(4)
            )
        )
        for run in ("AAAA", "BBBB")
    )
    assert [listed.key for listed in notices(one)] == [listed.key for listed in notices(other)]
    assert len({listed.key for listed in notices(one)}) == 4


def test_rdf_lists_its_items_beside_the_channel():
    body = (
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        b'<channel rdf:about="http://feeds.example.org/"><title>n</title><items><rdf:Seq><rdf:li rdf:resource="http://feeds.example.org/1"/></rdf:Seq></items></channel>'
        b'<item rdf:about="http://feeds.example.org/1"><title>Notice on tariffs</title><link>http://feeds.example.org/1</link><dc:date>2026-05-01</dc:date></item></rdf:RDF>'
    )
    (found,) = notices(body)
    assert found.title == "Notice on tariffs"
    assert str(found.published) == "2026-05-01"


@pytest.mark.parametrize("body", [rss(), b"<feed xmlns='http://www.w3.org/2005/Atom'/>", b"<rss/>"])
def test_an_empty_channel_is_read_as_one(body):
    assert notices(body) == []


def test_C17_four_thousand_entries_take_four_times_as_long_as_a_thousand():
    def read(size: int) -> None:
        assert len(feed.read(rss(*(item(n) for n in range(size)))).entries) == size

    assert_linear(read, 500)


HARD = [
    b"<rss>" * 3000,
    b"<rss><channel>" + b"<item>" * 20_000,
    b"<rss><channel><item><title>" + b"&#" * 50_000,
    b"<rss><channel><item><title>" + b"<![CDATA[" * 20_000,
    b"<rss><channel><item><pubDate>" + b"9" * 100_000 + b"</pubDate></item></channel></rss>",
    b"<rss><channel><item><title>" + b"<" * 100_000,
    b"<rss xmlns:a='" + b"a" * 100_000 + b"'><channel/></rss>",
    b"<feed " + b"a='1' " * 20_000 + b"><entry/></feed>",
    b"<rss><channel><item><link>javascript:alert(1)</link><title>t</title></item></channel></rss>",
    b"<rss>\x00\xff\xfe<channel><item><title>\x08</title></item>",
    b"\xef\xbb\xbf<?xml version='1.0' encoding='no-such-charset'?><rss><channel><item><title>t</title></item></channel></rss>",
]


@pytest.mark.parametrize("body", HARD, ids=range(len(HARD)))
def test_C18_a_hostile_feed_is_an_answer_and_takes_no_time(body):
    began = time.process_time()
    try:
        found = list(SOURCE.read(document(body), NOW))
        assert all(not each.url.startswith("javascript") for each in found if isinstance(each, Listed))
    except SourceError:
        pass
    assert time.process_time() - began < 5 * LONG_S
