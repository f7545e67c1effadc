"""Changes as files that other programs subscribe to: `calendar` writes iCalendar, `atom` a feed.

Values in, bytes out; the same values always give the same bytes.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from monitor.digest import Templates
from monitor.digest.words import Words, parse
from monitor.errors import TemplateError


def words_of(templates: Templates, language: str) -> Words:
    """The words of feeds in a language: the operator's own over the shipped ones, as far as they can be read."""
    name = f"feeds/words.{language}.toml"
    phrases = dict(parse(templates.shipped[name], f"shipped/{name}"))
    file = f"shipped/{name}"
    if name in templates.own:
        file = f"{templates.place}/{name}"
        try:
            phrases |= parse(templates.own[name], file)
        except TemplateError:
            file = f"shipped/{name}"
    return Words(language, phrases, ZoneInfo("UTC"), file)
