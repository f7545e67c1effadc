"""Answers are read by the letter, and a connection is used again only when an answer has ended where it says."""

import contextlib
import tracemalloc
from http.client import HTTPException

import pytest
from hypothesis import given, settings, strategies as st
from urllib3.exceptions import IncompleteRead as ShortBody

from monitor.fetch import Fetcher, body as bodies
from monitor.fetch.wire import Answer, MalformedError, asked
from monitor.model import Request
from tests.growth import assert_linear
from tests.site import Raw, redirect


class Wire:
    """What a server sends, in pieces of a size; and what became of the connection."""

    def __init__(self, sent: bytes, piece: int = 65_536) -> None:
        self.sent, self.piece, self.at = sent, piece, 0
        self.free: list[bool] = []

    def receive(self, amount: int) -> bytes:
        piece = self.sent[self.at : self.at + min(amount, self.piece)]
        self.at += len(piece)
        return piece

    def answer(self, method: str = "GET") -> Answer:
        return Answer(method, self.receive, self.free.append)


def whole(answer: Answer) -> bytes:
    return b"".join(iter(answer.read1, b""))


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize("piece", [1, 2, 7, 65_536])
@pytest.mark.parametrize(
    ("sent", "body", "free"),
    [
        (OK + b"Content-Length: 5\r\n\r\nabcde", b"abcde", True),
        (OK + b"Content-Length: 0\r\n\r\n", b"", True),
        (OK + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", b"abc", True),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", b"abcde", True),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: trails\r\n\r\n", b"abc", True),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n", b"abc", False),
        (OK + b"\r\nuntil the end", b"until the end", False),
        (OK + b"Connection: Close\r\nContent-Length: 1\r\n\r\na", b"a", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na", b"a", False),
        (b"HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 1\r\n\r\na", b"a", True),
        (b"HTTP/1.1 204\r\nContent-Length: 7\r\n\r\n", b"", True),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n", b"", True),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"Content-Length: 1\r\n\r\na", b"a", True),
        (
            b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 2 + OK + b"Content-Length: 1\r\n\r\na",
            b"a",
            True,
        ),
        (b"HTTP/1.1 200 OK\nContent-Length: 4\n\na\r\n\r", b"a\r\n\r", True),
    ],
)
def test_an_answer_ends_where_it_says_however_it_is_cut_into_pieces(sent, body, free, piece):
    wire = Wire(sent, piece)
    assert whole(wire.answer()) == body
    assert wire.free == [free]


@pytest.mark.parametrize(
    "sent",
    [
        OK + b"Content-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad",
        b"HTTP/1.1 304 Not Modified\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
    ],
)
def test_what_comes_behind_an_answer_is_never_the_next_one(sent):
    wire = Wire(sent)
    whole(wire.answer())
    assert wire.free == [False]


@pytest.mark.parametrize(
    "head",
    [
        b"X : a",
        b"X: a\rContent-Length: 5",
        b" X: a",
        b": a",
        b"X\xff: a",
        b"Content-Length: +5",
        b"Content-Length: 5\r\nContent-Length: 05",
        b"Transfer-Encoding: identity",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
    ],
)
def test_N21_a_head_that_two_readers_would_read_differently_is_refused(head):
    with pytest.raises(MalformedError):
        Wire(OK + head + b"\r\n\r\nabcde").answer()


@pytest.mark.parametrize(
    "before", [b"HTTP/1.1 101 Switching Protocols", b"HTTP/1.1 100 Continue", b"HTTP/1.1 099"]
)
def test_N21_an_answer_that_never_comes_is_not_waited_for(before):
    with pytest.raises(MalformedError, match="instead of an answer"):
        Wire((before + b"\r\n\r\n") * 20 + OK + b"\r\n").answer()


