"""Changes that were read in full, and what is known beside them -> one brief."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, datetime, tzinfo
from typing import TypeVar

from monitor import model
from monitor.brief import follow
from monitor.brief.access import access
from monitor.brief.clients import Watched
from monitor.brief.codes import moves
from monitor.brief.papers import checklist
from monitor.brief.period import Period
from monitor.brief.quoting import MOST as QUOTES, clipped, quote, saying_day
from monitor.brief.sheet import (
    Access,
    Asked,
    Brief,
    CodeMove,
    Counts,
    Coverage,
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
from monitor.brief.survey import Picked, Survey, counts, days_of
from monitor.model import (
    Amended,
    Comparison,
    Direction,
    Finding,
    Hold,
    LabelName,
    Line,
    Recorded,
    Removed,
    Restored,
    SourceState,
    Status,
    TableEdit,
)
from monitor.programmes import Course, Programme
from monitor.severity import Level, rank, severity
from monitor.values import dataclass
from monitor.watchlists import Met

T = TypeVar("T")

GOOD = ("first", "unchanged", "changed")
MOVED = 12  # facts that an entry tells


@dataclass(frozen=True, slots=True)
class Named:
    """A source, as people know it."""

    id: str
    authority: str
    url: str
    jurisdiction: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside the changes. watched: None where nobody watches for anything. coverage: of the period up
    to now. gaps: stretches in which nobody saw a source well. fresh: by programme, the changes of the period.
    """

    now: datetime
    zone: tzinfo
    sources: Mapping[str, Named]
    coverage: model.Coverage
    programmes: Sequence[Programme] = ()
    courses: Mapping[str, Course] = field(default_factory=dict)
    holds: Sequence[Hold] = ()
    gaps: Sequence[Doubt] = ()
    watched: Watched | None = None
    subscription: str | None = None
    client: str | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """A change that was read in full. why: as its severity wants it."""

    recorded: Recorded
    met: Mapping[tuple[str | None, str | None], tuple[Met, ...]]
    why: tuple[str, ...]
    proof: Proof


def compose(period: Period, found: Survey, changes: Iterable[Recorded], context: Context) -> Brief:
    """The brief. changes: those that the survey wants, and any others that its programmes name."""
    today = context.now.astimezone(context.zone).date()
    read = {each.recorded.id: each for each in (_read(one, context) for one in changes)}
    if context.client is not None:
        found = _only(found, {id_ for id_, each in read.items() if each.met})
    desk = _Desk(period, found, read, context, today)
    entries = desk.listed(found.changes, desk.entry)
    return Brief(
        period,
        context.now,
        today,
        desk.counts(),
        entries,
        desk.milestones(),
        _sorted(desk.listed(found.codes, lambda each: moves(each.recorded, each.proof)), _by_what),
        _sorted(desk.listed(found.papers, lambda each: checklist(each.recorded, each.proof)), _by_asked),
        desk.listed(found.access, _access),
        tuple(desk.programmes()),
        _sorted(desk.listed(found.changes, desk.impact), _by_client),
        tuple(desk.rumours()),
        tuple(_doubts(entries, context)),
        _coverage(context.coverage),
        context.subscription,
        context.client,
    )


