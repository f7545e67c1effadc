"""Noise inside tables and attachments, how much of it is told, and what only looks like it."""

from __future__ import annotations

import pytest

from monitor.compare import Guide, compare
from monitor.compare.ignored import SHOWN, sampled
from monitor.model import Attachment, Comparison, Content, Ignored, Table, Text

COLUMNS = ("HS code", "Description", "Rate")
ROWS = (
    ("850100", "Motors", "5"),
    ("850200", "Sets", "6"),
    ("850300", "Parts", "7"),
    ("850400", "Coils", "8"),
)


def table(*rows: tuple[str, ...], columns: tuple[str, ...] = COLUMNS) -> Content:
    return Content((Table("Sheet", columns, rows or ROWS),))


def within(column: int, text: str) -> Content:
    """The table with a text in every cell of a column."""
    return table(
        *(tuple(f"{cell}{text}" if i == column else cell for i, cell in enumerate(row)) for row in ROWS)
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            table(*ROWS, ("Printed on", "2026-11-03 10:20", "")),
            table(*ROWS, ("Printed on", "2026-11-04 08:00", "")),
        ),
        (
            table(*ROWS, ("打印时间：2026-11-03 10:20", "", "")),
            table(*ROWS, ("打印时间：2026-11-04 10:20", "", "")),
        ),
        (table(*ROWS), table(*ROWS, ("Exported on 3 November 2026 10:20 by zhang.san", "", ""))),
        (within(1, " (12 views)"), within(1, " (1,204 views)")),
        (within(1, "（浏览次数：12）"), within(1, "（浏览次数：15）")),
        (
            table(*ROWS, columns=("HS code", "Description", "Rate (printed 2026-11-03)")),
            table(*ROWS, columns=("HS code", "Description", "Rate (printed 2026-11-04)")),
        ),
        (
            table(*((*row, "12") for row in ROWS), columns=(*COLUMNS, "Lượt xem")),
            table(*((*row, "17") for row in ROWS), columns=(*COLUMNS, "Lượt xem")),
        ),
    ],
)
def test_Q10_what_a_page_says_of_itself_in_a_table_is_noise_with_a_reason(
    before: Content, after: Content
) -> None:
    found = compare(before, after)
    assert found.same, found
    assert found.ignored
    annex = [Content((Text("See."),), attachments=(file(side),)) for side in (before, after)]
    assert compare(*annex).same
    assert compare(*annex).ignored


def file(content: Content) -> Attachment:
    return Attachment("annex.xlsx", "/annex.xlsx", None, content.blocks)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (table(*ROWS, ("Printed matter", "4901", "5")), table(*ROWS, ("Printed matter", "4901", "6"))),
        (table(*ROWS, ("Effective on", "2026-11-03", "")), table(*ROWS, ("Effective on", "2026-11-04", ""))),
        (table(*ROWS, ("Visitors", "12,000", "")), table(*ROWS, ("Visitors", "13,000", ""))),
        (within(1, " (12 pieces)"), within(1, " (13 pieces)")),
        (
            table(*((*row, "12") for row in ROWS), columns=(*COLUMNS, "Visits")),
            table(*((*row, "17") for row in ROWS), columns=(*COLUMNS, "Visits")),
        ),
        (table(*ROWS), table(*ROWS, ("Share", "12", ""))),
    ],
)
def test_what_only_looks_like_it_is_told(before: Content, after: Content) -> None:
    assert not compare(before, after).same


def test_a_true_change_beside_a_clock_is_told_alone() -> None:
    before = table(*ROWS, ("Printed on", "2026-11-03 10:20", ""))
    after = table(("850100", "Motors", "9"), *ROWS[1:], ("Printed on", "2026-11-04 08:00", ""))
    (edit,) = compare(before, after).tables
    assert [(cell.key, cell.before, cell.after) for cell in edit.changed] == [("850100", "5", "9")]
    assert not edit.added
    assert not edit.removed


def test_the_phrases_of_a_source_hold_in_tables() -> None:
    guide = Guide(ignore=("batch {number}",))
    assert not compare(within(1, " batch 12"), within(1, " batch 13")).same
    assert compare(within(1, " batch 12"), within(1, " batch 13"), guide=guide).same
    kept = Guide(keep=("{number} views",))
    assert not compare(within(1, " (12 views)"), within(1, " (13 views)"), guide=kept).same


def texts(count: int, turn: int) -> Content:
    return Content(
        tuple(block for n in range(count) for block in (Text(f"Item {n}."), Text(f"Views: {n + turn}")))
    )


def test_what_was_ignored_is_told_shortly_with_counts() -> None:
    found: Comparison = compare(texts(900, 0), texts(900, 5000))
    assert found.same
    assert len(found.ignored) == SHOWN + 1
    assert found.ignored[-1].why == "a visit counter"
    assert found.ignored[-1].text.endswith("more")


def test_ten_thousand_ignored_lines_are_few_and_damage_comes_first() -> None:
    many = [Ignored(f"reason {n}", "x" * 5000) for n in range(10_000)] + [
        Ignored("glued codes", "8501", doubtful=True)
    ]
    told = list(sampled(many))
    assert len(told) < 100
    assert told[0].doubtful
    assert all(len(one.text) <= 300 for one in told)
