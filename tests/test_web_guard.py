"""Who comes in: sessions, forms, roles, names and proxies, as a browser and as an attacker meet them."""

from __future__ import annotations

import asyncio
import html
import http.client
import json
import logging
import re
import socket
import threading
from collections.abc import Callable, Iterator, MutableMapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from argon2 import PasswordHasher
from starlette.datastructures import FormData, Headers
from starlette.routing import BaseRoute

from monitor.passwords import Passwords
from monitor.people import API, FEED, Role
from monitor.web.app import build
from monitor.web.entrance import Carried, carried, unpacked
from monitor.web.guard import hosts
from monitor.web.guard.gate import OPEN
from monitor.web.guard.paths import safe_next
from tests.desk import Desk
from tests.site import Site
from tests.webdesk import PASSWORD, WebDesk, serving

START = datetime(2026, 5, 8, 2, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


CLOCK = Clock()
Serve = Callable[..., WebDesk]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with Site() as site:
        yield Desk(tmp_path_factory.mktemp("guard"), site).begin("")


@pytest.fixture(scope="module")
def local(desk: Desk) -> Iterator[WebDesk]:
    """Without log-in."""
    with serving(desk) as running:
        yield running


@pytest.fixture(scope="module")
def server(desk: Desk) -> Iterator[WebDesk]:
    """With log-in, and an account for each role."""
    with serving(desk, login=True, clock=CLOCK) as running:
        running.people("reader", "analyst", "admin", "wang", "zhao", "chen")
        yield running


@pytest.fixture
def web(server: WebDesk) -> Iterator[WebDesk]:
    """The same, in a browser that holds nothing yet; failures of earlier tests are long forgotten."""
    CLOCK.now += timedelta(days=8)
    with requests.Session() as session:
        yield WebDesk(server.desk, server.office, server.url, session)


def another(web: WebDesk) -> WebDesk:
    """Another browser at the same server."""
    return WebDesk(web.desk, web.office, web.url)


def session_cookie(web: WebDesk) -> str | None:
    return next((cookie.value for cookie in web.session.cookies if cookie.name.startswith("session-")), None)


def raw(web: WebDesk, text: str) -> str:
    """The answer to bytes that no honest browser sends."""
    host, port = web.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        line.sendall(text.encode("latin-1"))
        answer = b""
        while chunk := line.recv(65536):
            answer += chunk
    return answer.decode("utf-8", "replace")


# -- values ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example", "/\n/evil.example",
        "https://evil.example", "javascript:alert(1)", "evil.example", "", " //evil.example", "/\0", "/" + "a" * 5000,
        "/login", "/login?next=/login", "/logout", "/changes\r\nSet-Cookie: a=b", "http:///evil.example", "/\u2028",
    ],
)  # fmt: skip
def test_W08_after_a_log_in_nobody_is_sent_elsewhere(written: str) -> None:
    assert safe_next(written) == "/"


@pytest.mark.parametrize(
    "written",
    ["/", "/changes/12", "/changes?label=eligibility&page=2", "/search?q=太阳能//x", "/a?b=http://c"],
)
def test_after_a_log_in_people_come_to_where_they_were_going(written: str) -> None:
    assert safe_next(written) == written


@pytest.mark.parametrize(
    ("written", "there"),
    [
        ("localhost:8000", True), ("LOCALHOST", True), ("localhost.", True), ("127.0.0.1:8000", True),
        ("127.8.8.8", True), ("[::1]:8000", True), ("evil.example:8000", False), ("localhost.evil.example", False),
        ("127.0.0.1.evil.example", False), ("192.168.1.5:8000", False), ("0.0.0.0", False), ("localhost@evil.example", False),
        ("evil.example@localhost", False), ("", False), ("[::1", False), ("localhost:80:80", False), ("localhost:x", False),
        ("local\0host", False), ("[localhost]", False), ("127.1", False),
    ],
)  # fmt: skip
def test_without_log_in_only_this_machines_own_names_are_answered_to(written: str, there: bool) -> None:
    assert hosts.is_ours(hosts.named(written), None, ["evil.example"], login=False) is there


