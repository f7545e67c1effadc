"""A ZIP archive as one text: every member under its name, read as the file it is.

Members are read in memory and never unpacked to disk (C22). One that cannot be read is named with the reason and
its hash, so that its exchange shows; where none can be read, the archive's text is not available.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from zipfile import ZipInfo

from monitor.errors import ReadError
from monitor.extract import archive
from monitor.extract.limits import Limits
from monitor.extract.text import fold
from monitor.model import Block, Content, Table, Text
from monitor.patterns import regex
from monitor.values import dataclass

_UTF8_NAME = 0x800  # the flag of a name that is written in UTF-8
_LOCKED = 0x1
_REFUSE = regex(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._)", re.IGNORECASE)

Read = Callable[[bytes, str, Limits], Content]


@dataclass(frozen=True, slots=True)
class _Member:
    """One file of the archive. name: a label and no more, never a path."""

    name: str
    blocks: tuple[Block, ...]
    unread: str | None


def content(body: bytes, limits: Limits, read: Read) -> Content:
    """What the files in an archive say. read: a member's body by its name, within what is left of the limits."""
    if limits.depth < 1:
        raise ReadError("archives within archives are nested too deeply; they are not read")
    members = list(_members(body, replace(limits, depth=limits.depth - 1), read))
    if not members:
        return Content(unread="the archive is empty")
    if all(member.unread and not member.blocks for member in members):
        reasons = "; ".join(f"{member.name}: {member.unread}" for member in members[:5])
        return Content(unread=f"no file in the archive can be read: {reasons}")
    return Content(tuple(block for member in members for block in _shown(member)), unread=_doubt(members))


def _members(body: bytes, limits: Limits, read: Read) -> Iterator[_Member]:
    with archive.opened(body, "ZIP") as opened:
        members = archive.Members(opened, len(body), limits)
        names = _names(opened.infolist())
        for member, name in sorted(zip(opened.infolist(), names, strict=True), key=lambda pair: pair[1]):
            if member.is_dir() or _REFUSE.search(name):
                continue
            if member.flag_bits & _LOCKED:
                yield _Member(name, (), f"it is locked with a password (CRC-32 {member.CRC:08x})")
                continue
            inner = members.read(member)  # a bomb ends the reading of the whole archive
            try:
                said = read(inner, name, limits)
            except ReadError as error:
                said = Content(unread=str(error))
            limits = replace(limits, cells=max(limits.cells - _cells(said), 1))
            unread = f"{said.unread} (SHA-256 {hashlib.sha256(inner).hexdigest()})" if said.unread else None
            yield _Member(name, said.blocks, unread)


def _cells(said: Content) -> int:
    return sum(len(block.columns) * len(block.rows) for block in said.blocks if isinstance(block, Table))


def _shown(member: _Member) -> Iterator[Block]:
    yield Text(member.name, "heading")
    if member.unread:
        yield Text(f"[{member.unread}]")
    for block in member.blocks:
        named = f"{member.name}, {block.name}" if isinstance(block, Table) and block.name else member.name
        yield replace(block, name=named) if isinstance(block, Table) else block


def _doubt(members: Sequence[_Member]) -> str | None:
    """What of the archive was not read, in a sentence."""
    unread = [member.name for member in members if member.unread]
    if not unread:
        return None
    return (
        f"{len(unread)} of {len(members)} files in the archive were not read in full: {', '.join(unread[:5])}"
    )


def _names(members: Sequence[ZipInfo]) -> list[str]:
    """The members' names as they were meant: in UTF-8 when they say so, else in what fits all of them."""
    raw = [
        None if member.flag_bits & _UTF8_NAME else member.orig_filename.encode("cp437", "replace")
        for member in members
    ]
    coding = next(
        (coding for coding in ("ascii", "utf-8", "gb18030", "cp437") if _fits(raw, coding)), "cp437"
    )
    return [
        _label(member.filename if name is None else name.decode(coding)) or f"file {number}"
        for number, (member, name) in enumerate(zip(members, raw, strict=True), 1)
    ]


def _fits(names: Sequence[bytes | None], coding: str) -> bool:
    try:
        return all(name is None or name.decode(coding).isprintable() for name in names)
    except UnicodeDecodeError:
        return False


def _label(name: str) -> str:
    """A name without what could lead anywhere: drives, roots, ways up; folders stay, they say what belongs together."""
    parts = [fold(part).strip(". ") for part in name.replace("\\", "/").split("/")]
    return "/".join(part for part in parts if part and not part.endswith(":"))[:255]
