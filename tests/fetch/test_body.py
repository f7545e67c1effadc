"""Bodies are counted, decoded, and whole or not at all."""

import gzip

import pytest

from monitor.model import Part, Request
from tests.fetch.quick import failure, quick
from tests.site import Cut, Endless, Page, Raw, bomb

# -- size --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw-deflate", "br"])
def test_C01_a_bomb_is_stopped_by_its_ratio(site, fetcher, coding):
    site.pages["/"] = bomb(4_000_000, coding)
    error = failure(fetcher, site.url())
    assert "the limit is 100 : 1" in str(error)
    assert not error.transient
    assert len(site.asked) == 1


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_C01_a_bomb_is_stopped_by_the_size_of_what_it_becomes(site, coding):
    site.pages["/"] = bomb(900_000, coding)
    with quick(site, page_bytes=500_000) as fetcher:
        assert "the limit is 500,000 bytes" in str(failure(fetcher, site.url()))


def test_C01_a_dense_body_below_a_megabyte_is_no_bomb(site, fetcher):
    site.pages["/"] = bomb(900_000)
    assert len(fetcher(Request(site.url())).body) == 900_000


@pytest.mark.parametrize("coding", ["gzip, gzip", "br, gzip", "zstd", "compress", "gzip;q=1"])
def test_C01_stacked_and_unknown_codings_are_failures(site, fetcher, coding):
    site.pages["/"] = Page("x", headers={"Content-Encoding": coding})
    error = failure(fetcher, site.url())
    assert coding in str(error)
    assert not error.transient


def test_C02_a_length_over_the_limit_is_refused_at_once(site):
    site.pages["/"] = Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 500001\r\n\r\n")
    with quick(site, page_bytes=500_000) as fetcher:
        error = failure(fetcher, site.url())
    assert "Content-Length says 500,001 bytes, the limit is 500,000 bytes" in str(error)
    assert not error.transient


def test_C02_a_body_without_end_is_stopped_at_the_limit(site):
    site.pages["/"] = Endless()
    with quick(site, page_bytes=500_000) as fetcher:
        assert "the limit is 500,000 bytes" in str(failure(fetcher, site.url()))


def test_C02_a_body_that_decodes_to_nothing_is_counted_on_the_wire(site):
    empty_blocks = b"\0\0\0\xff\xff" * 200_000
    site.pages["/"] = Page(empty_blocks, chunked=True, headers={"Content-Encoding": "deflate"})
    with quick(site, page_bytes=500_000) as fetcher:
        assert "more follow, the limit is 500,000 bytes" in str(failure(fetcher, site.url()))


def test_an_attachment_may_be_larger_than_a_page(site):
    site.pages["/"] = Page(b"x" * 600)
    with quick(site, page_bytes=500, attachment_bytes=700) as fetcher:
        assert len(fetcher(Request(site.url(), part=Part.ATTACHMENT)).body) == 600
        failure(fetcher, site.url())


# -- cut and malformed answers -----------------------------------------------------------------------

LONG = Page("x" * 5000)
PIECES = Page("x" * 5000, chunked=True)
SQUEEZED = gzip.compress(b"x" * 5000)


def squeezed(body: bytes, **how) -> Page:
    return Page(body, headers={"Content-Encoding": "gzip"}, **how)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Cut(LONG, 100), "cut off, 100 of 5,000 bytes came"),
        (Cut(PIECES, 100), "cut off"),
        (Cut(PIECES, len("1000\r\n\r\n388\r\n\r\n") + 5000), "the last chunk is missing"),
        (Cut(LONG, 100, reset=True), "connection reset"),
        (squeezed(SQUEEZED[:-1]), "the end of its gzip coding is missing"),
        (squeezed(SQUEEZED[:-1], chunked=True), "the end of its gzip coding is missing"),
        (squeezed(SQUEEZED[:-1], sized=False), "the end of its gzip coding is missing"),
        (squeezed(SQUEEZED[:-8] + b"\0" * 4 + SQUEEZED[-4:]), "its coding is broken"),
        (Page("<html><ul><li>1", sized=False), "a page without </html>"),
        (Page('{"items": [1, 2', sized=False), "JSON that does not parse"),
        (Page('<?xml version="1.0"?><rss><item/>', sized=False), "XML without </rss>"),
    ],
)
def test_N03_half_an_answer_is_no_answer(site, fetcher, answer, reason):
    site.pages["/"] = answer
    error = failure(fetcher, site.url())
    assert reason in str(error)
    assert error.transient


@pytest.mark.parametrize(
    "body", ["<html><ul></ul></html>", '{"items": []}', '<?xml version="1.0"?><rss/>', "a;b\n1;2\n"]
)
def test_N03_a_whole_body_that_ends_by_closing_is_taken(site, fetcher, body):
    site.pages["/"] = Page(body, sized=False)
    expected = body.encode()
    if "<rss/>" in body:
        site.pages["/"] = Page(body.replace("<rss/>", "<rss></rss>"), sized=False)
        expected = expected.replace(b"<rss/>", b"<rss></rss>")
    assert fetcher(Request(site.url())).body == expected


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\r\n\r\n",
        b"HELLO\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0x3\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3, 5\r\n\r\nabcde",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nabc\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon here\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"a" * 70_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://a\xff\x00b/\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_N21_malformed_http_is_a_failure_with_a_reason(site, fetcher, answer):
    site.pages["/bad"] = Raw(answer)
    assert str(failure(fetcher, site.url("/bad")))
    assert fetcher(Request(site.url("/good"))).status == 404
