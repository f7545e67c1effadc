"""What happens to a list over several checks: put in late, pinned, moved, retitled, redated, gone and back.

Through the command line, against a real list with pages, with the calendar held in hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.desk import LISTING, Desk
from tests.site import Page, Site

START = datetime(2026, 5, 7, tzinfo=UTC)
DAY = timedelta(days=1)
BY_LIST = LISTING + "    details: false\n"


class Gazette:
    """A list shown page by page, in any order, with a page for each notice; `checked` is one day's check."""

    def __init__(self, desk: Desk, *, size: int = 5, most: int | None = None) -> None:
        self.desk, self.site, self.size, self.most = desk, desk.site, size, most
        self.order = list(range(30, 0, -1))
        self.titles = {n: f"关于第{n}批进口食品境外生产企业的公告" for n in range(1, 100)}
        self.dates = {n: f"{START - (31 - n) * DAY:%Y-%m-%d}" for n in range(1, 100)}
        self.before: dict[int, str] = {}
        self.now = START
        self.told = 0

    def show(self) -> None:
        shown = self.order[: self.most]
        cut = [shown[start : start + self.size] for start in range(0, len(shown), self.size)]
        for name in [name for name in self.site.pages if name.startswith("/list")]:
            del self.site.pages[name]
        for place, names in enumerate(cut):
            more = f"<a href='/list_{place + 1}.html'>下一页</a>" if place + 1 < len(cut) else ""
            rows = "".join(map(self.row, names))
            self.site.pages[f"/list_{place}.html" if place else "/list.html"] = Page(
                f"<html><meta charset='utf-8'><body><ul class='news_list'>{rows}</ul><div>{more}</div></body></html>"
            )
        for n in self.order:
            text = f"<p>现公告如下。</p><p>第{n}批企业名单自发布之日起施行。</p>"
            self.site.pages.setdefault(
                f"/n{n}.html",
                Page(f"<meta charset='utf-8'><h1>公告</h1><div class='news_detail_con'>{text}</div>"),
            )

    def row(self, n: int) -> str:
        badge, date = self.before.get(n, ""), self.dates[n]
        return f"<li>{badge}<a href='/n{n}.html'>{self.titles[n]}</a><span>{date}</span></li>"

    def checked(self, after: timedelta = DAY) -> list[tuple[str, str]]:
        """What the next check tells: what happened, and to which notice."""
        self.show()
        self.outcome = self.desk.checked(f"{self.now:%Y-%m-%dT%H:%M:%SZ}")
        self.now += after
        lines = self.desk.monitor("changes", "--json").lines
        fresh, self.told = lines[self.told :], len(lines)
        self.last = fresh
        return [
            (line["change"], line["notice"]["url"].rpartition("/")[2].removesuffix(".html")) for line in fresh
        ]

    def insert(self, n: int, above: int, date: str) -> None:
        self.order.insert(self.order.index(above), n)
        self.dates[n] = date

    def shown(self) -> dict[str, Any]:
        """The last change, as `show` has it."""
        return self.desk.monitor("show", self.last[-1]["id"], "--json").lines[0]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Site() as site:
        yield Desk(tmp_path, site)


@pytest.fixture(params=[LISTING, BY_LIST], ids=["with pages", "by the list alone"])
def gazette(desk: Desk, request: pytest.FixtureRequest) -> Gazette:
    desk.begin(request.param)
    found = Gazette(desk)
    assert found.checked() == []
    return found


# -- put in late -----------------------------------------------------------------------------------


def test_Q18_a_notice_put_in_below_known_ones_is_found_at_the_next_check(gazette: Gazette) -> None:
    gazette.insert(50, above=28, date="2026-01-15")
    assert gazette.checked() == [("new", "n50")]
    assert [gazette.checked() for _ in range(3)] == [[]] * 3


def test_Q18_a_notice_put_in_on_the_second_page_is_found_within_a_day(gazette: Gazette) -> None:
    gazette.insert(50, above=23, date="2026-01-15")
    assert gazette.checked() == [("new", "n50")]
    assert [gazette.checked() for _ in range(9)] == [[]] * 9


def test_Q18_a_notice_put_in_deep_among_known_ones_is_found_within_a_week(gazette: Gazette) -> None:
    for n in range(31, 43):  # what was on the first page stands on the third and the fourth in the end
        gazette.order.insert(0, n)
        assert gazette.checked() == [("new", f"n{n}")]
    gazette.insert(60, above=29, date="2026-01-15")
    told = [gazette.checked() for _ in range(8)]
    assert [one for day in told for one in day] == [("new", "n60")]


