"""The columns of two versions of a table: which is which, which only count, and which a row is known by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from monitor.compare.text import normal
from monitor.model import Table

Columns = tuple[tuple[int, int], ...]  # positions of the same column in both versions

_RUNNING = re.compile(
    r"序号|序|项次|行号|no\.?|nr\.?|#|s\.?/?no\.?|sl\.?/?no\.?|sr\.?/?no\.?|serial(?:no\.?|number)?|row|item ?no\.?|sn|bil\.?|stt|№",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"(?:hs|hts|tariff|commodity|heading|customs|product|cn|ahtn|itc).{0,12}(?:code|no\.?|number|item|line|heading)|hs|hts\d*|code|heading|subheading"
    r"|.*(?:商品编[号码]|税则[号列]|税号|税目|商品编码|编码|代码|海关编码|监管方式代码).*|cas(?: ?(?:no\.?|number|rn))?|cas号",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r".*(?:文号|公告号|证书号|证书编号|注册号|编号|备案号|许可证号|统一社会信用代码|案号|批准文号).*"
    r"|(?:document|notice|notification|reference|registration|certificate|case|licence|license|permit|approval|file|order)s?.{0,8}(?:no\.?|number|id|ref)?|ref\.?|n[or]\.?|id|number|url|link",
    re.IGNORECASE,
)
_NAME = re.compile(
    r".*(?:名称|品名|企业|单位名|公司|标题|题名|口岸|国家|地区|港口|机构).*"
    r"|.*(?:name|title|company|exporter|enterprise|port|country|producer|manufacturer|firm|entity|body|description|subject).*",
    re.IGNORECASE,
)
UNIQUE = 0.95  # share of distinct values that lets a column stand for its rows
MOST_KEY_COLUMNS = 3


def common(before: Table, after: Table) -> Columns:
    """Columns that stand in both versions, by name, then by place where as many names are left on both sides."""
    waiting: dict[str, list[int]] = {}
    for index, name in enumerate(after.columns):
        waiting.setdefault(normal(name).casefold(), []).append(index)
    pairs, left = [], []
    for index, name in enumerate(before.columns):
        if found := waiting.get(normal(name).casefold()):
            pairs.append((index, found.pop(0)))
        else:
            left.append(index)
    rest = sorted(index for found in waiting.values() for index in found)
    if len(rest) == len(left):  # renamed in place
        pairs += zip(left, rest, strict=True)
    return tuple(sorted(pairs))


def running(table: Table, index: int) -> bool:
    """Whether a column merely counts the rows: by its name, or because it holds 1, 2, 3, ..."""
    values = [normal(row[index]).rstrip(".") for row in table.rows]
    named = _RUNNING.fullmatch(normal(table.columns[index])) is not None
    if named:
        return all(len(value) <= 5 for value in values if value.isdecimal()) and sum(
            map(str.isdecimal, values)
        ) * 2 >= len(values)
    return len(values) >= 5 and values == [str(number) for number in range(1, len(values) + 1)]


def key(before: Table, after: Table, columns: Columns) -> Columns:
    """The columns a row is known by in both versions; empty when only the whole row tells rows apart.

    A column named like a code comes first, then a document number, then a name, then any other that
    tells the rows apart; two or three together where one alone does not.
    """
    ranked = sorted(columns, key=lambda pair: (_rank(before.columns[pair[0]], after.columns[pair[1]]), pair))
    ranked = [pair for pair in ranked if _filled(before, pair[0]) and _filled(after, pair[1])]
    for pair in ranked:
        if (
            _rank(before.columns[pair[0]], after.columns[pair[1]]) < 3
            and _distinct(before, after, (pair,)) >= UNIQUE
        ):
            return (pair,)
    for pair in sorted(ranked):
        if _distinct(before, after, (pair,)) >= UNIQUE and _shared(before, after, pair) >= 0.5:
            return (pair,)
    for count in range(2, min(MOST_KEY_COLUMNS, len(ranked) - 1) + 1):
        if _distinct(before, after, tuple(ranked[:count])) >= UNIQUE:
            return tuple(ranked[:count])
    return ()


def named(before: Table, after: Table, columns: Columns, names: Sequence[str]) -> Columns:
    """The columns that somebody named as what rows are known by; empty when none of them is there."""
    wanted = {normal(name).casefold() for name in names}
    return tuple(
        pair
        for pair in columns
        if {normal(before.columns[pair[0]]).casefold(), normal(after.columns[pair[1]]).casefold()} & wanted
    )


def is_code(name: str) -> bool:
    """Whether a column holds codes, whose dots and spaces do not count and whose zeros do."""
    return _CODE.fullmatch(normal(name)) is not None


def _rank(before: str, after: str) -> int:
    name = normal(after or before)
    return next((rank for rank, kind in enumerate((_CODE, _NUMBER, _NAME)) if kind.fullmatch(name)), 3)


def _filled(table: Table, index: int) -> bool:
    return sum(1 for row in table.rows if row[index].strip()) * 2 >= len(table.rows)


def _distinct(before: Table, after: Table, columns: Columns) -> float:
    """The lower of the two versions' shares of distinct values."""
    old, new = tuple(pair[0] for pair in columns), tuple(pair[1] for pair in columns)
    return min(_share(before.rows, old), _share(after.rows, new))


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
