"""One way of writing for what is written in several: full width and half, traditional and simplified, É and e.

A text and what is looked for in it are folded alike, sign by sign, so that a place in the folded text leads back to
its place in the text as it stands.
"""

from __future__ import annotations

import unicodedata

from monitor.hanzi import simplified

END = "¶"  # between two parts of a text, over which no phrase reaches
ENDS = "\x1e"  # how a caller writes it into a text that is still to be folded


class _Fold(dict[int, str]):
    """What each sign becomes; found out when the sign is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _folded(chr(code))
        return folded


def _folded(sign: str) -> str:
    if sign == ENDS:
        return END
    if sign == END:
        return " "
    if unicodedata.category(sign) in (
        "Cf",
        "Cs",
    ):  # unseen: soft hyphens, marks of direction; half characters
        return ""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", sign).casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    whole = simplified(unicodedata.normalize("NFC", bare)).casefold()
    return "".join(_digit(letter) for letter in whole)


def _digit(sign: str) -> str:
    return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign


_FOLD = _Fold()


def fold(text: str) -> str:
    """The text as it is looked for and found."""
    return text.translate(_FOLD)


def fold_in_place(text: str) -> tuple[str, list[int]]:
    """The folded text, and of each of its signs where in the text it comes from; at last the text's length."""
    parts = [_FOLD[ord(sign)] for sign in text]
    places = [place for place, part in enumerate(parts) for _ in part]
    return "".join(parts), [*places, len(text)]
