"""How our values stand in a database: aware times, hashes, clean text. SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Insert,
    LargeBinary,
    MetaData,
    Table,
    Text,
    func,
    select,
)
from sqlalchemy.dialects.sqlite import DATETIME as SQLITE_DATETIME
from sqlalchemy.types import TypeDecorator, TypeEngine

from monitor.patterns import regex
from monitor.store import small

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    }
)

_CONTROLS = regex(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATES = regex(r"[\ud800-\udfff]")


def clean(text: str) -> str:
    """Text that any database, mail and XML can hold: no control characters, no half characters (C26).

    Tab and line ends stay. The raw bytes stay in the archive as they came.
    """
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
    """An aware time in, the same moment in UTC out. A naive one is our mistake and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no time zone")
        moment = value.astimezone(UTC)
        # SQLite has no times, only text; without an offset it sorts as it should
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class _Micros(SQLITE_DATETIME):
    """A moment as microseconds since 1970: a third of the room of its text, and it sorts as it should."""

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], int | None]:  # noqa: ARG002
        return lambda moment: None if moment is None else (moment - _EPOCH) // _MICRO

    def result_processor(
        self,
        dialect: Dialect,  # noqa: ARG002
        coltype: object,  # noqa: ARG002
    ) -> Callable[[int | str | None], datetime | None]:
        return _moment


_EPOCH, _MICRO = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


def _moment(written: int | str | None) -> datetime | None:
    if isinstance(written, int):
        return _EPOCH + written * _MICRO
    return None if written is None else datetime.fromisoformat(written)


class Instant(Moment):
    """A moment of which there are very many: SQLite keeps it as a number."""

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(_Micros())  # type: ignore[no-untyped-call]
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        moment = super().process_bind_param(value, dialect)
        return moment.replace(tzinfo=UTC) if moment is not None else None


class Sha256(TypeDecorator[str]):
    """A hash, hexadecimal to us, 32 bytes in the database."""

    impl = LargeBinary(32)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        return None if value is None else bytes.fromhex(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else bytes(value).hex()


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
