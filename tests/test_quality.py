"""docs/quality.md is what `make eval` writes: every table, and labels that exist. How old it is, is not asked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.model import LabelName

ROOT = Path(__file__).parents[1]
LABELS = {str(label) for label in LabelName}


@pytest.fixture
def quality(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "benchmarks" / "notices")
    import quality

    return quality


def faults(page: str, tables: tuple[str, ...]) -> list[str]:
    """What the page lacks, and what it names that is not there."""
    parts = {part.partition("\n")[0]: part.count("\n| ") for part in page.split("\n## ")[1:]}
    lacking = [f"no table {title}" for title in tables if parts.get(title, 0) < 3]
    named = set(re.findall(r"`([a-z-]+)`", page[page.index("\n## ") :]))
    return lacking + [f"no label {label}" for label in sorted(named ^ LABELS)]


def notice(quality, name: str, *, labels: list[str], given: list[str]):
    truth = {"lang": "en", "title": name, "body": "text", "labels": labels, "direction": "expansion"}
    answer = [
        {
            "name": label,
            "direction": "expansion",
            "score": 0.9,
            "evidence": [{"rule": "r", "text": name}],
        }
        for label in given
    ]
    return quality.Case(
        truth | {"doubtful": False, "facts": {"effective": None, "hs_codes": ["0101.21"]}},
        {"labels": answer, "facts": {"hs_codes": ["0101.21"]}},
    )


def test_the_page_has_every_table_and_names_only_labels_that_exist(quality):
    page = (ROOT / "docs" / "quality.md").read_text(encoding="utf-8")
    assert faults(page, quality.TABLES) == []
    assert re.search(r"on \d{4}-\d\d-\d\d, of commit [0-9a-f]{7,}", page)


def test_a_page_without_a_table_or_with_an_unknown_label_is_noticed(quality):
    page = (ROOT / "docs" / "quality.md").read_text(encoding="utf-8")
    assert faults(page.replace("\n## Facts\n", "\n## Fact\n"), quality.TABLES) == ["no table Facts"]
    told = faults(page.replace("`hs-mapping`", "`hs-code`"), quality.TABLES)
    assert told == ["no label hs-code", "no label hs-mapping"]


def test_what_is_written_has_every_table_and_the_figures_of_the_answers(quality):
    cases = [
        notice(quality, "right", labels=["eligibility"], given=["eligibility"]),
        notice(quality, "missed", labels=["eligibility"], given=[]),
        notice(quality, "alarm", labels=[], given=["documentation"]),
        notice(quality, "quiet", labels=[], given=[]),
    ]
    asked = quality.Asked("open", cases, 400.0, 1.5)
    page = quality.page([asked], date="2026-11-22", commit="abcdef1")
    assert faults(page, quality.TABLES) == []
    assert "| open | `eligibility` | 1.000 (1/1) | 0.500 (1/2) | 0.667 |" in page
    assert "| open | all | 0.500 (1/2) | 1.000 (1/1) |" in page
    assert "| no day in force, where there is none | 1.000 (4/4) |" in page
    assert "| 0.9 to 1.0 | 0.500 (1/2) |" in page
    assert "| mean distance | 0.400 |" in page
