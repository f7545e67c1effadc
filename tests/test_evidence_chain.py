"""The evidence chain: what was recorded can be proved, and what was touched afterwards is found and named."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy

from monitor.evidence.bundle import files
from monitor.evidence.chain import NOTHING, linked, moment, sha256, shown_headers
from monitor.model import Addressed, Changed, Coverage, Digest, Failed, First, Line, Message, Owed, Unchanged
from monitor.store import Store, chain, engine as database, open_store
from monitor.store.archive import Archive
from monitor.store.captures import Span
from monitor.store.engine import for_writing
from monitor.store.opening import SHIPPED, Migrations, _migrate
from monitor.store.schema import chain as written
from monitor.store.verifying import Fault, Verified
from tests.checks import HOUR, NOW, amended, check, document, new, notice, reading, removed
from tests.desk import archive_of_six

LATER = NOW + 24 * HOUR
OLD = "2026-05-01 00:00:00.000000"
ANSWER = {"headers": "[]", "fetched_at": OLD, "sha256": bytes(32), "size": 0, "not_modified": 0}


def story(store: Store) -> None:
    """Two checks, an amendment and a new notice that one reader is told in one digest."""
    before, after = notice("a"), notice("a", "Twenty ports.")
    page = document(b"<p>Twelve</p>", before.url, ETag='"1"', Set_Cookie="JSESSIONID=secret; Path=/")
    store.record(First(check(page), reading(before)), next_check=NOW, fingerprint="f")
    edited = document(b"<p>Twenty</p>", before.url, LATER)
    outcome = Changed(
        check(document(at=LATER), edited, at=LATER),
        reading(after, notice("b")),
        (amended(before, after), new(notice("b"))),
    )
    recorded = store.record(
        outcome, next_check=NOW, fingerprint="f", owed=[Owed("daily", n, ("all",)) for n in (0, 1)]
    )
    lines = tuple(Line(one, ("all",)) for one in recorded)
    digest = Digest("daily-1", "daily", LATER, LATER, lines, Coverage(NOW, LATER, 1, {"changed": 1}, ()))
    letter = Message("<1@x>", "Two changes", b"Subject: two\r\n", tuple(one.id for one in recorded))
    assert store.compose(
        digest, [Addressed("smtp", to, (letter,)) for to in ("x@example.com", "y@example.com")]
    )
    store.record(Failed(check(at=LATER + HOUR), "no answer"), next_check=NOW, fingerprint="f")


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    opened = open_store(sqlite_url, now=NOW)
    yield opened
    opened.close()


def verified(store: Store, **more: object) -> tuple[list[Fault], Verified]:
    faults: list[Fault] = []
    found = store.verify(faults.append, **more)
    assert found.faults == len(faults)
    return faults, found


def tamper(store: Store, *statements: str) -> None:
    """What somebody does who has the database and not the program."""
    engine = database.connect(store._url, foreign_keys=False)
    with database.for_writing(engine).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET session_replication_role = replica")
        for statement in statements:
            assert connection.exec_driver_sql(statement).rowcount, statement
    engine.dispose()


def test_what_was_recorded_is_verified_and_counted(store):
    story(store)
    faults, found = verified(store)
    assert faults == []
    assert (found.entries, found.checks, found.documents, found.versions, found.changes) == (5, 3, 3, 3, 2)
    assert (found.digests, found.messages, found.begun) == (1, 2, NOW)
    assert found.head == store.chain_head()
    assert found.head.number == 5
    assert verified(store, since=LATER)[1].checks == 2
    assert verified(store, since=LATER + timedelta(days=9))[1].entries == 0


def test_the_chain_can_be_recomputed_with_sha256sum_alone(store):
    story(store)
    with store._engine.connect() as connection:
        rows = connection.execute(
            sqlalchemy.select(*written.c["at", "kind", "subject", "said"]).order_by(written.c.id)
        ).all()
    last = NOTHING
    for at, kind, subject, said in rows:
        last = linked(last, sha256(f"{moment(at)}\n{kind}\n{subject}\n{said}\n".encode()))
    assert last == store.chain_head().sha256
    assert json.loads(rows[1].said)["source"] == "agency"


@pytest.mark.parametrize(
    ("touched", "what", "said"),
    [
        ("UPDATE documents SET url = 'https://other.example' WHERE id = 1", "check", "check 1 (source agency"),
        ("UPDATE documents SET headers = '[]' WHERE id = 1", "check", "one of them says something else"),
        ("DELETE FROM documents WHERE id = 3", "check", "documents: 1, recorded were 2"),
        ("UPDATE checks SET outcome = 'unchanged' WHERE id = 3", "check", "entry 5"),
        ("UPDATE checks SET reason = 'nothing' WHERE id = 3", "check", "entry 5"),
        ("DELETE FROM checks WHERE id = 3", "check", "check 3 of 2026-05-09"),
        ("UPDATE versions SET document = NULL", "check", "is not what entry 2 says"),
        ("UPDATE changes SET said = '{}' WHERE id = 1", "check", "is not what entry 3 says"),
        ("DELETE FROM changes WHERE id = 2", "check", "changes: 1, recorded were 2"),
        ("UPDATE deliveries SET mime = (SELECT sha256 FROM chain WHERE id = 1) WHERE id = 2", "digest", "a message, or who it went to"),
        ("UPDATE deliveries SET mime = 'text' WHERE id = 1", "digest", "a message, or who it went to"),
        ("UPDATE deliveries SET recipient = 'z@example.com' WHERE id = 2", "digest", "who it went to"),
        ("UPDATE digests SET said = x'0102'", "digest", "what a row says cannot be read"),
        ("DELETE FROM deliveries WHERE id = 1", "digest", "1 of 2 messages"),
        ("UPDATE owed SET digest = NULL", "digest", "does not tell the changes that it told"),
        ("UPDATE chain SET said = '{}' WHERE id = 3", "chain", "the chain breaks at entry 3 (check 2, 2026-05-09"),
        ("UPDATE chain SET at = '2020-01-01' WHERE id = 2", "chain", "breaks at entry 2"),
        ("UPDATE chain SET sha256 = (SELECT sha256 FROM bodies LIMIT 1) WHERE id = 5", "chain", "entry 5"),
        ("DELETE FROM chain WHERE id = 3", "chain", "entry 3 missing: the next is entry 4"),
        ("DELETE FROM chain WHERE id = 5", "check", "check 3 (source agency"),
        ("DELETE FROM chain", "chain", "the evidence chain is empty"),
        ("DELETE FROM bodies WHERE id NOT IN (SELECT id FROM bodies ORDER BY id DESC LIMIT 4)", "body", "though it was kept"),
        ("UPDATE bodies SET sha256 = (SELECT sha256 FROM chain WHERE id = 1) WHERE id = 1", "body", "damaged"),
    ],
)  # fmt: skip
def test_D08_whatever_is_touched_afterwards_is_found_and_named(sqlite_store, touched, what, said):
    story(sqlite_store)
    tamper(sqlite_store, touched)
    found = [fault.text for fault in verified(sqlite_store)[0] if fault.what == what]
    assert any(said in text for text in found), found


def test_D08_both_databases_tell_every_fault_at_once(store):
    story(store)
    tamper(
        store,
        "UPDATE documents SET status = 201 WHERE id = 1",
        "DELETE FROM changes WHERE id = 2",
        "UPDATE deliveries SET recipient = 'z@example.com' WHERE id = 2",
        "UPDATE chain SET said = '{}' WHERE id = 5",
        "DELETE FROM bodies WHERE id = 1",
    )
    faults = verified(store)[0]
    assert {fault.what for fault in faults} == {"body", "check", "digest", "chain"} | (
        {"database"} if store._engine.dialect.name == "sqlite" else set()
    )
    assert {fault.entry for fault in faults if fault.what == "check"} == {2, 3, 5}


def test_a_break_says_what_the_hash_should_be(store):
    story(store)
    should = store.chain_head().sha256
    tamper(store, "UPDATE chain SET sha256 = (SELECT sha256 FROM chain WHERE id = 1) WHERE id = 5")
    fault = next(fault for fault in verified(store)[0] if fault.what == "chain")
    assert fault.entry == 5
    assert should in fault.text


def test_a_chain_that_was_cut_or_written_anew_is_found_by_the_head_that_was_noted(store):
    story(store)
    noted = store.chain_head().sha256
    assert verified(store, head=noted)[0] == []
    store.record(Unchanged(check(at=LATER + 2 * HOUR), None), next_check=NOW, fingerprint="f")
    for since in (None, LATER + 2 * HOUR):
        assert verified(store, head=noted[:16], since=since)[0] == []
        assert "is not in the chain" in verified(store, head="f" * 16, since=since)[0][0].text
    tamper(store, "DELETE FROM chain WHERE id >= 5", "DELETE FROM checks WHERE id >= 3")
    assert verified(store)[0] == []  # what is left is whole in itself
    assert "is not in the chain" in verified(store, head=noted)[0][0].text


@pytest.mark.parametrize(
    "touched",
    [
        "UPDATE checks SET started = 'yesterday' WHERE id = 1",
        "UPDATE documents SET headers = 'set-cookie' WHERE id = 1",
        "UPDATE chain SET at = 'yesterday' WHERE id = 2",
    ],
)
def test_what_cannot_even_be_read_is_a_fault_and_no_crash(sqlite_store, touched):
    story(sqlite_store)
    tamper(sqlite_store, touched)
    assert any("cannot be read" in fault.text for fault in verified(sqlite_store)[0])


def test_rows_that_came_another_way_are_found(store):
    story(store)
    tamper(
        store,
        "INSERT INTO checks (source, started, took_ms, outcome, alone) "
        f"VALUES ('agency', '2026-05-10', 1, 'unchanged', {'false' if 'postgresql' in str(store._url) else 0})",
    )
    assert (
        "check 4 (source agency, 2026-05-10T00:00:00.000000Z) is not in the chain"
        in verified(store)[0][0].text
    )


def test_bodies_that_were_removed_on_purpose_are_no_fault(store):
    story(store)
    again = document(b"<p>Seen 14 times</p>", "https://agency.example/list", LATER + HOUR)
    nothing_found = Unchanged(check(again, at=LATER + HOUR), None)
    store.record(nothing_found, next_check=NOW, fingerprint="f")
    with for_writing(store._engine).begin() as connection:
        chain.compacted(connection, LATER + 3 * HOUR, LATER + 2 * HOUR, "", bodies=1)
    tamper(
        store,
        "DELETE FROM answers",
        "DELETE FROM lines",
        f"DELETE FROM bodies WHERE size = {len(again.body)}",
    )
    faults, found = verified(store)
    assert (faults, found.entries) == ([], 7)


def test_X07_the_command_says_the_head_and_ends_with_1_when_something_was_touched(desk, site):
    archive_of_six(site)
    desk.monitor("check", "--all")
    told = desk.monitor("verify", "--json")
    assert (told.code, told.lines[-1]["verified"], told.lines[-1]["entry"]) == (0, True, 2)
    head = told.lines[-1]["head"]
    assert (
        f"head {head}  entry 2" in desk.monitor("verify", "--head", head.upper(), "--since", "2026-05-01").out
    )
    assert desk.monitor("verify", "--head", "nonsense").code == 2
    with contextlib.closing(sqlite3.connect(desk.folder / "monitor.db")) as connection, connection:
        connection.execute("UPDATE documents SET status = 201 WHERE id = 1")
    told = desk.monitor("verify", "--head", "0" * 64)
    assert told.code == 1
    assert "check: check 1 (source notices, 2026-05-07T00:00:00.000000Z) is not what entry 2 says" in told.out
    assert "is not in the chain" in told.out
    assert {line.get("what") for line in desk.monitor("verify", "--json").lines} == {"check", None}


def test_a_bundle_of_either_database_holds(store, tmp_path):
    story(store)
    proof = store.proof("1")
    for name, content in files(proof, {}).items():
        (tmp_path / "b" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "b" / name).write_bytes(content)
    assert [capture.row for capture in store.captures(Span(source="agency"))] == [1, 2, 3]
    assert [capture.row for capture in store.captures(Span(since=LATER, until=LATER + HOUR))] == [2, 3]
    found = subprocess.run(
        [sys.executable, "-I", tmp_path / "b" / "verify.py"], capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stderr) == (0, ""), found.stdout
    assert store.chain_head().sha256 in found.stdout
    assert store.proof("99") is None
    assert store.proof("../1") is None


def test_a_removed_notice_and_an_empty_digest_are_chained_too(store):
    story(store)
    outcome = Changed(check(at=LATER + 2 * HOUR), reading(notice("a")), (removed(notice("b")),))
    store.record(outcome, next_check=NOW, fingerprint="f")
    quiet = Digest("daily-2", "daily", LATER + HOUR, LATER + HOUR, (), Coverage(NOW, LATER, 1, {}, ()))
    assert store.compose(quiet, [])
    assert verified(store)[0] == []


def test_D13_two_writers_never_fork_the_chain(store, database_url):
    others = [open_store(database_url, now=NOW) for _ in range(3)]

    def write(number: int) -> None:
        for hour in range(5):
            outcome = Unchanged(check(document(), at=NOW + hour * HOUR, source=f"source-{number}"), None)
            others[number].record(outcome, next_check=NOW, fingerprint="f")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    faults, found = verified(store)
    for other in others:
        other.close()
    assert faults == []
    assert found.entries == found.checks + 1 == 16


def test_D01_what_is_undone_leaves_no_entry(store):
    story(store)
    before = store.chain_head()
    faulty = Changed(
        check(document(at=LATER)), reading(), (new(notice("c")),)
    )  # which the reading does not hold
    with pytest.raises(Exception, match="does not hold"):
        store.record(faulty, next_check=NOW, fingerprint="f")
    assert store.chain_head() == before
    assert verified(store)[0] == []


def test_an_older_database_begins_its_chain_when_it_is_migrated_and_says_over_what(tmp_path):
    older = Migrations(tmp_path / "migrations", "0005")
    shutil.copytree(SHIPPED.folder, older.folder)
    for later in older.folder.glob("versions/00*"):
        if later.name > "0006":
            later.unlink()
    url = database.parse_url(f"sqlite:///{tmp_path}/old.db")
    database.connect(url, create=True).connect().close()
    _migrate(url, older, NOW)
    engine = database.connect(url)
    with database.for_writing(engine).begin() as connection:
        for table, row in (
            ("sources", {"id": "agency", "failures": 0, "notices": 0, "checks": 1}),
            ("checks", {"source": "agency", "started": OLD, "took_ms": 1, "outcome": "unchanged"}),
            (
                "documents",
                {"check": 1, "request": "r", "url": "https://agency.example", "status": 200} | ANSWER,
            ),
        ):
            names, values = ", ".join(f'"{name}"' for name in row), ", ".join(f":{name}" for name in row)
            connection.execute(sqlalchemy.text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)
    engine.dispose()
    store = open_store(str(url), now=NOW)
    assert (store.chain_head().number, store.chain_head().at) == (1, NOW)
    store.record(Unchanged(check(), None), next_check=NOW, fingerprint="f")
    faults, found = verified(store)
    assert (faults, found.entries, found.checks, found.documents, found.begun) == ([], 2, 2, 1, NOW)
    tamper(store, "UPDATE documents SET url = 'https://other.example'")
    assert "before the chain began is not what it was: 1 checks, 1 documents" in verified(store)[0][0].text
    store.close()


def test_cookies_that_were_set_are_no_part_of_what_is_shown():
    stored = '[["Server","x"],["set-cookie","JSESSIONID=secret; Path=/"],["Set-Cookie","flag"]]'
    assert json.loads(shown_headers(stored)) == [
        ["Server", "x"],
        ["set-cookie", "JSESSIONID=withheld"],
        ["Set-Cookie", "flag=withheld"],
    ]
    assert shown_headers('[["A","b"]]') == '[["A","b"]]'


def test_bodies_are_looked_through_a_few_at_a_time(store, monkeypatch):
    monkeypatch.setattr("monitor.store.archive._LOAD_BYTES", 250)
    with for_writing(store._engine).begin() as connection:
        archive = Archive(connection)
        for number in range(10):
            archive.keep(str(number), bytes([number]) * 100)
        assert [len(load) for load in archive._in_loads(None)] == [2, 2, 2, 2, 2]
