"""Telling, end to end: what is owed reaches its readers, and whoever runs the tool hears when it does not."""

from __future__ import annotations

import pytest

from tests.desk import LISTING, READER, Publication, archive_of_six, text_of


@pytest.fixture
def watched(desk, site) -> Publication:
    """A list that was seen for the first time."""
    published = archive_of_six(site)
    assert desk.monitor("once", clock="2026-05-07T00:00:00Z").code == 0
    return published


def announce(published: Publication, name: str = "n7", text: str = "企业应当提交原产地证书。") -> None:
    published.publish(name, f"关于{name}试点的公告", "2026-05-08", text)


def test_M09_what_is_owed_to_a_name_that_is_gone_is_told_by_doctor(desk, watched):
    announce(watched)
    desk.monitor("check", "--all", clock="2026-05-07T12:00:00Z")
    desk.configure(subscriptions=READER.replace("daily\n", "renamed\n", 1))
    told = desk.monitor("doctor", "--json")
    (owed,) = [line for line in told.lines if line["what"] == "owed"]
    assert (told.code, owed["state"]) == (1, "bad")
    assert "`daily`" in owed["text"]


def test_T04_one_run_with_a_clock_far_ahead_does_not_silence_the_digests(desk, watched):
    desk.monitor("once", clock="2099-01-01T01:00:00Z")
    assert len(desk.mails()) == 1
    announce(watched)
    desk.monitor("once", clock="2026-05-08T01:00:00Z")
    assert "关于n7试点的公告" in text_of(desk.mails()[0])


def test_what_a_check_found_before_the_first_once_is_in_the_next_digest(desk, site):
    published = archive_of_six(site)
    desk.monitor("check", "--all", clock="2026-05-07T01:00:00Z")
    announce(published)
    assert desk.monitor("once", clock="2026-05-08T01:00:00Z").code == 0
    (mail,) = desk.mails()
    assert "关于n7试点的公告" in text_of(mail)


def test_M14_a_source_that_is_slower_than_the_digest_is_no_fault(desk, site):
    archive_of_six(site)
    desk.configure(sources=LISTING.replace("every: 1d", "every: 7d"))
    for day in ("07", "08", "09"):
        assert desk.monitor("once", clock=f"2026-05-{day}T01:00:00Z").code == 0
    *_, last = desk.mails()
    assert last["Subject"] == "No source was due, so nothing was checked"
    assert "1 source was not due in this time; it was last verified 7 May 2026, 09:00." in text_of(last)
    assert "nothing can be said" not in text_of(last)


def test_M14_a_check_that_is_overdue_is_no_rest(desk, watched):
    desk.monitor("digest", "--now", clock="2026-05-07T02:00:00Z")
    desk.monitor("digest", "--now", clock="2026-05-10T02:00:00Z")
    *_, last = desk.mails()
    assert last["Subject"].startswith("Nothing can be said")
    assert "its check is overdue" in text_of(last)
