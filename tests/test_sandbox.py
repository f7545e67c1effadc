"""Files from strangers are parsed in a child without rights; whatever happens there costs that file and no more."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from monitor.errors import FetchError, ReadError, UnreadableError
from monitor.extract import extract, files
from monitor.extract.limits import Limits
from monitor.model import Content, Parsed, Text
from monitor.sandbox import Bounds, Sandbox, parser, wire
from tests.papers import Sheet, docx, p, pdf, zipped, zipped_in_gbk

NOTICE = pdf(Sheet().text(60, 80, "Notice 7/2026 on solar lanterns"))


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox() as parse:
        yield parse


def children() -> set[int]:
    """The processes that are ours, dead ones included."""
    task = Path(f"/proc/self/task/{os.getpid()}/children")
    if not task.exists():
        pytest.skip("needs /proc")
    return {
        int(number)
        for path in Path("/proc/self/task").iterdir()
        for number in (path / "children").read_text().split()
    }


def test_the_child_reads_what_we_read(sandbox):
    assert sandbox(NOTICE, "pdf") == files.parse(NOTICE, "pdf")
    assert sandbox(NOTICE, "pdf").content.blocks == (Text("Notice 7/2026 on solar lanterns"),)


def test_D10_one_child_reads_many_files_and_is_replaced_in_time(monkeypatch):
    monkeypatch.setattr(parser, "REUSED", 2)
    with Sandbox() as sandbox:
        seen = []
        for _ in range(4):
            sandbox(NOTICE, "pdf")
            seen.append({child.process.pid for child in sandbox._alive})
        assert seen[0]
        assert not seen[1]
        assert seen[2].isdisjoint(seen[0])


def test_no_child_is_started_before_it_is_needed_and_none_stays():
    before = children()
    with Sandbox() as sandbox:
        assert children() == before
        sandbox(NOTICE, "pdf")
        assert len(children() - before) == 1
    assert children() <= before


def test_a_broken_file_costs_no_child(sandbox):
    sandbox(NOTICE, "pdf")
    before = {child.process.pid for child in sandbox._alive}
    with pytest.raises(ReadError, match="not readable as PDF"):
        sandbox(b"%PDF-1.7 and nothing", "pdf")
    sandbox(NOTICE, "pdf")
    assert before <= {child.process.pid for child in sandbox._alive}


def test_what_a_broken_file_says_is_an_unreadable_file(sandbox):
    with pytest.raises(UnreadableError, match="not readable as PDF"):
        extract(b"%PDF-1.7 and nothing", name="a.pdf", parse=sandbox)


# -- limits: the child runs our own code here instead of a parser -----------------------------------


def instead(monkeypatch, code: str) -> None:
    """Let the child run this for every file; `body` is the file."""
    run = f"from monitor.sandbox import child\ndef parse(body, kind, limits):\n    {code}\nchild.files.parse = parse\n"
    quiet = "child._import_all = lambda: None\n"
    monkeypatch.setattr(
        parser,
        "_CODE",
        f"import sys, os; sys.path[:] = sys.argv[2:]\n{run}{quiet}child.main(int(sys.argv[1]))",
    )


def refusal(**bounds) -> str:
    with Sandbox(bounds=Bounds(**bounds)) as sandbox, pytest.raises(ReadError) as told:
        sandbox(b"x", "pdf")
    return str(told.value)


def test_C20_a_parser_that_never_ends_is_ended(monkeypatch):
    instead(monkeypatch, "\n    while True: pass")
    before = children()
    assert refusal(time=timedelta(seconds=0.3)) == "reading it takes longer than 0.3 s"
    assert children() <= before


def test_C20_a_parser_that_wants_all_memory_gets_an_error(monkeypatch):
    instead(monkeypatch, "held = bytearray(10 ** 10)")
    assert refusal() == "reading it takes more than 512 MB of memory"


def test_C20_a_parser_that_dies_is_told_with_how(monkeypatch):
    instead(monkeypatch, "os.abort()")
    assert "broke down (SIGABRT)" in refusal()


def test_C20_a_child_that_died_while_it_waited_is_not_the_next_files_fault(sandbox):
    sandbox(NOTICE, "pdf")
    for child in list(sandbox._idle):
        os.kill(child.process.pid, signal.SIGKILL)
        child.process.wait()
    assert sandbox(NOTICE, "pdf").content.blocks
    assert all(child.process.poll() is None for child in sandbox._alive)


def test_C20_a_child_that_somebody_ends_under_way_is_replaced_and_the_file_read(monkeypatch):
    with Sandbox() as sandbox:
        ask, asked = parser._Child.ask, []

        def ended(child, *file):
            asked.append(child)
            if len(asked) == 1:
                child.process.kill()
                child.is_ready = True  # it had started
            return ask(child, *file)

        monkeypatch.setattr(parser._Child, "ask", ended)
        assert sandbox(NOTICE, "pdf").content.blocks
        assert len(asked) == 2


def test_C20_a_file_that_kills_two_children_is_at_fault_and_no_third_is_started(monkeypatch):
    instead(monkeypatch, "os.kill(os.getpid(), 9)")
    monkeypatch.setattr(
        parser, "_CODE", parser._CODE.replace("child.main(", "child._refuse = lambda *_: None; child.main(")
    )
    started = []
    begin = parser._Child.__init__
    monkeypatch.setattr(
        parser._Child, "__init__", lambda child, bounds: (started.append(child), begin(child, bounds))[1]
    )
    assert "broke down (SIGKILL)" in refusal()
    assert len(started) == 2


def test_C20_what_a_parser_stumbles_over_is_the_files_fault(monkeypatch):
    instead(monkeypatch, "raise KeyError('x')")
    assert refusal() == "its parts contradict each other (KeyError)"


def test_C20_an_answer_without_end_is_cut_off(monkeypatch):
    instead(monkeypatch, "import monitor.model as m; return m.Parsed(m.Content((m.Text('x' * 3_000_000),)))")
    assert refusal(answer_bytes=2_000_000) == "it says more than 1 MB of text"


def test_S07_what_comes_back_is_believed_in_one_shape_only(monkeypatch):
    instead(monkeypatch, "os.write(4 - 1, child.wire.ANSWER.pack(b'=', 9) + b'{\"a\": [1]')")
    assert refusal() == "its parser answered nonsense"


@pytest.mark.parametrize(
    "deed",
    [
        "open('/etc/passwd').read()",
        "open('/tmp/x-monitor', 'w')",
        "os.open('/tmp/x-monitor', os.O_CREAT | os.O_WRONLY)",
        "__import__('_socket').socket()",
        "os.system('true')",
        "os.fork()",
        "os.kill(os.getppid(), 0)",
        "os.listdir('/')",
        "os.unlink('/tmp/x-monitor')",
    ],
)
def test_S07_a_parser_can_read_nothing_write_nothing_and_reach_nobody(monkeypatch, deed):
    instead(monkeypatch, deed)
    assert "contradict each other (" in refusal()


def test_S07_without_the_hook_the_kernel_still_refuses_files_and_sockets(monkeypatch):
    instead(
        monkeypatch,
        "import _socket\n    for deed in (lambda: os.open('/etc/passwd', 0), _socket.socket):\n        try: deed()\n"
        "        except OSError as e: assert e.errno == 24, e\n        else: return 1/0\n    raise KeyError",
    )
    monkeypatch.setattr(
        parser,
        "_CODE",
        parser._CODE.replace("quiet", "").replace(
            "child.main(", "import _socket; child._refuse = lambda *_: None; child.main("
        ),
    )
    assert refusal() == "its parts contradict each other (KeyError)"


def test_S07_the_environment_is_empty_and_nothing_is_inherited(monkeypatch):
    monkeypatch.setenv("MONITOR_SMTP_URL", "smtps://user:password@host")
    with open(os.devnull) as held:  # noqa: PTH123
        os.set_inheritable(held.fileno(), True)
        instead(
            monkeypatch,
            "env = [k for k in os.environ if k != 'LC_CTYPE']\n    found = []\n    for n in range(4, 64):\n        try: os.fstat(n); found.append(n)\n        except OSError: pass\n"
            "    raise (KeyError if not env and not found else ZeroDivisionError)",
        )
        assert refusal() == "its parts contradict each other (KeyError)"


def test_D19_what_is_under_way_ends_with_the_program_and_says_nothing_of_the_file(monkeypatch):
    instead(monkeypatch, "\n    while True: pass")
    sandbox = Sandbox()
    said: list[Exception] = []

    def ask() -> None:
        try:
            sandbox(b"x", "pdf")
        except (FetchError, ReadError) as error:
            said.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    until = time.monotonic() + 10
    while not any(child.files for child in list(sandbox._alive)) and time.monotonic() < until:
        os.sched_yield()
    sandbox.abort()
    asking.join(10)
    assert [type(error) for error in said] == [FetchError]
    with pytest.raises(FetchError):
        sandbox(b"x", "pdf")
    sandbox.close()


def test_S14_a_child_ends_with_the_process_that_started_it():
    code = (
        "import os\nfrom monitor.sandbox import Sandbox\nfrom tests.papers import Sheet, pdf\ns = Sandbox()\n"
        "s(pdf(Sheet().text(9, 99, 'x')), 'pdf')\nprint(next(iter(s._alive)).process.pid, flush=True)\nos._exit(1)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=30
    )
    pid, until = int(done.stdout), time.monotonic() + 10
    with suppress(ProcessLookupError):
        while time.monotonic() < until:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] == "Z":
                return
            os.sched_yield()
        pytest.fail("the child outlived us")


def test_a_child_that_cannot_start_says_nothing_of_the_file(monkeypatch):
    monkeypatch.setattr(parser, "_CODE", "raise SystemExit(3)")
    with Sandbox() as sandbox:
        for _ in range(3):
            with pytest.raises(FetchError, match=r"cannot be started: .*exit 3"):
                sandbox(NOTICE, "pdf")
        assert not sandbox._alive


def test_the_least_memory_that_the_settings_allow_is_enough():
    with Sandbox(bounds=Bounds(memory_bytes=256 * 1024 * 1024)) as sandbox:
        assert sandbox(NOTICE, "pdf") == files.parse(NOTICE, "pdf")


def test_X04_the_limits_of_reading_files_are_settings(tmp_path):
    from monitor.config.settings import Settings
    from monitor.opening import sandbox as opened

    limits = {
        "extraction_memory": "300MB", "extraction_time": "7s", "extraction_size": "2MB", "pdf_pages": 9,
        "archive_members": 8, "archive_depth": 1, "cells": 77, "ratio": 50,
    }  # fmt: skip
    config = SimpleNamespace(settings=Settings.model_validate({"limits": limits}))
    with opened(config) as parse:  # type: ignore[arg-type]
        assert parse.limits == Limits(pages=9, members=8, depth=1, cells=77, ratio=50)
        assert parse.bounds == Bounds(300_000_000, timedelta(seconds=7), 2_000_000)


# -- hostile files ---------------------------------------------------------------------------------


def told(sandbox: Sandbox, body: bytes, kind: str) -> str:
    with pytest.raises(ReadError) as error:
        sandbox(body, kind)
    return str(error.value)


def test_C21_a_bomb_is_refused_by_its_real_size(sandbox):
    assert "unpacks to more than 100 times" in told(sandbox, zipped({"a.txt": bytes(60_000_000)}), "zip")
    assert sandbox(docx(""), "docx").content.unread == "the document has no text: it may be scanned"


def test_C21_a_size_that_lies_does_not_help(sandbox):
    body = bytearray(zipped({"a.txt": bytes(60_000_000)}))
    at = body.rfind(b"PK\x01\x02")
    body[at + 24 : at + 28] = (10).to_bytes(4, "little")
    with suppress(ReadError):
        assert len(str(sandbox(bytes(body), "zip"))) < 10_000


def test_C21_archives_within_archives_are_read_two_deep(sandbox):
    inner = zipped({"list.csv": b"code,name\n8541,lamp\n9405,lantern\n"})
    two, three = zipped({"b.zip": inner}), zipped({"a.zip": zipped({"b.zip": inner})})
    assert "lantern" in str(sandbox(two, "zip"))
    assert "nested too deeply" in (sandbox(three, "zip").content.unread or "")


def test_C21_more_members_than_the_limit_are_refused():
    with Sandbox(Limits(members=3)) as few:
        assert "has 4 members, the limit is 3" in told(few, zipped({str(n): b"x" for n in range(4)}), "zip")


def test_C16_C20_a_document_nested_without_end_is_refused(sandbox):
    assert "nests more than 512 deep" in told(sandbox, docx("<w:sdt>" * 5_000 + "</w:sdt>" * 5_000), "docx")


def test_C20_a_page_tree_without_end_ends(sandbox):
    body = NOTICE.replace(b"/Kids[7 0 R]", b"/Kids[2 0 R]")
    with suppress(ReadError):
        assert isinstance(sandbox(body, "pdf"), Parsed)


def test_C20_pages_beyond_the_limit_are_told():
    with Sandbox(Limits(pages=2)) as few:
        said = few(pdf(*(Sheet().text(60, 80, f"Page of notice {n}") for n in "abc")), "pdf").content
    assert said.unread == "only the first 2 of 3 pages were read"
    assert [block.text for block in said.blocks if isinstance(block, Text)] == [
        "Page of notice a",
        "Page of notice b",
    ]


@pytest.mark.parametrize(
    "declared", ["<!DOCTYPE w [<!ENTITY a 'b'>]>", "<!doctype w SYSTEM 'file:///etc/passwd'>"]
)
def test_C23_a_document_type_in_a_part_is_refused(sandbox, declared):
    parts = {"word/document.xml": (declared + "<w/>").encode(), "_rels/.rels": b"<a/>"}
    assert "declares a document type" in told(sandbox, zipped(parts), "docx")
    assert "declares a document type" in told(
        sandbox, zipped({"word/document.xml": (declared + "<w/>").encode("utf-16")}), "docx"
    )
    assert sandbox(docx(p("text")), "docx").content.blocks == (Text("text"),)


def test_C22_a_members_name_is_a_label_and_no_path(sandbox, tmp_path):
    members = {"../../etc/cron.d/x.txt": b"one", "C:\\Windows\\y.txt": b"two", "/root/z.txt": b"three"}
    said = sandbox(zipped(members), "zip").content
    assert [block.text for block in said.blocks if isinstance(block, Text) and block.role == "heading"] == [
        "Windows/y.txt", "etc/cron.d/x.txt", "root/z.txt",
    ]  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_names_in_gbk_are_read_as_they_were_meant(sandbox):
    body = zipped_in_gbk(
        {"附件1：商品名单.csv": "税号,商品\n8541,组件\n9405,灯\n".encode("gbk"), "附件2.wps": b"\x00\x01WPS"}
    )
    said = sandbox(body, "zip").content
    assert next(block.text for block in said.blocks if isinstance(block, Text)) == "附件1：商品名单.csv"
    assert said.unread == "1 of 2 files in the archive were not read in full: 附件2.wps"


def test_C31_an_archive_of_which_nothing_can_be_read_says_so(sandbox):
    said = sandbox(zipped({"a.ofd": b"\x00\x01"}), "zip").content
    assert said.unread is not None
    assert said.unread.startswith("no file in the archive can be read: a.ofd: expected an OFD document")


def test_the_wire_brings_back_what_was_sent():
    said = Parsed(Content((Text("a\u2028b", "item", "https://x.example/"),), unread="half \ud800 of it"))
    assert wire.read(wire.written(said)).content.unread == "half ? of it"
    assert wire.read(wire.written(said)).content.blocks == said.content.blocks
