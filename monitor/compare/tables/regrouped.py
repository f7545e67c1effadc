"""The same words in more or fewer rows: rows torn by the end of a page, rows of one code put into one, lists of codes.

Every question is asked of both directions: what one version put together, the other took apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from monitor.compare.forms.text import normal
from monitor.compare.tables import damage
from monitor.compare.tables.cells import code, codes_in, joined
from monitor.compare.tables.sides import Cells, Line, View
from monitor.model import Ignored
from monitor.values import dataclass

MOST_CODES = 200  # of one cell, to find the rows that it stands for
MOST_GLUED = 100_000  # characters of one version's keys in which glued codes are looked for
_GLUED_FROM = 11  # digits


class Left(Protocol):
    """What is not explained yet."""

    pairs: list[tuple[Line, Line]]
    gone: list[Line]
    come: list[Line]
    ignored: list[Ignored]


def same_words(view: View, old: Sequence[Line], new: Sequence[Line]) -> bool:
    """Whether lines of one key say the same in another number of rows."""
    if len(old) == 1:
        return _says(view, old[0], new)
    return len(new) == 1 and _says(view, new[0], old)


def is_split(view: View, old: Sequence[Line], new: Sequence[Line]) -> bool:
    """Whether one line became several others, or several became one: none of them still names the same."""
    (one,), many = (old, new) if len(old) == 1 else (new, old)
    names = _wording(view, one)
    return bool(names) and not any(line.above or _wording(view, line) == names for line in many)


def _wording(view: View, line: Line) -> list[str]:
    """The texts of a line beside its key: what is neither a number nor a code."""
    cells = (view.cell(line, i) for i in range(len(line.said)) if i not in view.key)
    return [cell for cell in cells if cell and not cell[0].isdigit()]


def _says(
    view: View, one: Line, many: Sequence[Line], *, torn: bool = False, but: Sequence[int] = ()
) -> bool:
    """Whether several lines say together what one says, column by column. but: columns that are not asked."""
    torn = torn or any(line.above is not None for line in many)
    return all(
        joined([line.said[i] for line in many], one.said[i], torn=torn)
        for i in range(len(one.said))
        if i not in but
        and not (i in view.key and all(view.form(line.filled(i), i) == view.cell(one, i) for line in many))
    )


# -- rows that the end of a page tore --------------------------------------------------------------


def torn(view: View, left: Left) -> None:
    """Put the rest of a row, whose key is empty, to the row above it where the other version has both in one."""
    for side in (0, 1):
        rests = [line for line in (left.gone, left.come)[side] if line.above is not None]
        if not rests:
            continue
        places = {id(pair[side].said): n for n, pair in enumerate(left.pairs)}
        used: set[int] = set()
        for rest in rests:
            at = places.get(id(rest.above))
            if at is not None and _mended(view, left, at, side, rest):
                used.add(id(rest))
                places[id(rest.above)] = at
        _take_out(left, used)


def _mended(view: View, left: Left, at: int, side: int, rest: Line) -> bool:
    """Put a rest to the line of a pair when most of its cells go on from that line's."""
    pair = left.pairs[at]
    first, whole = pair[side], pair[1 - side]
    full = [i for i, cell in enumerate(rest.said) if cell.strip()]
    fits = sum(joined([first.said[i], rest.said[i]], whole.said[i], torn=True) for i in full)
    if fits * 2 < len(full) or not fits:
        return False
    said = tuple(
        [_put(one, more, other) for one, more, other in zip(first.said, rest.said, whole.said, strict=True)]
    )
    mended = replace(first, said=said)
    left.pairs[at] = (mended, whole) if side == 0 else (whole, mended)
    left.ignored.append(Ignored("a row in two parts, as at the end of a page", view.shown(whole)))
    return True


def _put(one: str, more: str, whole: str) -> str:
    if not more.strip():
        return one
    return whole if joined([one, more], whole, torn=True) else f"{one} {more}".strip()


# -- cells that list several codes -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Listing:
    """A line whose key lists several codes. glued: without a sign between them."""

    line: Line
    codes: tuple[str, ...]
    glued: bool