def test_W13_with_log_in_the_settings_say_by_which_name_it_is_asked() -> None:
    def is_ours(written: str, public_url: str | None) -> bool:
        return hosts.is_ours(hosts.named(written), public_url, ["archive.lan"], login=True)

    assert is_ours("archive.example.com", "https://archive.example.com")
    assert is_ours("Archive.Example.com:443", "https://archive.example.com")
    assert not is_ours("evil.example", "https://archive.example.com")
    assert not is_ours("192.168.1.5:8000", "https://archive.example.com")
    assert is_ours("192.168.1.5:8000", None)
    assert is_ours("archive.lan", None)
    assert not is_ours("evil.example", None)


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        ({"sec-fetch-site": "same-origin", "origin": "null"}, hosts.OURS),
        ({"sec-fetch-site": "cross-site"}, hosts.FOREIGN),
        ({"sec-fetch-site": "same-site"}, hosts.FOREIGN),
        ({"sec-fetch-site": "none"}, hosts.UNKNOWN),
        ({}, hosts.UNKNOWN),
        ({"origin": "null"}, hosts.UNKNOWN),
        ({"origin": "http://localhost:8000"}, hosts.OURS),
        ({"origin": "https://archive.example.com"}, hosts.OURS),
        ({"origin": "https://archive.example.com:443"}, hosts.OURS),
        ({"origin": "http://localhost:8001"}, hosts.FOREIGN),
        ({"origin": "http://localhost"}, hosts.FOREIGN),
        ({"origin": "https://archive.example.com.evil.example"}, hosts.FOREIGN),
        ({"origin": "http://[::"}, hosts.FOREIGN),
        ({"origin": "garbage"}, hosts.FOREIGN),
    ],
)
def test_W02_a_browser_says_which_site_sent_a_form(headers: dict[str, str], says: str) -> None:
    asked = Headers({"host": "localhost:8000", **headers})
    assert hosts.sent_by(asked, "https://archive.example.com") == says


def test_a_caller_is_who_connects_unless_our_own_proxies_say_otherwise() -> None:
    said = ["10.9.9.9, 203.0.113.9", "198.51.100.7"]
    assert hosts.caller("127.0.0.1", said, 0) == "127.0.0.1"
    assert hosts.caller("127.0.0.1", said, 1) == "198.51.100.7"
    assert hosts.caller("127.0.0.1", said, 2) == "203.0.113.9"
    assert hosts.caller("127.0.0.1", said, 4) == "127.0.0.1"
    assert hosts.caller("127.0.0.1", ["<script>"], 1) == "127.0.0.1"
    assert hosts.caller("2001:db8::1", [], 0) == hosts.caller("2001:db8::ffff", [], 0) == "2001:db8::/64"
    assert hosts.caller("::ffff:203.0.113.9", [], 0) == "203.0.113.9"


def test_a_form_is_carried_without_its_token_and_passwords() -> None:
    form = FormData(
        [
            ("form_token", "t"),
            ("note", "a\nb"),
            ("Password", "p"),
            ("new_password", "q"),
            ("id", "1"),
            ("id", "2"),
        ]
    )
    kept = carried("/changes/1?x=%20", form)
    assert kept == Carried("/changes/1?x=%20", (("note", "a\nb"), ("id", "1"), ("id", "2")))
    assert unpacked(kept.packed) == kept


@pytest.mark.parametrize(
    "written", [None, "", "[]", "{}", "null", "7", '["//evil", [["a","b"]]]', '["/a", [["a"]]]', '["/a", [["a", 1]]]',
                '[1, [["a","b"]]]', "[" * 100_000, '["/logout", [["a","b"]]]', '["/a", 5]', '{"a": 1, "b": 2}'],
)  # fmt: skip
def test_what_is_no_carried_form_is_none(written: object) -> None:
    assert unpacked(written) is None


# -- without log-in --------------------------------------------------------------------------------


def test_whoever_sits_at_this_machine_may_look_without_an_account(local: WebDesk) -> None:
    assert local.get("/").status_code == 200
    assert "--login" in local.get("/account").text
    assert local.get("/login", allow_redirects=False).headers["Location"] == "/"


def test_a_name_that_is_not_this_machines_is_refused_with_the_mend(local: WebDesk) -> None:
    answer = local.get("/", headers={"Host": "evil.example"})
    assert (answer.status_code, "monitor serve --login" in answer.text) == (403, True)
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "evil.example" not in answer.text
    assert local.get("/api/v1/x", headers={"Host": "evil.example"}).json()["error"]
    assert local.get("/healthz", headers={"Host": "evil.example"}).status_code != 403


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP", "X-Forwarded-Host"])
def test_what_came_through_a_proxy_is_refused_without_log_in(local: WebDesk, name: str) -> None:
    answer = local.get("/", headers={name: "127.0.0.1"})
    assert (answer.status_code, "monitor serve --login" in answer.text) == (403, True)


