"""Which hits come first: what fits best, and of what fits alike the newest."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.values import dataclass

STEP = 0.1  # of the best score; less is no difference that a reader would see


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that was found. place: the later the text, the higher. score: how well it fits, more is better."""

    notice: int
    place: int
    score: float = 0.0


def best_first(hits: Iterable[Hit]) -> list[Hit]:
    """A hit for each notice: its newest, with the best score of all. The best first, of those alike the newest."""
    newest: dict[int, Hit] = {}
    for hit in hits:
        other = newest.get(hit.notice, hit)
        newest[hit.notice] = Hit(hit.notice, max(hit.place, other.place), max(hit.score, other.score))
    unit = max((hit.score for hit in newest.values()), default=0.0) * STEP

    def fit(hit: Hit) -> tuple[int, int]:
        return (int(hit.score / unit) if unit > 0 else 0, hit.place)

    return sorted(newest.values(), key=fit, reverse=True)
