"""Durations and sizes as people write them."""

from datetime import timedelta

import pytest
from hypothesis import given, strategies as st
from pydantic import BaseModel, ValidationError

from monitor.durations import (
    Duration,
    Size,
    format_duration,
    format_size,
    parse_duration,
    parse_size,
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("90s", timedelta(seconds=90)),
        ("30m", timedelta(minutes=30)),
        ("6h", timedelta(hours=6)),
        ("1.5h", timedelta(minutes=90)),
        ("7d", timedelta(days=7)),
        ("1w", timedelta(weeks=1)),
        ("0s", timedelta(0)),
        ("0.5s", timedelta(milliseconds=500)),
        (" 6 H ", timedelta(hours=6)),
    ],
)
def test_a_duration_is_a_number_and_a_unit(written, meant):
    assert parse_duration(written) == meant


@pytest.mark.parametrize("written", ["6", 6, " 6 "])
def test_a_number_without_a_unit_is_told_which_units_there_are(written):
    with pytest.raises(ValueError, match=r"has no unit, write 6m, 6h or 6d$"):
        parse_duration(written)


@pytest.mark.parametrize("written", ["", "soon", "-6h", "6 hours", "6x", True, None, "６h", "1e9d", "nan"])
def test_what_is_no_duration_is_shown_the_form(written):
    with pytest.raises(ValueError, match="is no duration, write it like 90s"):
        parse_duration(written)


def test_a_duration_of_centuries_is_a_slip():
    with pytest.raises(ValueError, match="longer than ten years"):
        parse_duration("999999999999w")


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=3660)))
def test_a_duration_reads_back_as_it_was_written(duration):
    assert parse_duration(format_duration(duration)) == duration


@pytest.mark.parametrize(("written", "size_bytes"), [("20MB", 20_000_000), ("1.5 kb", 1500), ("0B", 0)])
def test_a_size_is_a_number_and_a_unit(written, size_bytes):
    assert parse_size(written) == size_bytes


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_a_size_reads_back_as_it_was_written(size_bytes):
    assert parse_size(format_size(size_bytes)) == size_bytes


@pytest.mark.parametrize("written", [20, "20"])
def test_a_size_without_a_unit_is_told_which_units_there_are(written):
    with pytest.raises(ValueError, match=r'"20" has no unit, write 20KB, 20MB or 20GB'):
        parse_size(written)


@pytest.mark.parametrize("written", ["big", "20 MiB", -1, True])
def test_what_is_no_size_is_shown_the_form(written):
    with pytest.raises(ValueError, match="is no size"):
        parse_size(written)


def test_models_carry_durations_and_sizes_and_write_them_back():
    class Limits(BaseModel):
        gap: Duration = timedelta(seconds=2)
        page: Size = 20_000_000

    assert Limits.model_validate({"gap": "90m"}).gap == timedelta(minutes=90)
    assert Limits().model_dump() == {"gap": "2s", "page": "20MB"}
    assert Limits.model_json_schema()["properties"]["gap"]["pattern"].endswith("[smhdw]$")
    with pytest.raises(ValidationError, match="has no unit"):
        Limits.model_validate({"page": "20"})
