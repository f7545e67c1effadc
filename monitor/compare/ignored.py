"""What was ignored, told shortly: every reason with a few of its texts, and how many more there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monitor.model import Ignored

SHOWN = 5  # texts a reason
REASONS = 60
LONGEST = 300  # characters of a text


def sampled(ignored: Iterable[Ignored]) -> Iterator[Ignored]:
    """In the order in which the reasons came; what may be damage before all that does not matter."""
    grouped: dict[tuple[bool, str], list[str]] = {}
    for one in ignored:
        grouped.setdefault((not one.doubtful, one.why), []).append(one.text)
    groups = sorted(grouped.items(), key=lambda group: group[0][0])
    for (sure, why), texts in groups[:REASONS]:
        for text in texts[:SHOWN]:
            yield Ignored(why, text if len(text) <= LONGEST else text[: LONGEST - 1] + "…", doubtful=not sure)
        if (more := len(texts) - SHOWN) > 0:
            yield Ignored(why, f"and {more:,} more", doubtful=not sure)
    if rest := sum(len(texts) for _, texts in groups[REASONS:]):
        yield Ignored("other reasons", f"{rest:,} more")