def listed(view: View, left: Left) -> None:
    """Explain lines that stand for several codes: by a line for each on the other side, or by another list."""
    first = view.key[0]
    if first not in view.codes or not left.gone or not left.come:
        return
    lists = list(_listings(left.gone, left.come, first)), list(_listings(left.come, left.gone, first))
    _between_lists(left, *lists)
    for side in (0, 1):
        waiting: dict[str, list[Line]] = defaultdict(list)
        for line in reversed((left.come, left.gone)[side]):
            waiting[code(line.said[first])].append(line)
        standing = {id(line) for line in (left.gone, left.come)[side]}
        used: set[int] = set()
        for listing in lists[side]:
            if id(listing.line) in standing:
                used |= _in_rows(view, left, side, listing, waiting)
        _take_out(left, used)


def _take_out(left: Left, used: set[int]) -> None:
    if used:
        left.gone[:] = [line for line in left.gone if id(line) not in used]
        left.come[:] = [line for line in left.come if id(line) not in used]


def _listings(lines: Sequence[Line], others: Sequence[Line], first: int) -> Iterator[_Listing]:
    known: damage.Known | None = None
    room = MOST_GLUED
    for line in lines:
        cell = line.said[first]
        codes = codes_in(cell)
        if codes and len(codes) <= MOST_CODES:
            yield _Listing(line, codes, glued=False)
        elif not codes and _GLUED_FROM <= len(cell) <= room:
            room -= len(cell)
            if known is None:
                known = damage.Known.of(
                    {
                        each
                        for other in others
                        for each in codes_in(other.said[first]) or (code(other.said[first]),)
                    }
                )
            if cut := damage.cut(cell, known):
                yield _Listing(line, cut, glued=True)


def _between_lists(left: Left, old: Sequence[_Listing], new: Sequence[_Listing]) -> None:
    """Pair lists that have most of their codes in common."""
    holders: dict[str, list[_Listing]] = defaultdict(list)
    for listing in old:
        for each in dict.fromkeys(listing.codes):
            holders[each].append(listing)
    used: set[int] = set()
    for listing in new:
        shared = Counter(
            id(other.line) for each in dict.fromkeys(listing.codes) for other in holders.get(each, ())[:20]
        )
        best = next((found for found in shared.most_common(5) if found[0] not in used), None)
        if best is None:
            continue
        other = next(
            held for each in listing.codes for held in holders.get(each, ()) if id(held.line) == best[0]
        )
        if best[1] * 2 >= min(len(set(listing.codes)), len(set(other.codes))):
            used |= {id(other.line), id(listing.line)}
            left.pairs.append((other.line, listing.line))
    _take_out(left, used)


def _in_rows(
    view: View, left: Left, side: int, listing: _Listing, waiting: dict[str, list[Line]]
) -> set[int]:
    """Explain a line that lists codes by the lines of the other version that say the same one by one.

    Answers the ids of both, to be taken out; codes without a line of their own stay, each alone.
    """
    found = {each: waiting[each][-1] for each in dict.fromkeys(listing.codes) if waiting.get(each)}
    if len(found) < 2 or len(found) * 2 < len(set(listing.codes)):
        return set()
    lines = list(found.values())
    if not _says(view, listing.line, lines, torn=listing.glued, but=view.key[:1]):
        return set()
    for each in found:
        waiting[each].pop()
    further = [each for each in dict.fromkeys(listing.codes) if each not in found]
    (left.gone, left.come)[side].extend(_alone(view, listing.line, each, side) for each in further)
    why = damage.GLUED if listing.glued else "rows of several codes in one"
    left.ignored.append(Ignored(why, normal(listing.line.said[view.key[0]])[:200], doubtful=listing.glued))
    return {id(listing.line), *map(id, lines)}


def _alone(view: View, line: Line, only: str, side: int) -> Line:
    """A line that lists several codes, as that of one of them."""
    place = view.columns[view.key[0]][side]
    return replace(line, cells=_with(line.cells, place, only), said=_with(line.said, view.key[0], only))


def _with(cells: Cells, place: int, cell: str) -> Cells:
    return (*cells[:place], cell, *cells[place + 1 :])


def glued(whole: str, cell: str) -> bool:
    """Whether a cell has the codes that another lists, without a sign between them."""
    codes = codes_in(whole)
    return len(codes) > 1 and "".join(codes) == code(cell)
