"""What files say: an example per format, and the small print of each."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from monitor.errors import ReadError
from monitor.extract import extract, files, sniff
from monitor.extract.pdf.glyphs import Glyph
from monitor.extract.pdf.gutters import regions
from monitor.model import Table, Text
from monitor.sandbox import Sandbox
from tests.golden import _content as told
from tests.growth import assert_linear
from tests.papers import CELL, HEADING, PLAIN, ROW_END, Sheet, doc, docx, ods, p, pdf, r, tbl, zipped

PAGES = sorted(
    page
    for page in (Path(__file__).parent / "examples" / "extract").glob("*/page.*")
    if page.suffix != ".html"
)


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox() as parse:
        yield parse


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_example(page, sandbox):
    expected = json.loads((page.parent / "content.json").read_text("utf-8"))
    body = page.read_bytes()
    assert told(extract(body, name=page.name)) == expected
    assert told(extract(body, name=page.name, parse=sandbox)) == expected


def test_every_format_that_is_parsed_has_an_example():
    assert {sniff.sniff(page.read_bytes()) for page in PAGES} >= files.KINDS


def texts(body: bytes, name: str = "a.pdf") -> list[str]:
    return [block.text for block in extract(body, name=name).blocks if isinstance(block, Text)]


def tables(body: bytes, name: str = "a.pdf") -> list[Table]:
    return [block for block in extract(body, name=name).blocks if isinstance(block, Table)]


# -- PDF -------------------------------------------------------------------------------------------


def test_lines_of_a_paragraph_are_joined_with_blanks_in_latin_and_without_in_chinese():
    sheet = Sheet().text(
        60, 100, "Goods outside the annex are eligible for the lane when the exporter is on the register of"
    )
    sheet.text(60, 116, "the authority.").text(
        60, 160, "列入附件的货物由出口企业在运抵前提交原产地声明，逾期不予受理，并且不得补报，"
    )
    sheet.text(60, 176, "也不退还。")
    assert texts(pdf(sheet)) == [
        "Goods outside the annex are eligible for the lane when the exporter is on the register of the authority.",
        "列入附件的货物由出口企业在运抵前提交原产地声明，逾期不予受理，并且不得补报，也不退还。",
    ]


def test_a_word_broken_at_a_lines_end_is_whole_again_and_a_compound_keeps_its_hyphen():
    sheet = Sheet().text(
        60, 100, "Exporters of solar lanterns ask the end-use authority for a binding ruling on classifi-"
    )
    sheet.text(
        60, 116, "cation before the first consignment, and they keep it on record together with the end-"
    )
    sheet.text(60, 132, "use statement.")
    assert texts(pdf(sheet)) == [
        (
            "Exporters of solar lanterns ask the end-use authority for a binding ruling on classification before the"
            " first consignment, and they keep it on record together with the end-use statement."
        )
    ]


def test_a_table_that_goes_on_over_pages_is_one_and_its_header_is_said_once():
    rows = [[f"94054{n:03d}", f"lamp {n}"] for n in range(40)]
    head = [["Code", "Item"]]
    one, two = Sheet().text(60, 60, "Annex"), Sheet()
    one.table(80, head + rows[:30], [100, 200])
    two.table(60, head + rows[30:], [100, 200])
    (table,) = tables(pdf(one, two))
    assert table == Table("Annex", ("Code", "Item"), tuple(map(tuple, rows)))


def test_two_tables_of_unlike_columns_stay_two():
    one, two = Sheet(), Sheet()
    one.table(600, [["Code", "Item"], ["1", "a"]], [100, 200])
    two.table(60, [["Firm", "Since"], ["x", "2026"]], [150, 150])
    assert [table.columns for table in tables(pdf(one, two))] == [("Code", "Item"), ("Firm", "Since")]


def test_a_row_cut_by_the_pages_end_is_one_row():
    one, two = Sheet(), Sheet()
    one.table(600, [["Code", "Item"], ["9405", "lamps with a solar"]], [100, 200])
    two.table(60, [["", "panel of their own"], ["8541", "cells"]], [100, 200])
    (table,) = tables(pdf(one, two))
    assert table.rows == (("9405", "lamps with a solar panel of their own"), ("8541", "cells"))


@pytest.mark.parametrize("again", [False, True], ids=["once", "header again"])
def test_a_row_that_the_pages_end_leaves_open_stays_in_its_table(again):
    one, two = Sheet(), Sheet()
    one.table(700, [["Code", "Item"]], [100, 200])
    one.text(64, 734, "9405", 10).text(164, 734, "lamps with a", 10).text(164, 748, "solar panel", 10)
    for x in (60, 160, 360):
        one.rule(x, 720, x, 790)
        two.rule(x, 30 + 20 * again, x, 60 + 20 * again)
    two.text(164, 46 + 20 * again, "of their own", 10)
    if again:
        two.table(30, [["Code", "Item"]], [100, 200])
    two.table(60 + 20 * again, [["8541", "cells"], ["8542", "chips"]], [100, 200])
    (table,) = tables(pdf(one, two))
    rows = (("9405", "lamps with a solar panel of their own"), ("8541", "cells"), ("8542", "chips"))
    assert table == Table("", ("Code", "Item"), rows)


def test_a_row_as_high_as_a_page_stays_in_its_table():
    one, two, three = Sheet(), Sheet(), Sheet()
    one.table(700, [["Code", "Item"], ["9405", "lamps of"]], [100, 200])
    for sheet, low, high, text in ((two, 30, 800, "many"), (three, 30, 60, "kinds")):
        for x in (60, 160, 360):
            sheet.rule(x, low, x, high)
        sheet.text(164, 46, text, 10)
    for x in (60, 160, 360):
        one.rule(x, 740, x, 800)
    one.text(164, 760, "so very", 10)
    two.rule(60, 790, 360, 790).text(64, 799, "8541", 8)
    three.table(60, [["8542", "chips"]], [100, 200])
    (table,) = tables(pdf(one, two, three))
    assert [row[0] for row in table.rows][-1] == "8542"
    assert table.columns == ("Code", "Item")


def test_a_cell_over_several_rows_that_a_page_parts_stands_in_all_of_them():
    one, two = Sheet(), Sheet()
    one.table(700, [["No", "Code", "Rate"], ["1", "854143", "5"]], [50, 100, 100])
    two.table(60, [["", "854149", "6"], ["2", "940540", "8"]], [50, 100, 100])
    (table,) = tables(pdf(one, two))
    assert table.rows == (("1", "854143", "5"), ("1", "854149", "6"), ("2", "940540", "8"))


def test_what_stands_on_every_page_and_page_numbers_are_not_said():
    pages = [
        Sheet()
        .text(60, 40, "Gazette of Testland")
        .text(60, 120 + 9 * n, f"Notice {n} of the year")
        .text(290, 820, f"- {n} -")
        for n in range(1, 4)
    ]
    assert texts(pdf(*pages)) == ["Notice 1 of the year", "Notice 2 of the year", "Notice 3 of the year"]


def test_columns_of_text_are_read_one_after_the_other():
    sheet = Sheet().text(60, 60, "Gazette", 18)
    for n in range(10):
        sheet.text(60, 100 + 14 * n, "left words that fill the column whole", 10)
        sheet.text(320, 100 + 14 * n, "right words that fill the column whole", 10)
    said = " ".join(texts(pdf(sheet)))
    assert said.rindex("left") < said.index("right")


def columns(tops: list[float], *, gap: float, lines: int = 14) -> Sheet:
    """Columns of small print, each from its own height; line 3 of the second says "b3"."""
    sheet = Sheet().text(
        60, 60, "Gazette of the testing authority, all of its notices of the week in one issue", 12
    )
    for number, (name, top) in enumerate(zip("abc", tops, strict=False)):
        for n in range(lines):
            words = f"{name}{n:02d} exporters lodge a form before they sail"
            sheet.text(60 + number * (152 + gap), top + 10 * n, words, 8)
    return sheet.text(
        60, 700, "Given under the hand of the commissioner and entered into the book of notices, Testport", 12
    )


@pytest.mark.parametrize(
    "sheet",
    [
        columns([100, 100, 100], gap=12),
        columns([100, 104, 107], gap=12),
        columns([100, 105], gap=9),
        columns([100, 104, 131], gap=16, lines=20),
    ],
    ids=["three", "three at unlike heights", "two at unlike heights", "one shorter"],
)
def test_every_column_of_a_gazette_is_read_to_its_end(sheet):
    said = " ".join(texts(pdf(sheet)))
    marks = re.findall(r"\b[abc]\d\d\b", said)
    assert marks == sorted(marks)
    assert len(marks) >= 28
    assert said.startswith("Gazette of")
    assert said.endswith("notices, Testport")


def test_columns_above_and_below_a_title_are_read_with_what_they_stand_under():
    sheet = columns([100, 104, 107], gap=12)
    sheet.text(
        60, 270, "Second part of the gazette, which holds whatever the first had no room for at all", 12
    )
    for number, name in enumerate("def"):
        for n in range(12):
            words = f"{name}{n:02d} exporters lodge a form before they sail"
            sheet.text(60 + number * 164, 300 + 3 * number + 10 * n, words, 8)
    said = " ".join(texts(pdf(sheet)))
    marks = re.findall(r"\b[a-f]\d\d\b", said)
    assert marks == sorted(marks)
    assert said.index("c13") < said.index("Second part") < said.index("d00")


def test_a_table_without_lines_and_with_long_cells_is_still_read_row_by_row():
    sheet = Sheet()
    for n in range(20):
        sheet.text(60, 100 + 14 * n, f"lamps of kind {n} " + "with a panel " * (n % 3), 9)
        sheet.text(300, 100 + 14 * n, f"rate {n} " + "for all the members of the pact" * (n % 4 == 0), 9)
    assert any("kind 7" in line and "rate 7" in line for line in texts(pdf(sheet)))


@pytest.mark.parametrize("wide", [15, 60], ids=["gaps", "columns"])
def test_C20_looking_for_columns_takes_linear_time(wide):
    def page(letters: int) -> list[Glyph]:
        across = 120  # at every size, for the number of gaps is bounded and has its own price
        places = ((n % across * 10.0 + n % across // wide * 20.0, n // across * 11.0) for n in range(letters))
        return [Glyph(x, y, x + 9, y + 9, "a") for x, y in places]

    assert_linear(lambda size: regions(page(size), mirrored=False), 2_000)


def test_columns_without_lines_between_them_are_read_row_by_row():
    sheet = Sheet()
    for n in range(10):
        sheet.text(60, 100 + 14 * n, f"940{n}", 10).text(320, 100 + 14 * n, f"lamp {n}", 10)
    assert "9403 lamp 3" in texts(pdf(sheet))


def test_cells_without_a_line_between_them_are_one_cell_with_its_text_in_each_place():
    sheet = (
        Sheet()
        .text(65, 125, "Code", 9)
        .text(200, 114, "Rate", 9)
        .text(170, 134, "MFN", 9)
        .text(270, 134, "Pact", 9)
    )
    sheet.text(65, 154, "9405", 9).text(170, 154, "8", 9).text(270, 154, "0", 9)
    for line in ((60, 100, 360, 100), (160, 120, 360, 120), (60, 140, 360, 140), (60, 160, 360, 160)):
        sheet.rule(*line)
    for line in ((60, 100, 60, 160), (160, 100, 160, 160), (260, 120, 260, 160), (360, 100, 360, 160)):
        sheet.rule(*line)
    assert tables(pdf(sheet)) == [Table("", ("Code", "Rate / MFN", "Rate / Pact"), (("9405", "8", "0"),))]


def test_C31_a_locked_pdf_says_so():
    body = pdf(Sheet().text(60, 80, "x")).replace(
        b"trailer<<",
        b"trailer<</Encrypt<</Filter/Standard/V 1/R 2/O(%s)/U(%s)/P -4>>/ID[(a)(a)]" % (b"o" * 32, b"u" * 32),
    )
    with pytest.raises(ReadError, match="locked with a password"):
        extract(body, name="a.pdf")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_C20_a_damaged_file_is_read_or_refused_and_nothing_else(data):
    sheet = Sheet().text(60, 80, "公告")
    sheet.table(100, [["a", "b"], ["1", "2"]], [50, 50])
    kind, whole = data.draw(
        st.sampled_from(
            [
                ("pdf", pdf(sheet, packed=False)),
                ("doc", doc([("公告", HEADING), ("x", CELL), ("y", CELL), ("", ROW_END), ("z", PLAIN)])),
                ("docx", docx(p("x") + tbl([["a", "b"]]))),
                ("ods", ods("a", [["x", "y"]])),
                ("zip", zipped({"a.csv": b"a,b\n1,2\n"})),
            ]
        )
    )
    body = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 8))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    with suppress(ReadError):
        files.parse(bytes(body), kind)


# -- Word ------------------------------------------------------------------------------------------


def test_tracked_changes_are_read_as_accepted():
    gone = "<w:del><w:r><w:delText>30</w:delText></w:r></w:del>"
    body = docx(f"<w:p>{r('within ')}{gone}<w:ins>{r('20')}</w:ins>{r(' days')}</w:p>")
    assert texts(body, "a.docx") == ["within 20 days"]


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next():
    body = docx(p("one ", more="<w:rPr><w:del/></w:rPr>") + p("sentence"))
    assert texts(body, "a.docx") == ["one sentence"]


def test_a_fields_instructions_are_not_said_and_its_text_is():
    field = "<w:r><w:fldChar w:fldCharType='{}'/></w:r>"
    body = docx(
        f"<w:p>{r('See ')}{field.format('begin')}{r('HYPERLINK x')}{field.format('separate')}{r('the annex')}{field.format('end')}{r('.')}</w:p>"
    )
    assert texts(body, "a.docx") == ["See the annex."]


def test_a_table_within_a_cell_is_that_cells_text():
    inner = f"<w:tc>{tbl([['a', 'b'], ['c', 'd']])}{p('e')}</w:tc>"
    (table,) = tables(docx(tbl([["Code", "Item"], ["1", inner]])), "a.docx")
    assert table.rows == (("1", "a b c d e"),)


def test_a_frame_round_a_text_is_no_table():
    assert texts(docx(tbl([["Notice of the day"]])), "a.docx") == ["Notice of the day"]


def test_an_old_document_in_one_byte_letters_is_read():
    assert texts(doc([("Notice 7", HEADING), ("It’s in force.", PLAIN)], narrow=True), "a.doc") == [
        "Notice 7", "It’s in force.",
    ]  # fmt: skip


def test_an_empty_last_cell_does_not_end_the_row():
    rows = [("Code", CELL), ("Note", CELL), ("", ROW_END), ("9405", CELL), ("", CELL), ("", ROW_END)]
    (table,) = tables(doc([*rows, ("End.", PLAIN)]), "a.doc")
    assert (table.columns, table.rows) == (("Code", "Note"), (("9405", ""),))


def test_C31_a_locked_document_says_so():
    with pytest.raises(ReadError, match="locked with a password"):
        extract(doc([("x", PLAIN)], locked=True), name="a.doc")


# -- what a file is --------------------------------------------------------------------------------


def test_C32_an_archive_of_documents_is_not_taken_for_one_of_them():
    inner = docx(p("x"))
    assert sniff.sniff(zipped({"word.docx": inner, "a/xl/b.txt": b"x"})) == "zip"
    assert sniff.sniff(inner) == "docx"


def test_C32_a_program_called_a_document_is_refused():
    with pytest.raises(ReadError, match="expected DOC and got a program"):
        extract(b"MZ\x90\x00", name="notice.wps")
