"""The keyboard in a real browser: rows and triage by single keys, and the same by Tab and Enter alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from monitor.fetch import chromium
from tests.fetch.rendered import REAL
from tests.site import Site
from tests.webdesk import WebDesk, archive_with_changes, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [*REAL, pytest.mark.untraced]


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDesk]:
    with Site() as site:
        desk = archive_with_changes(tmp_path_factory.mktemp("archive"), site)
        with serving(desk) as running:
            yield running


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = [] if os.geteuid() else ["--no-sandbox"]
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def page(web: WebDesk, chrome: Browser) -> Iterator[Page]:
    """A browser that remembers nothing, at the list of all changes."""
    context = chrome.new_context(base_url=web.url)
    opened = context.new_page()
    opened.goto("/changes")
    yield opened
    context.close()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def states(web: WebDesk) -> list[str]:
    """Of both changes, the older first."""
    return [web.office.store.triage.work(each.id).stand.state.value for each in web.office.store.changes()]


def chosen(page: Page) -> int:
    return page.locator("input[form=bulk]:checked").count()


def test_rows_are_walked_chosen_and_decided_by_keys(web, page):
    press(page, "j", "x", "j", "x", "k", "x", "x", "j", "j")  # at the last row it goes no further
    assert chosen(page) == 2
    press(page, "Shift+X")
    assert chosen(page) == 0
    page.locator("#choose-all").click()
    assert chosen(page) == 2
    page.locator("a[data-row]").first.focus()
    with page.expect_navigation():
        press(page, "r")
    assert states(web) == ["in-review", "in-review"]
    assert "2 changes" in page.locator("[role=status]").inner_text()


def test_a_change_is_opened_and_done_by_keys(web, page):
    with page.expect_navigation():
        press(page, "j", "o")
    assert page.url.endswith("/changes/2")
    with page.expect_navigation():
        press(page, "d")
    assert states(web)[1] == "done"
    with page.expect_navigation():
        press(page, "n")
    assert states(web)[1] == "not-relevant"


def test_letters_are_letters_where_one_writes(web, page):
    before = states(web)
    page.goto("/changes/1")
    page.locator("#triage-note").focus()
    press(page, "d", "a", "?", "/", "x")
    assert page.locator("#triage-note").input_value() == "da?/x"
    assert states(web) == before


def test_the_help_opens_and_switches_the_keys_off_for_good(web, page):
    before = states(web)
    press(page, "?")
    assert page.locator("#keys-help").is_visible()
    press(page, "j", "d")  # nothing happens behind it
    page.locator("#keys-on").uncheck()
    press(page, "Escape")
    page.goto("/changes/1")
    press(page, "d", "j")
    assert page.url.endswith("/changes/1")
    assert states(web) == before
    press(page, "?")
    page.locator("#keys-on").check()
    press(page, "Escape", "j")


def test_the_same_is_done_by_tab_and_enter_alone(web, page):
    page.goto("/changes/1")
    for _ in range(80):
        press(page, "Tab")
        if page.evaluate("document.activeElement.value") == "not-relevant":
            break
    with page.expect_navigation():
        press(page, "Enter")
    assert states(web)[0] == "not-relevant"
