"""A rendered digest -> the bytes of a mail, the same bytes every time.

Every header goes through the standard library's structured policy after it was folded to one clean
line (C27, M06); bodies are base64 or quoted-printable, so no server needs 8BITMIME (M17).
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, Policy
from email.utils import format_datetime, getaddresses
from urllib.parse import quote

from monitor import shown
from monitor.model import Message
from monitor.values import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail before it has a recipient. key: what makes its Message-ID, together with the recipient."""

    key: str
    subject: str
    text: str
    html: str
    name: str  # of the subscription
    slot: datetime
    composed: datetime
    part: int = 1
    parts: int = 1
    tells: tuple[str, ...] = ()
    bare: bool = False
    thread: tuple[str, str] | None = None  # id and name of the one programme that all of it is about


class _AsWritten(UnstructuredHeader):
    """One long word, such as a Message-ID or an address in angle brackets, which the library would fold and encode."""

    max_count = 1

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]


_HEADERS = HeaderRegistry()
for _name in ("message-id", "list-unsubscribe", "references", "in-reply-to"):
    _HEADERS.map_to_type(_name, _AsWritten)  # type: ignore[arg-type]  # the registry adds BaseHeader
_PLAIN, _WIDE = SMTP.clone(header_factory=_HEADERS), SMTPUTF8.clone(header_factory=_HEADERS)


def address(written: str) -> Address:
    """A mail address taken apart, its domain in ASCII. ValueError when it is not one (M06)."""
    found = getaddresses([written])
    display, spec = found[0] if len(found) == 1 else ("", "")
    user, at, domain = spec.rpartition("@")
    if not (user and at and domain) or shown.line(written) != written:
        raise ValueError(f"{shown.line(written)!r} is not a mail address")
    try:
        return Address(shown.line(display), user, domain.encode("idna").decode("ascii"))
    except (MessageError, IndexError, UnicodeError) as error:
        raise ValueError(f"{shown.line(written)!r} is not a mail address: {error}") from error


def message(letter: Letter, recipient: str, sender: str, stop: str | None = None) -> Message:
    """The mail for one recipient (M04). stop: where one asks to get no more, an address or a page; the sender when
    not said. ValueError when an address is none.
    """
    origin, target = address(sender), address(recipient)
    wide = not (origin.addr_spec + target.addr_spec).isascii()  # only then is SMTPUTF8 needed (M17)
    mime = EmailMessage(_WIDE if wide else _PLAIN)
    own = hashlib.sha256(f"{letter.key}\n{target.addr_spec}".encode()).hexdigest()[:24]
    message_id = f"<{letter.key}.{own}@{origin.domain}>"
    subject = shown.line(letter.subject, 200)
    mime["From"], mime["To"], mime["Subject"] = origin, target, subject
    mime["Date"] = format_datetime(letter.composed)
    mime["Message-ID"] = message_id
    mime["List-Id"] = f"<{list_id(letter.name)}.{origin.domain}>"
    mime["List-Unsubscribe"] = f"<{unsubscribe(stop or origin.addr_spec, letter.name)}>"
    if letter.thread:
        id_, called = letter.thread
        root = f"<{_label(id_)}.{list_id(letter.name)}.programme@{origin.domain}>"
        mime["In-Reply-To"] = mime["References"] = root
        mime["Thread-Topic"] = shown.line(called, 100)  # what Outlook goes by
    mime["Auto-Submitted"] = "auto-generated"
    mime["X-Auto-Response-Suppress"] = "All"  # what Exchange looks for instead
    mime["X-Digest"] = f"{list_id(letter.name)}; {letter.slot:%Y-%m-%dT%H:%MZ}; {letter.part}/{letter.parts}"
    _fill(mime, letter.text, letter.html, own)
    return Message(message_id, subject, mime.as_bytes(), letter.tells, letter.bare)


def weight(text: str, html: str) -> int:
    """How many bytes a mail with these bodies has; somewhat more than it will be."""
    sizes = [len(html.encode()) * 4 // 3, len(text.encode()) * 4 // 3]
    if mostly_ascii(text):
        sizes[1] = len(text) + 9 * _beyond_ascii(text) + 2 * (text.count("=") + text.count("\n"))
    return sum(sizes) * 79 // 73 + 2_000  # line ends; the headers


def _fill(mime: EmailMessage, text: str, html: str, unique: str) -> None:
    """Both bodies, in encodings that depend on nothing but themselves."""
    mime.set_content(text, charset="utf-8", cte="quoted-printable" if mostly_ascii(text) else "base64")
    mime.add_alternative(html, subtype="html", charset="utf-8", cte="base64")
    mime.set_boundary(
        f"=_{unique}"
    )  # "=_" occurs in neither encoding, and a fixed one keeps the bytes the same


def mostly_ascii(text: str) -> bool:
    """Quoted-printable can be read as it stands, base64 is shorter where other scripts are many."""
    return _beyond_ascii(text) < len(text) / 20


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def unsubscribe(stop: str, name: str) -> str:
    """The address of a page, or a mail to an address that says which list."""
    if shown.link(stop):
        return stop
    return f"mailto:{stop}?subject={quote(f'unsubscribe {list_id(name)}')}"


def _label(id_: str) -> str:
    """A programme's id as part of a Message-ID; the same programme always gives the same."""
    return id_ if id_.isascii() and len(id_) <= 60 else hashlib.sha256(id_.encode()).hexdigest()[:24]


def list_id(name: str) -> str:
    """A subscription's name as a list label: ASCII letters and digits, or a hash of what has none."""
    label = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in name.lower()).split())
    return label[:60] or hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:12]


def plain_text(message: Message) -> str:
    """The plain part of a finished mail, for a person at a terminal."""
    part = message_from_bytes(message.mime, _class=EmailMessage, policy=SMTP).get_body(("plain",))
    return part.get_content() if part else ""
