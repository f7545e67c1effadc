"""How much of a file is read at most (faults C16, C20, C21). The settings say otherwise under `limits`."""

from __future__ import annotations

from monitor.values import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """pages: of a PDF. members, depth: of archives, and of archives within archives. cells: of all tables of a
    file. unpacked_bytes: of all members together; ratio: unpacked to packed, beyond the first megabyte.
    """

    pages: int = 500
    members: int = 1_000
    depth: int = 2
    cells: int = 200_000
    unpacked_bytes: int = 200 * 1024 * 1024
    ratio: int = 100
