"""Which changes are wanted, as a value and as an address."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from monitor.model import Direction, LabelName, State
from monitor.wanted import (
    Codes,
    Known,
    Mistake,
    Named,
    Order,
    Sort,
    Wanted,
    Why,
    pairs,
    query,
    reach,
    read,
    without,
)

NAMED = Named({"gacc": "CN", "mee": "CN", "moit": "VN", "gone": ""}, ("green-channel",), ("daily",))
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 5, 8, 17, tzinfo=UTC)  # the 9th in Shanghai


def said(written: str) -> Wanted:
    found = read(parse_qsl(written, keep_blank_values=True), NAMED)
    assert found.mistakes == ()
    return found.wanted


def some(values) -> st.SearchStrategy:
    return st.lists(st.sampled_from(list(values)), unique=True).map(
        lambda each: tuple(sorted(each, key=list(values).index))
    )


digits = st.text("0123456789", min_size=1, max_size=10)
days = st.none() | st.dates()
wanted = st.builds(
    Wanted,
    label=some(LabelName),
    direction=some(Direction),
    change=some(Sort),
    jurisdiction=some(("CN", "VN")),
    source=some(("gacc", "gone", "mee")),
    programme=some(("green-channel",)),
    hs=st.lists(digits.map(Codes), unique=True, max_size=3).map(lambda each: tuple(sorted(each))),
    effective_from=days,
    since=days | st.datetimes(timezones=st.just(UTC)),
    status=st.none() | st.sampled_from(Known),
    triage=some(State),
    owner=st.none() | st.text("ab 李&=+", min_size=1, max_size=9).map(str.strip).filter(bool),
    overdue=st.booleans(),
    subscription=st.none() | st.just("daily"),
    sort=st.sampled_from(Order),
)


@given(wanted)
def test_an_address_says_all_of_a_filter_and_is_always_written_alike(one):
    assert said(query(one)) == one
    assert query(said(query(one, page="3"))) == query(one)


def test_an_empty_form_wants_everything():
    assert said("label=&hs=&since=&q=x&language=zh&page=4") == Wanted()
    assert query(Wanted()) == ""
    assert not Wanted(sort=Order.OLDEST).filters
    assert Wanted(overdue=True).filters


def test_the_order_and_number_of_values_makes_no_other_filter():
    one = said("source=mee&source=gacc&source=mee&label=documentation&label=eligibility&jurisdiction=cn")
    assert one == said("label=eligibility&label=documentation&jurisdiction=CN&source=gacc&source=mee")


def test_codes_are_read_as_people_write_them():
    assert said("hs=9405.42, 8541.43；8541.43").hs == (Codes("854143"), Codes("940542"))
    assert said("hs=8501-8504").hs == (Codes("8501", "8504"),)


@pytest.mark.parametrize(
    ("written", "field", "why"),
    [
        ("label=eligible", "label", Why.UNKNOWN),
        ("source=nobody", "source", Why.UNKNOWN),
        ("jurisdiction=XX", "jurisdiction", Why.UNKNOWN),
        ("programme=x", "programme", Why.UNKNOWN),
        ("subscription=x", "subscription", Why.UNKNOWN),
        ("sort=title", "sort", Why.UNKNOWN),
        ("overdue=1", "overdue", Why.UNKNOWN),
        ("hs=85x1", "hs", Why.CODE),
        ("hs=٨٥", "hs", Why.CODE),
        ("hs=" + "8" * 13, "hs", Why.CODE),
        ("hs=8504-8501", "hs", Why.RANGE),
        ("hs=85-8504", "hs", Why.RANGE),
        ("effective_from=2026-02-30", "effective_from", Why.DAY),
        ("effective_from=20260230", "effective_from", Why.DAY),
        ("since=2026-05-08T09:00", "since", Why.DAY),
        ("since=0001-01-01T00:00%2B09:00", "since", Why.DAY),
        ("effective_from=2026-06-01&effective_to=2026-05-01", "effective_to", Why.ORDER),
        ("since=2026-06-01&until=2026-05-01", "until", Why.ORDER),
        ("since=2026-06-01&since=2026-05-01", "since", Why.MANY),
        ("&".join(f"source={n}" for n in range(40)), "source", Why.MANY),
        ("owner=" + "x" * 201, "owner", Why.LONG),
    ],
)
def test_what_cannot_be_read_is_named_and_all_else_is_kept(written, field, why):
    found = read(parse_qsl(f"{written}&direction=mixed"), NAMED)
    assert [(each.field, each.why) for each in found.mistakes] == [(field, why)]
    assert found.wanted.direction == (Direction.MIXED,)
    assert found.typed[field]


def test_a_mistake_among_several_values_leaves_the_others():
    found = read([("hs", "8541 x"), ("change", "new"), ("change", "old")], NAMED)
    assert found.mistakes == (Mistake("change", "old", Why.UNKNOWN), Mistake("hs", "x", Why.CODE))
    assert found.wanted == Wanted(change=(Sort.NEW,), hs=(Codes("8541"),))


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("since=2026-07-01&until=2026-07-01T04:00%2B08:00", True),  # four hours of that day in Shanghai
        ("since=2026-07-01T20:00Z&until=2026-07-01", False),  # which ended there four hours before
        ("since=2026-07-01T15:59Z&until=2026-07-01", True),
        (
            "since=2026-07-02&until=2026-07-01T16:00Z",
            True,
        ),  # nothing is between, and nothing is turned around
        ("since=2026-07-02&until=2026-07-01T15:00Z", False),
        ("since=2026-07-01T16:00Z&until=2026-07-01", False),
        ("since=2026-07-01T03:00Z&until=2026-07-01T02:00Z", False),
    ],
)
def test_whether_a_span_ends_before_it_begins_is_asked_of_the_days_of_the_readers_zone(written, right):
    found = read(parse_qsl(written), replace(NAMED, zone=SHANGHAI))
    assert [(each.field, each.why) for each in found.mistakes] == ([] if right else [("until", Why.ORDER)])


def test_every_field_of_a_filter_can_be_taken_away_alone():
    one = said("label=eligibility&label=hs-mapping&hs=8541&overdue=yes&since=2026-05-01&sort=effective")
    for name, value in pairs(one):
        assert (name, value) not in pairs(without(one, name, value))
        assert len(pairs(without(one, name, value))) == len(pairs(one)) - 1


def test_days_are_whole_days_of_the_readers_zone_and_moments_are_moments():
    found = reach(said("since=2026-05-08&until=2026-05-08"), NAMED, SHANGHAI, NOW)
    assert (found.since, found.until) == (
        datetime(2026, 5, 7, 16, tzinfo=UTC),
        datetime(2026, 5, 8, 16, tzinfo=UTC),
    )
    assert found.today == date(2026, 5, 9)
    assert reach(said("since=2026-05-08T09:00%2B08:00"), NAMED, SHANGHAI, NOW).since == datetime(
        2026, 5, 8, 1, tzinfo=UTC
    )
    for edge in ("since=0001-01-01", "until=9999-12-31"):
        found = reach(said(edge), NAMED, SHANGHAI, NOW)
        assert (found.since, found.until) == (None, None)


def test_a_country_is_its_sources():
    def sources(written: str) -> set[str] | None:
        found = reach(said(written), NAMED, SHANGHAI, NOW).sources
        return None if found is None else set(found)

    assert sources("label=eligibility") is None
    assert sources("jurisdiction=CN") == {"gacc", "mee"}
    assert sources("jurisdiction=CN&source=gacc&source=moit") == {"gacc"}
    assert sources("jurisdiction=VN&source=gacc") == set()
    assert sources("source=gone") == {"gone"}


def test_a_code_that_one_edition_knows_is_looked_for_in_the_other_as_well():
    def as_well(written: str) -> list[str]:
        return [str(each) for each in reach(said(written), NAMED, SHANGHAI, NOW).as_well]

    assert as_well("hs=8541.40") == ["854141", "854142", "854143", "854149"]
    assert as_well("hs=85") == as_well("hs=8541-8542") == as_well("hs=8413") == []


def test_very_many_values_are_refused_without_a_look_at_each():
    found = read([("hs", str(n)) for n in range(50_000)], NAMED)
    assert [each.why for each in found.mistakes] == [Why.MANY]
    assert len(found.typed["hs"]) <= 31


def test_an_order_turns_round_and_back():
    for each in Order:
        assert each.turned.turned is each
        assert each.turned is not each
