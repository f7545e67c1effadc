"""One change as a file that somebody else can check without us: versions, headers, difference, labels, chain.

Every name in it is ours: nothing that an authority or a server wrote becomes a path (C22). Pages are text files, so
that a click does not run what stands in them (C24). The same database gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import IO

from monitor.errors import ReadError
from monitor.evidence.captures import Capture
from monitor.evidence.chain import sha256
from monitor.extract.sniff import sniff
from monitor.model import Content
from monitor.patterns import regex
from monitor.prose import body as text_of
from monitor.values import dataclass

_OURS = regex(r"[a-z0-9][a-z0-9-]*(?:[./][a-z0-9][a-z0-9-]*)*|README\.txt|SHA256SUMS")
_OPENED_BY_PROGRAMS = frozenset({"pdf", "docx", "doc", "xlsx", "xls", "ods", "odt", "zip", "rtf"})
_READ_AS_TEXT = frozenset({"html", "feed", "json", "xml", "csv", "txt"})
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first time that a ZIP can hold


@dataclass(frozen=True, slots=True)
class Answer:
    """A document with its part of the chain. headers: as they are hashed; body: None when it was not kept."""

    capture: Capture
    part: bytes
    headers: str
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Side:
    """One version. sha256: of the reading; check, part: None when no check recorded it as a version of its own."""

    sha256: str
    reading: bytes
    content: Content
    check: int | None
    part: bytes | None
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the chain about a check. check_part: what the check itself is; parts: the SHA-256 of all of them."""

    number: int
    check: int
    written: bytes
    check_part: bytes
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Links:
    """The chain from one entry on. before: its hash before the first; own: each entry's own SHA-256."""

    first: int
    before: str
    own: tuple[str, ...]
    head: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A change and what stands behind it. part, said: as the chain has it."""

    id: str
    source: str
    part: bytes
    said: str
    before: Side | None
    after: Side | None
    lists: tuple[Answer, ...]
    entries: tuple[Entry, ...]
    links: Links | None


def files(proof: Proof, told: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files by name. told: what is said of the change, for people and programs, by file name."""
    found = {"change/part.json": proof.part, "change/said.json": proof.said.encode()}
    found |= {f"change/{name}": content for name, content in told.items()}
    for name, side in (("before", proof.before), ("after", proof.after)):
        if side is not None:
            found |= {f"{name}/{inner}": content for inner, content in _side(side)}
    for number, answer in enumerate(proof.lists, 1):
        found |= {f"list/{inner}": content for inner, content in _answer(answer, number)}
    found |= dict(_chain(proof, found))
    found["README.txt"] = resources.files(__package__).joinpath("README.bundle.txt").read_bytes()
    found["verify.py"] = resources.files(__package__).joinpath("check_bundle.py").read_bytes()
    sums = "".join(f"{sha256(found[name])}  {name}\n" for name in sorted(found))
    return found | {"SHA256SUMS": sums.encode()}


def zipped(found: Mapping[str, bytes]) -> bytes:
    """The files as one ZIP, always the same for the same files."""
    written = io.BytesIO()
    write(found, written)
    return written.getvalue()


def write(found: Mapping[str, bytes], stream: IO[bytes]) -> None:
    """The same into a file that may be large."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(found):
            if not _OURS.fullmatch(name):
                raise ValueError(f"{name!r} is no name for a file of a bundle")
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, found[name])


def _side(side: Side) -> Iterator[tuple[str, bytes]]:
    yield "reading.json", side.reading
    yield "text.txt", text_of(side.content).encode("utf-8", "replace")
    if side.part is not None:
        yield "version.json", side.part
    for number, answer in enumerate(side.answers, 1):
        yield from _answer(answer, number)


def _answer(answer: Answer, number: int) -> Iterator[tuple[str, bytes]]:
    folder = f"document-{number}"
    capture = answer.capture
    yield f"{folder}/part.json", answer.part
    yield f"{folder}/headers.json", answer.headers.encode()
    yield f"{folder}/request.txt", capture.request[1]
    if capture.posted is not None:
        yield f"{folder}/form.bin", capture.posted
    if answer.body is not None:
        yield f"{folder}/{name_of(answer.body)}", answer.body


def name_of(body: bytes) -> str:
    """What a body is called as a file: no page is opened by a click, and no program is run."""
    try:
        kind = sniff(body)
    except ReadError:
        return "body.bin"
    if kind in _OPENED_BY_PROGRAMS:
        return f"body.{kind}"
    return f"body.{kind}.txt" if kind in _READ_AS_TEXT else "body.bin"


def _chain(proof: Proof, found: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    named = {part for entry in proof.entries for part in entry.parts}
    parts = sorted(name for name in found if name.endswith(("/part.json", "/version.json")))
    if older := [name for name in parts if sha256(found[name]) not in named]:
        yield "chain/before-it-began.txt", "".join(f"{name}\n" for name in older).encode()
    for entry in proof.entries:
        folder = f"chain/entry-{entry.number}"
        yield f"{folder}/entry.txt", entry.written
        yield f"{folder}/check.json", entry.check_part
        yield f"{folder}/parts.txt", "".join(f"{each}\n" for each in entry.parts).encode()
    if proof.links is not None:
        yield "chain/begin.txt", f"{proof.links.first}\n{proof.links.before}\n".encode()
        yield "chain/links.txt", "".join(f"{own}\n" for own in proof.links.own).encode()
        yield "chain/head.txt", f"{proof.links.head}\n".encode()
