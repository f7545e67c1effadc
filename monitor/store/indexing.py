"""The index of words is brought up to date: a few versions at a time, each few in a transaction of their own.

What is read and taken apart beforehand is only written if nobody else was quicker, together with how far the index
now reaches; whatever is killed in between leaves it as it was. Versions are never edited, so nothing is ever indexed
twice or taken out; when the rules change by which texts are taken apart, the index is made anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, tzinfo

from sqlalchemy import Connection, RowMapping, bindparam, delete, exists, func, insert, select, text, update

from monitor.errors import StoreError
from monitor.model import Notice
from monitor.search.folding import ENDS, fold
from monitor.search.tokens import RULES, marks, tokens
from monitor.search.wording import Part, heading, wording
from monitor.store.archive import Archive, bodies
from monitor.store.codec import decode
from monitor.store.schema import checks, indexing, notices, texts, versions
from monitor.store.words import Entry, Words
from monitor.values import dataclass

AT_ONCE = 500  # versions a transaction: others wait meanwhile
_BYTES = 8 * 2**20  # of texts in memory
DAY = 22  # bits below a day: texts of one day
_NAME = "words"


@dataclass(frozen=True, slots=True)
class State:
    """How far the index reaches. rules: None when there is no index yet."""

    version: int = 0
    rules: int | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """A version taken apart. day: that it bears, or on which it was read."""

    version: int
    notice: int
    source: str
    day: date
    title: list[str]
    body: list[str]
    marks: list[str]


@dataclass(frozen=True, slots=True)
class Batch:
    """Versions to be added. before: how far the index reached when they were read. upto: how far it reaches then."""

    before: State
    upto: int
    ready: Sequence[Ready]


def first_of(day: date) -> int:
    """The lowest number that a text of this day has."""
    return day.toordinal() << DAY


# -- how far ---------------------------------------------------------------------------------------

_STATE = select(indexing.c.version, indexing.c.rules).where(indexing.c.name == _NAME)
_LAST = select(func.max(versions.c.id))


def state(connection: Connection) -> State:
    row = connection.execute(_STATE).first()
    return State() if row is None else State(row.version, row.rules)


def waiting(connection: Connection) -> int:
    """How many versions are not in the index yet."""
    now = state(connection)
    reached = now.version if now.rules == RULES else 0
    return connection.execute(select(func.count()).where(versions.c.id > reached)).scalar_one()


def horizon(connection: Connection) -> int:
    """The last version below which none can come any more."""
    # PostgreSQL hands numbers out before they are committed; whoever writes now is waited for, a moment
    connection.execute(text("SET LOCAL lock_timeout = '2s'"))
    connection.execute(text("LOCK TABLE versions IN SHARE MODE"))
    return connection.execute(_LAST).scalar() or 0


# -- reading ---------------------------------------------------------------------------------------

_earlier = versions.alias("earlier")
_BEFORE = exists().where(_earlier.c.notice == versions.c.notice, _earlier.c.id < versions.c.id)
_NEXT = (
    select(
        versions.c.id,
        versions.c.notice,
        versions.c.content,
        notices.c.source,
        notices.c.title,
        notices.c.number,
        checks.c.started,
        bodies.c.size,
        (~_BEFORE).label("first"),
        _BEFORE.where(_earlier.c.content == versions.c.content).label("known"),
    )
    .join(notices, notices.c.id == versions.c.notice)
    .join(checks, checks.c.id == versions.c.check)
    .outerjoin(bodies, bodies.c.sha256 == versions.c.content)
    .where(versions.c.id > bindparam("after"), versions.c.id <= bindparam("upto"))
    .order_by(versions.c.id)
    .limit(AT_ONCE)
)


def read(connection: Connection, upto: int, zone: tzinfo) -> Batch | None:
    """The next versions, taken apart; None when there are none."""
    now = state(connection)
    after = now.version if now.rules == RULES else 0
    rows = connection.execute(_NEXT, {"after": after, "upto": upto}).mappings().all()
    if not rows:
        return None if now.rules == RULES else Batch(now, after, ())
    taken: list[RowMapping] = []
    size = 0
    for row in rows:
        if taken and size + (row["size"] or 0) > _BYTES:
            break
        taken.append(row)
        size += row["size"] or 0
    fresh = [row for row in taken if not row["known"]]
    found = notices_of(connection, {row["content"] for row in fresh})
    ready = [_taken_apart(row, found.get(row["content"]), zone) for row in fresh]
    return Batch(now, taken[-1]["id"], ready)


def notices_of(connection: Connection, wanted: set[str]) -> dict[str, Notice]:
    archive = Archive(connection)
    try:
        return {sha256: decode(Notice, body) for sha256, body in archive.read_all(wanted).items()}
    except StoreError:  # one is damaged, as `verify` says; the others are found nevertheless
        found = {}
        for sha256 in wanted:
            try:
                found[sha256] = decode(Notice, archive.read(sha256))
            except StoreError:
                continue
        return found


def _taken_apart(row: RowMapping, notice: Notice | None, zone: tzinfo) -> Ready:
    """notice: None when its text is damaged, and only what the list says is left."""
    title = ENDS.join(heading(notice) if notice else filter(None, (row["title"], row["number"])))
    body = _joined(wording(notice)) if notice else ""
    title, body = fold(title), fold(body)
    found = dict.fromkeys(mark for each in (title, body) for mark, _, _ in marks(each))
    day = row["started"].astimezone(zone).date()
    published = notice.listed.published if notice and row["first"] else None
    if published and published < day:
        day = published
    return Ready(row["id"], row["notice"], row["source"], day, tokens(title), tokens(body), list(found))


def _joined(parts: Iterable[Part]) -> str:
    return ENDS.join(ENDS.join(part.cells) if part.cells else part.text for part in parts)


# -- writing ---------------------------------------------------------------------------------------

_LAST_OF_DAY = select(func.max(texts.c.id)).where(texts.c.id < bindparam("end"))


def write(connection: Connection, batch: Batch, words: Words) -> bool:
    """Add what was read; False, and nothing is done, when somebody else was quicker."""
    if connection.dialect.name != "sqlite":
        connection.execute(text("LOCK TABLE indexing IN SHARE ROW EXCLUSIVE MODE"))
    if state(connection) != batch.before:
        return False
    if batch.before.rules != RULES:
        words.clear(connection)
        connection.execute(delete(texts))
        connection.execute(delete(indexing))
        connection.execute(insert(indexing), {"name": _NAME, "rules": RULES, "version": batch.upto})
    else:
        connection.execute(update(indexing).where(indexing.c.name == _NAME).values(version=batch.upto))
    if batch.ready:
        _add(connection, batch.ready, words)
    return True


def _add(connection: Connection, ready: Sequence[Ready], words: Words) -> None:
    numbers: dict[date, int] = {}
    rows, entries = [], []
    for each in ready:
        if each.day not in numbers:
            numbers[each.day] = _last_of(connection, each.day)
        numbers[each.day] += 1
        id_ = numbers[each.day]
        rows.append({"id": id_, "version": each.version, "notice": each.notice, "day": each.day})
        entries.append(Entry(id_, each.source, each.title, each.body, each.marks))
    connection.execute(insert(texts), rows)
    words.add(connection, entries)


def _last_of(connection: Connection, day: date) -> int:
    start = first_of(day)
    last = connection.execute(_LAST_OF_DAY, {"end": start + (1 << DAY)}).scalar()
    return last if last is not None and last >= start else start - 1
