"""The doors to the outside that the pipeline goes through, opened once a run."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import field
from datetime import datetime
from threading import Event
from typing import TYPE_CHECKING, Protocol

from monitor import life, tracing
from monitor.values import dataclass

if TYPE_CHECKING:  # what a run does not use of this is not loaded for it
    from monitor.channels.base import Channel
    from monitor.config import Config
    from monitor.digest import Templates
    from monitor.fetch import Budget
    from monitor.model import Certificate, Document, Parsed, Request, Validators
    from monitor.rules import Rules
    from monitor.store import Store


class Fetch(Protocol):
    """Request in, Document out; see `monitor.fetch.Fetcher`."""

    @property
    def pauses(self) -> Mapping[str, datetime]: ...

    @property
    def certificates(self) -> Collection[Certificate]: ...

    def guard(self, before: Callable[[str], None]) -> None: ...

    def abort(self) -> None: ...

    def __call__(
        self, request: Request, *, validators: Validators | None = None, budget: Budget | None = None
    ) -> Document: ...


class Parser(Protocol):
    """A file of many parts in, what it says out; see `monitor.sandbox.Sandbox`."""

    def abort(self) -> None: ...

    def __call__(self, body: bytes, kind: str) -> Parsed: ...


@dataclass(frozen=True)
class World:
    """Everything a run needs; it has no methods, a test builds another.

    rules: loaded when the first change is there to be classified; templates: when somebody is told. channel: the way out for
    what is composed now; channels: every open one by name, for what was composed before. stop: set
    when the run shall end soon. life: calls the watchdog outside; what went wrong, if anything did. span: begins what a
    collector is told of.
    """

    config: Config
    store: Store
    fetch: Fetch
    parse: Parser
    rules: Callable[[], Rules]
    templates: Callable[[], Templates]
    channel: Channel
    channels: Mapping[str, Channel]
    clock: Callable[[], datetime]
    stop: Event = field(default_factory=Event)
    life: Callable[[], str | None] = life.silent
    span: tracing.Spans = tracing.untraced
