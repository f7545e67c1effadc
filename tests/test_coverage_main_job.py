"""Coverage and proof of life, end to end: a day on which nothing ran is never taken for a quiet one."""

from __future__ import annotations

import pytest

from tests.desk import LISTING, Publication, archive_of_six, text_of

SKIP = "\n  - {name: daily, to: [a@example.com], send: daily 08:00, when_quiet: skip}"


@pytest.fixture
def watched(desk, site) -> Publication:
    """A list that was seen for the first time."""
    published = archive_of_six(site)
    assert desk.monitor("once", clock="2026-05-07T00:00:00Z").code == 0
    return published


def test_T01_days_on_which_nothing_ran_are_missed_checks_and_slots_without_a_mail(desk, watched):
    desk.monitor("once", clock="2026-05-08T01:00:00Z")
    desk.monitor("once", clock="2026-05-11T01:00:00Z")
    told = desk.monitor("coverage", "--json")
    assert told.code == 1
    assert all(line["due"] == sum(line["outcomes"].values()) + line["missed"] for line in told.lines)
    assert [(line["day"][-2:], line["outcomes"], line["missed"]) for line in told.lines] == [
        ("07", {"first": 1}, 0),
        ("08", {"unchanged": 1}, 0),
        ("09", {}, 1),
        ("10", {}, 1),
        ("11", {"unchanged": 1}, 0),
    ]
    assert told.lines[-1]["statement"]["given"] is False
    assert told.lines[-1]["statement"]["lacks"] == {"missed": 2}
    assert "not verified on 2 of 5 days" in told.err

    shown = desk.monitor("coverage", "--since", "2026-05-09")
    assert shown.out.count("nothing ran at that time") == 2
    (slots,) = [line for line in desk.monitor("doctor", "--json").lines if line["what"] == "slots"]
    assert slots["state"] == "note"
    assert "2 slots" in slots["text"]
    *_, mail = desk.mails()
    assert "It also holds what was due in 2 earlier digests" in text_of(mail)
    assert mail["Subject"] == "No change seen: 1 source checked · 2 checks MISSED"
    assert "2 checks that were due were never made" in text_of(mail)
    assert "nothing changed" not in text_of(mail).lower()


def test_T04_what_a_clock_that_ran_ahead_took_for_missed_is_not_missed(desk, watched):
    desk.monitor("once", clock="2026-05-08T01:00:00Z")
    desk.monitor("once", clock="2026-05-16T01:00:00Z")
    for day in (10, 11):
        desk.monitor("once", clock=f"2026-05-{day}T01:00:00Z")
    told = desk.monitor(
        "coverage", "--json", "--since", "2026-05-08", "--until", "2026-05-11", clock="2026-05-11T02:00:00Z"
    )
    assert [(line["day"][-2:], line["due"], line["missed"]) for line in told.lines] == [
        ("08", 1, 0),
        ("09", 1, 1),
        ("10", 1, 0),
        ("11", 1, 0),
    ]


def test_no_change_is_signed_where_every_check_was_made_and_good(desk, watched):
    for day in ("08", "09"):
        desk.monitor("once", clock=f"2026-05-{day}T01:00:00Z")
    told = desk.monitor("coverage", "--since", "2026-05-08")
    assert told.code == 0
    assert "No change was observed at this source, from 8 May 2026, 00:00 to 9 May 2026, 09:00." in told.out
    assert "Evidence chain up to" in told.out
    assert desk.monitor("coverage", "--out", "coverage.html", "--language", "zh").code == 0
    page = (desk.folder / "coverage.html").read_text(encoding="utf-8")
    assert "均未发现变化" in page
    assert "Customs of Testland" in page


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--since", "2026-06-01"], "has not come yet"),
        (["--since", "2026-05-07", "--until", "2026-05-01"], "is after --until"),
        (["--since", "2020-01-01", "--until", "2020-02-01"], "nothing was checked before 2026-05-07"),
        (["--since", "yesterday"], "is not a date"),
        (["--source", "nobody"], "no source is called nobody"),
        (["--out", "coverage.pdf"], "something.html or something.svg"),
        (["--json", "--out", "a.html"], "two answers"),
    ],
)
def test_a_period_or_file_that_cannot_be_is_said(desk, watched, words, said):
    told = desk.monitor("coverage", *words)
    assert (told.code, said in told.err) == (2, True), told.err


def test_a_period_longer_than_our_memory_begins_with_the_first_check(desk, watched):
    told = desk.monitor("coverage", "--since", "0001-01-01", "--until", "9999-12-31", "--json")
    assert [line["day"] for line in told.lines] == ["2026-05-07"]
    assert "the period begins there" in told.err


def test_a_source_that_never_ran_one_that_came_and_one_that_left_are_told_apart(desk, watched):
    desk.configure(sources=LISTING.replace("id: notices", "id: other"))
    told = desk.monitor("coverage", "--json", clock="2026-05-07T05:00:00Z")
    assert {line["source"]: line["statement"]["lacks"] for line in told.lines} == {
        "other": {"never": 1, "overdue": 1},
        "notices": {"left": 1, "alone": 1},
    }
    assert told.code == 1


def test_M14_who_skips_quiet_days_hears_of_slots_without_a_mail_and_has_a_sign_of_life_a_week(desk, site):
    archive_of_six(site)
    desk.configure(subscriptions=SKIP)
    for day in range(7, 14):
        desk.monitor("once", clock=f"2026-05-{day:02}T01:00:00Z")
    assert desk.mails() == []
    desk.monitor("once", clock="2026-05-14T01:00:00Z")
    (life,) = desk.mails()
    assert "Customs of Testland (notices): once, last 14 May 2026, 09:00." in text_of(life)
    desk.monitor("once", clock="2026-05-17T01:00:00Z")
    assert len(desk.mails()) == 2


def test_M14_a_mail_that_did_not_leave_is_told_in_the_next_digest(desk, watched, tmp_path):
    desk.environ = {"MONITOR_SMTP_URL": "smtp://127.0.0.1:9"}  # nobody listens there
    assert desk.monitor("once", clock="2026-05-08T01:00:00Z").code == 1
    desk.environ = {}
    desk.monitor("once", clock="2026-05-09T01:00:00Z")
    (mail,) = desk.mails()
    assert "The mail that was due 8 May 2026, 08:00 did not leave in time." in text_of(mail)
    desk.monitor("once", clock="2026-05-10T01:00:00Z")
    assert "did not leave" not in text_of(desk.mails()[-1])


def test_T04_a_slot_whose_mail_left_under_a_wrong_clock_is_told(desk, watched):
    desk.monitor("once", clock="2026-05-12T01:00:00Z")
    desk.monitor("once", clock="2026-05-08T01:00:00Z")
    told = [text_of(mail) for mail in desk.mails() if "8 May 2026" in text_of(mail)]
    assert any("for 12 May 2026, 08:00 left before its time" in text for text in told)
    assert desk.monitor("coverage", "--since", "2026-05-07").code in (0, 1)
