"""Arabic and Hebrew in PDF: said in the order in which they are read, wherever their letters stand."""

from __future__ import annotations

import pytest

from monitor.extract import extract
from monitor.extract.pdf.rtl import as_read
from monitor.model import Table, Text
from tests.papers import Sheet, pdf


@pytest.mark.parametrize(
    ("seen", "read"),
    [
        ("םולש", "שלום"),
        ("34 רפסמ העדוה", "הודעה מספר 34"),
        ("2026-05-08 םוימ 34/7 וצ", "צו 34/7 מיום 2026-05-08"),
        ("5% לש רועישב", "בשיעור של 5%"),
        ("2026 ةنسل 34 مقر رارق", "قرار رقم 34 لسنة 2026"),
        ("8541.43 دنبلا", "البند 8541.43"),
        ("٢٠٢٦ ةنسل", "لسنة ٢٠٢٦"),
        ("ISO 9001 ןקת יפל", "לפי תקן ISO 9001"),
        (")ןכוסמ( רמוח", "חומר (מסוכן)"),
        ("(ןכוסמ) רמוח", "חומר (מסוכן)"),
        ("Order of the ןגמ דוד authority", "Order of the דוד מגן authority"),
        ("Order 34 of 2026", "Order 34 of 2026"),
    ],
)
def test_what_stands_from_right_to_left_is_read_so_and_numbers_as_they_are(seen, read):
    assert as_read(seen) == read


def test_a_hebrew_page_is_read_from_its_right_side():
    sheet = Sheet().seen(400, 80, "34 רפסמ העדוה", 16)
    for x, texts in ((460, ("דוק", "854143", "940540")), (300, ("לעומ", "5%", "8%"))):
        for n, text in enumerate(texts):
            sheet.seen(x, 134 + 20 * n, text)
    for n in range(4):
        sheet.rule(290, 120 + 20 * n, 550, 120 + 20 * n)
    for x in (290, 450, 550):
        sheet.rule(x, 120, x, 180)
    assert extract(pdf(sheet), name="a.pdf").blocks == (
        Text("הודעה מספר 34"),
        Table("הודעה מספר 34", ("קוד", "מועל"), (("854143", "5%"), ("940540", "8%"))),
    )


def test_a_hebrew_paragraph_is_one():
    sheet = Sheet()
    for n, seen in enumerate(
        ("םינש שולש ךשמל םיכמסמה תא רומשל שי תישילשה האלמה הרושה תאז", "הז יוצ יפל סכמה ןוטלשל")
    ):
        sheet.seen(540 - 6.6 * len(seen), 100 + 14 * n, seen)
    (said,) = extract(pdf(sheet), name="a.pdf").blocks
    assert said == Text("זאת השורה המלאה השלישית יש לשמור את המסמכים למשך שלוש שנים לשלטון המכס לפי צוי זה")


def test_a_line_of_hebrew_on_an_english_page_is_not_turned_round():
    sheet = Sheet()
    for n in range(4):
        sheet.text(60, 200 + 30 * n, f"Notice {n} of the customs authority.")
    sheet.seen(60, 100, "34 רפסמ העדוה")
    assert extract(pdf(sheet), name="a.pdf").blocks[0] == Text("הודעה מספר 34")


def test_letters_that_a_font_shapes_are_said_as_they_are_typed():
    sheet = Sheet().seen(
        300, 100, "\ufee1\ufefc\ufeb4\ufedf\ufe8d"
    )  # forms as drawn, one of them two letters
    assert extract(pdf(sheet), name="a.pdf").blocks == (Text("السلام"),)
