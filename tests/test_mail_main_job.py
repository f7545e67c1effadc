"""The main job through a real SMTP conversation: nothing sent twice, nothing dropped when the server refuses."""

from __future__ import annotations

import email
import email.policy
import sqlite3
from datetime import UTC, datetime
from typing import Any

import pytest

from monitor.store import open_store
from tests.desk import READER, Desk, archive_of_six
from tests.mailserver import Postbox, mail_server

TWO = READER.replace("[reader@example.com]", "[one@example.com, two@example.com]")


@pytest.fixture
def postbox():
    return Postbox()


@pytest.fixture
def told_desk(desk, site, postbox):
    """A desk whose mail goes to the postbox, with one new notice to be told."""
    desk.configure(subscriptions=TWO)
    published = archive_of_six(site)
    with mail_server(postbox) as port:
        desk.environ = {"MONITOR_SMTP_URL": f"smtp://127.0.0.1:{port}"}
        assert desk.monitor("once", clock="2026-05-07T00:00:00Z").code == 0
        published.publish("n7", "关于试点的公告", "2026-05-08", "企业应当提交原产地证书。")
        yield desk


def arrived(postbox: Postbox) -> list[tuple[str, str]]:
    """(recipient, Message-ID) of every mail that the server took."""
    mails = [
        (to, email.message_from_bytes(raw, policy=email.policy.default)) for _, to, raw in postbox.received
    ]
    return [(to[0], mail["Message-ID"]) for to, mail in mails]


def deliveries_of(desk: Desk) -> dict[str, Any]:
    """What doctor says of the mails."""
    return next(line for line in desk.monitor("doctor", "--json").lines if line["what"] == "deliveries")


def test_M04_every_recipient_gets_a_mail_of_their_own_once(told_desk, postbox):
    assert told_desk.monitor("once", clock="2026-05-08T01:00:00Z").code == 0
    assert told_desk.monitor("once", clock="2026-05-08T02:00:00Z").code == 0
    assert sorted(to for to, _ in arrived(postbox)) == ["one@example.com", "two@example.com"]
    assert not (told_desk.folder / "outbox").exists()


def test_M04_one_bad_recipient_costs_the_other_nothing_and_is_told(told_desk, postbox):
    postbox.rcpt = ["550 no such user one@example.com"]
    told = told_desk.monitor("once", clock="2026-05-08T01:00:00Z")
    assert told.code == 1
    assert "one@example.com" in told.err
    assert [to for to, _ in arrived(postbox)] == ["two@example.com"]
    told_desk.monitor("once", clock="2026-05-08T05:00:00Z")
    assert len(postbox.received) == 1
    assert deliveries_of(told_desk)["state"] == "bad"


def test_M03_a_greylisted_mail_is_tried_again_and_arrives_once(told_desk, postbox):
    postbox.rcpt = ["451 try later one@example.com", "451 try later two@example.com"]
    assert told_desk.monitor("once", clock="2026-05-08T01:00:00Z").code == 1
    assert postbox.received == []
    assert told_desk.monitor("once", clock="2026-05-08T01:05:00Z").code == 0
    assert sorted(to for to, _ in arrived(postbox)) == ["one@example.com", "two@example.com"]


def test_M02_an_answer_that_is_lost_is_tried_again_with_the_same_message(told_desk, postbox):
    postbox.drop_after_data = True
    told_desk.monitor("once", clock="2026-05-08T01:00:00Z")
    told_desk.monitor("once", clock="2026-05-08T01:05:00Z")
    ids = {to: {mid for other, mid in arrived(postbox) if other == to} for to, _ in arrived(postbox)}
    assert {to: len(of) for to, of in ids.items()} == {"one@example.com": 1, "two@example.com": 1}
    assert len(postbox.received) == 3  # one of them twice, and it can be known by its Message-ID
    assert len({raw for _, _, raw in postbox.received}) == 2
    deliveries = next(
        line for line in told_desk.monitor("doctor", "--json").lines if line["what"] == "deliveries"
    )
    assert "1 may have arrived twice" in deliveries["text"]


def test_M02_a_mail_whose_sender_was_killed_is_sent_by_the_next_run(told_desk, postbox):
    postbox.rcpt = ["451 try later one@example.com", "451 try later two@example.com"]
    told_desk.monitor("once", clock="2026-05-08T01:00:00Z")
    now = datetime(2026, 5, 8, 1, 5, tzinfo=UTC)
    store = open_store(f"sqlite:///{told_desk.folder / 'monitor.db'}", now=now)
    assert all(store.claim(waiting.id, now) for waiting in store.due(now))
    store.close()  # and dies, with both in hand
    assert "2 being handed over" in deliveries_of(told_desk)["text"]
    assert told_desk.monitor("once", clock="2026-05-08T01:06:00Z").code == 0
    assert len(postbox.received) == 2


def test_M03_a_server_that_is_down_loses_nothing(told_desk, postbox):
    up = told_desk.environ
    told_desk.environ = {"MONITOR_SMTP_URL": "smtp://127.0.0.1:9"}
    assert told_desk.monitor("once", clock="2026-05-08T01:00:00Z").code == 1
    told_desk.environ = up
    assert told_desk.monitor("once", clock="2026-05-08T03:00:00Z").code == 0
    assert len(postbox.received) == 2


def test_M03_a_mail_that_still_waits_after_a_failure_is_said_by_every_run(told_desk, postbox):
    postbox.rcpt = ["451 try later one@example.com", "451 try later two@example.com"]
    told_desk.monitor("once", clock="2026-05-08T01:00:00Z")
    told = told_desk.monitor("once", clock="2026-05-08T01:00:30Z")  # too early for the next try
    assert told.code == 1
    assert "not delivered yet: one@example.com, two@example.com" in told.err


