"""robots.txt is asked first, remembered for a day, and obeyed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from monitor.errors import FetchError
from monitor.fetch.robots import LARGEST, LONGEST_DELAY, parse
from monitor.model import Access, Part, Request, RobotsFile, Tls, Verdict
from tests.fetch.certs import context, made
from tests.fetch.quick import NOW, failure, quick
from tests.growth import assert_linear
from tests.site import Page, Raw, Site, Stall, bomb, redirect

OURS = Access(jar="agency")


class Shelf:
    def __init__(self, **kept: RobotsFile) -> None:
        self.kept = dict(kept)

    def robots(self, origin):
        return self.kept.get(origin)

    def record_robots(self, origin, file):
        self.kept[origin] = file


def origin(site: Site) -> str:
    return f"http://{site.network}"


def allowed(text: str, path: str) -> bool:
    return parse(text).allow(f"https://agency.example{path}")


# -- what the file says ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "path", "may"),
    [
        ("", "/a", True),
        ("Disallow:", "/a", True),
        ("Disallow: /", "/a", False),
        ("Disallow: /a", "/abc/d", False),
        ("Disallow: /a/", "/a", True),
        ("Disallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("Allow: /a/b\nDisallow: /a", "/a/c", False),
        ("Disallow: /a\nAllow: /a", "/a", True),
        ("Disallow: /*.pdf$", "/x/y.pdf", False),
        ("Disallow: /*.pdf$", "/x/y.pdf?z", True),
        ("Disallow: /*?page=", "/list?page=2", False),
        ("Disallow: *.pdf", "/x.pdf", False),
        ("Disallow: /a*b*c", "/axxbyyc", False),
        ("Disallow: /a*b*c", "/acb", True),
        ("Disallow: /a$", "/ab", True),
        ("Disallow: /a*b$", "/aXb", False),
        ("Disallow: /ab*b$", "/ab", True),
        ("Disallow: /a%2Ab", "/a*b", False),
        ("Disallow: /a%2ab", "/a%2Ab/c", False),
        ("Disallow: /a%2Ab", "/aXb", True),
        ("Disallow: /a%24", "/a$b", False),
        ("Disallow: /a%24", "/a%24", False),
        ("Disallow: /a%24$", "/a$", False),
        ("Disallow: /a%24$", "/a$b", True),
        ("Disallow: /a%24", "/a", True),
        ("Disallow: /a*b", "/a*b", False),
        ("Disallow: /a$b", "/a$b/c", False),
        ("Disallow: /公告", "/%E5%85%AC%E5%91%8A/1", False),
        ("Disallow: /%e5%85%ac", "/%E5%85%AC", False),
        ("Disallow: /%7Ejoe", "/~joe/", False),
        ("Disallow: /a%2Fb", "/a/b", True),
        ("disallow : /a # why", "/a", False),
        ("Noindex: /a\nDisallow /a", "/a", True),
        ("Disallow: a", "/a", True),
    ],
)
def test_a_rule_is_read_as_rfc_9309_says(lines, path, may):
    assert allowed(f"User-agent: *\n{lines}\n", path) is may


def test_the_groups_that_name_us_hold_and_those_for_everybody_do_not():
    text = "User-agent: *\nDisallow: /\n\nUser-agent: other\nUser-Agent: Regulatory-Monitor/1.0\nDisallow: /a\n\nUser-agent: regulatory-monitor\nDisallow: /b\n"
    assert [allowed(text, path) for path in ("/a", "/b", "/c")] == [False, False, True]
    assert not allowed(text.replace("egulatory-", "egular-"), "/c")


@pytest.mark.parametrize(
    "other", ["Crawl-delay: 5", "Sitemap: /x", "Noindex: /x", "Host: a.example", "# who"]
)
def test_only_rules_end_the_names_of_a_group(other):
    """RFC 9309, 2.2.1: a group is its user agents and then its rules; all other lines are for others to read."""
    assert not allowed(f"User-agent: *\n{other}\nUser-agent: foo\nDisallow: /\n", "/a")
    assert allowed(f"User-agent: *\nAllow: /b\n{other}\nUser-agent: foo\nDisallow: /\n", "/a")


@pytest.mark.parametrize("rule", ["Disallow:", "Allow:", "Disallow: /b"])
def test_a_rule_ends_the_names_of_a_group_even_an_empty_one(rule):
    assert allowed(f"User-agent: *\n{rule}\nUser-agent: foo\nDisallow: /\n", "/a")


def test_a_crawl_delay_is_of_whoever_is_named_above_it():
    text = "User-agent: *\nCrawl-delay: 5\nUser-agent: foo\nCrawl-delay: 9\nDisallow: /b\n"
    assert parse(text).delay == timedelta(seconds=9)
    assert parse(text.replace("Crawl-delay: 9\n", "")).delay == timedelta(seconds=5)
    assert parse("User-agent: foo\nCrawl-delay: 9\nUser-agent: *\nDisallow: /b\n").delay is None


def test_a_rule_before_any_group_and_one_for_others_says_nothing_to_us():
    assert allowed("Disallow: /\nUser-agent: other\nDisallow: /\nSitemap: /x\n", "/a")


def test_line_ends_and_marks_of_every_sort_are_read():
    assert not allowed("\ufeffUser-agent: *\rDisallow: /a\r", "/a")


def test_a_page_instead_of_a_robots_file_forbids_nothing():
    assert allowed("<html><title>登录</title><p>Disallow: /</p></html>", "/a")


def test_C18_hostile_patterns_take_no_more_time_than_they_are_long():
    def groups(size: int) -> object:
        names = "".join(f"User-agent: bot{n}\n" for n in range(size))
        return parse(f"{names}User-agent: *\n" + "Disallow: /" + "*a" * size + "b\n")

    assert_linear(groups, 2000)

    def matched(size: int) -> object:
        return parse("User-agent: *\nDisallow: /" + "*a" * 200 + "*b\n").allow(
            "https://a.example/" + "a" * size
        )

    assert_linear(matched, 10_000)


# -- asked -------------------------------------------------------------------------------------------


def test_robots_txt_is_asked_once_before_the_first_page_and_not_again_for_a_day(site):
    site.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /secret\n", content_type="text/plain")
    shelf, clock = Shelf(), [NOW]
    for hours in (0, 23, 25):
        clock[0] = NOW + timedelta(hours=hours)
        with quick(site, robots=shelf, clock=lambda: clock[0]) as fetcher:
            fetcher(Request(site.url("/a"), access=OURS))
            fetcher(Request(site.url("/b"), access=OURS))
    assert site.paths() == ["/robots.txt", "/a", "/b", "/a", "/b", "/robots.txt", "/a", "/b"]
    assert shelf.kept[origin(site)].fetched_at == NOW + timedelta(hours=25)


def test_a_fetcher_that_runs_for_days_asks_anew_each_day(site):
    site.pages["/robots.txt"] = Page("")
    clock = [NOW]
    with quick(site, robots=Shelf(), clock=lambda: clock[0]) as fetcher:
        for hours in (0, 23, 25):
            clock[0] = NOW + timedelta(hours=hours)
            fetcher(Request(site.url("/a")))
    assert site.paths().count("/robots.txt") == 2


def test_what_robots_txt_disallows_is_not_asked_and_the_reason_says_what_to_do(site):
    site.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /secret\n")
    with quick(site, robots=Shelf()) as fetcher:
        error = failure(fetcher, site.url("/secret/list.html"), access=OURS)
        assert fetcher(Request(site.url("/public"), access=OURS)).status == 404
    assert f"robots.txt of {site.network} disallows /secret/list.html for us" in str(error)
    assert "`robots: ignore`" in str(error)
    assert not error.transient
    assert error.verdict is Verdict.BLOCKED
    assert "/secret/list.html" not in site.paths()


def test_redirects_and_attachments_obey_too(site):
    with Site() as other, quick(site, other, robots=Shelf()) as fetcher:
        site.pages["/a"] = redirect(other.url("/secret/x.pdf"))
        other.pages["/robots.txt"] = Page("User-agent: regulatory-monitor\nDisallow: /*.pdf\n")
        assert "disallows" in str(failure(fetcher, site.url("/a")))
        with pytest.raises(FetchError, match="disallows"):
            fetcher(Request(other.url("/y.pdf"), part=Part.ATTACHMENT))
        assert other.paths() == ["/robots.txt"]


def test_robots_ignore_asks_nothing_and_is_logged_once_a_source(site, caplog):
    site.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /\n")
    caplog.set_level("INFO")
    with quick(site, robots=Shelf()) as fetcher:
        for jar in ("one", "one", "two"):
            assert fetcher(Request(site.url("/a"), access=Access(jar=jar, robots=False))).status == 404
    assert site.paths() == ["/a"] * 3
    assert [record.getMessage() for record in caplog.records] == [
        f"robots.txt is ignored source={jar} host={site.network}" for jar in ("one", "two")
    ]


def test_robots_txt_gets_no_header_and_no_cookie_of_the_source(site):
    site.pages["/robots.txt"] = Page("", headers={"Set-Cookie": "r=1; Path=/"})
    access = Access(jar="agency", cookies=(("given", "1"),))
    with quick(site, robots=Shelf()) as fetcher:
        fetcher(Request(site.url("/a"), headers=(("X-Key", "k"),), access=access))
    first, second = site.asked
    assert (first.header("X-Key"), first.header("Cookie")) == (None, None)
    assert (second.header("X-Key"), second.header("Cookie")) == ("k", "given=1")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_robots_file_that_is_not_there_forbids_nothing(site, status):
    site.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /\n", status=status)
    with quick(site, robots=Shelf()) as fetcher:
        assert fetcher(Request(site.url("/a"))).status == 404


@pytest.mark.parametrize(
    "answer",
    [Page("", status=500), Page("", status=503), Page("", status=429), Raw(b""), Raw(b"HELLO\r\n\r\n")],
)
def test_while_robots_txt_is_down_and_never_was_seen_nothing_is_asked(site, answer):
    site.pages["/robots.txt"] = answer
    shelf = Shelf()
    with quick(site, robots=shelf) as fetcher:
        error = failure(fetcher, site.url("/a"), access=OURS)
        tries = len(site.asked)
        failure(fetcher, site.url("/b"), access=OURS)
        assert len(site.asked) == tries <= 3  # one set of tries for all
    assert f"that was http://{site.network}/robots.txt" in str(error)
    assert "`robots: ignore`" in str(error)
    assert error.transient
    assert error.retry_after
    assert shelf.kept[origin(site)] == RobotsFile(0, "", NOW)


def test_while_robots_txt_is_down_its_last_known_copy_holds_however_old(site):
    site.pages["/robots.txt"] = Page("", status=503)
    text = "User-agent: *\nDisallow: /secret\n"
    shelf = Shelf(**{origin(site): RobotsFile(200, text, NOW - timedelta(days=90))})
    with quick(site, robots=shelf) as fetcher:
        assert fetcher(Request(site.url("/a"))).status == 404
        assert "disallows" in str(failure(fetcher, site.url("/secret")))
    assert shelf.kept[origin(site)].fetched_at == NOW - timedelta(days=90)


@pytest.mark.parametrize(("days", "may"), [(29, False), (30, True)])
def test_a_robots_file_that_is_down_for_thirty_days_forbids_nothing(site, days, may):
    site.pages["/robots.txt"] = Page("", status=503)
    shelf = Shelf(**{origin(site): RobotsFile(0, "", NOW - timedelta(days=days))})
    with quick(site, robots=shelf) as fetcher:
        if may:
            assert fetcher(Request(site.url("/a"))).status == 404
        else:
            failure(fetcher, site.url("/a"))


def test_a_server_that_is_down_altogether_is_told_as_such(site):
    gone = Site()
    gone.close()
    with quick(gone, robots=Shelf()) as fetcher:
        assert str(failure(fetcher, gone.url())).startswith(
            f"connect: no connection to 127.0.0.1 port {gone.port}"
        )


def test_N02_a_robots_file_that_never_ends_leaves_time_for_nothing_else_and_says_so(site):
    site.pages["/robots.txt"] = Stall()
    with quick(site, robots=Shelf(), robots_timeout=timedelta(seconds=0.1), retries=0) as fetcher:
        error = failure(fetcher, site.url("/a"))
    assert "not done after 0.1 s, the limit for robots.txt" in str(error)


def test_redirects_of_a_robots_file_are_followed_and_too_many_forbid_nothing(site):
    with Site() as other, quick(site, other, robots=Shelf()) as fetcher:
        site.pages["/robots.txt"] = redirect(other.url("/r"))
        other.pages["/r"] = Page("User-agent: *\nDisallow: /a\n")
        assert "disallows" in str(failure(fetcher, site.url("/a")))
    with Site() as odd, quick(odd, robots=Shelf()) as fetcher:
        odd.pages["/robots.txt"] = lambda asked: redirect(f"/robots.txt?{len(odd.asked)}")
        assert fetcher(Request(odd.url("/a"))).status == 404


def test_C04_a_robots_file_is_not_fetched_from_inside(site):
    with Site() as inside, quick(site, robots=Shelf()) as fetcher:
        site.pages["/robots.txt"] = redirect(inside.url("/robots.txt"))
        assert fetcher(Request(site.url("/a"))).status == 404
        assert inside.connections == 0


def test_C01_a_robots_file_that_is_a_bomb_forbids_nothing(site):
    site.pages["/robots.txt"] = bomb(4_000_000)
    with quick(site, robots=Shelf()) as fetcher:
        assert fetcher(Request(site.url("/a"))).status == 404


def test_C02_of_a_large_robots_file_only_the_beginning_is_read_and_kept(site):
    start = "User-agent: *\nDisallow: /a\n"
    site.pages["/robots.txt"] = Page(start + "#" * LARGEST + "\nDisallow: /b\n")
    shelf = Shelf()
    with quick(site, robots=shelf) as fetcher:
        assert "disallows" in str(failure(fetcher, site.url("/a")))
        assert fetcher(Request(site.url("/b"))).status == 404
    assert len(shelf.kept[origin(site)].body) == LARGEST


def test_crawl_delay_widens_the_gap_up_to_a_limit(site):
    assert parse("User-agent: *\nCrawl-delay: 5\n").delay == timedelta(seconds=5)
    assert parse("User-agent: *\nCrawl-delay: 86400\n").delay == LONGEST_DELAY
    assert parse("User-agent: *\nCrawl-delay: soon\n").delay is None
    assert parse("User-agent: *\nCrawl-delay: -1\n").delay is None
    site.pages["/robots.txt"] = Page("User-agent: *\nCrawl-delay: 0.05\n")
    with quick(site, robots=Shelf()) as fetcher:
        for path in ("/a", "/b"):
            fetcher(Request(site.url(path)))
    assert site.asked[2].at - site.asked[1].at >= 0.05


def test_N08_a_robots_file_that_asks_us_to_stay_away_pauses_the_host(site):
    site.pages["/robots.txt"] = Page("", status=503, headers={"Retry-After": "3600"})
    with quick(site, robots=Shelf()) as fetcher:
        error = failure(fetcher, site.url("/a"))
    assert "asked us to stay away" in str(error)
    assert error.retry_after == timedelta(hours=1)


def test_D19_an_end_of_the_program_is_not_held_against_a_robots_file(site):
    shelf = Shelf()
    with quick(site, robots=shelf) as fetcher:

        def abort(asked):
            fetcher.abort()
            return Stall()

        site.pages["/robots.txt"] = abort
        assert "stopped" in str(failure(fetcher, site.url("/a")))
    assert shelf.kept == {}


def test_of_sources_that_ask_at_once_one_asks_for_robots_txt(site):
    site.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /secret\n")
    with quick(site, robots=Shelf(), connections=4) as fetcher, ThreadPoolExecutor(4) as pool:
        asked = [
            pool.submit(fetcher, Request(site.url(f"/{n}"), access=Access(jar=str(n)))) for n in range(8)
        ]
        assert [each.result().status for each in asked] == [404] * 8
    assert site.paths().count("/robots.txt") == 1


def test_a_source_that_cannot_get_there_says_nothing_about_robots_txt_to_one_that_can(tmp_path):
    server = made("agency")
    with Site(tls=context(tmp_path, server)) as site, quick(site, robots=Shelf()) as fetcher:
        site.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /secret\n")
        assert "self-signed" in str(failure(fetcher, site.url("/secret"), access=OURS))
        pinned = Access(jar="other", tls=Tls(pin=server.pin))
        assert "disallows" in str(failure(fetcher, site.url("/secret"), access=pinned))


def test_N10_a_robots_file_away_from_home_is_not_held_to_the_sources_pin(tmp_path, site):
    server = made("agency")
    with (
        Site(tls=context(tmp_path, server)) as home,
        quick(site, home, robots=Shelf(), insecure_redirects=True) as fetcher,
    ):
        access = Access(jar="agency", home=home.url(), tls=Tls(pin=server.pin))
        home.pages["/a"] = redirect(site.url("/b"))
        site.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /b\n")
        assert "disallows /b" in str(failure(fetcher, home.url("/a"), access=access))
