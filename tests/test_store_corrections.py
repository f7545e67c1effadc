"""Corrections in the store: written with what shows them, owed to those who were told, told once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.model import (
    Changed,
    Coverage,
    Digest,
    Holding,
    Mistake,
    Owed,
    Saying,
    Status,
    Thread,
    Wrong,
)
from monitor.store import Store
from tests.checks import HOUR, NOW, check, new, notice, reading


def announce(store: Store, *findings, at, source="agency", to=("daily", "weekly"), holding=None):
    read = reading(*{one.change.notice.key: one.change.notice for one in findings}.values())
    owed = [Owed(name, place, ("its labels",)) for name in to for place in range(len(findings))]
    outcome = Changed(check(at=at, source=source), read, findings, holding=holding)
    return store.record(outcome, next_check=at + HOUR, fingerprint="f", owed=owed)


def tell(store: Store, name: str, at) -> Digest:
    digest = Digest(
        f"{name}-{at:%d%H}",
        name,
        at,
        at,
        store.owed(name),
        Coverage(NOW - HOUR, at, 1, {"changed": 1}, ()),
        corrections=store.retractions(name),
    )
    assert store.compose(digest, ())
    return digest


def saying(value: str, *, official: bool, key: str):
    said = Saying("ports", value, f"at {value} ports", "12", "ports", since=NOW.date())
    found = replace(new(notice(key)), threads=(Thread("solar", "its name", says=(said,)),))
    return found if official else replace(found, status=Status.UNCONFIRMED)


def test_what_the_press_said_is_taken_back_with_the_notice_that_says_otherwise(store: Store):
    (press,) = announce(store, saying("10", official=False, key="press"), at=NOW, source="press")
    tell(store, "daily", NOW + HOUR)
    (official,) = announce(store, saying("12", official=True, key="official"), at=NOW + 2 * HOUR)
    wrong = Wrong(press.id, Mistake.CONTRADICTED, ("solar", "ports", "10", "12"), official.id)
    (daily,) = store.retractions("daily")
    assert (daily.wrong, daily.told) == (wrong, NOW + HOUR)
    # who was told nothing yet is told both at once
    (weekly,) = store.retractions("weekly")
    assert (weekly.wrong, weekly.told) == (wrong, None)
    assert [one.wrong for one in store.change(press.id).corrections] == [wrong]
    assert len(tell(store, "daily", NOW + 3 * HOUR).corrections) == 1
    assert store.retractions("daily") == ()
    assert store.retract(wrong, NOW + 4 * HOUR) is None


def test_what_is_let_go_untold_after_it_was_told_is_taken_back_from_those_who_were_told(store: Store):
    (told,) = announce(store, new(notice("n1")), at=NOW, to=("daily",))
    tell(store, "daily", NOW + HOUR)
    dropped = Holding(dropped=((told.id, "the site, not the authority"),))
    announce(store, new(notice("n2")), at=NOW + 2 * HOUR, holding=dropped)
    assert [one.wrong for one in store.retractions("daily")] == [
        Wrong(told.id, Mistake.UNTOLD, ("the site, not the authority",))
    ]


def test_a_correction_that_nobody_is_owed_is_recorded_all_the_same(store: Store):
    (found,) = announce(store, new(notice("n1")), at=NOW, to=())
    made = store.retract(Wrong(found.id, Mistake.PERSON, ("no",)), NOW + timedelta(days=1))
    assert made is not None
    assert store.retractions("daily") == ()
