"""Pages saved by hand: read as if the source had answered with them, and told as ever."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from monitor.store import Store, open_store
from tests.conftest import NOW
from tests.desk import Desk, Publication, archive_of_six, text_of
from tests.saved import mhtml
from tests.site import Page

BY_HAND = """
  - id: notices
    authority: Customs of Testland
    jurisdiction: CN
    language: zh
    kind: listing
    url: {site}/list.html
    fetch: saved
    every: 30d
    items: ul.news_list > li
    body: .news_detail_con
"""


@pytest.fixture
def published(desk: Desk) -> Publication:
    """A gated site: what a person can save is in `published`, and nobody may ask the server."""
    desk.configure(BY_HAND)
    publication = archive_of_six(desk.site)
    desk.monitor("init")
    return publication


def saved_page(url: str, html: str) -> bytes:
    """A page as a browser saves it with everything that belongs to it."""
    return f"<!DOCTYPE html>\n<!-- saved from url=({len(url):04}){url} -->\n{html}".encode()


def save(desk: Desk, folder: Path, *names: str) -> Path:
    """Save pages of the site into a folder, as a browser does."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        page = desk.site.pages[f"/{name}.html"]
        (folder / f"{name}.html").write_bytes(saved_page(desk.site.url(f"/{name}.html"), page.body))
    settle(folder)
    return folder


def settle(folder: Path) -> None:
    """As if everything had been written an hour ago."""
    for path in folder.rglob("*"):
        if not path.is_symlink():
            os.utime(path, (1_700_000_000, 1_700_000_000))


def opened(desk: Desk) -> Store:
    return open_store(f"sqlite:///{desk.folder / 'monitor.db'}", now=NOW)


def changes(desk: Desk) -> list[tuple[str, str]]:
    return [(line["change"], line["notice"]["title"]) for line in desk.monitor("changes", "--json").lines]


# -- from the command line -------------------------------------------------------------------------


def test_a_saved_list_with_its_pages_is_a_baseline_and_then_a_change(desk, published, tmp_path):
    names = [f"n{n}" for n in range(1, 7)]
    save(desk, tmp_path / "may", "list", *names)
    told = desk.monitor("check", "notices", "--from", "may", "--json")
    assert told.code == 0, told.err
    assert told.outcome()["outcome"] == "first"
    assert told.outcome()["notices"] == 6

    published.publish("n7", "关于试点扩大范围的公告", "2026-05-08", "企业应当提交原产地证书。")
    save(desk, tmp_path / "june", "list", "n7")
    told = desk.monitor("check", "notices", "--from", "june", "--json", clock="2026-05-09T00:00:00Z")
    assert told.outcome()["outcome"] == "changed"
    assert changes(desk) == [("new", "关于试点扩大范围的公告")]
    assert "from a page saved by hand: file n7.html, of 2023-11-14T22:13:20Z" in desk.monitor("show", "1").out
    assert not desk.site.asked, "a person saved it, nobody asks the server"


def test_what_was_not_saved_is_known_by_the_list_and_filled_in_by_a_later_save(desk, published, tmp_path):
    save(desk, tmp_path / "may", "list")
    assert desk.monitor("check", "notices", "--from", "may", "--json").outcome()["outcome"] == "first"
    published.publish("n7", "关于试点扩大范围的公告", "2026-05-08", "企业应当提交原产地证书。")
    save(desk, tmp_path / "june", "list")
    desk.monitor("check", "notices", "--from", "june/list.html", clock="2026-05-09T00:00:00Z")
    shown = desk.monitor("show", "1", "--json").lines[0]
    assert shown["change"] == "new"

    save(desk, tmp_path / "later", "n7", "n3")
    told = desk.monitor("check", "notices", "--from", "later", "--json", clock="2026-05-10T00:00:00Z")
    assert told.outcome()["outcome"] == "changed"
    assert changes(desk) == [("new", "关于试点扩大范围的公告"), ("amended", "关于试点扩大范围的公告")]
    assert "提交原产地证书" in desk.monitor("show", "2").out
    desk.monitor("check", "notices", "--from", "june", clock="2026-05-11T00:00:00Z")
    assert len(changes(desk)) == 2, "the list alone takes nothing back"


