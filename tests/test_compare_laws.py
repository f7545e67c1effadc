"""What holds for any two versions, whatever they say."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence

from hypothesis import example, given, settings, strategies as st

from monitor.compare import How, align, compare, runs
from monitor.compare.forms.text import normal
from monitor.model import Block, Comparison, Content, Edit, Row, Table, TableEdit, Text

# -- what a notice may hold -------------------------------------------------------------------------

SENTENCES = (
    "The duty on product {n} is {n} per cent.",
    "Exporters file form {n} before the goods leave the port.",
    "第{n}条 企业应当如实申报商品编码和原产地。",
    "首批口岸共{n}个，自2026年5月{n}日起施行。",
    "税率为{n}%。",
    "ผู้นำเข้าต้องยื่นใบรับรอง {n}",
    "———",
    "Views: {n}",
)
TEXT = st.builds(
    lambda sentence, n, role, href: Text(sentence.format(n=n), role, f"/files/{n % 3}.pdf" if href else None),
    st.sampled_from(SENTENCES),
    st.integers(1, 5),
    st.sampled_from(["paragraph", "paragraph", "item", "heading"]),
    st.sampled_from([False, False, False, True]),
)
PLAIN_TEXT = st.builds(
    lambda sentence, n: Text(sentence.format(n=n)), st.sampled_from(SENTENCES[:5]), st.integers(1, 6)
)
TABLE = st.builds(
    lambda name, rows: Table(
        name, ("HS code", "Rate"), tuple((f"8541{n}00{n}", f"{rate}") for n, rate in rows)
    ),
    st.sampled_from(["Annex 1", "Annex 2"]),
    st.lists(
        st.tuples(st.integers(1, 9), st.integers(0, 5)), min_size=1, max_size=4, unique_by=lambda row: row[0]
    ),
)
BLOCKS = st.lists(st.one_of(TEXT, TEXT, TEXT, TABLE), max_size=10)
TEXTS = st.lists(TEXT, max_size=10)


# -- the steps lead from one version to the other ---------------------------------------------------


@given(BLOCKS, BLOCKS)
@settings(max_examples=150)
def test_every_block_of_both_versions_stands_in_exactly_one_step(
    before: list[Block], after: list[Block]
) -> None:
    steps = align(before, after)
    assert [step.new for step in steps if step.new is not None] == after
    assert Counter(step.old for step in steps if step.old is not None) == Counter(before)


@given(TEXTS, TEXTS)
@settings(max_examples=100)
def test_the_steps_and_the_comparison_tell_the_same(before: list[Text], after: list[Text]) -> None:
    steps, found = align(before, after), compare(Content(tuple(before)), Content(tuple(after)))
    quiet = all(step.how in {How.SAME, How.NOISE} for step in steps)
    assert quiet == found.same
    ops = Counter(edit.op for edit in found.edits)
    hows = Counter(step.how for step in steps)
    assert (ops["insert"], ops["delete"], ops["move"]) == (hows[How.COME], hows[How.GONE], hows[How.MOVED])


def _said(text: str | None) -> str:
    """What an edit says stood in its place, without the heading above and the link behind it."""
    return normal((text or "").rpartition(" › ")[2].partition(" <")[0])


def led(comparison: Comparison, texts: Sequence[Text]) -> Counter[str]:
    """Edits applied to texts as a bag."""
    left = Counter(normal(text.text) for text in texts)
    for edit in comparison.edits:
        if edit.before is not None:
            assert left[_said(edit.before)] > 0, f"{edit} takes what is not there"
            left[_said(edit.before)] -= 1
        if edit.after is not None:
            left[_said(edit.after)] += 1
    return +left


@given(st.lists(PLAIN_TEXT, max_size=12), st.lists(PLAIN_TEXT, max_size=12))
@settings(max_examples=150)
def test_the_edits_lead_from_one_bag_of_texts_to_the_other(before: list[Text], after: list[Text]) -> None:
    found = compare(Content(tuple(before)), Content(tuple(after)))
    moved_on = [entry for entry in found.ignored if entry.why == "only its number moved on"]
    if not moved_on:
        assert led(found, before) == Counter(normal(text.text) for text in after)


# -- the other way round ----------------------------------------------------------------------------


def turned(edit: Edit) -> tuple[str, str | None, str | None]:
    op = {"insert": "delete", "delete": "insert"}.get(edit.op, edit.op)
    return op, edit.after, edit.before


@given(BLOCKS, BLOCKS)
@settings(max_examples=200)
def test_the_other_way_round_everything_is_told_the_other_way_round(
    before: list[Block], after: list[Block]
) -> None:
    there = compare(Content(tuple(before)), Content(tuple(after)))
    back = compare(Content(tuple(after)), Content(tuple(before)))
    assert Counter(map(turned, there.edits)) == Counter(
        (edit.op, edit.before, edit.after) for edit in back.edits
    )
    assert Counter((entry.why) for entry in there.ignored) == Counter(entry.why for entry in back.ignored)
    assert there.same == back.same


# -- noise is nothing -------------------------------------------------------------------------------


@given(BLOCKS)
def test_a_thing_compared_with_itself_is_the_same(blocks: list[Block]) -> None:
    found = compare(Content(tuple(blocks)), Content(tuple(blocks[:])))
    assert found.same
    assert not found.ignored
    assert {step.how for step in align(blocks, blocks[:])} <= {How.SAME}


def wide(text: str) -> str:
    """Full width where there is one."""
    return "".join(
        chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" and sign not in "<>&" else sign for sign in text
    )


def spaced(text: str) -> str:
    return "\u3000 " + text.replace(" ", " \n\t ") + "\u200b "


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


SETTING = st.sampled_from([wide, spaced, decomposed, str])
FURNITURE = st.sampled_from(
    [
        "Views: 812",
        "浏览次数：1,204",
        "© 2026 Customs",
        "【打印】【关闭】",
        "* * *",
        "Page 1 of 7",
        "上一篇：关于甲的公告",
    ]
)


@st.composite
def noisy(draw: st.DrawFn, texts: Sequence[Text]) -> list[Text]:
    """The same texts, set in another way, with furniture between them and paragraphs divided in another way."""
    found: list[Text] = []
    for text in texts:
        if draw(st.booleans()):
            found.append(Text(draw(FURNITURE)))
        first, blank, rest = text.text.partition(" ")
        halves = draw(st.integers(0, 5)) == 0 and blank and not text.href
        parts = (first, rest) if halves else (text.text,)
        found += [Text(draw(SETTING)(part), text.role, text.href) for part in parts]
    return found


@given(st.data(), st.lists(PLAIN_TEXT, max_size=8))
@settings(max_examples=150)
def test_any_stack_of_noise_is_nothing(data: st.DataObject, texts: list[Text]) -> None:
    other = data.draw(noisy(texts))
    assert compare(Content(tuple(texts)), Content(tuple(other))).edits == ()
    assert {step.how for step in align(texts, other)} <= {How.SAME, How.NOISE}


@given(st.lists(st.integers(1, 99), unique=True, max_size=20), st.randoms(use_true_random=False))
def test_a_list_of_links_in_any_order_is_the_same_list(numbers: list[int], chance) -> None:
    links = [Text(f"Notice {n} of 2026 on trade.", "item", f"/notices/{n}.html") for n in numbers]
    other = list(links)
    chance.shuffle(other)
    assert compare(Content(tuple(links)), Content(tuple(other))).same


# -- the words of one text --------------------------------------------------------------------------

WRITING = st.text(st.sampled_from("ab 12,.%税率为应当年月日５，\nกา\u0301"), max_size=60)


@given(WRITING, WRITING)
@example("2026年5月8日", "2026年6月1日")
@settings(max_examples=200)
def test_the_runs_joined_are_both_texts(before: str, after: str) -> None:
    found = runs(before, after)
    assert "".join(run.same + run.gone for run in found) == before
    assert "".join(run.same + run.come for run in found) == after
    assert all(bool(run.same) != bool(run.gone or run.come) for run in found)


@given(st.text(max_size=200), st.text(max_size=200))
def test_the_runs_of_any_two_texts_are_complete(before: str, after: str) -> None:
    found = runs(before, after)
    assert "".join(run.same + run.gone for run in found) == before
    assert "".join(run.same + run.come for run in found) == after


# -- tables ------------------------------------------------------------------------------------------


def rows_led(edit: TableEdit, table: Table) -> Counter[tuple[str, ...]]:
    """A table edit applied to the rows of a table as a bag."""
    left = {row[0]: list(row) for row in table.rows}
    for row in edit.removed:
        del left[row.key]
    for cell in edit.changed:
        left[cell.key][table.columns.index(cell.column)] = cell.after
    return Counter([*map(tuple, left.values()), *(_cells(row) for row in edit.added)])


def _cells(row: Row) -> tuple[str, ...]:
    return row.cells


@given(TABLE, TABLE)
@settings(max_examples=80)
def test_the_edits_of_a_table_lead_from_its_rows_to_the_others(before: Table, after: Table) -> None:
    after = Table(before.name, after.columns, after.rows)
    found = compare(Content((before,)), Content((after,)))
    if not found.tables:
        assert Counter(before.rows) == Counter(after.rows)
    elif len(found.tables) == 1:
        assert rows_led(found.tables[0], before) == Counter(after.rows)
