"""Bodies by SHA-256: written once, never changed, checked whenever they are read.

The versions of one thing (the answers to one request, the text of one notice) form a line. The first
is compressed as it is, each later one against the one before, which leaves little more than what
differs: a page of 35 KB with small edits takes some 200 bytes. After 25 a full one begins anew, so
that no version is far away. A text is compressed against the page it was read in when it has no version before it.
Bodies are rows like all others: what refers to them commits with them.

One that was found damaged is a base for nothing any more, and is made whole when the same bytes are kept again.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any

import zstandard
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    Select,
    SmallInteger,
    Table,
    and_,
    bindparam,
    insert,
    literal,
    select,
    update,
)

from monitor.errors import DamagedError
from monitor.store.columns import UNREADABLE, Sha256, metadata, numbers
from monitor.values import dataclass

FULL_EVERY = 25  # bodies from one full one to the next
_LEVEL = 9  # measured on a page of 35 KB: 135 bytes in 0.1 ms; level 19 saves 12 bytes and takes 1.5 ms
_HOW = {  # a fifth of the time less than what the level says, and the same bytes to one in a hundred
    "strategy": zstandard.STRATEGY_LAZY,
    "min_match": 5,
}
_WINDOW_LOG = range(10, 28)  # what zstd reads without being asked for more memory: 128 MB
_MAGIC = b"\x28\xb5\x2f\xfd"  # that names zstd, and that no frame without it begins with
_AT_ONCE = 100  # bodies a query
_KEEP_BYTES = 2 * 2**20  # the same while they are packed, and as much again for what they are packed against
_LOAD_BYTES = 32 * 2**20  # held in memory while all are looked through

# -- packing: bytes in, bytes out ------------------------------------------------------------------


def pack(body: bytes, base: bytes | None = None) -> bytes:
    """The body compressed, against `base` when there is one."""
    reach = (len(body) + len(base or b"")).bit_length()  # so that all of the base stays in sight
    parameters = zstandard.ZstdCompressionParameters.from_level(
        _LEVEL,
        source_size=len(body),
        dict_size=len(base or b""),
        window_log=min(max(reach, _WINDOW_LOG[0]), _WINDOW_LOG[-1]),
        format=zstandard.FORMAT_ZSTD1_MAGICLESS,
        **_HOW,
    )
    compressor = zstandard.ZstdCompressor(compression_params=parameters, dict_data=_dictionary(base))
    return compressor.compress(body)


def unpack(packed: bytes, base: bytes | None = None) -> bytes:
    """The body that `pack` was given. Raises ValueError when this is not what `pack` made of it."""
    try:
        named = packed.startswith(_MAGIC)  # as all were before 0011
        how = zstandard.FORMAT_ZSTD1 if named else zstandard.FORMAT_ZSTD1_MAGICLESS
        return zstandard.ZstdDecompressor(dict_data=_dictionary(base), format=how).decompress(packed)
    except (zstandard.ZstdError, MemoryError) as error:  # a damaged frame may claim any size
        raise ValueError(str(error) or "it claims to be larger than all memory") from error


def _dictionary(base: bytes | None) -> zstandard.ZstdCompressionDict | None:
    return zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT) if base else None


# -- keeping ---------------------------------------------------------------------------------------

bodies = Table(
    "bodies",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("sha256", Sha256, nullable=False, unique=True),
    Column("base", ForeignKey("bodies.id")),  # the body it is packed against
    Column("depth", SmallInteger, nullable=False),  # bodies to unpack before it
    Column("size", Integer, nullable=False),  # unpacked, in bytes
    Column("packed", LargeBinary, nullable=False),
)

lines = Table(
    "lines",
    metadata,
    Column(
        "id", LargeBinary(16), primary_key=True
    ),  # a hash of its name: names may be longer than an index bears
    Column("head", ForeignKey("bodies.id"), nullable=False),  # the body kept last
    sqlite_with_rowid=False,
)

_THERE = select(bodies.c.sha256, bodies.c.id, bodies.c.depth).where(
    bodies.c.sha256.in_(bindparam("wanted", expanding=True))
)
_HEADS = (
    select(lines.c.id.label("line"), lines.c.head.label("id"), bodies.c.sha256, bodies.c.depth)
    .outerjoin(bodies, bodies.c.id == lines.c.head)  # which may be lost
    .where(lines.c.id.in_(bindparam("lines", expanding=True)))
)
_NEW_BODY = insert(bodies)
_MEND = (
    update(bodies)
    .where(bodies.c.sha256 == bindparam("sha256_"))
    .values(packed=bindparam("packed_"), base=None, depth=0)
)
_POINT = update(lines).where(lines.c.id == bindparam("line")).values(head=bindparam("body"))
_NEW_LINE = insert(lines)
_chain = (
    select(bodies.c.sha256.label("wanted"), bodies.c.base, bodies.c.packed, literal(0).label("step"))
    .where(bodies.c.sha256.in_(bindparam("wanted", expanding=True)))
    .cte("chain", recursive=True)
)
_chain = _chain.union_all(
    select(_chain.c.wanted, bodies.c.base, bodies.c.packed, _chain.c.step + 1).join(
        bodies, and_(bodies.c.id == _chain.c.base)
    )
)
_SIZES = (
    select(bodies.c.id, bodies.c.sha256, bodies.c.size)
    .where(bodies.c.id > bindparam("after"))
    .order_by(bodies.c.id)
    .limit(1000)
)
_CHAINS = select(_chain.c.wanted, _chain.c.packed).order_by(_chain.c.step.desc())  # full bodies first


@dataclass(frozen=True, slots=True)
class Kept:
    """A body to be kept. line: the name of what it is a version of; sha256: of the body.

    beside: of a body in the archive that says much the same, for want of an earlier version.
    """

    line: str
    body: bytes
    sha256: str
    beside: str | None = None


class Lately:
    """The bodies that were read or kept last, as far as they find room: what comes next is packed against them.

    damaged: the SHA-256 of those that were found so.
    """

    ROOM = 4 * 2**20

    def __init__(self) -> None:
        self._found: OrderedDict[str, bytes] = OrderedDict()
        self._size, self._lock = 0, Lock()
        self.damaged: set[str] = set()

    def note(self, sha256: str, body: bytes) -> None:
        if len(body) > self.ROOM // 8:
            return
        with self._lock:
            if sha256 not in self._found:
                self._found[sha256] = body
                self._size += len(body)
            while self._size > self.ROOM:
                self._size -= len(self._found.popitem(last=False)[1])

    def get(self, sha256: str) -> bytes | None:
        return self._found.get(sha256)


class Archive:
    """The bodies of one database, within the transaction of `connection`. looked_at: by `damaged`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lately: Lately | None = connection.get_execution_options().get("lately")
        self.looked_at = 0

    def keep(self, line: str, body: bytes) -> str:
        """The body's SHA-256, after which it can be read for ever. The same content is stored once.

        line: the name of what this is a version of.
        """
        sha256 = hashlib.sha256(body).hexdigest()
        self.keep_all([Kept(line, body, sha256)])
        return sha256

    def keep_all(self, kept: Sequence[Kept]) -> None:
        """The same of many bodies, in few statements."""
        for some in _in_loads(kept):
            self._keep(some)

    def _keep(self, kept: Mapping[bytes, Kept]) -> None:
        """kept: by the name of its line in the database."""
        heads = {row.line: row for row in self._ask(_HEADS, "lines", list(kept))}
        wanted = {one.sha256 for one in kept.values()} | {one.beside for one in kept.values() if one.beside}
        there = {row.sha256: row for row in self._ask(_THERE, "wanted", sorted(wanted))}
        new: dict[str, tuple[Kept, Any]] = {}
        for line, one in kept.items():
            if one.sha256 in there:
                self._mend(one)
            else:
                new.setdefault(
                    one.sha256, (one, _base(heads.get(line)) or _base(there.get(one.beside or "")))
                )
        rows = self._packed(new)
        if rows:
            self._connection.execute(_NEW_BODY, rows)
        ids = {sha256: row.id for sha256, row in there.items()} | {row["sha256"]: row["id"] for row in rows}
        moved = [(line, ids[one.sha256]) for line, one in kept.items()]
        later = [
            {"line": line, "body": id_} for line, id_ in moved if line in heads and heads[line].id != id_
        ]
        first = [{"id": line, "head": id_} for line, id_ in moved if line not in heads]
        for statement, points in ((_POINT, later), (_NEW_LINE, first)):
            if points:
                self._connection.execute(statement, points)

    def is_damaged(self, sha256: str) -> bool:
        """Whether it was found so by somebody who read it since the database was opened."""
        return self._lately is not None and sha256 in self._lately.damaged

    def _mend(self, one: Kept) -> None:
        if self.is_damaged(one.sha256):
            self.mend(one.body)

    def mend(self, body: bytes) -> None:
        """Write a body anew in its place. Its hash proves that it is what stood there; what was packed against it is whole
        again as well.
        """
        sha256 = hashlib.sha256(body).hexdigest()
        self._connection.execute(_MEND, {"sha256_": sha256, "packed_": pack(body)})
        if self._lately is not None:
            self._lately.damaged.discard(sha256)

    def _ask(self, query: Select[Any], name: str, values: list[Any]) -> Iterator[Any]:
        for some in _some(values):
            yield from self._connection.execute(query, {name: some})

    def _packed(self, new: Mapping[str, tuple[Kept, Any]]) -> list[dict[str, object]]:
        """The rows of new bodies, each packed against its base when that makes it small."""
        bases = self.at_hand({base.sha256 for _, base in new.values() if base is not None})
        rows: list[dict[str, object]] = []
        for id_, (one, near) in zip(numbers(self._connection, bodies, len(new)), new.values(), strict=True):
            base = bases.get(near.sha256) if near is not None else None
            packed = pack(one.body, base)
            alone = base is None
            if not alone and len(packed) * 4 > len(one.body) and len(full := pack(one.body)) <= len(packed):
                alone, packed = True, full  # it has little in common with the one before
            if self._lately is not None:  # what was read in it is packed against it next
                self._lately.note(one.sha256, one.body)
            rows.append(
                {
                    "id": id_,
                    "sha256": one.sha256,
                    "base": None if alone else near.id,
                    "depth": 0 if alone else near.depth + 1,
                    "size": len(one.body),
                    "packed": packed,
                }
            )
        return rows

    def at_hand(self, wanted: Collection[str]) -> dict[str, bytes]:
        """As `readable`, without a look at the disk for what was kept or read just now."""
        lately = {sha256: self._lately.get(sha256) for sha256 in wanted} if self._lately else {}
        found = {sha256: body for sha256, body in lately.items() if body is not None}
        return found | self.readable([sha256 for sha256 in wanted if sha256 not in found])

    def readable(self, wanted: Collection[str]) -> dict[str, bytes]:
        """As `read_all`, without those that are damaged or not there, which `verify` says of them."""
        try:
            return self.read_all(wanted)
        except DamagedError:
            return {sha256: body for sha256 in wanted for body in self._whole(sha256)}

    def _whole(self, sha256: str) -> Iterator[bytes]:
        with suppress(DamagedError):
            yield self.read(sha256)

    def read(self, sha256: str) -> bytes:
        """That body, byte for byte. Raises DamagedError when it is not there or not what it was."""
        return self.read_all([sha256])[sha256]

    def read_all(self, wanted: Collection[str]) -> dict[str, bytes]:
        """These bodies by their SHA-256, in few queries. Raises as `read` does."""
        found: dict[str, bytes] = {}
        for some in _some(list(dict.fromkeys(wanted))):
            for sha256, packed in self._connection.execute(_CHAINS, {"wanted": some}):
                with self._remembering(sha256):
                    found[sha256] = _unpacked(sha256, packed, found.get(sha256))
        for sha256 in wanted:
            with self._remembering(sha256):
                _prove(sha256, found.get(sha256))
            if self._lately is not None:
                self._lately.note(sha256, found[sha256])
        return found

    @contextmanager
    def _remembering(self, sha256: str) -> Iterator[None]:
        try:
            yield
        except DamagedError:
            if self._lately is not None:
                self._lately.damaged.add(sha256)
            raise

    def damaged(self, only: Select[str] | None = None) -> Iterator[str]:
        """A sentence for every body that is not what it was, or cannot be read any more. only: of these SHA-256."""
        for some in self._in_loads(only):
            try:
                self.read_all(some)
            except DamagedError:
                yield from filter(None, map(self._damage, some))
            self.looked_at += len(some)

    def _in_loads(self, only: Select[str] | None) -> Iterator[list[str]]:
        """The stored bodies in the order in which they came, no more at a time than fit into memory."""
        query = _SIZES if only is None else _SIZES.where(bodies.c.sha256.in_(only))
        after, load, size = 0, list[str](), 0
        while rows := self._connection.execute(query, {"after": after}).all():
            after = rows[-1].id
            for row in rows:
                if load and (size + row.size > _LOAD_BYTES or len(load) == _AT_ONCE):
                    yield load
                    load, size = [], 0
                load.append(row.sha256)
                size += row.size
        if load:
            yield load

    def _damage(self, sha256: str) -> str | None:
        try:
            self.read(sha256)
        except DamagedError as error:
            return error.found
        return None


