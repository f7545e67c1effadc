"""A digest as files for a folder: .html and .txt for people, .json for programs (see `messages.webhook`)."""

from __future__ import annotations

import hashlib
import json

from monitor.digest.mail import Letter, list_id
from monitor.messages import webhook
from monitor.model import Digest


def body(digest: Digest, letter: Letter, id_: str) -> bytes:
    """The files of one part, by their names, as JSON."""
    told = webhook.of_lines(digest, letter.tells)
    data = webhook.body(digest, told, id_, number=letter.part, parts=letter.parts)
    stem = stem_of(letter)
    kept = {f"{stem}.html": letter.html, f"{stem}.txt": letter.text, f"{stem}.json": data.decode()}
    return json.dumps(kept, ensure_ascii=False).encode("utf-8", "backslashreplace")


def stem_of(letter: Letter) -> str:
    """A file name of our own making (C22): slot, subscription, part, and a hash that tells namesakes apart."""
    unique = hashlib.sha256(letter.key.encode()).hexdigest()[:8]
    part = f"-{letter.part}of{letter.parts}" if letter.parts > 1 else ""
    return f"{letter.slot:%Y%m%dT%H%MZ}-{list_id(letter.name)}-{unique}{part}"


def unpacked(mime: bytes) -> dict[str, str]:
    """The files that `body` packed. ValueError when it did not."""
    found = json.loads(mime)
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise ValueError("no files")
    return found
