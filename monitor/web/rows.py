"""A change as a row of a list shows it, the same on every page."""

from __future__ import annotations

from datetime import date, datetime

from monitor.digest.items import compared
from monitor.digest.lead import moved_in_short
from monitor.digest.names import Names
from monitor.digest.words import Words
from monitor.model import Direction, Glance, LabelName, Stand
from monitor.values import dataclass
from monitor.wanted import Sort
from monitor.web.triaging import box

TINTS = {
    LabelName.ELIGIBILITY: "chip-eligibility",
    LabelName.HS_MAPPING: "chip-hs",
    LabelName.DOCUMENTATION: "chip-docs",
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A label: its class, its name and its direction, as our words name them."""

    tint: str
    label: str
    direction: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """sort: what happened. moved: the facts that did, in a few words. press: first known from the press. box: for triage of many. fate: held, untold or wrong."""

    id: str
    box: str
    title: str
    moved: str
    sort: str
    seen: datetime
    source: str
    authority: str
    chips: tuple[Chip, ...]
    number: str | None
    effective: date | None
    programmes: tuple[str, ...]
    press: bool
    fates: tuple[str, ...]
    untold: str | None
    stand: Stand
    overdue: bool


def row(glance: Glance, names: Names, today: date, words: Words) -> Row:
    outline, stand = glance.outline, glance.stand
    recorded = outline.change
    finding = recorded.finding
    change, facts = finding.change, finding.classification.facts
    silent = getattr(change, "silent", False)
    fates = {"held": glance.held, "untold": glance.untold is not None, "wrong": glance.wrong}
    return Row(
        id=recorded.id,
        box=box(recorded.id, stand),
        title=change.notice.title,
        moved=moved_in_short(compared(finding), words),
        sort=Sort.SILENT if silent else change.name,
        seen=recorded.detected,
        source=recorded.source,
        authority=names.authorities.get(recorded.source, recorded.source),
        chips=tuple(
            Chip(TINTS[each.name], each.name, _told(each.direction)) for each in finding.classification.labels
        ),
        number=change.notice.listed.number or facts.number,
        effective=facts.effective,
        programmes=tuple(names.programmes.get(each.programme, each.programme) for each in finding.threads),
        press=finding.status != "official",
        fates=tuple(name for name, so in fates.items() if so),
        untold=glance.untold,
        stand=stand,
        overdue=stand.overdue(today),
    )


def _told(direction: Direction | None) -> str | None:
    """A direction that leads nowhere is not worth a word."""
    return None if direction in (None, Direction.NEUTRAL) else direction
