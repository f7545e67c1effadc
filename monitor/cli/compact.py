"""`compact`: what proves nothing and is old leaves the archive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from monitor.cli import say
from monitor.cli.place import Place
from monitor.durations import format_duration

if TYPE_CHECKING:
    from monitor.store.compacting import Bulk

SHOWN = 20  # sources told by name


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would go; nothing is removed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line of what went, by source.")
@click.pass_obj
def compact(place: Place, *, dry_run: bool, as_json: bool) -> int:
    """Remove old pages on which nothing was found, by settings.retention.pages, and give the room back to the disk.

    Every version, all that stands behind a change, and what the next reading is compared with is kept for ever; of
    the rest the row stays, with its time and SHA-256. The evidence chain says what was removed.
    """
    now, pages = place.now(), place.config.settings.retention.pages
    if pages is None:
        say.talk("settings.retention.pages is null: pages are kept for ever, nothing was removed")
        with place.store_beside("compact") as (store, _):
            _ = dry_run or not store.compact.is_loose() or store.compact.reclaim()
        return 0
    before = now - pages
    with place.store_beside("compact") as (store, _):
        found, size = store.compact.bulk(before), store.compact.size()
        if not dry_run:
            store.compact.thin(before, now)
        room = dry_run or not (found or store.compact.is_loose()) or store.compact.reclaim()
        left = store.compact.size()
    if as_json:
        say.line(
            {
                "before": before.isoformat(),
                "removed": not dry_run,
                "sources": {each.source: {"bodies": each.bodies, "bytes": each.packed} for each in found},
                "size": {"before": size, "after": left},
            }
        )
    else:
        _tell(found, dry_run=dry_run, pages=format_duration(pages))
        if size and left and not dry_run:
            say.text(f"the database had {size:,} bytes and has {left:,} now")
    if not room:
        say.talk("the disk has too little room to write the database anew; its free room is used again first")
    return 0


def _tell(found: Sequence[Bulk], *, dry_run: bool, pages: str) -> None:
    number, packed = sum(each.bodies for each in found), sum(each.packed for each in found)
    what = "would be removed" if dry_run else "removed"
    say.text(
        f"{number:,} pages received over {pages} ago, on which nothing was found, {what}: {packed:,} bytes"
    )
    for each in found[:SHOWN]:
        say.text(f"  {each.source}: {each.bodies:,} pages, {each.packed:,} bytes")
    if len(found) > SHOWN:
        say.text(f"  and those of {len(found) - SHOWN} more sources")
