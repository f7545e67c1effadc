"""Whether rules do what their own examples say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monitor.classify.witness import Testimony
from monitor.prose import prose
from monitor.rules import Parts, Rule, Rules

_TITLE = "title:"


def broken_examples(rules: Rules) -> Iterator[str]:
    """A line for each example a rule does not keep: its file, its name, and the text."""
    for rule in rules.rules:
        where = f"rules/{rule.file}.yaml: {rule.rule}"
        yield from (f"{where}: is silent on “{text}”" for text in _silent(rule, rules.parts))
        yield from (
            f"{where}: fires on “{text}”" for text in rule.examples.silent if fires(rule, text, rules.parts)
        )


def fires(rule: Rule, text: str, parts: Parts) -> bool:
    """Whether a rule fires on a text; one that opens with "title:" is asked as a title."""
    words = text.removeprefix(_TITLE)
    place = "title" if rule.title or words != text else "body"
    return any(Testimony(prose(words.strip()), parts, place).ask([rule]))


def _silent(rule: Rule, parts: Parts) -> Iterable[str]:
    return (text for text in rule.examples.fires if not fires(rule, text, parts))
