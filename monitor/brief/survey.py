"""All changes in outline -> how many of what, and which few are read in full: those that matter soonest.

However many changes there are, each is looked at once and let go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import field, replace
from datetime import date

from monitor.brief.period import Period
from monitor.brief.sheet import Counts, Days, Sort
from monitor.facts.rates import RATES
from monitor.model import FactDelta, LabelName, Line, Outline, Recorded, Removed
from monitor.severity import LEVELS, Level, rank
from monitor.values import dataclass

MOST = 2_000  # changes that a brief lists one by one
MOST_EACH = 1_000  # changes behind each other list of it

Rank = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Picked:
    """Changes of one subject, the most consequent first. of: how many there are."""

    ids: tuple[str, ...] = ()
    of: int = 0


@dataclass(frozen=True, slots=True)
class Dated:
    """A day that a notice sets, as its last change in sight has it. before: an earlier change said another day."""

    day: date
    sort: Sort
    change: str
    notice: int
    told: bool
    before: date | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Survey:
    """counts: of all changes; the others: which of them are to be read in full."""

    counts: Counts = field(default_factory=Counts)
    changes: Picked = Picked()
    codes: Picked = Picked()
    papers: Picked = Picked()
    access: Picked = Picked()
    press: Picked = Picked()
    dated: tuple[Dated, ...] = ()
    dated_of: int = 0

    @property
    def wanted(self) -> tuple[str, ...]:
        """The changes to read in full, each once."""
        lists = (self.changes, self.codes, self.papers, self.access, self.press)
        return tuple(
            dict.fromkeys(
                (*(id_ for each in lists for id_ in each.ids), *(each.change for each in self.dated))
            )
        )

    @property
    def whole(self) -> bool:
        """Whether every change is read in full."""
        return self.changes.of == len(self.changes.ids)


def survey(
    outlines: Iterable[Outline],
    elsewhere: Iterable[Outline],
    period: Period,
    today: date,
    *,
    only: Callable[[Outline], bool] | None = None,
    most: int = MOST,
    most_each: int = MOST_EACH,
) -> Survey:
    """elsewhere: changes seen at other times of which a day may fall into the period. only: what is counted at all."""
    counting = _Counting()
    ranked: dict[str, list[tuple[Rank, str]]] = {
        name: [] for name in ("changes", "codes", "papers", "access", "press")
    }
    days: dict[int, _Notice] = {}
    heard: set[tuple[object, ...]] = set()
    for outline in outlines:
        if (only is not None and not only(outline)) or _is_copy(outline, heard):
            continue
        recorded, why = outline.change, reasons(outline)
        line = Line(recorded, why)
        place = (rank(line, today), recorded.id)
        counting.add(recorded, _level(place[0]))
        for subject in _subjects(recorded):
            ranked[subject].append(place)
        _see(days, outline, place[0], told=True)
    for outline in elsewhere:
        if only is None or only(outline):
            _see(days, outline, rank(Line(outline.change, reasons(outline)), today), told=False)
    dated = _dated(days.values(), period)
    return Survey(
        counting.counts(),
        **{name: _picked(found, most if name == "changes" else most_each) for name, found in ranked.items()},
        dated=tuple(one for _, one in dated[:most_each]),
        dated_of=len(dated),
    )


def _level(place: Rank) -> Level:
    """The level that a rank begins with."""
    return LEVELS[place[0]] if isinstance(place[0], int) else Level.LOW


def _picked(found: list[tuple[Rank, str]], most: int) -> Picked:
    found.sort()
    return Picked(tuple(id_ for _, id_ in found[:most]), len(found))


def reasons(outline: Outline) -> tuple[str, ...]:
    """Why anybody gets a change, all readers together."""
    if len(outline.why) == 1:
        return next(iter(outline.why.values()))
    return tuple(dict.fromkeys(why for each in outline.why.values() for why in each))


def _is_copy(outline: Outline, heard: set[tuple[object, ...]]) -> bool:
    """Whether the same was said of the same notice on another site; what was said first counts."""
    change = outline.change.finding.change
    if outline.shared is None or isinstance(change, Removed):
        return False
    said = tuple((delta.name, delta.before, delta.after) for delta in moved_facts(outline.change))
    mark = (outline.shared, change.name, said)
    if mark not in heard:
        heard.add(mark)
        heard.add((*mark, outline.notice))
        return False
    return (*mark, outline.notice) not in heard


@dataclass
class _Counting:
    labels: Counter[str] = field(default_factory=Counter)
    programmes: Counter[str] = field(default_factory=Counter)
    levels: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)

    def add(self, recorded: Recorded, level: str) -> None:
        finding = recorded.finding
        self.labels.update([label.name.value for label in finding.classification.labels] or [""])
        self.programmes.update(thread.programme for thread in finding.threads)
        self.levels[level] += 1
        self.kinds[finding.change.name] += 1
        self.sources[recorded.source] += 1

    def counts(self) -> Counts:
        return Counts(self.kinds.total(), self.labels, self.programmes, self.levels, self.kinds, self.sources)


def counts(entries: Iterable[tuple[Recorded, str]]) -> Counts:
    """The same of changes that were read in full, each with its level."""
    counting = _Counting()
    for recorded, level in entries:
        counting.add(recorded, level)
    return counting.counts()


# -- subjects --------------------------------------------------------------------------------------

CODED = frozenset((*RATES, "hs_codes"))


def _subjects(recorded: Recorded) -> Iterable[str]:
    """The lists that a change may have something for."""
    finding = recorded.finding
    labels = {label.name for label in finding.classification.labels}
    moved = {delta.name for delta in moved_facts(recorded)}
    yield "changes"
    if LabelName.HS_MAPPING in labels or moved & CODED:
        yield "codes"
    if LabelName.DOCUMENTATION in labels:
        yield "papers"
    if LabelName.ELIGIBILITY in labels:
        yield "access"
    if finding.status.value != "official":
        yield "press"


def moved_facts(recorded: Recorded) -> Sequence[FactDelta]:
    comparison = getattr(recorded.finding.change, "comparison", None)
    return comparison.facts if comparison is not None else ()


# -- days ------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Notice:
    """The days of a notice, as its changes say one after the other."""

    notice: int
    change: int
    rank: Rank
    told: bool
    days: dict[Sort, tuple[date, str]]
    before: dict[Sort, date] = field(default_factory=dict)
    gone: bool = False


def days_of(recorded: Recorded) -> Days:
    facts = recorded.finding.classification.facts
    return Days(facts.effective, facts.deadline, facts.expires)


def _see(found: dict[int, _Notice], outline: Outline, place: Rank, *, told: bool) -> None:
    recorded, days = outline.change, days_of(outline.change)
    said = {sort: day for sort in Sort if (day := getattr(days, sort.value)) is not None}
    known = found.get(outline.notice)
    if known is None:
        if said:
            set_ = {sort: (day, recorded.id) for sort, day in said.items()}
            gone = isinstance(recorded.finding.change, Removed)
            found[outline.notice] = _Notice(outline.notice, int(recorded.id), place, told, set_, gone=gone)
        return
    known.told = known.told or told
    later = int(recorded.id) > known.change
    for sort, day in said.items():
        there = known.days.get(sort)
        if there is None or (later and there[0] != day):
            if there is not None:
                known.before[sort] = there[0]
            known.days[sort] = (day, recorded.id)
        elif not later and there[0] != day:
            known.before.setdefault(sort, day)
    if later:
        known.change, known.rank = int(recorded.id), place
        known.gone = isinstance(recorded.finding.change, Removed)


def _dated(notices: Iterable[_Notice], period: Period) -> list[tuple[tuple[object, ...], Dated]]:
    """What happens from the period's first day on, the soonest first; what was told elsewhere only in the period."""
    found = []
    for one in notices:
        for sort, (day, change) in one.days.items():
            if day < period.first or (day > period.last and not one.told):
                continue
            dated = Dated(day, sort, change, one.notice, one.told, one.before.get(sort), one.gone)
            found.append(((not period.holds(day), one.rank, day, sort.value), dated))
    return sorted(found, key=lambda each: each[0])


def settled(found: Survey, latest: Iterable[Outline], period: Period) -> Survey:
    """The same with each notice's days as its very last change has them, whenever that was seen."""
    last = {outline.notice: outline for outline in latest}
    kept = []
    for one in found.dated:
        outline = last.get(one.notice)
        if outline is None or int(outline.change.id) <= int(one.change):
            kept.append(one)
            continue
        day = getattr(days_of(outline.change), one.sort.value) or one.day
        gone = isinstance(outline.change.finding.change, Removed)
        if day < period.first or (day > period.last and not one.told):
            continue
        moved = day != one.day
        kept.append(
            replace(
                one,
                day=day,
                change=outline.change.id if moved else one.change,
                before=one.day if moved else one.before,
                gone=gone,
            )
        )
    return replace(found, dated=tuple(kept), dated_of=found.dated_of - len(found.dated) + len(kept))
