"""The pages of one change, one notice and one programme, and the files behind them, as a browser gets them."""

from __future__ import annotations

import hashlib
import html
import io
import re
import sqlite3
import threading
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.dialects import sqlite
from starlette.exceptions import HTTPException

from monitor.compare import PLAIN, compare
from monitor.model import Came, Content, DeliveryState, Table, Text
from monitor.store import outlines, tellings
from monitor.store.reading import Kept
from monitor.templates import load_templates
from monitor.views.sheet import Line
from monitor.web.diffed import LIGHT, PART, Diffed, diffed
from monitor.web.following import CLAIMS, OPEN, SURE
from monitor.web.ids import number
from monitor.web.noticed import pair
from monitor.web.pages import change
from monitor.web.press import Presses
from monitor.web.texts import WHOLE, passages
from monitor.why import Fate
from tests.desk import LISTING, READER, Desk, archive_of_six
from tests.site import Page, Site
from tests.webdesk import WebDesk, serving

PROGRAMME = """
  - id: lamps
    name: Garden lamp review lane
    aliases: [庭院灯绿色审查通道]
    since: 2026-05-08
    baseline:
      - {name: ports, value: 12, unit: ports, words: [口岸, ports]}
    awaited:
      - {question: Which codes?, words: [商品编号]}
"""
LAUNCH = "关于庭院灯绿色审查通道的公告"
TEXT = "为便利出口，现将有关事项公告如下。\n一、自2026年6月5日起，在{ports}个口岸实施试点。{more}\n二、企业应当提交ISO 14067碳足迹声明。"
SCRIPT = "<script>alert(1)</script>关于甲的公告"
TURNED = "关于\u202e乙\u2066的公告"
LONG = "长" * 3_000
ROWS = LIGHT // 2 + 300


def rates(rate: str) -> str:
    cells = "".join(
        f"<tr><td>{8_541_000_000 + n}</td><td>灯具{n}</td><td>{rate if n % 8 == 0 else '5%'}</td></tr>"
        for n in range(ROWS)
    )
    head = "<tr><th>商品编号</th><th>名称</th><th>税率</th></tr>"
    return (
        "<html><head><meta charset='utf-8'><title>税率表</title></head><body><h1>关于税率的公告</h1>"
        f"<div class='news_detail_con'><p>现公告如下。</p><table>{head}{cells}</table></div></body></html>"
    )


def archive(folder: Path, site: Site) -> Desk:
    """Six notices and a long table on 7 May; then a launch, an amendment of it, a silent edit, and titles that bite."""
    desk = Desk(folder, site)
    publication = archive_of_six(site)
    desk.configure(sources=LISTING, subscriptions=READER, programmes=PROGRAMME)
    assert desk.monitor("init").code == 0

    def check(day: int, table: str) -> None:
        publication.show()
        site.pages["/n5.html"] = Page(table)
        assert desk.monitor("check", "--all", clock=f"2026-05-{day:02}T00:30:00Z").code == 0

    check(7, rates("5%"))
    publication.publish("n7", LAUNCH, "2026-05-08", TEXT.format(ports=12, more=""))
    check(8, rates("5%"))
    desk.monitor("digest", "--now", clock="2026-05-08T01:00:00Z")
    more = "适用商品编号8541.43.00。"
    publication.publish("n7", LAUNCH, "2026-05-08", TEXT.format(ports=20, more=more))
    publication.publish("n8", html.escape(SCRIPT), "2026-05-09", "一、企业应当提交原产地证书。")
    publication.publish("n9", TURNED, "2026-05-09", f"一、企业应当提交{TURNED}。")
    publication.publish("na", LONG, "2026-05-09", "一、企业应当提交原产地证书。")
    check(9, rates("5%"))
    check(31, rates("13%"))
    return desk


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDesk]:
    with Site() as site:
        desk = archive(tmp_path_factory.mktemp("change"), site)
        with serving(desk, now="2026-05-31T02:00:00Z") as running:
            yield running


