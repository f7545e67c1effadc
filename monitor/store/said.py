"""What was said of a change, in two parts: one that lists ask for, and the rest, which leans on the notice it is about.

Both together are the very text that was said, bit for bit, and the evidence chain holds its hash. What the rest quotes
stands in the stored versions already, and most of it was said of the notice's change before: it is packed against both.
Whatever cannot be put together again to the same text is stored whole, as it always was.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from monitor.store import small
from monitor.store.columns import UNREADABLE
from monitor.store.wordings import Wording
from monitor.values import dataclass

_Json = dict[str, Any]
_LONG = 20_000  # bytes of the facts of a change that another may lean on


@dataclass(frozen=True, slots=True)
class Around:
    """What a change's rest leans on: its notice before and after, as archived, and the facts of an earlier change."""

    before: bytes | None
    after: bytes | None
    facts: bytes = b""


@dataclass(frozen=True, slots=True)
class Halves:
    """What stands in the row. leans: whether the earlier change's facts are needed to read it."""

    head: str
    rest: bytes | None = None
    leans: bool = False


def halved(said: str, around: Around) -> Halves:
    """The text taken apart."""
    try:
        made = _halved(said, around)
        if joined(made, around) == said:
            return made
    except UNREADABLE:  # of a shape that was not foreseen
        pass
    return Halves(said)


def joined(halves: Halves, around: Around) -> str:
    """The text as it was said. Raises one of UNREADABLE when this cannot be read."""
    if halves.rest is None:
        return halves.head
    facts, quotes = _parts(halves.rest)
    said = json.loads(halves.head)
    _put_facts(said, small.unpack(facts, around.facts if halves.leans else b""), around)
    _put_quotes(said, json.loads(small.unpack(quotes, _texts(around))))
    return _written(said)


def facts_of(halves: Halves, facts: bytes = b"") -> bytes:
    """What a later change of the same notice may lean on; nothing when there is little or very much of it.

    Raises one of UNREADABLE when this is not what was written: nothing shall lean on that.
    """
    if halves.rest is None:
        return b""
    found = small.unpack(_parts(halves.rest)[0], facts if halves.leans else b"")
    _sorts(found)
    return found if len(found) <= _LONG else b""


def _halved(said: str, around: Around) -> Halves:
    rest = json.loads(said)
    quotes = small.pack(_written(_take_quotes(rest)).encode(), _texts(around))
    lists, mentions = _take_facts(rest)
    packed, leans = small.pack(_columns(lists, mentions, around, [])), False
    if around.facts:
        near = small.pack(_columns(lists, mentions, around, _sorts(around.facts)), around.facts)
        if len(near) * 2 < len(packed):
            packed, leans = near, True
    return Halves(_written(rest), bytes(_number(len(packed))) + packed + quotes, leans)


def _parts(rest: bytes) -> tuple[bytes, bytes]:
    first = next(_numbers(rest, 0), None)
    if first is None or sum(first) > len(rest):
        raise ValueError("its end is missing")
    size, start = first
    return rest[start : start + size], rest[start + size :]


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _texts(around: Around) -> bytes:
    return (around.before or b"") + (around.after or b"")


# -- quotes: what the notice itself says, word for word --------------------------------------------

_QUOTED = ("edits", "tables", "ignored")


def _take_quotes(said: _Json) -> list[Any]:
    """What is quoted, in order; its places are left empty."""
    return [_swap(owner, name, 0) for owner, name in _quoting(said)]


def _put_quotes(said: _Json, quotes: list[Any]) -> None:
    for (owner, name), quote in zip(_quoting(said), quotes, strict=True):
        owner[name] = quote


def _quoting(said: _Json) -> Iterator[tuple[_Json, str]]:
    for label in said["classification"]["labels"]:
        for proof in label["evidence"]:
            yield from ((proof, "text"), (proof, "place"))
    comparison = said.get("comparison") or {}
    yield from ((comparison, name) for name in _QUOTED if name in comparison)


def _swap(owner: _Json, name: str, other: Any) -> Any:
    found, owner[name] = owner[name], other
    return found


# -- facts: each mention by the sort it is of, and where it stands ---------------------------------

_LISTS = ("standards", "places", "counts")
_AS_IT_STANDS = 0


def _take_facts(said: _Json) -> tuple[_Json, list[_Json]]:
    facts = said["classification"]["facts"]
    lists = {name: _swap(facts, name, 0) for name in _LISTS if name in facts}
    return lists, _swap(facts, "mentions", 0) if "mentions" in facts else []


