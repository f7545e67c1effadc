"""Real before/after pairs, served over HTTP as version one and two of a page that `monitor check` watches.

The pairs are real texts that are not ours to ship, so they lie beside the project, in shared/corpus,
and shared/eval/real_pairs.py lays them out and says what each is. Without them the tests are skipped.
What is asserted: a pair in which no word differs is no change; every pair in which something was changed
is one; nothing fails on either version. Small wordings (`wording`) are counted, not judged.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.desk import Desk
from tests.site import Page, Site

SHARED = Path(__file__).parents[2] / "shared"
TYPES = {".html": "text/html; charset=utf-8", ".json": "application/json"}

pytestmark = [
    pytest.mark.untraced,
    pytest.mark.xdist_group("real pairs"),  # they are laid out and checked once
    pytest.mark.skipif(
        not (SHARED / "corpus" / "pairs_dev.jsonl").exists(),
        reason=f"the real pairs are not there: {SHARED}/corpus",
    ),
]


@dataclass(frozen=True)
class Pair:
    """folder: main, wording or fetch. same: whether a reader would find nothing changed."""

    id: str
    folder: str
    same: bool
    kind: str
    old: Path
    new: Path


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> list[Pair]:
    out = tmp_path_factory.mktemp("pairs")
    script = SHARED / "eval" / "real_pairs.py"
    subprocess.run(
        [sys.executable, script, "--corpus", SHARED / "corpus", "--out", out], check=True, capture_output=True
    )
    return [pair for folder in ("main", "wording", "fetch") for pair in laid_out(out / folder)]


def laid_out(folder: Path) -> Iterator[Pair]:
    truths = map(json.loads, (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines())
    inputs = map(json.loads, (folder / "input.jsonl").read_text(encoding="utf-8").splitlines())
    for truth, paths in zip(truths, inputs, strict=True):
        kind = truth["content"] or "noise"
        yield Pair(truth["id"], folder.name, truth["same"], kind, Path(paths["old"]), Path(paths["new"]))


@pytest.fixture(scope="module")
def outcomes(pairs: list[Pair], tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """By pair, what two checks said of it."""
    with Site() as site:
        desk = Desk(tmp_path_factory.mktemp("desk"), site)
        desk.configure(sources="".join(map(source, pairs)), subscriptions="")
        assert desk.monitor("init").code == 0
        publish(site, pairs, "old")
        first = desk.monitor("check", "--all", "--json", clock="2026-05-07T00:00:00Z")
        publish(site, pairs, "new")
        second = desk.monitor("check", "--all", "--json", clock="2026-05-08T00:00:00Z")
    return {
        pair.id: (first.outcome(pair.id)["outcome"], second.outcome(pair.id)["outcome"]) for pair in pairs
    }


def source(pair: Pair) -> str:
    language = (
        "zh" if any("\u4e00" <= sign <= "\u9fff" for sign in pair.old.read_text("utf-8")[:3000]) else "en"
    )
    return (
        f"\n  - {{id: {pair.id}, authority: A, jurisdiction: CN, language: {language}, kind: page, "
        f"url: '{{site}}/{pair.id}{pair.old.suffix}', every: 1d}}"
    )


def publish(site: Site, pairs: list[Pair], side: str) -> None:
    for pair in pairs:
        body = getattr(pair, side).read_bytes()
        site.pages[f"/{pair.id}{pair.old.suffix}"] = Page(body, content_type=TYPES[pair.old.suffix])


def test_every_first_version_is_read(outcomes):
    assert {first for first, _ in outcomes.values()} == {"first"}


def test_no_clean_noise_alarms(pairs, outcomes):
    noise = [pair.id for pair in pairs if pair.folder == "main" and pair.same]
    assert len(noise) >= 5
    assert {id_: outcomes[id_][1] for id_ in noise if outcomes[id_][1] != "unchanged"} == {}


def test_no_real_change_is_missed(pairs, outcomes):
    changed = [pair.id for pair in pairs if not pair.same]
    assert len(changed) >= 15
    assert {id_: outcomes[id_][1] for id_ in changed if outcomes[id_][1] != "changed"} == {}


def test_the_figures_by_kind(pairs, outcomes, record_property, capsys):
    table: dict[str, dict[str, int]] = {}
    for pair in pairs:
        row = table.setdefault(f"{pair.folder}: {pair.kind}", {})
        row[outcomes[pair.id][1]] = row.get(outcomes[pair.id][1], 0) + 1
    with capsys.disabled():
        print("\nreal pairs, what the second check said:", json.dumps(table))
    assert sum(sum(row.values()) for row in table.values()) == len(pairs)