@pytest.fixture(scope="module")
def found(web: WebDesk) -> dict[str, dict[str, Any]]:
    """The changes by what they are about."""
    lines = web.desk.monitor("changes", "--json").lines
    names = {
        LAUNCH: "launch",
        SCRIPT: "script",
        TURNED: "turned",
        LONG: "long",
        "关于第5批进口食品境外生产企业的公告": "table",
    }
    return {f"{names.get(each['notice']['title'], '?')} {each['change']}": each for each in lines}


def path(found: dict[str, dict[str, Any]], name: str) -> str:
    return f"/changes/{found[name]['id']}"


# -- the page of a change --------------------------------------------------------------------------


def test_a_change_is_told_with_its_former_text_beside_it(
    web: WebDesk, found: dict[str, dict[str, Any]]
) -> None:
    page = web.get(path(found, "launch amended")).text
    assert '<span class="chip warn">Edited silently</span>' in page
    assert "<del" in page
    assert "<ins" in page
    assert '<div class="half before">' in page
    assert '<div class="half before">' not in web.get(f"{path(found, 'launch amended')}?view=inline").text
    facts = page.partition('id="facts"')[2].partition("</table>")[0]
    assert re.search(r"<bdi>12</bdi>.*<bdi>20</bdi>", facts)


def test_the_words_behind_a_label_stand_beside_the_rule_and_are_marked_in_the_text(
    web: WebDesk, found: dict[str, dict[str, Any]]
) -> None:
    page = web.get(path(found, "launch new")).text
    assert re.search(
        r'<li id="q2" value="2"><blockquote[^>]*>在12个口岸实施试点</blockquote>.*rule 试点正文', page
    )
    assert "<mark>在12个口岸实施试点<sup>" in page
    assert f'<h1 lang="zh" dir="auto"><mark>{LAUNCH}</mark></h1>' in page


def test_who_was_told_stands_with_the_digest_and_the_mail(
    web: WebDesk, found: dict[str, dict[str, Any]]
) -> None:
    told = web.get(path(found, "launch new")).text.partition('id="told"')[2]
    assert "It stands in the digest of 8 May 2026, 09:00." in told
    assert "reader@example.com" in told
    waiting = web.get(path(found, "launch amended")).text.partition('id="told"')[2]
    assert "It waits for the next digest, due" in waiting


def test_a_change_leads_to_the_one_before_and_after_it_to_its_programme_and_to_its_triage(
    web: WebDesk, found: dict[str, dict[str, Any]]
) -> None:
    first, second = web.get(path(found, "launch new")).text, web.get(path(found, "launch amended")).text
    assert f'rel="next" href="{path(found, "launch amended")}"' in first
    assert f'rel="prev" href="{path(found, "launch new")}"' in second
    assert 'href="/programmes/lamps"' in second
    assert f'action="{path(found, "launch amended")}/triage"' in second


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_pages_stand_in_both_languages_and_keep_to_the_strict_policy(
    web: WebDesk, found: dict[str, dict[str, Any]], language: str
) -> None:
    paths = [path(found, name) for name in ("launch amended", "script new", "table amended")]
    said = {"en": ("What happened", "versions", "Awaited"), "zh": ("发生了什么", "个版本", "待公布事项")}[
        language
    ]
    notice = re.search(r"/notices/\d+", web.get(paths[0]).text)
    assert notice
    for address in (*paths, notice[0], "/programmes", "/programmes/lamps"):
        page = web.get(f"{address}?language={language}")
        assert page.status_code == 200
        assert not re.search(
            r"<style|\sstyle=|\son[a-z]+=|<script(?! src=\"/keys.js\" defer></script>)", page.text
        )
    assert said[0] in web.get(f"{paths[0]}?language={language}").text
    assert said[1] in web.get(f"{notice[0]}?language={language}").text
    assert said[2] in web.get(f"/programmes/lamps?language={language}").text
    web.session.cookies.clear()


