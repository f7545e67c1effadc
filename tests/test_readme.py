"""What the README says works: its commands, its sources.yaml, its links."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from monitor.config import load
from tests.desk import LISTING, archive_of_six
from tests.saved import mhtml

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def commands() -> list[str]:
    """Every line of the README that runs `monitor`, without its remark."""
    lines = [line.partition(" #")[0].strip() for block in blocks("sh") for line in block.splitlines()]
    return [line for line in lines if line.startswith("monitor ")]


@pytest.fixture
def busy_desk(desk, site):
    """A desk on which everything that the README names is there."""
    desk.configure(sources=LISTING.replace("id: notices", "id: cn-gacc-announcements"))
    published = archive_of_six(site)
    desk.monitor("check", "--all", clock="2026-05-07T00:00:00Z")
    for n in range(6):
        published.publish(f"p{n}", f"关于第{n}号试点的公告", "2026-05-08", "企业应当提交原产地证书。")
    desk.monitor("check", "--all", clock="2026-05-08T00:00:00Z")
    for name in ("old.html", "new.html"):
        (desk.folder / name).write_text(f"<main><p>The {name} text.</p></main>")
    saved = mhtml(site.url("/list.html"), site.pages["/list.html"].body)
    (desk.folder / "saved.mhtml").write_bytes(saved)
    return desk


def test_the_readme_has_commands():
    assert len(commands()) >= 9


@pytest.mark.parametrize("command", commands())
def test_every_command_of_the_readme_runs(busy_desk, command):
    words = shlex.split(command)[1:]
    if words in (
        ["run"],
        ["serve"],
    ):  # they never end by themselves; tests/test_run.py and test_web.py run them
        words.append("--help")
    told = busy_desk.monitor(
        *words, stdin="correct horse battery\n"
    )  # for the command that asks for a password
    assert told.code == 0, told.err


def test_the_make_targets_of_the_readme_are_there():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", "\n".join(blocks("sh")), flags=re.MULTILINE):
        assert f"\n{target}:" in makefile


def test_the_sources_of_the_readme_are_a_configuration(tmp_path):
    (yaml,) = blocks("yaml")
    (tmp_path / "sources.yaml").write_text(yaml, encoding="utf-8")
    assert [source.id for source in load(tmp_path / "sources.yaml", {}).sources] == ["cn-mee-documents"]


def test_every_link_of_the_readme_leads_somewhere():
    links = re.findall(r"\]\((?!http)([^)#]+)\)|src=\"(?!http)([^\"]+)\"", README)
    assert len(links) >= 4
    assert [path for pair in links for path in pair if path and not (ROOT / path).is_file()] == []
