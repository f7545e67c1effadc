"""The archive in a browser: what holds for every page."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

import pytest
from selectolax.lexbor import LexborHTMLParser

from monitor.shown import tongue
from monitor.templates import shipped_folder
from tests.desk import Desk
from tests.site import Site
from tests.webdesk import WebDesk, archive_with_changes, serving


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDesk]:
    with Site() as site:
        desk = archive_with_changes(tmp_path_factory.mktemp("archive"), site)
        with serving(desk) as running:
            yield running


def test_both_languages_have_the_same_words() -> None:
    def keys(language: str) -> set[str]:
        tree = tomllib.loads((shipped_folder() / "web" / f"words.{language}.toml").read_text("utf-8"))
        return {f"{group}.{name}" for group, words in tree.items() for name in words}

    assert keys("en") == keys("zh")


def test_the_first_page_tells_what_is_new_in_the_readers_language(web: WebDesk) -> None:
    english, chinese = web.get("/"), web.get("/", headers={"Accept-Language": "zh-CN,zh;q=0.9"})
    assert "太阳能路灯" in english.text
    assert '<html lang="en">' in english.text
    assert '<html lang="zh-CN">' in chinese.text


def test_every_answer_tells_the_browser_what_to_keep_to(web: WebDesk) -> None:
    for path in ("/", "/style.css", "/nowhere"):
        headers = web.get(path).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_an_address_that_is_none_says_so_in_a_page_and_to_a_program(web: WebDesk) -> None:
    page, answer = web.get("/nowhere"), web.get("/api/nowhere")
    assert (page.status_code, answer.status_code) == (404, 404)
    assert "There is no such page" in page.text
    assert answer.json()


def test_a_language_that_is_asked_for_with_empty_fields_is_kept(web: WebDesk) -> None:
    page = web.get("/changes?hs=&owner=&language=zh")
    assert '<html lang="zh-CN">' in page.text
    web.session.cookies.clear()


def test_W12_behind_tls_every_cookie_keeps_to_https(tmp_path_factory: pytest.TempPathFactory) -> None:
    with Site() as site:
        desk = Desk(tmp_path_factory.mktemp("archive"), site)
        desk.configure(web="{public_url: 'https://archive.example'}")
        desk.monitor("init")
        with serving(desk, login=True) as running:
            lines = running.get("/login?language=zh", headers={"Host": "archive.example"}).headers[
                "Set-Cookie"
            ]
    assert "language=zh" in lines
    assert all("Secure" in line for line in re.split(r", (?=[\w-]+=)", lines))


def test_the_icon_that_browsers_ask_for_is_there_for_everybody(web: WebDesk) -> None:
    assert '<link rel="icon" href="/favicon.ico"' in web.get("/").text
    with serving(web.desk, login=True) as guarded:
        icon = guarded.get("/favicon.ico")
    assert (icon.status_code, icon.headers["Content-Type"]) == (200, "image/svg+xml")
    assert icon.text.startswith("<svg")


@pytest.mark.parametrize(
    ("title", "usual", "language"),
    [
        ("关于太阳能路灯的公告", None, "zh"),
        ("海关总署公告2026年第58号 (ISO 14067)", "zh-CN", "zh-CN"),
        ("関税に関するお知らせ", "en", "ja"),
        ("태양광 가로등", None, "ko"),
        ("Circular on solar lighting", "vi", "vi"),
        ("GACC opens its green channel 绿色通道", "zh", "und"),
        ("", None, "und"),
    ],
)
def test_the_language_of_a_title_is_told_by_its_script_and_its_source(
    title: str, usual: str | None, language: str
) -> None:
    assert tongue(title, usual) == language


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/changes",
        "/triage?state=new",
        "/search?q=太阳能",
        "/changes/1",
        "/notices/1",
        "/calendar?month=2026-06",
    ],
)
def test_chinese_on_an_english_page_is_said_to_be_chinese(web: WebDesk, path: str) -> None:
    seen = 0
    for node in LexborHTMLParser(web.get(path).text).css("main *"):
        own = "".join(each.text_content or "" for each in node.iter(include_text=True) if each.is_text_node)
        if "关于" not in own:  # of a title
            continue
        around = node
        while "lang" not in around.attributes:
            around = around.parent
        seen += 1
        assert around.attributes["lang"].startswith("zh"), own[:80]
    assert seen
