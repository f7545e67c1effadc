"""Calendar and feed files: stable ids, moved and cancelled days, and what other people's readers make of them."""

import warnings
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as ET

import feedparser
import icalendar
import pytest
from hypothesis import given, strategies as st

from monitor.feeds import atom, calendar, words_of
from monitor.feeds.calendar import entries, escape, fold
from monitor.model import Correction, Facts, Mistake, Outline, Recorded, Removed, Status, Wrong
from tests.letters import TEMPLATES, amended, line, notice

EN, ZH = words_of(TEMPLATES, "en"), words_of(TEMPLATES, "zh")
BEGIN = datetime(2026, 5, 8, 1, 2, 3, tzinfo=UTC)
KEY = "https://www.customs.gov.cn/n/41"


def change(number: int, sort=None, *, status=Status.OFFICIAL, **facts) -> Recorded:
    told = line(sort, facts=Facts(**facts), status=status, ident=str(number)).change
    return replace(told, detected=BEGIN + timedelta(days=number))


def new(number: int = 1, **facts) -> Recorded:
    return change(number, **facts)


def outlined(changes) -> list[Outline]:
    """All of them of one notice, with its copies."""
    return [Outline(one, 1, b"41") for one in changes]


def ics(*changes: Recorded, words=EN, **more) -> bytes:
    return calendar.calendar(outlined(changes), words, domain="example.com", name="Changes", **more)


def events(body: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(body).walk("VEVENT"))


def test_each_day_that_a_notice_names_is_an_entry_of_its_own():
    body = ics(new(effective=date(2026, 6, 5), expires=date(2027, 6, 4), deadline=date(2026, 5, 20)))
    found = events(body)
    assert [str(event["SUMMARY"]).partition(":")[0] for event in found] == [
        "Deadline",
        "Takes effect",
        "Ends",
    ]
    assert [event.decoded("DTSTART") for event in found] == [
        date(2026, 5, 20), date(2026, 6, 5), date(2027, 6, 4),
    ]  # fmt: skip
    assert len({str(event["UID"]) for event in found}) == 3
    assert {str(event["STATUS"]) for event in found} == {"CONFIRMED"}
    assert all(event.decoded("DTSTAMP") == BEGIN + timedelta(days=1) for event in found)


def test_a_day_that_moved_keeps_its_uid_and_raises_the_sequence():
    first = new(1, effective=date(2026, 6, 5))
    moved = change(2, amended(), effective=date(2026, 7, 1))
    same = change(3, amended(), effective=date(2026, 7, 1))
    (before,), (after,) = events(ics(first)), events(ics(first, moved, same))
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after.decoded("DTSTART") == date(2026, 7, 1)
    assert after.decoded("DTSTAMP") == moved.detected
    assert after.decoded("CREATED") == first.detected


def test_a_day_that_is_gone_is_cancelled_and_comes_back():
    first, without = new(1, deadline=date(2026, 6, 5)), change(2, amended())
    again = change(3, amended(), deadline=date(2026, 6, 9))
    (gone,), (back,) = events(ics(first, without)), events(ics(first, without, again))
    assert (gone["STATUS"], gone["SEQUENCE"], gone.decoded("DTSTART")) == ("CANCELLED", 1, date(2026, 6, 5))
    assert "does not name it" in str(gone["DESCRIPTION"])
    assert (back["STATUS"], back["SEQUENCE"], back.decoded("DTSTART")) == ("CONFIRMED", 2, date(2026, 6, 9))
    assert gone["UID"] == back["UID"]


def test_a_notice_that_is_gone_cancels_its_days_and_says_whose_word_that_is():
    gone = change(2, Removed(notice()), effective=date(2026, 6, 5))
    (event,) = events(ics(new(effective=date(2026, 6, 5)), gone))
    assert event["STATUS"] == "CANCELLED"
    assert "only the authority can say" in str(event["DESCRIPTION"])


def test_a_copy_that_still_stands_keeps_the_day_and_its_amendment_moves_it():
    first = new(1, effective=date(2026, 6, 5))
    copy = replace(new(2, effective=date(2026, 6, 5)), source="cn-mee")
    gone = change(3, Removed(notice()))
    later = replace(change(4, amended(), effective=date(2026, 7, 1)), source="cn-mee")
    (event,) = events(ics(first, copy, gone, later))
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 1)
    both_gone = replace(change(5, Removed(notice())), source="cn-mee")
    (event,) = events(ics(first, copy, gone, later, both_gone))
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 2)


def test_what_only_the_press_says_is_tentative_until_an_authority_does():
    press = change(1, status=Status.UNCONFIRMED, effective=date(2026, 6, 5))
    (event,) = events(ics(press))
    assert event["STATUS"] == "TENTATIVE"


