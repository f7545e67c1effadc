"""Whether rules do what their own examples say."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.classify.witness import Testimony
from monitor.prose import prose
from monitor.rules import Rules

_TITLE = "title:"


def broken_examples(rules: Rules) -> Iterator[str]:
    """A line for each example a rule does not keep: its file, its name, and the text."""
    for rule in rules.rules:
        where = f"{rule.path or f'rules/{rule.file}.yaml'}: {rule.rule}"
        alone = Rules((rule,), rules.parts)
        yield from (
            f"{where}: is silent on “{text}”" for text in rule.examples.fires if not fires(alone, text)
        )
        yield from (f"{where}: fires on “{text}”" for text in rule.examples.silent if fires(alone, text))


def fires(rules: Rules, text: str) -> bool:
    """Whether any of the rules fires on a text; one that opens with "title:" is asked as a title."""
    words = text.removeprefix(_TITLE)
    titled = words != text or any(rule.title for rule in rules.rules)
    testimony = Testimony(prose(words.strip()), rules, "title" if titled else "body")
    return any(testimony.ask(rules.rules))