@pytest.mark.parametrize(
    "host", ["Host: localhost\r\nHost: evil.example\r\n", "Host: local\x00host\r\n", "", "Host: [::\r\n"]
)
def test_a_request_with_a_broken_host_is_refused(local: WebDesk, host: str) -> None:
    answer = raw(local, f"GET / HTTP/1.0\r\n{host}\r\n")
    assert answer.split(" ", 2)[1] in {"400", "403"}


def test_W02_also_without_log_in_a_form_needs_the_token_of_this_browser(local: WebDesk) -> None:
    path = "/logout"  # every handler that changes something is checked in the same way
    assert local.post(path, {}, allow_redirects=False).status_code == 403
    mine, theirs = another(local), another(local)
    for web in (mine, theirs):
        web.get("/")
    token = token_of(local, mine)
    assert mine.post(path, {"form_token": token}, allow_redirects=False).status_code == 303
    assert theirs.post(path, {"form_token": token}, allow_redirects=False).status_code == 403
    assert mine.post(path, {"form_token": token + "0"}, allow_redirects=False).status_code == 403
    assert mine.post(path, {"form_token": "é\0"}, allow_redirects=False).status_code == 403
    assert mine.post(path, {}, headers={"X-Form-Token": token}, allow_redirects=False).status_code == 303


def token_of(web: WebDesk, browser: WebDesk) -> str:
    """The token that pages of this archive put into forms for a browser that is not logged in."""
    from monitor.web.guard.cookies import Cookies
    from monitor.web.guard.visit import Visit

    key = web.office.store.people.key("forms")
    cookies = Cookies.of(key, secure=False)
    bound = browser.session.cookies[cookies.form]
    return Visit(key, cookies, "").sign("form", bound)


