"""A reading that differs only in counters and clocks: nothing comes of it, and all else is left to the comparison."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.compare.guide import Guide
from monitor.compare.noise.alike import says_the_same
from monitor.compare.noise.known import Noise
from monitor.model import Block, Content, Link, Table, Text
from tests.desk import Desk
from tests.site import Page, Site

TITLE = Text("The lane", role="heading")
RULE = Text("All goods pass here, and each of them is looked at by two officers.")
SHEET = Table("", ("a", "b"), (("1", "2"),))
NOISE = Noise(Guide())


def same(one: tuple[Block, ...], other: tuple[Block, ...], noise: Noise = NOISE) -> bool:
    answers = {
        says_the_same(Content(before), Content(after), noise)
        for before, after in ((one, other), (other, one))
    }
    (answer,) = answers
    return answer


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Text("Visits: 12"), Text("Visits: 13")),
        (Text("现在时间: 2026-05-01 10:20:30"), Text("现在时间: 2026-05-02 11:21:31")),
        (Text("Port office | Views: 12"), Text("Port office | Views: 13")),
    ],
)
def test_counters_and_clocks_say_the_same(one: Block, other: Block) -> None:
    assert same((one, TITLE, RULE, SHEET), (other, TITLE, RULE, SHEET))
    assert same((TITLE, RULE, SHEET, one), (TITLE, RULE, SHEET, other))


def test_a_counter_that_comes_says_nothing() -> None:
    assert same((TITLE, RULE), (TITLE, RULE, Text("Visits: 13")))


@pytest.mark.parametrize(
    "other",
    [
        (TITLE, Text("All goods pass there.")), (TITLE,), (RULE, TITLE), (TITLE, RULE, RULE), (TITLE, RULE, SHEET), (TITLE, Text(RULE.text, href="/a")),
        (TITLE, Text(RULE.text, role="item")), (TITLE, RULE, Text("Visits: 3 per year")), (TITLE, Text("Port office | Views: 12"), RULE),
    ],
)  # fmt: skip
def test_whatever_else_differs_is_compared(other: tuple[Block, ...]) -> None:
    assert not same((TITLE, RULE), other)


def test_what_may_say_something_within_a_notice_is_compared() -> None:
    assert not same((TITLE, RULE, Text("English / Français"), RULE), (TITLE, RULE, RULE))


def test_a_kept_phrase_is_compared() -> None:
    keeps = Noise(Guide(keep=("Visits: {number}",)))
    assert not same((TITLE, Text("Visits: 12")), (TITLE, Text("Visits: 13")), keeps)


def test_a_link_or_field_that_is_another_is_compared() -> None:
    blocks, counted = (TITLE, RULE, Text("Visits: 12")), (TITLE, RULE, Text("Visits: 13"))
    old, new = ((Link("goods", f"/{name}.pdf", RULE.text),) for name in "ab")
    assert says_the_same(Content(blocks, links=old), Content(counted, links=old), NOISE)
    assert not says_the_same(Content(blocks, links=old), Content(counted, links=new), NOISE)
    assert not says_the_same(
        Content(blocks, fields=(("Rate", "5 %"),)), Content(counted, fields=(("Rate", "6 %"),)), NOISE
    )


def test_a_link_beside_a_counter_that_leads_elsewhere_is_compared() -> None:
    def counted(visits: int, href: str) -> Content:
        near = f"All goods are named in the list. (viewed {visits} times)"
        return Content((TITLE, Text(near)), links=(Link("the list", href, near),))

    assert says_the_same(counted(12, "/a"), counted(13, "/a"), NOISE)
    assert not says_the_same(counted(12, "/a"), counted(13, "/b"), NOISE)


# -- in a check --------------------------------------------------------------------------------------

PAGE = """
  - id: notices
    authority: Customs of Testland
    jurisdiction: CN
    language: en
    kind: page
    url: {site}/page.html
"""


def shown(visits: int, rule: str = RULE.text) -> Page:
    return Page(f"<html><body><h1>The lane</h1><p>{rule}</p><p>Visits: {visits}</p></body></html>")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Site() as site:
        site.pages["/page.html"] = shown(1)
        yield Desk(tmp_path, site).begin(PAGE)


def test_no_version_comes_of_a_counter_and_what_is_amended_later_is_told(desk: Desk) -> None:
    for day in range(1, 5):
        desk.site.pages["/page.html"] = shown(day)
        outcome = desk.checked(f"2026-05-0{day}T00:00:00Z")["outcome"]
        assert outcome == ("unchanged" if day > 1 else "first")
    desk.site.pages["/page.html"] = shown(9, RULE.text.replace("two", "nine"))
    assert desk.checked("2026-05-06T00:00:00Z")["outcome"] == "changed"
    assert len(versions(desk)) == 2


def versions(desk: Desk) -> list[object]:
    import sqlite3

    with sqlite3.connect(desk.folder / "monitor.db") as connection:
        return connection.execute("select * from versions").fetchall()
