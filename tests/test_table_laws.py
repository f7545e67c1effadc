"""What holds of every comparison of tables, whatever stands in them."""

from __future__ import annotations

from hypothesis import assume, given, settings, strategies as st

from monitor.compare.tables.compared import compare_tables
from monitor.model import Edit, Table, TableEdit

LANGUAGES = (
    ("商品编号", "商品名称", "税率（%）"),
    ("HS Code", "Description", "Rate (%)"),
    ("Fracción arancelaria", "Descripción", "Tasa"),
    ("Código NCM", "Descrição", "Alíquota"),
    ("Code SH", "Désignation", "Taux"),
    ("Pos Tarif/HS", "Uraian Barang", "Tarif"),
    ("Mã HS", "Mô tả hàng hóa", "Thuế suất"),
    ("Код ТН ВЭД", "Наименование товара", "Ставка"),
    ("HS코드", "품명", "세율"),
    ("統計番号", "品名", "税率"),
    ("พิกัดศุลกากร", "รายการ", "อัตรา"),
    ("رمز النظام المنسق", "وصف البضاعة", "المعدل"),
    ("GTİP No", "Eşya tanımı", "Oran"),
)
CODES = st.integers(10_000_000, 99_999_999).map(str)
NAMES = st.text("灯泵阀铝管缆机abcd", min_size=3, max_size=8)
RATES = st.integers(1, 90).map(str)
ROWS = st.dictionaries(CODES, st.tuples(NAMES, RATES), min_size=4, max_size=12)


def table(rows: dict[str, tuple[str, str]], columns: tuple[str, ...] = LANGUAGES[0]) -> Table:
    return Table("附件", columns, tuple((code, *rest) for code, rest in rows.items()))


def told(before: Table, after: Table) -> tuple[list[TableEdit], list[Edit]]:
    compared = compare_tables([before], [after])
    return [each.table for each in compared if each.table], [edit for each in compared for edit in each.edits]


@given(ROWS, st.randoms(), st.sampled_from(LANGUAGES))
@settings(max_examples=60)
def test_rows_and_columns_in_another_order_are_the_same(rows, chance, columns) -> None:
    before = table(rows, columns)
    order = list(range(3))
    chance.shuffle(order)
    lines = list(before.rows)
    chance.shuffle(lines)
    after = Table(
        before.name, tuple(columns[i] for i in order), tuple(tuple(line[i] for i in order) for line in lines)
    )
    assert told(before, after) == ([], [])


@given(ROWS, st.data(), st.randoms(), st.sampled_from(LANGUAGES))
@settings(max_examples=100)
def test_exactly_the_rows_that_were_edited_are_named(rows, data, chance, columns) -> None:
    codes = list(rows)
    gone = set(data.draw(st.lists(st.sampled_from(codes), max_size=2)))
    raised = set(data.draw(st.lists(st.sampled_from(codes), max_size=3))) - gone
    come = {code: rest for code, rest in data.draw(ROWS).items() if code not in rows}
    after = {
        code: (name, str(int(rate) + 100) if code in raised else rate)
        for code, (name, rate) in rows.items()
        if code not in gone
    } | come
    assume(len(after) >= 2)
    lines = list(after.items())
    chance.shuffle(lines)
    found, edits = told(table(rows, columns), table(dict(lines), columns))
    assert edits == []
    assert {row.key for edit in found for row in edit.added} == set(come)
    assert {row.key for edit in found for row in edit.removed} == gone
    assert {(cell.key, cell.before, cell.after) for edit in found for cell in edit.changed} == {
        (code, rows[code][1], after[code][1]) for code in raised
    }


CELLS = st.sampled_from(
    [
        "8541430010",
        "854143",
        "0101",
        "101",
        "8541.40",
        "8541.4",
        "8541430010.0",
        "8.54143E+09",
        "路灯",
        "路",
        "灯",
        "5",
        "5%",
        "50",
        "",
        "",
        "合计",
        "85414300；94054100",
        "8541430094054100",
        "2026-05-08",
        "46150",
        "注：甲",
    ]
)
HEADS = st.sampled_from(["商品编号", "税率（%）", "税率（‰）", "序号", "品名", "备注", "", "8541430010", "5"])


@st.composite
def tables(draw) -> Table:
    columns = tuple(draw(st.lists(HEADS, min_size=1, max_size=4, unique=True)))
    rows = draw(st.lists(st.tuples(*[CELLS] * len(columns)), max_size=7))
    return Table(draw(st.sampled_from(["", "附件1", "附件2", "Sheet1", "续表"])), columns, tuple(rows))


MANY = st.lists(tables(), max_size=3)


@given(MANY, MANY)
@settings(max_examples=200)
def test_every_table_of_both_versions_is_told_of_once_and_what_came_one_way_went_the_other(
    before, after
) -> None:
    there, back = compare_tables(before, after), compare_tables(after, before)
    assert sorted(i for each in there for i in each.old) == list(range(len(before)))
    assert sorted(j for each in there for j in each.new) == list(range(len(after)))
    differs = [any(each.table or each.edits for each in way) for way in (there, back)]
    assert differs[0] == differs[1]


@given(tables(), tables())
@settings(max_examples=200)
def test_what_is_told_one_way_is_told_the_other_way_round(before, after) -> None:
    there, back = told(before, after)[0], told(after, before)[0]
    came = sorted(row.cells for edit in there for row in edit.added)
    assert came == sorted(row.cells for edit in back for row in edit.removed)
    assert sum(len(edit.changed) for edit in there) == sum(len(edit.changed) for edit in back)


@given(MANY)
@settings(max_examples=100)
def test_a_thing_compared_with_itself_is_the_same(held) -> None:
    assert not any(each.table or each.edits for each in compare_tables(held, held))
