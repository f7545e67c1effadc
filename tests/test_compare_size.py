"""Very large versions: the work grows with their size, and beyond a stated limit less is explained and nothing is lost."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from monitor.compare import How, align, compare
from monitor.compare.forms.text import normal
from monitor.compare.noise import beside, known
from monitor.compare.tables import compared, plainly
from monitor.compare.texts import candidates, pairing
from monitor.model import Comparison, Content, Table, TableEdit, Text

from .growth import assert_linear

HEADS = ("HS code", "Goods", "Rate")
SYLLABLES = [one + other for one in "bdfgklmnprst" for other in ("a", "e", "in", "or", "us")]


def page(texts: Sequence[str]) -> Content:
    return Content(tuple(map(Text, texts)))


def sentences(count: int, seed: object) -> list[str]:
    chance = random.Random(str(seed))
    return [
        " ".join("".join(chance.choices(SYLLABLES, k=3)) for _ in range(9)).capitalize() + "."
        for _ in range(count)
    ]


def table(rows: Sequence[tuple[str, ...]], name: str = "Annex", heads: Sequence[str] = ()) -> Table:
    return Table(name, tuple(heads) or HEADS[: len(rows[0])], tuple(rows))


def both(make: Callable[[int], Content]) -> tuple[Content, Content]:
    return make(0), make(1)


# -- growth ------------------------------------------------------------------------------------------


def shuffled(texts: list[str]) -> list[str]:
    return random.Random(7).sample(texts, len(texts))


SHAPES: dict[str, Callable[[int], tuple[Content, Content]]] = {
    "tables of one row": lambda n: both(
        lambda d: Content(tuple(table([(f"{10**7 + k}", f"{k % 90 + d}")], f"t{k}") for k in range(n)))
    ),
    "tables rewritten": lambda n: both(
        lambda d: Content(tuple(table([(s, str(k))], s[:20]) for k, s in enumerate(sentences(n, d))))
    ),
    "rows that all changed": lambda n: both(
        lambda d: Content((table([(f"{10**7 + k}", "goods", f"{k}{d}") for k in range(4 * n)]),))
    ),
    "rows without a key": lambda n: both(
        lambda d: Content((table([(f"{k % 7}", f"{k * k % 11 + d}") for k in range(4 * n)], "", ("a", "b")),))
    ),
    "fields": lambda n: both(lambda d: Content(fields=tuple((f"f {k}", f"v {k + d}") for k in range(n)))),
    "rewritten": lambda n: (page(sentences(4 * n, "old")), page(sentences(4 * n, "new"))),
    "every other edited": lambda n: both(
        lambda d: page([f"{s} Also." if d and k % 2 else s for k, s in enumerate(sentences(2 * n, 1))])
    ),
    "numbers moved on": lambda n: both(
        lambda d: page([f"{k + d}. {s}" for k, s in enumerate(sentences(2 * n, 1))])
    ),
    "another order": lambda n: (page(sentences(4 * n, 1)), page(shuffled(sentences(4 * n, 1)))),
    "values at other labels": lambda n: both(
        lambda d: page([text for k in range(2 * n) for text in (f"Goods {k}", f"{(k * 7 + d * (k % 9)) % 31}%")])
    ),
    "counters": lambda n: both(
        lambda d: page([text for k in range(2 * n) for text in ("Views", str(1000 + 7 * k + d))])
    ),
    "waiting times": lambda n: both(
        lambda d: page([f"Post {'abcdefg'[k % 7]} {(k + d) % 59} min" for k in range(4 * n)])
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_C19_no_shape_makes_comparing_quadratic(shape: str) -> None:
    assert_linear(lambda size: compare(*SHAPES[shape](size)), 250)


# -- a page that was rewritten -------------------------------------------------------------------------


def test_C19_a_page_rewritten_wholly_is_told_as_gone_and_come_without_weighing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def weigh(one: str, other: str) -> float:
        raise AssertionError("two texts were weighed")

    monkeypatch.setattr(pairing, "likeness", weigh)
    before, after = sentences(candidates.MANY, "old"), sentences(candidates.MANY + 5, "new")
    found = compare(page(before), page(after)).edits
    assert [edit.before for edit in found if edit.op == "delete"] == before
    assert [edit.after for edit in found if edit.op == "insert"] == after
    assert len(found) == len(before) + len(after)


def test_C19_a_page_on_which_every_text_was_edited_is_no_rewritten_one() -> None:
    before = [f"Rule {k}: {s}" for k, s in enumerate(sentences(candidates.MANY, "old"))]
    after = [text.replace(" ", " new ", 3) for text in before]
    found = compare(page(before), page(after)).edits
    assert {edit.op for edit in found} == {"replace"}
    assert {(edit.before, edit.after) for edit in found} == set(zip(before, after, strict=True))


def test_a_sixth_of_a_rewritten_page_that_was_only_edited_is_told_as_edits() -> None:
    kept = sentences(candidates.MANY // 5, "kept")
    before = sentences(candidates.MANY, "old") + kept
    after = [f"{text} Also." for text in kept] + sentences(candidates.MANY, "new")
    found = compare(page(before), page(after)).edits
    assert sum(edit.op == "replace" for edit in found) == len(kept)


def test_short_texts_have_ends_and_an_empty_one_too() -> None:
    assert not candidates.is_rewritten(["", "a", "5%"], ["b"])
    long = [chr(ord("a") + k % 26) * (k % 3) for k in range(candidates.MANY)]
    assert candidates.is_rewritten(long, sentences(candidates.MANY, 1))


# -- tables ------------------------------------------------------------------------------------------


def cells(found: Comparison) -> set[tuple[str, str, str, str]]:
    return {(c.key, c.column, c.before, c.after) for each in found.tables for c in each.changed}


def test_C19_beyond_so_many_tables_each_change_is_still_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compared, "MOST_TABLES", 2)
    before, after = SHAPES["tables of one row"](20)
    found = compare(before, after)
    assert cells(found) == {
        (row[0], "Goods", row[1], other[1])
        for old, new in zip(before.blocks, after.blocks, strict=True)
        for row, other in zip(old.rows, new.rows, strict=True)
    }
    assert plainly.WHY in {each.why for each in found.ignored}
    assert [step.how for step in align(before.blocks, after.blocks)] == [How.EDITED] * 20


@pytest.fixture
def none_closely(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compared, "MOST_TABLES", 0)


@pytest.fixture
def no_rows_closely(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compared, "MOST_LINES", 0)


ROWS = [("8541", "diodes", "5"), ("8542", "circuits", "0"), ("8543", "machines", "3")]


@pytest.mark.usefixtures("none_closely")
def test_C19_a_table_beyond_the_limit_tells_rows_headings_and_its_name() -> None:
    old = table(ROWS)
    new = table([ROWS[0], ("8542", "circuits", "2"), ("8544", "wire", "4")])
    (told,) = compare(Content((old,)), Content((new,))).tables
    assert [(cell.key, cell.column, cell.before, cell.after) for cell in told.changed] == [
        ("8542", "Rate", "0", "2")
    ]
    assert ([row.key for row in told.added], [row.key for row in told.removed]) == (["8544"], ["8543"])
    renamed = Table("Schedule", ("HS code", "Goods", "Duty"), old.rows)
    found = compare(Content((old,)), Content((renamed,)))
    assert [(edit.before, edit.after) for edit in found.edits] == [
        ("HS code | Goods | Rate", "HS code | Goods | Duty"),
        ("Annex", "Schedule"),
    ]
    for one, other, rows in ((old, None, "removed"), (None, old, "added")):
        (whole,) = compare(*(Content((each,) if each else ()) for each in (one, other))).tables
        assert [row.cells for row in getattr(whole, rows)] == ROWS


@pytest.mark.usefixtures("none_closely")
def test_a_table_beyond_the_limit_that_is_only_set_otherwise_is_no_change() -> None:
    wide = [tuple(cell.translate({ord("5"): "５"}) + " " for cell in row) for row in ROWS]
    found = compare(Content((table(ROWS),)), Content((table(wide),)))
    assert found.same
    assert [each.why for each in found.ignored] == [compared.SET_OTHERWISE]
    assert compare(Content((table(ROWS),)), Content((table(ROWS[::-1]),))).same


@pytest.mark.usefixtures("none_closely")
def test_rows_of_one_key_beyond_the_limit_are_told_whole() -> None:
    old = [("8541", "a", "1"), ("8541", "b", "2")]
    new = [("8541", "a", "3"), ("8541", "b", "4")]
    (told,) = compare(Content((table(old),)), Content((table(new),))).tables
    assert ([row.cells for row in told.removed], [row.cells for row in told.added]) == (old, new)
    assert not told.changed


@pytest.mark.usefixtures("no_rows_closely")
def test_C19_beyond_so_many_rows_they_are_paired_by_their_key_and_running_numbers_say_nothing() -> None:
    heads = ("No.", "Goods", "HS code", "Rate")
    old = [(str(n), f"goods {n}", f"{85410000 + n}", "5") for n in range(1, 21)]
    new = [("1", "lamps", "94050000", "7")] + [(str(n + 1), *rest) for n, (_, *rest) in enumerate(old, 1)]
    new[8] = (*new[8][:3], "6")
    found = compare(Content((table(old, heads=heads),)), Content((table(new, heads=heads),)))
    (told,) = found.tables
    assert [(cell.key, cell.column, cell.before, cell.after) for cell in told.changed] == [
        (new[8][2], "Rate", "5", "6")
    ]
    assert [row.key for row in told.added] == ["94050000"]
    assert not told.removed
    assert plainly.WHY in {each.why for each in found.ignored}


@pytest.mark.usefixtures("no_rows_closely")
def test_C19_what_is_told_beyond_the_limit_makes_the_newer_table_of_the_older_one() -> None:
    chance = random.Random(11)
    for _ in range(200):
        sides = [
            [
                (str(chance.randint(1, 6)), chance.choice("ab"), str(chance.randint(1, 3)))
                for _ in range(chance.randint(1, 8))
            ]
            for _ in range(2)
        ]
        old, new = (table(rows) for rows in sides)
        found = compare(Content((old,)), Content((new,)))
        told = found.tables[0] if found.tables else TableEdit("", "")
        rows = Counter(old.rows) - Counter(row.cells for row in told.removed)
        gone = rows - Counter(new.rows)
        names = told.key.split(" / ")
        for key, changes in _by_row(told).items():
            (row,) = (row for row in gone if " / ".join(row[HEADS.index(name)] for name in names) == key)
            rows[row] -= 1
            assert all(row[at] == was for at, (was, _) in changes.items())
            rows[tuple(changes[at][1] if at in changes else cell for at, cell in enumerate(row))] += 1
        assert +rows + Counter(row.cells for row in told.added) == Counter(new.rows)


def _by_row(told: TableEdit) -> dict[str, dict[int, tuple[str, str]]]:
    found: dict[str, dict[int, tuple[str, str]]] = {}
    for cell in told.changed:
        at = HEADS.index(cell.column)
        found.setdefault(cell.key, {})[at] = cell.before, cell.after
    return found


# -- fields, noise, labels -----------------------------------------------------------------------------


def test_C19_beyond_so_many_fields_each_change_is_still_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from monitor.compare import fields

    monkeypatch.setattr(fields, "MOST_LOOKED_AT", 2)
    before, after = SHAPES["fields"](9)
    found = compare(before, after).edits
    assert [(edit.path, edit.before, edit.after) for edit in found] == [
        (label, was, now) for (label, was), (_, now) in zip(before.fields, after.fields, strict=True)
    ]


def test_a_counter_in_a_long_page_is_known_by_its_label_and_nobody_looks_at_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[tuple[str, str]] = []
    monkeypatch.setattr(beside, "is_counted", lambda pair: asked.append(pair) or ("Views" in pair))
    texts = [text for k in range(4000) for text in (f"Goods {k}", f"{k}%")]
    before, after = ([*texts, "Views", number, *texts[::-1]] for number in ("49,986", "50,002"))
    assert compare(page(before), page(after)).same
    assert 0 < len(asked) < 10


@pytest.mark.parametrize(
    "said",
    [
        "本文浏览次数:12", "人气:45", "已阅读12次", "Page views: 12", "hit: 12", "Reads: 7", "visitors: 9", "viewed 3 times",
        "12 views", "you are visitor number 12", "今天是2026年5月8日", "今日2026年5月8日", "现在是12:00", "系统时间:12:00",
        "Today is 2026-05-08", "current date: 2026-05-08", "server time 12:00", "time now: 12:00", "页面生成时间:12:00",
        "page rendered at 12:00", "generated in 12 ms", "页面执行时间:0.1秒", "© 2026", "Copyright 2026", "2026 版权所有",
        "第1/5页", "总记录数:7", "page 1 of 5", "showing 1 to 5 of 7", "displaying 1-5 of 7",
    ],
)  # fmt: skip
def test_no_phrase_of_the_page_is_passed_over_for_want_of_its_sign(said: str) -> None:
    assert known.quiet(normal(said))[1] is not None


def test_values_that_changed_places_in_a_very_long_list_are_told_with_their_labels() -> None:
    texts = [
        "The rates apply.",
        *(
            text
            for k in range(3000)
            for text in (SYLLABLES[k % 60] + SYLLABLES[k // 60], f"{k % 60}.{k % 7}%")
        ),
    ]
    turned = list(texts)
    turned[1002], turned[4002] = texts[4002], texts[1002]
    found = compare(page(texts), page(turned)).edits
    assert {(edit.op, edit.before, edit.after) for edit in found} == {
        ("move", f"{texts[1001]} › {texts[1002]}", f"{texts[4001]} › {texts[1002]}"),
        ("move", f"{texts[4001]} › {texts[4002]}", f"{texts[1001]} › {texts[4002]}"),
    }


def test_chinese_signs_come_to_the_same_form_as_narrow_ones() -> None:
    assert normal("，。：；（）！？％“”") == ',.:;()!?%""'
    assert normal("税率为５％（暂定），见附件①。") == normal("税率为5%(暂定),见附件1.")
    assert normal("第10⁶件") != normal("第106件")


def test_numbers_of_very_many_clauses_that_moved_on_are_no_change() -> None:
    clauses = sentences(300, "clauses")
    before = [f"{k}. {text}" for k, text in enumerate(clauses, 1)]
    added = [*clauses[:7], "Samples of little value are exempt.", *clauses[7:]]
    after = [f"{k}. {text}" for k, text in enumerate(added, 1)]
    (edit,) = compare(page(before), page(after)).edits
    assert (edit.op, edit.after) == ("insert", "8. Samples of little value are exempt.")
