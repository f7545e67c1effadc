"""The words of a notice as a brief keeps them: verbatim, on one line, not endless."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from monitor.brief.sheet import Proof, Quote, Sort
from monitor.model import FactKind, Recorded
from monitor.prose import body

LONGEST = 600  # characters of one quote
MOST = 4  # quotes of one line


def quote(text: str, place: str | None = None) -> Quote:
    return Quote(clipped(text), place)


def clipped(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else f"{flat[: LONGEST - 1]}…"


def both(before: str | None, after: str | None) -> tuple[str | None, str | None]:
    """Two wordings of one passage; of long ones the part where they begin to differ."""
    old, new = (" ".join((side or "").split()) for side in (before, after))
    start = 0
    if max(len(old), len(new)) > LONGEST and old and new:
        start = max(0, _same(old, new) - LONGEST // 3)
    sides = [f"…{clipped(side[start:])}" if start else clipped(side) for side in (old, new)]
    return sides[0] or None, sides[1] or None


def _same(before: str, after: str) -> int:
    """How many characters both begin with."""
    return next(
        (place for place, (one, other) in enumerate(zip(before, after, strict=False)) if one != other),
        min(len(before), len(after)),
    )


_KINDS = {
    Sort.EFFECTIVE: FactKind.EFFECTIVE,
    Sort.DEADLINE: FactKind.DEADLINE,
    Sort.EXPIRES: FactKind.EXPIRES,
}
_ENDS = "\n。；;！？"
_AROUND = 240  # characters beside a day that are looked at


def saying_day(recorded: Recorded, proof: Proof, sort: Sort, day: date) -> Proof:
    """The proof with the sentence that sets a day, where the notice says it in one."""
    finding = recorded.finding
    for mention in finding.classification.facts.mentions:
        if mention.kind is _KINDS[sort] and mention.value == day.isoformat():
            notice = finding.change.notice
            whole = notice.title if mention.place == "title" else body(notice.content)
            said = sentence(whole, mention.start, mention.end)
            words = said if mention.text in said else mention.text
            return replace(proof, quotes=(quote(words, mention.place),))
    return proof


def sentence(text: str, start: int, end: int) -> str:
    """The sentence around a place of a text."""
    low, high = max(0, start - _AROUND), min(len(text), end + _AROUND)
    before, after = text[low:start], text[end:high]
    begin = max((before.rfind(sign) + 1 for sign in _ENDS), default=0)
    begin = max(begin, before.rfind(". ") + 2 if ". " in before else 0)
    stops = [at for sign in _ENDS if (at := after.find(sign)) >= 0]
    stops += [at for at in (after.find(". "),) if at >= 0]
    stop = min(stops) + 1 if stops else len(after)
    return f"{before[begin:]}{text[start:end]}{after[:stop]}".strip()
