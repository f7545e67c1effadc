"""Cookies: each source its own, by the rules, and not many."""

from datetime import timedelta

import pytest

from monitor.fetch.jars import HEADER_BYTES, LONGEST_BYTES, MOST, Jar
from monitor.model import Access, Request
from tests.fetch.quick import NOW, failure, quick
from tests.site import Page, Site, redirect

SETS = Page("x", headers=(("Set-Cookie", "session=1; Path=/"), ("Set-Cookie", "lang=zh; Path=/")))


def cookies(site: Site) -> list[str | None]:
    return [asked.header("Cookie") for asked in site.asked]


def ask(fetcher, url: str, jar: str = "agency", **access):
    return fetcher(Request(url, access=Access(jar=jar, **access)))


# -- whose -------------------------------------------------------------------------------------------


def test_N18_a_source_keeps_its_cookies_and_no_other_sends_them(site, fetcher):
    site.pages["/"] = SETS
    for jar in ("one", "one", "two", "one"):
        ask(fetcher, site.url(), jar)
    assert cookies(site) == [None, "session=1; lang=zh", None, "session=1; lang=zh"]
    assert site.connections == 1  # connections are shared, what is said over them is not


def test_N18_a_request_of_no_source_has_no_cookies(site, fetcher):
    site.pages["/"] = SETS
    for _ in range(2):
        fetcher(Request(site.url()))
    assert cookies(site) == [None, None]


def test_N18_cookies_of_one_run_are_gone_in_the_next_and_after_an_hour(site):
    site.pages["/"] = SETS
    clock = [NOW]
    with quick(site, clock=lambda: clock[0]) as fetcher:
        ask(fetcher, site.url())
        clock[0] = NOW + timedelta(hours=2)
        ask(fetcher, site.url())
    with quick(site) as fetcher:
        ask(fetcher, site.url())
    assert cookies(site) == [None, None, None]


def test_cookies_that_come_with_a_redirect_are_sent_where_it_leads(site, fetcher):
    site.pages["/"] = Page(status=302, headers=(("Location", "/in"), ("Set-Cookie", "gate=open")))
    ask(fetcher, site.url())
    assert cookies(site) == [None, "gate=open"]


def test_N06_cookies_of_one_host_are_not_sent_to_another(site):
    with Site(host="127.0.0.2") as other, quick(site, other) as fetcher:
        site.pages["/"] = Page(status=302, headers=(("Location", other.url()), ("Set-Cookie", "s=1")))
        ask(fetcher, site.url(), cookies=(("given", "1"),), home=site.url())
        ask(fetcher, site.url(), cookies=(("given", "1"),), home=site.url())
        assert cookies(site) == ["given=1", "given=1; s=1"]
        assert cookies(other) == [None, None]


def test_N06_given_cookies_and_headers_are_for_the_sources_own_origin_also_when_a_list_leads_away(site):
    with Site(host="127.0.0.2") as other, quick(site, other) as fetcher:
        access = Access(jar="agency", home=site.url("/list"), cookies=(("given", "1"),))
        fetcher(
            Request(
                other.url("/notice"),
                headers=(("X-Key", "k"), ("Accept-Language", "zh"), ("Referer", "r")),
                access=access,
            )
        )
        (asked,) = other.asked
    assert (asked.header("Cookie"), asked.header("X-Key")) == (None, None)
    assert (asked.header("Accept-Language"), asked.header("Referer")) == ("zh", "r")


def test_a_cookie_written_as_a_header_is_sent_beside_those_that_were_received(site, fetcher):
    site.pages["/"] = Page("x", headers={"Set-Cookie": "s=1"})
    for _ in range(2):
        fetcher(Request(site.url(), headers=(("Cookie", "own=1"),), access=Access(jar="agency")))
    assert cookies(site) == ["own=1", "own=1; s=1"]


def test_a_received_cookie_goes_before_a_given_one_of_its_name(site, fetcher):
    site.pages["/"] = Page("x", headers={"Set-Cookie": "s=2"})
    for _ in range(2):
        ask(fetcher, site.url(), cookies=(("s", "1"),))
    assert cookies(site) == ["s=1", "s=2"]


# -- the rules ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("set_by", "value", "asked", "sent"),
    [
        ("https://www.mee.gov.cn/a/", "s=1", "https://www.mee.gov.cn/a/b", True),
        ("https://www.mee.gov.cn/a/b", "s=1; Path=/a", "https://www.mee.gov.cn/abc", False),
        ("https://www.mee.gov.cn/", "s=1", "https://sub.www.mee.gov.cn/", False),
        ("https://www.mee.gov.cn/", "s=1; Domain=mee.gov.cn", "https://data.mee.gov.cn/", True),
        ("https://www.mee.gov.cn/", "s=1; Domain=gov.cn", "https://www.mee.gov.cn/", False),
        ("https://www.mee.gov.cn/", "s=1; Domain=gov.cn", "https://www.mofcom.gov.cn/", False),
        ("https://www.mee.gov.cn/", "s=1; Domain=mofcom.gov.cn", "https://mofcom.gov.cn/", False),
        ("https://www.sat.gob.mx/", "s=1; Domain=gob.mx", "https://www.sat.gob.mx/", False),
        ("https://agency.gov/", "s=1; Domain=gov", "https://other.gov/", False),
        ("https://www.mee.gov.cn/", "s=1; Secure", "http://www.mee.gov.cn/", False),
        ("https://www.mee.gov.cn/", "s=1; Max-Age=0", "https://www.mee.gov.cn/", False),
        (
            "https://www.mee.gov.cn/",
            "s=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
            "https://www.mee.gov.cn/",
            False,
        ),
        (
            "https://www.mee.gov.cn/",
            "s=1; Expires=never; HttpOnly; SameSite=Lax",
            "https://www.mee.gov.cn/",
            True,
        ),
        ("http://10.0.0.1/", "s=1; Domain=0.0.1", "http://10.0.0.1/", False),
    ],
)
def test_a_cookie_goes_where_it_may(set_by, value, asked, sent):
    jar = Jar(NOW)
    jar.keep(set_by, [value])
    assert jar.header(asked) == ("s=1" if sent else None)


