"""Small texts in little room: packed against words that they all share, and against what each has much in common with.

The first byte says how, and against which primer. A primer never changes: what was packed against it needs it for ever,
and better words would be another file with another number.
"""

from __future__ import annotations

import re
import zlib
from functools import cache
from pathlib import Path

import zstandard

from monitor.patterns import regex

_PRIMERS = Path(__file__).parent / "primers"
_PRIMER = 1  # that new texts are packed against
_DEFLATED, _FAR = 1, 2  # against what is near; a long text, or against more than deflate can look back at
_HASHES = 3  # as _DEFLATED, and hexadecimal digits stand behind it by two in a byte
_REACH = 32_000  # bytes that deflate looks back
_LONG = 8_000  # bytes of a text from which on zstd packs it smaller, and in a sixth of the time
_LEVEL = 9
_MOST = 256 * 2**20  # bytes of one text
_MAGIC = b"\x28\xb5\x2f\xfd"  # how zstd begins; left out


def pack(text: bytes, near: bytes = b"") -> bytes:
    """The text packed. near: what it has much in common with, and what it takes to unpack it."""
    words = near + _primer(_PRIMER)
    if len(words) <= _REACH and len(text) < _LONG:
        if not near and _MARK not in text and (found := _HEXADECIMAL.findall(text)):
            hashes = b"".join(map(bytes.fromhex, map(bytes.decode, found)))
            return bytes((_HASHES,)) + _deflated(_HEXADECIMAL.sub(_shortened, text), words) + hashes
        return bytes((_DEFLATED,)) + _deflated(text, words)
    parameters = zstandard.ZstdCompressionParameters.from_level(
        _LEVEL,
        source_size=len(text),
        dict_size=len(words),
        format=zstandard.FORMAT_ZSTD1_MAGICLESS,
        window_log=min(max((len(text) + len(words)).bit_length(), 10), 27),
    )
    compressor = zstandard.ZstdCompressor(compression_params=parameters, dict_data=_words(words))
    return bytes((_FAR,)) + compressor.compress(text)


def unpack(packed: bytes, near: bytes = b"") -> bytes:
    """The text that `pack` was given with the same `near`. Raises ValueError when this is not what it made of it."""
    words = near + _primer(_PRIMER)
    try:
        if packed[:1] in (bytes((_DEFLATED,)), bytes((_HASHES,))):
            inflate = zlib.decompressobj(-15, zdict=words)
            text = inflate.decompress(packed[1:], _MOST)
            if not inflate.eof or (packed[0] == _DEFLATED and inflate.unused_data):
                raise ValueError("its end is missing, or something follows it")
            return text if packed[0] == _DEFLATED else _lengthened(text, inflate.unused_data)
        if packed[:1] == bytes((_FAR,)) and zstandard.frame_content_size(_MAGIC + packed[1:]) <= _MOST:
            unpacker = zstandard.ZstdDecompressor(
                dict_data=_words(words), format=zstandard.FORMAT_ZSTD1_MAGICLESS
            )
            return unpacker.decompress(packed[1:])
    except (zlib.error, zstandard.ZstdError) as error:
        raise ValueError(str(error)) from error
    raise ValueError("it is packed in another way")


def is_packed(value: bytes) -> bool:
    return value[:1] in (b"\x01", b"\x02", b"\x03")


def _deflated(text: bytes, words: bytes) -> bytes:
    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, -15, 9, zdict=words)
    return deflate.compress(text) + deflate.flush()


_HEXADECIMAL = regex(rb"(?:[0-9a-f]{2}){8,120}")
_MARK = b"\0"  # in no text; behind it stands how many bytes
_SHORTENED = regex(rb"\0([^\0])")


def _shortened(found: re.Match[bytes]) -> bytes:
    return _MARK + bytes((len(found.group()) // 2,))


def _lengthened(text: bytes, hashes: bytes) -> bytes:
    at = 0

    def digits(mark: re.Match[bytes]) -> bytes:
        nonlocal at
        at += mark.group(1)[0]
        return hashes[at - mark.group(1)[0] : at].hex().encode()

    whole = _SHORTENED.sub(digits, text)
    if at != len(hashes):
        raise ValueError("of its hashes some are missing, or there are more than it has")
    return whole


@cache
def _primer(number: int) -> bytes:
    return (_PRIMERS / f"{number}.txt").read_bytes()


def _words(words: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(words, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
