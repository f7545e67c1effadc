"""Alive or not, and figures for Prometheus: cheap, bounded, and without secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import event

from monitor.model import SourceState
from monitor.people import API, Role
from monitor.store import gauges
from monitor.store.gauges import Seen
from monitor.templates import shipped_folder
from monitor.web.health.pulse import pulse
from tests.desk import Desk
from tests.site import Site
from tests.test_web_sources import source
from tests.webdesk import WebDesk, archive_with_changes, serving

NOW = datetime(2026, 5, 8, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDesk]:
    with Site() as site:
        desk = archive_with_changes(tmp_path_factory.mktemp("archive"), site)
        desk.monitor("once", clock="2026-05-08T01:00:00Z")
        with serving(desk) as running:
            yield running


def figures(web: WebDesk) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels."""
    answer = web.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain")
    families = text_string_to_metric_families(answer.text)
    return {(one.name, *one.labels.values()): one.value for each in families for one in each.samples}


# -- alive -----------------------------------------------------------------------------------------


def late(hours: float) -> dict[str, SourceState]:
    return {"a": SourceState("a", outcome="unchanged", next_check=NOW - hours * HOUR)}


def test_T09_checks_that_are_overdue_while_nobody_makes_them_are_no_health():
    sources = [source("a"), source("b")]
    assert not pulse(sources, late(0.9), {}, NOW).stands_still
    assert pulse(sources, late(5), {}, NOW).stands_still
    assert pulse(sources, late(5), {"run": NOW - 2 * HOUR}, NOW).stands_still
    working = pulse(sources, late(5), {"once": NOW - 90 * HOUR, "run": NOW - HOUR / 2}, NOW)
    assert (working.stands_still, working.overdue, working.never) == (False, 1, 1)
    assert working.waits_s == 5 * 3600


def test_health_is_told_to_everybody_without_a_name_of_anything(web: WebDesk):
    answer = web.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["scheduler"] == {"role": "once", "last_beat": "2026-05-08T01:00:00Z", "age_s": 3600}
    assert answer.json()["overdue"] == 0
    assert "notices" not in answer.text
    assert web.session.head(f"{web.url}/healthz", timeout=10).status_code == 200


def test_health_says_503_when_nothing_is_checked_any_more(web: WebDesk):
    with serving(web.desk, now="2026-05-20T00:00:00Z") as later:
        answer = later.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["overdue"] == 2


def test_health_says_503_when_the_database_cannot_be_read(tmp_path, site: Site):
    desk = archive_with_changes(tmp_path, site)
    with serving(desk) as running:
        assert running.get("/healthz").status_code == 200
        running.office.store.close()
        for file in tmp_path.glob("monitor.db*"):
            file.unlink()
        answer = running.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unreadable", "alive": True, "database": "unreadable"}


def test_the_very_first_question_finds_no_database_and_is_told_so(tmp_path, site: Site):
    desk = archive_with_changes(tmp_path, site)
    with serving(desk, login=True) as running:
        running.office.store.close()
        away = [file.rename(file.with_name(f"away-{file.name}")) for file in tmp_path.glob("monitor.db*")]
        page, health = running.get("/login"), running.get("/healthz")
        for file in away:
            file.rename(file.with_name(file.name.removeprefix("away-")))
        assert running.get("/login").status_code == 200
    assert (page.status_code, health.status_code) == (503, 503)
    assert "The archive cannot be read now" in page.text
    assert str(tmp_path) not in page.text
    assert health.json()["database"] == "unreadable"


def test_health_answers_as_the_container_of_compose_asks_itself(tmp_path, site: Site):
    compose = (shipped_folder().parent / "operation" / "compose.yaml").read_text("utf-8")
    asked = urlsplit(re.search(r"urlopen\('(http://[^']*)'", compose)[1])
    desk = Desk(tmp_path, site)
    desk.configure(web="{public_url: 'https://archive.example'}")
    desk.monitor("init")
    with serving(desk, login=True) as running:
        assert running.get("/login", headers={"Host": "10.0.0.7:8000"}).status_code == 403
        assert running.get(asked.path, headers={"Host": asked.netloc}).status_code == 200
        assert running.get(asked.path, headers={"Host": "10.0.0.7:8000"}).status_code == 200


