"""The soak in small: a week of the whole tool against a ledger of its own; `python -m benchmarks.soak` is the year."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from benchmarks.soak.ledger import Ledger
from benchmarks.soak.year import Plan, Year

pytestmark = pytest.mark.slow

# clocks are put forward in it, at the very time of a digest
WEEK = Plan(
    days=8,
    sources=14,
    seed=4,
    hosts=5,
    changes=3,
    stalls=False,
    start=datetime(2026, 3, 24, 0, 5, tzinfo=UTC),
)


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    with Year(WEEK, tmp_path_factory.mktemp("soak")) as year:
        year.run()
        yield year


def anew(year: Year) -> Ledger:
    """The same books, gone through once more at the end."""
    ledger = year.ledger
    for place in ledger.places:
        for item in place.items.values():
            item.quiet = set()
    again = replace(ledger, faults=[], counts=type(ledger.counts)(checks=ledger.counts["checks"]))
    again._missed, again._first = ledger._missed, ledger._first
    again.conclude(year.now)
    return again


def test_a_week_of_faults_ends_with_the_ledger_balanced(lived):
    assert lived.ledger.faults == []
    assert lived.ledger.counts["changes delivered"] > 10
    assert lived.ledger.outcomes["failed"] > 0
    assert any(what.startswith("killed at") for what in lived.happened)
    assert anew(lived).faults == []


def test_a_ledger_that_is_out_of_balance_says_so(lived):
    mails, (lost, came) = lived.office.box.mails, lived.office.box.mails.popitem()
    assert any(lost[0] in fault for fault in anew(lived).faults)
    mails[lost] = replace(came, times=came.times + 2)
    assert any("times" in fault for fault in anew(lived).faults)
    mails[lost] = came

    item = next(one for place in lived.places for one in place.items.values() if one.seen and not one.gone)
    item.seen["zqzzzzzz"] = lived.now
    assert any("zqzzzzzz was served" in fault for fault in anew(lived).faults)
    del item.seen["zqzzzzzz"]

    first = next(
        one for place in lived.places for one in place.items.values() if one.version and len(one.seen) > 1
    )
    first.baseline = not first.baseline
    assert anew(lived).faults
    first.baseline = not first.baseline
    assert anew(lived).faults == []
