"""Two writings of the same thing are the same; beside each of them, the change that only looks like one."""

from __future__ import annotations

import pytest

from monitor.compare import compare
from monitor.compare.forms.targets import target
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


def test_a_word_that_denies_the_next_one_is_no_part_of_it() -> None:
    found = compare(
        goods(PUMP, (LAMP[0], "no table lamps", "4")), goods(PUMP, (LAMP[0], "notable lamps", "4"))
    )
    assert len(found.tables[0].changed) == 1


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


# -- texts -----------------------------------------------------------------------------------------

QUOTA = "The quota is opened on 1 July and closed when it is used up."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("• commercial invoice", "commercial invoice"),
        ("\uf0b7 packing list", "▪ packing list"),
        ("- certificate of origin", "certificate of origin"),
        ("1. commercial invoice", "commercial invoice"),
        ("(b) packing list", "packing list"),
        ("Application sheet (PDF, 231 KB)", "Application sheet (PDF, 245 KB)"),
        ("Application sheet (PDF, 231 KB)", "Application sheet"),
        ("Mẫu đơn Lượt tải: 745", "Mẫu đơn Lượt tải: 112"),
        ("申请表 下载次数：12", "申请表 下载次数：1,304"),
        ("Form of the agent, downloads: 88", "Form of the agent, downloads: 91"),
        (
            "Sheet Downloads: 557 List of firms Downloads: 12",
            "Sheet Downloads: 992 List of firms Downloads: 19",
        ),
        ("Write to lists@agency.example now", "Write to lists(at)agency.example now"),
        ("Write to lists@agency.example now", "Write to lists [at] agency [dot] example now"),
        ("A quota of 1,842 tonnes", "A quota of 1842 tonnes"),
        ("A quota of ١٨٤٢ tonnes", "A quota of 1842 tonnes"),
        ("A quota of १८४२ tonnes", "A quota of ๑๘๔๒ tonnes"),
        ("The regula-tion of centri- fugal pumps", "The regulation of centrifugal pumps"),
        ("Résolution ５", "Re\u0301solu\u00adtion 5"),
    ],
)
def test_two_writings_of_a_text_are_the_same_text(one: str, other: str) -> None:
    for before, after in ((one, other), (other, one)):
        assert is_same(compare(page(Text(QUOTA), Text(before)), page(Text(QUOTA), Text(after)))), (
            before,
            after,
        )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("-5 degrees or less", "5 degrees or less"),
        ("· 5 kg", "• 6 kg"),
        ("☐ prepaid", "☑ prepaid"),
        ("1. commercial invoice", "commercial invoices"),
        ("Lists may be sent as files of at most 5 MB", "Lists may be sent as files of at most 10 MB"),
        ("Files to be sent (5 MB)", "Files to be sent (10 MB)"),
        ("Sheet 7 (PDF, 231 KB)", "Sheet 8 (PDF, 231 KB)"),
        ("Mẫu đơn 7 Lượt tải: 745", "Mẫu đơn 8 Lượt tải: 745"),
        ("Sheet Downloads: 557 List of 5 firms", "Sheet Downloads: 992 List of 6 firms"),
        ("Inspections: 3 per year, by two officers", "Inspections: 4 per year, by two officers"),
        ("Write to lists(at)agency.example now", "Write to quotas@agency.example now"),
        ("A quota of 1,842 tonnes", "A quota of 1,824 tonnes"),
        ("A load of 10⁶ Bq", "A load of 106 Bq"),
        ("A sheet of 5 m²", "A sheet of 5 m³"),
        ("Rooms 5 6 of the hall", "Rooms 56 of the hall"),
        ("There is no table here", "There is notable here"),
        ("The rate is 5 %*", "The rate is 5 %"),
        ("The rate is 5 %[1]", "The rate is 5 %[2]"),
        ("第五条 下列货物不适用本规定。", "第六条 下列货物不适用本规定。"),
    ],
)
def test_what_only_looks_like_another_writing_is_a_change(one: str, other: str) -> None:
    for before, after in ((one, other), (other, one)):
        assert compare(page(Text(QUOTA), Text(before)), page(Text(QUOTA), Text(after))).edits, (before, after)


