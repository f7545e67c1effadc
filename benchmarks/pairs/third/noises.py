"""What changes round a notice between two fetches although the notice says the same."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from .notice import Maker

Chrome = dict[str, Any]  # what the site shows round the notice, by the names render.py knows
Draw = Callable[[Maker, random.Random], Any]


def number(low: int, high: int) -> Draw:
    return lambda _maker, rng: rng.randrange(low, high)


def numbers(*highs: int) -> Draw:
    return lambda _maker, rng: [rng.randrange(high // 10, high) for high in highs]


def token(_maker: Maker, rng: random.Random) -> str:
    return f"{rng.getrandbits(160):040x}"


def headlines(maker: Maker, rng: random.Random) -> list[tuple[str, str]]:
    return [(maker.headline(), f"/info/1012/{rng.randrange(3000, 9000)}.htm") for _ in range(4)]


# Drawn anew on either side: name -> (part of the chrome, how it is drawn).
DRAWN: dict[str, tuple[str, Draw]] = {
    "download-count": ("downloads", numbers(90, 400, 2000)),
    "view-row": ("views", number(20, 90000)),
    "weather-strip": ("weather", number(3, 37)),
    "relative-age": ("ago", number(2, 60)),
    "helpful-votes": ("votes", number(5, 400)),
    "visitors-online": ("online", numbers(900, 9000000)),
    "ticker": ("ticker", headlines),
    "read-also": ("also", headlines),
    "hidden-state": ("state", token),
    "cdn-host": ("cdn", number(1, 9)),
    "scrambled-mail": ("mail_key", number(1, 255)),
    "new-badge": ("badges", number(0, 6)),
}
# There on one side only.
TURNED = {
    "listen-toolbar": "listen",
    "maintenance-banner": "banner",
    "tag-swap": "swapped",
    "table-relaid": "table_relaid",
    "facts-relaid": "facts_relaid",
    "date-style": "long_dates",
    "sticky-title": "sticky",
    "br-paragraphs": "breaks",
    "typographic-quotes": "quotes",
    "glossary-links": "glossary",
}
NOISES = (*DRAWN, *TURNED)
LISTS_TOO = {
    "weather-strip",
    "visitors-online",
    "ticker",
    "read-also",
    "hidden-state",
    "new-badge",
    "listen-toolbar",
    "maintenance-banner",
    "date-style",
}
GROWING = {"download-count", "view-row", "relative-age", "helpful-votes"}
ONLY_LISTS = {"new-badge"}
OFTEN = ("weather", "online", "downloads", "ago", "also", "votes", "views", "ticker")


def fits(name: str, form: str) -> bool:
    return name in LISTS_TOO if form == "list" else name not in ONLY_LISTS


def chrome(maker: Maker, rng: random.Random) -> Chrome:
    """What both sides show alike: some of the counters, and everything that is always there."""
    drawn = {part: draw(maker, rng) for part, draw in DRAWN.values()}
    turned = {part: rng.random() < 0.25 for part in TURNED.values()}
    missing = {part: None for part in OFTEN if rng.random() < 0.5}
    return {**drawn, **turned, **missing, "mail_key": None}


def put(name: str, old: Chrome, new: Chrome, maker: Maker, rng: random.Random) -> None:
    """The noise, on one or both sides."""
    if name in TURNED:
        first = rng.random() < 0.5
        old[TURNED[name]], new[TURNED[name]] = first, not first
        return
    part, draw = DRAWN[name]
    old[part] = new[part] = draw(maker, rng)
    while new[part] == old[part]:
        new[part] = draw(maker, rng)
    if name in GROWING:
        old[part], new[part] = grown(old[part], new[part])


def grown(one: Any, other: Any) -> tuple[Any, Any]:
    """The smaller first, each by each."""
    if isinstance(one, list):
        return [min(pair) for pair in zip(one, other, strict=True)], [
            max(pair) for pair in zip(one, other, strict=True)
        ]
    return min(one, other), max(one, other)
