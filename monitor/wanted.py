"""Which changes somebody wants to see, as one value and as the query of an address, both ways.

Every filter is an address that can be mailed: the same filter is always written alike, in one order, and what stands in
the address is what is shown. A value that cannot be read is named with its field, and everything else is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from monitor.model import Direction, LabelName, State

if TYPE_CHECKING:
    from monitor.watchlists.editions import Led

MOST = 30  # values of one filter; nobody writes more by hand
LONGEST = 200  # of a value
_LEAST = timedelta(microseconds=1)
DIGITS = 12  # of a code; no tariff has more


class Sort(StrEnum):
    """What happened to a notice. `amended` is every amendment; `silent` those of which nothing on the notice tells."""

    NEW = "new"
    AMENDED = "amended"
    SILENT = "silent"
    REMOVED = "removed"
    RESTORED = "restored"


class Known(StrEnum):
    """From whom it was first known: an authority, or the press, and whether an authority has said all of it since."""

    OFFICIAL = "official"
    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    PRESS = "press"  # the two before


class Order(StrEnum):
    """What comes first; with a minus the other way round."""

    NEWEST = "-seen"
    OLDEST = "seen"
    EFFECTIVE = "effective"
    EFFECTIVE_LAST = "-effective"
    SOURCE = "source"
    SOURCE_LAST = "-source"

    @property
    def by(self) -> str:
        return self.value.removeprefix("-")

    @property
    def turned(self) -> Order:
        return Order(self.by if self.value.startswith("-") else f"-{self.value}")


@dataclass(frozen=True, slots=True, order=True)
class Codes:
    """HS codes that begin so; with `last` those of a range of beginnings, both included. Digits only."""

    first: str
    last: str = ""

    def __str__(self) -> str:
        return f"{self.first}-{self.last}" if self.last else self.first


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes; empty and None do not filter, of several values any will do. Fields are named as in the address.

    since, until: when we saw it, a day of the reader's zone (whole, until included) or a moment. owner: of the work
    on it; overdue: that work should be done. subscription: who is owed it or was told.
    """

    label: tuple[LabelName, ...] = ()
    direction: tuple[Direction, ...] = ()
    change: tuple[Sort, ...] = ()
    jurisdiction: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    programme: tuple[str, ...] = ()
    hs: tuple[Codes, ...] = ()
    effective_from: date | None = None
    effective_to: date | None = None
    since: date | datetime | None = None
    until: date | datetime | None = None
    status: Known | None = None
    triage: tuple[State, ...] = ()
    owner: str | None = None
    overdue: bool = False
    subscription: str | None = None
    sort: Order = Order.NEWEST

    @property
    def filters(self) -> bool:
        """Whether it leaves anything out."""
        return any(getattr(self, name) != _EMPTY[name] for name in FILTERS)


FIELDS = tuple(each.name for each in fields(Wanted))
FILTERS = tuple(name for name in FIELDS if name != "sort")
_EMPTY: Mapping[str, object] = {each.name: each.default for each in fields(Wanted)}


@dataclass(frozen=True, slots=True)
class Named:
    """What there is to be named: other names are mistakes, as an empty list would pass for "nothing happened". zone: in
    which days are meant.
    """

    sources: Mapping[str, str] = field(
        default_factory=dict
    )  # each with its country; "" of one no longer watched
    programmes: Collection[str] = ()
    subscriptions: Collection[str] = ()
    zone: tzinfo = UTC

    @property
    def jurisdictions(self) -> tuple[str, ...]:
        return tuple(sorted({country for country in self.sources.values() if country}))


class Why(StrEnum):
    """Why a value cannot be read; pages, programs and commands have a sentence for each."""

    UNKNOWN = "unknown"
    DAY = "day"
    CODE = "code"
    RANGE = "range"
    ORDER = "order"  # it ends before it begins
    MANY = "many"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Mistake:
    field: str
    value: str
    why: Why


@dataclass(frozen=True, slots=True)
class Read:
    """A query as it was read. typed: what stood in each field, also what could not be read."""

    wanted: Wanted
    mistakes: tuple[Mistake, ...]
    typed: Mapping[str, tuple[str, ...]]


# -- from an address -------------------------------------------------------------------------------


