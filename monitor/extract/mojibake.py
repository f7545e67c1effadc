"""Text that was encoded twice: UTF-8 taken for Latin 1 or GBK and encoded again (Q16).

"å…³äºŽ" and "鍏充簬" are both 关于. Undone only where the whole text goes back byte for byte; what is
garbled and cannot be undone is counted, so that it is told as a fault and never as an amendment.
"""

from __future__ import annotations

import re

from monitor.extract import tongues
from monitor.patterns import regex

# What the bytes 80 to 9F are in Windows 1252, and the five that it leaves open.
_HIGH = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ"
_BYTE = {ord(letter): 0x80 + place for place, letter in enumerate(_HIGH)}
_NEXT = f"[{re.escape(_HIGH)}\x80-\xbf]"
# A lead byte of UTF-8 and as many following ones as it wants, all of them read as Latin letters and signs.
_LATIN = regex(f"[\xc2-\xdf]{_NEXT}|[\xe0-\xef]{_NEXT}{{2}}|[\xf0-\xf4]{_NEXT}{{3}}")
# What the leads of Chinese in UTF-8 (E3 to E9, EF) with their next byte are in GBK: letters that hardly
# anybody writes. Every other letter of such a text is one.
_RARE = "".join(
    bytes((lead, follow)).decode("gbk")
    for lead in (0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEF)
    for follow in range(0x80, 0xC0)
)
_HAN = regex(f"[{_RARE}]")
# Of which any text encoded twice has one, once it is long; single letters, because they are found in no time.
_SIGNS = "Ããïâäå锛銆鐨锟"
_SHORT = 500  # characters
_LEAST = 3  # garbled letters, before anybody is accused
_MOSTLY = 0.2  # of the letters beyond ASCII; undoing yields three times as many bytes as letters
_LOST = "锟斤拷"  # U+FFFD in UTF-8, twice, read as GBK


def mended(text: str) -> str | None:
    """The text that was meant; None for one that is no double encoding, or not without doubt."""
    if not _is_suspect(text):
        return None
    for undo, least in ((_from_latin, _LEAST), (_from_gbk, 2 * _LEAST)):
        meant = undo(text)
        if meant is not None and _beyond(meant) and _beyond(text) >= least and _is_writing(meant):
            return meant
    return None


def _is_suspect(text: str) -> bool:
    """Whether to look closer, which costs more than to read a page."""
    if len(text) > _SHORT and not any(sign in text for sign in _SIGNS):
        return False
    return _LATIN.search(text) is not None or _HAN.search(text) is not None


def measure(text: str) -> float:
    """How much of the letters beyond ASCII is garbled by a double encoding: 0 for a clean text, up to 1."""
    if not _is_suspect(text) or (beyond := _beyond(text)) < _LEAST:
        return 0.0
    latin = sum(len(found[0]) for found in _LATIN.finditer(text))
    han = 3 * len(_HAN.findall(text)) / 2 if _is_from_gbk(text) else 0.0
    found = max(latin / beyond if latin >= _LEAST * 2 else 0.0, min(1.0, han / beyond))
    return max(found, min(1.0, 6 * text.count(_LOST) / beyond)) if _LOST in text else found


def _is_from_gbk(text: str) -> bool:
    """Whether the text's Chinese, taken as the bytes of GBK, is mostly Chinese in UTF-8."""
    back = _gbk(text).decode("utf-8", "replace")
    return (
        len(_HAN.findall(text)) >= _MOSTLY * _beyond(text)
        and tongues.fit(back.replace("\ufffd", ""), tongues.CHINESE) > 0.5 > back.count("\ufffd") / len(back)
        and tongues.fit(text, tongues.CHINESE) < 0.5
    )


def _gbk(text: str) -> bytes:
    return text.encode("gb18030", "ignore")


def _from_latin(text: str) -> str | None:
    try:
        return text.translate(_BYTE).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None


def _from_gbk(text: str) -> str | None:
    try:
        return text.encode("gb18030").decode("utf-8")
    except UnicodeError:
        return None


def _beyond(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _is_writing(text: str) -> bool:
    """Whether what comes out is letters and not merely bytes that happen to be valid."""
    beyond = [letter for letter in text if letter > "\x7f"]
    return all(letter.isprintable() or letter.isspace() or letter in "\ufeff\u200b" for letter in beyond)