def test_a_cookie_that_is_deleted_makes_the_jar_empty_again():
    jar = Jar(NOW)
    jar.keep("https://a.example/", ["s=1"])
    assert not jar.empty
    jar.keep("https://a.example/", ["s=; Max-Age=0"])
    assert jar.empty
    assert jar.header("https://a.example/") is None


# -- floods ------------------------------------------------------------------------------------------


def test_C34_of_a_flood_of_cookies_the_last_fifty_are_kept():
    jar = Jar(NOW)
    for start in range(0, 1000, 10):
        jar.keep("https://a.example/", [f"c{n}=v" for n in range(start, start + 10)])
    sent = (jar.header("https://a.example/") or "").split("; ")
    assert sorted(sent) == sorted(f"c{n}=v" for n in range(1000 - MOST, 1000))


def test_C34_a_cookie_too_large_is_not_kept_and_no_request_grows_beyond_what_servers_take():
    jar = Jar(NOW)
    jar.keep(
        "https://a.example/", ["big=" + "x" * LONGEST_BYTES, *(f"c{n}=" + "x" * 1000 for n in range(20))]
    )
    header = jar.header("https://a.example/") or ""
    assert "big=" not in header
    assert 0 < len(header) <= HEADER_BYTES


@pytest.mark.parametrize(
    "value",
    ["", "=", ";", "a", "a=b;Max-Age=99999999999999999999", "a=b;Expires=31 Dec 99999", "a=b; Version=x", 'a="b',
     "a=\x80\xff", "a=b; Path=" + "/" * 5000, "a=b; Domain=" + "." * 5000, "a=b; Domain=.", "a=b; Port=x"],
)  # fmt: skip
def test_C34_an_odd_cookie_harms_nothing_and_its_neighbour_is_kept(value):
    jar = Jar(NOW)
    jar.keep("https://a.example/", [value, "good=1"])
    assert "good=1" in (jar.header("https://a.example/") or "")


def test_C34_a_flood_of_headers_is_a_failure_that_says_so(site, fetcher):
    site.pages["/"] = Page("x", headers=tuple(("Set-Cookie", f"c{n}=1") for n in range(200)))
    assert "more than 100 headers" in str(failure(fetcher, site.url()))


# -- cookies_from ------------------------------------------------------------------------------------


def test_cookies_from_is_asked_once_and_first(site, fetcher):
    site.pages["/start"] = Page("welcome", headers={"Set-Cookie": "s=1; Path=/"})
    for path in ("/list", "/notice"):
        ask(fetcher, site.url(path), cookies_from=site.url("/start"))
    assert site.paths() == ["/start", "/list", "/notice"]
    assert cookies(site) == [None, "s=1", "s=1"]


@pytest.mark.parametrize("told", [True, False])
def test_N06_what_a_source_may_not_tell_to_others_is_not_told_where_its_first_cookies_come_from(site, told):
    with Site() as other, quick(site, other) as fetcher:
        other.pages["/start"] = Page("welcome", headers={"Set-Cookie": "s=1; Path=/"})
        access = Access(
            jar="agency",
            home=site.url() if told else None,
            cookies=(("given", "1"),),
            cookies_from=other.url("/start"),
        )
        headers = (("X-Key", "k"), ("Cookie", "c=1"), ("Authorization", "Bearer k"))
        fetcher(Request(site.url("/list"), headers=headers, access=access))
    (start,), (asked,) = other.asked, site.asked
    assert [start.header(name) for name in ("X-Key", "Cookie", "Authorization")] == [None] * 3
    assert asked.header("X-Key") == "k"


def test_cookies_from_that_gives_none_is_not_asked_again(site, fetcher):
    site.pages["/start"] = Page("welcome")
    for path in ("/list", "/notice"):
        ask(fetcher, site.url(path), cookies_from=site.url("/start"))
    assert site.paths() == ["/start", "/list", "/notice"]


def test_a_failure_of_cookies_from_is_a_failure_that_names_it(site, fetcher):
    site.pages["/start"] = Page("no", status=403)
    error = failure(fetcher, site.url("/list"), access=Access(jar="a", cookies_from=site.url("/start")))
    assert str(error) == f"cookies_from {site.url('/start')}: it answered 403"
    assert not error.transient
    site.pages["/start"] = redirect("/start")
    error = failure(fetcher, site.url("/list"), access=Access(jar="a", cookies_from=site.url("/start")))
    assert str(error).startswith(f"cookies_from {site.url('/start')}: redirect: ")
    assert "/list" not in site.paths()
