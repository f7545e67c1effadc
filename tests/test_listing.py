"""One page of changes by filters and order: always those that a look at every change would find."""

from __future__ import annotations

import json
import random
import runpy
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy

from monitor.ahead import Dated, ahead, falls
from monitor.model import (
    Amended,
    Changed,
    Classification,
    Direction,
    Facts,
    Finding,
    First,
    Glance,
    Holding,
    Label,
    LabelName,
    Leaf,
    Mistake,
    Owed,
    Recorded,
    State,
    Status,
    Thread,
    Wrong,
)
from monitor.store import Store, listing, open_store
from monitor.store.opening import SHIPPED
from monitor.store.schema import changes, outlines, triage
from monitor.wanted import Codes, Known, Named, Order, Reach, Sort, Wanted, reach
from tests.checks import HOUR, NOW, amended, check, new, notice, reading, removed
from tests.test_store_recording import record
from tests.warm import empty_database

TODAY = date(2026, 5, 8)
EVERYTHING = Reach(TODAY)
SOURCES = ("agency", "ministry")
STATES = (State.ASSIGNED, State.IN_REVIEW, State.DONE, State.NOT_RELEVANT)
CODES = ("8541.43.00", "8541.49", "9405.42", "9999.99", "8504.40")


def classified(finding: Finding, luck: random.Random) -> Finding:
    labels = luck.sample(list(LabelName), luck.randint(0, 3))
    direction = luck.choice([None, *Direction])
    made = tuple(
        Label(name, 0.9, (), direction if name is LabelName.ELIGIBILITY else None) for name in labels
    )
    day = luck.choice([None, TODAY + timedelta(days=luck.randint(-40, 40))])
    facts = Facts(effective=day, hs_codes=tuple(luck.sample(CODES, luck.randint(0, 2))))
    threads = luck.choice([(), (Thread("green-channel", "its name"),), (Thread("solar", "its name"),)])
    status = luck.choice([Status.OFFICIAL, Status.UNCONFIRMED])
    return replace(finding, classification=Classification(made, facts), threads=threads, status=status)


def archive(store: Store) -> None:
    """Some seventy changes of every sort, half of them owed to `daily`, some decided on."""
    luck = random.Random(7)
    for source in SOURCES:
        record(store, First(check(source=source), reading(*(notice(f"{source}-{n}") for n in range(12)))))
    for turn in range(1, 7):
        for source in SOURCES:
            at = NOW + turn * HOUR
            texts = {n: f"In its turn {turn}, {luck.randint(20, 99)} ports." for n in range(12)}
            old = [notice(f"{source}-{n}") for n in range(3)]
            edits = [
                amended(one, notice(one.key, texts[n])) for n, one in enumerate(old[: luck.randint(1, 3)])
            ]
            edits = [replace(one, change=replace(one.change, silent=luck.random() < 0.5)) for one in edits]
            found = [
                classified(one, luck)
                for one in [*edits, *(new(notice(f"{source}-{turn}-{n}")) for n in range(4))]
            ]
            read = reading(*(one.change.notice for one in found))
            owing = [Owed("daily", place, ("labels",)) for place in range(len(found)) if luck.random() < 0.5]
            store.record(
                Changed(check(at=at, source=source), read, tuple(found)),
                next_check=at,
                fingerprint="f",
                owed=owing,
            )
    with store._write.__self__._writer.begin() as connection:
        connection.execute(
            sqlalchemy.insert(triage),
            [
                {
                    "change": id_,
                    "state": luck.choice(STATES).value,
                    "owner": luck.choice([None, "li", "wang"]),
                    "due": luck.choice([None, TODAY - HOUR * 48, TODAY + HOUR * 48]),
                    "step": 1,
                }
                for id_ in range(1, 60, 3)
            ],
        )


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("lists") / "monitor.db"
    file.write_bytes(empty_database())
    store = open_store(f"sqlite:///{file}", now=NOW)
    archive(store)
    store.close()
    return file