@dataclass(frozen=True, slots=True)
class _Desk:
    """Everything a brief is made from, laid out."""

    period: Period
    found: Survey
    read: Mapping[str, _Read]
    context: Context
    today: date

    def listed(self, picked: Picked, made: Callable[[_Read], Iterable[T]]) -> Listing[T]:
        """The lines of a subject, those first that matter soonest."""
        there = [self.read[id_] for id_ in picked.ids if id_ in self.read]
        there.sort(key=lambda each: rank(Line(each.recorded, each.why), self.today))
        return Listing(tuple(one for each in there for one in made(each)), len(there), picked.of)

    def prove(self, id_: str | None) -> Proof | None:
        return self.read[id_].proof if id_ is not None and id_ in self.read else None

    def level(self, each: _Read) -> Level:
        return severity(each.recorded, each.why, self.today).level

    def counts(self) -> Counts:
        if not self.found.whole:
            return self.found.counts
        there = [self.read[id_] for id_ in self.found.changes.ids if id_ in self.read]
        return counts((each.recorded, self.level(each).value) for each in there)

    def entry(self, each: _Read) -> Iterator[Entry]:
        finding, comparison = each.recorded.finding, _comparison(each.recorded)
        found = severity(each.recorded, each.why, self.today)
        yield Entry(
            each.proof,
            isinstance(finding.change, Amended) and finding.change.silent,
            found.level,
            found.reasons,
            _labels(finding),
            tuple(thread.programme for thread in finding.threads),
            days_of(each.recorded),
            tuple(delta for delta in comparison.facts if delta.name != "attachments")[:MOVED],
            len(comparison.edits),
            sum(map(_rows, comparison.tables)),
            tuple(_unread(each.recorded)),
            tuple(dict.fromkeys(client for client, _ in each.met if client)),
        )

    def impact(self, each: _Read) -> Iterator[Impact]:
        effective = each.recorded.finding.classification.facts.effective
        for (client, reader), met in each.met.items():
            yield Impact(client, reader, met, each.proof, self.level(each), effective)

    def milestones(self) -> Listing[Milestone]:
        dated = [(one, self.read[one.change]) for one in self.found.dated if one.change in self.read]
        made = [
            Milestone(
                one.day,
                one.sort,
                saying_day(each.recorded, each.proof, one.sort, one.day),
                self.level(each),
                _labels(each.recorded.finding),
                one.told,
                self.period.holds(one.day),
                one.before,
                one.gone,
            )
            for one, each in dated
        ]
        return Listing(tuple(sorted(made, key=_by_day)), len(made), self.found.dated_of)

    def programmes(self) -> Iterator[Followed]:
        mine, span = set(self.found.changes.ids), self.period.span(self.context.zone)
        for programme in self.context.programmes:
            course = self.context.courses.get(programme.id)
            if course is not None:
                fresh = mine.intersection(course.effects)
                yield follow.followed(programme, course, fresh, span, self.prove)

    def rumours(self) -> Iterator[Rumour]:
        """What only the press said: claims on programmes, then reports that make none."""
        span = self.period.span(self.context.zone)
        yield from follow.rumours(self.context.courses, span, self.context.zone, self.prove)
        for id_ in self.found.press.ids:
            each = self.read.get(id_)
            if each is None or each.recorded.finding.status is not Status.UNCONFIRMED:
                continue
            if not any(effect.claims for effect in each.recorded.effects):
                yield Rumour(None, each.proof)


# -- what was read ---------------------------------------------------------------------------------


def _read(recorded: Recorded, context: Context) -> _Read:
    met = context.watched.of(recorded) if context.watched else {}
    why = [str(one) for each in met.values() for one in each]
    why += [f"text not available: {each}" for each in _unread(recorded)]
    return _Read(recorded, met, tuple(dict.fromkeys(why)), _proof(recorded, context))


def _proof(recorded: Recorded, context: Context) -> Proof:
    finding = recorded.finding
    notice, facts = finding.change.notice, finding.classification.facts
    source = context.sources.get(recorded.source)
    return Proof(
        recorded.id,
        finding.change.name,
        recorded.source,
        source.authority if source else recorded.source,
        clipped(notice.title),
        notice.url,
        notice.language,
        recorded.detected,
        finding.status,
        notice.listed.number or facts.number,
        notice.listed.published or facts.published,
        _quotes(finding),
        recorded.also_at,
    )


def _quotes(finding: Finding) -> tuple[Quote, ...]:
    """The words behind the labels, sentences before the title; of a change without labels, what it now says."""
    said = [
        quote(evidence.text, evidence.place)
        for label in finding.classification.labels
        for evidence in label.evidence
    ]
    said.sort(key=lambda each: each.place == "title")
    if not said and isinstance(finding.change, Amended | Restored):
        edits = [edit for edit in finding.change.comparison.edits if edit.op != "move"]
        said = [quote(edit.after or edit.before or "", edit.path) for edit in edits]
    told = {each.text: each for each in reversed(said) if each.text and each.place != "title"}
    whole = [text for text in told if not any(text in other and text != other for other in told)]
    return tuple(told[text] for text in reversed(whole))[:QUOTES] or (
        quote(finding.change.notice.title, "title"),
    )


