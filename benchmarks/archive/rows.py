"""The rows of an archive, written in bulk as the store would have written them check by check."""

from __future__ import annotations

import hashlib
import random
import sys
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, insert

from benchmarks.archive import notices as made, plan as planned
from monitor.evidence import chain as written
from monitor.evidence.chain import Head, Saying
from monitor.model import (
    Amended,
    Change,
    FactDelta,
    Finding,
    New,
    Notice,
    Removed,
    Restored,
    Saying as Claimed,
    Status,
    Thread,
)
from monitor.store import listing, schema
from monitor.store.archive import FULL_EVERY, _name, bodies, lines, pack
from monitor.store.chain import Trail
from monitor.store.changes import _digits, _said
from monitor.store.codec import Said, encode, encode_texts
from monitor.store.watching import key_hash

AT_ONCE = 4_000
_HEADERS = (
    '[["Date","{}"],["Content-Type","text/html; charset=utf-8"],["Server","nginx"],["ETag","\\"{:x}\\""]]'
)


class Rows:
    """Rows on their way, many in one statement. last: the number that a table gave last."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: dict[Table, list[Mapping[str, Any]]] = defaultdict(list)
        self.last: dict[Table, int] = defaultdict(int)
        self._head: Head | None = None

    def add(self, table: Table, row: Mapping[str, Any]) -> None:
        self._waiting[table].append(row)
        if len(self._waiting[table]) >= AT_ONCE:
            self._flush(table)

    def number(self, table: Table) -> int:
        self.last[table] += 1
        return self.last[table]

    def chain(self, saying: Saying) -> None:
        (link,) = written.joined(self._head, [saying])
        self._head = Head(link.number, link.sha256, saying.at)
        row = {
            "id": link.number,
            "at": saying.at,
            "kind": saying.kind,
            "subject": saying.subject,
            "said": saying.said,
        }
        self.add(schema.chain, row | {"sha256": link.sha256})

    def flush(self) -> None:
        for table in list(self._waiting):
            self._flush(table)

    def _flush(self, table: Table) -> None:
        if rows := self._waiting.pop(table, None):
            self._connection.execute(insert(table), rows)


@dataclass(slots=True)
class Standing:
    """A notice as it stands. head, depth: of its last body."""

    n: int
    row: int
    published: date
    revision: int = 0
    content: str = ""
    head: int = 0
    depth: int = 0
    rereads: int = 0
    first_seen: datetime = planned.BEGUN
    last_read: datetime = planned.BEGUN
    edited: datetime | None = None
    removed: bool = False
    written: made.Written | None = None  # the last version, while its check is written


@dataclass(slots=True)
class Life:
    """A source as time goes by."""

    place: int
    source: planned.Source
    live: list[Standing] = field(default_factory=list)
    gone: deque[Standing] = field(default_factory=deque)
    state: dict[str, Any] = field(default_factory=dict)
    checks: int = 0
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """A change as the telling side needs it."""

    id: int
    detected: datetime
    labels: tuple[str, ...]
    codes: tuple[str, ...]
    title: str


class Writer:
    """Time goes by, round after round."""

    def __init__(self, connection: Connection, plan: planned.Plan) -> None:
        self.rows, self.plan = Rows(connection), plan
        self.chance = random.Random("archive")
        self.lives = [Life(place, source) for place, source in enumerate(planned.sources())]
        self.standings: list[tuple[Standing, planned.Source]] = []
        self.seen: list[Seen] = []
        self.source_of: dict[int, str] = {}
        self.programmes = planned.programmes()
        self.moved: dict[str, int] = defaultdict(lambda: 12)

    def check(self, turn: int, place: int) -> None:
        """A check, and all that it found."""
        life, started = self.lives[place], self.plan.started(turn, place)
        happens = self.plan.happens[turn, place]
        outcome, reason, verdict = planned.outcome(turn, place, happens)
        good = outcome in planned.GOOD
        id_ = self.rows.number(schema.checks)
        last_good = life.state.get("last_good")
        row = {
            "source": life.source.id, "started": started, "took_ms": 180 + (id_ * 37) % 2400, "outcome": outcome,
            "reason": reason, "verdict": verdict, "challenge": "script" if outcome == "blocked" else None,
        }  # fmt: skip
        waited = int((started - last_good).total_seconds()) if good and last_good else None
        self.rows.add(schema.checks, row | {"id": id_, "waited_s": waited, "alone": False})
        trail = Trail(id_)
        findings = [self._happening(life, trail, started) for _ in range(happens)]
        if turn == 0:
            for _ in range(self.plan.baseline):
                self._listed(
                    life, trail, started, started.date() - timedelta(days=self.chance.randrange(1, 400))
                )
        for standing, change in findings:
            self._change(life, trail, started, standing, change)
        self.rows.chain(trail.saying(row))
        life.checks += 1
        life.failures = 0 if good else life.failures + 1
        news = any(isinstance(change, New) for _, change in findings)
        life.state |= {"outcome": outcome, "reason": reason, "verdict": verdict, "last_attempt": started}
        life.state |= {"last_good": started, "bad_since": None} if good else {}
        life.state |= {"bad_since": started} if not good and life.failures == 1 else {}
        life.state |= {"last_change": started} if findings else {}
        life.state |= {"last_new": started} if news else {}

    # -- notices -----------------------------------------------------------------------------------

    def _happening(self, life: Life, trail: Trail, now: datetime) -> tuple[Standing, Change]:
        """Something happens at a source: a notice comes, is amended, goes, or comes back."""
        what = self.chance.random()
        if what < 0.54 or not life.live:
            standing = self._listed(life, trail, now, now.date())
            assert standing.written is not None
            return standing, New(standing.written.notice)
        if what > 0.975 and life.gone:
            standing = life.gone.popleft()
            standing.removed, standing.written = False, self._written(life, standing)
            life.live.append(standing)
            return standing, Restored(standing.written.notice)
        recent = self.chance.random() < 0.8
        place = self.chance.randrange(max(0, len(life.live) - 60) if recent else 0, len(life.live))
        standing = life.live[place]
        before = self._written(life, standing)
        if what > 0.94 and standing.last_read != now:
            life.live.pop(place)
            life.gone.append(standing)
            standing.removed, standing.written = True, before
            return standing, Removed(before.notice)
        standing.revision += 1
        standing.rereads += 1
        standing.edited = now
        standing.written = after = self._written(life, standing)
        self._read(standing, trail, now, encode(Notice, before.notice))
        silent = self.chance.random() < 0.3
        return standing, Amended(before.notice, after.notice, made.compared(before, after), silent)

    def _listed(self, life: Life, trail: Trail, now: datetime, published: date) -> Standing:
        standing = Standing(
            self.rows.last[schema.notices] + 1, self.rows.number(schema.notices), published, first_seen=now
        )
        if self.chance.random() < 0.03 and self.standings:  # a copy of what another source published
            other, source = self.standings[-1]
            if source.language == life.source.language and source is not life.source:
                standing.n, standing.published = other.n, other.published
        standing.written = self._written(life, standing)
        self._read(standing, trail, now, None)
        life.live.append(standing)
        self.standings.append((standing, life.source))
        return standing

    def _written(self, life: Life, standing: Standing) -> made.Written:
        said = made.terms(standing.n, life.source.language, standing.published, standing.revision)
        return made.write(said, life.source.host)

    def _read(self, standing: Standing, trail: Trail, now: datetime, before: bytes | None) -> None:
        """A version is read: its body, the answer it was read in, and its row."""
        assert standing.written is not None
        notice = standing.written.notice
        body = encode(Notice, notice)
        standing.content, standing.last_read = hashlib.sha256(body).hexdigest(), now
        row, follows = self.rows.number(bodies), before is not None and standing.depth + 1 < FULL_EVERY
        standing.depth = standing.depth + 1 if follows else 0
        self.rows.add(
            bodies,
            {"id": row, "sha256": standing.content, "base": standing.head if follows else None,
             "depth": standing.depth, "size": len(body), "packed": pack(body, before if follows else None)},
        )  # fmt: skip
        standing.head = row
        document = self._document(notice.url, trail, now)
        version = {
            "notice": standing.row,
            "content": standing.content,
            "check": trail.check,
            "document": document,
        }
        self.rows.add(schema.versions, version | {"id": self.rows.number(schema.versions)})
        trail.version(notice.key, standing.content, document)

    def _document(self, url: str, trail: Trail, now: datetime) -> int:
        row = self.rows.number(schema.documents)
        values = {
            "check": trail.check, "request": hashlib.sha256(url.encode()).hexdigest()[:32], "asked": None, "url": url,
            "status": 200, "headers": _HEADERS.format(f"{now:%a, %d %b %Y %H:%M:%S} GMT", row), "fetched_at": now,
            "sha256": hashlib.sha256(f"{url} {row}".encode()).hexdigest(), "came": "http", "size": 24_000 + row % 9_000,
            "not_modified": False, "line": "HTTP/1.1 200 OK", "posted": None, "kept": False,
        }  # fmt: skip
        self.rows.add(schema.documents, values | {"id": row})
        trail.document(row, values)
        return row

    # -- changes -----------------------------------------------------------------------------------

    def _change(self, life: Life, trail: Trail, now: datetime, standing: Standing, change: Change) -> None:
        written_ = standing.written
        assert written_ is not None
        meaning = written_.meaning
        id_ = self.rows.number(schema.changes)
        status = Status.OFFICIAL if life.source.official else Status.UNCONFIRMED
        finding = Finding(change, meaning, self._threads(id_, written_, now), status)
        after = None if isinstance(change, Removed) else _sha256(change.notice)
        before = _sha256(change.before) if isinstance(change, Amended) else None
        row = {
            "source": life.source.id, "notice": standing.row, "check": trail.check, "name": change.name,
            "silent": isinstance(change, Amended) and change.silent, "detected": now,
            "before": _sha256(change.notice) if isinstance(change, Removed) else before, "after": after,
            "said": encode(Said, _said(finding)).decode(),
        }  # fmt: skip
        self.rows.add(schema.changes, row | {"id": id_})
        self.rows.add(schema.outlines, listing.outline(id_, standing.row, row, finding))
        trail.change(id_, change.notice.key, row)
        facts, labels = meaning.facts, meaning.labels
        marked = {("label", label.name.value) for label in labels}
        marked |= {("direction", label.direction.value) for label in labels if label.direction}
        marked |= {("programme", thread.programme) for thread in finding.threads}
        marked |= {("hs", _digits(code)) for code in facts.hs_codes}
        marked |= {("effective", facts.effective.isoformat())} if facts.effective else set()
        for kind, value in sorted(marked):
            self.rows.add(schema.marks, {"change": id_, "kind": kind, "value": value})
        for thread in finding.threads:
            self.rows.add(
                schema.threads,
                {"change": id_, "programme": thread.programme, "official": life.source.official,
                 "amends": isinstance(change, Amended), "number": facts.number, "day": facts.published,
                 "said": encode(Thread, thread).decode()},
            )  # fmt: skip
        self.source_of[id_] = life.source.id
        names = tuple(label.name.value for label in labels)
        self.seen.append(Seen(id_, now, names, tuple(map(_digits, facts.hs_codes)), change.notice.title))

    def _threads(self, id_: int, written_: made.Written, now: datetime) -> tuple[Thread, ...]:
        """One change in two hundred says something of a programme that is followed."""
        if id_ % 200:
            return ()
        programme = self.programmes[(id_ // 200) % len(self.programmes)]
        before = self.moved[programme]
        now_ = before + (id_ // 200) % 2
        sentence = written_.paragraphs[0].text
        self.moved[programme] = now_
        moves = (FactDelta("ports", str(before), str(now_), "paragraph 1"),) if now_ != before else ()
        answers = (("How to apply", sentence),) if now.day < 4 and programme.startswith("pilot") else ()
        said = (Claimed("ports", str(now_), sentence, "12", "ports"),)
        return (Thread(programme, "its name", moves, answers, said),)

    # -- at the end --------------------------------------------------------------------------------

    def finish(self) -> None:
        """The notices and the sources as they stand in the end."""
        for standing, source in self.standings:
            said = made.terms(standing.n, source.language, standing.published, standing.revision)
            listed = made.write(said, source.host).notice.listed
            self.rows.add(
                schema.notices,
                {"id": standing.row, "source": source.id, "key": listed.key, "key_hash": key_hash(listed.key),
                 "title": listed.title, "url": listed.url, "number": listed.number, "published": listed.published,
                 "published_text": listed.published_text, "content": standing.content, "first_seen": standing.first_seen,
                 "last_read": standing.last_read, "rereads": standing.rereads, "attempts": 0,
                 "missing": 2 if standing.removed else 0, "removed": standing.removed, "pending": False,
                 "shared": hashlib.sha256(f"notice {standing.n}".encode()).digest()[:16], "edited": standing.edited,
                 "flaps": False, "heard": standing.content},
            )  # fmt: skip
            self.rows.add(lines, {"id": _name(f"notice {source.id} {listed.key}"), "head": standing.head})
        for life in self.lives:
            state = {"last_change": None, "last_new": None, "last_good": None, "bad_since": None} | life.state
            self.rows.add(
                schema.sources,
                state | {"id": life.source.id, "next_check": life.state["last_attempt"] + timedelta(hours=8),
                         "failures": life.failures, "notices": len(life.live), "checks": life.checks, "fingerprint": "f"},
            )  # fmt: skip
        self.rows.flush()

    def run(self) -> None:
        for turn in range(self.plan.rounds):
            for place in range(len(self.lives)):
                self.check(turn, place)
            if turn % 50 == 0:
                told = (
                    f"\r{self.rows.last[schema.checks]:,} checks, {self.rows.last[schema.changes]:,} changes"
                )
                print(told, end="", file=sys.stderr, flush=True)
        self.finish()
        print(file=sys.stderr)


def _sha256(notice: Notice) -> str:
    return hashlib.sha256(encode(Notice, notice)).hexdigest()


def texts(*said: str) -> str:
    return encode_texts(said)
