"""Classification: labels with the words that prove them, and what proves nothing."""

from datetime import date

import pytest
from hypothesis import given, settings, strategies as st

from monitor.classify import classify, classify_change, language_of
from monitor.classify.examples import broken_examples
from monitor.classify.score import worth
from monitor.errors import ConfigError
from monitor.model import (
    Amended,
    CellEdit,
    Comparison,
    Content,
    Direction,
    Edit,
    FactDelta,
    LabelName,
    Listed,
    New,
    Notice,
    Removed,
    Row,
    Table,
    TableEdit,
    Text,
)
from monitor.rules import load_rules, shipped_rules
from tests.growth import assert_linear

RULES = shipped_rules()
E, H, D = LabelName.ELIGIBILITY, LabelName.HS_MAPPING, LabelName.DOCUMENTATION


def labels(title: str, text: str = "") -> dict[LabelName, Direction | None]:
    return {label.name: label.direction for label in classify(title, text, RULES, language="zh").labels}


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        (
            "关于进口某国鲜食芒果植物检疫要求的公告",
            "即日起，允许符合以下要求的某国鲜食芒果进口。每批货物应随附官方植物检疫证书。",
            {E: Direction.EXPANSION, D: None},
        ),
        (
            "关于防止某国口蹄疫传入我国的公告",
            "禁止直接或间接从某国输入偶蹄动物。",
            {E: Direction.RESTRICTION},
        ),
        (
            "关于解除某国禽肉禁令的公告",
            "自本公告发布之日起，解除对某国禽肉的禁令。",
            {E: Direction.EXPANSION},
        ),
        ("关于商品归类决定的公告", "现公布商品归类决定。", {H: None}),
        ("关于调整申报要求的公告", "申报时应在报关单备注栏目填报电池编码。", {D: None}),
        ("Closing of the Port of Somewhere", "", {E: Direction.RESTRICTION}),
        ("Lifting the Prohibition on Importation of Rubies", "", {E: Direction.EXPANSION}),
        (
            "Order on Lamps",
            "Imports of lamps are prohibited. Heading 9405.41 of the HTSUS is amended as follows.",
            {E: Direction.RESTRICTION, H: None},
        ),
        ("Importer Security Filing", "", {D: None}),
    ],
)
def test_an_act_with_its_object_gives_the_label(
    title: str, text: str, expected: dict[LabelName, Direction | None]
) -> None:
    assert labels(title, text) == expected


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("关于发布某行业标准的公告", "检测时应提交检验报告，取得证书。"),
        ("关于某办法（征求意见稿）公开征求意见的反馈", "允许进口，禁止出口，申报时填报报关单。"),
        ("Readout of a Call", "They discussed imposing tariffs on imports."),
        ("Technical Corrections to Regulations", "Importers must file a certificate."),
        (
            "On Copper",
            "The Secretary shall initiate an investigation into whether to impose tariffs on imports.",
        ),
        ("关于会议的通知", "会议讨论了《关于禁止进口某国水产品的公告》。"),
        ("A peaceful establishment", "Please inform us of the pace of the establishment."),
        ("", ""),
    ],
)
def test_words_without_an_act_of_this_notice_give_nothing(title: str, text: str) -> None:
    assert labels(title, text) == {}


def test_recitals_count_less_than_the_operative_part() -> None:
    recital = "1. In Proclamation 1 of May 1, 2018, the President imposed tariffs on imports of steel.\n\n"
    operative = "NOW, THEREFORE, I, do hereby proclaim: Steel of Freedonia shall not be subject to the additional duty.\n\n"
    assert labels("On Steel", recital + operative + "Done. " * 40) == {E: Direction.EXPANSION}


def test_a_title_that_is_only_a_number_has_its_subject_in_the_body() -> None:
    text = "关于解除某国禽肉禁令的公告\n各有关单位请照办。"
    (label,) = classify("公告2019年第7号", text, RULES, language="zh").labels
    assert (label.name, label.direction) == (E, Direction.EXPANSION)
    assert {evidence.place for evidence in label.evidence} == {"body"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("为进一步扩大试点范围，现就会务事项公告如下：请准时参加。", {}),
        ("不允许某国鲜梨进口。", {E: Direction.RESTRICTION}),
        ("如发现活虫，将暂停该果园鲜梨进口。", {}),
        ("旅客不得携带，禁止旅客输入禽肉。", {}),
        ("例如，企业应提交原产地证书。", {}),
        ("自即日起，停止对某国无人机实施的出口管制。", {E: Direction.EXPANSION}),
        ("公告停止自甲地區輸入禽鳥。", {E: Direction.RESTRICTION}),
        ("进出口货物收发货人、进口商名单另行通知。", {}),
        ("相关内容请看附件：1.允许进口的某国水果名单.doc", {}),
        ("一、修订背景\n禁止从某国输入禽类。\n二、会务\n请准时参加。", {}),
    ],
)
def test_only_what_a_notice_orders_itself_gives_a_label(
    text: str, expected: dict[LabelName, Direction | None]
) -> None:
    assert labels("", text) == expected


