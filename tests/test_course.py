"""What became of a programme: who said it first, what holds now, which claims of the press came true."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, strategies as st

from monitor.model import ClaimState, FactDelta, Saying, Status, Thread
from monitor.programmes.course import Heard, course, lag, status

START = datetime(2026, 6, 5, tzinfo=UTC)
LAUNCH = date(2026, 6, 5)


def ports(value, sentence="…", **more):
    return Saying("ports", value, sentence, "12", "ports", **more)


def scope(value, sentence="…"):
    return Saying("scope", value, sentence, "lamps, ISO 14067", in_words=True, since=LAUNCH)


def heard(change, day, *says, official=True, answers=(), moves=(), amends=False, number=None):
    thread = Thread("lamps", "its name", moves, answers, says)
    return Heard(str(change), START + timedelta(days=day), official, thread, number, amends=amends)


def told(*each):
    return course("lamps", each)


def test_a_claim_of_the_press_waits_until_an_official_notice_says_the_same():
    found = told(
        heard(1, 0, ports("12", since=LAUNCH), official=False),
        heard(2, 12, ports("12", "at 12 ports", since=LAUNCH), number="No. 45"),
    )
    (claim,) = found.effects["1"].claims
    assert found.effects["2"].settles == (claim,)
    assert (claim.state, claim.by.change, claim.by.number, claim.by.sentence) == (
        ClaimState.CONFIRMED, "2", "No. 45", "at 12 ports",
    )  # fmt: skip
    assert lag(claim, UTC) == 12
    assert status(Status.UNCONFIRMED, [found.effects["1"]]) is Status.CONFIRMED


def test_an_official_notice_that_says_otherwise_contradicts_and_a_later_one_may_confirm():
    press, no, yes = (
        heard(1, 0, ports("20"), official=False),
        heard(2, 1, ports("12")),
        heard(3, 9, ports("20")),
    )
    (claim,) = told(press, no).claims
    assert (claim.state, claim.by.value) == (ClaimState.CONTRADICTED, "12")
    assert told(press, no, yes).claims[0].state is ClaimState.CONFIRMED
    assert status(Status.UNCONFIRMED, [told(press, no).effects["1"]]) is Status.UNCONFIRMED


def test_a_report_is_confirmed_when_all_it_claims_is():
    press = heard(1, 0, ports("20"), scope("lamps"), official=False)
    part = told(press, heard(2, 3, ports("20")))
    assert [claim.state.value for claim in part.effects["1"].claims] == ["confirmed", "unconfirmed"]
    assert status(Status.UNCONFIRMED, [part.effects["1"]]) is Status.UNCONFIRMED
    whole = told(press, heard(2, 3, ports("20")), heard(3, 4, scope("lamps, ISO 14067")))
    assert status(Status.UNCONFIRMED, [whole.effects["1"]]) is Status.CONFIRMED


def test_what_stood_in_an_official_notice_already_was_confirmed_at_once_without_a_lag():
    found = told(heard(1, 0, ports("20")), heard(2, 5, ports("20"), official=False))
    (claim,) = found.effects["2"].claims
    assert (claim.state, claim.by.change, lag(claim, UTC)) == (ClaimState.CONFIRMED, "1", None)


def test_the_press_that_repeats_an_official_launch_claims_nothing_and_confirms_nothing():
    found = told(heard(1, 0, ports("12"), official=False))
    assert found.effects["1"].claims == ()
    assert status(Status.UNCONFIRMED, [found.effects["1"]]) is Status.UNCONFIRMED


def test_a_launch_of_which_only_the_press_told_is_a_claim_without_a_captured_report():
    (claim,) = told(heard(1, 10, ports("12", since=LAUNCH))).effects["1"].settles
    assert (claim.change, claim.day, claim.state, lag(claim, UTC)) == (None, LAUNCH, ClaimState.CONFIRMED, 10)


def test_the_press_moves_no_fact():
    found = told(heard(1, 0, ports("20"), official=False, moves=(FactDelta("ports", "12", "20"),)))
    assert (found.effects["1"].moves, found.latest) == ((), {})


def test_a_fact_moves_from_its_latest_value_and_once():
    found = told(heard(1, 0, ports("20")), heard(2, 1, ports("20")), heard(3, 2, ports("24")))
    moves = [(m.delta.before, m.delta.after) for effect in found.effects.values() for m in effect.moves]
    assert moves == [("12", "20"), ("20", "24")]
    assert (found.latest["ports"].value, found.latest["ports"].change) == ("24", "3")


def test_a_notice_that_only_tells_how_it_began_moves_nothing_back():
    found = told(heard(1, 0, ports("20")), heard(2, 1, ports("12", "It began at 12 ports.")))
    assert found.effects["2"].moves == ()
    assert found.latest["ports"].value == "20"
    back = told(heard(1, 0, ports("20")), heard(2, 1, ports("12", "Ports are reduced to 12.")))
    assert back.effects["2"].moves[0].delta == FactDelta("ports", "20", "12")


def test_a_question_is_answered_once_and_then_there_is_more_on_it():
    said = (("Which codes?", "See the annex."),)
    found = told(
        heard(1, 0, answers=said, official=False), heard(2, 3, answers=said), heard(3, 5, answers=said)
    )
    assert [effect.answers for effect in found.effects.values()] == [said, said, ()]
    assert found.effects["3"].more[0].first == "2"
    answer = found.answered["Which codes?"]
    assert (answer.official, answer.change, answer.more) == (True, "2", ("3",))


def test_a_claim_in_words_needs_all_its_points_and_a_denied_point_contradicts():
    press = heard(1, 0, scope("lamps, garden lights"), official=False)
    assert told(press, heard(2, 1, scope("lamps"))).claims[0].state is ClaimState.UNCONFIRMED
    assert told(press, heard(2, 1, scope("lamps")), heard(3, 2, scope("garden lights"))).claims[0].state is (
        ClaimState.CONFIRMED
    )
    assert told(press, heard(2, 1, scope("not garden lights"))).claims[0].state is ClaimState.CONTRADICTED
    standard = heard(1, 0, scope("ISO 14067"), official=False)
    assert told(standard, heard(2, 1, scope("ISO 14064"))).claims[0].state is ClaimState.CONTRADICTED


values = st.sampled_from(["12", "20", "24", "+8"])
lines = st.lists(st.tuples(st.booleans(), values, st.booleans()), max_size=8)


@given(lines)
def test_whatever_is_said_press_never_rules_and_every_claim_has_one_state(said):
    each = [
        heard(n, n, ports(value), official=official, amends=amends)
        for n, (official, value, amends) in enumerate(said, 1)
    ]
    found = told(*each)
    official = {one.change for one in each if one.official}
    assert all(latest.change in official for latest in found.latest.values())
    for claim in found.claims:
        assert (claim.by is None) == (claim.state is ClaimState.UNCONFIRMED)
        assert claim.by is None or claim.by.change in official
