"""The log of what runs for ever: a line an event on stderr, which systemd or a container keeps and turns over.

As text for people, or as JSON for a collector: `time` (UTC), `level`, `message`, `logger`, and the facts of
the event under the names that `--json` of the commands gives them.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from enum import StrEnum

from monitor import floors


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"


class Lines(logging.Formatter):
    """A JSON object a line, whatever the message holds."""

    def format(self, record: logging.LogRecord) -> str:
        event: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            "logger": record.name,
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            event["traceback"] = self.formatException(record.exc_info)
        return json.dumps(event, ensure_ascii=False, default=str)


class Text(logging.Formatter):
    """A line an event for people: what a server said breaks no line and turns no terminal (S13, C30)."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return "".join(
            sign if sign.isprintable() else " | " if sign == "\n" else "\ufffd"
            for sign in super().format(record)
        )


def begin(format_: Format) -> None:
    """From here on events go to stderr; those of libraries only when they warn."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines() if format_ is Format.JSON else Text())
    logging.basicConfig(handlers=[handler], level=logging.INFO)
    for library in ("apscheduler", "procrastinate", "uvicorn"):
        logging.getLogger(library).setLevel(logging.WARNING)
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # a line a second while a server is away
    for old in floors.too_old():
        logging.getLogger(__name__).warning("%s", old)
