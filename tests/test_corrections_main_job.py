"""Corrections, from the check that shows them to the mail that takes them back."""

from __future__ import annotations

import json

import pytest

from tests.desk import Publication, archive_of_six, text_of


@pytest.fixture
def watched(desk, site) -> Publication:
    published = archive_of_six(site)
    assert desk.monitor("once", clock="2026-05-07T00:00:00Z").code == 0
    return published


def test_what_was_told_as_gone_and_comes_back_unchanged_is_taken_back_once(desk, watched):
    gone = watched.notices["n3"]
    watched.withdraw("n3")
    for moment in ("08T01", "09T01", "10T01"):
        desk.monitor("once", clock=f"2026-05-{moment}:00:00Z")
    told = [mail for mail in desk.mails() if "No longer listed" in text_of(mail)]
    assert len(told) == 1
    watched.publish("n3", *gone)
    desk.monitor("once", clock="2026-05-11T01:00:00Z")
    last = text_of(desk.mails()[-1])
    assert "1 line of an earlier digest was wrong, see below." in last
    assert "It is there again, word for word" in last
    assert "Shown by evidence 2." in last
    desk.monitor("once", clock="2026-05-12T01:00:00Z")
    assert "It is there again" not in text_of(desk.mails()[-1])
    first, _ = desk.monitor("changes", "--json").lines
    assert first["corrections"][0] | {"found": None} == {
        "mistake": "restored",
        "said": [],
        "by": "2",
        "found": None,
    }


def test_what_somebody_finds_to_be_wrong_is_taken_back_from_those_who_were_told(desk, watched):
    watched.publish("n7", "关于原产地证书的公告", "2026-05-08", "企业应当提交原产地证书。")
    desk.monitor("once", clock="2026-05-08T01:00:00Z")
    said = "The certificate\r\nBcc: x@example.com is for <b>other</b> goods."
    found = desk.monitor("retract", "1", "--reason", said, clock="2026-05-08T02:00:00Z")
    assert found.code == 0
    assert "in the next digest of daily" in found.out
    assert "nothing new" in desk.monitor("retract", "1", "--reason", said).err
    preview = desk.monitor("digest", "--now", "--dry-run")
    desk.monitor("once", clock="2026-05-09T01:00:00Z")
    mail = desk.mails()[-1]
    assert mail["Subject"] == "1 correction"
    assert mail["Bcc"] is None
    for text in (preview.out, text_of(mail)):
        assert "Evidence 1, told 8 May 2026" in text
        assert "The certificate Bcc: x@example.com is for <b>other</b> goods." in text
    assert "<b>other" not in mail.get_body(("html",)).get_content()
    assert "taken back: The certificate" in desk.monitor("show", "1").out
    assert desk.monitor("retract", "77", "--reason", "x").code == 2
    assert desk.monitor("retract", "1").code == 2


def test_a_preview_is_a_page_and_sends_nothing(desk, watched, monkeypatch, tmp_path):
    opened = []
    monkeypatch.setattr("webbrowser.open", lambda url: opened.append(url) or True)
    before = json.dumps([mail["Message-ID"] for mail in desk.mails()])
    told = desk.monitor("digest", "--now", "--preview", "--out", str(tmp_path / "look"))
    assert told.code == 0
    assert opened == [(tmp_path / "look" / "daily-1.html").as_uri()]
    assert "What was checked" in (tmp_path / "look" / "daily-1.html").read_text(encoding="utf-8")
    assert json.dumps([mail["Message-ID"] for mail in desk.mails()]) == before
