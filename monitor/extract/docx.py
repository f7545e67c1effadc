"""Word documents (.docx) as they read with every tracked change accepted: headings, paragraphs, items, tables.

Footnotes stand at the end, text boxes after the paragraph that holds them. Numbers that Word counts itself
are not part of the text: a new clause would renumber all that follow.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal
from zipfile import ZipFile

from monitor.errors import ReadError
from monitor.extract import archive, officexml, ruled
from monitor.extract.limits import Limits
from monitor.extract.officexml import Node
from monitor.extract.text import fold
from monitor.model import Block, Content, Text

_MAIN = "word/document.xml"
_AROUND = frozenset({"w:ins", "w:moveTo", "w:smartTag", "w:customXml", "w:sdtContent", "w:hyperlink", "w:fldSimple", "w:dir", "w:bdo", "x:oMath", "m:oMath", "m:oMathPara"})  # fmt: skip
_GONE = frozenset(
    {"w:del", "w:moveFrom", "w:instrText", "w:delText", "w:pPr", "w:rPr", "w:sdtPr", "mc:Fallback"}
)
_SIGNS = {"w:tab": " ", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-", "w:ptab": " "}
_WIDEST = 1_000  # columns that one cell may span


def content(body: bytes, limits: Limits) -> Content:
    """What a Word document says. Raises ReadError for one that is broken or a bomb."""
    archive.inspect(body, limits, "DOCX")
    with archive.opened(body, "DOCX") as opened:
        main = _part(opened, _main(opened))
        if main is None:
            raise ReadError("not readable as DOCX: it has no text part")
        reading = _Reading(_headings(_part(opened, "word/styles.xml")), limits.cells)
        text = main.child("w:body")
        if text is not None:
            reading.blocks_of(text)
        notes = _part(opened, "word/footnotes.xml")
    for note in notes.nodes() if notes else ():
        if "type" not in note.attrs:  # the line above the notes is one, too
            reading.blocks_of(note)
    if not reading.found:
        return Content(unread="the document has no text: it may be scanned")
    return Content(tuple(reading.found))


def _part(opened: ZipFile, name: str) -> Node | None:
    return officexml.parse(opened.read(name), name) if name in opened.namelist() else None


def _main(opened: ZipFile) -> str:
    """Where the document itself is; programs other than Word call it otherwise."""
    relations = _part(opened, "_rels/.rels")
    for relation in relations.nodes() if relations else ():
        if relation.attrs.get("Type", "").endswith("/officeDocument"):
            return relation.attrs.get("Target", _MAIN).lstrip("/")
    return _MAIN


def _headings(styles: Node | None) -> frozenset[str]:
    """The names of the styles that headings have."""
    found: set[str] = set()
    for style in styles.nodes() if styles else ():
        name = (style.value("w:name") or "").lower()
        level = style.value("w:pPr", "w:outlineLvl")
        if name == "title" or name.startswith(("heading", "标题")) or (level or "9") < "9":
            found.add(style.attrs.get("styleId", ""))
    return frozenset(found)


class _Reading:
    """The document's blocks as they are found."""

    def __init__(self, headings: frozenset[str], most_cells: int) -> None:
        self.headings, self.most_cells = headings, most_cells
        self.found: list[Block] = []
        self.cells = 0
        self.held = ""  # of a paragraph whose end was deleted: it goes on in the next
        self.fields: list[bool] = []  # those under way: whether their instructions are being read
        self.boxes: list[Node] = []

    def blocks_of(self, node: Node) -> None:
        for child in node.nodes():
            match child.tag:
                case "w:p":
                    self._paragraph(child)
                case "w:tbl":
                    self._table(child)
                case "w:sdt":
                    self.blocks_of(child)
                case tag if tag in _AROUND:
                    self.blocks_of(child)

    # -- paragraphs --------------------------------------------------------------------------------

    def _paragraph(self, node: Node) -> None:
        text = self.held + self._text(node)
        about = node.child("w:pPr")
        if about is not None and about.child("w:rPr", "w:del") is not None:
            self.held = text
            return
        self.held = ""
        boxes, self.boxes = self.boxes, []
        if folded := fold(text):
            self.found.append(Text(folded, self._role(about)))
        for box in boxes:
            self.blocks_of(box)

    def _role(self, about: Node | None) -> Literal["heading", "paragraph", "item"]:
        if about is None:
            return "paragraph"
        level = about.value("w:outlineLvl")
        if about.value("w:pStyle") in self.headings or (level is not None and level < "9"):
            return "heading"
        return "item" if about.child("w:numPr") is not None else "paragraph"

    def _text(self, node: Node) -> str:
        return "".join(self._pieces(node))

    def _pieces(self, node: Node) -> Iterator[str]:
        for child in node.nodes():
            tag = child.tag
            if tag in ("w:t", "m:t"):
                if not any(self.fields):
                    yield child.text
            elif tag == "w:fldChar":
                self._field(child.attrs.get("fldCharType"))
            elif tag in _SIGNS:
                yield _SIGNS[tag]
            elif tag == "w:txbxContent":
                self.boxes.append(child)
            elif tag not in _GONE and not _is_hidden(child):
                yield from self._pieces(child)

    def _field(self, kind: str | None) -> None:
        """Between a field's begin and its separator stand instructions, after it the text that is shown."""
        if kind == "begin":
            self.fields.append(True)
        elif kind == "separate" and self.fields:
            self.fields[-1] = False
        elif kind == "end" and self.fields:
            self.fields.pop()

    # -- tables ------------------------------------------------------------------------------------

    def _table(self, node: Node) -> None:
        rows = [row for row in _rows(node) if row.child("w:trPr", "w:del") is None]
        if all(sum(1 for _ in _cells(row)) < 2 for row in rows):  # a frame round a text
            for row in rows:
                for cell in _cells(row):
                    self.blocks_of(cell)
            return
        self.found += ruled.to_blocks(self._grid(rows), ruled.name_before(self.found))

    def _grid(self, rows: list[Node]) -> list[list[str]]:
        grid: list[list[str]] = []
        for row in rows:
            filled: list[str] = [""] * min(_number(row.value("w:trPr", "w:gridBefore")), _WIDEST)
            for cell in _cells(row):
                merge = cell.value("w:tcPr", "w:vMerge")
                hangs = merge is not None and merge != "restart" and grid and len(filled) < len(grid[-1])
                text = grid[-1][len(filled)] if hangs else self._cell(cell)
                span = max(1, min(_number(cell.value("w:tcPr", "w:gridSpan")), _WIDEST))
                filled += [text] * span
            self.cells += len(filled)
            if self.cells > self.most_cells:
                raise ReadError(f"the document has more than {self.most_cells:,} cells")
            grid.append(filled)
        width = max(map(len, grid))
        return [row + [""] * (width - len(row)) for row in grid]

    def _cell(self, cell: Node) -> str:
        """A cell's paragraphs, and those of tables inside it, as one text."""
        inner = _Reading(self.headings, self.most_cells - self.cells)
        inner.blocks_of(cell)
        self.cells += inner.cells
        texts = (
            block.text
            if isinstance(block, Text)
            else " ".join(cell for row in (block.columns, *block.rows) for cell in row if cell)
            for block in inner.found
        )
        return fold("\n".join(texts))


def _is_hidden(node: Node) -> bool:
    """Whether a run is there for nobody to read."""
    return node.tag == "w:r" and node.value("w:rPr", "w:vanish") not in (None, "0", "false")


def _rows(table: Node) -> Iterator[Node]:
    for child in table.nodes():
        if child.tag == "w:tr":
            yield child
        elif child.tag == "w:sdt" or child.tag in _AROUND:
            yield from _rows(child)


def _cells(row: Node) -> Iterator[Node]:
    for child in row.nodes():
        if child.tag == "w:tc":
            yield child
        elif child.tag == "w:sdt" or child.tag in _AROUND:
            yield from _cells(child)


def _number(written: str | None) -> int:
    return int(written) if written and written.isdecimal() and len(written) < 6 else 0
