"""A server's sources.yaml is followed while it runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.config import load
from monitor.config.followed import RETRY_S, Followed
from tests.site import Site
from tests.webdesk import WebDesk, archive_with_changes, serving

SOURCE = """
  - {{id: {id}, authority: Customs of {id}, jurisdiction: VN, language: vi, kind: page, url: https://example.com/, every: 1d}}
"""


class Seconds:
    at = 0.0

    def __call__(self) -> float:
        return self.at


class Files:
    """sources.yaml and what it includes, followed. loads: how often they were read."""

    def __init__(self, folder: Path) -> None:
        self.main, self.more, self.seconds, self.loads = (
            folder / "sources.yaml",
            folder / "more.yaml",
            Seconds(),
            0,
        )
        self.write(self.main, "a")
        self.followed = Followed(load(self.main, {}), self.read, 3, self.seconds)

    def read(self):
        self.loads += 1
        return load(self.main, {})

    def write(self, file: Path, *ids: str, before: str = "") -> None:
        file.write_text(
            f"{before}sources:{''.join(SOURCE.format(id=each) for each in ids)}", encoding="utf-8"
        )

    def now(self, later_s: float = 3):
        self.seconds.at += later_s
        return self.followed.now()

    def ids(self, later_s: float = 3) -> list[str]:
        return [source.id for source in self.now(later_s).config.sources]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def test_a_source_that_is_added_is_there_after_a_few_seconds_and_nothing_is_read_twice(files):
    files.write(files.main, "a", "b")
    assert files.ids(1) == ["a"]
    assert files.ids(2) == ["a", "b"]
    assert files.ids(30) == ["a", "b"]
    assert files.loads == 1


def test_files_that_are_included_are_followed_as_well(files):
    files.write(files.more, "b")
    files.write(files.main, "a", before="include: [more.yaml]\n")
    assert files.ids() == ["a", "b"]
    files.write(files.more, "b", "c")
    assert files.ids() == ["a", "b", "c"]


def test_a_broken_file_keeps_what_was_before_and_says_its_first_mistake(files):
    files.main.write_text("sources: [")
    broken = files.now()
    assert [source.id for source in broken.config.sources] == ["a"]
    assert broken.mistake.startswith(str(files.main))
    files.main.unlink()
    assert "there is no such file" in files.now().mistake
    files.write(files.main, "b")
    assert files.now().mistake == ""
    assert files.ids() == ["b"]


def test_what_a_broken_file_lacks_is_looked_for_again_though_it_is_not_touched(files):
    files.write(files.main, "a", before="include: [more.yaml]\n")
    assert "more.yaml is not there" in files.now().mistake
    files.write(files.more, "b")
    assert files.now().mistake
    assert files.ids(RETRY_S) == ["a", "b"]


def test_settings_stay_those_of_the_start_and_it_is_said_that_they_do(files):
    files.write(files.main, "a", before="settings: {timezone: Asia/Tokyo}\n")
    now = files.now()
    assert str(now.config.settings.timezone) != "Asia/Tokyo"
    assert now.restart


# -- in a browser --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDesk]:
    with Site() as site:
        desk = archive_with_changes(tmp_path_factory.mktemp("archive"), site)
        with serving(desk, login=True) as running:
            running.people("admin", "reader")
            yield running


def test_pages_and_programs_know_a_source_that_was_added_while_the_server_runs(web: WebDesk):
    file = web.desk.folder / "sources.yaml"
    web.log_in("admin")
    assert web.get("/sources/new-one").status_code == 404
    text = file.read_text("utf-8")
    file.write_text(text.replace("sources:", f"sources:{SOURCE.format(id='new-one').rstrip()}"), "utf-8")
    assert "Customs of new-one" in web.get("/sources").text
    assert "not in sources.yaml any more" not in web.get("/sources/new-one").text
    assert "new-one" in web.get("/api/v1/sources").text
    file.write_text("sources: <script>", "utf-8")
    page = web.get("/sources").text
    assert "what it said before still holds here" in page
    assert "<script>" not in page.partition("<main")[2]
    assert "Customs of new-one" in page
    web.session.cookies.clear()
    web.log_in("reader")
    assert "what it said before" not in web.get("/sources").text
