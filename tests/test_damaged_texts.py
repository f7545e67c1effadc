"""D06: a stored text or page that cannot be read any more holds up no check, and is never taken for unchanged or new."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from monitor.check.visit import Visit
from monitor.compare.notices import amendment
from monitor.errors import DamagedError
from monitor.model import LOST, Access, Content, First, SourceState, Unchanged
from monitor.store import Before, open_store
from monitor.store.archive import Archive, bodies
from tests.checks import HOUR, NOW, check, document, notice, reading
from tests.desk import Desk, Publication, Told, archive_of_six, text_of
from tests.site import Site

TITLE = "关于第6批进口食品境外生产企业的公告"
BEFORE = "现公告如下。\n企业应当提交原产地证书。"
AFTER = "现公告如下。\n企业应当提交卫生证书。"
TEXT = "SELECT content FROM versions ORDER BY id DESC LIMIT 1"
PAGE = "SELECT sha256 FROM documents WHERE url LIKE '%/n6.html' ORDER BY id DESC LIMIT 1"
LIST = "SELECT sha256 FROM documents WHERE url LIKE '%/list.html' ORDER BY id DESC LIMIT 1"


@dataclass
class Damaged:
    """A desk that watches a list and read its newest notice twice; what it keeps can be damaged."""

    desk: Desk
    publication: Publication

    def harm(self, *which: str) -> None:
        """Make these bodies unreadable; each is a query for their SHA-256."""
        for query in which:
            self.execute(f"UPDATE bodies SET packed = x'00' WHERE sha256 = ({query})")

    def execute(self, statement: str) -> None:
        with closing(sqlite3.connect(self.desk.folder / "monitor.db")) as opened, opened:
            assert opened.execute(statement).rowcount > 0

    def once(self, day: int) -> Told:
        return self.desk.monitor("once", clock=f"2026-05-{day:02}T01:00:00Z")

    def troubles(self) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.desk.folder / "monitor.db")) as opened:
            return opened.execute("SELECT kind, subject, ended FROM troubles WHERE kind = 'lost'").fetchall()

    def edit(self, text: str = AFTER, date: str = "2026-05-09") -> None:
        self.publication.publish("n6", TITLE, date, text)

    def mail(self) -> str:
        return text_of(self.desk.mails()[-1])

    def faults(self) -> str:
        return self.desk.monitor("verify").out


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Damaged]:
    with Site() as site:
        publication = archive_of_six(site)
        desk = Desk(tmp_path_factory.mktemp("texts") / "desk", site)
        desk.folder.mkdir()
        desk.configure()
        assert desk.monitor("init").code == 0
        made = Damaged(desk, publication)
        made.once(7)
        made.edit(BEFORE, "2026-05-08")
        made.once(8)
        with closing(sqlite3.connect(desk.folder / "monitor.db")) as opened:
            opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        yield made


@pytest.fixture
def damaged(begun: Damaged, tmp_path: Path) -> Damaged:
    """A copy of it; the site is the same, as it stood."""
    begun.edit(BEFORE, "2026-05-08")
    folder = shutil.copytree(begun.desk.folder, tmp_path / "desk")
    return replace(begun, desk=Desk(folder, begun.desk.site))


def test_D06_a_damaged_text_is_read_again_from_its_page_and_written_anew(damaged: Damaged) -> None:
    damaged.harm(TEXT)
    assert "in the archive is damaged" in damaged.faults()
    damaged.edit()
    told = damaged.once(9)
    assert (told.code, told.out.splitlines()[0]) == (0, "notices  changed, 1 changes")
    assert "原产地" in damaged.mail()  # what it said before
    assert "damaged" not in damaged.faults()


def test_D06_a_text_that_is_lost_with_its_page_is_told_as_not_compared(damaged: Damaged) -> None:
    damaged.harm(TEXT, PAGE)
    damaged.edit()
    damaged.publication.publish("n7", "关于试点的公告", "2026-05-09", "自发布之日起施行。")
    told = damaged.once(9)
    del damaged.publication.notices["n7"]
    first = told.out.splitlines()[0]
    assert first.startswith(
        f'notices  changed, 2 changes: not compared, as the stored text is damaged: "{TITLE}"'
    )
    mail = damaged.mail()
    assert "what was stored of it before is damaged" in mail
    assert "[2026-05-08 → 2026-05-09]" in mail  # what the list said is known
    assert "[+" not in mail  # nothing of it is told as new
    assert mail.count("Published, and not seen before.") == 1
    assert "现公告如下" in mail
    assert damaged.troubles() == [("lost", "notices", None)]
    assert "unchanged" in damaged.once(10).out
    assert damaged.troubles() != [("lost", "notices", None)]  # it is over
    damaged.edit("现公告如下。\n企业应当提交质量证书。", "2026-05-11")
    damaged.once(11)
    assert "卫生" in damaged.mail()


def test_D06_a_notice_whose_text_is_lost_is_told_as_gone(damaged: Damaged) -> None:
    damaged.harm(TEXT, PAGE)
    page = damaged.publication.site.pages["/n6.html"]
    damaged.publication.withdraw("n6")
    outcomes = [damaged.once(day).out.splitlines()[0] for day in (9, 10, 11)]
    damaged.publication.site.pages["/n6.html"] = page
    assert any("1 changes" in each for each in outcomes)
    assert f"No longer listed: {TITLE}" in [mail["Subject"] for mail in damaged.desk.mails()]


def test_D06_a_damaged_page_of_a_list_holds_up_no_check(damaged: Damaged) -> None:
    damaged.harm(LIST, "SELECT sha256 FROM bodies WHERE id = 1")
    damaged.edit()
    assert damaged.once(9).out.startswith("notices  changed, 1 changes\n")
    damaged.edit("现公告如下。\n企业应当提交质量证书。")
    assert damaged.once(10).out.startswith("notices  changed, 1 changes\n")


def test_D06_a_body_that_is_lost_or_no_bytes_any_more_holds_up_no_check(damaged: Damaged) -> None:
    damaged.execute(f"DELETE FROM bodies WHERE sha256 IN ({LIST})")
    damaged.execute(f"UPDATE bodies SET packed = 'text' WHERE sha256 IN ({PAGE})")
    damaged.edit()
    assert damaged.once(9).out.startswith("notices  changed, 1 changes\n")
    assert "in the archive is damaged" in damaged.faults()


def test_D06_a_page_that_did_not_change_and_is_damaged_is_asked_for_anew_once() -> None:
    def damage() -> bytes:
        raise DamagedError("the body")

    whole = document(b"<p>as it was</p>")
    answers = [replace(whole, held=damage, not_modified=True), whole]
    limits = SimpleNamespace(attachment_time=timedelta(1), page_time=timedelta(1))
    world: Any = SimpleNamespace(
        fetch=lambda request, **_: answers.pop(0),
        parse=None,
        config=SimpleNamespace(settings=SimpleNamespace(limits=limits)),
    )
    source: Any = SimpleNamespace(id="s", access=Access(), fingerprint="f")
    visit = Visit(source, SourceState("s"), world, NOW, Before())
    page = visit.ask(whole.request)
    assert (page.body, page.body) == (whole.body, whole.body)
    assert [each.not_modified for each in visit.documents] == [False]


def test_D06_a_damaged_page_is_made_whole_by_a_check_that_comes_upon_it(sqlite_url: str) -> None:
    store, page = open_store(sqlite_url, now=NOW), document(b"<p>as it was</p>")
    store.record(First(check(page), reading(notice("a"))), next_check=None, fingerprint="f")
    store._write(lambda connection: connection.execute(bodies.update().values(packed=b"x")))
    with pytest.raises(DamagedError):
        store.body(page.sha256)
    store.record(Unchanged(check(page, at=NOW + HOUR), None), next_check=None, fingerprint="f")
    assert store.body(page.sha256) == page.body
    store.close()


def test_D06_damaged_changes_of_the_past_hold_up_no_check(damaged: Damaged) -> None:
    damaged.execute("UPDATE changes SET said = 'x', rest = NULL")
    damaged.execute("UPDATE notices SET flaps = 1 WHERE content IS NOT NULL")
    damaged.edit()
    assert "changed, 1 changes" in damaged.once(9).out


def test_D06_a_held_change_that_is_damaged_stays_held(damaged: Damaged) -> None:
    damaged.execute("UPDATE changes SET said = 'x', rest = NULL")
    damaged.execute("INSERT INTO held (change, source) SELECT id, source FROM changes")
    damaged.edit()
    assert "changed, 1 changes" in damaged.once(9).out
    with open_store(f"sqlite:///{damaged.desk.folder / 'monitor.db'}", now=NOW)._engine.connect() as opened:
        assert opened.exec_driver_sql("SELECT count(*) FROM held WHERE ended IS NULL").scalar() == 1


def test_D06_what_cannot_be_compared_is_an_amendment_and_no_quiet_one() -> None:
    lost = replace(notice("a"), content=Content(unread=LOST))
    found = amendment(lost, notice("a"))
    assert found is not None
    assert (found.uncompared, found.silent, found.comparison.facts) == (True, False, ())
    assert [one.doubtful for one in found.comparison.ignored] == [True]
    assert amendment(lost, lost) is None


def test_D06_the_same_bytes_make_a_damaged_body_whole(sqlite_url: str) -> None:
    store = open_store(sqlite_url, now=NOW)

    def keep(body: bytes) -> str:
        return store._write(lambda connection: Archive(connection).keep("line", body))

    first = random.Random(6).randbytes(2000)
    sha256, later = keep(first), keep(first + b"more")
    harm = bodies.update().where(bodies.c.sha256 == sha256).values(packed=b"x")
    store._write(lambda connection: connection.execute(harm))
    for each in (sha256, later):
        with pytest.raises(DamagedError, match="in the archive is damaged"):
            store.body(each)
    keep(first)
    assert (store.body(sha256), store.body(later)) == (first, first + b"more")
    store.close()
