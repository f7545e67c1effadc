"""The sentences around what we found, in the reader's language.

A words file is TOML: `new = "New notice"`, with `{name}` where a value goes, and a table of `one` and
`other` where the number `n` decides. Values are only ever put in; nothing in a sentence can reach
further into them than to name them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from monitor.errors import TemplateError
from monitor.patterns import regex
from monitor.values import dataclass

_PLACE = regex(r"\{(\w+)\}")

Value = str | int
Phrases = Mapping[str, str | Mapping[str, str]]  # by dotted name


class Unreadable(str):
    """Stands for a template of the operator's that cannot be read; it is why. Whoever sets it falls back and says so."""

    __slots__ = ()


def parse(toml: str, file: str) -> Phrases:
    """The phrases of a words file by their dotted names. file: how to call it in a complaint."""
    if isinstance(toml, Unreadable):
        raise TemplateError(f"{file}: {toml}")
    try:
        tree = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise TemplateError(f"{file}: {error}") from error
    phrases: dict[str, str | Mapping[str, str]] = {}
    for group, entries in tree.items():
        if not isinstance(entries, dict):
            raise TemplateError(f"{file}: {group} stands outside of any [group]")
        for name, phrase in entries.items():
            plural = isinstance(phrase, dict) and set(phrase) == {"one", "other"}
            if not plural and not isinstance(phrase, str):
                raise TemplateError(f"{file}: {group}.{name} is neither a text nor a pair of one and other")
            phrases[f"{group}.{name}"] = phrase
    return phrases


@dataclass(frozen=True)
class Words:
    """The phrases of one language, and the reader's time zone. file: how to call them in a complaint."""

    language: str
    phrases: Phrases
    zone: ZoneInfo
    file: str

    def say(self, name: str, /, **values: Value) -> str:
        """The phrase with its values in place; `n` decides between one and other."""
        phrase = self.phrases.get(name)
        if phrase is None:
            raise TemplateError(f"{self.file}: no words for {name}")
        if not isinstance(phrase, str):
            phrase = phrase["one" if values.get("n") == 1 else "other"]

        def put(place: re.Match[str]) -> str:
            if place[1] not in values:
                raise TemplateError(
                    f"{self.file}: {name} asks for {place[0]}, there is only {sorted(values)}"
                )
            value = values[place[1]]
            return f"{value:,}" if isinstance(value, int) else value

        return _PLACE.sub(put, phrase)

    def name(self, group: str, word: str) -> str:
        """What people call it: `name("fact", "ports")`; the word itself when nobody named it."""
        phrase = self.phrases.get(f"{group}.{word}")
        return phrase if isinstance(phrase, str) else word

    def join(self, parts: Sequence[str]) -> str:
        return self.say("sign.and").join(parts)

    def day(self, value: date) -> str:
        month = self.name("month", str(value.month))
        return self.say("date.day", d=str(value.day), m=month, y=str(value.year))

    def moment(self, value: datetime) -> str:
        """A time on the reader's clock."""
        local = value.astimezone(self.zone)
        return self.say("date.moment", day=self.day(local.date()), time=f"{local:%H:%M}")

    def until(self, days: int) -> str:
        """How far away a day is: "in 28 days", "today", "3 days ago"."""
        if days == 0:
            return self.say("date.today")
        return self.say("date.in", n=days) if days > 0 else self.say("date.ago", n=-days)
