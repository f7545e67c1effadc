"""What a digest says of what was looked at, word by word."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default

from tests.letters import BLOCKED, READER, composed, coverage, line, rendered


def said(digest) -> str:
    messages = next(iter(rendered(digest, READER.model_copy(update={"language": "en"})).messages.values()))
    return message_from_bytes(messages[0].mime, policy=default).get_body(("plain",)).get_content()


def test_a_day_that_tells_changes_of_partly_read_sources_does_not_say_that_nothing_can_be_said():
    seen = coverage([BLOCKED], sources=1, partial=1)
    assert "No source was verified in this time, so nothing" in said(composed(seen=seen))
    told = said(composed(line(), seen=seen))
    assert "so nothing can be said" not in told
    assert "No source could be read in full" in told


def test_a_day_with_missed_checks_is_not_called_quiet_and_names_them():
    seen = replace(coverage(unchanged=12), missed={"cn-gacc": 3})
    told = said(composed(seen=seen))
    assert "3 checks that were due were never made" in told
    assert "nothing changed" not in told.lower()
