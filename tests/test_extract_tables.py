"""Spreadsheets and CSV: rows as a reader sees them, within limits."""

from __future__ import annotations

import io
import struct
import zipfile
from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given, settings, strategies as st
from openpyxl import Workbook

from monitor.errors import ReadError
from monitor.extract import csv, extract, xlsx
from monitor.model import Table, Text
from tests.growth import assert_linear
from tests.papers import ods


def workbook(*rows: list[object], merge: str | None = None, title: str = "附件1") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    book.properties.created = book.properties.modified = datetime(2026, 5, 8)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(body: bytes, name: str, content: bytes) -> bytes:
    """The same archive with one member replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        new.writestr(name, content)
    return out.getvalue()


def sheet_of(cells: str) -> bytes:
    """A workbook whose first sheet has these cells, written by hand."""
    xml = f"<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData><row>{cells}</row></sheetData></worksheet>"
    return with_part(workbook(["x"]), "xl/worksheets/sheet1.xml", xml.encode())


def old_workbook(
    rows: list[list[str | float]],
    name: str = "名单",
    *,
    excel: int = 97,
    code_page: int | None = None,
    formats: dict[tuple[int, int], str] | None = None,
) -> bytes:
    """A workbook of Excel 97 (BIFF8, letters in UTF-16) or 95 (BIFF5, letters in code page 936) in an OLE file."""
    version = 0x0600 if excel == 97 else 0x0500

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    def string(text: str, size: str) -> bytes:
        if excel == 97:
            return struct.pack(f"<{size}B", len(text), 1) + text.encode("utf-16-le")
        raw = text.encode("gbk")
        return struct.pack(f"<{size}", len(raw)) + raw

    def cell(row: int, column: int, value: str | float) -> bytes:
        style = 1 + list(formats).index((row, column)) if formats and (row, column) in formats else 0
        at = struct.pack("<HHH", row, column, style)
        if isinstance(value, str):
            return record(0x0204, at + string(value, "H"))
        return record(0x0203, at + struct.pack("<d", value))

    sheet = record(0x0809, struct.pack("<HHHHQ", version, 0x0010, 0, 0, 0))
    sheet += b"".join(
        cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row)
    ) + record(0x000A, b"")
    start = record(0x0809, struct.pack("<HHHHQ", version, 0x0005, 0, 0, 0)) + record(
        0x0042, struct.pack("<H", code_page or (1200 if excel == 97 else 936))
    )
    if formats:
        for number, code in enumerate(formats.values(), 164):
            start += record(0x041E, struct.pack("<H", number) + string(code, "H" if excel == 97 else "B"))
        for number in (0, *range(164, 164 + len(formats))):
            start += record(0x00E0, struct.pack("<HH", 0, number).ljust(20, b"\0"))
    offset = len(start) + 4 + 6 + len(string(name, "B")) + 4
    stream = (
        start
        + record(0x0085, struct.pack("<IH", offset, 0) + string(name, "B"))
        + record(0x000A, b"")
        + sheet
    )
    return ole("Workbook" if excel == 97 else "Book", stream)


def ole(name: str, stream: bytes) -> bytes:
    """An OLE file with one stream: header, allocation table, directory, the stream in its sectors."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    table = b"".join(struct.pack("<I", n) for n in chain).ljust(512, b"\xff")

    def entry(title: str, kind: int, child: int, first: int, size: int) -> bytes:
        raw = title.encode("utf-16-le") + b"\0\0" if title else b""
        links = struct.pack("<BBIII", kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        return (
            raw.ljust(64, b"\0")
            + struct.pack("<H", len(raw))
            + links
            + b"\0" * 36
            + struct.pack("<IQ", first, size)
        )

    folder = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 0xFFFFFFFF, 2, len(stream))
    folder += (entry("", 0, 0xFFFFFFFF, 0, 0)) * 2
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header = magic + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", 0) + b"\xff" * (109 * 4 - 4)
    return header + table + folder + stream


# -- what a reader sees ----------------------------------------------------------------------------


def test_a_sheet_is_its_title_lines_its_table_and_its_notes():
    found = extract(
        workbook(
            ["关于税率的附件"],
            ["公告2026年第7号"],
            ["税号", "商品", "税率"],
            [8541430010, "组件", 5.5],
            ["0309561010", "鳕鱼", 12],
            ["注：税率以百分比计。"],
        ),
        name="附件1.xlsx",
    )
    assert found.blocks == (
        Text("关于税率的附件"),
        Text("公告2026年第7号"),
        Table(
            "附件1", ("税号", "商品", "税率"), (("8541430010", "组件", "5.5"), ("0309561010", "鳕鱼", "12"))
        ),
        Text("注：税率以百分比计。"),
    )