def test_a_page_alone_touches_its_own_notice_and_nothing_else(desk, published, tmp_path):
    save(desk, tmp_path / "all", "list", *(f"n{n}" for n in range(1, 7)))
    desk.monitor("check", "notices", "--from", "all")
    before = desk.monitor("sources", "list", "--json").lines[0]
    with closing(opened(desk)) as store:
        stood = store.known("notices")
    published.publish(
        "n3", "关于第3批进口食品境外生产企业的公告", "2026-04-13", "现公告如下。\n本批第3项自即日起废止。"
    )
    told = desk.monitor(
        "check", "notices", "--from", str(save(desk, tmp_path / "one", "n3") / "n3.html"), "--json",
        clock="2026-06-20T00:00:00Z",
    )  # fmt: skip
    assert told.outcome()["outcome"] == "changed"
    assert changes(desk) == [("amended", "关于第3批进口食品境外生产企业的公告")]
    with closing(opened(desk)) as store:
        stands = store.known("notices")
    assert [key for key in stood if stood[key] != stands[key]] == [
        f"{desk.site.url('').replace('http:', 'https:')}/n3.html"
    ]
    after = desk.monitor("sources", "list", "--json").lines[0]
    assert {k: after[k] for k in ("outcome", "last_good", "next_check", "failures", "notices")} == {
        k: before[k] for k in ("outcome", "last_good", "next_check", "failures", "notices")
    }


def test_a_page_of_a_notice_nobody_knows_becomes_one(desk, published, tmp_path):
    save(desk, tmp_path / "all", "list", *(f"n{n}" for n in range(1, 7)))
    desk.monitor("check", "notices", "--from", "all")
    published.publish("n9", "关于临时措施的公告", "2026-05-20", "即日起施行。")
    desk.monitor(
        "check", "notices", "--from", str(save(desk, tmp_path / "one", "n9")), clock="2026-05-21T00:00:00Z"
    )
    assert changes(desk) == [("new", "关于临时措施的公告")]
    save(desk, tmp_path / "june", "list")
    told = desk.monitor("check", "notices", "--from", "june", "--json", clock="2026-06-01T00:00:00Z")
    assert told.outcome()["outcome"] == "unchanged", "the list brings nothing that was not told"


def test_what_was_saved_is_evidence_and_says_so(desk, published, tmp_path):
    save(desk, tmp_path / "all", "list", "n1")
    desk.monitor("check", "notices", "--from", "all")
    store = opened(desk)
    key = next(key for key in store.known("notices") if key.endswith("n1.html"))
    received = store.versions("notices", key)[0].received
    assert received is not None
    assert received.came == "saved"
    assert ("Saved-At", "2023-11-14T22:13:20Z") in received.headers
    assert received.fetched_at.year == 2026, "the time of the file is kept and never believed"
    assert store.body(received.sha256) == (tmp_path / "all" / "n1.html").read_bytes()
    store.close()


def test_the_same_files_again_tell_nothing(desk, published, tmp_path):
    save(desk, tmp_path / "all", "list", "n1", "n2")
    desk.monitor("check", "notices", "--from", "all")
    published.publish("n7", "关于试点扩大范围的公告", "2026-05-08", "企业应当提交原产地证书。")
    save(desk, tmp_path / "june", "list", "n7")
    for day in (9, 10, 11):
        told = desk.monitor(
            "check", "notices", "--from", "june", "--json", clock=f"2026-05-{day:02}T00:00:00Z"
        )
    assert told.outcome()["outcome"] == "unchanged"
    assert len(changes(desk)) == 1


