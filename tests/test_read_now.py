"""Reading a source before its time, because somebody asked: soon, and never impolitely."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from monitor.model import SourceState
from monitor.schedule import due, earliest
from monitor.store import Store, open_store
from tests.desk import Desk, archive_of_six
from tests.site import Page
from tests.test_schedule import Timed

NOW = datetime(2026, 5, 8, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAILY = """
  - id: notices
    authority: Customs of Testland
    jurisdiction: CN
    kind: page
    url: {site}/n1.html
    every: 1d
"""


def read(minutes_ago: float) -> SourceState:
    at = NOW - timedelta(minutes=minutes_ago)
    return SourceState("a", outcome="unchanged", last_attempt=at, last_good=at, next_check=at + 24 * HOUR)


def is_due(state: SourceState, paused: datetime | None = None) -> bool:
    return bool(due([Timed("a", every=24 * HOUR)], {"a": state}, NOW, {"a": paused}))


# -- when it is due --------------------------------------------------------------------------------


def test_a_source_that_somebody_wants_read_is_due_before_its_time():
    assert not due([Timed("a")], {"a": read(11)}, NOW, {})
    assert is_due(read(11))


def test_it_is_not_read_twice_within_ten_minutes_however_often_it_is_asked_for():
    assert not is_due(read(9.9))
    assert earliest(read(9), NOW) == NOW + timedelta(minutes=1)


def test_it_waits_while_its_host_wants_to_be_left_alone():
    assert not is_due(read(60), paused=NOW + timedelta(seconds=1))
    assert is_due(read(60), paused=NOW)


def test_T04_a_visit_that_a_wrong_clock_saw_in_the_future_does_not_put_it_off():
    assert is_due(read(-60 * 24 * 400))


def test_what_is_due_anyway_does_not_wait_for_the_least_time():
    late = SourceState("a", last_attempt=NOW - timedelta(minutes=2), next_check=NOW)
    assert is_due(late)


# -- what is remembered, and the main job ------------------------------------------------------------


@contextmanager
def opened(desk: Desk) -> Iterator[Store]:
    store = open_store(f"sqlite:///{desk.folder / 'monitor.db'}", now=NOW)
    try:
        yield store
    finally:
        store.close()


def checked(desk: Desk) -> Desk:
    archive_of_six(desk.site)
    desk.begin(DAILY)
    assert desk.monitor("once", clock="2026-05-07T00:00:00Z").code == 0
    return desk


def times_read(desk: Desk) -> int:
    return sum(asked.path == "/n1.html" for asked in desk.site.asked)


def test_the_first_to_ask_is_the_one_whose_wish_stands(desk: Desk):
    checked(desk)
    with opened(desk) as store:
        store.asked.ask("notices", "li", NOW)
        again = store.asked.ask("notices", "wang", NOW + HOUR)
    assert (again.who, again.at) == ("li", NOW)


def test_a_source_that_was_never_checked_is_due_anyway_and_needs_no_wish(desk: Desk):
    desk.begin(DAILY)
    with opened(desk) as store:
        assert store.asked.ask("notices", "li", NOW) is None
        assert store.asked.all() == {}


def test_once_reads_what_was_asked_for_and_the_wish_is_gone(desk: Desk):
    checked(desk)
    with opened(desk) as store:
        store.asked.ask("notices", "li", NOW)
    assert desk.monitor("once", clock="2026-05-07T00:09:59Z").code == 0
    assert times_read(desk) == 1  # too soon after the last time
    assert desk.monitor("once", clock="2026-05-07T00:10:00Z").code == 0
    assert times_read(desk) == 2
    with opened(desk) as store:
        assert store.asked.all() == {}
    assert desk.monitor("once", clock="2026-05-07T01:00:00Z").code == 0
    assert times_read(desk) == 2


def test_N08_a_site_that_asked_to_be_left_alone_is_not_asked_because_a_person_wants_it(desk: Desk):
    checked(desk)
    desk.site.pages["/n1.html"] = Page("busy", status=503, headers={"Retry-After": "3600"})
    with opened(desk) as store:
        store.asked.ask("notices", "li", NOW)
    assert desk.monitor("once", clock="2026-05-07T02:00:00Z").code == 1
    with opened(desk) as store:
        store.asked.ask("notices", "li", NOW)
    asked = times_read(desk)
    desk.monitor("once", clock="2026-05-07T02:30:00Z")
    assert times_read(desk) == asked
    with opened(desk) as store:
        assert set(store.asked.all()) == {"notices"}  # it waits, and no failure is recorded
        assert store.states()["notices"].failures == 1


def test_a_check_by_hand_answers_the_wish_as_well(desk: Desk):
    checked(desk)
    with opened(desk) as store:
        store.asked.ask("notices", "li", NOW)
    assert desk.monitor("check", "notices", clock="2026-05-07T00:01:00Z").code == 0
    with opened(desk) as store:
        assert store.asked.all() == {}
