"""Today, Changes and Calendar in a browser: what stands on them, and that every list is an address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest

from tests.site import Site
from tests.webdesk import WebDesk, archive_with_changes, serving

LAMPS, FOODS = "太阳能路灯", "第6批进口食品"


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDesk]:
    with Site() as site:
        desk = archive_with_changes(tmp_path_factory.mktemp("archive"), site)
        with serving(desk) as running:
            yield running


def titles(html: str) -> list[str]:
    return [
        unescape(each) for each in re.findall(r'<a href="/changes/\d+" data-row lang="zh">([^<]+)</a>', html)
    ]


def main(html: str) -> str:
    return html[html.index("<main") : html.index("</main")]


# -- changes ---------------------------------------------------------------------------------------


def test_changes_are_listed_with_what_they_are_about(web):
    page = web.get("/changes").text
    assert [LAMPS in page, FOODS in page, "2 changes" in page] == [True] * 3
    assert "Eligibility: expansion" in page
    assert "Edited silently" in page
    assert "Takes effect 自发布之日起 → 1 July 2026" in page  # what moved, for who does not read the title
    assert "5 June 2026" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("label=eligibility", [LAMPS]),
        ("change=silent", [FOODS]),
        ("hs=8541", [LAMPS]),
        ("hs=9999", []),
        ("source=ministry", []),
        ("jurisdiction=CN&change=new", [LAMPS]),
        ("effective_from=2026-07-01", [FOODS]),
        ("triage=new&sort=seen", [LAMPS, FOODS]),
        ("sort=-effective", [FOODS, LAMPS]),
        ("since=2026-05-08&until=2026-05-08&direction=expansion", [LAMPS]),
    ],
)
def test_every_filter_is_an_address(web, query, found):
    shown = titles(web.get(f"/changes?{query}").text)
    assert len(shown) == len(found)
    assert all(part in title for part, title in zip(found, shown, strict=True))


def test_a_form_with_empty_fields_leads_to_the_address_that_can_be_mailed(web):
    answer = web.get("/changes?hs=&label=hs-mapping&source=&label=eligibility&since=", allow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/changes?label=eligibility&label=hs-mapping"


def test_a_filter_is_taken_away_by_itself(web):
    page = web.get("/changes?label=eligibility&hs=8541").text
    assert 'href="/changes?hs=8541" title="Take this filter away"' in page
    assert 'href="/changes?label=eligibility" title="Take this filter away"' in page


def test_an_empty_list_says_which_filter_to_loosen(web):
    page = unescape(web.get("/changes?hs=9999&label=eligibility").text)
    assert 'href="/changes?label=eligibility">Without “HS code begins with” there is 1.' in page
    assert "Without “Label”" not in page


def test_a_filter_that_cannot_be_read_is_named_and_everything_else_stays(web):
    answer = web.get('/changes?hs=85x"><script>&label=eligibility&source=nobody&since=gestern')
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert "<script>" not in answer.text.replace('<script src="/keys.js" defer></script>', "")
    assert "there is no “nobody”" in page
    assert "“gestern” is no day. Write it as 2026-05-31." in page
    assert 'value="gestern" type="text"' in page
    assert 'value="eligibility" checked' in page
    assert titles(page) == []


@pytest.mark.parametrize("page", ["2", "99999999999999999999999999", "0", "-1", "x", "1e9", "٣"])
def test_any_page_number_is_a_page(web, page):
    assert len(titles(web.get("/changes", params={"page": page}).text)) == 2


def test_a_code_of_the_other_edition_is_found_and_said(web):
    page = web.get("/changes?hs=8541.40").text
    assert len(titles(page)) == 1
    assert "8541.40 of HS 2017 is 8541.43 in HS 2022" in page


def test_a_heading_sorts_and_turns_round(web):
    page = web.get("/changes?sort=-effective&label=eligibility").text
    assert (
        '<th scope="col" aria-sort="descending"><a href="/changes?label=eligibility&amp;sort=effective">'
        in page
    )
    assert 'href="/changes?label=eligibility&amp;sort=source"' in page


def test_the_list_is_there_in_chinese(web):
    page = web.get("/changes?language=zh&hs=9999").text
    web.session.cookies.clear()
    assert "没有符合条件的变更。" in page
    assert "去掉“税号开头”这一条件，有 2 项。" in page


# -- today -----------------------------------------------------------------------------------------


def test_today_says_what_is_new_open_ahead_and_not_vouched_for(web):
    page = main(web.get("/").text)
    assert "New since 8 May 2026, 00:00" in page
    assert len(titles(page)) == 2
    assert "None is yours." in page
    assert "Nothing that we saw takes effect" in page
    assert "The next day that we know of:" in page
    assert "in 28 days" in page
    assert "not verified" not in page
    assert "behind the last reading" not in page
    assert '<td class="num" data-label="All">2</td><td class="num" data-label="Eligibility">1</td>' in page


def test_a_clock_that_runs_behind_what_was_read_is_told(web):
    with serving(web.desk, now="2026-05-01T00:00:00Z") as early:
        for path in ("/", "/sources"):
            page = early.get(path).text
            assert "(1 May 2026, 08:00) is behind the last reading (8 May 2026, 08:30)" in page, path
    assert "behind the last reading" not in web.get("/sources").text


def test_a_list_leads_on_to_its_texts_with_its_source_and_days(web):
    page = web.get("/changes?source=notices&since=2026-05-08&until=2026-05-08T12:00Z&hs=8541").text
    assert 'href="/search?since=2026-05-08&amp;source=notices"' in page
    assert "Feeds of a list need accounts" in page
    with serving(web.desk, login=True) as guarded:
        guarded.people("reader")
        guarded.log_in("reader")
        page = guarded.get("/changes?label=eligibility").text
        assert "Feeds of a list need accounts" not in page
        days = unescape(
            re.search(r'href="(/account[?][^"]*)#feed"', guarded.get("/calendar?subscription=daily").text)[1]
        )
        assert 'value="subscription=daily"' in guarded.get(days).text
        address = unescape(re.search(r'href="(/account[?][^"]*)#feed"', page)[1])
        assert re.search(
            r'id="feed-name" name="name"[^>]* value="Label: Eligibility"', guarded.get(address).text
        )


def test_a_reader_is_chosen_once_and_kept(web):
    answer = web.get("/?subscription=daily")
    assert '<option value="daily" selected>' in answer.text
    assert "subscription=daily" in answer.headers["set-cookie"]
    assert '<option value="daily" selected>' in web.get("/").text
    assert "/changes?since=2026-05-07T16%3A00%3A00Z&amp;subscription=daily" in web.get("/").text
    assert "selected" not in web.get("/?subscription=").text
    web.session.cookies.clear()


def test_a_reader_that_there_is_no_more_is_said_and_everything_is_shown(web):
    page = web.get("/?subscription=<b>gone").text
    web.session.cookies.clear()
    assert "There is no “&lt;b&gt;gone” among the subscriptions any more" in page
    assert len(titles(page)) == 2


@pytest.fixture(scope="module")
def later(web: WebDesk) -> Iterator[WebDesk]:
    """Four weeks later, when nothing is new, a lamp's notice is about to take effect and nobody looked meanwhile."""
    with serving(web.desk, now="2026-06-01T02:00:00Z") as running:
        yield running


