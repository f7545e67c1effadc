from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy
import zstandard
from hypothesis import given, strategies as st
from sqlalchemy import Connection, func, select

from monitor.errors import StoreError
from monitor.store import engine as database
from monitor.store.archive import FULL_EVERY, Archive, bodies, pack, unpack


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = database.connect(database.parse_url(database_url))
    with database.for_writing(engine).begin() as connection:
        yield connection
        connection.rollback()
    engine.dispose()


WORDS = ["税则", "port", "declaration", "企业", "carbon", "海关", "notice", "HS 8541.43", "review", "公告"]
LINES = [f"<p>{' '.join(random.Random(line).choices(WORDS, k=18))}.</p>" for line in range(400)]


def page(version: int) -> bytes:
    """A notice page of 35 KB, whose counter, token and one of its sentences differ in each version."""
    text, token = list(LINES), random.Random(version).getrandbits(128)
    text[3] = f"<span id=views>{10_000 + version * 37}</span><meta name=token content={token:032x}>"
    text[40] = f"<p>As of day {version} there are {12 + version} ports.</p>"
    return "\n".join(text).encode()[:35_000]


@given(st.binary(max_size=300), st.none() | st.binary(max_size=300))
def test_what_was_packed_is_unpacked(body, base):
    assert unpack(pack(body, base), base) == body
    words = zstandard.ZstdCompressionDict(base, dict_type=zstandard.DICT_TYPE_RAWCONTENT) if base else None
    assert (
        unpack(zstandard.ZstdCompressor(dict_data=words).compress(body), base) == body
    )  # as it was before 0011


def test_a_large_body_is_packed_against_all_of_its_base():
    base = random.Random(5).randbytes(2_000_000)
    body = base[:20] + b"edit" + base[20:]
    packed = pack(body, base)
    assert len(packed) < 2_000
    assert unpack(packed, base) == body


def test_a_body_is_read_back_byte_for_byte(connection):
    archive = Archive(connection)
    kept = archive.keep("line", b"\x00\xffbody")
    assert archive.read(kept) == b"\x00\xffbody"
    assert archive.read(archive.keep("line", b"")) == b""


def test_D06_a_damaged_body_that_claims_to_be_larger_than_all_memory_is_told_as_damaged():
    with pytest.raises(ValueError, match="larger"):
        unpack(b"\xe0" + (2**60).to_bytes(8, "little") + b"\x01\x00\x00")


def test_every_version_of_a_long_line_is_read_back(connection):
    archive = Archive(connection)
    kept = {archive.keep("line", page(version)): version for version in range(60)}
    assert {sha256: page(version) for sha256, version in kept.items()} == archive.read_all(kept)
    assert archive.read(next(iter(kept))) == page(0)


def test_a_full_body_comes_at_least_every_25(connection):
    archive = Archive(connection)
    for version in range(60):
        archive.keep("line", page(version))
    depths = connection.execute(select(bodies.c.depth).order_by(bodies.c.id)).scalars().all()
    assert depths == [version % FULL_EVERY for version in range(60)]


def test_the_same_content_is_stored_once(connection):
    archive = Archive(connection)
    assert archive.keep("one", b"body") == archive.keep("other", b"body")
    assert connection.execute(select(func.count()).select_from(bodies)).scalar_one() == 1


def test_a_version_that_comes_back_is_the_body_it_was_and_the_next_is_told_against_it(connection):
    archive = Archive(connection)
    first, second = page(1), page(2)
    for body in (first, second, first):
        archive.keep("line", body)
    third = archive.keep("line", first + b"!")
    rows = connection.execute(select(bodies).order_by(bodies.c.id)).all()
    assert len(rows) == 3
    assert rows[2].base == rows[0].id
    assert archive.read(third) == first + b"!"


def test_a_body_that_has_nothing_in_common_with_the_one_before_is_stored_full(connection):
    archive = Archive(connection)
    archive.keep("line", random.Random(1).randbytes(5_000))
    archive.keep("line", random.Random(2).randbytes(5_000))
    assert connection.execute(select(bodies.c.base)).scalars().all() == [None, None]


def test_a_line_may_have_any_name(connection):
    assert Archive(connection).keep("https://agency.example/" + "很长" * 5_000 + "\x00\ud800", b"body")


def test_small_edits_cost_under_600_bytes_a_version_in_the_database(sqlite_url):
    file = Path(sqlite_url.removeprefix("sqlite:///"))

    def keep(versions: range) -> int:
        """The size of the database file afterwards."""
        engine = database.connect(database.parse_url(sqlite_url))
        for version in versions:
            with database.for_writing(engine).begin() as connection:
                Archive(connection).keep("line", page(version))
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
        return file.stat().st_size

    before = keep(range(1))
    grown = keep(range(1, 201)) - before
    full = len(pack(page(0)))
    assert len(page(0)) == 35_000
    assert grown / 200 < 600, f"{grown / 200:.0f} bytes a version, a full one takes {full}"
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM bodies").fetchone() == (201,)
    connection.close()


def test_a_body_that_is_not_there_is_said(connection):
    with pytest.raises(StoreError, match="00000000 is not in the archive"):
        Archive(connection).read("00" * 32)


@pytest.mark.parametrize("harm", [pack(b"another body"), b"no zstd at all", pack(b"body")[:-3]])
def test_D08_a_body_that_is_not_what_it_was_is_never_handed_out(connection, harm):
    archive = Archive(connection)
    kept = archive.keep("line", b"body")
    connection.execute(sqlalchemy.update(bodies).values(packed=harm))
    with pytest.raises(StoreError, match="damaged"):
        archive.read(kept)
    assert [kept in sentence for sentence in archive.damaged()] == [True]


def test_D17_a_body_that_others_are_told_against_cannot_be_removed(connection):
    archive = Archive(connection)
    first = archive.keep("line", page(1))
    archive.keep("line", page(2))
    with pytest.raises(sqlalchemy.exc.IntegrityError):
        connection.execute(bodies.delete().where(bodies.c.sha256 == first))
