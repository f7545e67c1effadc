"""Notices with their versions, and what a version says."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import Field

from monitor.answers import Answer, iso
from monitor.model import Notice, Table, Text
from monitor.store.reading import Kept, Stands, Turn
from monitor.web.api.base import ProblemError, Record, number, problems
from monitor.web.api.said import Place, Sort
from monitor.web.doors import Desk

router = APIRouter(tags=["notices"])

Id = Annotated[str, Path(description="A notice, by its number.", pattern="^[0-9]{1,18}$")]
Hash = Annotated[str, Path(description="A version, by the SHA-256 of its content.", pattern="^[0-9a-f]{64}$")]


class Received(Record):
    """The answer in which a version was read."""

    url: str
    status: int
    fetched_at: datetime
    sha256: str
    size: int
    came: str
    kept: bool = Field(description="Its bytes are in the archive.")


class VersionOf(Record):
    sha256: str = Field(description="Of its content, as in `versions` of a change.")
    seen: datetime
    received: Received | None = Field(description="null when it was read in an answer about several notices.")


class TurnOf(Record):
    """A change of the notice in short."""

    id: str
    change: Sort
    silent: bool
    detected: datetime
    before: str | None
    after: str | None
    held: bool
    untold: str | None


class NoticeOf(Record):
    """A notice as its list says of it now."""

    id: str
    source: str
    key: str
    title: str
    url: str
    number: str | None
    published: date | None
    first_seen: datetime
    last_read: datetime | None
    removed: bool
    flapping: bool
    content: str | None = Field(
        description="SHA-256 of its last version; null while it was never read in full."
    )
    versions: list[VersionOf] = Field(description="The latest first, 200 at most.")
    changes: list[TurnOf] = Field(description="The latest first, 200 at most.")
    places: list[Place] = Field(description="Where else the same notice stands.")


class Block(Record):
    """A heading, paragraph or item; or a table."""

    kind: str
    text: str | None = None
    role: str | None = None
    href: str | None = None
    name: str | None = None
    columns: list[str] | None = None
    rows: list[list[str]] | None = None


class File(Record):
    name: str
    url: str
    sha256: str | None
    blocks: list[Block] | None
    unread: str | None


class Labelled(Record):
    name: str
    value: str


class Content(Record):
    """What a version says, as it was read."""

    sha256: str
    title: str
    url: str
    number: str | None
    published: date | None
    language: str
    blocks: list[Block]
    fields: list[Labelled]
    attachments: list[File]
    unread: str | None = Field(description="Why its text is not available.")


@router.get("/notices/{notice}", summary="One notice with its versions", responses=problems(404, 422))
def one(office: Desk, notice: Id) -> NoticeOf:
    row, reading = number(notice, "notice"), office.store.reading
    found = reading.notice(row)
    if found is None:
        raise _unknown(notice)
    return NoticeOf.model_validate(
        notice_answer(found)
        | {
            "versions": [version_answer(each) for each in reading.versions(row)],
            "changes": [turn_answer(each) for each in reading.turns(row)],
            "places": [{"source": each.source, "url": each.url} for each in reading.copies(row)],
        }
    )


@router.get(
    "/notices/{notice}/versions/{sha256}", summary="What a version says", responses=problems(404, 422)
)
def version(office: Desk, notice: Id, sha256: Hash) -> Content:
    row, reading = number(notice, "notice"), office.store.reading
    if reading.notice(row) is None:
        raise _unknown(notice)
    if not reading.versions(row, [sha256], 1):
        raise ProblemError(404, f"notice {notice} has no version {sha256}", "sha256")
    return Content.model_validate(content_answer(sha256, reading.texts([sha256])[sha256]))


def _unknown(notice: str) -> ProblemError:
    return ProblemError(404, f"no notice has the number {notice}", "notice")


# -- as JSON ---------------------------------------------------------------------------------------


def notice_answer(found: Stands) -> Answer:
    return {
        "id": str(found.id), "source": found.source, "key": found.key, "title": found.title, "url": found.url,
        "number": found.number, "published": iso(found.published), "first_seen": iso(found.first_seen),
        "last_read": iso(found.last_read), "removed": found.removed, "flapping": found.flaps, "content": found.content,
    }  # fmt: skip


def version_answer(kept: Kept) -> Answer:
    answer = kept.answer
    received = {
        "url": answer.url, "status": answer.status, "fetched_at": iso(answer.fetched_at), "sha256": answer.sha256,
        "size": answer.size, "came": answer.came.value, "kept": answer.kept,
    } if answer else None  # fmt: skip
    return {"sha256": kept.sha256, "seen": iso(kept.seen), "received": received}


def turn_answer(turn: Turn) -> Answer:
    return {
        "id": turn.id, "change": turn.name, "silent": turn.silent, "detected": iso(turn.detected),
        "before": turn.before, "after": turn.after, "held": turn.held, "untold": turn.untold,
    }  # fmt: skip


def content_answer(sha256: str, notice: Notice) -> Answer:
    listed, content = notice.listed, notice.content
    return {
        "sha256": sha256, "title": listed.title, "url": listed.url, "number": listed.number,
        "published": iso(listed.published), "language": notice.language,
        "blocks": [block_answer(each) for each in content.blocks],
        "fields": [{"name": name, "value": value} for name, value in content.fields],
        "attachments": [
            {"name": each.name, "url": each.url, "sha256": each.sha256, "unread": each.unread,
             "blocks": None if each.blocks is None else [block_answer(one) for one in each.blocks]}
            for each in content.attachments
        ],
        "unread": content.unread,
    }  # fmt: skip


def block_answer(block: Text | Table) -> dict[str, Any]:
    if isinstance(block, Text):
        return {"kind": "text", "text": block.text, "role": block.role, "href": block.href}
    return {
        "kind": "table",
        "name": block.name,
        "columns": list(block.columns),
        "rows": [list(row) for row in block.rows],
    }
