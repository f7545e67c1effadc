"""The one place the present time comes from."""

from datetime import UTC, datetime, timedelta

import pytest

from monitor.clock import from_environment, moved_clock, real_clock
from monitor.errors import ConfigError

LAUNCH = datetime(2026, 5, 8, tzinfo=UTC)


class Seconds:
    """A stopwatch that is moved by hand."""

    def __init__(self) -> None:
        self.passed = 100.0

    def __call__(self) -> float:
        return self.passed


def test_without_the_variable_the_clock_is_the_machines():
    assert from_environment({}) is real_clock
    assert from_environment({"MONITOR_CLOCK": " "}) is real_clock
    assert abs(real_clock() - datetime.now(UTC)) < timedelta(seconds=5)
    assert real_clock().tzinfo is UTC


def test_X05_the_variable_sets_the_start():
    now = from_environment({"MONITOR_CLOCK": "2026-05-08T00:00:00Z"})()
    assert LAUNCH <= now < LAUNCH + timedelta(minutes=1)
    assert now.tzinfo is UTC


def test_X05_a_start_in_another_zone_is_the_same_moment():
    assert from_environment({"MONITOR_CLOCK": "2026-05-08T08:00:00+08:00*0"})() == LAUNCH


def test_X05_a_clock_with_a_speed_runs_ahead():
    seconds = Seconds()
    clock = moved_clock(LAUNCH, 3600, seconds)
    assert clock() == LAUNCH
    seconds.passed += 24
    assert clock() == LAUNCH + timedelta(days=1)


def test_X05_speed_zero_stands_still():
    seconds = Seconds()
    clock = moved_clock(LAUNCH, 0, seconds)
    seconds.passed += 1000
    assert clock() == LAUNCH


@pytest.mark.parametrize(
    "written",
    [
        "tomorrow",
        "2026-05-08",
        "2026-05-08T00:00:00",
        "2026-13-08T00:00:00Z",
        "2026-05-08T00:00:00Z*",
        "2026-05-08T00:00:00Z*-1",
        "2026-05-08T00:00:00Z*fast",
        "2026-05-08T00:00:00Z * 2",
        "9999-12-31T23:59:59Z",
        "*3600",
    ],
)
def test_a_bad_value_is_a_mistake_that_shows_the_form(written):
    with pytest.raises(ConfigError, match=r"^MONITOR_CLOCK: .* write 2026-05-08T00:00:00Z"):
        from_environment({"MONITOR_CLOCK": written})
