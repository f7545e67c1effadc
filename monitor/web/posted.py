"""A message that was sent, made fit to be looked at: its lines, its text, and its HTML for a frame that may do nothing."""

from __future__ import annotations

import contextlib
import email
import email.policy
import json
from email.message import EmailMessage

from monitor import shown
from monitor.values import dataclass

LONGEST = 200_000  # characters of a text that are shown
HEADERS = ("From", "To", "Date", "Subject", "Message-ID")
# What goes wrong in mails that somebody else wrote: charsets and encodings that are none, headers that cannot be read.
_BROKEN = (LookupError, ValueError, AttributeError, TypeError, AssertionError)


@dataclass(frozen=True, slots=True)
class Letter:
    """headers: those people know. text: its plain part, or all of it where it is no mail. html: whether it has such a
    part. cut: there is more text.
    """

    headers: tuple[tuple[str, str], ...]
    text: str
    html: bool
    cut: bool = False


def letter(mime: bytes) -> Letter:
    """The message as people read it; of what is no mail, such as JSON, the text."""
    if not _is_mail(mime):
        text = _plain(mime)
        return Letter((), text[:LONGEST], html=False, cut=len(text) > LONGEST)
    mail = _parsed(mime)
    text = _part(mail, "plain") or ""
    headers = tuple((name, shown.line(_header(mail, name), 400)) for name in HEADERS if _header(mail, name))
    return Letter(headers, shown.text(text[:LONGEST]), _part(mail, "html") is not None, len(text) > LONGEST)


def html_of(mime: bytes) -> str | None:
    """The HTML part of a mail, as it was sent; None when it has none. Only for a frame that may do nothing."""
    return _part(_parsed(mime), "html") if _is_mail(mime) else None


def _is_mail(mime: bytes) -> bool:
    head = mime[:4_000].lower()
    return b"mime-version:" in head or head.startswith(
        (b"from:", b"subject:", b"message-id:", b"to:", b"date:")
    )


def _parsed(mime: bytes) -> EmailMessage:
    return email.message_from_bytes(mime, _class=EmailMessage, policy=email.policy.default)


def _part(mail: EmailMessage, kind: str) -> str | None:
    try:
        part = mail.get_body((kind,))
        return str(part.get_content()) if part is not None else None
    except _BROKEN:
        return None


def _header(mail: EmailMessage, name: str) -> str:
    try:
        return str(mail.get(name, ""))
    except _BROKEN:
        return ""


def _plain(body: bytes) -> str:
    """JSON on lines of its own, anything else as it stands."""
    text = body.decode("utf-8", "replace")
    with contextlib.suppress(ValueError, RecursionError):
        text = json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    return shown.text(text)
