"""The fetcher against a real server on loopback that behaves as badly as it is told to."""

import gzip
import hashlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import responses

from monitor.errors import FetchError
from monitor.fetch import Budget, Fetcher, Manners, Networks
from monitor.model import Part, Request, Validators
from tests.site import Cut, Drip, Endless, Page, Raw, Site, Stall, bomb, redirect

NOW = datetime(2026, 5, 8, 8, 0, tzinfo=UTC)
TLS = Path(__file__).parent / "tls"
QUICK = {
    "delay": timedelta(0),
    "backoff": timedelta(milliseconds=2),
    "connect_timeout": timedelta(seconds=2),
    "page_timeout": timedelta(seconds=5),
}


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def fetcher(site):
    with quick(site) as fetcher:
        yield fetcher


def quick(*sites: Site, archive=None, clock=lambda: NOW, pauses=None, look_up=None, **manners) -> Fetcher:
    """A fetcher with limits short enough for a test, and the way to these sites open."""
    networks = Networks.parse(site.network for site in sites)
    chosen = Manners(**{"networks": networks, **QUICK, **manners})
    extra = {"look_up": look_up} if look_up else {}
    return Fetcher(chosen, body=(archive or {}).__getitem__, clock=clock, pauses=pauses, **extra)


def failure(fetcher: Fetcher, url: str, **asked) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher(Request(url), **asked)
    return caught.value


# -- what a good answer gives ----------------------------------------------------------------------


def test_a_document_is_what_the_server_sent(site, fetcher):
    site.pages["/a"] = Page("公告", headers=(("X-One", "1"), ("x-two", "2")), etag='W/"7"')
    document = fetcher(Request(site.url("/a")))
    assert (document.status, document.url, document.body) == (200, site.url("/a"), "公告".encode())
    assert document.sha256 == hashlib.sha256(document.body).hexdigest()
    assert document.fetched_at == NOW
    assert [name for name, _ in document.headers] == [
        "Date",
        "Content-Type",
        "ETag",
        "X-One",
        "x-two",
        "Content-Length",
    ]
    assert not document.not_modified


