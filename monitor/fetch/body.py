"""Bodies: read as a stream, counted before and after decoding, and whole or not at all.

A body that is too large, too dense or not complete is a FetchError that names the limit or the lack;
nothing of it is passed on.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Protocol

from monitor.errors import FetchError
from monitor.fetch.wire import PIECE, Answer
from monitor.model import Verdict
from monitor.patterns import regex

ACCEPT_ENCODING = "gzip, deflate, br"

_DENSE_FROM = 1_000_000  # below this much, a dense body is just an empty table


class _Decoder(Protocol):
    def feed(self, raw: bytes) -> Iterator[bytes]:
        """What the raw bytes stand for, in pieces of a bounded size. ValueError when they are broken."""

    @property
    def ended(self) -> bool:
        """Whether the coding's own end was seen, checksum included where it has one."""


def read(response: Answer, *, size_bytes: int, ratio: int) -> bytes:
    """The whole body, decoded from its one coding.

    size_bytes: limit on the wire and after decoding. ratio: decoded to raw, beyond 1 MB.
    Faults of the wire leave as the library's own exceptions.
    """
    declared = response.headers.get("Content-Length")
    length = int(declared.partition(",")[0]) if declared and not response.chunked else None
    if length is not None and length > size_bytes:
        raise _too_large(f"Content-Length says {length:,} bytes", size_bytes)
    decoder = _decoder(response.headers.get("Content-Encoding") or "")
    body = BytesIO()  # not a list: chunks of two bytes would take thirty times their size
    raw_bytes = decoded_bytes = 0
    for raw in _wire(response):
        raw_bytes += len(raw)
        if raw_bytes > size_bytes:
            raise _too_large(f"{raw_bytes:,} bytes came and more follow", size_bytes)
        for piece in _decoded(decoder, raw):
            decoded_bytes += len(piece)
            _check(raw_bytes, decoded_bytes, size_bytes, ratio)
            body.write(piece)
    if decoder is not None and raw_bytes and not decoder.ended:
        raise FetchError(
            f"body: cut off, the end of its {_coding(response)} coding is missing", verdict=Verdict.TRUNCATED
        )
    whole = body.getvalue()
    if length is None and decoder is None and not response.chunked:
        _check_whole(whole)
    return whole


def _wire(response: Answer) -> Iterator[bytes]:
    """What came, as it came; a missing rest or last chunk is an exception of the library's."""
    while piece := response.read1(PIECE, decode_content=False):
        yield piece


def _decoded(decoder: _Decoder | None, raw: bytes) -> Iterator[bytes]:
    if decoder is None:
        yield raw
        return
    try:
        yield from decoder.feed(raw)
    except ValueError as error:
        raise FetchError(f"body: its coding is broken ({error})") from None


def _check(raw_bytes: int, decoded_bytes: int, size_bytes: int, ratio: int) -> None:
    if decoded_bytes > size_bytes:
        raise _too_large(f"{raw_bytes:,} bytes decode to more than {decoded_bytes - 1:,}", size_bytes)
    if decoded_bytes > _DENSE_FROM and decoded_bytes > ratio * raw_bytes:
        found = f"{raw_bytes:,} bytes decode to {decoded_bytes:,} and more"
        raise FetchError(f"body: {found}, the limit is {ratio} : 1", transient=False)


def _too_large(found: str, size_bytes: int) -> FetchError:
    return FetchError(f"body: {found}, the limit is {size_bytes:,} bytes", transient=False)


# -- codings ---------------------------------------------------------------------------------------


def _coding(response: Answer) -> str:
    return str(response.headers.get("Content-Encoding") or "").strip().lower()


def _decoder(coding: str) -> _Decoder | None:
    coding = coding.strip().lower()
    match coding:
        case "" | "identity":
            return None
        case "gzip" | "x-gzip":
            return _Gzip()
        case "deflate":
            return _Deflate()
        case "br":
            return _Brotli()
    if "," in coding:
        raise FetchError(f"body: coded more than once ({coding[:60]}), one coding is taken", transient=False)
    raise FetchError(f"body: coded as {coding[:60]!r}, offered were {ACCEPT_ENCODING}", transient=False)


