r"""How what was received and recorded is written down, each entry over the one before.

What is written down first makes **parts**: a check, a document it received, a version it read, a change it
found. A part is one line of JSON; its SHA-256 stands for it. An **entry** says of one check, or of one digest,
the SHA-256 of the list of its parts; or of one step of triage the SHA-256 of its only one:

    its own SHA-256   of  "AT\nKIND\nSUBJECT\nSAID\n"
    the chain's       of  "CHAIN BEFORE\nITS OWN\n"

So whoever is shown one notice can compute the chain up to its head from the hashes of the other entries, without
reading what they say. `sha256sum` is all it takes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from monitor.values import dataclass

NOTHING = "0" * 64  # what stands before the first entry
BEGUN, CHECK, DIGEST, COMPACTED, STEP = "begun", "check", "digest", "compacted", "step"

Value = str | int | None

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry. Who notes its hash elsewhere can tell later whether anything before it was touched."""

    number: int
    sha256: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Saying:
    """What an entry says. subject: the row it is about; said: one line of JSON."""

    at: datetime
    kind: str
    subject: str
    said: str

    @property
    def written(self) -> bytes:
        return f"{moment(self.at)}\n{self.kind}\n{self.subject}\n{self.said}\n".encode()

    @property
    def own(self) -> str:
        return sha256(self.written)


@dataclass(frozen=True, slots=True)
class Link:
    """An entry in its place. sha256: the chain's, up to and with it."""

    number: int
    saying: Saying
    sha256: str


def linked(before: str, own: str) -> str:
    """The chain's SHA-256 after an entry whose own it is."""
    return sha256(f"{before}\n{own}\n".encode())


def joined(before: Head | None, sayings: Iterable[Saying]) -> list[Link]:
    """The entries that follow a head."""
    last, taken = (before.sha256, before.number) if before else (NOTHING, 0)
    links = []
    for number, saying in enumerate(sayings, taken + 1):
        last = linked(last, saying.own)
        links.append(Link(number, saying, last))
    return links


# -- parts -----------------------------------------------------------------------------------------


def part(kind: str, values: Mapping[str, Value]) -> bytes:
    """A part as it is written: one line of JSON, names in order, without what is not there.

    What is not there is left out, so that a column that comes later does not make older parts look touched.
    """
    told = {"part": kind} | {name: value for name, value in values.items() if value is not None}
    return line(told).encode()


def line(values: Mapping[str, Value]) -> str:
    return _ENCODER.encode(values) + "\n"


def parts_sha256(parts: Sequence[str]) -> str:
    """Of the list of the parts' SHA-256, a line each."""
    return sha256("".join(f"{each}\n" for each in parts).encode())


def check_said(source: str, outcome: str, parts: Sequence[str], **counts: int) -> str:
    """What the entry of a check says; counts: how many of its parts are documents, versions, changes."""
    found = {name: count for name, count in counts.items() if count}
    return line({"source": source, "outcome": outcome, "parts": parts_sha256(parts), **found}).rstrip("\n")


def shown_headers(stored: str) -> str:
    """An answer's headers as they are hashed and shown to others: without the cookies it set, which may be keys.

    stored: a JSON list of pairs.
    """
    if "set-cookie" not in stored.lower():
        return stored
    pairs = [
        [name, _without_value(value) if name.lower().startswith("set-cookie") else value]
        for name, value in json.loads(stored)
    ]
    return json.dumps(pairs, ensure_ascii=False, separators=(",", ":"))


def _without_value(cookie: str) -> str:
    return f"{cookie.partition('=')[0].strip()}=withheld"


def moment(at: datetime) -> str:
    """A time as it is written in entries and parts: UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def sha256(written: bytes) -> str:
    return hashlib.sha256(written).hexdigest()
