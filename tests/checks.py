"""Checks as tests write them: small, whole and alike."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from monitor.model import (
    Amended,
    Change,
    Check,
    Classification,
    Comparison,
    Content,
    Document,
    Edit,
    Evidence,
    Facts,
    Finding,
    Label,
    LabelName,
    Listed,
    New,
    Notice,
    Reading,
    Removed,
    Request,
    Status,
    Text,
    Thread,
)

NOW = datetime(2026, 5, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
LIST = "https://agency.example/list"


def listed(key: str, title: str | None = None) -> Listed:
    return Listed(key, title or f"Notice {key}", f"https://agency.example/{key}")


def notice(key: str, text: str = "Twelve ports.", title: str | None = None) -> Notice:
    return Notice(listed(key, title), Content((Text(text),)), "en")


def document(
    body: bytes = b"<ul></ul>",
    url: str = LIST,
    at: datetime = NOW,
    *,
    not_modified: bool = False,
    **more: str,
) -> Document:
    """An answer; keywords are headers, with _ for -."""
    headers = tuple((name.replace("_", "-"), value) for name, value in more.items())
    sha256 = hashlib.sha256(body).hexdigest()
    return Document(Request(url), url, 200, headers, body, sha256, at, not_modified)


def check(*documents: Document, at: datetime = NOW, source: str = "agency", keep: bool = True) -> Check:
    kept = frozenset(document.sha256 for document in documents) if keep else frozenset()
    return Check(source, at, timedelta(seconds=1), documents, kept)


def reading(
    *found: Notice | Listed, gone: frozenset[str] = frozenset(), beside: tuple[Notice, ...] = ()
) -> Reading:
    """Notices that were read, entries that were only listed; beside: read though no longer listed."""
    entries = tuple(one.listed if isinstance(one, Notice) else one for one in found)
    read = [one for one in found if isinstance(one, Notice)]
    return Reading(entries, {one.key: one for one in (*read, *beside)}, gone)


def finding(change: Change, label: LabelName = LabelName.ELIGIBILITY, **more: object) -> Finding:
    evidence = Evidence("Twelve ports", "eligibility.ports", "body")
    classification = Classification((Label(label, 0.9, (evidence,)),), Facts(**more))
    return Finding(change, classification, (Thread("green-channel", "its name"),), Status.OFFICIAL)


def new(one: Notice) -> Finding:
    return finding(New(one))


def amended(before: Notice, after: Notice) -> Finding:
    said = [block.text for one in (before, after) for block in one.content.blocks if isinstance(block, Text)]
    comparison = Comparison((Edit("replace", "paragraph 1", *said),))
    return finding(Amended(before, after, comparison, silent=True))


def removed(one: Notice) -> Finding:
    return finding(Removed(one))