class _Gzip:
    """zlib itself checks a member's checksum and length; members may follow each other (RFC 1952)."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=31)
        self._held = b""  # a few bytes that may be the start of another member

    @property
    def ended(self) -> bool:
        return self._member.eof

    def feed(self, raw: bytes) -> Iterator[bytes]:
        raw, self._held = self._held + raw, b""
        while raw:
            if self._member.eof:
                if raw == b"\x1f":  # the second byte decides
                    self._held = raw
                    return
                if not raw.startswith(b"\x1f\x8b"):
                    return  # padding after the end, which browsers ignore too
                self._member = zlib.decompressobj(wbits=31)
            yield from _inflate(self._member, raw)
            raw = self._member.unused_data


class _Deflate:
    """With a zlib header, as the standard wants it, or without, as some servers send it."""

    def __init__(self) -> None:
        self._stream: zlib._Decompress | None = None
        self._head = b""

    @property
    def ended(self) -> bool:
        return self._stream is not None and self._stream.eof

    def feed(self, raw: bytes) -> Iterator[bytes]:
        if self._stream is None:
            self._head += raw
            if len(self._head) < 2:
                return
            raw = self._head
            has_header = raw[0] & 0x0F == 8 and int.from_bytes(raw[:2]) % 31 == 0
            self._stream = zlib.decompressobj(wbits=15 if has_header else -15)
        if not self._stream.eof:
            yield from _inflate(self._stream, raw)


class _Brotli:
    def __init__(self) -> None:
        import brotli  # type: ignore[import-untyped]

        self._stream = brotli.Decompressor()
        self._error = brotli.error

    @property
    def ended(self) -> bool:
        return bool(self._stream.is_finished())

    def feed(self, raw: bytes) -> Iterator[bytes]:
        try:
            while not self.ended:
                piece = self._stream.process(raw, output_buffer_limit=PIECE)
                raw = b""
                if not piece and self._stream.can_accept_more_data():
                    return  # only now: it says that it takes more while it still holds output back
                yield piece
        except self._error as error:
            raise ValueError(str(error)) from None


def _inflate(stream: zlib._Decompress, raw: bytes) -> Iterator[bytes]:
    try:
        piece = b""
        while not stream.eof and (raw or len(piece) == PIECE):  # a full piece may have left some inside
            if piece := stream.decompress(raw, PIECE):
                yield piece
            raw = stream.unconsumed_tail
    except zlib.error as error:
        raise ValueError(str(error)) from None


# -- bodies that end by closing --------------------------------------------------------------------

_ROOT = regex(rb"<([A-Za-z][\w.:-]*)")
_HTML = regex(rb"<html[\s>]", re.IGNORECASE)
_HTML_END = regex(rb"</(?:html|body)\s*>", re.IGNORECASE)


def _check_whole(body: bytes) -> None:
    """A body without a length, a last chunk or a coding's end proves by its own form that it is whole.

    What has no such form (plain text, CSV, HTML without its outer tags) is taken as it comes.
    """
    text = body.removeprefix(b"\xef\xbb\xbf").strip()
    head, end = text[:4096], text[-4096:]
    if text[:1] in (b"{", b"["):
        try:
            json.loads(text)
        except (ValueError, RecursionError):
            raise _cut("JSON that does not parse") from None
    elif _HTML.search(head):
        if not _HTML_END.search(end):
            raise _cut("a page without </html>")
    elif head.startswith(b"<?xml") and (root := _ROOT.search(head)) and b"</" + root[1] not in end:
        raise _cut(f"XML without </{root[1].decode()}>")


def _cut(found: str) -> FetchError:
    return FetchError(f"body: perhaps cut off, as the server closed without telling a length: {found}")
