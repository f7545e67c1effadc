"""Facts: what a text says of days, codes, counts and names, and what only looks like it."""

from datetime import date

import pytest
from hypothesis import given, settings, strategies as st

from monitor import facts
from monitor.facts.ports import names_of
from monitor.model import Count, FactDelta, Facts
from tests.growth import assert_linear


def find(text: str, title: str = "", published: date | None = None) -> Facts:
    return facts.find(title, text, language="zh", published=published)


MAY = date(2026, 5, 8)


@pytest.mark.parametrize(
    "text",
    [
        "本公告自2026年5月8日起施行。",
        "本措施自2026年5月8日（含）起开始实施。",
        "自二〇二六年五月八日起执行。",
        "决定自２０２６年５月８日起正式实施。",
        "The scheme is effective 8 May 2026.",
        "It enters into force on May 8, 2026.",
        "Effective date: 2026-05-08",
        "This takes effect from 8th May 2026 at all ports.",
        "From 8 May 2026 the pilot applies at 12 ports.",
        "On 1 March 2026 an inquiry ended. This notice takes effect on 8 May 2026.",
        "《某公告》自2020年1月1日起废止。本公告自2026年5月8日起施行。",
    ],
)
def test_the_day_in_force_is_found(text: str) -> None:
    assert find(text).effective == MAY


@pytest.mark.parametrize(
    "text", ["本公告自公布之日起施行。", "即日起，允许符合要求的某国鲜果进口。", "Effective immediately."]
)
def test_the_day_of_publication_is_the_day_in_force_when_the_text_says_so(text: str) -> None:
    assert find(text, published=MAY).effective == MAY
    assert find(text).effective is None


@pytest.mark.parametrize(
    "text",
    [
        "证书自签发之日起6个月内有效。",
        "自注册之日起5年。",
        "自2026年5月8日起废止。",
        "2026年2月31日起施行。",
        "会议于2026年5月8日召开。",
    ],
)
def test_periods_repeals_and_mere_days_start_nothing(text: str) -> None:
    assert find(text, published=date(2026, 1, 1)).effective is None


def test_a_validity_gives_both_days() -> None:
    found = find("本名单有效期自2026年5月8日起至2027年5月7日止。")
    assert (found.effective, found.expires) == (MAY, date(2027, 5, 7))


def test_the_last_day_is_found_in_english() -> None:
    assert find("The measure remains in effect until 7 May 2027.").expires == date(2027, 5, 7)


def test_the_day_of_issue_is_signed_at_the_end() -> None:
    assert find("现予公布。\n特此公告。\n某某总署\n2026年5月8日").published == MAY
    assert find("发布日期：2026-05-08\n正文").published == MAY


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("税则号列2710.1912、2710.1923、2710.1919", ("2710.1912", "2710.1923", "2710.1919")),
        ("归入品目38.24、子目3824.99项下", ("38.24", "3824.99")),
        ("原油（HS编码2709000000）", ("2709000000",)),
        ("（商品编号：８５４１４３００１０）", ("8541430010",)),
        ("headings 9903.85.25 through 9903.85.44", ("9903.85.25", "9903.85.44")),
        ("headings 9903.01.26-9903.01.33 are suspended", ("9903.01.26", "9903.01.33")),
        ("provided for in 8541.40.6025 and 8541.42.0010", ("8541.40.6025", "8541.42.0010")),
        ("heading 8702 of the HTSUS", ("8702",)),
        ("HS codes 8501-8504", ("8501", "8504")),
        ("subheading 0101210000-00-00", ("0101210000-00-00",)),
        ("商品编号\t名称\n8541430010\t组件\nex 940541\t灯\n1012100\t马", ("8541430010", "940541", "1012100")),
    ],
)
def test_codes_are_kept_as_written(text: str, codes: tuple[str, ...]) -> None:
    assert find(text).hs_codes == codes


@pytest.mark.parametrize(
    "text",
    [
        "编码规则为AEOCN1234567890，商品编号另填",
        "监管方式代码“5072”，商品编号另填",
        "商品归类决定Z2010-0006",
        "标准SN/T 1496—2004",
        "海关总署公告2019年第207号，税目不变",
        "税目数由8957个增加",
        "折合2227.35千克",
        "under 19 U.S.C. 1862 and Proclamation 9704, headings stay",
        "出口管制编码1C117.d",
        "chemical 14802-03-0 of heading",
        "on 2024.05.08 and 20240508, headings stay",
        "联系电话：65194114，税目见附件",
        "heading 7712.00",
        "本公告2024年执行",
    ],
)
def test_look_alikes_are_no_codes(text: str) -> None:
    assert find(text).hs_codes == ()


