"""How long a plain text may be."""

import pytest

from monitor.errors import ReadError
from monitor.extract import plain


@pytest.mark.parametrize("end", [b"\n", b"\n\n"])
def test_C17_a_text_of_more_lines_than_anyone_publishes_is_refused_with_the_reason(end: bytes) -> None:
    with pytest.raises(ReadError, match="200,000"):
        plain.content((b"a" + end) * (plain.MOST + 2))


def test_a_long_text_within_the_limit_is_read() -> None:
    assert len(plain.content(b"a line\n" * 5_000).blocks) == 5_000
