"""HTTP/1.1 on a connection: a request in one piece, an answer by the letter of RFC 9112 and without leniency.

What could make half a page look like a whole one, or one answer like two, is a MalformedError here. Nothing in
this file opens a connection or knows where it leads; whoever calls it has the bytes come under a watch.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from http.client import BadStatusLine, HTTPException, IncompleteRead as NoLastChunk, RemoteDisconnected

from urllib3.exceptions import IncompleteRead as ShortBody

PIECE = 65_536
HEAD_BYTES = 262_144
MOST_HEADERS = 100
MOST_INTERIM = 10
LONGEST_LINE = 65_536
LONGEST_SIZE = 1024  # of the line before a chunk, extensions included

_END_OF_HEAD = re.compile(rb"\n\r?\n")
# possessive, as a line of spaces that ends in the wrong sign must cost no more than its length
_STATUS = re.compile(r"HTTP/([0-9]\.[0-9])[ \t]++([0-9]{3})(?:[ \t]++([^\r\n\0]*+))?\r?\n")
_HEADER = re.compile(r"([!-9;-~]++):[ \t]*+([^\r\n\0]*+)\r?\n")
_FOLDED = re.compile(r"[ \t]++([^\r\n\0]*+)\r?\n")  # an older way to write one header on two lines
_LENGTH = re.compile(r"[0-9]{1,18}")
_SIZE = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\n]*)?\r?\n")
_IS_HEADER = re.compile(r"[!-9;-~]+").fullmatch
_NO_HEADER_VALUE = re.compile(r"[\r\n\0]")
_NO_TARGET = re.compile(r"[\x00-\x20\x7f]")


class MalformedError(HTTPException):
    """An answer that breaks the rules of HTTP in a way that would let us misread it."""


def asked(method: str, target: str, host: str, headers: Mapping[str, str], body: bytes | str | None) -> bytes:
    """A request as it goes over the wire. ValueError: something in it would make it two."""
    if not method.isalpha() or _NO_TARGET.search(target):
        raise ValueError(f"{method[:20]!r} {target[:200]!r} is no request")
    lines = [f"{method} {target} HTTP/1.1\r\nHost: {host}\r\n"]
    for name in headers:
        value = headers[name]
        if not _IS_HEADER(name) or _NO_HEADER_VALUE.search(value):
            raise ValueError(f"{name[:100]!r} is no header, or its value has a line break in it")
        lines.append(f"{name}: {value}\r\n")
    whole = body.encode() if isinstance(body, str) else body or b""
    if (whole or method not in ("GET", "HEAD")) and "Content-Length" not in headers:
        lines.append(f"Content-Length: {len(whole)}\r\n")
    lines.append("\r\n")
    return "".join(lines).encode("latin-1") + whole


class Headers:
    """The headers of an answer: as they came, and by their names in any case."""

    __slots__ = ("_by_name", "_pairs")

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._pairs = tuple(pairs)
        self._by_name: dict[str, list[str]] = {}
        for name, value in self._pairs:
            self._by_name.setdefault(name.lower(), []).append(value)

    def get(self, name: str, default: str | None = None) -> str | None:
        """All values of that name, with commas between them."""
        found = self._by_name.get(name.lower())
        return ", ".join(found) if found else default

    def getlist(self, name: str) -> list[str]:
        return self._by_name.get(name.lower(), [])

    def items(self) -> tuple[tuple[str, str], ...]:
        return self._pairs

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._by_name


class Answer:
    """One answer: its head is read when it is made, its body piece by piece.

    receive: at most so many bytes, b"" when the other side has closed. done: called once, when the answer is
    over, with whether the connection is free for another request. keep: whether that was asked for.
    Its names are those of `urllib3.HTTPResponse`, whose place it takes.
    """

    __slots__ = (
        "_at",
        "_came",
        "_done",
        "_ended",
        "_first",
        "_held",
        "_keep",
        "_left",
        "_receive",
        "chunked",
        "headers",
        "reason",
        "status",
        "version_string",
    )

    def __init__(
        self, method: str, receive: Callable[[int], bytes], done: Callable[[bool], None], *, keep: bool = True
    ) -> None:
        self._receive, self._done = receive, done
        self._held, self._at = b"", 0
        self._ended, self._first, self._came = False, True, 0
        self._read_head(self._head())
        for _ in range(MOST_INTERIM):  # said before the answer, even unasked (RFC 9110, 15.2)
            if self.status == 101 or not 100 <= self.status < 200:
                break
            self._read_head(self._head())
        if self.status < 200:
            raise MalformedError(f"status {self.status} instead of an answer")
        self._left = self._framed(method)
        self._keep = keep and self._left is not None and self._stays_open()
        if self._left == 0 and not self.chunked:
            self._end()

    def read1(self, amount: int = PIECE, decode_content: bool = False) -> bytes:  # noqa: ARG002, FBT001, FBT002
        """What comes next of the body, as it comes; b"" at its end. An exception when the end is missing."""
        if self._ended:
            return b""
        if self._left == 0 and not (self.chunked and self._next_chunk()):
            self._end()
            return b""
        if self._at == len(self._held):
            self._held, self._at = self._receive(PIECE), 0
            if not self._held:
                return self._closed_on()
        here = len(self._held) - self._at
        take = min(amount, here) if self._left is None else min(amount, here, self._left)
        piece = self._held[self._at : self._at + take]
        self._at += take
        self._came += take
        if self._left is not None:
            self._left -= take
        return piece

    def close(self) -> None:
        """The rest is not wanted. What has come already is passed over; nothing is waited for."""
        if self._ended:
            return
        rest = len(self._held) - self._at
        if self._left is not None and not self.chunked and self._left <= rest:
            self._at += self._left
            self._end()
        else:
            self._ended = True
            self._done(False)

    def _end(self) -> None:
        self._ended = True
        # what came behind the end of an answer was not asked for, and must not become the next one
        self._done(self._keep and self._at == len(self._held))

    def _closed_on(self) -> bytes:
        if self._left is None:
            self._end()
            return b""
        if self.chunked:
            raise NoLastChunk(b"")
        raise ShortBody(self._came, self._left)

    # -- the head ----------------------------------------------------------------------------------

    def _head(self) -> str:
        """The lines of a head, each with its end; what follows stays for the body."""
        held = self._held[self._at :] or self._receive(PIECE)
        if not held:
            raise RemoteDisconnected("no answer")
        looked = 0
        while (end := _END_OF_HEAD.search(held, looked)) is None:
            looked = max(0, len(held) - 2)
            if len(held) > HEAD_BYTES:
                raise MalformedError(f"headers of more than {HEAD_BYTES:,} bytes")
            more = self._receive(PIECE)
            if not more:
                raise MalformedError("headers that break off")
            held += more
        self._held, self._at = held, end.end()
        return held[: end.start() + 1].decode("latin-1")

    def _read_head(self, head: str) -> None:
        line = _STATUS.match(head)
        if line is None:
            raise BadStatusLine(head.partition("\n")[0][:200])
        version, status, reason = line.groups()
        if version[0] not in "01":
            raise MalformedError(f"the version {version}")
        self.version_string, self.status, self.reason = f"HTTP/{version}", int(status), reason or ""
        at, pairs = line.end(), list[tuple[str, str]]()
        while at < len(head):
            if (header := _HEADER.match(head, at)) is not None:
                pairs.append((header[1], header[2].rstrip(" \t")))
            elif pairs and (header := _FOLDED.match(head, at)) is not None:
                name, value = pairs[-1]
                pairs[-1] = (name, f"{value} {header[1].rstrip()}")
            else:
                wrong = "headers with a NUL in them" if "\0" in head else "headers that cannot be read"
                raise MalformedError(wrong)
            if header.end() - at > LONGEST_LINE or len(pairs) > MOST_HEADERS:
                raise MalformedError(
                    f"more than {MOST_HEADERS} headers, or one of more than {LONGEST_LINE:,} bytes"
                )
            at = header.end()
        self.headers = Headers(pairs)

    def _framed(self, method: str) -> int | None:
        """How long the body is; 0 also before the first chunk; None when it ends with the connection."""
        lengths = set(self.headers.getlist("content-length"))
        if lengths and (len(lengths) > 1 or not all(map(_LENGTH.fullmatch, lengths))):
            raise MalformedError(f"a Content-Length of {', '.join(sorted(lengths))[:100]}")
        coding = self.headers.get("transfer-encoding")
        if coding is not None and coding.lower() != "chunked":
            raise MalformedError(f"the Transfer-Encoding {coding[:100]!r}, which was not asked for")
        bare = method == "HEAD" or self.status in (204, 304)
        self.chunked = coding is not None and not bare
        if bare or self.chunked:
            return 0
        return int(lengths.pop()) if lengths else None

    def _stays_open(self) -> bool:
        said = (self.headers.get("connection") or "").lower()
        return "keep-alive" in said if self.version_string < "HTTP/1.1" else "close" not in said

    # -- chunks ------------------------------------------------------------------------------------

    def _next_chunk(self) -> bool:
        """Go on to the next chunk; False behind the last one and what trails it."""
        if not self._first and self._line() not in (b"\r\n", b"\n"):
            raise MalformedError("a chunk that is longer than it says")
        self._first = False
        line = self._line()
        size = _SIZE.fullmatch(line)
        if size is None:
            raise MalformedError(f"a chunk of the size {line.partition(b';')[0].strip()[:40]!r}")
        self._left = int(size[1], 16)
        if self._left:
            return True
        for _ in range(MOST_HEADERS):  # nobody wants to know what trails
            if self._line(or_end=True) in (b"\r\n", b"\n", b""):
                return False
        raise MalformedError(f"more than {MOST_HEADERS} lines behind the last chunk")

    def _line(self, *, or_end: bool = False) -> bytes:
        """A whole line, with its end. or_end: b"" when the other side closes before it."""
        while (end := self._held.find(b"\n", self._at, self._at + LONGEST_SIZE)) < 0:
            rest = self._held[self._at :]
            if len(rest) >= LONGEST_SIZE:
                raise MalformedError(f"a chunk of the size {rest[:40]!r}")
            more = self._receive(PIECE)
            if not more:
                self._keep = False
                if or_end:
                    return b""
                raise NoLastChunk(b"")
            self._held, self._at = rest + more, 0
        line = self._held[self._at : end + 1]
        self._at = end + 1
        return line
