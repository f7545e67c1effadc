"""A brief in a reader's language: sections of tables, each row with where it comes from.

HTML, Markdown and XLSX are three ways to set the same tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from monitor import shown
from monitor.brief.sheet import (
    Access,
    Asked,
    Brief,
    CodeMove,
    Doubt,
    Doubtful,
    Entry,
    Followed,
    Impact,
    Listing,
    Milestone,
    Paper,
    Proof,
    Quote,
    Rumour,
    What,
)
from monitor.digest import weight
from monitor.digest.moved import SETS, dotted, fact, names_moved, place, value
from monitor.digest.strands import asked as question_in, is_wording, measure, phrase
from monitor.digest.words import Words
from monitor.facts.papers import NAMES
from monitor.model import ClaimState, Direction, FactDelta, LabelName, Status
from monitor.severity import Level, Severity
from monitor.watchlists import Met

T = TypeVar("T")

STANDS = "="  # a fact that is as it was
FACTS = 4  # that moved, told with a change
LABELS = (LabelName.ELIGIBILITY, LabelName.DOCUMENTATION, LabelName.HS_MAPPING)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a row comes from. link: None when the address is none that may be clicked. quotes: words and their place."""

    id: str
    authority: str
    source: str
    number: str
    title: str
    address: str
    link: str | None
    language: str
    published: date | None
    seen: datetime
    status: str
    quotes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """id: as the words call it; width: in characters, for a sheet."""

    id: str
    width: int = 16


