"""C10: the browser's way out, as a plain client sees it; no browser is needed for that."""

from __future__ import annotations

import base64
import contextlib
import socket

import pytest

from monitor.errors import FetchError
from monitor.fetch.gateway import Gateway
from tests.fetch.quick import quick
from tests.site import Endless, Page, Site


@pytest.fixture
def inside():
    with Site() as site:
        yield site


@pytest.fixture
def gateway(site):
    with quick(site) as fetcher:
        opened = Gateway(fetcher.connect, most_bytes=1_000_000, most=4)
        yield opened
        opened.close()


def say(gateway: Gateway, head: str, body: bytes = b"", *, password: str | None = None) -> bytes:
    """Everything that comes back for a request."""
    token = base64.b64encode(f"page:{password or gateway.password}".encode()).decode()
    head = head.rstrip() + f"\r\nProxy-Authorization: Basic {token}\r\n\r\n"
    with socket.create_connection(
        ("127.0.0.1", int(gateway.url.rpartition(":")[2])), timeout=5
    ) as connection:
        connection.sendall(head.encode() + body)
        answer = b""
        with contextlib.suppress(ConnectionResetError):
            while piece := connection.recv(65536):
                answer += piece
    return answer


def get(gateway: Gateway, url: str, **more) -> bytes:
    return say(gateway, f"GET {url} HTTP/1.1\r\nHost: x\r\nX-Own: 1", **more)


def test_a_plain_request_goes_on_as_its_server_wants_it(gateway, site):
    site.pages["/a?b=1"] = Page("hello")
    with gateway.page() as traffic:
        assert get(gateway, site.url("/a?b=1")).endswith(b"hello")
    assert site.paths() == ["/a?b=1"]
    assert site.asked[0].header("X-Own") == "1"
    assert site.asked[0].header("Proxy-Authorization") is None
    assert traffic.received > 5


def test_a_body_goes_along_and_nothing_behind_it(gateway, site):
    site.pages["/form"] = lambda asked: Page(asked.body)
    with gateway.page():
        head = f"POST {site.url('/form')} HTTP/1.1\r\nHost: x\r\nContent-Length: 4"
        assert say(gateway, head, b"a=11GET /other HTTP/1.1\r\n\r\n").endswith(b"a=11")
    assert site.paths() == ["/form"]


def test_a_tunnel_carries_whatever_is_said(gateway, site):
    site.pages["/"] = Page("through")
    with gateway.page():
        request = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        answer = say(gateway, f"CONNECT {site.network} HTTP/1.1", request)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"through")


@pytest.mark.parametrize("how", ["CONNECT {network} HTTP/1.1", "GET {url} HTTP/1.1"])
def test_C10_an_inside_address_is_refused_and_remembered(gateway, inside, how):
    with gateway.page() as traffic:
        answer = say(gateway, how.format(network=inside.network, url=inside.url("/")))
    assert answer.startswith(b"HTTP/1.1 403 ")
    assert "inside address" in str(traffic.fault(inside.url("/x")))
    assert inside.connections == 0


@pytest.mark.parametrize("place", ["169.254.169.254:80", "[::1]:80", "10.0.0.1:443", "[::ffff:127.0.0.1]:22"])
def test_C10_no_spelling_of_an_inside_address_gets_a_tunnel(gateway, place):
    with gateway.page() as traffic:
        assert say(gateway, f"CONNECT {place} HTTP/1.1").startswith(b"HTTP/1.1 403 ")
    assert all("inside address" in str(error) for error in traffic.faults.values())


def test_C06_a_name_that_leads_inside_is_refused_whatever_it_is_called(inside):
    with quick(look_up=lambda *_: ["127.0.0.1"]) as fetcher:
        gateway = Gateway(fetcher.connect, most_bytes=1_000_000)
        with gateway.page():
            answer = say(gateway, f"CONNECT public.example:{inside.port} HTTP/1.1")
        gateway.close()
    assert answer.startswith(b"HTTP/1.1 403 ")
    assert inside.connections == 0


def test_other_programs_of_this_machine_cannot_use_it(gateway, site):
    with gateway.page():
        assert get(gateway, site.url("/"), password="guessed").startswith(b"HTTP/1.1 407 ")
    assert site.connections == 0


def test_nothing_passes_while_no_page_is_open(gateway, site):
    assert get(gateway, site.url("/")) == b""
    assert site.connections == 0


def test_a_connection_made_beforehand_hears_nothing_that_could_be_taken_for_a_later_answer(gateway):
    with socket.create_connection(("127.0.0.1", int(gateway.url.rpartition(":")[2])), timeout=5) as early:
        assert early.recv(1) == b""


def test_a_page_may_load_so_much_and_no_more(gateway, site):
    site.pages["/"] = Endless()
    with gateway.page() as traffic:
        assert len(get(gateway, site.url("/"))) <= 1_000_000
        assert traffic.over
        assert get(gateway, site.url("/")) == b""


def test_the_connections_of_a_page_end_with_it(gateway, site):
    token = base64.b64encode(f"page:{gateway.password}".encode()).decode()
    with contextlib.ExitStack() as held:
        with gateway.page():  # open before anybody comes, or the door may be found shut
            address = ("127.0.0.1", int(gateway.url.rpartition(":")[2]))
            connection = held.enter_context(socket.create_connection(address, timeout=5))
            connection.sendall(
                f"CONNECT {site.network} HTTP/1.1\r\nProxy-Authorization: Basic {token}\r\n\r\n".encode()
            )
            assert connection.recv(100).startswith(b"HTTP/1.1 200")
        assert connection.recv(100) == b""


def test_too_many_connections_at_once_are_refused(gateway, site):
    token = base64.b64encode(f"page:{gateway.password}".encode()).decode()
    address = ("127.0.0.1", int(gateway.url.rpartition(":")[2]))
    opened = []
    with gateway.page():
        for _ in range(4):
            connection = socket.create_connection(address, timeout=5)
            connection.sendall(
                f"CONNECT {site.network} HTTP/1.1\r\nProxy-Authorization: Basic {token}\r\n\r\n".encode()
            )
            assert connection.recv(100).startswith(b"HTTP/1.1 200")
            opened.append(connection)
        assert get(gateway, site.url("/")) == b""
    for connection in opened:
        connection.close()


@pytest.mark.parametrize(
    "head",
    [
        "GET ftp://example.com/ HTTP/1.1\r\nHost: x",
        "GET /etc/passwd HTTP/1.1\r\nHost: x",
        "GET file:///etc/passwd HTTP/1.1\r\nHost: x",
        "CONNECT nowhere HTTP/1.1\r\nHost: x",
        "GET http://user@127.0.0.1/ HTTP/1.1\r\nHost: x",
        "POST http://127.0.0.1/ HTTP/1.1\r\nTransfer-Encoding: chunked",
        "POST http://127.0.0.1/ HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2",
        "nonsense",
    ],
)
def test_what_is_neither_a_tunnel_nor_a_plain_address_is_refused(gateway, head):
    with gateway.page():
        assert say(gateway, head).startswith(b"HTTP/1.1 400 ")


def test_a_host_that_does_not_answer_is_remembered_with_its_reason(gateway, site):
    site.close()
    with gateway.page() as traffic:
        assert get(gateway, site.url("/")).startswith(b"HTTP/1.1 502 ")
    fault = traffic.fault(site.url("/"))
    assert isinstance(fault, FetchError)
    assert "refused" in str(fault)
