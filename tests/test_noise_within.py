"""What is noise at the edge of a page and content in the midst of a notice."""

import pytest

from monitor.compare import compare
from monitor.model import Content, Table, Text

BEFORE = "The department notifies traders that they must obtain a licence."
AFTER = "This notice enters into force on 1 July 2026."


def inside(*lines: str) -> Content:
    return Content(tuple(map(Text, (BEFORE, *lines, AFTER))))


def around(line: str) -> Content:
    return Content(tuple(map(Text, ("A notice", line, BEFORE, AFTER, line))))


PAIRS = [
    ("查看次数：2次", "查看次数：5次"),
    ("共1842条", "共2310条"),
    ("下载时间：2026年6月30日", "下载时间：2026年7月30日"),
    ("打印时间：2026年6月30日", "打印时间：2026年7月30日"),
    ("Visits: 2", "Visits: 4"),
    ("English / Français", "English / Deutsch"),
    ("Previous: The old scheme remains valid", "Previous: The old scheme is void"),
]


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_between_two_sentences_of_a_notice_it_is_content(old: str, new: str) -> None:
    assert not compare(inside(old), inside(new), language="en").same


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_at_the_edges_of_a_page_it_is_noise(old: str, new: str) -> None:
    assert compare(around(old), around(new), language="en").same


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("浏览次数：12", "浏览次数：15"),
        ("Views: 12", "Views: 15"),
        ("打印时间：2026-06-30 10:00:01", "打印时间：2026-07-30 11:20:03"),
        ("来源：海关总署 访问次数：12", "来源：海关总署 访问次数：15"),
        ("Page 1 of 4", "Page 1 of 5"),
    ],
)
def test_what_no_notice_says_is_noise_within_it_too(old: str, new: str) -> None:
    assert compare(inside(old), inside(new), language="en").same


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("海关每年实地查看次数：12次", "海关每年实地查看次数：15次"),
        ("年度访问量：12次", "年度访问量：15次"),
        ("The application form has page 1 of 4 to sign", "The application form has page 1 of 5 to sign"),
    ],
)
def test_a_phrase_within_a_sentence_counts_nobodys_looks(old: str, new: str) -> None:
    assert not compare(around(old), around(new), language="zh").same


def test_below_a_label_that_asks_for_them_languages_are_content() -> None:
    versions = [
        Content((Text("A notice"), Text("Certificates are accepted in:"), Text(f"English / {other}")))
        for other in ("Français", "Deutsch")
    ]
    assert not compare(*versions, language="en").same


@pytest.mark.parametrize(
    ("column", "old", "new"),
    [("查看次数", "12", "15"), ("Licence", "A", "a"), ("Language", "English", "Close")],
)
def test_a_cell_of_a_table_is_data(column: str, old: str, new: str) -> None:
    versions = [
        Content((Table("", ("Port", column), (("Ningbo", cell), ("Dalian", "9"))),)) for cell in (old, new)
    ]
    assert not compare(*versions, language="en").same


def test_a_column_of_looks_is_noise_all_the_same() -> None:
    versions = [Content((Table("", ("Port", "浏览次数"), (("Ningbo", cell),)),)) for cell in ("12", "15")]
    assert compare(*versions, language="zh").same