@pytest.mark.parametrize(
    ("simplified", "traditional"), [("关于课征某国铝箔反倾销税的公告", "關於課徵某國鋁箔反傾銷稅的公告")]
)
def test_traditional_signs_read_like_simplified_ones_and_evidence_keeps_them(
    simplified: str, traditional: str
) -> None:
    assert labels(simplified) == labels(traditional) != {}
    (label,) = classify(traditional, "", RULES, language="zh").labels
    assert all(evidence.text in traditional for evidence in label.evidence)


def test_a_score_is_the_share_of_right_labels_between_two_points() -> None:
    points = [(0.5, 0.5), (0.75, 0.6), (1.0, 0.9)]
    assert [round(worth(weight, points), 2) for weight in (0.2, 0.5, 0.75, 0.875, 1.0)] == [
        0.5,
        0.5,
        0.6,
        0.75,
        0.9,
    ]
    assert worth(0.7, []) == 0.7


def test_more_weight_never_means_a_lower_score() -> None:
    assert [*RULES.scores] == sorted(RULES.scores)
    shares = [share for _, share in RULES.scores]
    assert shares == sorted(shares)


def test_evidence_stands_verbatim_and_names_its_rule() -> None:
    title = "关于（进口）某国水果的公告"
    text = "经评估，  即日起，允许符合要求的\n某国水果进口。\n\n特此公告。"
    (label,) = classify(title, text, RULES, language="zh").labels
    known = {rule.rule for rule in RULES.rules}
    assert label.evidence
    for evidence in label.evidence:
        assert evidence.text in (title if evidence.place == "title" else text)
        assert evidence.rule in known


def test_a_score_grows_with_witnesses_and_stays_below_one() -> None:
    one = classify("", "允许某国水果进口。", RULES, language="zh").labels[0]
    two = classify("", "即日起，允许某国水果进口。", RULES, language="zh").labels[0]
    assert 0.5 <= one.score < two.score < 1


# -- changes ---------------------------------------------------------------------------------------

LISTED = Listed("k", "关于通道的公告", "https://a.example/1", "2026年第1号", date(2026, 5, 1))


def notice(*paragraphs: str, table: Table | None = None, title: str = LISTED.title) -> Notice:
    blocks = (*(Text(text) for text in paragraphs), *((table,) if table else ()))
    return Notice(Listed("k", title, LISTED.url, LISTED.number, LISTED.published), Content(blocks), "zh")


def amended(before: Notice, after: Notice, comparison: Comparison) -> Amended:
    return Amended(before, after, comparison, silent=True)


def test_a_new_a_removed_and_a_restored_notice_are_judged_whole() -> None:
    whole = notice("自公布之日起，禁止从某国输入禽类。")
    for change in (New(whole), Removed(whole)):
        (label,) = classify_change(change, RULES).labels
        assert (label.name, label.direction) == (E, Direction.RESTRICTION)


def test_what_the_list_says_of_number_and_day_goes_first() -> None:
    facts = classify_change(New(notice("自公布之日起施行。")), RULES).facts
    assert (facts.number, facts.published, facts.effective) == (
        "2026年第1号",
        date(2026, 5, 1),
        date(2026, 5, 1),
    )


def test_an_amendment_is_judged_on_what_changed_only() -> None:
    ban = "禁止从某国输入禽类。"
    before, after = notice(ban, "请相互转告。"), notice(ban, "请互相转告。")
    comparison = Comparison((Edit("replace", "paragraph 2", "请相互转告。", "请互相转告。"),))
    assert classify_change(amended(before, after, comparison), RULES).labels == ()


def test_an_entry_that_came_to_a_list_means_what_the_list_is_for() -> None:
    lead = "自即日起，禁止从下列国家输入禽类："
    comparison = Comparison((Edit("insert", "paragraph 3", None, "乙国"),))
    change = amended(notice(lead, "甲国"), notice(lead, "甲国", "乙国"), comparison)
    (label,) = classify_change(change, RULES).labels
    assert (label.name, label.direction, label.evidence[0].text) == (E, Direction.RESTRICTION, "乙国")


def test_an_entry_that_left_a_list_means_the_reverse() -> None:
    lead = "自即日起，禁止从下列国家输入禽类："
    comparison = Comparison((Edit("delete", "paragraph 3", "乙国", None),))
    change = amended(notice(lead, "甲国", "乙国"), notice(lead, "甲国"), comparison)
    (label,) = classify_change(change, RULES).labels
    assert label.direction is Direction.EXPANSION


