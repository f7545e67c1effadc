"""The catalogue: places where authorities publish, ready to be watched.

The YAML files of `packs/` hold them by jurisdiction, `families.yaml` holds what sites of one making
have in common. An entry is a source as sources.yaml would say it, and beside that what is known about
it: `topic`, `family`, `reach`, `confidence`, `evidence`, `note` and `elsewhere`. What an entry says itself
goes before what its family says, notes add up; `key: null` takes a family's key away.

A pack is brought in whole by `include: catalogue/<pack>`, an entry by `monitor sources add ID`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Literal, cast, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from monitor import urls
from monitor.values import dataclass

PREFIX = "catalogue/"  # before a pack's name in `include:`

Reach = Literal["http", "browser", "person", "unverified"]
Confidence = Literal["seen-in-code", "documented", "unverified"]

REACHES: tuple[Reach, ...] = get_args(Reach)

_FETCH: dict[Reach, str] = {"browser": "browser", "person": "saved"}  # what follows for the source
_FIRST = ("id", "authority", "jurisdiction", "language", "tier", "kind", "url", "fetch", "wait_for")


class Known(BaseModel):
    """What is known about a place beside how to read it.

    reach: how it was read when somebody last did: by plain HTTP, by a browser, only by a person (captcha,
    login, a key of one's own), or not verified by anybody. confidence: whether address and selectors are
    used by public code, stated by documentation, or neither. evidence: the day, month or year of the newest
    sign that this holds, as exact as it is known; None when nothing dates it. note: the trap. elsewhere:
    further addresses of the same site, by what is there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    topic: str
    family: str | None = None
    reach: Reach
    confidence: Confidence
    evidence: Annotated[str, BeforeValidator(str)] | None = None
    note: str | None = None
    elsewhere: Mapping[str, str] = {}


@dataclass(frozen=True)
class Entry:
    """A place of the catalogue. source: its keys and values as sources.yaml would have them, family included."""

    pack: str
    id: str
    known: Known
    source: Mapping[str, object]

    @property
    def authority(self) -> str:
        return str(self.source["authority"])

    @property
    def jurisdiction(self) -> str:
        return str(self.source["jurisdiction"])

    @property
    def told(self) -> str:
        """Everything that a search looks into."""
        known = self.known
        said = (
            self.id, self.pack, self.authority, self.jurisdiction, known.topic, known.family or "",
            known.reach, urls.host(str(self.source["url"])),
        )  # fmt: skip
        return " ".join(said).casefold()


# -- looking -----------------------------------------------------------------------------------------


@cache
def packs() -> tuple[str, ...]:
    """The names of the packs, in the order of their files' names."""
    return tuple(sorted(file.name.removesuffix(".yaml") for file in _folder("packs").iterdir()))


@cache
def pack(name: str) -> tuple[Entry, ...]:
    """The entries of a pack as they stand in it."""
    file = _folder("packs") / f"{name}.yaml"
    return tuple(_entry(name, written) for written in _read(file))


def entries() -> Iterator[Entry]:
    """The whole catalogue, pack by pack."""
    for name in packs():
        yield from pack(name)


@cache
def by_id() -> Mapping[str, Entry]:
    return {entry.id: entry for entry in entries()}


def search(words: Sequence[str]) -> list[Entry]:
    """The entries that have all the words, in whatever case; all entries when there are no words."""
    wanted = [word.casefold() for phrase in words for word in phrase.split()]
    return [entry for entry in entries() if all(word in entry.told for word in wanted)]


def newest_evidence() -> str:
    """The newest date of evidence in the catalogue, as exact as it is known."""
    return max(entry.known.evidence or "" for entry in entries())


def fetchable(name: str) -> tuple[Entry, ...]:
    """The entries of a pack that the program can ask for by itself: all but those that need a person."""
    return tuple(entry for entry in pack(name) if entry.known.reach != "person")


# -- reading the files -------------------------------------------------------------------------------


def _folder(name: str) -> Traversable:
    return files("monitor.catalogue") / name


def _read(file: Traversable) -> list[dict[str, object]]:
    from monitor.config.written import read_text

    return cast("list[dict[str, object]]", read_text(file.read_text(encoding="utf-8"), file.name).value)


@cache
def families() -> Mapping[str, Mapping[str, object]]:
    """What sites of one making have in common: source keys, and facts that hold for all of them."""
    from monitor.config.written import read_text

    text = _folder("families.yaml").read_text(encoding="utf-8")
    return cast("Mapping[str, Mapping[str, object]]", read_text(text, "families.yaml").value)


def _entry(name: str, written: Mapping[str, object]) -> Entry:
    """An entry as written, with its family's facts. A mistake in it is ours, so it is raised as it is."""
    family = written.get("family")
    inherited = families()[str(family)] if family else {}
    merged = {**inherited, **written}
    merged.pop("about", None)
    if notes := [str(said["note"]) for said in (written, inherited) if "note" in said]:
        merged["note"] = " ".join(notes)
    said = {key: merged.pop(key) for key in Known.model_fields if key in merged}
    try:
        known = Known.model_validate(said)
    except ValidationError as error:
        raise ValueError(f"catalogue/{name}: {written.get('id')}: {error}") from error
    keys = {key: value for key, value in merged.items() if value is not None}
    if known.reach in _FETCH:
        keys.setdefault("fetch", _FETCH[known.reach])
    ordered = [*(key for key in _FIRST if key in keys), *(key for key in keys if key not in _FIRST)]
    return Entry(name, str(keys["id"]), known, {key: keys[key] for key in ordered})


def date_of(evidence: str) -> tuple[int, int, int]:
    """Year, month and day of a date of evidence; what is not known is the earliest it can have been."""
    parts = [int(part) for part in re.findall(r"\d+", evidence)]
    year, month, day = [*parts, 1, 1][:3]
    return year, month, day