def test_a_request_says_who_asks_what_is_wanted_and_how_it_may_be_coded(site):
    with quick(site, user_agent="monitor (compliance@example.com)") as fetcher:
        fetcher(
            Request(
                site.url("/"),
                accept="application/json",
                headers=(("Accept-Encoding", "zstd"), ("X-Key", "k")),
            )
        )
    asked = site.asked[0]
    assert asked.header("User-Agent") == "monitor (compliance@example.com)"
    assert asked.header("Accept") == "application/json"
    assert asked.header("Accept-Encoding") == "gzip, deflate, br"
    assert asked.header("X-Key") == "k"
    assert asked.header("Host") == site.network


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw-deflate", "br", None])
@pytest.mark.parametrize("chunked", [True, False])
@pytest.mark.parametrize("size_bytes", [0, 1, 150_000])
def test_every_coding_we_offer_is_decoded(site, fetcher, coding, chunked, size_bytes):
    body = bytes(hashlib.shake_128(b"seed").digest(size_bytes // 2)) + bytes(size_bytes - size_bytes // 2)
    site.pages["/"] = Page(body, coding=coding, chunked=chunked)
    assert fetcher(Request(site.url())).body == body


def test_gzip_in_several_members_is_one_body(site, fetcher):
    body = gzip.compress(b"one ") + gzip.compress(b"two") + bytes(16)
    site.pages["/"] = Page(body, headers={"Content-Encoding": "x-gzip"})
    assert fetcher(Request(site.url())).body == b"one two"


def test_a_form_is_posted_with_its_body(site, fetcher):
    site.pages["/search"] = lambda asked: Page(asked.body)
    request = Request(
        site.url("/search"),
        method="POST",
        body=b'{"page": 1}',
        headers=(("Content-Type", "application/json"),),
    )
    assert fetcher(request).body == b'{"page": 1}'
    assert site.asked[0].header("Content-Length") == "11"


def test_one_connection_serves_many_pages_of_a_host(site, fetcher):
    site.pages.update(
        {f"/{number}": Page("x" * number, chunked=number % 2 == 0, etag='"1"') for number in range(20)}
    )
    for number in range(20):
        fetcher(Request(site.url(f"/{number}")))
    assert site.connections == 1


def test_a_connection_that_the_server_closed_meanwhile_is_made_anew(site, fetcher):
    site.pages["/"] = Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    assert [fetcher(Request(site.url())).body for _ in range(3)] == [b"ok"] * 3


def test_a_plain_client_answer_is_taken_as_well_as_a_real_one():
    with (
        responses.RequestsMock() as server,
        Fetcher(Manners(), body={}.__getitem__, clock=lambda: NOW) as fetcher,
    ):
        server.get("https://agency.example/list", body=b"<html></html>", headers={"ETag": '"5"'})
        document = fetcher(Request("https://agency.example/list"))
    assert (document.status, document.body, document.header("etag")) == (200, b"<html></html>", '"5"')


# -- conditional requests --------------------------------------------------------------------------


def test_validators_go_out_as_they_came_and_a_304_is_answered_from_the_archive(site):
    site.pages["/"] = Page("new", etag='W/"a b"', last_modified="Fri, 08 May 2026 00:00:00 GMT")
    validators = Validators("0a1b", etag='W/"a b"', last_modified="Fri, 08 May 2026 00:00:00 GMT")
    with quick(site, archive={"0a1b": b"as archived"}) as fetcher:
        document = fetcher(Request(site.url()), validators=validators)
        assert (document.status, document.not_modified) == (200, True)
        assert (document.body, document.sha256) == (b"as archived", "0a1b")
        fetcher(Request(site.url()), validators=validators)
    assert site.asked[0].header("If-None-Match") == 'W/"a b"'
    assert site.asked[0].header("If-Modified-Since") == "Fri, 08 May 2026 00:00:00 GMT"
    assert site.connections == 1


def test_N13_a_304_that_nobody_asked_for_is_a_failure(site, fetcher):
    site.pages["/"] = Raw(b"HTTP/1.1 304 Not Modified\r\n\r\n")
    assert "304" in str(failure(fetcher, site.url()))
    assert "304" in str(failure(fetcher, site.url(), validators=Validators("0a1b")))


def test_N13_a_form_is_never_asked_for_conditionally(site, fetcher):
    fetcher(Request(site.url(), method="POST", body=b""), validators=Validators("0a1b", etag='"1"'))
    assert site.asked[0].header("If-None-Match") is None


# -- where a request may go ------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]"])
def test_C04_an_inside_address_is_refused_before_anything_is_sent(site, host):
    with quick() as fetcher:
        error = failure(fetcher, site.url(host=host))
    assert "inside address" in str(error)
    assert not error.transient
    assert site.connections == 0


def test_X01_one_port_is_allowed_and_its_neighbour_is_not(site):
    with Site() as neighbour, quick(site) as fetcher:
        assert fetcher(Request(site.url())).status == 404
        assert "inside address" in str(failure(fetcher, neighbour.url()))
        assert neighbour.connections == 0


def test_C05_a_redirect_that_leads_inside_is_refused(site, fetcher):
    with Site() as inside:
        site.pages["/"] = redirect(inside.url("/latest/meta-data"))
        assert "inside address" in str(failure(fetcher, site.url()))
        assert inside.connections == 0


def test_C05_a_meta_refresh_is_content_and_not_followed(site, fetcher):
    site.pages["/"] = Page('<meta http-equiv="refresh" content="0; url=/other">')
    fetcher(Request(site.url()))
    assert site.paths() == ["/"]


def test_C06_the_address_that_was_checked_is_the_one_connected_to(site):
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    networks = Networks.parse([f"127.0.0.1:{site.port}"])
    with quick(networks=networks, look_up=lambda host, port: next(answers)) as fetcher:
        assert fetcher(Request(f"http://agency.example:{site.port}/")).status == 404
    assert next(answers) == ["10.0.0.1"]  # nobody looked the name up a second time
    assert site.asked[0].header("Host") == f"agency.example:{site.port}"


def test_C06_a_name_is_refused_when_any_of_its_addresses_is_inside(site):
    both = ["93.184.216.34", "127.0.0.1"]
    with quick(look_up=lambda host, port: both) as fetcher:
        error = failure(fetcher, f"http://agency.example:{site.port}/")
    assert f"agency.example leads to 127.0.0.1:{site.port}, an inside address" in str(error)
    assert site.connections == 0


@pytest.mark.parametrize(
    "url", [r"http://agency.example\@127.0.0.1/", "http://a@127.0.0.1/", "http://127.1/"]
)
def test_C07_an_address_that_clients_read_differently_is_not_fetched(fetcher, url):
    assert str(failure(fetcher, url)).startswith("not fetched")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://agency.example/", "gopher://agency.example/"])
def test_C08_another_scheme_is_refused_as_an_address_and_as_a_redirect(site, fetcher, url):
    assert "http" in str(failure(fetcher, url))
    site.pages["/"] = redirect(url)
    assert "no http address" in str(failure(fetcher, site.url()))


def test_N17_proxies_of_the_environment_are_ignored(site, fetcher, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://user:secret@127.0.0.1:1")
    assert fetcher(Request(site.url("/direct"))).status == 404
    assert site.paths() == ["/direct"]
    assert site.asked[0].header("Proxy-Authorization") is None


def test_N18_no_netrc_and_no_cookies(site, fetcher, monkeypatch, tmp_path):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    site.pages["/"] = Page("x", headers={"Set-Cookie": "session=1; Path=/"})
    fetcher(Request(site.url()))
    fetcher(Request(site.url()))
    assert [asked.header("Authorization") for asked in site.asked] == [None, None]
    assert [asked.header("Cookie") for asked in site.asked] == [None, None]


# -- redirects -------------------------------------------------------------------------------------


def test_a_redirect_is_followed_and_the_final_address_is_told(site, fetcher):
    site.pages["/old"] = redirect("new/公告?a=1", 301)
    site.pages["/new/%E5%85%AC%E5%91%8A"] = Page("here")
    document = fetcher(Request(site.url("/old")))
    assert document.body == b"here"
    assert document.url == site.url("/new/%E5%85%AC%E5%91%8A?a=1")
    assert document.request.url == site.url("/old")


def test_C03_the_body_of_a_redirect_is_never_read(site, fetcher):
    head = b"HTTP/1.1 302 Found\r\nLocation: /end\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    site.pages["/"] = Endless(head=head)
    site.pages["/end"] = Page("done")
    assert fetcher(Request(site.url())).body == b"done"


def test_N05_a_loop_of_redirects_is_named(site, fetcher):
    site.pages["/a"], site.pages["/b"] = redirect("/b"), redirect("/a")
    error = failure(fetcher, site.url("/a"))
    assert f"a loop, {site.url('/a')} -> {site.url('/b')} -> {site.url('/a')}" in str(error)
    assert not error.transient
    assert len(site.asked) == 2


def test_N05_five_redirects_are_followed_and_a_sixth_is_not(site, fetcher):
    site.pages.update({f"/{number}": redirect(f"/{number + 1}") for number in range(9)})
    site.pages["/9"] = Page("end")
    assert fetcher(Request(site.url("/4"))).body == b"end"
    assert "more than 5 redirects" in str(failure(fetcher, site.url("/3")))


def test_N05_https_is_not_left_for_http_unless_allowed(site):
    with Site(tls=server_side("loopback")) as safe:
        safe.pages["/"] = redirect(site.url("/plain"))
        with quick(site, safe, ca_file=str(TLS / "loopback.pem")) as fetcher:
            assert "leads from https to http" in str(failure(fetcher, safe.url()))
        with quick(site, safe, ca_file=str(TLS / "loopback.pem"), insecure_redirects=True) as fetcher:
            assert fetcher(Request(safe.url())).status == 404


def test_N06_credentials_stay_with_the_origin_they_were_written_for(site, fetcher):
    secrets = (
        ("Authorization", "Bearer s"),
        ("X-Api-Key", "s"),
        ("Cookie", "s=1"),
        ("Accept-Language", "zh"),
    )
    with Site() as other, quick(site, other) as fetcher:
        site.pages["/here"] = redirect("/there")
        site.pages["/away"] = redirect(other.url("/end"))
        site.pages["/there"] = Page("same origin")
        fetcher(Request(site.url("/here"), headers=secrets))
        fetcher(Request(site.url("/away"), headers=secrets))
        sent = [[asked.header(name) for name, _ in secrets] for asked in (*site.asked, *other.asked)]
    assert sent[:3] == [["Bearer s", "s", "s=1", "zh"]] * 3
    assert sent[3] == [None, None, None, "zh"]


def test_N06_the_body_of_a_form_is_not_sent_on_to_another_origin(site):
    with Site() as other, quick(site, other) as fetcher:
        site.pages["/"] = redirect(other.url(), 307)
        with pytest.raises(FetchError, match="send our form on"):
            fetcher(Request(site.url(), method="POST", body=b"key=secret"))
        assert other.asked == []


def test_a_form_that_is_redirected_becomes_a_plain_question(site, fetcher):
    site.pages["/"], site.pages["/result"] = redirect("/result", 303), Page("found")
    assert fetcher(Request(site.url(), method="POST", body=b"q=1")).body == b"found"
    assert [(asked.method, asked.body) for asked in site.asked] == [("POST", b"q=1"), ("GET", b"")]


# -- size ------------------------------------------------------------------------------------------


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


def test_an_attachment_may_be_larger_than_a_page(site):
    site.pages["/"] = Page(b"x" * 600)
    with quick(site, page_bytes=500, attachment_bytes=700) as fetcher:
        assert len(fetcher(Request(site.url(), part=Part.ATTACHMENT)).body) == 600
        failure(fetcher, site.url())


# -- time ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "phase"),
    [
        (Stall(), "headers"),
        (Stall(b"HTTP/1.1 200 OK\r\nContent-"), "headers"),
        (Stall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), "body"),
    ],
    ids=["nothing", "half a head", "half a body"],
)
def test_N02_a_stall_ends_at_the_deadline_and_says_where(site, answer, phase):
    site.pages["/"] = answer
    with quick(site, page_timeout=timedelta(seconds=0.2)) as fetcher:
        error, took_s = timed_failure(fetcher, site.url())
    assert str(error) == f"{phase}: not done after 0.2 s, the limit for one page"
    assert error.transient
    assert took_s < 1.5


@pytest.mark.parametrize(
    "head",
    [Drip.head, b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Slow: "],
    ids=["length", "no length", "header"],
)
def test_N01_a_slow_drip_ends_at_the_deadline(site, head):
    site.pages["/"] = Drip(b"x" * 500, every_s=0.01, head=head)
    with quick(site, page_timeout=timedelta(seconds=0.2)) as fetcher:
        error, took_s = timed_failure(fetcher, site.url())
    assert "not done after 0.2 s" in str(error)
    assert took_s < 1.5


def test_N01_the_deadline_holds_over_redirects_and_retries(site):
    def slow(asked):
        time.sleep(0.08)
        return redirect(asked.path + "1")

    site.pages.update({"/" + "1" * number: slow for number in range(9)})
    with quick(site, page_timeout=timedelta(seconds=0.2)) as fetcher:
        error, took_s = timed_failure(fetcher, site.url())
    assert "0.2 s, the limit for one page" in str(error)
    assert took_s < 1.5


def test_N01_the_budget_of_a_check_is_shared_by_its_requests(site, fetcher):
    site.pages["/"] = Stall()
    budget = Budget(timedelta(seconds=0.2))
    assert "0.2 s, the limit for a whole check" in str(failure(fetcher, site.url(), budget=budget))
    assert budget.left_s <= 0
    assert "no time left" in str(failure(fetcher, site.url("/other"), budget=budget))
    assert site.paths() == ["/"]


def test_N01_waiting_for_the_turn_of_a_host_costs_no_budget(site):
    budget = Budget(timedelta(seconds=0.5))
    with quick(site, delay=timedelta(seconds=0.15)) as fetcher:
        for _ in range(3):
            fetcher(Request(site.url()), budget=budget)
    assert budget.left_s > 0.4


def test_N02_a_connection_that_nobody_accepts_ends_with_the_limit_for_connecting():
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        host, port = full.getsockname()
        crowd = [socket.socket() for _ in range(3)]
        for each in crowd:
            each.setblocking(False)
            each.connect_ex((host, port))
        networks = Networks.parse([f"{host}:{port}"])
        with quick(networks=networks, connect_timeout=timedelta(seconds=0.15), retries=0) as fetcher:
            error, took_s = timed_failure(fetcher, f"http://{host}:{port}/")
        for each in crowd:
            each.close()
    assert str(error) == "connect: not done after 0.15 s, the limit for connecting"
    assert took_s < 1.5


def test_N02_a_name_server_that_never_answers_ends_with_the_limit_for_connecting():
    answer = threading.Event()

    def never(host, port):
        answer.wait(5)
        return []

    with quick(look_up=never, connect_timeout=timedelta(seconds=0.15), retries=0) as fetcher:
        error, took_s = timed_failure(fetcher, "http://agency.example/")
    answer.set()
    assert str(error) == "name look-up: not done after 0.15 s, the limit for connecting"
    assert took_s < 1.5


def test_N02_a_stalled_tls_handshake_ends_with_the_limit_for_connecting():
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        networks = Networks.parse([f"127.0.0.1:{port}"])
        with quick(networks=networks, connect_timeout=timedelta(seconds=0.15), retries=0) as fetcher:
            error, took_s = timed_failure(fetcher, f"https://127.0.0.1:{port}/")
    assert str(error) == "TLS handshake: not done after 0.15 s, the limit for connecting"
    assert took_s < 1.5


def test_aborting_ends_what_is_under_way_and_every_wait(site):
    site.pages["/stall"] = Stall()
    with quick(site, delay=timedelta(seconds=30), page_timeout=timedelta(seconds=30)) as fetcher:
        with ThreadPoolExecutor(3) as pool:
            under_way = [pool.submit(failure, fetcher, site.url("/stall")) for _ in range(3)]
            while not site.asked:
                time.sleep(0.005)
            started = time.monotonic()
            fetcher.abort()
            errors = [str(each.result()) for each in under_way]
        assert time.monotonic() - started < 2
        assert all("stopped, as the program is ending" in error for error in errors)
        assert "stopped" in str(failure(fetcher, site.url("/later")))
    assert site.paths() == ["/stall"]


def test_closing_leaves_no_thread_behind(site):
    before = set(threading.enumerate())
    with quick(site) as fetcher:
        fetcher(Request(site.url()))
    assert not [thread for thread in set(threading.enumerate()) - before if thread.name.startswith("fetch")]


def timed_failure(fetcher: Fetcher, url: str) -> tuple[FetchError, float]:
    started = time.monotonic()
    return failure(fetcher, url), time.monotonic() - started


# -- cut and malformed answers ---------------------------------------------------------------------

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


# -- failures and second tries ---------------------------------------------------------------------


def test_N04_a_refused_connection_names_the_address():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with quick(networks=Networks.parse([f"127.0.0.1:{port}"])) as fetcher:
        error = failure(fetcher, f"http://127.0.0.1:{port}/")
    assert str(error) == f"connect: no connection to 127.0.0.1 port {port} (127.0.0.1: connection refused)"
    assert error.transient


def test_N04_a_name_that_does_not_exist_is_named():
    def nobody(host, port):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with quick(look_up=nobody) as fetcher:
        error = failure(fetcher, "http://agency.example/")
    assert str(error) == "name look-up: agency.example was not found (name or service not known)"


@pytest.mark.parametrize("status", [400, 403, 404, 410, 451, 500])
def test_N04_an_error_status_is_told_as_it_is_and_not_tried_again(site, fetcher, status):
    site.pages["/"] = Page("not here", status=status)
    document = fetcher(Request(site.url()))
    assert (document.status, document.body) == (status, b"not here")
    assert len(site.asked) == 1


def test_a_second_address_is_tried_when_the_first_does_not_answer(site):
    networks = Networks.parse([f"127.0.0.0/8:{site.port}"])
    with quick(networks=networks, look_up=lambda host, port: ["127.0.0.9", "127.0.0.1"]) as fetcher:
        assert fetcher(Request(f"http://agency.example:{site.port}/")).status == 404


def test_a_fault_that_passes_is_tried_again(site, fetcher):
    answers = iter([Raw(b""), Cut(LONG, 10), Page("at last")])
    site.pages["/"] = lambda asked: next(answers)
    assert fetcher(Request(site.url())).body == b"at last"


def test_a_fault_that_stays_is_tried_three_times(site, fetcher):
    site.pages["/"] = Raw(b"")
    failure(fetcher, site.url())
    assert len(site.asked) == 3


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_N08_a_busy_server_is_asked_again_and_then_its_answer_is_told(site, fetcher, status):
    answers = iter([Page("busy", status=status), Page("at last")])
    site.pages["/"] = lambda asked: next(answers)
    assert fetcher(Request(site.url())).body == b"at last"
    site.pages["/"] = Page("busy", status=status)
    assert fetcher(Request(site.url())).status == status
    assert len(site.asked) == 2 + 3


def test_N08_a_short_retry_after_is_waited_for(site, fetcher):
    answers = iter([Page("busy", status=503, headers={"Retry-After": "0.1"}), Page("at last")])
    site.pages["/"] = lambda asked: next(answers)
    assert fetcher(Request(site.url())).body == b"at last"
    assert site.asked[1].at - site.asked[0].at >= 0.1


@pytest.mark.parametrize(
    ("value", "pause"),
    [
        ("3600", timedelta(hours=1)),
        ("Fri, 08 May 2026 10:00:00 GMT", timedelta(hours=2)),
        ("99999999999999999999", timedelta(days=1)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", timedelta(days=1)),
    ],
)
def test_N08_a_long_retry_after_pauses_the_host(site, value, pause):
    site.pages["/"] = Page("busy", status=429, headers={"Retry-After": value})
    with quick(site) as fetcher:
        assert fetcher(Request(site.url())).status == 429
        assert fetcher.pauses == {site.network: NOW + pause}
        error = failure(fetcher, site.url("/other"))
    assert "asked us to stay away until 2026-05-0" in str(error)
    assert error.retry_after == pause
    assert len(site.asked) == 1


@pytest.mark.parametrize("value", ["soon", "", "-5", "\N{SNOWMAN}".encode().decode("latin-1")])
def test_N08_a_garbled_retry_after_is_as_good_as_none(site, fetcher, value):
    site.pages["/"] = Page("busy", status=503, headers={"Retry-After": value})
    assert fetcher(Request(site.url())).status == 503
    assert fetcher.pauses == {}


def test_N08_a_pause_outlives_the_program_and_ends_when_its_time_comes(site):
    pauses = {site.network: NOW + timedelta(minutes=5)}
    with quick(site, pauses=pauses) as fetcher:
        failure(fetcher, site.url())
        assert fetcher.pauses == pauses
    with quick(site, pauses=pauses, clock=lambda: NOW + timedelta(minutes=6)) as fetcher:
        assert fetcher(Request(site.url())).status == 404
        assert fetcher.pauses == {}


# -- politeness ------------------------------------------------------------------------------------


def test_N16_a_host_is_asked_one_at_a_time_with_a_gap(site):
    under_way, most = 0, 0
    lock = threading.Lock()

    def busy(asked):
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.01)
        with lock:
            under_way -= 1
        return Page("x")

    site.pages["/"] = busy
    with quick(site, delay=timedelta(seconds=0.05)) as fetcher, ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: fetcher(Request(site.url())), range(4)))
    gaps = [later.at - earlier.at for earlier, later in zip(site.asked, site.asked[1:], strict=False)]
    assert most == 1
    assert min(gaps) >= 0.05