@pytest.fixture
def full(database_url: str, template: Path) -> Store:
    if database_url.startswith("sqlite"):
        Path(database_url.removeprefix("sqlite:///")).write_bytes(template.read_bytes())
    store = open_store(database_url, now=NOW)
    if not database_url.startswith("sqlite"):
        archive(store)
    yield store
    store.close()


def passes(one: Recorded, glance: Glance, wanted: Wanted, reach: Reach) -> bool:
    """The plain meaning of a filter, asked of one change."""
    finding, change = one.finding, one.finding.change
    labels, facts = finding.classification.labels, finding.classification.facts
    sorts = {Sort(change.name)} | ({Sort.SILENT} if isinstance(change, Amended) and change.silent else set())
    codes = ["".join(filter(str.isdecimal, code)) for code in facts.hs_codes]
    effective, stand = facts.effective, glance.stand

    def begins(code: str, some: Codes) -> bool:
        return some.first <= code[: len(some.first)] <= (some.last or some.first)

    return all(
        (
            not wanted.label or {each.name for each in labels} & set(wanted.label),
            not wanted.direction or {each.direction for each in labels} & set(wanted.direction),
            not wanted.change or sorts & set(wanted.change),
            reach.sources is None or one.source in reach.sources,
            not wanted.programme or {each.programme for each in finding.threads} & set(wanted.programme),
            not wanted.hs or any(begins(code, some) for code in codes for some in wanted.hs),
            wanted.effective_from is None or (effective is not None and effective >= wanted.effective_from),
            wanted.effective_to is None or (effective is not None and effective <= wanted.effective_to),
            reach.since is None or one.detected >= reach.since,
            reach.until is None or one.detected < reach.until,
            wanted.status is None or (wanted.status is Known.OFFICIAL) == (finding.status is Status.OFFICIAL),
            not wanted.triage or stand.state in wanted.triage,
            wanted.owner is None or stand.owner == wanted.owner,
            not wanted.overdue or stand.overdue(reach.today),
            wanted.subscription is None or wanted.subscription in glance.outline.why,
        )
    )


def in_order(
    ids: list[int], days: dict[int, date | None], sources: dict[int, str], order: Order
) -> list[int]:
    back = order.value.startswith("-")
    match order.by:
        case "seen":
            return sorted(ids, reverse=back)
        case "source":
            return sorted(ids, key=lambda id_: (sources[id_], id_), reverse=back)
    dated = sorted((id_ for id_ in ids if days[id_]), key=lambda id_: (days[id_], id_), reverse=back)
    return dated + sorted((id_ for id_ in ids if not days[id_]), reverse=True)


FILTERS = [
    {"label": (LabelName.ELIGIBILITY,)},
    {"label": (LabelName.HS_MAPPING, LabelName.DOCUMENTATION)},
    {"direction": (Direction.RESTRICTION, Direction.MIXED)},
    {"change": (Sort.AMENDED,)},
    {"change": (Sort.SILENT, Sort.NEW)},
    {"programme": ("solar",)},
    {"hs": (Codes("8541"),)},
    {"hs": (Codes("99"),)},
    {"hs": (Codes("8"), Codes("94"))},
    {"hs": (Codes("85", "94"),)},
    {"hs": (Codes("9"), Codes("854143"))},
    {"hs": (Codes("8501", "8504"), Codes("940542"))},
    {"effective_from": TODAY, "effective_to": TODAY + timedelta(days=20)},
    {"status": Known.PRESS},
    {"status": Known.UNCONFIRMED},
    {"triage": (State.NEW,)},
    {"triage": (State.NEW, State.ASSIGNED)},
    {"triage": (State.DONE, State.NOT_RELEVANT)},
    {"owner": "li"},
    {"overdue": True},
    {"subscription": "daily"},
    {"subscription": "nobody"},
]
REACHES = [
    EVERYTHING,
    Reach(TODAY, frozenset({"ministry"})),
    Reach(TODAY, frozenset()),
    Reach(TODAY, since=NOW + 2 * HOUR, until=NOW + 5 * HOUR),
]


