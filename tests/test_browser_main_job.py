"""Sources that need a browser, end to end: `monitor check` on pages that scripts fill, on gates, and without a browser."""

from __future__ import annotations

import json
import os
import sys

import pytest

from monitor.fetch.chromium import INSTALL
from tests.desk import Desk
from tests.fetch.rendered import REAL
from tests.site import Page

SOURCE = """
  - id: notices
    authority: Customs of Testland
    jurisdiction: CN
    language: zh
    kind: listing
    url: {site}/list.html
    fetch: browser
    wait_for: ul.news_list > li
    items: ul.news_list > li
    body: .text
"""
LIST = """<!doctype html><html><head><title>公告</title></head><body><ul class="news_list"></ul><script>
fetch("/rows.json").then(answer => answer.json()).then(rows => {
  document.querySelector("ul").innerHTML = rows.map(r => `<li><a href="${r[0]}">${r[1]}</a><span>${r[2]}</span></li>`).join("") })
</script></body></html>"""
NOTICE = """<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1><div class="text"></div>
<script src="/notice.js"></script></body></html>"""
SCRIPT = """document.querySelector(".text").innerHTML = "<p>现公告如下。</p><p>企业应当提交原产地证书，自发布之日起施行。</p>" """
SANDBOX = f"{{sandbox: {str(os.geteuid() != 0).lower()}}}"


def reasons(desk: Desk) -> str:
    told = desk.monitor("check", "--all", "--json")
    assert told.code == 1
    assert "Traceback" not in told.err
    assert told.outcome()["outcome"] == "failed"
    return str(told.outcome()["reason"])


@pytest.mark.xdist_group("chromium")
@REAL[1]
def test_a_list_and_notices_that_scripts_fill_are_read(desk, site):
    rows = [[f"/n{n}.html", f"关于第{n}批进口食品境外生产企业的公告", f"2026-04-1{n}"] for n in range(1, 4)]
    site.pages |= {"/list.html": Page(LIST), "/notice.js": Page(SCRIPT, content_type="text/javascript")}
    site.pages |= {path: Page(NOTICE.format(title=title)) for path, title, _ in rows}
    site.pages["/rows.json"] = Page(json.dumps(rows[:2]), content_type="application/json")
    desk.configure(SOURCE, browser=SANDBOX)
    told = desk.monitor("check", "--all", "--json")
    assert told.code == 0, told.out + told.err
    assert (told.outcome()["outcome"], told.outcome()["notices"]) == ("first", 2)
    site.pages["/rows.json"] = Page(json.dumps(rows), content_type="application/json")
    told = desk.monitor("check", "--all", "--json", clock="2026-05-07T12:00:00Z")
    assert (told.outcome()["outcome"], told.outcome()["changes"]) == ("changed", 1), told.out
    change = desk.monitor("changes", "--json").lines[0]
    shown = desk.monitor("show", change["id"]).out
    assert "企业应当提交原产地证书" in shown  # the text is the one that the script put there
    assert "Traceback" not in told.err


@pytest.mark.xdist_group("chromium")
@REAL[1]
def test_a_challenge_is_blocked_with_its_kind_and_never_run(desk, site):
    shell = "<html><head><script>$_ts=window['$_ts']||{};document.cookie='aT=1';fetch('/ran');location.reload()</script></head><body></body></html>"
    site.pages["/list.html"] = Page(shell, status=412)
    desk.configure(SOURCE, browser=SANDBOX)
    told = desk.monitor("check", "--all", "--json")
    assert (told.code, told.outcome()["outcome"]) == (1, "blocked")
    assert "script challenge" in str(told.outcome())
    assert "/ran" not in site.paths()
    assert site.paths().count("/list.html") == 1


# -- without a browser -----------------------------------------------------------------------------


def test_without_the_extra_the_source_and_doctor_say_how_to_install_it(desk, site, monkeypatch):
    monkeypatch.setitem(sys.modules, "playwright", None)
    site.pages["/list.html"] = Page(LIST)
    desk.configure(SOURCE)
    assert INSTALL == "pip install 'regulatory-monitor[browser]'"
    assert INSTALL in reasons(desk)
    line = next(line for line in desk.monitor("doctor", "--json").lines if line["what"] == "browser")
    assert (line["state"], INSTALL in line["text"]) == ("bad", True)
    assert "/list.html" not in site.paths()


def test_without_a_chromium_it_is_said_what_to_install_or_to_set(desk, site, monkeypatch):
    pytest.importorskip("playwright")
    monkeypatch.setenv("PATH", str(desk.folder))
    monkeypatch.setenv("HOME", str(desk.folder))
    desk.configure(SOURCE)
    assert "install it (apt install chromium" in reasons(desk)
    desk.environ["MONITOR_CHROMIUM"] = "/nowhere/chromium"
    assert "MONITOR_CHROMIUM=/nowhere/chromium is no program" in reasons(desk)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has no sandbox for sure")
@REAL[1]
def test_S08_without_its_sandbox_chromium_is_not_started_unless_the_operator_says_so(desk, site):
    desk.configure(SOURCE)
    assert "settings: {browser: {sandbox: false}}" in reasons(desk)
    desk.configure(SOURCE, browser="{sandbox: false}")
    line = next(line for line in desk.monitor("doctor", "--json").lines if line["what"] == "browser")
    assert (line["state"], "without its sandbox" in line["text"]) == ("note", True)


def test_doctor_says_nothing_of_a_browser_that_no_source_needs(desk, monkeypatch):
    monkeypatch.setitem(sys.modules, "playwright", None)
    assert "browser" not in [line["what"] for line in desk.monitor("doctor", "--json").lines]
