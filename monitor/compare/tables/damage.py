"""Cells that an export damaged: what was one code or date before is written as a number now, or is glued.

Damage is believed only where the damaged form follows wholly from the old one. A form that a true
change could have as well, such as a zero less, must befall most of the column besides.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from monitor.compare.forms.text import normal
from monitor.patterns import regex
from monitor.values import dataclass

DECIMAL = "a code became a decimal number"
SCIENTIFIC = "a code became a number with an exponent"
ROUNDED = "a long number was rounded to 15 digits"
SERIAL = "a date became a serial number"
HEAD = "a code lost its leading zeros"
TAIL = "a code lost its last zeros"
GLUED = "codes were glued together"

_ALWAYS = frozenset({DECIMAL, SCIENTIFIC, ROUNDED, SERIAL, GLUED})  # nothing else explains such a cell
_EXPONENT = regex(r"(\d)(?:\.(\d{1,15}))?[Ee]\+?(\d{1,2})")
_DIGITS = regex(r"\d{4,40}")
_GROUPED = regex(r"\d{2,4}\.\d{1,6}")
_SERIAL = regex(r"\d{5}(?:\.0)?")
_DAY = regex(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_FIRST_DAY = date(1899, 12, 30)  # of the calendar of spreadsheets
_KEPT_DIGITS = 15
_SHORTEST_GLUED = 11
_LONGEST_GLUED = 200


def kind(whole: str, damaged: str) -> str | None:
    """What happened to a cell between its whole and its damaged form; None when nothing of the sort explains it."""
    return next(
        (why for why, form in _forms(normal(whole), normal(damaged)) if form == normal(damaged)), None
    )


def tokens(whole: Sequence[str], damaged: Sequence[str], standing: Iterable[str]) -> dict[str, str]:
    """Which codes of a column stand there damaged: normal form of the whole one -> of the damaged one.

    whole, damaged: cells that only the one and only the other version has. standing: all cells of the
    damaged version.
    """
    if not whole or not damaged:
        return {}
    come = Counter(map(normal, damaged))
    spelled = [many for many in dict.fromkeys(map(_exponent, come)) if many is not None]
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for cell in dict.fromkeys(whole):
        text = normal(cell)
        for why, form in _known_forms(text, spelled):
            if form in come and form != text:
                found[why][text] = form
                break
    if not found:
        return {}
    kept = _survivors(standing)
    believed = [pairs for why, pairs in found.items() if _believed(why, list(pairs.items()), kept)]
    return {text: form for pairs in believed for text, form in pairs.items()}


def believable(why: str, pairs: Sequence[tuple[str, str]], standing: Iterable[str]) -> bool:
    """Whether cells of one column that differ in that way were damaged. pairs: each whole and damaged."""
    return _believed(why, [(normal(one), normal(other)) for one, other in pairs], _survivors(standing))


@dataclass(frozen=True, slots=True)
class Known:
    """The codes that one version of a column has, by their digits alone."""

    codes: Collection[str]
    lengths: tuple[int, ...]

    @classmethod
    def of(cls, codes: Collection[str]) -> Known:
        lengths = Counter(len(code) for code in codes if code.isdecimal() and 4 <= len(code) <= 13)
        return cls(codes, tuple(length for length, _ in lengths.most_common(6)))


def cut(glued: str, known: Known) -> tuple[str, ...]:
    """The known codes that a run of digits is made of; () when it is not, or could be several ways."""
    text = normal(glued).replace(".", "").replace(" ", "")
    if not _SHORTEST_GLUED <= len(text) <= _LONGEST_GLUED or not text.isdecimal():
        return ()
    ends: dict[int, list[tuple[int, str]]] = defaultdict(list)
    reached = {0}
    for at in range(len(text)):
        if at in reached:
            for length in known.lengths:
                if (piece := text[at : at + length]) in known.codes and len(piece) == length:
                    ends[at + length].append((at, piece))
                    reached.add(at + length)
    pieces: list[str] = []
    at = len(text)
    while at:
        if len(ends[at]) != 1:
            return ()
        at, piece = ends[at][0]
        pieces.append(piece)
    return tuple(reversed(pieces)) if len(pieces) > 1 else ()


# -- forms -----------------------------------------------------------------------------------------


def _forms(whole: str, damaged: str) -> Iterator[tuple[str, str]]:
    figures = _exponent(damaged)
    yield from _known_forms(whole, [] if figures is None else [figures])
    if _SERIAL.fullmatch(damaged):
        for day in _days(whole):
            yield SERIAL, f"{(day - _FIRST_DAY).days}{damaged[5:]}"


def _known_forms(whole: str, figures: Sequence[int]) -> Iterator[tuple[str, str]]:
    """What bad exports make of a code. figures: behind the point, of the numbers with an exponent that were seen."""
    if _DIGITS.fullmatch(whole):
        yield DECIMAL, f"{whole}.0"
        if whole[0] == "0":
            yield HEAD, whole.lstrip("0")
            yield DECIMAL, f"{whole.lstrip('0')}.0"
        if len(whole) > _KEPT_DIGITS and whole[_KEPT_DIGITS:].strip("0"):
            yield ROUNDED, whole[:_KEPT_DIGITS] + "0" * (len(whole) - _KEPT_DIGITS)
        for many in figures:
            yield SCIENTIFIC, _canonical_exponent(f"{int(whole):.{many}E}")
            yield SCIENTIFIC, f"{int(whole):.{many}E}"
            yield SCIENTIFIC, f"{int(whole):.{many}e}"
    elif _GROUPED.fullmatch(whole):
        if whole.endswith("0"):
            yield TAIL, whole.rstrip("0").rstrip(".")
        if whole[0] == "0":
            yield HEAD, whole.lstrip("0")
            yield HEAD, whole.lstrip("0").rstrip("0").rstrip(".")


def _exponent(text: str) -> int | None:
    """How many figures a number with an exponent has behind its point; None for other texts."""
    found = _EXPONENT.fullmatch(text)
    return len(found.group(2) or "") if found else None


def _canonical_exponent(text: str) -> str:
    """8.54143E+9, as some programs write what others write 8.54143E+09."""
    head, _, power = text.partition("E+")
    return f"{head}E+{int(power)}"


def _days(text: str) -> Iterator[date]:
    """The days that a date may mean; 1/2/2026 is one of January or of February."""
    found = _DAY.fullmatch(text)
    if found is None:
        return
    if found.group(1):
        orders = [(found.group(1), found.group(2), found.group(3))]
    else:
        orders = [
            (found.group(6), found.group(5), found.group(4)),
            (found.group(6), found.group(4), found.group(5)),
        ]
    for year, month, day in orders:
        try:
            yield date(int(year), int(month), int(day))
        except ValueError:
            continue


# -- what is believed ------------------------------------------------------------------------------


def _survivors(standing: Iterable[str]) -> Counter[str]:
    """How many cells of a damaged column have what the damage would have taken from them."""
    kept: Counter[str] = Counter()
    for cell in standing:
        if cell[:1] == "0" and cell[1:2].isdigit():
            kept[HEAD] += 1
        if cell[-1:] == "0" and _GROUPED.fullmatch(cell):
            kept[TAIL] += 1
    return kept


def _believed(why: str, pairs: Sequence[tuple[str, str]], survivors: Counter[str]) -> bool:
    if why in _ALWAYS:
        return True
    if len(pairs) > 1:
        return len(pairs) > survivors[why]
    (whole, damaged) = pairs[0]
    # codes of goods have an even number of digits: 101 can only have been 0101
    odd = len(whole.replace(".", "")) % 2 == 0 and len(damaged.replace(".", "")) % 2 == 1
    return why == HEAD and odd and not survivors[HEAD]
