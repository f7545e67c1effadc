"""What a turn asks the store of many sources: only how those are that may be due, late or not well."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from monitor import pipeline, reporting, schedule
from monitor.model import Failed, First, Notice, Unchanged
from monitor.store import open_store
from monitor.verdict import quiet
from tests.checks import NOW, check, notice, reading
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


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Asia/Shanghai", "Pacific/Honolulu"])
@pytest.mark.parametrize("hour", [0, 9, 15, 23])
def test_Q07_a_source_that_fell_silent_is_found_as_a_look_at_every_notice_finds_it(
    sqlite_url, monkeypatch, zone, hour
):
    """The last notices came 0 to 12 days ago, and one of them bears a day to come."""
    now = NOW + timedelta(hours=hour)
    sources = [SimpleNamespace(id=f"s{ago}", zone=ZoneInfo(zone)) for ago in range(13)]
    monkeypatch.setattr(reporting, "paged", lambda _world: sources)
    with closing(open_store(sqlite_url, now=NOW)) as store:
        for ago, source in enumerate(sources):
            days = [now.date() - (ago + n) * DAY for n in range(8)] + [now.date() + 30 * DAY]
            found = [dated(day) for day in days]
            store.record(
                First(check(at=now, source=source.id), reading(*found)), next_check=NOW, fingerprint="f"
            )
        came = store.sightings([source.id for source in sources])
        whole = {each.id: quiet.silence_of(came[each.id], each.zone, now) for each in sources}
        world = SimpleNamespace(store=store, config=SimpleNamespace(sources=sources))
        assert reporting.silences(world, now) == {id_: silence for id_, silence in whole.items() if silence}
        assert "s9" in reporting.silences(world, now)
        assert store.published(now.date() - 5 * DAY, now.date() - DAY) >= {"s1", "s5"}


def dated(day: date) -> Notice:
    made = notice(day.isoformat())
    return replace(made, listed=replace(made.listed, published=day))


def test_only_sources_that_are_not_well_are_looked_at_for_trouble(store):
    store.record(First(check(source="well"), reading()), next_check=NOW, fingerprint="f")
    store.record(Failed(check(source="ill"), "HTTP 500"), next_check=NOW, fingerprint="f")
    assert store.unwell() == {"ill": store.states()["ill"]}