def test_C03_a_body_in_tiny_chunks_takes_no_more_memory_than_its_size():
    wire = Wire(OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"2\r\nab\r\n" * 20_000 + b"0\r\n\r\n")
    answer = wire.answer()
    tracemalloc.start()
    try:
        assert len(bodies.read(answer, size_bytes=100_000, ratio=100)) == 40_000
        assert tracemalloc.get_traced_memory()[1] < 400_000
    finally:
        tracemalloc.stop()


def test_N21_a_head_that_breaks_off_is_no_head():
    with pytest.raises(MalformedError, match="break off"):
        Wire(OK + b"Content-Length: 0\r\n").answer()


@pytest.mark.parametrize(
    "chunks", [b"3\r\nabcd\r\n0\r\n\r\n", b"3 4\r\nabc\r\n0\r\n\r\n", b"\r\n", b"1" * 2000]
)
def test_N21_chunks_that_do_not_add_up_are_refused(chunks):
    with pytest.raises(MalformedError):
        whole(Wire(OK + b"Transfer-Encoding: chunked\r\n\r\n" + chunks).answer())


def test_a_header_on_two_lines_is_one_and_names_are_found_in_any_case():
    headers = Wire(OK + b'X-One: a\r\n  b \r\nx-one:c\r\nETag: "1" \r\n\r\n').answer().headers
    assert headers.items() == (("X-One", "a b"), ("x-one", "c"), ("ETag", '"1"'))
    assert headers.get("x-ONE") == "a b, c"
    assert "etag" in headers
    assert headers.get("none") is None


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.integers(1, 5))
def test_C36_whatever_comes_is_an_answer_or_a_fault_that_is_explained(noise, piece):
    for begin in (b"", OK, OK + b"Transfer-Encoding: chunked\r\n\r\n", b"HTTP/1.1 "):
        wire = Wire(begin + noise, piece)
        with contextlib.suppress(HTTPException, ShortBody):
            whole(wire.answer())
        assert len(wire.free) <= 1


@pytest.mark.parametrize("line", [b"HTTP/1.1 200 %s\0", b"X: %s\0", b"X: a\r\n%s\0"])
def test_C18_a_line_of_spaces_that_ends_badly_costs_no_more_than_its_length(line):
    def read(size: int) -> None:
        start = b"" if line.startswith(b"HTTP") else OK
        with pytest.raises(HTTPException):
            Wire(start + line % (b" " * size) + b"\r\n\r\n").answer()

    assert_linear(read, 25_000)


@pytest.mark.parametrize(
    ("method", "target", "headers"),
    [
        ("GET", "/a b", {}),
        ("GET", "/a\r\nX: y", {}),
        ("GET\r\n", "/", {}),
        ("GET", "/", {"X": "a\r\nY: b"}),
        ("GET", "/", {"X\n": "a"}),
        ("GET", "/", {"X Y": "a"}),
        ("GET", "/", {"": "a"}),
        ("GET", "/", {"X": "中"}),
    ],
)
def test_nothing_in_a_request_makes_it_two(method, target, headers):
    with pytest.raises(ValueError):  # noqa: PT011
        asked(method, target, "agency.example", headers, None)


def test_a_form_says_how_long_it_is():
    assert b"\r\nContent-Length: 2\r\n\r\nab" in asked("POST", "/", "agency.example", {}, b"ab")
    assert b"\r\nContent-Length: 0\r\n\r\n" in asked("POST", "/", "agency.example", {}, None)
    assert b"Content-Length" not in asked("GET", "/", "agency.example", {}, None)


def test_a_connection_serves_on_after_a_redirect_whose_body_has_come(site, fetcher: Fetcher):
    site.pages["/old"] = redirect("/new")
    assert fetcher(Request(site.url("/old"))).url == site.url("/new")
    assert site.connections == 1


def test_a_connection_with_something_unasked_on_it_is_not_used_again(site, fetcher: Fetcher):
    forged = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged"
    site.pages["/a"] = Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc" + forged)
    assert fetcher(Request(site.url("/a"))).body == b"abc"
    assert fetcher(Request(site.url("/b"))).status == 404
