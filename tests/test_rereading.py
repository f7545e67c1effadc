"""Known notices are read again after 1, 3, 7, 30 and 90 days, so that an edit without a sign is caught (faults Q14).

A hundred days through the command line, against a real site that counts what it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.desk import LISTING, Desk, Publication
from tests.site import Answer, Page, Site

DAY = timedelta(days=1)
START = datetime(2026, 5, 7, tzinfo=UTC)
AGES = [1, 3, 7, 30, 90]
BUSY = (
    (0, 4),
    (5, 9),
    (10.5, 12.5),
    (14, 14),
    (17.5, 18.5),
    (28, 34),
    (37, 40),
    (59.5, 60.5),
    (89, 91),
    (119, 121),
)


class Calendar:
    """A list under watch, and what is asked for on which day."""

    def __init__(self, desk: Desk, sources: str = LISTING) -> None:
        self.desk = desk.begin(sources)
        self.now = START
        self.outcomes: list[dict[str, Any]] = []

    def check(self) -> dict[str, Any]:
        self.outcomes.append(self.desk.checked(f"{self.now:%Y-%m-%dT%H:%M:%SZ}"))
        return self.outcomes[-1]

    def days_asked(self, path: str, every: timedelta, until: int) -> list[float]:
        """The days, counted from the start, of the checks that asked for a path. Quiet weeks are passed over."""
        days = []
        while (day := (self.now - START) / DAY) <= until:
            if every >= DAY * 7 or any(low <= day <= high for low, high in BUSY):
                before = self.count(path)
                self.check()
                days += [day] * (self.count(path) - before)
            self.now += every
        return days

    def count(self, path: str) -> int:
        return sum(asked.path == path for asked in self.desk.site.asked)

    def changes(self) -> list[dict[str, Any]]:
        return self.desk.monitor("changes", "--json").lines


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Site() as site:
        yield Desk(tmp_path, site)


@pytest.fixture
def publication(desk: Desk) -> Publication:
    found = Publication(desk.site)
    for n in range(1, 4):
        found.publish(f"n{n}", f"关于第{n}批企业名单的公告", f"2026-04-{10 + n}", "试点口岸为12个。")
    return found


def test_Q14_a_notice_is_read_at_each_age_once_and_at_no_other_time(
    desk: Desk, publication: Publication
) -> None:
    days = Calendar(desk).days_asked("/n2.html", DAY, 100)
    assert days == [0, *AGES]


def test_Q14_checks_every_few_hours_do_not_read_it_more_often(desk: Desk, publication: Publication) -> None:
    days = Calendar(desk).days_asked("/n2.html", timedelta(hours=6), 32)
    assert days == [0, 1, 3, 7, 30]


def test_Q14_weekly_checks_read_it_at_the_first_after_each_age(desk: Desk, publication: Publication) -> None:
    days = Calendar(desk).days_asked("/n2.html", 7 * DAY, 105)
    assert days == [0, 7, 35, 91]


def test_Q14_a_source_may_say_other_ages(desk: Desk, publication: Publication) -> None:
    days = Calendar(desk, LISTING + "    reread: [2d, 11d]\n").days_asked("/n2.html", DAY, 40)
    assert days == [0, 2, 11]


def test_Q14_an_answer_that_it_was_not_modified_is_a_reading(desk: Desk, publication: Publication) -> None:
    calendar = Calendar(desk)
    desk.site.pages["/n2.html"] = Page(
        publication.page("关于第2批企业名单的公告", "2026-04-12", "12个。"), etag='"1"'
    )
    assert calendar.days_asked("/n2.html", timedelta(hours=23), 34) == [
        hours * 23 / 24 for hours in (0, 2, 4, 8, 32)
    ]


def test_T05_ages_that_passed_while_the_machine_was_off_count_once(
    desk: Desk, publication: Publication
) -> None:
    calendar = Calendar(desk)
    calendar.check()
    calendar.now += 40 * DAY
    assert calendar.days_asked("/n2.html", DAY, 60) == [40]


def test_Q14_a_reading_that_failed_is_tried_at_the_next_check_and_then_at_the_next_age(
    desk: Desk, publication: Publication
) -> None:
    calendar = Calendar(desk)
    calendar.check()
    page = desk.site.pages["/n2.html"]
    desk.site.pages["/n2.html"] = Page("broken", status=503)
    calendar.now += timedelta(hours=24)
    assert calendar.check()["outcome"] == "partial"
    assert "/n2.html" in calendar.outcomes[-1]["reason"]
    desk.site.pages["/n2.html"] = page
    calendar.now += timedelta(hours=6)
    assert calendar.days_asked("/n2.html", timedelta(hours=6), 8) == [1.25, 3, 7]


def test_C31_a_page_that_stays_dead_is_asked_for_three_times_and_then_at_the_next_age(
    desk: Desk, publication: Publication
) -> None:
    calendar = Calendar(desk)
    calendar.check()
    desk.site.pages["/n2.html"] = Page("broken", status=503)
    calendar.now += DAY
    days = calendar.days_asked("/n2.html", timedelta(hours=6), 8)
    assert days == [1, 1.25, 1.5, 3, 3.25, 3.5, 7, 7.25, 7.5]
    assert calendar.outcomes[-1]["outcome"] == "unchanged"


def test_Q14_after_an_edit_the_ages_begin_anew_beside_the_old_ones(
    desk: Desk, publication: Publication
) -> None:
    calendar = Calendar(desk)
    days = calendar.days_asked("/n2.html", DAY, 28)
    publication.publish("n2", "关于第2批企业名单的公告", "2026-04-12", "试点口岸为20个。")
    days += calendar.days_asked("/n2.html", DAY, 121)
    assert days == [0, *AGES[:3], 30, 31, 33, 37, 60, 90, 120]
    (told,) = calendar.changes()
    assert (told["change"], told["silent"], told["detected"][:10]) == ("amended", True, "2026-06-06")


def test_Q14_an_edit_with_a_sign_in_the_list_is_read_at_once_and_is_not_silent(
    desk: Desk, publication: Publication
) -> None:
    calendar = Calendar(desk)
    days = calendar.days_asked("/n2.html", DAY, 10)
    publication.publish("n2", "关于第2批企业名单的公告", "2026-05-18", "试点口岸为20个。")
    days += calendar.days_asked("/n2.html", DAY, 19)
    assert days == [0, 1, 3, 7, 11, 12, 14, 18]
    (told,) = calendar.changes()
    assert (told["change"], told["silent"]) == ("amended", False)


def test_Q14_a_counter_on_the_page_does_not_begin_the_ages_anew(desk: Desk, publication: Publication) -> None:
    calendar, days = Calendar(desk), []
    for day in range(12):
        publication.show()
        days += calendar.days_asked("/n2.html", DAY, day)
    assert days == [0, 1, 3, 7]
    assert calendar.changes() == []


def test_Q14_an_exchanged_file_is_found_when_its_notice_is_read_again(
    desk: Desk, publication: Publication
) -> None:
    text = '试点口岸名单见附件。<a href="/ports.csv">附件：试点口岸名单.csv</a>'
    publication.publish("n2", "关于第2批企业名单的公告", "2026-04-12", text)
    desk.site.pages["/ports.csv"] = csv("上海", "宁波")
    calendar = Calendar(desk)
    days = calendar.days_asked("/ports.csv", DAY, 4)
    desk.site.pages["/ports.csv"] = csv("上海", "宁波", "青岛")
    days += calendar.days_asked("/ports.csv", DAY, 9)
    assert days == [0, 1, 3, 7, 8]
    (told,) = calendar.changes()
    assert (told["change"], told["silent"]) == ("amended", True)


def csv(*ports: str) -> Answer:
    rows = "".join(f"{n},{port}\r\n" for n, port in enumerate(ports, 1))
    return Page(f"序号,口岸\r\n{rows}", content_type="text/csv; charset=utf-8")


def test_Q14_a_notice_that_scrolled_off_the_list_is_still_read_again(
    desk: Desk, publication: Publication
) -> None:
    calendar = Calendar(desk)
    days = calendar.days_asked("/n1.html", DAY, 4)
    desk.site.pages["/list.html"] = Page(publication.list_page(["n3", "n2"]))
    days += calendar.days_asked("/n1.html", DAY, 100)
    assert [day for day in days if day >= 7] == [7, 30, 90]
    publication.notices.pop("n1")
    assert calendar.changes() == []


@pytest.mark.parametrize("title", ["关于第1批企业名单的公告（已废止）", "关于调整出口申报要素的通知"])
def test_Q14_a_new_title_on_the_page_of_a_notice_that_scrolled_off_is_told_once(
    desk: Desk, publication: Publication, title: str
) -> None:
    calendar = Calendar(desk)
    calendar.days_asked("/n1.html", DAY, 4)
    _, *rest = publication.notices["n1"]
    publication.publish("n1", title, *rest)
    publication.show(["n3", "n2"])
    calendar.days_asked("/n1.html", DAY, 100)
    (told,) = calendar.changes()
    assert (told["change"], told["notice"]["title"]) == ("amended", title)


def test_Q14_a_page_that_is_built_otherwise_gives_its_notice_no_other_title(
    desk: Desk, publication: Publication
) -> None:
    calendar = Calendar(desk)
    calendar.days_asked("/n1.html", DAY, 4)
    publication.show(["n3", "n2"])
    page = desk.site.pages["/n1.html"].body
    desk.site.pages["/n1.html"] = Page(
        page.replace("<h1>", "<h1>海关总署</h1><h2>").replace("公告</h1>", "公告</h2>")
    )
    calendar.days_asked("/n1.html", DAY, 100)
    assert calendar.changes() == []


def test_Q14_a_page_whose_heading_never_was_the_title_gives_its_notice_no_other(
    desk: Desk, publication: Publication
) -> None:
    calendar = Calendar(desk)
    page = desk.site.pages["/n1.html"].body
    headed = [
        page.replace("关于第1批企业名单的公告", heading) for heading in ("通知公告的详情", "政策文件的正文")
    ]
    desk.site.pages["/n1.html"] = Page(headed[0])
    calendar.days_asked("/n1.html", DAY, 4)
    publication.notices.pop("n1")
    publication.show()
    desk.site.pages["/n1.html"] = Page(headed[1])
    calendar.days_asked("/n1.html", DAY, 100)
    assert calendar.changes() == []