def test_M03_a_mail_that_was_given_up_is_said_for_a_week_and_then_by_doctor_alone(told_desk, postbox):
    postbox.rcpt = ["550 no such user one@example.com"]
    told_desk.monitor("once", clock="2026-05-08T01:00:00Z")
    told = told_desk.monitor("once", clock="2026-05-12T01:00:00Z")
    assert told.code == 1
    assert "given up: one@example.com (" in told.err
    assert "550 no such user" in told.err
    assert told_desk.monitor("once", clock="2026-05-28T01:00:00Z").code == 0
    assert deliveries_of(told_desk)["state"] == "bad"


def test_M03_a_mail_whose_way_is_not_open_any_more_is_said(told_desk, postbox):
    postbox.rcpt = ["451 try later one@example.com"]
    told_desk.monitor("once", clock="2026-05-08T01:00:00Z")
    told_desk.environ = {}
    told = told_desk.monitor("once", clock="2026-05-08T03:00:00Z")
    assert told.code == 1
    assert "smtp is not open and messages wait for it (1): set MONITOR_SMTP_URL again" in told.err
    assert "MONITOR_SMTP_URL" in deliveries_of(told_desk)["text"]


def test_M15_a_password_is_never_sent_in_the_clear(told_desk, postbox):
    told_desk.environ = {
        "MONITOR_SMTP_URL": told_desk.environ["MONITOR_SMTP_URL"].replace("//", "//user:secret@")
    }
    told = told_desk.monitor("once", clock="2026-05-08T01:00:00Z")
    assert told.code == 1
    assert "secret" not in told.out + told.err
    assert postbox.logins == []
    assert postbox.received == []


def test_a_mistyped_mail_server_is_an_operators_mistake(desk):
    desk.environ = {"MONITOR_SMTP_URL": "mail.example.com"}
    told = desk.monitor("once")
    assert (told.code, "MONITOR_SMTP_URL" in told.err) == (2, True)


def test_digest_out_leaves_what_waits_for_the_mail_server_alone(told_desk, postbox):
    postbox.rcpt = ["451 try later one@example.com"]
    told_desk.monitor("once", clock="2026-05-08T01:00:00Z")
    told_desk.monitor("digest", "--now", "--out", "elsewhere", clock="2026-05-08T03:00:00Z")
    files = [file.read_text() for file in (told_desk.folder / "elsewhere").glob("*.eml")]
    assert len(files) == 2
    assert not any("New_notice" in text for text in files)
    told_desk.monitor("once", clock="2026-05-08T04:00:00Z")
    assert sorted(to for to, _ in arrived(postbox)) == ["one@example.com", "two@example.com"]


class Filter(Postbox):
    """A server that does not like one word."""

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.original_content, policy=email.policy.default)
        said = f"{mail['Subject']} {mail.get_body(('plain',)).get_content()}"
        return (
            "554 5.7.1 refused as spam"
            if "博彩" in said
            else await super().handle_DATA(server, session, envelope)
        )


@pytest.fixture
def strict(desk, site):
    """A desk that tells one reader five new notices, of which the server does not like the third."""
    postbox = Filter()
    published = archive_of_six(site)
    with mail_server(postbox) as port:
        desk.environ = {"MONITOR_SMTP_URL": f"smtp://127.0.0.1:{port}"}
        desk.monitor("once", clock="2026-05-07T00:00:00Z")
        for n in range(5):
            text = "企业应当提交博彩设备证明。" if n == 2 else "企业应当提交原产地证书。"
            published.publish(f"p{n}", f"关于第{n}号试点的公告", "2026-05-08", text)
        yield desk, postbox


def test_M05_a_refused_digest_is_halved_until_the_bad_item_is_alone_and_goes_as_its_link(strict):
    desk, postbox = strict
    assert desk.monitor("once", clock="2026-05-08T01:00:00Z").code == 0
    mails = [email.message_from_bytes(raw, policy=email.policy.default) for _, _, raw in postbox.received]
    texts = [mail.get_body(("plain",)).get_content() for mail in mails]
    for n in (0, 1, 3, 4):
        assert sum(f"关于第{n}号试点的公告" in text for text in texts) == 1
    assert sum("/p2.html" in text for text in texts) == 1
    assert len({mail["Message-ID"] for mail in mails}) == len(mails)
    assert desk.monitor("once", clock="2026-05-08T02:00:00Z").code == 0
    assert len(postbox.received) == len(mails)


def test_M05_a_change_that_is_refused_even_as_its_link_is_given_up_and_told(strict):
    desk, postbox = strict
    postbox.data = ["554 refused"] * 12
    told = desk.monitor("once", clock="2026-05-08T01:00:00Z")
    assert told.code == 1
    assert "given up" in told.err


@pytest.mark.parametrize(
    "harm", ["digests SET said = x'ff00'", "changes SET said = 'x', rest = NULL WHERE id = 1"]
)
def test_D06_a_refused_mail_of_which_something_is_damaged_is_given_up_and_stops_nothing(strict, harm):
    desk, postbox = strict
    postbox.data = ["554 refused"]
    with sqlite3.connect(desk.folder / "monitor.db") as database:  # at once, when it is composed
        database.execute(f"CREATE TRIGGER rot AFTER INSERT ON deliveries BEGIN UPDATE {harm}; END")
    told = desk.monitor("once", clock="2026-05-08T01:00:00Z")
    assert told.code == 1
    (given_up,) = desk.monitor("deliveries", "list", "--json").lines
    assert given_up["state"] == "parked"
    assert "it cannot go on in halves, as the database is damaged" in given_up["reason"]
