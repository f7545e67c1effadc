"""The two sides of an edit as far as they are told: of a very long text what changed, with what was cut said."""

from __future__ import annotations

from monitor.model import Edit

MOST = 20_000  # characters of one side
_AROUND = 1_000  # characters that are the same, on each side of what changed


def excerpt(edit: Edit) -> tuple[str | None, str | None]:
    """What stood and what stands, whole where it is short."""
    before, after = edit.before, edit.after
    if max(len(before or ""), len(after or "")) <= MOST:
        return before, after
    if before is None or after is None:
        return _cut(before, 0), _cut(after, 0)
    start = max(0, _same(before, after) - _AROUND)
    return _cut(before, start), _cut(after, start)


def _cut(text: str | None, start: int) -> str | None:
    if text is None or len(text) <= MOST:
        return text
    shown, left = text[start : start + MOST], len(text) - start - MOST
    ahead = f"(cut: {start:,} characters) …" if start else ""
    return f"{ahead}{shown}" + (f"… (cut: {left:,} characters)" if left > 0 else "")


def _same(before: str, after: str) -> int:
    """How many characters both begin with, found by halves."""
    low, high = 0, min(len(before), len(after))
    while low < high:
        middle = (low + high + 1) // 2
        if before.startswith(after[low:middle], low):
            low = middle
        else:
            high = middle - 1
    return low
