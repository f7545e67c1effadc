"""Rendering with a real Chromium: what comes back, and what a page cannot do."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor import verdict
from monitor.errors import BlockedError, FetchError, ReadError
from monitor.model import Came, RobotsFile
from tests.fetch.rendered import REAL, asked, browsing, now, shorter, text
from tests.site import Cut, Endless, Page, Site, Stall, redirect

pytestmark = REAL

FILLED = """<!doctype html><html><head><title>公告</title></head><body><ul id="list"></ul><script>
fetch("/data.json").then(answer => answer.json()).then(rows => { for (const row of rows) {
  const item = document.createElement("li"); item.textContent = row; document.getElementById("list").append(item); } })
</script></body></html>"""


@pytest.fixture(scope="module")
def sites():
    """The one that is watched, another that may be reached, one with a robots.txt, and one that is inside."""
    with Site() as site, Site() as other, Site() as strict, Site() as inside:
        yield site, other, strict, inside


class Shelf:
    """What the sites' robots.txt say; `strict` is the port of the one that says anything."""

    def __init__(self, strict: int) -> None:
        self._strict = strict

    def robots(self, origin):
        body = "User-agent: *\nDisallow: /private" if origin.endswith(f":{self._strict}") else ""
        return RobotsFile(200, body, now())

    def record_robots(self, origin, file):
        """It stays the same."""


@pytest.fixture(scope="module")
def shared(sites):
    """One browser for the tests that leave it as it was."""
    site, other, strict, _ = sites
    with browsing(site, other, strict, robots=Shelf(strict.port)) as opened:
        yield opened


@pytest.fixture(scope="module")
def narrow(sites):
    """One with little time and room."""
    bounds = replace(shorter(0.7), traffic_bytes=2_000_000)
    with browsing(sites[0], bounds=bounds, page_timeout=timedelta(seconds=6), page_bytes=100_000) as opened:
        yield opened


@pytest.fixture
def clean(sites):
    for each in sites:
        each.pages.clear()
        each.asked.clear()
    return sites


@pytest.fixture
def site(clean):
    return clean[0]


@pytest.fixture
def other(clean):
    return clean[1]


@pytest.fixture
def strict(clean):
    return clean[2]


@pytest.fixture
def inside(clean):
    """A server that sources may not reach."""
    return clean[3]


@pytest.fixture
def browser(shared, clean):
    return shared


def fails(browser, url, **access) -> FetchError:
    with pytest.raises(FetchError) as caught:
        browser(asked(url, **access))
    return caught.value


# -- what comes back -------------------------------------------------------------------------------


def test_a_page_is_read_as_its_scripts_leave_it(browser, site):
    site.pages["/"] = Page(FILLED, headers={"X-Kept": "yes"}, etag='"1"')
    site.pages["/data.json"] = Page('["关于第一批企业的公告"]', content_type="application/json")
    document = browser(asked(site.url("/"), "#list > li"))
    assert "<li>关于第一批企业的公告</li>" in text(document)
    assert (document.status, document.url, document.came) == (200, site.url("/"), Came.BROWSER)
    assert document.header("X-Kept") == "yes"
    assert document.header("ETag") is None  # it was for other bytes
    assert document.header("Content-Type") == "text/html; charset=utf-8"


def test_a_page_in_an_old_charset_comes_back_as_utf_8(browser, site):
    page = "<html><head><meta charset=gbk></head><body><p>海关总署公告</p></body></html>".encode("gbk")
    site.pages["/"] = Page(page, content_type="text/html; charset=gbk")
    assert "海关总署公告" in text(browser(asked(site.url("/"))))


def test_we_say_who_we_are_and_that_a_program_is_asking(browser, site):
    site.pages["/"] = Page(
        "<p id=p></p><script>p.textContent = navigator.webdriver + navigator.userAgent</script>"
    )
    said = text(browser(asked(site.url("/"))))
    assert "regulatory-monitor/0 (+mailto:team@example.com)" in str(site.asked[0].header("User-Agent"))
    assert "true" in said
    assert "regulatory-monitor/0" in said


