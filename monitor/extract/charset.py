"""Bytes to text (Q16): which charset a body is in, whatever its labels say.

In order: byte order mark, the header if the body decodes so, the body's own label if it does, UTF-8
when nearly all of it is valid, its label when a few letters are broken, what the source used last
time, the charset in which it reads like a language. Two exceptions: a body that is valid UTF-8 with
letters beyond ASCII is UTF-8, also when a label names an older charset; and a label in whose charset
the body is gibberish is not believed while there is one in which it reads like a language.

Labels mean what they mean to browsers (WHATWG Encoding): GB 2312 is written and GB 18030 is meant,
Latin 1 is Windows 1252, and UTF-7 is nothing at all.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from monitor.extract import mojibake, tongues
from monitor.extract.text import names
from monitor.patterns import regex
from monitor.values import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LABEL = regex(
    rb"""<(?:meta\b[^>]*?\bcharset|\?xml\b[^>]*?\bencoding)\s*=\s*["']?\s*([\w:.-]+)""", re.IGNORECASE
)
_LABEL_WITHIN = 4096  # browsers look at 1,024 bytes; some publishing systems put long comments before
_PARAMETER = regex(r"""charset\s*=\s*["']?\s*([\w:.-]+)""", re.IGNORECASE)
_UNASKED = ("utf-8", "cp1252")  # what servers say of whatever they send
_BROKEN = "\ufffd"