def test_where_people_log_in_health_is_open_and_figures_are_not(web: WebDesk):
    with serving(web.desk, login=True) as guarded:
        assert guarded.get("/healthz").status_code == 200
        assert guarded.get("/metrics").status_code == 401
        people, now = guarded.office.store.people, guarded.office.clock()
        people.add("prometheus", Role.READER, "hash", now)
        people.add_token(people.account("prometheus"), API, "scrapes", "secret", now)
        assert guarded.get("/metrics", headers={"Authorization": "Bearer other"}).status_code == 401
        assert guarded.get("/metrics", headers={"Authorization": "Bearer secret"}).status_code == 200


# -- figures ---------------------------------------------------------------------------------------


def test_figures_tell_how_the_archive_stands(web: WebDesk):
    found = figures(web)
    assert found["monitor_sources", "unchanged"] + found["monitor_sources", "changed"] == 2
    assert found["monitor_sources", "blocked"] == 0
    assert found["monitor_deliveries", "sent"] == 1
    assert found["monitor_last_beat_age_seconds", "once"] == 3600
    assert found["monitor_database_bytes",] > 100_000
    assert found["process_resident_memory_bytes",] > 0


def test_checks_and_changes_are_counted_from_the_first_time_on_that_somebody_asked(web: WebDesk):
    before = figures(web)
    assert before["monitor_checks_total", "unchanged"] == 0
    web.desk.monitor("check", "--all", clock="2026-05-08T01:30:00Z")
    after = figures(web)
    assert after["monitor_checks_total", "unchanged"] == 2
    assert figures(web)["monitor_checks_total", "unchanged"] == 2


def test_what_came_since_is_counted_by_label_and_a_count_goes_on_where_the_one_before_ended(
    web: WebDesk, monkeypatch: pytest.MonkeyPatch
):
    store = web.office.store
    whole = store.gauges.since(Seen(0, 0))
    assert whole.changes == 2
    assert whole.labels["documentation"] >= 1
    monkeypatch.setattr(gauges, "NEWS", 2)
    seen, outcomes = Seen(0, 0), 0
    for _ in range(3):
        news = store.gauges.since(seen)
        outcomes += sum(news.outcomes.values())
        assert sum(news.outcomes.values()) <= 2
        seen = news.upto
    assert outcomes == min(6, sum(whole.outcomes.values()))


def test_durations_go_by_our_routes_whatever_is_asked_for(web: WebDesk):
    web.get("/sources/notices")
    for number in range(5):
        web.get(f"/sources/none-{number}")
        web.get(f"/nowhere-{number}")
    pages = {key[2] for key in figures(web) if key[0] == "monitor_page_seconds_count"}
    assert "/sources/{source_id}" in pages
    assert "none" in pages
    assert not any("nowhere" in page or "none-" in page for page in pages)


def test_figures_take_no_scan_of_checks_changes_or_deliveries(web: WebDesk):
    """Asked of the database itself: each count walks an index from where it is told to."""
    asked: list[tuple[str, object]] = []
    engine = web.office.store._engine

    def note(_connection, _cursor, statement, parameters, _context, _many) -> None:
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        web.office.store.gauges.since(Seen(1, 1))
        web.office.store.gauges.seen()
        web.office.store.gauges.figures()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        plans = {
            statement: [
                row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            ]
            for statement, parameters in asked
            if statement.startswith("SELECT")
        }
    large = ("checks", "changes", "deliveries", "owed", "marks")
    scans = [
        (each, plan)
        for each, plan in plans.items()
        for step in plan
        if step.startswith("SCAN") and step.split()[1] in large
    ]
    assert len(plans) >= 8
    assert not scans
