"""What a turn asks the store of many sources: only how those are that may be due, late or not well."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from monitor import pipeline, schedule
from monitor.model import Changed, Failed, First, Unchanged
from tests.checks import NOW, check, new, notice, reading
from tests.test_schedule import Timed

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PLANNED = {
    "overdue": NOW - DAY, "now": NOW, "soon": NOW + HOUR, "tomorrow": NOW + DAY,
    "in-a-week": NOW + 6 * DAY, "wrong-clock": NOW + 300 * DAY, "wished": NOW + HOUR, "wished-too-soon": NOW + HOUR,
}  # fmt: skip
LATELY = {"wished-too-soon"}


class Watched(Timed):
    url = "https://customs.example/"


@pytest.fixture
def many(store):
    for name, at in PLANNED.items():
        when = NOW - timedelta(minutes=1) if name in LATELY else NOW - HOUR
        store.record(Unchanged(check(at=when, source=name), None), next_check=at, fingerprint="f")
        if name.startswith("wished"):
            store.asked.ask(name, "li", NOW)
    return store


@pytest.mark.parametrize("only", [None, {"overdue", "soon", "never", "wished", "in-a-week"}])
def test_T04_the_narrow_question_finds_what_a_look_at_every_state_finds(many, only):
    every = {"in-a-week": 7 * DAY}
    sources = [Watched(name, every.get(name, 6 * HOUR)) for name in [*PLANNED, "never"]]
    world = SimpleNamespace(
        store=many, fetch=SimpleNamespace(pauses={}), config=SimpleNamespace(sources=sources)
    )
    found = pipeline.due_sources(world, NOW, only)
    asked = dict.fromkeys(("wished", "wished-too-soon"))
    ours = [source for source in sources if only is None or source.id in only]
    assert found == schedule.due(ours, many.states(), NOW, asked)
    assert {source.id for source in found} >= {"never", "overdue", "wished"}


def test_sources_planned_for_later_are_not_asked_about(many):
    states = many.states()
    assert many.planned(NOW).keys() == {"overdue", "now"}
    assert many.planned(NOW, NOW + DAY).keys() == {"overdue", "now", "in-a-week", "wrong-clock"}
    assert many.planned(NOW).items() <= states.items()
    assert many.checked() == PLANNED.keys()


def test_only_sources_in_which_nothing_new_was_found_are_looked_at_for_silence(store):
    for name, found in (("lively", [new(notice("b"))]), ("still", [])):
        store.record(First(check(source=name), reading(notice("a"))), next_check=NOW, fingerprint="f")
        later = check(at=NOW + HOUR, source=name)
        outcome = (
            Changed(later, reading(notice("a"), notice("b")), tuple(found))
            if found
            else Unchanged(later, None)
        )
        store.record(outcome, next_check=NOW, fingerprint="f")
    store.record(Failed(check(source="ill"), "HTTP 500"), next_check=NOW, fingerprint="f")
    assert store.nothing_new(NOW) == {"still"}
    assert store.nothing_new(NOW + DAY) == {"still", "lively"}


def test_only_sources_that_are_not_well_are_looked_at_for_trouble(store):
    store.record(First(check(source="well"), reading()), next_check=NOW, fingerprint="f")
    store.record(Failed(check(source="ill"), "HTTP 500"), next_check=NOW, fingerprint="f")
    assert store.unwell() == {"ill": store.states()["ill"]}
