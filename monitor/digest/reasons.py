"""Why a reader gets a change, in the reader's language: `route`'s reasons, those of clients gathered by client."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from monitor import shown
from monitor.digest.moved import place
from monitor.digest.words import Words
from monitor.patterns import regex
from monitor.watchlists.reasons import Met, parse

CLIENTS = 5  # that are told one by one; of more their number, and the first few
ENTRIES = 6  # that many clients have in common on one line

# How `route` begins its other reasons, longest first where one begins with another.
_KINDS = ("label", "programme", "every change", "text not available")
_LED = regex(r"([0-9.]+) \(HS ([0-9]{4})\) is ([0-9.]+) in HS ([0-9]{4})", re.ASCII)


def reasons(why: Sequence[str], programmes: Mapping[str, str], words: Words) -> list[str]:
    """Each reason in words, without repeats. programmes: their names by id."""
    said: dict[str, None] = {}
    clients: dict[str, list[Met]] = {}
    for each in why:
        met = parse(each)
        if met is None:
            said[_other(each, programmes, words)] = None
        elif met.client:
            clients.setdefault(met.client, []).append(met)
        elif met.kind == "rest":
            said[words.say("why.watchlist_rest", met=shown.line(met.entry))] = None
        else:
            said[words.say(f"why.watchlist_{met.kind}", met=_detailed(met, words))] = None
    said |= dict.fromkeys(_of_clients(clients, words))
    return list(said)


def _of_clients(clients: Mapping[str, Sequence[Met]], words: Words) -> Iterator[str]:
    if len(clients) <= CLIENTS:
        for client, entries in clients.items():
            met = words.join([_entry(each, _detailed(each, words), words) for each in entries])
            yield words.say("why.client", client=shown.line(client, 60), met=met)
        return
    named = [shown.line(client, 60) for client in list(clients)[:CLIENTS]]
    named.append(words.say("why.more", n=len(clients) - CLIENTS))
    entries = [each for found in clients.values() for each in found if each.kind != "rest"]
    common = list(dict.fromkeys(_entry(each, shown.line(each.entry, 60), words) for each in entries))
    if len(common) > ENTRIES:
        common[ENTRIES:] = [words.say("why.more", n=len(common) - ENTRIES)]
    names, met = words.join(named), words.join(common)
    yield words.say("why.clients", n=len(clients), clients=names, met=met)


def _entry(met: Met, text: str, words: Words) -> str:
    """An entry by its kind: HS 8541.43, port Ningbo."""
    return words.say(f"why.entry_{met.kind}", met=text)


def _detailed(met: Met, words: Words) -> str:
    """An entry with the list it stands in, what met it, how and where."""
    said = []
    if met.list:
        said.append(words.say("why.list", list=shown.line(met.list, 60)))
    if met.met:
        said.append(shown.line(met.met, 60))
    if met.more:
        said.append(words.say("why.more", n=met.more))
    if met.led and (led := _LED.fullmatch(met.led)):
        said.append(words.say("why.led", old=led[1], before=led[2], new=led[3], after=led[4]))
    if met.place:
        said.append(place(met.place, words))
    entry = shown.line(met.entry, 60)
    return words.say("why.detail", met=entry, detail=words.say("sign.comma").join(said)) if said else entry


def _other(written: str, programmes: Mapping[str, str], words: Words) -> str:
    for kind in _KINDS:
        if written.startswith(kind):
            met = shown.line(written.removeprefix(kind).strip(" :"))
            if kind == "label":
                met = words.name("label", met)
            elif kind == "programme":
                met = shown.line(programmes.get(met, met))
            return words.say(f"why.{kind.replace(' ', '_')}", met=met)
    return shown.line(written)