def test_W02_another_site_is_refused_whatever_it_knows(local: WebDesk) -> None:
    mine = another(local)
    mine.get("/")
    data = {"form_token": token_of(local, mine)}
    for headers in (
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        answer = mine.post("/logout", data, headers=headers, allow_redirects=False)
        assert (answer.status_code, "Another site" in answer.text) == (403, True)


def test_W06_a_form_of_ten_megabytes_is_refused_and_its_sender_told(local: WebDesk) -> None:
    answer = local.post("/logout", {"note": "x" * 10_000_000})
    assert (answer.status_code, "too large" in answer.text) == (413, True)

    def in_pieces() -> Iterator[bytes]:
        for _ in range(30):
            yield b"x" * 100_000

    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (
        local.session.post(f"{local.url}/logout", data=in_pieces(), headers=form, timeout=10).status_code
        == 413
    )


def test_a_body_that_says_it_is_endless_is_not_waited_for(local: WebDesk) -> None:
    said = raw(local, "POST /logout HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\nx")
    assert said.startswith("HTTP/1.1 413")


def test_forms_that_are_none_are_refused_without_an_accident(local: WebDesk) -> None:
    for kind, body in (
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n"),
        ("application/x-www-form-urlencoded", b"&".join(b"a=%d" % n for n in range(2000))),
        ("application/x-www-form-urlencoded", b"\0\xff%zz=%00"),
        ("application/json", b'{"form_token": 1}'),
        ("text/plain", b"form_token=x"),
    ):
        answer = local.session.post(
            f"{local.url}/logout", data=body, headers={"Content-Type": kind}, timeout=10
        )
        assert answer.status_code in {400, 403, 415}, kind


def test_the_page_of_our_own_mistake_tells_the_browser_what_to_keep_to(local: WebDesk) -> None:
    app = build(local.office)

    @app.get("/mistake")
    def mistake() -> None:
        raise ZeroDivisionError

    sent: list[dict[str, Any]] = []

    async def ask() -> None:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            sent.append(dict(message))

        scope = {
            "type": "http",
            "method": "GET",
            "path": "/mistake",
            "query_string": b"",
            "headers": [(b"host", b"localhost")],
        }
        with pytest.raises(ZeroDivisionError):  # the server logs it
            await app(scope, receive, send)

    asyncio.run(ask())
    headers = dict(sent[0]["headers"])
    assert sent[0]["status"] == 500
    assert headers[b"content-security-policy"].startswith(b"default-src 'none'")


# -- with log-in: deny by default ------------------------------------------------------------------


def _routes(routes: list[BaseRoute]) -> Iterator[tuple[str, str]]:
    """Every method and path that is answered."""
    for route in routes:
        if inner := getattr(route, "routes", None) or getattr(
            getattr(route, "original_router", None), "routes", None
        ):
            yield from _routes(inner)
            continue
        for method in sorted(getattr(route, "methods", None) or {"GET"}):
            yield method, re.sub(r"\{[^}]*\}", "1", route.path)  # type: ignore[attr-defined]


def test_W03_every_page_but_a_short_list_needs_a_session(web: WebDesk) -> None:
    walked = [
        *_routes(build(web.office).routes),
        ("GET", "/no/such/page"),
        ("POST", "/no/such/page"),
        ("DELETE", "/"),
        ("OPTIONS", "/"),
    ]
    assert len(walked) > 10
    for method, path in walked:
        answer = web.session.request(method, web.url + path, timeout=10, allow_redirects=False)
        if path in OPEN:
            continue
        assert answer.status_code in {303, 401, 404}, (method, path)
        if answer.status_code == 303:
            assert answer.headers["Location"].startswith("/login?next="), (method, path)
        assert answer.status_code != 404 or path.startswith("/feeds/"), (method, path)
    assert {"/login", "/style.css", "/favicon.ico", "/healthz"} == OPEN


def test_W02_every_page_that_changes_something_needs_a_token(web: WebDesk) -> None:
    web.log_in("admin")
    walked = [
        (method, path)
        for method, path in _routes(build(web.office).routes)
        if method not in {"GET", "HEAD", "OPTIONS"}
    ]
    assert len(walked) >= 5
    for method, path in walked:
        if path != "/login":
            answer = web.session.request(method, web.url + path, timeout=10, allow_redirects=False)
            assert answer.status_code == 403, (method, path)


@pytest.mark.parametrize(
    "path",
    [
        "//",
        "/login/",
        "/LOGIN",
        "/login/../account",
        "/%2e%2e/account",
        "/login%00",
        "/style.css/x",
        "/healthz/../",
        "/;/login",
        "/./account",
    ],
)
def test_no_way_of_writing_a_path_goes_past_the_gate(web: WebDesk, path: str) -> None:
    answer = raw(web, f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert answer.split(" ", 2)[1] in {"303", "400"}, answer[:200]


def test_a_page_is_come_to_after_the_log_in_that_it_asked_for(web: WebDesk) -> None:
    answer = web.get("/?label=太阳能&b=%26", allow_redirects=False)
    login = web.get(answer.headers["Location"])
    where = html.unescape(re.search(r'name="next" value="([^"]*)"', login.text)[1])  # type: ignore[index]
    after = web.submit(
        "/login", {"name": "reader", "password": PASSWORD, "next": where}, "/login", allow_redirects=False
    )
    assert (after.status_code, after.headers["Location"]) == (
        303,
        "/?label=%E5%A4%AA%E9%98%B3%E8%83%BD&b=%26",
    )


def test_W08_no_log_in_leads_to_another_site(web: WebDesk) -> None:
    for where in ("//evil.example", "/\\evil.example", "https://evil.example/", "/\0"):
        data = {"name": "reader", "password": PASSWORD, "next": where}
        browser = another(web)
        after = browser.submit("/login", data, "/login", allow_redirects=False)
        assert after.headers["Location"] == "/"
        assert browser.get("/login", params={"next": where}, allow_redirects=False).headers["Location"] == "/"


# -- log-in ----------------------------------------------------------------------------------------


def test_people_log_in_look_and_log_out(web: WebDesk) -> None:
    assert web.log_in("Analyst").status_code == 200
    assert "analyst" in web.get("/account").text
    assert web.submit("/logout", {}).url.endswith("/login")
    assert session_cookie(web) is None
    assert web.get("/account").url.endswith("/login?next=%2Faccount")


def test_W12_a_session_is_a_cookie_that_no_script_reads_and_no_other_site_sends(web: WebDesk) -> None:
    answer = web.submit("/login", {"name": "reader", "password": PASSWORD}, "/login", allow_redirects=False)
    line = next(line for line in answer.headers["Set-Cookie"].split(", ") if line.startswith("session-"))
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(line.split("; "))
    assert "Max-Age" not in line
    assert "Secure" not in line


def test_W09_a_cookie_that_was_planted_never_becomes_a_session(web: WebDesk) -> None:
    web.log_in("reader")
    name = next(cookie.name for cookie in web.session.cookies if cookie.name.startswith("session-"))
    victim = another(web)
    victim.session.cookies.set(name, "planted" * 6)
    victim.log_in("admin")
    values = {cookie.value for cookie in victim.session.cookies if cookie.name == name}
    assert "planted" * 6 not in values - {session_cookie(victim)}
    attacker = another(web)
    attacker.session.cookies.set(name, "planted" * 6)
    assert "/login" in attacker.get("/account").url


def test_W09_a_log_in_makes_a_new_session_and_ends_the_one_before(web: WebDesk) -> None:
    web.log_in("reader")
    before = session_cookie(web)
    assert before is not None
    old = another(web)
    old.session.cookies.update(web.session.cookies)
    token = web.form_token("/account")
    web.post("/login", {"form_token": token, "name": "admin", "password": PASSWORD})
    assert session_cookie(web) != before
    assert "/login" in old.get("/account").url


def test_W09_logging_out_ends_the_session_on_the_server(web: WebDesk) -> None:
    web.log_in("reader")
    thief = another(web)
    thief.session.cookies.update(web.session.cookies)
    assert thief.get("/account").url.endswith("/account")
    web.submit("/logout", {})
    assert "/login" in thief.get("/account").url


def test_a_session_ends_when_it_is_unused_or_old(web: WebDesk) -> None:
    web.log_in("reader")
    for _ in range(13):  # in use all along: half a day over and over
        CLOCK.now += 11 * HOUR
        assert web.get("/account").url.endswith("/account")
    CLOCK.now += 13 * HOUR
    assert "/login" in web.get("/account").url
    CLOCK.now -= 13 * HOUR
    assert "/login" in web.get("/account").url  # nor does a clock that is put back bring it back
    web.log_in("reader")
    for _ in range(15):
        CLOCK.now += 11 * HOUR
        web.get("/account")
    CLOCK.now += 11 * HOUR  # seven days
    assert "/login" in web.get("/account").url


def test_cookies_of_another_archive_are_strange_here(web: WebDesk, tmp_path: Path) -> None:
    web.log_in("admin")
    token = web.form_token("/account")
    with Site() as site, serving(Desk(tmp_path, site).begin(""), login=True) as other:
        other.people("admin")
        other.session.cookies.update(web.session.cookies)
        assert "/login" in other.get("/account").url
        other.log_in("admin")
        names = {cookie.name for cookie in other.session.cookies if cookie.name.startswith("session-")}
        assert len(names) == 2  # neither takes the other's place
        assert other.post("/logout", {"form_token": token}, allow_redirects=False).status_code == 403
        assert "/account" in web.get("/account").url


def test_W09_the_answer_is_the_same_for_a_wrong_password_and_for_no_account(web: WebDesk) -> None:
    web.office.store.people.add("gone", Role.ADMIN, web.office.passwords.hash(PASSWORD), START)
    web.office.store.people.remove("gone", START)
    pages = set()
    for name, password in (
        ("chen", "not the password"),
        ("nobody", PASSWORD),
        ("gone", PASSWORD),
        ("<b>\0", PASSWORD),
        ("", PASSWORD),
    ):
        answer = another(web).log_in(name, password)
        assert answer.status_code == 401
        pages.add(re.sub(r'(name="form_token"|id="name" name="name") value="[^"]*"', "", answer.text))
    assert len(pages) == 1
    assert "do not belong together" in pages.pop()


def test_W09_guessing_at_an_account_is_slowed_down_and_its_owner_gets_in(web: WebDesk) -> None:
    owner = another(web)
    owner.log_in("wang")
    owner.submit("/logout", {})
    codes = [web.log_in("wang", f"guess number {n}").status_code for n in range(10)]
    assert codes == [401] * 8 + [429] * 2
    refused = web.log_in("wang", PASSWORD)  # not even looked at
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
    assert "/account" in owner.log_in("wang").url or owner.get("/account").url.endswith("/account")
    nobody = [another(web).log_in("no-such-name", f"guess number {n}").status_code for n in range(10)]
    assert nobody == codes
    CLOCK.now += 15 * MINUTE  # whoever goes on guessing, the owner waits no longer than this
    assert web.log_in("wang").status_code == 200


def test_W09_many_guesses_at_once_get_no_more_tries(web: WebDesk) -> None:
    codes: list[int] = []
    pages = [another(web) for _ in range(16)]
    tokens = [page.form_token("/login") for page in pages]

    def guess(number: int) -> None:
        data = {"form_token": tokens[number], "name": "zhao", "password": f"guess number {number}"}
        codes.append(pages[number].post("/login", data).status_code)

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(codes) == 16
    assert codes.count(401) + codes.count(503) <= 8
    assert set(codes) <= {401, 429, 503}


def test_a_password_is_hashed_anew_when_the_custom_changed(web: WebDesk) -> None:
    older = Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)).hash(PASSWORD)
    people = web.office.store.people
    people.add("zhou", Role.READER, older, START)
    assert web.log_in("zhou").status_code == 200
    account = people.account("zhou")
    assert account is not None
    assert "t=1" in account.password
    assert another(web).log_in("zhou").status_code == 200


