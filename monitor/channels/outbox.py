"""Channel `outbox`: every mail as a file in a folder, `.eml` for mail programs and `.html` for eyes. Operators' mails
lie in a folder of their own in it.

The same message written twice is one file; a file is either whole or not there.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from tempfile import NamedTemporaryFile

from monitor.channels import base
from monitor.errors import DeliveryError, of_disk
from monitor.model import Message


class Channel(base.Channel):
    """Writes to `folder`, which is made when it is missing."""

    def __init__(self, folder: Path, name: str = "outbox") -> None:
        self.folder = folder
        self.name = name

    def send(self, message: Message, recipient: str) -> None:
        mime = message_from_bytes(message.mime, policy=policy.default)
        stem = stem_of(message, mime, recipient)
        page = mime.get_body(("html",))
        folder = self.folder / "operators" if message.id.startswith("<op-") else self.folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if page:
                write(folder / f"{stem}.html", page.get_content().encode())
            write(folder / f"{stem}.eml", message.mime)  # last: where it is, the page is too
        except OSError as error:
            raise DeliveryError(f"outbox {self.folder}: {of_disk(error)}") from error


def stem_of(message: Message, mime: EmailMessage, recipient: str) -> str:
    """A file name of our own making (C22): slot, subscription, recipient, and a hash that tells them apart."""
    name, slot, *_ = [*str(mime.get("X-Digest", "")).split("; "), "", ""]
    unique = hashlib.sha256(message.id.encode()).hexdigest()[:8]
    parts = [safe(slot.replace(":", "").replace("-", "")), safe(name), safe(recipient), unique]
    return "-".join(part for part in parts if part)


def safe(text: str) -> str:
    """Only letters, digits and single inner signs; never a path, a hidden file or an endless name."""
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "@._") else "-" for c in text)
    return "-".join(part.strip("._") for part in kept.split("-") if part.strip("._"))[:60]


def write(path: Path, body: bytes) -> None:
    """The file whole, or not at all, also after a power cut (D02, D04)."""
    with NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as part:
        try:
            part.write(body)
            part.flush()
            os.fsync(part.fileno())
            part.close()
            Path(part.name).chmod(0o644)
            Path(part.name).replace(path)
        except OSError:
            with suppress(OSError):  # which the disk may refuse as well
                Path(part.name).unlink(missing_ok=True)
            raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """The new name is on the disk too. Windows has no such thing as an open folder."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