def test_the_further_pages_cost_one_request_a_day_where_nothing_on_them_is_known(gazette: Gazette) -> None:
    for _ in range(8):
        gazette.checked(timedelta(hours=6))
    asked = [path for path in gazette.site.paths() if path.startswith("/list_")]
    assert asked == ["/list_1.html"] * 3


def test_what_always_stood_on_further_pages_is_no_news(gazette: Gazette) -> None:
    assert [gazette.checked() for _ in range(16)] == [[]] * 16


def test_Q21_a_further_page_that_cannot_be_had_is_said_and_holds_up_nothing(gazette: Gazette) -> None:
    gazette.insert(50, above=28, date="2026-01-15")
    gazette.show()
    real = gazette.show
    gazette.show = lambda: (real(), gazette.site.pages.update({"/list_1.html": Page("down", status=503)}))  # type: ignore[method-assign]
    assert gazette.checked() == [("new", "n50")]
    assert gazette.outcome["outcome"] == "changed"
    assert "further pages could not be looked through" in gazette.outcome["reason"]


# -- the same notices in another order ---------------------------------------------------------------


def test_Q11_a_notice_pinned_from_the_second_page_is_no_news(gazette: Gazette) -> None:
    gazette.order.insert(0, gazette.order.pop(gazette.order.index(23)))
    assert gazette.checked() == []
    gazette.order.remove(23)
    gazette.order.insert(gazette.order.index(22), 23)
    assert [gazette.checked() for _ in range(3)] == [[]] * 3


def test_Q11_another_order_is_no_news(gazette: Gazette) -> None:
    gazette.order[:5] = [27, 30, 26, 29, 28]
    assert gazette.checked() == []
    gazette.order[:5] = [30, 29, 28, 27, 26]
    assert gazette.checked() == []


def test_Q12_a_notice_listed_twice_is_one(gazette: Gazette) -> None:
    gazette.order.insert(0, 31)
    gazette.order.insert(3, 31)
    assert gazette.checked() == [("new", "n31")]
    assert gazette.checked() == []


def test_what_scrolls_off_is_not_removed(gazette: Gazette) -> None:
    told = []
    for n in range(31, 41):
        gazette.order.insert(0, n)
        told += gazette.checked()
    assert told == [("new", f"n{n}") for n in range(31, 41)]


@pytest.mark.parametrize("sources", [LISTING, BY_LIST])
def test_a_list_of_only_the_newest_ten_tells_of_the_new_ones_alone(desk: Desk, sources: str) -> None:
    desk.begin(sources)
    gazette = Gazette(desk, size=10, most=10)
    assert gazette.checked() == []
    for n in (31, 32, 33):
        gazette.order.insert(0, n)
        assert gazette.checked() == [("new", f"n{n}")]


def test_Q15_an_older_notice_that_rises_to_the_end_of_the_list_is_no_news(desk: Desk) -> None:
    desk.begin(LISTING)
    gazette = Gazette(desk, size=10, most=10)
    gazette.checked()
    gazette.order.remove(27)
    del gazette.site.pages["/n27.html"]
    assert [one for _ in range(4) for one in gazette.checked()] == [("removed", "n27")]


def test_an_older_notice_that_rises_from_the_second_page_is_no_news(gazette: Gazette) -> None:
    gazette.order.remove(27)
    del gazette.site.pages["/n27.html"]
    told = [one for _ in range(4) for one in gazette.checked()]
    assert told in ([("removed", "n27")], [])  # by the list alone nobody can tell that it has gone


def test_a_late_notice_at_the_very_end_of_a_list_that_only_grew_is_news(desk: Desk) -> None:
    desk.begin(LISTING)
    gazette = Gazette(desk, size=40)
    gazette.checked()
    gazette.order.append(50)
    gazette.dates[50] = "2026-01-15"
    assert gazette.checked() == [("new", "n50")]


# -- edits in the list alone -------------------------------------------------------------------------


def test_Q14_a_title_that_only_the_list_edits_is_a_silent_amendment(gazette: Gazette) -> None:
    gazette.titles[28] = "关于第28批太阳能路灯生产企业的公告"
    assert gazette.checked() == [("amended", "n28")]
    assert gazette.last[0]["silent"]
    (edit,) = gazette.shown()["comparison"]["changes"]
    assert (edit["path"], edit["after"]) == ("title", gazette.titles[28])
    assert gazette.checked() == []


