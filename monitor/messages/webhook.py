"""A digest as the JSON that a webhook takes.

    {"type": "digest", "version": 1, "id": MESSAGE_ID, "digest": ID, "subscription", "slot", "composed", "late_from",
     "part": 1, "parts": 1, "total": CHANGES_OF_ALL_PARTS,
     "changes": [{... as a line of `changes --json` ..., "why": [...]}],
     "corrections": [{"id", "change", "mistake", "said": [...], "by", "found", "title", "url", "told"}],
     "ahead": [{"day", "kind": "effective|expires|deadline", "change", "title", "url", "number", "source", "unconfirmed"}],
     "coverage": {"since", "until", "sources", "checks": {OUTCOME: COUNT}, "verified": [{"source", "checks", "last"}],
                  "unverified": [{"source", "outcome", "reason", "since", "last_good"}], "not_due": [SOURCE],
                  "silent": [SOURCE], "held": [{"source", "since", "reason", "changes"}],
                  "damaged": [{"change", "source", "detected"}],
                  "slips": [{"slot", "kind", "reason"}]},
     "chain": HEAD_OF_THE_EVIDENCE_CHAIN}

`corrections` and `ahead` stand in the first part. Keys may be added, never renamed. `id` is the same each time a message is sent again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from monitor.answers import Answer, change_answer, hold_answer, iso
from monitor.digest import Limits
from monitor.model import Correction, Coverage, Digest, Line
from monitor.values import dataclass

VERSION = 1
_ROOM = 1_000  # bytes for the ids and numbers of a message
_WHY = "too large for a message; look it up with: monitor show"


@dataclass(frozen=True, slots=True)
class Part:
    """What one message tells: changes as JSON, and their ids."""

    changes: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()


def parts(digest: Digest, limits: Limits, *, bare: bool = False) -> list[Part]:
    """The changes of a digest as so many messages as they need; one where there is none.

    bare: each change only by its id and address.
    """
    made: list[Part] = []
    texts: list[str] = []
    ids: list[str] = []
    around = size = len(body(digest, Part(), "", number=1, parts=1)) + _ROOM
    for line in digest.lines:
        text = _short(line) if bare else _fitting(line, limits.size_bytes - around)
        length = len(_bytes(text)) + 2
        if texts and (len(texts) == limits.items or size + length > limits.size_bytes):
            made.append(Part(tuple(texts), tuple(ids)))
            texts, ids, size = [], [], around
        texts.append(text)
        ids.append(line.change.id)
        size += length
    return [*made, Part(tuple(texts), tuple(ids))] if texts or not made else made


def body(digest: Digest, part: Part, id_: str, *, number: int, parts: int) -> bytes:
    """The bytes of one message."""
    frame = {
        "type": "digest",
        "version": VERSION,
        "id": id_,
        "digest": digest.id,
        "subscription": digest.subscription,
        "slot": iso(digest.slot),
        "composed": iso(digest.composed),
        "late_from": [iso(slot) for slot in digest.late_from],
        "part": number,
        "parts": parts,
        "total": len(digest.lines),
    }
    rest = {
        "corrections": [correction_answer(each) for each in digest.corrections] if number == 1 else [],
        "ahead": [asdict(each) | {"day": iso(each.day)} for each in digest.ahead] if number == 1 else [],
        "coverage": coverage_answer(digest.coverage),
        "chain": digest.chain,
    }
    return _bytes(f'{_json(frame)[:-1]}, "changes": [{", ".join(part.changes)}], {_json(rest)[1:]}')


def correction_answer(correction: Correction) -> Answer:
    """Something that was told and was wrong."""
    wrong = correction.wrong
    return {
        "id": correction.id,
        "change": wrong.change,
        "mistake": wrong.mistake.value,
        "said": list(wrong.said),
        "by": wrong.by,
        "found": iso(correction.found),
        "title": correction.title,
        "url": correction.url,
        "told": iso(correction.told),
    }


def coverage_answer(coverage: Coverage) -> Answer:
    """What was looked at, what could not be verified, and what is held back."""
    return {
        "since": iso(coverage.since),
        "until": iso(coverage.until),
        "sources": coverage.sources,
        "checks": dict(coverage.checks),
        "verified": [
            {"source": looked.source, "checks": looked.read, "last": iso(looked.last)}
            for looked in coverage.looked
        ],
        "unverified": [
            {
                "source": state.source,
                "outcome": state.outcome,
                "reason": state.reason,
                "since": iso(state.bad_since),
                "last_good": iso(state.last_good),
            }
            for state in coverage.unverified
        ],
        "not_due": [state.source for state in coverage.idle],
        "silent": list(coverage.silent),
        "damaged": [
            {"change": each.change, "source": each.source, "detected": iso(each.detected)}
            for each in coverage.damaged
        ],
        "held": [{"source": hold.source} | (hold_answer(hold) or {}) for hold in coverage.held],
        "slips": [
            {"slot": iso(slip.slot), "kind": slip.kind.value, "reason": slip.reason}
            for slip in coverage.slips
        ],
    }


def line_answer(line: Line) -> Answer:
    return change_answer(line.change) | {"why": list(line.why)}


def _fitting(line: Line, most: int) -> str:
    text = _json(line_answer(line))
    return text if len(text) * 4 < most or len(_bytes(text)) < most else _short(line)


def _short(line: Line) -> str:
    """A change by its id and address."""
    listed = line.change.finding.change.notice.listed
    return _json(
        {
            "id": line.change.id,
            "source": line.change.source,
            "change": line.change.finding.change.name,
            "notice": {"title": listed.title[:300], "url": listed.url[:2000]},
            "cut": f"{_WHY} {line.change.id}",
        }
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")  # half a surrogate pair stays escaped, as JSON may


def of_lines(digest: Digest, ids: Sequence[str]) -> Part:
    """The part of a digest that tells these changes."""
    lines = {line.change.id: line for line in digest.lines}
    return Part(tuple(_json(line_answer(lines[id_])) for id_ in ids), tuple(ids))
