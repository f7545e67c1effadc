"""The filters of a list of changes, as its page shows them: a form with what was typed, and what can be taken away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from fastapi import Request

from monitor.digest.names import Names
from monitor.digest.words import Words
from monitor.hs import Edition
from monitor.model import Direction, LabelName, State
from monitor.values import dataclass
from monitor.wanted import (
    FILTERS,
    Known,
    Mistake,
    Named,
    Reach,
    Read,
    Sort,
    Wanted,
    pairs,
    query,
    read,
    without,
)
from monitor.watchlists.editions import dotted
from monitor.web.doors import Office

Kind = Literal["checks", "choice", "text", "day", "yes"]

KINDS: Mapping[str, Kind] = {
    "label": "checks",
    "direction": "checks",
    "change": "checks",
    "hs": "text",
    "source": "choice",
    "jurisdiction": "choice",
    "since": "day",
    "until": "day",
    "effective_from": "day",
    "effective_to": "day",
    "programme": "choice",
    "subscription": "choice",
    "status": "choice",
    "triage": "checks",
    "owner": "text",
    "overdue": "yes",
}
AT_HAND = ("label", "change", "hs", "source", "since", "until")  # the others stand behind "more filters"


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    text: str
    on: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form. value: as it was typed. wrong: what is to be mended. several: more than one is chosen."""

    name: str
    label: str
    kind: Kind
    value: str = ""
    choices: tuple[Choice, ...] = ()
    wrong: str | None = None
    hint: str | None = None

    @property
    def several(self) -> bool:
        return sum(each.on for each in self.choices) > 1

    @property
    def plain_day(self) -> bool:
        """Whether a browser's own calendar can hold what was typed: it would hide anything else."""
        return self.value == "" or (len(self.value) == 10 and self.wrong is None)


@dataclass(frozen=True, slots=True)
class Active:
    """A filter that is on. away: the address of the list without it."""

    text: str
    away: str


@dataclass(frozen=True, slots=True)
class Form:
    fields: tuple[Field, ...]
    more: tuple[Field, ...]
    active: tuple[Active, ...]
    wrong: tuple[Field, ...]
    sort: str

    @property
    def opened(self) -> bool:
        """Whether one of the further fields says something."""
        return any(each.value or each.wrong or any(one.on for one in each.choices) for each in self.more)


# -- from a request --------------------------------------------------------------------------------


def named(office: Office) -> Named:
    """What filters may name: also sources that are no longer watched, for what they brought is still here."""
    config = office.config
    recorded = dict.fromkeys(sorted(office.store.checked()), "")
    return Named(
        {**recorded, **{each.id: each.jurisdiction for each in config.sources}},
        tuple(each.id for each in config.programmes),
        tuple(each.name for each in config.subscriptions),
        config.settings.timezone,
    )


def asked(request: Request, known: Named) -> Read:
    return read(request.query_params.multi_items(), known)


# -- as a form -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Choices:
    """Whom and what the choices name."""

    named: Named
    names: Names
    owners: Sequence[str] = ()


def form(found: Read, known: Choices, words: Words) -> Form:
    wrong: dict[str, Mistake] = {}
    for each in found.mistakes:
        wrong.setdefault(each.field, each)
    fields = [_field(name, found, known, wrong.get(name), words) for name in KINDS]
    return Form(
        fields=tuple(each for each in fields if each.name in AT_HAND),
        more=tuple(each for each in fields if each.name not in AT_HAND),
        active=tuple(active(found.wanted, known, words)),
        wrong=tuple(each for each in fields if each.wrong),
        sort=found.wanted.sort if found.wanted.sort != Wanted().sort else "",
    )


def active(wanted: Wanted, known: Choices, words: Words) -> Iterable[Active]:
    for name, value in pairs(wanted):
        if name in FILTERS:
            text = words.say(
                "filter.active", name=words.say(f"filter.{name}"), value=_text(name, value, known, words)
            )
            yield Active(text, f"/changes?{query(without(wanted, name, value))}".removesuffix("?"))


def as_well(within: Reach, words: Words) -> tuple[str, ...]:
    """Codes that are looked for beside those that were typed, and why."""
    said = []
    for each in within.led:
        newer = each.written is Edition.HS2017
        old, new = (each.code, each.other) if newer else (each.other, each.code)
        before, after = Edition.HS2017.value, Edition.HS2022.value
        said.append(words.say("why.led", old=dotted(old), before=before, new=dotted(new), after=after))
    return tuple(dict.fromkeys(said))


def loosened(wanted: Wanted) -> tuple[tuple[str, Wanted], ...]:
    """The same without one of its fields each, by the field's name."""
    empty = Wanted()
    on = [name for name in FILTERS if getattr(wanted, name) != getattr(empty, name)]
    return tuple((name, replace(wanted, **{name: getattr(empty, name)})) for name in on)


def _field(name: str, found: Read, known: Choices, mistake: Mistake | None, words: Words) -> Field:
    typed = found.typed.get(name, ())
    kind = KINDS[name]
    choices: tuple[Choice, ...] = ()
    if kind in ("checks", "choice"):
        values = [(value, _text(name, value, known, words)) for value in _values(name, known)]
        on = {value.upper() if name == "jurisdiction" else value for value in typed}
        choices = tuple(Choice(value, text, value in on) for value, text in values)
    elif name == "owner":
        choices = tuple(Choice(each, each) for each in known.owners)
    return Field(
        name,
        words.say(f"filter.{name}"),
        kind,
        " ".join(typed),
        choices,
        words.say(f"filter_wrong.{mistake.why}", value=mistake.value) if mistake else None,
        words.say("filter.hs_hint") if name == "hs" else None,
    )


_OURS: Mapping[str, type[StrEnum]] = {
    "label": LabelName,
    "direction": Direction,
    "change": Sort,
    "status": Known,
    "triage": State,
}


def _values(name: str, known: Choices) -> Sequence[str]:
    if name in _OURS:
        return [each.value for each in _OURS[name]]
    named = known.named
    theirs = {
        "jurisdiction": named.jurisdictions,
        "programme": named.programmes,
        "subscription": named.subscriptions,
        "source": named.sources,
    }
    return sorted(theirs[name])


_GROUPS = {"label": "label", "direction": "tone", "change": "change", "triage": "triage_state"}


def _text(name: str, value: str, known: Choices, words: Words) -> str:
    """A value as people call it."""
    key = {"overdue": "yes", "status": f"status_{value}", "direction": value}.get(name)
    if key is not None and (name != "direction" or value == Direction.NEUTRAL):
        return words.say(f"filter.{key}")
    if name in _GROUPS:
        return words.name(_GROUPS[name], value)
    if KINDS[name] == "day":
        return _day(value, words)
    authority = known.names.authorities.get(value) if name == "source" else None
    if authority:
        return f"{value} · {authority[:60]}"
    return known.names.programmes.get(value, value) if name == "programme" else value


def _day(value: str, words: Words) -> str:
    if len(value) == 10:
        return words.day(date.fromisoformat(value))
    return words.moment(datetime.fromisoformat(value))