def test_a_sentence_that_came_to_the_background_is_no_order() -> None:
    told = "禁止从某国输入禽类。"
    before, after = ("一、修订背景", "二、会务。"), ("一、修订背景", told, "二、会务。")
    comparison = Comparison((Edit("insert", "paragraph 2", None, told),))
    change = amended(notice(*before), notice(*after), comparison)
    assert classify_change(change, RULES).labels == ()


def test_C18_an_amendment_of_very_many_sentences_is_classified_in_linear_time() -> None:
    def judge(size: int) -> object:
        said = [f"禁止从第{number}国输入禽类。" for number in range(size // 12)]
        edits = tuple(Edit("insert", f"paragraph {at}", None, text) for at, text in enumerate(said))
        return classify_change(amended(notice(), notice(*said), Comparison(edits)), RULES)

    assert_linear(judge, 10_000)


def test_a_sentence_that_goes_means_the_reverse() -> None:
    ban = "禁止从某国输入禽类。"
    comparison = Comparison((Edit("delete", "paragraph 1", ban, None),))
    (label,) = classify_change(amended(notice(ban), notice("。"), comparison), RULES).labels
    assert (label.name, label.direction, label.evidence[0].text) == (
        E,
        Direction.EXPANSION,
        "禁止从某国输入禽类",
    )


@pytest.mark.parametrize(
    ("old", "new", "side"), [("12", "20", Direction.EXPANSION), ("20", "12", Direction.RESTRICTION)]
)
def test_more_ports_are_an_expansion_and_fewer_a_restriction(old: str, new: str, side: Direction) -> None:
    was, now = f"在{old}个口岸办理。", f"在{new}个口岸办理。"
    comparison = Comparison(
        (Edit("replace", "paragraph 1", was, now),), facts=(FactDelta("ports", old, new),)
    )
    (label,) = classify_change(amended(notice(was), notice(now), comparison), RULES).labels
    assert (label.name, label.direction) == (E, side)
    assert label.evidence[0].text == now
    assert label.evidence[0].rule == f"ports {old} -> {new}"


def test_rows_of_a_table_of_codes_are_hs_mapping_with_the_rows_as_evidence() -> None:
    columns = ("商品编号", "商品名称")
    old = Table("附件1", columns, (("8541430010", "组件"),))
    new = Table("附件1", columns, (("9405410000", "灯"),))
    edit = TableEdit(
        "附件1", "商品编号", (Row("9405410000", new.rows[0]),), (Row("8541430010", old.rows[0]),)
    )
    change = amended(notice("见附件。", table=old), notice("见附件。", table=new), Comparison(tables=(edit,)))
    (label,) = classify_change(change, RULES).labels
    assert label.name is H
    assert {evidence.text for evidence in label.evidence} == {"9405410000\t灯", "8541430010\t组件"}


def test_a_cell_of_a_table_of_codes_is_hs_mapping() -> None:
    table = Table("税率", ("税号", "税率"), (("9405.41", "6.5%"),))
    edit = TableEdit("税率", "税号", changed=(CellEdit("9405.41", "税率", "8%", "6.5%"),))
    change = amended(notice(table=table), notice(table=table), Comparison(tables=(edit,)))
    assert [label.name for label in classify_change(change, RULES).labels] == [H]


@pytest.mark.parametrize(
    ("name", "side"), [("注册企业名单", Direction.EXPANSION), ("不可靠实体清单企业", Direction.RESTRICTION)]
)
def test_rows_of_a_list_of_enterprises_are_eligibility(name: str, side: Direction) -> None:
    table = Table(name, ("序号", "企业名称"), (("1", "甲公司"),))
    edit = TableEdit(name, "企业名称", (Row("甲公司", table.rows[0]),))
    change = amended(notice(), notice(table=table), Comparison(tables=(edit,)))
    (label,) = classify_change(change, RULES).labels
    assert (label.name, label.direction) == (E, side)


def test_a_moved_day_in_force_keeps_the_labels_of_its_notice() -> None:
    ban = "禁止从某国输入禽类。"
    was, now = "本公告自2026年5月8日起施行。", "本公告自2026年6月8日起施行。"
    comparison = Comparison(
        (Edit("replace", "paragraph 2", was, now),),
        facts=(FactDelta("effective", "2026-05-08", "2026-06-08"),),
    )
    (label,) = classify_change(amended(notice(ban, was), notice(ban, now), comparison), RULES).labels
    assert (label.name, label.direction, label.evidence[0].text) == (E, Direction.NEUTRAL, now)


def test_a_notice_of_no_matter_stays_so_when_amended() -> None:
    now = "检测时应提交检验报告。"
    before, after = (notice(text, title="关于发布某行业标准的公告") for text in ("", now))
    comparison = Comparison((Edit("insert", "paragraph 1", None, now),))
    assert classify_change(amended(before, after, comparison), RULES).labels == ()


# -- rules as data ---------------------------------------------------------------------------------


def test_a_rule_can_be_added_by_text() -> None:
    own = "- {rule: lamps, says: lamps are named, weight: 0.9, act: [lamp*], object: ['{hs code}']}"
    rules = load_rules([("hs-mapping", own)])
    (label,) = classify("", "Lamps of heading 9405.41 qualify.", rules, language="en").labels
    assert label.evidence[0].rule == "lamps"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- {rule: r, says: s, weight: 2, act: [a]}", "weight"),
        ("- {rule: r, says: s, weight: 0.5, act: []}", "act"),
        ("- {rule: r, says: s, weight: 0.5, act: [a], wieght: 1}", "wieght"),
        ("- {rule: r, says: s, weight: 0.5, act: ['*']}", "is no word"),
        ("just words", "rule"),
        ("- [", "no YAML"),
    ],
)
def test_a_mistake_in_a_rule_is_told_with_its_file(text: str, told: str) -> None:
    with pytest.raises(ConfigError, match=r"rules/eligibility\.yaml") as caught:
        load_rules([("eligibility", text)])
    assert told in str(caught.value)


