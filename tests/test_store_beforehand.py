"""What checks want to know of their sources is read for many at once, and is what it is when it is asked for alone."""

from __future__ import annotations

import pytest
import sqlalchemy

from monitor.model import First, Unchanged
from monitor.store import beforehand
from tests.checks import HOUR, NOW, check, document, notice, reading


@pytest.fixture
def many(store):
    for number in range(6):
        keys = [notice(f"n{place}") for place in range(number)]
        store.record(
            First(check(document(ETag='"1"'), source=f"s{number}"), reading(*keys)),
            next_check=None,
            fingerprint="f",
        )
    return store


def test_a_pass_asks_once_for_many_sources(many):
    alone = {f"s{number}": many.before([f"s{number}"])[f"s{number}"] for number in range(7)}
    begun = []
    sqlalchemy.event.listen(many._engine, "begin", begun.append)
    ahead = many.ahead((name, 1) for name in alone)
    assert {name: ahead.of(name) for name in reversed(alone)} == alone
    assert len(begun) == 1
    assert [len(alone[name].known) for name in alone] == [0, 1, 2, 3, 4, 5, 0]
    assert alone["s3"].known == many.known("s3")
    assert alone["s3"].validators == many.validators("s3")


def test_sources_with_more_notices_than_fit_are_read_one_by_one(many, monkeypatch):
    monkeypatch.setattr(beforehand, "_ROWS", 4)
    alone = {f"s{number}": many.before([f"s{number}"])[f"s{number}"] for number in range(6)}
    ahead = beforehand.Ahead(many.before, [(name, 0) for name in alone])
    assert {name: ahead.of(name) for name in alone} == alone


def test_what_was_recorded_since_is_there_when_a_source_is_asked_for_again(many):
    ahead = many.ahead([("s1", 1), ("s2", 2)])
    assert len(ahead.of("s1").known) == 1
    many.record(
        Unchanged(check(at=NOW + HOUR, source="s1"), reading(notice("n0"), notice("more"))),
        next_check=None,
        fingerprint="f",
    )
    assert len(ahead.of("s1").known) == 2
