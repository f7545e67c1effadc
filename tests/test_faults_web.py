"""What the fault table asks of every page, tried on all that can be reached from the first one."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
import sqlalchemy
from selectolax.lexbor import LexborHTMLParser

from monitor.errors import StoreError
from monitor.people import Role
from monitor.store import open_store
from monitor.web.app import build
from monitor.web.guard.headers import POLICY
from tests.desk import Desk, archive_of_six
from tests.site import Page, Site
from tests.test_web_guard import _routes
from tests.webdesk import LISTING_OF_TWO, WebDesk, serving

NOW = datetime(2026, 5, 8, tzinfo=UTC)
EVIL = """</title></script><script>alert(1)</script>"><img src=x onerror=alert(1)><a href="javascript:alert(1)">公告</a>"""
MOST = 250  # pages of a walk


@dataclass
class Walk:
    """All pages and files that a person comes to from the first page, by path."""

    pages: dict[str, str] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)


def walk(web: WebDesk) -> Walk:
    found, waiting, met = (
        Walk(),
        ["/", "/coverage", "/triage/not-relevant", "/search?q=script", "/nowhere"],
        set(),
    )
    while waiting and len(met) < MOST:
        path = waiting.pop(0)
        # one of each kind of list, filtered in each way once, is enough
        kind = re.sub(r"=[^&]*", "=", re.sub(r"\d{4}-\d{2}(-\d{2})?", "D", path))
        if kind in met:
            continue
        met.add(kind)
        answer = web.get(path, stream=True)
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            found.others.add(path)
            answer.close()
            continue
        found.pages[path] = answer.text
        for node in LexborHTMLParser(answer.text).css("[href], [src]"):
            for name in ("href", "src"):
                target = urldefrag(urljoin(web.url + path, node.attributes.get(name) or ""))[0]
                if target.startswith(web.url):
                    waiting.append(target.removeprefix(web.url) or "/")
    return found


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDesk]:
    """An archive whose notices, sources, troubles and mails are full of scripts."""
    with Site() as site:
        desk = Desk(tmp_path_factory.mktemp("archive"), site)
        publication = archive_of_six(site)
        desk.configure(
            sources=LISTING_OF_TWO.replace("Ministry of Testland", "'Ministry <script>alert(1)</script>'")
        )
        assert desk.monitor("init").code == 0
        desk.monitor("once", clock="2026-05-07T00:00:00Z")
        evil = html.escape(EVIL)
        publication.publish(
            "n7", f"{evil}出口绿色通道", "2026-05-08", f"{evil}\n自2026年6月5日起，商品编号8541.43.00。"
        )
        publication.publish("n6", f"关于第6批{evil}", "2026-04-16", f"{evil}\n自2026年7月1日起施行。")
        site.pages["/n1.html"] = Page(
            "<title>x</title>", status=500, headers={"X": "<script>alert(1)</script>"}
        )
        desk.monitor("once", clock="2026-05-08T00:30:00Z")
        with serving(desk) as running:
            yield running


@pytest.fixture(scope="module")
def walked(web: WebDesk) -> Walk:
    return walk(web)


def test_W01_nothing_that_a_site_wrote_runs_on_any_page(walked: Walk, web: WebDesk) -> None:
    assert len(walked.pages) > 25
    seen = 0
    for path, page in walked.pages.items():
        tree = LexborHTMLParser(page)
        seen += "alert(1)" in page
        ours = path.endswith("/message")  # a mail as we wrote it, in a frame that may do nothing
        assert not ours or web.get(path).headers["Content-Security-Policy"].startswith("sandbox;")
        for node in tree.css("*"):
            assert not [name for name in node.attributes if name.startswith("on")], path
            assert ours or "style" not in node.attributes, path
            for name in ("href", "src", "action", "formaction"):
                scheme = urlsplit((node.attributes.get(name) or "").strip()).scheme
                assert scheme in ("", "http", "https", "mailto"), path
        for script in tree.css("script"):
            assert (script.attributes.get("src") or "").startswith("/"), path
            assert not script.text().strip(), path
        assert not tree.css("img[src='x']"), path
        assert not tree.css("base, object, embed" if ours else "style, base, object, embed"), path
    assert seen > 5  # it stands there, as text


