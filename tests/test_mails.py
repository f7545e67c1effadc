"""What was sent, in little room: it comes back with the same bytes, or nobody is sent it."""

from __future__ import annotations

import base64
from dataclasses import replace
from threading import Event
from types import SimpleNamespace

import pytest
from hypothesis import given, strategies as st
from sqlalchemy import LargeBinary, cast, func, select

from monitor import telling
from monitor.channels.base import Channel
from monitor.errors import DamagedError
from monitor.messages.webhook import coverage_answer
from monitor.model import Addressed, Coverage, DeliveryState, Digest, Line, SourceState
from monitor.store import Store, mails, open_store, small
from monitor.store.schema import deliveries, digests
from monitor.tracing import untraced
from tests.checks import HOUR, NOW, new, notice
from tests.letters import busy, rendered
from tests.older import send_plainly
from tests.test_store_telling import announce, messages

(MAIL,) = (message for some in rendered(busy()).messages.values() for message in some)
LINE = b"QUJD" * 19  # of base64, as long as it gets


def test_M02_a_mail_comes_back_with_the_same_bytes_from_a_fraction_of_the_room():
    packed = mails.pack(MAIL.mime)
    assert mails.unpack(packed) == MAIL.mime
    assert len(packed) * 2 < len(small.pack(MAIL.mime))  # as it stands, base64 leaves little to pack


@pytest.mark.parametrize(
    "tail",
    [
        b"\r\n\r\n" + LINE + b"\r\nQR==",  # bits behind the end, which nothing keeps
        b"\r\n\r\n" + LINE + b"\r\nQQ==\r\n--",
        b"\r\n\r\n" + LINE + b"\r\nQQ=\r\n",
        b"\r\n\r\n" + LINE + b"\r\n=QQQ",
        b"\r\n\r\n" + LINE + b"\r\nQQ==QQ==",
        b"\r\n\r\n" + LINE + b"\r\n" + LINE,
        b"\r\n\r\n" + LINE + b"\r\n" + LINE + b"A\r\n",
        b"\r\n\r\n" + LINE + b"AAAA\r\n" + LINE + b"\r\n",
        b"\n\n" + LINE + b"\n" + LINE + b"\nQQ==\n",
        b"\r\n\r\n" + LINE + b"\r\n" + b"hello, this is no base64",
        b"12 34\n",
        b"\0\xff" * 40,
        b"",
    ],
)
@pytest.mark.parametrize("head", [b"", b"Subject: 9 8\n7", b"a\r\n\r\n" + LINE + b"\r\nQUJD\r\n"])
def test_M02_whatever_is_sent_comes_back_with_the_same_bytes(head, tail):
    assert mails.unpack(mails.pack(head + tail)) == head + tail


@given(
    st.lists(
        st.sampled_from([b"\r\n\r\n", b"\r\n", LINE, LINE[:4], LINE[:5], b"=", b"R==", b"+/", b"\0", b" 7\n"])
    )
)
def test_M02_whatever_looks_like_a_mail_comes_back_with_the_same_bytes(parts):
    assert mails.unpack(mails.pack(b"".join(parts))) == b"".join(parts)


def test_M02_what_was_packed_once_is_read_for_ever():
    packed = base64.b64decode("ATM0UTAz5AouBc+iWSkk8nLxcjk6OZONXHi5dHWTdHV5uQC83oYO")
    assert mails.unpack(packed) == b"Subject: a\r\n\r\n" + LINE + b"\r\nQUJDRA==\r\n--b--\r\n"


def test_D06_no_byte_of_what_is_packed_can_change_unseen():
    packed = mails.pack(messages("x@example.com")[0].messages[0].mime)
    for place in range(len(packed)):
        with pytest.raises(ValueError, match=r".*"):
            mails.unpack(packed[:place] + bytes((packed[place] ^ 1,)) + packed[place + 1 :])
        with pytest.raises(ValueError, match=r".*"):
            mails.unpack(packed[:place])


def composed(*lines: Line, idle: tuple[SourceState, ...] = ()) -> Digest:
    return Digest("daily-1", "daily", NOW, NOW, lines, Coverage(NOW - HOUR, NOW, 4, {"changed": 1}, (), idle))


def execute(store: Store, statement: str) -> None:
    store._write(lambda connection: connection.exec_driver_sql(statement).close())


class Way(Channel):
    name = "smtp"

    def __init__(self) -> None:
        self.taken: list[str] = []

    def send(self, message, recipient):
        self.taken.append(recipient)


