"""The law that the tests of hostile input rely on tells linear from quadratic."""

import pytest

from tests.growth import assert_linear


def test_linear_work_is_linear():
    assert_linear(lambda size: sorted(range(size)), 20_000)


def test_quadratic_work_is_not():
    with pytest.raises(AssertionError, match="eight times"):
        assert_linear(lambda size: [other for one in range(size) for other in range(size)], 200)
