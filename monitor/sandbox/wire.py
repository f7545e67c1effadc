"""What goes between us and the child that parses: a head as JSON, bytes, and an answer as JSON.

Never a pickle (faults S03): the child may be in the hands of whoever wrote the file.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, fields, is_dataclass
from typing import Any

from monitor.extract.limits import Limits
from monitor.model import Parsed

HEAD = struct.Struct("<II")  # lengths of the head and of the body
ANSWER = struct.Struct("<cQ")  # what kind of answer, and its length

READY, SAID, REFUSED, FAILED = b"!", b"=", b"-", b"x"  # FAILED: the parser's own mistake


def ask(body: bytes, kind: str, limits: Limits, seconds: float) -> bytes:
    """What the child is sent before the body itself."""
    head = json.dumps({"kind": kind, "limits": asdict(limits), "seconds": seconds}).encode()
    return HEAD.pack(len(head), len(body)) + head


def asked(head: bytes) -> tuple[str, Limits, float]:
    said = json.loads(head)
    return said["kind"], Limits(**said["limits"]), said["seconds"]


def written(parsed: Parsed) -> bytes:
    """The answer; half a surrogate pair has no UTF-8 and becomes a question mark."""
    return json.dumps(parsed, default=_plain, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "replace"
    )


def read(answer: bytes) -> Parsed:
    """What the child found. Raises ValueError for what is not of that shape."""
    from pydantic import TypeAdapter

    return TypeAdapter(Parsed).validate_json(answer)


def _plain(value: object) -> dict[str, Any]:
    if not is_dataclass(value):
        raise TypeError(type(value).__name__)
    return {field.name: getattr(value, field.name) for field in fields(value)}
