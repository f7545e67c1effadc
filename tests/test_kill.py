"""D01: `kill -9` at any moment of `once`. The next run completes; no change is lost, none is told twice."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time

import pytest

from tests.desk import Desk, archive_of_six, text_of

DAYS = 9
SEED = 20260508


def once_killed_after(desk: Desk, seconds: float, clock: str) -> bool:
    """Run `monitor once` and kill it; whether it was still at work."""
    child = subprocess.Popen(
        [sys.executable, "-c", "from monitor.cli import main; main()", "once"],
        cwd=desk.folder,
        env=os.environ | {"MONITOR_CLOCK": f"{clock}*0"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    child.send_signal(signal.SIGKILL)
    return child.wait() == -signal.SIGKILL


def duration(desk: Desk, clock: str) -> float:
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "-c", "from monitor.cli import main; main()", "once"],
        cwd=desk.folder, env=os.environ | {"MONITOR_CLOCK": f"{clock}*0"}, capture_output=True, check=True,
    )  # fmt: skip
    return time.monotonic() - began


@pytest.mark.slow
def test_D01_kill_9_at_any_moment_of_once_loses_and_doubles_nothing(desk, site):
    published = archive_of_six(site)
    desk.monitor("once", clock="2026-05-07T00:00:00Z")
    whole = duration(desk, "2026-05-08T01:00:00Z")
    rng = random.Random(SEED)

    killed = 0
    for day in range(1, DAYS + 1):
        published.publish(
            f"p{day:02}", f"关于第{day:02}号试点的公告", f"2026-06-{day:02}", "企业应当提交原产地证书。"
        )
        killed += once_killed_after(desk, rng.uniform(0.2, 1.1) * whole, f"2026-06-{day:02}T01:00:00Z")
    assert killed >= DAYS // 2, "hardly any run was caught at work: the test says little"
    for hour in ("01", "02"):  # what was being sent when it was killed goes out with the next run
        assert desk.monitor("once", clock=f"2026-07-01T{hour}:00:00Z").code == 0

    changes = [line["notice"]["title"] for line in desk.monitor("changes", "--json").lines]
    assert sorted(changes) == sorted({f"关于第{day:02}号试点的公告" for day in range(1, DAYS + 1)})
    mails = {mail["Message-ID"]: text_of(mail) for mail in desk.mails()}
    for title in changes:
        assert sum(title in text for text in mails.values()) == 1, title
    assert not [
        line
        for line in desk.monitor("doctor", "--json").lines
        if line["what"] == "database" and line["state"] != "ok"
    ]
    assert desk.monitor("verify").code == 0  # every entry has its rows, every row its entry


def test_D04_a_full_disk_is_told_and_loses_nothing(desk, site):
    published = archive_of_six(site)
    desk.monitor("once", clock="2026-05-07T00:00:00Z")
    published.publish("n7", "关于试点的公告", "2026-05-08", "企业应当提交原产地证书。" * 500)

    def full() -> None:
        """No file may grow beyond a few pages: what a full disk is to a database."""
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192))

    failed = subprocess.run(
        [sys.executable, "-c", "from monitor.cli import main; main()", "once"],
        cwd=desk.folder, env=os.environ | {"MONITOR_CLOCK": "2026-05-08T01:00:00Z*0"}, preexec_fn=full,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert failed.returncode == 1
    assert "Traceback" not in failed.stderr
    assert "internal error" not in failed.stderr
    assert str(desk.folder / "monitor.db") in failed.stderr
    assert desk.monitor("once", clock="2026-05-08T02:00:00Z").code == 0
    assert [change["notice"]["title"] for change in desk.monitor("changes", "--json").lines] == [
        "关于试点的公告"
    ]
    assert sum("关于试点的公告" in mail["Subject"] for mail in desk.mails()) == 1
