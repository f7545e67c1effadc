"""`monitor search`, and that a turn makes what it read findable, at a desk with a real site."""

from __future__ import annotations

import json

import pytest

from monitor.errors import StoreError
from monitor.store import open_store
from monitor.store.searching import Searching
from tests.checks import NOW
from tests.desk import Desk
from tests.site import Page

LIST = "<ul class='news_list'>{}</ul>"
ENTRY = "<li><a href='/{key}.html'>{title}</a><span>2026-05-0{key}</span></li>"
TITLES = {"1": "关于开展太阳能照明产品绿色通道的公告", "2": "关于口岸查验的公告"}


@pytest.fixture
def archive(desk: Desk) -> Desk:
    entries = "".join(ENTRY.format(key=key, title=title) for key, title in TITLES.items())
    desk.site.pages["/list.html"] = Page(LIST.format(entries))
    for key, title in TITLES.items():
        body = f"<div class='news_detail_con'><p>{title}，品目8541.43.00。&#27;[31;1m</p></div>"
        desk.site.pages[f"/{key}.html"] = Page(body)
    assert desk.monitor("once").code == 0
    return desk


def test_a_turn_makes_what_it_read_findable(archive: Desk):
    store = open_store(f"sqlite:///{archive.folder / 'monitor.db'}", now=NOW)
    assert store.search.waiting() == 0
    store.close()
    told = archive.monitor("search", "太陽能", "--json")
    assert told.code == 0
    assert [(line["source"], line["title"], line["day"]) for line in told.lines] == [
        ("notices", TITLES["1"], "2026-05-01")
    ]
    assert told.lines[0]["marked"] == {"title": ["太阳能"], "excerpt": ["太阳能"]}


def test_an_index_that_cannot_be_written_fails_no_check(desk: Desk, monkeypatch):
    def full(*_args, **_more):
        raise StoreError("the disk is full")

    monkeypatch.setattr(Searching, "catch_up", full)
    desk.site.pages["/list.html"] = Page(LIST.format(ENTRY.format(key="1", title=TITLES["1"])))
    desk.site.pages["/1.html"] = Page("<div class='news_detail_con'><p>口岸</p></div>")
    assert desk.monitor("once").code == 0
    told = desk.monitor("search", "口岸")
    assert (told.code, told.out) == (1, "")
    assert "could not be looked through: the disk is full" in told.err


def test_results_are_three_lines_each_and_play_no_tricks_on_the_terminal(archive: Desk):
    told = archive.monitor("search", "口岸", "8541.43")
    first, second, third = told.out.splitlines()
    assert first == f"2026-05-02  notices  {TITLES['2']}"
    assert second.strip().startswith("关于口岸查验的公告，品目8541.43.00。")
    assert third.strip() == archive.site.url("/2.html")
    assert "\x1b" not in told.out


def test_results_are_narrowed_and_paged(archive: Desk):
    def titles(*more: str) -> list[str]:
        return [
            json.loads(line)["title"]
            for line in archive.monitor("search", "公告", "--json", *more).out.splitlines()
        ]

    assert titles() == [TITLES["2"], TITLES["1"]]
    assert titles("--until", "2026-05-01") == [TITLES["1"]]
    assert titles("--since", "2026-05-02", "--newest", "--latest") == [TITLES["2"]]
    assert titles("--limit", "1", "--page", "2") == [TITLES["1"]]
    assert titles("-口岸") == [TITLES["1"]]
    assert "page 1 of 2, 2 notices" in archive.monitor("search", "公告", "--limit", "1").err
    assert "nothing is found for 碳足迹" in archive.monitor("search", "碳足迹").err


MISTAKES = (
    ((), "Missing argument"),
    (("",), "nothing to search for"),
    (('"carbon',), "a quotation mark is missing"),
    (("--", "-口岸"), "only words to leave out"),
    (("口岸", "--jsn"), "no such option: --jsn"),
    (("口岸", "--since", "soon"), "is not a date"),
    (("口岸", "--since", "2026-06-01", "--until", "2026-05-01"), "is after --until"),
    (("口岸", "--source", "nobody"), "no source is called nobody"),
    (("口岸", "--limit", "0"), "0 is not in the range"),
    (("口岸", "--page", "0"), "0 is not in the range"),
)


def test_a_query_that_cannot_be_read_is_the_operators_mistake(desk: Desk):
    for words, says in MISTAKES:
        told = desk.monitor("search", *words)
        assert (told.code, told.out) == (2, "")
        assert says in told.err
