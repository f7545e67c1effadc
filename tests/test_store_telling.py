"""Changes found again, digests that fix what is told, deliveries that are neither lost nor doubled."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import (
    Addressed,
    Amended,
    CellEdit,
    Changed,
    Comparison,
    Coverage,
    DeliveryState,
    Digest,
    FactDelta,
    Failed,
    First,
    LabelName,
    Line,
    Message,
    New,
    Owed,
    Recorded,
    Row,
    SourceState,
    TableEdit,
    Thread,
    Unchanged,
)
from monitor.store import Store, open_store
from tests.checks import HOUR, NOW, check, document, finding, new, notice, reading

LEASE = timedelta(minutes=10)


def announce(
    store: Store, *findings, at=NOW, source: str = "agency", to: str = "daily"
) -> tuple[Recorded, ...]:
    """A check that found these changes, owed to one reader."""
    read = reading(*{one.change.notice.key: one.change.notice for one in findings}.values())
    owed = [Owed(to, position, ("its labels",)) for position in range(len(findings))]
    outcome = Changed(check(at=at, source=source), read, findings)
    return store.record(outcome, next_check=at + HOUR, fingerprint="f", owed=owed)


def digest(*lines: Line, id_: str = "daily-1", name: str = "daily", at=NOW) -> Digest:
    coverage = Coverage(NOW - HOUR, NOW, 1, {"changed": 1}, (SourceState("other"),))
    return Digest(id_, name, at, at, lines, coverage)


def messages(*recipients: str, parts: int = 1) -> list[Addressed]:
    """What each recipient is sent, in as many mails."""
    return [
        Addressed(
            "smtp",
            name,
            tuple(
                Message(f"<{part}.{name}>", "Subject", b"\x00bytes " + name.encode()) for part in range(parts)
            ),
        )
        for name in recipients
    ]


# -- changes ---------------------------------------------------------------------------------------


def ids(changes) -> list[str]:
    return [recorded.id for recorded in changes]


def test_changes_come_oldest_first_and_of_too_many_the_latest(store):
    found = announce(store, *(new(notice(key)) for key in "abcd"))
    assert ids(store.changes()) == ids(found)
    assert ids(store.changes(limit=2)) == ids(found[2:])
    assert list(store.changes()) == list(found)


def test_changes_are_found_by_time_and_source(store):
    (first,) = announce(store, new(notice("a")))
    (second,) = announce(store, new(notice("b")), at=NOW + HOUR, source="ministry")
    assert ids(store.changes(since=NOW + HOUR)) == [second.id]
    assert ids(store.changes(until=NOW + HOUR)) == [first.id]
    assert ids(store.changes(source="ministry")) == [second.id]
    assert ids(store.changes(since=NOW, source="nobody")) == []


def test_changes_are_found_by_what_was_said_about_them(store):
    lamps = finding(New(notice("a")), LabelName.HS_MAPPING, hs_codes=("8541.43.00", "9405"))
    papers = finding(New(notice("b")), LabelName.DOCUMENTATION)
    papers = replace(papers, threads=(Thread("solar-lighting", "its number"),))
    lamp_id, paper_id = ids(announce(store, lamps, papers))
    assert ids(store.changes(label="hs-mapping")) == [lamp_id]
    assert ids(store.changes(programme="solar-lighting")) == [paper_id]
    for prefix in ("8541.43", "8541", "85 41", "9405"):
        assert ids(store.changes(hs=prefix)) == [lamp_id]
    assert ids(store.changes(hs="9405.4")) == []
    assert ids(store.changes(hs="%")) == [lamp_id]  # without a digit it is any code
    assert ids(store.changes(label="hs-mapping", programme="solar-lighting")) == []


@pytest.mark.parametrize("id_", ["0", "2", "-1", "x", "", "²", "9" * 40])
def test_an_id_nobody_has_is_no_change(store, id_):
    announce(store, new(notice("a")))
    assert store.change(id_) is None


def test_a_change_keeps_everything_that_was_said_about_it(store):
    comparison = Comparison(
        tables=(TableEdit("附件1", "HS", (Row("1", ("1", "a")),), (), (CellEdit("2", "rate", "3", "4"),)),),
        facts=(FactDelta("count:ports", "12", "20"), FactDelta("expires", None, "2027-01-01")),
    )
    before, after = notice("a"), notice("a", "Twenty ports.")
    thread = Thread("green-channel", "its name", (FactDelta("ports", "12", "20"),), (("When?", "In May."),))
    said = replace(finding(Amended(before, after, comparison, silent=False)), threads=(thread,))
    store.record(First(check(), reading(before)), next_check=None, fingerprint="f")
    (recorded,) = announce(store, said)
    assert store.change(recorded.id).finding == said


def test_many_changes_are_handed_out_in_parts(store):
    found = announce(store, *(new(notice(f"k{number}")) for number in range(230)))
    assert list(store.changes()) == list(found)
    assert len(store.owed("daily")) == 230


# -- subscriptions and coverage --------------------------------------------------------------------


def test_a_subscription_begins_when_it_is_first_seen(store):
    assert store.begin_subscription("daily", NOW) == NOW
    assert store.begin_subscription("daily", NOW + HOUR) == NOW
    assert store.last_slot("daily", NOW + HOUR) is None


def test_T04_a_subscription_does_not_begin_in_the_future(store):
    store.begin_subscription("daily", NOW + 1000 * HOUR)
    assert store.begin_subscription("daily", NOW) == NOW
    assert store.begin_subscription("daily", NOW + HOUR) == NOW


def test_T04_a_slot_that_has_not_come_is_not_believed(store):
    store.compose(digest(), [])
    store.compose(digest(id_="daily-2099", at=NOW + 100_000 * HOUR), [])
    assert store.last_slot("daily", NOW + HOUR) == NOW
    assert store.last_told("daily", NOW + HOUR) == NOW


def test_coverage_counts_attempts_and_names_who_is_not_good_now(store):
    for source, outcome in (
        ("a", Unchanged(check(source="a"), None)),
        ("b", Failed(check(source="b"), "why")),
    ):
        store.record(outcome, next_check=None, fingerprint="f")
        assert source in store.states()
    store.record(Unchanged(check(source="a", at=NOW + HOUR), None), next_check=None, fingerprint="f")
    before, until = NOW - HOUR, NOW + HOUR / 2
    found = store.coverage(before, until, ["a", "b", "never"])
    assert found.checks == {"failed": 1, "unchanged": 1}
    assert (found.since, found.until, found.sources) == (before, until, 3)
    assert found.unverified == (store.states()["b"], SourceState("never"))
    assert store.coverage(before, NOW, ["a"]).checks == {"unchanged": 1}
    assert store.coverage(NOW, NOW + HOUR, ["a"]).checks == {
        "unchanged": 1
    }  # the later one: none counts twice


def test_M14_coverage_tells_a_source_that_was_not_due_from_one_that_is_overdue(store):
    good = Unchanged(check(source="a"), None)
    store.record(good, next_check=NOW + 10 * HOUR, fingerprint="f")
    state = store.states()["a"]
    seen = store.coverage(NOW - HOUR, NOW + HOUR, ["a"])
    assert (seen.idle, seen.unverified) == ((), ())
    resting = store.coverage(NOW, NOW + 10 * HOUR, ["a"])
    assert (resting.idle, resting.unverified) == ((state,), ())
    late = store.coverage(NOW, NOW + 12 * HOUR, ["a"])
    assert (late.idle, [one.source for one in late.unverified]) == ((), ["a"])


# -- digests ---------------------------------------------------------------------------------------


def test_M09_what_a_digest_tells_is_owed_no_more_and_what_comes_after_is(store):
    announce(store, new(notice("a")))
    lines = store.owed("daily")
    announce(store, new(notice("b")), at=NOW - HOUR)  # recorded later, though its check began earlier
    assert store.compose(digest(*lines), messages("x@example.com"))
    assert [line.change.finding.change.notice.key for line in store.owed("daily")] == ["b"]


def test_M09_a_line_is_in_one_digest_only(store):
    announce(store, new(notice("a")))
    lines = store.owed("daily")
    assert store.compose(digest(*lines), messages("x@example.com"))
    assert not store.compose(digest(*lines, id_="daily-2"), messages("x@example.com"))
    assert len(store.deliveries()) == 1
    assert store.last_slot("daily", NOW + HOUR) == NOW
    assert store.compose(digest(id_="daily-2", at=NOW + HOUR), [])  # the refused one left nothing behind


def test_M09_one_readers_digest_leaves_the_others_alone(store):
    announce(store, new(notice("a")))
    announce(store, new(notice("b")), to="weekly")
    store.compose(digest(*store.owed("daily")), messages("x@example.com"))
    assert len(store.owed("weekly")) == 1


def test_the_same_digest_is_composed_once(store):
    assert store.compose(digest(), messages("x@example.com"))
    assert not store.compose(digest(), messages("x@example.com"))
    assert len(store.deliveries()) == 1


def test_M14_a_quiet_slot_is_written_down(store):
    assert store.compose(digest(), [])
    assert store.last_slot("daily", NOW + HOUR) == NOW
    assert store.deliveries() == ()


def test_M01_every_recipient_has_a_delivery_of_the_exact_bytes(store):
    sent = messages("x@example.com", "y@example.com")
    store.compose(digest(), sent)
    found = store.due(NOW)
    assert [Addressed("smtp", one.recipient, (one.message,)) for one in found] == sent
    assert {(delivery.state, delivery.attempts, delivery.channel) for delivery in found} == {
        (DeliveryState.WAITING, 0, "smtp")
    }


def test_M08_a_digest_in_parts_has_a_delivery_for_each(store):
    sent = messages("x@example.com", parts=3)
    store.compose(digest(), sent)
    assert tuple(delivery.message for delivery in store.due(NOW)) == sent[0].messages


# -- deliveries ------------------------------------------------------------------------------------


@pytest.fixture
def waiting(store):
    store.compose(digest(), messages("x@example.com"))
    (delivery,) = store.due(NOW)
    return delivery


def test_D13_of_two_who_claim_one_wins(store, waiting, database_url):
    others = [open_store(database_url, now=NOW) for _ in range(4)]
    start, won = threading.Barrier(len(others)), []

    def claim(other: Store) -> None:
        start.wait()
        won.append(other.claim(waiting.id, NOW))

    threads = [threading.Thread(target=claim, args=(other,)) for other in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for other in others:
        other.close()
    assert sorted(won) == [False, False, False, True]


def test_M02_what_is_being_sent_is_not_due_until_its_sender_must_be_dead(store, waiting):
    assert store.claim(waiting.id, NOW, LEASE)
    assert store.due(NOW + LEASE / 2) == ()
    (again,) = store.due(NOW + LEASE)
    assert again.state is DeliveryState.SENDING
    assert again.message == waiting.message
    assert store.claim(waiting.id, NOW + LEASE, LEASE)
    assert not store.claim(waiting.id, NOW + LEASE, LEASE)
    (again,) = store.deliveries()
    assert (again.uncertain, again.first_try) == (1, NOW)


def test_M02_what_a_killed_sender_had_in_hand_is_taken_again_at_once_where_nobody_else_can_be_sending(
    store, waiting, database_url
):
    store.claim(waiting.id, NOW, LEASE)
    store.free_orphans(NOW + LEASE / 10)
    assert [again.id for again in store.due(NOW + LEASE / 10)] == (
        [waiting.id] if database_url.startswith("sqlite") else []
    )


def test_T04_a_try_or_a_lease_in_the_far_future_is_not_believed(store, waiting):
    wrong = NOW + 100_000 * HOUR
    store.claim(waiting.id, wrong, LEASE)
    assert store.due(NOW) != ()
    assert store.claim(waiting.id, NOW)
    store.settle(replace(waiting, attempts=1, next_try=wrong))
    assert store.due(NOW) != ()


def test_T04_a_mail_that_was_never_tried_goes_out_when_the_clock_has_gone_back(store, waiting):
    assert store.due(NOW - HOUR) == (waiting,)
    assert store.claim(waiting.id, NOW - HOUR)


def test_M02_a_settled_delivery_is_done(store, waiting):
    store.claim(waiting.id, NOW)
    assert store.settle(replace(waiting, state=DeliveryState.SENT, attempts=1))
    assert store.due(NOW + 24 * HOUR) == ()
    assert not store.claim(waiting.id, NOW)
    (done,) = store.deliveries(state=DeliveryState.SENT)
    assert (done.attempts, done.first_try, done.uncertain) == (1, NOW, 0)


def test_M02_a_late_result_does_not_undo_what_another_sender_settled(store, waiting):
    store.claim(waiting.id, NOW, LEASE)
    store.claim(waiting.id, NOW + LEASE, LEASE)
    assert store.settle(replace(waiting, state=DeliveryState.SENT, attempts=1))
    late = replace(waiting, state=DeliveryState.WAITING, attempts=1, reason="timed out")
    assert not store.settle(late)
    assert store.deliveries()[0].state is DeliveryState.SENT


def test_M03_a_refused_message_waits_for_its_next_try_and_a_parked_one_stays(store, waiting):
    store.claim(waiting.id, NOW)
    later = replace(waiting, state=DeliveryState.WAITING, attempts=1, next_try=NOW + HOUR, reason="451 later")
    store.settle(later)
    assert store.due(NOW) == ()
    (again,) = store.due(NOW + HOUR)
    assert again == replace(later, first_try=NOW)
    store.claim(again.id, NOW + HOUR)
    store.settle(replace(again, state=DeliveryState.PARKED, attempts=2, reason="550 unknown"))
    assert store.due(NOW + 100 * HOUR) == ()
    assert store.deliveries(state=DeliveryState.PARKED)[0].reason == "550 unknown"


def test_M04_recipients_are_settled_one_by_one(store):
    store.compose(digest(), messages("x@example.com", "y@example.com"))
    one, other = store.due(NOW)
    store.claim(one.id, NOW)
    store.settle(replace(one, state=DeliveryState.PARKED, attempts=1))
    assert [delivery.id for delivery in store.due(NOW)] == [other.id]


def test_deliveries_are_found_by_when_they_were_composed(store):
    store.compose(digest(), messages("x@example.com"))
    store.compose(digest(id_="daily-2", at=NOW + HOUR), messages("x@example.com"))
    assert [delivery.digest for delivery in store.deliveries(since=NOW + HOUR)] == ["daily-2"]
    assert store.last_slot("daily", NOW + HOUR) == NOW + HOUR


def test_D17_what_an_unsent_delivery_needs_cannot_be_removed(store):
    import sqlalchemy

    from monitor.errors import StoreError
    from monitor.store.schema import changes, digests

    announce(store, new(notice("a")))
    store.compose(digest(*store.owed("daily")), messages("x@example.com"))
    for table in (changes, digests):
        with pytest.raises(StoreError):
            store._write(lambda connection, table=table: connection.execute(sqlalchemy.delete(table)))
    assert len(store.due(NOW)) == 1
    store.record(Failed(check(document(), keep=False), "why"), next_check=None, fingerprint="f")


# -- sent once more --------------------------------------------------------------------------------


def test_a_delivery_that_came_to_its_end_goes_out_again_with_the_same_bytes(store, waiting):
    assert not store.resend(waiting.id, NOW)
    for ending in (DeliveryState.SENT, DeliveryState.PARKED):
        assert store.claim(waiting.id, NOW)
        assert not store.resend(waiting.id, NOW)
        store.settle(replace(waiting, state=ending, attempts=15, reason="why", next_try=NOW))
        assert store.resend(waiting.id, NOW + HOUR)
        (again,) = store.due(NOW + HOUR)
        assert (again.message, again.attempts, again.first_try) == (waiting.message, 0, None)
    assert not store.resend("77", NOW)


def test_a_mail_that_was_taken_and_goes_out_again_is_no_slot_without_a_mail(store, waiting):
    store.claim(waiting.id, NOW)
    store.settle(replace(waiting, state=DeliveryState.SENT, attempts=1))
    store.resend(waiting.id, NOW + 9 * HOUR)
    store.find_slips(NOW + 9 * HOUR)
    assert store.slips("daily", NOW + 9 * HOUR) == ()


def test_deliveries_are_listed_in_the_order_in_which_they_were_made(store):
    store.compose(digest(), messages("x@example.com", "y@example.com"))
    store.compose(digest(id_="daily-2", at=NOW + HOUR), messages("z@example.com"))
    assert [one.recipient for one in store.posted()] == ["x@example.com", "y@example.com", "z@example.com"]
    assert [one.recipient for one in store.posted(since=NOW + HOUR)] == ["z@example.com"]
    assert list(store.posted(state=DeliveryState.PARKED)) == []
    assert store.delivery("77") is None
    assert store.delivery("x") is None