def test_every_shipped_rule_has_a_name_of_its_own() -> None:
    names = [rule.rule for rule in RULES.rules]
    assert len(names) == len(set(names))


def test_rules_do_what_their_examples_say() -> None:
    assert list(broken_examples(RULES)) == []


def test_every_chinese_rule_shows_a_text_it_fires_on() -> None:
    assert [
        rule.rule for rule in RULES.rules if rule.file.startswith("zh/") and not rule.examples.fires
    ] == []


def test_a_broken_example_is_told_with_its_file_and_rule() -> None:
    own = """
    - rule: lamps
      says: lamps are named
      weight: 0.9
      act: [lamp*]
      examples: {fires: [a lamp, a pump], silent: ["title: lamps"]}
    """
    told = list(broken_examples(load_rules([("en/hs-mapping", own)])))
    assert told == [
        "rules/en/hs-mapping.yaml: lamps: is silent on “a pump”",
        "rules/en/hs-mapping.yaml: lamps: fires on “title: lamps”",
    ]


def test_a_rule_names_a_class_of_words() -> None:
    texts = [
        ("en/words", "{stop: [halt*]}"),
        ("en/eligibility", "- {rule: r, says: s, weight: 0.9, act: [<stop>], direction: restriction}"),
    ]
    (label,) = classify("", "Trade is halted.", load_rules(texts), language="en").labels
    assert label.direction is Direction.RESTRICTION


def test_a_class_nobody_knows_is_a_mistake_that_names_the_nearest() -> None:
    texts = [("words", "{stop: [halt]}"), ("none", "- {rule: r, says: s, weight: 0.9, act: [<stp>]}")]
    with pytest.raises(ConfigError, match="did you mean <stop>"):
        load_rules(texts)


def test_the_language_of_a_text_is_guessed() -> None:
    assert language_of("关于AEO互认的公告") == "zh"
    assert language_of("Notice on AEO (经认证的经营者)" * 3) == "zh"
    assert language_of("Notice") == language_of("") == "en"


vocabulary = sorted({word.rstrip("*") for rule in RULES.rules for word in (*rule.act, *rule.object)})
sentences = st.lists(
    st.sampled_from(
        [*vocabulary, "。", ". The ", "\n", "\n\n", "《", "》公告", "８５４１", "  ", "\t", "\0", "İ"]
    ),
    max_size=30,
)


@given(sentences.map(" ".join), sentences.map("".join))
@settings(max_examples=150, deadline=None)
def test_whatever_the_text_evidence_stands_in_it(title: str, text: str) -> None:
    for label in classify(title, text, RULES, language="zh").labels:
        assert 0.5 <= label.score <= 1
        assert (label.direction is None) == (label.name is not E)
        assert label.evidence
        for evidence in label.evidence:
            assert evidence.text
            assert len(evidence.text) <= 400
            assert evidence.text in (title if evidence.place == "title" else text)


@given(st.text(max_size=300))
def test_any_text_can_be_classified(text: str) -> None:
    classify(text, text, RULES, language="en")


@pytest.mark.parametrize("unit", ["\0", "允许进口", "the tariff is imposed on ", "《", "1", "。", "一、"])
def test_C18_hostile_text_is_classified_in_linear_time(unit: str) -> None:
    assert_linear(lambda size: classify("", unit * (size // len(unit)), RULES, language="zh"), 10_000)
