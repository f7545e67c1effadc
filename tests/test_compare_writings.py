"""Two writings of the same thing are the same; beside each of them, the change that only looks like one."""

from __future__ import annotations

from monitor.compare import compare
from monitor.model import Block, CellEdit, Comparison, Content, Table

GOODS = ("HS code", "Description", "Rate (%)")
PUMP = ("8413709990", "centrifugal pump sets, unassembled", "6.5")
LAMP = ("9405410000", "garden luminaires, of 75 kW", "4")


def page(*blocks: Block) -> Content:
    return Content(blocks=blocks)


def goods(*rows: tuple[str, ...], columns: tuple[str, ...] = GOODS) -> Content:
    return page(Table("Annex 1", columns, rows))


def is_same(found: Comparison) -> bool:
    return not (found.edits or found.tables or found.facts)


# -- cells whose line was broken elsewhere ---------------------------------------------------------


def test_a_word_that_a_narrow_column_broke_is_the_same_word() -> None:
    broken = goods(
        (PUMP[0], "centrifu gal pump sets, u nassembled", "6.5"),
        LAMP,
        columns=("HS code", "Des cription", "Rate (%)"),
    )
    found = compare(goods(PUMP, LAMP), broken)
    assert is_same(found)
    assert [each.why for each in found.ignored] == ["the same words, broken at other places (1 rows)"]


def test_a_row_known_by_its_name_is_still_known_when_its_name_was_broken() -> None:
    named = Table("Ports", ("Name", "Fee"), (("Dunmore Basin", "12"), ("Calder Reach", "14")))
    broken = Table("Ports", ("Name", "Fee"), (("Dunmo re Basin", "12"), ("Calder Reach", "15")))
    (table,) = compare(page(named), page(broken)).tables
    assert table.changed == (CellEdit("Calder Reach", "Fee", "14", "15"),)
    assert not table.added
    assert not table.removed


def test_a_changed_number_in_a_row_whose_words_were_broken_is_told_alone() -> None:
    found = compare(goods(PUMP, LAMP), goods((PUMP[0], "centrifugal pu mp sets, unassembled", "7.5"), LAMP))
    assert found.tables[0].changed == (CellEdit(PUMP[0], "Rate (%)", "6.5", "7.5"),)


def test_two_numbers_that_became_one_are_a_change() -> None:
    sizes = ("HS code", "Sizes")
    found = compare(
        goods(("8413709990", "10 20 mm"), columns=sizes), goods(("8413709990", "1020 mm"), columns=sizes)
    )
    assert found.tables[0].changed == (CellEdit("8413709990", "Sizes", "10 20 mm", "1020 mm"),)


def test_a_word_that_came_between_others_is_a_change() -> None:
    found = compare(
        goods(PUMP, LAMP), goods((PUMP[0], "centrifugal pump sets, not unassembled", "6.5"), LAMP)
    )
    assert len(found.tables[0].changed) == 1
