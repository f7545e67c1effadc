"""Operators' mail through the whole tool: separate from readers', recorded, once, and no loop when mail fails."""

from __future__ import annotations

import email
import email.policy
from contextlib import closing
from datetime import UTC, datetime
from email.message import EmailMessage
from unittest.mock import patch

import pytest

from monitor import reporting
from monitor.store import open_store
from tests.desk import READER, Desk, archive_of_six, text_of
from tests.mailserver import Postbox, mail_server
from tests.site import Page

ONE, TWO, THREE, FOUR = (f"2026-05-{day:02}T00:30:00Z" for day in (7, 8, 9, 10))
TEAM = READER + "    when_quiet: skip\n"


def told(desk: Desk) -> list[EmailMessage]:
    """The mails to operators in the outbox, oldest first."""
    files = sorted((desk.folder / "outbox" / "operators").glob("*.eml"))
    read = (
        email.message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=email.policy.default)
        for file in files
    )
    return sorted(read, key=lambda mail: mail["Date"].datetime)


@pytest.fixture
def watching(desk, site):
    """A desk with an operator, that has seen its source once."""
    desk.configure(subscriptions=TEAM, operators="[ops@example.com]")
    archive_of_six(site)
    assert desk.monitor("once", clock=ONE).code == 0
    return desk


def test_a_source_that_fails_and_recovers_is_two_mails_to_the_operator_and_none_of_them_to_readers(
    watching, site
):
    good = site.pages["/list.html"]
    site.pages["/list.html"] = Page("gone", status=500)
    for clock in (TWO, "2026-05-08T02:30:00Z", "2026-05-08T05:00:00Z"):
        watching.monitor("once", clock=clock)
    site.pages["/list.html"] = good
    for clock in ("2026-05-08T23:00:00Z", "2026-05-08T23:30:00Z"):
        watching.monitor("once", clock=clock)
    mails = told(watching)
    assert [mail["Subject"] for mail in mails] == [
        "Monitor: notices cannot be verified",
        "Monitor: notices is verified again",
    ]
    assert {mail["To"] for mail in mails} == {"ops@example.com"}
    assert "the server answered HTTP 500" in text_of(mails[0])
    assert "monitor sources test notices" in text_of(mails[0])
    readers = "".join(text_of(mail) for mail in watching.mails())
    assert "What to do" not in readers


def test_doctor_shows_open_troubles_and_who_is_mailed(watching, site):
    del site.pages["/list.html"]
    watching.monitor("once", clock=TWO)
    lines = {line["what"]: line for line in watching.monitor("doctor", "--json").lines}
    assert lines["operators"]["state"] == "bad"
    assert lines["operators"]["text"].startswith("ops@example.com; 1 open; source notices since 2026-05-08")


def test_D01_a_crash_between_composing_and_sending_sends_the_mail_once_and_unchanged(watching, site):
    del site.pages["/list.html"]

    def then_die(world, now):
        tell(world, now)
        raise KeyboardInterrupt

    tell = reporting.tell_operators
    with patch.object(reporting, "tell_operators", then_die):
        watching.monitor("once", clock=TWO)
    assert told(watching) == []
    watching.monitor("once", clock="2026-05-08T00:40:00Z")
    watching.monitor("once", clock="2026-05-08T00:50:00Z")
    assert len(told(watching)) == 1


def test_a_template_that_fails_is_told_to_the_operator_and_the_digest_still_goes_out(watching, site):
    own = watching.folder / "templates" / "digest"
    own.mkdir(parents=True)
    (own / "item.html").write_text("{{ item.nothing_of_that_name }}")
    published = archive_of_six(site)
    published.publish("n7", "关于试点的公告", "2026-05-08", "企业应当提交原产地证书。")
    watching.monitor("once", clock=TWO)
    assert any("试点" in mail["Subject"] for mail in watching.mails())
    (mail,) = told(watching)
    assert mail["Subject"] == "Monitor: daily: a template of your own failed"
    assert "templates/digest/item.html:1" in text_of(mail)


def test_M04_a_mail_that_is_given_up_is_told_at_once_and_operators_mail_makes_no_loop(desk, site):
    """The mail server refuses a reader for good, and then takes nothing from anybody."""
    postbox = Postbox()
    desk.configure(operators="[ops@example.com]")
    archive_of_six(site)
    with mail_server(postbox) as port:
        desk.environ = {"MONITOR_SMTP_URL": f"smtp://127.0.0.1:{port}"}
        desk.monitor("once", clock=ONE)
        postbox.rcpt = ["550 no such user reader@example.com"]
        desk.monitor("once", clock=TWO)
        (mail,) = (
            email.message_from_bytes(raw, _class=EmailMessage, policy=email.policy.default)
            for _, to, raw in postbox.received
            if to == ["ops@example.com"]
        )
        assert "Mail to reader@example.com by smtp was given up" in text_of(mail)
        assert "550 no such user" in text_of(mail)
        site.pages.clear()
        postbox.rcpt = ["450 not now"] * 500
        for day in range(9, 25):
            desk.monitor("once", clock=f"2026-05-{day:02}T00:30:00Z")
    waiting = [line for line in desk.monitor("doctor", "--json").lines if line["what"] == "operators"]
    assert "what is new waits for it" in waiting[0]["text"] or "given up" in waiting[0]["text"]
    with closing(
        open_store(f"sqlite:///{desk.folder / 'monitor.db'}", now=datetime(2026, 5, 25, tzinfo=UTC))
    ) as store:
        mails = [one for one in store.deliveries() if one.recipient == "ops@example.com"]
    assert len(mails) <= 2 + 16 // 3  # one at a time, each for three days


def test_the_mail_is_in_chinese_where_operators_say_so(desk, site):
    desk.configure(operators="{to: [ops@example.com], language: zh}")
    archive_of_six(site)
    desk.monitor("once", clock=ONE)
    del site.pages["/list.html"]
    desk.monitor("once", clock=TWO)
    (mail,) = told(desk)
    assert mail["Subject"] == "监测系统：notices 未能核实"
