"""Changes in outline: as they were recorded, but for their texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from monitor.model import Changed, Facts, First, Holding
from tests.checks import HOUR, NOW, amended, check, new, notice, reading, removed
from tests.test_store_recording import record

LATER, LATEST = NOW + HOUR, NOW + 2 * HOUR


def written(store):
    """A notice that comes, is amended and goes, and another that is held back."""
    record(store, First(check(), reading(notice("a"))))
    first = new(notice("b"))
    facts = Facts(effective=date(2026, 12, 1))
    first = replace(first, classification=replace(first.classification, facts=facts))
    record(store, Changed(check(at=LATER), reading(notice("a"), notice("b")), (first,)))
    second = amended(notice("a"), notice("a", "Twenty ports."))
    held = new(notice("c"))
    holding = Holding("very much at once", frozenset({1}))
    record(
        store,
        Changed(
            check(at=LATEST),
            reading(notice("a", "Twenty ports."), notice("b"), notice("c")),
            (second, held),
            None,
            holding,
        ),
    )


def test_an_outline_is_its_change_without_texts_and_nothing_that_is_held_back(store):
    written(store)
    outlines = list(store.outlines())
    whole = {one.id: one for one in store.changes()}
    assert [one.change.id for one in outlines] == ["1", "2"]
    for outline in outlines:
        lean, full = outline.change, whole[outline.change.id]
        assert (lean.source, lean.detected, lean.after) == (full.source, full.detected, full.after)
        assert lean.finding.change.name == full.finding.change.name
        assert lean.finding.change.notice.listed == full.finding.change.notice.listed
        assert lean.finding.threads == full.finding.threads
        assert [label.name for label in lean.finding.classification.labels] == ["eligibility"]
    assert outlines[0].change.finding.classification.facts.effective == date(2026, 12, 1)


def test_outlines_are_found_by_when_they_were_seen_and_by_the_days_they_name(store):
    written(store)
    assert [one.change.id for one in store.outlines(LATEST)] == ["2"]
    assert [one.change.id for one in store.outlines(None, LATEST)] == ["1"]
    december = date(2026, 12, 1), date(2026, 12, 31)
    named = list(store.outlines_with_day(*december))
    assert [one.change.id for one in named] == ["1"]
    assert list(store.outlines_with_day(*december, outside=(NOW, LATEST))) == []
    assert [one.change.id for one in store.outlines_with_day(date.min, date.max)] == ["1"]
    assert list(store.outlines_with_day(date(2027, 1, 1), date(2027, 3, 31))) == []
    assert list(store.outlines(subscription="nobody")) == []


def test_the_latest_outline_of_a_notice_is_of_its_last_change(store):
    written(store)
    record(
        store,
        Changed(
            check(at=LATEST + HOUR), reading(notice("a"), gone=frozenset({"b"})), (removed(notice("b")),)
        ),
    )
    first = next(store.outlines())
    assert [one.change.finding.change.name for one in store.latest_outlines({first.notice})] == ["removed"]
