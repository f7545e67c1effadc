"""Triage in the store: steps on the step that was seen, whoever is second is told, and every step can be proved."""

from __future__ import annotations

import threading
from datetime import date

import pytest
import sqlalchemy

from monitor.model import (
    Backlog,
    Changed,
    Coverage,
    Digest,
    First,
    Line,
    Owed,
    Stand,
    State,
    Wish,
)
from monitor.store import Store, open_store
from monitor.store.backlog import Choice, Counts, Load
from monitor.store.verifying import Fault
from monitor.triage import Ask, Conflict, ForMany, NotAllowed, Same, Taken, Unknown
from tests.checks import HOUR, NOW, check, new, notice, reading

TODAY = date(2026, 5, 8)
NEXT_WEEK = date(2026, 5, 15)
ADDED = """
INSERT INTO steps (change, step, at, who, state) SELECT change, 3, at, who, 'done' FROM steps WHERE step = 2
"""
NAMES = ("b", "c", "d")


def begun(store: Store) -> list[str]:
    """Three new notices, one change each."""
    store.record(First(check(), reading(notice("a"))), next_check=NOW, fingerprint="f")
    found = [notice(name) for name in NAMES]
    outcome = Changed(check(at=NOW + HOUR), reading(notice("a"), *found), tuple(new(each) for each in found))
    return [one.id for one in store.record(outcome, next_check=NOW, fingerprint="f")]


def take(store: Store, change: str, on: int, wish: Wish | ForMany, who: str = "li") -> object:
    return store.triage.decide(Ask(change, on, wish), who=who, now=NOW + HOUR, today=TODAY)


def faults(store: Store) -> list[Fault]:
    found: list[Fault] = []
    store.verify(found.append)
    return found


def test_a_step_is_taken_and_remembered_with_who_when_and_why(store):
    change, *_ = begun(store)
    answer = take(store, change, 0, Wish(State.ASSIGNED, "wang", NEXT_WEEK, "affects 8541.43"))
    assert isinstance(answer, Taken)
    work = store.triage.work(change)
    assert work is not None
    assert work.stand == Stand(State.ASSIGNED, "wang", NEXT_WEEK, 1)
    assert work.steps == (answer.step,)
    assert (answer.step.who, answer.step.at, answer.step.note) == ("li", NOW + HOUR, "affects 8541.43")


def test_what_was_done_is_reopened_and_all_steps_stay(store):
    change, *_ = begun(store)
    for on, state in enumerate((State.IN_REVIEW, State.DONE, State.IN_REVIEW)):
        take(store, change, on, Wish(state, "li"))
    work = store.triage.work(change)
    assert work is not None
    assert [step.state for step in work.steps] == [State.IN_REVIEW, State.DONE, State.IN_REVIEW]
    assert store.triage.stands([change, "99", "x"]) == {change: work.stand}


def test_W17_who_decides_on_an_older_step_is_told_what_was_decided_since_and_nothing_is_done(store):
    change, *_ = begun(store)
    first = take(store, change, 0, Wish(State.ASSIGNED, "wang"))
    second = take(store, change, 0, Wish(State.DONE), who="chen")
    assert isinstance(first, Taken)
    assert second == Conflict(change, first.step.stand, (first.step,))
    assert len(store.triage.work(change).steps) == 1


def test_a_form_that_is_sent_twice_is_one_step_and_answered_twice(store):
    change, *_ = begun(store)
    wish = Wish(State.IN_REVIEW, due=NEXT_WEEK, note=" look\r\ntwice ")
    assert take(store, change, 0, wish) == take(store, change, 0, wish)
    assert isinstance(take(store, change, 0, wish, "wang"), Conflict)
    assert isinstance(take(store, change, 0, Wish(State.IN_REVIEW, due=NEXT_WEEK)), Conflict)
    assert len(store.triage.work(change).steps) == 1


def test_a_step_on_one_that_nobody_took_is_a_conflict_too(store):
    change, *_ = begun(store)
    assert take(store, change, 7, Wish(State.DONE)) == Conflict(change, Stand(), ())


