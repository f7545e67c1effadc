"""How our values stand in a database: aware times, hashes, clean text. SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Insert,
    LargeBinary,
    MetaData,
    Table,
    Text,
    cast as as_bytes,
    func,
    select,
    type_coerce,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from monitor.errors import DamagedError
from monitor.patterns import regex
from monitor.store import mails, small

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)

# what a value that is not as it was written may raise where it is taken apart: each is a damaged row, no mistake of ours
UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)

_CONTROLS = regex(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATES = regex(r"[\ud800-\udfff]")


def clean(text: str) -> str:
    """Text that any database, mail and XML can hold: no control characters, no half characters (C26).

    Tab and line ends stay. The raw bytes stay in the archive as they came.
    """
    if text.isprintable():  # most are, and have neither
        return text
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", _CONTROLS.sub("", text))


class Clean(TypeDecorator[str]):
    """Text, cleaned on its way in, also where it is only compared with."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else clean(value)


class Packed(TypeDecorator[str]):
    """Text, cleaned on its way in and packed. Older rows hold it as it is, or compressed by itself, and are read all the same."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        # SQLite holds bytes in any column; so a table that an older version made need not be made anew
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else LargeBinary())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        return None if value is None else small.pack(clean(value).encode())

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        if value is None or isinstance(value, str):
            return value
        packed = bytes(value)
        try:
            unpacked = _unpacked(packed)
        except ValueError:  # then it is not what it was, and `verify` says so by its hash
            unpacked = packed
        return unpacked.decode("utf-8", "replace")


class Mail(TypeDecorator[bytes]):
    """The bytes of a message, packed. Nothing comes out where they cannot be read any more: `verify` says so by their hash."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        return None if value is None else mails.pack(value)

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        # one bit turns bytes into text on SQLite, which its driver would refuse to read, and all that waits with it
        return type_coerce(as_bytes(column, LargeBinary), self)

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        try:
            return None if value is None else mails.unpack(bytes(value))
        except (ValueError, TypeError):  # SQLite holds what it is given
            return None


class StatusLine(Clean):
    """A status line, cleaned on its way in; those of nearly all answers are a sign long; a strange one stands behind a blank."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        line = super().process_bind_param(value, dialect)
        return line if line is None else _SIGNS.get(line, line if line.startswith("HTTP") else f" {line}")

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        if value is None:
            return None
        return _LINES.get(value, value.removeprefix(" "))


_LINES = {
    "2": "HTTP/1.1 200 OK",
    "3": "HTTP/1.1 304 Not Modified",
    "4": "HTTP/1.1 404 Not Found",
    "x": "HTTP/2 200",
    "y": "HTTP/2 304",
}
_SIGNS = {line: sign for sign, line in _LINES.items()}

_MAGIC = b"\x28\xb5\x2f\xfd"  # how zstd begins, and JSON never: rows of 0009


def _unpacked(packed: bytes) -> bytes:
    if small.is_packed(packed):
        return small.unpack(packed)
    if not packed.startswith(_MAGIC):
        return packed
    import zstandard

    try:
        return zstandard.ZstdDecompressor().decompress(packed)
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error


class Moment(TypeDecorator[datetime]):
    """An aware time in, the same moment in UTC out. A naive one is our mistake and is refused.

    SQLite has no times, only text; without an offset it sorts as it should. Rows hold many: each is read and written in
    one step, not by SQLAlchemy's step and then by ours.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], object]:
        return self._written if dialect.name == "sqlite" else _in_utc

    def result_processor(
        self,
        dialect: Dialect,
        coltype: object,  # noqa: ARG002
    ) -> Callable[[Any], datetime | None]:
        return _moment if dialect.name == "sqlite" else _in_utc

    @staticmethod
    def _written(moment: datetime | None) -> object:
        aware = _in_utc(moment)
        return aware and aware.replace(tzinfo=None).isoformat(" ", "microseconds")


class Instant(Moment):
    """A moment of which there are very many: SQLite keeps microseconds since 1970, a third of the room, and they sort as they should."""

    cache_ok = True

    @staticmethod
    def _written(moment: datetime | None) -> object:
        return None if moment is None else (moment - _EPOCH) // _MICRO


_EPOCH, _MICRO = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


def _in_utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return moment.astimezone(UTC)


def _moment(written: str | int | None) -> datetime | None:
    try:
        if isinstance(written, str):
            return datetime.fromisoformat(f"{written}+00:00")
        return None if written is None else _EPOCH + written * _MICRO
    except (ValueError, TypeError, OverflowError) as error:
        raise DamagedError(f"{written!r:.60} is no time") from error


class Sha256(TypeDecorator[str]):
    """A hash, hexadecimal to us, 32 bytes in the database."""

    impl = LargeBinary(32)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        return None if value is None else bytes.fromhex(value)

    def result_processor(
        self,
        dialect: Dialect,  # noqa: ARG002
        coltype: object,  # noqa: ARG002
    ) -> Callable[[Any], str | None]:
        return _hexadecimal


def _hexadecimal(value: Any) -> str | None:
    try:
        return None if value is None else memoryview(value).hex()
    except TypeError as error:  # SQLite holds what it is given
        raise DamagedError(f"{value!r:.60} is no SHA-256") from error


class RequestId(TypeDecorator[str]):
    """What a request is known by: 32 hexadecimal digits, 16 bytes on SQLite. Older rows hold them as text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | bytes | None:
        if value is None or dialect.name != "sqlite" or not _IDENTITY.fullmatch(value):
            return value if value is None else clean(value)
        return bytes.fromhex(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        return value.hex() if isinstance(value, bytes) else value


_IDENTITY = regex(r"[0-9a-f]{32}")


def inserted(connection: Connection, statement: Insert, values: Mapping[str, object]) -> int:
    """The number that the database gave the row it added."""
    key = connection.execute(statement, dict(values)).inserted_primary_key
    return int(key[0]) if key else 0


def inserted_all(connection: Connection, statement: Insert, rows: Sequence[dict[str, Any]]) -> Sequence[int]:
    """The numbers of the rows that are added, in their order: one in a statement, many in two."""
    if len(rows) < 2:
        return [inserted(connection, statement, row) for row in rows]
    ids = numbers(connection, cast("Table", statement.table), len(rows))
    connection.execute(statement, [{"id": id_, **row} for id_, row in zip(ids, rows, strict=True)])
    return ids


def numbers(connection: Connection, table: Table, count: int) -> Sequence[int]:
    """Numbers for so many rows that the caller is about to add, rising: then they can be added in one go.

    SQLite gives the next ones itself, and nobody else writes until the transaction ends.
    """
    if not count:
        return ()
    if connection.dialect.name == "sqlite":
        last = connection.execute(select(func.max(table.c.id))).scalar() or 0
        return range(last + 1, last + 1 + count)
    sequence = func.pg_get_serial_sequence(table.name, "id")
    drawn = select(func.nextval(sequence)).select_from(func.generate_series(1, count))
    return sorted(connection.execute(drawn).scalars())
