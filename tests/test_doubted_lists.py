"""Lists that cannot be the whole truth: what of them is told at once, what when it stays, and what never."""

from __future__ import annotations

from tests.desk import Desk
from tests.site import Page

SEARCH = """
  - {id: search, authority: A, jurisdiction: CN, language: en, kind: listing, url: "{site}/search",
     items: "ul.news_list > li", details: false, every: 6h}
"""
FEED = """
  - {id: feed, authority: A, jurisdiction: GB, kind: feed, url: "{site}/feed", every: 1h}
"""
DAY, LOOKS = "2026-05-07T00:00:00Z", [f"2026-05-08T00:{minute:02d}:00Z" for minute in (0, 19, 38)]
NEXT = [f"2026-05-{day:02d}T00:00:00Z" for day in (9, 10, 11)]


def started(desk: Desk, sources: str) -> Desk:
    desk.begin(sources)
    assert desk.checked(DAY)["outcome"] in ("first", "partial")
    return desk


def outcomes(desk: Desk, times: list[str]) -> list[object]:
    return [desk.checked(at)["outcome"] for at in times]


def changes(desk: Desk) -> list[str]:
    lines = desk.monitor("changes", "--json").lines
    return [f"{line['change']} {line['notice']['title']}" for line in lines]


def dated(*days: int, month: int = 4) -> Page:
    """A list of notices by their days."""
    rows = "".join(
        f'<li><a href="/n/{month}-{day}">Notice {month}/{day} on trade in goods</a><span>2026-{month:02d}-{day:02d}</span></li>'
        for day in days
    )
    return Page(f"<html><body><ul class=news_list>{rows}</ul></body></html>")


def linked(*links: str) -> Page:
    """A list of notices without dates, by their links."""
    rows = "".join(
        f'<li><a href="{link}">Notice on the trade in {link[-5:]} goods</a></li>' for link in links
    )
    return Page(f"<html><body><ul class=news_list>{rows}</ul></body></html>")


def feed(numbers: range, end: str = "</channel></rss>") -> Page:
    items = "".join(
        f"<item><title>Circular number {n} of customs</title><link>http://a.example/{n}</link><description>{n}</description></item>"
        for n in reversed(numbers)
    )
    return Page(f"<rss><channel><title>t</title>{items}{end}", content_type="application/rss+xml")


def test_Q05_what_is_later_than_all_that_is_known_is_told_even_from_a_list_that_shrank(desk, site):
    site.pages["/search"] = dated(*range(20, 0, -1))
    started(desk, SEARCH)
    site.pages["/search"] = dated(22, 20, 19, 18)
    told = desk.checked(LOOKS[0])
    assert (told["outcome"], told["verdict"], told["changes"]) == ("partial", "truncated", 1)
    assert "the list holds 4 notices and held 20" in str(told["reason"])
    assert changes(desk) == ["new Notice 4/22 on trade in goods"]
    assert outcomes(desk, LOOKS[1:]) == ["suspicious", "unchanged"]
    assert len(changes(desk)) == 1


def test_Q05_a_list_that_stays_short_is_believed_at_the_third_look_and_removes_nothing(desk, site):
    site.pages["/search"] = dated(*range(20, 0, -1))
    started(desk, SEARCH)
    site.pages["/search"] = dated(20, 19, 18, 2, 1)  # what is away stood in its middle
    assert outcomes(desk, LOOKS[:2]) == ["suspicious", "suspicious"]
    told = desk.checked(LOOKS[2])
    assert (told["outcome"], told["changes"], told["verdict"]) == ("unchanged", 0, "real")
    assert "it stays like that and is believed, and nothing counts as removed" in str(told["reason"])
    assert outcomes(desk, NEXT) == ["unchanged"] * 3
    assert changes(desk) == []
    site.pages["/search"] = dated(22, 20, 19, 18, 2, 1)
    assert desk.checked("2026-05-12T00:00:00Z")["changes"] == 1


def test_Q05_three_looks_within_half_an_hour_are_not_enough(desk, site):
    site.pages["/search"] = dated(*range(20, 0, -1))
    started(desk, SEARCH)
    site.pages["/search"] = dated(*range(20, 14, -1))
    soon = [f"2026-05-08T00:{minute:02d}:00Z" for minute in (0, 5, 10, 15)]
    assert outcomes(desk, soon) == ["suspicious"] * 4


def test_Q05_a_list_that_comes_back_after_two_looks_never_changed(desk, site):
    site.pages["/search"] = dated(*range(20, 0, -1))
    started(desk, SEARCH)
    site.pages["/search"] = dated(3, 2, 1)
    assert outcomes(desk, LOOKS[:2]) == ["suspicious", "suspicious"]
    site.pages["/search"] = dated(*range(20, 0, -1))
    assert outcomes(desk, LOOKS[2:]) == ["unchanged"]
    assert changes(desk) == []


def test_Q18_an_undated_feed_that_turned_over_while_nobody_looked_is_told_at_the_third_look(desk, site):
    site.pages["/feed"] = feed(range(1, 9))
    started(desk, FEED)
    site.pages["/feed"] = feed(range(10, 18))
    assert outcomes(desk, LOOKS) == ["suspicious", "suspicious", "partial"]  # a gap is possible
    assert len(changes(desk)) == 8
    site.pages["/feed"] = feed(range(11, 19))
    assert outcomes(desk, NEXT) == ["changed", "unchanged", "unchanged"]
    assert all(line.startswith("new ") for line in changes(desk))


def test_Q22_an_undated_list_whose_addresses_are_all_new_holds_the_same_notices(desk, site):
    names = ["lamps", "tyres", "wines", "toys1", "grain", "seeds"]
    site.pages["/search"] = linked(*(f"/old/{name}" for name in names))
    started(desk, SEARCH)
    site.pages["/search"] = linked("/new/glass", *(f"/new/{name}" for name in names))
    told = desk.checked(LOOKS[0])
    assert (told["outcome"], told["changes"]) == ("changed", 1)
    assert "other addresses for 6 notices with the same titles" in str(told["reason"])
    assert changes(desk) == ["new Notice on the trade in glass goods"]
    assert outcomes(desk, NEXT) == ["unchanged"] * 3


def test_Q20_a_feed_that_is_always_cut_keeps_telling_what_is_new(desk, site):
    site.pages["/feed"] = feed(range(1, 9), "<item><title>cut")
    started(desk, FEED)
    for hour in range(1, 20):
        site.pages["/feed"] = feed(range(1 + hour, 9 + hour), "<item><title>cut")
        told = desk.checked(f"2026-05-07T{hour:02d}:00:00Z")
        assert (told["outcome"], told["changes"]) == ("partial", 1)


def test_Q04_an_emptied_list_stays_suspicious_until_the_source_says_that_it_may_be_empty(desk, site):
    site.pages["/search"] = dated(*range(20, 0, -1))
    started(desk, SEARCH)
    site.pages["/search"] = Page(
        "<html><body><ul class=news_list></ul><p>No results found.</p></body></html>"
    )
    assert outcomes(desk, [*LOOKS, *NEXT]) == ["suspicious"] * 6
    assert "say `at_least: 0` and as `proof`" in str(desk.checked("2026-05-12T00:00:00Z")["reason"])
    desk.configure(sources=SEARCH.replace("every", "at_least: 0, every"))
    told = desk.checked("2026-05-13T00:00:00Z")
    assert (told["outcome"], told["verdict"]) == ("unchanged", "empty")
    assert changes(desk) == []
    site.pages["/search"] = dated(13, month=5)
    assert desk.checked("2026-05-14T00:00:00Z")["changes"] == 1
