"""What was due, made and missed; and that "no change observed" is only ever said where it is true."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings, strategies as st

from monitor.coverage import (
    Amount,
    Asked,
    Counted,
    Lack,
    Period,
    Record,
    Sight,
    Tally,
    misses,
    offsets,
    overdue,
    report,
)
from monitor.coverage.pages import picture, printed, words_of
from monitor.model import Blocked, Check, Failed, Reading, Slip, SlipKind, Unchanged
from monitor.templates import load_templates

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = datetime(2026, 5, 8, 12, tzinfo=UTC)
TODAY = date(2026, 5, 8)
GOOD = ("first", "unchanged", "changed")


def every(wait: timedelta, cron: str | None = None) -> SimpleNamespace:
    return SimpleNamespace(id="a", every=wait, cron=cron, zone=SHANGHAI)


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 5, day, hour, minute, tzinfo=UTC)


def looked(outcomes: dict[date, dict[str, int]], **told: object) -> Counted:
    """A source of which these checks were made."""
    tallies = tuple(
        Tally(
            "a",
            day,
            outcome,
            "real" if outcome in GOOD else None,
            number,
            datetime(day.year, day.month, day.day, 9, tzinfo=UTC),
        )
        for day, made in outcomes.items()
        for outcome, number in made.items()
    )
    record = Record("a", begun=told.pop("begun", at(1)), good_before=told.pop("good_before", at(1)))  # type: ignore[arg-type]
    return Counted({"a": record}, tallies, **told)  # type: ignore[arg-type]


def of(counted: Counted, first: date = date(2026, 5, 6), last: date = TODAY, **asked: object):  # type: ignore[no-untyped-def]
    period = Period.of(first, last, ZoneInfo("UTC"), NOW)
    made = report([Asked("a", "Customs", **asked)], counted, period, now=NOW, version="1")  # type: ignore[arg-type]
    return made.sources[0]


QUIET = {date(2026, 5, day): {"unchanged": 4} for day in (6, 7, 8)}


# -- missed checks -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wait", "due", "made", "found"),
    [
        (6 * HOUR, at(8), at(8, 0, 40), {}),
        (6 * HOUR, at(8), at(8, 5), {}),  # late, and still the check that was due
        (6 * HOUR, at(6), at(8, 0, 20), {6: 4, 7: 4}),
        (6 * HOUR, at(6, 2), at(8), {6: 4, 7: 4}),
        (DAY, at(6, 1), at(8, 0), {6: 1, 7: 1}),
        (7 * DAY, at(4), at(7), {4: 1}),  # nobody looked on the day for which it was promised
        (timedelta(0), at(1), at(8), {}),
    ],
)
def test_T01_checks_that_were_due_and_not_made_count_on_their_days(wait, due, made, found):
    expected = Counter({date(2026, 5, day): number for day, number in found.items()})
    assert misses(every(wait), due, made, ZoneInfo("UTC")) == expected


def test_T01_missed_checks_of_a_cron_line_are_those_it_names():
    found = misses(every(DAY, "30 8 * * mon-fri"), at(7, 0, 30), at(12, 0, 40), SHANGHAI)
    assert found == Counter({date(2026, 5, 7): 1, date(2026, 5, 8): 1, date(2026, 5, 11): 1})


def test_T04_years_under_a_wrong_clock_are_counted_at_once_and_none_is_lost():
    due = datetime(2000, 1, 1, tzinfo=UTC)
    found = misses(every(timedelta(minutes=5)), due, NOW, SHANGHAI)
    assert sum(found.values()) == (NOW - due) // timedelta(minutes=5)
    assert len(found) <= 1_002


def test_days_are_as_long_as_the_clocks_make_them():
    begin = datetime(
        2026, 10, 24, 22, tzinfo=UTC
    )  # midnight in Berlin, the night after which clocks are put back
    found = misses(every(HOUR), begin, begin + 3 * DAY, BERLIN)
    assert found[date(2026, 10, 25)] == 25
    assert [each.seconds for each in offsets(begin, begin + DAY, BERLIN)] == [7200, 3600]


def test_what_was_never_checked_is_overdue_today_and_what_is_late_since_its_day():
    assert overdue(every(HOUR), None, NOW, SHANGHAI) == Counter({TODAY: 1})
    assert overdue(every(6 * HOUR), at(7, 1), NOW, ZoneInfo("UTC")) == Counter(
        {date(2026, 5, 7): 4, TODAY: 2}
    )
    assert overdue(every(6 * HOUR), NOW - HOUR / 2, NOW, SHANGHAI) == Counter()


@given(
    st.integers(1, 60 * 24 * 9),
    st.integers(0, 60 * 24 * 400),
    st.sampled_from([SHANGHAI, BERLIN, ZoneInfo("America/St_Johns"), ZoneInfo("Pacific/Apia")]),
)
@settings(max_examples=60, deadline=None)
def test_every_due_time_is_made_or_missed(minutes, late, zone):
    wait, made = timedelta(minutes=minutes), NOW
    due = made - timedelta(minutes=late)
    found = misses(every(wait), due, made, zone)
    assert sum(found.values()) in ((made - due) // wait, (made - due) // wait + 1)
    assert all(due.astimezone(zone).date() <= day <= made.astimezone(zone).date() for day in found)


# -- the statement -----------------------------------------------------------------------------------


def test_no_change_is_said_of_the_readings_it_is_true_of():
    found = of(looked(QUIET)).statement
    assert found.given
    assert (found.since, found.until) == (at(6), at(8, 9))


@pytest.mark.parametrize(
    ("counted", "asked", "lack"),
    [
        (looked(QUIET, missed=(Amount("a", date(2026, 5, 7), 1),)), {}, Lack.MISSED),
        (looked(QUIET | {date(2026, 5, 7): {"unchanged": 3, "failed": 1}}), {}, Lack.BAD),
        (looked(QUIET | {date(2026, 5, 7): {"unchanged": 3, "partial": 1}}), {}, Lack.BAD),
        (looked(QUIET | {date(2026, 5, 7): {"changed": 1}}), {}, Lack.CHANGED),
        (looked(QUIET, changes=(Amount("a", TODAY, 2),)), {}, Lack.CHANGED),
        (looked(QUIET | {date(2026, 5, 7): {"first": 1}}), {}, Lack.ANEW),
        (looked({TODAY: {"first": 1}}, good_before=None, begun=at(8, 9)), {}, Lack.ALONE),
        (looked({}), {}, Lack.UNLOOKED),
        (Counted(), {"overdue": {TODAY: 1}}, Lack.NEVER),
        (looked(QUIET), {"overdue": {TODAY: 1}}, Lack.OVERDUE),
        (looked(QUIET), {"watched": False}, Lack.LEFT),
    ],
)
def test_no_change_is_not_said_where_anything_is_missing(counted, asked, lack):
    found = of(counted, **asked).statement
    assert not found.given
    assert lack in dict(found.lacks)


def test_a_source_added_in_the_midst_is_vouched_for_from_its_first_reading():
    counted = looked(
        {date(2026, 5, 7): {"first": 1, "unchanged": 1}, TODAY: {"unchanged": 2}},
        good_before=None,
        begun=at(7, 3),
    )
    found = of(counted)
    assert found.statement.since == at(7, 3)
    assert [day.day.day for day in found.days] == [7, 8]
    assert [day.sight for day in found.days] == [Sight.FIRST, Sight.QUIET]


@given(
    st.dictionaries(
        st.dates(date(2026, 5, 1), TODAY),
        st.dictionaries(
            st.sampled_from(["first", "unchanged", "changed", "partial", "suspicious", "blocked", "failed"]),
            st.integers(1, 5),
            min_size=1,
        ),
    ),
    st.dictionaries(st.dates(date(2026, 5, 1), TODAY), st.integers(1, 9)),
    st.booleans(),
)
@settings(max_examples=80, deadline=None)
def test_due_is_made_and_missed_and_nothing_is_stated_where_any_check_was_missed_or_bad(
    outcomes, missed, known
):
    counted = looked(
        outcomes,
        missed=tuple(Amount("a", day, number) for day, number in missed.items()),
        good_before=at(1) if known else None,
    )
    found = of(counted, first=date(2026, 5, 1))
    assert all(day.due == sum(day.outcomes.values()) + day.missed for day in found.days)
    assert found.due == sum(sum(made.values()) for made in outcomes.values()) + sum(missed.values())
    bad = missed or any(
        {"changed", "partial", "suspicious", "blocked", "failed"} & made.keys() for made in outcomes.values()
    )
    if bad or not outcomes:
        assert not found.statement.given


def test_a_period_that_has_not_come_is_no_period():
    with pytest.raises(ValueError, match="no day"):
        Period.of(TODAY + DAY, TODAY + 2 * DAY, SHANGHAI, NOW)
    assert Period.of(TODAY, date(9999, 12, 31), SHANGHAI, NOW).until > NOW


# -- how it is shown ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_says_in_words_what_its_pictures_show(language):
    counted = looked(
        QUIET | {date(2026, 5, 7): {"blocked": 2}}, slips=(Slip("daily", at(7), at(8), "", SlipKind.MERGED),)
    )
    period = Period.of(date(2026, 4, 20), TODAY, SHANGHAI, NOW)
    made = report(
        [Asked("a", "Customs & <b>Excise</b>")], counted, period, now=NOW, version="1", chain="c" * 64
    )
    templates = load_templates()
    page = printed(made, templates, language)
    words = words_of(made, templates, language)
    assert not page.mistakes
    assert "Excise&lt;/b&gt;" in page.html
    assert "<b>Excise" not in page.html
    assert "c" * 64 in page.html
    for sign in ("sight.blind", "page.doubts", "reason.merged"):
        assert words.say(sign) in page.html
    assert page.html.count('role="img"') == 2  # a picture a month
    assert not re.search(r"(?:src|href)=", page.html)
    assert "<title>" in picture(made, words)


# -- the store ---------------------------------------------------------------------------------------


def test_the_store_counts_by_the_days_of_the_zone(store):
    clock = datetime(2026, 10, 24, 20, 30, tzinfo=UTC)  # Berlin puts its clocks back in this night
    reading = Reading((), {})
    for hours in (0, 1, 2, 26, 27):
        check = Check("a", clock + hours * HOUR, timedelta(seconds=1))
        outcome = Failed(check, "down") if hours == 2 else Unchanged(check, reading)
        store.record(outcome, next_check=None, fingerprint="f")
    store.record(
        Blocked(Check("b", clock, timedelta(0), verdict=None), "no", "captcha"),
        next_check=None,
        fingerprint="f",
    )
    period = Period.of(date(2026, 10, 24), date(2026, 10, 25), BERLIN, clock + 3 * DAY)
    counted = store.covered(period.offsets, period.until)
    by_day = Counter({(t.source, t.day.day, t.outcome): t.number for t in counted.tallies})
    assert by_day == {
        ("a", 24, "unchanged"): 2,
        ("a", 25, "unchanged"): 1,
        ("a", 25, "failed"): 1,
        ("b", 24, "blocked"): 1,
    }
    assert max(t.waited_s or 0 for t in counted.tallies) == 25 * 3600
    assert counted.records["a"].begun == clock
