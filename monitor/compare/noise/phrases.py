"""Phrases that people write to say what is noise in a source, and what never is: "Rate of the day: {number}".

A phrase is plain words, compared in their normal form and without regard to capitals. In it {number}, {date} and
{time} stand for any of these, {any} for whatever else stands in the block. Without {any} a phrase is found wherever
it stands in a block; with {any} it must fit the whole block. Finding takes time in proportion to the text (C18).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from monitor.compare.forms.text import normal
from monitor.patterns import regex
from monitor.values import dataclass

LONGEST = 200  # characters of a phrase
_LETTERS = 2  # that a phrase needs beside its placeholders
_DATE = (
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4} ?[年년] ?\d{1,2} ?[月월] ?\d{1,2} ?[日号일]"
    r"|\d{1,2}(?:st|nd|rd|th|\.|º)?[ -](?:(?:de|ngày|tháng) )?[^\W\d_]{3,12}\.?[ ,-]{1,2}(?:(?:de|del|năm) )?\d{4}"
    r"|[^\W\d_]{3,12}\.? \d{1,2}(?:st|nd|rd|th)?,? ?\d{4})"
)
_STANDS_FOR = {
    "number": r"[+-]?\d{1,15}(?:[.,' ]\d{1,6}){0,6} ?%?",
    "date": _DATE,
    "time": r"\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?: ?[ap]\.?m\b\.?)?",
}
_ANY = "any"
_HOLE = regex(r"\{([^{}]*)\}")
_STAND_IN = "\ue000"  # for a hole, while the words around it are brought into their normal form


class PhraseError(ValueError):
    """A phrase that cannot be used; its text says what to write instead."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase ready to be looked for. parts: what stands between its {any}, each of bounded repeats only."""

    written: str
    parts: tuple[re.Pattern[str], ...]

    @property
    def of_blocks(self) -> bool:
        """Whether it is held against whole blocks, since it says {any}."""
        return len(self.parts) > 1

    def stands_in(self, form: str) -> bool:
        return self.fits(form) if self.of_blocks else self.parts[0].search(form) is not None

    def without(self, form: str) -> str:
        """A normal form with the phrase taken out; nothing is left of a block that a phrase with {any} fits."""
        if self.of_blocks:
            return "" if self.fits(form) else form
        left = self.parts[0].sub(" ", form)
        return form if left == form else normal(left)

    def fits(self, form: str) -> bool:
        """Whether the phrase is the whole block: its parts in their order, the first at its start, the last at its end."""
        first, *middle = self.parts
        found = first.match(form)
        if found is None:
            return False
        if not middle:
            return found.end() == len(form)
        for part in middle:
            found = part.search(form, found.end())
            if found is None:
                return False
        return True


@lru_cache(maxsize=4096)
def phrase(written: str) -> Phrase:
    """The phrase as it is looked for. PhraseError when it is none, or says too little."""
    holes = [hole.strip().casefold() for hole in _HOLE.findall(written)]
    _check(written, holes)
    form = normal(_HOLE.sub(_STAND_IN, written))
    parts, pattern = [], ""
    literals = form.split(_STAND_IN)
    for literal, hole in zip(literals, [*holes, None], strict=True):
        pattern += _literal(literal)
        if hole == _ANY:
            parts.append(_compiled(pattern))
            pattern = ""
        elif hole is not None:
            pattern += rf"(?<!\d) ?{_STANDS_FOR[hole]} ?(?!\d)"
    parts.append(_compiled(rf"{pattern}\Z" if parts and pattern else pattern))
    return Phrase(written, tuple(parts))


def phrases(written: Sequence[str]) -> tuple[Phrase, ...]:
    return tuple(phrase(one) for one in written)


def _check(written: str, holes: Sequence[str]) -> None:
    if len(written) > LONGEST:
        raise PhraseError(f'"{written[:40]}…" is longer than {LONGEST} characters, name its beginning')
    for hole in holes:
        if hole not in _STANDS_FOR and hole != _ANY:
            raise PhraseError(
                f'"{written}" holds {{{hole}}}, which stands for nothing; write {{number}}, {{date}}, {{time}} or {{any}}'
            )
    rest = _HOLE.sub(" ", written)
    if "{" in rest or "}" in rest:
        raise PhraseError(f'"{written}" has a brace alone, write {{number}}, {{date}}, {{time}} or {{any}}')
    if sum(sign.isalpha() for sign in rest) < _LETTERS:
        raise PhraseError(
            f'"{written}" would fit far too much, write the words that stand beside it: "Rate of the day: {{number}}"'
        )


def _compiled(pattern: str) -> re.Pattern[str]:
    return regex(pattern, re.IGNORECASE)


def _literal(form: str) -> str:
    """Words as a pattern; those of a script that sets spaces are not found inside other words."""
    if not form:
        return ""
    before = r"(?<![^\W\d_])" if _spaced(form[0]) else r"(?<!\d)" if form[0].isdigit() else ""
    after = r"(?![^\W\d_])" if _spaced(form[-1]) else r"(?!\d)" if form[-1].isdigit() else ""
    return before + re.escape(form) + after


def _spaced(sign: str) -> bool:
    return sign.isalpha() and (sign < "\u0e00" or "\u1e00" <= sign < "\u2e80")
