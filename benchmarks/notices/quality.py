"""docs/quality.md: how good the labels and facts are, on notices of three sorts.

    make eval [DEV=DEV.jsonl]
    python benchmarks/notices/quality.py [--dev DEV.jsonl] [--out docs/quality.md] [--monitor COMMAND]

Asks `monitor classify --jsonl`, as outsiders do, and counts as score.py does. DEV.jsonl holds labelled notices in the
fields of those beside this file; it is no part of this repository. Of `kept` and `fresh-kept` only totals are written.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from score import HERE, LABELS, TIMES, Case, Share, Tally, ask, read

ROOT = HERE.parents[1]
OUT = ROOT / "docs" / "quality.md"
TABLES = (
    "At a glance",
    "Labels",
    "Languages, bodies and titles",
    "False alarms and direction",
    "Facts",
    "Scores and what they are worth",
    "Speed",
)
LANGUAGES = {"zh": "Chinese", "en": "English"}
WORDS = {  # how the facts of score.py are called here, in this order
    "number": "document number",
    "effective": "day in force, where there is one",
    "no effective": "no day in force, where there is none",
    "expires": "last day in force",
    "no expires": "no last day, where there is none",
    "deadline": "deadline for comments",
    "no deadline": "no deadline, where there is none",
    "codes": "every HS code of a notice, and no other",
    "no codes": "no HS code, where there is none",
    "standards": "standards",
    "limits": "time limits",
    "ports": "ports",
    "countries": "countries",
    "rates": "rates",
    "refs": "references to other notices, with the relation",
}
HEAD = """# Quality of labels and facts

Made by `make eval` (`benchmarks/notices/quality.py`) on {date}, of commit {commit}; do not edit.

These sets of labelled notices are asked, each notice by itself, as `monitor classify --jsonl` answers outsiders:

- **kept**: invented notices of topics and authorities that those who write the rules have not seen, and of which nothing but the
  totals is ever reported. This is the figure to hold us to. Even so, the notices and the program have the same makers; on the
  pages of an authority nobody has thought of, expect less.
