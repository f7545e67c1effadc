"""`monitor replay`: what today's rules and lists would have said of what was recorded. Nothing is written or sent."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.desk import READER, Publication

TEAM = (
    READER
    + """
  - {name: cells, to: [cells@example.com], send: "daily 08:00", labels: [], watchlist: {hs: ["9405.4"]}}
"""
)
CODES = (
    "Goods of HS code 8541.43.00 are now declared with a licence of the ministry, at every customs office."
)
LOCAL = "Every lamp of the harbour shall carry a yellow zebra ribbon."
OWN_RULE = """
- rule: harbour ribbon
  says: who may not enter the harbour
  weight: 0.9
  act: [zebra]
  object: [ribbon]
  direction: restriction
"""


@pytest.fixture
def past(desk, site):
    """A desk with two changes told in May."""
    publication = Publication(site)
    publication.publish("a", "Notice on cells", "2026-05-01", "Nothing to see.")
    desk.configure(subscriptions=TEAM)
    assert desk.monitor("once").code == 0
    publication.publish("b", "Notice on photovoltaic cells", "2026-05-08", CODES)
    publication.publish("c", "Notice of the harbour", "2026-05-08", LOCAL)
    assert desk.monitor("once", clock="2026-05-08T00:00:00Z").code == 0
    return desk


def written(desk) -> dict[str, list[tuple[object, ...]]]:
    """All rows of the tables that tell of changes and mails."""
    tables = ("changes", "owed", "digests", "deliveries", "marks", "chain", "subscriptions", "troubles")
    with closing(sqlite3.connect(desk.folder / "monitor.db")) as database:
        return {table: database.execute(f"select * from {table}").fetchall() for table in tables}


def replay(desk, *words: str) -> list[dict]:
    return desk.monitor("replay", "--since", "2026-05-01", "--json", *words).lines


def edit(desk, old: str, new: str) -> None:
    file = desk.folder / "sources.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_the_same_rules_and_lists_would_say_the_same(past):
    assert replay(past) == []
    assert "daily: told just as it was" in past.monitor("replay", "--since", "2026-05-01").out
    assert len(replay(past, "--all")) == 4


def test_a_new_watchlist_shows_what_it_would_have_told_with_the_reason_and_writes_nothing(past):
    before = written(past)
    edit(past, '["9405.4"]', '["8541.43"]')
    (found,) = replay(past, "--subscription", "cells")
    assert (found["change"], found["difference"]) == ("2", "newly told")
    assert found["then"] is None
    assert "watchlist hs 8541.43" in found["now"][0]
    assert written(past) == before


def test_a_narrower_filter_shows_what_would_be_told_no_longer_and_why(past):
    edit(past, "to: [reader@example.com]", "to: [reader@example.com]\n    jurisdictions: [VN]")
    found = [line for line in replay(past) if line["subscription"] == "daily"]
    assert [line["difference"] for line in found] == ["no longer told", "no longer told"]
    assert found[0]["because"] == ["it looks at VN only, and notices is of CN"]


def test_a_new_rule_of_ones_own_shows_the_labels_it_would_have_given_with_its_words(past):
    folder = past.folder / "rules" / "en"
    folder.mkdir(parents=True)
    (folder / "eligibility.yaml").write_text(OWN_RULE, encoding="utf-8")
    edit(past, "  contact:", "  rules: rules\n  contact:")
    (found,) = [line for line in replay(past, "--subscription", "daily") if line["change"] == "1"]
    assert found["difference"] == "other labels"
    assert [label["name"] for label in found["labels_now"]] == ["eligibility"]
    assert "harbour ribbon" in found["because"][0]
    assert "yellow zebra ribbon" in found["because"][0]
    assert replay(past, "--keep-labels") == []


def test_another_sources_yaml_is_tried_over_this_ones_history(past):
    text = (past.folder / "sources.yaml").read_text(encoding="utf-8")
    (past.folder / "other.yaml").write_text(text.replace('["9405.4"]', '["8541.43"]'), encoding="utf-8")
    (found,) = replay(past, "--config", "other.yaml")
    assert (found["subscription"], found["difference"]) == ("cells", "newly told")


MISTAKES = [
    ("--since 2026-05-01 --subscription dayly", 2, "no subscription is called dayly, did you mean daily?"),
    ("--since 2026-06-01 --until 2026-05-01", 2, "is not before --until"),
    ("--since yesterday", 2, "is not a date"),
    ("", 2, "Missing option '--since'"),
    ("--since 2026-05-01 --config nowhere.yaml", 2, "nowhere.yaml"),
    ("--since 2027-01-01", 0, "no change was recorded in that time"),
]


def test_a_mistake_and_an_empty_history_are_told(past):
    for words, code, told in MISTAKES:
        answer = past.monitor("replay", *words.split())
        assert answer.code == code, words
        assert told in answer.err + answer.out
        assert "Traceback" not in answer.err
