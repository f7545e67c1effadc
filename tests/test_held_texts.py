"""Texts that are gone at once: a repeal is told at once, a page that failed never, all else when it stays like that."""

from __future__ import annotations

import pytest

from tests.desk import text_of
from tests.site import Page

WORDS = "Goods of this heading need a certificate of origin issued by a recognised body. "


ORDERS = """
  - {id: notices, authority: A, jurisdiction: CN, language: en, kind: listing, url: "{site}/list",
     items: "ul.news_list > li", reread: [1h], every: 7d}
"""

HOURLY = ORDERS.replace("[1h]", "[1h, 2h, 3h]").replace("7d", "1h")


def order(title: str, text: str, date: str = "2026-04-02") -> dict[str, Page]:
    items = f'<li><a href="/n/1">{title}</a><span>{date}</span></li>'
    items += '<li><a href="/n/0">Notice of 2026-04-01 on trade</a><span>2026-04-01</span></li>'
    return {
        "/list": Page(f"<html><body><ul class=news_list>{items}</ul></body></html>"),
        "/n/0": Page("<html><body><h1>Notice of 2026-04-01</h1><p>Short.</p></body></html>"),
        "/n/1": Page(f"<html><body><h1>Order on lanes</h1><p>{text}</p></body></html>"),
    }


@pytest.mark.parametrize(
    ("title", "text", "date"),
    [
        ("Order on green lanes", "This order is repealed with effect from 9 May 2026.", "2026-04-02"),
        ("Order on green lanes", "本公告自2026年5月9日起废止。", "2026-04-02"),
        ("Order on green lanes", "本公告已失效。", "2026-04-02"),
        ("Order on green lanes", "The lanes are as before.", "2026-05-08"),
        ("Order on green lanes [ended]", "The lanes are as before.", "2026-04-02"),
    ],
)
def test_Q14_a_text_that_is_lost_with_a_sign_of_the_authority_is_believed_at_once(
    desk, site, title, text, date
):
    site.pages.update(order("Order on green lanes", WORDS * 12))
    desk.begin(ORDERS).checked("2026-05-07T00:00:00Z")
    site.pages.update(order(title, text, date))
    told = desk.checked("2026-05-08T00:00:00Z")
    assert (told["outcome"], told["changes"], told["verdict"]) == ("changed", 1, "real")


def test_Q04_a_last_article_that_speaks_of_repeal_is_no_sign_when_the_rest_failed_to_load(desk, site):
    last = "Decree 12 of 2019 is repealed."
    site.pages.update(order("Order on green lanes", f"{WORDS * 12}</p><p>{last}"))
    desk.begin(ORDERS).checked("2026-05-07T00:00:00Z")
    site.pages.update(order("Order on green lanes", last))
    told = desk.checked("2026-05-08T00:00:00Z")
    assert (told["outcome"], told["verdict"]) == ("unchanged", "truncated")


def test_Q04_a_text_held_back_on_a_weekly_source_is_told_within_the_hour_and_by_the_digest(desk, site):
    site.pages.update(order("Order on green lanes", WORDS * 12))
    desk.begin(ORDERS)
    desk.monitor("once", clock="2026-05-07T00:00:00Z")
    site.pages.update(order("Order on green lanes", "See the new page."))
    told = []
    for minutes in range(0, 180, 10):
        at = f"2026-05-14T{minutes // 60:02d}:{minutes % 60:02d}:00Z"
        told += [line for line in desk.monitor("once", "--json", clock=at).lines if line.get("outcome")]
    assert [line["outcome"] for line in told] == ["unchanged", "unchanged", "changed"]
    assert "held back until it stays like that" in told[0]["reason"]
    mails = [" ".join(text_of(mail).split()) for mail in desk.mails()]
    assert sum("its new text is held back" in mail for mail in mails) == 1


def test_Q04_three_looks_within_minutes_are_no_half_hour_for_a_text_either(desk, site):
    site.pages.update(order("Order on green lanes", WORDS * 12))
    desk.begin(ORDERS).checked("2026-05-07T00:00:00Z")
    site.pages.update(order("Order on green lanes", "See the new page."))
    at = [f"2026-05-14T00:{minute:02d}:00Z" for minute in (0, 5, 10, 15, 35)]
    assert [desk.checked(one)["outcome"] for one in at] == [*["unchanged"] * 4, "changed"]


ERROR = Page(
    "<html><head><title>Runtime Error</title></head><body><h1>Server Error in '/' Application.</h1></body></html>"
)


def test_Q03_an_error_page_of_the_server_is_no_amendment_and_no_removal(desk, site):
    site.pages.update(order("Order on green lanes", "Green lanes open at twelve ports."))
    desk.begin(HOURLY).checked("2026-05-07T00:00:00Z")
    site.pages["/n/1"] = ERROR
    told = [desk.checked(f"2026-05-07T{hour:02d}:00:00Z") for hour in range(2, 8)]
    assert "the server's own error page" in str(told[0]["reason"])
    rows = '<li><a href="/n/0">Notice of 2026-04-01 on trade</a><span>2026-04-01</span></li>'
    site.pages["/list"] = Page(f"<html><body><ul class=news_list>{rows}</ul></body></html>")
    told += [desk.checked(f"2026-05-{day:02d}T00:00:00Z") for day in range(8, 12)]
    assert desk.monitor("changes", "--json").lines == []
