"""The index of words, in each database's own way: the one thing that is written twice.

SQLite: FTS5 without the texts, every token with its place, so that a phrase is exact and bm25 ranks it. Chinese signs
stand alone there: two side by side are found as quickly as a word of two signs would be, in half the room.

PostgreSQL: a tsvector of pairs of tokens under a GIN index, which knows no places: a phrase is all of its pairs, for
which no text need be read. What ranking asks for stands as places, a few for each word, so the bounds of a tsvector
(256 places a word, 16,383 in all, 1 MB) cut nothing off; a text of very many different words takes several rows.

What is looked for arrives as values, and is quoted here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from hashlib import blake2b
from itertools import groupby, pairwise
from typing import Protocol

from sqlalchemy import Connection, bindparam, text

from monitor.search.folding import END
from monitor.search.query import Phrase, Query, Term
from monitor.search.tokens import is_sign, pair, pairs
from monitor.values import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A text to be found. id: the later, the higher. title, body: tokens. marks: see `search.tokens`."""

    id: int
    source: str
    title: Sequence[str]
    body: Sequence[str]
    marks: Sequence[str]


@dataclass(frozen=True, slots=True)
class Range:
    """Texts from `first` on and before `end`; of one source; only the last of each notice."""

    first: int
    end: int
    source: str | None = None
    latest: bool = False


class Words(Protocol):
    """An index. exact: whether all that it finds is right, or must be looked at once more."""

    exact: bool

    def clear(self, connection: Connection) -> None: ...
    def add(self, connection: Connection, entries: Sequence[Entry]) -> None: ...
    def newest(
        self, connection: Connection, query: Query, where: Range, most: int
    ) -> list[tuple[int, int]]: ...
    def scores(
        self, connection: Connection, query: Query, found: Sequence[int], source: str | None
    ) -> Mapping[int, float]: ...


def words(dialect: str) -> Words:
    return _Sqlite() if dialect == "sqlite" else _Postgresql()


def source_mark(source: str) -> str:
    """What a source is found by: no word, and no other mark."""
    return f"s0{int.from_bytes(blake2b(source.encode(), digest_size=6).digest(), 'big')}"


_LATEST = """
    JOIN versions ON versions.id = texts.version
    JOIN notices ON notices.id = texts.notice AND notices.content = versions.content
"""
TITLE, BODY, MARK = 8.0, 1.0, 4.0  # what a hit weighs by where it stands


# -- SQLite ----------------------------------------------------------------------------------------


