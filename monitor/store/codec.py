"""Our values as compact JSON and back. The same value always gives the same bytes.

What has its default is left out, so a field that a later version adds does not make every stored
notice look amended.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from monitor.errors import DamagedError
from monitor.model import (
    Backlog,
    Classification,
    Comparison,
    Coverage,
    Hold,
    Notice,
    Slip,
    SourceState,
    Status,
    Thread,
    Unreadable,
)
from monitor.patterns import regex
from monitor.store.columns import clean
from monitor.values import dataclass

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Said:
    """Everything we said about a change when it was recorded."""

    classification: Classification
    threads: tuple[Thread, ...]
    status: Status
    comparison: Comparison | None = None
    flapping: bool = False


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a digest says beside its lines."""

    since: datetime
    until: datetime
    sources: int
    checks: dict[str, int]
    unverified: tuple[SourceState, ...]
    late_from: tuple[datetime, ...] = ()
    idle: tuple[
        SourceState, ...
    ] = ()  # nearly all sources of an alert told at once: no more than is said of them
    silent: tuple[str, ...] = ()
    held: tuple[Hold, ...] = ()
    slips: tuple[Slip, ...] = ()
    missed: dict[str, int] = field(default_factory=dict)
    still_open: tuple[tuple[int, int], ...] = ()  # a change, and how many steps had been taken
    open_in_all: int = 0
    overdue: int = 0
    damaged: tuple[Unreadable, ...] = ()

    @property
    def coverage(self) -> Coverage:
        return Coverage(
            self.since,
            self.until,
            self.sources,
            self.checks,
            self.unverified,
            self.idle,
            self.silent,
            self.held,
            self.slips,
            missed=self.missed,
            damaged=self.damaged,
        )

    @classmethod
    def of(
        cls, coverage: Coverage, late_from: tuple[datetime, ...], backlog: Backlog | None = None
    ) -> Circumstances:
        waits = backlog or Backlog()
        return cls(
            coverage.since,
            coverage.until,
            coverage.sources,
            dict(coverage.checks),
            coverage.unverified,
            late_from,
            tuple(SourceState(each.source, last_good=each.last_good) for each in coverage.idle),
            coverage.silent,
            coverage.held,
            coverage.slips,
            dict(coverage.missed),
            tuple((int(each.change), each.stand.step) for each in waits.shown),
            waits.total,
            waits.overdue,
            coverage.damaged,
        )


def content_sha256(notice: Notice) -> str:
    """What `Known.content_sha256` is when the notice is stored word for word as it stands here."""
    return hashlib.sha256(encode(Notice, notice)).hexdigest()


def encode(kind: type[T], value: T) -> bytes:
    """The value as JSON in UTF-8, its text cleaned (C26)."""
    adapter = _adapter(kind)
    try:
        written = adapter.dump_json(value, exclude_defaults=True)
    except PydanticSerializationError:  # half characters have no UTF-8
        written = adapter.dump_json(_cleaned(value), exclude_defaults=True)
    return adapter.dump_json(_cleaned(value), exclude_defaults=True) if _is_unclean(written) else written


def encode_texts(texts: tuple[str, ...] | tuple[tuple[str, str], ...]) -> str:
    """Plain texts or pairs of them as JSON, cleaned."""
    return json.dumps(_cleaned(texts), ensure_ascii=False, separators=(",", ":"))


def decode(kind: type[T], written: bytes | str) -> T:
    """The value that `encode` was given. Raises DamagedError where this is not what it made of it."""
    try:
        return _adapter(kind).validate_json(written)
    except ValidationError as error:
        raise DamagedError("what a row says cannot be read") from error


# Found in JSON, which writes C0 as \u00.. and leaves DEL and C1 as they are; a false hit only costs time.
_UNCLEAN = regex(rb"\\u00[01]|\\[bf]|\x7f|\xc2[\x80-\x9f]")
_SIGNS_OF_IT = (b"\\", b"\x7f", b"\xc2")  # single bytes are found in no time


def _is_unclean(written: bytes) -> bool:
    return any(sign in written for sign in _SIGNS_OF_IT) and _UNCLEAN.search(written) is not None


_ADAPTERS: dict[object, TypeAdapter[Any]] = {}  # made when first needed: each takes milliseconds


def _adapter(kind: type[T]) -> TypeAdapter[T]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def _cleaned(value: T) -> T:
    """The same value with every text in it cleaned."""
    found: Any = value
    if isinstance(found, str) and type(found) is str:
        found = clean(found)
    elif isinstance(found, tuple):
        found = tuple(map(_cleaned, found))
    elif isinstance(found, Mapping):
        found = {_cleaned(key): _cleaned(entry) for key, entry in found.items()}
    elif dataclasses.is_dataclass(found) and not isinstance(found, type):
        names = [field.name for field in dataclasses.fields(found)]
        found = dataclasses.replace(found, **{name: _cleaned(getattr(found, name)) for name in names})
    return cast("T", found)
