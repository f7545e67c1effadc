"""Lists whose address names the year, the month or the day, over the turn of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from tests.golden import document, source_from
from tests.site import Page

SOURCE = """
  - id: notices
    authority: Customs of Testland
    jurisdiction: CN
    language: zh
    every: 1d
    details: false
    kind: listing
    url: {site}/tz/{year}/index.html
    items: ul.list > li
"""
KEYS = {
    "id": "a-source",
    "authority": "An Authority",
    "jurisdiction": "CN",
    "url": "https://a.example/{year}/index.html",
    "kind": "listing",
    "items": "ul li",
}


def year(number, count):
    return Page(
        "<html><body><ul class='list'>"
        + "".join(
            f"<li><a href='/{number}/{n}.html'>关于{number}年第{n}批企业注册的通知</a><span>{number}-{1 + n // 28:02}-{1 + n % 28:02}</span></li>"
            for n in range(count, 0, -1)
        )
        + "</ul></body></html>"
    )


@pytest.fixture
def turning(desk, site):
    desk.configure(SOURCE)
    site.pages["/tz/2026/index.html"] = year(2026, 30)
    assert look(desk, "2026-12-20T00:00:00Z")["outcome"] == "first"
    site.asked.clear()
    return site


def look(desk, clock):
    return desk.monitor("check", "--all", "--json", clock=clock).outcome()


def changes(desk):
    return [(change["change"], change["notice"]["url"]) for change in desk.monitor("changes", "--json").lines]


def test_in_january_both_years_are_asked_and_a_missing_new_page_is_only_remarked(desk, turning):
    told = look(desk, "2027-01-02T00:00:00Z")
    assert turning.paths() == ["/tz/2027/index.html", "/tz/2026/index.html"]
    assert told["outcome"] == "unchanged"
    assert changes(desk) == []


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(Page("<html><body><p>列表</p><ul class='list'></ul></body></html>"), id="an empty list"),
        pytest.param(Page("<html><body><h1>2027</h1><p>正在整理。</p></body></html>"), id="no list yet"),
    ],
)
def test_a_new_page_that_holds_nothing_yet_is_only_remarked(desk, turning, page):
    turning.pages["/tz/2027/index.html"] = page
    assert look(desk, "2027-01-02T00:00:00Z")["outcome"] == "unchanged"


def test_the_turn_of_the_year_removes_nothing_and_misses_nothing(desk, turning):
    look(desk, "2027-01-02T00:00:00Z")
    turning.pages["/tz/2027/index.html"] = year(2027, 1)
    assert look(desk, "2027-01-10T00:00:00Z")["changes"] == 1
    turning.pages["/tz/2026/index.html"] = year(2026, 31)  # and a late one in the old year
    assert look(desk, "2027-01-20T00:00:00Z")["changes"] == 1
    turning.pages["/tz/2027/index.html"] = year(2027, 3)
    told = [look(desk, f"2027-02-{day:02}T00:00:00Z") for day in (2, 3, 4)]

    assert [one["outcome"] for one in told] == ["changed", "unchanged", "unchanged"]
    assert {change for change, _ in changes(desk)} == {"new"}
    assert len(changes(desk)) == 4
    assert turning.paths()[-1] == "/tz/2027/index.html"


def test_an_unchanged_page_in_february_is_read_all_the_same(desk, turning):
    turning.pages["/tz/2027/index.html"] = year(2027, 1)
    look(desk, "2027-01-20T00:00:00Z")
    look(desk, "2027-02-02T00:00:00Z")  # the same bytes as in January, and the list is a shorter one
    turning.pages["/tz/2027/index.html"] = year(2027, 2)
    assert look(desk, "2027-02-03T00:00:00Z")["outcome"] == "changed"


def test_a_shell_of_the_new_year_whose_list_is_not_there_yet_is_only_remarked(desk, site):
    desk.configure(f"{SOURCE}    inner: '{{script@url}}'\n")
    for number in (2026, 2027):
        site.pages[f"/tz/{number}/index.html"] = Page(
            f"<html><body><script url='/unit/{number}'></script><p>通知</p></body></html>"
        )
    site.pages["/unit/2026"] = year(2026, 9)
    assert look(desk, "2026-12-20T00:00:00Z")["outcome"] == "first"
    assert look(desk, "2027-01-02T00:00:00Z")["outcome"] == "unchanged"
    site.pages["/unit/2027"] = year(2027, 1)
    assert look(desk, "2027-01-03T00:00:00Z")["changes"] == 1


def test_Q01_a_challenge_in_the_place_of_a_shell_is_a_challenge(desk, site):
    desk.configure(f"{SOURCE}    inner: '{{script@url}}'\n")
    script = "<script url='/unit'>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=8;</script>"
    site.pages["/tz/2026/index.html"] = Page(f"<html><head>{script}</head><body></body></html>")
    assert look(desk, "2026-12-20T00:00:00Z")["outcome"] == "blocked"
    assert site.paths() == ["/tz/2026/index.html"]


def test_Q21_a_second_page_of_the_old_year_that_is_away_is_no_whole_reading(desk, site):
    desk.configure(f"{SOURCE}    pages: 2\n    next: index_{{page}}.html\n")
    site.pages["/tz/2026/index.html"] = year(2026, 9)
    site.pages["/tz/2026/index_2.html"] = year(2025, 9)
    assert look(desk, "2026-12-20T00:00:00Z")["outcome"] == "first"
    del site.pages["/tz/2026/index_2.html"]
    assert look(desk, "2027-01-02T00:00:00Z")["outcome"] == "failed"


def test_N04_a_failing_server_is_no_missing_page(desk, turning):
    turning.pages["/tz/2027/index.html"] = Page("down", status=500)
    assert look(desk, "2027-01-02T00:00:00Z")["outcome"] == "failed"


def test_where_neither_year_is_there_the_check_fails(desk, turning):
    del turning.pages["/tz/2026/index.html"]
    told = look(desk, "2027-01-02T00:00:00Z")
    assert told["outcome"] == "failed"
    assert "2027" in told["reason"]


def test_Q05_within_the_year_a_list_that_shrinks_is_not_believed(desk, turning):
    turning.pages["/tz/2026/index.html"] = year(2026, 10)
    assert look(desk, "2026-12-21T00:00:00Z")["outcome"] == "suspicious"


def test_the_new_edition_of_a_file_stands_for_the_old_one_as_soon_as_it_is_there(desk, site):
    desk.configure(
        SOURCE.replace("/tz/{year}/index.html", "/rates_{year}-{month}.json")
        .replace("kind: listing", "kind: page")
        .replace("    items: ul.list > li\n", "")
        .replace("    details: false\n", "")
    )

    def rates(value):
        rows = [{"currency": "USD", "rate": value}, {"currency": "EUR", "rate": "7.9"}]
        return Page(json.dumps(rows), content_type="application/json")

    site.pages["/rates_2026-6.json"] = rates("7.1")
    look(desk, "2026-06-10T00:00:00Z")
    site.asked.clear()
    assert look(desk, "2026-07-02T00:00:00Z")["outcome"] == "unchanged"
    assert site.paths() == ["/rates_2026-7.json", "/rates_2026-6.json"]
    site.asked.clear()
    site.pages["/rates_2026-7.json"] = rates("7.3")
    assert look(desk, "2026-07-03T00:00:00Z")["changes"] == 1
    assert site.paths() == ["/rates_2026-7.json"]
    assert [change for change, _ in changes(desk)] == ["amended"]


def test_Q05_a_new_edition_of_a_register_that_is_short_is_not_believed(desk, site):
    desk.configure(
        SOURCE.replace("/tz/{year}/index.html", "/list-{year}-{mm}.csv")
        .replace("kind: listing", "kind: register")
        .replace("    items: ul.list > li\n", "    key: Ref\n    title: Name\n")
        .replace("    details: false\n", "")
    )

    def rows(count):
        lines = [f"R{n},Exporter number {n}" for n in range(1, count + 1)]
        return Page("\n".join(["Ref,Name", *lines]), content_type="text/csv")

    site.pages["/list-2026-04.csv"] = rows(40)
    assert look(desk, "2026-04-20T00:00:00Z")["outcome"] == "first"
    site.pages["/list-2026-05.csv"] = rows(2)
    assert look(desk, "2026-05-01T00:00:00Z")["outcome"] == "suspicious"
    site.pages["/list-2026-05.csv"] = rows(39)  # one that is there no more has gone
    told = [look(desk, f"2026-05-{day:02}T00:00:00Z") for day in (2, 3, 4)]
    assert [one["changes"] for one in told] == [0, 1, 0]
    assert [change for change, _ in changes(desk)] == ["removed"]


def test_Q15_a_whole_list_of_a_year_removes_nothing_of_the_year_before(desk, turning):
    desk.configure(f"{SOURCE}    whole: true\n")
    look(desk, "2026-12-21T00:00:00Z")
    turning.pages["/tz/2027/index.html"] = year(2027, 3)
    told = [look(desk, f"2027-{day}T00:00:00Z") for day in ("01-10", "02-10", "02-11", "02-12")]
    assert [one["outcome"] for one in told] == ["changed", "unchanged", "unchanged", "unchanged"]
    page = turning.pages["/tz/2027/index.html"].body
    turning.pages["/tz/2027/index.html"] = Page(
        page.replace(page[page.index("<li>") :].partition("</li>")[0] + "</li>", "", 1)
    )
    told = [look(desk, f"2027-02-{day}T00:00:00Z") for day in (13, 14, 15)]
    assert [one["changes"] for one in told] == [0, 1, 0]  # within the year it does


def asked(url, now, **keys):
    source = source_from(KEYS | {"url": url} | keys)
    return [request.url.removeprefix("https://a.example") for request in source.requests(now)]


@pytest.mark.parametrize(
    ("url", "now", "expected"),
    [
        ("/{year}/", "2026-12-31T12", ["/2026/"]),
        ("/{year}/", "2026-12-31T17", ["/2027/", "/2026/"]),  # in Beijing it is January
        ("/{year}/", "2027-01-31T12", ["/2027/", "/2026/"]),
        ("/{year}/", "2027-02-01T12", ["/2027/"]),
        ("/{year}-{month}.csv", "2026-06-08T12", ["/2026-6.csv"]),
        ("/{year}-{month}.csv", "2026-06-07T12", ["/2026-6.csv", "/2026-5.csv"]),
        ("/{year}{mm}/", "2027-01-01T12", ["/202701/", "/202612/"]),
        (
            "/?d={dd}-{mm}-{year}",
            "2026-03-01T12",
            ["/?d=01-03-2026", "/?d=28-02-2026", "/?d=27-02-2026", "/?d=26-02-2026"],
        ),
        ("/?from={date-30d}&to={date}", "2026-03-01T12", ["/?from=2026-01-30&to=2026-03-01"]),
        ("/中文/{year}/a%20b", "2026-03-01T12", ["/%E4%B8%AD%E6%96%87/2026/a%20b"]),
    ],
)
def test_the_calendar_stands_in_the_address_by_the_source_s_own_clock(url, now, expected):
    moment = datetime.fromisoformat(f"{now}:00:00").replace(tzinfo=UTC)
    assert asked(f"https://a.example{url}", moment) == expected


def test_the_configuration_is_the_same_in_every_year():
    source = source_from(KEYS)
    assert source.fingerprint == source_from(KEYS).fingerprint
    assert source.url == "https://a.example/{year}/index.html"


def test_a_window_that_slides_is_no_turn_of_the_list():
    source = source_from(KEYS | {"url": "https://a.example/?from={date-30d}"})
    assert not source.has_turned(datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC))


def test_a_notice_without_a_link_stands_at_its_own_year_s_list():
    now = datetime(2027, 1, 5, tzinfo=UTC)
    source = source_from(KEYS)
    request = list(source.requests(now))[1]
    (found,) = source.read(document(b"<ul><li><b>Notice on lamps</b> <i>2026-12-30</i></ul>", request), now)
    assert found.listed.url == "https://a.example/2026/index.html"
    assert source.open(found.listed) is None


@pytest.mark.parametrize(
    "url", ["https://{year}.example/", "https://a.example:{year}/", "ftp://a.example/{year}"]
)
def test_an_address_must_say_whose_it_is(url):
    with pytest.raises(ValidationError):
        source_from(KEYS | {"url": url})