def test_a_saved_challenge_is_blocked_and_says_what_to_do(desk, published, tmp_path):
    save(desk, tmp_path / "all", "list", "n1")
    desk.monitor("check", "notices", "--from", "all")
    gate = "<html><head><title></title></head><body><script>var $_ts={};</script></body></html>"
    (tmp_path / "gate.html").write_bytes(saved_page(desk.site.url("/list.html"), gate))
    told = desk.monitor("check", "notices", "--from", "gate.html", "--json")
    assert told.code == 1
    assert told.outcome()["outcome"] == "blocked"
    assert "saved by hand" in told.outcome()["reason"]
    (tmp_path / "gate.html").write_text(gate)  # without its address
    told = desk.monitor("check", "notices", "--from", "gate.html", "--json")
    assert told.outcome()["outcome"] == "blocked"
    assert not changes(desk)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check", "notices", "--from", "nowhere.html"), "nowhere.html: there is no such file or folder"),
        (("check", "notices", "--from", "empty"), "empty: nothing in it is a page or a document"),
        (("check", "--from", "empty"), "--from is for one source"),
        (("check", "notices", "notices2", "--from", "empty"), "--from is for one source"),
        (("check", "--all", "--from", "empty"), "--from is for one source"),
        (("check", "notice", "--from", "other.html"), "did you mean notices"),
        (("check", "notices", "--from", "other.html"), "none of the saved files belongs to it: found other.html (saved from https://example.org/a)"),
        (("check", "notices", "--from", "huge.html"), "the limit is 1,000"),
        (("check", "notices", "--from", "broken.mht"), "broken.mht: expected an MHTML file with a page in it"),
    ],
)  # fmt: skip
def test_each_mistake_is_named_and_nothing_is_written(desk, published, tmp_path, words, said):
    desk.configure(BY_HAND, limits="{attachment_size: 1KB}")
    (tmp_path / "empty").mkdir()
    (tmp_path / "other.html").write_bytes(
        saved_page("https://example.org/a", "<html><body><p>text</p></body></html>")
    )
    (tmp_path / "huge.html").write_bytes(b"<html>" + b"x" * 2000)
    (tmp_path / "broken.mht").write_bytes(b"From: x\r\nMIME-Version: 1.0\r\n\r\nnothing")
    told = desk.monitor(*words)
    assert told.code == 2
    assert said in told.err
    assert "Traceback" not in told.err
    assert desk.monitor("sources", "list", "--json").lines[0]["checks"] == 0


def test_C22_odd_names_and_links_out_of_the_folder_are_no_danger(desk, published, tmp_path):
    folder = save(desk, tmp_path / "odd", "list")
    (tmp_path / "secret.html").write_bytes(saved_page(desk.site.url("/n1.html"), "<h1>秘密</h1>"))
    (folder / "link.html").symlink_to(tmp_path / "secret.html")
    (folder / "loop").symlink_to(folder)
    evil = os.fsdecode(b"n1\xff\n\x1b[31m.html")
    (folder / evil).write_bytes(saved_page(desk.site.url("/n1.html"), desk.site.pages["/n1.html"].body))
    told = desk.monitor("check", "notices", "--from", "odd", "--json")
    assert told.outcome()["outcome"] == "first"
    assert "\x1b" not in told.out + told.err
    assert "秘密" not in desk.monitor("show", "1").out


# -- older than what stands -----------------------------------------------------------------------


def saved_on(folder: Path, day: str) -> None:
    """As if everything in a folder had been saved on that day."""
    at = datetime.fromisoformat(f"{day}T08:00:00+00:00").timestamp()
    for path in folder.rglob("*"):
        os.utime(path, (at, at))


OLD_TEXT, NEW_TEXT = "现公告如下。\n本批第6项适用。", "现公告如下。\n本批第6项自即日起停止适用。"


@pytest.fixture
def older(desk, published, tmp_path) -> Path:
    """A list and a page that were saved before what stands; both say otherwise by now."""
    title, date, _ = published.notices["n6"]
    published.publish("n6", title, date, OLD_TEXT)
    folder = save(desk, tmp_path / "older", "list", "n6")
    saved_on(folder, "2026-04-20")
    published.publish("n6", title, date, NEW_TEXT)
    published.publish("n7", "关于试点扩大范围的公告", "2026-05-06", "企业应当提交原产地证书。")
    return folder


BOTH = "saved 2026-04-20T08:00:00Z, and what stands is of 2026-05-0"


