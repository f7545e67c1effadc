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
    return [unescape(each) for each in re.findall(r'<a href="/changes/\d+" data-row>([^<]+)</a>', html)]


def main(html: str) -> str:
    return html[html.index("<main") : html.index("</main")]


# -- changes ---------------------------------------------------------------------------------------


def test_changes_are_listed_with_what_they_are_about(web):
    page = web.get("/changes").text
    assert [LAMPS in page, FOODS in page, "2 changes" in page] == [True] * 3
    assert "Eligibility: expansion" in page
    assert "Edited silently" in page
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
