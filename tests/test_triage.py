"""Triage as values: which steps are allowed, what one on many does to each, what the report counts."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from monitor.digest.sections import still_open
from monitor.digest.words import Words, parse
from monitor.model import Backlog, Stand, State, Step, StillOpen, Wish
from monitor.templates import load_templates
from monitor.triage import (
    LONGEST_NOTE,
    LONGEST_OWNER,
    Decision,
    ForMany,
    Refusal,
    Why,
    applied,
    decided,
    passed,
    report,
)
from tests.checks import HOUR, NOW

TODAY = date(2026, 5, 8)
DAYS = st.none() | st.dates(TODAY - timedelta(days=400), TODAY + timedelta(days=400))
OWNERS = st.none() | st.sampled_from(["li", "wang", " li ", "", "\u202eil", "l" * 90])
NOTES = st.none() | st.sampled_from(["", "  ", "why", "a\r\nb", "\x00"])
STATES = st.sampled_from(State)


@st.composite
def stands(draw: st.DrawFn) -> Stand:
    """Any that steps lead to."""
    state = draw(STATES)
    owner = draw(
        st.sampled_from(["li", "wang"])
        | (st.none() if state not in {State.ASSIGNED, State.IN_REVIEW} else st.nothing())
    )
    return Stand(state, None if state is State.NEW else owner, draw(DAYS), draw(st.integers(0, 9)))


WISHES = st.builds(Wish, STATES, OWNERS, DAYS, NOTES)


@given(stands(), WISHES)
def test_no_step_leads_where_nobody_may_stand(stand: Stand, wish: Wish) -> None:
    then = decided(stand, wish, "li", TODAY)
    if isinstance(then, Wish):
        assert then.owner or then.state not in {State.ASSIGNED, State.IN_REVIEW}
        assert not (then.owner and then.state is State.NEW)
        assert then.due is None or then.due >= TODAY or then.due == stand.due
        assert then.note != ""


@given(stands(), WISHES)
def test_a_step_once_taken_changes_nothing_when_it_is_asked_for_again(stand: Stand, wish: Wish) -> None:
    then = decided(stand, wish, "li", TODAY)
    if isinstance(then, Wish):
        after = Stand(then.state, then.owner, then.due, stand.step + 1)
        again = Wish(then.state, then.owner, then.due)
        assert decided(after, again, "wang", TODAY) is None


@given(stands())
def test_what_leaves_everything_as_it_is_is_no_step_and_a_note_alone_is_one(stand: Stand) -> None:
    same = applied(stand, ForMany())
    assert decided(stand, same, "li", TODAY) is None
    noted = decided(stand, applied(stand, ForMany(note="seen")), "li", TODAY)
    assert noted == Wish(stand.state, stand.owner, stand.due, "seen")


@given(stands(), st.builds(ForMany, st.none() | STATES, st.none() | st.just("chen"), DAYS, NOTES))
def test_a_step_on_many_changes_on_each_only_what_it_names(stand: Stand, part: ForMany) -> None:
    wish = applied(stand, part)
    assert wish.state is (part.state or stand.state)
    assert wish.owner == (part.owner or stand.owner)
    assert wish.due == (part.due or stand.due)


def test_what_was_decided_is_taken_up_again() -> None:
    for state in (State.DONE, State.NOT_RELEVANT):
        stand = Stand(state, "li", None, 3)
        assert decided(stand, Wish(State.IN_REVIEW, "li"), "li", TODAY) == Wish(State.IN_REVIEW, "li")
        assert decided(stand, Wish(State.NEW, "li"), "li", TODAY) == Wish(State.NEW)


def test_to_name_an_owner_assigns_what_is_new_and_a_review_is_its_takers() -> None:
    assert decided(Stand(), Wish(State.NEW, " wang\n"), "li", TODAY) == Wish(State.ASSIGNED, "wang")
    assert decided(Stand(), Wish(State.IN_REVIEW), "li", TODAY) == Wish(State.IN_REVIEW, "li")


@pytest.mark.parametrize(
    ("wish", "field", "why"),
    [
        (Wish(State.ASSIGNED), "owner", Why.OWNER_MISSING),
        (Wish(State.ASSIGNED, " \n"), "owner", Why.OWNER_MISSING),
        (Wish(State.DONE, "l" * (LONGEST_OWNER + 1)), "owner", Why.OWNER_LONG),
        (Wish(State.DONE, note="n" * (LONGEST_NOTE + 1)), "note", Why.NOTE_LONG),
        (Wish(State.DONE, due=TODAY - timedelta(days=1)), "due", Why.DUE_OVER),
        (Wish(State.DONE, due=date.max), "due", Why.DUE_FAR),
    ],
)
def test_what_is_not_allowed_names_the_field(wish: Wish, field: str, why: Why) -> None:
    assert decided(Stand(), wish, "li", TODAY) == Refusal(field, why)


def test_a_day_that_is_over_may_stay_as_it_was() -> None:
    stand = Stand(State.ASSIGNED, "li", TODAY - timedelta(days=3), 1)
    assert stand.overdue(TODAY)
    then = decided(stand, Wish(State.DONE, "li", stand.due), "li", TODAY)
    assert then == Wish(State.DONE, "li", stand.due)
    assert not Stand(State.DONE, "li", stand.due, 2).overdue(TODAY)


def test_the_history_says_of_each_step_what_it_changed() -> None:
    day = TODAY + timedelta(days=7)
    steps = [
        Step(1, State.ASSIGNED, "li", day, None, "li", NOW),
        Step(2, State.ASSIGNED, "li", day, "asked the broker", "li", NOW + HOUR),
        Step(3, State.NEW, None, None, None, "wang", NOW + 2 * HOUR),
    ]
    first, second, third = passed(steps)
    assert (first.state, first.owner, first.due) == (State.ASSIGNED, "li", day)
    assert (second.state, second.owner, second.due, second.freed, second.undated) == (
        None,
        None,
        None,
        False,
        False,
    )
    assert (third.state, third.freed, third.undated) == (State.NEW, True, True)


def decision(change: int, rule: str, *, relevant: bool, **more: object) -> Decision:
    values = {"labels": ("eligibility",), "programmes": (), "source": "agency", "note": None} | more
    return Decision(
        change=str(change),
        title=f"Notice {change}",
        rules=(rule, rule),
        relevant=relevant,
        who="li",
        at=NOW + change * HOUR,
        **values,  # type: ignore[arg-type]
    )


def test_the_report_counts_each_change_once_for_each_rule_and_shows_the_latest() -> None:
    found = report(
        [
            *(decision(n, "ports", relevant=False, note=f"why {n}") for n in range(1, 6)),
            decision(6, "ports", relevant=True),
            decision(7, "dates", relevant=False, programmes=("green",)),
            decision(8, "codes", relevant=True, source="ministry"),
        ]
    )
    assert (found.decided, found.not_relevant) == (8, 6)
    ports, dates = found.of("rule")
    assert (ports.name, ports.not_relevant, ports.decided) == ("ports", 5, 6)
    assert [each.note for each in ports.examples] == ["why 5", "why 4", "why 3"]
    assert (dates.name, dates.share) == ("dates", 1.0)
    assert [group.name for group in found.of("source")] == ["agency"]
    assert [group.name for group in found.of("programme")] == ["green"]


def test_a_report_of_nothing_is_empty() -> None:
    assert report([]).groups == ()


# -- in a digest -----------------------------------------------------------------------------------


def words(language: str) -> Words:
    name = f"digest/words.{language}.toml"
    return Words(language, parse(load_templates().shipped[name], name), ZoneInfo("UTC"), name)


def waiting(change: int, due: date | None) -> StillOpen:
    stand = Stand(State.ASSIGNED, "li", due, 1)
    return StillOpen(str(change), f"Notice {change}", "javascript:alert(1)", "agency", stand)


@pytest.mark.parametrize(("language", "more"), [("en", "and 50 more"), ("zh", "另有 50 项")])
def test_a_digest_names_the_first_few_and_counts_the_rest(language: str, more: str) -> None:
    late, later = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    backlog = Backlog((waiting(1, late), *(waiting(n, later) for n in range(2, 31))), 60, 1)
    busy = still_open(backlog, TODAY, words(language), calm=False)
    assert [each.id for each in busy.shown] == [str(n) for n in range(1, 11)]
    assert more in str(busy.more)
    assert {each.link for each in busy.shown} == {None}
    calm = still_open(backlog, TODAY, words(language), calm=True)
    assert ([each.id for each in calm.shown], calm.more) == (["1"], None)