class _Sqlite:
    exact = True

    def clear(self, connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO words(words) VALUES ('delete-all')")

    def add(self, connection: Connection, entries: Sequence[Entry]) -> None:
        rows = [
            (
                entry.id,
                " ".join(entry.title),
                " ".join(entry.body),
                " ".join((source_mark(entry.source), *entry.marks)),
            )
            for entry in sorted(entries, key=lambda entry: entry.id)  # it likes them in order
        ]
        connection.exec_driver_sql("INSERT INTO words(rowid, title, text, marks) VALUES (?, ?, ?, ?)", rows)

    def newest(self, connection: Connection, query: Query, where: Range, most: int) -> list[tuple[int, int]]:
        statement = text(
            "SELECT words.rowid, texts.notice FROM words CROSS JOIN texts ON texts.id = words.rowid"  # noqa: S608  constants
            f"{_LATEST if where.latest else ''}"
            " WHERE words MATCH :wanted AND words.rowid >= :first AND words.rowid < :end"
            " ORDER BY words.rowid DESC LIMIT :most"
        )
        wanted = _match(query, where.source)
        values = {"wanted": wanted, "first": where.first, "end": where.end, "most": most}
        return [(row[0], row[1]) for row in connection.execute(statement, values)]

    def scores(
        self, connection: Connection, query: Query, found: Sequence[int], source: str | None
    ) -> Mapping[int, float]:
        statement = text(
            "SELECT rowid, -bm25(words, :title, :body, :mark) FROM words"
            " WHERE words MATCH :wanted AND rowid >= :first AND rowid <= :last"
        )
        values = {
            "wanted": _match(query, source),
            "first": min(found),
            "last": max(found),
            "title": TITLE,
            "body": BODY,
            "mark": MARK,
        }
        return {row[0]: row[1] for row in connection.execute(statement, values)}


def _match(query: Query, source: str | None) -> str:
    """The query as FTS5 reads it: nothing but quoted tokens between operators of ours."""
    wanted = " AND ".join(map(_any, query.wanted))
    if source is not None:
        wanted = f"{_quoted(source_mark(source))} AND {wanted}"
    unwanted = " OR ".join(map(_any, query.unwanted))
    return f"({wanted}) NOT ({unwanted})" if unwanted else wanted


def _any(term: Term) -> str:
    return f"({' OR '.join(map(_phrase, term.ways))})"


def _phrase(way: Phrase) -> str:
    return _quoted(" ".join(way.tokens)) + (" *" if way.beginning else "")


def _quoted(tokens: str) -> str:
    return '"' + tokens.replace('"', '""') + '"'


# -- PostgreSQL ------------------------------------------------------------------------------------

_PART = 900_000  # bytes of a tsvector's words and places; it bears 1,048,575
_OLDER = 5  # so many versions of a notice are looked at before all are
_PLACES = 8  # of a word that are kept: more is no better a hit


class _Postgresql:
    exact = False

    def clear(self, connection: Connection) -> None:
        connection.execute(text("TRUNCATE words"))

    def add(self, connection: Connection, entries: Sequence[Entry]) -> None:
        rows = [
            {"text": entry.id, "part": part, "found": vector}
            for entry in entries
            for part, vector in enumerate(_vectors(entry))
        ]
        connection.execute(
            text("INSERT INTO words (text, part, found) VALUES (:text, :part, CAST(:found AS tsvector))"),
            rows,
        )

    def newest(self, connection: Connection, query: Query, where: Range, most: int) -> list[tuple[int, int]]:
        wanted = _all(query)
        if where.source is not None:
            wanted = f"{_lexeme(source_mark(where.source))} & ({wanted})"
        # it does not know what a look at a row costs
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        statement = text(
            "WITH hits AS MATERIALIZED (SELECT text FROM words WHERE found @@ CAST(:wanted AS tsquery)),"  # noqa: S608
            " newest AS MATERIALIZED (SELECT DISTINCT text FROM hits WHERE text >= :first AND text < :end"
            " ORDER BY text DESC LIMIT :some)"
            " SELECT texts.id, texts.notice, (SELECT count(*) FROM newest) AS seen"
            f" FROM newest JOIN texts ON texts.id = newest.text {_LATEST if where.latest else ''}"
            " ORDER BY texts.id DESC LIMIT :most"
        )
        values = {"wanted": wanted, "first": where.first, "end": where.end, "most": most}
        some = most * _OLDER if where.latest else most
        rows = connection.execute(statement, values | {"some": some}).all()
        if where.latest and len(rows) < most and (not rows or rows[0].seen == some):
            rows = connection.execute(statement, values | {"some": None}).all()  # most were older versions
        return [(row.id, row.notice) for row in rows]

    def scores(
        self, connection: Connection, query: Query, found: Sequence[int], source: str | None
    ) -> Mapping[int, float]:
        del source  # the texts are named one by one
        statement = text(
            "SELECT text, max(ts_rank(CAST(:weights AS float4[]), found, CAST(:wanted AS tsquery), 1)) FROM words"
            " WHERE text IN :found GROUP BY text"
        ).bindparams(bindparam("found", expanding=True))
        wanted = " | ".join(_way(way) for term in query.wanted for way in term.ways)
        weights = f"{{{BODY / TITLE}, {BODY / TITLE}, {MARK / TITLE}, 1.0}}"
        values = {"wanted": wanted, "found": list(found), "weights": weights}
        return {row[0]: float(row[1]) for row in connection.execute(statement, values)}


def _all(query: Query) -> str:
    """The query as tsquery reads it: nothing but quoted pairs between operators of ours."""
    wanted = " & ".join(f"({' | '.join(map(_way, term.ways))})" for term in query.wanted)
    # what may stand otherwise than side by side is not left out here, but when the text is looked at
    unwanted = [_way(way) for term in query.unwanted for way in term.ways if len(way.tokens) <= 2]
    return f"({wanted}) & !({' | '.join(unwanted)})" if unwanted else wanted


def _way(way: Phrase) -> str:
    stretches = [list(some) for is_end, some in groupby(way.tokens, END.__eq__) if not is_end]
    found = [lexeme for some in stretches for lexeme in _stretch(some, mark=way.mark)]
    if way.beginning and not found[-1].endswith(":*"):
        found[-1] += ":*"
    return f"({' & '.join(found)})"


def _stretch(tokens: Sequence[str], *, mark: bool) -> list[str]:
    """What is looked up for tokens side by side: their pairs; for a sign alone, all that begins with it."""
    if len(tokens) == 1:
        return [_lexeme(tokens[0]) + (":*" if not mark and is_sign(tokens[0]) else "")]
    return [_lexeme(pair(first, second)) for first, second in pairwise(tokens)]


def _lexeme(token: str) -> str:
    escaped = token.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _vectors(entry: Entry) -> Iterator[str]:
    """The text as tsvectors, mostly one."""
    title, marked, times = set(pairs(entry.title)), set(entry.marks), Counter(pairs(entry.body))
    mark = _lexeme(source_mark(entry.source))
    written, size = [mark], 0
    for token in dict.fromkeys((*title, *marked, *times)):
        if size > _PART:
            yield " ".join(written)
            written, size = [mark], 0
        weight = "A" if token in title else "B" if token in marked else ""
        places = _places(weight, min(times[token], _PLACES))
        written.append(_lexeme(token) + places)
        size += len(token.encode()) + 6 + len(places)
    yield " ".join(written)


@cache
def _places(weight: str, times: int) -> str:
    """How often a word stands in the body, as places, of which ranking counts no more; one alone goes without saying.

    weight: that it stands in the title as well, or is a mark.
    """
    told = [f"1{weight}"] if weight else []
    told += [str(place) for place in range(len(told) + 1, len(told) + 1 + times)]
    return f":{','.join(told)}" if weight or times > 1 else ""
