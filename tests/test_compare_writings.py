"""Two writings of the same thing are the same; beside each of them, the change that only looks like one."""

from __future__ import annotations

import pytest

from monitor.compare import compare
from monitor.compare.targets import target
from monitor.model import Attachment, Block, CellEdit, Comparison, Content, Ignored, Table, Text

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


# -- links -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/files/list.xlsx", "/files/list.xlsx?spm=a2c.1"),
        ("/a.pdf?v=1", "/a.pdf?v=2"),
        ("/a.pdf?t=20270101", "/a.pdf?t=20270102"),
        ("/a.jpg?timestamp=1&rev=3", "/a.jpg?timestamp=2&rev=4"),
        ("/a.pdf?0a1b2c3d", "/a.pdf?ffeedd01"),
        ("/n/t20270503_118.html?from=list", "/n/t20270503_118.html"),
        ("/n/123?ref=home", "/n/123"),
        ("/show.php?id=5&from=home", "/show.php?id=5&from=list"),
        ("http://www.agency.example/b/", "https://cdn.example/b"),
        ("/a/index.html", "/a/"),
        ("/%e4%b8%ad.pdf", "/中.pdf"),
        ("/a%2Db.pdf", "/a-b.pdf"),
        ("/a//b.pdf", "/a/b.pdf"),
        ("/d?id=5&a=1", "/d?a=1&id=5"),
    ],
)
def test_how_one_came_to_a_page_and_which_version_is_loaded_is_not_where_a_link_leads(
    one: str, other: str
) -> None:
    assert target(one) == target(other)
    assert is_same(compare(page(Text("The list", href=one)), page(Text("The list", href=other))))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/d?id=5", "/d?id=6"),
        ("/x.html?id=5", "/x.html?id=6"),
        ("/x.htm?articleId=1", "/x.htm?articleId=2"),
        ("/v.html?no=1", "/v.html?no=2"),
        ("/detail.html?v=1", "/detail.html?v=2"),
        ("/down.php?file=a", "/down.php?file=b"),
        ("/a.pdf?docid=1&v=2", "/a.pdf?docid=2&v=2"),
        ("/download?v=3", "/download?v=4"),
        ("/list.php?from=2026-01-01", "/list.php?from=2026-02-01"),
        ("/list?source=gacc", "/list?source=mofcom"),
        ("/show.php?id=5&t=3", "/show.php?id=5&t=4"),
        ("/a%2Fb", "/a/b"),
        ("/A.pdf", "/a.pdf"),
        ("/a.html#/n/5", "/a.html#/n/6"),
        ("mailto:lists@agency.example", "mailto:quotas@agency.example"),
        ("http://[", "http://[x"),
    ],
)
def test_what_may_name_a_document_is_where_a_link_leads(one: str, other: str) -> None:
    assert target(one) != target(other)
    assert compare(page(Text("The list", href=one)), page(Text("The list", href=other))).edits


def annexed(url: str, sha256: str | None = None, name: str = "Application sheet") -> Content:
    return Content(blocks=(Text("See the annex."),), attachments=(Attachment(name, url, sha256),))


def test_a_file_under_another_version_that_nobody_opened_is_ignored_with_that_reason() -> None:
    found = compare(annexed("/f/sheet.pdf?v=1"), annexed("/f/sheet.pdf?v=2"))
    assert is_same(found)
    assert found.ignored == (
        Ignored("another version in its address, and it was not opened", "Application sheet"),
    )


def test_of_a_file_under_another_version_its_bytes_decide() -> None:
    old = annexed("/f/sheet.pdf?v=1", "a" * 64)
    assert is_same(compare(old, annexed("/f/sheet.pdf?v=2", "a" * 64)))
    assert len(compare(old, annexed("/f/sheet.pdf?v=2", "b" * 64)).edits) == 1