def test_more_log_ins_than_can_be_looked_at_are_sent_away_and_count_for_nothing(web: WebDesk) -> None:
    places = web.office.passwords._places
    held = 0
    while places.acquire(blocking=False):
        held += 1
    try:
        answers = [web.log_in("chen", "not the password").status_code for _ in range(12)]
    finally:
        places.release(held)
    assert answers == [503] * 12
    assert web.log_in("chen").status_code == 200


def test_a_log_in_needs_the_token_of_its_own_page(web: WebDesk) -> None:
    answer = web.post("/login", {"name": "admin", "password": PASSWORD})
    assert (answer.status_code, session_cookie(web)) == (403, None)
    assert 'name="name" value="admin"' in answer.text
    assert PASSWORD not in answer.text


def test_failed_log_ins_are_in_the_log_and_what_was_typed_by_mistake_is_not(
    web: WebDesk, caplog: pytest.LogCaptureFixture
) -> None:
    page = web.get("/login").text
    assert "monitor users" not in page  # a visitor has no shell, and a stranger need not know
    assert "Ask whoever runs this archive" in page
    web.log_in("reader", "not the password")
    web.log_in("correct-horse-battery", "reader")
    assert "a wrong password for reader from 127.0.0.1" in caplog.text
    assert "a log-in under a name that nobody has from 127.0.0.1" in caplog.text
    assert "correct-horse" not in caplog.text


