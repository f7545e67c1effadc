"""What is installed is whole: templates, rules, the starter and the demo's pages travel in the wheel."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DATA = {".html", ".txt", ".css", ".toml", ".yaml", ".atom", ".mako"}


@pytest.mark.slow
def test_the_wheel_carries_everything_that_is_read_at_run_time(tmp_path):
    tree = tmp_path / "tree"
    for name in ("monitor", "templates"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "sources.yaml"):
        shutil.copy(ROOT / name, tree / name)
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "-q",
        "-w",
        tmp_path,
        tree,
    ]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    wanted = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "monitor").rglob("*") if path.suffix in DATA
    }
    wanted |= {
        f"monitor/shipped/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "templates").rglob("*.*")
    }
    wanted |= {
        "monitor/shipped/sources.yaml",
        "monitor/py.typed",
        "monitor/catalogue/families.yaml",
        "monitor/catalogue/packs/cn-districts.yaml",
        "monitor/store/migrations/versions/0001_first_tables.py",
        "monitor/store/migrations/versions/0002_how_documents_came.py",
    }
    assert {name for name in wanted - packed if not name.endswith(".gitkeep")} == set()
