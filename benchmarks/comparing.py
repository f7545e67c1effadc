"""Milliseconds for comparing two versions, beside other people's comparers in the same run, and what each finds.

    python benchmarks/comparing.py [--rounds 5] [--limit 60] [--only CASE] [--wmd PYTHON]

Ours compares contents that are already read; the others get the same as lines (difflib, git) or as HTML (lxml,
web-monitoring-diff). Each comparer works on each case in a process of its own, so that none inherits another's
memory, and is stopped after --limit seconds; a stopped one is said to take longer than that. Times are medians of
CPU time, git's its own. Memory is what the process grew by while comparing. `found` is what a comparer reports:
edits and rows, groups of lines, marks in the text. --wmd names an interpreter that can import web_monitoring_diff.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

Lines = list[str]
Work = Callable[[], int]
FEW = (
    "licence",
    "importer",
    "shall",
    "file",
    "notice",
    "goods",
    "before",
    "entry",
    "office",
    "annex",
    "list",
)
PARTS = [a + b for a in "bdfgklmnprst" for b in ("a", "e", "i", "o", "u", "an", "er", "ing")]
MANY = tuple(one + other for one in PARTS[::4] for other in PARTS)
CHINESE = tuple(chr(0x4E00 + n) for n in range(0, 4000, 5))


# -- cases -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """Two versions as lines; cells: how many lines make a row, 0 for text, -1 for cells that came as lines."""

    before: Lines
    after: Lines
    cells: int = 0


def hs() -> Case:
    """20,000 rows of code, goods, unit, rate; 200 of them edited, gone or come."""
    rng = random.Random("hs")

    def row() -> str:
        code = f"{rng.randint(1, 97):02}{rng.randint(0, 99999999):08}"
        goods = f"{rng.choice(FEW)} {rng.choice(FEW)} n.e.s. {rng.randint(1, 999)}"
        return "\t".join(
            (code, goods, rng.choice(("kg", "piece", "set")), f"{rng.randint(0, 65)}.{rng.randint(0, 9)}")
        )

    before = sorted(row() for _ in range(20_000))
    after = list(before)
    touched = rng.sample(range(len(after)), 134)
    for n in touched[:67]:
        after[n] = after[n].rsplit("\t", 1)[0] + f"\t{rng.randint(66, 99)}.5"
    for n in sorted(touched[67:], reverse=True):
        del after[n]
    return Case(before, sorted(after + [row() for _ in range(66)]), cells=4)


def hs_cells() -> Case:
    """The same table as a filter from page to text gives it: one cell a line, many alike."""
    table = hs()
    before, after = (
        [cell for row in rows for cell in row.split("\t")] for rows in (table.before, table.after)
    )
    return Case(before, after, cells=-1)


def sentence(rng: random.Random, of: tuple[str, ...], words: int) -> str:
    if of is CHINESE:
        return "".join(rng.choice(of) for _ in range(words)) + "。"
    return " ".join(rng.choice(of) for _ in range(words)) + f" {rng.randint(1, 999)}."


def rewrite() -> Case:
    """5,000 lines, every one another."""
    rng = random.Random("rewrite")
    before, after = ([sentence(rng, MANY, 12) for _ in range(5_000)] for _ in range(2))
    return Case(before, after)


def alike() -> Case:
    """5,000 lines, every one another, all of the same eleven words, so that each is like each."""
    rng = random.Random("alike")
    before, after = ([sentence(rng, FEW, 12) for _ in range(5_000)] for _ in range(2))
    return Case(before, after)


def clauses() -> Case:
    """1,000 Chinese clauses, 20 of them edited, gone or come."""
    rng = random.Random("clauses")
    before = [f"第{n}条 {sentence(rng, CHINESE, 50)}" for n in range(1, 1001)]
    return Case(before, edited(before, 20, CHINESE, rng))


def five_megabytes() -> Case:
    """A page of 5 MB: 25,000 paragraphs, 50 of them edited, gone or come."""
    rng = random.Random("page")
    before = [f"{n}. {sentence(rng, MANY, 38)}" for n in range(25_000)]
    return Case(before, edited(before, 50, MANY, rng))


def edited(lines: Lines, edits: int, of: tuple[str, ...], rng: random.Random) -> Lines:
    after = list(lines)
    for n, place in enumerate(sorted(rng.sample(range(len(lines)), edits), reverse=True)):
        if n % 4 < 2:
            after[place] = after[place][:10] + rng.choice(of) + after[place][12:]
        elif n % 4 == 2:
            after.insert(place, sentence(rng, of, 20))
        else:
            del after[place]
    return after


CASES: dict[str, Callable[[], Case]] = {
    "hs": hs,
    "hs_cells": hs_cells,
    "rewrite": rewrite,
    "rewrite, alike": alike,
    "clauses": clauses,
    "5 MB": five_megabytes,
}


# -- comparers ---------------------------------------------------------------------------------------


def ours(case: Case) -> Work:
    from monitor.compare import compare
    from monitor.model import Content, Table, Text

    def content(lines: Lines) -> Content:
        if case.cells > 0:
            head = ("HS code", "Goods", "Unit", "Rate (%)")
            return Content((Table("Annex 1", head, tuple(tuple(row.split("\t")) for row in lines)),))
        return Content(tuple(Text(line) for line in lines))

    before, after = content(case.before), content(case.after)

    def work() -> int:
        found = compare(before, after)
        return len(found.edits) + sum(len(t.added) + len(t.removed) + len(t.changed) for t in found.tables)

    return work


def difflib_unified(case: Case) -> Work:
    import difflib

    return lambda: sum(
        line.startswith("@@") for line in difflib.unified_diff(case.before, case.after, lineterm="", n=0)
    )


def difflib_matcher(case: Case) -> Work:
    import difflib

    return lambda: sum(
        tag != "equal"
        for tag, *_ in difflib.SequenceMatcher(None, case.before, case.after, autojunk=False).get_opcodes()
    )


def git_histogram(case: Case) -> Work:
    folder = Path(tempfile.mkdtemp())
    for name, lines in (("before", case.before), ("after", case.after)):
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = [
        "git",
        "diff",
        "--no-index",
        "--histogram",
        "-U0",
        str(folder / "before"),
        str(folder / "after"),
    ]
    return lambda: subprocess.run(command, capture_output=True, check=False).stdout.count(b"\n@@ ")


def markup(case: Case, lines: Lines) -> str:
    """The lines as a page, so that those who compare pages have one."""
    if not case.cells:
        return "<html><body>" + "".join(f"<p>{escape(line)}</p>" for line in lines) + "</body></html>"
    cells = lines if case.cells < 0 else [cell for line in lines for cell in line.split("\t")]
    rows = ("".join(f"<td>{escape(cell)}</td>" for cell in cells[n : n + 4]) for n in range(0, len(cells), 4))
    return "<html><body><table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table></body></html>"


def lxml_htmldiff(case: Case) -> Work:
    from lxml.html.diff import htmldiff

    before, after = markup(case, case.before), markup(case, case.after)

    def work() -> int:
        marked = htmldiff(before, after)
        return marked.count("<ins") + marked.count("<del")

    return work


def web_monitoring_diff(case: Case) -> Work:
    from web_monitoring_diff import html_text_diff  # type: ignore[import-not-found]  # it has its own lxml

    before, after = markup(case, case.before), markup(case, case.after)
    return lambda: sum(sign != 0 for sign, _ in html_text_diff(before, after)["diff"])


COMPARERS: dict[str, Callable[[Case], Work]] = {
    "monitor": ours,
    "git diff --histogram": git_histogram,
    "difflib.unified_diff": difflib_unified,
    "difflib.SequenceMatcher": difflib_matcher,
    "lxml.html.diff": lxml_htmldiff,
    "web-monitoring-diff, text": web_monitoring_diff,
}


# -- measuring ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """What a comparer made of a case. seconds is None when it was stopped, with what it said when it failed."""

    seconds: float | None
    grown_mib: float = 0
    found: int = 0
    trouble: str = ""


def child(comparer: str, case: str, rounds: int) -> None:
    """Compare, and print a line of JSON after each round: a parent that stops us still has the rounds before."""
    work = COMPARERS[comparer](CASES[case]())
    stood = resident_mib()
    took: list[float] = []
    for _ in range(rounds):
        start = cpu()
        found = work()
        took.append(cpu() - start)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        told = {"seconds": median(took), "grown_mib": max(0.0, peak - stood), "found": found}
        print(json.dumps(told), flush=True)


def cpu() -> float:
    """CPU-seconds of this process and of those it waited for, so that git's work counts too."""
    return sum(
        one.ru_utime + one.ru_stime
        for one in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def resident_mib() -> float:
    """What the process holds now; its peak so far where the machine does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / 2**20


def measured(comparer: str, case: str, asked: argparse.Namespace) -> Told:
    """One comparer on one case, in a process of its own."""
    python = asked.wmd if comparer.startswith("web-monitoring") else sys.executable
    command = [python, __file__, "--child", comparer, case, "--rounds", str(asked.rounds)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=asked.limit, check=False)
        said, trouble = done.stdout, (done.stderr.strip().splitlines() or ["no answer"])[-1]
    except subprocess.TimeoutExpired as stopped:
        said, trouble = (stopped.stdout or b"").decode(), ""
    lines = said.strip().splitlines()
    return Told(**json.loads(lines[-1])) if lines else Told(None, trouble=trouble)


def shown(case: str, told: dict[str, Told], limit: float) -> None:
    """One table in Markdown: a row for each comparer."""
    print(f"| {case} | ms | times ours | grown by, MiB | found |\n|---|---|---|---|---|")
    first = told["monitor"].seconds
    for comparer, one in told.items():
        if one.trouble:
            print(f"left out: {comparer} on {case}: {one.trouble}", file=sys.stderr)
            continue
        if one.seconds is None:
            times = f"over {limit / first:,.0f}" if first else "-"
            print(f"| {comparer} | over {1000 * limit:,.0f} | {times} | - | - |")
            continue
        times = (
            f"{one.seconds / first:,.2g}"
            if first and one.seconds < 10 * first
            else f"{one.seconds / (first or 1):,.0f}"
        )
        grown = "-" if comparer.startswith("git") else f"{one.grown_mib:.0f}"
        print(f"| {comparer} | {1000 * one.seconds:,.1f} | {times} | {grown} | {one.found:,} |")
    print(flush=True)


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--limit", type=float, default=60, help="seconds for a comparer and a case")
    options.add_argument("--only", choices=tuple(CASES))
    options.add_argument("--wmd", default=sys.executable, help="an interpreter with web-monitoring-diff")
    options.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.child:
        comparer, case = asked.child
        child(comparer, case, asked.rounds)
        return
    for case in [asked.only] if asked.only else CASES:
        shown(case, {comparer: measured(comparer, case, asked) for comparer in COMPARERS}, asked.limit)


if __name__ == "__main__":
    main()
