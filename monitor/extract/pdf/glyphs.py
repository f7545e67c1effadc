"""A PDF's pages as glyphs and ruling lines by place, read with PDFium.

Places are in points from the page's upper left corner as it is shown, y downwards.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import field
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from monitor.errors import ReadError
from monitor.extract.pdf import standin
from monitor.values import dataclass

MOST_GLYPHS = 200_000  # of one page; a page printed closely has 10,000
MOST_RULES = 20_000  # of one page; beyond that it is a drawing
_THIN = 3.0  # points; a filled box as thin as this is a line
_STRAIGHT = 1.0  # points that a line may lean
_DEEPEST = 8  # forms within forms


class Glyph(NamedTuple):
    """One letter and the box it fills."""

    x0: float
    top: float
    x1: float
    bottom: float
    text: str

    @property
    def size(self) -> float:
        return self.bottom - self.top


class Rule(NamedTuple):
    """A straight line, across (at y from start to end) or down (at x)."""

    across: bool
    at: float
    start: float
    end: float


@dataclass(slots=True)
class Page:
    """What is printed on one page. lost: letters whose font does not say which ones they are."""

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    lost: int = 0
    mirrored: bool = False  # it is read from right to left, and its places count from the right


Matrix = tuple[float, float, float, float, float, float]
Place = tuple[float, float]
_UNMOVED: Matrix = (1, 0, 0, 1, 0, 0)


def pages(body: bytes, most: int) -> Iterator[Page | int]:
    """How many pages there are, then as many of them as shall be read.

    Raises ReadError for a file that is locked, or no PDF inside.
    """
    import pypdfium2.raw as pdfium

    _begin(pdfium)
    document = pdfium.FPDF_LoadMemDocument64(body, len(body), None)
    if not document:
        locked = pdfium.FPDF_GetLastError() in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        raise ReadError(
            "the PDF is locked with a password"
            if locked
            else "not readable as PDF: its parts contradict each other"
        )
    try:
        count = pdfium.FPDF_GetPageCount(document)
        yield count
        for number in range(min(count, most)):
            page = pdfium.FPDF_LoadPage(document, number)
            if not page:
                raise ReadError(f"not readable as PDF: page {number + 1} of {count} is damaged")
            try:
                yield _Reader(pdfium, page).read()
            finally:
                pdfium.FPDF_ClosePage(page)
    finally:
        pdfium.FPDF_CloseDocument(document)


@cache
def _begin(pdfium: Any) -> None:
    pdfium.FPDF_InitLibrary()
    standin.install(pdfium)


class _Reader:
    """One page being read; `pdfium` is the library, whose functions want places to write to."""

    def __init__(self, pdfium: Any, page: Any) -> None:
        self.pdfium, self.page = pdfium, page
        self.turned = pdfium.FPDFPage_GetRotation(page)  # quarters, clockwise
        box = pdfium.FS_RECTF()
        if pdfium.FPDF_GetPageBoundingBox(page, box):
            self.left, self.low, self.right, self.high = box.left, box.bottom, box.right, box.top
        else:
            self.left = self.low = 0.0
            self.right, self.high = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
        wide, high = self.right - self.left, self.high - self.low
        self.found = Page(*((high, wide) if self.turned % 2 else (wide, high)))

    def read(self) -> Page:
        self._glyphs()
        if self.found.glyphs:
            for number in range(self.pdfium.FPDFPage_CountObjects(self.page)):
                self._object(self.pdfium.FPDFPage_GetObject(self.page, number), _UNMOVED, 0)
        return self.found

    def _shown(self, x: float, y: float) -> Place:
        """A place of the page's own, which counts from below, as it is shown."""
        match self.turned:
            case 1:
                return y - self.low, x - self.left
            case 2:
                return self.right - x, y - self.low
            case 3:
                return self.high - y, self.right - x
            case _:
                return x - self.left, self.high - y

    def _glyphs(self) -> None:
        pdfium = self.pdfium
        text = pdfium.FPDFText_LoadPage(self.page)
        if not text:
            return
        try:
            count = pdfium.FPDFText_CountChars(text)
            if count > MOST_GLYPHS:
                raise ReadError(f"a page of the PDF has {count:,} letters, the limit is {MOST_GLYPHS:,}")
            box, unicode, generated = (
                pdfium.FS_RECTF(),
                pdfium.FPDFText_GetUnicode,
                pdfium.FPDFText_IsGenerated,
            )
            place, into = pdfium.FPDFText_GetLooseCharBox, ctypes.byref(box)
            add = self.found.glyphs.append
            numbers: list[int] = []
            for at in range(count):
                code = unicode(text, at)
                if code <= 32 and code != 2 and (code != 32 or generated(text, at)):
                    self.found.lost += code == 0
                    continue
                if code == 0xFFFD or 0xE000 <= code <= 0xF8FF:
                    self.found.lost += 1
                if not place(text, at, into):
                    continue
                if not self.turned:
                    x0, top, x1, bottom = (
                        box.left - self.left,
                        self.high - box.top,
                        box.right - self.left,
                        self.high - box.bottom,
                    )
                else:
                    (x0, top), (x1, bottom) = (
                        self._shown(box.left, box.top),
                        self._shown(box.right, box.bottom),
                    )
                    x0, x1, top, bottom = min(x0, x1), max(x0, x1), min(top, bottom), max(top, bottom)
                if x1 < 0 or bottom < 0 or x0 > self.found.width or top > self.found.height:
                    continue  # beside the paper: printers' marks
                # PDFium marks a hyphen at a line's end by U+0002
                add(Glyph(x0, top, x1, bottom, "-" if code == 2 else _letter(code)))
                numbers.append(at)
            if any(0x590 <= ord(glyph.text[0]) < 0x900 for glyph in self.found.glyphs):
                self._level(text, numbers)
        finally:
            pdfium.FPDFText_ClosePage(text)

    def _level(self, text: Any, numbers: list[int]) -> None:
        """Give all glyphs the height of their line: fonts for Arabic give each letter a box of its own."""
        pdfium, matrix = self.pdfium, self.pdfium.FS_MATRIX()
        x, y = ctypes.c_double(), ctypes.c_double()
        for number, at in enumerate(numbers):
            size = 0.0
            if pdfium.FPDFText_GetMatrix(text, at, matrix) and pdfium.FPDFText_GetCharOrigin(text, at, x, y):
                size = pdfium.FPDFText_GetFontSize(text, at) * math.hypot(matrix.c, matrix.d)
            if number and self.found.glyphs[number].text.isspace():
                before = self.found.glyphs[number - 1]
                self.found.glyphs[number] = self.found.glyphs[number]._replace(
                    top=before.top, bottom=before.bottom
                )
            elif size > 0:
                _, line = self._shown(x.value, y.value)
                glyph = self.found.glyphs[number]
                self.found.glyphs[number] = glyph._replace(top=line - 0.9 * size, bottom=line + 0.25 * size)

    def _object(self, thing: Any, moved: Matrix, depth: int) -> None:
        if len(self.found.rules) > MOST_RULES:
            return
        kind = self.pdfium.FPDFPageObj_GetType(thing)
        if kind == self.pdfium.FPDF_PAGEOBJ_PATH:
            self._path(thing, _times(self._matrix(thing), moved))
        elif kind == self.pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            inner = _times(self._matrix(thing), moved)
            for number in range(self.pdfium.FPDFFormObj_CountObjects(thing)):
                self._object(self.pdfium.FPDFFormObj_GetObject(thing, number), inner, depth + 1)

    def _matrix(self, thing: Any) -> Matrix:
        matrix = self.pdfium.FS_MATRIX()
        if not self.pdfium.FPDFPageObj_GetMatrix(thing, matrix):
            return _UNMOVED
        return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f

    def _path(self, path: Any, moved: Matrix) -> None:
        pdfium = self.pdfium
        count = pdfium.FPDFPath_CountSegments(path)
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        drawn = pdfium.FPDFPath_GetDrawMode(path, fill, stroke) and (fill.value or stroke.value)
        if not drawn or not 2 <= count <= MOST_RULES:
            return
        x, y = ctypes.c_float(), ctypes.c_float()
        runs: list[list[Place]] = []
        for number in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(path, number)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if not pdfium.FPDFPathSegment_GetPoint(segment, x, y) or kind == pdfium.FPDF_SEGMENT_BEZIERTO:
                return  # a curve: a logo, a seal
            a, b, c, d, e, f = moved
            point = self._shown(a * x.value + c * y.value + e, b * x.value + d * y.value + f)
            if kind == pdfium.FPDF_SEGMENT_MOVETO or not runs:
                runs.append([point])
            else:
                runs[-1].append(point)
            if pdfium.FPDFPathSegment_GetClose(segment):
                runs[-1].append(runs[-1][0])
        for run in runs:
            self.found.rules += _lines(run, filled=bool(fill.value))


