"""Tables are compared by row key, wherever the rows stand."""

from __future__ import annotations

import random

from hypothesis import assume, given, settings, strategies as st

from monitor.compare import compare
from monitor.model import CellEdit, Comparison, Content, Edit, Row, Table, TableEdit
from tests.growth import assert_linear

COLUMNS = ("序号", "商品编号", "商品名称", "税率（%）")
ROWS = (
    ("1", "8541430010", "太阳能路灯", "6.5"),
    ("2", "9405410000", "庭院灯", "4"),
    ("3", "8504401990", "充放电控制器", "0"),
)


def page(*tables: Table) -> Content:
    return Content(blocks=tables)


def annex(
    rows: tuple[tuple[str, ...], ...] | list[tuple[str, ...]], columns: tuple[str, ...] = COLUMNS
) -> Content:
    return page(Table("附件1", columns, tuple(rows)))


def numbered(*rows: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [(str(number), *row[1:]) for number, row in enumerate(rows, 1)]


def table(before: Content, after: Content) -> TableEdit:
    comparison = compare(before, after)
    assert comparison.edits == ()
    (only,) = comparison.tables
    return only


def test_a_changed_cell_is_named_by_key_and_column() -> None:
    after = (*ROWS[:1], ("2", "9405410000", "庭院灯", "5"), *ROWS[2:])
    assert table(annex(ROWS), annex(after)) == TableEdit(
        "附件1", "商品编号", changed=(CellEdit("9405410000", "税率（%）", "4", "5"),)
    )


def test_a_row_that_came_is_one_row_though_the_running_number_moved_below_it() -> None:
    come = ("", "7610900000", "铝制支架", "9")
    after = numbered(come, *ROWS)
    assert table(annex(ROWS), annex(after)) == TableEdit(
        "附件1", "商品编号", added=(Row("7610900000", come[1:]),)
    )


def test_a_row_that_went_is_one_row() -> None:
    assert table(annex(ROWS), annex(numbered(*ROWS[1:]))).removed == (Row("8541430010", ROWS[0][1:]),)


def test_Q11_rows_in_another_order_are_the_same_table() -> None:
    assert compare(annex(ROWS), annex(numbered(*ROWS[::-1]))).same


def test_two_rates_that_changed_places_are_two_changes() -> None:
    swapped = (("1", "8541430010", "太阳能路灯", "4"), ("2", "9405410000", "庭院灯", "6.5"), ROWS[2])
    found = compare(annex(ROWS), annex(swapped))
    assert [cell.key for cell in found.tables[0].changed] == ["8541430010", "9405410000"]
    assert {(fact.before, fact.after) for fact in found.facts} >= {("6.5", "4"), ("4", "6.5")}


def test_how_a_cell_is_written_does_not_count() -> None:
    after = [
        ("1", "8541.43.0010", "太阳能 路灯", "6.50"),
        ("2", "９４０５４１００００", "庭院灯", "4.0"),
        ROWS[2],
    ]
    assert compare(annex(ROWS), annex(after)).same


def test_a_key_is_told_in_half_width() -> None:
    found = table(annex(ROWS), annex([*ROWS, ("4", "７６１０９０００００", "支架", "９")]))
    assert [(row.key, row.cells[0]) for row in found.added] == [("7610900000", "７６１０９０００００")]


def test_a_zero_before_or_after_a_code_counts() -> None:
    before = (("0101", "马"), ("8541.4", "半导体"), ("0301", "鱼"))
    after = (("101", "马"), ("8541.40", "半导体"), ("0301", "鱼"))
    found = table(annex(before, ("税号", "名称")), annex(after, ("税号", "名称")))
    assert [row.key for row in found.added] == ["101", "8541.40"]


def test_columns_in_another_order_are_the_same_columns() -> None:
    turned = [(row[1], row[3], row[2]) for row in ROWS]
    assert compare(annex(ROWS), annex(turned, ("商品编号", "税率（%）", "商品名称"))).tables == ()


def test_a_changed_heading_is_one_edit_and_no_row() -> None:
    found = compare(annex(ROWS), annex(ROWS, ("序号", "商品编号", "商品名称", "暂定税率（%）")))
    assert found.tables == ()
    assert found.edits == (Edit("replace", "附件1, headings", "税率（%）", "暂定税率（%）"),)


def test_rows_that_stand_twice_are_counted() -> None:
    twice = (("甲公司", "9405"), ("甲公司", "9405"), ("乙公司", "8541"))
    found = table(annex(twice, ("企业", "章")), annex(twice[1:], ("企业", "章")))
    assert [row.cells for row in found.removed] == [("甲公司", "9405")]


def test_several_rows_of_one_key_pair_with_the_nearest() -> None:
    columns = ("商品编号", "国别", "税率")
    before = [(code, land, "5") for code in ("8541", "9405", "8504") for land in ("越南", "泰国")]
    after = [*before[:3], ("9405", "泰国", "7"), *before[4:]]
    found = table(annex(before, columns), annex(after[::-1], columns))
    assert found.key == "商品编号 / 国别"
    assert found.changed == (CellEdit("9405 / 泰国", "税率", "5", "7"),)


def test_a_table_that_came_is_all_its_rows() -> None:
    found = table(Content(), annex(ROWS))
    assert [row.key for row in found.added] == [row[1] for row in ROWS]
    assert [row.key for row in table(annex(ROWS), Content()).removed] == [row[1] for row in ROWS]


def test_a_table_of_headings_alone_is_still_read() -> None:
    def layout(text: str) -> Content:
        return page(Table("", (text,), ()))

    found = compare(layout("一、税率为5%。"), layout("一、税率为6%。"))
    assert [(edit.before, edit.after) for edit in found.edits] == [("一、税率为5%。", "一、税率为6%。")]


def test_tables_pair_by_what_they_are_and_not_by_place() -> None:
    ports = Table("附件2", ("口岸", "代码"), (("上海", "2200"), ("宁波", "3100")))
    goods = Table("附件1", COLUMNS, ROWS)
    assert compare(page(goods, ports), page(ports, goods)).same


def test_a_table_with_other_columns_altogether_is_another_table() -> None:
    found = compare(annex(ROWS), annex([("上海", "2200")], ("口岸", "关区代码")))
    assert [len(edit.added) + len(edit.removed) for edit in found.tables] == [3, 1]


def test_a_table_cut_in_two_is_the_same_table() -> None:
    rows = [(str(n), f"85414300{n:02}", f"第{n}类灯具", "5") for n in range(1, 21)]
    cut = page(Table("附件1", COLUMNS, tuple(rows[:12])), Table("", COLUMNS, tuple(rows[12:])))
    assert compare(annex(rows), cut).same
    assert compare(cut, annex(rows)).same
    changed = [(*row[:3], "7") for row in rows]
    assert len(table(cut, annex(changed)).changed) == 20


def test_a_new_table_made_of_rows_of_another_is_told() -> None:
    before = page(Table("附件1", COLUMNS, ROWS))
    after = page(Table("附件1", COLUMNS, ROWS[:2]), Table("附件2：不再适用的商品", COLUMNS, ROWS[2:]))
    found = {edit.name: edit for edit in compare(before, after).tables}
    assert [row.key for row in found["附件1"].removed] == ["8504401990"]
    assert [row.key for row in found["附件2：不再适用的商品"].added] == ["8504401990"]


def test_a_row_that_moved_to_another_table_is_told() -> None:
    goods, gone = ("商品编号", "商品名称"), ("8541430010", "太阳能路灯")
    rest = tuple((f"94054{n}0000", f"灯具{n}") for n in range(5))
    before = page(Table("许可目录", goods, (gone, *rest)), Table("禁止目录", goods, (("9701", "古董"),)))
    after = page(Table("许可目录", goods, rest), Table("禁止目录", goods, (("9701", "古董"), gone)))
    found = {edit.name: edit for edit in compare(before, after).tables}
    assert found["许可目录"].removed == found["禁止目录"].added == (Row("8541430010", gone),)


def test_a_number_of_a_document_is_a_key_though_its_column_is_called_no() -> None:
    columns = ("No.", "Title")
    before = [("12/2026", "Quota"), ("14/2026", "Licence"), ("19/2026", "Label")]
    found = table(annex(before, columns), annex(before[1:], columns))
    assert (found.key, [row.key for row in found.removed]) == ("No.", ["12/2026"])


def edited_and_shuffled(size: int) -> TableEdit:
    rows = [
        (
            str(n),
            f"{8_000_000_000 + n * 7}",
            f"goods of kind {n % 97}",
            ("kg", "unit")[n % 2],
            f"{n % 24}.{n % 10}",
        )
        for n in range(size)
    ]
    edited = [(*row[:4], "99.9") if n % 100 == 0 else row for n, row in enumerate(rows)]
    random.Random(1).shuffle(edited)
    columns = ("No.", "HS code", "Description", "Unit", "Rate (%)")
    return table(annex(rows, columns), annex(numbered(*edited), columns))


def test_C19_a_table_of_many_rows_with_an_edit_in_every_hundredth_is_compared_by_hash() -> None:
    assert_linear(edited_and_shuffled, 2_500)
    found = edited_and_shuffled(20_000)
    assert (found.key, len(found.changed), found.added, found.removed) == ("HS code", 200, (), ())


CELLS = st.sampled_from(["8541", "9405", "0101", "路灯", "5", "5.5", "", "kg"])
TABLES = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8)