@pytest.mark.parametrize("way", ["saved", "http"])
def test_a_page_older_than_what_stands_is_refused_with_both_times(desk, older, tmp_path, way):
    if way == "http":
        desk.configure(BY_HAND.replace("fetch: saved", "fetch: http"))
        desk.monitor("check", "--all", clock="2026-05-07T00:00:00Z")
    else:
        saved_on(save(desk, tmp_path / "newer", "list", "n6", "n7"), "2026-05-06")
        desk.monitor("check", "notices", "--from", "newer", clock="2026-05-07T00:00:00Z")
    checks = desk.monitor("sources", "list", "--json").lines[0]["checks"]
    for day in (8, 9):
        told = desk.monitor("check", "notices", "--from", "older", clock=f"2026-05-{day:02}T00:00:00Z")
        assert told.code == 2
        assert told.err.count(BOTH) == 2, "the list and the page"
        assert "save the page again" in told.err
    assert not changes(desk)
    assert desk.monitor("sources", "list", "--json").lines[0]["checks"] == checks
    store = opened(desk)
    notice = next(
        n for n in store.notices("notices", set(store.known("notices"))).values() if "第6批" in n.title
    )
    assert "停止适用" in str(notice.content.blocks)
    store.close()


def test_the_time_inside_a_single_file_page_goes_before_the_files_own(desk, older, tmp_path):
    desk.configure(BY_HAND.replace("fetch: saved", "fetch: http"))
    desk.monitor("check", "--all", clock="2026-05-07T00:00:00Z")
    html = (older / "n6.html").read_text(encoding="utf-8")
    (tmp_path / "n6.mhtml").write_bytes(mhtml(desk.site.url("/n6.html"), html))
    told = desk.monitor("check", "notices", "--from", "n6.mhtml", clock="2026-05-08T00:00:00Z")
    assert told.code == 2
    assert "n6.mhtml: saved 2026-05-01T00:00:00Z, and what stands is of 2026-05-07T00:00:00Z" in told.err


def test_an_older_page_beside_newer_ones_is_left_out_and_said(desk, older, tmp_path):
    saved_on(save(desk, tmp_path / "newer", "list", "n6", "n7"), "2026-05-06")
    desk.monitor("check", "notices", "--from", "newer", clock="2026-05-07T00:00:00Z")
    drop = save(desk, tmp_path / "drop" / "notices", "list", "n7")
    saved_on(drop, "2026-05-08")
    (older / "n6.html").rename(drop / "n6.html")
    told = desk.monitor("once", "--json", clock="2026-05-09T00:00:00Z")
    assert told.code == 0
    assert told.outcome()["outcome"] == "unchanged"
    assert f"n6.html: {BOTH}" in told.outcome()["reason"]
    assert not changes(desk)
    (refused,) = (drop / "refused").iterdir()
    assert sorted(path.name for path in refused.iterdir()) == ["n6.html", "reason.txt"]
    assert BOTH in (refused / "reason.txt").read_text(encoding="utf-8")


def test_what_was_saved_later_is_compared_though_it_is_handed_in_after_a_later_day(desk, older, tmp_path):
    """What counts is when a page was saved, not when somebody got round to handing it in."""
    desk.monitor("check", "notices", "--from", "older", clock="2026-05-07T00:00:00Z")
    saved_on(save(desk, tmp_path / "newer", "list", "n6"), "2026-05-06")
    told = desk.monitor("check", "notices", "--from", "newer", clock="2026-05-08T00:00:00Z")
    assert told.code == 0, told.err
    assert sorted(change for change, _ in changes(desk)) == ["amended", "new"]


def test_a_clock_ahead_of_ours_shuts_nobody_out(desk, older, tmp_path):
    saved_on(older, "2031-01-01")
    desk.monitor("check", "notices", "--from", "older", clock="2026-05-07T00:00:00Z")
    saved_on(save(desk, tmp_path / "newer", "list", "n6"), "2026-05-08")
    told = desk.monitor("check", "notices", "--from", "newer", "--json", clock="2026-05-09T00:00:00Z")
    assert told.outcome()["outcome"] == "changed"


# -- which file is which ---------------------------------------------------------------------------


def test_single_file_pages_are_read_with_their_addresses(desk, published, tmp_path):
    (tmp_path / "in").mkdir()
    for name in ("list", "n1", "n2"):
        page = desk.site.pages[f"/{name}.html"]
        (tmp_path / "in" / f"{name} - 海关.mhtml").write_bytes(
            mhtml(desk.site.url(f"/{name}.html"), str(page.body), ("cid:css-1", "text/css", b"p{}"))
        )
    told = desk.monitor("check", "notices", "--from", "in", "--json")
    assert told.outcome()["outcome"] == "first"
    assert "saved pages" not in (told.outcome()["reason"] or "")


