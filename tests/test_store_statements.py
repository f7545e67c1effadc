"""Many checks are written down in as many statements as two."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from monitor import identity
from monitor.model import First, Listed, Notice, Outcome, Reading, Unchanged
from monitor.store import Entry, Sameness, Store, create_store, open_store
from tests.checks import HOUR, NOW, check, document, notice

SAME = Sameness(
    lambda entry: identity.shared(entry, home="CN", official=True),
    lambda one, other: one.content == other.content,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    create_store(url := f"sqlite:///{tmp_path / 'monitor.db'}")
    with closing(open_store(url, now=NOW)) as opened:
        yield opened


def statements(store: Store, names: list[str], at: datetime, said: str) -> int:
    """How many it takes to write down a check of each of these sources, which found one notice."""
    counted: list[str] = []

    def count(*told: object) -> None:
        counted.append(str(told[2]))

    event.listen(Engine, "before_cursor_execute", count)
    try:
        store.record_many([Entry(outcome(name, at, said), None, "f", same=SAME) for name in names])
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    return len(counted)


def outcome(name: str, at: datetime, said: str) -> Outcome:
    one: Notice = notice(f"{name}-a", f"{said} ports of {name}")
    summary = check(
        document(f"<p>{said} {name}".encode(), f"https://{name}.example/", at), at=at, source=name
    )
    reading = Reading((one.listed,), {one.key: one})
    return First(summary, reading) if at == NOW else Unchanged(summary, reading, 1)


@pytest.mark.parametrize("said", ["Twelve", "Thirteen"])
def test_ten_checks_take_as_many_statements_as_two(store: Store, said: str) -> None:
    few, many = [
        [f"{letter}{number}" for number in range(count)] for letter, count in (("few", 2), ("many", 10))
    ]
    statements(store, ["begun"], NOW, said)  # the chain begins with the first
    firsts = [statements(store, names, NOW, "Twelve") for names in (few, many)]
    later = [statements(store, names, NOW + HOUR, said) for names in (few, many)]
    assert firsts[0] == firsts[1]
    assert later[0] == later[1]


def test_a_copy_that_is_read_together_with_its_first_place_bears_its_mark(store: Store) -> None:
    entry = Listed(
        "x", "Announcement No. 12 of 2026 on ports", "https://a.example/x", number="GACC 2026 No. 12"
    )
    assert identity.shared(entry, home="CN", official=True) is not None
    made = []
    for name in ("one", "two"):
        one = Notice(entry, notice("x").content, "en")
        summary = check(document(name.encode(), f"https://{name}.example/"), source=name)
        made.append(Entry(First(summary, Reading((entry,), {"x": one})), None, "f", same=SAME))
    store.record_many(made)
    with store._engine.begin() as connection:
        marks = connection.exec_driver_sql("SELECT shared FROM notices").scalars().all()
    assert len(marks) == 2
    assert len({*marks} - {None}) == 1