def _unread(recorded: Recorded) -> Iterator[str]:
    change = recorded.finding.change
    if isinstance(change, Removed):
        return
    content = change.notice.content
    if content.unread is not None:
        yield content.unread
    edited = {edit.path for edit in change.comparison.edits} if isinstance(change, Amended) else None
    for file in content.attachments:
        if file.unread is not None and (edited is None or file.name in edited):
            yield f"{file.name}: {file.unread}"


def _labels(finding: Finding) -> tuple[tuple[LabelName, Direction | None], ...]:
    return tuple((label.name, label.direction) for label in finding.classification.labels)


def _comparison(recorded: Recorded) -> Comparison:
    change = recorded.finding.change
    return change.comparison if isinstance(change, Amended | Restored) else Comparison()


def _rows(table: TableEdit) -> int:
    return len(table.added) + len(table.removed) + len({cell.key for cell in table.changed})


def _access(each: _Read) -> Iterator[Access]:
    found = access(each.recorded, each.proof)
    if found is not None:
        yield found


# -- orders ----------------------------------------------------------------------------------------


def _sorted(listing: Listing[T], key: Callable[[T], object]) -> Listing[T]:
    return replace(listing, lines=tuple(sorted(listing.lines, key=key)))  # type: ignore[arg-type]


def _by_day(one: Milestone) -> tuple[object, ...]:
    return one.day, list(Level).index(one.level), one.sort.value


def _by_what(one: CodeMove) -> int:
    return list(What).index(one.what)


def _by_client(one: Impact) -> tuple[bool, str]:
    return one.client is None, one.client or one.reader or ""


def _by_asked(one: Paper) -> int:
    return list(Asked).index(one.how)


# -- the press, doubts, coverage -------------------------------------------------------------------


def _doubts(entries: Listing[Entry], context: Context) -> Iterator[Doubt]:
    silent = set(context.coverage.silent)
    for state in context.coverage.unverified:
        yield _of_source(state, context)
    yield from context.gaps
    for hold in context.holds:
        named = _named(hold.source, context)
        yield Doubt(
            Doubtful.HELD,
            named.id,
            named.authority,
            named.url,
            None,
            hold.reason,
            hold.since,
            changes=hold.changes,
        )
    for entry in entries.lines:
        if entry.unread:
            proof = entry.proof
            yield Doubt(
                Doubtful.UNREAD,
                proof.source,
                proof.authority,
                proof.url,
                None,
                "; ".join(entry.unread[:3]),
                proof.detected,
                proof=proof,
            )
    for source in sorted(silent):
        named = _named(source, context)
        yield Doubt(Doubtful.SILENT, named.id, named.authority, named.url)


def _named(source: str, context: Context) -> Named:
    return context.sources.get(source) or Named(source, source, "")


def _of_source(state: SourceState, context: Context) -> Doubt:
    named = _named(state.source, context)
    return Doubt(
        Doubtful.SOURCE,
        named.id,
        named.authority,
        named.url,
        state.outcome,
        state.reason,
        state.bad_since,
        None,
        state.last_good,
    )


def _coverage(seen: model.Coverage) -> Coverage:
    return Coverage(
        seen.since,
        seen.until,
        seen.sources,
        sum(seen.checks.values()),
        sum(number for outcome, number in seen.checks.items() if outcome in GOOD),
        dict(seen.checks),
    )


# -- one client's ----------------------------------------------------------------------------------


def _only(found: Survey, ids: set[str]) -> Survey:
    """The survey of what concerns a client; what was not read in full stays as it is counted."""

    def some(picked: Picked) -> Picked:
        kept = tuple(id_ for id_ in picked.ids if id_ in ids)
        return Picked(kept, picked.of - (len(picked.ids) - len(kept)))

    dated = tuple(one for one in found.dated if one.change in ids)
    return Survey(
        found.counts,
        some(found.changes),
        some(found.codes),
        some(found.papers),
        some(found.access),
        some(found.press),
        dated,
        found.dated_of - (len(found.dated) - len(dated)),
    )
