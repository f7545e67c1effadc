"""The versions of a notice with when and how each was received, for a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from monitor import shown
from monitor.model import Attachment, Content
from monitor.store.reading import Answered, Kept
from monitor.values import dataclass

MOST_FILES = 30


@dataclass(frozen=True, slots=True)
class Original:
    """What was received. link: where the address leads; own: our address of the bytes, None when they were not kept.

    how: http, browser or saved, by its name in the words. told: what a page saved by hand says of itself.
    """

    address: str
    link: str | None
    fetched: datetime
    how: str
    status: int
    sha256: str
    size: int
    own: str | None
    unchanged: bool = False
    told: str = ""


@dataclass(frozen=True, slots=True)
class Filed:
    """A file that belongs to a version. unread: why its text is not there."""

    name: str
    link: str | None
    sha256: str
    unread: str
    original: Original | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a notice. side: before or after, "" of others. original: None when it was read in an answer about
    several notices; lists: those of its check, then.
    """

    sha256: str
    seen: datetime | None
    side: str = ""
    original: Original | None = None
    lists: tuple[Original, ...] = ()
    files: tuple[Filed, ...] = ()


def version(
    sha256: str,
    kept: Kept | None,
    *,
    side: str = "",
    lists: Iterable[Answered] = (),
    content: Content | None = None,
    files: Sequence[Answered] = (),
) -> Version:
    """kept: None when no check recorded it as a version of its own, such as a copy that was only compared with."""
    by_hash = {answer.sha256: answer for answer in files}
    return Version(
        sha256,
        kept.seen if kept else None,
        side,
        original(kept.answer) if kept and kept.answer else None,
        tuple(map(original, lists)),
        tuple(_filed(file, by_hash) for file in (content.attachments if content else ())[:MOST_FILES]),
    )


def original(answer: Answered) -> Original:
    saved = [answer.header(name) for name in ("saved-file", "saved-at")]
    return Original(
        address=shown.line(answer.url),
        link=shown.link(answer.url),
        fetched=answer.fetched_at,
        how=answer.came.value,
        status=304 if answer.not_modified else answer.status,
        sha256=answer.sha256,
        size=answer.size,
        own=address(answer) if answer.kept else None,
        unchanged=answer.not_modified,
        told=" · ".join(shown.line(each, 120) for each in saved if each),
    )


def address(answer: Answered) -> str:
    """Where a browser gets the bytes."""
    return f"/bodies/{answer.id}/{answer.sha256}"


def _filed(file: Attachment, answers: dict[str, Answered]) -> Filed:
    answer = answers.get(file.sha256 or "")
    return Filed(
        shown.line(file.name, 160),
        shown.link(file.url),
        file.sha256 or "",
        shown.line(file.unread or ""),
        original(answer) if answer else None,
    )
