"""The drop folder: what people put there is read once, told once and put away."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.saved import drop
from tests.desk import Desk, Publication
from tests.test_saved import BY_HAND, changes, save, saved_page, settle

NEWS = ("n7", "关于试点扩大范围的公告", "2026-05-08", "企业应当提交原产地证书。")


@pytest.fixture
def published(desk: Desk, tmp_path: Path) -> Publication:
    """A gated site whose list was read once."""
    from tests.desk import archive_of_six

    desk.configure(BY_HAND)
    publication = archive_of_six(desk.site)
    desk.monitor("init")
    save(desk, tmp_path / "baseline", "list")
    desk.monitor("check", "notices", "--from", "baseline")
    return publication


def lying(desk: Desk, *parts: str) -> list[str]:
    """Names of the files below a folder of the drop folder."""
    folder = desk.folder.joinpath("drop", "notices", *parts)
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_without_a_drop_folder_nothing_happens_and_none_is_made(desk, published):
    assert desk.monitor("once").code == 0
    assert not (desk.folder / "drop").exists()


@pytest.mark.parametrize("command", [("once", "--json"), ("check", "--json"), ("check", "notices", "--json"), ("check", "--all", "--json")])  # fmt: skip
def test_what_lies_there_is_read_due_or_not_and_put_away(desk, published, command):
    published.publish(*NEWS)
    save(desk, desk.folder / "drop" / "notices", "list", "n7")
    told = desk.monitor(*command, clock="2026-05-09T00:00:00Z")
    assert told.code == 0, told.err
    assert [line["outcome"] for line in told.lines if "outcome" in line] == ["changed"]
    assert changes(desk) == [("new", NEWS[1])]
    assert lying(desk, "done", "2026-05-09T000000Z") == ["list.html", "n7.html"]
    assert not desk.site.asked


def test_what_says_nothing_of_the_source_is_refused_with_the_reason_beside_it(desk, published):
    folder = desk.folder / "drop" / "notices"
    folder.mkdir(parents=True)
    (folder / "other.html").write_bytes(saved_page("https://example.org/a", "<p>text</p>"))
    settle(folder)
    told = desk.monitor("once", "--json")
    assert told.code == 1
    assert "found other.html (saved from https://example.org/a)" in told.err
    assert lying(desk) == ["other.html", "reason.txt"]
    reason = next((folder / "refused").rglob("reason.txt")).read_text(encoding="utf-8")
    assert "wanted http" in reason
    assert desk.monitor("once").code == 0, "once it is put away, it is no trouble any more"


def test_a_saved_gate_is_refused_and_said(desk, published):
    folder = desk.folder / "drop" / "notices"
    folder.mkdir(parents=True)
    gate = "<html><head><title></title></head><body><script>var $_ts={};</script></body></html>"
    (folder / "list.html").write_bytes(saved_page(desk.site.url("/list.html"), gate))
    settle(folder)
    assert desk.monitor("once", "--json").outcome()["outcome"] == "blocked"
    assert lying(desk, "refused") == ["list.html", "reason.txt"]


def test_a_stranger_among_the_files_goes_its_own_way(desk, published):
    published.publish(*NEWS)
    folder = save(desk, desk.folder / "drop" / "notices", "list")
    (folder / "other.html").write_bytes(saved_page("https://example.org/a", "<p>text</p>"))
    (folder / "list_files").mkdir()
    (folder / "list_files" / "frame.html").write_text("<p>frame</p>", encoding="utf-8")
    settle(folder)
    desk.monitor("once")
    assert lying(desk, "done") == ["frame.html", "list.html"]
    assert lying(desk, "refused") == ["other.html", "reason.txt"]


def test_a_file_whose_name_begins_like_a_page_is_not_of_that_page(desk, published):
    published.publish(*NEWS)
    folder = save(desk, desk.folder / "drop" / "notices", "list")
    (folder / "list.html").rename(folder / "l.html")
    (folder / "l (1).html").write_bytes((folder / "l.html").read_bytes())
    for name in ("l0-unrelated.html", "l_filesystem.html"):
        (folder / name).write_bytes(saved_page("https://example.org/a", f"<p>text of {name}</p>"))
    for name in ("l_files", "l.files", "l_文件", "l2_files"):
        (folder / name).mkdir()
        (folder / name / f"of {name}.html").write_text("<p>frame</p>", encoding="utf-8")
    settle(folder)
    desk.monitor("once")
    pages = ["l (1).html", "l.html", "of l.files.html", "of l_files.html", "of l_文件.html"]
    assert lying(desk, "done") == pages
    assert lying(desk, "refused") == [
        "l0-unrelated.html",
        "l_filesystem.html",
        "of l2_files.html",
        "reason.txt",
    ]


# -- what cannot be read, what cannot be moved -------------------------------------------------------


def test_one_file_that_is_too_large_is_refused_alone(desk, published):
    desk.configure(BY_HAND, limits="{attachment_size: 20KB}")
    published.publish(*NEWS)
    folder = save(desk, desk.folder / "drop" / "notices", "list", "n7")
    (folder / "big.pdf").write_bytes(b"%PDF" + bytes(30_000))
    (folder / "broken.mht").write_bytes(b"From: x\r\nMIME-Version: 1.0\r\n\r\nnothing")
    settle(folder)
    told = desk.monitor("once", "--json")
    assert told.code == 1
    assert told.outcome()["outcome"] == "changed"
    assert "big.pdf: has 30,004 bytes, the limit is 20,000 (settings: limits: attachment_size)" in told.err
    assert "broken.mht: expected an MHTML file with a page in it" in told.err
    assert "could not be verified: saved pages for notices\n" in told.err
    assert changes(desk) == [("new", NEWS[1])]
    assert lying(desk, "done") == ["list.html", "n7.html"]
    assert lying(desk, "refused") == ["big.pdf", "broken.mht", "reason.txt"]
    reason = next((folder / "refused").rglob("reason.txt")).read_text(encoding="utf-8")
    assert "big.pdf: has 30,004 bytes" in reason
    assert "broken.mht: expected" in reason
    assert "belongs to no notice" not in reason
    assert desk.monitor("once").code == 0


TWO = (
    """
  - id: live
    authority: Customs of Testland
    jurisdiction: CN
    language: zh
    kind: listing
    url: {site}/list.html
    every: 1d
    items: ul.news_list > li
    body: .news_detail_con
