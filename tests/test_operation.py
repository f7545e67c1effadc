"""What lies in operation/: every command in it is one of ours, with options that it has."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

import monitor
from tests.desk import Desk

FOLDER = Path(__file__).parent.parent / "operation"
PROGRAM = "/opt/monitor/bin/monitor"


def commands() -> list[str]:
    """The words behind the program's name, in every file."""
    found = []
    for path in [*FOLDER.glob("systemd/*"), FOLDER / "monitor.cron"]:
        found += re.findall(rf"{PROGRAM} ([^>\n]+)", path.read_text("utf-8"))
    services = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))["services"].values()
    found += [" ".join(service["command"]) for service in services if "command" in service]
    docker = (FOLDER / "Dockerfile").read_text("utf-8")
    found += [
        " ".join(re.findall(r'"(.*?)"', line)) for line in re.findall(r"^CMD (.*)", docker, re.MULTILINE)
    ]
    return found


@pytest.mark.parametrize("words", commands())
def test_every_command_is_known_with_its_options(words: str, desk: Desk) -> None:
    told = desk.monitor(*words.split(), "--help")
    assert told.code == 0, told.err


def test_there_are_commands_in_each_kind_of_file() -> None:
    assert {word.split()[-1] for word in commands()} >= {"run", "once", "worker", "init"}


def test_what_stands_in_the_file_of_secrets_reaches_what_cron_runs(tmp_path: Path) -> None:
    (tmp_path / "monitor.env").write_text("MONITOR_SMTP_URL='smtps://li:a$b&c@mail.example'\n", "utf-8")
    line = (FOLDER / "monitor.cron").read_text("utf-8").splitlines()[-1].split(" monitor ", 1)[1]
    line = line.replace("/srv/monitor", str(tmp_path)).replace("/etc", str(tmp_path))
    line = line.replace(f"{PROGRAM} once >/dev/null", "printenv MONITOR_SMTP_URL")
    told = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=True)
    assert told.stdout == "smtps://li:a$b&c@mail.example\n"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
@pytest.mark.parametrize("unit", sorted(FOLDER.glob("systemd/*")), ids=lambda unit: unit.name)
def test_systemd_finds_nothing_wrong_in_a_unit(unit: Path) -> None:
    told = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    wrong = [
        line for line in told.stderr.splitlines() if unit.name in line and "is not executable" not in line
    ]
    assert wrong == []


def test_S09_every_image_is_named_with_its_version_and_ours_with_the_programs() -> None:
    docker = (FOLDER / "Dockerfile").read_text("utf-8")
    services = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))["services"].values()
    images = [*re.findall(r"^FROM (\S+)", docker, re.MULTILINE), *(each["image"] for each in services)]
    assert len(images) >= 5
    for image in images:
        _, colon, tag = image.rpartition(":")
        assert colon, image
        assert re.search(r"\d", tag), image
        assert "latest" not in tag, image
    assert {image for image in images if image.startswith("monitor:")} == {
        f"monitor:{monitor.__version__}".rsplit(".", 1)[0]
    }
