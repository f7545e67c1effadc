"""Messages in little room: what base64 has wrapped up is unwrapped and packed, and wrapped up again when it is read.

A mail that is sent once more has the same bytes (M02): where unwrapping would not give them back, all of it is packed as it
stands. A sum behind it shows damage before anybody is sent it.
"""

from __future__ import annotations

import binascii
import zlib

from monitor.patterns import regex
from monitor.store import small

_WRAPPED = regex(rb"\r\n\r\n((?:[A-Za-z0-9+/]{76}\r\n)+[A-Za-z0-9+/=]{1,76})")
_LINE = 76  # signs
_SUM = 4  # bytes


def pack(mime: bytes) -> bytes:
    """The bytes packed."""
    try:
        packed = _packed(_unwrapped(mime), mime)
        if unpack(packed) == mime:
            return packed
    except ValueError:  # it only looked like base64
        pass
    return _packed(b"\n" + mime, mime)


def unpack(packed: bytes) -> bytes:
    """The bytes that `pack` was given. Raises ValueError when this is not what it made of them."""
    mime = _wrapped(small.unpack(packed[:-_SUM]))
    if _sum(mime) != packed[-_SUM:]:
        raise ValueError("it is not what it was")
    return mime


def _packed(written: bytes, mime: bytes) -> bytes:
    return small.pack(written) + _sum(mime)


def _sum(mime: bytes) -> bytes:
    return zlib.crc32(mime).to_bytes(_SUM, "big")


def _unwrapped(mime: bytes) -> bytes:
    """A line of sizes, then by turns what stands there as it is and what was wrapped up."""
    parts, at = list[bytes](), 0
    for found in _WRAPPED.finditer(mime):
        parts += (mime[at : found.start(1)], binascii.a2b_base64(found[1]))
        at = found.end()
    return b"%b\n%b" % (b" ".join(b"%d" % len(part) for part in parts), b"".join((*parts, mime[at:])))


def _wrapped(written: bytes) -> bytes:
    head, _, left = written.partition(b"\n")
    parts, at = list[bytes](), 0
    for number, size in enumerate(map(int, head.split())):
        part = left[at : at + size]
        parts.append(_in_lines(part) if number % 2 else part)
        at += size
    return b"".join((*parts, left[at:]))


def _in_lines(part: bytes) -> bytes:
    signs = binascii.b2a_base64(part, newline=False)
    return b"\r\n".join(signs[at : at + _LINE] for at in range(0, len(signs), _LINE))