def test_Q24_a_page_that_was_not_filled_in_time_is_a_failure_that_says_so(site):
    site.pages["/"] = Page("<p>loading</p>")
    with browsing(site, bounds=shorter(0.5)) as browser:
        with pytest.raises(
            ReadError, match=r"`ul > li` did not appear within 0\.5 s: the page is a skeleton"
        ):
            browser(asked(site.url("/"), "ul > li"))
        assert "loading" in text(browser(asked(site.url("/"))))


def test_what_is_no_page_comes_back_as_it_came(browser, site):
    site.pages["/data.json"] = Page('{"a": 1}', content_type="application/json")
    site.pages["/file.pdf"] = Page(b"%PDF-1.4 x", content_type="application/pdf")
    assert browser(asked(site.url("/data.json"))).body == b'{"a": 1}'
    assert browser(asked(site.url("/file.pdf"))).body == b"%PDF-1.4 x"


def test_an_error_comes_back_as_it_came_and_none_of_its_scripts_run(browser, site):
    site.pages["/"] = Page("<p>no</p><script>fetch('/ran')</script>", status=404)
    document = browser(asked(site.url("/")))
    assert (document.status, document.body) == (404, b"<p>no</p><script>fetch('/ran')</script>")
    assert "/ran" not in site.paths()


def test_redirects_are_followed_and_counted(browser, site):
    site.pages |= {"/": redirect("/b"), "/b": Page("<p>here</p>")}
    document = browser(asked(site.url("/")))
    assert (document.url, "here" in text(document)) == (site.url("/b"), True)
    for hop in range(8):
        site.pages[f"/{hop}"] = redirect(f"/{hop + 1}")
    assert "leads on and on" in str(fails(browser, site.url("/0")))


def test_a_script_may_lead_to_another_page(browser, site):
    site.pages |= {
        "/": Page("<script>location.replace('/home.html')</script>"),
        "/home.html": Page("<p>at home</p>"),
    }
    assert "at home" in text(browser(asked(site.url("/"), "p")))


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("URL.createObjectURL(new Blob(['<p>x'], {type: 'text/html'}))", "blob:http://127.0.0.1"),
        ("'about:blank'", "about:blank"),
    ],
    ids=["blob", "blank"],
)
def test_a_page_whose_script_leaves_the_web_is_a_failure_of_that_page(browser, site, where, told):
    site.pages |= {"/": Page(f"<p>here</p><script>location = {where}</script>"), "/b": Page("<p>good</p>")}
    assert f"its script left for {told}" in str(fails(browser, site.url("/")))
    assert "good" in text(browser(asked(site.url("/b"))))


def test_a_form_can_be_sent(browser, site):
    site.pages["/"] = lambda request: Page(b"<p>" + request.method.encode() + request.body)
    request = asked(site.url("/"))
    form = (("Content-Type", "application/x-www-form-urlencoded"),)
    request = replace(request, method="POST", headers=form, body=b"a=1")
    assert "POSTa=1" in text(browser(request))


# -- cookies and secrets ---------------------------------------------------------------------------


def test_N18_sources_share_no_cookies_and_a_source_keeps_its_own(browser, site):
    site.pages["/"] = Page("<p>x", headers={"Set-Cookie": "who=one"})
    for jar in ("one", "one", "two"):
        browser(asked(site.url("/"), jar=jar))
    said = [request.header("Cookie") for request in site.asked if request.path == "/"]
    assert said == [None, "who=one", None]


def test_the_cookies_of_a_source_are_sent_from_the_start_and_those_of_another_page_are_got_first(
    browser, site
):
    site.pages |= {"/first": Page("<p>x", headers={"Set-Cookie": "got=1"}), "/": Page("<p>y")}
    access = {"cookies": (("set", "2"),), "cookies_from": site.url("/first"), "home": site.url("/")}
    for _ in range(2):
        browser(asked(site.url("/"), jar="new", **access))
    paths = [request.path for request in site.asked if request.path != "/favicon.ico"]
    assert paths == ["/first", "/", "/"]
    assert site.asked[-1].header("Cookie") == "set=2; got=1"


