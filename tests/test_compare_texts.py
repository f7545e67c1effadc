"""When two texts say the same, and what becomes of those that do not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, strategies as st

from monitor.compare import align, compare
from monitor.compare.forms.text import likeness, normal, quantity
from monitor.compare.noise import known as noise
from monitor.compare.texts.blocks import MOST_LEFT
from monitor.model import Content, Edit, Text
from tests.growth import assert_linear


def page(*texts: str | Text) -> Content:
    return Content(blocks=tuple(text if isinstance(text, Text) else Text(text) for text in texts))


def edits(before: Content, after: Content) -> list[tuple[str, str | None, str | None]]:
    return [(edit.op, edit.before, edit.after) for edit in compare(before, after).edits]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("税率为５％，自２０２６年起", "税率为 5%, 自 2026 年起"),
        ("（一）“单一窗口”", '(一)"单一窗口"'),
        ("加强监\n      管", "加强监管"),
        ("foo ( bar ) , baz", "foo (bar), baz"),
        ("Tom &amp; Co", "Tom & Co"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("10 – 20", "10-20"),
        ("公告〔2026〕3号", "公告[2026]3号"),
        ("cafe\u0301", "café"),
    ],
)
def test_how_a_text_is_set_does_not_count(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("6.5%", "6.6%"),
        ("HS 8541 43", "HS 854143"),
        ("Article 1. 5 per cent", "Article 1.5 per cent"),
        ("应当", "可以"),
        ("shall not", "shall"),
        ("1,842", "1,824"),
    ],
)
def test_what_a_text_says_counts(one: str, other: str) -> None:
    assert normal(one) != normal(other)


@given(st.text("aB1 9.,，。（()）%％-—–“”\u3000\u200b\n税率５", max_size=80))
def test_a_normal_form_is_its_own_normal_form(text: str) -> None:
    assert normal(normal(text)).replace("\0", " ") == normal(text).replace("\0", " ")


def test_numbers_have_one_spelling_and_codes_keep_their_zeros() -> None:
    assert [quantity(text) for text in ("1,842.0", "5.50%", "0.0", "+3")] == ["1842", "5.5%", "0", "3"]
    assert quantity("0101210000") is None
    assert quantity("8541.43.00") is None


def test_likeness_is_symmetric_and_complete_for_the_same_text() -> None:
    assert likeness("进口关税税率", "进口关税税率") == 1.0
    assert likeness("进口关税税率", "出口关税") == likeness("出口关税", "进口关税税率")
    assert likeness("abc", "xyz") == 0.0


def test_a_reworded_paragraph_is_one_edit_with_both_whole_texts() -> None:
    before = page("第一条 总则。", "税率定为6.5%，自2026年5月8日起施行。", "附则。")
    after = page("第一条 总则。", "税率定为6.8%，自2026年5月8日起施行。", "附则。")
    assert compare(before, after).edits == (
        Edit(
            "replace",
            "paragraph 2",
            "税率定为6.5%，自2026年5月8日起施行。",
            "税率定为6.8%，自2026年5月8日起施行。",
        ),
    )


def test_an_inserted_and_a_deleted_paragraph_keep_their_places() -> None:
    first, gone, last, come = (
        "Alpha goods only.",
        "Sealed containers.",
        "Final words.",
        "New permits are needed.",
    )
    assert edits(page(first, gone, last), page(first, last, come)) == [
        ("delete", gone, None),
        ("insert", None, come),
    ]


def test_another_order_is_ignored_with_the_reason() -> None:
    found = compare(
        page("one text", "two texts", "three texts"), page("three texts", "one text", "two texts")
    )
    assert found.same
    assert [entry.why for entry in found.ignored] == ["the same texts in another order"]


def test_an_item_that_moved_under_another_heading_is_told() -> None:
    def lists(allowed: list[str], forbidden: list[str]) -> Content:
        heads = (Text("允许进口", role="heading"), Text("禁止进口", role="heading"))
        return page(heads[0], *(Text(item, role="item") for item in allowed), heads[1], *forbidden)

    before = lists(["香菇", "精油", "鳕鱼片", "玻璃"], ["古董", "象牙"])
    assert compare(before, lists(["香菇", "鳕鱼片", "玻璃"], ["古董", "精油", "象牙"])).edits == (
        Edit("move", "paragraph 2", "允许进口 › 精油", "禁止进口 › 精油"),
    )
    assert compare(before, lists(["玻璃", "精油", "鳕鱼片", "香菇"], ["象牙", "古董"])).same


def test_headings_that_changed_places_move_no_text() -> None:
    title, tool = Text("关于关税的公告", role="heading"), Text("Share", role="heading")
    assert compare(page(title, tool, "正文一。", "正文二。"), page(tool, title, "正文一。", "正文二。")).same


def test_sections_in_another_order_are_the_same_sections() -> None:
    sections = [(Text(f"Chapter {n}", role="heading"), Text(f"Words of chapter {n}.")) for n in range(9)]
    turned = [*sections[4:], *sections[:4]]
    assert compare(page(*sum(sections, ())), page(*sum(turned, ()))).same


def test_an_edited_item_is_found_in_a_list_in_another_order() -> None:
    items = [f"Notice {n} on the import of product {n * n}" for n in range(30)]
    changed = [*items[::-1]]
    changed[7] = changed[7].replace("import", "export")
    assert edits(page(*items), page(*changed)) == [("replace", items[22], changed[7])]


def test_the_same_words_in_other_paragraphs_are_no_change() -> None:
    before = page("Start.", "The first sentence. The second sentence.", "第一款内容。", "End.")
    after = page("Start.", "The first sentence.", "The second sentence. 第一款内容。", "End.")
    found = compare(before, after)
    assert found.same
    assert [entry.why for entry in found.ignored] == ["the same words divided differently"]


def test_an_edit_among_paragraphs_divided_differently_is_still_told() -> None:
    before = page("One sentence. Two sentences.", "The rate is 5%.", "Last words of all.")
    after = page("One sentence.", "Two sentences.", "The rate is 6%.", "Last words of all.")
    assert edits(before, after) == [("replace", "The rate is 5%.", "The rate is 6%.")]


def test_articles_that_only_moved_on_in_number_are_not_told() -> None:
    before = page("第一条 海关受理申报。", "第二条 企业保存单证。", "第三条 本办法自公布之日起施行。")
    after = page(
        "第一条 海关受理申报。",
        "第二条 新增碳足迹声明。",
        "第三条 企业保存单证。",
        "第四条 本办法自公布之日起施行。",
    )
    found = compare(before, after)
    assert [(edit.op, edit.after) for edit in found.edits] == [("insert", "第二条 新增碳足迹声明。")]
    assert {entry.why for entry in found.ignored} == {"only its number moved on"}


def test_a_number_that_changes_alone_is_told() -> None:
    assert edits(page("第二条 企业保存单证。"), page("第三条 企业保存单证。")) == [
        ("replace", "第二条 企业保存单证。", "第三条 企业保存单证。")
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("浏览次数：812", "浏览次数：1,204"),
        ("Views: 12", "Views: 13"),
        ("您是第1000位访问者", "您是第1,204位访问者"),
        ("欢迎您！您是本站第1000位访客 当前在线 55 人", "欢迎您！您是本站第1001位访客 当前在线 7 人"),
        ("在线人数：55", "在线人数：61"),
        ("You are visitor number 1,000. 55 users online", "You are visitor number 1,204. 7 users online"),
        ("You are the 1,000th visitor to this website", "You are the 1,001st visitor to this website"),
        ("发布时间：2026-05-08 来源：海关总署 点击数 99", "发布时间：2026-05-08 来源：海关总署 点击数 104"),
        ("今天是2026年11月3日 星期二 10:20", "今天是2026年11月4日 星期三 09:01"),
        ("Tuesday, 3 November 2026 10:20:01 server time", "Friday, 6 November 2026 01:00:59 server time"),
        ("© 2025 Customs. All rights reserved.", "© 2026 Customs. All rights reserved."),
        ("上一篇：关于甲的公告", "上一篇：关于乙的公告"),
        ("Page 1 of 23 (230 results)", "Page 1 of 24 (231 results)"),
        ("第1/239页 总条数：2381", "第1/240页 总条数：2391"),
        ("English | 繁體版", "English | Français | 繁體版"),
        ("【打印】【关闭】【字号：大 中 小】", "【打印】"),
    ],
)
def test_Q10_what_the_page_says_about_itself_is_ignored_with_a_reason(one: str, other: str) -> None:
    found = compare(page("正文。", one), page("正文。", other))
    assert found.same
    assert found.ignored


def test_C18_a_line_of_counters_over_and_over_takes_no_minutes() -> None:
    started = time.thread_time()
    for line in ("第1位访客" * 90, "在线1" * 160, "1 users online " * 33):
        noise.reason(line[:499] + "x")
    assert time.thread_time() - started < 1


@pytest.mark.parametrize(
    "text", ["浏览次数：812", "© 2025 Customs", "Views: 12", "上一篇：关于甲的公告", "【打印】"]
)
def test_a_line_of_the_page_itself_may_come_and_go(text: str) -> None:
    assert edits(page("正文。"), page("正文。", "不得申报。", text)) == [("insert", None, "不得申报。")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("浏览次数：812 税率：5%", "浏览次数：900 税率：6%"),
        ("本目录共230条", "本目录共231条"),
        ("Read 5 documents before filing.", "Read 6 documents before filing."),
        ("The hearing is on Friday, 6 March 2026 10:00.", "The hearing is on Friday, 13 March 2026 10:00."),
        ("发布日期：2026年5月8日", "发布日期：2026年5月9日"),
        ("Next, exporters file form A.", "Next, exporters file form B."),
        ("自2026年5月8日起", "自2026年5月9日起"),
        ("首批口岸12个", "首批口岸20个"),
        ("当前在线申报企业55家", "当前在线申报企业61家"),
        ("在线办理55件", "在线办理61件"),
        ("12 ports online", "20 ports online"),
        ("第12位", "第20位"),
    ],
)
def test_a_rate_a_count_or_a_date_is_never_silenced(one: str, other: str) -> None:
    assert edits(page("正文。", one), page("正文。", other)) == [("replace", one, other)]


def test_a_repetition_of_the_title_is_no_change() -> None:
    title = Text("中华人民共和国关税法", role="heading")
    assert compare(page(title, "中华人民共和国关税法", "正文。"), page(title, "正文。")).same


def test_an_item_that_reads_like_a_heading_is_no_repetition_of_it() -> None:
    heads = [Text(name, role="heading") for name in ("Partners", "Japan", "Korea")]
    item = Text("Japan", role="item")
    assert edits(page(*heads, item, "End."), page(*heads, "End.")) == [("delete", "Japan", None)]


def test_Q22_a_link_with_another_session_is_the_same_link_and_another_target_is_not() -> None:
    def item(href: str) -> Content:
        return page(Text("关于太阳能路灯的公告", role="item", href=href))

    one = item("http://www.example.gov/a/1.html;jsessionid=A1B2?t=1700000001")
    assert compare(one, item("/a/1.html;jsessionid=FFFF?t=1700009999")).same
    assert edits(one, item("/a/2.html")) == [
        (
            "replace",
            "关于太阳能路灯的公告 <http://www.example.gov/a/1.html>",
            "关于太阳能路灯的公告 </a/2.html>",
        )
    ]


def test_links_side_by_side_that_lead_elsewhere_are_told_each() -> None:
    def links(*files: str) -> Content:
        return page("See:", *(Text(f"Annex {n}", href=f"/files/{file}") for n, file in enumerate(files)))

    assert len(edits(links("a1.pdf", "b1.pdf"), links("a2.pdf", "b2.pdf"))) == 2


def test_C19_a_large_change_is_told_with_counts() -> None:
    before = page("start", *(f"old text {n}" for n in range(MOST_LEFT + 1)), "end")
    after = page("start", *(f"new words {n}" for n in range(MOST_LEFT + 1)), "end")
    (edit,) = compare(before, after).edits
    assert edit.op == "replace"
    assert edit.before is not None
    assert edit.before.startswith("20001 blocks: old text 0; old text 1")


def test_C19_many_like_texts_are_paired_within_a_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    from monitor.compare.texts import pairing

    weighed = []
    real = pairing.likeness
    monkeypatch.setattr(pairing, "likeness", lambda one, other: weighed.append(1) or real(one, other))
    before = page(*(f"The duty on product {n} is {n} per cent." for n in range(3000)))
    after = page(*(f"The duty on product {n} is {n + 7} per cent." for n in range(3000)))
    assert len(compare(before, after).edits) >= 2900
    assert len(weighed) <= 2 * pairing.MOST_WEIGHED


@pytest.mark.parametrize(
    "line",
    [
        "访问次数:12次以内的,可以申报",
        "上一条:出口企业不得申报",
        "copyright 2026 goods need a licence and must be declared",
    ],
)
def test_a_rule_that_begins_like_furniture_is_no_noise(line):
    assert ("12" in line) == ("12" in noise.quiet(line)[0])
    assert noise.reason(line) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10⁶件", "106件"),
        ("税率5①", "税率51"),
        ("1½ per cent", "11/2 per cent"),
        ("≤5%", "<5%"),
        ("企業應當申報", "企业应当申报"),
        ("no table data", "notable data"),
        ("5‰", "5%"),
        ("~5%", "5%"),
    ],
)
def test_signs_that_only_look_alike_are_kept_apart(one: str, other: str) -> None:
    assert not compare(page("正文。", one), page("正文。", other)).same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("面积10m²，①企业", "面积10m2，1企业"),
        ("๒๕๖๙ และ ٥٪", "2569 และ 5%"),
        ("共1,842家企业", "共1842家企业"),
        ("in 1 842 firms", "in 1,842 firms"),
        ("ﬁne ｶﾞｽ", "fine ガス"),
    ],
)
def test_the_same_number_and_letter_in_another_script_is_the_same(one: str, other: str) -> None:
    assert compare(page("正文。", one), page("正文。", other)).same


@pytest.mark.parametrize(
    ("one", "other"),
    [("1,842", "1,84"), ("6,5 t, 1,842 t", "6,5 t, 1842 t"), ("8541,430", "8541430"), ("12,345", "1,2345")],
)
def test_a_comma_that_may_be_a_decimal_one_counts(one: str, other: str) -> None:
    assert not compare(page(f"About {one}."), page(f"About {other}.")).same


# -- what moved --------------------------------------------------------------------------------------

ARTICLES = (
    "第一条 为便利出口，制定本办法。",
    "第二条 企业应当如实申报。",
    "企业应当保存单证三年。",
    "第三条 海关受理申报，并及时放行。",
    "逾期不予受理，并记入记录。",
    "第四条 本办法自公布之日起施行。",
)


def test_a_paragraph_that_went_to_another_article_is_a_move() -> None:
    first, second, kept, third, late, last = ARTICLES
    assert compare(page(*ARTICLES), page(first, second, third, late, kept, last)).edits == (
        Edit("move", "paragraph 5", f"第二条 › {kept}", f"第三条 › {kept}"),
    )


def test_a_paragraph_that_moved_and_was_edited_is_told_as_both() -> None:
    first, second, kept, third, late, last = ARTICLES
    edited = kept.replace("三年", "五年")
    found = compare(page(*ARTICLES), page(first, second, third, late, edited, last)).edits
    assert [(edit.op, edit.before, edit.after) for edit in found] == [
        ("replace", kept, edited),
        ("move", f"第二条 › {kept}", f"第三条 › {edited}"),
    ]


PROSE = (
    "The importer files the form before arrival.",
    "Goods are held until the form is complete.",
    "Officers may inspect any container at any time.",
    "The duty is 5 per cent from 1 July 2026 at 12 ports.",
)


def test_a_paragraph_among_paragraphs_that_stayed_is_a_move_told_once() -> None:
    first, held, inspected, fees = PROSE
    found = compare(page(*PROSE), page(first, inspected, fees, held))
    (edit,) = found.edits
    assert not found.facts
    assert (edit.op, edit.before, edit.after) == (
        "move",
        f"after “{first}” › {held}",
        f"after “{fees}” › {held}",
    )


def test_links_among_links_that_stayed_are_in_another_order() -> None:
    links = [Text(text, href=f"/n/{n}.html") for n, text in enumerate(PROSE)]
    assert compare(page(*links), page(links[0], *links[2:], links[1])).same


def test_a_number_that_moved_on_counts_where_the_text_left_its_order() -> None:
    before = page("第一条 甲方申报。", "第二条 乙方保存单证。", "第三条 丙方缴纳税款。", "终。")
    after = page(
        "第一条 甲方申报。", "第二条 丙方缴纳税款。", "第三条 乙方保存单证。", "全新的一段另行说明。", "终。"
    )
    assert "第三条 丙方缴纳税款。" in [edit.before for edit in compare(before, after).edits] or (
        "第二条 乙方保存单证。" in [edit.before for edit in compare(before, after).edits]
    )


def test_a_line_that_stands_many_times_keeps_its_neighbours() -> None:
    cells = [cell for n in range(40) for cell in (f"8541{n:04}", "5%", "lamp")]
    changed = [*cells]
    changed[61] = "6%"
    del changed[3:6]
    found = compare(page(*cells), page(*changed))
    assert [(edit.before, edit.after) for edit in found.edits if edit.op == "replace"] == [("5%", "6%")]
    assert [entry.why for entry in found.ignored] == []


# -- size --------------------------------------------------------------------------------------------


def test_thousands_of_edited_lines_are_each_told_as_one_edit() -> None:
    before = page(*(f"Exporter {n} of code {n * 7919} files form {n}." for n in range(600)))
    after = page(*(f"Exporter {n} of code {n * 7919} files form {n + 1}." for n in range(600)))
    assert {edit.op for edit in compare(before, after).edits} == {"replace"}


SHAPES = {
    "cells": lambda n: ([f"{k % 7}%" if k % 3 else f"code {k}" for k in range(n)], [f"{k % 7}%" if k % 3 else f"code {k + 9}" for k in range(n)]),
    "alike": lambda n: (["the same line"] * n, ["the same line"] * (n // 2) + ["another"] + ["the same line"] * (n // 2)),
    "turned": lambda n: ([f"line {k}" for k in range(n)], [f"line {k}" for k in reversed(range(n))]),
    "rewritten": lambda n: ([f"old {k * 31}" for k in range(n)], [f"new {k * 37}" for k in range(n)]),
    "few words": lambda n: ([f"w{k * k % 13}" for k in range(n)], [f"w{k * k * k % 17}" for k in range(n)]),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_C19_no_shape_of_a_text_makes_matching_quadratic(shape: str) -> None:
    def matched(size: int) -> None:
        old, new = SHAPES[shape](size)
        align([Text(text) for text in old], [Text(text) for text in new])

    assert_linear(matched, 500)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([], []),
        ([], ["text"]),
        (["\0\0", "a\0b"], ["a b"]),
        (["\ud800", "x\udfff5"], ["\ud800 x", "y"]),
        (["\u0301" * 5000], ["a" + "\u0301" * 5000]),
        (["\u202eabc", "القانون رقم ٥"], ["abc", "القانون رقم ٦"]),
        (["税率" * 100_000], ["税率" * 100_000 + "五"]),
        (["", " ", "\u200b"], ["———", ""]),
    ],
)
def test_odd_texts_are_answered(before: list[str], after: list[str]) -> None:
    steps = align([Text(text) for text in before], [Text(text) for text in after])
    assert [step.new.text for step in steps if step.new] == after
    assert compare(page(*before), page(*after)) is not None


def test_C19_more_texts_than_anybody_orders_are_told_with_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    from monitor.compare.texts import blocks

    monkeypatch.setattr(blocks, "MOST_TEXTS", 30)
    monkeypatch.setattr(blocks, "MOST_LEFT", 20)
    before = [Text(f"old line {n}") for n in range(40)] + [Text("the end")]
    after = [Text(f"new line {n}") for n in range(40)] + [Text("the end")]
    (edit,) = compare(page(*before), page(*after)).edits
    assert (edit.op, (edit.before or "")[:9], (edit.after or "")[:9]) == ("replace", "40 blocks", "40 blocks")
    steps = align(before, after)
    assert [step.new for step in steps if step.new] == after
    assert [step.old for step in steps if step.old] == before


def test_a_long_text_walked_side_by_side_tells_what_a_short_one_tells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from monitor.compare.forms import sequences

    monkeypatch.setattr(sequences, "LONG", 10)
    before = [f"line {n} of the table" for n in range(100)]
    after = [*before[:30], "a line that came", *before[30:60], *before[61:]]
    after[70] = "line 69 of the other table"
    assert edits(page(*before), page(*after)) == [
        ("insert", None, "a line that came"),
        ("delete", "line 60 of the table", None),
        ("replace", before[70], "line 69 of the other table"),
    ]