def test_two_tables_in_one_sheet_are_two():
    found = extract(
        workbook(
            ["附件1"],
            ["税号", "商品", "税率"],
            ["8541", "组件", "5%"],
            ["注：自2026年起。"],
            [],
            ["附件2"],
            ["税号", "口岸"],
            ["8501", "宁波"],
            ["8502", "上海"],
            [],
            [],
            ["序号", "企业", "备案号"],
            ["1", "甲公司", "3301"],
            title="x",
        ),
        name="a.xlsx",
    )
    assert found.blocks == (
        Text("附件1"),
        Table("x", ("税号", "商品", "税率"), (("8541", "组件", "5%"),)),
        Text("注：自2026年起。"),
        Text("附件2"),
        Table("附件2", ("税号", "口岸"), (("8501", "宁波"), ("8502", "上海"))),
        Table("x", ("序号", "企业", "备案号"), (("1", "甲公司", "3301"),)),
    )


@pytest.mark.parametrize(
    "further",
    [
        [["9405", "灯具", "8%"]],
        [["第八十五章"], ["9405", "灯具", "8%"]],
        [["Chapter 94", "灯具"], ["9405", "灯具", "8%"]],
        [["合计", "", "13%"]],
        [["注：税率以百分比计。"], ["来源：海关", "2026年"]],
        [["8504", "变压器", ""], ["9405", "灯具", "8%"]],
    ],
    ids=["rows", "section", "section with a name", "sum", "notes", "gap"],
)
def test_an_empty_row_within_a_table_parts_nothing(further):
    body = workbook(["税号", "商品", "税率"], ["8541", "组件", "5%"], ["8542", "电路", "6%"], [], *further)
    assert sum(isinstance(block, Table) for block in extract(body, name="a.xlsx").blocks) == 1


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (8541430010.0, "8541430010"),
        (0.1 + 0.2, "0.3"),
        (5.5, "5.5"),
        (-3, "-3"),
        (1e20, "1e+20"),
        (datetime(2026, 5, 8), "2026-05-08"),
        (datetime(2026, 5, 8, 10, 30), "2026-05-08 10:30:00"),
        (date(2026, 5, 8), "2026-05-08"),
        (True, "TRUE"),
        ("0101.21\n.00 \x00", "0101.21 .00"),
    ],
)
def test_a_cell_is_what_excel_shows(value, shown):
    assert xlsx.shown(value) == shown


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        (1012100, "00000000", "01012100"),
        (1012100, '0000"."00\\.00', "0101.21.00"),
        (0.13, "0%", "13%"),
        (0.055, "0.0%", "5.5%"),
        (0.075, "0.##%", "7.5%"),
        (5.5, "0.00", "5.50"),
        (2.675, "0.00", "2.68"),
        (1234567.5, "#,##0.00", "1234567.50"),
        (1234567, "0,", "1235"),
        (-12, "#,##0;[Red]-#,##0", "-12"),
        (-12, "#,##0_);(#,##0)", "(12)"),
        (-0.001, "0.0", "0.0"),
        (0, '_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)', "$-"),
        (12, '0 "kg"', "12 kg"),
        (0.5, "# ?/?", "0.5"),
        (5e-5, "0.0E+00", "5e-05"),
        (5, "[>3]0.0;0", "5"),
        (5, "General", "5"),
        (True, "00000000", "TRUE"),
        ("1012100", "00000000", "1012100"),
    ],
)
def test_a_number_is_what_its_format_shows(number, code, shown):
    assert xlsx.shown(number, code) == shown


def formatted(code: str) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["税号", "税率", "计量"])
    sheet.append([1012100, 0.13, 5.5])
    for cell, shown in zip(sheet[2], (code, "0%", "0.00"), strict=True):
        cell.number_format = shown
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_code_column_of_formatted_numbers_reads_like_one_of_texts():
    (numbers,) = extract(formatted("00000000"), name="a.xlsx").blocks
    (texts,) = extract(
        workbook(["税号", "税率", "计量"], ["01012100", "13%", "5.50"], title="Sheet"), name="a.xlsx"
    ).blocks
    assert numbers == texts


def test_cells_that_do_not_say_where_they_stand_keep_their_formats():
    body = formatted("00000000")
    xml = zipfile.ZipFile(io.BytesIO(body)).read("xl/worksheets/sheet1.xml").decode()
    for place in (' r="A1"', ' r="A2"', ' r="B1"', ' r="B2"', ' r="C1"', ' r="C2"', ' r="1"', ' r="2"'):
        xml = xml.replace(place, "")
    (table,) = extract(with_part(body, "xl/worksheets/sheet1.xml", xml.encode()), name="a.xlsx").blocks
    assert table.rows == (("01012100", "13%", "5.50"),)


