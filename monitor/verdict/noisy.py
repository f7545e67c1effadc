"""Is a source noisy? Most of its readings find a notice amended, which no authority does so often (faults Q10)."""

from __future__ import annotations

AT_LEAST = 10  # good readings; fewer say nothing
LOOKS = 20  # the latest that count
SHARE = 0.5


def noise_of(source: str, amended: int, readings: int) -> str | None:
    """What to say of a source of whose last good readings so many found a notice amended; None when all is well."""
    if readings < AT_LEAST or amended <= SHARE * readings:
        return None
    return (
        f"noisy: {amended} of the last {readings} readings found a notice amended; `monitor changes --source {source}` shows "
        f"what, `ignore` or `body` of the source keeps it out, `monitor noise list {source}` tells what was learned"
    )
