"""Where a command works: the configuration, the database beside it, and the doors to the outside."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.cli.journal import Format
from monitor.clock import Clock, from_environment
from monitor.values import dataclass

if TYPE_CHECKING:  # a command that only asks for the time need not load the pipeline
    from monitor.config import Config
    from monitor.rules import Rules
    from monitor.store import Store
    from monitor.store.hosts import Hosts
    from monitor.world import World


@dataclass(frozen=True)
class Place:
    """config_path: --config. database: --database, None when the environment or the file decides. log_format: of what
    runs for ever.
    """

    config_path: Path
    database: str | None
    log_format: Format = Format.TEXT

    @cached_property
    def clock(self) -> Clock:
        return from_environment(os.environ)

    def now(self) -> datetime:
        return self.clock()

    @cached_property
    def config(self) -> Config:
        """The whole configuration; ConfigError with every mistake in it."""
        from monitor.config import load

        return load(self.config_path, os.environ)

    @cached_property
    def rules(self) -> Rules:
        """The rules for labels: with a team's own, where a configuration is there and names some."""
        from monitor.rules import shipped_rules

        folder = self.config.rules if self.config_path.exists() else None
        if folder is None:
            return shipped_rules()
        from monitor.config.rules import with_own

        return with_own(folder, str(folder))

    @property
    def database_url(self) -> str:
        return self.database or self.config.database_url

    @property
    def database_file(self) -> Path | None:
        """The file of an SQLite database."""
        from monitor.store.engine import database_file, parse_url

        return database_file(parse_url(self.database_url))

    @contextmanager
    def store(self, longest: timedelta | None = None) -> Iterator[Store]:
        """The store, for looking. longest: how long one question may take."""
        from monitor.store import open_store

        store = open_store(self.database_url, now=self.now(), longest=longest)
        try:
            yield store
        finally:
            store.close()

    @contextmanager
    def world(self, role: str, *, wait_s: float = 0, tells: bool = True) -> Iterator[World]:
        """Every door, for working; BusyError when another `monitor` works on the same database. tells: see `open_world`."""
        from monitor.opening import open_world

        with (
            self.store() as store,
            store.exclusive(role, wait_s),
            open_world(self.config, store, self.clock, tells=tells) as world,
        ):
            yield world

    @contextmanager
    def world_beside(
        self, role: str, *, wait_s: float = 0, tells: bool = True
    ) -> Iterator[tuple[World, Hosts | None]]:
        """The same; and where workers have the database, the locks by which hosts are shared with them."""
        from monitor.opening import open_world

        with (
            self.store_beside(role, wait_s=wait_s) as (store, hosts),
            open_world(self.config, store, self.clock, tells=tells) as world,
        ):
            yield world, hosts

    @contextmanager
    def store_beside(self, role: str, *, wait_s: float = 0) -> Iterator[tuple[Store, Hosts | None]]:
        """The store, for writing alone; or where workers have it, together with them: then the locks on hosts are there."""
        from monitor.errors import BusyError

        with ExitStack() as held:
            store, hosts = held.enter_context(self.store()), None
            try:
                held.enter_context(store.exclusive(role, wait_s if self.database_file else 0))
            except BusyError:
                if self.database_file:
                    raise
                hosts = self._share(store, role, wait_s, held)
            yield store, hosts

    def _share(self, store: Store, role: str, wait_s: float, held: ExitStack) -> Hosts | None:
        from monitor.errors import BusyError
        from monitor.store.hosts import open_hosts

        try:
            held.enter_context(store.shared(role))
        except BusyError:  # somebody has it alone, for a while
            held.enter_context(store.exclusive(role, wait_s))
            return None
        return held.enter_context(open_hosts(self.database_url))
