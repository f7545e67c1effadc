"""`backup`: a whole copy of the archive, made while it is at work."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli import say
from monitor.cli.place import Place


@click.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON line about the copy.")
@click.pass_obj
def backup(place: Place, file: Path | None, *, as_json: bool) -> None:
    """A whole copy of the database, checked, with its SHA-256 beside it; monitor-TIME.db when no FILE is named.

    Others may read and write meanwhile. Who is logged in is left out. To restore one, stop `monitor` and put it in the
    place of the database. PostgreSQL is copied by pg_dump.
    """
    from monitor.store import back_up

    made = back_up(place.database_url, file or Path(f"monitor-{place.now():%Y%m%dT%H%M%SZ}.db"))
    if as_json:
        say.line({"file": str(made.file), "size": made.size, "sha256": made.sha256, "head": made.head})
        return
    say.text(f"{made.file}: {made.size:,} bytes, SHA-256 {made.sha256}")
    if made.head:
        say.text(f"head of its evidence chain: {made.head}")