def test_N06_cookies_of_a_source_without_a_home_are_not_told_where_its_first_ones_come_from(
    browser, site, other
):
    site.pages["/"], other.pages["/first"] = Page("<p>y"), Page("<p>x")
    browser(asked(site.url("/"), jar="away", cookies=(("set", "2"),), cookies_from=other.url("/first")))
    assert [one.header("Cookie") for one in other.asked if one.path == "/first"] == [None]


def test_N06_a_header_stays_with_its_origin(browser, site, other):
    site.pages["/"] = redirect(other.url("/"))
    other.pages["/"] = Page("<p>x")
    request = asked(site.url("/"), home=site.url("/"))
    headers = (("X-Api-Key", "secret"), ("Accept-Language", "zh"))
    browser(replace(request, headers=headers))
    assert (site.asked[0].header("X-Api-Key"), site.asked[0].header("Accept-Language")) == ("secret", "zh")
    assert (other.asked[0].header("X-Api-Key"), other.asked[0].header("Accept-Language")) == (None, "zh")


# -- politeness ------------------------------------------------------------------------------------


def test_robots_txt_holds_for_rendered_pages_and_for_where_they_lead(browser, strict):
    strict.pages |= {
        "/private": Page("<p>x"),
        "/": redirect("/private"),
        "/by": Page("<script>location = '/private'</script>"),
    }
    for path in ("/private", "/", "/by"):
        assert "robots.txt" in str(fails(browser, strict.url(path)))
    assert strict.paths() == ["/", "/by"]


def test_N08_a_host_that_asks_us_to_stay_away_is_left_alone(browser, strict):
    strict.pages["/"] = Page("busy", status=429, headers={"Retry-After": "3600"})
    assert browser(asked(strict.url("/"))).status == 429
    assert "stay away" in str(fails(browser, strict.url("/")))
    assert strict.paths() == ["/"]


# -- challenges ------------------------------------------------------------------------------------

RUISHU = "<html><head><meta content='q8fG'><script>$_ts=window['$_ts'];document.cookie='aS=1';fetch('/ran');location.reload()</script></head></html>"


def test_a_challenge_comes_back_before_anything_of_it_has_run(browser, site):
    site.pages["/"] = Page(RUISHU, status=412)
    document = browser(asked(site.url("/")))
    assert (document.status, document.body) == (412, RUISHU.encode())
    assert site.paths() == ["/"]


def test_a_challenge_that_says_200_is_not_run_either(browser, site):
    shell = "<html><head><title>Just a moment</title></head><body>Checking your browser<script>document.cookie='ok=1';setTimeout(()=>location.reload(),50)</script></body></html>"
    site.pages["/"] = Page(shell)
    assert browser(asked(site.url("/"))).body == shell.encode()
    assert site.paths() == ["/"]


@pytest.mark.parametrize(
    "again",
    ["location.reload()", "location.href = '/?token=' + 7", "location = '/a'"],
    ids=["reload", "token", "turns"],
)
def test_a_page_that_asks_for_itself_again_does_not_get_it(browser, site, again):
    def served(request):
        return (
            Page("<p>" + "the real page " * 50)
            if request.header("Cookie")
            else Page(f"<script>document.cookie='ok=1';{again}</script>")
        )

    site.pages |= {"/": served, "/a": Page("<script>location = '/'</script>")}
    with pytest.raises(BlockedError) as caught:
        verdict.judge(browser(asked(site.url("/"), jar=again)), now=now())
    assert caught.value.challenge == "script challenge"
    assert [path for path in site.paths() if path.startswith("/?") or path == "/"] == ["/"]