@pytest.mark.parametrize("excel", [95, 97])
def test_formats_of_old_workbooks_are_read(excel):
    rows = [["税号", "税率"], [1012100.0, 0.13]]
    body = old_workbook(rows, excel=excel, formats={(1, 0): "00000000", (1, 1): "0.0%"})
    (table,) = extract(body, name="a.xls").blocks
    assert table.rows == (("01012100", "13.0%"),)


def test_what_a_cell_of_ods_shows_is_read():
    body = ods(
        "名单",
        [
            ["税号", "税率", "价格", "编码", "数"],
            [
                ("1012100", "01012100"),
                ("0.13", "13,0 %"),
                ("1234.5", "1.234,50 €"),
                ("85414300", "8541.43.00"),
                ("1234", "1,234"),
            ],
        ],
    )
    (table,) = extract(body, name="a.ods").blocks
    assert table.rows == (("01012100", "13.0%", "1234.50", "8541.43.00", "1234"),)


def test_merged_cells_stand_in_every_row_they_cover():
    body = workbook(["税号", "商品", "税率"], ["8541", "组件", "5"], [None, "电池", "6"], merge="A2:A3")
    (table,) = extract(body).blocks
    assert isinstance(table, Table)
    assert table.rows == (("8541", "组件", "5"), ("8541", "电池", "6"))


def test_hidden_sheets_and_empty_ones_are_not_seen():
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["A", "B"])
    sheet.append(["1", "2"])
    hidden = book.create_sheet("internal")
    hidden.append(["x", "y"])
    hidden.sheet_state = "hidden"
    book.create_sheet("empty")
    out = io.BytesIO()
    book.save(out)
    assert [block.name for block in extract(out.getvalue()).blocks if isinstance(block, Table)] == ["Sheet"]


def test_a_workbook_of_excel_97_is_read():
    body = old_workbook([["税号", "商品"], [8541430010.0, "太阳能组件"]])
    (table,) = extract(body, name="P0202605.xls").blocks
    assert table == Table("名单", ("税号", "商品"), (("8541430010", "太阳能组件"),))


def test_Q16_a_workbook_of_excel_97_that_names_code_page_936_is_read_as_what_it_is():
    body = old_workbook([["税号", "商品"], [8541430010.0, "太阳能组件"]], code_page=936)
    (table,) = extract(body, name="P0202605.xls").blocks
    assert table == Table("名单", ("税号", "商品"), (("8541430010", "太阳能组件"),))


def test_a_workbook_of_excel_95_in_code_page_936_is_read():
    body = old_workbook([["税号", "商品"], [8541430010.0, "太阳能组件"]], excel=95)
    (table,) = extract(body, name="P0202605.xls").blocks
    assert table == Table("名单", ("税号", "商品"), (("8541430010", "太阳能组件"),))


def test_C32_an_old_name_on_a_new_workbook_does_no_harm():
    (table,) = extract(workbook(["A", "B"], ["1", "2"]), name="list.xls").blocks
    assert isinstance(table, Table)


# -- bombs and wrecks ------------------------------------------------------------------------------


def test_C21_one_cell_in_the_last_corner_is_refused():
    with pytest.raises(ReadError, match="1,048,576 rows and 16,384 columns"):
        extract(sheet_of('<c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c>'))


def test_C21_one_cell_in_the_last_corner_of_an_old_workbook_is_refused():
    body = old_workbook([["A", "B"], ["1", 2.0]])
    place = body.rindex(struct.pack("<HHHH", 0x0203, 14, 1, 1))
    with pytest.raises(ReadError, match="65,536 rows and 65,536 columns"):
        extract(body[: place + 4] + b"\xff\xff\xff\xff" + body[place + 8 :], name="a.xls")


def test_C21_a_chain_of_sectors_without_end_is_refused():
    body = old_workbook([["A", "B"], ["1", 2.0]])
    with pytest.raises(ReadError, match="never ends"):
        extract(body[: 512 + 12] + struct.pack("<I", 2) + body[512 + 16 :], name="a.xls")


def test_C21_the_last_corner_is_seen_whatever_is_written_before_it():
    with pytest.raises(ReadError, match="no office program"):
        extract(sheet_of("<c t='" + "x" * 400 + "' r='XFD1048576'><v>1</v></c>"))
    with pytest.raises(ReadError, match="no office program"):
        extract(sheet_of("<c t='>' r='XFD1048576'><v>1</v></c>"))