def test_the_rules_of_a_diff_are_those_of_pages_that_stand_alone_kept_to_it(web: WebDesk) -> None:
    alone = (Path(__file__).parents[1] / "templates/diff/style.css").read_text("utf-8")
    sheet = web.get("/diff.css")
    assert sheet.headers["Content-Type"].startswith("text/css")
    assert sheet.text == f".diff {{\n{alone}\n}}\n"


def test_titles_that_bite_are_only_words(web: WebDesk, found: dict[str, dict[str, Any]]) -> None:
    script = web.get(path(found, "script new")).text
    assert "<script>alert" not in script
    assert "&lt;script&gt;alert(1)" in script
    turned = web.get(path(found, "turned new")).text
    assert "\u202e" not in turned
    assert "[U+202E]" in turned
    long = web.get(path(found, "long new"))
    assert long.status_code == 200
    assert len(long.text) < 60_000


@pytest.mark.parametrize(
    "written", ["0", "007", "-1", "1e9", "0x1", "999999999", "9" * 21, "..%2fx", "%00", "\u0663", "1 ", "x"]
)
def test_an_id_that_we_never_wrote_is_a_page_that_is_not_there(web: WebDesk, written: str) -> None:
    for room in ("changes", "notices", "programmes"):
        assert web.get(f"/{room}/{written}").status_code == 404
    assert web.get(f"/changes/{written}/bundle.zip").status_code == 404
    assert web.get(f"/bodies/{written}/{'0' * 64}").status_code == 404


def test_what_is_asked_of_a_page_beyond_its_parts_is_its_last_part(
    web: WebDesk, found: dict[str, dict[str, Any]]
) -> None:
    for part in ("0", "-1", "x", "9" * 5_000, "1e9"):
        assert web.get(f"{path(found, 'table amended')}?part={part}&view=<b>").status_code == 200
    assert web.get("/programmes/lamps?before=x").status_code == 404


# -- long notices ----------------------------------------------------------------------------------


def test_a_long_table_is_told_a_part_at_a_time_and_nothing_is_left_out(
    web: WebDesk, found: dict[str, dict[str, Any]]
) -> None:
    told = set()
    changed = {str(8_541_000_000 + n) for n in range(0, ROWS, 8)}
    for part in range(1, 4):
        page = web.get(f"{path(found, 'table amended')}?part={part}").text
        told |= changed & set(re.findall(r"\d{10}", page.partition('id="two"')[2].partition('id="text"')[0]))
        assert len(page) < 150_000
    assert told == changed


