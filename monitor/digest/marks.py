"""Two wordings of a sentence -> what stayed, what went and what came, short enough to read in a mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.compare.forms import words
from monitor.compare.forms.words import Run, joined

CONTEXT = 48  # characters kept beside a changed place
LONGEST = 320  # characters of one wording that went or came
SHORT = 24  # a value rather than a sentence: "5% -> 0%" reads better than marks inside of it
ALIKE = 0.35  # below this share of common words, marks are confetti: old and new are shown whole


def marks(before: str | None, after: str | None) -> tuple[Run, ...]:
    """How `before` became `after`, long common stretches left out with "…"."""
    if not before or not after:
        return (Run(gone=_cut(before or ""), come=_cut(after or "")),)
    if before == after:
        return (Run(same=_cut(after)),)
    if max(len(before), len(after)) <= SHORT:
        return (Run(gone=before, come=after),)
    runs = list(_plain(words.runs(before, after)))
    stayed = sum(len(run.same) for run in runs)
    if 2 * stayed < ALIKE * (len(before) + len(after)):
        return (Run(gone=_cut(before), come=_cut(after)),)
    return tuple(_trimmed(runs))


def _plain(runs: Sequence[Run]) -> Iterator[Run]:
    """The runs without differences that are only how a text is set: a mail has no room for those."""
    return joined(Run(same=run.come) if run.alike else run for run in runs)


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
