"""Fields, attachments and facts of two versions of a notice."""

from __future__ import annotations

from monitor.compare import compare
from monitor.compare.forms import text
from monitor.model import Attachment, Content, Edit, FactDelta, Table, Text

AT = "http://www.example.gov/files/2026/"


def fields(*pairs: tuple[str, str]) -> Content:
    return Content(fields=pairs)


def annexes(*attachments: Attachment) -> Content:
    return Content(attachments=attachments)


def test_a_thing_compared_with_itself_is_the_same() -> None:
    content = Content(
        (Text("正文。"), Table("表", ("甲",), (("乙",),))), (("文号", "1号"),), (Attachment("附件", AT),)
    )
    found = compare(content, content)
    assert found.same
    assert found.ignored == found.facts == ()


def test_a_notice_that_is_no_longer_valid_has_changed_though_its_text_has_not() -> None:
    found = compare(
        fields(("文号", "12号"), ("效力：", "有效")), fields(("效力：", "失效"), ("文号", "12号"))
    )
    assert found.edits == (Edit("replace", "效力", "有效", "失效"),)
    assert FactDelta("validity", "有效", "失效") in found.facts


def test_a_field_may_come_and_go_and_an_empty_one_is_none() -> None:
    found = compare(
        fields(("Status", "In force"), ("Note", "")), fields(("Reference", "TM 3"), ("Note", " — "))
    )
    assert [(edit.op, edit.path) for edit in found.edits] == [("insert", "Reference"), ("delete", "Status")]


def test_Q10_technical_fields_are_ignored() -> None:
    before = fields(("requestId", "9f"), ("浏览次数", "12"), ("serverTime", "10:00"))
    after = fields(("requestId", "a0"), ("浏览次数", "14"), ("serverTime", "11:00"))
    found = compare(before, after)
    assert found.same
    assert len(found.ignored) == 3


def test_a_swapped_attachment_is_told_with_both_file_names() -> None:
    before, after = (
        annexes(Attachment("附件1：清单.xlsx", AT + "P01.xlsx")),
        annexes(Attachment("附件1：清单.xlsx", AT + "P02.xlsx")),
    )
    assert compare(before, after).edits == (
        Edit(
            "replace",
            "附件1：清单.xlsx",
            f"附件1：清单.xlsx <{AT}P01.xlsx>",
            f"附件1：清单.xlsx <{AT}P02.xlsx>",
        ),
    )


def test_Q22_an_attachment_with_another_session_is_the_same() -> None:
    one = annexes(Attachment("附件1", AT + "a.pdf;jsessionid=1F"), Attachment("附件2", AT + "b.pdf"))
    other = annexes(Attachment("附件2", "/files/2026/b.pdf"), Attachment("附件1", AT + "a.pdf;jsessionid=2E"))
    assert compare(one, other).same


def test_an_attachment_that_came_and_one_that_went() -> None:
    found = compare(
        annexes(Attachment("Annex 1", AT + "1.pdf")), annexes(Attachment("Annex 2", AT + "2.pdf"))
    )
    assert {(edit.op, edit.path) for edit in found.edits} == {("delete", "Annex 1"), ("insert", "Annex 2")}


def test_the_text_of_an_attachment_is_compared_under_its_name() -> None:
    def annex(rate: str, text: str) -> Content:
        table = Table("Sheet1", ("HS code", "Rate"), (("8541430010", rate), ("9405410000", "3")))
        return annexes(Attachment("附件1.xlsx", AT + "1.xlsx", rate, (Text(text), table)))

    found = compare(annex("5", "说明：试行。"), annex("6", "说明：施行。"))
    assert [edit.path for edit in found.edits] == ["附件1.xlsx, paragraph 1"]
    assert [table.name for table in found.tables] == ["附件1.xlsx, Sheet1"]


def test_C31_an_attachment_that_became_unreadable_is_not_an_emptied_one() -> None:
    read = Attachment("附件1.pdf", AT + "1.pdf", blocks=(Text("正文。"),))
    unread = Attachment("附件1.pdf", AT + "1.pdf", unread="it is encrypted")
    found = compare(annexes(read), annexes(unread))
    assert found.same
    assert [(entry.why, entry.text) for entry in found.ignored] == [
        ("not compared: it is encrypted", "附件1.pdf")
    ]


def test_C31_an_unread_attachment_with_other_bytes_has_changed() -> None:
    def scan(sha256: str) -> Content:
        return annexes(Attachment("scan.pdf", AT + "scan.pdf", sha256, unread="PDF is not read yet"))

    assert compare(scan("aa"), scan("aa")).same
    (edit,) = compare(scan("aa"), scan("bb")).edits
    assert (edit.before, edit.after) == ("scan.pdf, SHA-256 aa", "scan.pdf, SHA-256 bb")


def test_the_same_file_at_another_address_is_no_change() -> None:
    found = compare(
        annexes(Attachment("A", AT + "1.pdf", "aa")), annexes(Attachment("A", AT + "2.pdf", "aa"))
    )
    assert found.same
    assert [entry.why for entry in found.ignored] == ["the same file under another name or address"]


def test_C31_a_text_that_is_not_available_is_not_an_emptied_one() -> None:
    full = Content((Text("正文。"),), attachments=(Attachment("附件", AT + "1.pdf"),))
    found = compare(full, Content(unread="PDF is not read yet"))
    assert found.same
    assert [entry.why for entry in found.ignored] == ["the text was not compared: PDF is not read yet"]


def test_a_paragraph_that_only_names_an_attachment_is_told_once() -> None:
    def notice(file: str) -> Content:
        return Content((Text("附件1", href=AT + file),), attachments=(Attachment("附件1", AT + file),))

    assert len(compare(notice("1.pdf"), notice("2.pdf")).edits) == 1


def test_facts_come_from_the_changed_texts_only() -> None:
    standing = Text("商品编号8504401990的充放电控制器不受影响，自2026年1月1日起执行的规定继续有效。")
    before = Content((standing, Text("首批开通的口岸共12个。"), Text("本公告自2026年5月8日起施行。")))
    after = Content((standing, Text("首批开通的口岸共20个。"), Text("本公告自2026年6月5日起施行。")))
    found = compare(before, after, language="zh").facts
    assert FactDelta("effective", "2026-05-08", "2026-06-05") in found
    assert FactDelta("ports", "12", "20") in found
    assert len(found) == 2


def test_a_comparison_leaves_no_shapes_of_its_texts_in_memory() -> None:
    """Of long texts they take 80 KB each; in a year they were what grew."""
    text.likeness("the bond is renewed each quarter", "the bond is renewed each year")
    assert text._shape.cache_info().currsize > 0
    old, new = (
        Content((Text(f"Importers of ceramic tiles shall renew the {paper} at the border post."),))
        for paper in ("certificate", "declaration")
    )
    assert not compare(old, new).same
    assert text._shape.cache_info().currsize == 0
