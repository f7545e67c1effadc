"""What was told and turns out to be wrong: the rule, by values."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from monitor.corrections import misread, shown_by
from monitor.model import (
    Amended,
    Claim,
    ClaimState,
    Comparison,
    Content,
    Edit,
    Effect,
    FactKind,
    Facts,
    Mention,
    Mistake,
    New,
    Recorded,
    Removed,
    Restored,
    Ruling,
    Text,
    Wrong,
)
from tests.letters import line, notice

TOLD = datetime(2026, 5, 8, tzinfo=UTC)


def change(what, ident, after=timedelta(0), **more) -> Recorded:
    facts = more.pop("facts", None)
    return replace(line(what, ident=ident, facts=facts).change, detected=TOLD + after, **more)


GONE = change(Removed(notice()), "12")


def back(after, comparison=None) -> Recorded:
    what = Restored(notice(), notice() if comparison else None, comparison or Comparison())
    return change(what, "15", after)


def test_what_was_told_as_gone_and_is_back_unchanged_soon_is_taken_back():
    assert list(shown_by(back(timedelta(days=2)), [GONE], troubled=False)) == [
        Wrong("12", Mistake.RESTORED, (), "15")
    ]


def test_after_faults_of_the_source_it_may_be_longer():
    late = back(timedelta(days=9))
    assert list(shown_by(late, [GONE], troubled=False)) == []
    assert list(shown_by(late, [GONE], troubled=True)) == [Wrong("12", Mistake.RESTORED, ("troubled",), "15")]


def test_what_comes_back_amended_was_gone():
    edited = Comparison(edits=(Edit("insert", "paragraph 2", None, "new"),))
    assert list(shown_by(back(timedelta(days=1), edited), [GONE], troubled=True)) == []


def test_what_the_press_said_and_an_authority_denies_is_taken_back():
    by = Ruling("31", TOLD, "12", "at 12 ports")
    claim = Claim("solar", "ports", "10", "20", state=ClaimState.CONTRADICTED, by=by)
    effect = Effect("solar", True, settles=(claim, replace(claim, state=ClaimState.CONFIRMED)))
    official = change(New(notice()), "31", effects=(effect,))
    assert list(shown_by(official, [], troubled=False)) == [
        Wrong("20", Mistake.CONTRADICTED, ("solar", "ports", "10", "12"), "31")
    ]


def dated(day: date) -> Facts:
    return Facts(
        effective=day,
        mentions=(Mention(FactKind.EFFECTIVE, day.isoformat(), f"on {day:%d/%m/%Y}", "paragraph 1", 0, 9),),
    )


JUNE, MAY = date(2026, 6, 5), date(2026, 5, 6)
WORDS = "It applies on 05/06/2026, and to cars on 06/05/2026."


def amended(*edits: Edit) -> Amended:
    content = Content((Text(WORDS), Text("Annex B is new.")))
    before = notice(content=Content((Text(WORDS), Text("Annex A is old."))))
    return Amended(before, notice(content=content), Comparison(edits=edits), silent=False)


def test_a_day_that_reads_otherwise_in_words_that_stand_untouched_was_misread():
    told = change(New(notice(content=Content((Text(WORDS),)))), "20", facts=dated(JUNE))
    elsewhere = Edit("replace", "paragraph 2", "Annex A is old.", "Annex B is new.")
    later = change(amended(elsewhere), "22", timedelta(days=3), facts=dated(MAY))
    assert list(shown_by(later, [told], troubled=False)) == [
        Wrong("20", Mistake.MISREAD, ("effective", "2026-06-05", "2026-05-06"), "22")
    ]


def test_a_day_that_the_authority_moved_is_news_and_no_correction():
    told = change(New(notice(content=Content((Text(WORDS),)))), "20", facts=dated(JUNE))
    there = Edit("replace", "paragraph 1", "on 05/06/2026", "on 06/05/2026")
    later = change(amended(there), "22", timedelta(days=3), facts=dated(MAY))
    assert list(shown_by(later, [told], troubled=False)) == []


def test_a_better_reading_of_the_same_change_takes_back_what_it_reads_otherwise_and_nothing_else():
    told = change(New(notice()), "20", facts=replace(dated(JUNE), number="2026/41"))
    assert list(misread(told, replace(dated(MAY), number=None, expires=JUNE))) == [
        Wrong("20", Mistake.MISREAD, ("effective", "2026-06-05", "2026-05-06"))
    ]
