"""Where a connection may go, and whom it believes."""

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from monitor.fetch import Networks
from monitor.model import Request
from tests.fetch.quick import TLS, failure, quick, server_side
from tests.site import Page, Site, redirect

# -- where a request may go --------------------------------------------------------------------------


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


# -- TLS ---------------------------------------------------------------------------------------------


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


def test_N10_the_remedy_that_the_error_names_helps(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "loopback.pem"))
    with Site(tls=server_side("loopback")) as site, quick(site) as fetcher:
        assert fetcher(Request(site.url())).status == 404


def test_N10_a_plain_server_asked_for_tls_is_a_failure_with_a_reason():
    with socket.create_server(("127.0.0.1", 0)) as plain, ThreadPoolExecutor(1) as pool:
        port = plain.getsockname()[1]
        pool.submit(answer_plainly, plain)
        with quick(networks=Networks.parse([f"127.0.0.1:{port}"]), retries=0) as fetcher:
            assert "TLS" in str(failure(fetcher, f"https://127.0.0.1:{port}/"))


def answer_plainly(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
