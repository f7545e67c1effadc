"""The operators' press: the templates of this room, with the words of one language."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from monitor.digest.press import Press, Templates, environment
from monitor.digest.words import Words, parse
from monitor.errors import TemplateError

ROOM = "operators"


def presses(templates: Templates, language: str, zone: ZoneInfo) -> tuple[list[Press], list[str]]:
    """The operators' own templates first where there are any, the shipped ones last; and the mistakes in their words."""
    name, general = f"{ROOM}/words.{language}.toml", f"digest/words.{language}.toml"
    phrases: dict[str, str | Mapping[str, str]] = {}
    for file in (general, name):  # days, signs and numbers are said as in a digest
        phrases.update(parse(templates.shipped[file], f"shipped/{file}"))
    words = Words(language, phrases, zone, f"shipped/{name}")
    made = [Press(words, "shipped", environment(templates.shipped, words, "shipped"))]
    own = {file: text for file, text in templates.own.items() if file.startswith(f"{ROOM}/")}
    mistakes: list[str] = []
    if own:
        place = f"{templates.place}/{name}"
        try:
            theirs = parse(own.get(name, ""), place)
        except TemplateError as error:
            theirs = {}
            mistakes.append(str(error))
        words = Words(language, {**phrases, **theirs}, zone, place)
        texts = {**templates.shipped, **own}
        made.insert(0, Press(words, templates.place, environment(texts, words, templates.place)))
    return made, mistakes