def read(pairs: Iterable[tuple[str, str]], named: Named) -> Read:
    """The filter that a query says. What is empty, or none of its fields, says nothing."""
    typed: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        text, there = value.strip(), typed.get(name, ())
        if name in FIELDS and text and len(there) <= MOST and text not in there:
            typed[name] = (*there, text)
    reader = _Reader(typed, named)
    return Read(reader.wanted(), tuple(reader.mistakes), typed)


_Value = TypeVar("_Value")


class _Unreadable(Exception):  # noqa: N818 - never leaves this file
    def __init__(self, why: Why) -> None:
        self.why = why


class _Reader:
    """Reads the fields one by one and goes on after a mistake."""

    def __init__(self, typed: Mapping[str, tuple[str, ...]], named: Named) -> None:
        self.typed, self.named = typed, named
        self.mistakes: list[Mistake] = []

    def wanted(self) -> Wanted:
        named = self.named
        made = Wanted(
            label=self.many("label", LabelName),
            direction=self.many("direction", Direction),
            change=self.many("change", Sort),
            jurisdiction=self.many("jurisdiction", lambda text: _one_of(text.upper(), named.jurisdictions)),
            source=self.many("source", lambda text: _one_of(text, named.sources)),
            programme=self.many("programme", lambda text: _one_of(text, named.programmes)),
            hs=self.codes(),
            effective_from=self.one("effective_from", _day),
            effective_to=self.one("effective_to", _day),
            since=self.one("since", _bound),
            until=self.one("until", _bound),
            status=self.one("status", Known),
            triage=self.many("triage", State),
            owner=self.one("owner", str),
            overdue=self.one("overdue", _yes) or False,
            subscription=self.one("subscription", lambda text: _one_of(text, named.subscriptions)),
            sort=self.one("sort", Order) or Order.NEWEST,
        )
        self.in_order(made.effective_from, "effective_to", made.effective_to)
        self.in_order(*self.span(made))
        return made

    def one(self, name: str, reading: Callable[[str], _Value]) -> _Value | None:
        values = self.typed.get(name, ())
        if len(values) > 1:
            self.mistakes.append(Mistake(name, ", ".join(values)[:LONGEST], Why.MANY))
            return None
        return next(iter(self.read(name, values, reading)), None)

    def many(self, name: str, reading: Callable[[str], _Value]) -> tuple[_Value, ...]:
        """The values once each and in one order, whatever the order they were written in."""
        found = self.read(name, self.typed.get(name, ()), reading)
        return tuple(sorted(dict.fromkeys(found), key=_place))

    def codes(self) -> tuple[Codes, ...]:
        """HS codes, also several in one field with a comma or a blank between."""
        written = (part for value in self.typed.get("hs", ()) for part in _parts(value))
        return tuple(sorted(dict.fromkeys(self.read("hs", tuple(written), _codes))))

    def read(self, name: str, values: tuple[str, ...], reading: Callable[[str], _Value]) -> list[_Value]:
        if len(values) > MOST:
            self.mistakes.append(Mistake(name, str(len(values)), Why.MANY))
            return []
        found = []
        for value in values:
            try:
                found.append(reading(_bearable(value)))
            except _Unreadable as error:
                self.mistakes.append(Mistake(name, value[:LONGEST], error.why))
            except ValueError:  # of an enumeration: none of its names
                self.mistakes.append(Mistake(name, value[:LONGEST], Why.UNKNOWN))
        return found

    def span(self, made: Wanted) -> tuple[date | None, str, date | None]:
        """Both bounds as moments: a day is no day of UTC, and may stand beside a moment."""
        since, until = made.since, made.until
        if not isinstance(since, datetime) and not isinstance(until, datetime):
            return since, "until", until
        zone, last = self.named.zone, _moment(until, self.named.zone, days=1)
        whole = last is not None and not isinstance(until, datetime)
        return _moment(since, zone), "until", last - _LEAST if last is not None and whole else last

    def in_order(self, first: date | None, end: str, last: date | None) -> None:
        if first is not None and last is not None and first > last:
            self.mistakes.append(Mistake(end, self.typed[end][0], Why.ORDER))


def _place(value: object) -> tuple[int, str]:
    """Names of ours in our order, others by the alphabet."""
    return (list(type(value)).index(value), "") if isinstance(value, StrEnum) else (0, str(value))


def _bearable(text: str) -> str:
    if len(text) > LONGEST:
        raise _Unreadable(Why.LONG)
    return text


