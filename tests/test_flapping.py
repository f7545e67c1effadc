"""Sites that show a notice in turn as it was and as it is: told, said once, and then left alone (faults Q09).

Through the command line, against a real site, with the calendar held in hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from tests.desk import Desk, Publication, archive_of_six, text_of
from tests.site import Page, Site

ONE_PAGE = """
  - id: measures
    authority: Customs of Testland
    jurisdiction: CN
    language: zh
    kind: page
    url: {site}/measures.html
    every: {every}
    body: .text
"""
SHORT_LIST = """
  - id: register
    authority: Customs of Testland
    jurisdiction: CN
    language: zh
    kind: listing
    url: {site}/list.html
    every: 6h
    details: false
    whole: true
    items: ul.news_list > li
"""
TWELVE, TWENTY, THIRTY = "试点口岸为12个。", "试点口岸为20个。", "试点口岸为30个。"
START = datetime(2026, 5, 7, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Site() as site:
        yield Desk(tmp_path, site)


class Watch:
    """A source watched at a rhythm: `sees` is one check, and answers with the changes it told."""

    def __init__(self, desk: Desk, sources: str, every: timedelta = timedelta(hours=6)) -> None:
        self.desk, self.every, self.now = desk.begin(sources), every, START
        self.told = 0

    def check(self, after: timedelta | None = None) -> dict[str, Any]:
        self.now += self.every if after is None else after
        self.outcome = self.desk.checked(f"{self.now:%Y-%m-%dT%H:%M:%SZ}")
        assert self.outcome["outcome"] in ("first", "unchanged", "changed"), self.outcome
        return self.outcome

    def news(self) -> list[dict[str, Any]]:
        """What was told since this was last asked."""
        lines = self.desk.monitor("changes", "--json").lines
        fresh, self.told = lines[self.told :], len(lines)
        return fresh


def page(*lines: str, clock: int = 0) -> Page:
    text = "".join(f"<p>{line}</p>" for line in lines)
    footer = f"<div class=foot>浏览次数：{clock}</div>"
    return Page(
        f"<meta charset=utf-8><h1>通关措施</h1><div class=text><p>现公告如下。</p>{text}{footer}</div>"
    )


def watch_page(desk: Desk, every: str = "6h") -> tuple[Watch, Any]:
    """A single page under watch, and what to call for a check that sees it with these lines."""
    desk.site.pages["/measures.html"] = page(TWELVE)
    hours = {"6h": 6, "1d": 24, "7d": 168}[every]
    watch = Watch(desk, ONE_PAGE.replace("{every}", every), timedelta(hours=hours))
    watch.check()
    visits = iter(range(1, 10_000))

    def sees(*lines: str) -> list[dict[str, Any]]:
        desk.site.pages["/measures.html"] = page(*lines, clock=next(visits))
        watch.check()
        return watch.news()

    return watch, sees


def test_a_wording_that_comes_back_is_two_changes(desk: Desk) -> None:
    _, sees = watch_page(desk)
    told = [*sees(TWENTY), *sees(TWELVE)]
    assert [(line["change"], line["flapping"]) for line in told] == [("amended", False)] * 2
    shown = desk.monitor("show", told[1]["id"], "--json").lines[0]
    assert [(edit["before"], edit["after"]) for edit in shown["comparison"]["changes"]] == [(TWENTY, TWELVE)]


def test_Q09_two_versions_in_turn_are_said_once_and_left_alone(desk: Desk) -> None:
    watch, sees = watch_page(desk)
    told = [line for text in (TWENTY, TWELVE, TWENTY) for line in sees(text)]
    assert [line["flapping"] for line in told] == [False, False, True]
    for text in (TWELVE, TWENTY) * 10:
        assert sees(text) == []
        assert watch.outcome["outcome"] == "unchanged"
        assert "further turns are not told" in watch.outcome["reason"]


def test_Q09_flapping_is_said_in_the_digest_and_in_show(desk: Desk) -> None:
    watch, sees = watch_page(desk)
    assert desk.monitor("digest", "--now").code == 0
    told = [line for text in (TWENTY, TWELVE, TWENTY) for line in sees(text)]
    assert "in turn" in desk.monitor("show", told[2]["id"]).out
    desk.monitor("digest", "--now")
    assert "shows two or more versions of this notice in turn" in text_of(desk.mails()[-1])
    assert watch.told == 3


def test_Q09_each_turn_is_still_kept_as_evidence(desk: Desk) -> None:
    _, sees = watch_page(desk)
    for text in (TWENTY, TWELVE, TWENTY, TWELVE, TWENTY):
        sees(text)
    from monitor.store import open_store

    store = open_store(f"sqlite:///{desk.folder / 'monitor.db'}", now=START + timedelta(days=9))
    key = next(iter(store.known("measures")))
    assert len(store.versions("measures", key)) == 6
    store.close()


def test_Q09_a_version_that_never_stood_there_is_told_though_the_site_flaps(desk: Desk) -> None:
    _, sees = watch_page(desk)
    for text in (TWENTY, TWELVE, TWENTY, TWELVE):
        sees(text)
    (told,) = sees(THIRTY)
    assert not told["flapping"]
    shown = desk.monitor("show", told["id"], "--json").lines[0]
    assert [edit["after"] for edit in shown["comparison"]["changes"]] == [THIRTY]


def test_Q09_a_new_version_is_compared_with_the_one_it_comes_from(desk: Desk) -> None:
    """Two servers, one a paragraph behind: what both then gain is told without that paragraph."""
    _, sees = watch_page(desk)
    behind, ahead = (TWELVE,), (TWELVE, "绿色通道适用于全部口岸。")
    for lines in (ahead, behind, ahead):
        sees(*lines)
    (told,) = sees(*behind, "本公告自2026年7月1日起施行。")
    shown = desk.monitor("show", told["id"], "--json").lines[0]
    assert [(edit["op"], edit["before"]) for edit in shown["comparison"]["changes"]] == [("insert", None)]


def test_Q09_what_rests_on_the_version_last_told_is_told_no_more(desk: Desk) -> None:
    watch, sees = watch_page(desk)
    for text in (TWENTY, TWELVE, TWENTY, TWELVE, TWENTY):
        sees(text)
    for _ in range(16):
        assert sees(TWENTY) == []
    assert watch.outcome["reason"] is None


def test_Q09_what_rests_on_the_other_version_is_told_once(desk: Desk) -> None:
    watch, sees = watch_page(desk)
    for text in (TWENTY, TWELVE, TWENTY, TWELVE):
        sees(text)
    days = [bool(sees(TWELVE)) for _ in range(16)]
    assert days.count(True) == 1
    assert days.index(True) == 11  # three days after its last turn
    assert watch.outcome["reason"] is None


def test_Q09_three_versions_in_turn_come_to_rest_too(desk: Desk) -> None:
    _, sees = watch_page(desk)
    turns = cycle((TWENTY, THIRTY, TWELVE))
    told = [line for _ in range(30) for line in sees(next(turns))]
    assert len(told) <= 5
    assert told[-1]["flapping"]


@pytest.mark.parametrize("every", ["6h", "1d", "7d"])
def test_Q09_servers_that_take_turns_at_random_come_to_rest_at_any_rhythm(desk: Desk, every: str) -> None:
    from random import Random

    _, sees = watch_page(desk, every)
    dice = Random(7)
    told = [line for _ in range(30) for line in sees(dice.choice((TWELVE, TWENTY)))]
    assert any(line["flapping"] for line in told)
    assert len(told) <= 6


def test_edits_that_only_follow_each_other_are_all_told(desk: Desk) -> None:
    _, sees = watch_page(desk, "1d")
    told = [line for n in range(21, 33) for line in sees(f"试点口岸为{n}个。")]
    assert len(told) == 12
    assert not any(line["flapping"] for line in told)


def test_a_wording_that_comes_back_after_months_is_an_edit_like_any_other(desk: Desk) -> None:
    watch, sees = watch_page(desk)
    for text in (TWENTY, TWELVE, TWENTY, TWELVE, TWENTY, TWELVE):
        watch.check(timedelta(days=40))
        (told,) = sees(text)
        assert not told["flapping"]


# -- lists that go to and fro ------------------------------------------------------------------------


def test_Q09_a_notice_that_a_stale_list_drops_and_shows_is_new_once(desk: Desk) -> None:
    publication = archive_of_six(desk.site)
    from tests.desk import LISTING

    watch = Watch(desk, LISTING, timedelta(hours=6))
    watch.check()
    publication.publish("n7", "关于太阳能路灯试点的公告", "2026-05-07", "现公告如下。")
    order = sorted(publication.notices, reverse=True)
    told = []
    for turn in range(12):
        publication.show(order if turn % 2 == 0 else order[1:])
        watch.check()
        told += watch.news()
    assert [line["change"] for line in told] == ["new"]


def stale(publication: Publication, *, gone: bool) -> None:
    """What one of two servers shows: the list with or without its newest notice."""
    order = sorted(publication.notices, reverse=True)
    publication.show(order[1:] if gone else order)


def test_Q09_a_notice_that_comes_and_goes_is_not_removed_and_restored_each_time(desk: Desk) -> None:
    publication = archive_of_six(desk.site)
    watch = Watch(desk, SHORT_LIST)
    watch.check()
    told = []
    for turn in range(40):
        stale(publication, gone=turn % 6 < 3)
        watch.check()
        told += watch.news()
    assert [line["change"] for line in told] == ["removed", "restored"] * 2
    assert [line["flapping"] for line in told] == [False, False, False, True]
    assert "further turns are not told" in watch.outcome["reason"]


def test_Q09_a_notice_that_came_and_went_and_stays_away_is_removed_in_the_end(desk: Desk) -> None:
    publication = archive_of_six(desk.site)
    watch = Watch(desk, SHORT_LIST)
    watch.check()
    for turn in range(12):
        stale(publication, gone=turn % 6 < 3)
        watch.check()
    watch.news()
    stale(publication, gone=True)
    told = [bool(watch.check() and watch.news()) for _ in range(12)]
    assert told.count(True) == 1
    assert 6 <= told.index(True) < 9