def test_W18_no_page_needs_another_host(walked: Walk, web: WebDesk) -> None:
    for path, page in walked.pages.items():
        for node in LexborHTMLParser(page).css("link, script, img, iframe, video, audio, source, use"):
            for name in ("href", "src", "srcset", "data"):
                target = node.attributes.get(name) or ""
                assert not target or (target.startswith("/") and not target.startswith("//")), (path, target)
    for sheet in ("/style.css", "/diff.css", "/keys.js"):
        assert not re.search(r"https?://|@import|url\(\s*['\"]?//", web.get(sheet).text), sheet
    sources = {word for rule in POLICY.split("; ") for word in rule.split()[1:]}
    assert sources == {"'none'", "'self'"}
    assert web.get("/").headers["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize(
    "path",
    [
        "..%2f..%2fsources.yaml",
        "%2e%2e/sources.yaml",
        "..\\sources.yaml",
        "%00",
        "....//sources.yaml",
        "monitor.db",
    ],
)
def test_W05_no_path_leads_to_a_file(web: WebDesk, walked: Walk, path: str) -> None:
    starts = {re.sub(r"[^/]*$", "", urlsplit(each).path) for each in {*walked.pages, *walked.others}}
    assert {"/bodies/1/", "/pictures/"} & starts
    for start in starts:
        answer = web.get(f"{start}{path}")
        assert answer.status_code in (400, 404), start
        assert "timezone:" not in answer.text
        assert "SQLite format" not in answer.text


def test_W06_nothing_can_be_uploaded_or_restored_by_a_page(web: WebDesk) -> None:
    routes = set(_routes(build(web.office).routes))
    assert not [path for _, path in routes if re.search("upload|import|restore|backup", path)]
    before = {file.name for file in web.desk.folder.rglob("*") if not file.name.startswith("monitor.db")}
    token = web.form_token("/changes/1")
    for method, path in routes:
        if method in ("POST", "PUT", "PATCH", "DELETE"):
            sent = {"files": {"file": ("../../x.py", b"evil")}, "data": {"form_token": token}}
            answer = web.session.request(method, web.url + path, timeout=10, allow_redirects=False, **sent)  # type: ignore[arg-type]
            assert answer.status_code in (403, 404, 415), (path, answer.status_code)
            assert answer.status_code == 415 or path.startswith("/api/"), path
    assert {
        file.name for file in web.desk.folder.rglob("*") if not file.name.startswith("monitor.db")
    } == before


def test_W13_no_address_of_ours_is_taken_from_the_request(tmp_path_factory: pytest.TempPathFactory) -> None:
    with Site() as site:
        desk = Desk(tmp_path_factory.mktemp("archive"), site)
        publication = archive_of_six(site)
        desk.configure(web="{public_url: 'http://archive.example'}")
        desk.monitor("init")
        desk.monitor("once", clock="2026-05-07T00:00:00Z")
        publication.publish("n7", "关于试点的公告", "2026-05-08", "企业应当提交原产地证书。")
        desk.monitor("once", clock="2026-05-08T00:30:00Z")
        with serving(desk, login=True) as running:
            running.people("admin")
            lying = running.get(
                "/login", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
            )
            assert lying.status_code in (400, 403)
            running.log_in("admin")
            made = running.submit("/account/tokens", {"kind": "feed", "name": "f", "wish": ""})
            assert "http://archive.example/feeds/" in made.text
            assert running.url not in made.text
        mails = b"".join(file.read_bytes() for file in (desk.folder / "outbox").glob("*.eml"))
        assert mails
        assert running.url.encode() not in mails


def test_X03_how_everything_fares_is_json_over_http_too(web: WebDesk) -> None:
    people = web.office.store.people
    people.add("script", Role.READER, "-", NOW)
    source = {each["source"]: each for each in web.get("/api/v1/sources").json()["sources"]}["ministry"]
    assert (source["outcome"], source["last_attempt"]) == ("failed", "2026-05-08T00:30:00Z")
    assert source["last_good"] == "2026-05-07T00:00:00Z"
    assert "500" in source["reason"]
    assert source["checks"] == 2
    assert web.get("/api/v1/changes").json()["changes"]
    assert web.get("/api/v1/deliveries").json()["deliveries"]
    assert web.get("/healthz").json()


# -- costly questions ------------------------------------------------------------------------------

# long enough on any machine, and not for ever where nothing breaks it off
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000000) SELECT count(*) FROM n"


def test_W14_a_question_that_takes_too_long_is_broken_off(database_url: str) -> None:
    with closing(open_store(database_url, now=NOW, longest=timedelta(seconds=0.2))) as store:

        def ask(connection: sqlalchemy.Connection) -> object:
            return connection.exec_driver_sql(ENDLESS).scalar()

        with pytest.raises(StoreError, match="took too long and was broken off; ask for less"):
            store._read(ask)
        store.beat("run", NOW)  # and the next one is answered
        assert store.heartbeats() == {"run": NOW}


def test_W14_what_a_reader_waits_for_has_a_limit(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    opened = open_store

    def noted(*args: object, **more: object) -> object:
        asked.append(more.get("longest"))
        return opened(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr("monitor.store.open_store", noted)
    told = desk.monitor("serve", "--port", "0", "--login")  # nobody has an account, so it ends at once
    assert told.code == 2
    assert asked == [timedelta(seconds=10)]
