"""The archive in a real browser: the ways people go through it, and what every page keeps to.

Every page is opened twice: light and English on a desk, dark and Chinese on a phone, so that each colour and each
sentence is seen once. Where there is no Chromium all of it is skipped, and the end of the run says so.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from monitor.fetch import chromium
from tests.desk import READER, Desk, archive_of_six
from tests.fetch.rendered import REAL
from tests.site import Site
from tests.webdesk import LISTING_OF_TWO, NOW, PASSWORD, WebDesk, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

pytestmark = [*REAL, pytest.mark.untraced]

PROGRAMME = """
  - id: lamps
    name: Garden lamp review lane
    aliases: [庭院灯绿色审查通道]
    since: 2026-05-07
    baseline:
      - {name: ports, value: 12, unit: ports, words: [口岸, ports]}
    awaited:
      - {question: Which codes?, words: [商品编号]}
"""
LAUNCH = "关于庭院灯绿色审查通道的公告"
TEXT = (
    "为便利出口，现将庭院灯绿色审查通道有关事项公告如下。\n一、自2026年6月5日起，在{ports}个口岸实施试点。\n"
    "二、企业应当提交ISO 14067产品碳足迹声明。\n"
    "<table><tr><th>商品编号</th><th>名称</th></tr><tr><td>9405.42.00</td><td>庭院灯</td></tr>{more}</table>"
)
ROW = "<tr><td>8541.43.00</td><td>光伏组件</td></tr>"
WRITTEN = "an hour's\n<b>thought</b>"
PHONE = {"width": 360, "height": 800}
TABLET = {"width": 768, "height": 1024}
DESK = {"width": 1280, "height": 800}
LONG_NAME = (
    "Provincial Administration for the Inspection of Lamps, Cables, Batteries and Other Goods of Testland"
)
PAGES = {
    "today": "/",
    "changes": "/changes?label=eligibility&label=documentation&since=2026-05-01",
    "a filter that cannot be read": "/changes?since=soon",
    "change": "{change}",
    "change in one text": "{change}?view=inline",
    "notice": "{notice}",
    "two versions": "{notice}?before={older}&after={newer}",
    "programmes": "/programmes",
    "programme": "/programmes/lamps",
    "calendar": "/calendar?month=2026-06",
    "triage": "/triage?state=new",
    "not relevant": "/triage/not-relevant",
    "sources": "/sources",
    "source": "/sources/notices",
    "coverage": "/coverage?month=2026-05",
    "deliveries": "/deliveries",
    "delivery": "/deliveries/{message}",
    "search": "/search",
    "found": "/search?q=口岸",
    "not found": "/search?q=zebra",
    "no such page": "/nowhere",
    "account": "/account",
}


def archive(folder: Path, site: Site) -> Desk:
    """Six notices on 7 May, a launch in the same hour, and on 8 May its silent edit: 12 ports become 20, one code more."""
    desk = Desk(folder, site)
    publication = archive_of_six(site)
    sources = LISTING_OF_TWO.replace("Ministry of Testland", LONG_NAME)
    desk.configure(sources=sources, subscriptions=READER, programmes=PROGRAMME)
    assert desk.monitor("init").code == 0
    desk.monitor("check", "--all", clock="2026-05-06T22:00:00Z")
    publication.publish("n7", LAUNCH, "2026-05-07", TEXT.format(ports=12, more=""))
    assert desk.monitor("check", "--all", clock="2026-05-07T00:00:00Z").code == 0
    desk.monitor("digest", "--now", clock="2026-05-07T01:00:00Z")
    publication.publish("n7", LAUNCH, "2026-05-07", TEXT.format(ports=20, more=ROW))
    assert desk.monitor("check", "--all", clock="2026-05-08T00:30:00Z").code == 0
    return desk


class Hour:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime.fromisoformat(NOW)

    def __call__(self) -> datetime:
        return self.now


HOUR = Hour()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with Site() as site:
        yield archive(tmp_path_factory.mktemp("archive"), site)


@pytest.fixture(scope="module")
def web(desk: Desk) -> Iterator[WebDesk]:
    """Without log-in."""
    with serving(desk) as running:
        yield running


@pytest.fixture(scope="module")
def guarded(desk: Desk) -> Iterator[WebDesk]:
    """The same archive behind a log-in."""
    with serving(desk, login=True, clock=HOUR) as running:
        running.people("analyst")
        yield running


@pytest.fixture(scope="module")
def addresses(web: WebDesk) -> dict[str, str]:
    """Where the things of this archive are."""
    new, silent = sorted(web.office.store.changes(), key=lambda each: each.id)
    notice = re.search(r'href="(/notices/\d+)"', web.get(f"/changes/{silent.id}").text)
    assert notice is not None
    newer, older = re.findall(
        r'<option value="(\d+)"', web.get(notice[1]).text.split('id="before"')[1].split("</select>")[0]
    )
    message = re.search(r'href="/deliveries/(\d+)"', web.get("/deliveries").text)
    assert message is not None
    return {
        "change": f"/changes/{silent.id}",
        "new": f"/changes/{new.id}",
        "notice": notice[1],
        "older": older,
        "newer": newer,
        "message": message[1],
    }


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = [] if os.geteuid() else ["--no-sandbox"]
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=arguments)
        yield browser
        browser.close()


@dataclass
class Watched:
    """A browser of somebody. strange: what it was asked for elsewhere, what did not come, and what the page's own rules
    forbade.
    """

    context: BrowserContext
    url: str
    strange: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        page = self.context.new_page()
        page.on("console", lambda said: self._said(said.type, said.text))
        page.on("pageerror", lambda error: self.strange.append(str(error)))
        page.goto(path)
        return page

    def _said(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and "the server responded with a status" not in text:
            self.strange.append(text)


def knowing_axe(watched: Watched) -> Watched:
    """The same browser, with axe-core in every page that it opens."""
    from axe_playwright_python.sync_playwright import Axe

    watched.context.add_init_script(Axe().axe_script)
    return watched


@contextmanager
def browsing(chrome: Browser, web: WebDesk, **more: object) -> Iterator[Watched]:
    context = chrome.new_context(base_url=web.url, **more)
    context.set_default_timeout(5000)  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    watched = Watched(context, web.url)
    context.on(
        "request",
        lambda asked: asked.url.startswith(web.url + "/") or watched.strange.append(asked.url),
    )
    context.on(
        "response",
        lambda came: (
            came.status < 400
            or came.request.resource_type == "document"
            or watched.strange.append(f"{came.status} {came.url}")
        ),
    )
    yield watched
    context.close()
    assert watched.strange == []


@pytest.fixture(scope="module")
def light(chrome: Browser, web: WebDesk) -> Iterator[Watched]:
    with browsing(chrome, web, viewport=DESK, color_scheme="light", locale="en-GB") as watched:
        yield knowing_axe(watched)


@pytest.fixture(scope="module")
def dark(chrome: Browser, web: WebDesk) -> Iterator[Watched]:
    with browsing(chrome, web, viewport=PHONE, color_scheme="dark", locale="zh-CN") as watched:
        yield knowing_axe(watched)


@pytest.fixture
def page(chrome: Browser, web: WebDesk) -> Iterator[Page]:
    with browsing(chrome, web, viewport=DESK, locale="en-GB") as watched:
        yield watched.open("/")


# -- what every page keeps to ----------------------------------------------------------------------


def too_wide(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")  # type: ignore[no-any-return]


AXE = """
axe.run({resultTypes: ["violations"], preload: false}).then(({violations}) =>
  violations.flatMap(({impact, help, nodes}) =>
    nodes.map(({html, failureSummary}) => `${impact}: ${help}: ${html.slice(0, 200)} ${failureSummary}`)))
