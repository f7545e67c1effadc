"""JSON with limits, and JSON as what it says.

There is one reader of other people's JSON, and this is it (C36): byte order marks and JSONP wrappers
are taken off; nesting, numbers, NaN and keys that stand twice are refused with their place.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator

from monitor.errors import ReadError
from monitor.extract import charset
from monitor.extract.fields import LONGEST_VALUE
from monitor.extract.text import fold, names
from monitor.model import Attachment, Block, Content, Table, Text
from monitor.patterns import regex

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

DEEPEST = 512
LONGEST_NUMBER = 100  # digits

_SIGN = regex(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)
_WRAPPED = regex(r"\s*(?:/\*\*/)?\s*[\w.$]+\s*\((.*)\)\s*;?\s*", re.DOTALL)
_HTML = regex(r"</?(?:p|div|br|li|ul|ol|table|span|h[1-6]|a|strong|b|em|i)\b[^<>]*>", re.IGNORECASE)
# What an answer says about itself and about its journey, not about notices.
_ENVELOPE = names(
    """requestid traceid correlationid servertime systemtime systime responsetime timestamp
    took elapsed nonce token csrftoken sessionid"""
)


def load(body: bytes, *, content_type: str | None = None) -> Json:
    """The value that a body holds. Raises ReadError, with the place, for what no two programs read alike."""
    text = charset.decode(body, content_type).text.removeprefix("\ufeff")
    if (wrapped := _WRAPPED.fullmatch(text)) is not None:
        text = wrapped[1]
    _check_depth(text)
    try:
        found: Json = json.loads(
            text, object_pairs_hook=_object, parse_constant=_constant, parse_int=_integer, parse_float=_float
        )
    except json.JSONDecodeError as error:
        raise ReadError(
            f"not readable as JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from error
    return found


def content(body: bytes, *, content_type: str | None = None, base_url: str = "") -> Content:
    """What the JSON says: plain values are fields, lists of alike objects tables, long texts and HTML blocks."""
    told = _Telling(base_url)
    value = load(body, content_type=content_type)
    if isinstance(value, dict):
        value = {k: v for k, v in value.items() if isinstance(v, dict | list) or _bare(k) not in _ENVELOPE}
    told.value("", value)
    return Content(tuple(told.blocks), tuple(told.fields), tuple(told.attachments))


def _bare(key: str) -> str:
    return key.lower().replace("_", "").replace("-", "")


def _check_depth(text: str) -> None:
    if text.count("[") + text.count("{") <= DEEPEST:
        return
    depth = 0
    for sign in _SIGN.findall(text):
        if sign in "[{":
            depth += 1
            if depth > DEEPEST:
                raise ReadError(f"the JSON nests more than {DEEPEST} deep; it is not read")
        elif sign in "]}":
            depth -= 1


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ReadError(f"not readable as JSON: the key {twice[:80]!r} stands twice in one object")
    return found


def _constant(word: str) -> Json:
    raise ReadError(f"not readable as JSON: {word} is no number")


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ReadError(f"not readable as JSON: a number of {len(digits):,} digits")
    return int(digits)


def _float(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ReadError(f"not readable as JSON: {digits[:40]} is too large for a number")
    return number


def words(value: Json) -> str:
    """A plain value as text: nothing for null, yes and no as JSON writes them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return fold(str(value))


class _Telling:
    """Collects what a value says, depth first, in the order of the document."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.blocks: list[Block] = []
        self.fields: list[tuple[str, str]] = []
        self.attachments: list[Attachment] = []

    def value(self, name: str, value: Json) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                self.value(f"{name}.{key}" if name else key, inner)
        elif isinstance(value, list):
            self.list(name, value)
        elif isinstance(value, str) and _HTML.search(value):
            self.html(value)
        elif (text := words(value)) and (len(text) > LONGEST_VALUE or not name):
            self.blocks.append(Text(text))
        elif value is not None:
            self.fields.append((name, text))

    def list(self, name: str, values: list[Json]) -> None:
        rows = [dict(_flat(row)) for row in values if isinstance(row, dict)]
        if (
            rows
            and len(rows) == len(values)
            and not any(_HTML.search(cell) for row in rows for cell in row.values())
        ):
            columns = tuple(dict.fromkeys(key for row in rows for key in row))
            self.blocks.append(
                Table(name, columns, tuple(tuple(row.get(c, "") for c in columns) for row in rows))
            )
            return
        for value in values:
            if isinstance(value, dict | list):
                self.value(name, value)
            elif isinstance(value, str) and _HTML.search(value):
                self.html(value)
            elif text := words(value):
                self.blocks.append(Text(text, "item"))

    def html(self, value: str) -> None:
        from monitor.extract import html

        found = html.read_text(value, base_url=self.base_url)
        self.blocks += found.blocks
        self.fields += found.fields
        self.attachments += found.attachments


def _flat(row: dict[str, Json], name: str = "") -> Iterator[tuple[str, str]]:
    """An object's plain values by their path; a list of plain values is one cell."""
    for key, value in row.items():
        path = f"{name}.{key}" if name else key
        if isinstance(value, dict):
            yield from _flat(value, path)
        elif isinstance(value, list):
            yield (
                path,
                "; ".join(
                    words(v) if not isinstance(v, dict | list) else json.dumps(v, ensure_ascii=False)
                    for v in value
                ),
            )
        else:
            yield path, words(value)
