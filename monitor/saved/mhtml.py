"""MHTML: a page and its parts in one file, as browsers save it (RFC 2557). Read with limits.

The page itself comes first. Parts that only make it look as it does are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.message import Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime

from monitor.errors import ReadError
from monitor.patterns import regex
from monitor.values import dataclass

MOST_PARTS = 2_000
MOST_NESTED = 8

_HEAD = 8_192
_RELATED = regex(rb"^content-type:\s*multipart/(?:related|mixed|alternative)\b", re.IGNORECASE | re.MULTILINE)
_NESTED = regex(rb"^content-type:\s*multipart/", re.IGNORECASE | re.MULTILINE)
_PAGES = ("text/html", "application/xhtml+xml")
_FURNITURE = (
    "text/css",
    "text/javascript",
    "application/javascript",
    "application/x-javascript",
    "font/",
    "image/svg",
)


@dataclass(frozen=True, slots=True)
class Part:
    """A page or file of an MHTML file. location: the address it came from. date: when it was saved."""

    body: bytes
    content_type: str
    location: str | None = None
    date: datetime | None = None


def is_mhtml(body: bytes) -> bool:
    """Whether a file is MHTML by its head, whatever it is called."""
    head = body[:_HEAD]
    return _RELATED.search(head) is not None and b"mime-version:" in head.lower()


def parts(body: bytes) -> list[Part]:
    """The page, then what came with it. ReadError when there is no page in the file."""
    if len(_NESTED.findall(body)) > MOST_NESTED:
        raise ReadError(f"an MHTML file with more than {MOST_NESTED} nested parts")
    message = BytesParser(policy=policy.compat32).parsebytes(body)
    date = _date(message)
    snapshot = message.get("Snapshot-Content-Location") or message.get("Content-Location")
    found = [_part(each, date) for each in _leaves(message)]
    pages = [part for part in found if part.content_type in _PAGES and part.body.strip()]
    if not pages:
        raise ReadError("expected an MHTML file with a page in it and found none; save the page again")
    wanted = str(snapshot).strip() if snapshot else None
    page = next((part for part in pages if part.location == wanted), pages[0])
    first = replace(page, location=wanted or page.location)
    return [first, *(part for part in found if part is not page and part.body)]


def _leaves(message: Message) -> Iterator[Message]:
    for number, part in enumerate(message.walk()):
        if number > MOST_PARTS:
            raise ReadError(f"an MHTML file with more than {MOST_PARTS} parts")
        if not part.is_multipart() and not part.get_content_type().startswith(_FURNITURE):
            yield part


def _part(part: Message, date: datetime | None) -> Part:
    payload = part.get_payload(decode=True)
    location = part.get("Content-Location")
    charset = part.get_content_charset()
    kind = part.get_content_type()
    return Part(
        payload if isinstance(payload, bytes) else b"",
        # browsers write pages anew and leave the old label, or call UTF-16 "unicode"
        f"{kind}; charset={charset}" if charset and kind not in _PAGES else kind,
        str(location).strip() if location else None,
        date,
    )


def _date(message: Message) -> datetime | None:
    try:
        date = parsedate_to_datetime(str(message["Date"]))
        return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None
