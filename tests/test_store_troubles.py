"""What the store keeps of operators' mail, on SQLite and PostgreSQL."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import sqlalchemy

from monitor.model import (
    Addressed,
    Certificate,
    Coverage,
    DeliveryState,
    Digest,
    Message,
    Trouble,
    TroubleKind as Kind,
)
from monitor.store import corrections, open_store
from tests.checks import HOUR, NOW

DAY = timedelta(days=1)
FAILING = Trouble(Kind.SOURCE, "customs", NOW, "HTTP 500", "failed")


def mail(to: str, key: str = "op-1") -> Addressed:
    return Addressed("smtp", to, (Message(f"<{key}.{to}>", "Monitor: customs", b"mime"),))


def test_a_trouble_is_kept_with_what_was_told_of_it_until_it_is_closed_and_a_week_old(store):
    store.keep_troubles([FAILING])
    (kept,) = store.troubles(NOW)
    assert replace(kept, id=0) == FAILING
    closed = replace(kept, told=NOW, reminded=NOW, ended=NOW + HOUR, ended_told=NOW + HOUR, turns=2)
    store.keep_troubles([closed])
    assert store.troubles(NOW) == (closed,)
    assert store.troubles(NOW + HOUR) == ()
    assert store.troubles_about(["customs", "elsewhere"]) == (closed,)


def test_D01_a_mail_to_operators_and_what_it_tells_are_written_as_one_and_once(store):
    store.keep_troubles([FAILING])
    (kept,) = store.troubles(NOW)
    told = replace(kept, told=NOW, reminded=NOW)
    assert store.tell_operators("op-1", NOW, [told], [mail("ops@example.com")])
    again = replace(told, told=NOW + HOUR)
    assert not store.tell_operators("op-1", NOW + HOUR, [again], [mail("ops@example.com")])
    assert store.troubles(NOW) == (told,)
    assert [each.recipient for each in store.deliveries()] == ["ops@example.com"]
    assert store.waiting_operators() == {"ops@example.com"}


def test_only_readers_mails_are_stuck_so_that_operators_mail_makes_no_trouble_of_its_own(store):
    digest = Digest("d1", "daily", NOW, NOW, (), Coverage(NOW, NOW, 0, {}, ()))
    store.compose(digest, [mail("li@example.com", "d1")])
    store.keep_troubles([FAILING])
    store.tell_operators("op-1", NOW, store.troubles(NOW), [mail("ops@example.com")])
    for delivery in store.due(NOW):
        assert store.claim(delivery.id, NOW)
        store.settle(
            replace(delivery, state=DeliveryState.PARKED, reason="550 no", attempts=1, first_try=NOW)
        )
    (stuck,) = store.stuck(NOW - DAY)
    assert (stuck.subscription, stuck.recipient, stuck.parked) == ("daily", "li@example.com", True)
    assert store.stuck(NOW + HOUR) == ()
    assert store.lost_to_operators() == 1


def test_of_a_certificate_the_last_look_counts(store):
    seen = Certificate("www.customs.example", NOW - DAY, NOW + DAY)
    store.keep_certificates([seen], NOW)
    assert store.certificates(NOW, NOW + 2 * DAY) == (seen,)
    store.keep_certificates([replace(seen, until=NOW + 90 * DAY)], NOW + HOUR)
    assert store.certificates(NOW, NOW + 2 * DAY) == ()
    assert store.certificates(NOW + 2 * HOUR, NOW + 99 * DAY) == ()


def test_what_a_turn_looks_for_is_found_by_an_index_however_much_there_was(sqlite_url):
    """No question of a turn reads all mails, digests, debts or troubles there ever were."""
    with closing(open_store(sqlite_url, now=NOW)) as store:
        asked: list[tuple[str, object]] = []
        sqlalchemy.event.listen(
            store._engine, "before_cursor_execute", lambda *given: asked.append((given[2], given[3]))
        )
        store.find_slips(NOW)
        store.owed("daily")
        store.stuck(NOW)
        store.troubles(NOW)
        store.due(NOW)
        hashes = {"source_": "customs", "hashes": [b"k"], "first": 9}
        store._read(lambda connection: connection.execute(corrections._EARLIER, hashes).all())
        with store._engine.connect() as connection:
            plans = [
                row[3]
                for said, given in [*asked]
                if said.lstrip().startswith("SELECT")
                for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", given)
            ]
    assert len(plans) > 5
    assert not [plan for plan in plans if plan.startswith("SCAN") and "slips" not in plan]