def test_M18_W10_no_password_and_no_secret_is_logged(web: WebDesk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    web.log_in("reader", "wrong " + PASSWORD)
    web.log_in("reader")
    assert PASSWORD not in caplog.text
    assert session_cookie(web) not in caplog.text


def test_a_page_is_asked_for_its_headers_alone(web: WebDesk, local: WebDesk) -> None:
    for path in ("/", "/style.css", "/account"):
        answer = local.session.head(local.url + path, timeout=10)
        assert (answer.status_code, answer.content) == (200, b"")
    assert web.session.head(web.url + "/account", timeout=10).headers["Location"].startswith("/login")


# -- behind a proxy that does TLS ------------------------------------------------------------------


def test_W12_over_https_cookies_are_secure_and_browsers_stay_with_it(tmp_path: Path) -> None:
    with Site() as site:
        desk = Desk(tmp_path, site).begin("")
        desk.configure(sources="", web="{public_url: 'https://archive.example.com', proxies: 1}")
        with serving(desk, login=True) as web:
            there = {
                "Host": "archive.example.com",
                "X-Forwarded-For": "203.0.113.9",
                "Origin": "https://archive.example.com",
            }
            page = web.get("/login", headers=there)
            assert page.headers["Strict-Transport-Security"].startswith("max-age=")
            assert "__Host-form" in page.headers["Set-Cookie"]
            assert "Secure" in page.headers["Set-Cookie"]
            assert web.get("/login", headers={"Host": "evil.example"}).status_code == 403
            web.people("admin")
            token = re.search(r'name="form_token" value="([0-9a-f]+)"', page.text)[1]  # type: ignore[index]
            data = {"form_token": token, "name": "admin", "password": PASSWORD}
            mine = there | {"Cookie": page.headers["Set-Cookie"].split(";")[0]}
            answer = web.post("/login", data, headers=mine, allow_redirects=False)
            session = next(line for line in answer.headers["Set-Cookie"].split(", ") if "session" in line)
            assert session.startswith("__Host-session-")
            assert "Secure" in session.split("; ")
            mine = there | {"Cookie": session.split(";")[0]}
            moved = web.get("/account/", headers=mine, allow_redirects=False)
            assert moved.headers["Location"] == "https://archive.example.com/account"


# -- a form that is sent too late ------------------------------------------------------------------


WRITTEN = {
    "kind": "feed",
    "name": "Quarter <b>& 季度</b>",
    "wish": "label=eligibility&hs=8541&hs=" + ",".join(["9405"] * 12),
}


def hidden(text: str) -> dict[str, str]:
    """The fields of the only form on a page, as a browser would send them."""
    found = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', text)
    boxes = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n(.*?)</textarea>', text, re.DOTALL)
    return {html.unescape(name): html.unescape(value) for name, value in [*found, *boxes]}


def test_nothing_typed_is_lost_when_the_session_ends_in_the_middle_of_a_form(web: WebDesk) -> None:
    web.log_in("analyst")
    token = web.form_token("/account")
    CLOCK.now += 13 * HOUR
    late = web.post("/account/tokens", {"form_token": token, **WRITTEN})
    assert late.status_code == 401
    fields = hidden(late.text)
    shown = web.post("/login", {**fields, "name": "analyst", "password": PASSWORD})
    assert shown.status_code == 200
    assert "季度" in shown.text
    assert "<b>" not in shown.text
    assert not web.office.store.people.tokens("analyst")  # nothing was sent unseen
    again = hidden(shown.text)
    assert {name: again[name].strip() for name in WRITTEN} == {
        name: value.strip() for name, value in WRITTEN.items()
    }
    assert again["form_token"] != token
    assert 'action="/account/tokens"' in shown.text
    made = web.post("/account/tokens", again)
    assert (made.status_code, "/feeds/" in made.text) == (200, True)
    assert [each.name for each in web.office.store.people.tokens("analyst")] == [WRITTEN["name"]]


def test_a_wrong_password_on_the_way_loses_nothing_either(web: WebDesk) -> None:
    web.log_in("analyst")
    token = web.form_token("/account")
    CLOCK.now += 13 * HOUR
    late = hidden(web.post("/account/tokens", {"form_token": token, **WRITTEN}).text)
    wrong = hidden(web.post("/login", {**late, "name": "analyst", "password": "not the password"}).text)
    assert json.loads(wrong["carried"])[0] == "/account/tokens"


def test_a_late_form_that_nobody_of_ours_sent_is_not_kept(web: WebDesk) -> None:
    for browser, headers in ((web, {}), (another(web), {"Origin": "null"})):
        answer = browser.post("/account/tokens", {"form_token": "0" * 64, **WRITTEN}, headers=headers)
        assert (answer.status_code, "carried" in answer.text) == (401, False)
    foreign = web.post("/account/tokens", WRITTEN, headers={"Origin": "https://evil.example"})
    assert (foreign.status_code, "季度" in foreign.text) == (403, False)
    ours = web.post("/account/tokens", WRITTEN, headers={"Sec-Fetch-Site": "same-origin"})
    assert "carried" in ours.text


def test_a_form_from_before_a_new_log_in_is_shown_again_and_not_taken(web: WebDesk) -> None:
    web.log_in("chen")
    token = web.form_token("/account")
    web.submit("/logout", {})
    web.log_in("chen")
    answer = web.post(
        "/account/tokens", {"form_token": token, **WRITTEN}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert (answer.status_code, "季度" in answer.text) == (403, True)
    assert not web.office.store.people.tokens("chen")
    blind = web.post("/account/tokens", {"form_token": token, **WRITTEN})
    assert (blind.status_code, "季度" in blind.text) == (403, False)


def test_a_carried_form_goes_to_a_page_of_ours_and_nowhere_else(web: WebDesk) -> None:
    token = web.form_token("/login")
    planted = json.dumps(["//evil.example/x", [["note", "n"]]])
    data = {"form_token": token, "name": "reader", "password": PASSWORD, "carried": planted}
    answer = web.post("/login", data, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


# -- one's account ---------------------------------------------------------------------------------


def test_W09_a_new_password_logs_out_everywhere_else(web: WebDesk) -> None:
    web.office.store.people.add("sun", Role.READER, web.office.passwords.hash(PASSWORD), START)
    elsewhere = another(web)
    for browser in (web, elsewhere):
        browser.log_in("sun")
    cookie = session_cookie(web)
    new = {
        "password": PASSWORD,
        "new_password": "eight red lanterns",
        "new_password_again": "eight red lanterns",
    }
    for wrong, says in (
        ({"password": "not the password"}, "not right"),
        ({"new_password_again": "eight red lantern"}, "not the same"),
        ({"new_password": "short", "new_password_again": "short"}, "fewer than 12"),
    ):
        assert says in web.submit("/account/password", new | wrong).text
    assert "was changed" in web.submit("/account/password", new).text
    assert session_cookie(web) != cookie
    assert "/login" in elsewhere.get("/account").url
    assert elsewhere.log_in("sun").status_code == 401


def test_a_role_holds_from_the_next_page_on(web: WebDesk) -> None:
    web.office.store.people.add("wu", Role.ADMIN, web.office.passwords.hash(PASSWORD), START)
    web.log_in("wu")
    assert "Everybody with an account" in web.get("/account").text
    web.office.store.people.set_role("wu", Role.READER)
    assert "Everybody with an account" not in web.get("/account").text
    web.office.store.people.remove("wu", START)
    assert "/login" in web.get("/account").url


def test_W19_a_token_is_shown_once_reads_only_and_is_ended(web: WebDesk) -> None:
    web.office.store.people.add("he", Role.ADMIN, web.office.passwords.hash(PASSWORD), START)
    web.log_in("he")
    made = web.submit("/account/tokens", {"kind": "api", "name": "cron"})
    secret = re.search(r"<code>([\w-]{43})</code>", made.text)[1]  # type: ignore[index]
    assert secret not in web.get("/account").text
    program, bearer = another(web), {"Authorization": f"Bearer {secret}"}
    assert program.get("/api/no/such", headers=bearer).status_code == 404  # let in; there is no such page
    assert program.get("/api/no/such").status_code == 401
    assert program.get("/api/no/such", headers={"Authorization": f"Bearer {secret}x"}).status_code == 401
    assert program.get("/api/no/such", headers={"Authorization": f"Basic {secret}"}).status_code == 401
    assert "/login" in program.get("/account", headers=bearer).url  # only where programs ask
    token = web.office.store.people.tokens("he")[0]
    assert web.submit(f"/account/tokens/{token.id}/end", {}).status_code == 200
    assert program.get("/api/no/such", headers=bearer).status_code == 401
    assert web.submit(f"/account/tokens/{token.id}/end", {}).status_code == 404
    assert web.submit(f"/account/tokens/{2**70}/end", {}).status_code == 422


def test_nobody_ends_the_token_of_another(web: WebDesk) -> None:
    people = web.office.store.people
    admin = people.account("admin")
    assert admin is not None
    number = people.add_token(admin, API, "cron", "secret of admin", START)
    web.log_in("reader")
    assert web.submit(f"/account/tokens/{number}/end", {}).status_code == 404
    assert people.by_token(API, "secret of admin", START) is not None


def test_W22_a_feeds_address_opens_that_feed_and_nothing_else(web: WebDesk) -> None:
    people = web.office.store.people
    admin = people.account("admin")
    assert admin is not None
    people.add_token(admin, FEED, "calendar", "secretaddress", START, wish="label=eligibility")
    for path in ("/feeds/wrong.atom", "/feeds/", "/feeds/secretaddres.atom", "/feeds/SECRETADDRESS.atom"):
        assert web.get(path).status_code == 404
    assert "/login" in web.get("/account?x=/feeds/secretaddress.atom").url
    assert web.get("/api/x", headers={"Authorization": "Bearer secretaddress"}).status_code == 401


def test_an_endless_address_is_not_carried_through_the_log_in(web: WebDesk) -> None:
    answer = web.get("/account?" + "a" * 30_000, allow_redirects=False)
    assert answer.headers["Location"] == "/login?next=%2F"


def test_a_feed_is_made_of_a_list_that_can_be_read(web: WebDesk) -> None:
    web.office.store.people.add("lin", Role.READER, web.office.passwords.hash(PASSWORD), START)
    web.log_in("lin")
    others = (
        "a/b",
        "http://archive.example/triage",
        "/changes/9?hs=8541",
        "/calendar?hs=8541",
        "http://archive.example",
    )
    for wish in ("lable=eligibility", "label=eligible", "source=nobody", "<script>", "a&" * 600, *others):
        answer = web.submit("/account/tokens", {"kind": "feed", "name": "calendar", "wish": wish})
        assert (answer.status_code, "cannot be read" in answer.text) == (422, True), wish
        assert "<script>" not in answer.text
    address = "https://archive.example.com/changes?label=eligibility&page=3&language=zh"
    for wish in ("", address, "/changes", "?label=&hs=8541&source=#top"):
        assert (
            web.submit("/account/tokens", {"kind": "feed", "name": "calendar", "wish": wish}).status_code
            == 200
        )
    assert [token.wish for token in web.office.store.people.tokens("lin")] == [
        "hs=8541",
        "",
        "label=eligibility&language=zh",
        "",
    ]


def test_a_websocket_is_not_let_past(web: WebDesk) -> None:
    host, port = web.url.removeprefix("http://").split(":")
    line = http.client.HTTPConnection(host, int(port), timeout=10)
    ask = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    line.request("GET", "/account", headers=ask)
    assert line.getresponse().status in {303, 403}
    line.close()
