"""What a command's options say about comparing: --ignore, --keep, --row-key."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click


def option(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command with the options, which it gets as one `guide`."""

    @click.option(
        "--ignore",
        multiple=True,
        metavar="PHRASE",
        help="Noise: plain words with {number}, {date}, {time}, {any}. May stand several times, as the next two.",
    )
    @click.option("--keep", multiple=True, metavar="PHRASE", help="Never noise, whatever else says so.")
    @click.option("--row-key", multiple=True, metavar="COLUMN", help="What rows of tables are known by.")
    @wraps(command)
    def guided(
        *args: object,
        ignore: tuple[str, ...],
        keep: tuple[str, ...],
        row_key: tuple[str, ...],
        **values: object,
    ) -> object:
        from monitor.compare.guide import Guide
        from monitor.compare.noise.phrases import PhraseError, phrases

        for name, written in (("--ignore", ignore), ("--keep", keep)):
            try:
                phrases(written)
            except PhraseError as mistake:
                raise click.UsageError(f"{name}: {mistake}") from mistake
        return command(*args, guide=Guide(ignore, keep, row_key), **values)

    return guided