def test_standards_are_found_beside_chinese_signs() -> None:
    assert find("须提交ISO 14067声明，按GB/T 24067-2024和IEC 60598检测").standards == (
        "ISO 14067",
        "GB/T 24067-2024",
        "IEC 60598",
    )


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("首批1,842家出口企业", Count("1842", "家", "出口企业")),
        ("在12个重点口岸试行", Count("12", "个", "口岸")),
        ("扩大到二十个口岸", Count("20", "个", "口岸")),
        ("口岸由原来的增加至20个。", Count("20", "个", "口岸")),
        ("72小时内放行", Count("72", "hours", "clearance")),
        ("at 12 key ports", Count("12", "ports", "ports")),
        ("twelve ports", Count("12", "ports", "ports")),
        ("1,842 certified exporters", Count("1842", "exporters", "exporters")),
        ("average clearance of 1.8 days", Count("1.8", "days", "clearance")),
        ("缩短65%", Count("65", "percent", "")),
        ("a rate of 25\npercent\n\non goods", Count("25", "percent", "")),
    ],
)
def test_counts_say_what_they_count(text: str, count: Count) -> None:
    assert count in find(text).counts


@pytest.mark.parametrize("text", ["2026年5月8日", "第3号公告", "1,84,2家", "第十二届"])
def test_dates_and_numbers_of_notices_count_nothing(text: str) -> None:
    assert find(text).counts == ()


@pytest.mark.parametrize(
    ("title", "text", "number"),
    [
        ("海关总署公告2026年第45号", "", "海关总署公告2026年第45号"),
        ("关于某事的公告（海关总署公告2026年第45号）", "", "海关总署公告2026年第45号"),
        ("", "文号：署公告〔2026〕45号\n正文", "署公告〔2026〕45号"),
        ("", "海关总署公告2026年第45号\n正文", "海关总署公告2026年第45号"),
        ("Notice No. 12 of 2026", "", "Notice No. 12 of 2026"),
        ("海关总署关于修改海关总署公告2015年第59号第十条的公告", "", None),
        ("", "按照海关总署公告2019年第207号执行。", None),
    ],
)
def test_only_its_own_number_is_a_notices_number(title: str, text: str, number: str | None) -> None:
    assert find(text, title).number == number


def test_ports_are_named_where_the_sentence_speaks_of_ports() -> None:
    assert find("在上海、宁波、某某等12个口岸先行。").places == ("上海", "宁波", "某某")
    assert find("The ports of Shanghai and Ningbo are added.").places == ("Shanghai", "Ningbo")
    assert find("上海的一家公司参加会议。").places == ()
    assert find("Closing of the Port of Whitetail, MT").places == ("Whitetail",)


def test_a_port_is_known_by_all_its_names() -> None:
    assert names_of("ningbo") == ("ningbo", "Ningbo", "宁波")
    assert names_of("Nowhere") == ("Nowhere",)


def test_deltas_pair_counts_by_what_they_count() -> None:
    before = find("12个口岸，1,842家出口企业，72小时放行。税号8541.43、8501。")
    after = find(
        "1,842家出口企业改为2,310家出口企业，20个口岸，72小时放行。税号8541.43、8541.49。自2026年5月8日起施行。"
    )
    assert facts.deltas(before, after) == (
        FactDelta("effective", None, "2026-05-08"),
        FactDelta("hs_codes", "8501", "8541.49"),
        FactDelta("ports", "12", "20"),
        FactDelta("exporters", None, "2310"),
    )


texts = st.text(
    alphabet=st.sampled_from(
        "年月日自起施行第号公告家个口岸税目〔〕《》.,，、 \t\n-0123456789一二十abcISO\0%\ud800"
    ),
    max_size=200,
)


@given(texts | st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    found = find(text, text)
    assert facts.deltas(found, found) == ()
    assert all(code in text or code for code in found.hs_codes)


@given(texts, texts)
@settings(max_examples=50)
def test_deltas_mirror(one: str, other: str) -> None:
    there, back = facts.deltas(find(one), find(other)), facts.deltas(find(other), find(one))
    assert {(d.name, d.before, d.after) for d in there} == {(d.name, d.after, d.before) for d in back}


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "a",
        "年月日",
        " ",
        "1.",
        "1,",
        "上海、",
        "口岸",
        "税目8541、",
        "2026年",
        "公告关",
        "一二",
        "12 very big key ",
        "port of A ",
        "《",
        "8501-",
        "(",
        "\0",
    ],
)
def test_C18_hostile_text_costs_linear_time(unit: str) -> None:
    def found(size: int) -> Facts:
        text = unit * (size // len(unit))
        return find(text, text)

    assert_linear(found, 10_000)
