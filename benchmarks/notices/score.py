"""How well labels and facts travel to notices that nobody tuned on.

    python benchmarks/notices/score.py [--part PART] [--file LABELLED.jsonl] [--details] [--monitor COMMAND]

The notices are invented, labelled by the rules of the development corpus, and written without a look at the rules that
are scored. `open` and `kept` have no topic of an authority in common: what `open` shows may be mended, `kept` is only
for the figure, so --details is refused for it. `fresh-open` and `fresh-kept` are a third set, of other years and
authorities, written later and parted by a hash of the id; the same holds of its halves. Labels, direction and false alarms count on clear records; facts on every
record that gives them, an absent fact is not scored. A number counts when the text says it; codes are compared by
their digits, and chapters, headings and prefixes of right codes are neither right nor wrong. Notices a second are of
CPU time, without the start-up.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LABELS = ("eligibility", "hs-mapping", "documentation")
DATES = ("effective", "expires", "deadline")
LISTED = {"limits": "limit", "ports": "port", "countries": "country", "rates": "rate", "refs": "reference"}
DASHES = re.compile("[‐-―−－]")
PARTS = ("open", "kept", "fresh-open", "fresh-kept")
OPEN = {"open", "fresh-open"}  # what these get wrong may be looked at
LONGEST_EVIDENCE = 400
FEWEST = 5  # notices of a group whose figures are shown
TIMES = 5  # a set is small beside the start-up

Json = dict[str, Any]


def squeezed(text: str) -> str:
    """The text without white space, width and case, with one sort of dash."""
    return "".join(DASHES.sub("-", unicodedata.normalize("NFKC", text)).casefold().split())


@dataclass(frozen=True)
class Case:
    """A labelled notice and what was answered about it."""

    truth: Json
    answer: Json

    @property
    def text(self) -> str:
        return squeezed(self.truth["title"] + "\n" + self.truth.get("body", ""))

    @property
    def facts(self) -> Json:
        facts: Json = self.truth["facts"]
        return {} if facts.get("facts_level") == "auto" else facts

    @property
    def given(self) -> dict[str, Json]:
        return {label["name"]: label for label in self.answer.get("labels", ())}

    @property
    def clear(self) -> bool:
        return not self.truth["doubtful"]

    @property
    def groups(self) -> tuple[str, ...]:
        whole = "body" if self.truth.get("body") else "title only"
        language = self.truth["lang"]
        return tuple(dict.fromkeys(("all", language[:2], language, whole)))


# -- facts -------------------------------------------------------------------------------------------


def number_right(case: Case) -> bool:
    """The same numbers in any spelling: 公告〔2024〕5号 and 2024年第5号公告; none, where the text says none."""
    expected, found = (case.facts["number"] or ""), (case.answer["facts"].get("number") or "")
    if squeezed(expected) not in case.text:  # the page had it in a field of its own
        expected = ""
    one, other = (sorted(int(run) for run in re.findall("[0-9]+", text)) for text in (expected, found))
    return one == other


def codes_right(case: Case) -> bool:
    """Every code found and nothing else called one; a Taiwanese check digit may be left off."""

    def digits(code: str) -> str:
        run = re.sub("[^0-9]", "", unicodedata.normalize("NFKC", code).split("-")[0])
        return run[:10] if len(run) == 11 else run

    expected = {digits(code) for code in case.facts["hs_codes"]}
    found = {digits(code) for code in case.answer["facts"].get("hs_codes", ())}
    strangers = {
        code for code in found - expected if len(code) > 4 and not any(e.startswith(code) for e in expected)
    }
    return expected <= found and not strangers


def standards_right(case: Case) -> bool:
    found = {squeezed(text) for text in case.answer["facts"].get("standards", ())}
    return found == {squeezed(text) for text in case.facts["standards"]}


def mentions(case: Case, name: str) -> list[Json]:
    return [m for m in case.answer["facts"].get("mentions", ()) if m["kind"] == LISTED[name]]


def all_listed(case: Case, name: str) -> bool:
    """Each of them among the mentions, by value or by its words, references with their relation."""
    said = mentions(case, name)

    def is_said(expected: str | Json) -> bool:
        relation = expected["relation"] if isinstance(expected, dict) else None
        words = squeezed(expected["text"] if isinstance(expected, dict) else expected)
        return any(
            (words == squeezed(m["value"]) or (name != "countries" and words in squeezed(m["text"])))
            and relation in {None, m.get("of")}
            for m in said
        )

    return all(map(is_said, case.facts[name]))


def checks(case: Case) -> Iterable[tuple[str, bool]]:
    """What can be checked of one notice's facts, and whether it is right."""
    facts, found = case.facts, case.answer["facts"]
    if "number" in facts:
        yield "number", number_right(case)
    for name in DATES:
        if name in facts and facts.get(f"{name}_source") != "metadata":
            yield (name if facts[name] else f"no {name}"), found.get(name) == facts[name]
    if "hs_codes" in facts:
        yield ("codes" if facts["hs_codes"] else "no codes"), codes_right(case)
    if facts.get("standards"):
        yield "standards", standards_right(case)
    if "family" in case.truth:  # elsewhere these were found by pattern and not read one by one
        for name in LISTED:
            if facts.get(name):
                yield name, all_listed(case, name)