def every_page(store: Store, wanted: Wanted, reach: Reach, size: int) -> list[int]:
    first = store.lists.page(wanted, reach, 1, size)
    leaves = [first, *(store.lists.page(wanted, reach, n, size) for n in range(2, first.pages + 1))]
    assert {leaf.total for leaf in leaves} == {first.total}
    found = [int(each.outline.change.id) for leaf in leaves for each in leaf.glances]
    assert len(found) == first.total
    return found


@pytest.mark.parametrize("narrow", [20_000, 0], ids=["laid beside", "asked one by one"])
def test_every_filter_and_order_finds_what_a_look_at_all_changes_finds(full, narrow, monkeypatch):
    monkeypatch.setattr(listing, "NARROW", narrow)
    whole = {int(one.id): one for one in full.changes()}
    glances = {int(each.outline.change.id): each for each in full.lists.glances(list(whole))}
    days = {id_: one.finding.classification.facts.effective for id_, one in whole.items()}
    sources = {id_: one.source for id_, one in whole.items()}
    luck, met = random.Random(3), 0
    for turn in range(40):
        several = FILTERS[turn : turn + 1] or luck.sample(FILTERS, 2)
        order, reach = luck.choice(list(Order)), luck.choice(REACHES if turn >= len(FILTERS) else REACHES[:1])
        wanted = Wanted(sort=order, **{name: value for one in several for name, value in one.items()})
        expected = [id_ for id_ in whole if passes(whole[id_], glances[id_], wanted, reach)]
        met += bool(expected)
        assert every_page(full, wanted, reach, 7) == in_order(expected, days, sources, order), (wanted, reach)
    assert met > 20


def test_codes_of_the_other_edition_are_found_as_well(full):
    asked = Wanted(hs=(Codes("854140"),))
    assert full.lists.page(asked, EVERYTHING).total == 0
    within = reach(asked, Named(), UTC, NOW)
    both = Wanted(hs=(Codes("854143"), Codes("854149")))
    assert full.lists.page(asked, within) == full.lists.page(both, EVERYTHING) != Leaf((), 0)


def test_a_page_number_too_large_is_the_last_page_and_none_too_small(full):
    leaf = full.lists.page(Wanted(), EVERYTHING, 10**30, 7)
    assert leaf.page == leaf.pages > 1
    assert full.lists.page(Wanted(), EVERYTHING, 0, 7) == full.lists.page(Wanted(), EVERYTHING, -5, 7)
    assert full.lists.page(Wanted(subscription="nobody"), EVERYTHING, 3) == Leaf((), 0)


def test_a_list_goes_on_behind_a_change_that_its_reader_has(full):
    wanted = Wanted(change=(Sort.NEW,), sort=Order.SOURCE)
    whole = full.lists.behind(wanted, EVERYTHING, None, 1000)
    assert whole == sorted(
        (int(one.id) for one in full.changes() if one.finding.change.name == "new"), reverse=True
    )
    assert full.lists.behind(wanted, EVERYTHING, whole[4], 3) == whole[5:8]
    assert full.lists.count(wanted, EVERYTHING) == (len(whole), False)


def test_where_counting_is_dear_it_ends_at_a_bound_and_says_so(full, monkeypatch):
    monkeypatch.setattr(listing, "NARROW", 0)
    monkeypatch.setattr(listing, "BOUND", 10)
    leaf = full.lists.page(Wanted(subscription="daily"), EVERYTHING, 99, 4)
    assert (leaf.total, leaf.more, leaf.pages) == (10, True, 3)
    assert full.lists.page(Wanted(), EVERYTHING, 1, 4).more is False


def test_what_is_held_back_or_told_to_nobody_or_taken_back_is_marked(store):
    record(store, First(check(), reading(notice("a"))))
    holding = Holding("very much at once", frozenset({0}))
    found = (new(notice("b")), new(notice("c")))
    record(store, Changed(check(at=NOW + HOUR), reading(notice("b"), notice("c")), found, None, holding))
    later, first = store.lists.page(Wanted(), EVERYTHING).glances
    assert (first.held, later.held) == (True, False)
    store.release("agency", NOW + 2 * HOUR, "a redesign")
    assert [(each.held, each.untold) for each in store.lists.glances([1])] == [(False, "a redesign")]


