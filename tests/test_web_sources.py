"""Sources and deliveries in a browser: how they fare, what to do, and that looking changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from monitor.model import Hold, SourceState
from monitor.web.health.watched import Standings, Wanted, counts, rows
from monitor.web.paging import pager
from tests.site import Site
from tests.webdesk import WebDesk, archive_with_changes, serving

NOW = datetime(2026, 5, 8, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDesk]:
    with Site() as site:
        desk = archive_with_changes(tmp_path_factory.mktemp("archive"), site)
        with serving(desk) as running:
            yield running


# -- values --------------------------------------------------------------------------------------------


def source(name: str, jurisdiction: str = "CN", tier: str = "official"):
    return SimpleNamespace(id=name, authority=f"Customs {name}", jurisdiction=jurisdiction, tier=tier)


def state(name: str, outcome: str = "unchanged", *, bad: int = 0, next_in: float = 1) -> SourceState:
    return SourceState(
        name,
        outcome=outcome,
        last_attempt=NOW - HOUR,
        bad_since=NOW - bad * HOUR if bad else None,
        next_check=NOW + next_in * HOUR,
    )


def test_the_worst_come_first_and_of_those_alike_the_one_that_has_been_so_for_longest():
    states = [
        state("well"),
        state("late", next_in=-2),
        state("blocked", "blocked", bad=3),
        state("failed", "failed", bad=30),
        state("held"),
    ]
    known = Standings({each.source: each for each in states}, {"held": Hold("held", NOW, "storm", 40)})
    made = rows([source(name) for name in ("well", "new", "late", "blocked", "failed", "held")], known, NOW)
    assert [each.id for each in made] == ["failed", "blocked", "held", "late", "new", "well"]
    assert counts(made) == {"bad": 2, "held": 1, "overdue": 1, "never": 1, "silent": 0, "good": 1}
    assert [each.id for each in made if Wanted(outcome="blocked").fits(each)] == ["blocked"]
    assert [each.id for each in made if Wanted(words="CUSTOMS la").fits(each)] == ["late"]


@pytest.mark.parametrize(
    ("asked", "page"),
    [("1", 1), ("3", 3), ("0", 1), ("-5", 1), ("4", 3), ("9" * 400, 3), ("two", 1), ("٣", 1)],
)
def test_a_page_number_too_large_is_the_last_page(asked: str, page: int):
    assert pager(asked, 25, 10).page == page


# -- pages ---------------------------------------------------------------------------------------------


def test_the_list_tells_how_each_source_fares_in_both_languages(web: WebDesk):
    english, chinese = (
        web.get("/sources").text,
        web.get("/sources", headers={"Accept-Language": "zh-CN"}).text,
    )
    assert "Customs of Testland" in english
    assert "unchanged" in english
    assert "上次成功读取" in chinese
    assert web.get("/sources?jurisdiction=VN").text.count('href="/sources/ministry"') == 1
    assert "/sources/notices" not in web.get("/sources?jurisdiction=VN").text


def test_a_filter_that_names_nothing_is_told_by_its_field_and_the_form_stays(web: WebDesk):
    answer = web.get("/sources?outcome=sideways&words=customs")
    assert answer.status_code == 422
    assert "State: there is nothing of that name" in answer.text
    assert 'value="customs"' in answer.text