# Python's codec for each family of labels. Python's own list also knows UTF-7, escapes and rot13, which
# would make other words of what stands there.
_MEANT = {
    label: codec
    for codec, labels in {
        "utf-8": "utf-8 utf8 unicode-1-1-utf-8 x-unicode20utf8",
        "utf-16-le": "utf-16le utf-16 ucs-2 unicode csunicode iso-10646-ucs-2",
        "utf-16-be": "utf-16be",
        "utf-32": "utf-32",
        "gb18030": "gb18030 gbk gb2312 gb_2312 gb_2312-80 x-gbk chinese csgb2312 csiso58gb231280 iso-ir-58 cp936 ms936 windows-936",
        "hz": "hz-gb-2312",
        "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5 cp950 big5hkscs windows-950",
        "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji csshiftjis windows-31j ms932 cp932",
        "euc_jp": "euc-jp x-euc-jp cseucpkdfmtjapanese",
        "iso2022_jp": "iso-2022-jp csiso2022jp",
        "cp949": "euc-kr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 korean windows-949 cseuckr iso-ir-149 uhc cp949",
        "cp1250": "windows-1250 cp1250 x-cp1250",
        "cp1251": "windows-1251 cp1251 x-cp1251",
        "cp1252": "windows-1252 cp1252 x-cp1252 iso-8859-1 iso8859-1 iso_8859-1 latin1 latin-1 l1 ascii us-ascii ansi_x3.4-1968 cp819",
        "cp1253": "windows-1253 cp1253 x-cp1253",
        "cp1254": "windows-1254 cp1254 x-cp1254 iso-8859-9 iso8859-9 latin5",
        "cp1255": "windows-1255 cp1255 x-cp1255",
        "cp1256": "windows-1256 cp1256 x-cp1256",
        "cp1257": "windows-1257 cp1257 x-cp1257",
        "cp1258": "windows-1258 cp1258 x-cp1258",
        "cp874": "windows-874 cp874 tis-620 iso-8859-11 iso8859-11 dos-874",
        "koi8_r": "koi8-r koi koi8 cskoi8r",
        "koi8_u": "koi8-u koi8-ru",
        "cp866": "ibm866 cp866",
        "mac_roman": "macintosh mac x-mac-roman",
    }.items()
    for label in labels.split()
} | {f"iso-8859-{n}": f"iso8859_{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)}

# What else a body may be in that fails where its label's charset is older or narrower than what is written.
_ELSE = {"euc_jp": "euc_jis_2004", "big5hkscs": "cp950", "iso2022_jp": "iso2022_jp_ext"}

# In which charsets a body without a label is looked at, and what it must read like. In this order where
# two read the same.
_CANDIDATES = (
    ("gb18030", (tongues.CHINESE,)),
    ("big5hkscs", (tongues.TAIWANESE,)),
    ("cp932", (tongues.JAPANESE,)),
    ("euc_jp", (tongues.JAPANESE,)),
    ("cp949", (tongues.KOREAN,)),
    ("cp1252", tongues.WESTERN),
    ("cp1251", (tongues.RUSSIAN,)),
    ("koi8_r", (tongues.RUSSIAN,)),
    ("koi8_u", (tongues.RUSSIAN,)),
    ("iso8859_5", (tongues.RUSSIAN,)),
    ("cp1250", tongues.CENTRAL),
    ("iso8859_2", tongues.CENTRAL),
    ("cp1254", tongues.TURKISH),
    ("cp874", (tongues.THAI,)),
    ("cp1256", (tongues.ARABIC,)),
    ("cp1253", (tongues.GREEK,)),
    ("cp1255", (tongues.HEBREW,)),
    ("cp1257", tongues.BALTIC),
)
_SPOKEN = dict(_CANDIDATES) | {
    "utf-8": tuple(tongue for _, spoken in _CANDIDATES for tongue in spoken),
    "cp866": (tongues.RUSSIAN,),
    "iso8859_6": (tongues.ARABIC,),
    "iso8859_7": (tongues.GREEK,),
    "iso8859_8": (tongues.HEBREW,),
    "iso8859_13": tongues.BALTIC,
    "iso8859_15": tongues.WESTERN,
}
_WIDE = names("gb18030 big5hkscs cp932 euc_jp cp949")  # two bytes a letter
_SAMPLE = 4_000  # bytes of lines with letters beyond ASCII; more decides nothing more
# only from where a piece begins: a long line without such letters would be looked through from each of its signs
_PIECE = regex(rb"(?<![^<>\r\n])[^<>\r\n]*[\x80-\xff][^<>\r\n]*")
_GIBBERISH = 0.2  # how well a text in a wrong charset fits at most, mostly far less
_WRITING = 0.55  # and how well one in the right charset does at least
_ESCAPED = regex(rb"\x1b\$[@B]")  # where Japanese begins in seven bits
_READABLE = 0.3  # for want of anything better
_BETTER = 0.25  # than what servers say of whatever they send
_ASCII = frozenset(map(chr, range(128)))
_FEW = 10  # letters; fewer prove nothing against a label


@dataclass(frozen=True, slots=True)
class Decoded:
    """A body as text. replaced: how many places could not be decoded and stand as U+FFFD.

    mended: it had been encoded twice, which is undone here because the whole of it goes back exactly.
    verbatim: the body is the text in UTF-8, byte for byte.
    """

    text: str
    charset: str
    replaced: int = 0
    mended: bool = False
    verbatim: bool = False


# What was decoded a moment ago: an answer is asked for its text when it is judged, read and searched for its dates.
_MOMENTS = 8  # lanes that are in the middle of an answer, more or less
_LARGE = 500_000  # bytes; a larger body is decoded anew and not held in memory
_just_now: tuple[tuple[bytes, str | None, str | None, Decoded], ...] = ()


def decode(body: bytes, content_type: str | None = None, *, last: str | None = None) -> Decoded:
    """The body's text and the charset it was in.

    content_type: the header, as received. last: the charset of the source's last good answer, which
    decides where nothing else does.
    """
    global _just_now  # noqa: PLW0603  one reference, put in place whole
    for given, said, before, found in _just_now:
        if given is body and said == content_type and before == last:
            return found
    found = _decoded(body, content_type, last)
    if len(body) <= _LARGE:
        _just_now = ((body, content_type, last, found), *_just_now[: _MOMENTS - 1])
    return found


def _decoded(body: bytes, content_type: str | None, last: str | None) -> Decoded:
    if body.isascii() and not any(sign in body for sign in (b"\x1b", b"~{", b"\0")):
        return Decoded(body.decode("ascii"), "utf-8", verbatim=True)
    found = _marked(body) or _settled(body, content_type, last)
    mended = mojibake.mended(found.text) if not found.replaced else None
    return found if mended is None else Decoded(mended, found.charset, mended=True)


def header_label(content_type: str | None) -> str | None:
    """The charset that a Content-Type header names."""
    found = _PARAMETER.search(content_type or "")
    return found[1] if found else None


def body_label(body: bytes) -> str | None:
    """The charset that an HTML or XML body names itself."""
    found = _LABEL.search(body[:_LABEL_WITHIN])
    return found[1].decode("ascii", "replace") if found else None


def codec(label: str | None) -> str | None:
    """Python's codec for a label, widened as browsers do: GB 2312 is written, GB 18030 is meant."""
    if label is None:
        return None
    name = label.strip().lower()
    return _MEANT.get(name) or _MEANT.get(name.replace("_", "-"))


def _marked(body: bytes) -> Decoded | None:
    """A body that says by its first bytes, or by the zeros between its letters, what it is."""
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return _lenient(body, charset if charset != "utf-8" else "utf-8-sig", charset)
    head = body[:200]
    for start, charset in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(head) >= 8 and 10 * head[start::2].count(0) >= 4 * len(head[start::2]) > 0 == head[
            1 - start :: 2
        ].count(0):
            return _lenient(body, charset, "utf-16")
    return None


def _settled(body: bytes, content_type: str | None, last: str | None) -> Decoded:
    header, own = codec(header_label(content_type)), codec(body_label(body))
    if own is not None and own.startswith("utf-16"):
        own = "utf-8"  # a label that can be read as ASCII does not stand in UTF-16
    said = [name for name in (header, own) if name]
    if _ESCAPED.search(body) and (read := _strict(body, "iso2022_jp")) is not None:
        return Decoded(read, "iso2022_jp")
    utf8 = _strict(body, "utf-8")
    if utf8 is not None and not (said and body.isascii()):
        narrow = _narrow(body, said)
        return narrow if narrow is not None and _is_chance(utf8) else Decoded(utf8, "utf-8", verbatim=True)
    for name in said:
        if (read := _strict(body, name)) is not None:
            return _doubted(body, Decoded(read, name))
    return _nearly_utf8(body) or _guess(body, said, last)


def _is_chance(text: str) -> bool:
    """Whether a few letters of an older charset may have become valid UTF-8 by chance: all of two bytes, and no word."""
    beyond = [letter for letter in text if letter > "\x7f"]
    return len(beyond) < _FEW and max(beyond) < "\u0800" and _best_fit(text, "utf-8") < _GIBBERISH


def _narrow(body: bytes, said: list[str]) -> Decoded | None:
    """The body in a charset of two bytes a letter that a label names, if it reads well so."""
    for name in said:
        if name in _WIDE and (read := _strict(body, name)) is not None:
            return Decoded(read, name) if _best_fit(read, name) >= _WRITING else None
    return None


def _doubted(body: bytes, found: Decoded) -> Decoded:
    """What a label led to, unless that is gibberish while another charset makes writing of it."""
    sample = _sample(body)
    if found.charset not in _SPOKEN or _count(_read(sample, found.charset)) < _FEW:
        return found
    own = _best_fit(_read(sample, found.charset), found.charset)
    best, name = max(_tried(sample), key=lambda one: one[0])
    # ISO 8859-5 of the same words is half readable in Windows 1251, and never as readable as what was meant
    related = found.charset == "cp1252" or _SPOKEN[found.charset] == _SPOKEN[name]
    clearly = related and best >= max(own + _BETTER, _WRITING)
    if name == found.charset or not (clearly or (own < _GIBBERISH and best >= _WRITING)):
        return found
    return _detected(body, sample) or found


def _strict(body: bytes, name: str) -> str | None:
    for one in (name, _ELSE.get(name)):
        if one is not None:
            try:
                return body.decode(one)
            except UnicodeDecodeError:
                continue
    return None


def _lenient(body: bytes, name: str, charset: str | None = None) -> Decoded:
    text = body.decode(name, "replace")
    return Decoded(text, charset or name, text.count(_BROKEN))


def _nearly_utf8(body: bytes) -> Decoded | None:
    """UTF-8 with one letter in a thousand broken, as pages cut in the middle of a letter are.

    A page of ASCII with a few bytes of something else is not that: most letters beyond ASCII must be whole.
    """
    found = _lenient(body, "utf-8")
    enough = found.replaced * 1000 <= len(found.text) and found.replaced * 10 <= _count(found.text)
    return found if enough else None


def _count(text: str) -> int:
    """How many letters are beyond ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))


def _guess(body: bytes, said: list[str], last: str | None) -> Decoded:
    for name in said:
        found = _lenient(body, name)
        if name == "gb18030" or (name not in _UNASKED and 50 * found.replaced <= _count(found.text)):
            return _doubted(body, found)
    if (before := codec(last)) and (text := _strict(body, before)) is not None:
        return Decoded(text, before)
    if (seen := _detected(body, _sample(body))) is not None:
        return seen
    return _lenient(body, next((name for name in said if name not in _UNASKED), said[0] if said else "utf-8"))


# -- what it reads like ----------------------------------------------------------------------------


def _sample(body: bytes) -> bytes:
    """Pieces of text with letters beyond ASCII, so that the sample of a page is not its scripts."""
    pieces, size = [], 0
    for found in _PIECE.finditer(body):
        pieces.append(found[0][:_SAMPLE])
        size += len(pieces[-1])
        if size >= _SAMPLE:
            break
    return b"\n".join(pieces)


def _detected(body: bytes, sample: bytes) -> Decoded | None:
    """The body in the charset in which it reads most like a language; None when it does in none."""
    fit, name = max(_tried(sample), key=lambda one: one[0])
    if fit < _READABLE:
        return None
    read = _lenient(body, name)
    if read.replaced and name == "utf-8":
        read = _mixed(body) or read
    return read if 20 * read.replaced <= _count(read.text) + 20 else None


def _mixed(body: bytes) -> Decoded | None:
    """A page in UTF-8 with pieces of another charset in it, such as an old footer that a server puts in."""
    odd = b"\n".join(found[0] for found in _PIECE.finditer(body) if _strict(found[0], "utf-8") is None)
    fit, name = max(_tried(odd[:_SAMPLE]), key=lambda one: one[0])
    if fit < _WRITING or name == "utf-8" or _count(_read(odd, name)) < _FEW:
        return None

    def rewritten(found: re.Match[bytes]) -> bytes:
        other = _strict(found[0], name) if _strict(found[0], "utf-8") is None else None
        return found[0] if other is None else other.encode()

    return _lenient(_PIECE.sub(rewritten, body), "utf-8")


def _tried(sample: bytes) -> Iterator[tuple[float, str]]:
    """(how well it fits, charset) for every charset that a body may be in; UTF-8 with broken letters as well."""
    for name in ("utf-8", *(name for name, _ in _CANDIDATES)):
        text = _read(sample, name)
        # one letter, over and over, is no evidence of an alphabet, and still less of two bytes a letter
        most = 1.0 if len(set(text) - _ASCII) > 1 else _READABLE + (0.0 if name in _WIDE else 0.01)
        yield min(_best_fit(text, name), most), name


def _read(sample: bytes, name: str) -> str:
    return sample.decode(name, "replace")


def _best_fit(text: str, name: str) -> float:
    return max((tongues.fit(text, tongue) for tongue in _SPOKEN.get(name, ())), default=0.0)
