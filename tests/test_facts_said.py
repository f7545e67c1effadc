"""Facts where they stand: papers, limits, rates, standards, ports, markets, schemes, and the places of each."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from monitor import facts
from monitor.model import Attachment, Content, FactKind, Facts, Mention, Table, Text
from monitor.prose import body, places
from tests.growth import assert_linear


def find(text: str, title: str = "") -> Facts:
    return facts.find(title, text, language="zh")


def said(text: str, kind: FactKind) -> list[tuple[str, str | None]]:
    return [(one.value, one.of) for one in find(text).mentions if one.kind is kind]


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("应提交原产地证书和卫生证书。", ["certificate of origin", "sanitary certificate"]),
        ("應提交原產地證書。", ["certificate of origin"]),
        ("核查植物检疫证书及附加声明", ["phytosanitary certificate", "additional declaration"]),
        ("须取得《进境动植物检疫许可证》", ["quarantine permit"]),
        ("提交ISO 14067碳足迹声明", ["ISO 14067 declaration"]),
        ("an ISO 14067:2018 carbon footprint declaration", ["ISO 14067 declaration"]),
        ("submit CBP Form 7501 and a Form E", ["CBP Form 7501", "Form E"]),
        ("a movement certificate EUR.1", ["EUR.1"]),
        ("a CITES permit and certificates of origin", ["CITES permit", "certificate of origin"]),
        ("须有3C证书", ["3C certificate"]),
        ("a live bird certificate", ["live bird certificate"]),
        ("a valid dangerous goods licence", ["dangerous goods licence"]),
        ("须随附食品卫生证明书", ["食品卫生证明书"]),
        ("全面推行证明事项", []),
        ("报关单位备案", []),
        ("information that is required, in the same form as before", []),
        ("peace and permits nothing", []),
    ],
)
def test_papers_have_one_name_and_unknown_ones_their_own(text: str, papers: list[str]) -> None:
    assert [value for value, _ in said(text, FactKind.PAPER)] == papers


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("72小时内放行", ("72 hours", "clearance")),
        ("release within 24 hours", ("24 hours", "clearance")),
        ("average clearance of 1.8 days", ("1.8 days", "clearance")),
        ("应在5个工作日内审核", ("5 working days", "review")),
        ("within 30 days of arrival", ("30 days", "arrival")),
        ("应至少提前一个月通报", ("1 months", "notice")),
        ("单证保存3年以上", ("3 years", "storage")),
        ("有效期为5年内", ("5 years", "validity")),
        ("应当在24小時內申報", ("24 hours", "filing")),
    ],
)
def test_a_time_limit_says_what_it_limits(text: str, limit: tuple[str, str]) -> None:
    assert said(text, FactKind.LIMIT) == [limit]


@pytest.mark.parametrize("text", ["过去3年内未发生疫情", "a 20-year average", "the lowest in 50 years"])
def test_a_period_that_limits_nothing_is_only_counted(text: str) -> None:
    assert said(text, FactKind.LIMIT) == []
    assert len(said(text, FactKind.COUNT)) == 1


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("税则号列8541.4300进口关税税率为6.5%。", ("6.5%", "duty rate 8541.4300")),
        ("a duty of 25 percent on heading 8702", ("25%", "duty rate 8702")),
        ("出口退税率为13%", ("13%", "export rebate rate")),
        ("增值税13%", ("13%", "VAT rate")),
        ("进口该设备免税", ("0%", "duty rate")),
        ("税号8541.43、8541.49关税税率为5%", ("5%", "duty rate")),
    ],
)
def test_a_rate_says_of_which_duty_and_of_the_one_code_beside_it(text: str, rate: tuple[str, str]) -> None:
    assert said(text, FactKind.RATE) == [rate]


def test_a_percentage_that_nobody_pays_is_a_count() -> None:
    assert said("通关时间缩短65%", FactKind.RATE) == []
    assert said("通关时间缩短65%", FactKind.COUNT) == [("65", "percent")]


def test_the_cells_of_a_rates_column_are_rates_of_their_rows_code() -> None:
    text = "商品编号\t名称\t最惠国税率（%）\t出口退税率\n8541430010\t组件\t6.5\t13%\n9405420000\t灯\t免税\t9"
    assert said(text, FactKind.RATE) == [
        ("6.5%", "duty rate 8541430010"),
        ("13%", "export rebate rate 8541430010"),
        ("0%", "duty rate 9405420000"),
        ("9%", "export rebate rate 9405420000"),
    ]


@pytest.mark.parametrize(
    ("text", "standard"),
    [
        ("ISO 14067：2018", "ISO 14067:2018"),
        ("ISO14067-2018", "ISO 14067:2018"),
        ("GB/T 24067—2024", "GB/T 24067-2024"),
        ("EN ISO 14067:2018", "EN ISO 14067:2018"),
        ("IEC 60598", "IEC 60598"),
        ("ISPM No. 15", "ISPM 15"),
        ("SN/T 1496—2004", "SN/T 1496-2004"),
    ],
)
def test_a_standard_has_one_spelling(text: str, standard: str) -> None:
    assert said(f"符合{text}要求", FactKind.STANDARD) == [(standard, None)]


def test_ports_and_customs_districts_are_told_apart_from_offices() -> None:
    text = "上海、宁波等12个口岸先行，由深圳海关负责。北京市商务局的口岸处"
    assert said(text, FactKind.PORT) == [
        ("Shanghai", None),
        ("Ningbo", None),
        ("Shenzhen", "customs district"),
    ]


def test_countries_and_blocs_have_one_code_or_name() -> None:
    text = "goods of the Republic of Korea, Viet Nam, ASEAN and Mercosur under (EU) 2026/123"
    assert said(text, FactKind.COUNTRY) == [
        ("KR", None),
        ("VN", None),
        ("ASEAN", "bloc"),
        ("MERCOSUR", "bloc"),
    ]
    assert said("原产于美国、越南和内蒙古", FactKind.COUNTRY) == [("US", None), ("VN", None)]


def test_schemes_of_trusted_traders_are_named() -> None:
    assert [value for value, _ in said("中国与某国实施AEO互认，高级认证企业适用", FactKind.SCHEME)] == [
        "AEO mutual recognition",
        "AEO",
    ]
    assert said("填报AEOCN1234567890", FactKind.SCHEME) == []


def test_what_a_text_says_over_and_over_is_told_a_few_times_only() -> None:
    assert len(said("须提交原产地证书。" * 50, FactKind.PAPER)) == 5


# -- places ----------------------------------------------------------------------------------------

NOTICE = Content(
    blocks=(
        Text("海关总署公告2026年第45号", "heading"),
        Text("本公告自2026年5月8日起施行，72小时内放行。"),
        Table("附件1", ("商品编号", "税率"), (("8541430010", "6.5%"), ("9405420000", "0"))),
    ),
    fields=(("效力", "现行有效，有效期至2027年5月7日"),),
    attachments=(Attachment("list.xlsx", "https://x.example/l", None, (Text("提交原产地证书"),)),),
)


def test_a_fact_of_a_page_stands_where_a_reader_finds_it() -> None:
    found = facts.located(find(body(NOTICE)), NOTICE)
    stands = {(one.kind, one.value): one.place for one in found.mentions}
    assert stands[FactKind.EFFECTIVE, "2026-05-08"] == "paragraph 2"
    assert stands[FactKind.LIMIT, "72 hours"] == "paragraph 2"
    assert stands[FactKind.EXPIRES, "2027-05-07"] == "field 效力"
    assert stands[FactKind.HS_CODE, "8541430010"] == "table 附件1, row 8541430010, column 商品编号"
    assert stands[FactKind.RATE, "6.5%"] == "table 附件1, row 8541430010, column 税率"
    assert stands[FactKind.PAPER, "certificate of origin"] == "list.xlsx, paragraph 1"


def test_every_line_of_a_body_has_its_place() -> None:
    text, known = body(NOTICE), places(NOTICE)
    assert known.place(text.index("税率")) == "table 附件1, head, column 税率"
    assert known.place(text.index("9405420000")) == "table 附件1, row 9405420000, column 商品编号"
    assert places(Content()).place(0) == "body"


# -- laws ------------------------------------------------------------------------------------------

WORDS = (
    "海关总署公告2026年第45号", "自2026年5月8日起施行", "自公布之日起30日后", "72小时内放行", "税率为6.5%", "税号8541.43", "上海口岸", "12个", "，", "。",
    "《", "》", "(", ")", "\n", "\n\n", "\t", "  ", "ISO 14067:2018", "声明", "原产地证书", "within 30 days of arrival", "Order No. 12/2026", "until ", "1 May 2026",
    "certificates", "the United States", "RCEP", "AEO", "互认", "關稅", "證書", "２０２６年", "İ", "ß", "\ud800", "no. ", "1,842", "exporters", "% ", "号",
)  # fmt: skip
texts = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=24).map("".join))


def verbatim(mention: Mention, title: str, text: str) -> bool:
    source = title if mention.place == "title" else text
    return source[mention.start : mention.end] == mention.text and bool(mention.text)


@given(texts, texts)
@settings(max_examples=200)
def test_every_mention_stands_at_its_offsets_and_no_text_is_too_strange(title: str, text: str) -> None:
    found = find(text, title)
    assert all(verbatim(mention, title, text) for mention in found.mentions)
    assert all(mention.value for mention in found.mentions)


@given(st.lists(texts, min_size=1, max_size=5))
@settings(max_examples=50)
def test_every_mention_of_a_page_has_a_place(lines: list[str]) -> None:
    content = Content(tuple(map(Text, lines)))
    found = facts.located(find(body(content)), content)
    assert all(mention.place.startswith("paragraph ") for mention in found.mentions)


@pytest.mark.parametrize(
    "unit",
    ["证书", "证明", "许可证", "certificate ", "a b certificate ", "Form ", "5%", "5% 8541.43 ", "税率\t5\n", "3天内", "上海口岸", "AEO", "China", "ISO 1", "、上海", "口岸、"],
)  # fmt: skip
def test_C18_what_is_said_costs_linear_time(unit: str) -> None:
    assert_linear(lambda size: find(unit * (size // len(unit))), 10_000)
