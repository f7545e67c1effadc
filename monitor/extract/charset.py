"""Bytes to text (Q16): which charset a body is in, whatever its labels say.

In order: byte order mark, the header if the body decodes so, the body's own label if it does, UTF-8
when nearly all of it is valid, its label when a few letters are broken, what the source used last
time, the one of UTF-8 and GB 18030 in which it reads as Chinese, a detector. Two exceptions: a body
that is valid UTF-8 with letters beyond ASCII is UTF-8, also when a label names an older charset (no
text of any length is both by chance); and Latin 1, which servers say unasked, is not believed of a
body that reads as Chinese.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LABEL = re.compile(
    rb"""<(?:meta\b[^>]*?\bcharset|\?xml\b[^>]*?\bencoding)\s*=\s*["']?\s*([\w:.-]+)""", re.IGNORECASE
)
_LABEL_WITHIN = 4096  # browsers look at 1,024 bytes; some publishing systems put long comments before
_PARAMETER = re.compile(r"""charset\s*=\s*["']?\s*([\w:.-]+)""", re.IGNORECASE)
_UNASKED = ("utf-8", "cp1252")  # what servers say of whatever they send
_COMMON_HAN = range(0xB0, 0xD8)  # lead bytes of the 3,755 letters of GB 2312's first level
_BROKEN = "\ufffd"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A body as text. replaced: how many places could not be decoded and stand as U+FFFD."""

    text: str
    charset: str
    replaced: int = 0


def decode(body: bytes, content_type: str | None = None, *, last: str | None = None) -> Decoded:
    """The body's text and the charset it was in.

    content_type: the header, as received. last: the charset of the source's last good answer, which
    decides where nothing else does.
    """
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return _lenient(body, charset if charset != "utf-8" else "utf-8-sig", charset)
    said = [codec for label in (header_label(content_type), body_label(body)) if (codec := _codec(label))]
    utf8 = _strict(body, "utf-8")
    if utf8 is not None and (not body.isascii() or not said):
        return Decoded(utf8, "utf-8")
    for codec in said:
        if (read := _strict(body, codec)) is not None and (codec != "cp1252" or _chinese(body) is None):
            return Decoded(read, codec)
    return _nearly_utf8(body) or _guess(body, said, last)


def header_label(content_type: str | None) -> str | None:
    """The charset that a Content-Type header names."""
    found = _PARAMETER.search(content_type or "")
    return found[1] if found else None


def body_label(body: bytes) -> str | None:
    """The charset that an HTML or XML body names itself."""
    found = _LABEL.search(body[:_LABEL_WITHIN])
    return found[1].decode("ascii", "replace") if found else None


def _codec(label: str | None) -> str | None:
    """Python's codec for a label, widened as browsers do: GB 2312 is written, GB 18030 is meant."""
    if label is None:
        return None
    name = label.strip().lower()
    if name.startswith(("gb", "x-gbk", "cp936", "windows-936", "hz-gb")):
        return "gb18030"
    if name in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"):
        return "cp1252"
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def _strict(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec)
    except (UnicodeDecodeError, LookupError):  # LookupError: a codec that is not for text, such as base64
        return None


def _lenient(body: bytes, codec: str, charset: str | None = None) -> Decoded:
    text = body.decode(codec, "replace")
    return Decoded(text, charset or codec, text.count(_BROKEN))


def _nearly_utf8(body: bytes) -> Decoded | None:
    """UTF-8 with one letter in a thousand broken, as pages cut in the middle of a letter are.

    A page of ASCII with a few bytes of something else is not that: most letters beyond ASCII must be whole.
    """
    found = _lenient(body, "utf-8")
    beyond = _beyond(found.text)
    return found if found.replaced * 1000 <= len(found.text) and found.replaced * 10 <= beyond else None


def _beyond(text: str) -> int:
    """How many letters are beyond ASCII."""
    return sum(1 for letter in text if letter > "\x7f")


def _guess(body: bytes, said: list[str], last: str | None) -> Decoded:
    for codec in said:
        found = _lenient(body, codec)
        if codec == "gb18030" or (codec not in _UNASKED and 50 * found.replaced <= _beyond(found.text)):
            return found
    if (before := _codec(last)) and (text := _strict(body, before)) is not None:
        return Decoded(text, before)
    return _chinese(body) or _detected(body) or _lenient(body, said[0] if said else "utf-8")


def _chinese(body: bytes) -> Decoded | None:
    """The body in the charset in which nearly every letter beyond ASCII is a common Chinese one, if any."""
    read = (_lenient(body, codec) for codec in ("utf-8", "gb18030"))
    return min(filter(_is_chinese, read), key=lambda found: found.replaced, default=None)


def _is_chinese(found: Decoded) -> bool:
    beyond = [letter for letter in found.text if letter > "\x7f"]
    leads = "".join(beyond).encode("gb2312", "ignore")[::2]
    common = sum(lead in _COMMON_HAN for lead in leads)
    return len(beyond) >= 10 and common >= 0.6 * len(beyond) and 50 * found.replaced <= len(beyond)


def _detected(body: bytes) -> Decoded | None:
    from charset_normalizer import from_bytes

    best = from_bytes(body).best()
    return Decoded(str(best), best.encoding) if best else None
