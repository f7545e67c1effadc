"""Lengths of time and sizes as people write them: 90s, 30m, 6h, 7d, 1w, and 20MB.

A number without a unit is refused: nobody can tell whether `6` was meant as minutes or hours.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from monitor.patterns import regex

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
_BYTES = {"B": 1, "KB": 1000, "MB": 1000**2, "GB": 1000**3}
_NUMBER = r"[0-9]{1,12}(?:\.[0-9]{1,6})?"
_DURATION = regex(rf"({_NUMBER}) ?([smhdw]?)")
_SIZE = regex(rf"({_NUMBER}) ?([KMG]?B|)", re.IGNORECASE)
_LONGEST = timedelta(days=3660)  # ten years; anything above is a slip of the keyboard


def parse_duration(written: object) -> timedelta:
    """The length of time meant by `6h`, `1.5h` or `0s`. ValueError says how to write it otherwise."""
    if isinstance(written, timedelta):
        return written
    if (match := _DURATION.fullmatch(_text(written).lower())) is None:
        raise ValueError(f'"{written}" is no duration, write it like 90s, 30m, 6h, 7d or 1w')
    number, unit = match.groups()
    if not unit:
        raise ValueError(f'"{written}" has no unit, write {number}m, {number}h or {number}d')
    seconds = float(number) * _SECONDS[unit]
    if seconds > _LONGEST.total_seconds():
        raise ValueError(f'"{written}" is longer than ten years')
    return timedelta(seconds=seconds)


def format_duration(duration: timedelta) -> str:
    """The shortest way to write a duration that reads back as the same: `90m`, `6h`, `1w`."""
    micros = duration // timedelta(microseconds=1)
    for unit in ("w", "d", "h", "m"):
        if micros and micros % (_SECONDS[unit] * 1_000_000) == 0:
            return f"{micros // (_SECONDS[unit] * 1_000_000)}{unit}"
    return f"{micros / 1_000_000:.6f}".rstrip("0").rstrip(".") + "s"


def parse_size(written: object) -> int:
    """The bytes meant by `20MB` or `1.5GB` (1 MB is 1,000,000 bytes). ValueError as for durations."""
    if (match := _SIZE.fullmatch(_text(written))) is None:
        raise ValueError(f'"{written}" is no size, write it like 500KB, 20MB or 1GB')
    number, unit = match.groups()
    if not unit:
        raise ValueError(f'"{written}" has no unit, write {number}KB, {number}MB or {number}GB')
    return int(float(number) * _BYTES[unit.upper()])


def format_size(size_bytes: int) -> str:
    """The shortest way to write a size that reads back as the same: `20MB`."""
    for unit in ("GB", "MB", "KB"):
        if size_bytes and size_bytes % _BYTES[unit] == 0:
            return f"{size_bytes // _BYTES[unit]}{unit}"
    return f"{size_bytes}B"


def _text(written: object) -> str:
    return "true or false" if isinstance(written, bool) else str(written).strip()


Duration = Annotated[
    timedelta,
    BeforeValidator(parse_duration),
    PlainSerializer(format_duration, return_type=str),
    WithJsonSchema(
        {"type": "string", "pattern": rf"^{_NUMBER} ?[smhdw]$", "examples": ["90s", "30m", "6h", "7d", "1w"]}
    ),
]

Size = Annotated[
    int,
    BeforeValidator(parse_size),
    PlainSerializer(format_size, return_type=str),
    WithJsonSchema({"type": "string", "pattern": rf"^{_NUMBER} ?[KMG]?B$", "examples": ["500KB", "20MB"]}),
]