def test_what_nobody_may_hear_of_yet_is_in_neither_file_and_a_copy_is_in_the_calendar_once():
    first = new(1, effective=date(2026, 6, 5))
    held = replace(new(2, effective=date(2026, 9, 9)), held=True)
    copy = replace(new(3, effective=date(2026, 9, 9)), source="cn-mee")
    assert [event.decoded("DTSTART") for event in events(ics(first, held, copy))] == [date(2026, 6, 5)]
    assert len(feed_of(first, held).entries) == 1


def test_since_leaves_out_what_did_not_move_and_keeps_the_sequence():
    first, ends = new(1, effective=date(2026, 6, 5), expires=date(2027, 6, 4)), date(2027, 6, 4)
    moved = change(3, amended(), effective=date(2026, 7, 1), expires=ends)
    (event,) = events(ics(first, moved, since=BEGIN + timedelta(days=3)))
    assert (event["SEQUENCE"], event.decoded("DTSTART")) == (1, date(2026, 7, 1))


def taken_back(recorded: Recorded, mistake: Mistake, *said: str, day: int = 9) -> Recorded:
    """The same, after something of it was found to be wrong."""
    one = Correction(f"{recorded.id}{day}", Wrong(recorded.id, mistake, said), BEGIN + timedelta(days=day))
    return replace(recorded, corrections=(*recorded.corrections, one))


def test_a_day_that_was_taken_back_is_cancelled_and_says_why():
    first = new(1, effective=date(2026, 6, 5))
    back = taken_back(first, Mistake.PERSON, "the page was a test of theirs")
    (before,), (after,) = events(ics(first)), events(ics(back))
    assert before["UID"] == after["UID"]
    assert (after["STATUS"], after["SEQUENCE"]) == ("CANCELLED", 1)
    assert after.decoded("DTSTAMP") == BEGIN + timedelta(days=9)
    assert "taken back" in str(after["DESCRIPTION"])
    assert "a test of theirs" in str(after["DESCRIPTION"])
    assert len(events(ics(back, since=BEGIN + timedelta(days=8)))) == 1


def test_a_day_that_was_misread_is_moved_to_where_it_stands():
    first = new(1, effective=date(2026, 6, 5), expires=date(2027, 6, 4))
    misread = taken_back(first, Mistake.MISREAD, "effective", "2026-06-05", "2026-06-15")
    moved, same = events(ics(misread))
    assert (moved["SEQUENCE"], moved["STATUS"], moved.decoded("DTSTART")) == (
        1,
        "CONFIRMED",
        date(2026, 6, 15),
    )
    assert "Takes effect: 2026-06-15" in str(moved["DESCRIPTION"])
    assert (same["SEQUENCE"], same.decoded("DTSTART")) == (0, date(2027, 6, 4))


def test_what_is_taken_back_after_a_later_change_leaves_its_day_alone():
    first, later = new(1, effective=date(2026, 6, 5)), change(2, amended(), effective=date(2026, 7, 1))
    (event,) = events(ics(taken_back(first, Mistake.PERSON, "no"), later))
    assert (event["STATUS"], event["SEQUENCE"], event.decoded("DTSTART")) == (
        "CONFIRMED",
        1,
        date(2026, 7, 1),
    )
    (event,) = events(
        ics(taken_back(first, Mistake.PERSON, "no", day=1), change(3, amended(), effective=date(2026, 7, 1)))
    )
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 2)  # it was cancelled, and came back


def test_a_copy_that_was_taken_back_leaves_the_day_of_the_notice():
    first = new(1, effective=date(2026, 6, 5))
    copy = taken_back(replace(new(2, effective=date(2026, 6, 5)), source="cn-mee"), Mistake.COPY, "1")
    (event,) = events(ics(first, copy))
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 0)


@pytest.mark.parametrize(
    ("mistake", "said", "head"),
    [
        (Mistake.PERSON, ("a slip",), "Taken back: "),
        (Mistake.COPY, ("7",), "Taken back: "),
        (Mistake.UNTOLD, ("noise",), "Taken back: "),
        (Mistake.RESTORED, (), "Taken back: "),
        (Mistake.CONTRADICTED, ("p", "ports", "12", "20"), "Taken back: "),
        (Mistake.MISREAD, ("effective", "2026-06-05", "2026-06-15"), "Corrected: "),
    ],
)
@pytest.mark.parametrize("words", [EN, ZH])
def test_an_entry_that_was_taken_back_says_so_anew(mistake, said, head, words):
    first = new(1, effective=date(2026, 6, 5))
    back = taken_back(first, mistake, *said)
    (before,) = feed_of(first, words=words).entries
    (after,) = (found := feed_of(back, words=words)).entries
    assert (after.id, after.published) == (before.id, before.published)
    assert after.updated == found.feed.updated == "2026-05-17T01:02:03Z" > before.updated
    assert words is ZH or after.title.startswith(head)
    assert after.title.endswith(before.title)
    assert len(after.title) > len(before.title)
    assert all(each in after.content[0].value for each in said[-1:])


