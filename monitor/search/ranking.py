"""Which hits come first: what fits best, and of what fits alike the newest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

STEP = 0.1  # of the best score; less is no difference that a reader would see


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that was found. place: the later the text, the higher. score: how well it fits, more is better."""

    notice: int
    place: int
    score: float = 0.0


def best_first(hits: Iterable[Hit]) -> list[Hit]:
    """The best hit of each notice: the best first, of those that fit about alike the newest."""
    best: dict[int, Hit] = {}
    found = list(hits)
    unit = max((hit.score for hit in found), default=0.0) * STEP

    def fit(hit: Hit) -> tuple[int, int]:
        return (int(hit.score / unit) if unit > 0 else 0, hit.place)

    for hit in found:
        if hit.notice not in best or fit(hit) > fit(best[hit.notice]):
            best[hit.notice] = hit
    return sorted(best.values(), key=fit, reverse=True)
