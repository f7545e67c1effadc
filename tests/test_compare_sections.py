"""What stands under another section says another thing: rows of a table, tables under headings, lists under bold lines."""

from __future__ import annotations

import pytest

from monitor.compare import compare
from monitor.model import CellEdit, Content, Table, Text

COLUMNS = ("Code", "Name")
A, B, C, D = (
    ("8504.40", "Converters"),
    ("8505.11", "Magnets"),
    ("8507.10", "Batteries"),
    ("8508.11", "Cleaners"),
)
SECTIONS = [("Exempt", "Prohibited"), ("一、免税商品", "二、禁止进口商品")]


def table(*rows: tuple[str, ...], columns: tuple[str, ...] = COLUMNS, name: str = "Annex 1") -> Content:
    return Content((Table(name, columns, rows),))


@pytest.mark.parametrize(("names", "spans"), [(SECTIONS[0], True), (SECTIONS[1], True), (SECTIONS[1], False)])
def test_a_row_that_went_to_another_section_is_told(names, spans) -> None:
    one, other = ((name, name if spans else "") for name in names)
    found = compare(table(one, A, B, other, C, D), table(one, A, other, B, C, D))
    assert [edit.changed for edit in found.tables] == [(CellEdit("8505.11", "section", *names),)]


def test_a_row_that_went_to_another_section_is_told_where_the_first_is_a_line_of_the_headings() -> None:
    columns = ("Code / Exempt", "Name / Exempt")
    other = ("Prohibited", "Prohibited")
    found = compare(table(A, B, other, C, columns=columns), table(A, other, B, C, columns=columns))
    assert [edit.changed for edit in found.tables] == [
        (CellEdit("Magnets", "section", "Exempt", "Prohibited"),)
    ]


def test_rows_sorted_anew_within_their_sections_are_the_same_table() -> None:
    one, other = ("Exempt", "Exempt"), ("Prohibited", "Prohibited")
    assert compare(table(one, A, B, other, C, D), table(one, B, A, other, D, C)).same
    assert compare(table(one, A, B, other, C, D), table(other, C, D, one, A, B)).same


def test_two_tables_that_exchanged_their_headings_are_told() -> None:
    def notice(one: str, other: str) -> Content:
        heads = Text(one, role="heading"), Text(other, role="heading")
        return Content((heads[0], Table(one, COLUMNS, (A, B)), heads[1], Table(other, COLUMNS, (C, D))))

    found = compare(notice("Exempt", "Prohibited"), notice("Prohibited", "Exempt"))
    assert ("Exempt", "Prohibited") in {(edit.before, edit.after) for edit in found.edits}


def test_two_tables_that_moved_with_their_headings_are_the_same() -> None:
    parts = [
        (Text(name, role="heading"), Table(name, COLUMNS, rows))
        for name, rows in (("Exempt", (A, B)), ("Prohibited", (C, D)))
    ]
    assert compare(Content((*parts[0], *parts[1])), Content((*parts[1], *parts[0]))).same


def test_rows_of_bare_numbers_have_nothing_but_their_place() -> None:
    found = compare(
        table(("5", "8"), ("8", "5"), columns=("", "")), table(("8", "5"), ("5", "8"), columns=("", ""))
    )
    assert found.tables[0].changed[0] == CellEdit("row 1", "column 1", "5", "8")
    codes = ("8504.40", "5"), ("8505.11", "8")
    assert compare(table(*codes, columns=("", "")), table(*codes[::-1], columns=("", ""))).same
    years = ("2025", "5"), ("2026", "8")
    assert compare(table(*years, columns=("", "")), table(*years[::-1], columns=("", ""))).same


@pytest.mark.parametrize(
    "names",
    [
        ("Exempted goods", "Prohibited goods"),
        ("The first list:", "The second list:"),
        ("一、免税商品", "二、禁止进口商品"),
        ("（一）鼓励类", "（二）淘汰类"),
    ],
)
def test_a_text_that_went_below_another_line_named_like_a_section_is_told(names) -> None:
    def lists(first: list[str], second: list[str]) -> Content:
        return Content(tuple(Text(text) for text in ("Order 5", names[0], *first, names[1], *second)))

    before = lists(["Machine tools", "Pumps"], ["Tyres"])
    assert not compare(before, lists(["Machine tools"], ["Pumps", "Tyres"])).same
    assert compare(before, lists(["Pumps", "Machine tools"], ["Tyres"])).same
    turned = (names[1], "Tyres", names[0], "Machine tools", "Pumps")
    assert compare(before, Content(tuple(map(Text, ("Order 5", *turned))))).same
