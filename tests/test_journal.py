"""`--log-format json`: an event a line for whoever collects logs."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys

from monitor.cli.journal import Lines
from tests.desk import Desk, archive_of_six
from tests.site import Site


def test_an_event_is_one_line_with_its_facts_whatever_its_message_holds() -> None:
    record = logging.LogRecord("monitor.x", logging.WARNING, "f", 1, "two\nlines, “%s”", ("é\x00",), None)
    record.facts = {"source": "notices", "ms": 12}
    told = Lines().format(record)
    assert "\n" not in told
    event = json.loads(told)
    assert (event["level"], event["source"], event["ms"]) == ("warning", "notices", 12)
    assert event["message"] == "two\nlines, “é\x00”"
    assert event["time"].endswith("+00:00")


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
