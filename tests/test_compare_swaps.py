"""Values that went to another label are told; lists in another order and pairs that moved together are not."""

from __future__ import annotations

import random

import pytest

from monitor.compare import compare
from monitor.model import Content, Text

from .growth import assert_linear


def page(*texts: str | Text) -> Content:
    return Content(tuple(Text(text) if isinstance(text, str) else text for text in texts))


def pairs(*labelled: tuple[str, str]) -> Content:
    return page("The rates below apply.", *(text for pair in labelled for text in pair), "End of the list.")


LABELLED = [
    (("Machine tools", "5%"), ("Hydraulic pumps", "8%"), ("Valves", "10%")),
    (("Applications open", "1 July 2026"), ("Applications close", "1 September 2026"), ("Fee", "USD 40")),
    (
        ("Machine tools", "exempt from duty"),
        ("Hydraulic pumps", "subject to licence"),
        ("Valves", "prohibited"),
    ),
    (("适用税率", "百分之五"), ("暂定税率", "百分之三"), ("备注", "无")),
    (("生效日期", "2026年7月1日"), ("截止日期", "2026年9月1日"), ("数量", "500吨")),
]


@pytest.mark.parametrize("labelled", LABELLED)
def test_values_that_changed_their_labels_are_told(labelled) -> None:
    (one, first), (other, second), last = labelled
    found = compare(pairs(*labelled), pairs((one, second), (other, first), last))
    assert {edit.op for edit in found.edits} == {"move"}
    shown = {(edit.before, edit.after) for edit in found.edits}
    assert (f"{one} › {first}", f"{other} › {first}") in shown or (
        f"{first} › {other}",
        f"{second} › {other}",
    ) in shown


@pytest.mark.parametrize("labelled", LABELLED)
def test_labels_that_moved_with_their_values_are_the_same_list(labelled) -> None:
    first, second, last = labelled
    assert compare(pairs(*labelled), pairs(second, first, last)).same
    assert compare(pairs(*labelled), pairs(last, second, first)).same


def test_values_below_cards_with_the_same_words_are_told_when_they_change_cards() -> None:
    def cards(one: str, other: str) -> Content:
        return page("Pumps", "Rate", one, "Apply", "Valves", "Rate", other, "Apply")

    found = compare(cards("5%", "8%"), cards("8%", "5%"))
    assert ("Pumps, Rate › 5%", "Valves, Rate › 5%") in {(edit.before, edit.after) for edit in found.edits}


def test_cards_in_another_order_are_the_same_cards() -> None:
    cards = [
        (name, "Rate", rate, "Apply") for name, rate in (("Pumps", "5%"), ("Valves", "8%"), ("Tyres", "5%"))
    ]
    assert compare(page(*sum(cards, ())), page(*sum(cards[::-1], ()))).same


def test_a_value_that_one_of_several_labels_gave_to_another_is_told() -> None:
    before = page("Pumps", "5%", "Valves", "8%", "Tyres", "5%")
    assert not compare(before, page("Pumps", "8%", "Valves", "5%", "Tyres", "5%")).same


def test_days_before_or_behind_the_titles_of_a_list_go_with_their_titles() -> None:
    entries = [(f"{day} May 2026", f"Order on goods of chapter {day}") for day in (3, 5, 7, 9, 11)]
    chance = random.Random(7)
    for turned in (entries, [(title, day) for day, title in entries]):
        for _ in range(20):
            other = list(turned)
            chance.shuffle(other)
            assert compare(page(*sum(turned, ())), page(*sum(other, ()))).same


def test_links_and_codes_of_a_list_in_another_order_are_the_same_list() -> None:
    links = [Text(f"Notice {n} of 2026", href=f"/n/{n}.html") for n in range(3)]
    assert compare(page("All notices", *links), page("All notices", *links[::-1])).same
    codes = ["8504.40.10", "8505.11.00", "8506.10.00", "8507.20.00"]
    assert compare(page("Codes", *codes, "End"), page("Codes", *codes[::-1], "End")).same
    items = [Text(name, role="item") for name in ("Pumps", "Valves", "Tyres")]
    assert compare(page("Goods", *items), page("Goods", *items[::-1])).same


def test_a_day_that_stands_at_another_place_of_the_page_is_the_same_day() -> None:
    prose = ("The importer files the form.", "Officers may look into any container.")
    assert compare(
        page("Order on pumps", "8 May 2026", *prose), page("Order on pumps", *prose, "8 May 2026")
    ).same


def test_two_paragraphs_that_are_all_the_text_and_changed_places_are_told() -> None:
    one, other = "Goods of annex A pay no duty at all.", "However, this does not hold for used goods."
    assert [edit.op for edit in compare(page(one, other), page(other, one)).edits] == ["move"]


def test_C19_very_many_values_under_other_labels_take_linear_time() -> None:
    def rows(count: int, shift: int) -> Content:
        return page(*(text for n in range(count) for text in (f"Good {n}", f"{(n + shift) % count / 10}%")))

    assert_linear(lambda count: compare(rows(count, 0), rows(count, 3)), 300)


@pytest.mark.parametrize(("before", "after"), [("✓", "✗"), ("○", "×"), ("√", "×"), ("×", "○"), ("☑", "☐")])
def test_a_sign_that_answers_is_no_ornament(before: str, after: str) -> None:
    assert not compare(page("Samples pay no duty", before), page("Samples pay no duty", after)).same
    assert compare(page("Samples pay no duty", "***"), page("Samples pay no duty", "——")).same
