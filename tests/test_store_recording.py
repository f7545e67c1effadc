"""What a check leaves in the store: evidence, notices, changes, and all of it or nothing."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy
from hypothesis import given, strategies as st

from monitor.errors import StoreError
from monitor.model import (
    Attachment,
    Blocked,
    Changed,
    Content,
    Failed,
    First,
    Known,
    Listed,
    Notice,
    Owed,
    Partial,
    Request,
    Restored,
    SourceState,
    Suspicious,
    Table,
    Text,
    Unchanged,
    Verdict,
)
from monitor.store import Entry, Store, content_sha256, recalled
from monitor.store.archive import bodies
from monitor.store.changes import _said
from monitor.store.codec import Said, decode, encode
from monitor.store.columns import clean
from monitor.store.noticing import COUNTED_MISSING, Sighting, first_sight, next_sight
from monitor.store.schema import answers, checks, documents
from tests.checks import (
    HOUR,
    LIST,
    NOW,
    amended,
    check,
    document,
    finding,
    listed,
    new,
    notice,
    reading,
    removed,
)

LATER, LATEST = NOW + HOUR, NOW + 2 * HOUR


def record(store: Store, outcome, **more):
    return store.record(outcome, next_check=outcome.check.started + 6 * HOUR, fingerprint="f1", **more)


def count(store: Store, table: sqlalchemy.Table) -> int:
    return store._read(
        lambda connection: connection.execute(
            sqlalchemy.select(sqlalchemy.func.count()).select_from(table)
        ).scalar()
    )


# -- the state of a source -------------------------------------------------------------------------


def test_a_source_that_was_never_checked_is_not_there(store):
    assert store.states() == {}
    assert store.known("agency") == {}
    assert store.notices("agency", ["a"]) == {}
    assert store.validators("agency") == {}


def test_earlier_checks_and_the_days_of_notices_are_told_in_short(store):
    record(store, First(check(), reading(notice("a"))))
    record(store, Suspicious(replace(check(at=LATER), verdict=Verdict.TRUNCATED), "empty"))
    looks = store.looks("agency", 5)
    assert [(look.started, look.outcome, look.verdict) for look in looks] == [
        (LATER, "suspicious", Verdict.TRUNCATED),
        (NOW, "first", Verdict.REAL),
    ]
    assert len(store.looks("agency", 1)) == 1
    assert store.sightings(["agency", "nobody"]) == {"agency": [(None, NOW)], "nobody": []}


def test_T16_attempts_good_readings_changes_and_news_are_remembered_apart(store):
    one, other = notice("a"), notice("a", "Twenty ports.")
    record(store, First(check(), reading(one)))
    record(store, Changed(check(at=LATER), reading(other), (amended(one, other),)))
    failed = Failed(replace(check(at=LATEST), verdict=Verdict.UNREACHABLE), "no answer")
    record(store, failed)
    assert store.states() == {
        "agency": SourceState(
            source="agency",
            outcome="failed",
            reason="no answer",
            last_attempt=LATEST,
            last_good=LATER,
            last_change=LATER,
            last_new=None,
            next_check=LATEST + 6 * HOUR,
            failures=1,
            bad_since=LATEST,
            notices=1,
            checks=3,
            fingerprint="f1",
            verdict=Verdict.UNREACHABLE,
        )
    }


def test_failures_are_counted_in_a_row_since_the_first(store):
    for hours, outcome in enumerate((Failed, Suspicious, Failed)):
        record(store, outcome(check(at=NOW + hours * HOUR), "why"))
    record(store, Blocked(check(at=NOW + 3 * HOUR), "captcha", "captcha"))
    state = store.states()["agency"]
    assert (state.failures, state.bad_since, state.outcome) == (4, NOW, "blocked")
    record(store, Unchanged(check(at=NOW + 4 * HOUR), None))
    state = store.states()["agency"]
    assert (state.failures, state.bad_since, state.reason) == (0, None, None)


def test_the_fingerprint_is_that_of_the_last_good_reading(store):
    record(store, First(check(), reading(notice("a"))))
    store.record(Failed(check(at=LATER), "why"), next_check=None, fingerprint="f2")
    assert store.states()["agency"].fingerprint == "f1"
    store.record(Unchanged(check(at=LATER), None), next_check=None, fingerprint="f2")
    assert store.states()["agency"].fingerprint == "f2"


# -- documents and answers -------------------------------------------------------------------------


def test_an_unchanged_check_takes_three_statements_and_two_for_the_chain(store):
    record(store, First(check(document(ETag='"1"')), reading(notice("a"))))
    seen = []
    sqlalchemy.event.listen(store._engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    record(store, Unchanged(check(document(ETag='"1"', not_modified=True)), None))
    told = [
        statement.split()[0]
        for statement in seen
        if not any(each in statement for each in ("BEGIN", "_lock", "INTO units"))  # on a server, its key
    ]
    assert told[-5:] == ["UPDATE", "INSERT", "INSERT", "SELECT", "INSERT"]


def test_many_unchanged_checks_take_as_few_statements_as_a_handful(store):
    def statements(names: range) -> int:
        entries = [
            Entry(Unchanged(check(document(not_modified=True), source=f"s{name}"), None), NOW, "f")
            for name in names
        ]
        seen = []
        listener = lambda *given: seen.append(given[2])  # noqa: E731
        sqlalchemy.event.listen(store._engine, "before_cursor_execute", listener)
        store.record_many(entries)
        sqlalchemy.event.remove(store._engine, "before_cursor_execute", listener)
        return len(seen)

    record(store, Unchanged(check(), None))  # which begins the chain
    assert statements(range(3)) == statements(range(3, 40))


def test_of_two_checks_of_a_source_in_one_transaction_each_sees_what_the_one_before_left(store):
    first = First(check(document(b"one")), reading(notice("a", "one")))
    second = Unchanged(check(document(b"two", at=LATER), at=LATER), reading(notice("a", "one")))
    third = Unchanged(check(document(b"three", at=LATEST), at=LATEST), reading(notice("a", "two")))
    store.record_many([Entry(each, None, "f") for each in (first, second, third)])
    assert store.states()["agency"].checks == 3
    assert store.known("agency")["a"].rereads == 2
    stored = store.validators("agency")[Request(LIST).identity]
    assert store.body(stored.validators.sha256) == b"three"


def test_the_same_bytes_without_validators_keep_those_by_which_they_are_known(store):
    record(store, First(check(document(ETag='"1"', Last_Modified="x")), reading(notice("a"))))
    record(store, Unchanged(check(document(at=LATER), at=LATER), None))
    stored = store.validators("agency")[Request(LIST).identity]
    assert (stored.fetched_at, stored.validators.etag, stored.validators.last_modified) == (LATER, '"1"', "x")
    record(store, Unchanged(check(document(b"other", at=LATEST), at=LATEST), reading(notice("a"))))
    assert store.validators("agency")[Request(LIST).identity].validators.etag is None


def test_the_validators_of_the_last_good_answer_are_given_back_verbatim(store):
    received = document(ETag='W/"a\\"b"', Last_Modified="Fri, 08 May 2026 00:00:00 GMT")
    record(store, First(check(received), reading(notice("a"))))
    stored = store.validators("agency")[received.request.identity]
    assert stored.validators.etag == 'W/"a\\"b"'
    assert stored.validators.last_modified == "Fri, 08 May 2026 00:00:00 GMT"
    assert store.body(stored.validators.sha256) == received.body


def test_N13_the_date_of_a_page_behind_a_redirect_is_not_that_of_the_address_that_led_there(store):
    there = replace(document(url=f"{LIST}/new", ETag='"1"', Last_Modified="x"), request=Request(LIST))
    record(store, First(check(there), reading(notice("a"))))
    known = store.validators("agency")[Request(LIST).identity].validators
    assert (known.etag, known.last_modified) == ('"1"', None)
    written = replace(document(Last_Modified="y"), request=Request(LIST.replace("agency", "AGENCY")))
    record(store, Unchanged(check(written, at=LATER), reading(notice("a"))))
    assert store.validators("agency")[written.request.identity].validators.last_modified == "y"


def test_N13_a_date_that_an_older_version_kept_of_a_page_behind_a_redirect_goes_with_the_same_bytes(store):
    dated = replace(document(ETag='"1"', Last_Modified="x"), request=Request(LIST))
    record(store, First(check(dated), reading(notice("a"))))
    there = replace(document(url=f"{LIST}/new", at=LATER, Last_Modified="x"), request=Request(LIST))
    record(store, Unchanged(check(there, at=LATER), reading(notice("a"))))
    stored = store.validators("agency")[Request(LIST).identity]
    known = stored.validators
    assert (stored.fetched_at, known.etag, known.last_modified) == (LATER, '"1"', None)


def test_N13_a_304_does_not_count_as_having_seen_the_page(store):
    record(store, First(check(document(ETag='"1"')), reading(notice("a"))))
    record(store, Unchanged(check(document(ETag='"1"', at=LATER, not_modified=True), at=LATER), None))
    assert store.validators("agency")[Request(LIST).identity].fetched_at == NOW
    record(store, Unchanged(check(document(ETag='"2"', at=LATEST), at=LATEST), None))
    stored = store.validators("agency")[Request(LIST).identity]
    assert (stored.fetched_at, stored.validators.etag) == (LATEST, '"2"')


@pytest.mark.parametrize("outcome", [Failed, Suspicious])
def test_an_answer_that_was_not_believed_is_logged_and_never_a_base_line(store, outcome):
    record(store, First(check(document(b"good")), reading(notice("a"))))
    record(store, outcome(check(document(b"bad", at=LATER), at=LATER, keep=False), "why"))
    assert store.body(store.validators("agency")[Request(LIST).identity].validators.sha256) == b"good"
    assert count(store, documents) == 2
    with pytest.raises(StoreError, match="not in the archive"):
        store.body(document(b"bad").sha256)


def test_Q21_after_a_partial_check_the_same_page_is_read_again(store):
    record(store, First(check(document(b"one")), reading(notice("a"))))
    record(store, Partial(check(document(b"two"), at=LATER), reading(listed("b")), (), "why", frozenset("b")))
    assert store.validators("agency") == {}
    assert store.body(document(b"two").sha256) == b"two"  # evidence all the same


def test_the_versions_of_an_answer_are_told_against_each_other(store):
    for version in range(3):
        body = b"<p>the same long text</p>" * 100 + str(version).encode()
        record(store, Unchanged(check(document(body)), None))
    packed = store._read(
        lambda connection: connection.execute(sqlalchemy.select(bodies.c.packed)).scalars().all()
    )
    assert [len(one) < 40 for one in packed] == [False, True, True]


# -- notices ---------------------------------------------------------------------------------------


def test_M12_the_first_reading_makes_everything_known_and_owes_nothing(store):
    one, unread = notice("a"), listed("b")
    assert record(store, First(check(), reading(one, unread))) == ()
    assert store.known("agency") == {
        "a": Known(one.listed, content_sha256(one), NOW, NOW, heard_sha256=content_sha256(one)),
        "b": Known(unread, None, NOW, None),
    }
    assert store.notices("agency", ["a", "b", "nowhere"]) == {"a": one}
    assert store.states()["agency"].notices == 2


def test_a_notice_comes_back_as_it_was_told(store):
    told = Notice(
        Listed(
            "海关总署公告2026年第34号", "关于…", "https://x.example/", "34", date(2026, 5, 8), "2026-05-08"
        ),
        Content(
            blocks=(
                Text("绿色通道", "heading"),
                Text("Twelve ports", "item", "https://x.example/ports"),
                Table("附件1", ("HS", "Name"), (("8541.43", "cells"), ("", "¼"))),
            ),
            fields=(("文号", "34号"),),
            attachments=(
                Attachment("a.xlsx", "https://x.example/a.xlsx", "ab" * 32, (Table("S", ("k",), ()),)),
                Attachment("b.pdf", "https://x.example/b.pdf", unread="PDF is not read yet"),
            ),
            unread=None,
        ),
        "zh",
    )
    record(store, First(check(), reading(told)))
    assert store.notices("agency", [told.key]) == {told.key: told}


def test_Q14_reading_again_is_counted_from_the_second_time_on(store):
    record(store, First(check(), reading(notice("a"))))
    record(store, Unchanged(check(at=LATER), reading(notice("a"))))
    known = store.known("agency")["a"]
    assert (known.rereads, known.last_read) == (1, LATER)


def test_a_page_that_was_asked_for_in_vain_is_left_alone_until_the_next_time(store):
    record(store, First(check(), reading(notice("a"))))
    record(store, Partial(check(at=LATER), reading(), (), "why", frozenset("a")))
    record(store, Unchanged(check(at=LATEST), replace(reading(listed("a")), again=frozenset("a"))))
    known = store.known("agency")["a"]
    assert (known.rereads, known.last_read, known.attempts) == (0, LATEST, 0)
    assert known.content_sha256 == content_sha256(notice("a"))


def test_a_version_that_comes_back_is_a_version_of_its_own(store):
    one, other = notice("a"), notice("a", "Twenty ports.")
    record(store, First(check(), reading(one)))
    record(store, Changed(check(at=LATER), reading(other), (amended(one, other),)))
    record(store, Changed(check(at=LATEST), reading(one), (amended(other, one),)))
    assert [(version.sha256, version.seen) for version in store.versions("agency", "a")] == [
        (content_sha256(one), NOW),
        (content_sha256(other), LATER),
        (content_sha256(one), LATEST),
    ]
    assert store.notices("agency", ["a"]) == {"a": one}


def test_a_version_leads_to_the_answer_it_was_read_in(store):
    page = document(b"<h1>a</h1>", notice("a").url, Content_Type="text/html")
    record(store, First(check(document(), page), reading(notice("a"))))
    (version,) = store.versions("agency", "a")
    assert version.received is not None
    assert (version.received.url, version.received.sha256) == (page.url, page.sha256)
    assert version.received.headers == (("Content-Type", "text/html"),)
    assert store.body(version.received.sha256) == b"<h1>a</h1>"


def test_Q15_absence_is_counted_in_good_readings_and_ends_when_listed_again(store):
    record(store, First(check(), reading(notice("a"), notice("b"))))
    missing = []
    for outcome in (
        Unchanged(check(), reading(listed("a"))),
        Partial(check(), reading(listed("a")), (), "why"),
        Failed(check(), "why"),
        Unchanged(check(), reading(listed("a"))),
        Unchanged(check(), reading(listed("a"), listed("b"))),
    ):
        record(store, outcome)
        missing.append(store.known("agency")["b"].missing)
    assert missing == [1, 1, 1, 2, 0]


def test_absence_is_not_counted_for_ever(store):
    record(store, First(check(), reading(notice("a"), notice("b"))))
    for _ in range(COUNTED_MISSING + 3):
        record(store, Unchanged(check(), reading(listed("a"))))
    assert store.known("agency")["b"].missing == COUNTED_MISSING


def test_removed_and_restored(store):
    one, gone = notice("a"), notice("b")
    record(store, First(check(), reading(one, gone)))
    record(store, Changed(check(at=LATER), reading(one, gone=frozenset("b")), (removed(gone),)))
    assert store.known("agency")["b"].removed
    assert store.states()["agency"].notices == 1
    record(store, Changed(check(at=LATEST), reading(one, gone), (finding(Restored(gone)),)))
    assert not store.known("agency")["b"].removed
    assert [(found.finding.change.name, found.before, found.after) for found in store.changes()] == [
        ("removed", content_sha256(gone), None),
        ("restored", None, content_sha256(gone)),
    ]


def test_a_partial_check_does_not_take_a_new_title_for_known(store):
    record(store, First(check(), reading(notice("a"))))
    record(store, Partial(check(at=LATER), reading(listed("a", "Another title")), (), "why", frozenset("a")))
    known = store.known("agency")["a"]
    assert (known.listed.title, known.attempts, known.last_read) == ("Notice a", 1, NOW)


def test_a_notice_that_could_not_be_opened_is_pending_until_it_is_read(store):
    record(store, First(check(), reading(notice("a"))))
    record(store, Partial(check(at=LATER), reading(notice("a"), listed("b")), (), "why", frozenset("b")))
    record(store, Partial(check(at=LATER), reading(notice("a"), listed("b")), (), "why", frozenset("b")))
    known = store.known("agency")["b"]
    assert (known.pending, known.attempts, known.first_seen) == (True, 2, LATER)
    record(store, Changed(check(at=LATEST), reading(notice("b")), (new(notice("b")),)))
    known = store.known("agency")["b"]
    assert (known.pending, known.attempts, known.rereads) == (False, 0, 0)


def test_what_a_baseline_could_not_open_is_no_news_later(store):
    record(store, Partial(check(), reading(listed("a")), (), "why", frozenset("a")))
    assert not store.known("agency")["a"].pending


@pytest.mark.parametrize("bad", [Failed, Suspicious])
def test_a_check_that_is_not_good_leaves_the_notices_alone(store, bad):
    record(store, First(check(), reading(notice("a"))))
    before = store.known("agency")
    record(store, bad(check(document(b"challenge"), keep=False, at=LATER), "why"))
    assert store.known("agency") == before


def test_a_second_sight_never_forgets_when_the_first_was():
    known = first_sight(listed("a"), Sighting(listed("a"), "ab" * 32), NOW, baseline=False)
    for good in (True, False):
        for seen in (
            Sighting(),
            Sighting(gone=True),
            Sighting(listed("a", "new"), "cd" * 32),
            Sighting(failed=True),
        ):
            assert next_sight(known, seen, LATER, good=good).first_seen == NOW


# -- changes and what is owed ----------------------------------------------------------------------


def test_a_change_is_found_again_as_it_was_recorded(store):
    one, other = notice("a"), notice("a", "Twenty ports.")
    record(store, First(check(), reading(one)))
    (recorded,) = record(store, Changed(check(at=LATER), reading(other), (amended(one, other),)))
    assert store.change(recorded.id) == recorded
    assert (recorded.before, recorded.after) == (content_sha256(one), content_sha256(other))
    assert recorded.detected == LATER


def test_D09_M01_changes_and_what_is_owed_for_them_are_one_unit(store):
    record(store, First(check(), reading(notice("a"))))
    outcome = Changed(check(at=LATER), reading(notice("a"), notice("b")), (new(notice("b")),))
    (recorded,) = record(store, outcome, owed=[Owed("daily", 0, ("eligibility",)), Owed("weekly", 0, ())])
    (line,) = store.owed("daily")
    assert (line.change, line.why) == (recorded, ("eligibility",))
    assert len(store.owed("weekly")) == 1
    assert store.owed("nobody") == ()


def test_a_reader_is_owed_a_change_once(store):
    outcome = Changed(check(), reading(notice("b")), (new(notice("b")),))
    record(store, outcome, owed=[Owed("daily", 0, ("one",)), Owed("daily", 0, ("two",))])
    assert len(store.owed("daily")) == 1


def test_a_change_of_a_notice_that_the_reading_does_not_hold_is_refused_whole(store):
    with pytest.raises(StoreError, match="which the reading does not hold"):
        record(store, Changed(check(), reading(notice("a")), (new(notice("b")),)))
    assert store.states() == {}


def test_pauses_are_kept_until_they_are_over(store):
    record(store, Failed(check(), "429"), pauses={"agency.example": LATEST, "other.example": LATER})
    record(store, Failed(check(), "429"), pauses={"other.example": LATEST})
    assert store.pauses(LATER) == {"agency.example": LATEST, "other.example": LATEST}
    assert store.pauses(LATEST) == {}


def test_of_pauses_that_are_written_down_together_the_longest_counts(store):
    asked = [
        ([], {"agency.example": LATER}),
        ([], {"agency.example": LATEST}),
        ([], {"agency.example": LATER}),
    ]
    store._record_some(asked)
    assert store.pauses(NOW) == {"agency.example": LATEST}


def test_many_checks_are_one_transaction(store):
    entries = [Entry(Unchanged(check(source=f"s{number}"), None), NOW, "f") for number in range(5)]
    begun = []
    sqlalchemy.event.listen(store._engine, "commit", begun.append)
    assert store.record_many(entries) == [()] * 5
    assert len(begun) == 1
    assert len(store.states()) == 5


def test_Q27_two_sources_keep_their_notices_apart(store):
    for source in ("agency", "ministry"):
        record(store, First(check(source=source), reading(notice("a", f"Said by {source}."))))
    assert store.notices("agency", ["a"]) == {"a": notice("a", "Said by agency.")}
    assert store.notices("ministry", ["a"]) == {"a": notice("a", "Said by ministry.")}


# -- hostile text ----------------------------------------------------------------------------------

BAD = "NUL \x00, half \ud800, bell \x07, C1 \x85"
GOOD = "NUL , half \N{REPLACEMENT CHARACTER}, bell , C1 "


def test_C26_text_that_no_database_holds_is_cleaned_once_and_stops_nothing(store):
    bad = Notice(
        Listed("k" + BAD, BAD, "https://x.example/" + BAD, BAD, None, BAD),
        Content((Text(BAD),), ((BAD, BAD),)),
        "en",
    )
    outcome = Changed(
        check(document(b"\x00raw\xff", ETag=BAD)), reading(bad), (finding(new(bad).change, hs_codes=(BAD,)),)
    )
    (recorded,) = record(store, outcome, owed=[Owed("daily", 0, (BAD,))])
    good = Notice(
        Listed("k" + GOOD, GOOD, "https://x.example/" + GOOD, GOOD, None, GOOD),
        Content((Text(GOOD),), ((GOOD, GOOD),)),
        "en",
    )
    assert store.notices("agency", ["k" + BAD]) == {"k" + GOOD: good}
    assert store.known("agency")["k" + GOOD].listed == good.listed
    assert store.change(recorded.id).finding.change.notice == good
    assert store.owed("daily")[0].why == (GOOD,)
    assert store.body(document(b"\x00raw\xff").sha256) == b"\x00raw\xff"
    record(store, Failed(check(), BAD))
    assert store.states()["agency"].reason == GOOD


def test_C26_a_cleaned_notice_is_known_when_it_comes_again(store):
    bad = notice("k\x00", "text \x00")
    record(store, First(check(), reading(bad)))
    record(store, Unchanged(check(at=LATER), reading(bad)))
    assert [(key, known.rereads) for key, known in store.known("agency").items()] == [("k", 1)]
    assert len(store.versions("agency", "k")) == 1


def test_C26_keys_and_addresses_may_be_longer_than_an_index_bears(store):
    key = "https://agency.example/?" + "".join(chr(0x4E00 + number % 9_000) for number in range(20_000))
    long = Notice(Listed(key, "t" * 30_000, key), Content(), "en")
    record(store, Changed(check(document(url=key)), reading(long), (new(long),)))
    assert store.notices("agency", [key]) == {key: long}


@given(st.text(st.characters()))
def test_C26_cleaning_twice_is_cleaning_once_and_what_remains_is_utf8(text):
    once = clean(text)
    assert clean(once) == once
    once.encode()
    assert "\x00" not in once


@given(st.text(st.characters()), st.text(st.characters()))
def test_the_same_value_is_always_the_same_bytes_and_comes_back(title, text):
    given = Notice(Listed("k", title, "u"), Content((Text(text),)), "en")
    stored = Notice(Listed("k", clean(title), "u"), Content((Text(clean(text)),)), "en")
    assert decode(Notice, encode(Notice, given)) == stored
    assert encode(Notice, stored) == encode(Notice, given)


# -- all or nothing --------------------------------------------------------------------------------

KILLED = """
import os, sys
sys.path.insert(0, {root!r})
import sqlalchemy
from monitor.model import Changed, Owed
from monitor.store import open_store
from tests.checks import *

