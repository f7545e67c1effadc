"""The search page, as a browser gets it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
import requests

from monitor.errors import StoreError
from monitor.store.searching import Searching
from tests.site import Site
from tests.webdesk import WebDesk, archive_with_changes, serving


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDesk]:
    with Site() as site, serving(archive_with_changes(tmp_path_factory.mktemp("search"), site)) as served:
        yield served


def asked(web: WebDesk, status: int = 200, **fields: str) -> requests.Response:
    answer = web.get("/search", params=fields)
    assert answer.status_code == status
    return answer


def test_what_is_found_stands_there_with_its_words_marked_and_leads_on(web: WebDesk):
    page = asked(web, q="太陽能路燈").text
    assert "关于<mark>太阳能路灯</mark>出口绿色通道的公告" in page
    assert "的<mark>太阳能路灯</mark>实施试点" in page
    assert re.search(r'href="/notices/\d+"', page)
    assert re.search(r'href="/changes/\d+"', page)
    assert "1 notice<" in page
    assert web.get(re.search(r'href="(/notices/\d+)"', page)[1]).status_code == 200


def test_a_code_leads_to_the_changes_with_it_as_well(web: WebDesk):
    page = asked(web, q="8541.43").text
    assert "<mark>8541.43.00</mark>" in page
    assert 'href="/changes?hs=854143"' in page
    assert "begins with 854143: 1<" in page
    assert "Looked for as well: 8541.40" in page
    assert "/changes?hs=" not in asked(web, q="公告").text
    none = asked(web, q="8501.10").text
    assert "No change has an HS code that begins with 850110." in none
    assert "/changes?hs=" not in none  # no way to an empty list


def test_without_a_question_the_page_says_what_can_be_asked_in_both_languages(web: WebDesk):
    assert "What can be asked" in asked(web).text
    assert "检索方法" in asked(web, language="zh").text
    web.session.cookies.clear()


def test_nothing_found_is_said_and_leads_to_a_wider_search(web: WebDesk):
    page = asked(web, q="太阳能", until="2020-01-01").text
    assert "No version of any notice says that." in page
    assert "Search the same everywhere" in page


def test_what_was_typed_stays_and_what_cannot_be_read_is_named(web: WebDesk):
    page = unescape(asked(web, 422, q='solar "carbon', since="soon", source="nobody").text)
    for said in ("a quotation mark is missing", "“soon” is no day", "there is no “nobody”"):
        assert said in page
    assert 'value="solar "carbon"' in page
    assert 'aria-describedby="wrong-q"' in page
    assert "is before the day" in asked(web, 422, q="公告", since="2026-05-02", until="2026-05-01").text
    for q in ("!!!", "-公告", "a*", "x" * 600, "光 " * 30):
        assert 'role="alert"' in asked(web, 422, q=q).text


def test_pages_go_on_and_one_that_is_too_large_is_the_last(web: WebDesk, monkeypatch):
    monkeypatch.setattr("monitor.web.pages.search.SIZE", 2)
    first = asked(web, q="公告", order="newest").text
    onward = unescape(re.search(r'rel="next" href="([^"]+)"', first)[1])
    assert "order=newest" in onward
    assert 'rel="prev"' in web.get(onward).text
    for page in ("99999999999999999999", "-1", "x", "1e9"):
        assert asked(web, q="公告", page=page).text.count('<li class="card">') == 2


def test_W11_what_is_typed_is_never_markup_nor_sql(web: WebDesk):
    for q in (
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>"',
        "'; DROP TABLE notices; --",
        "\x00公告",
        "%27",
    ):
        page = web.get("/search", params={"q": q})
        assert page.status_code in (200, 422)
        assert "<script>alert" not in page.text
        assert "<img" not in page.text
    assert "公告" in asked(web, q="公告").text


def test_an_archive_that_cannot_be_written_is_searched_as_far_as_it_is_indexed(web: WebDesk, monkeypatch):
    asked(web, q="公告")

    def full(*_args, **_more):
        raise StoreError("the disk is full")

    monkeypatch.setattr(Searching, "catch_up", full)
    page = asked(web, q="太阳能路灯").text
    assert "could not be looked through" in page
    assert "<mark>太阳能路灯</mark>" in page