def evidence_valid(case: Case, label: Json) -> bool:
    evidence = label.get("evidence", ())
    return bool(evidence) and all(
        e["rule"] and 0 < len(e["text"]) <= LONGEST_EVIDENCE and squeezed(e["text"]) in case.text
        for e in evidence
    )


# -- counting ----------------------------------------------------------------------------------------


@dataclass
class Share:
    """How many of how many."""

    hits: int = 0
    of: int = 0

    def count(self, hit: bool) -> None:  # noqa: FBT001 - it is what is counted
        self.hits += hit
        self.of += 1

    def __str__(self) -> str:
        return f"{self.hits / self.of:.3f} ({self.hits}/{self.of})" if self.of else "-"


@dataclass
class Tally:
    """All that is counted of one group of notices."""

    found: dict[str, list[int]] = field(default_factory=lambda: {label: [0, 0, 0] for label in LABELS})
    shares: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))

    def count(self, case: Case) -> None:
        truth, given = set(case.truth["labels"]), case.given
        if case.clear:
            for label in LABELS:  # right, too many, missed
                for place, is_so in enumerate((label in truth & set(given), label in set(given) - truth)):
                    self.found[label][place] += is_so
                self.found[label][2] += label in truth - set(given)
            if not truth:
                self.shares["false alarms"].count(bool(given))
            if "eligibility" in truth & set(given):
                self.shares["direction"].count(
                    given["eligibility"].get("direction") == case.truth["direction"]
                )
        for answered in given.values():
            self.shares["evidence valid"].count(evidence_valid(case, answered))
        for name, right in checks(case):
            self.shares[name].count(right)

    def f1(self, label: str) -> float:
        right, extra, missed = self.found[label]
        return 2 * right / (2 * right + extra + missed) if right + extra + missed else 1.0

    def labels_line(self) -> str:
        macro = sum(map(self.f1, LABELS)) / len(LABELS)
        each = "  ".join(f"{label} {self.f1(label):.3f}" for label in LABELS)
        alarms, direction = self.shares["false alarms"], self.shares["direction"]
        return f"macro-F1 {macro:.3f}  {each}  false alarms {alarms}  direction {direction}"


def calibration(cases: list[Case]) -> str:
    """For each tenth of the scores: how many of those labels are right."""
    tenths: dict[int, Share] = defaultdict(Share)
    for case in (case for case in cases if case.clear):
        for name, label in case.given.items():
            tenths[min(9, int(label["score"] * 10))].count(name in case.truth["labels"])
    return "  ".join(f"{tenth / 10:.1f}: {tenths[tenth]}" for tenth in sorted(tenths))