@dataclass(frozen=True, slots=True)
class Row:
    """cells: by column. tones: how to set some of them. level: how much it matters, where that is known."""

    cells: Mapping[str, object]
    source: Source | None = None
    tones: Mapping[str, str] = field(default_factory=dict)
    level: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """title: "" where the section has one table."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    title: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """more: what is left out, and where it is. empty: what to say when there is no row."""

    id: str
    title: str
    lead: str
    empty: str
    tables: tuple[Table, ...]
    more: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        return sum(len(table.rows) for table in self.tables)


@dataclass(frozen=True, slots=True)
class Told:
    """title, span, state: above everything. lead: the whole in few sentences. figures: number and what it counts."""

    title: str
    span: str
    about: tuple[str, ...]
    lead: tuple[str, ...]
    figures: tuple[tuple[int, str, str, str], ...]
    first: tuple[Row, ...]
    sections: tuple[Section, ...]
    coverage: tuple[str, ...]
    foot: str


def told(brief: Brief, words: Words, rest: str, *, most: int | None = None) -> Told:
    """The brief in a language. rest: the command that lists everything; most: rows a section."""
    teller = _Teller(brief, words, rest, most)
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


def _figures(brief: Brief, words: Words) -> Iterator[tuple[int, str, str, str]]:
    """Number, what it counts, the section it leads to, and how it is set."""
    open_ = sum(1 for one in brief.rumours if one.claim is None or one.claim.state is ClaimState.UNCONFIRMED)
    found = (
        ("changes", brief.counts.changes, "changes", ""),
        ("weighty", _weighty(brief), "first", "weighty"),
        ("days", _inside(brief), "days", ""),
        ("codes", len(brief.codes.lines), "codes", ""),
        ("papers", len(brief.papers.lines), "papers", ""),
        ("clients", len({one.client for one in brief.impacts.lines if one.client}), "impacts", ""),
        ("claims", open_, "rumours", "doubtful"),
        ("doubts", len(brief.unverified), "doubts", "doubtful"),
    )
    for name, number, where, tone in found:
        yield number, words.say(f"figure.{name}"), where, tone if number else ""


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
    brief: Brief
    words: Words
    rest: str
    most: int | None

    # -- the whole ---------------------------------------------------------------------------------

    def first(self) -> Iterator[Row]:
        """The few changes that matter soonest."""
        weighty = [one for one in self.brief.entries.lines if one.level in (Level.URGENT, Level.HIGH)]
        for entry in (weighty or list(self.brief.entries.lines))[:6]:
            yield self.entry(entry)

    def sections(self) -> Iterator[Section]:
        brief = self.brief
        yield self.listed("days", brief.milestones, self.milestone, DAYS)
        yield self.listed("codes", brief.codes, self.code, CODES)
        yield self.listed("papers", brief.papers, self.paper, PAPERS)
        yield self.listed("access", brief.access, self.access, ACCESS)
        yield self.programmes()
        yield self.impacts()
        yield self.listed("rumours", _all(brief.rumours), self.rumour, RUMOURS)
        yield self.listed("doubts", _all(brief.doubts), self.doubt, DOUBTS)
        yield self.changes()

    def section(self, name: str, tables: Iterable[Table], more: Iterable[str] = ()) -> Section:
        say = self.words.say
        return Section(
            name,
            say(f"section.{name}"),
            say(f"section.{name}_lead"),
            say(f"section.{name}_none"),
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
            groups[group].append(self.entry(entry))
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
            groups.setdefault(shown.line(whose), []).append(self.impact(one))
        tables = (Table(IMPACTS, tuple(rows), name) for name, rows in groups.items())
        return self.section("impacts", tables, self.more(listing, len(kept)))

    def programmes(self) -> Section:
        tables: list[Table] = []
        for one in self.brief.programmes:
            state = self.words.name("state", one.status)
            counted = self.words.say("programme.changes", n=one.changes)
            about = self.words.say("sign.dot").join((state, counted))
            name = shown.line(one.name)
            tables.append(Table(FACTS_NOW, tuple(self.standings(one)), name, about))
            tables.append(
                Table(QUESTIONS, tuple(self.questions(one)), "", self.words.say("programme.questions"))
            )
        return self.section("programmes", tables)

    # -- rows --------------------------------------------------------------------------------------

    def entry(self, one: Entry) -> Row:
        days = one.days
        cells = {
            "level": self.words.say(f"level.{one.level.value}"),
            "change": self.words.say(f"change.{'silent' if one.silent else one.proof.kind}"),
            "labels": self.labels(one.labels),
            "programmes": self.words.join([self.programme(each) for each in one.programmes]),
            "title": shown.line(one.proof.title),
            "moved": self.gist(one),
            "effective": days.effective,
            "deadline": days.deadline,
            "expires": days.expires,
            "why": self.why(one),
            "clients": self.words.join([shown.line(name) for name in one.clients]),
        }
        return Row(cells, self.source(one.proof), {"labels": _tone(one.labels)}, one.level.value)

    def gist(self, one: Entry) -> str:
        """What moved, in few words."""
        facts = self.facts(one.moved)
        counted = [
            self.words.say(f"gist.{name}", n=n) for name, n in (("edits", one.edits), ("rows", one.rows)) if n
        ]
        return "; ".join(facts) or self.words.join(counted)

    def facts(self, deltas: Sequence[FactDelta]) -> list[str]:
        """What moved: single values first, names of one sort together; papers that are only cited last."""
        single = [delta for delta in deltas if delta.name not in SETS]
        said = [self.fact(delta) for delta in single[:FACTS]]
        if len(single) > FACTS:
            said.append(self.words.say("gist.facts", n=len(single) - FACTS))
        for name in SETS:
            some = [delta for delta in deltas if delta.name == name]
            if some and not (said and name == "documents"):
                said += [shown.line(each, 240) for each in names_moved(some, frozenset(), self.words)]
        return said

    def fact(self, delta: FactDelta) -> str:
        if is_wording(delta.before) or is_wording(delta.after):
            name = self.words.name("fact", shown.line(delta.name))
            text = shown.line(delta.after or delta.before or "", 160)
            return f"{name}{self.words.say('sign.colon')}{text}"
        return shown.line(fact(delta, self.words), 240)

    def why(self, one: Entry) -> str:
        names = {each.id: each.name for each in self.brief.programmes}
        found = Severity(one.level, one.reasons)
        said = weight.line(found, names, self.words)
        level = self.words.name("severity", one.level.value)
        rest = said.removeprefix(level).removeprefix(self.words.say("sign.colon")).strip()
        return "" if rest == said and rest == level else rest

    def milestone(self, one: Milestone) -> Row:
        say = self.words.say
        notes = [
            say("told.instead", day=self.words.day(one.before)) if one.before else "",
            say("told.gone") if one.gone else "",
            "" if one.inside else say("told.later"),
        ]
        cells = {
            "day": one.day,
            "sort": say(f"sort.{one.sort.value}"),
            "title": shown.line(one.proof.title),
            "labels": self.labels(one.labels),
            "told": say("told.yes" if one.told else "told.before"),
            "note": self.words.join([note for note in notes if note]),
        }
        return Row(
            cells,
            self.source(one.proof),
            {"sort": one.sort.value, "labels": _tone(one.labels)},
            one.level.value,
        )

    def code(self, one: CodeMove) -> Row:
        what = one.what.value
        if one.what is What.LIST:
            what = "came" if one.old is None else "went"
        before, after = one.before, one.after
        if one.what is What.RATE:
            before, after = (_percent(each) for each in (before, after))
        name = self.words.name("fact", one.measure) if one.measure else ""
        more = self.words.say("what.more", n=one.more) if one.more else ""
        cells = {
            "old": dotted(one.old) if one.old else "",
            "new": dotted(one.new) if one.new else "",
            "what": self.words.say(f"what.{what}"),
            "measure": shown.line(name),
            "before": shown.line(before or "", 200),
            "after": shown.line(after or "", 200),
            "goods": self.words.join([each for each in (shown.line(one.goods, 200), more) if each]),
            "effective": one.effective,
        }
        return Row(cells, self.source(one.proof), {"what": what, "before": "old", "after": "new"})

    def paper(self, one: Paper) -> Row:
        how = self.words.say(f"asked.{one.how.value}")
        if one.how is Asked.DROPPED and not one.names and not one.before:
            how = self.words.say("asked.gone")
        elif one.force and one.force_before and one.force != one.force_before:
            sides = [self.words.name("duty", force) for force in (one.force_before, one.force)]
            how = self.words.say("asked.force", how=how, before=sides[0], after=sides[1])
        names = [_capital(called(name, self.words.language)) for name in one.names]
        cells = {
            "document": self.words.join(names) or self.words.say("asked.unnamed"),
            "how": how,
            "before": shown.line(one.before or "", 600),
            "after": shown.line(one.after or "", 600),
            "effective": one.effective,
        }
        return Row(cells, self.source(one.proof), {"how": one.how.value, "before": "old", "after": "new"})

    def access(self, one: Access) -> Row:
        direction = one.direction if one.direction is not Direction.NEUTRAL else None
        facts = "; ".join(self.facts(one.moved))
        cells = {
            "direction": self.words.name("tone", direction.value) if direction else "",
            "title": shown.line(one.proof.title),
            "moved": facts,
            "before": "\n".join(shown.line(each.text, 600) for each in one.before),
            "after": "\n".join(shown.line(each.text, 600) for each in one.after),
            "programmes": self.words.join([self.programme(each) for each in one.programmes]),
            "effective": one.effective,
        }
        tone = direction.value if direction else ""
        return Row(cells, self.source(one.proof), {"direction": tone, "before": "old", "after": "new"})

    def standings(self, programme: Followed) -> Iterator[Row]:
        for one in programme.standings:
            unit = measure(one.unit, self.words)
            sides = [self.side(each, unit) for each in (one.before, one.now)]
            states = [self.words.say("state.moved")] if one.moved else []
            if not one.official:
                states.append(self.words.say("state.unconfirmed"))
            cells = {
                "programme": shown.line(programme.name),
                "fact": self.words.name("fact", one.fact),
                "before": sides[0],
                "after": sides[1] if sides[0] != sides[1] or one.moved else STANDS,
                "state": self.words.join(states),
            }
            tones = {"before": "old", "after": "new", "state": "moved"} if one.moved else {}
            yield Row(cells, self.source(one.proof) if one.proof else None, tones)

    def side(self, written: str, unit: str | None) -> str:
        told_ = shown.line(value(written, self.words), 300)
        numeric = written[:1].isdigit() and unit and len(written) < 12
        return self.words.say("fact.measured", value=told_, unit=unit or "") if numeric else told_

    def questions(self, programme: Followed) -> Iterator[Row]:
        for one in programme.questions:
            state = "fresh" if one.fresh and one.state == "answered" else one.state
            cells = {
                "programme": shown.line(programme.name),
                "question": question_in(one.question, self.words),
                "state": self.words.say(f"state.{state}"),
                "answer": shown.line(one.sentence or "", 300),
            }
            yield Row(cells, self.source(one.proof) if one.proof else None, {"state": one.state})

    def impact(self, one: Impact) -> Row:
        cells = {
            "client": shown.line(one.client or one.reader or ""),
            "level": self.words.say(f"level.{one.level.value}"),
            "title": shown.line(one.proof.title),
            "met": self.words.join([self.met(each) for each in one.met]),
            "effective": one.effective,
        }
        return Row(cells, self.source(one.proof), {}, one.level.value)

    def met(self, one: Met) -> str:
        key = f"why.entry_{one.kind}"
        text = shown.line(one.entry, 80)
        said = self.words.say(key, met=text) if key in self.words.phrases else text
        return self.words.say("why.detail", met=said, detail=shown.line(one.met, 60)) if one.met else said

    def rumour(self, one: Rumour) -> Row:
        say, claim = self.words.say, one.claim
        report, ruling = one.report, one.ruling
        state = claim.state if claim else ClaimState.UNCONFIRMED
        note = ""
        if one.lag is not None:
            key = "rumour.lag_wrong" if state is ClaimState.CONTRADICTED else "rumour.lag"
            note = say(key, n=one.lag)
        about = shown.line(phrase(claim, self.words), 200) if claim else say("rumour.report")
        said = claim.sentence if claim else (report.quotes[0].text if report and report.quotes else "")
        by = claim.by if claim else None
        cells = {
            "claim": about,
            "programmes": self.programme(claim.programme) if claim else "",
            "state": note or say(f"state.{state.value}"),
            "said": shown.line(said or say("rumour.launch"), 400),
            "ruled": self.ruled(by.sentence if by else "", ruling),
            "lag": one.lag,
        }
        proof = ruling or report
        return Row(cells, self.source(proof) if proof else None, {"state": state.value})

    def ruled(self, sentence: str, ruling: Proof | None) -> str:
        if not sentence:
            return ""
        number = f" [{shown.line(ruling.number, 80)}]" if ruling and ruling.number else ""
        return f"{shown.line(sentence, 400)}{number}"

    def doubt(self, one: Doubt) -> Row:
        words = self.words
        cells = {
            "source": shown.line(one.source),
            "authority": shown.line(one.authority),
            "state": words.say(f"doubtful.{one.sort.value}"),
            "problem": self.problem(one),
            "since": one.since,
            "last_good": one.last_good
            or (words.say("doubtful.never") if one.sort is Doubtful.SOURCE else None),
            "link": shown.line(one.url),
        }
        return Row(cells, self.source(one.proof) if one.proof else None, {"state": one.sort.value})

    def problem(self, one: Doubt) -> str:
        words = self.words
        reason = shown.line(one.reason or "", 300)
        match one.sort:
            case Doubtful.HELD:
                return words.say("doubtful.changes", n=one.changes, reason=reason)
            case Doubtful.SILENT:
                return words.say("doubtful.quiet")
            case Doubtful.GAP if one.since and one.until:
                gap = words.say(
                    "doubtful.gap_of", since=words.moment(one.since), until=words.moment(one.until)
                )
                return f"{gap}: {reason}" if reason else gap
        if one.sort is Doubtful.SOURCE and one.outcome is None:
            return words.say("doubtful.overdue") if one.last_good else reason or words.say("doubtful.overdue")
        outcome = words.name("outcome", one.outcome or "")
        return words.say("sign.colon").join(each for each in (outcome, reason) if each)

    # -- pieces ------------------------------------------------------------------------------------

    def labels(self, labels: Sequence[tuple[LabelName, Direction | None]]) -> str:
        return self.words.join([self.label(*each) for each in labels])

    def label(self, name: LabelName, direction: Direction | None) -> str:
        called = self.words.name("label", name.value)
        if direction in (None, Direction.NEUTRAL):
            return called
        tone = self.words.name("tone", direction.value)
        return self.words.say("label.directed", label=called, direction=tone)

    def programme(self, id_: str) -> str:
        return next(
            (shown.line(each.name) for each in self.brief.programmes if each.id == id_), shown.line(id_)
        )

    def source(self, proof: Proof) -> Source:
        words = self.words
        status = "" if proof.status is Status.OFFICIAL else words.say(f"status.{proof.status.value}")
        return Source(
            shown.line(proof.change),
            shown.line(proof.authority),
            shown.line(proof.source),
            shown.line(proof.number or "", 120),
            shown.line(proof.title),
            shown.line(proof.url, 2_000),
            shown.link(proof.url),
            shown.line(proof.language, 20) or "und",
            proof.published,
            proof.detected,
            status,
            tuple((shown.line(each.text, 600), self.where(each)) for each in proof.quotes),
        )

    def where(self, quote: Quote) -> str:
        return place(quote.place, self.words) if quote.place else ""


def _tone(labels: Sequence[tuple[LabelName, Direction | None]]) -> str:
    return next((direction.value for _, direction in labels if direction), "")


def called(paper: str, language: str) -> str:
    """What a document is called in a language."""
    names = NAMES.get(paper, ()) if language == "zh" else ()
    return next((name for name in names if not name.isascii()), paper)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _percent(written: str | None) -> str:
    text = written or ""
    return f"{text} %" if text.replace(".", "", 1).isdigit() else text


def _all(lines: Sequence[T]) -> Listing[T]:
    return Listing(tuple(lines), len(lines), len(lines))


# -- columns ---------------------------------------------------------------------------------------

CHANGES = (
    Column("level", 10), Column("change", 16), Column("labels", 26), Column("title", 48), Column("moved", 44),
    Column("effective", 13), Column("deadline", 13), Column("expires", 13), Column("why", 40),
    Column("programmes", 26), Column("clients", 20),
)  # fmt: skip
DAYS = (
    Column("day", 13), Column("sort", 14), Column("title", 52), Column("labels", 26), Column("told", 16),
    Column("note", 26),
)  # fmt: skip
CODES = (
    Column("old", 15), Column("new", 15), Column("what", 17), Column("measure", 16), Column("before", 13),
    Column("after", 13), Column("goods", 40), Column("effective", 15),
)  # fmt: skip
PAPERS = (
    Column("document", 34), Column("how", 26), Column("before", 48), Column("after", 48), Column("effective", 18),
)  # fmt: skip
ACCESS = (
    Column("direction", 14), Column("title", 44), Column("moved", 36), Column("before", 48), Column("after", 48),
    Column("programmes", 26), Column("effective", 13),
)  # fmt: skip
FACTS_NOW = (
    Column("programme", 30), Column("fact", 22), Column("before", 30), Column("after", 30), Column("state", 22),
)  # fmt: skip
QUESTIONS = (Column("programme", 30), Column("question", 44), Column("state", 22), Column("answer", 60))
IMPACTS = (
    Column("client", 22), Column("level", 10), Column("title", 52), Column("met", 40), Column("effective", 13),
)  # fmt: skip
RUMOURS = (
    Column("claim", 36), Column("programmes", 26), Column("state", 22), Column("said", 48), Column("ruled", 48),
    Column("lag", 10),
)  # fmt: skip
DOUBTS = (
    Column("source", 24), Column("authority", 34), Column("state", 16), Column("problem", 60), Column("since", 18),
    Column("last_good", 18), Column("link", 40),
)  # fmt: skip
