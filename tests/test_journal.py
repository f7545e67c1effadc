"""`--log-format json`: an event a line for whoever collects logs."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import threading

from monitor.cli.journal import Lines, Text
from tests.desk import Desk, archive_of_six
from tests.site import Page, Site


def test_an_event_is_one_line_with_its_facts_whatever_its_message_holds() -> None:
    record = logging.LogRecord("monitor.x", logging.WARNING, "f", 1, "two\nlines, “%s”", ("é\x00",), None)
    record.facts = {"source": "notices", "ms": 12}
    told = Lines().format(record)
    assert "\n" not in told
    event = json.loads(told)
    assert (event["level"], event["source"], event["ms"]) == ("warning", "notices", 12)
    assert event["message"] == "two\nlines, “é\x00”"
    assert event["time"].endswith("+00:00")


def test_S13_C30_a_line_for_people_is_one_line_whatever_a_server_said() -> None:
    said = "oh\nNov 22 09:00:00 INFO check notices: unchanged\x1b[2J\r\u2028"
    record = logging.LogRecord("x", logging.WARNING, "f", 1, "check %s", (said,), None)
    told = Text().format(record)
    assert told.endswith("WARNING check oh | Nov 22 09:00:00 INFO check notices: unchanged�[2J��")
    record.exc_info = (ValueError, ValueError("a\nb"), None)
    assert Text().format(record).endswith(" | ValueError: a | b")


def test_S13_a_source_that_fails_writes_one_line_a_check(desk: Desk, site: Site) -> None:
    site.pages["/list.html"] = Page("", status=500)
    desk.configure(tick="0.2s")
    daemon = subprocess.Popen(
        [sys.executable, "-c", "from monitor.cli import main; main()", "run"],
        cwd=desk.folder,
        env=os.environ | {"MONITOR_CLOCK": "2026-05-07T00:00:00Z*0"},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert daemon.stderr is not None
    first = daemon.stderr.readline()
    assert "WARNING check notices: failed" in first
    threading.Event().wait(1.5)  # some seven turns, in none of which it is due
    daemon.send_signal(signal.SIGTERM)
    rest = daemon.communicate(timeout=30)[1].splitlines()
    assert [line for line in rest if "notices" in line] == []


def test_our_own_mistake_is_logged_whole_on_one_line() -> None:
    mistake = ValueError("a\nb")
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "oh", (), (ValueError, mistake, None))
    assert "ValueError: a\nb" in json.loads(Lines().format(record))["traceback"]


def test_a_daemon_writes_its_checks_as_json(desk: Desk, site: Site) -> None:
    archive_of_six(site)
    daemon = subprocess.Popen(
        [sys.executable, "-c", "from monitor.cli import main; main()", "--log-format", "json", "run"],
        cwd=desk.folder,
        env=os.environ | {"MONITOR_CLOCK": "2026-05-07T00:00:00Z*0"},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert daemon.stderr is not None
    first = json.loads(daemon.stderr.readline())
    assert (first["source"], first["outcome"], first["level"]) == ("notices", "first", "info")
    daemon.send_signal(signal.SIGTERM)
    rest = daemon.communicate(timeout=30)[1].splitlines()
    assert all(json.loads(line) for line in rest)
    assert daemon.returncode == 0
