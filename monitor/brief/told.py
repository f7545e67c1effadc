"""A brief in a reader's language: sections of tables, each row with where it comes from.

HTML, Markdown and XLSX are three ways to set the same tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from monitor import shown
from monitor.brief.rows import Rows
from monitor.brief.sheet import Brief, Listing
from monitor.brief.tables import (
    ACCESS,
    CHANGES,
    CODES,
    DAYS,
    DOUBTS,
    FACTS_NOW,
    IMPACTS,
    PAPERS,
    QUESTIONS,
    RUMOURS,
    Column,
    Figure,
    Row,
    Section,
    Table,
    Told,
)
from monitor.digest.words import Words
from monitor.model import ClaimState, LabelName
from monitor.severity import Level
from monitor.values import dataclass

T = TypeVar("T")

LABELS = (LabelName.ELIGIBILITY, LabelName.DOCUMENTATION, LabelName.HS_MAPPING)


def told(brief: Brief, words: Words, rest: str, *, most: int | None = None) -> Told:
    """The brief in a language. rest: the command that lists everything; most: rows a section."""
    teller = _Teller(Rows(brief, words), rest, most)
    sections = tuple(teller.sections())
    return Told(
        title(brief, words),
        words.say("brief.span", first=words.day(brief.period.first), last=words.day(brief.period.last)),
        tuple(_about(brief, words)),
        tuple(_lead(brief, words)),
        tuple(_figures(brief, words)),
        tuple(teller.first()),
        sections,
        tuple(_coverage(brief, words)),
        words.say("brief.foot", zone=str(words.zone)),
    )


def title(brief: Brief, words: Words) -> str:
    name = brief.period.quarter
    if name:
        return words.say("brief.quarter", year=name[:4], number=name[-1])
    return words.say("brief.span", first=words.day(brief.period.first), last=words.day(brief.period.last))


def _about(brief: Brief, words: Words) -> Iterator[str]:
    yield words.say("brief.made", moment=words.moment(brief.made))
    if brief.client:
        yield words.say("brief.for_client", name=shown.line(brief.client))
    if brief.subscription:
        yield words.say("brief.for_subscription", name=shown.line(brief.subscription))


def _lead(brief: Brief, words: Words) -> Iterator[str]:
    yield words.say(f"brief.{brief.state}")
    counts = brief.counts
    yield (
        words.say("brief.lead_changes", n=counts.changes) if counts.changes else words.say("brief.lead_none")
    )
    if weighty := _weighty(brief):
        yield words.say("brief.lead_urgent", n=weighty)
    if days := _inside(brief):
        yield words.say("brief.lead_days", n=days)
    if brief.unverified:
        yield words.say("brief.lead_doubt", n=len(brief.unverified))
    elif brief.coverage.attempts:
        yield words.say("brief.lead_sure")
    else:
        yield words.say("brief.lead_unlooked")


def _weighty(brief: Brief) -> int:
    return sum(brief.counts.levels.get(level, 0) for level in (Level.URGENT, Level.HIGH))


def _inside(brief: Brief) -> int:
    listed = brief.milestones
    return sum(one.inside for one in listed.lines) + listed.cut


def _figures(brief: Brief, words: Words) -> Iterator[Figure]:
    open_ = sum(1 for one in brief.rumours if one.claim is None or one.claim.state is ClaimState.UNCONFIRMED)
    clients = len({one.client for one in brief.impacts.lines if one.client})
    found = (
        ("changes", brief.counts.changes, "changes", "", 0),
        ("weighty", _weighty(brief), "first", "weighty", 0),
        ("days", _inside(brief), "days", "", 0),
        ("codes", len(brief.codes.lines), "codes", "", brief.codes.cut),
        ("papers", len(brief.papers.lines), "papers", "", brief.papers.cut),
        ("clients", clients, "impacts", "", brief.impacts.cut),
        ("claims", open_, "rumours", "doubtful", 0),
        ("doubts", len(brief.unverified), "doubts", "doubtful", 0),
    )
    for name, number, where, tone, cut in found:
        yield Figure(number, words.say(f"figure.{name}"), where, tone if number else "", at_least=cut > 0)


def _coverage(brief: Brief, words: Words) -> Iterator[str]:
    seen = brief.coverage
    if not seen.attempts:
        yield words.say("covered.none")
        return
    sources = words.say("coverage.sources", n=seen.sources)
    yield words.say("covered.checks", n=seen.attempts, sources=sources) + words.name("sign", "stop")
    yield words.say("covered.good", good=f"{seen.good:,}", n=seen.attempts)
    yield words.say("covered.span", since=words.moment(seen.since), until=words.moment(seen.until))


@dataclass(frozen=True, slots=True)
class _Teller:
    rows: Rows
    rest: str
    most: int | None

    @property
    def brief(self) -> Brief:
        return self.rows.brief

    @property
    def words(self) -> Words:
        return self.rows.words

    # -- the whole ---------------------------------------------------------------------------------

    def first(self) -> Iterator[Row]:
        """The few changes that matter soonest."""
        weighty = [one for one in self.brief.entries.lines if one.level in (Level.URGENT, Level.HIGH)]
        for entry in (weighty or list(self.brief.entries.lines))[:6]:
            yield self.rows.entry(entry)

    def sections(self) -> Iterator[Section]:
        brief = self.brief
        yield self.listed("days", brief.milestones, self.rows.milestone, DAYS)
        yield self.listed("codes", brief.codes, self.rows.code, CODES)
        yield self.listed("papers", brief.papers, self.rows.paper, PAPERS)
        yield self.listed("access", brief.access, self.rows.access, ACCESS)
        yield self.programmes()
        yield self.impacts()
        yield self.listed("rumours", _all(brief.rumours), self.rows.rumour, RUMOURS)
        yield self.listed("doubts", _all(brief.doubts), self.rows.doubt, DOUBTS)
        yield self.changes()

    def section(self, name: str, tables: Iterable[Table], more: Iterable[str] = ()) -> Section:
        say = self.words.say
        known = self.brief.looked or name == "programmes"  # what is empty there is sources.yaml
        return Section(
            name,
            say(f"section.{name}"),
            say(f"section.{name}_lead"),
            say(f"section.{name}_none" if known else "section.unlooked"),
            tuple(table for table in tables if table.rows),
            tuple(more),
        )

    def listed(
        self, name: str, listing: Listing[T], made: Callable[[T], Row], columns: tuple[Column, ...]
    ) -> Section:
        kept = listing.lines[: self.most]
        rows = tuple(made(one) for one in kept)
        return self.section(name, [Table(columns, rows)], self.more(listing, len(kept)))

    def more(self, listing: Listing[T], kept: int) -> Iterator[str]:
        if listing.cut > 0:
            yield self.words.say(
                "brief.more_from", looked=f"{listing.looked_at:,}", of=f"{listing.of:,}", rest=self.rest
            )
        if kept < len(listing.lines):
            yield self.words.say("brief.more_lines", n=len(listing.lines) - kept)

    def changes(self) -> Section:
        listing = self.brief.entries
        kept = listing.lines[: self.most]
        groups: dict[str, list[Row]] = {name: [] for name in (*(each.value for each in LABELS), "none")}
        for entry in kept:
            names = {name for name, _ in entry.labels}
            group = next((name.value for name in LABELS if name in names), "none")
            groups[group].append(self.rows.entry(entry))
        tables = (
            Table(CHANGES, tuple(rows), self.words.say(f"label.{name}")) for name, rows in groups.items()
        )
        left = listing.of - len(kept)
        more = [self.words.say("brief.more_changes", n=left, rest=self.rest)] if left else []
        return self.section("changes", tables, more)

    def impacts(self) -> Section:
        listing = self.brief.impacts
        kept = listing.lines[: self.most]
        groups: dict[str, list[Row]] = {}
        for one in kept:
            whose = one.client or self.words.say("why.list", list=shown.line(one.reader or ""))
            groups.setdefault(shown.line(whose), []).append(self.rows.impact(one))
        tables = (Table(IMPACTS, tuple(rows), name) for name, rows in groups.items())
        return self.section("impacts", tables, self.more(listing, len(kept)))

    def programmes(self) -> Section:
        tables: list[Table] = []
        for one in self.brief.programmes:
            state = self.words.name("state", one.status)
            counted = self.words.say("programme.changes", n=one.changes)
            about = self.words.say("sign.dot").join((state, counted))
            name = self.rows.name(one)
            tables.append(Table(FACTS_NOW, tuple(self.rows.standings(one)), name, about))
            tables.append(
                Table(QUESTIONS, tuple(self.rows.questions(one)), "", self.words.say("programme.questions"))
            )
        return self.section("programmes", tables)


def _all(lines: Sequence[T]) -> Listing[T]:
    return Listing(tuple(lines), len(lines), len(lines))