@pytest.mark.parametrize("how", ["canonical", "og", "meta Url", "file name", "title", "number in name"])
def test_a_page_without_a_browsers_comment_is_known_otherwise(desk, published, tmp_path, how):
    published.publish(
        "n7", "海关总署公告2026年第34号（关于试点扩大范围的公告）", "2026-05-08", "企业应当提交原产地证书。"
    )
    save(desk, tmp_path / "in", "list")
    html, url, name = str(desk.site.pages["/n7.html"].body), desk.site.url("/n7.html"), "saved.html"
    match how:
        case "canonical":
            html = html.replace("<head>", f"<head><link rel=canonical href='{url}'>")
        case "og":
            html = html.replace("<head>", f"<head><meta property='og:url' content='{url}'>")
        case "meta Url":
            html = html.replace("<head>", f"<head><meta name='Url' content='{url.removeprefix('http:')}'>")
        case "file name":
            name = "N7 (1).htm"
        case "number in name":
            html, name = (
                html.replace("<h1>", "<h9>").replace("<title>", "<nothing>"),
                "海关总署公告2026年第34号（关于试点扩大范围的公告）.html",
            )
    (tmp_path / "in" / name).write_text(html, encoding="utf-8")
    desk.monitor("check", "notices", "--from", "in")
    store = opened(desk)
    notice = next(
        n for n in store.notices("notices", set(store.known("notices"))).values() if "34号" in n.title
    )
    assert "原产地证书" in str(notice.content.blocks)
    store.close()


def test_a_list_without_any_address_is_known_by_reading_as_the_list(desk, published, tmp_path):
    (tmp_path / "公告.html").write_text(str(desk.site.pages["/list.html"].body), encoding="utf-8")
    told = desk.monitor("check", "notices", "--from", "公告.html", "--json")
    assert told.outcome()["outcome"] == "first"
    assert told.outcome()["notices"] == 6


def test_two_pages_that_could_both_be_a_notice_are_neither(desk, published, tmp_path):
    save(desk, tmp_path / "in", "list")
    page = str(desk.site.pages["/n1.html"].body)
    (tmp_path / "in" / "a.html").write_text(page, encoding="utf-8")
    (tmp_path / "in" / "b.html").write_text(page.replace("自发布之日起施行", "停止施行"), encoding="utf-8")
    desk.monitor("check", "notices", "--from", "in")
    store = opened(desk)
    assert not store.notices("notices", set(store.known("notices")))
    store.close()


# -- attachments -----------------------------------------------------------------------------------


def test_an_attachment_handed_in_later_completes_its_notice(desk, published, tmp_path):
    html = published.page("关于商品清单的公告", "2026-05-08", "现公布清单。").replace(
        "</div>", "<p><a href='/files/annex.csv'>附件：清单.csv</a></p></div>"
    )
    published.notices["n7"] = ("关于商品清单的公告", "2026-05-08", "现公布清单。")
    published.show()

    desk.site.pages["/n7.html"] = Page(html)
    save(desk, tmp_path / "in", "list", "n7")
    told = desk.monitor("check", "notices", "--from", "in", "--json")
    assert told.outcome()["outcome"] == "first"
    (tmp_path / "annex.csv").write_text(
        "HS code,goods\n8541.43,solar cells\n8501.72,motors\n", encoding="utf-8"
    )
    told = desk.monitor("check", "notices", "--from", "annex.csv", "--json", clock="2026-05-20T00:00:00Z")
    assert told.code == 0, told.err
    store = opened(desk)
    notices = store.notices("notices", set(store.known("notices"))).values()
    annex = next(n for n in notices if "清单" in n.title).content.attachments[0]
    assert annex.blocks is not None
    assert "8541.43" in str(annex.blocks)
    store.close()


# -- only by hand ----------------------------------------------------------------------------------


