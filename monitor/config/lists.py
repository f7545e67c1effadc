"""`watchlists` and `clients` of sources.yaml, and the files of codes that they name.

A file of codes is read once, whoever names it. What is wrong in it is told with its line, the first few of many.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import TypeVar

from monitor.config.mistakes import nearest
from monitor.config.written import Mistake
from monitor.errors import ReadError
from monitor.facts.codes import is_column
from monitor.patterns import regex
from monitor.values import dataclass
from monitor.watchlists.written import Entries, HsFile, parsed

MOST = 200_000  # codes of one file
LARGEST = 20_000_000  # bytes of one
_TOLD = 10  # mistakes of one file that are told one by one
_BOOKS = (".xlsx", ".xls", ".ods")
_HEADS = ("code", "codes", "hs", "hscode", "hs6", "hs8", "hs10", "编码", "商品编码", "税号", "税则号列")
_BETWEEN = regex(r"[;,、\n|]")

_Listed = TypeVar("_Listed", bound=Entries)
Row = tuple[int, Sequence[str]]  # its line, or its row in a sheet, and its cells


@dataclass
class Files:
    """The files of codes beside a configuration. folder: of sources.yaml; mistakes: what is wrong in them."""

    folder: Path
    mistakes: list[Mistake] = field(default_factory=list)
    _read: dict[HsFile, tuple[str, ...]] = field(default_factory=dict)

    @property
    def read_from(self) -> tuple[Path, ...]:
        return tuple(self.folder / file.file for file in self._read)

    def whole(self, listed: _Listed) -> _Listed:
        """A list with the codes of its files behind its own."""
        found = [code for file in listed.hs_file for code in self._codes(file)]
        return listed.model_copy(update={"hs": (*listed.hs, *found)}) if found else listed

    def missing(self, listed: Entries) -> Iterator[tuple[int, str]]:
        """The files of a list that are not there: which of them, and so said."""
        for number, file in enumerate(listed.hs_file):
            if not (self.folder / file.file).exists():
                yield number, f"{self.folder / file.file} is not there"

    def _codes(self, file: HsFile) -> tuple[str, ...]:
        if file not in self._read:
            wrong: list[Mistake] = []
            self._read[file] = ()
            try:
                rows = list(_rows(self.folder / file.file, file))
                self._read[file] = tuple(_codes(rows, file, wrong))
            except FileNotFoundError:
                return ()  # told where it is named
            except OSError as error:
                wrong.append(
                    Mistake(file.file, 0, f"cannot be read: {(error.strerror or str(error)).lower()}")
                )
            except ReadError as error:
                wrong.append(Mistake(file.file, 0, str(error)))
            self.mistakes += wrong[:_TOLD]
            if len(wrong) > _TOLD:
                text = f"{len(wrong) - _TOLD:,} more lines are wrong"
                self.mistakes.append(Mistake(file.file, wrong[_TOLD].line, text))
        return self._read[file]


# -- rows ------------------------------------------------------------------------------------------


def _rows(path: Path, file: HsFile) -> Iterator[Row]:
    if path.is_dir():
        raise ReadError("is a folder, name a file: CSV or XLSX")
    if path.stat().st_size > LARGEST:
        raise ReadError(f"has more than {LARGEST // 1_000_000} MB, which no list of codes has")
    body = path.read_bytes()
    if path.suffix.lower() in _BOOKS or body[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return _of_sheet(body, file)
    if file.sheet is not None:
        raise ReadError("has no sheets, leave `sheet` out")
    return _of_text(body)


def _of_sheet(body: bytes, file: HsFile) -> Iterator[Row]:
    from monitor.extract import xlsx
    from monitor.extract.limits import Limits

    sheets = xlsx.sheets(body, Limits(cells=10 * MOST))
    full = [sheet for sheet in sheets if any(any(row) for row in sheet.rows)]
    there = ", ".join(sheet.name for sheet in full)[:200]
    if file.sheet is None and len(full) > 1:
        raise ReadError(
            f"does not say which sheet holds the codes, write hs_file: {{file: {file.file}, sheet: NAME}}; "
            f"there are {there}"
        )
    found = next((sheet for sheet in full if file.sheet in (None, sheet.name)), None)
    if found is None:
        known = f"no sheet is called {file.sheet}, {nearest(file.sheet or '', [each.name for each in full])}"
        raise ReadError(known if file.sheet and full else "holds no codes")
    yield from enumerate(found.rows, 1)


def _of_text(body: bytes) -> Iterator[Row]:
    import csv

    from monitor.extract import charset
    from monitor.extract.csv import separator

    if b"\0" in body and body[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise ReadError("is neither text nor a workbook; save it as CSV (UTF-8) or XLSX")
    text = _decoded(body) or charset.decode(body).text.removeprefix("\ufeff")
    sign = separator(text)
    if not any(each in text for each in ('"', sign)):
        yield from ((number, (line,)) for number, line in enumerate(text.splitlines(), 1))
        return
    rows = csv.reader(text.splitlines(), delimiter=sign)
    try:
        for row in rows:
            yield rows.line_num, row
    except csv.Error as error:
        raise ReadError(f"is no CSV at line {rows.line_num}: {error}") from error


def _decoded(body: bytes) -> str | None:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


# -- codes -----------------------------------------------------------------------------------------


def _codes(rows: Sequence[Row], file: HsFile, wrong: list[Mistake]) -> Iterator[str]:
    """The codes of a file, each once. wrong: takes what is no code, with its line."""
    rows = [
        (line, cells) for line, cells in rows if any(cells) and not str(cells[0]).lstrip().startswith("#")
    ]
    if not rows:
        raise ReadError("holds no codes")
    columns, head = _columns(rows, file)
    told: dict[str, None] = {}
    for line, cells in rows[head:]:
        for cell in [cells[at].strip() for at in columns if at < len(cells)]:
            for written in _written(cell) if cell not in told else ():
                try:
                    parsed(written)
                except ValueError as error:
                    wrong.append(Mistake(file.file, line, str(error)))
                else:
                    told[written] = None
        if len(told) > MOST:
            raise ReadError(f"has more than {MOST:,} codes")
    if not told and not wrong:
        raise ReadError("holds no codes")
    yield from told


def _columns(rows: Sequence[Row], file: HsFile) -> tuple[list[int], int]:
    """The columns of the codes, and how many rows stand above the first code."""
    line, cells = rows[0]
    heads = [" ".join(cell.split()) for cell in cells]
    if file.column is not None:
        for number, (_, each) in enumerate(rows[:20]):  # a title may stand above the table
            there = [" ".join(cell.split()).casefold() for cell in each]
            if file.column.casefold() in there:
                return [there.index(file.column.casefold())], number + 1
        known = nearest(file.column, [head for head in heads if head])
        raise ReadError(f"no column is called {file.column}, {known}")
    codes = [number for number, head in enumerate(heads) if _is_code(head)]
    if len(codes) == 1 or (codes and len(codes) == sum(map(bool, heads))):
        return codes, 0
    named = [number for number, head in enumerate(heads) if is_column(head) or head.casefold() in _HEADS]
    if len(named) == 1:
        return named, 1
    if len(heads) == 1:
        return [0], int(len(rows) > 1 and not any(sign.isdigit() for sign in heads[0]))
    shown = ", ".join(head for head in heads if head)[:200]
    raise ReadError(
        f"does not say in line {line} which column holds the codes, write "
        f"hs_file: {{file: {file.file}, column: NAME}}; there are {shown}"
    )


def _is_code(cell: str) -> bool:
    try:
        return all(bool(parsed(written)) for written in _written(cell)) and bool(cell)
    except ValueError:
        return False


def _written(cell: str) -> list[str]:
    """The codes of a cell, without what a spreadsheet puts around them."""
    if cell.isdecimal():
        return [cell]
    parts = (part.strip().lstrip("=").strip("\"' ") for part in _BETWEEN.split(cell))
    return [_bare(part) for part in parts if part]


def _bare(code: str) -> str:
    """Without the fraction that a spreadsheet gives a number, and without "ex" before a part of a heading."""
    whole = code.removesuffix(".0") if code.removesuffix(".0").isdecimal() and len(code) > 8 else code
    return whole[2:].lstrip(" .") if whole[:2].lower() == "ex" else whole


# -- names -----------------------------------------------------------------------------------------


def unknown(names: object, there: Mapping[str, object], what: str) -> Iterator[tuple[int, str]]:
    """Names that lead nowhere: which of them, and the mend."""
    for number, name in enumerate(names if isinstance(names, list) else [names]):
        if isinstance(name, str) and name not in there:
            yield number, f"no {what} is called {name}, {nearest(name, there)}"