"""
    + BY_HAND
)


def shut(folder: Path, how: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a drop folder one that cannot be emptied; what the operator is told then."""
    if how == "done is a file":
        (folder / "done").write_text("x", encoding="utf-8")
        return "drop/notices/done: is no folder, so nothing in "
    if how == "read-only":
        real = os.access
        monkeypatch.setattr(os, "access", lambda path, mode: real(path, mode) and Path(path) != folder)
        return "done: cannot be written to, so nothing in "
    if how == "too many files":
        monkeypatch.setattr("monitor.saved.files.MOST_FILES", 0)
        return "more than 0 files; hand in fewer at once"

    def refuse(self: Path, _to: Path) -> None:
        raise PermissionError(1, "Operation not permitted", str(self))

    monkeypatch.setattr(Path, "rename", refuse)
    return "was read and cannot be moved to"


@pytest.mark.parametrize("how", ["done is a file", "read-only", "too many files", "somebody else's files"])
def test_a_folder_that_cannot_be_emptied_holds_up_nothing_else(desk, how, monkeypatch):
    from tests.desk import archive_of_six

    desk.configure(TWO)
    publication = archive_of_six(desk.site)
    desk.monitor("init")
    desk.monitor("once")
    folder = save(desk, desk.folder / "drop" / "notices", "list")
    said = shut(folder, how, monkeypatch)
    publication.publish(*NEWS)
    mails = 0
    for day in (9, 10, 11):
        told = desk.monitor("once", "--json", clock=f"2026-05-{day:02}T01:00:00Z")
        assert told.code == 1
        assert told.err.count(said) == 1
        assert "Traceback" not in told.err
        assert told.outcome("live")["outcome"] == ("changed" if day == 9 else "unchanged")
        assert len(desk.mails()) > mails, "the readers hear of the others"
        mails = len(desk.mails())
    assert changes(desk) == [("new", NEWS[1])], "and nothing is news twice"
    assert (folder / "list.html").exists()
    monkeypatch.undo()
    if how == "done is a file":
        (folder / "done").unlink()
    told = desk.monitor("once", "--json", clock="2026-05-12T01:00:00Z")
    assert told.code == 0, "mended, it is read as ever"
    assert lying(desk, "done") == ["list.html"]
    assert changes(desk) == [("new", NEWS[1])]


