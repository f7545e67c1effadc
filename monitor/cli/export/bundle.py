"""`export bundle`: one change with all that proves it, for somebody who has neither the database nor this program."""

from __future__ import annotations

import json
from pathlib import Path

import click

from monitor.answers import show_answer
from monitor.cli import viewing
from monitor.cli.export import STDOUT, into, writing
from monitor.cli.place import Place
from monitor.errors import ConfigError


@click.command()
@click.argument("id_", metavar="CHANGE")
@click.option(
    "--language", type=click.Choice(["en", "zh"]), default="en", help="Of the words around the diff."
)
@into
@click.pass_obj
def bundle(place: Place, id_: str, *, language: str, out: Path) -> None:
    """One change as a ZIP that a third party can check: both versions as received, diff, labels, evidence chain.

    README.txt in it says how to check it with sha256sum alone; verify.py does the same in one go.
    """
    from monitor.evidence.bundle import files, zipped

    with place.store() as store:
        recorded, proof = store.change(id_), store.proof(id_)
    if recorded is None or proof is None:
        raise ConfigError(f"no change is called {id_}; `monitor changes` lists them")
    wish = viewing.Wish("inline", STDOUT, language)
    page = viewing.html(place, viewing.of_change(place, recorded), viewing.about(recorded), wish)
    answer = json.dumps(show_answer(recorded), ensure_ascii=False, indent=1)
    told = {
        "diff.html": page.encode("utf-8", "replace"),
        "change.json": answer.encode("utf-8", "backslashreplace"),
    }
    with writing(out) as stream:
        stream.write(zipped(files(proof, told)))
