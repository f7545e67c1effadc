"""What is wrong now, held against what was wrong before: which troubles began, went on, ended, or came back.

A trouble that comes and goes is told twice at most: its second end within a week is told only when it has stayed
away for half a day, its third after a day, and so on, and what comes back before that is the same trouble.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.model import Sign, Trouble, TroubleKind

REMEMBERED = timedelta(days=7)  # so long an earlier trouble of the same sort counts
CALM = timedelta(hours=12)
LONGEST_CALM = timedelta(days=3)

Key = tuple[TroubleKind, str]


def key(each: Sign | Trouble) -> Key:
    return each.kind, each.subject


def observe(
    before: Sequence[Trouble], signs: Sequence[Sign], kinds: Collection[TroubleKind], now: datetime
) -> tuple[Trouble, ...]:
    """The troubles that are otherwise now, each as it is to be written down.

    before: all that are open, and the closed ones of the last week. signs: everything of these kinds that is wrong
    now; of other kinds nothing is concluded.
    """
    seen = {key(sign): sign for sign in signs}
    standing = {key(each): each for each in before if not each.closed}
    changed = [
        after
        for each in standing.values()
        if each.kind in kinds and (after := _after(each, seen.get(key(each)), now)) != each
    ]
    new = [sign for sign in seen.values() if key(sign) not in standing]
    return (*changed, *(Trouble(s.kind, s.subject, s.since, s.reason, s.detail) for s in new))


def _after(trouble: Trouble, sign: Sign | None, now: datetime) -> Trouble:
    """A trouble that is not closed, after a look that met its sign or did not."""
    if sign is None:
        return trouble if trouble.ended else replace(trouble, ended=now)
    after = replace(trouble, reason=sign.reason, detail=sign.detail)
    return replace(after, ended=None, turns=trouble.turns + 1) if trouble.ended else after


def let_go(before: Sequence[Trouble], gone: Collection[Key], now: datetime) -> Iterator[Trouble]:
    """Those that nobody needs to hear of any more, such as a source's that is no longer watched, as closed."""
    for each in before:
        if not each.closed and key(each) in gone:
            yield replace(each, ended=each.ended or now, ended_told=now)


def times(trouble: Trouble, troubles: Sequence[Trouble], now: datetime) -> int:
    """How often such a trouble began within a week, this one included."""
    return sum(
        1
        for each in troubles
        if key(each) == key(trouble) and (each.id == trouble.id or each.since > now - REMEMBERED)
    )


def calm(times: int) -> timedelta:
    """How long a trouble must stay away until its end is told: at once the first time."""
    return min(LONGEST_CALM, CALM * 2 ** (times - 2)) if times > 1 else timedelta(0)