def test_an_empty_calendar_is_one_too():
    assert icalendar.Calendar.from_ical(ics())["VERSION"] == "2.0"
    assert entries(outlined([new()])) == []


HOSTILE = "海关总署；公告, No. 5; \\n\r\nEND:VEVENT\r\nBEGIN:VALARM\u2028\x00\x1b[2J " + "成套工业装备" * 60


def test_C27_hostile_and_chinese_titles_stay_in_their_line_which_is_never_too_long():
    told = new(1, effective=date(2026, 6, 5))
    told = replace(
        told, finding=replace(told.finding, change=type(told.finding.change)(notice(title=HOSTILE)))
    )
    body = ics(told, words=ZH)
    (event,) = events(body)
    assert str(event["SUMMARY"]).startswith("生效：海关总署；公告, No. 5; \\n END:VEVENT BEGIN:VALARM")
    assert all(len(each) <= 75 for each in body.split(b"\r\n"))
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert "成套工业装备" in str(event["SUMMARY"])
    assert ics(told, words=ZH) == body


def test_a_second_and_a_third_reader_agree():
    body = ics(new(effective=date(2026, 6, 5)), change(2, amended(), effective=date(2026, 7, 1))).decode()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ics_py, vobject = pytest.importorskip("ics"), pytest.importorskip("vobject")
        (event,) = ics_py.Calendar(body).events
        (component,) = vobject.readOne(body).vevent_list
    assert (event.begin.date(), event.all_day, event.status) == (date(2026, 7, 1), True, "CONFIRMED")
    assert component.dtstart.value == date(2026, 7, 1)
    assert (component.sequence.value, component.uid.value) == ("1", event.uid)


@given(st.text(max_size=300))
def test_W21_any_text_comes_back_from_a_value_as_it_was_shown(text):
    written = "SUMMARY:" + escape(text)
    pieces = list(fold(written))
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert "".join([pieces[0], *(piece[1:] for piece in pieces[1:])]) == written
    assert not set("\r\n\x00\x1b") & set(written)


# -- Atom ------------------------------------------------------------------------------------------


def feed_of(*changes: Recorded, words=EN, **more):
    return feedparser.parse(atom.feed(outlined(changes), words, domain="example.com", name="Changes", **more))


def test_the_feed_holds_the_latest_first_with_ids_that_stay():
    first, second = new(1, effective=date(2026, 6, 5)), change(2, amended(), hs_codes=("8541.43",))
    found, earlier = feed_of(first, second), feed_of(first)
    assert not found.bozo
    assert [each.title.partition(":")[0] for each in found.entries] == ["Amended", "New"]
    assert found.entries[1].id == earlier.entries[0].id
    assert found.entries[0].id != found.entries[1].id
    assert found.entries[1].link == KEY
    assert "Takes effect: 2026-06-05" in found.entries[1].content[0].value
    assert "HS codes: 8541.43" in found.entries[0].content[0].value
    assert found.feed.updated == "2026-05-10T01:02:03Z"
    assert feed_of(first, second, most=1).entries[0].id == found.entries[0].id


def test_C13_C15_W21_hostile_text_is_only_text_and_a_script_is_no_link():
    told = new(1)
    bad = notice(title="<script>alert(1)</script> ]]> & \x0b\ud800\uffff\ufffe", url="javascript:alert(1)")
    told = replace(told, finding=replace(told.finding, change=type(told.finding.change)(bad)))
    body = atom.feed(outlined([told]), ZH, domain="example.com", name="<b>")
    found = feedparser.parse(body)
    assert not found.bozo
    assert ET.fromstring(body).findtext("{*}title") == "<b>"  # a strict reader gets to its end too
    assert b"<script" not in body
    assert b"javascript" not in body
    assert found.entries[0].get("links", []) == []
    assert found.feed.title in ("<b>", "&lt;b&gt;")


def test_an_empty_feed_is_one_too():
    assert (feed_of().bozo, feed_of().entries) == (False, [])


@pytest.mark.parametrize("words", [EN, ZH])
def test_both_languages_have_the_same_words(words):
    assert set(words.phrases) == set(EN.phrases)