def test_a_page_that_only_refreshes_itself_is_read(browser, site):
    site.pages["/"] = Page(
        "<p>" + "关于进口食品的公告 " * 40 + "</p><script>setTimeout(() => location.reload(), 100)</script>"
    )
    assert "关于进口食品的公告" in text(browser(asked(site.url("/"))))
    assert site.paths().count("/") == 1


# -- C10: the gate ---------------------------------------------------------------------------------

TRIES = """<!doctype html><html><head><link rel="stylesheet" href="{to}/style"><link rel="preload" as="fetch" href="{to}/preload">
<link rel="prefetch" href="{to}/prefetch"></head><body><iframe src="{to}/frame"></iframe><script src="{to}/script"></script>
<object data="{to}/object" type="text/html"></object><img src="{to}/img"><img src="http://169.254.169.254/latest/meta-data/">
<video src="{to}/video" autoplay></video><iframe src="/moved"></iframe><iframe src="file:///etc/passwd"></iframe>
<script>
const tries = [
  () => fetch("{to}/fetch", {{mode: "no-cors"}}),
  () => fetch("/moved?fetch", {{mode: "no-cors"}}),
  () => fetch("http://169.254.169.254/latest/meta-data/", {{mode: "no-cors"}}),
  () => fetch("http://[::1]:{port}/six", {{mode: "no-cors"}}),
  () => fetch("http://localhost:{port}/name", {{mode: "no-cors"}}),
  () => fetch("file:///etc/passwd"),
  () => {{ const r = new XMLHttpRequest(); r.open("GET", "{to}/xhr"); r.send() }},
  () => navigator.sendBeacon("{to}/beacon", "x"),
  () => new EventSource("{to}/events"),
  () => new WebSocket("ws://{place}/socket"),
  () => new Worker(URL.createObjectURL(new Blob(["fetch('{to}/worker', {{mode: 'no-cors'}})"]))),
  () => new SharedWorker("/shared.js"),
  () => navigator.serviceWorker.register("/service.js"),
  () => {{ const c = new RTCPeerConnection({{iceServers: [{{urls: "stun:127.0.0.1:{udp}"}}]}}); c.createDataChannel("x");
           c.createOffer().then(o => c.setLocalDescription(o)) }},
  () => new WebTransport("https://127.0.0.1:{udp}/"),
  () => window.open("{to}/popup"),
];
for (const attempt of tries) {{ try {{ Promise.resolve(attempt()).catch(() => 0) }} catch {{ }} }}
setTimeout(() => {{ const p = document.createElement("p"); p.id = "tried"; document.body.append(p) }}, 900);
</script></body></html>"""
THERE = {
    "/style",
    "/script",
    "/frame",
    "/fetch",
    "/target",
    "/xhr",
    "/beacon",
    "/events",
    "/socket",
    "/worker",
    "/shared",
}


def render_tries(browser, site, inside):
    to = inside.url("")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        udp.setblocking(False)
        page = TRIES.format(to=to, port=inside.port, place=inside.network, udp=udp.getsockname()[1])
        site.pages |= {
            "/": Page(page),
            "/moved": redirect(f"{to}/target"),
            "/shared.js": Page(f"fetch('{to}/shared', {{mode: 'no-cors'}})", content_type="text/javascript"),
            "/service.js": Page(f"fetch('{to}/service')", content_type="text/javascript"),
        }
        document = browser(asked(site.url("/"), "#tried"))
        with pytest.raises(BlockingIOError):  # not one packet came past the gate
            udp.recv(100)
    return document


def test_C10_nothing_that_a_page_loads_reaches_inside(browser, site, inside):
    before = inside.connections
    document = render_tries(browser, site, inside)
    assert inside.connections == before
    assert "root:" not in text(document)