def test_a_source_that_only_a_person_reads_reminds_and_asks_nobody(desk, published, tmp_path):
    told = desk.monitor("once", "--json")
    assert told.code == 1
    assert told.outcome()["outcome"] == "blocked"
    assert told.outcome()["challenge"] == "by hand"
    assert "monitor check notices --from FILE" in told.outcome()["reason"]
    assert "drop/notices/" in told.outcome()["reason"]
    assert not desk.site.asked
    save(desk, tmp_path / "in", "list")
    desk.monitor("check", "notices", "--from", "in", clock="2026-05-08T00:00:00Z")
    assert not desk.monitor("check", "--json", clock="2026-05-30T00:00:00Z").lines, "a month was asked for"
    told = desk.monitor("once", "--json", clock="2026-06-07T00:00:00Z")
    assert told.outcome()["challenge"] == "by hand"
    assert "2026-05-08" in told.outcome()["reason"]
    assert not desk.monitor("check", "--json", clock="2026-06-07T12:00:00Z").lines, "one reminder a day"


def test_a_digest_tells_what_was_saved_by_hand(desk, published, tmp_path):
    save(desk, tmp_path / "in", "list")
    desk.monitor("once")
    desk.monitor("check", "notices", "--from", "in")
    published.publish("n7", "关于试点扩大范围的公告", "2026-05-08", "企业应当提交原产地证书。")
    save(desk, tmp_path / "drop" / "notices", "list", "n7")
    desk.monitor("once", clock="2026-05-09T01:00:00Z")
    assert sum("关于试点扩大范围的公告" in text_of(mail) for mail in desk.mails()) == 1


# -- the other ways in -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "more", "ways"),
    [
        (
            Page("<script>var $_ts={}</script>", status=412),
            "",
            ["fetch: browser", "a proxy inside CN", "--from FILE"],
        ),
        (Page("no", status=403), "", ["a proxy inside CN", "put it into drop/notices/"]),
        (Page("no", status=401), "", ["a page saved by hand"]),
    ],
    ids=["script", "firewall", "log-in"],
)
def test_a_block_tells_the_other_ways_in(desk, page, more, ways):
    desk.site.pages["/list.html"] = page
    answer = desk.monitor("check", "--json").outcome()
    assert answer["outcome"] == "blocked"
    assert answer["challenge"]
    assert all(way in answer["reason"] for way in ways)
    assert ("fetch: browser" in answer["reason"]) == ("fetch: browser" in ways)
    assert ("a proxy" in answer["reason"]) == any("a proxy" in way for way in ways)
    assert f"monitor sources catalogue {desk.site.host}" in answer["reason"]
    assert len(answer["reason"].split(". ")) <= 2


def test_whoever_feeds_a_blocked_source_by_hand_hears_of_fetch_saved_once_a_block(desk, published, tmp_path):
    desk.configure(BY_HAND.replace("fetch: saved", "fetch: http"))
    save(desk, tmp_path / "may", "list")
    gate = "<html><head><title></title></head><body><script>var $_ts={};</script></body></html>"
    (tmp_path / "gate.html").write_bytes(saved_page(desk.site.url("/list.html"), gate))
    desk.site.pages["/list.html"] = Page(gate, status=412)
    assert desk.monitor("check", "--json").outcome()["outcome"] == "blocked"
    for said in (1, 0):
        told = desk.monitor("check", "notices", "--from", "may", "--json")
        assert told.code == 0
        assert told.err.count("its last own check was blocked; with `fetch: saved` in sources.yaml") == said
    assert desk.monitor("check", "notices", "--from", "gate.html", "--json").outcome()["outcome"] == "blocked"
    assert "fetch: saved" not in desk.monitor("check", "notices", "--from", "may").err, "that was no server's"


# -- lists of several pages, lists without pages behind them ---------------------------------------


def test_a_list_page_that_was_not_saved_is_taken_as_it_stood(desk, published, tmp_path):
    desk.configure(BY_HAND.rstrip() + "\n    pages: 2\n    next: '{site}/list{page}.html'\n")
    older = desk.site.pages["/list.html"].body
    desk.site.pages["/list2.html"] = Page(
        str(older).replace("/n", "/older/n").replace("批", "期").replace("2026-04", "2026-03")
    )
    save(desk, tmp_path / "both", "list", "list2")
    told = desk.monitor("check", "notices", "--from", "both", "--json")
    assert told.outcome()["notices"] == 12, told.err
    published.publish("n7", "关于试点扩大范围的公告", "2026-05-08", "企业应当提交原产地证书。")
    save(desk, tmp_path / "june", "list")
    told = desk.monitor("check", "notices", "--from", "june", "--json", clock="2026-06-01T00:00:00Z")
    assert told.outcome()["outcome"] == "changed"
    assert told.outcome()["notices"] == 13
    assert "only some pages" in told.outcome()["reason"]
    assert changes(desk) == [("new", "关于试点扩大范围的公告")]