def _put_facts(said: _Json, written: bytes, around: Around) -> None:
    first, _, columns = written.partition(b"\n")
    shift, lists, sorts = json.loads(first)  # before which offset, the lists, the sorts of mentions
    facts = said["classification"]["facts"]
    facts |= lists
    if "mentions" in facts:
        facts["mentions"] = list(_mentions(columns, sorts, shift, around))


def _sorts(written: bytes) -> list[Any]:
    """The sorts of mentions that these facts number."""
    _, _, sorts = json.loads(written.partition(b"\n")[0])
    return list(sorts)


def _columns(lists: _Json, mentions: list[_Json], around: Around, known: list[Any]) -> bytes:
    """The facts as they are packed: a line of JSON, then of all mentions first the sorts, then the starts, then the lengths.

    known: sorts that are numbered first.
    """
    stands = _Standing(around)
    shift = stands.shift(mentions)
    sorts = {_written(sort): number for number, sort in enumerate(known)}
    which = [sorts.setdefault(_written(stands.sort(each, shift)), len(sorts)) for each in mentions]
    starts = [each["start"] for each in mentions]
    steps = [start - last for last, start in zip([0, *starts], starts, strict=False)]
    lengths = [each["end"] - each["start"] for each in mentions]
    first = f"[{shift},{_written(lists)},[{','.join(sorts)}]]\n".encode()
    numbers = (*which, *(step * 2 if step >= 0 else -step * 2 - 1 for step in steps), *lengths)
    return first + b"".join(bytes(_number(each)) for each in numbers)


def _mentions(columns: bytes, sorts: list[list[Any]], shift: int, around: Around) -> Iterator[_Json]:
    numbers = [number for number, _ in _numbers(columns, 0)]
    count, left = divmod(len(numbers), 3)
    if left:
        raise ValueError("its columns are of different lengths")
    stands, start = _Standing(around), 0
    for which, step, length in zip(*(numbers[n * count : (n + 1) * count] for n in range(3)), strict=True):
        start += step // 2 if step % 2 == 0 else -(step + 1) // 2
        yield stands.mention(sorts[which], start, start + length, shift)


class _Standing:
    """The notice that mentions are of. A sort: kind, value, text, place, of; 0 is what the notice itself says there."""

    def __init__(self, around: Around) -> None:
        body = around.after or around.before
        self._wording = Wording(body) if body is not None else None

    def shift(self, mentions: Sequence[_Json]) -> int:
        """Before which offset of the text nothing was read: what stands there is the title."""
        first = next((each for each in mentions if each["place"] != "title"), None)
        if self._wording is None or first is None:
            return 0
        start: int = first["start"]
        return max(0, self._wording.text.find(first["text"], start) - start)

    def sort(self, mention: _Json, shift: int) -> list[Any]:
        text, place = self._there(mention["place"] == "title", mention["start"], mention["end"], shift)
        said = mention["text"]
        sort = [
            mention["kind"],
            _AS_IT_STANDS if mention["value"] == said else mention["value"],
            _AS_IT_STANDS if text == said else said,
            _AS_IT_STANDS if place == mention["place"] else mention["place"],
        ]
        return [*sort, mention["of"]] if "of" in mention else sort

    def mention(self, sort: Sequence[Any], start: int, end: int, shift: int) -> _Json:
        kind, value, said, where, *of = sort
        text, place = self._there(where == "title", start, end, shift)
        said = text if said == _AS_IT_STANDS else said
        found = {
            "kind": kind,
            "value": said if value == _AS_IT_STANDS else value,
            "text": said,
            "place": place if where == _AS_IT_STANDS else where,
            "start": start,
            "end": end,
        }
        return found | {"of": of[0]} if of else found

    def _there(self, titled: bool, start: int, end: int, shift: int) -> tuple[str, str]:  # noqa: FBT001 - a place's side
        if self._wording is None:
            return "", ""
        if titled:
            return self._wording.title[start:end], ""
        return self._wording.text[start + shift : end + shift], self._wording.place(start + shift)


# -- numbers, the small ones in a byte -------------------------------------------------------------


def _number(value: int) -> Iterator[int]:
    while value > 127:
        yield value & 127 | 128
        value >>= 7
    yield value


def _numbers(written: bytes, at: int) -> Iterator[tuple[int, int]]:
    """Each number, and where the next one begins."""
    value = shift = 0
    for place in range(at, len(written)):
        value |= (written[place] & 127) << shift
        shift += 7
        if written[place] < 128:
            yield value, place + 1
            value = shift = 0
