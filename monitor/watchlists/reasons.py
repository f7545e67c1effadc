"""Why an entry of a watchlist was met, as text that a person can read and `parse` reads back.

    watchlist hs 8541.43; client Acme; list solar; met 8541430010; in table Annex 1, row 8541430010
    watchlist hs 8541.40; met 8541.43; 8541.40 (HS 2017) is 8541.43 in HS 2022

What a part holds never holds the sign between the parts.
"""

from __future__ import annotations

import re

from monitor.patterns import regex
from monitor.values import dataclass

_BETWEEN = "; "
_START = regex(r"watchlist (hs|word|product|port|market|certificate|enterprise|rest)(?: |$)")
_MORE = regex(r"and ([0-9]{1,9}) more", re.ASCII)
_LED = regex(r"[0-9.]+ \(HS [0-9]{4}\) is [0-9.]+ in HS [0-9]{4}", re.ASCII)
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Met:
    """An entry that was met. kind: hs, word, product, port, market, certificate, enterprise; rest: "34 more" of them.

    client, list: whose it is and where it stands; None for a subscription's own. met: the code or words in the notice,
    where they are not the entry itself; more: how many others meet it. place: where they stand. led: how a code of
    one edition is found under another.
    """

    kind: str
    entry: str
    client: str | None = None
    list: str | None = None
    met: str | None = None
    more: int = 0
    place: str | None = None
    led: str | None = None

    def __str__(self) -> str:
        parts = [f"watchlist {self.kind} {_clean(self.entry)}".rstrip()]
        for word, value in (("client", self.client), ("list", self.list), ("met", self.met)):
            if value:
                parts.append(f"{word} {_clean(value)}")
        if self.more:
            parts.append(f"and {self.more} more")
        if self.place:
            parts.append(f"in {_clean(self.place)}")
        if self.led:
            parts.append(self.led)
        return _BETWEEN.join(parts)


def parse(reason: str) -> Met | None:
    """What a reason says; None when it is not about a watchlist."""
    start = _START.match(reason)
    if start is None:
        return None
    entry, *parts = reason[start.end() :].split(_BETWEEN)
    said: dict[str, str] = {}
    more, led = 0, None
    for part in parts:
        word, _, value = part.partition(" ")
        if word in ("client", "list", "met", "in") and value:
            said[word] = value
        elif found := _MORE.fullmatch(part):
            more = int(found[1])
        elif _LED.fullmatch(part):
            led = part
    return Met(
        start[1], entry, said.get("client"), said.get("list"), said.get("met"), more, said.get("in"), led
    )


def _clean(value: str) -> str:
    """On one line, without the sign between parts, not endless."""
    if value.isalnum() and len(value) < _LONGEST:  # most codes
        return value
    flat = " ".join(value.split()).replace(";", ",")
    return flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST]}…"