def led(comparison: Comparison, before: list[tuple[str, ...]], key: int) -> list[tuple[str, ...]]:
    """Apply a table's edits to rows as a multiset; a changed cell finds its row by key."""
    left = list(before)
    for edit in comparison.tables:
        for row in edit.removed:
            left.remove(row.cells)
        for cell in edit.changed:
            at = COLUMNS.index(cell.column)
            row = next(row for row in left if row[key] == cell.key and row[at] == cell.before)
            left[left.index(row)] = (*row[:at], cell.after, *row[at + 1 :])
        left += [row.cells for row in edit.added]
    return sorted(left)


@given(st.sets(st.integers(8500, 8510)), st.sets(st.integers(8500, 8510)), st.randoms())
@settings(max_examples=60)
def test_the_rows_lead_from_one_table_to_the_other(before, after, chance) -> None:
    old = [("", str(code), "灯", str(code % 3)) for code in before]
    new = [("", str(code), chance.choice(["灯", "泵"]), str(code % 3)) for code in after]
    if old and new:
        assert led(compare(annex(old), annex(new)), old, 1) == sorted(new)


@given(TABLES, st.randoms())
@settings(max_examples=60)
def test_any_order_of_the_same_rows_is_the_same_table(rows, chance) -> None:
    assume(
        sum(len(set(row) - {""}) == 1 for row in rows) < 2
    )  # no sections, which say something of their rows
    other = list(rows)
    chance.shuffle(other)
    columns = ("商品编号", "商品名称", "税率")
    assert compare(annex(rows, columns), annex(other, columns)).same


@given(TABLES, TABLES)
@settings(max_examples=60)
def test_swapping_the_sides_swaps_came_and_went(before, after) -> None:
    columns = ("商品编号", "商品名称", "税率")
    there = compare(annex(before, columns), annex(after, columns))
    back = compare(annex(after, columns), annex(before, columns))
    assert there.same == back.same
    assert sorted(row.key for edit in there.tables for row in edit.added) == sorted(
        row.key for edit in back.tables for row in edit.removed
    )
