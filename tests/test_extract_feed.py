"""Feeds as found: whatever can be read of them, and whether that was all."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.errors import ReadError
from monitor.extract import extract, feed
from monitor.model import Text

ITEM = "<item><title>CSMS # 6123{n} - Quota {n}</title><link>/b/{n}?a=1&amp;b=2</link><guid>g{n}</guid><pubDate>Fri, 08 May 2026 10:00:00 -0400</pubDate><description>&lt;p&gt;Text {n}&lt;/p&gt;</description></item>"


def rss(*items: str, head: str = "", prolog: str = '<?xml version="1.0" encoding="utf-8"?>') -> bytes:
    channel = f"<title>Messages</title>{head}<lastBuildDate>Fri, 08 May 2026</lastBuildDate>{''.join(items)}"
    return f'{prolog}<rss version="2.0"><channel>{channel}</channel></rss>'.encode()


def item(n: int) -> str:
    return ITEM.replace("{n}", str(n))


def test_an_rss_entry_is_read_with_its_moment_in_utc():
    (entry,) = feed.read(rss(item(1)), base_url="https://a.example/feed").entries
    assert (entry.id, entry.link, entry.title) == (
        "g1",
        "https://a.example/b/1?a=1&b=2",
        "CSMS # 61231 - Quota 1",
    )
    assert entry.published == datetime(2026, 5, 8, 14, tzinfo=UTC)
    assert entry.published_text == "Fri, 08 May 2026 10:00:00 -0400"
    assert entry.content == "<p>Text 1</p>"


def test_an_atom_entry_is_read_with_its_update():
    body = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><updated>2026-05-09T00:00:00Z</updated>
    <entry><id>tag:a,1</id><title type="html">Rates &lt;b&gt;shall&lt;/b&gt; apply</title><link href="/n/1"/><published>2026-05-08T10:00:00+08:00</published>
    <updated>2026-05-09T10:00:00Z</updated><summary>Short</summary><content type="html">&lt;p&gt;The longer text&lt;/p&gt;</content></entry></feed>"""
    found = feed.read(body, base_url="https://a.example/")
    (entry,) = found.entries
    assert found.flaw is None
    assert (entry.title, entry.link, entry.content) == (
        "Rates shall apply",
        "https://a.example/n/1",
        "<p>The longer text</p>",
    )
    assert (entry.published, entry.updated) == (
        datetime(2026, 5, 8, 2, tzinfo=UTC),
        datetime(2026, 5, 9, 10, tzinfo=UTC),
    )


def test_Q20_a_feed_over_which_its_parser_stumbles_is_not_well_formed():
    with pytest.raises(ReadError, match="not well formed, its parts contradict each other"):
        feed.read('<rdf:RDF xmlns:rdf="h\u3000/"></rdf:RDF>'.encode())


def test_Q13_an_id_that_two_entries_share_is_nobodys():
    twice = item(2).replace("g2", "g1")
    assert [entry.id for entry in feed.read(rss(item(1), twice, item(3))).entries] == [None, None, "g3"]


def test_Q20_a_feed_cut_in_the_middle_gives_its_whole_entries_and_a_flaw():
    body = rss(*(item(n) for n in range(6)))
    found = feed.read(body[: body.index(b"Quota 4")] + b"<![CDATA[cut")
    assert [entry.id for entry in found.entries][:4] == ["g0", "g1", "g2", "g3"]
    assert found.flaw is not None
    assert "not well formed" in found.flaw


def test_Q20_one_bad_entry_does_not_hide_the_others():
    found = feed.read(rss(item(1), "<item><title>A & B <br></title><link>/x</link></item>", item(3)))
    assert {"g1", "g3"} <= {entry.id for entry in found.entries}
    assert found.flaw is not None


def test_a_whole_feed_has_no_flaw():
    assert feed.read(rss(item(1))).flaw is None
    assert feed.read(rss()).entries == ()


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!ENTITY x "y">',
    ],
)
def test_C11_a_feed_that_declares_entities_is_refused(prolog):
    with pytest.raises(ReadError, match="declares entities"):
        feed.read(rss("<item><title>&b;</title></item>", prolog=prolog))


def test_C11_a_plain_doctype_is_never_fetched_and_does_no_harm():
    found = feed.read(
        rss(item(1), prolog='<!DOCTYPE rss PUBLIC "-//N//DTD" "http://inside.example/rss.dtd">')
    )
    assert len(found.entries) == 1


def test_C16_a_feed_nested_too_deeply_is_refused():
    with pytest.raises(ReadError, match="nests more than 512"):
        feed.read(rss("<item>" + "<x>" * 600 + "</item>"))


@pytest.mark.parametrize("body", [b"<html><body>Moved</body></html>", b"{}", b"words"])
def test_C32_what_is_no_feed_is_refused(body):
    with pytest.raises(ReadError, match="expected a feed"):
        feed.read(body)


def test_Q16_a_feed_in_gb2312_is_read():
    body = rss(
        "<item><title>关于样品的公告</title><link>/1</link></item>",
        prolog='<?xml version="1.0" encoding="gb2312"?>',
    )
    (entry,) = feed.read(body.decode().encode("gbk")).entries
    assert entry.title == "关于样品的公告"


def test_T07_an_impossible_date_keeps_its_words():
    (entry,) = feed.read(rss("<item><title>x</title><pubDate>31/02/2026 noon</pubDate></item>")).entries
    assert entry.published is None
    assert entry.published_text == "31/02/2026 noon"


def test_C26_signs_that_storage_cannot_hold_do_not_break_a_feed():
    (entry,) = feed.read(rss("<item><title>A\x00B\x0bC</title></item>")).entries
    assert entry.title == "AB C"


def test_C17_more_entries_than_the_limit_are_cut_and_announced(monkeypatch):
    monkeypatch.setattr(feed, "MOST_ENTRIES", 3)
    found = feed.read(rss(*(item(n) for n in range(5))))
    assert len(found.entries) == 3
    assert found.flaw == "only the first 3 of 5 entries were read"


def test_a_feed_as_content_is_a_list_without_its_build_date():
    found = extract(rss(item(1)), base_url="https://a.example/")
    assert found.blocks == (
        Text(
            "CSMS # 61231 - Quota 1 Fri, 08 May 2026 10:00:00 -0400", "item", "https://a.example/b/1?a=1&b=2"
        ),
    )


def test_nothing_is_fetched_or_read_from_disk_by_a_feeds_text():
    assert (
        len(
            feed.read(
                rss("<item><title>http://127.0.0.1/x</title><link>file:///etc/passwd</link></item>")
            ).entries
        )
        == 1
    )
