"""What a cell says, however it is set: a number in one spelling, a code without its dots, a list by its parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from monitor.compare.forms.text import normal, quantity
from monitor.patterns import regex

# Not behind a word that denies what follows it: no table is not notable.
_BROKEN = regex(
    r"(?<!\bno)(?<!\bnot)(?<!\bnon)(?<!\bsin)(?<!\bsans)(?<!\bnão)(?<!\bnem)(?<!\bне)(?<!\bбез)(?<!\bkhông)(?<!\btidak)(?<!\bnicht)"
    r"(?:(?<!\d) | (?!\d))",
    re.IGNORECASE,
)
_JOINTS = tuple(regex(signs) for signs in (r"[\n\r]+", r"[;；]", r"[/／|]", r"、", r"[,，]", r"\s+"))
_BETWEEN_CODES = regex(r"[\s;；,，、/／|]+")
_ONE_CODE = regex(r"\d{4}(?:[\d.]{0,14}\d)?")
_LONGEST_CODE = 13  # digits; what is longer are several of them, or no code of goods
_LONGEST_LIST = 20_000  # characters


def value(cell: str) -> str:
    """What a cell says: a plain number in one spelling, any other text in its normal form."""
    if not cell:
        return cell
    text = normal(cell)
    return quantity(text) or text


def unbroken(form: str) -> str:
    """A normal form without the blanks that a narrow column may have put into a word; two numbers stay two."""
    return _BROKEN.sub("", form) if " " in form else form


def code(cell: str) -> str:
    """What a code says, however it is grouped: 8541.43.00 is 85414300, and 0101 is not 101."""
    text = normal(cell)
    bare = text.replace(".", "").replace(" ", "").replace("\0", "")
    return bare if bare.isdecimal() else text


def number(cell: str) -> Fraction | None:
    """A plain number or percentage, None for any other text."""
    text = (quantity(normal(cell)) or "").removesuffix("%")
    return Fraction(text) if text else None


def codes_in(cell: str) -> tuple[str, ...]:
    """The codes of a cell that lists several and nothing else, without their dots; () for any other cell."""
    if not 9 <= len(cell) <= _LONGEST_LIST or not cell.lstrip()[:1].isdigit():
        return ()
    bare = code(cell)
    if bare.isdecimal() and len(bare) <= _LONGEST_CODE:
        return ()
    found = [part for part in _BETWEEN_CODES.split(cell.strip()) if part]
    if len(found) < 2 or not all(map(_ONE_CODE.fullmatch, found)):
        return ()
    return tuple(part.replace(".", "") for part in found)


def joined(parts: Sequence[str], whole: str, *, torn: bool = False) -> bool:
    """Whether one cell says what several cells said, one after the other.

    torn: they are pieces of one cell, so that also a number may go on in the next of them.
    """
    parts = [part for part in parts if part.strip()]
    said = [value(part) for part in parts]
    if len(set(said)) <= 1 and value(whole) == (said[0] if said else ""):
        return True
    for joint in _JOINTS:
        if [value(part) for part in joint.split(whole) if part.strip()] == said:
            return True
    runs_together = any(
        one.rstrip()[-1:].isdigit() and other.lstrip()[:1].isdigit() for one, other in pairwise(parts)
    )
    return (torn or not runs_together) and _letters("".join(parts)) == _letters(whole)


def _letters(text: str) -> str:
    """A text without the signs that may join or part its pieces."""
    return "".join(sign for sign in normal(text) if sign.isalnum() or sign in ".%-‰")
