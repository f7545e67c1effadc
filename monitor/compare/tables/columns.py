"""The columns of two versions of a table: which is which, which only count, and which a row is known by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from monitor.compare.forms.text import likeness, normal
from monitor.compare.tables import headings
from monitor.compare.tables.cells import unbroken
from monitor.model import Table
from monitor.patterns import regex

Columns = tuple[tuple[int, int], ...]  # positions of the same column in both versions

UNIQUE = 0.95  # share of distinct values that lets a column stand for its rows
SUB_LINES = 0.4  # share of distinct codes from which a column of codes stands for rows and their lines
MOST_KEY_COLUMNS = 3
MOST_WEIGHED = 400  # pairs of columns whose cells are compared to find out which is which
MOST_RANKED = 30  # columns that may be part of a key
SAME_COLUMN = 0.5
_A_CODE = regex(r"(?:0[1-9]|[1-8]\d|9[0-7])\d{2}(?:\.?\d{2}){1,4}|\d{8,13}")


# -- which column is which -------------------------------------------------------------------------


def common(before: Table, after: Table) -> Columns:
    """Columns that stand in both versions: by name, then by what they hold and how alike their names are."""
    old, new = _by_name(before.columns), _by_name(after.columns)
    pairs: list[tuple[int, int]] = []
    rest: tuple[list[int], list[int]] = ([], [])
    for name in dict.fromkeys((*old, *new)):
        here, there = old.get(name, []), new.get(name, [])
        found = (
            [(here[0], there[0])] if len(here) == len(there) == 1 else _weighed(before, after, here, there)
        )
        pairs += found
        rest[0].extend(set(here) - {i for i, _ in found})
        rest[1].extend(set(there) - {j for _, j in found})
    pairs += _weighed(before, after, sorted(rest[0]), sorted(rest[1]))
    return tuple(sorted(pairs))


def name(heading: str) -> str:
    """What a heading is the same by, wherever its line was broken."""
    return unbroken(normal(heading).casefold())


def _by_name(names: Sequence[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for index, heading in enumerate(names):
        found.setdefault(name(heading), []).append(index)
    return found


def _weighed(before: Table, after: Table, old: Sequence[int], new: Sequence[int]) -> list[tuple[int, int]]:
    """The best fitting pairs of columns first, each column once; in place where there are too many to weigh."""
    if not old or not new:
        return []
    if len(old) * len(new) > MOST_WEIGHED:
        return list(zip(old, new, strict=False))
    cells = {i: _held(before, i) for i in old}, {j: _held(after, j) for j in new}
    in_place = len(before.columns) == len(after.columns)
    scored = []
    for i in old:
        for j in new:
            score = _overlap(cells[0][i], cells[1][j]) + _alike(before.columns[i], after.columns[j])
            score += 0.25 * (in_place and i == j)
            if score >= SAME_COLUMN:
                scored.append((-score, abs(i - j), i + j, i, j))
    used: tuple[set[int], set[int]] = (set(), set())
    pairs = []
    for _, _, _, i, j in sorted(scored):
        if i not in used[0] and j not in used[1]:
            used[0].add(i)
            used[1].add(j)
            pairs.append((i, j))
    return pairs


def _held(table: Table, index: int) -> set[str]:
    return {row[index] for row in table.rows} - {""}


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def _alike(one: str, other: str) -> float:
    """0 to 1: two headings that differ in their unit alone name the same."""
    left, right = headings.unit(one)[0], headings.unit(other)[0]
    if not left or not right:
        return 0.25 if left == right else 0.0
    if left == right:
        return 1.0
    return max(0.6 * (left in right or right in left), 0.8 * likeness(left, right))


# -- which column counts ---------------------------------------------------------------------------


def running(table: Table, index: int) -> bool:
    """Whether a column merely counts the rows: by its name, or because it holds 1, 2, 3, ..."""
    if headings.counts_rows(table.columns[index]):
        return _counts_by_name(table, index)
    if len(table.rows) < 5:
        return False
    return all(_bare(row[index]) == str(number) for number, row in enumerate(table.rows, 1))


def _counts_by_name(table: Table, index: int) -> bool:
    """Whether a column called "No." has small numbers, not those of documents or goods."""
    values = [_bare(row[index]) for row in table.rows]
    numbers = [value for value in values if value.isdecimal()]
    if len(numbers) * 2 < len(values):
        return False
    most = 3 * len(values) + 50
    return all(len(value) <= 6 and int(value) <= most for value in numbers) and not any(
        value.startswith("0") and len(value) >= 4 for value in numbers
    )


def _bare(cell: str) -> str:
    """A running number without the point behind it."""
    return cell if cell.isdecimal() and cell.isascii() else normal(cell).rstrip(".")


# -- what a row is known by ------------------------------------------------------------------------


def rank(before: Table, after: Table, pair: tuple[int, int]) -> int:
    """How well rows are known by a column: a code comes first, then a document number, then a name."""
    names = [name for name in (before.columns[pair[0]], after.columns[pair[1]]) if name]
    if names:
        return min(map(headings.rank, names))
    return headings.CODE if holds_codes(before, after, pair) else headings.OTHER


def holds_codes(before: Table, after: Table, pair: tuple[int, int]) -> bool:
    """Whether a column holds codes: by its heading, or by what stands in it when it has none."""
    names = [name for name in (before.columns[pair[0]], after.columns[pair[1]]) if name]
    if names:
        return any(map(headings.is_code, names))
    return _mostly_codes(row[pair[0]] for row in before.rows) and _mostly_codes(
        row[pair[1]] for row in after.rows
    )


def _mostly_codes(cells: Iterable[str]) -> bool:
    full = [cell for cell in cells if cell][:100]
    return bool(full) and sum(_A_CODE.fullmatch(normal(cell)) is not None for cell in full) * 5 >= 4 * len(
        full
    )


def key(before: Table, after: Table, columns: Columns) -> Columns:
    """The columns a row is known by in both versions; empty when only the whole row tells rows apart.

    A column named like a code comes first, then a document number, then a name, then any other that
    tells the rows apart; two or three together where one alone does not. The first is the most telling.
    """
    ranks = {pair: rank(before, after, pair) for pair in columns}

    def place(pair: tuple[int, int]) -> tuple[int, str, tuple[int, int]]:
        return sum(pair), min(before.columns[pair[0]], after.columns[pair[1]]), pair  # the same both ways

    ranked = sorted(columns, key=lambda pair: (ranks[pair], *place(pair)))
    ranked = [pair for pair in ranked[:MOST_RANKED] if _filled(before, pair[0]) and _filled(after, pair[1])]
    shares = [_distinct(before, after, ranked[:1])] if ranked else [(0.0, 0.0)]
    lines = bool(ranked) and ranks[ranked[0]] == headings.CODE and min(shares[0]) >= SUB_LINES
    if lines and max(shares[0]) >= UNIQUE:
        return (ranked[0],)  # where it is not unique in both versions, rows were split or put together
    for pair in ranked:
        known_by = ranks[pair] < (headings.NAME if lines else headings.OTHER)
        if known_by and min(_distinct(before, after, (pair,))) >= UNIQUE:
            return (pair,)
    for pair in () if lines else sorted(ranked, key=place):
        if min(_distinct(before, after, (pair,))) >= UNIQUE and _shared(before, after, pair) >= 0.5:
            return (pair,)
    for count in range(2, min(MOST_KEY_COLUMNS, len(ranked) - 1) + 1):
        if min(_distinct(before, after, tuple(ranked[:count]))) >= UNIQUE:
            return tuple(ranked[:count])
    return tuple(ranked[:1]) if ranked and ranks[ranked[0]] < headings.OTHER else ()


def named(before: Table, after: Table, columns: Columns, names: Sequence[str]) -> Columns:
    """The columns that somebody named as what rows are known by; empty when none of them is there."""
    order = {normal(name).casefold(): number for number, name in reversed(list(enumerate(names)))}
    found = {
        pair: min(
            order.get(normal(before.columns[pair[0]]).casefold(), len(names)),
            order.get(normal(after.columns[pair[1]]).casefold(), len(names)),
        )
        for pair in columns
    }
    return tuple(
        sorted((pair for pair in columns if found[pair] < len(names)), key=lambda pair: (found[pair], pair))
    )


def _filled(table: Table, index: int) -> bool:
    return sum(1 for row in table.rows if row[index].strip()) * 2 >= len(table.rows)


def _distinct(before: Table, after: Table, columns: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """Both versions' shares of distinct values."""
    old, new = tuple(pair[0] for pair in columns), tuple(pair[1] for pair in columns)
    return _share(before.rows, old), _share(after.rows, new)


def _share(rows: Sequence[tuple[str, ...]], indexes: Sequence[int]) -> float:
    if not rows:
        return 1.0
    if len(indexes) == 1:
        return len({row[indexes[0]] for row in rows}) / len(rows)
    return len({tuple(row[index] for index in indexes) for row in rows}) / len(rows)


def _shared(before: Table, after: Table, pair: tuple[int, int]) -> float:
    """The share of the smaller version's values that stands in the other one too."""
    old = Counter(row[pair[0]] for row in before.rows)
    new = Counter(row[pair[1]] for row in after.rows)
    return (old & new).total() / max(1, min(old.total(), new.total()))
