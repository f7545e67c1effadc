"""Tables and lines of a page's own panels, and the tables of notices that only look like one."""

from __future__ import annotations

from itertools import zip_longest

import pytest

from monitor.compare import align, compare
from monitor.compare.guide import Guide
from monitor.model import Content, Table, Text

NOTE = Text("The charge on copper foil is 4.2 % from 1 July 2026.")
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def month(name: str, blank: int, last: int, **remarks: str) -> Table:
    days = [""] * blank + [remarks.get(f"day{day}", str(day)) for day in range(1, last + 1)]
    weeks = [days[at : at + 7] for at in range(0, len(days), 7)]
    return Table(name, DAYS, tuple(tuple(week + [""] * (7 - len(week))) for week in weeks))


def told(old: tuple[Text | Table, ...], new: tuple[Text | Table, ...], **keep: tuple[str, ...]) -> bool:
    guide = Guide(**keep)
    found = compare(Content(blocks=old), Content(blocks=new), guide=guide)
    both = {id(block) for step in align(old, new, guide) for block in (step.old, step.new) if block}
    assert both == set(map(id, (*old, *new)))  # the view has every block, whatever was set apart
    return bool(found.edits or found.tables)


@pytest.mark.parametrize("names", [("June 2026", "July 2026"), ("2026年6月", "2026年7月"), ("", "")])
def test_the_days_of_another_month_say_nothing(names: tuple[str, str]) -> None:
    assert not told((NOTE, month(names[0], 0, 30)), (NOTE, month(names[1], 2, 31)))
    assert not told((NOTE,), (NOTE, month(names[1], 2, 31)))


@pytest.mark.parametrize(
    "table",
    [
        month("July 2026", 2, 31, day20="20 closed"),
        month("Closing days, July 2026", 2, 31),
        Table("July 2026", DAYS, tuple((str(n), "2", "3", "4", "5", "6", "7") for n in range(1, 6))),
        month("July 2026", 2, 26),
    ],
)
def test_a_month_that_says_more_than_its_days_is_told(table: Table) -> None:
    assert told((NOTE, month("June 2026", 0, 30)), (NOTE, table))
    assert told((NOTE, table), (NOTE,))


def waits(
    name: str, *minutes: str, places: tuple[str, ...] = ("North gate", "Ferry pier", "Airport")
) -> Table:
    rows = tuple(zip_longest(places[: len(minutes)], minutes, fillvalue=""))
    return Table(name, rows[0], rows[1:])


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Waiting times now", "min"),
        ("Aktuelle Wartezeiten", "Min."),
        ("当前等候时间", "分钟"),
        ("Temps d'attente en ce moment", "minutes"),
        ("Tempi di attesa attuali (10:42)", "minuti"),
        ("Текущее ожидание", "мин"),
        ("현재 대기시간", "분"),
        ("Thời gian chờ hiện tại", "phút"),
    ],
)
def test_how_long_one_waits_right_now_says_nothing(name: str, unit: str) -> None:
    old, new = waits(name, f"20 {unit}", f"35 {unit}"), waits(name, f"90 {unit}", f"5 {unit}")
    assert not told((NOTE, Text(name, "heading"), old), (NOTE, Text(name, "heading"), new))
    assert not told((NOTE,), (NOTE, Text(name, "heading"), new))
    lines = [
        (NOTE, Text(name, "heading"), Text(f"Gate: {a} {unit}", "item"), Text("Pier"), Text(f"{b} {unit}"))
        for a, b in ((20, 35), (90, 5))
    ]
    assert not told(lines[0], lines[1])


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("Waiting times", "20 min", "90 min"),
        ("Waiting times now from 1 July", "20 min", "90 min"),
        ("Current waiting periods", "30 days", "60 days"),
        ("Waiting times now", "20 EUR", "90 EUR"),
        ("Free time before storage is charged now", "30 min", "60 min"),
    ],
)
def test_other_times_and_figures_are_told(name: str, old: str, new: str) -> None:
    assert told((NOTE, waits(name, old, old)), (NOTE, waits(name, new, new)))
    assert told(
        (NOTE, Text(name, "heading"), Text(f"Gate: {old}")),
        (NOTE, Text(name, "heading"), Text(f"Gate: {new}")),
    )


def test_a_place_whose_queue_is_closed_is_told() -> None:
    name = "Waiting times now"
    assert told(
        (NOTE, waits(name, "20 min", "5 min")), (NOTE, waits(name, "20 min", "closed until 3 August"))
    )


def test_a_sentence_below_the_waiting_times_is_told() -> None:
    head = Text("Waiting times now", "heading")
    old = (
        head,
        Text("North gate: 20 min"),
        Text("Lorries need 1 form each."),
        Text("Free of charge: 30 min"),
    )
    assert told(old, (*old[:3], Text("Free of charge: 60 min")))


def test_a_phrase_to_keep_keeps_a_panel() -> None:
    name = "Waiting times now"
    assert told((NOTE, waits(name, "20 min")), (NOTE, waits(name, "90 min")), keep=("Waiting times",))