def test_a_daemon_says_once_that_a_folder_cannot_be_emptied_and_goes_on(desk, published, caplog):
    from datetime import UTC, datetime

    from monitor.config import load
    from monitor.opening import open_world
    from monitor.store import open_store
    from monitor.worker import turn

    folder = save(desk, desk.folder / "drop" / "notices", "list")
    (folder / "done").write_text("x", encoding="utf-8")
    now = datetime(2026, 5, 9, 1, tzinfo=UTC)
    config = load(desk.folder / "sources.yaml", {})
    store, said = open_store(config.database_url, now=now), set[str]()
    try:
        with open_world(config, store, lambda: now) as world:
            for _ in range(3):
                turn(world, said)
        assert desk.mails(), "the digests go out"
    finally:
        store.close()
    assert caplog.text.count("is no folder, so nothing in ") == 1


def test_a_folder_of_no_source_is_said_and_left_alone(desk, published):
    (desk.folder / "drop" / "notises").mkdir(parents=True)
    (desk.folder / "drop" / "notises" / "a.html").write_text("<p>a</p>", encoding="utf-8")
    told = desk.monitor("once")
    assert told.code == 0
    assert "no source is called notises" in told.err
    assert (desk.folder / "drop" / "notises" / "a.html").exists()


def test_what_is_still_being_written_waits_for_the_next_turn(tmp_path):
    folder = tmp_path / "a"
    folder.mkdir()
    page = folder / "page.html"
    page.write_text("<p>begun", encoding="utf-8")

    def meanwhile(_seconds: float) -> None:
        page.write_text("<p>begun, and more", encoding="utf-8")

    assert not drop.take(tmp_path, ["a"], wait=meanwhile)
    assert [taken.source for taken in drop.take(tmp_path, ["a"], wait=lambda _: None)] == ["a"]
    (folder / "annex.pdf.crdownload").write_bytes(b"%PDF")
    settle(folder)
    assert not drop.take(tmp_path, ["a"]), "the browser says that it is not done"


def test_a_file_that_came_meanwhile_is_not_put_away_unread(tmp_path, now):
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "one.html").write_text("<p>one</p>", encoding="utf-8")
    settle(folder)
    taken = drop.take(tmp_path, ["a"])[0]
    (folder / "one.html").write_text("<p>one, saved again</p>", encoding="utf-8")
    (folder / "two.html").write_text("<p>two</p>", encoding="utf-8")
    drop.put_away(taken, {"one.html"}, now, "why")
    assert sorted(path.name for path in folder.iterdir()) == ["one.html", "two.html"]


def test_C22_a_link_in_the_drop_folder_is_not_followed(desk, published, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "list.html").write_bytes(saved_page(desk.site.url("/list.html"), "<p>x</p>"))
    folder = desk.folder / "drop" / "notices"
    folder.mkdir(parents=True)
    (folder / "list.html").symlink_to(tmp_path / "elsewhere" / "list.html")
    (desk.folder / "drop" / "linked").symlink_to(tmp_path / "elsewhere")
    assert not desk.monitor("check", "--json").lines
    assert (tmp_path / "elsewhere" / "list.html").exists()


KILLED_BEFORE = """
import os, signal
from monitor.saved import drop
{how}
from monitor.cli import main
main()
"""
AT = {
    "the move": "drop.put_away = lambda *_: os.kill(os.getpid(), signal.SIGKILL)",
    "the second move": (
        "from pathlib import Path\nreal = Path.rename\ncount = [0]\n"
        "def rename(self, to):\n    count[0] += 1\n"
        "    os.kill(os.getpid(), signal.SIGKILL) if count[0] == 2 else real(self, to)\nPath.rename = rename"
    ),
    "the record": (
        "from monitor.store import Store\n"
        "Store.record_many = lambda *_: os.kill(os.getpid(), signal.SIGKILL)"
    ),
}  # fmt: skip


@pytest.mark.parametrize("moment", AT)
def test_D01_a_kill_before_the_files_moved_tells_once_and_loses_nothing(desk, published, moment):
    published.publish(*NEWS)
    save(desk, desk.folder / "drop" / "notices", "list", "n7", "n6")
    child = subprocess.run(
        [sys.executable, "-c", KILLED_BEFORE.format(how=AT[moment]), "once"],
        cwd=desk.folder,
        env=os.environ | {"MONITOR_CLOCK": "2026-05-09T00:00:00Z*0"},
        capture_output=True,
        check=False,
    )
    assert child.returncode == -signal.SIGKILL, child.stderr
    assert desk.monitor("once", clock="2026-05-09T01:00:00Z").code == 0
    assert desk.monitor("once", clock="2026-05-10T01:00:00Z").code == 0
    assert changes(desk) == [("new", NEWS[1])]
    assert sum(NEWS[1] in mail["Subject"] for mail in desk.mails()) == 1
    assert lying(desk, "done") == ["list.html", "n6.html", "n7.html"]
    assert not lying(desk, "refused")
