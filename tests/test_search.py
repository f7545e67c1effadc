"""What is looked for and how a text is taken apart: the same on both databases."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from monitor.model import Attachment, Content, Link, Listed, Notice, Table, Text
from monitor.search import (
    Hit,
    Mistake,
    Part,
    Phrase,
    Piece,
    QueryError,
    best_first,
    excerpt,
    marked,
    parse,
    wording,
)
from monitor.search.excerpts import BEFORE, MORE, WIDTH, holds
from monitor.search.folding import ENDS, fold, fold_in_place
from monitor.search.tokens import marks, pairs, placed, tokens
from tests.growth import assert_linear

SOME = st.text(
    st.sampled_from(
        "关于太陽能路燈的公告 口岸海关、。“”()ABCcarbon lights8541.43,2026年第58号Ééﬁ㎡ＡＢ１２\u00ad\u200b\n-*\"'¶\x1e"
    ),
    max_size=40,
)


def words_of(written: str) -> list[list[str]]:
    return [[" ".join(way.tokens) for way in term.ways] for term in parse(written).wanted]


# -- tokens ----------------------------------------------------------------------------------------


def test_chinese_is_taken_apart_sign_by_sign_and_other_words_whole():
    assert tokens(fold("LED太阳能路灯 carbon footprint 14067")) == [
        *("led", "太", "阳", "能", "路", "灯", "carbon", "footprint", "14067")
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("太陽能路燈", "太阳能路灯"),
        ("ＬＥＤ　８５４１．４３", "LED 8541.43"),
        ("ÉCLAIRAGE Straße", "eclairage strasse"),
        ("ﬁnal soft\u00adhyphen zero\u200bwidth", "final softhyphen zerowidth"),
        ("ｶﾀｶﾅ", "カタカナ"),
        ("٢٠٢٦ ๒๕๖๙", "2026 2569"),
        ("İstanbul", "istanbul"),
    ],
)
def test_what_is_written_in_two_ways_is_one(one: str, other: str):
    assert tokens(fold(one)) == tokens(fold(other))


def test_two_signs_with_a_comma_between_are_no_word_and_with_a_blank_they_are():
    def found(text: str) -> bool:
        return holds([text], parse("海关"))

    assert found("海 关 总 署")
    assert not found("上海、关税")
    assert not found(f"上海{ENDS}关税")


def test_no_phrase_reaches_from_one_part_of_a_text_to_the_next():
    assert holds(["low carbon", "footprint"], parse("carbon footprint"))
    assert not holds(["low carbon", "footprint"], parse('"carbon footprint"'))


@given(SOME)
def test_every_sign_of_the_folded_text_has_its_place_in_the_text(text: str):
    folded, places = fold_in_place(text)
    assert folded == fold(text)
    assert len(places) == len(folded) + 1
    assert places == sorted(places)


def test_a_word_longer_than_any_word_is_cut_and_still_found():
    long = "x" * 3_000
    assert max(map(len, tokens(long))) == 64
    assert holds([f"before {long} after"], parse(f'"{long[:64]}"'))


@pytest.mark.parametrize(
    "sort",
    [
        "关 ",
        "关、",
        "关 、",
        "关“",
        "关“”",
        "8541-8541.",
        "1,234",
        "8541.43 ",
        "8541 43 ",
        "2026年 第1 ",
        "no. 1 ",
        "《",
        "x",
    ],
)
def test_C18_no_text_takes_longer_than_its_length(sort: str):
    def work(size: int) -> None:
        text = fold(sort[0] + sort[1:] * size if sort[0] == "关" else sort * size)
        list(placed(text))
        tokens(text)
        list(marks(text))

    assert_linear(work, 2_000)


# -- marks -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "8541.43.00",
        "85414300",
        "8541 43 00",
        "8541.4300",
        "８５４１．４３．００",
        "8541.43.00.10",
        "8541.43-00",
        "8541.43",
    ],
)
@pytest.mark.parametrize("asked", ["8541.43", "8541", "HS8541.43", "税号8541.43", "854143"])
def test_a_code_is_found_however_it_is_written(written: str, asked: str):
    assert holds([f"品目 {written}，太阳能电池"], parse(asked))
    assert not holds([f"品目 {written}，太阳能电池"], parse("8541.49"))


@pytest.mark.parametrize(
    "asked", ["8541 43", "8541 43 00", "8541 4300", "854143 00", "税号8541 43", "8541 43*"]
)
@pytest.mark.parametrize("written", ["85414300", "8541.43.00", "8541 43 00", "8541 4300", "854143 00"])
def test_a_code_is_asked_for_with_blanks(written: str, asked: str):
    assert holds([f"商品编号 {written} 太阳能电池"], parse(asked))
    assert holds([f"编号 {written}"], parse(f"编号 {asked}"))
    assert not holds([written.replace("43", "49"), "43 00 8541"], parse(asked))


def test_numbers_that_are_no_code_stay_apart():
    for asked in ("1842 12", "8541 8542", "2026 58", "2009 12", "8541 -43", '8541 "43"', "43 8541"):
        assert holds([f"{' , '.join(reversed(asked.split()))}".replace("-43", "-")], parse(asked)), asked
    assert words_of("8541 43 8542 31") == [["c854143", "854143"], ["c854231", "854231"]]


@pytest.mark.parametrize(
    "written",
    ["8541.43-8541.49", "8541.43.00-8541.49.00", "8541.4300-8541.4900", "8541.43-49", "85.41-8541.49"],
)
def test_both_ends_of_a_range_of_codes_are_found(written: str):
    assert holds([f"品目 {written}"], parse("8541.49"))
    assert holds([f"品目 {written}"], parse("8541"))
    assert [piece.marked for piece in marked(written, parse("8541.49"))].count(True) == 1


def test_what_is_hung_on_a_code_belongs_to_it():
    assert [mark for mark, _, _ in marks("8542.31-010 8541.43-00")] == ["c854231010", "c85414300"]


@pytest.mark.parametrize(
    "written", ["“太阳能”路灯", "「太阳能」路灯", '太阳能"路灯"', "《太阳能》 路灯", "太阳能‘路灯’"]
)
def test_a_word_goes_on_over_quotation_marks_and_two_quotations_are_two(written: str):
    assert holds([written], parse("太阳能路灯"))
    assert not holds(["“太阳能”“路灯”", "“太阳能”、“路灯”", "太阳能（路灯）"], parse("太阳能路灯"))
    assert "太阳能" in "".join(piece.text for piece in marked(written, parse("太阳能路灯")) if piece.marked)


@pytest.mark.parametrize("asked", ["2009", "2009*", "2009.89", "2009 89"])
def test_a_heading_that_looks_like_a_year_is_a_heading(asked: str):
    assert holds(["20098900"], parse(asked))
    assert not holds(["20261231"], parse("2026"))


@pytest.mark.parametrize(
    "cited",
    [
        "海关总署公告2026年第58号",
        "海关总署公告〔2026〕58号",
        "海关总署公告（２０２６年 第058號）",
        "2026年第58号公告",
        "Announcement No. 58 of 2026",
    ],
)
@pytest.mark.parametrize(
    "asked", ["公告2026年第58号", "2026年第58号", "〔2026〕58号", "公告（2026年第58号）"]
)
def test_a_document_is_found_in_whichever_form_it_is_cited(cited: str, asked: str):
    assert holds([cited], parse(asked))
    assert not holds([cited.replace("58", "59").replace("５８", "５９")], parse(asked))
    assert not holds(["2026年第158号", "2025年第58号", "第58号，2026年"], parse(asked))


def test_the_issuer_before_a_documents_number_is_looked_for_as_well():
    assert words_of("海关总署公告2026年第58号") == [["n2026x58"], ["海 关 总 署"]]


@pytest.mark.parametrize("written", ["1,842 exporters", "1842家企业"])
@pytest.mark.parametrize("asked", ["1842", "1,842"])
def test_a_number_is_found_with_and_without_its_commas(written: str, asked: str):
    assert holds([written], parse(asked))
    assert not holds(["842", "1,843"], parse(asked))


def test_a_year_is_no_code():
    assert not holds(["20261231"], parse("2026"))
    assert holds(["2026年5月"], parse("2026"))


def test_codes_side_by_side_are_two():
    assert [mark for mark, _, _ in marks("8541.43.00 8541.49.00")] == ["c85414300", "c85414900"]


def test_a_set_of_pairs_knows_a_phrase_by_its_pairs_and_a_sign_by_what_begins_with_it():
    assert list(pairs(tokens(fold("LED路灯、口")))) == ["led 路", "led", "路灯", "灯", "口"]


# -- queries ---------------------------------------------------------------------------------------


def test_words_are_all_wanted_but_those_with_a_minus():
    query = parse("光伏 -组件 口岸")
    assert [term.written for term in query.wanted] == ["光伏", "口岸"]
    assert [term.written for term in query.unwanted] == ["组件"]
    assert not holds(["光伏组件在口岸"], query)
    assert holds(["光伏电池在口岸"], query)


@pytest.mark.parametrize(
    "written", ['"carbon footprint"', "“carbon footprint”", "「carbon footprint」", "＂carbon  footprint＂"]
)
def test_words_in_quotation_marks_stand_side_by_side(written: str):
    assert parse(written).wanted[0].ways == (Phrase(("carbon", "footprint")),)
    assert holds(["its carbon footprint."], parse(written))
    assert not holds(["footprint of carbon"], parse(written))


def test_either_of_two_words_will_do():
    query = parse("solar OR 太阳能 声明")
    assert holds(["太阳能声明"], query)
    assert holds(["solar 声明"], query)
    assert not holds(["solar"], query)
    assert words_of("OR solar OR") == [["solar", "solars"]]


def test_the_other_number_of_an_english_word_is_found_too_but_not_in_quotation_marks():
    assert holds(["solar lights"], parse("light"))
    assert holds(["solar light"], parse("lights"))
    assert not holds(["solar lights"], parse('"light"'))
    assert words_of("status glass") == [["status"], ["glass"]]


def test_a_star_stands_for_the_rest_of_a_word():
    assert holds(["illumination"], parse("illumin*"))
    assert not holds(["illumination"], parse("illumin"))


@pytest.mark.parametrize(
    ("written", "mistake"),
    [
        ("", Mistake.EMPTY),
        (" \u3000\n", Mistake.EMPTY),
        ("!!! --", Mistake.SIGNS),
        ('""', Mistake.SIGNS),
        ("\u200b", Mistake.SIGNS),
        ('solar "carbon', Mistake.QUOTE),
        ("carbon」", Mistake.QUOTE),
        ("-solar", Mistake.WITHOUT),
        ("a*", Mistake.SHORT),
        ("x" * 501, Mistake.LONG),
        ("光 " * 25, Mistake.MANY),
        ("光 OR " * 24 + "光", Mistake.MANY),
        ("的" * 101, Mistake.WORDY),
        (f'"{"的" * 101}"', Mistake.WORDY),
        (" ".join("的" * number for number in range(1, 21)), Mistake.WORDY),
    ],
)
def test_W11_a_query_that_says_nothing_is_refused_with_a_reason(written: str, mistake: Mistake):
    with pytest.raises(QueryError) as refused:
        parse(written)
    assert refused.value.mistake is mistake
    assert str(refused.value)


@given(st.text(max_size=80))
def test_any_query_is_read_or_refused(written: str):
    try:
        query = parse(written)
    except QueryError:
        return
    for term in query.wanted + query.unwanted:
        for way in term.ways:
            assert way.tokens
            assert all(token.isalnum() or token == "¶" or not token.isascii() for token in way.tokens)


# -- what is shown ---------------------------------------------------------------------------------


def test_what_was_looked_for_is_marked_where_it_stands_in_the_text_as_written():
    assert marked("关于太陽能路燈（ＬＥＤ）的公告", parse("太阳能 led")) == (
        Piece("关于"),
        Piece("太陽能", marked=True),
        Piece("路燈（"),
        Piece("ＬＥＤ", marked=True),
        Piece("）的公告"),
    )


def test_codes_and_numbers_are_marked_as_they_are_written():
    pieces = marked("8541 43 00、2026年第58号", parse("8541.43 公告2026年第58号"))
    assert [piece.text for piece in pieces if piece.marked] == ["8541 43 00", "2026年第58号"]


@given(SOME, SOME)
def test_the_pieces_of_a_text_are_the_text(text: str, written: str):
    try:
        query = parse(written)
    except QueryError:
        return
    assert "".join(piece.text for piece in marked(text, query)) == text


@given(SOME, st.integers(0, 40), st.integers(1, 12))
def test_what_stands_in_a_text_between_blanks_is_found_and_marked(text: str, start: int, size: int):
    piece = text[start : start + size].replace('"', "").replace("“", "").replace("”", "")
    whole = f"前 言 {piece} after"
    try:
        query = parse(f'"{piece}"')
    except QueryError:
        return
    assert holds([whole], query)
    assert any(each.marked for each in marked(whole, query))


def test_an_excerpt_shows_the_paragraph_that_holds_most_and_says_in_which_file():
    parts = [Part("路灯。"), Part("无关。"), Part("路灯与口岸。", "附件.docx"), Part("口岸。")]
    pieces, file = excerpt(parts, parse("口岸 路灯"))
    assert ("".join(piece.text for piece in pieces), file) == ("路灯与口岸。", "附件.docx")


def test_an_excerpt_does_not_say_the_title_again_when_there_is_more_to_say():
    parts = [Part("关于路灯的公告"), Part("一、路灯适用本公告。")]
    pieces, _ = excerpt(parts, parse("路灯"), "关于路灯的公告")
    assert pieces[0].text == "一、"


def test_an_excerpt_of_a_long_paragraph_is_short_and_holds_the_hit():
    pieces, _ = excerpt([Part("前" * 900 + "路灯" + "后" * 900)], parse("路灯"))
    assert pieces[0].text == pieces[-1].text == MORE
    assert Piece("路灯", marked=True) in pieces
    assert sum(len(piece.text) for piece in pieces) <= WIDTH + 2
    assert len(pieces[1].text) == BEFORE


def test_a_text_that_was_found_by_its_title_shows_how_it_begins():
    assert excerpt([Part("现公告如下。")], parse("路灯")) == ((Piece("现公告如下。"),), None)
    assert excerpt([], parse("路灯")) == ((), None)


def test_a_notice_says_its_fields_texts_tables_files_and_links():
    notice = Notice(
        Listed("k", "标题", "https://a.example/1", number="2026年第1号"),
        Content(
            blocks=(Text("正文"), Table("税目表", ("编码", "名称"), (("8541.43", "电池"), ("", "组件")))),
            fields=(("文号", "署税发1号"),),
            attachments=(Attachment("清单.xlsx", "https://a.example/x", blocks=(Text("附件正文"),)),),
            links=(
                Link("另一公告", "https://a.example/2", "见"),
                Link("正文", "https://a.example/3", "正文"),
            ),
        ),
        "zh",
    )
    assert [(part.text, part.file) for part in wording(notice)] == [
        ("文号: 署税发1号", None),
        ("正文", None),
        ("税目表", None),
        ("编码 | 名称", None),
        ("8541.43 | 电池", None),
        ("组件", None),
        ("清单.xlsx", "清单.xlsx"),
        ("附件正文", "清单.xlsx"),
        ("另一公告", None),
    ]


def test_the_best_come_first_and_of_those_alike_the_newest():
    hits = [Hit(1, 10, 5.0), Hit(2, 20, 4.9), Hit(3, 30, 1.0), Hit(1, 40, 2.0), Hit(4, 5, 4.95)]
    assert [(hit.notice, hit.place) for hit in best_first(hits)] == [(1, 40), (2, 20), (4, 5), (3, 30)]
    assert best_first([]) == []