def test_on_a_quiet_day_the_latest_changes_are_shown_as_such(later):
    page = main(later.get("/").text)
    assert "Nothing new since 1 June 2026, 00:00." in page
    assert "The latest changes" in page
    assert len(titles(page)) == 2
    assert "5 June 2026" in page[page.index("In the next 14 days") :]


# -- calendar --------------------------------------------------------------------------------------


def test_the_calendar_shows_on_each_day_what_falls_on_it(web):
    page = main(web.get("/calendar?month=2026-06").text)
    cell = page[page.index('datetime="2026-06-05"') : page.index('datetime="2026-06-06"')]
    assert LAMPS in unescape(cell)
    assert "takes effect" in cell
    assert 'href="/calendar?month=2026-05"' in page
    assert 'href="/calendar?month=2026-07"' in page
    assert FOODS not in page


def test_a_day_can_be_looked_at_alone(web):
    page = main(web.get("/calendar?day=2026-07-01").text)
    assert "<h1>July 2026</h1>" in page
    assert titles(page) != []
    assert "Nothing that we saw sets this day." in web.get("/calendar?day=2026-07-02").text


def test_an_empty_month_says_so(web):
    assert (
        "Nothing that we saw takes effect, ends or closes in this month."
        in web.get("/calendar?month=2030-01").text
    )


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("month=July", "“July” is no month. Write it as 2026-07."),
        ("month=0001-01", "is no month"),
        ("month=9999-12", "is no month"),
        ("month=2026-13", "is no month"),
        ("month=2026-07&day=1", "“1” is no day"),
        ("subscription=nobody", "there is no “nobody”"),
    ],
)
def test_a_month_that_cannot_be_read_is_named(web, query, said):
    answer = web.get(f"/calendar?{query}")
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize("month", ["0001-02", "9999-11", "2026-02"])
def test_the_calendar_has_an_end_on_both_sides(web, month):
    assert web.get(f"/calendar?month={month}").status_code == 200


# -- pictures --------------------------------------------------------------------------------------


def test_pictures_are_drawn_for_wide_and_narrow_screens_and_say_in_words_what_they_show(web):
    for path in ("/pictures/weeks.svg?subscription=daily", "/pictures/calendar.svg?month=2026-06"):
        wide, narrow = web.get(path), web.get(f"{path}&narrow=yes&language=zh")
        assert wide.headers["content-type"].startswith("image/svg+xml")
        assert 'width="1000"' in wide.text
        assert 'width="340"' in narrow.text
        assert "<desc" in wide.text
    assert "每周变更数" in web.get("/pictures/weeks.svg?language=zh").text
    assert web.get("/pictures/weeks.svg?hs=x").status_code == 422
    assert web.get("/pictures/calendar.svg?month=x").status_code == 422
    assert "“x”不是月份" in web.get("/coverage?month=x", headers={"Accept-Language": "zh"}).text