def test_C21_more_cells_than_the_limit_are_refused():
    with pytest.raises(ReadError, match="200,000 cells"):
        extract(sheet_of("".join(f"<c><v>{n * 7919}</v></c>" for n in range(200_001))))


def test_C21_a_bomb_is_refused_by_its_real_size():
    with pytest.raises(ReadError, match="unpacks to more than 100 times"):
        extract(with_part(workbook(["x"]), "xl/media/a.bin", b"\0" * 60_000_000))


def test_C21_an_archive_of_too_many_members_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for n in range(1_001):
            archive.writestr(f"xl/{n}.xml", "")
    with pytest.raises(ReadError, match="1,001 members"):
        extract(out.getvalue(), name="a.xlsx")


@pytest.mark.parametrize(
    "declared", [b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<!doctype x SYSTEM 'file:///etc/passwd'>"]
)
def test_C23_entities_in_any_part_are_refused(declared):
    with pytest.raises(ReadError, match="declares a document type"):
        extract(with_part(workbook(["x"]), "xl/sharedStrings.xml", declared + b"<sst/>"))


@pytest.mark.parametrize("cut", [30, 500, -200])
def test_N03_a_cut_workbook_is_a_failure(cut):
    with pytest.raises(ReadError, match=r"spreadsheet|expected XLSX and got a ZIP archive"):
        extract(workbook(["A", "B"], ["1", "2"])[:cut], name="a.xlsx")


WORKBOOKS = [workbook(["A", "B"], ["1", "2"]), old_workbook([["A", "B"], ["1", 2.0]])]


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(data):
    body = bytearray(data.draw(st.sampled_from(WORKBOOKS)))
    for _ in range(data.draw(st.integers(1, 8))):
        body[data.draw(st.integers(8, len(body) - 1))] = data.draw(st.integers(0, 255))
    with suppress(ReadError):
        xlsx.content(bytes(body))


def test_a_workbook_that_the_parser_panics_over_is_refused():
    body = bytearray(WORKBOOKS[1])
    body[512 + 512 + 128 + 116 : 512 + 512 + 128 + 120] = struct.pack(
        "<I", 10
    )  # the stream begins near its end
    with pytest.raises(ReadError, match="not readable as a spreadsheet"):
        extract(bytes(body), name="a.xls")


# -- CSV -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_whatever_separates_and_encodes_it(sign, charset):
    body = "\r\n".join(
        [sign.join(["税号", "商品名称", "税率"]), *[sign.join(["8541430010", "太阳能组件和灯具", "5"])] * 5]
    ).encode(charset)
    (table,) = extract(body, name="list.csv", content_type="text/csv").blocks
    assert table == Table("", ("税号", "商品名称", "税率"), (("8541430010", "太阳能组件和灯具", "5"),) * 5)


def test_commas_within_texts_do_not_mislead():
    body = b"name;rate\nlamps, solar;5\npumps, water, deep;6\nwinches;7\n"
    assert csv.rows(body) == [
        ["name", "rate"],
        ["lamps, solar", "5"],
        ["pumps, water, deep", "6"],
        ["winches", "7"],
    ]


def test_quoted_cells_keep_their_signs_and_lose_their_line_ends():
    assert csv.rows(b'a,b\n"x, ""y""\nz",2\n') == [["a", "b"], ['x, "y" z', "2"]]


def test_the_hint_of_excel_is_followed():
    assert csv.rows(b"sep=;\na,b;c\n") == [["a,b", "c"]]


def test_lines_above_and_below_a_csv_table_are_lines():
    found = extract(
        b"Tariff list 2026,,\nUnit: %,,\ncode,name,rate\n8541,cell,5\n9405,lamp,6\nNote: provisional,,\n",
        name="a.csv",
    )
    assert [block.text if isinstance(block, Text) else block.columns for block in found.blocks] == [
        "Tariff list 2026", "Unit: %", ("code", "name", "rate"), "Note: provisional",
    ]  # fmt: skip


def test_C21_a_csv_of_too_many_cells_is_refused():
    with pytest.raises(ReadError, match="200,000 cells"):
        csv.rows(b"a,b\n" + b"1,2\n" * 100_001)


def test_a_csv_cell_without_end_is_a_failure_that_says_where():
    with pytest.raises(ReadError, match="row 2"):
        csv.rows(b'a,b\n"' + b"x" * 200_000)


@pytest.mark.parametrize("piece", ["a,b\n", "a;b\n", '"a","b"\n', '"', "'a',", ",", "\n", "a|b\t", "一"])
def test_C18_finding_the_separator_takes_linear_time(piece):
    assert_linear(lambda size: csv.separator(piece * size), 5_000)
