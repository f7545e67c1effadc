"""Facts that moved between two versions: which, from what to what, and where."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from monitor.compare import compare
from monitor.model import Attachment, Content, FactDelta, Table, Text
from tests.growth import assert_linear

COLUMNS = ("税号", "品名", "出口退税率（%）", "有效期至", "配额（吨）", "状态")


def told(before: Content, after: Content) -> list[tuple[str, str | None, str | None, str | None]]:
    return [(fact.name, fact.before, fact.after, fact.place) for fact in compare(before, after).facts]


def texts(*paragraphs: str) -> Content:
    return Content(tuple(map(Text, paragraphs)))


def annex(*rows: tuple[str, ...], columns: tuple[str, ...] = COLUMNS) -> Content:
    return Content((Table("附件1", columns, rows),))


@pytest.mark.parametrize(
    ("before", "after", "facts"),
    [
        ("本公告自2026年7月1日起施行。", "本公告自2026年8月1日起施行。", [("effective", "2026-07-01", "2026-08-01")]),
        ("本公告自发布之日起施行。", "本公告自2026年7月1日起施行。", [("effective", "自发布之日起", "2026-07-01")]),
        ("有效期至2026年12月31日。", "有效期至2027年6月30日。", [("expires", "2026-12-31", "2027-06-30")]),
        (
            "Comments close no later than 1 May 2026.",
            "Comments close no later than 15 May 2026.",
            [("deadline", "2026-05-01", "2026-05-15")],
        ),
        ("Lamps pay duty at 6.5 %.", "Lamps pay duty at 7 %.", [("duty rate", "6.5", "7")]),
        ("进口成套设备免税。", "进口成套设备关税税率为5%。", [("duty rate", "免税", "5")]),
        ("出口退税率为13%。", "出口退税率为9%。", [("export rebate rate", "13", "9")]),
        ("共有1,842家出口企业备案。", "共有2,310家出口企业备案。", [("exporters", "1842", "2310")]),
        ("海关在72小时内放行。", "海关在24小时内放行。", [("hours", "72", "24")]),
        ("Release takes 1.8 days.", "Release takes 1.2 days.", [("days", "1.8", "1.2")]),
        ("企业在三十日内申报。", "企业在十五个工作日内申报。", [("working days", "30 days", "15 working days")]),
        ("保证金为人民币5000元。", "保证金为人民币1.5万元。", [("money", "CNY 5000", "CNY 15000")]),
        ("全年配额为5万吨。", "全年配额为8万吨。", [("tonnes", "50000", "80000")]),
        ("适用于税号85414300的货物。", "适用于税号85414900的货物。", [("hs_codes", "85414300", "85414900")]),
        ("Declare under ISO 14067:2018.", "Declare under ISO 14067:2025.", [("standards", "ISO 14067:2018", "ISO 14067:2025")]),
        ("依照2025年第12号公告办理。", "依照2026年第34号公告办理。", [("documents", "2025年第12号", "2026年第34号")]),
        ("原产于越南、秘鲁的货物。", "原产于越南、智利的货物。", [("markets", "秘鲁", "智利")]),
        ("在上海口岸申报。", "在上海、青岛口岸申报。", [("places", None, "青岛")]),
        ("企业可以提交声明。", "企业应当提交声明。", [("obligation", "可以", "应当")]),
        ("Firms shall register first.", "Firms may register first.", [("obligation", "shall", "may")]),
        ("A label is recommended.", "A label is required.", [("obligation", "is recommended", "is required")]),
        ("备件适用前款规定。", "备件不适用前款规定。", [("obligation", "适用", "不适用")]),
        ("Spare parts are not eligible.", "Spare parts are eligible.", [("obligation", "not eligible", "eligible")]),
    ],
)  # fmt: skip
def test_a_fact_that_moved_in_a_paragraph_is_told_with_its_place(before, after, facts):
    found = told(texts("总则。", before), texts("总则。", after))
    assert found == [(*fact, "paragraph 2") for fact in facts]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("适用税率6.5%，共1,842家企业，说明见附件。", "适用税率6.5%，共1,842家企业，说明见第二个附件。"),
        ("Duty is 5 %. Records are kept for 3 years.", "Records are kept for 3 years. Duty is 5 %."),
        ("Duty is 5.50 % from 2026-07-01.", "A duty of 5.5 % from 1 July 2026."),
        ("税号85414300、85414900的货物。", "税号8541.49.00、8541.43.00的商品。"),
        ("Firms must register.", "Firms shall register."),
        ("全年配额为5万吨。", "全年配额为50000吨整。"),
        ("China Customs accepts it.", "Customs accepts it."),
        ("对本公告有疑问的可以来电。", "对本公告有疑问的，请来电。"),
    ],
)
def test_a_fact_that_merely_stands_there_has_not_moved(before, after):
    assert not told(texts(before), texts(after))


def test_two_rates_that_changed_places_in_a_sentence_are_two_facts():
    found = told(texts("灯具税率5%，电机税率8%。"), texts("灯具税率8%，电机税率5%。"))
    assert [fact[1:3] for fact in found] == [("5", "8"), ("8", "5")]


def test_what_moved_to_another_paragraph_is_no_fact():
    before = texts("第一条 企业应当申报。期限为72小时。", "第二条 税号85414300的货物除外。")
    after = texts("第一条 企业应当申报。", "第二条 税号85414300的货物除外。期限为72小时。")
    assert not told(before, after)


def test_facts_of_a_paragraph_that_came_or_went_are_one_sided():
    before = texts("一。", "In force until 3 May 2027 for 12 ports.")
    assert told(before, texts("一。")) == [
        ("expires", "2027-05-03", None, "paragraph 2"),
        ("ports", "12", None, "paragraph 2"),
    ]


def test_cells_are_facts_by_the_heading_of_their_column():
    before = annex(
        ("85414300", "电池", "免", "2026-12-31", "500", "有效"),
        ("85414900", "灯具", "13", "2026-12-31", "700", "有效"),
        ("85013100", "电机", "6", "2026-12-31", "900", "有效"),
    )
    after = annex(
        ("85414300", "电池", "5", "2027-12-31", "500", "有效"),
        ("85414900", "灯具", "13", "2026-12-31", "800", "失效"),
        ("85013200", "电机", "6", "2026-12-31", "900", "有效"),
    )
    assert told(before, after) == [
        ("export rebate rate", "免", "5", "附件1, row 85414300, column 出口退税率（%）"),
        ("expires", "2026-12-31", "2027-12-31", "附件1, row 85414300, column 有效期至"),
        ("tonnes", "700", "800", "附件1, row 85414900, column 配额（吨）"),
        ("validity", "有效", "失效", "附件1, row 85414900, column 状态"),
        ("hs_codes", "85013100", "85013200", "附件1, row 85013200"),
    ]


def test_two_rates_that_changed_places_between_rows_are_two_facts_with_their_rows():
    columns = ("HS code", "Name", "Rate (%)")
    before = annex(("8541430010", "Cells", "6.5"), ("8541490010", "Lamps", "4"), columns=columns)
    after = annex(("8541430010", "Cells", "4"), ("8541490010", "Lamps", "6.5"), columns=columns)
    assert told(before, after) == [
        ("duty rate", "6.5", "4", "附件1, row 8541430010, column Rate (%)"),
        ("duty rate", "4", "6.5", "附件1, row 8541490010, column Rate (%)"),
    ]


def test_fields_and_attachments_say_where_they_stand():
    one, two = (Attachment(name, f"/files/{name}", name * 8) for name in ("a.xlsx", "b.xlsx"))
    fields = (("效力", "有效"), ("生效日期", "2026-07-01"), ("文号", "署〔2026〕1号"))
    later = (("效力", "失效"), ("生效日期", "2026年8月1日"), ("文号", "署〔2026〕2号"))
    found = compare(Content((), fields, (one,)), Content((), later, (one, two))).facts
    assert [(fact.name, fact.before, fact.after, fact.place) for fact in found[:3]] == [
        ("validity", "有效", "失效", "field 效力"),
        ("effective", "2026-07-01", "2026-08-01", "field 生效日期"),
        ("number", "署〔2026〕1号", "署〔2026〕2号", "field 文号"),
    ]
    assert found[3:] == (FactDelta("attachments", None, "b.xlsx </files/b.xlsx>"),)


SENTENCES = st.one_of(
    st.lists(st.sampled_from(said), max_size=6)
    for said in (
        ("税率为5%。", "税率为8%。", "期限为72小时。", "企业可以申报。", "企业应当申报。", "共12个口岸。", "税号85414300。"),
        ("Duty is 5 %.", "Duty is 8 %.", "It takes 72 hours.", "Firms may file.", "Firms shall file.", "See 12 ports."),
    )
)  # fmt: skip


@given(SENTENCES, SENTENCES)
def test_swapping_the_sides_swaps_every_fact(before, after):
    one, other = texts(*before), texts(*after)
    there = [(fact.name, fact.before, fact.after) for fact in compare(one, other).facts]
    back = [(fact.name, fact.after, fact.before) for fact in compare(other, one).facts]
    assert sorted(map(str, there)) == sorted(map(str, back))


@given(SENTENCES)
def test_the_same_sentences_in_another_order_move_nothing(sentences):
    assert not told(texts(" ".join(sentences)), texts(" ".join(reversed(sentences))))


def test_C19_work_on_numbers_grows_with_their_count():
    def moved(size: int) -> None:
        one, other = (" ".join(f"{n * step % 97} %, {n % 13} hours;" for n in range(size)) for step in (3, 5))
        assert len(compare(texts(one), texts(other)).facts) <= 2_000

    assert_linear(moved, 500)


def test_C19_ten_thousand_words_of_duty_are_read_once():
    assert_linear(lambda size: told(texts("可以不应当may " * size), texts("应当不可以shall " * size)), 500)
