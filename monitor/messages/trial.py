"""What each way is sent when somebody only wants to know whether it works."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from monitor.answers import iso
from monitor.digest.mail import Letter, address, message
from monitor.messages.webhook import VERSION
from monitor.model import Message
from monitor.ways import AnyWay

SUBJECT = "Test message of monitor"
TEXT = "This is a test: digests of {name} arrive here. Nothing was found, and nothing is expected of you.\n"


def mailed(name: str, recipient: str, sender: str, now: datetime) -> Message:
    """A mail for one recipient of a subscription."""
    text = TEXT.format(name=name)
    key = f"test-{now:%Y%m%dT%H%M%S}"
    return message(Letter(key, SUBJECT, text, f"<p>{_plain(text)}</p>", name, now, now), recipient, sender)


def posted(name: str, way: AnyWay, sender: str, now: datetime) -> Message:
    """The same for another way."""
    own = hashlib.sha256(f"{name}\n{way.kind}\n{way.recipient}".encode()).hexdigest()[:16]
    id_ = f"<test-{now:%Y%m%dT%H%M%S}.{own}@{address(sender).domain}>"
    text = TEXT.format(name=name)
    answer = {
        "type": "test",
        "version": VERSION,
        "id": id_,
        "subscription": name,
        "composed": iso(now),
        "text": text,
    }
    body = {
        "webhook": json.dumps(answer, ensure_ascii=False),
        "apprise": text,
        "folder": json.dumps({"test.txt": text}, ensure_ascii=False),
    }
    said = body.get(way.kind, json.dumps({"subscription": name}, ensure_ascii=False))
    return Message(id_, SUBJECT, said.encode("utf-8", "backslashreplace"))


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
