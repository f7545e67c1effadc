"""`export`: what is kept, as files that other programs read. A module a format, imported when it is asked for."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import click

from monitor.cli import say
from monitor.cli.looking import Moment
from monitor.errors import ConfigError, of_disk

FORMATS = (
    "jsonl",
    "ics",
    "atom",
    "warc",
    "bundle",
    "xlsx",
)  # each a module below this one with a command of its name
STDOUT = Path("-")

Command = Callable[..., Any]


class Formats(click.Group):
    """The formats, each loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        return list(FORMATS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in FORMATS:
            return None
        command: click.Command = getattr(importlib.import_module(f"{__name__}.{cmd_name}"), cmd_name)
        return command


@click.group(cls=Formats)
def export() -> None:
    """What is kept, as files that other programs read; to stdout without --out."""


def between(command: Command) -> Command:
    """The command with --since and --until, which it gets as the person wrote them (see `looking.in_zone`)."""
    command = click.option("--until", type=Moment(), help="Up to this day (included) or time.")(command)
    return click.option("--since", type=Moment(), help="From this day or time on.")(command)


def into(command: Command) -> Command:
    """The command with --out."""
    return click.option(
        "--out", type=click.Path(path_type=Path), default=STDOUT, help="The file; stdout without it."
    )(command)


@contextmanager
def writing(out: Path, *, text: bool = False) -> Iterator[IO[bytes]]:
    """Where the bytes go. A file is there whole afterwards, or as it was before; ConfigError when it cannot be.

    text: a terminal may show it.
    """
    if out == STDOUT:
        if sys.stdout.isatty() and not text:
            raise ConfigError(
                "this is no text for a terminal: name a file with --out, or lead it into a pipe"
            )
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        target = out.resolve()  # what a link leads to
        if target.exists() and not target.is_file():  # a pipe, or a device
            with target.open("wb") as stream:
                yield stream
            return
        with _replacing(target) as stream:
            yield stream
    except OSError as error:
        raise ConfigError(f"{out}: cannot be written: {of_disk(error)}; name another with --out") from error
    say.talk(f"{out}: written")


@contextmanager
def _replacing(target: Path) -> Iterator[IO[bytes]]:
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(target)
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
