"""Outcomes of a check: what may be said of a source after one visit."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from monitor.model.asking import Document
from monitor.model.holding import Holding
from monitor.model.meaning import Finding
from monitor.model.notices import Reading, Verdict
from monitor.values import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One attempt to read one source, and what was received on the way.

    kept: documents whose bodies are evidence and are archived; the others are logged by hash. verdict:
    whether it was the real page; None when we ended it ourselves, before anything came.
    """

    source: str
    started: datetime
    took: timedelta
    documents: tuple[Document, ...] = ()
    kept: frozenset[str] = frozenset()  # of sha256
    verdict: Verdict | None = Verdict.REAL


@dataclass(frozen=True, slots=True)
class First:
    """The first good reading: a baseline, nothing is announced unless the source says since when.

    remark, of this and the other good outcomes: what could not be had beside the text, such as an annex.
    holding: what it makes of changes that are held back, where there are any.
    """

    check: Check
    reading: Reading
    findings: tuple[Finding, ...] = ()
    remark: str | None = None
    holding: Holding | None = None
    name: ClassVar[str] = "first"


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A good reading in which nothing happened. reading is None when the bytes were the same.

    listed: how many notices stand there, also then.
    """

    check: Check
    reading: Reading | None
    listed: int | None = None
    remark: str | None = None
    holding: Holding | None = None
    name: ClassVar[str] = "unchanged"


@dataclass(frozen=True, slots=True)
class Changed:
    """A good reading in which something happened."""

    check: Check
    reading: Reading
    findings: tuple[Finding, ...]
    remark: str | None = None
    holding: Holding | None = None
    name: ClassVar[str] = "changed"


@dataclass(frozen=True, slots=True)
class Partial:
    """Some of it could not be read: what is new counts, nothing is amended or removed.

    failed: keys of listed notices that could not be read this time.
    """

    check: Check
    reading: Reading
    findings: tuple[Finding, ...]
    reason: str
    failed: frozenset[str] = frozenset()
    holding: Holding | None = None
    name: ClassVar[str] = "partial"


@dataclass(frozen=True, slots=True)
class Suspicious:
    """An answer that cannot be believed yet; nothing is touched."""

    check: Check
    reason: str
    name: ClassVar[str] = "suspicious"


@dataclass(frozen=True, slots=True)
class Blocked:
    """The server answers, but not to us. challenge: the kind of gate."""

    check: Check
    reason: str
    challenge: str
    retry_after: timedelta | None = None
    name: ClassVar[str] = "blocked"


@dataclass(frozen=True, slots=True)
class Failed:
    """No usable answer, or one we no longer understand."""

    check: Check
    reason: str
    retry_after: timedelta | None = None
    name: ClassVar[str] = "failed"


Outcome = First | Unchanged | Changed | Partial | Suspicious | Blocked | Failed
Good = First | Unchanged | Changed  # the outcomes after which a source counts as verified
