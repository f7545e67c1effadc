"""`export`: what is kept, as files that other programs read."""

from __future__ import annotations

import json

import pytest

from tests.desk import archive_of_six


@pytest.fixture
def amended(desk, site):
    """A desk that saw one notice amended."""
    publication = archive_of_six(site)
    desk.monitor("check", "--all")
    publication.publish(
        "n3", "关于第3批进口食品境外生产企业的公告", "2026-04-13", "现公告如下。\n自2026年7月1日起施行。"
    )
    assert desk.monitor("check", "--all", clock="2026-05-09T00:00:00Z").code == 0
    return desk


def test_jsonl_is_what_changes_says_and_goes_to_stdout_or_into_a_file(amended):
    told = amended.monitor("changes", "--json").lines
    assert len(told) == 1
    assert amended.monitor("export", "jsonl").lines == told
    assert amended.monitor("export", "jsonl", "--since", "2026-06-01").out == ""
    assert amended.monitor("export", "jsonl", "--out", "changes.jsonl").code == 0
    assert json.loads((amended.folder / "changes.jsonl").read_text(encoding="utf-8")) == told[0]
    assert not list(amended.folder.glob(".*unfinished"))


@pytest.mark.parametrize("out", ["no/such/folder/x.jsonl", "."])
def test_a_file_that_cannot_be_written_is_named_with_the_mend(amended, out):
    told = amended.monitor("export", "jsonl", "--out", out)
    assert told.code == 2
    assert "name another with --out" in told.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("changes", "--source", "nix"), "no source is called nix"),
        (("export", "jsonl", "--source", "nix"), "no source is called nix"),
        (("export", "xlsx", "--source", "nix", "--out", "x.xlsx"), "no source is called nix"),
        (("export", "warc", "--source", "nix", "--out", "x.warc"), "no source is called nix"),
        (("changes", "--programme", "nix"), "no programme is called nix"),
        (("changes", "--hs", "abc"), "write digits"),
        (("export", "jsonl", "--since", "2026-06-01", "--until", "2026-05-01"), "is after --until"),
    ],
)
def test_a_filter_that_names_nothing_is_refused_as_an_empty_answer_would_pass_for_no_change(
    amended, words, said
):
    told = amended.monitor(*words)
    assert told.code == 2
    assert told.out == ""
    assert said in told.err