def test_of_two_who_decide_at_once_one_does_and_one_is_told(store):
    change, *_ = begun(store)
    answers: list[object] = []
    start = threading.Barrier(2)

    def decide(who: str) -> None:
        start.wait()
        answers.append(take(store, change, 0, Wish(State.ASSIGNED, who), who))

    threads = [threading.Thread(target=decide, args=(who,)) for who in ("li", "wang")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = [each for each in answers if isinstance(each, Taken)]
    told = [each for each in answers if isinstance(each, Conflict)]
    assert (len(taken), len(told)) == (1, 1)
    assert told[0].since == (taken[0].step,)
    assert faults(store) == []


def test_two_who_decide_on_the_same_many_at_once_share_them_and_nobody_waits_for_ever(store):
    changes = begun(store)
    answers: dict[str, tuple[object, ...]] = {}
    start = threading.Barrier(2)

    def decide(who: str, order: list[str]) -> None:
        asks = [Ask(change, 0, ForMany(State.ASSIGNED, who)) for change in order]
        start.wait()
        answers[who] = store.triage.decide_many(asks, who=who, now=NOW + HOUR, today=TODAY)

    orders = {"li": changes, "wang": changes[::-1]}
    threads = [threading.Thread(target=decide, args=each) for each in orders.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kinds = [type(each) for found in answers.values() for each in found]
    assert (kinds.count(Taken), kinds.count(Conflict)) == (3, 3)
    assert faults(store) == []


def test_each_of_many_is_decided_by_itself(store):
    one, two, three = begun(store)
    take(store, two, 0, Wish(State.ASSIGNED, "wang"))
    take(store, three, 0, Wish(State.IN_REVIEW, "chen"))
    part = ForMany(state=State.ASSIGNED)
    asks = [Ask(one, 0, part), Ask(two, 1, part), Ask(three, 0, part), Ask("99", 0, part), Ask("x", 0, part)]
    answers = store.triage.decide_many(asks, who="li", now=NOW + HOUR, today=TODAY)
    assert [type(each) for each in answers] == [NotAllowed, Same, Conflict, Unknown, Unknown]
    owned = ForMany(state=State.DONE, owner="li", note="all the same")
    answers = store.triage.decide_many(
        [Ask(one, 0, owned), Ask(two, 1, owned), Ask(two, 2, owned)], who="li", now=NOW + HOUR, today=TODAY
    )
    assert [each.step.number for each in answers if isinstance(each, Taken)] == [1, 2, 3]
    assert faults(store) == []


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ("UPDATE steps SET note = 'never mind' WHERE step = 1", "was changed afterwards"),
        ("UPDATE steps SET who = 'nobody' WHERE step = 1", "was changed afterwards"),
        ("UPDATE steps SET at = '2026-05-01 00:00:00.000000' WHERE step = 1", "was changed afterwards"),
        ("DELETE FROM steps WHERE step = 1", "is gone from the database"),
        ("DELETE FROM steps WHERE step = 2", "is gone from the database"),
        (ADDED, "came there another way"),
        ("UPDATE triage SET state = 'not-relevant'", "not what its last step left"),
        ("UPDATE triage SET step = 1", "not what its last step left"),
        ("UPDATE triage SET owner = 'wang'", "not what its last step left"),
        ("DELETE FROM triage", "is gone, though steps were taken"),
    ],
)
def test_verify_sees_a_step_that_was_edited_removed_or_added(sqlite_url, edit, said):
    store = open_store(sqlite_url, now=NOW)
    change, *_ = begun(store)
    take(store, change, 0, Wish(State.ASSIGNED, "li", NEXT_WEEK, "look at it"))
    take(store, change, 1, Wish(State.DONE, "li", NEXT_WEEK))
    assert faults(store) == []
    with sqlalchemy.create_engine(sqlite_url).begin() as connection:
        connection.exec_driver_sql(edit)
    found = faults(store)
    assert {each.what for each in found} == {"triage"}
    assert any(said in each.text for each in found)
    store.close()


def test_verify_since_a_time_looks_at_the_steps_from_then_on(store):
    change, *_ = begun(store)
    take(store, change, 0, Wish(State.ASSIGNED, "li"))
    found: list[Fault] = []
    assert store.verify(found.append, since=NOW).steps == 1
    assert store.verify(found.append, since=NOW + 2 * HOUR).steps == 0
    assert found == []


# -- what is open, and what was decided ------------------------------------------------------------


