"""A source as text for sources.yaml: every key on a line of its own, so that each can be mended."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from monitor.catalogue import Entry
from monitor.patterns import regex

WIDTH = 100  # characters; a comment that is longer is broken into lines

# What YAML readers of every age take for plain text: it neither begins like a sign of theirs nor reads
# like a number, a date, a yes or a nothing.
_PLAIN = regex(r"[^\W\d_][^\n\t]*|\d+[a-z][^\n\t]*|[./]?[a-z][^\n\t]*")
_NOT_PLAIN = regex(r": | #|:$|\s$|[\[\]{},\"\\]|[&*!|>%@`]", re.MULTILINE)
_NOT_PLAIN_ALONE = regex(r": | #|:$|\s$|[\"\\]")  # where no bracket is open
_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n", "none"}


def entry_text(entry: Entry, indent: int = 2) -> str:
    """The entry as an item of `sources:`, below a comment that says where it is from and how sure it is."""
    known = entry.known
    remarks = [
        f"from the catalogue: {entry.id}, {known.confidence}, last evidence {known.evidence or 'unknown'}"
    ]
    if known.note:
        remarks.append(known.note)
    remarks += [f"{name}: {address}" for name, address in known.elsewhere.items()]
    blank = " " * indent
    lines = [f"{blank}# {line}" for remark in remarks for line in _broken(remark)]
    keys = [line for key, value in entry.source.items() for line in _pair(key, value, 0)]
    lines += [f"{blank}{'- ' if number == 0 else '  '}{line}" for number, line in enumerate(keys)]
    return "\n".join(lines) + "\n"


def _pair(key: str, value: object, depth: int) -> Iterator[str]:
    blank = "  " * depth
    if isinstance(value, Mapping) and len(flow(value)) > WIDTH - 20:
        yield f"{blank}{key}:"
        for name, inner in value.items():
            yield from _pair(scalar(str(name)), inner, depth + 1)
    else:
        yield f"{blank}{key}: {flow(value, alone=True)}"


def flow(value: object, *, alone: bool = False) -> str:
    """A value on one line. alone: it stands in no brackets."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(str(key))}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(inner) for inner in value) + "]"
    return scalar(value, alone=alone)


def scalar(value: object, *, alone: bool = False) -> str:
    """A text, number or yes-or-no as YAML; quoted where it would read as something else."""
    if not isinstance(value, str):
        return json.dumps(value)
    barred = _NOT_PLAIN_ALONE if alone else _NOT_PLAIN
    if _PLAIN.fullmatch(value) and not barred.search(value) and value.lower() not in _WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)


def _broken(remark: str) -> Iterator[str]:
    """A remark in lines; an address is never broken."""
    line = ""
    for word in remark.split():
        if line and len(line) + len(word) >= WIDTH:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line