- **open**: invented in the same way, its wrong answers looked at and mended since. A development figure, flattering.
- **fresh-kept** and **fresh-open**: the same, of other years and authorities, written after the rules had been mended on open.
{dev}
Precision is the share of given labels that are right, recall the share of right labels that are given, F1 the harmonic mean of
both, macro-F1 the mean of the three labels' F1. Labels, direction and false alarms are counted on clear notices; those on which
two careful readers could differ are left out there. Counts stand in brackets: with so few notices the second digit says little.
{trained}"""
DEV = "- **dev**: real notices, with which the rules were written. A development figure, flattering most.\n"
NO_DEV = "- **dev**, the real notices with which the rules were written, was not asked this time.\n"
TRAINED = """
No part of the classifier is trained: labels come of the rules in `monitor/rules` alone, so there is nothing to cross-validate. What
a score is worth (`monitor/rules/scores.yaml`) was measured on open, before anybody had looked at it.
"""


@dataclass(frozen=True)
class Asked:
    """A set and what was answered about it. second: notices a second of CPU time."""

    name: str
    cases: list[Case]
    second: float
    startup_s: float

    @cached_property
    def groups(self) -> dict[str, Tally]:
        return groups(self.cases)

    @property
    def all(self) -> Tally:
        return self.groups["all"]

    @property
    def clear(self) -> int:
        return sum(case.clear for case in self.cases)


def asked(name: str, paths: Iterable[Path], command: str) -> Asked:
    notices = read(paths)
    startup_s = ask(command, notices[:1])[1]
    cases, cpu_s = ask(command, notices, TIMES)
    return Asked(name, cases, len(notices) * TIMES / max(cpu_s - startup_s, 0.001), startup_s)


def groups(cases: Iterable[Case]) -> dict[str, Tally]:
    """The tallies of all notices, of each language, of those with a body and of titles alone, and of both together."""
    found: dict[str, Tally] = defaultdict(Tally)
    for case in cases:
        language = LANGUAGES.get(case.truth["lang"][:2], "other languages")
        whole = "with body" if case.truth.get("body") else "title only"
        for group in ("all", language, whole, f"{language}, {whole}"):
            found[group].count(case)
    return found


# -- the tables ------------------------------------------------------------------------------------

Row = tuple[object, ...]


def glance(sets: list[Asked]) -> Iterator[Row]:
    yield "set", "notices", "clear", "macro-F1", "false alarms", "direction", "evidence in the text"
    for each in sets:
        shares = each.all.shares
        yield (
            each.name,
            len(each.cases),
            each.clear,
            f"{macro(each.all):.3f}",
            *(shares[name] for name in ("false alarms", "direction", "evidence valid")),
        )


def labels(sets: list[Asked]) -> Iterator[Row]:
    yield "set", "label", "precision", "recall", "F1"
    for each in sets:
        for label in LABELS:
            yield each.name, f"`{label}`", *precision_recall(each.all, label)


def kinds(sets: list[Asked]) -> Iterator[Row]:
    yield "set", "notices", "clear", *(f"`{label}` P / R / F1" for label in LABELS), "macro-F1"
    for each in sets:
        for group in sorted(each.groups.keys() - {"all"}):
            tally = each.groups[group]
            cells = (
                " / ".join(str(part).split(" ")[0] for part in precision_recall(tally, label))
                for label in LABELS
            )
            yield each.name, group, clear_of(each, group), *cells, f"{macro(tally):.3f}"


def alarms(sets: list[Asked]) -> Iterator[Row]:
    yield "set", "notices", "false alarms on notices without a label", "direction right"
    for each in sets:
        for group in ("all", *sorted(each.groups.keys() & {*LANGUAGES.values(), "with body", "title only"})):
            shares = each.groups[group].shares
            yield each.name, group, shares["false alarms"], shares["direction"]


def facts(sets: list[Asked]) -> Iterator[Row]:
    yield "fact, exactly right", *(each.name for each in sets)
    for name, words in WORDS.items():
        if any(each.all.shares[name].of for each in sets):
            yield words, *(each.all.shares[name] for each in sets)


def scores(sets: list[Asked]) -> Iterator[Row]:
    yield "score", *(f"{each.name}: right" for each in sets)
    tenths = [tenths_of(each.cases) for each in sets]
    for tenth in sorted({tenth for each in tenths for tenth in each}):
        yield f"{tenth / 10:.1f} to {(tenth + 1) / 10:.1f}", *(each.get(tenth, Share()) for each in tenths)
    yield "mean distance", *(f"{distance(each.cases):.3f}" for each in sets)


def speed(sets: list[Asked]) -> Iterator[Row]:
    yield "set", "notices a second of one core", "characters a notice", "start-up, s of CPU"
    for each in sets:
        length = sum(len(c.truth["title"]) + len(c.truth.get("body", "")) for c in each.cases)
        yield each.name, f"{each.second:.0f}", f"{length / len(each.cases):.0f}", f"{each.startup_s:.1f}"


REMARKS = {
    "Languages, bodies and titles": "Groups of a few notices say nothing by themselves; they show where to look.",
    "Facts": "A fact counts as right only when all of it is: one code missed or one too many and the notice is wrong. An absent fact "
    "of a labelled notice is not scored.",
    "Scores and what they are worth": "Of the labels given with such a score, the share that is right. The mean distance is that of "
    "score and truth over tenths, weighed by labels (expected calibration error).",
    "Speed": "Labels and facts together, `monitor classify --jsonl`, without the start-up; on a machine that others use as well.",
}
MAKERS = dict(zip(TABLES, (glance, labels, kinds, alarms, facts, scores, speed), strict=True))


def precision_recall(tally: Tally, label: str) -> tuple[Share | str, Share | str, str]:
    right, extra, missed = tally.found[label]
    f1 = f"{tally.f1(label):.3f}" if right + extra + missed else "-"
    return Share(right, right + extra), Share(right, right + missed), f1


def macro(tally: Tally) -> float:
    return sum(map(tally.f1, LABELS)) / len(LABELS)


def clear_of(each: Asked, group: str) -> int:
    return sum(case.clear and group in groups([case]) for case in each.cases)


def given(cases: Iterable[Case]) -> Iterator[tuple[float, bool]]:
    """Each label given on a clear notice: its score, and whether it is right."""
    for case in cases:
        if case.clear:
            yield from ((label["score"], name in case.truth["labels"]) for name, label in case.given.items())


def tenths_of(cases: Iterable[Case]) -> dict[int, Share]:
    tenths: dict[int, Share] = defaultdict(Share)
    for score, right in given(cases):
        tenths[min(9, int(score * 10))].count(right)
    return dict(tenths)


def distance(cases: list[Case]) -> float:
    """How far the mean score of a tenth is from the share of right labels in it, weighed by labels."""
    tenths: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for score, right in given(cases):
        tenths[min(9, int(score * 10))].append((score, right))
    total = sum(map(len, tenths.values()))
    return sum(abs(sum(score - right for score, right in those)) for those in tenths.values()) / max(1, total)


# -- the page --------------------------------------------------------------------------------------


def page(sets: list[Asked], *, date: str, commit: str) -> str:
    dev = DEV if any(each.name == "dev" for each in sets) else NO_DEV
    parts = [HEAD.format(date=date, commit=commit, dev=dev.rstrip("\n") + "\n", trained=TRAINED)]
    for title, make in MAKERS.items():
        head, *rows = make(sets)
        lines = [head, ("---",) * len(head), *rows]
        table = "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
        remark = f"{REMARKS[title]}\n\n" if title in REMARKS else ""
        parts.append(f"\n## {title}\n\n{remark}{table}\n")
    return "".join(parts)


def commit() -> str:
    """The commit of the working tree, and whether more than this page differs from it."""

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    changed = git("status", "--porcelain", "--", "monitor", "benchmarks/notices")
    return (git("rev-parse", "--short", "HEAD") or "unknown") + (" with changes" if changed else "")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--dev", type=Path, help="labelled notices the rules were written with")
    parser.add_argument("--out", type=Path, default=OUT)
    parser.add_argument("--monitor", default=str(Path(sys.executable).with_name("monitor")))
    chosen = parser.parse_args()
    paths = {
        part: sorted((HERE / part).glob("*.jsonl")) for part in ("fresh-kept", "fresh-open", "kept", "open")
    }
    if chosen.dev:
        paths["dev"] = [chosen.dev]
    sets = [asked(name, those, chosen.monitor) for name, those in paths.items()]
    chosen.out.write_text(page(sets, date=f"{datetime.now(UTC):%Y-%m-%d}", commit=commit()), encoding="utf-8")


if __name__ == "__main__":
    main()
