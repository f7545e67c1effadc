"""Bodies by SHA-256: written once, never changed, checked whenever they are read.

The versions of one thing (the answers to one request, the text of one notice) form a line. The first
is compressed as it is, each later one against the one before, which leaves little more than what
differs: a page of 35 KB with small edits takes some 200 bytes. After 25 a full one begins anew, so
that no version is far away. Bodies are rows like all others: what refers to them commits with them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator

import zstandard
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    Row,
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

from monitor.errors import StoreError
from monitor.store.columns import Sha256, inserted, metadata

FULL_EVERY = 25  # bodies from one full one to the next
_LEVEL = 9  # measured on a page of 35 KB: 135 bytes in 0.1 ms; level 19 saves 12 bytes and takes 1.5 ms
_WINDOW_LOG = range(10, 28)  # what zstd reads without being asked for more memory: 128 MB
_AT_ONCE = 100  # bodies a query
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
    )
    compressor = zstandard.ZstdCompressor(compression_params=parameters, dict_data=_dictionary(base))
    return compressor.compress(body)


def unpack(packed: bytes, base: bytes | None = None) -> bytes:
    """The body that `pack` was given. Raises ValueError when this is not what `pack` made of it."""
    try:
        return zstandard.ZstdDecompressor(dict_data=_dictionary(base)).decompress(packed)
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error


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

_FIND = (
    select(bodies.c.id, lines.c.head)
    .select_from(bodies.outerjoin(lines, lines.c.id == bindparam("line")))
    .where(bodies.c.sha256 == bindparam("sha256"))
)
_HEAD = (
    select(bodies.c.id, bodies.c.sha256, bodies.c.depth)
    .join(lines, lines.c.head == bodies.c.id)
    .where(lines.c.id == bindparam("line"))
)
_NEW_BODY = insert(bodies)
_POINT = update(lines).where(lines.c.id == bindparam("line")).values(head=bindparam("body"))
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


class Archive:
    """The bodies of one database, within the transaction of `connection`. looked_at: by `damaged`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.looked_at = 0

    def keep(self, line: str, body: bytes) -> str:
        """The body's SHA-256, after which it can be read for ever. The same content is stored once.

        line: the name of what this is a version of.
        """
        sha256, name = hashlib.sha256(body).hexdigest(), _name(line)
        found = self._connection.execute(_FIND, {"sha256": sha256, "line": name}).first()
        if found is None:
            self._point(name, self._add(name, sha256, body))
        elif found.head != found.id:
            self._point(name, found.id)
        return sha256

    def read(self, sha256: str) -> bytes:
        """That body, byte for byte. Raises StoreError when it is not there or not what it was."""
        return self.read_all([sha256])[sha256]

    def read_all(self, wanted: Collection[str]) -> dict[str, bytes]:
        """These bodies by their SHA-256, in few queries. Raises as `read` does."""
        found: dict[str, bytes] = {}
        for some in _some(list(dict.fromkeys(wanted))):
            for sha256, packed in self._connection.execute(_CHAINS, {"wanted": some}):
                found[sha256] = _unpacked(sha256, packed, found.get(sha256))
        for sha256 in wanted:
            _prove(sha256, found.get(sha256))
        return found

    def damaged(self, only: Select[str] | None = None) -> Iterator[str]:
        """A sentence for every body that is not what it was, or cannot be read any more. only: of these SHA-256."""
        for some in self._in_loads(only):
            try:
                self.read_all(some)
            except StoreError:
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
        except StoreError as error:
            return str(error)
        return None

    def _add(self, line: bytes, sha256: str, body: bytes) -> int:
        base = self._connection.execute(_HEAD, {"line": line}).first()
        packed = pack(body, self._base(base))
        if base is not None and len(packed) * 4 > len(body) and len(full := pack(body)) <= len(packed):
            base, packed = None, full  # it has little in common with the one before
        return inserted(
            self._connection,
            _NEW_BODY,
            {
                "sha256": sha256,
                "base": base.id if base and base.depth + 1 < FULL_EVERY else None,
                "depth": base.depth + 1 if base and base.depth + 1 < FULL_EVERY else 0,
                "size": len(body),
                "packed": packed,
            },
        )

    def _base(self, row: Row[int, str, int] | None) -> bytes | None:
        return None if row is None or row.depth + 1 >= FULL_EVERY else self.read(row.sha256)

    def _point(self, line: bytes, body: int) -> None:
        if not self._connection.execute(_POINT, {"line": line, "body": body}).rowcount:
            self._connection.execute(insert(lines), {"id": line, "head": body})


def _name(line: str) -> bytes:
    return hashlib.sha256(line.encode("utf-8", "surrogatepass")).digest()[:16]


def _some(wanted: list[str]) -> Iterator[list[str]]:
    return (wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE))


def _unpacked(sha256: str, packed: bytes, base: bytes | None) -> bytes:
    try:
        return unpack(packed, base)
    except ValueError as error:
        raise StoreError(f"body {sha256} in the archive is damaged: {error}") from error


def _prove(sha256: str, body: bytes | None) -> None:
    if body is None:
        raise StoreError(f"body {sha256} is not in the archive")
    if (really := hashlib.sha256(body).hexdigest()) != sha256:
        raise StoreError(f"body {sha256} in the archive is damaged: what is there has SHA-256 {really}")
