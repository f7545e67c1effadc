"""Other people's text and links, made fit to be shown: in a mail, a page or a file name.

The original stays in the archive; this is for eyes. Nothing here ever fails on a text.
"""

from __future__ import annotations

from monitor import urls

# Marks that turn the reading direction around can make a name read as another one (C28): shown as symbols.
_TURNS = {code: f"[U+{code:04X}]" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
_CONTROLS = {code: " " for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in (0x09, 0x0A)}
_TABLE = _TURNS | _CONTROLS | dict.fromkeys(range(0xD800, 0xE000), "\ufffd") | {0xFEFF: ""}


def text(value: str) -> str:
    """The text without control marks and broken characters; line feeds stay."""
    return value.translate(_TABLE)


def line(value: str, longest: int = 300) -> str:
    """The text on one clean line (C27): no kind of line end survives; cut with "…" when longer."""
    folded = " ".join(text(value).split())
    return folded if len(folded) <= longest else folded[: longest - 1].rstrip() + "…"


def link(value: str) -> str | None:
    """The address when it may be clicked, None when it is not a plain http(s) address (C15)."""
    try:
        return urls.parse(value)
    except ValueError:
        return None


_EAST = ("zh", "ja", "ko")


def tongue(value: str, usual: str | None = None) -> str:
    """The language of a title as far as its script tells, for `lang`. usual: of its source; `und` when nobody knows."""
    usual = usual or "und"
    if any("가" <= sign <= "힣" for sign in value):
        return "ko"
    if any("ぁ" <= sign <= "ヺ" for sign in value):
        return "ja"
    han = sum("一" <= sign <= "鿿" for sign in value)
    if han and han >= sum(word[0].isascii() and word[0].isalpha() for word in value.split()):
        return usual if usual[:2] in _EAST else "zh"
    return "und" if usual[:2] in _EAST else usual
