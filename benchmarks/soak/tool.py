"""The process under test: the tool as its daemon runs it, turn by turn, at the time that it is told.

A line of JSON in, a line out: {"turn": "2026-01-05T00:05:00+00:00"} looks at what is due and tells who is due;
{"anew": ...} drops all state of the process and opens everything again.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import sys
import time
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

from monitor.config import load
from monitor.opening import open_world
from monitor.store import open_store
from monitor.worker import turn
from monitor.world import World


class Hands:
    """A clock that is put to a time and goes on from there as clocks do."""

    def __init__(self) -> None:
        self._at, self._since = datetime.fromisoformat("2026-01-01T00:00:00+00:00"), 0.0

    def put(self, at: str) -> None:
        self._at, self._since = datetime.fromisoformat(at), time.monotonic()

    def __call__(self) -> datetime:
        return self._at + timedelta(seconds=time.monotonic() - self._since)


def opened(stack: ExitStack, clock: Hands) -> World:
    config = load(Path("sources.yaml"), os.environ)
    store = open_store(config.database_url, now=clock())
    stack.callback(store.close)
    return stack.enter_context(open_world(config, store, clock))


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def main() -> None:
    logging.basicConfig(
        filename="tool.log", level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s"
    )
    clock, stack, world, said = Hands(), ExitStack(), None, set[str]()
    with stack:
        for line in sys.stdin:
            (word, at), *_ = json.loads(line).items()
            clock.put(at)
            if word == "anew" or world is None:
                stack.close()
                world = opened(stack, clock)
                said.clear()
            if word == "turn":
                turn(world, said)
            print(json.dumps({"rss": resident_bytes(), "cpu_s": time.process_time()}), flush=True)


if __name__ == "__main__":
    main()
