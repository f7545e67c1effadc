"""`export xlsx`: the changes as a workbook, a row each, with the words that prove it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from monitor import shown
from monitor.cli.export import between, into, writing
from monitor.cli.looking import in_zone, refuse
from monitor.cli.place import Place
from monitor.model import Amended, FactDelta, Recorded, Restored

MOST = 1_000_000  # rows of a sheet; Excel bears 1,048,576
HEADS = (
    ("Evidence", 11), ("Seen", 18), ("Change", 12), ("Silent", 8), ("Labels", 28), ("Direction", 14),
    ("Status", 13), ("Programmes", 28), ("Notice", 52), ("Number", 28), ("Published", 13), ("In force", 13),
    ("Deadline", 13), ("Ends", 13), ("HS codes", 30), ("What moved", 44), ("Source", 24), ("Authority", 34),
    ("Official link", 40), ("Evidence: the words", 60), ("Held back", 10), ("Never told", 24), ("SHA-256 before", 20),
    ("SHA-256 after", 20),
)  # fmt: skip
LONGEST = 2_000  # characters of codes, words and what moved


@click.command()
@between
@click.option("--source", help="Only this source.")
@into
@click.pass_obj
def xlsx(
    place: Place, *, since: datetime | None, until: datetime | None, source: str | None, out: Path
) -> None:
    """The changes as a workbook, a row each, oldest first."""
    from monitor.workbook import Book

    config = place.config
    zone = config.settings.timezone
    authorities = {each.id: each.authority for each in config.sources}
    with place.store() as store, writing(out) as stream:
        refuse(place, store, since=since, until=until, source=source)
        found = store.changes(
            since=in_zone(since, zone), until=in_zone(until, zone, end_of_day=True), source=source
        )
        book = Book(zone, "Changes")
        sheet = book.sheet("Changes", HEADS, MOST)
        for number, recorded in enumerate(found):
            if number and number % MOST == 0:
                sheet = book.sheet("Changes", HEADS, MOST)
            address = recorded.finding.change.notice.url
            cells = list(row(recorded, authorities.get(recorded.source, recorded.source)))
            sheet.row(
                [*cells[:18], sheet.link(shown.line(address, LONGEST), shown.link(address)), *cells[18:]]
            )
        book.save(stream)


def row(recorded: Recorded, authority: str) -> Iterator[object]:
    """The cells of a change, in the order of the headings but for its link."""
    finding = recorded.finding
    change, labels, facts = finding.change, finding.classification.labels, finding.classification.facts
    listed = change.notice.listed
    words = dict.fromkeys(evidence.text for label in labels for evidence in label.evidence)
    moved = change.comparison.facts if isinstance(change, Amended | Restored) else ()
    yield recorded.id
    yield recorded.detected
    yield change.name
    yield "yes" if isinstance(change, Amended) and change.silent else ""
    yield ", ".join(label.name.value for label in labels)
    yield ", ".join(dict.fromkeys(label.direction.value for label in labels if label.direction))
    yield finding.status.value
    yield ", ".join(thread.programme for thread in finding.threads)
    yield shown.line(change.notice.title, 1_000)
    yield shown.line(listed.number or facts.number or "")
    yield listed.published or facts.published
    yield facts.effective
    yield facts.deadline
    yield facts.expires
    yield shown.line(", ".join(facts.hs_codes), LONGEST)
    yield shown.line("; ".join(map(fact, moved)), LONGEST)
    yield recorded.source
    yield shown.line(authority)
    yield "\n".join(shown.line(text, 600) for text in words)[:LONGEST]
    yield "yes" if recorded.held else ""
    yield shown.line(recorded.untold or "")
    yield recorded.before
    yield recorded.after


def fact(delta: FactDelta) -> str:
    place = f" ({delta.place})" if delta.place else ""
    return f"{delta.name}: {delta.before or '-'} -> {delta.after or '-'}{place}"
