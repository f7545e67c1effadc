"""Text as a reader sees it: white space folded, unprintable signs gone (C26).

Everything that leaves `extract` has passed through `fold`, so storage and mail never meet a NUL, a
lone surrogate or a line end inside a line. The raw bytes stay in the archive.
"""

from __future__ import annotations

import unicodedata

from monitor.patterns import regex

# Controls, lone surrogates, non-characters, and signs without width. Marks that change the direction
# of writing stay: they are the authority's own, and whoever shows a text makes them visible (C28).
_UNPRINTABLE = regex("[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]")

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_PAGE_ENDS = {0x0B: " ", 0x0C: " "}  # white space, and forbidden in XML

# Chinese and Japanese are written without blanks: a line end in the source between two such letters
# was made by an editor, not by the author. (CSS Text 3, 4.1.2, says the same.)
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\U00020000-\U0003ffff"
_WRAP = regex(f"(?<=[{_WIDE}])[ \t]*[\r\n][ \t\r\n]*(?=[{_WIDE}])")


def clean(text: str) -> str:
    """The text without signs that nobody can see; line ends and blanks stay."""
    return text if text.isprintable() else _UNPRINTABLE.sub("", text).translate(_PAGE_ENDS)


def fold(text: str) -> str:
    """The text on one line: runs of white space, also no-break and ideographic, become one blank."""
    text = text.strip()
    if not text.isprintable():
        text = _UNPRINTABLE.sub("", _WRAP.sub("", text) if "\n" in text else text)
    elif "  " not in text:  # of white space, only blanks are printable
        return text
    return " ".join(text.split())


def raised(number: str) -> str:
    """A number that stands above the line: 10⁶ is not 106, and the note of "goods¹" is no part of a name."""
    return number.translate(_RAISED)


def title_form(text: str) -> str:
    """A title as two places of a page agree on it: width, case and blanks do not count."""
    return "".join(unicodedata.normalize("NFKC", fold(text)).casefold().split())


def names(line: str) -> frozenset[str]:
    """The words of a line, as a set: lists of names stay readable as the lines they are."""
    return frozenset(line.split())
