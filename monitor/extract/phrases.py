"""Phrases of many languages as one pattern, which looks closer only where a letter is that one of them begins with.

Python's `re` tries one alternative after the other at every letter of a text; with a class of letters in front it
runs along the text as fast as it can read. What is found is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

# What a small letter stands for where case does not count, beside itself and its capital.
_ALIKE = {
    "i": "\u0130\u0131",
    "k": "\u212a",
    "s": "\u017f",
    "\u0432": "\u1c80",
    "\u0434": "\u1c81",
    "\u043e": "\u1c82",
    "\u0441": "\u1c83",
    "\u0442": "\u1c84\u1c85",
    "\u044a": "\u1c86",
}


def in_any_case(letter: str) -> str:
    """The letters that a small one stands for where case does not count."""
    capital = letter.upper()
    return letter if capital == letter else f"{letter}{capital}{_ALIKE.get(letter, '')}"


def phrases(written: Iterable[str], *, after_no: str = "", ends: str = "") -> str:
    """A pattern for any of these, in any case; each is written as a pattern and begins with a letter.

    after_no: the class of letters that may not stand right before one, so that it begins a word. ends: what follows.
    """
    return led(by_first(written, after_no=after_no, ends=ends))


def by_first(written: Iterable[str], *, after_no: str = "", ends: str = "") -> dict[str, str]:
    """The same for `led`: how they go on, by the letters that they begin with."""
    rests: dict[str, list[str]] = {}
    for phrase in written:
        rests.setdefault(in_any_case(phrase[0].lower()), []).append(phrase[1:])
    begins = f"(?<!{after_no}.)" if after_no else ""
    return {first: f"{begins}(?i:{'|'.join(rest)}){ends}" for first, rest in rests.items()}


def led(ways: Mapping[str, str]) -> str:
    """A pattern for what begins with a letter of these classes and goes on as each of them says."""
    every = "|".join(f"(?<=[{first}])(?:{rest})" for first, rest in ways.items())
    return f"[{''.join(ways)}](?:{every})"
