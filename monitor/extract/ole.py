"""Old Office files (.xls, .doc): their streams, and spreadsheets looked through before a parser opens them (C21).

Such a file is a small file system: sectors in chains. A chain that never ends, or one cell in the
last corner of a sheet, costs the parser all memory there is; both are refused here, by reading the
chains and the places of the cells, which is cheap.
Layout: [MS-CFB] 2.2 to 2.6; records: [MS-XLS] 2.4.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import islice

from monitor.errors import ReadError

_END = 0xFFFFFFFA  # and above: no further sector, whatever the reason
_STREAM, _ROOT = 2, 5
_CELLS = frozenset({0x0003, 0x0004, 0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E, 0x0406})
_SHEET_BEGINS = frozenset({0x0009, 0x0209, 0x0409, 0x0809})


def inspect(body: bytes, most_cells: int, largest_area: int) -> None:
    """Refuse a file with endless chains, or whose sheets reach further than their cells could fill."""
    try:
        for name, stream in streams(body):
            if name in ("Workbook", "Book"):
                _inspect_cells(stream, most_cells, largest_area)
    except (struct.error, IndexError, ValueError) as error:
        raise ReadError("not readable as a spreadsheet: its parts contradict each other") from error


def top_names(body: bytes) -> frozenset[str]:
    """The names of the streams that are the file's own, not those of documents embedded in it."""
    try:
        size = 1 << _sane(struct.unpack_from("<H", body, 30)[0])
        return frozenset(_name(entry) for entry in _top(_folder(body, size, _table(body, size))))
    except (struct.error, IndexError, ReadError):
        return frozenset()


def streams(body: bytes, *, top: bool = False) -> Iterator[tuple[str, bytes]]:
    """Every stream by name; the chains of all of them are followed to their end. top: only the file's own."""
    size = 1 << _sane(struct.unpack_from("<H", body, 30)[0])
    table = _table(body, size)
    small_at = struct.unpack_from("<I", body, 60)[0]
    small_table = _numbers(b"".join(_chain(body, size, table, small_at)))
    folder = _folder(body, size, table)
    root = next((entry for entry in folder if entry[66] == _ROOT), None)
    small = b"".join(_chain(body, size, table, struct.unpack_from("<I", root, 116)[0])) if root else b""
    for entry in _top(folder) if top else folder:
        first, long = struct.unpack_from("<IQ", entry, 116)
        if entry[66] != _STREAM:
            continue
        if long & 0xFFFFFFFF < 4096:
            yield _name(entry), b"".join(_chain(b"\0" * 64 + small, 64, small_table, first))
        else:
            yield _name(entry), b"".join(_chain(body, size, table, first))


def stream(body: bytes, name: str) -> bytes:
    """The file's own stream of that name; empty when it has none."""
    return next((each for called, each in streams(body, top=True) if called == name), b"")


def place(body: bytes, name: str, at: int) -> int | None:
    """Where in the file a place of the file's own stream is; None when the stream is a small one."""
    size = 1 << _sane(struct.unpack_from("<H", body, 30)[0])
    table = _table(body, size)
    for entry in _top(_folder(body, size, table)):
        first, long = struct.unpack_from("<IQ", entry, 116)
        if _name(entry) == name and long & 0xFFFFFFFF >= 4096:
            sectors = list(islice(_links(table, first), at // size + 1))
            return (sectors[at // size] + 1) * size + at % size if len(sectors) > at // size else None
    return None


def _folder(body: bytes, size: int, table: list[int]) -> list[bytes]:
    entries = b"".join(_chain(body, size, table, struct.unpack_from("<I", body, 48)[0]))
    return [entries[at : at + 128] for at in range(0, len(entries) - 127, 128)]


def _name(entry: bytes) -> str:
    length = struct.unpack_from("<H", entry, 64)[0]
    return entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")


def _top(folder: list[bytes]) -> list[bytes]:
    """The entries beside each other under the root: a tree of left and right neighbours."""
    found: list[bytes] = []
    seen: set[int] = set()
    waiting = [struct.unpack_from("<I", entry, 76)[0] for entry in folder if entry[66] == _ROOT]
    while waiting:
        number = waiting.pop()
        if number < len(folder) and number not in seen:
            seen.add(number)
            found.append(folder[number])
            waiting += struct.unpack_from("<II", folder[number], 68)
    return found


def _table(body: bytes, size: int) -> list[int]:
    """The allocation table: for each sector the next one of its chain."""
    listed = list(struct.unpack_from("<109I", body, 76))
    more = struct.unpack_from("<I", body, 68)[0]
    seen: set[int] = set()
    while more < _END:
        if more in seen:
            raise ReadError("not readable as an old Office file: a chain of its sectors never ends")
        seen.add(more)
        *further, more = _numbers(_sector(body, size, more))
        listed += further
    return _numbers(b"".join(_sector(body, size, number) for number in listed if number < _END))


def _chain(body: bytes, size: int, table: list[int], first: int) -> Iterator[bytes]:
    return (_sector(body, size, number) for number in _links(table, first))


def _links(table: list[int], first: int) -> Iterator[int]:
    seen: set[int] = set()
    while first < _END:
        if first in seen:
            raise ReadError("not readable as an old Office file: a chain of its sectors never ends")
        seen.add(first)
        yield first
        first = table[first]


def _sector(body: bytes, size: int, number: int) -> bytes:
    return body[(number + 1) * size : (number + 2) * size]


def _numbers(raw: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4]))


def _sane(shift: int) -> int:
    if shift not in (9, 12):
        raise ReadError("not readable as an old Office file: its sectors have an odd size")
    return shift


def _inspect_cells(stream: bytes, most_cells: int, largest_area: int) -> None:
    at = cells = rows = columns = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind in _SHEET_BEGINS:
            cells = rows = columns = 0
        elif kind in _CELLS and length >= 4:
            row, column = struct.unpack_from("<HH", stream, at + 4)
            cells, rows, columns = cells + 1, max(rows, row + 1), max(columns, column + 1)
            if kind == 0x00BD:  # several numbers side by side
                last = struct.unpack_from("<H", stream, at + 2 + length)[0]
                columns = max(columns, last + 1)
            _check(cells, rows, columns, most_cells, largest_area)
        elif kind == 0x0200 and length >= 10:
            _check_extent(stream, at, length, largest_area)
        at += 4 + length


def _check_extent(stream: bytes, at: int, length: int, largest_area: int) -> None:
    """The sheet's own word on how far it reaches, by which parsers reserve memory."""
    form = "<IIHH" if length >= 14 else "<HHHH"
    first_row, end_row, first_column, end_column = struct.unpack_from(form, stream, at + 4)
    rows, columns = end_row - first_row, end_column - first_column
    if rows > 0 and columns > 0 and rows * columns > 16 * largest_area:
        raise ReadError(f"a sheet reaches over {rows:,} rows and {columns:,} columns")


def _check(cells: int, rows: int, columns: int, most_cells: int, largest_area: int) -> None:
    if cells > most_cells:
        raise ReadError(f"a sheet has more than {most_cells:,} cells")
    if rows * columns > largest_area:
        raise ReadError(f"a sheet reaches over {rows:,} rows and {columns:,} columns and is nearly empty")