def test_weeks_count_each_change_once_and_each_of_its_labels(full):
    begins = [NOW, *(NOW + n * HOUR for n in range(2, 7)), NOW + 9 * HOUR]
    whole = list(full.changes())
    weeks = full.lists.weeks(Wanted(), EVERYTHING, begins)
    assert [week.total for week in weeks] == [
        sum(a <= one.detected < b for one in whole) for a, b in pairwise(begins)
    ]
    for name, number in weeks[-1].labels:
        late = [one for one in whole if one.detected >= begins[-2]]
        assert number == sum(
            name in [label.name for label in one.finding.classification.labels] for one in late
        )
    only = full.lists.weeks(Wanted(label=(LabelName.ELIGIBILITY,)), EVERYTHING, begins)
    assert [week.total for week in only] == [dict(week.labels)["eligibility"] for week in weeks]


def test_what_falls_on_a_day_is_what_digests_say_is_ahead(full):
    """Asked in little room of every notice as it stands last, with what was taken back."""
    ids = [one.id for one in full.changes() if one.finding.classification.facts.effective]
    far = TODAY + timedelta(days=60)
    wrongs = [
        Wrong(ids[-1], Mistake.UNTOLD, ("a redesign",)),
        Wrong(ids[-2], Mistake.MISREAD, ("effective", "2026-05-01", far.isoformat())),
        Wrong(ids[-3], Mistake.MISREAD, ("number", "1", "2")),
    ]
    full.retract_all(wrongs, NOW + 20 * HOUR)
    gone = next(full.outlines()).change.finding.change.notice
    record(full, Changed(check(at=NOW + 30 * HOUR), reading(gone=frozenset({gone.key})), (removed(gone),)))
    whole = list(full.outlines())
    latest = {each.notice: each for each in whole}
    expected = ahead(
        latest.values(), full.corrections_of([one.change.id for one in whole]), TODAY, timedelta(days=90)
    )
    found = full.calendar.falls(TODAY, TODAY + timedelta(days=90))
    assert [(each.day, each.kind, str(each.change)) for each in found] == [
        (each.day, each.kind, each.change) for each in expected
    ]
    assert far in [each.day for each in found]
    assert [each.day for each in full.calendar.falls(far, far)] == [far]
    mine = {str(each.change) for each in full.calendar.falls(TODAY, far, "daily")}
    told = {each.notice for each in whole if "daily" in each.why}
    assert mine == {each.change.id for each in latest.values() if each.notice in told} & {
        str(each.change) for each in found
    }
    assert full.calendar.falls(TODAY, far, "nobody") == ()


def test_a_subscription_keeps_a_day_it_was_told_of_when_a_later_change_is_none_for_it(store):
    record(store, First(check(), reading(notice("a"))))
    dated = Classification((), Facts(effective=TODAY))
    told = replace(new(notice("b")), classification=dated)
    store.record(
        Changed(check(at=NOW + HOUR), reading(notice("b")), (told,)),
        next_check=NOW + HOUR,
        fingerprint="f",
        owed=[Owed("daily", 0, ("labels",))],
    )
    later = replace(amended(notice("b"), notice("b", "Twenty ports.")), classification=dated)
    record(store, Changed(check(at=NOW + 2 * HOUR), reading(notice("b", "Twenty ports.")), (later,)))
    assert [each.day for each in store.calendar.falls(TODAY, TODAY, "daily")] == [TODAY]
    assert store.calendar.falls(TODAY, TODAY, "weekly") == ()


