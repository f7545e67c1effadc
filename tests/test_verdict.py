"""The server's own page, or what came instead of it."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor import verdict
from monitor.errors import BlockedError, FetchError, ReadError
from monitor.model import Document, Listed, Request
from tests.growth import assert_linear

NOW = datetime(2026, 5, 8, tzinfo=UTC)
URL = "http://www.authority.example/notices/"


def answer(body: str | bytes, status: int = 200, *, not_modified: bool = False, **headers: str) -> Document:
    raw = body.encode() if isinstance(body, str) else body
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Document(Request(URL), URL, status, named, raw, hashlib.sha256(raw).hexdigest(), NOW, not_modified)


def moved(asked: str, to: str) -> Document:
    document = answer(NOTICE)
    return replace(document, request=Request(asked), url=to)


def page(main: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{main}</body></html>"


RUISHU = page(
    "",
    '<meta id="x9Kd" content="qWe7rTyUiOp"><script>$_ts=window[\'$_ts\'];if(!$_ts)$_ts={};$_ts.nsd=31;</script><script src="/a8Fz/q.js"></script>',
)
NOTICE = page(
    "<h1>关于单一窗口登录启用图形验证码的公告</h1><p>自2026年5月8日起，登录时请输入验证码。连续五次输错的，暂停登录。</p>"
)

MENU = "<ul>" + "<li><a href=/c>公告公示与政策法规 Notices and rules</a></li>" * 60 + "</ul>"


def judged(document: Document) -> None:
    verdict.judge(document, now=NOW)


@pytest.mark.parametrize(
    ("document", "challenge"),
    [
        (answer(RUISHU, 412), "script challenge (Ruishu)"),
        (answer(RUISHU), "script challenge (Ruishu)"),
        (answer("<html><body>Bad Request 8f3a</body></html>"[:39], 400), "script challenge"),
        (
            answer(
                page("<script>document.cookie='__jsl_clearance=1';location.href=location.pathname</script>"),
                521,
            ),
            "script challenge (Jiasule)",
        ),
        (answer(page("<script>document.cookie='__jsl_clearance=1'</script>")), "script challenge (Jiasule)"),
        (answer("", 202), "script challenge"),
        (
            answer(page("<script src='https://x.token.awswaf.com/challenge.js'></script>"), 202),
            "script challenge (AWS)",
        ),
        (
            answer(page("<p>Just a moment...</p><script>window._cf_chl_opt={}</script>"), 403),
            "script challenge (Cloudflare)",
        ),
        (answer(page("<h1>403 Forbidden</h1>"), 403), "firewall"),
    ],
    ids=lambda value: f"{value.status}-{len(value.body)}" if isinstance(value, Document) else None,
)
def test_Q02_a_script_challenge_is_blocked_and_its_kind_is_named(document: Document, challenge: str) -> None:
    with pytest.raises(BlockedError) as error:
        judged(document)
    assert error.value.challenge == challenge
    assert "instead of the page" in str(error.value)


@pytest.mark.parametrize(
    ("body", "challenge"),
    [
        (
            page(
                "<form><img src='/captcha.jpg?1'><input name='code'><button>Go</button></form>",
                "<title>Check</title>",
            ),
            "captcha",
        ),
        (page("<form>请输入验证码：<input name='c'></form>"), "captcha"),
        (page("<div class='g-recaptcha' data-sitekey='k'></div><p>Are you a robot?</p>"), "captcha"),
        (
            page(
                "<p>The requested URL was rejected. Please consult with your administrator. Your support ID is 123</p>"
            ),
            "firewall",
        ),
        (
            page(
                "<h2>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</h2>",
                "<title>405</title>",
            ),
            "firewall",
        ),
    ],
)
def test_Q01_a_gate_that_answers_200_is_no_content(body: str, challenge: str) -> None:
    with pytest.raises(BlockedError) as error:
        judged(answer(body))
    assert error.value.challenge == challenge


def test_Q01_a_gate_in_GB18030_is_recognised_too() -> None:
    body = page("<form>请输入验证码<input></form>").replace("utf-8", "gbk").encode("gb18030")
    with pytest.raises(BlockedError):
        judged(answer(body))


@pytest.mark.parametrize(
    "body",
    [
        NOTICE,
        page(
            "<h1>New log-in</h1><p>From 8 May 2026 you complete the captcha before you file a declaration.</p>"
        ),
        page(
            NOTICE + "<p>" + "企业登录单一窗口时请完成安全验证。" * 60 + "</p><form><input id=captcha></form>"
        ),
        page(
            "<ul><li><a href=/1.html>关于启用验证码的公告</a><span>2026-05-08</span></li></ul>",
            "<meta name=ColumnName content=公告><script>$_ts={}</script>",
        ),
    ],
    ids=["short zh", "short en", "long with a form", "marked by its publishing system"],
)
def test_Q01_a_notice_about_captchas_is_a_notice(body: str) -> None:
    judged(answer(body))


def test_Q03_a_log_in_page_with_200_is_blocked() -> None:
    with pytest.raises(BlockedError) as error:
        judged(
            answer(
                page("<form><input name=user><input type='password' name=p><button>Sign in</button></form>")
            )
        )
    assert error.value.challenge == "log-in page"


@pytest.mark.parametrize(
    "title", ["404 Not Found", "页面不存在", "404", "系统维护中", "Site under maintenance"]
)
def test_Q03_a_page_that_says_it_is_not_there_is_not_read(title: str) -> None:
    with pytest.raises(ReadError, match="HTTP 200"):
        judged(answer(page(f"<h1>{title}</h1>", f"<title>{title}</title>")))


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("页面不存在 - 某某海关", "某某海关"),
        ("某某海关", "很抱歉，您访问的页面不存在或已删除！"),
        ("Customs | Page not found", "Customs"),
        ("404", "Customs"),
        ("Customs", "Sorry, the page you are looking for cannot be found."),
    ],
)
def test_Q03_a_page_that_says_it_is_not_there_is_not_read_however_large_its_menu(title, heading):
    with pytest.raises(ReadError, match=r"does not exist .*HTTP 200"):
        judged(answer(page(f"<h1>{heading}</h1>{MENU}", f"<meta name=SiteName><title>{title}</title>")))


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("关于页面不存在问题的公告", "关于页面不存在问题的公告"),
        ("Decree - 404", "Decree on lamps"),
        ("Notice 7/2026", "What to do when you see: page not found"),
    ],
)
def test_Q03_a_notice_that_mentions_a_missing_page_is_read(title: str, heading: str) -> None:
    judged(answer(page(f"<h1>{heading}</h1><p>404 Page not found</p>{MENU}", f"<title>{title}</title>")))


@pytest.mark.parametrize("title", ["用户登录", "统一身份认证 - 某某海关", "Sign in", "Customs | Log in"])
def test_Q03_a_log_in_page_is_blocked_however_much_stands_around_it(title: str) -> None:
    with pytest.raises(BlockedError, match="log-in page"):
        judged(answer(page(f"<form><input type=password></form>{MENU}", f"<title>{title}</title>")))


def test_Q03_a_notice_beside_a_log_in_box_is_read() -> None:
    judged(answer(page(f"<form><input type=password></form>{MENU}", "<title>关于登录的公告</title>")))


@pytest.mark.parametrize("name", ["系统维护公告", "网站升级维护中", "Under maintenance"])
def test_Q03_a_site_in_maintenance_is_not_read_however_long_its_menu(name: str) -> None:
    with pytest.raises(ReadError, match="under maintenance"):
        judged(answer(page(f"<h2>{name}</h2>{MENU}", f"<title>{name}</title>")))


def test_Q03_a_notice_about_maintenance_that_is_listed_published_or_says_of_what_is_read() -> None:
    name = "系统维护公告"
    bare = answer(page(f"<h1>{name}</h1>{MENU}", f"<title>{name}</title>"))
    judged(replace(bare, request=Request(URL, listed=Listed("1", name, URL))))
    judged(answer(page(f"<h1>{name}</h1>{MENU}", f"<meta name=ArticleTitle><title>{name}</title>")))
    judged(answer(page(f"<h1>关于报关系统停机维护的公告</h1>{MENU}", f"<title>{name}</title>")))


@pytest.mark.parametrize(
    ("asked", "to"),
    [
        ("https://a.example/page", "https://a.example/home"),
        ("https://a.example/art/1.html", "https://a.example/"),
        ("https://a.example/?p=1", "https://www.a.example"),
        ("https://a.example/list", "https://a.example/zh/index.html"),
    ],
)
def test_Q08_what_was_led_to_the_home_page_has_moved(asked: str, to: str) -> None:
    with pytest.raises(ReadError, match=f"moved to {to}"):
        judged(moved(asked, to))


@pytest.mark.parametrize(
    ("asked", "to"),
    [
        ("https://a.example/", "https://www.a.example/index.html"),
        ("https://a.example/home", "https://a.example/home"),
        ("https://a.example/?p=1", "https://a.example/2026/lamps"),
        ("https://a.example/list", "https://a.example/list/index.html"),
        ("https://a.example/art/1", "https://a.example/index.jsp?id=1"),
    ],
)
def test_Q08_a_page_that_was_led_elsewhere_or_is_the_home_page_itself_is_read(asked: str, to: str) -> None:
    judged(moved(asked, to))


def test_Q03_a_notice_about_maintenance_is_read() -> None:
    judged(
        answer(
            page(
                "<h1>关于系统维护的公告</h1><p>2026年5月9日系统维护。</p>",
                "<title>关于系统维护的公告</title>",
            )
        )
    )


def test_Q03_a_stub_that_only_leads_on_says_where() -> None:
    with pytest.raises(ReadError, match=r"/art/2026/art_1\.html"):
        judged(answer(page("<script>window.location.href='/art/2026/art_1.html'</script>")))


def test_Q24_a_page_that_a_script_would_fill_needs_a_browser() -> None:
    with pytest.raises(BlockedError, match="needs a browser"):
        judged(answer(page("<div id=app></div><script src=/app.js></script>")))


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Runtime Error", "<h1>Server Error in '/' Application.</h1><p>An unhandled exception occurred.</p>"),
        ("502 Bad Gateway", "<center><h1>502 Bad Gateway</h1></center><hr>nginx"),
        ("", "Warning: mysql_connect(): Too many connections in /var/www/html/db.php on line 12"),
        ("", "ORA-12541: TNS: no listener"),
        ("系统异常", "<p>系统繁忙，请稍后再试。</p>"),
        ("customs.example is for sale", "<p>Buy this domain.</p>"),
    ],
)
def test_Q03_a_server_that_failed_with_200_may_be_asked_again_and_nothing_is_gone(title, text):
    with pytest.raises(FetchError) as error:
        judged(answer(page(text, f"<title>{title}</title>")))
    assert error.value.transient
    assert error.value.weak


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("系统维护中，请稍后访问。给您带来不便敬请谅解。", False),
        (
            "The requested URL was rejected. Please consult with your administrator. Your support ID is 1",
            False,
        ),
        ("请完成安全验证。请输入验证码。", False),
        ("国际贸易单一窗口将于2026年5月9日22时至24时进行系统维护，期间暂停申报。", True),
        ("Persons on this list may not export goods. The list is renewed every Monday.", True),
    ],
)
def test_Q01_a_text_speaks_when_more_than_the_words_of_a_gate_is_left(text, says):
    assert verdict.speaks(text) is says


@pytest.mark.parametrize("document", [answer(""), answer(" \n"), answer("", 204)])
def test_Q20_an_empty_answer_is_a_failure(document: Document) -> None:
    with pytest.raises(ReadError, match="empty"):
        judged(document)


@pytest.mark.parametrize(
    ("status", "transient"),
    [(404, False), (410, False), (406, False), (500, True), (502, True), (408, True), (301, False)],
)
def test_N04_an_error_status_is_a_failure_that_knows_whether_to_try_again(status, transient):
    with pytest.raises(FetchError) as error:
        judged(answer(page("<h1>Sorry</h1>"), status))
    assert (error.value.status, error.value.transient) == (status, transient)


@pytest.mark.parametrize("status", [429, 503])
def test_N08_what_the_server_asks_us_to_wait_is_told(status: int) -> None:
    with pytest.raises(FetchError) as error:
        judged(answer("busy", status, Retry_After="120"))
    assert error.value.retry_after == timedelta(minutes=2)
    assert error.value.transient


def test_a_gone_page_on_a_guarded_site_is_gone_and_not_blocked() -> None:
    with pytest.raises(FetchError) as error:
        judged(answer("<h1>Not here</h1>", 404, Set_Cookie="visid_incap_1=a"))
    assert error.value.status == 404


def test_cookies_of_a_gate_do_not_block_a_page() -> None:
    judged(answer(page("<h1>Notice 7/2026</h1><p>Rates change.</p>"), Set_Cookie="__jsluid_h=a"))


@pytest.mark.parametrize(
    "body", [b'{"rows": []}', b"PK\x03\x04....", "<rss><channel></channel></rss>", "code,rate\n1,2"]
)
def test_what_is_no_page_is_not_judged_as_one(body: str | bytes) -> None:
    judged(answer(body))


def test_a_304_is_answered_from_the_archive_and_was_judged_before() -> None:
    judged(answer(RUISHU, not_modified=True))


@pytest.mark.parametrize(
    "piece", ["<script", "<", "<input", "<title", "<meta name=", "<h1>", "Warning: ", "Loading "]
)
def test_C18_a_page_of_unclosed_tags_is_judged_in_linear_time(piece: str) -> None:
    def tried(size: int) -> None:
        with suppress(BlockedError, ReadError):
            judged(answer("<html>" + piece * size))

    assert_linear(tried, 25_000)
