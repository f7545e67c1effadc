"""Outlines: recorded changes as long lists are made of them, without the texts of their notices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from monitor.model.telling import Recorded
from monitor.values import dataclass


@dataclass(frozen=True, slots=True)
class Outline:
    """A recorded change in little room.

    change: its notice as it is listed now and without text; labels without their words, facts without the places
    they are said at, and of the comparison only the facts that moved. notice: two of one notice have the same.
    shared: copies of one notice have the same. why: by subscription, the reasons for which it gets it.
    """

    change: Recorded
    notice: int
    shared: bytes | None = None
    why: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