def test_D06_a_damaged_mail_is_given_up_with_its_reason_and_the_others_go_out(sqlite_url):
    store = open_store(sqlite_url, now=NOW)
    store.compose(composed(), messages("x@example.com", "y@example.com", "z@example.com"))
    execute(store, "UPDATE deliveries SET mime = CAST(substr(mime, 1, 9) || x'00' AS BLOB) WHERE id = 2")
    way = Way()
    limits = SimpleNamespace(mail_retry=HOUR)
    config = SimpleNamespace(settings=SimpleNamespace(limits=limits))
    world = SimpleNamespace(store=store, channels={"smtp": way}, stop=Event(), span=untraced, config=config)
    assert len(list(telling.send(world, NOW))) == 3
    assert way.taken == ["x@example.com", "z@example.com"]
    parked = next(one for one in store.posted() if one.state is DeliveryState.PARKED)
    assert parked.recipient == "y@example.com"
    assert "see `monitor verify`" in parked.reason
    with pytest.raises(DamagedError, match="the message of delivery 2"):
        store.posts.one("2")
    store.close()


def test_D06_a_mail_that_one_bit_made_text_of_is_sent_all_the_same(sqlite_url):
    store = open_store(sqlite_url, now=NOW)
    store.compose(composed(), messages("x@example.com"))
    execute(store, "UPDATE deliveries SET mime = CAST(mime AS TEXT)")
    assert [one.message.mime for one in store.due(NOW)] == [b"\x00bytes x@example.com"]
    store.close()


def test_what_was_not_due_is_kept_as_no_more_than_is_said_of_it(store):
    (change,) = announce(store, new(notice("a")))
    of_all = {
        "outcome": "unchanged",
        "checks": 900,
        "notices": 20,
        "next_check": NOW,
        "fingerprint": "f" * 32,
    }
    idle = tuple(SourceState(name, last_good=NOW - HOUR, **of_all) for name in ("customs", "ministry"))
    whole = composed(Line(change, ("its labels",)), idle=idle)
    store.compose(whole, messages("x@example.com"))
    again = store.digest_telling("daily-1", [change.id])
    assert rendered(again).messages == rendered(whole).messages
    assert coverage_answer(again.coverage) == coverage_answer(whole.coverage)
    assert again.coverage.idle == tuple(SourceState(each.source, last_good=each.last_good) for each in idle)


def room(store: Store) -> int:
    """Bytes that what was said and sent takes in its rows."""
    column = (func.sum(func.length(cast(each, LargeBinary))) for each in (digests.c.said, deliveries.c.mime))
    return store._read(
        lambda connection: sum(int(connection.execute(select(each)).scalar()) for each in column)
    )


def test_what_an_older_database_said_and_sent_is_packed_and_comes_back_the_same(database_url):
    store = open_store(database_url, now=NOW)
    (change,) = announce(store, new(notice("a")))
    idle = tuple(SourceState(f"source-{n}", last_good=NOW) for n in range(400))
    mail = replace(MAIL, tells=(change.id,))
    sent = [Addressed("smtp", "x@example.com", (mail,)), *messages("y@example.com")]
    store.compose(composed(Line(change, ("its labels",)), idle=idle), sent)
    packed = room(store)
    store._write(send_plainly)
    execute(store, "UPDATE alembic_version SET version_num = '0014'")
    assert room(store) > packed * 4
    store.close()
    opened = open_store(database_url, now=NOW)
    assert room(opened) == packed
    assert [each.message for each in opened.due(NOW)] == [mail, *sent[1].messages]
    assert opened.digest_telling("daily-1", [change.id]).coverage.idle == idle
    faults: list = []
    opened.verify(faults.append)
    assert not faults
    opened.close()


def test_D06_what_is_damaged_in_an_older_database_does_not_hinder_its_packing(sqlite_url):
    store = open_store(sqlite_url, now=NOW)
    store.compose(composed(), messages("x@example.com"))
    store._write(send_plainly)
    execute(store, "UPDATE deliveries SET mime = 'text'")
    execute(store, "UPDATE digests SET said = CAST(x'ff00' AS TEXT)")
    execute(store, "UPDATE alembic_version SET version_num = '0014'")
    store.close()
    opened = open_store(sqlite_url, now=NOW)
    faults: list = []
    opened.verify(faults.append)
    assert "not what was composed" in faults[0].text
    with pytest.raises(DamagedError):
        opened.digest_telling("daily-1", [])
    opened.close()
