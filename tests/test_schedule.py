"""Due times of sources, of notices read again, of digests."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings, strategies as st

from monitor.model import (
    Blocked,
    Check,
    Failed,
    Known,
    Listed,
    Outcome,
    Partial,
    Reading,
    SourceState,
    Suspicious,
    Unchanged,
)
from monitor.schedule import (
    DAY,
    Send,
    cron_times,
    due,
    due_at,
    missed,
    next_check,
    next_slot,
    parse_zone,
    reread_due,
    slots,
)

NOW = datetime(2026, 5, 8, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")


@dataclass(frozen=True)
class Timed:
    """A source, as far as the schedule cares."""

    id: str = "cn-gacc"
    every: timedelta = timedelta(hours=6)
    cron: str | None = None
    zone: tzinfo = UTC


def states(**next_checks: datetime | None) -> Mapping[str, SourceState]:
    return {name: SourceState(name, next_check=at) for name, at in next_checks.items()}


CHECK = Check("cn-gacc", NOW, timedelta(seconds=3))
GOOD = Unchanged(CHECK, None)
CUT = Partial(CHECK, Reading((), {}), (), "the feed is cut off in the middle")


def after_failures(failures: int, outcome: str = "failed") -> SourceState:
    return SourceState("cn-gacc", outcome=outcome, failures=failures)


def wait_after(source: Timed, outcome: Outcome = GOOD, failures: int = 0) -> timedelta:
    return next_check(source, after_failures(failures, outcome.name), outcome) - NOW


# -- checks ----------------------------------------------------------------------------------------


def test_T12_sources_never_checked_come_first_then_the_longest_overdue():
    sources = [Timed(name) for name in ("late", "later", "fresh", "new", "idle")]
    known = states(late=NOW - HOUR, later=NOW - 2 * HOUR, fresh=NOW + HOUR, idle=None)
    assert [source.id for source in due(sources, known, NOW)] == ["new", "idle", "later", "late"]


def test_a_source_is_due_at_its_time_and_not_before():
    assert due([Timed("a")], states(a=NOW), NOW)
    assert not due([Timed("a")], states(a=NOW + timedelta(seconds=1)), NOW)


def test_T01_a_source_that_is_days_late_is_still_due():
    assert due([Timed("a")], states(a=NOW - timedelta(days=30)), NOW)


@pytest.mark.parametrize("source", [Timed("a"), Timed("a", cron="0 8 * * *")])
def test_T04_a_due_time_in_the_far_future_is_not_believed(source):
    assert due_at(source, SourceState("a", next_check=NOW + timedelta(days=300)), NOW) == NOW


def test_T04_a_long_interval_is_no_far_future():
    monthly = Timed("a", every=timedelta(days=30))
    assert not due([monthly], states(a=NOW + timedelta(days=29)), NOW)
    assert due([Timed("a")], states(a=NOW + timedelta(days=29)), NOW)


@given(
    st.sampled_from(["0 8 * * 1", "30 23 1 * *", "0 8 * * *"]),
    st.sampled_from([UTC, SHANGHAI, NEW_YORK]),
    st.timedeltas(timedelta(0), timedelta(days=60)),
    st.timedeltas(timedelta(0), timedelta(days=40)),
)
def test_T04_a_time_is_believed_when_the_calendar_can_give_it(cron, zone, later, ahead):
    now = NOW + later
    source, planned = Timed("a", cron=cron, zone=zone), now + ahead
    believed = planned <= max(now + timedelta(days=1), next(cron_times(cron, zone, now)))
    assert due_at(source, SourceState("a", next_check=planned), now) == (planned if believed else now)


OUTCOMES = st.one_of(
    st.just(GOOD),
    st.just(Suspicious(CHECK, "empty")),
    st.builds(
        Failed,
        st.just(CHECK),
        st.just("refused"),
        st.none() | st.timedeltas(timedelta(0), timedelta(days=400)),
    ),
)


@given(
    st.timedeltas(timedelta(0), timedelta(days=60)),
    OUTCOMES,
    st.integers(0, 2000),
    st.timedeltas(timedelta(0), timedelta(days=90)),
)
def test_T04_no_due_time_of_our_own_making_is_disbelieved(every, outcome, failures, later):
    source = Timed("a", every=every)
    at = next_check(source, after_failures(failures), outcome)
    assert at >= NOW
    if NOW + later < at:
        assert not due([source], states(a=at), NOW + later)


def test_a_regular_wait_is_shortened_by_a_tenth_at_most_and_always_by_the_same():
    waits = {name: wait_after(Timed(name)) for name in map(str, range(200))}
    assert timedelta(hours=5.4) <= min(waits.values()) < timedelta(hours=5.5)
    assert timedelta(hours=5.9) < max(waits.values()) <= timedelta(hours=6)
    assert waits["7"] == wait_after(Timed("7"))


def test_the_wait_doubles_per_failure_up_to_a_day():
    waits = [wait_after(Timed(), Failed(CHECK, "refused"), failures) for failures in range(8)]
    for shorter, longer in pairwise(waits[:5]):
        assert abs(longer - 2 * shorter) < timedelta(milliseconds=1)
    assert timedelta(hours=0.9) <= waits[0] <= HOUR
    assert waits[-1] == waits[-2] <= DAY


def test_a_weekly_source_that_fails_is_asked_again_the_same_day():
    assert wait_after(Timed(every=timedelta(days=7)), Failed(CHECK, "refused")) <= HOUR


def test_a_thousand_failures_are_a_day_of_waiting():
    assert wait_after(Timed(), Failed(CHECK, "refused"), 1000) <= DAY


def test_N08_what_the_server_asked_for_is_kept_when_longer_up_to_a_day():
    assert wait_after(Timed(), Failed(CHECK, "503", 3 * HOUR)) == 3 * HOUR
    assert wait_after(Timed(), Failed(CHECK, "503", timedelta(seconds=5))) > HOUR / 2
    assert wait_after(Timed(), Blocked(CHECK, "429", "rate limit", timedelta(days=400))) == DAY


def test_Q04_a_suspicious_answer_is_looked_at_twice_more_over_half_an_hour():
    for name in map(str, range(100)):
        first, second, third = (
            wait_after(Timed(name), Suspicious(CHECK, "empty"), failures) for failures in range(3)
        )
        assert timedelta(minutes=30) <= first + second <= timedelta(minutes=40)
        assert third > HOUR


def test_Q04_a_suspicious_answer_after_long_failure_is_looked_at_again_soon():
    long_bad = after_failures(9, "failed")
    assert next_check(Timed(), long_bad, Suspicious(CHECK, "empty")) <= NOW + timedelta(minutes=20)


@pytest.mark.parametrize("outcome", [CUT, Suspicious(CHECK, "the list holds 8 notices and held 20")])
def test_Q20_a_source_that_is_partial_for_ever_is_asked_as_often_as_it_says(outcome):
    for failures in (0, 3, 500):
        assert wait_after(Timed(every=HOUR), outcome, failures) <= HOUR
        assert wait_after(Timed(every=timedelta(days=7)), outcome, failures) <= DAY
    on_time = Timed(cron="30 * * * *")
    assert NOW + wait_after(on_time, outcome, 500) == datetime(2026, 5, 8, 12, 30, tzinfo=UTC)


def test_Q04_a_text_that_is_held_back_is_looked_at_again_in_twenty_minutes():
    held = Unchanged(CHECK, Reading((), {}, held=frozenset({"1"})))
    for source in (Timed(every=timedelta(days=7)), Timed(cron="30 8 * * *")):
        assert timedelta(minutes=18) <= wait_after(source, held) <= timedelta(minutes=20)


def test_a_cron_source_is_checked_at_its_time_in_its_own_zone():
    in_shanghai = Timed(cron="30 8 * * *", zone=SHANGHAI)
    assert NOW + wait_after(in_shanghai) == datetime(2026, 5, 9, 0, 30, tzinfo=UTC)
    in_new_york = Timed(cron="30 8 * * *", zone=NEW_YORK)
    assert NOW + wait_after(in_new_york) == datetime(2026, 5, 8, 12, 30, tzinfo=UTC)
    assert wait_after(in_shanghai, Failed(CHECK, "refused")) <= HOUR


def test_T03_cron_meets_a_repeated_hour_once():
    times = cron_times("30 1 * * *", NEW_YORK, datetime(2026, 10, 31, 12, tzinfo=UTC))
    assert [f"{next(times):%d %H:%M}" for _ in range(2)] == ["01 05:30", "02 06:30"]


def test_T03_cron_does_not_go_back_within_a_repeated_hour():
    second_quarter_past_one = datetime(2026, 11, 1, 6, 15, tzinfo=UTC)
    times = cron_times("30 1 * * *", NEW_YORK, second_quarter_past_one)
    assert next(times) == datetime(2026, 11, 2, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "wrong", ["", "8", "* * * * * *", "61 * * * *", "0 0 30 2 *", "0 0 31 4 *", "@daily", "0 8 * *"]
)
def test_a_cron_expression_that_never_comes_is_shown_the_form(wrong):
    with pytest.raises(ValueError, match="write minute, hour, day, month and weekday"):
        cron_times(wrong, UTC, NOW)


def test_T05_times_missed_while_the_machine_was_off_are_counted_and_made_up_for_once():
    source = Timed(every=HOUR)
    assert len(list(missed(source, NOW - timedelta(hours=5, minutes=30), NOW))) == 5
    assert len(due([source], states(**{source.id: NOW - 5 * HOUR}), NOW)) == 1
    assert wait_after(source) > timedelta(minutes=50)
    daily = Timed(cron="0 8 * * *")
    assert len(list(missed(daily, NOW - timedelta(days=3, hours=4), NOW))) == 3


def test_a_check_in_time_missed_nothing():
    assert list(missed(Timed(every=HOUR), NOW - timedelta(minutes=3), NOW)) == []
    assert list(missed(Timed(every=timedelta(0)), NOW - DAY, NOW)) == []


# -- notices read again ----------------------------------------------------------------------------

AGES = tuple(timedelta(days=days) for days in (1, 3, 7, 30, 90))


def known(*, read: timedelta | None) -> Known:
    listed = Listed("1", "title", "https://agency.example/1")
    return Known(listed, "sha", NOW, None if read is None else NOW + read)


def test_Q14_a_notice_is_read_again_at_each_age_once():
    read, again = timedelta(0), []
    for hours in range(0, 100 * 24, 6):
        age = timedelta(hours=hours)
        if reread_due(known(read=read), AGES, NOW + age):
            again.append(age)
            read = age
    assert again == list(AGES)


def test_ages_that_passed_unused_are_one_reading():
    assert reread_due(known(read=timedelta(0)), AGES, NOW + timedelta(days=50))
    assert not reread_due(known(read=timedelta(days=50)), AGES, NOW + timedelta(days=50, hours=1))


def test_a_notice_never_read_is_due_and_one_without_a_schedule_never():
    assert reread_due(known(read=None), (), NOW)
    assert not reread_due(known(read=timedelta(0)), (), NOW + timedelta(days=500))


def test_a_notice_whose_reading_is_not_finished_is_due_at_once():
    unfinished = replace(known(read=timedelta(0)), attempts=1)
    assert reread_due(unfinished, AGES, NOW + timedelta(minutes=20))


# -- digests ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("immediately", "immediately"),
        ("daily 08:00", "daily 08:00"),
        ("Daily 8:00", "daily 08:00"),
        ("daily 16:00, 08:00", "daily 08:00, 16:00"),
        ("weekly mon 08:00", "weekly mon 08:00"),
        ("weekly Thursday, mon 7:30", "weekly mon, thu 07:30"),
        ("weekdays 08:00", "weekly mon, tue, wed, thu, fri 08:00"),
    ],
)
def test_times_to_send_are_written_in_words(written, read):
    assert str(Send.parse(written)) == read
    assert Send.parse(read) == Send.parse(written)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "daily",
        "08:00",
        "daily 24:00",
        "daily 08:60",
        "daily 8",
        "daily 08:00, soon",
        "daily mon 08:00",
        "weekly 08:00",
        "weekly mon",
        "weekly monkey 08:00",
        "weekly m 08:00",
        "immediately 08:00",
        "monthly 08:00",
    ],
)
def test_a_wrong_time_to_send_is_shown_the_forms(wrong):
    with pytest.raises(ValueError, match="write immediately, daily 08:00"):
        Send.parse(wrong)


def test_a_digest_leaves_at_the_readers_local_time():
    assert next_slot(Send.parse("daily 08:00"), SHANGHAI, NOW) == datetime(2026, 5, 9, tzinfo=UTC)
    assert next_slot(Send.parse("daily 20:00"), SHANGHAI, NOW) == NOW + DAY  # strictly after
    monday = next_slot(Send.parse("weekly mon 08:00"), SHANGHAI, NOW)
    assert monday == datetime(2026, 5, 11, tzinfo=UTC)


def test_what_is_sent_at_once_has_its_slot_now():
    assert next_slot(Send(), SHANGHAI, NOW) == NOW
    assert slots(Send(), SHANGHAI, after=NOW, until=NOW + HOUR) == (NOW + HOUR,)


def test_T05_slots_missed_while_the_machine_was_off_are_all_named():
    found = slots(Send.parse("daily 08:00"), SHANGHAI, after=NOW, until=NOW + timedelta(days=3))
    assert [slot.day for slot in found] == [9, 10, 11]
    assert slots(Send.parse("daily 08:00"), SHANGHAI, after=NOW, until=NOW) == ()


def test_T03_a_time_skipped_in_spring_is_the_first_moment_after_the_gap():
    slot = next_slot(Send.parse("daily 02:30"), NEW_YORK, datetime(2026, 3, 8, 5, tzinfo=UTC))
    assert slot == datetime(2026, 3, 8, 7, tzinfo=UTC)  # 03:00 there
    assert next_slot(Send.parse("daily 02:30"), NEW_YORK, slot) == datetime(2026, 3, 9, 6, 30, tzinfo=UTC)


def test_T03_a_time_repeated_in_autumn_counts_once():
    first = next_slot(Send.parse("daily 01:30"), NEW_YORK, datetime(2026, 11, 1, tzinfo=UTC))
    assert first == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert next_slot(Send.parse("daily 01:30"), NEW_YORK, first) == datetime(2026, 11, 2, 6, 30, tzinfo=UTC)


def test_T03_a_day_that_a_country_skipped_has_no_slot():
    after = datetime(2011, 12, 28, 12, tzinfo=UTC)
    zone = ZoneInfo("Pacific/Apia")
    found = slots(Send.parse("daily 08:00"), zone, after=after, until=after + timedelta(days=4))
    assert [slot.astimezone(zone).day for slot in found] == [28, 29, 31, 1]


ZONES = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
MOMENTS = st.datetimes(datetime(1975, 1, 1), datetime(2036, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0))


@settings(deadline=None)
@given(ZONES, MOMENTS, TIMES)
def test_T03_each_local_day_has_exactly_one_slot(zone, after, at):
    until = after + timedelta(days=400)
    found = slots(Send((at,)), zone, after=after, until=until)
    days = Counter(day_of(slot, zone, at) for slot in found)
    whole = {(after + number * HOUR).astimezone(zone).date() for number in range(36, 24 * 398)}
    assert set(days.values()) == {1}
    assert whole <= set(days)


@settings(deadline=None)
@given(ZONES, MOMENTS, TIMES)
def test_T03_a_slot_shows_its_time_or_is_the_first_moment_after_a_gap(zone, after, at):
    slot = next_slot(Send((at,)), zone, after)
    assert slot > after
    if slot.astimezone(zone).time() != at:
        before = (slot - timedelta(seconds=1)).astimezone(zone)
        assert before.utcoffset() != slot.astimezone(zone).utcoffset()


@settings(deadline=None)
@given(ZONES, MOMENTS, st.lists(TIMES, min_size=1, max_size=3), st.sets(st.integers(0, 6), min_size=1))
def test_T03_slots_found_one_by_one_are_the_slots_of_the_stretch(zone, after, times, weekdays):
    send = Send(tuple(sorted(set(times))), frozenset(weekdays))
    until = after + timedelta(days=30)
    assert tuple(chained(send, zone, after, until)) == slots(send, zone, after=after, until=until)


def chained(send: Send, zone: ZoneInfo, after: datetime, until: datetime):
    def follow():
        slot = after
        while True:
            slot = next_slot(send, zone, slot)
            yield slot

    return takewhile(lambda slot: slot <= until, follow())


def day_of(slot: datetime, zone: ZoneInfo, at: time) -> date:
    """The local day that a slot belongs to; a gap may have pushed it past midnight."""
    shown = slot.astimezone(zone)
    return shown.date() if shown.time() >= at else shown.date() - DAY


# -- zones -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Asia/Beijing", "Asia", "../etc/passwd", "", "CST8", "\x00"])
def test_T15_an_unknown_zone_is_a_mistake(name):
    with pytest.raises(ValueError, match="is no time zone"):
        parse_zone(name)


def test_T15_the_nearest_zone_is_named():
    with pytest.raises(ValueError, match="did you mean Asia/Shanghai"):
        parse_zone("Asia/Shangai")
    assert parse_zone("Asia/Shanghai") == SHANGHAI