def test_C10_the_same_page_reaches_what_is_allowed_so_the_attempts_are_real(site, inside):
    with browsing(site, inside) as browser:
        inside.asked.clear()
        render_tries(browser, site, inside)
    assert set(inside.paths()) >= THERE, THERE - set(inside.paths())
    # a pop-up is closed, though its first request may have been quicker; the gate saw it like any other
    assert {"/img", "/video", "/service"} & set(inside.paths()) == set()


@pytest.mark.parametrize(
    "page",
    [
        lambda to: redirect(f"{to}/"),
        lambda to: Page(f"<script>location = '{to}/'</script>"),
        lambda to: Page(f"<meta http-equiv=refresh content='0;url={to}/'>"),
        lambda to: Page(f"<form id=f method=post action='{to}/'></form><script>f.submit()</script>"),
    ],
    ids=["redirect", "script", "refresh", "form"],
)
def test_C05_a_page_that_leads_inside_does_not_get_there(browser, site, inside, page):
    before = inside.connections
    site.pages["/"] = page(inside.url(""))
    assert "inside address" in str(fails(browser, site.url("/")))
    assert inside.connections == before


def test_C10_no_file_is_opened_and_nothing_but_http(browser, site):
    for address in (
        "file:///etc/passwd",
        "data:text/html,hello",
        "chrome://version/",
        "view-source:http://example.com/",
    ):
        site.pages["/"] = Page(f"<p>still here</p><script>location = {address!r}</script>")
        assert "still here" in text(browser(asked(site.url("/"))))
        assert "not fetched" in str(fails(browser, address))


def test_C10_the_address_itself_must_pass_the_gate(browser, inside):
    before = inside.connections
    assert "inside address" in str(fails(browser, inside.url("/")))
    assert inside.connections == before


# -- C37: hostile pages ----------------------------------------------------------------------------


def test_C37_dialogs_pop_ups_and_downloads_hold_nothing_up(browser, site):
    site.pages["/file"] = Page(
        b"x" * 10,
        headers={"Content-Disposition": "attachment; filename=x.bin"},
        content_type="application/octet-stream",
    )
    site.pages["/"] = Page(
        "<body><script>alert(1); confirm(2); prompt(3); onbeforeunload = () => 'stay'; window.open('/popup'); print();"
        "const a = document.createElement('a'); a.href = '/file'; a.download = 'x'; document.body.append(a); a.click();"
        "const p = document.createElement('p'); p.id = 'after'; document.body.append(p)</script></body>"
    )
    assert 'id="after"' in text(browser(asked(site.url("/"), "#after")))
    assert 'id="after"' in text(
        browser(asked(site.url("/"), "#after"))
    )  # nothing was left behind that disturbs


def test_C37_a_page_that_never_rests_is_read_as_it_stands(narrow, site):
    site.pages |= {
        "/never": Stall(),
        "/": Page(
            "<p>text</p><script>fetch('/never'); setInterval(() => document.body.append(new Date()), 5)</script>"
        ),
    }
    assert "<p>text</p>" in text(narrow(asked(site.url("/"))))


def test_C37_an_answer_that_never_ends_costs_no_more_than_its_limits(narrow, site):
    site.pages |= {"/": Endless(), "/slow": Stall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>")}
    assert "loads more than 2,000,000 bytes" in str(fails(narrow, site.url("/")))
    assert "limit for one page" in str(fails(narrow, site.url("/slow")))


@pytest.mark.parametrize(
    "page",
    [Page(FILLED), Page(FILLED, chunked=True), Page(FILLED, coding="gzip")],
    ids=["length", "chunks", "gzip"],
)
def test_N03_an_answer_that_was_cut_off_is_a_failure(browser, site, page):
    site.pages["/"] = Cut(page, keep=len(FILLED) // 4)
    assert "cut off" in str(fails(browser, site.url("/")))


def test_C37_a_document_larger_than_a_page_may_be_is_refused(narrow, site):
    site.pages["/"] = Page("<script>document.write('x'.repeat(300000))</script>")
    assert "larger than 100,000 bytes" in str(fails(narrow, site.url("/")))