def test_Q14_a_title_edited_on_the_second_page_is_found_too(gazette: Gazette) -> None:
    for n in range(31, 37):
        gazette.order.insert(0, n)
        gazette.checked()
    gazette.titles[28] = "关于第28批太阳能路灯生产企业的公告"
    assert gazette.checked() == [("amended", "n28")]
    assert [gazette.checked() for _ in range(3)] == [[]] * 3


def test_a_date_that_only_the_list_edits_is_told_with_both_dates(gazette: Gazette) -> None:
    gazette.dates[28] = "2026-05-20"
    assert gazette.checked() == [("amended", "n28")]
    assert not gazette.last[0]["silent"]
    (edit,) = gazette.shown()["comparison"]["changes"]
    assert (edit["path"], edit["before"], edit["after"]) == ("published", "2026-05-04", "2026-05-20")


def test_a_date_that_is_shown_no_more_is_no_change_and_is_compared_when_it_is_back(gazette: Gazette) -> None:
    gazette.dates[28] = ""
    assert gazette.checked() == []
    gazette.dates[28] = "2026-05-20"
    assert gazette.checked() == [("amended", "n28")]


@pytest.mark.parametrize("badge", ["【置顶】", "[NEW]", "<b>[最新]</b>", "<img alt='new' src='/new.gif'>"])
def test_a_badge_before_a_title_is_no_change(gazette: Gazette, badge: str) -> None:
    gazette.titles[28] = f"{badge}{gazette.titles[28]}"
    assert gazette.checked() == []
    gazette.titles[28] = gazette.titles[28].removeprefix(badge)
    assert gazette.checked() == []


# -- gone and back -----------------------------------------------------------------------------------


@pytest.fixture
def gone(desk: Desk) -> Gazette:
    """A list of which a notice was removed."""
    desk.begin(LISTING)
    found = Gazette(desk, size=40)
    found.checked()
    found.order.remove(28)
    found.site.pages["/n28.html"] = Page("gone", status=404)
    assert [one for _ in range(3) for one in found.checked()] == [("removed", "n28")]
    return found


def test_a_removed_notice_that_comes_back_is_restored_once(gone: Gazette) -> None:
    del gone.site.pages["/n28.html"]
    gone.order.insert(2, 28)
    assert gone.checked() == [("restored", "n28")]
    assert gone.shown()["comparison"] is None
    assert [gone.checked() for _ in range(3)] == [[]] * 3


def test_a_removed_notice_that_comes_back_edited_is_one_line_with_what_differs(gone: Gazette) -> None:
    text = "<p>现公告如下。</p><p>第28批企业名单自2026年7月1日起施行。</p>"
    gone.site.pages["/n28.html"] = Page(
        f"<meta charset='utf-8'><h1>公告</h1><div class='news_detail_con'>{text}</div>"
    )
    gone.order.insert(2, 28)
    assert gone.checked() == [("restored", "n28")]
    (edit,) = gone.shown()["comparison"]["changes"]
    assert (edit["before"], edit["after"]) == (
        "第28批企业名单自发布之日起施行。",
        "第28批企业名单自2026年7月1日起施行。",
    )
    assert gone.last[0]["versions"]["before"] != gone.last[0]["versions"]["after"]
    assert "2026年7月1日" in gone.desk.monitor("show", gone.last[0]["id"]).out


def test_a_row_that_comes_at_the_end_while_another_goes_is_new_where_the_table_is_whole(desk):
    """In a list that shows only so many, it would have risen from below."""
    site, rows = desk.site, [f"R-{n},Permit for carrier {n}" for n in range(1, 7)]
    site.pages["/permits.csv"] = Page("\n".join(["Reference,Subject", *rows]), content_type="text/csv")
    desk.begin("""
  - {id: permits, authority: A, jurisdiction: CN, language: en, kind: register, url: "{site}/permits.csv", key: Reference,
     title: Subject, every: 6h}
""").checked("2026-05-07T00:00:00Z")
    rows = [*rows[:2], *rows[3:], "R-7,Permit for another carrier"]
    site.pages["/permits.csv"] = Page("\n".join(["Reference,Subject", *rows]), content_type="text/csv")
    assert desk.checked("2026-05-07T06:00:00Z")["changes"] == 1
    assert desk.checked("2026-05-07T12:00:00Z")["changes"] == 1
    told = desk.monitor("changes", "--json").lines
    assert [(one["change"], one["notice"]["title"]) for one in told] == [
        ("new", "Permit for another carrier"),
        ("removed", "Permit for carrier 3"),
    ]