one, other, more = notice("a"), notice("a", "Twenty ports."), notice("b")
outcome = Changed(
    check(document(b"second" * 50), at=NOW + HOUR), reading(other, more), (amended(one, other), new(more))
)
steps = 0

def record(url, last):
    store = open_store(url, now=NOW)

    def step(*_):
        global steps
        steps += 1
        if steps == last:
            os.kill(os.getpid(), 9)

    sqlalchemy.event.listen(store._engine, "before_cursor_execute", step)
    sqlalchemy.event.listen(store._engine, "commit", step)
    store.record(outcome, next_check=NOW, fingerprint="f", owed=[Owed("daily", 0, ()), Owed("daily", 1, ())])
    os._exit(0)

for last in range(1, 60, {stride}):
    if not (child := os.fork()):
        record({url!r}, last)
    _, status = os.waitpid(child, 0)
    store = open_store({url!r}, now=NOW)
    found = (
        store.states()["agency"].checks,
        len(list(store.changes())),
        len(store.owed("daily")),
        len(store.known("agency")),
        store.integrity(),
    )
    store.close()
    print(last, os.waitstatus_to_exitcode(status), *found, flush=True)
    if status == 0:
        break
"""


def test_D01_a_kill_at_any_statement_leaves_all_or_nothing(store, database_url):
    record(store, First(check(document(b"first" * 50)), reading(notice("a"))))
    root = str(Path(__file__).parent.parent)
    stride = 1 if database_url.startswith("sqlite") else 3  # a connection takes PostgreSQL longer
    script = textwrap.dedent(KILLED.format(root=root, url=database_url, stride=stride))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    *killed, finished = [line.split(maxsplit=2) for line in done.stdout.splitlines()]
    assert len(killed) > 15 / stride
    assert {(status, found) for _, status, found in killed} == {("-9", "1 0 0 1 ()")}
    assert finished[1:] == ["0", "2 2 2 2 ()"]


def test_an_error_in_the_middle_leaves_nothing_behind(store):
    outcome = Changed(check(), reading(notice("a")), (new(notice("a")),))
    with pytest.raises(IndexError):
        record(store, outcome, owed=[Owed("daily", 7, ())])
    assert store.states() == {}
    assert count(store, checks) == count(store, answers) == 0


def test_a_naive_time_in_an_outcome_is_refused_whole(store):
    with pytest.raises(sqlalchemy.exc.StatementError):
        record(store, First(replace(check(), started=NOW.replace(tzinfo=None)), reading(notice("a"))))
    assert store.states() == {}


# -- what takes little room ------------------------------------------------------------------------


def test_what_is_said_of_a_change_is_packed_and_older_rows_are_read_as_they_are(store):
    told = Changed(check(), reading(notice("a", "long " * 400)), (new(notice("a", "long " * 400)),))
    (recorded,) = record(store, told)
    before = store.change(recorded.id)

    def plain(connection: sqlalchemy.Connection) -> int:
        ((_, said),) = recalled.texts(
            connection, connection.execute(sqlalchemy.select(*recalled.COLUMNS)).all()
        ).items()
        packed = connection.exec_driver_sql("SELECT said FROM changes").scalar_one()
        kind = str if connection.dialect.name == "sqlite" else bytes
        value = said if kind is str else said.encode()
        raw = sqlalchemy.text("UPDATE changes SET said = :said, rest = NULL")
        connection.execute(raw, {"said": value})  # as it was written before 0009
        return len(bytes(packed))

    assert store._write(plain) < len(encode(Said, _said(told.findings[0])))
    assert store.change(recorded.id) == before
    faults: list = []
    store.verify(faults.append)
    assert not faults


@pytest.mark.parametrize("harm", [b"\x28\xb5\x2f\xfdgone", b"{"])
def test_D08_what_was_said_and_cannot_be_unpacked_is_a_fault_that_verify_names(store, harm):
    record(store, Changed(check(), reading(notice("a")), (new(notice("a")),)))
    store._write(
        lambda connection: connection.execute(
            sqlalchemy.text("UPDATE changes SET said = :said"), {"said": harm}
        )
    )
    faults: list = []
    store.verify(faults.append)
    assert "is not what entry" in str(faults)
