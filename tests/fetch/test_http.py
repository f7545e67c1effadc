"""What a question gives: answers, redirects, second tries, and who gets which header."""

import gzip
import hashlib
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import responses

from monitor.errors import FetchError
from monitor.fetch import Fetcher, Manners, Networks
from monitor.model import Access, Request, Validators
from tests.fetch.quick import NOW, TLS, failure, quick, server_side
from tests.site import Cut, Endless, Page, Raw, Site, bomb, redirect

# -- what a good answer gives ------------------------------------------------------------------------


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


def test_a_coding_that_holds_its_last_byte_back_is_read_to_the_end(site, fetcher):
    site.pages["/"] = bomb(65_537, "raw-deflate")  # its whole input is taken while a byte is still to come
    assert len(fetcher(Request(site.url())).body) == 65_537


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
        document = fetcher(Request("https://agency.example/list", access=Access(robots=False)))
    assert (document.status, document.body, document.header("etag")) == (200, b"<html></html>", '"5"')


# -- conditional requests ----------------------------------------------------------------------------


def test_a_304_is_looked_up_in_the_archive_when_it_is_read_and_only_once(site):
    site.pages["/"] = Page("new", etag='"1"')
    archive = {"ffff": b"another"}
    with quick(site, archive=archive) as fetcher:
        document = fetcher(Request(site.url()), validators=Validators("0a1b", etag='"1"'))
    archive["0a1b"] = b"as archived"
    assert document.body == b"as archived"
    archive.clear()
    assert document.body == b"as archived"


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


def test_a_redirect_to_an_older_page_than_last_time_is_not_the_one_that_is_known(site):
    monday, friday = "Mon, 04 May 2026 00:00:00 GMT", "Fri, 08 May 2026 00:00:00 GMT"

    def older(asked):
        since = asked.header("If-Modified-Since")  # as the standard has it: nothing came after that date
        return Raw(b"HTTP/1.1 304 Not Modified\r\n\r\n") if since else Page("older", last_modified=monday)

    site.pages["/"], site.pages["/older"] = redirect("/older"), older
    with quick(site, archive={"0a1b": b"as archived"}) as fetcher:
        document = fetcher(Request(site.url()), validators=Validators("0a1b", last_modified=friday))
        assert (document.not_modified, document.body) == (False, b"older")
        site.pages["/older"] = Raw(b"HTTP/1.1 304 Not Modified\r\n\r\n")
        known = Validators("0a1b", last_modified=friday)
        assert "nothing was said" in str(failure(fetcher, site.url(), validators=known))


# -- redirects ---------------------------------------------------------------------------------------


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


# -- failures and second tries -----------------------------------------------------------------------


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
    answers = iter([Raw(b""), Cut(Page("x" * 99), 10), Page("at last")])
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


def test_N08_a_pause_holds_for_those_who_were_waiting_already(site):
    site.pages["/"] = Page("busy", status=429, headers={"Retry-After": "3600"})
    with quick(site, delay=timedelta(seconds=0.02)) as fetcher, ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(fetcher, Request(site.url())) for _ in range(3)]
        assert len([each for each in asked if each.exception() is None]) == 1
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


# -- moved for good ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statuses", "for_good"),
    [((301,), True), ((301, 308), True), ((302,), False), ((301, 302), False), ((), False)],
)
def test_N07_an_address_that_moved_for_good_says_where_to(site, statuses, for_good):
    for number, status in enumerate(statuses):
        site.pages[f"/{number}"] = redirect(f"/{number + 1}", status)
    site.pages[f"/{len(statuses)}"] = Page("here", etag='"1"')
    with quick(site, archive={"0a1b": b"here"}) as fetcher:
        for validators in (None, Validators("0a1b", etag='"1"')):
            document = fetcher(Request(site.url("/0")), validators=validators)
            assert document.moved_to == (site.url(f"/{len(statuses)}") if for_good else None)
