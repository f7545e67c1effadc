"""What exports, page ends and spreadsheet programs do to tables is seen for what it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.compare import compare
from monitor.compare.guide import Guide
from monitor.model import CellEdit, Comparison, Content, Edit, Row, Table, Text
from tests.growth import assert_linear

HEADS = ("商品编号", "商品名称", "税率（%）")
ROWS = (
    ("8541430010", "太阳能路灯", "6.5"),
    ("9405410000", "庭院灯", "4"),
    ("0101210000", "改良种用马", "0"),
    ("0301930000", "鲤鱼", "10"),
    ("8504401990", "控制器", "0"),
    ("7610900000", "支架", "9"),
)
Lines = list[tuple[str, ...]] | tuple[tuple[str, ...], ...]


def between(
    before: Lines, after: Lines, heads: tuple[str, ...] = HEADS, other: tuple[str, ...] | None = None
) -> Comparison:
    return compare(
        Content(blocks=(Table("附件1", heads, tuple(before)),)),
        Content(blocks=(Table("附件1", other or heads, tuple(after)),)),
    )


def doubted(comparison: Comparison) -> list[str]:
    return [each.why for each in comparison.ignored if each.doubtful]


DAMAGES = {
    "decimal": lambda code: f"{code}.0",
    "decimal without zeros": lambda code: f"{int(code)}.0",
    "with an exponent": lambda code: f"{int(code):.5E}",
    "with a short exponent": lambda code: f"{int(code):.2e}",
    "without leading zeros": lambda code: code.lstrip("0"),
}


@pytest.mark.parametrize("how", DAMAGES)
def test_codes_that_an_export_damaged_are_flagged_and_a_rate_beside_them_is_told(how) -> None:
    damaged = [(DAMAGES[how](code), *rest) for code, *rest in ROWS]
    for before, after in ((ROWS, damaged), (damaged, ROWS)):
        found = between(before, after)
        assert found.same
        assert len(doubted(found)) >= 1
    raised = [(*row[:2], "7" if row[1] == "庭院灯" else row[2]) for row in damaged]
    (table,) = between(ROWS, raised).tables
    assert (table.added, table.removed) == ((), ())
    assert table.changed == (CellEdit("9405410000", "税率（%）", "4", "7"),)


def test_last_zeros_that_a_number_format_took_are_flagged_when_it_took_all() -> None:
    rows = [(code, "灯", "5") for code in ("8541.40", "9405.40", "8504.10", "8504.31")]
    bare = [(code.rstrip("0"), *rest) for code, *rest in rows]
    assert between(rows, bare).same
    assert len(doubted(between(rows, bare))) == 1
    one = [bare[0], *rows[1:]]
    assert [row.key for row in between(rows, one).tables[0].added] == ["8541.4"]


@pytest.mark.parametrize("code", ["8541430090", "8541430011", "0101", "854143001", "80541430010"])
def test_a_single_code_that_truly_changed_is_always_told(code) -> None:
    (table,) = between(ROWS, [(code, *ROWS[0][1:]), *ROWS[1:]]).tables
    assert [row.key for row in table.added] == [code]
    assert [row.key for row in table.removed] == ["8541430010"]


def test_long_numbers_rounded_by_a_spreadsheet_are_flagged() -> None:
    heads = ("统一社会信用代码", "企业名称")
    before = [("913100001234567891", "甲公司"), ("913100001234567892", "乙公司")]
    found = between(before, [("913100001234567000", name) for _, name in before], heads)
    assert found.same
    assert len(doubted(found)) == 1


def test_a_date_that_became_a_serial_number_is_flagged_and_another_date_is_told() -> None:
    heads = ("文号", "生效日期")
    before = [("公告1号", "2026-05-08"), ("公告2号", "2026年6月5日"), ("公告3号", "2026-06-06")]
    found = between(before, [("公告1号", "46150"), ("公告2号", "46178"), before[2]], heads)
    assert found.same
    assert len(doubted(found)) == 1
    assert not between(before, [("公告1号", "46151"), *before[1:]], heads).same


def test_glued_codes_are_flagged_whether_they_stood_in_a_cell_or_in_rows() -> None:
    rows = [("85393990", "甲", "5"), ("85393991", "乙", "5"), ("94054100", "丙", "4")]
    glued = between(rows, [("8539399085393991", "甲乙", "5"), rows[2]])
    assert glued.same
    assert len(doubted(glued)) == 1
    heads = ("类别", "商品编号")
    listed = [("灯", "85393990；85393991"), ("泵", "84131100")]
    found = between(listed, [("灯", "8539399085393991"), listed[1]], heads)
    assert found.same
    assert len(doubted(found)) == 1


def test_one_line_that_became_two_is_one_row_that_went_and_two_that_came() -> None:
    lines = [("8541430010", "太阳能路灯，LED", "6.5"), ("8541430010", "太阳能路灯，其他", "8")]
    (table,) = between(ROWS, [*lines, *ROWS[1:]]).tables
    assert [row.cells for row in table.removed] == [ROWS[0]]
    assert [row.cells for row in table.added] == lines
    assert {row.key for row in (*table.added, *table.removed)} == {"8541430010"}
    (back,) = between([*lines, *ROWS[1:]], ROWS).tables
    assert ([row.cells for row in back.added], [row.cells for row in back.removed]) == ([ROWS[0]], lines)


def test_a_line_that_came_beside_one_of_its_code_is_one_row() -> None:
    (table,) = between(ROWS, [*ROWS, ("8541430010", "其他", "8")]).tables
    assert (table.added, table.removed, table.changed) == (
        (Row("8541430010", ("8541430010", "其他", "8")),),
        (),
        (),
    )


@pytest.mark.parametrize("joint", ["；", "\n", "/", "、"])
def test_two_lines_of_a_code_whose_cells_were_put_together_are_the_same(joint) -> None:
    lines = [("8541430010", "LED灯", "6.5"), ("8541430010", "其他灯", "8"), *ROWS[1:]]
    one = [("8541430010", f"LED灯{joint}其他灯", f"6.5{joint}8"), *ROWS[1:]]
    assert between(lines, one).same
    assert between(one, lines).same
    assert not between(lines, [("8541430010", f"LED灯{joint}其他灯", f"6.5{joint}9"), *ROWS[1:]]).same


def test_a_row_torn_by_the_end_of_a_page_is_the_same_row() -> None:
    torn = [("8541430010", "太阳能", "6.5"), ("", "路灯", ""), *ROWS[1:]]
    assert between(ROWS, torn).same
    assert between(torn, ROWS).same
    (table,) = between(ROWS, [("8541430010", "太阳能", "7"), *torn[1:]]).tables
    assert table.changed == (CellEdit("8541430010", "税率（%）", "6.5", "7"),)
    assert (table.added, table.removed) == ((), ())


def test_rows_without_a_key_belong_to_the_row_above() -> None:
    heads = ("商品编号", "国别", "税率")
    whole = [("8541", "越南", "5"), ("8541", "泰国", "6"), ("9405", "越南", "1"), ("9405", "泰国", "2")]
    spans = [("" if n % 2 else code, *rest) for n, (code, *rest) in enumerate(whole)]
    assert between(whole, spans, heads).same
    spans[3] = ("", "泰国", "3")
    (table,) = between(whole, spans, heads).tables
    assert table.changed == (CellEdit("9405 / 泰国", "税率", "2", "3"),)


def test_a_list_of_codes_is_a_set_and_its_rows_may_stand_alone() -> None:
    listed = [("8539.3990；8539.3991", "灯", "5"), ("94054100", "丙", "4")]
    alone = [("85393990", "灯", "5"), ("85393991", "灯", "5"), ("94054100", "丙", "4")]
    assert between(listed, alone).same
    assert between(listed, [("8539.3991、8539.3990", "灯", "5"), listed[1]]).same
    found = between(listed, [("8539.3990；8539.3992", "灯", "5"), listed[1]])
    assert [(fact.before, fact.after) for fact in found.facts if fact.name == "hs_codes"] == [
        ("8539.3991", "8539.3992")
    ]
    (table,) = between(listed, alone[1:]).tables
    assert [row.key for row in table.removed] == ["8539.3990;8539.3991"]


def test_a_code_that_its_list_alone_had_is_told_when_the_others_got_rows() -> None:
    listed = [("85393990；85393991；85393999", "灯", "5"), ("94054100", "丙", "4")]
    alone = [("85393990", "灯", "5"), ("85393991", "灯", "5"), ("94054100", "丙", "4")]
    (table,) = between(listed, alone).tables
    assert ([row.key for row in table.removed], table.added) == (["85393999"], ())


# -- headings, columns, names ----------------------------------------------------------------------


def test_a_unit_that_moved_with_all_its_values_is_one_edit() -> None:
    heads = (*HEADS[:2], "税率（‰）")
    scaled = [(*row[:2], f"{float(row[2]) * 10:g}") for row in ROWS]
    found = between(ROWS, scaled, other=heads)
    assert found.edits == (Edit("replace", "附件1, headings", "税率（%）", "税率（‰）"),)
    assert found.tables == ()
    raised = [*scaled[:-1], (*scaled[-1][:2], "95")]
    (table,) = between(ROWS, raised, other=heads).tables
    assert table.changed == (CellEdit("7610900000", "税率（‰）", "9", "95"),)
    assert between(ROWS, ROWS, other=heads).tables == ()
    assert len(between(ROWS, scaled).tables[0].changed) == 4  # without a new unit every rate is another


def test_a_column_that_came_is_one_edit_with_its_values() -> None:
    heads = (*HEADS[:2], "监管条件", HEADS[2])
    wider = [(*row[:2], f"条件{n % 2}", row[2]) for n, row in enumerate(ROWS)]
    found = between(ROWS, wider, other=heads)
    assert found.tables == ()
    assert found.edits == (Edit("insert", "附件1, column 监管条件", None, "监管条件: 条件0; 条件1"),)
    back = compare(
        Content(blocks=(Table("附件1", heads, tuple(wider)),)), Content(blocks=(Table("附件1", HEADS, ROWS),))
    )
    assert back.edits == (Edit("delete", "附件1, column 监管条件", "监管条件: 条件0; 条件1", None),)


def test_a_column_that_only_counts_the_rows_may_come() -> None:
    counted = [(str(n), *row) for n, row in enumerate(ROWS, 1)]
    assert between(ROWS, counted, other=("序号", *HEADS)).same


def test_numbers_of_headings_below_no_are_no_running_numbers() -> None:
    heads = ("No.", "Description")
    rows = [("0101", "Horses"), ("0102", "Bovines"), ("0301", "Fish")]
    assert [row.key for row in between(rows, rows[1:], heads).tables[0].removed] == ["0101"]


def test_a_first_row_taken_for_headings_is_a_row() -> None:
    found = between(ROWS[1:], [ROWS[0], *ROWS[2:5], (*ROWS[5][:2], "8")], ROWS[0], ROWS[1])
    assert found.edits == ()
    assert found.tables[0].changed == (CellEdit("7610900000", "column 3", "9", "8"),)


def test_headings_that_stand_again_on_every_page_are_no_rows() -> None:
    assert between(ROWS, [*ROWS[:3], HEADS, *ROWS[3:]]).same


def test_a_table_turned_on_its_side_is_the_same_table() -> None:
    turned = list(zip(HEADS, *ROWS, strict=True))
    assert between(ROWS, turned[1:], other=turned[0]).same
    rates = (*turned[2][:2], "5", *turned[2][3:])
    (table,) = between(ROWS, [turned[1], rates], other=turned[0]).tables
    assert table.changed == (CellEdit("9405410000", "税率（%）", "4", "5"),)


def test_a_sum_and_a_note_are_no_rows_of_goods() -> None:
    before = [*ROWS, ("", "注：仅限LED", ""), ("", "合计", "29.5")]
    come = ("6811810000", "新品", "3")
    after = [*ROWS, come, ("", "注：仅限LED产品", ""), ("", "合计", "32.5")]
    (table,) = between(before, after).tables
    assert table.added == (Row("6811810000", come),)
    assert [(cell.before, cell.after) for cell in table.changed] == [
        ("注：仅限LED", "注：仅限LED产品"),
        ("29.5", "32.5"),
    ]


def test_a_table_in_two_sheets_is_the_same_and_a_new_name_is_told_once() -> None:
    one = Content(blocks=(Table("目录1", HEADS, ROWS),))
    two = Content(blocks=(Table("目录1", HEADS, ROWS[:3]), Table("目录2", HEADS, ROWS[3:])))
    assert compare(one, two).same
    assert compare(two, one).same
    renamed = compare(one, Content(blocks=(Table("2026年目录", HEADS, ROWS),)))
    assert renamed.edits == (Edit("replace", "name of a table", "目录1", "2026年目录"),)
    sheet = Content(blocks=(Table("Sheet1", HEADS, ROWS),))
    assert compare(sheet, one).same


def test_a_name_that_the_text_says_too_is_told_there_alone() -> None:
    def page(name: str) -> Content:
        return Content(blocks=(Text(name, "heading"), Table(name, HEADS, ROWS)))

    found = compare(page("许可商品目录"), page("附件一 停用清单"))
    assert {edit.path for edit in found.edits}.isdisjoint({"name of a table"})
    assert not found.same


def test_a_named_key_that_no_table_has_is_said_once_with_the_columns_there_are() -> None:
    goods, ports = Table("附件1", HEADS, ROWS), Table("附件2", ("口岸", "代码"), (("上海", "2200"),))
    before, after = Content(blocks=(goods, ports)), Content(blocks=(goods, replace(ports, rows=())))
    guide = Guide(row_key=("商品编号", "商品编码"))
    (remark,) = [each for each in compare(before, after, guide=guide).ignored if "row_key" in each.why]
    assert remark.text == "商品编码"
    assert "'商品编码'" in remark.why
    assert "口岸" in remark.why


def test_a_named_key_is_what_rows_are_known_by() -> None:
    after = replace(Table("附件1", HEADS, ROWS), rows=(*ROWS[:-1], (*ROWS[-1][:2], "8")))
    found = compare(
        Content(blocks=(Table("附件1", HEADS, ROWS),)),
        Content(blocks=(after,)),
        guide=Guide(row_key=("商品名称",)),
    )
    assert found.tables[0].changed == (CellEdit("支架", "税率（%）", "9", "8"),)


def test_a_part_is_not_put_to_a_table_that_lost_its_columns() -> None:
    narrow = Table("", HEADS[:1], (ROWS[0][:1],))
    before = Content(blocks=(Table("", HEADS[:1], ()), narrow, Table("附件1", HEADS, ROWS[:1])))
    after = Content(blocks=(Table("附件1", HEADS[:1], (ROWS[0][:1],)),))
    assert not compare(before, after).same
    assert not compare(after, before).same


# -- how cost grows --------------------------------------------------------------------------------


def test_C19_codes_all_of_them_damaged_are_found_by_hash() -> None:
    def damaged(size: int) -> None:
        rows = [(f"{8_000_000_000 + n * 7}", f"goods {n}", "5") for n in range(size)]
        assert between(rows, [(f"{code}.0", *rest) for code, *rest in rows]).same

    assert_linear(damaged, 500)


def test_C19_glued_and_listed_codes_are_found_by_hash() -> None:
    def glued(size: int) -> None:
        rows = [(f"{10_000_000 + n}", "灯", "5") for n in range(2 * size)]
        twos = [(rows[n][0] + rows[n + 1][0], "灯", "5") for n in range(0, 2 * size, 2)]
        lists = [(f"{rows[n][0]}；{rows[n + 1][0]}", "灯", "5") for n in range(0, 2 * size, 2)]
        assert between(rows, twos).same
        assert between(rows, lists).same

    assert_linear(glued, 300)


def test_C19_one_new_table_among_thousands_changes_no_other() -> None:
    def many(size: int) -> None:
        tables = [Table("", ("税号", "税率"), ((f"8541{n:06}", "5"),)) for n in range(size)]
        new = Table("", ("税号", "税率"), (("9405410000", "5"),))
        found = compare(Content(blocks=tuple(tables)), Content(blocks=(new, *tables)))
        assert [row.key for edit in found.tables for row in edit.added] == ["9405410000"]
        assert not any(edit.removed or edit.changed for edit in found.tables)

    assert_linear(many, 250)


def test_C19_a_table_of_one_code_that_changed_wholly_is_paired_in_its_order() -> None:
    def alike(size: int) -> None:
        rows = [("8541", f"lamp {n}", "5") for n in range(size)]
        assert not between(rows, [(code, f"z{name}", rate) for code, name, rate in rows]).same

    assert_linear(alike, 500)


def test_C19_a_thousand_columns_without_names_are_paired() -> None:
    def wide(size: int) -> None:
        rows = [tuple(f"{n}x{i}" for i in range(size)) for n in range(20)]
        heads = ("",) * size
        assert between(rows, rows[::-1], heads).same

    assert_linear(wide, 100)