def test_what_a_subscription_was_told_of_is_looked_up_by_the_change_and_not_all_of_it_anew(full):
    if full._engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL knows how many there are, and says its ways in other words")
    asked: list[tuple[str, object]] = []

    def note(_connection, _cursor, statement, parameters, _context, _many) -> None:
        asked.append((statement, parameters))

    sqlalchemy.event.listen(full._engine, "before_cursor_execute", note)
    full.calendar.falls(TODAY, TODAY, "daily")
    sqlalchemy.event.remove(full._engine, "before_cursor_execute", note)
    with full._engine.connect() as connection:
        steps = [
            row[3]
            for statement, parameters in asked
            if "owed" in statement
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    ways = [step for step in steps if " owed " in step]
    assert len(ways) == 4
    assert all(way.endswith("(subscription=? AND change=?)") for way in ways)


def test_a_notice_on_two_sites_falls_once_and_what_is_held_back_not_at_all(store):
    record(store, First(check(), reading(notice("a"))))
    facts = Facts(effective=TODAY, expires=TODAY + timedelta(days=3), deadline=TODAY)
    dated = replace(new(notice("b")), classification=Classification((), facts))
    holding = Holding("very much at once", frozenset({0}))
    record(store, Changed(check(at=NOW + HOUR), reading(notice("b")), (dated,), None, holding))
    assert store.calendar.falls(TODAY, TODAY) == ()
    store.release("agency", NOW + 2 * HOUR)
    assert [each.kind for each in store.calendar.falls(TODAY, TODAY)] == ["effective", "deadline"]
    assert [each.kind for each in store.calendar.falls(TODAY, TODAY + timedelta(days=9))] == [
        "effective",
        "deadline",
        "expires",
    ]
    # what is held back moves nothing, what is gone sets nothing
    moved = replace(
        amended(notice("b"), notice("b", "Twenty ports.")),
        classification=Classification((), Facts(effective=TODAY + timedelta(days=30))),
    )
    record(
        store,
        Changed(check(at=NOW + 3 * HOUR), reading(notice("b", "Twenty ports.")), (moved,), None, holding),
    )
    assert [each.kind for each in store.calendar.falls(TODAY, TODAY)] == ["effective", "deadline"]
    gone = replace(removed(notice("b", "Twenty ports.")), classification=Classification((), facts))
    record(store, Changed(check(at=NOW + 4 * HOUR), reading(gone=frozenset({"b"})), (gone,)))
    assert store.calendar.falls(TODAY, TODAY) == ()
    twin = Dated(1, "x", b"same", {"effective": TODAY}), Dated(2, "y", b"same", {"effective": TODAY})
    assert [each.change for each in falls(twin, {}, TODAY, TODAY)] == [1]


def test_a_change_that_no_list_would_show_is_found_when_the_archive_is_looked_over(store):
    record(store, First(check(), reading(notice("a"))))
    record(
        store,
        Changed(
            check(at=NOW + HOUR), reading(notice("b"), notice("c")), (new(notice("b")), new(notice("c")))
        ),
    )
    assert store.integrity() == ()
    with store._write.__self__._writer.begin() as connection:
        connection.execute(outlines.update().where(outlines.c.change == 1).values(source="other"))
        connection.execute(outlines.delete().where(outlines.c.change == 2))
    assert [each.split(" is ")[0] for each in store.integrity()] == ["change 1", "change 2"]


def test_what_an_older_database_holds_is_in_the_lists_when_it_was_brought_up_to_date(
    sqlite_url, template, tmp_path
):
    engine = sqlalchemy.create_engine(f"sqlite:///{template}")
    step = runpy.run_path(str(next((SHIPPED.folder / "versions").glob("0007_*.py"))))
    with engine.connect() as connection:
        written = connection.execute(sqlalchemy.select(outlines).order_by(outlines.c.change)).mappings().all()
        for row in written:
            change = connection.exec_driver_sql(f"SELECT * FROM changes WHERE id = {row['change']}").one()
            said = connection.execute(sqlalchemy.select(changes.c.said).where(changes.c.id == change.id))
            made = step["_outline"](change, json.loads(said.scalar_one()))
            made["detected"] = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=made["detected"])
            assert made == dict(row)
    engine.dispose()
