"""Two versions of a notice and their comparison -> the view of both.

The comparison decides what changed; the alignment only says where it stands. An edit or a row of the comparison
that the alignment shows nowhere is listed with the notice's particulars, so nothing is ever lost between the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from monitor import shown
from monitor.compare import attachments as files
from monitor.compare.alignment import align
from monitor.compare.guide import PLAIN, Guide
from monitor.compare.targets import target
from monitor.compare.text import normal
from monitor.model import Attachment, Block, Comparison, Content, Edit, FactDelta, Ignored, Table, TableEdit
from monitor.views import texts
from monitor.views.grids import cell_line, row_line
from monitor.views.pieces import alone, pieces
from monitor.views.sheet import (
    Fact,
    Fold,
    Grid,
    GridRow,
    How,
    Line,
    Mark,
    Part,
    Passed,
    Section,
    View,
    changed,
)

MOST_FACTS = 200
MOST_PASSED = 20  # texts told for one reason
OPENING = 40  # paragraphs of a notice that stands alone; the others are folded
MOST_LOOSE = 2_000  # edits that stand in no text

Told = set[tuple[str, str]]
OPS: dict[str, How] = {"insert": How.COME, "delete": How.GONE, "replace": How.EDITED, "move": How.MOVED}


def view(before: Content, after: Content, comparison: Comparison, guide: Guide = PLAIN) -> View:
    """Both versions side by side. guide: what the comparison was made with."""
    sheet = _Sheet()
    if not (before.unread or after.unread):
        sheet.text(_own(before), _own(after), guide)
    for section in _attachments(sheet, before.attachments, after.attachments, guide):
        sheet.sections.append(section)
    loose = tuple(_loose(sheet, comparison))
    particulars = (*loose, *_fields(after, {edit.path for edit in comparison.edits}))
    if particulars:
        sheet.sections.insert(0, Section("particulars", particulars))
    return View(
        tuple(section for section in sheet.sections if section.parts or section.note),
        tuple(_fact(delta) for delta in comparison.facts[:MOST_FACTS]),
        tuple(_passed(comparison.ignored)),
    )


def single(content: Content) -> View:
    """One version that stands alone: its particulars, the beginning of its text, its files."""
    sections = [Section("particulars", tuple(_fields(content, set(), open_=True)), How.SAME)]
    sections.append(
        Section("text", texts.standing(content.blocks, OPENING), How.SAME, note=content.unread or "")
    )
    sections += [
        Section("file", texts.inside(file.blocks or ()), How.SAME, _name(file), file.unread or "")
        for file in content.attachments
    ]
    return View(
        tuple(section for section in sections if section.parts or section.note or section.name), alone=True
    )


class _Sheet:
    """The sections so far, and what they tell of the comparison."""

    def __init__(self) -> None:
        self.sections: list[Section] = []
        self.told: Told = set()
        self.moved: set[str] = set()

    def text(self, before: Sequence[Block], after: Sequence[Block], guide: Guide) -> None:
        self.sections.append(Section("text", self.parts(before, after, guide)))

    def parts(self, before: Sequence[Block], after: Sequence[Block], guide: Guide) -> tuple[Part, ...]:
        found = texts.aligned(before, after, align(before, after, guide))
        self.told |= {_form(*both) for both in found.told}
        self.moved |= {normal(text) for text in found.moved}
        return found.parts

    def tell(self, edit: Edit) -> None:
        self.told.add(_form(edit.before, edit.after))


def _form(before: str | None, after: str | None) -> tuple[str, str]:
    return normal(before or ""), normal(after or "")


def _own(content: Content) -> tuple[Block, ...]:
    """The blocks without those that merely name an attachment, which has a section of its own."""
    named = {(normal(file.name), target(file.url)) for file in content.attachments}
    return tuple(
        block
        for block in content.blocks
        if isinstance(block, Table) or not block.href or (normal(block.text), target(block.href)) not in named
    )


# -- attachments -----------------------------------------------------------------------------------


def _attachments(
    sheet: _Sheet, before: Sequence[Attachment], after: Sequence[Attachment], guide: Guide
) -> Iterator[Section]:
    pairs, gone, come = files.pair_attachments(before, after)
    for old, new in pairs:
        yield _pair(sheet, old, new, guide)
    for how, some in ((How.COME, come), (How.GONE, gone)):
        for file in some:
            edit = files.came(file) if how is How.COME else files.went(file)
            sheet.tell(edit)
            line = _line(edit, place="")
            yield Section(
                "file", (line, *texts.inside(file.blocks or ())), how, _name(file), file.unread or ""
            )


def _pair(sheet: _Sheet, old: Attachment, new: Attachment, guide: Guide) -> Section:
    """A file in two versions: its name and address where they differ, then its text."""
    parts: list[Part] = []
    edit = files.renamed(old, new)
    opened = old.blocks is not None and new.blocks is not None and not files.same_file(old, new)
    if edit is None and not opened and isinstance(told := files.unopened(old, new), Edit):
        edit = told
    if opened:
        parts += sheet.parts(old.blocks or (), new.blocks or (), guide)
    if edit is not None and not (opened and not any(map(changed, parts))):
        sheet.tell(edit)
        parts.insert(0, _line(edit, place=""))
    how = How.EDITED if any(map(changed, parts)) else How.SAME
    return Section("file", tuple(parts), how, _name(new), new.unread or old.unread or "")


def _name(file: Attachment) -> str:
    return shown.line(file.name)


# -- what stands in no text ------------------------------------------------------------------------


def _loose(sheet: _Sheet, comparison: Comparison) -> Iterator[Line]:
    """Edits of particulars, and whatever else the comparison tells that no text or table shows."""
    for edit in comparison.edits[:MOST_LOOSE]:
        if edit.op == "move":
            if not any(normal(edit.after or "").endswith(text) for text in sheet.moved):
                yield _line(edit)
        elif _form(edit.before, edit.after) not in sheet.told:
            yield _line(edit)
    told = _shown_rows(sheet.sections)
    for table in comparison.tables:
        yield from _loose_rows(table, told)


def _loose_rows(table: TableEdit, told: set[str]) -> Iterator[Line]:
    name = shown.line(table.name, 80)
    for cell in table.changed[:MOST_LOOSE]:
        if cell.key not in told:
            yield cell_line(cell, name)
    for how, rows in ((How.COME, table.added), (How.GONE, table.removed)):
        yield from (row_line(row, how, name) for row in rows[:MOST_LOOSE] if row.key not in told)


def _shown_rows(sections: Iterable[Section]) -> set[str]:
    """The keys of rows that tables show as changed, and the places of lines that stand for such rows."""
    keys: set[str] = set()
    for section in sections:
        for part in section.parts:
            if isinstance(part, Grid):
                keys |= {
                    row.place for row in part.rows if isinstance(row, GridRow) and row.how is not How.SAME
                }
            elif isinstance(part, Line):
                keys |= {part.place, part.place.rpartition(", ")[0]}
    return keys


def _line(edit: Edit, place: str | None = None) -> Line:
    how = OPS[edit.op]
    where = edit.path if place is None else place
    if how is How.MOVED:
        return Line(how, alone(edit.after or ""), where, note=edit.before or "")
    before, after = edit.before or "", edit.after or ""
    if how is How.EDITED:
        return Line(how, pieces(before, after), where)
    return Line(how, alone(before or after, Mark.GONE if how is How.GONE else Mark.COME), where)


def _fields(content: Content, edited: set[str], *, open_: bool = False) -> Iterator[Part]:
    """The fields that nothing happened to, folded when there are more than a few."""
    standing = tuple(
        Line(How.SAME, alone(value), place, "field")
        for label, value in content.fields
        if value.strip() and (place := label.strip().rstrip(":：")) not in edited
    )
    if open_ or len(standing) < texts.LEAST_FOLDED:
        yield from standing
    else:
        yield Fold(len(standing), "fields", standing)


# -- facts, and what was passed over ---------------------------------------------------------------


def _fact(delta: FactDelta) -> Fact:
    return Fact(delta.name, shown.line(delta.before or ""), shown.line(delta.after or ""), delta.place or "")


def _passed(ignored: Sequence[Ignored]) -> Iterator[Passed]:
    """By reason, the doubtful ones first."""
    grouped: dict[tuple[bool, str], list[str]] = {}
    for one in ignored:
        grouped.setdefault((not one.doubtful, one.why), []).append(shown.line(one.text, 200))
    for (sure, why), some in sorted(grouped.items(), key=lambda group: group[0][0]):
        yield Passed(
            shown.line(why), tuple(text for text in some[:MOST_PASSED] if text), len(some), doubtful=not sure
        )
