"""A source may go through a proxy that the settings name; the environment's are nobody's business (N17)."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Self

import pytest

from monitor.errors import ConfigError
from monitor.fetch import Networks
from monitor.fetch.proxies import parse, with_secrets
from monitor.model import Access, Request, Tls
from tests.fetch.certs import context, made, root
from tests.fetch.quick import failure, quick
from tests.site import Page, Site

INSIDE = Access(jar="agency", proxy="inside")


class Relay:
    """A small proxy: HTTP with CONNECT, and SOCKS 5. It keeps the heads it was sent."""

    def __init__(self, target: int | None = None, user: str | None = None, says: bytes | None = None) -> None:
        self.heads: list[str] = []
        self._target, self._user, self._says = target, user, says
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._threads = [threading.Thread(target=self._run, daemon=True)]
        self._threads[0].start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()

    def proxies(self, scheme: str = "http", secret: str = ""):
        environ = {"MONITOR_PROXY_INSIDE": secret} if secret else {}
        return with_secrets({"inside": f"{scheme}://127.0.0.1:{self.port}"}, environ)

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError, IndexError):  # the other side went away
            first = connection.recv(1, socket.MSG_PEEK)
            (self._socks if first == b"\x05" else self._http)(connection)

    def _http(self, connection: socket.socket) -> None:
        head = b""
        while not head.endswith(b"\r\n\r\n") and (piece := connection.recv(1)):
            head += piece
        self.heads.append(head.decode())
        if self._says is not None:
            connection.sendall(self._says)
            return
        method, place, _ = head.decode().split(" ", 2)
        if method == "CONNECT":
            port = self._target or int(place.rpartition(":")[2])
            connection.sendall(b"HTTP/1.1 200 Connection established\r\nX-Proxy: 1\r\n\r\n")
            self._pipe(connection, port, b"")
        else:
            port = self._target or int(place.split("/")[2].rpartition(":")[2])
            lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"proxy-")]
            self._pipe(connection, port, b"\r\n".join(lines))

    def _socks(self, connection: socket.socket) -> None:
        methods = connection.recv(2 + 2)
        if self._user is not None:
            connection.sendall(b"\x05\x02")
            self.heads.append(connection.recv(600).decode("latin-1"))
            connection.sendall(b"\x01\x00" if self._user in self.heads[-1] else b"\x01\x01")
        else:
            assert 0 in methods[2:]
            connection.sendall(b"\x05\x00")
        asked = connection.recv(600)
        self.heads.append(asked[5:-2].decode("latin-1") if asked[3] == 3 else str(list(asked[4:8])))
        if self._says is not None:
            connection.sendall(self._says)
            return
        connection.sendall(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50")
        self._pipe(connection, self._target or int.from_bytes(asked[-2:]), b"")

    @staticmethod
    def _pipe(here: socket.socket, port: int, first: bytes) -> None:
        with socket.create_connection(("127.0.0.1", port)) as there:
            there.sendall(first)

            def back() -> None:
                while piece := there.recv(65536):
                    here.sendall(piece)
                here.shutdown(socket.SHUT_RDWR)

            thread = threading.Thread(target=_quietly(back), daemon=True)
            thread.start()
            try:
                while piece := here.recv(65536):
                    there.sendall(piece)
            finally:
                with suppress(OSError):
                    there.shutdown(socket.SHUT_RDWR)


def _quietly(do: Callable[[], None]) -> Callable[[], None]:
    def done() -> None:
        with suppress(OSError):
            do()

    return done


def nobody(host: str, port: int) -> list[str]:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


@contextmanager
def beyond(scheme: str = "http", secret: str = "", tls=None, **how):
    """A site that only the proxy knows by its name, and a fetcher that goes there."""
    with (
        Site(tls=tls) as site,
        Relay(site.port, **how) as relay,
        quick(look_up=nobody, proxies=relay.proxies(scheme, secret)) as fetcher,
    ):
        yield site, relay, fetcher


# -- through -----------------------------------------------------------------------------------------


def test_N17_a_page_is_asked_of_the_proxy_by_its_whole_address():
    with beyond() as (site, relay, fetcher):
        site.pages["http://agency.example/list?a=1"] = Page("here")
        document = fetcher(Request("http://agency.example/list?a=1", access=INSIDE))
    assert document.body == b"here"
    assert document.url == "http://agency.example/list?a=1"
    assert relay.heads[0].startswith("GET http://agency.example/list?a=1 HTTP/1.1\r\n")
    assert site.asked[0].header("Host") == "agency.example"


def test_N17_https_goes_through_a_tunnel_and_the_certificate_is_the_sites(tmp_path):
    ca = root().save(tmp_path / "root.pem")
    tls = context(tmp_path, made("agency", root(), hosts=("agency.example",)))
    with beyond(tls=tls) as (site, relay, fetcher):
        access = Access(jar="agency", proxy="inside", tls=Tls(ca_file=ca))
        for _ in range(2):
            assert fetcher(Request("https://agency.example/", access=access)).status == 404
        assert "issuer CN=Root of Testland" in str(failure(fetcher, "https://agency.example/", access=INSIDE))
        assert relay.heads[0].startswith(
            "CONNECT agency.example:443 HTTP/1.1\r\nHost: agency.example:443\r\n"
        )
        assert len(relay.heads) == 1 + 2  # one for both pages, one to fail and one to see why
        assert site.asked[0].path == "/"


def test_N17_socks_looks_the_name_up_itself():
    with beyond("socks5") as (site, relay, fetcher):
        assert fetcher(Request("http://agency.example/a", access=INSIDE)).status == 404
        assert site.paths() == ["/a"]
        assert relay.heads == ["agency.example"]


def test_N17_a_socks_proxy_with_a_password_gets_it():
    with beyond("socks5", secret="team:s:e@c", user="team\x05s:e@c") as (site, _, fetcher):
        assert fetcher(Request("http://agency.example/a", access=INSIDE)).status == 404
        assert site.paths() == ["/a"]
    with beyond("socks5", secret="team:wrong", user="team\x05s:e@c") as (site, _, fetcher):
        assert "look at MONITOR_PROXY_INSIDE" in str(
            failure(fetcher, "http://agency.example/", access=INSIDE)
        )


def test_N17_the_password_goes_to_the_proxy_and_never_to_a_site(tmp_path):
    tls = context(tmp_path, made("agency", hosts=("agency.example",)))
    for site_tls, scheme in ((None, "http"), (tls, "https")):
        with beyond(secret="team:s:ecret", tls=site_tls) as (site, relay, fetcher):
            pin = made("x").pin if site_tls is None else _pin(tmp_path)
            access = Access(jar="agency", proxy="inside", tls=Tls(pin=pin))
            fetcher(Request(f"{scheme}://agency.example/", access=access))
            assert "Proxy-Authorization: Basic dGVhbTpzOmVjcmV0" in relay.heads[0]
            assert [asked.header("Proxy-Authorization") for asked in site.asked] == [None]


def _pin(folder) -> str:
    import hashlib
    import ssl

    (file,) = folder.glob("*.pem")
    certificate = file.read_text().partition("-----BEGIN CERTIFICATE-----")
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate[1] + certificate[2])).hexdigest()


def test_N17_only_the_source_that_names_it_goes_through_a_proxy(site):
    with Relay() as relay:
        networks = Networks.parse([site.network])
        with quick(networks=networks, proxies=relay.proxies()) as fetcher:
            fetcher(Request(site.url("/direct"), access=Access(jar="one")))
            fetcher(Request(site.url("/proxied"), access=INSIDE))
        assert len(relay.heads) == 1
    assert site.paths() == ["/direct", site.url("/proxied")]


# -- the gate ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.1", "[::1]", "169.254.169.254"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_N17_an_inside_address_is_refused_also_through_a_proxy(host, scheme):
    with Relay() as relay, quick(proxies=relay.proxies()) as fetcher:
        assert "an inside address" in str(failure(fetcher, f"{scheme}://{host}/", access=INSIDE))
        assert relay.heads == []


def test_N17_a_name_that_leads_inside_here_is_refused_also_through_a_proxy():
    def here(host, port):
        return ["10.0.0.1"]

    with Relay() as relay, quick(proxies=relay.proxies(), look_up=here) as fetcher:
        error = failure(fetcher, "http://intranet.example/", access=INSIDE)
        assert "intranet.example leads to 10.0.0.1:80, an inside address" in str(error)
        assert relay.heads == []


# -- faults ------------------------------------------------------------------------------------------


def test_a_proxy_that_is_not_there_is_named():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with quick(proxies=with_secrets({"inside": f"http://127.0.0.1:{port}"}, {}), look_up=nobody) as fetcher:
        error = failure(fetcher, "https://agency.example/", access=INSIDE)
    assert str(error).startswith(f"proxy inside (127.0.0.1 port {port}): connect: no connection")
    assert error.transient


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    ("secret", "mend"), [("", "set MONITOR_PROXY_INSIDE=user:password"), ("a:b", "look at")]
)
def test_a_proxy_that_wants_a_password_says_how_to_give_it(scheme, secret, mend):
    says = b"HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n"
    with beyond(secret=secret, says=says) as (_, _, fetcher):
        error = failure(fetcher, f"{scheme}://agency.example/", access=INSIDE)
    assert mend in str(error)
    assert not error.transient


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", "it refused to connect (HTTP/1.1 403 Forbidden)"),
        (b"HTTP/1.1 502 Bad \x1b[2JGateway\r\n\r\n", "it refused to connect (HTTP/1.1 502 Bad [2JGateway)"),
        (b"", "no answer that can be read"),
        (b"hello\r\n\r\n", "it refused to connect (hello)"),
        (b"x" * 100_000, "no answer that can be read"),
    ],
)
def test_N21_a_proxy_that_answers_badly_is_a_failure_with_a_reason(says, reason):
    with beyond(says=says) as (_, _, fetcher):
        assert reason in str(failure(fetcher, "https://agency.example/", access=INSIDE))


@pytest.mark.parametrize(
    ("says", "reason"), [(b"\x05\x05\x00\x01", "the connection was refused"), (b"\x05", "it hung up on us")]
)
def test_N21_a_socks_proxy_that_refuses_says_why(says, reason):
    with beyond("socks5", says=says) as (_, _, fetcher):
        assert reason in str(failure(fetcher, "http://agency.example/", access=INSIDE))


def test_N01_a_proxy_that_stalls_is_broken_off(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        proxies = with_secrets({"inside": f"http://127.0.0.1:{silent.getsockname()[1]}"}, {})
        limits = {"connect_timeout": timedelta(seconds=0.2), "retries": 0}
        with quick(proxies=proxies, look_up=nobody, **limits) as fetcher:
            error = failure(fetcher, "https://agency.example/", access=INSIDE)
    assert "proxy inside" in str(error)
    assert "not done after 0.2 s, the limit for connecting" in str(error)


# -- written down ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    ["proxy.example:3128", "ftp://proxy.example", "http://", "http://a b:1", "http://p:99999", "http://p/x"],
)
def test_an_address_that_is_no_proxy_is_told_with_an_example(url):
    with pytest.raises(ValueError, match=r"write it like http://proxy\.example:3128"):
        parse("inside", url)


@pytest.mark.parametrize("secret", ["password-only", ":nameless", "ftp://u:p@proxy.example"])
def test_M18_a_secret_that_cannot_be_read_is_not_shown(secret):
    with pytest.raises(ConfigError) as caught:
        with_secrets({"in-side": "http://proxy.example:3128"}, {"MONITOR_PROXY_IN_SIDE": secret})
    assert str(caught.value) == "MONITOR_PROXY_IN_SIDE: is neither user:password nor the address of a proxy"


def test_the_environment_may_name_another_proxy_altogether():
    (found,) = with_secrets(
        {"inside": "http://proxy.example:3128"},
        {"MONITOR_PROXY_INSIDE": "socks5://u:p%40ss@other.example:99"},
    ).values()
    assert (found.scheme, found.host, found.port) == ("socks5", "other.example", 99)
    assert (found.user, found.password) == ("u", "p@ss")
    assert "p@ss" not in repr(found)
