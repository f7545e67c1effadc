"""What pages and machines ask of the store about checks and deliveries: a page at a time, and on both databases alike."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

from monitor.model import Changed, DeliveryState, Failed, First, LabelName, Line
from monitor.store import Entry
from monitor.store.gauges import Seen
from monitor.store.posting import Sought
from monitor.web.api import sources
from tests.checks import HOUR, NOW, amended, check, new, notice, reading
from tests.test_store_recording import record
from tests.test_store_telling import announce, digest, messages

LATER, LATEST = NOW + HOUR, NOW + 2 * HOUR


def test_checks_are_told_the_latest_first_and_up_to_a_moment(store):
    one, other = notice("a"), notice("a", "Twenty ports.")
    record(store, First(check(), reading(one)))
    record(store, Changed(check(at=LATER), reading(other), (amended(one, other),)))
    record(store, Failed(check(at=LATEST), "no answer"))
    assert [each.outcome for each in store.visits.page("agency")] == ["failed", "changed", "first"]
    assert [each.outcome for each in store.visits.page("agency", skip=1, most=1)] == ["changed"]
    assert [each.outcome for each in store.visits.page("agency", until=LATER)] == ["first"]
    assert (store.visits.count("agency"), store.visits.count("agency", LATER)) == (3, 1)
    assert store.visits.last_good("agency").check.started == LATER
    assert store.visits.last_good("nobody") is None
    assert store.visits.counted("agency").names == {"amended": 1}


def test_what_came_is_counted_on_from_where_the_last_count_ended(store):
    one, other = notice("a"), notice("a", "Twenty ports.")
    record(store, First(check(), reading(one)))
    begun = store.gauges.seen()
    record(store, Changed(check(at=LATER), reading(other), (amended(one, other),)))
    news = store.gauges.since(begun)
    assert (news.outcomes, news.changes) == ({"changed": 1}, 1)
    assert set(news.labels) <= {each.value for each in LabelName}
    assert store.gauges.since(news.upto).changes == 0
    assert store.gauges.since(Seen(0, 0)).outcomes == {"first": 1, "changed": 1}


def test_deliveries_are_told_the_latest_first_by_state_and_reader(store):
    (change,) = announce(store, new(notice("a")))
    assert store.compose(digest(Line(change, ("its labels",))), messages("a@example.com", "b@example.com"))
    first, second = store.posts.page(Sought())
    assert (first.recipient, second.recipient) == ("b@example.com", "a@example.com")
    assert store.posts.subscriptions() == ("daily",)
    assert store.posts.count(Sought(DeliveryState.WAITING, "daily")) == 2
    assert store.posts.page(Sought(DeliveryState.SENT)) == ()
    assert store.posts.page(Sought(subscription="weekly")) == ()
    row, delivery = store.posts.one(first.id)
    assert (row.subscription, delivery.recipient) == ("daily", "b@example.com")
    assert store.posts.one("²") is None
    figures = store.gauges.figures()
    assert figures.deliveries["waiting"] == 2
    assert figures.owed == 0
    assert figures.size_bytes > 0


def test_a_wish_stands_until_a_check_that_knows_of_it_is_recorded(store):
    assert store.asked.ask("agency", "li", NOW) is None
    record(store, First(check(), reading(notice("a"))))
    assert store.asked.ask("agency", "li", LATER).who == "li"
    assert store.asked.ask("agency", "wang", LATEST).who == "li"
    assert store.gauges.figures().asked == 1
    unasked = Failed(check(at=LATEST), "no answer")
    store.record_many([Entry(unasked, LATEST, "f")])
    assert set(store.asked.all()) == {"agency"}
    store.record_many([Entry(replace(unasked, check=check(at=LATEST + HOUR)), LATEST, "f", asked=True)])
    assert store.asked.all() == {}


def test_who_reads_deliveries_on_misses_none_that_is_tried_again_meanwhile(store):
    (change,) = announce(store, new(notice("a")))
    to = [f"{name}@example.com" for name in "abcd"]
    assert store.compose(digest(Line(change, ("its labels",))), messages(*to))
    waiting = Sought(DeliveryState.WAITING)
    for sought in (waiting, Sought()):
        first, second = store.posts.page(sought, most=2)
        assert [each.recipient for each in (first, second)] == to[:1:-1]
        rest = store.posts.page(sought, behind=second.place)
        assert [each.recipient for each in rest] == to[1::-1]
    later, *_ = store.posts.page(waiting, behind=second.place)
    with store._engine.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE deliveries SET next_try = '2030-01-01 00:00:00' WHERE id = {later.id}"
        )
    assert later.id in [each.id for each in store.posts.page(waiting, behind=second.place)]


def test_checks_of_one_moment_are_never_parted(store):
    record(store, First(check(), reading(notice("a"))))
    for at in (LATER, LATER, LATEST):
        record(store, Failed(check(at=at), "no answer"))
    office = SimpleNamespace(store=store, config=SimpleNamespace(sources=()))
    found, before = [], None
    while True:
        page = sources.checks(office, "agency", before, 2)
        found += [each.started for each in page.checks]
        if (before := page.next) is None:
            break
    assert found == [LATEST, LATER, LATER, NOW]