def test_the_marks_of_notes_move_on_when_a_note_comes() -> None:
    texts = ["Pumps for boats[1]", "Garden lamps of iron¹ and steel"]
    moved = [text.replace("[1]", "[2]").replace("¹", "²") for text in texts]
    found = compare(page(*map(Text, texts)), page(*map(Text, moved), Text("[1] Except for trade samples.")))
    assert [(edit.op, edit.after) for edit in found.edits] == [("insert", "[1] Except for trade samples.")]


def test_where_a_link_leads_is_told_though_its_counter_moved_too() -> None:
    old, new = Text("Form, downloads: 88", "item", "/d?id=5"), Text("Form, downloads: 91", "item", "/d?id=6")
    (edit,) = compare(page(Text(QUOTA), old), page(Text(QUOTA), new)).edits
    assert edit.before == "Form, downloads: 88 </d?id=5>"
    assert edit.after == "Form, downloads: 91 </d?id=6>"


def test_a_file_that_is_told_with_another_size_keeps_its_name() -> None:
    assert (
        is_same(
            compare(
                annexed("/a.pdf", name="List (PDF, 231 KB)"), annexed("/b/a.pdf", name="List (PDF, 240 KB)")
            )
        )
        is False
    )
    assert is_same(compare(annexed("/a.pdf", name="List, 1.2 MB"), annexed("/a.pdf", name="List, 1.3 MB")))


def test_a_column_of_sizes_counts() -> None:
    sizes = ("Name", "Size")
    found = compare(
        goods(("List of firms", "5 MB"), columns=sizes), goods(("List of firms", "6 MB"), columns=sizes)
    )
    assert len(found.tables) == 1


# -- codes of goods --------------------------------------------------------------------------------


@pytest.mark.parametrize("heading", ["Code", "Código", "Код", "Mã số", "รหัส", "コード", "编码"])
def test_a_code_that_came_under_a_plain_heading_is_a_fact_in_any_language(heading: str) -> None:
    columns = (heading, "Name")
    found = compare(
        goods(("5632583063", "drones"), columns=columns), goods(("5632583013", "drones"), columns=columns)
    )
    assert [(fact.name, fact.before, fact.after) for fact in found.facts] == [
        ("hs_codes", "5632583063", "5632583013")
    ]


def test_codes_that_the_harmonized_system_knows_are_codes_whatever_their_column_is_called() -> None:
    columns = ("Ware", "Satz")
    found = compare(
        goods(("854143", "4"), columns=columns), goods(("854143", "4"), ("841370", "5"), columns=columns)
    )
    assert [(fact.name, fact.after) for fact in found.facts] == [("hs_codes", "841370")]


def test_a_number_that_is_no_code_under_another_heading_is_no_code() -> None:
    columns = ("Firm", "Satz")
    found = compare(goods(("999999", "4"), columns=columns), goods(("563258", "4"), columns=columns))
    assert not [fact for fact in found.facts if fact.name == "hs_codes"]


# -- paragraphs that run together ------------------------------------------------------------------

FILED = "The declarant shall file the statement within 6 working days."
PARTS = "Spare parts are subject to the certificate."


def test_of_a_paragraph_that_ran_into_the_next_one_only_its_change_is_told() -> None:
    may = FILED.replace("shall", "may")
    for before, after in (
        ([FILED, PARTS], [f"{may} {PARTS}"]),
        ([PARTS, FILED], [f"{PARTS} {may}"]),
        ([f"{PARTS} {FILED}"], [PARTS, may]),
        ([f"{FILED} {PARTS}"], [may, PARTS]),
    ):
        found = compare(page(Text(QUOTA), *map(Text, before)), page(Text(QUOTA), *map(Text, after)))
        assert [(edit.op, edit.before, edit.after) for edit in found.edits] == [("replace", FILED, may)]


def test_a_word_before_a_sentence_that_stood_alone_is_told_with_it() -> None:
    before = [Text(QUOTA), Text("duty shall be paid by the agent."), Text(PARTS)]
    after = [Text(QUOTA), Text("no duty shall be paid by the agent.")]
    told = [(edit.before, edit.after) for edit in compare(page(*before), page(*after)).edits]
    assert ("duty shall be paid by the agent.", "no duty shall be paid by the agent.") in told
    assert (PARTS, None) in told