def _one_of(text: str, known: Collection[str]) -> str:
    if text not in known:
        raise _Unreadable(Why.UNKNOWN)
    return text


def _yes(text: str) -> bool:
    if text not in ("yes", "no"):
        raise _Unreadable(Why.UNKNOWN)
    return text == "yes"


def _day(text: str) -> date:
    """2026-07-01, and nothing that only looks like it."""
    try:
        if len(text) != 10:
            raise _Unreadable(Why.DAY)
        return date.fromisoformat(text)
    except ValueError:
        raise _Unreadable(Why.DAY) from None


def _bound(text: str) -> date | datetime:
    """A day, or a moment with its offset (2026-07-01T09:00Z)."""
    if len(text) == 10:
        return _day(text)
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))  # a plus is a blank in a query
        if moment.tzinfo is None:
            raise _Unreadable(Why.DAY)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _Unreadable(Why.DAY) from None


_BETWEEN = str.maketrans(",;，、；", "     ")


def _parts(text: str) -> list[str]:
    return text.translate(_BETWEEN).split()


def _codes(text: str) -> Codes:
    """`8541.43`, `8541`, `8501-8504`."""
    first, dash, last = text.replace("–", "-").partition("-")
    found = Codes(_digits(first), _digits(last) if dash else "")
    if dash and (len(found.first) != len(found.last) or found.first > found.last):
        raise _Unreadable(Why.RANGE)
    return found


def _digits(text: str) -> str:
    digits = text.replace(".", "")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > DIGITS:
        raise _Unreadable(Why.CODE)
    return digits


# -- to an address ---------------------------------------------------------------------------------


def query(wanted: Wanted, **more: str) -> str:
    """The query that says it, always the same for the same filter. more: fields of the page, behind it."""
    return urlencode([*pairs(wanted), *more.items()])


def pairs(wanted: Wanted) -> list[tuple[str, str]]:
    """Its fields as an address and a form have them; what does not filter is left out."""
    found = []
    for name in FIELDS:
        value = getattr(wanted, name)
        if value != _EMPTY[name]:
            found += [(name, _written(each)) for each in (value if isinstance(value, tuple) else (value,))]
    return found


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else str(value)


def without(wanted: Wanted, name: str, value: str) -> Wanted:
    """The same but for one value of one field, as `pairs` writes it."""
    now = getattr(wanted, name)
    kept: Any = _EMPTY[name]
    if isinstance(now, tuple):
        kept = tuple(each for each in now if _written(each) != value)
    return replace(wanted, **{name: kept})


# -- what it means here and now --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reach:
    """What names and days of a filter come to. sources: of these only; since is included, until is not. today: the
    reader's. led: what the codes are in the other edition of the HS, which is looked for as well.
    """

    today: date
    sources: frozenset[str] | None = None
    since: datetime | None = None
    until: datetime | None = None
    led: tuple[Led, ...] = ()

    @property
    def as_well(self) -> tuple[Codes, ...]:
        return tuple(Codes(each.other) for each in self.led)


def reach(wanted: Wanted, named: Named, zone: tzinfo, now: datetime) -> Reach:
    return Reach(
        now.astimezone(zone).date(),
        _sources(wanted, named),
        _moment(wanted.since, zone),
        _moment(wanted.until, zone, days=1),
        tuple(each for codes in wanted.hs if not codes.last for each in _led(codes.first)),
    )


def _led(code: str) -> tuple[Led, ...]:
    """Of a code that only one edition knows, as `monitor changes --hs` looks for it."""
    from monitor.watchlists.editions import led, stands

    known = stands(code) if len(code) >= 4 else ()
    return led(code, known[0]) if len(known) == 1 else ()


def _sources(wanted: Wanted, named: Named) -> frozenset[str] | None:
    if not wanted.source and not wanted.jurisdiction:
        return None
    there = {
        source
        for source, country in named.sources.items()
        if not wanted.jurisdiction or country in wanted.jurisdiction
    }
    return frozenset(there.intersection(wanted.source) if wanted.source else there)


def _moment(bound: date | datetime | None, zone: tzinfo, *, days: int = 0) -> datetime | None:
    """A moment as it is; of a day its beginning, or so many days later."""
    if bound is None or isinstance(bound, datetime):
        return bound
    try:
        return datetime.combine(bound + timedelta(days=days), time(), zone).astimezone(UTC)
    except OverflowError:  # at the end of the calendar, or its beginning
        return None
