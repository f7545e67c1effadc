"""What we are built from: locked for CI, none with known holes, nothing optional loaded unasked, no network at import."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from monitor import floors
from tests.desk import Desk

HERE = Path(__file__).parent.parent
PROJECT = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))["project"]
LOCK = HERE / ".ci" / "requirements.txt"
# Language models and their friends: nothing that judges notices by asking a stranger (S16, C33).
STRANGERS = {"openai", "anthropic", "litellm", "langchain", "transformers", "google-generativeai", "ollama"}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted(*extras: str) -> dict[str, tuple[int, ...]]:
    """The lower bounds of what is required, by name."""
    lines = [*PROJECT["dependencies"]]
    for extra in extras:
        lines += PROJECT["optional-dependencies"][extra]
    found = {}
    for line in lines:
        match = re.fullmatch(r"([A-Za-z0-9_.-]+)(?:\[[a-z,]+\])?(?:>=([0-9.]+))?", line)
        assert match, f"{line}: write NAME>=VERSION"
        if plain(match[1]) != PROJECT["name"]:
            found[plain(match[1])] = floors.numbers(match[2] or "0")
    return found


def locked() -> dict[str, tuple[int, ...]]:
    entries = re.findall(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", LOCK.read_text("utf-8"), re.MULTILINE)
    return {plain(name): floors.numbers(version) for name, version in entries}


def test_S01_every_file_of_ci_is_locked_by_its_hash_and_new_enough() -> None:
    text, found = LOCK.read_text("utf-8"), locked()
    for entry in re.split(r"\n(?=\S)", text.strip()):
        assert entry.startswith("#") or "--hash=sha256:" in entry, entry
    every = wanted(*PROJECT["optional-dependencies"])
    bench_only = set(wanted("bench")) - set(
        wanted("dev", "test", "apprise", "browser", "opentelemetry", "postgresql", "pdf")
    )
    for name, least in every.items():
        if name not in bench_only:
            assert found[name] >= least, name


def test_S01_ci_installs_nothing_but_what_is_locked() -> None:
    assert re.findall(r"^make .*", (HERE / ".ci" / "run").read_text("utf-8"), re.MULTILINE) == [
        "make $locked test",
        "make $locked check",
        "make wheel",  # last, and apart: as whoever installs it gets it
    ]
    assert "\nlocked=LOCKED=1\nif ! make LOCKED=1 .venv/.tested; then\n" in (HERE / ".ci" / "run").read_text(
        "utf-8"
    )
    told = subprocess.run(
        ["make", "--dry-run", "--always-make", "LOCKED=1", "VENV=none", "test", "check"],
        cwd=HERE, capture_output=True, text=True, check=True,
    )  # fmt: skip
    installs = [line for line in told.stdout.splitlines() if "pip install" in line]
    assert installs
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)
    assert "--exclude-newer" in (HERE / "Makefile").read_text("utf-8")  # a week old, when it is locked anew


def test_S01_S16_C33_what_is_optional_is_off_and_no_model_is_asked() -> None:
    assert not STRANGERS & set(locked())
    code = "import sys, monitor.cli, monitor.pipeline, monitor.opening; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in told.stdout.split()}
    assert not loaded & {"apprise", "playwright", "procrastinate", "psycopg"}


def test_S02_nothing_with_known_holes_may_be_installed() -> None:
    bounds, found = wanted(), locked()
    for name, floor in floors.FLOORS.items():
        assert bounds[name] >= floor, name
        assert found[name] >= floor, name
    assert found.get("lxml", (5,)) >= (5,)
    assert found.get("pypdf", (6, 12)) >= (6, 12)


def test_S02_the_program_says_at_its_start_which_library_is_too_old(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = {"requests": "2.32.3", "urllib3": "2.7.0", "jinja2": "missing"}
    old = list(floors.too_old(here.__getitem__))
    assert [line.split(",")[0] for line in old] == ["requests is 2.32.3", "jinja2 is missing"]
    told = {line["what"]: line for line in desk.monitor("doctor", "--json").lines}
    assert told["libraries"]["state"] == "ok"
    monkeypatch.setitem(floors.FLOORS, "requests", (99,))
    told = {line["what"]: line for line in desk.monitor("doctor", "--json").lines}
    assert told["libraries"]["state"] == "bad"
    assert "pip install -U 'requests>=99'" in told["libraries"]["text"]


@pytest.mark.parametrize(
    ("written", "numbers"),
    [("2.32.4", (2, 32, 4)), ("3.1rc1", (3, 1)), ("1.0.post2", (1, 0)), ("missing", ()), ("", ())],
)
def test_a_version_is_read_as_numbers(written: str, numbers: tuple[int, ...]) -> None:
    assert floors.numbers(written) == numbers


def test_nothing_is_asked_of_the_network_while_modules_are_loaded() -> None:
    code = """
import importlib, pkgutil, socket, sys

def refuse(*_, **__):
    raise SystemExit("asked the network")

socket.getaddrinfo = socket.create_connection = socket.socket.connect = refuse
import monitor
for found in pkgutil.walk_packages(monitor.__path__, "monitor."):
    if not found.name.endswith(("__main__", "migrations.env", "check_bundle", "browser_child", "child")):
        importlib.import_module(found.name)
print(len([name for name in sys.modules if name.startswith("monitor.")]))
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=HERE)
    assert told.returncode == 0, told.stderr
    assert int(told.stdout) > 300


def test_S15_who_finds_a_hole_is_told_whom_to_tell_and_how_soon_it_is_mended() -> None:
    told = (HERE / "SECURITY.md").read_text("utf-8")
    assert "seven days" in told
    assert "advisory" in told


def test_every_package_that_comes_along_is_listed_with_its_licence() -> None:
    text = (HERE / "docs" / "licences.md").read_text("utf-8")
    listed = dict(re.findall(r"^\| ([a-z0-9-]+) \| ([^|]{2,}) \|", text, re.MULTILINE))
    told = subprocess.run(
        [sys.executable, HERE / "operation" / "licences.py"], capture_output=True, text=True, check=True
    )
    here = set(re.findall(r"^\| ([a-z0-9-]+) \|", told.stdout, re.MULTILINE))
    assert set(wanted("apprise", "browser", "opentelemetry", "postgresql")) <= set(listed), (
        "run `make licences`"
    )
    assert here <= {*listed, "package"}, "run `make licences`"
    assert not [name for name, licence in listed.items() if licence == "not said"]