def test_D01_the_same_list_twice_is_one_look_and_removes_nothing(desk, published, tmp_path):
    """A notice goes after it was missing from two good lists; the same file is one list, however often it is read."""
    desk.configure(BY_HAND.replace("body: .news_detail_con", "details: false") + "    whole: true\n")
    save(desk, tmp_path / "may", "list")
    desk.monitor("check", "notices", "--from", "may")
    published.withdraw("n3")
    save(desk, tmp_path / "june", "list")
    for hour in range(3):
        told = desk.monitor(
            "check", "notices", "--from", "june", "--json", clock=f"2026-06-01T0{hour}:00:00Z"
        )
    assert told.outcome()["outcome"] == "unchanged"
    assert not changes(desk)
    published.show()  # another look at the same list
    save(desk, tmp_path / "july", "list")
    desk.monitor("check", "notices", "--from", "july", clock="2026-07-01T00:00:00Z")
    assert [change for change, _ in changes(desk)] == ["removed"]


def test_a_notice_handed_in_before_any_list_makes_no_news_of_the_list(desk, published, tmp_path):
    save(desk, tmp_path / "one", "n3")
    told = desk.monitor("check", "notices", "--from", "one", "--json")
    assert told.code == 0, told.err
    assert told.outcome()["notices"] is None
    save(desk, tmp_path / "all", "list", *(f"n{n}" for n in range(1, 7)))
    told = desk.monitor("check", "notices", "--from", "all", "--json", clock="2026-05-20T00:00:00Z")
    assert told.outcome()["outcome"] == "first"
    assert not changes(desk)


# -- hostile files ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("deep.mht", b"MIME-Version: 1.0\r\n" + b"".join(b"Content-Type: multipart/related; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000))),
        ("parts.mht", b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 5000),
        ("header.mht", b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\nSnapshot-Content-Location: " + b"\xff" * 9000 + b"\r\nDate: Fri, 99 May 99999999\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>x</p>\r\n--b--"),
        ("nul.html", b"<html>\x00\xff<!-- saved from url=(0014)about:internet --><link rel=canonical href='http://[::1'><base href='javascript:x'>"),
        ("depth.html", b"<div>" * 20_000),
        ("zero.html", b"<html>"),
        ("x" * 200 + ".html", b"<html><title>" + b"A" * 100_000),
        ("program.exe", b"MZ\x90\x00" * 100),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else "",
)  # fmt: skip
def test_a_hostile_file_is_a_sentence_and_no_crash(desk, published, tmp_path, name, body):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(body)
    told = desk.monitor("check", "notices", "--from", "in")
    assert told.code in (1, 2)
    assert "internal error" not in told.out + told.err
    assert "Traceback" not in told.err
    assert len(told.err) < 1000


def test_a_pipe_or_a_device_is_not_read(desk, published, tmp_path):
    os.mkfifo(tmp_path / "pipe.html")
    told = desk.monitor("check", "notices", "--from", "pipe.html")
    assert told.code == 2
    assert "is no ordinary file" in told.err


def test_a_part_of_a_single_file_page_names_the_file_it_was_in(tmp_path):
    import hashlib

    from monitor.saved import Most, read

    body = mhtml(
        "https://a.example/n", "<p>text</p>", ("https://a.example/f.pdf", "application/pdf", b"%PDF-1.4")
    )
    (tmp_path / "n.mhtml").write_bytes(body)
    page, file = read(tmp_path / "n.mhtml", Most())
    assert page.inside == file.inside == hashlib.sha256(body).hexdigest()
    assert (page.part, file.part) == (False, True)
    assert file.body == b"%PDF-1.4"


def test_sources_test_asks_nobody_for_what_only_a_person_reads(desk, published):
    told = desk.monitor("sources", "test", "notices")
    assert told.code == 2
    assert "monitor check notices --from FILE" in told.err
    assert not desk.site.asked
