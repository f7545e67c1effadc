"""Units of work on PostgreSQL, whose answers may be lost: what the server wrote down is not written down again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
import sqlalchemy

from monitor.errors import StoreError
from monitor.model import Changed
from monitor.store import Entry, Store, open_store
from monitor.store.schema import units
from monitor.store.together import Together, _Caller
from tests.checks import NOW, check, new, notice, reading
from tests.conftest import ON_POSTGRESQL
from tests.losing import Line, losing

pytestmark = ON_POSTGRESQL


@pytest.fixture(params=[pytest.param("postgresql", marks=ON_POSTGRESQL)])
def database_url(request: pytest.FixtureRequest) -> str:
    """No SQLite: it has no lines that break."""
    return request.getfixturevalue("database_url")


@pytest.fixture
def line(database_url: str) -> Iterator[Line]:
    with losing(database_url) as line:
        yield line


def keys(store: Store) -> int:
    count = sqlalchemy.select(sqlalchemy.func.count()).select_from(units)
    return int(store._read(lambda connection: connection.execute(count).scalar_one()))


def found(name: str) -> Changed:
    finding = new(notice(name))
    return Changed(check(), reading(finding.change.notice), (finding,))


def record(store: Store, name: str) -> list[str]:
    return [one.id for one in store.record(found(name), next_check=None, fingerprint="f")]


def test_D22_what_was_committed_and_lost_its_answer_is_not_recorded_again(line: Line) -> None:
    with closing(open_store(line.url, now=NOW)) as store:
        record(store, "a")
        line.losing = 1
        ids = record(store, "b")
        assert line.lost == 1
        assert [(one.id, one.finding.change.notice.key) for one in store.changes()][1:] == [(ids[0], "b")]
        assert store.states()["agency"].checks == 2


def test_D22_nor_by_each_caller_alone_when_the_server_stays_away(line: Line) -> None:
    with closing(open_store(line.url, now=NOW)) as store:
        record(store, "a")
        line.losing, line.shut = 1, True
        asked = [([Entry(found(name), None, "f")], {}) for name in ("b", "c")]
        together = Together(store._record_some)
        callers = [_Caller(each) for each in asked]
        together._serve(callers)
        assert all(isinstance(each.error, StoreError) and each.error.unsure for each in callers)
        line.shut = False
        assert [one.finding.change.notice.key for one in store.changes()] == ["a", "b", "c"]


def test_a_unit_that_only_looked_leaves_no_key_and_those_of_yesterday_go(store: Store) -> None:
    record(store, "a")
    record(store, "b")
    before = keys(store)
    assert before >= 2
    store._write(lambda connection: connection.exec_driver_sql("SELECT 1").scalar())
    assert keys(store) == before
    yesterday = "UPDATE units SET at = at - interval '25 hours' WHERE key = (SELECT min(key) FROM units)"
    store._read(lambda connection: connection.exec_driver_sql(yesterday))
    store._units.thin()
    assert keys(store) == before - 1


def test_D11_a_machine_that_vanishes_is_noticed_by_the_server_and_its_locks_go(store: Store) -> None:
    asks = "SELECT source FROM pg_settings WHERE name ~ '^tcp_(keepalives_|user)'"
    told = store._read(lambda connection: connection.exec_driver_sql(asks).scalars().all())
    assert told == ["session"] * 4
