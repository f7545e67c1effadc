"""Corrections: something that we told and that was wrong."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from monitor.values import dataclass


class Mistake(StrEnum):
    """What was wrong with a line that was told; what `said` holds of it."""

    RESTORED = (
        "restored"  # told as gone, and there again unchanged: () or ("troubled",) when the site had faults
    )
    MISREAD = "misread"  # we read a fact wrongly: (fact, as told, as it reads)
    CONTRADICTED = (
        "contradicted"  # the press said so, an authority says otherwise: (programme, fact, press, official)
    )
    COPY = "copy"  # the same notice had been told: (that change,)
    UNTOLD = "untold"  # it was let go as nobody's news: (why,)
    PERSON = "person"  # somebody here found it: (why, in their words)


@dataclass(frozen=True, slots=True)
class Wrong:
    """That a recorded change should not have been told as it was. by: the change that shows it, when one does."""

    change: str
    mistake: Mistake
    said: tuple[str, ...] = ()
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """The same as it was recorded. id: never reused; title: of the notice; told: the slot of the digest that told
    it to this reader, None when the digest that corrects it tells it as well.
    """

    id: str
    wrong: Wrong
    found: datetime
    title: str = ""
    url: str = ""
    told: datetime | None = None
