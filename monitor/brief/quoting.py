"""The words of a notice as a brief keeps them: verbatim, on one line, not endless."""

from __future__ import annotations

from monitor.brief.sheet import Quote

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