def faults(case: Case) -> list[str]:
    """What is wrong about one notice, for people."""
    given, truth = case.given, set(case.truth["labels"])
    wrong = [f"missed {label}" for label in LABELS if label in truth - set(given)]
    for label in LABELS:
        if label in set(given) - truth:
            shown = [(e["text"], e["rule"]) for e in given[label]["evidence"][:2]]
            wrong.append(f"no {label} ({given[label]['score']:.2f} {shown})")
    told = given.get("eligibility", {}).get("direction")
    if "eligibility" in truth & set(given) and told != case.truth["direction"]:
        wrong.append(f"direction {told}, is {case.truth['direction']}")
    for check, right in checks(case):
        if not right:
            name = "hs_codes" if check.endswith("codes") else check.removeprefix("no ")
            said = (
                [(m["value"], m["text"], m["of"]) for m in mentions(case, name)] if name in LISTED else None
            )
            wrong.append(f"{check}: {said or case.answer['facts'].get(name)}, is {case.facts[name]}")
    return wrong


# -- asking ------------------------------------------------------------------------------------------


def ask(command: str, notices: list[Json], times: int = 1) -> tuple[list[Case], float]:
    """The answers of `monitor classify --jsonl`, as outsiders get them, and the seconds of CPU it cost to ask so often."""
    asked = [
        {
            "id": n["id"],
            "title": n["title"],
            "body": n.get("body", ""),
            "language": n["lang"][:2],
            "published": n["issued"],
        }
        for n in notices
    ]
    lines = "".join(json.dumps(notice, ensure_ascii=False) + "\n" for notice in asked) * times
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [command, "classify", "--jsonl"], input=lines, capture_output=True, text=True, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"{command}: exit {done.returncode}\n{done.stderr[-2000:]}")
    answers = {answer["id"]: answer for answer in map(json.loads, done.stdout.splitlines())}
    nothing: Json = {"labels": [], "facts": {}}
    cases = [Case(notice, answers.get(notice["id"], nothing)) for notice in notices]
    return cases, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def report(name: str, notices: list[Json], command: str, tell: Callable[[str], None] | None) -> None:
    """Prints the figures of one set; `tell` hears each wrong answer."""
    startup_s = ask(command, notices[:1])[1]
    cases, cpu_s = ask(command, notices, TIMES)
    tallies: dict[str, Tally] = defaultdict(Tally)
    sizes = Counter(group for case in cases for group in case.groups)
    for case in cases:
        for group in case.groups:
            tallies[group].count(case)
    print(f"\n{name}: {len(cases)} notices, {sum(case.clear for case in cases)} clear")
    told = [group for group in tallies if sizes[group] >= FEWEST]  # one notice's totals would say which it is
    for group in sorted(told, key=lambda group: (group != "all", group)):
        print(f"  {group:10} {tallies[group].labels_line()}")
    facts = {
        check: share
        for check, share in tallies["all"].shares.items()
        if check not in {"false alarms", "direction"}
    }
    print("  facts      " + "  ".join(f"{check} {facts[check]}" for check in sorted(facts)))
    print("  scores     " + calibration(cases))
    print(f"  {len(cases) * TIMES / max(cpu_s - startup_s, 0.001):.0f} notices a second")
    if tell:
        for case in cases:
            doubt = "" if case.clear else "(doubtful) "
            for wrong in faults(case):
                tell(f"{doubt}{case.truth['id']}: {wrong} | {case.truth['title']}")


def read(paths: Iterable[Path]) -> list[Json]:
    return [json.loads(line) for path in paths for line in path.read_text().splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", choices=PARTS, help="one half only")
    parser.add_argument("--file", type=Path, help="other labelled notices, in the fields of these")
    parser.add_argument(
        "--details", action="store_true", help="each wrong answer; of open halves and --file only"
    )
    parser.add_argument(
        "--monitor", default=str(Path(sys.executable).with_name("monitor")), help="the command to ask"
    )
    chosen = parser.parse_args()
    if chosen.details and not chosen.file and chosen.part not in OPEN:
        parser.error(
            "--details wants --part open or fresh-open: what the kept halves get wrong stays unknown"
        )
    parts = [chosen.part] if chosen.part else PARTS
    sets = {part: sorted((HERE / part).glob("*.jsonl")) for part in parts}
    if chosen.file:
        sets = {chosen.file.name: [chosen.file]}
    for name, paths in sets.items():
        report(name, read(paths), chosen.monitor, print if chosen.details else None)


if __name__ == "__main__":
    main()
