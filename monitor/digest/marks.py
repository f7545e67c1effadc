"""Two wordings of a sentence -> what stayed, what went and what came, short enough to read in a mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKEN = re.compile(r"[^\W\d_\u2e80-\uffff]+|\d+(?:[.,]\d+)*%?|\s+|.", re.DOTALL)
TOKENS = 600  # beyond this many a side the matcher may take seconds (C19): old and new are shown whole
CONTEXT = 48  # characters kept beside a changed place
LONGEST = 320  # characters of one wording that went or came
SHORT = 24  # a value rather than a sentence: "5% -> 0%" reads better than marks inside of it
ALIKE = 0.35  # below this share of common words, marks are confetti: old and new are shown whole


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text: the same on both sides, or what went and what came in one place."""

    same: str = ""
    gone: str = ""
    come: str = ""


def marks(before: str | None, after: str | None) -> tuple[Run, ...]:
    """How `before` became `after`, long common stretches left out with "…"."""
    if not before or not after:
        return (Run(gone=_cut(before or ""), come=_cut(after or "")),)
    if before == after:
        return (Run(same=_cut(after)),)
    if max(len(before), len(after)) <= SHORT:
        return (Run(gone=before, come=after),)
    runs = list(_joined(_runs(_TOKEN.findall(before), _TOKEN.findall(after))))
    stayed = sum(len(run.same) for run in runs)
    if 2 * stayed < ALIKE * (len(before) + len(after)):
        return (Run(gone=_cut(before), come=_cut(after)),)
    return tuple(_trimmed(runs))


def _runs(before: list[str], after: list[str]) -> Iterator[Run]:
    """Common head and tail first: a long paragraph with one edit costs next to nothing."""
    shorter = min(len(before), len(after))
    head = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    shorter -= head
    tail = next((i for i in range(shorter) if before[-1 - i] != after[-1 - i]), shorter)
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if head:
        yield Run(same="".join(before[:head]))
    if max(len(old), len(new)) > TOKENS:
        yield Run(gone="".join(old), come="".join(new))
    else:
        for op, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            gone, come = "".join(old[i:j]), "".join(new[k:m])
            yield Run(same=come) if op == "equal" else Run(gone=gone, come=come)
    if tail:
        yield Run(same="".join(before[len(before) - tail :]))


def _joined(runs: Iterator[Run]) -> Iterator[Run]:
    """A blank or a lone sign between two edits belongs to them."""
    waiting: list[Run] = []
    for run in runs:
        waiting.append(run)
        while (
            len(waiting) >= 3 and not waiting[-1].same and not waiting[-3].same and len(waiting[-2].same) < 3
        ):
            first, between, last = waiting[-3:]
            whole = Run(
                gone=first.gone + between.same + last.gone,
                come=first.come + between.same + last.come,
            )
            waiting[-3:] = [whole]
        if len(waiting) > 3:
            yield waiting.pop(0)
    yield from waiting


def _trimmed(runs: list[Run]) -> Iterator[Run]:
    for place, run in enumerate(runs):
        if run.same:
            yield Run(same=_context(run.same, first=place == 0, last=place == len(runs) - 1))
        else:
            yield Run(gone=_cut(run.gone), come=_cut(run.come))


def _context(text: str, *, first: bool, last: bool) -> str:
    head = "" if first else text[:CONTEXT]
    tail = "" if last else text[-CONTEXT:]
    if len(text) <= len(head) + len(tail) + 3:
        return text
    return f"{_whole_words(head)}…{_whole_words(tail[::-1])[::-1]}"


def _whole_words(text: str) -> str:
    """The text without a word that was cut off at its end; text without blanks is cut anywhere."""
    start, blank, _ = text.rpartition(" ")
    return start + blank if len(start) > CONTEXT // 2 else text


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