def _lines(run: list[Place], *, filled: bool) -> Iterator[Rule]:
    """The straight lines of one stroke of the pen; a thin filled box is one line, not four."""
    x0, x1 = min(x for x, _ in run), max(x for x, _ in run)
    y0, y1 = min(y for _, y in run), max(y for _, y in run)
    if filled and len(run) > 2 and min(x1 - x0, y1 - y0) <= _THIN:
        across = x1 - x0 >= y1 - y0
        yield Rule(across, (y0 + y1) / 2, x0, x1) if across else Rule(across, (x0 + x1) / 2, y0, y1)
        return
    for (ax, ay), (bx, by) in pairwise(run):
        if abs(ay - by) <= _STRAIGHT < abs(ax - bx):
            yield Rule(across=True, at=(ay + by) / 2, start=min(ax, bx), end=max(ax, bx))
        elif abs(ax - bx) <= _STRAIGHT < abs(ay - by):
            yield Rule(across=False, at=(ax + bx) / 2, start=min(ay, by), end=max(ay, by))


def _times(first: Matrix, then: Matrix) -> Matrix:
    if then == _UNMOVED:
        return first
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def _letter(code: int) -> str:
    """The letter as it is typed: fonts name ligatures and radicals where they mean letters (⽂ is 文)."""
    if (
        0xFB00 <= code <= 0xFB06
        or 0xFB1D <= code <= 0xFDFF
        or 0xFE70 <= code <= 0xFEFC
        or 0x2E80 <= code <= 0x2FDF
        or 0xF900 <= code <= 0xFAFF
    ):
        import unicodedata

        return unicodedata.normalize("NFKC", chr(code))
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"