def _in_loads(kept: Sequence[Kept]) -> Iterator[dict[bytes, Kept]]:
    """So many at a time as fit into memory, and of each line one."""
    load, size = dict[bytes, Kept](), 0
    for one in kept:
        line = _name(one.line)
        if load and (line in load or size + len(one.body) > _KEEP_BYTES):
            yield load
            load, size = {}, 0
        load[line] = one
        size += len(one.body)
    if load:
        yield load


def _base(row: Any) -> Any:
    """The body to pack against; none when it is lost or stands too far from a full one."""
    return row if row is not None and row.depth is not None and row.depth + 1 < FULL_EVERY else None


def _name(line: str) -> bytes:
    return hashlib.sha256(line.encode("utf-8", "surrogatepass")).digest()[:16]


def _some(wanted: list[str]) -> Iterator[list[str]]:
    return (wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE))


def _unpacked(sha256: str, packed: bytes, base: bytes | None) -> bytes:
    try:
        return unpack(packed, base)
    except UNREADABLE as error:  # SQLite holds what it is given
        raise DamagedError(f"body {sha256} in the archive is damaged: {error}") from error


def _prove(sha256: str, body: bytes | None) -> None:
    if body is None:
        raise DamagedError(f"body {sha256} is not in the archive")
    if (really := hashlib.sha256(body).hexdigest()) != sha256:
        raise DamagedError(f"body {sha256} in the archive is damaged: what is there has SHA-256 {really}")
