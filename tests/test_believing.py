"""What a check believes, end to end: counts, proofs of emptiness, lost bodies, cut pages, silence, flapping."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime

from monitor.model import TroubleKind
from monitor.store import open_store
from tests.desk import text_of
from tests.site import Page, redirect

SEARCH = """
  - {{id: search, authority: A, jurisdiction: CN, language: zh, kind: listing, url: "{{site}}/search",
     items: "ul.news_list > li", details: false, every: 6h{more}}}
"""
CHAPTER = """
  - {id: chapter, authority: A, jurisdiction: CN, language: en, kind: page, url: "{site}/chapter", every: 6h}
"""
DETAILS = """
  - {id: notices, authority: A, jurisdiction: CN, language: en, kind: listing, url: "{site}/list",
     items: "ul.news_list > li", reread: [1h, 2h, 3h], every: 1h}
"""
API = """
  - {id: api, authority: A, jurisdiction: CN, language: zh, kind: api, url: "{site}/api", items: data.rows, details: false}
"""
WORDS = "Goods of this heading need a certificate of origin issued by a recognised body. "


def listing(dates: list[str], more: str = "", *, end: str = "</body></html>", box: str = "news_list") -> Page:
    items = "".join(
        f'<li><a href="/n/{date}">Notice of {date} on trade</a><span>{date}</span></li>' for date in dates
    )
    return Page(f"<!DOCTYPE html><html><body><ul class={box}>{items}</ul>{more}{end}")


def days(*numbers: int) -> list[str]:
    return [f"2026-04-{number:02d}" for number in numbers]


def search(more: str = "") -> str:
    return SEARCH.format(more=more)


# -- counts ----------------------------------------------------------------------------------------


def test_Q05_a_list_that_counts_more_than_was_read_is_partial_until_all_is_read(desk, site):
    site.pages["/search"] = listing(days(1, 2, 3), "<p>共12条 共1页</p>")
    first = desk.begin(search()).checked("2026-05-07T00:00:00Z")
    assert (first["outcome"], first["verdict"]) == ("partial", "truncated")
    assert "3 notices were read where the page counts 12" in str(first["reason"])
    site.pages["/search"] = listing(days(*range(1, 13)), "<p>共12条 共1页</p>")
    assert desk.checked("2026-05-07T06:00:00Z")["verdict"] == "real"


def test_a_count_that_counts_something_else_can_be_ignored(desk, site):
    site.pages["/search"] = listing(days(1, 2, 3), "<p>共12条 共1页</p>")
    told = desk.begin(search(", counts: ignore")).checked("2026-05-07T00:00:00Z")
    assert (told["outcome"], told["reason"]) == ("first", None)


def test_one_notice_short_of_the_count_is_a_remark(desk, site):
    site.pages["/search"] = listing(days(*range(1, 10)), "<p>共10条 共1页</p>")
    told = desk.begin(search()).checked("2026-05-07T00:00:00Z")
    assert told["outcome"] == "first"
    assert "9 notices were read where the page counts 10" in str(told["reason"])


def test_what_a_title_counts_is_no_count_of_the_list(desk, site):
    rows = "".join(
        f'<li><a href="/n/{n}">Chapters 1 to 24 of 97: notes {n}</a><span>2026-04-0{n}</span></li>'
        for n in (1, 2)
    )
    site.pages["/search"] = Page(f"<html><body><ul class=news_list>{rows}</ul></body></html>")
    told = desk.begin(search()).checked("2026-05-07T00:00:00Z")
    assert (told["outcome"], told["reason"]) == ("first", None)


def test_a_count_beside_a_title_that_counts_is_still_believed(desk, site):
    rows = '<li><a href="/n/1">Chapters 1 to 3 of 97: notes</a><span>2026-04-01</span></li>'
    site.pages["/search"] = Page(
        f"<html><body><ul class=news_list>{rows}</ul><p>共12条 共1页</p></body></html>"
    )
    assert "where the page counts 12" in str(desk.begin(search()).checked("2026-05-07T00:00:00Z")["reason"])


def test_Q14_a_count_that_is_always_as_far_off_does_not_hide_amendments_for_ever(desk, site):
    def put(*numbers: int, word: str = "trade") -> None:
        page = listing(days(*numbers), "<p>共30条 共1页</p>")
        site.pages["/search"] = Page(str(page.body).replace("trade", word))

    put(1, 2, 3)
    desk.begin(search())
    at = [f"2026-05-{day:02d}T00:00:00Z" for day in range(7, 15)]
    assert [desk.checked(one)["outcome"] for one in at[:3]] == ["partial", "partial", "unchanged"]
    put(1, 2, 3, word="lamps")
    told = desk.checked(at[3])
    assert (told["outcome"], told["changes"]) == ("changed", 3)
    assert "3 notices were read where the page counts 30" in str(told["reason"])
    put(1, 2, 3, 4, word="lamps")
    assert desk.checked(at[4])["outcome"] == "changed"
    put(4)
    assert desk.checked(at[5])["outcome"] in ("partial", "suspicious")


# -- empty -----------------------------------------------------------------------------------------


def test_Q04_an_empty_search_that_says_so_is_good_and_its_first_notice_is_news(desk, site):
    site.pages["/search"] = listing([], "<p>暂无数据</p>")
    first = desk.begin(search()).checked("2026-05-07T00:00:00Z")
    assert (first["outcome"], first["verdict"], first["notices"]) == ("first", "empty", 0)
    again = desk.checked("2026-05-07T06:00:00Z")
    assert (again["outcome"], again["verdict"]) == ("unchanged", "empty")
    site.pages["/search"] = Page("", status=502)
    assert desk.checked("2026-05-07T07:00:00Z")["verdict"] == "unreachable"
    site.pages["/search"] = listing([], "<p>暂无数据</p>")
    assert desk.checked("2026-05-07T08:00:00Z")["verdict"] == "empty"
    listed = desk.monitor("sources", "list", "--json").lines[0]
    assert (listed["outcome"], listed["verdict"]) == ("unchanged", "empty")
    site.pages["/search"] = listing(["2026-05-07"])
    found = desk.checked("2026-05-07T12:00:00Z")
    assert (found["outcome"], found["changes"], found["verdict"]) == ("changed", 1, "real")


def test_Q04_a_list_that_held_notices_is_not_empty_because_it_says_so(desk, site):
    site.pages["/search"] = listing(days(*range(1, 13)))
    assert desk.begin(search()).checked("2026-05-07T00:00:00Z")["outcome"] == "first"
    site.pages["/search"] = listing([], "<p>暂无数据</p>")
    told = desk.checked("2026-05-07T06:00:00Z")
    assert (told["outcome"], told["verdict"]) == ("suspicious", "empty")
    assert "暂无数据" in str(told["reason"])
    assert "12 notices stood in it" in str(told["reason"])


def test_Q06_a_redesign_with_an_empty_widget_is_a_redesign(desk, site):
    site.pages["/search"] = listing(days(*range(1, 13)))
    desk.begin(search()).checked("2026-05-07T00:00:00Z")
    site.pages["/search"] = listing(days(*range(1, 13)), "<p>暂无数据</p>", box="new_list")
    told = desk.checked("2026-05-07T06:00:00Z")
    assert (told["outcome"], told["verdict"]) == ("failed", "unreadable")
    assert "ul.new_list > li" in str(told["reason"])


def test_Q20_nothing_is_no_proof_of_emptiness_though_the_source_may_be_empty(desk, site):
    site.pages["/search"] = listing([])
    told = desk.begin(search(", at_least: 0")).checked("2026-05-07T00:00:00Z")
    assert told["outcome"] == "failed"
    assert "name what a real page holds as `proof`" in str(told["reason"])


def test_a_list_that_must_hold_notices_is_short_whatever_it_says(desk, site):
    site.pages["/search"] = listing([], "<p>暂无数据</p>")
    told = desk.begin(search(", at_least: 3")).checked("2026-05-07T00:00:00Z")
    assert told["outcome"] in ("failed", "suspicious")


ROW = '<li class="none">没有找到符合条件的记录</li>'
NOTHING = '{"code": 200, "data": {"total": 0, "rows": null}}'


def test_Q04_a_row_that_says_that_there_is_none_is_no_notice_and_a_proof(desk, site):
    site.pages["/search"] = Page(f"<html><body><ul class=news_list>{ROW}</ul></body></html>")
    told = desk.begin(search()).checked("2026-05-07T00:00:00Z")
    assert (told["outcome"], told["verdict"], told["notices"]) == ("first", "empty", 0)


def test_Q04_an_answer_whose_total_is_nothing_needs_no_list(desk, site):
    site.pages["/api"] = Page(NOTHING, content_type="application/json")
    told = desk.begin(API).checked("2026-05-07T00:00:00Z")
    assert (told["outcome"], told["verdict"], told["notices"]) == ("first", "empty", 0)


# -- cut, built otherwise --------------------------------------------------------------------------


def test_N03_a_page_that_ends_in_the_middle_counts_only_for_what_is_new(desk, site):
    site.pages["/search"] = listing(days(*range(1, 13)))
    desk.begin(search()).checked("2026-05-07T00:00:00Z")
    site.pages["/search"] = listing(["2026-05-07", *days(*range(4, 13))], end="")
    told = desk.checked("2026-05-07T06:00:00Z")
    assert (told["outcome"], told["verdict"], told["changes"]) == ("partial", "truncated", 1)
    assert "closing </html> is missing" in str(told["reason"])
    desk.checked("2026-05-07T12:00:00Z")
    assert desk.checked("2026-05-07T18:00:00Z")["outcome"] == "unchanged"  # it stays like that: so be it


def test_a_page_that_never_was_closed_is_read(desk, site):
    site.pages["/search"] = listing(days(1, 2, 3), end="")
    assert desk.begin(search()).checked("2026-05-07T00:00:00Z")["outcome"] == "first"
    site.pages["/search"] = listing(days(1, 2, 3, 4), end="")
    assert desk.checked("2026-05-07T06:00:00Z")["outcome"] == "changed"


def test_Q06_another_template_is_named_beside_what_does_not_match(desk, site):
    menu = "".join(f'<div class="menu_{name}" id="box_{name}">x</div>' for name in "abcdefghij")
    site.pages["/search"] = listing(days(*range(1, 13)), menu)
    desk.begin(search()).checked("2026-05-07T00:00:00Z")
    site.pages["/search"] = Page(
        "<html><body><div class=other>Service portal of the agency</div></body></html>"
    )
    told = desk.checked("2026-05-07T06:00:00Z")
    assert (
        "the page is built otherwise than at the last good reading (of its 21 classes and ids 0 are left)"
        in str(told["reason"])
    )
    assert "not a letter on it belongs to the source's language (zh)" in str(told["reason"])


def test_N07_an_address_that_moved_for_good_is_remarked_on_a_good_check(desk, site):
    site.pages["/search"] = redirect("/new/list", 301)
    site.pages["/new/list"] = listing(days(1, 2, 3))
    told = desk.begin(search()).checked("2026-05-07T00:00:00Z")
    assert told["outcome"] == "first"
    assert f"moved for good to {site.url('/new/list')}, write that as `url`" in str(told["reason"])
    again = desk.checked("2026-05-07T06:00:00Z")  # the same bytes: it has moved all the same
    assert (again["outcome"], "moved for good" in str(again["reason"])) == ("unchanged", True)


def test_Q06_a_list_in_another_template_says_so_beside_its_doubt(desk, site):
    menu = "".join(f'<div class="menu_{name}" id="box_{name}">x</div>' for name in "abcdefghij")
    site.pages["/search"] = listing(days(*range(1, 13)), menu)
    desk.begin(search()).checked("2026-05-07T00:00:00Z")
    site.pages["/search"] = listing([*days(*range(15, 27))[::-1], "2025-01-01"])
    told = desk.checked("2026-05-07T06:00:00Z")
    assert told["verdict"] == "wrong-content"
    assert "the page is built otherwise than at the last good reading" in str(told["reason"])


# -- lost bodies -----------------------------------------------------------------------------------


def chapter(rows: int) -> Page:
    body = "".join(f"<tr><td>8541.{number:02d}</td><td>{WORDS}</td></tr>" for number in range(rows))
    table = f"<table><tr><th>Code</th><th>Note</th></tr>{body}</table>"
    return Page(f"<html><body><h1>Chapter 85</h1><p>Notes to this chapter.</p>{table}</body></html>")


def test_Q04_a_page_that_lost_its_table_is_believed_when_it_stays_like_that(desk, site):
    site.pages["/chapter"] = chapter(40)
    desk.begin(CHAPTER).checked("2026-05-07T00:00:00Z")
    site.pages["/chapter"] = chapter(1)
    told = desk.checked("2026-05-07T06:00:00Z")
    assert (told["outcome"], told["verdict"]) == ("suspicious", "truncated")
    assert "nearly all of its text is gone at once" in str(told["reason"])
    assert desk.checked("2026-05-07T06:20:00Z")["outcome"] == "suspicious"
    believed = desk.checked("2026-05-07T06:40:00Z")
    assert (believed["outcome"], believed["changes"]) == ("changed", 1)


def test_Q04_a_page_whose_body_comes_back_never_changed(desk, site):
    site.pages["/chapter"] = chapter(40)
    desk.begin(CHAPTER).checked("2026-05-07T00:00:00Z")
    site.pages["/chapter"] = chapter(1)
    desk.checked("2026-05-07T06:00:00Z")
    site.pages["/chapter"] = chapter(40)
    assert desk.checked("2026-05-07T06:20:00Z")["outcome"] == "unchanged"
    site.pages["/chapter"] = chapter(30)
    assert desk.checked("2026-05-07T12:00:00Z")["outcome"] == "changed"


def test_Q04_two_odd_looks_in_a_row_are_no_half_hour(desk, site):
    site.pages["/chapter"] = chapter(40)
    desk.begin(CHAPTER).checked("2026-05-07T00:00:00Z")
    site.pages["/chapter"] = chapter(1)
    outcomes = [desk.checked(f"2026-05-07T06:0{minute}:00Z")["outcome"] for minute in range(4)]
    assert outcomes == ["suspicious"] * 4


def test_Q04_a_notice_that_lost_its_text_stands_as_it_stood_until_that_lasts(desk, site):
    site.pages["/list"] = listing(days(1, 2))
    for day in days(1, 2):
        site.pages[f"/n/{day}"] = Page(
            f"<html><body><h1>Notice of {day}</h1><p>{WORDS * 12}</p></body></html>"
        )
    desk.begin(DETAILS).checked("2026-05-07T00:00:00Z")
    site.pages["/n/2026-04-01"] = Page(
        "<html><body><h1>Notice of 2026-04-01</h1><p>Loading failed.</p></body></html>"
    )
    told = [desk.checked(f"2026-05-07T{hour:02d}:00:00Z") for hour in (2, 4, 6)]
    assert [one["outcome"] for one in told] == ["unchanged", "unchanged", "changed"]
    assert "nearly all of its text is gone at once" in str(told[0]["reason"])


# -- silent and flapping ---------------------------------------------------------------------------


def test_Q07_a_source_that_falls_silent_is_said_once_and_then_weekly(desk, site):
    site.pages["/search"] = listing([f"2026-04-{day:02d}" for day in (1, 4, 7, 10, 13, 16, 19)])
    desk.begin(search())
    reasons = {
        day: desk.checked(f"2026-{day}T12:00:00Z")["reason"]
        for day in ("04-20", "04-27", "04-28", "04-29", "05-04", "05-05", "05-06", "05-12")
    }
    assert [day for day, reason in reasons.items() if reason] == ["04-28", "05-05", "05-12"]
    assert "nothing new for 9 days (since 2026-04-19); usually something comes every 3 days" in str(
        reasons["04-28"]
    )
    row = desk.monitor("sources", "list", "--json", clock="2026-05-13T00:00:00Z").lines[0]
    assert "nothing new for 24 days" in row["silent"]
    site.pages["/search"] = listing(["2026-05-12", *days(4, 7, 10, 13, 16, 19)])
    assert desk.checked("2026-05-13T12:00:00Z")["reason"] is None


def test_Q07_the_digest_names_silent_sources_once(desk, site):
    site.pages["/search"] = listing([f"2026-04-{day:02d}" for day in (1, 4, 7, 10, 13, 16, 19)])
    desk.begin(search())
    for day in ("04-26", "04-27", "04-28", "04-29"):
        desk.monitor("once", clock=f"2026-{day}T06:00:00Z")
    named = [
        "Nothing new for far longer than usual: A." in " ".join(text_of(mail).split())
        for mail in desk.mails()
    ]
    assert named.count(True) == 1


def test_Q07_operators_hear_of_silence_also_where_checks_and_digests_are_called_one_by_one(desk, site):
    site.pages["/search"] = listing([f"2026-04-{day:02d}" for day in (1, 4, 7, 10, 13, 16, 19)])
    desk.begin(search())
    for day in ("04-26", "04-29"):
        desk.monitor("check", "--all", clock=f"2026-{day}T05:00:00Z")
        desk.monitor("digest", clock=f"2026-{day}T06:00:00Z")
    now = datetime(2026, 4, 30, tzinfo=UTC)
    with closing(open_store(f"sqlite:///{desk.folder}/monitor.db", now=now)) as store:
        (trouble,) = store.troubles(now, {TroubleKind.SILENT})
    assert trouble.ended is None


def test_Q09_a_notice_that_two_servers_show_in_turns_is_new_once(desk, site):
    old, new = listing(days(1, 2, 3, 4, 5, 6)), listing(["2026-05-06", *days(1, 2, 3, 4, 5, 6)])
    site.pages["/search"] = old
    desk.begin(search()).checked("2026-05-07T00:00:00Z")
    told = 0
    for hour in range(1, 13):
        site.pages["/search"] = new if hour % 2 else old
        told += int(str(desk.checked(f"2026-05-07T{hour:02d}:00:00Z")["changes"]))
    assert told == 1
    assert [line["change"] for line in desk.monitor("changes", "--json").lines] == ["new"]


# -- what stands there instead ---------------------------------------------------------------------


def test_Q06_a_path_that_leads_nowhere_is_answered_with_the_lists_there_are(desk, site):
    site.pages["/api"] = Page(
        '{"result": {"records": [{"title": "One"}], "page-no": 1}}', content_type="application/json"
    )
    told = desk.begin(API).checked("2026-05-07T00:00:00Z")
    assert "it has lists at result.records (1 objects)" in str(told["reason"])


def test_Q06_a_body_that_matches_nothing_is_answered_with_the_boxes_that_hold_the_text(desk, site):
    site.pages["/chapter"] = Page(
        f'<div class="wrap"><div class="article_con"><p>{WORDS}</p><p>{WORDS}</p></div></div>'
    )
    told = desk.begin(CHAPTER.replace("every:", "body: '.old_con', every:")).checked("2026-05-07T00:00:00Z")
    assert told["verdict"] == "unreadable"
    assert "the page's text stands in div.article_con (158 letters)" in str(told["reason"])


def test_Q04_a_page_in_whose_place_unreadable_bytes_come_is_not_believed_at_first(desk, site):
    text = Page(
        "<html><head><title>Chapter 7</title></head><body><main><h1>Chapter 7</h1>"
        + "".join(f"<p>{n}. {WORDS}</p>" for n in range(9))
        + "</main></body></html>"
    )
    site.pages["/chapter"] = text
    desk.begin(CHAPTER).checked("2026-05-07T00:00:00Z")
    site.pages["/chapter"] = Page(bytes(range(256)) * 8, content_type="application/octet-stream")
    odd = desk.checked("2026-05-07T06:00:00Z")
    assert (odd["outcome"], odd["changes"]) == ("suspicious", 0)
    assert "could be read and cannot be read any more" in str(odd["reason"])
    site.pages["/chapter"] = text
    assert desk.checked("2026-05-07T06:20:00Z")["outcome"] == "unchanged"
    site.pages["/chapter"] = Page(bytes(range(256)) * 8, content_type="application/octet-stream")
    told = [desk.checked(f"2026-05-07T{at}:00Z")["outcome"] for at in ("12:00", "12:20", "12:40")]
    assert told == ["suspicious", "suspicious", "changed"]