def test_W14_versions_too_long_to_be_laid_out_are_not_aligned(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("aligned")

    before, after = (_table(LIGHT, rate) for rate in ("5%", "13%"))
    comparison = compare(before, after, language="zh")
    monkeypatch.setattr("monitor.web.diffed.view", never)
    made = diffed(before, after, comparison, PLAIN, look="side")
    assert (made.part, made.parts, made.long) == (1, -(-LIGHT // PART), True)
    assert _count(made) == PART


def test_a_part_beyond_the_last_is_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = (_table(PART + 3, rate) for rate in ("5%", "13%"))
    comparison = compare(before, after, language="zh")
    made = diffed(before, after, comparison, PLAIN, look="side", part=99)
    assert (made.part, _count(made)) == (2, 3)


def test_a_part_holds_no_more_words_than_a_page_is_waited_for() -> None:
    before, after = (
        Content(tuple(Text(f"{n} " + "甲乙丙丁" * 400 + word) for n in range(60))) for word in ("戊", "己")
    )
    comparison = compare(before, after, language="zh")
    parts = [diffed(before, after, comparison, PLAIN, look="side", part=part) for part in range(1, 8)]
    assert parts[0].long
    assert parts[0].parts == parts[-1].parts == 7
    assert sum(map(_count, parts)) == 60


def _table(rows: int, rate: str) -> Content:
    cells = tuple((str(8_541_000_000 + n), f"灯具{n}", rate) for n in range(rows))
    return Content((Table("税率", ("商品编号", "名称", "税率"), cells),))


def _count(made: Diffed) -> int:
    return sum(isinstance(part, Line) for section in made.view.sections for part in section.parts)


def test_a_short_text_stands_whole_and_a_long_one_around_its_marks() -> None:
    short = passages(Content(tuple(Text(f"paragraph {n}") for n in range(WHOLE))), {})
    assert (len(short.passages), short.more) == (WHOLE, 0)
    content = Content(tuple(Text("the proof" if n == 400 else f"paragraph {n}") for n in range(1_000)))
    long = passages(content, {7: "the proof"})
    marked = [place for place, one in enumerate(long.passages) if one.marked]
    assert len(marked) == 1
    assert len(long.passages) < 10
    assert sum(one.skipped + 1 for one in long.passages) + long.more == 1_000


# -- files -----------------------------------------------------------------------------------------


def test_the_bundle_of_a_change_is_the_one_that_the_command_makes(
    web: WebDesk, found: dict[str, dict[str, Any]]
) -> None:
    answer = web.get(f"{path(found, 'launch amended')}/bundle.zip")
    assert answer.headers["Content-Type"] == "application/zip"
    assert (
        answer.headers["Content-Disposition"]
        == f'attachment; filename="change-{found["launch amended"]["id"]}.zip"'
    )
    assert answer.headers["Content-Length"] == str(len(answer.content))
    made = web.desk.monitor("export", "bundle", found["launch amended"]["id"]).written
    assert _files(answer.content) == _files(made)


def test_whoever_asks_while_two_bundles_are_made_is_sent_away_at_once_with_a_sentence(
    web: WebDesk, found: dict[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"{path(found, 'launch amended')}/bundle.zip"
    room = threading.BoundedSemaphore(2)
    monkeypatch.setattr(change, "_BUNDLING", room)
    with room, room:
        refused = web.get(address)  # a webdesk waits ten seconds for an answer
        chinese = web.get(address, headers={"Accept-Language": "zh"})
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "15")
    assert "Two evidence bundles are being made just now" in refused.text
    assert "证据包" in chinese.text
    assert web.get(address).status_code == 200


def test_the_head_of_a_bundle_is_told_without_making_it(
    web: WebDesk, found: dict[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(change, "bundle")
    answer = web.session.head(f"{web.url}{path(found, 'launch amended')}/bundle.zip", timeout=10)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zip")
    assert answer.headers["Content-Disposition"].endswith('.zip"')
    assert "Content-Length" not in answer.headers
    assert web.session.head(f"{web.url}/changes/999999/bundle.zip", timeout=10).status_code == 404


def _files(zipped: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_C24_a_page_as_it_was_received_is_text_that_nothing_can_run(
    web: WebDesk, found: dict[str, dict[str, Any]]
) -> None:
    page = web.get(path(found, "launch amended")).text
    addresses = re.findall(r'href="(/bodies/\d+/[0-9a-f]{64})"', page)
    assert len(addresses) == 2  # before and after
    answer = web.get(addresses[1])
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "<p>一、自2026年6月5日起，在20个口岸实施试点。" in answer.text
    kept = web.get(f"{addresses[1]}?download=1")
    assert hashlib.sha256(kept.content).hexdigest() == addresses[1].rpartition("/")[2]
    assert kept.headers["Content-Type"] == "application/octet-stream"
    assert kept.headers["Content-Disposition"].startswith('attachment; filename="answer-')


def test_W05_only_bodies_of_answers_have_an_address(web: WebDesk, found: dict[str, dict[str, Any]]) -> None:
    page = web.get(path(found, "launch amended")).text
    (answer, sha256), *_ = re.findall(r'href="/bodies/(\d+)/([0-9a-f]{64})"', page)
    reading = found["launch amended"]["versions"]["after"]  # kept as well, and received from nobody
    assert web.get(f"/bodies/{answer}/{reading}").status_code == 404
    assert web.get(f"/bodies/{int(answer) + 1}/{sha256}").status_code == 404
    assert web.get(f"/bodies/{answer}/{sha256.upper()}").status_code == 404
    assert web.get(f"/bodies/{answer}/..%2f..%2fetc%2fpasswd").status_code == 404


# -- a notice, a programme -------------------------------------------------------------------------


def test_a_notice_shows_its_versions_and_any_two_of_them(
    web: WebDesk, found: dict[str, dict[str, Any]]
) -> None:
    address = re.search(r"/notices/\d+", web.get(path(found, "launch amended")).text)
    assert address
    page = web.get(address[0]).text
    assert "2 versions" in page
    assert '<li class="card silent">' in page
    assert "1 silent edit" in page
    assert "Recorded as change" in page
    rows = re.findall(r'<option value="(\d+)"', page)
    back = web.get(f"{address[0]}?before={rows[0]}&after={rows[1]}&view=inline").text  # backwards
    assert re.search(r"<del[^>]*>20</del>.*<ins[^>]*>12</ins>", back, re.DOTALL)
    assert web.get(f"{address[0]}?before=1&after=2").status_code == 404  # of another notice
    assert web.get(f"{address[0]}?before=&after=&view=").status_code == 200


def test_the_last_two_versions_are_compared_when_none_are_named() -> None:
    moment = datetime(2026, 5, 8, tzinfo=UTC)
    versions = [Kept(row, str(row), row, moment + timedelta(days=row)) for row in (9, 5, 2)]
    assert [each.row for each in pair(versions, None, None) or ()] == [5, 9]
    assert [each.row for each in pair(versions, None, 5) or ()] == [2, 5]
    assert [each.row for each in pair(versions, 9, 2) or ()] == [9, 2]
    assert pair(versions, 1, 2) is None
    assert pair(versions[:1], None, None) is None


def test_a_programme_stands_at_launch_and_now_with_what_is_answered_and_its_thread(
    web: WebDesk, found: dict[str, dict[str, Any]]
) -> None:
    assert "1 of 1 facts moved since launch" in web.get("/programmes").text
    page = web.get("/programmes/lamps").text
    assert re.search(r"<bdi>12</bdi></td>.*<b><bdi>20</bdi></b>", page, re.DOTALL)
    assert "适用商品编号8541.43.00" in page.partition('id="awaited"')[2].partition('id="thread"')[0]
    thread = page.partition('id="thread"')[2]
    assert thread.index(path(found, "launch amended")) < thread.index(path(found, "launch new"))
    older = web.get(f"/programmes/lamps?before={found['launch amended']['id']}").text.partition(
        'id="thread"'
    )[2]
    assert path(found, "launch amended") not in older
    assert path(found, "launch new") in older


@pytest.mark.parametrize("language", ["en", "zh"])
def test_whatever_became_of_a_change_has_words(language: str) -> None:
    press = Presses(load_templates(), ZoneInfo("Asia/Shanghai")).of(language)[-1]
    for name in (*(fate.name.lower() for fate in Fate), *(f"mail_{state}" for state in DeliveryState)):
        assert press.words.say(f"told.{name}")
    for way in Came:
        assert press.words.say(f"received.way_{way}")
    for chip in (*SURE.values(), *OPEN.values(), *CLAIMS.values()):
        assert press.words.say(f"programme.{chip.text}")


def test_who_is_owed_a_change_is_found_without_a_look_at_every_change(web: WebDesk) -> None:
    database = sqlite3.connect(web.desk.folder / "monitor.db")
    asked = (tellings._OWED.params(change_=1), tellings._HEARD.params(ids=[1]), outlines._WHY.params(ids=[1]))
    for query in asked:
        written = str(query.compile(dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True}))
        plan = database.execute(f"EXPLAIN QUERY PLAN {written}", [1] * written.count("?")).fetchall()
        assert not [step for *_, step in plan if step.startswith("SCAN owed")]
        assert [step for *_, step in plan if "subscription=? AND change=?" in step]
    database.close()


def test_an_id_is_a_plain_number_as_we_write_it() -> None:
    assert number("120") == 120
    for written in ("", "0", "01", "1.0", "٣", "²", "9" * 19):
        with pytest.raises(HTTPException):
            number(written)