def test_what_is_open_comes_overdue_first_then_by_its_day_then_what_has_none(store):
    one, two, three = begun(store)
    take(store, one, 0, Wish(State.ASSIGNED, "li"))
    take(store, two, 0, Wish(State.IN_REVIEW, "wang", NEXT_WEEK))
    take(store, three, 0, Wish(State.ASSIGNED, "li", TODAY))
    later = date(2026, 5, 10)
    found = store.triage.find(Choice())
    assert [each.change for each in found] == [three, two, one]
    assert [each.stand.overdue(later) for each in found] == [True, False, False]
    assert [each.change for each in store.triage.find(Choice(owner="li"))] == [three, one]
    assert store.triage.counts(later) == Counts(
        {State.NEW: 0, State.ASSIGNED: 2, State.IN_REVIEW: 1, State.DONE: 0, State.NOT_RELEVANT: 0}, 1
    )
    assert store.triage.count(Choice(), most=2) == 2
    assert store.triage.owners() == ("li", "wang")
    assert store.triage.loads(later) == (Load("li", 2, 1), Load("wang", 1, 0))


def test_what_nobody_took_up_or_put_back_is_new_the_latest_first(store):
    one, two, three = begun(store)
    take(store, two, 0, Wish(State.DONE))
    take(store, one, 0, Wish(State.ASSIGNED, "li"))
    take(store, one, 1, Wish(State.NEW, due=NEXT_WEEK))
    assert [each.change for each in store.triage.find(Choice(State.NEW))] == [three, one]
    assert store.triage.counts(TODAY).states[State.NEW] == 2
    assert [each.change for each in store.triage.find(Choice())] == [
        one
    ]  # to be done by a day, though nobody's


def test_the_report_has_what_stands_decided_with_its_rules_and_the_last_note(store):
    one, two, _ = begun(store)
    take(store, one, 0, Wish(State.NOT_RELEVANT, note="not ours"))
    take(store, two, 0, Wish(State.NOT_RELEVANT))
    take(store, two, 1, Wish(State.IN_REVIEW, "li"))
    (only,) = store.triage.decisions()
    assert (only.change, only.relevant, only.note, only.who) == (one, False, "not ours", "li")
    assert only.labels
    assert only.rules
    assert store.triage.decisions(NOW + 2 * HOUR) == ()


def test_what_is_owed_and_not_yet_told_is_no_backlog(store):
    store.record(First(check(), reading(notice("a"))), next_check=NOW, fingerprint="f")
    outcome = Changed(check(at=NOW + HOUR), reading(notice("a"), notice("b")), (new(notice("b")),))
    (change,) = store.record(outcome, next_check=NOW, fingerprint="f", owed=[Owed("daily", 0, ("all",))])
    take(store, change.id, 0, Wish(State.ASSIGNED, "li", NEXT_WEEK))
    assert store.triage.told_open("daily", TODAY) == Backlog()
    digest = Digest("d1", "daily", NOW, NOW, (Line(change, ("all",)),), Coverage(NOW, NOW, 1, {}, ()))
    assert store.compose(digest, [])
    found = store.triage.told_open("daily", date(2026, 6, 1))
    assert ([each.change for each in found.shown], found.total, found.overdue) == ([change.id], 1, 1)
    assert store.triage.told_open("other", TODAY) == Backlog()
    assert store.triage.told_in("nothing") == Backlog()


def test_a_list_of_work_is_read_on_from_any_place_in_it(store):
    one, two, three = begun(store)
    assert read_on(store, Choice(State.NEW)) == [three, two, one]
    take(store, one, 0, Wish(State.ASSIGNED, "li"))
    take(store, two, 0, Wish(State.ASSIGNED, "li", NEXT_WEEK))
    take(store, three, 0, Wish(State.ASSIGNED, "wang", NEXT_WEEK))
    for state in (None, State.ASSIGNED):
        assert read_on(store, Choice(state)) == [two, three, one]
    for change in (one, two, three):
        take(store, change, 1, Wish(State.DONE))
    assert read_on(store, Choice(State.DONE)) == [three, two, one]


def read_on(store: Store, choice: Choice) -> list[str]:
    """One at a time, each behind the one before."""
    found: list[str] = []
    last = None
    while some := store.triage.find(choice, most=1, behind=last):
        found.append(some[0].change)
        last = some[0].place
    return found
