"""Which words of a text went and came."""

from __future__ import annotations

import pytest

from monitor.compare import Run, runs
from monitor.compare.forms.tokens import sentences, tokens
from tests.growth import assert_linear


def changed(before: str, after: str) -> list[tuple[str, str]]:
    return [(run.gone, run.come) for run in runs(before, after) if not run.same and not run.alike]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("1,842 exporters at launch", "2,310 exporters at launch", [("1,842", "2,310")]),
        ("about 1 842 exporters", "about 1 843 exporters", [("1 842", "1 843")]),
        ("a duty of 6.5 % on lamps", "a duty of 6.8 % on lamps", [("6.5 %", "6.8 %")]),
        ("heading 8541.43.00 applies", "heading 8541.49.00 applies", [("8541.43.00", "8541.49.00")]),
        ("from 1 July 2026 on", "from 15 August 2026 on", [("1 July 2026", "15 August 2026")]),
        ("自2026年5月8日起施行。", "自2026年6月1日起施行。", [("2026年5月8日", "2026年6月1日")]),
        ("在2026-05-08之前申报", "在2026-06-05之前申报", [("2026-05-08", "2026-06-05")]),
        ("二〇二六年五月八日起", "二〇二六年六月五日起", [("二〇二六年五月八日", "二〇二六年六月五日")]),
        ("企业应当如实申报", "企业可以如实申报", [("应当", "可以")]),
        ("按照GB/T 24067-2024执行", "按照GB/T 24067-2026执行", [("24067-2024", "24067-2026")]),
        ("第五条 企业申报", "第十五条 企业申报", [("第五条", "第十五条")]),
        ("原産地ノテスト表示", "原産地ノコード表示", [("ノテスト", "ノコード")]),
        ("ports: a, b, c.", "ports: a, b, d, c.", [("", "d, ")]),
    ],
)
def test_numbers_codes_dates_and_words_are_replaced_whole(
    before: str, after: str, expected: list[tuple[str, str]]
) -> None:
    assert changed(before, after) == expected


def test_two_numbers_that_changed_are_two_replacements() -> None:
    assert changed("税率6.5%，自2026年5月8日起", "税率6.8%，自2026年6月1日起") == [
        ("6.5%", "6.8%"),
        ("2026年5月8日", "2026年6月1日"),
    ]


def test_what_is_only_set_in_another_way_says_so() -> None:
    found = runs("税率为５％，自五月起施行，逾期不予受理。", "税率为5%,自五月起施行,逾期不予受理。")
    assert not [run for run in found if not run.same and not run.alike]


def test_texts_with_nothing_but_chance_in_common_are_told_whole() -> None:
    before, after = "Exporters file the form in person.", "全部口岸自即日起适用绿色通道 the 政策。"
    assert runs(before, after) == (Run(gone=before, come=after),)


def test_a_sentence_more_in_a_very_long_text_is_found() -> None:
    said = [f"Rule {n} binds every exporter of product {n * n}. " for n in range(2000)]
    found = runs("".join(said), "".join([*said[:900], "A new rule is added here. ", *said[900:]]))
    assert [(run.gone, run.come) for run in found if not run.same] == [("", "A new rule is added here. ")]


@pytest.mark.parametrize(
    "text", ["1.5 and 2. Then 3.", "。。 .", "甲。乙；丙\n丁", " \n ", "a\u0301 ก็ \ud800"]
)
def test_pieces_joined_are_the_text(text: str) -> None:
    assert "".join(tokens(text)) == text
    assert "".join(sentences(text)) == text


@pytest.mark.parametrize("unit", ["a-", "A/", "年", "1 ", "1.1", "\u0301", "a'", "第", "1 111", ". ", "1."])
def test_C18_text_of_one_sort_over_and_over_is_cut_in_linear_time(unit: str) -> None:
    assert_linear(lambda size: (tokens(unit * size), sentences(unit * size)), 2000)


@pytest.mark.parametrize(
    ("one", "other"), [("a b ", "b a "), ("甲。乙。", "乙。甲。"), ("x", "y"), ("1, ", "2, "), ("的", "了")]
)
def test_C19_hostile_wordings_take_linear_time(one: str, other: str) -> None:
    assert_linear(lambda size: runs(one * size, other * size), 4000)
