"""A font for letters whose own font is not in the PDF: every letter of it is one and the same box.

PDFium would look for such fonts on the machine, and drops letters that it finds in none: the same file would read
otherwise from one machine to the next. We look at no letter's shape, only at its place, so a box will do.
Layout of the font: OpenType 1.9, `cmap` format 4.
"""

from __future__ import annotations

import ctypes
import struct
from functools import cache
from typing import Any

_EM = 1000
_RUN = 4096  # codes in one segment; all segments share one list of glyphs
_CHINESE_AND_THE_LIKE = frozenset({128, 129, 134, 136})  # character sets, as Windows numbers them
_WHOLE_FILE = 0


def install(pdfium: Any) -> None:
    """Let PDFium ask us for fonts, and nobody else; once for the life of the process."""
    _installed(pdfium)


@cache
def _installed(pdfium: Any) -> tuple[Any, ...]:
    font = _font()
    asked = pdfium.FPDF_SYSFONTINFO
    types = dict(asked._fields_)

    def map_font(
        _info: Any, _weight: int, _italic: int, charset: int, _pitch: int, _face: Any, _exact: Any
    ) -> int | None:
        return 1 if charset in _CHINESE_AND_THE_LIKE else None

    def font_data(_info: Any, _font: Any, table: int, into: Any, size: int) -> int:
        if table != _WHOLE_FILE:
            return 0
        if into and size >= len(font):
            ctypes.memmove(into, font, len(font))
        return len(font)

    info = asked()
    info.version = 1
    calls = {
        "MapFont": map_font,
        "GetFontData": font_data,
        "GetFont": lambda _info, _face: None,
        "GetFaceName": lambda _info, _font, _into, _size: 0,
        "GetFontCharset": lambda _info, _font: 134,
        "DeleteFont": lambda _info, _font: None,
        "EnumFonts": lambda _info, _mapper: None,
        "Release": lambda _info: None,
    }
    kept = {name: types[name](call) for name, call in calls.items()}
    for name, call in kept.items():
        setattr(info, name, call)
    pdfium.FPDF_SetSystemFontInfo(info)
    return info, kept


def _font() -> bytes:
    tables = {
        b"OS/2": _os2(),
        b"cmap": _cmap(),
        b"glyf": _BOX,
        b"head": struct.pack(
            ">IIIIHHqqhhhhHHhhh",
            0x10000,
            0x10000,
            0,
            0x5F0F3CF5,
            3,
            _EM,
            0,
            0,
            0,
            -120,
            _EM,
            880,
            0,
            8,
            2,
            1,
            0,
        ),
        b"hhea": struct.pack(
            ">IhhhHhhhhhhhhhhhH", 0x10000, 880, -120, 0, _EM, 0, 0, _EM, 1, 0, 0, 0, 0, 0, 0, 0, 2
        ),
        b"hmtx": struct.pack(">HhHh", _EM, 0, _EM, 0),
        b"loca": struct.pack(">III", 0, len(_BOX), 2 * len(_BOX)),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x10000, 2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        b"name": struct.pack(">HHH", 0, 0, 6),
        b"post": struct.pack(">IIhhIIIII", 0x30000, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    tables[b"glyf"] = 2 * _BOX
    head = struct.pack(">IHHHH", 0x10000, len(tables), 128, 3, 16 * len(tables) - 128)
    at, listed, bodies = 12 + 16 * len(tables), b"", b""
    for tag, table in tables.items():
        listed += struct.pack(">4sIII", tag, 0, at + len(bodies), len(table))
        bodies += table + b"\0" * (-len(table) % 4)
    return head + listed + bodies


# one closed line with four corners, each given by two bytes
_BOX = (
    struct.pack(">hhhhhHH4B8h", 1, 0, -120, _EM, 880, 3, 0, 1, 1, 1, 1, 0, _EM, 0, -_EM, -120, 0, _EM, 0)
    + b"\0\0"
)


def _cmap() -> bytes:
    starts = [*range(32, 0xFFFF, _RUN)]
    ends = [*(start - 1 for start in starts[1:]), 0xFFFE]
    count = len(starts) + 1
    offsets = [2 * (count - number) for number in range(len(starts))]  # from its own place to the shared list
    body = (
        struct.pack(">HHHH", 2 * count, 0, 0, 0)
        + struct.pack(f">{count}H", *ends, 0xFFFF)
        + b"\0\0"
        + struct.pack(f">{count}H", *starts, 0xFFFF)
        + struct.pack(f">{count}H", *[0] * len(starts), 1)
        + struct.pack(f">{count}H", *offsets, 0)
        + struct.pack(">H", 1) * _RUN
    )
    table = struct.pack(">HHH", 4, 6 + len(body), 0) + body
    return struct.pack(">HHHHI", 0, 1, 3, 1, 12) + table


def _os2() -> bytes:
    return (
        struct.pack(">HhHHH", 1, _EM, 400, 5, 0)
        + b"\0" * 58
        + struct.pack(">HHhhhHHII", 32, 0xFFFF, 880, -120, 0, 880, 120, 1, 0)
    )