"""


def faults(page: Page) -> list[str]:
    """What axe-core finds wrong, of any weight."""
    return page.evaluate(AXE)  # type: ignore[no-any-return]


def keeps_to_the_rules(watched: Watched, path: str, *, language: str) -> None:
    watched.strange.clear()
    page = watched.open(path)
    try:
        assert page.locator("html").get_attribute("lang") == language
        for viewport in (PHONE, TABLET, DESK):
            page.set_viewport_size(viewport)  # type: ignore[arg-type]
            assert too_wide(page) <= 0
        assert faults(page) == []
        assert watched.strange == []
    finally:
        page.close()


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_is_accessible_fits_a_phone_and_loads_nothing_from_elsewhere(path, light, dark, addresses):
    keeps_to_the_rules(light, path.format(**addresses), language="en")
    keeps_to_the_rules(dark, path.format(**addresses), language="zh-CN")


def test_the_pages_of_accounts_are_the_same(chrome, guarded):
    for scheme, locale, language in (("light", "en-GB", "en"), ("dark", "zh-CN", "zh-CN")):
        with browsing(chrome, guarded, color_scheme=scheme, locale=locale) as watched:
            keeps_to_the_rules(knowing_axe(watched), "/login", language=language)
            page = watched.open("/login")
            log_in(page)
            keeps_to_the_rules(watched, "/account", language=language)


def test_what_a_link_leads_to_is_not_hidden_by_the_head_of_the_page(page, addresses):
    page.set_viewport_size({"width": 1280, "height": 520})
    page.goto(addresses["new"])
    page.locator("mark sup a").last.click()
    quote = page.locator(page.evaluate("location.hash")).bounding_box()
    head = page.locator(".top").bounding_box()
    assert page.evaluate("scrollY") > 0
    assert head["y"] == 0
    assert quote["y"] >= head["y"] + head["height"]


def test_on_paper_stands_what_was_found_and_nothing_to_click(page, addresses):
    page.goto(addresses["change"])
    page.emulate_media(media="print", color_scheme="dark")
    assert [page.locator(each).first.is_visible() for each in (".top", "#triage form", ".toolbar")] == [
        False
    ] * 3
    assert page.locator(".diff ins").first.is_visible()
    assert page.locator(".foot .printed").is_visible()  # which page it was, and who printed it
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(27, 31, 36)"


# -- the ways people go ----------------------------------------------------------------------------


def board(page: Page) -> str:
    """The row of the silent edit."""
    page.goto("/triage")
    return page.locator("tbody tr", has_text=LAUNCH).inner_text()


def decide(page: Page, state: str, note: str, due: str = "2026-05-09") -> None:
    page.locator("#triage-state").select_option(state)
    page.locator("#triage-owner").fill("analyst")
    page.locator("#triage-due").fill(due)
    page.locator("#triage-note").fill(note)
    page.get_by_role("button", name="Save").click()


def test_a_code_is_found_its_diff_read_and_it_is_triaged_and_stands_on_the_board(page, addresses):
    page.locator("#find").fill("8541.43")
    page.locator("#find").press("Enter")
    assert page.locator("mark").first.inner_text().startswith("8541.43")
    page.locator(f".results a[href='{addresses['change']}']").click()
    assert page.locator("h1").inner_text() == LAUNCH
    side = page.locator(".diff.side")
    assert side.locator(".before del").all_inner_texts() == ["12"]
    assert side.locator(".after ins").all_inner_texts() == ["20"]
    assert "8541.43.00" in side.locator(".grid tr.come").inner_text()
    page.get_by_role("link", name="In one text").click()
    assert page.locator(".diff.inline .line.edited").inner_text().count("1220") == 1
    decide(page, "in-review", "eight ports more")
    assert "eight ports more" in page.locator(".steps").inner_text()
    row = board(page)
    assert "In review" in row
    assert "analyst" in row
    assert "9 May 2026" in row


def test_the_same_is_done_without_scripts(chrome, web, addresses):
    with browsing(chrome, web, java_script_enabled=False, locale="en-GB") as watched:
        page = watched.open("/search?q=8541.43")
        page.locator(f".results a[href='{addresses['change']}']").click()
        assert page.locator(".diff .after ins").first.inner_text() == "20"
        assert not page.locator("#keys-open").is_visible()  # it would do nothing
        decide(page, "assigned", "no script had a part in this")
        assert "no script had a part in this" in page.locator(".steps").inner_text()
        assert "Assigned" in board(page)


def reach(page: Page, wanted: Locator) -> None:
    """By the tab key alone; wherever it halts on the way can be seen."""
    for _ in range(120):
        page.keyboard.press("Tab")
        seen = page.evaluate("getComputedStyle(document.activeElement).outlineStyle !== 'none'")
        assert seen, page.evaluate("document.activeElement.outerHTML")
        if wanted.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"{wanted} cannot be reached")


def test_the_same_is_done_by_keyboard_alone_and_quicker_by_single_keys(page, addresses):
    reach(page, page.locator(".skip"))
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("/")
    page.keyboard.type("8541.43")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    reach(page, page.locator(f".results a[href='{addresses['change']}']"))
    page.keyboard.press("Enter")
    page.wait_for_url("**" + addresses["change"])
    reach(page, page.get_by_role("link", name="In one text"))
    page.keyboard.press("Enter")
    page.wait_for_url("**view=inline")
    reach(page, page.locator("#triage-note"))
    page.keyboard.type("nothing but keys")
    reach(page, page.get_by_role("button", name="Save"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "nothing but keys" in page.locator(".steps").inner_text()
    with page.expect_navigation():
        page.keyboard.press("d")
    page.goto("/triage?state=done")
    assert page.locator("a[data-row]").all_inner_texts() == [LAUNCH]
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("o")
    assert page.url.endswith(addresses["change"])


def log_in(page: Page, password: str = PASSWORD) -> None:
    page.locator("#name").fill("analyst")
    page.locator("#password").fill(password)
    with page.expect_navigation():
        page.get_by_role("button").last.click()


def test_people_log_in_and_out_and_a_wrong_password_opens_nothing(chrome, guarded):
    with browsing(chrome, guarded, locale="en-GB") as watched:
        page = watched.open("/changes?label=eligibility")
        assert "/login" in page.url
        log_in(page, "wrong")
        assert "do not belong together" in page.get_by_role("alert").inner_text()
        assert page.locator("#name").input_value() == "analyst"
        log_in(page)
        assert page.url.endswith("/changes?label=eligibility")
        page.get_by_role("link", name="analyst").click()
        page.get_by_role("button", name="Log out", exact=True).click()
        assert page.goto("/changes").url.split("?")[0].endswith("/login")
        page.go_back()
        assert page.locator("table").count() == 0  # nothing is kept for whoever sits here next


def test_what_was_typed_when_the_session_ended_is_looked_at_and_sent(chrome, guarded, addresses):
    with browsing(chrome, guarded, locale="en-GB") as watched:
        page = watched.open(addresses["new"])
        log_in(page)
        HOUR.now += timedelta(days=40)
        decide(page, "in-review", WRITTEN, due="")
        assert "is kept" in page.locator("main").inner_text()
        log_in(page)
        assert page.locator("textarea").input_value() == WRITTEN
        page.get_by_role("button", name="Send it").click()
        assert page.url.endswith(addresses["new"])
        assert WRITTEN in page.locator(".steps").inner_text()