def test_N16_hosts_do_not_wait_for_each_other(site):
    with Site() as other, quick(site, other, delay=timedelta(seconds=5)) as fetcher:
        started = time.monotonic()
        fetcher(Request(site.url()))
        fetcher(Request(other.url()))
    assert time.monotonic() - started < 3


def test_N16_several_connections_are_used_at_once_when_allowed(site):
    together = threading.Barrier(3, timeout=1)

    def meet(asked):
        together.wait()
        return Page("x")

    site.pages["/"] = meet
    with quick(site, connections=3) as fetcher, ThreadPoolExecutor(3) as pool:
        assert [
            document.status for document in pool.map(lambda _: fetcher(Request(site.url())), range(3))
        ] == [200] * 3


# -- TLS -------------------------------------------------------------------------------------------


def server_side(name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / f"{name}.pem")
    return context


@pytest.mark.parametrize(
    ("certificate", "trusted", "reason"),
    [
        ("loopback", None, "self-signed certificate"),
        ("expired", "expired", "certificate has expired"),
        ("elsewhere", "elsewhere", "IP address mismatch"),
    ],
)
def test_N10_a_certificate_that_proves_nothing_is_refused_with_its_reason(certificate, trusted, reason):
    with Site(tls=server_side(certificate)) as site:
        with quick(site, ca_file=str(TLS / f"{trusted}.pem") if trusted else None) as fetcher:
            error = failure(fetcher, site.url())
        assert site.asked == []
    assert str(error).startswith(f"TLS: {reason}")
    assert not error.transient


def test_N10_a_trusted_certificate_lets_the_page_through():
    with Site(tls=server_side("loopback")) as site, quick(site, ca_file=str(TLS / "loopback.pem")) as fetcher:
        site.pages["/"] = Page("x" * 100_000, coding="gzip")
        assert len(fetcher(Request(site.url())).body) == 100_000
        assert len(fetcher(Request(site.url())).body) == 100_000
        assert site.connections == 1


def test_N01_a_drip_over_tls_ends_at_the_deadline():
    with Site(tls=server_side("loopback")) as site:
        site.pages["/"] = Drip(b"x" * 500)
        with quick(site, ca_file=str(TLS / "loopback.pem"), page_timeout=timedelta(seconds=0.2)) as fetcher:
            error, took_s = timed_failure(fetcher, site.url())
    assert str(error) == "body: not done after 0.2 s, the limit for one page"
    assert took_s < 1.5


def test_a_plain_server_asked_for_tls_is_a_failure_with_a_reason(site):
    with quick(site) as fetcher:
        assert str(failure(fetcher, f"https://127.0.0.1:{site.port}/"))
