"""How commands speak: JSON Lines to stdout, talk and progress to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import click

from monitor.answers import Answer

if TYPE_CHECKING:
    from rich.console import Console


def line(answer: Answer) -> None:
    """One JSON object on a line of its own, at once, also into a pipe."""
    written = json.dumps(answer, ensure_ascii=False)
    # half a surrogate pair, which JSON may escape and UTF-8 cannot say, stays escaped
    click.echo(written.encode("utf-8", "backslashreplace").decode())


def text(text: str) -> None:
    """A line for people, to stdout; what came from outside cannot play tricks on the terminal (C30)."""
    click.echo(harmless(text))


def harmless(text: str) -> str:
    """The text without what a terminal would obey."""
    lines = text.replace("\r\n", "\n")  # mails end their lines so
    return "".join(c if c in "\n\t" or c.isprintable() else "\ufffd" for c in lines)


TONES = {
    "gone": "red strike",
    "come": "bold green underline",
    "moved": "magenta",
    "head": "bold",
    "key": "bold",
    "quiet": "dim",
    "doubt": "bold yellow",
}


def spans(lines: Iterable[Iterable[tuple[str, str]]]) -> None:
    """Lines in stretches of (text, tone): coloured and wrapped in a terminal, plain and whole in a pipe."""
    if not sys.stdout.isatty():
        for line in lines:
            text(" ".join("".join(words for words, _ in line).splitlines()).rstrip())
        return
    from rich.console import Console

    painted(lines, Console())


def painted(lines: Iterable[Iterable[tuple[str, str]]], console: Console) -> None:
    """The lines in a terminal; NO_COLOR leaves bold, strike and underline."""
    from rich.text import Text

    for line in lines:
        whole = Text(overflow="fold")
        for words, tone in line:
            whole.append(" ".join(harmless(words).split("\n")), TONES.get(tone))
        console.print(whole, highlight=False)


def talk(text: str) -> None:
    """A line for people, to stderr; a server's words in it play no tricks either (C30)."""
    click.echo(harmless(text), err=True)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Rows for people: rich where a terminal shows them, tab-separated in a pipe."""
    if not sys.stdout.isatty():
        for row in rows:
            text("\t".join(" ".join(cell.split()) for cell in row))
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    view = Table(*columns, box=None, header_style="bold")
    try:
        for row in rows:
            view.add_row(*(escape(" ".join(cell.split())) for cell in row))
    finally:  # what came before a fault is shown before it
        Console().print(view)


class Progress(Protocol):
    def advance(self, text: str) -> None: ...


class _Silent:
    def advance(self, text: str) -> None:
        pass


@contextmanager
def progress(what: str, total: int) -> Iterator[Progress]:
    """A bar on stderr when a terminal is there, nothing otherwise."""
    if not sys.stderr.isatty() or not total:
        yield _Silent()
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)

        class Shown:
            def advance(self, text: str) -> None:
                bar.update(task, advance=1, description=escape(text))

        yield Shown()
