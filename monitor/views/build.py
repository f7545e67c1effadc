"""Two versions of a notice and their comparison -> the view of both.

The comparison decides what changed; the alignment only says where it stands. An edit or a row of the comparison
that the alignment shows nowhere is listed with the notice's particulars, so nothing is ever lost between the two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from monitor import shown
from monitor.compare import attachments as files
from monitor.compare.alignment import align
from monitor.compare.contents import own_blocks
from monitor.compare.forms.text import normal
from monitor.compare.guide import PLAIN, Guide
from monitor.model import (
    Attachment,
    Block,
    CellEdit,
    Comparison,
    Content,
    Edit,
    FactDelta,
    Ignored,
)
from monitor.views import texts
from monitor.views.grids import cell_line, row_line
from monitor.views.pieces import alone, pieces
from monitor.views.sheet import (
    Fact,
    Fold,
    Grid,
    How,
    Line,
    Mark,
    Part,
    Passed,
    Section,
    View,
    changed,
    plain,
)
from monitor.views.told import Told

MOST_FACTS = 12  # above the text; where they moved, all of them are marked
MOST_PASSED = 20  # texts told for one reason
OPENING = 40  # paragraphs of a notice that stands alone; the others are folded
MOST_LOOSE = 2_000  # edits that stand in no text

LISTED = {"title", "published", "number"}  # what a list says of a notice
OPS: dict[str, How] = {"insert": How.COME, "delete": How.GONE, "replace": How.EDITED, "move": How.MOVED}


def view(before: Content, after: Content, comparison: Comparison, guide: Guide = PLAIN) -> View:
    """Both versions side by side. guide: what the comparison was made with."""
    told = Told(comparison)
    sections: list[Section] = []
    if not (before.unread or after.unread):
        sections.append(Section("text", _aligned(own_blocks(before), own_blocks(after), told, guide)))
    sections += _attachments(told, before.attachments, after.attachments, guide)
    loose = list(_loose(told, sections))
    own = LISTED | {_label(label) for label, _ in (*before.fields, *after.fields)}
    edited = tuple(line for line in loose if line.place in own)
    particulars = (*edited, *_fields(after, {edit.path for edit in comparison.edits}))
    if particulars:
        sections.insert(0, Section("particulars", particulars))
    sections.append(Section("also", tuple(line for line in loose if line.place not in own)))
    return View(
        tuple(section for section in sections if section.parts or section.note),
        *facts_moved(comparison),
        tuple(passed_over(comparison.ignored)),
    )


def single(content: Content) -> View:
    """One version that stands alone: its particulars, the beginning of its text, its files."""
    sections = [Section("particulars", tuple(_fields(content, set(), open_=True)), How.SAME)]
    sections.append(
        Section(
            "text", texts.standing(content.blocks, OPENING), How.SAME, note=shown.line(content.unread or "")
        )
    )
    sections += [
        Section("file", texts.inside(file.blocks or ()), How.SAME, _name(file), shown.line(file.unread or ""))
        for file in content.attachments
    ]
    return View(
        tuple(section for section in sections if section.parts or section.note or section.name), alone=True
    )


def _aligned(before: Sequence[Block], after: Sequence[Block], told: Told, guide: Guide) -> tuple[Part, ...]:
    steps = told.settled(align(before, after, guide), max(len(before), len(after)))
    return texts.aligned(before, after, tuple(steps))


# -- attachments -----------------------------------------------------------------------------------


def _attachments(
    told: Told, before: Sequence[Attachment], after: Sequence[Attachment], guide: Guide
) -> Iterator[Section]:
    pairs, gone, come = files.pair_attachments(before, after)
    for old, new in pairs:
        yield _pair(told, old, new, guide)
    for how, some in ((How.COME, come), (How.GONE, gone)):
        for file in some:
            edit = files.came(file) if how is How.COME else files.went(file)
            told.tick(edit)
            line = edit_line(edit, place="")
            yield Section(
                "file",
                (line, *texts.inside(file.blocks or ())),
                how,
                _name(file),
                shown.line(file.unread or ""),
            )


def _pair(told: Told, old: Attachment, new: Attachment, guide: Guide) -> Section:
    """A file in two versions: its name and address where they differ, then its text."""
    parts: list[Part] = []
    edit = files.renamed(old, new)
    opened = old.blocks is not None and new.blocks is not None and not files.same_file(old, new)
    if edit is None and not opened and isinstance(other := files.unopened(old, new), Edit):
        edit = other
    if opened:
        parts += _aligned(old.blocks or (), new.blocks or (), told, guide)
    if edit is not None and told.tick(edit):
        parts.insert(0, edit_line(edit, place=""))
    how = How.EDITED if any(map(changed, parts)) else How.SAME
    return Section("file", tuple(parts), how, _name(new), shown.line(new.unread or old.unread or ""))


def _name(file: Attachment) -> str:
    return shown.line(file.name)


# -- what stands in no text ------------------------------------------------------------------------


def _loose(told: Told, sections: Iterable[Section]) -> Iterator[Line]:
    """Edits of particulars, and whatever else the comparison tells that no text or table shows."""
    heads = {
        normal(plain(side))
        for section in sections
        for part in section.parts
        if isinstance(part, Grid)
        for cell in part.head
        for side in (cell.old, cell.new)
    }
    for edit in islice(told.left_edits(), MOST_LOOSE):
        names = [name for side in (edit.before, edit.after) for name in (side or "").split(" | ")]
        if not (edit.path.endswith("headings") and all(normal(name) in heads for name in names if name)):
            yield edit_line(edit)
    for table, one, how in islice(told.left_rows(), MOST_LOOSE):
        name = shown.line(table, 80)
        yield cell_line(one, name) if isinstance(one, CellEdit) else row_line(one, how, name)


def edit_line(edit: Edit, place: str | None = None) -> Line:
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
        if value.strip() and (place := _label(label)) not in edited
    )
    if open_ or len(standing) < texts.LEAST_FOLDED:
        yield from standing
    else:
        yield Fold(len(standing), "fields", standing)


def _label(label: str) -> str:
    return label.strip().rstrip(":：")


# -- facts, and what was passed over ---------------------------------------------------------------


def facts_moved(comparison: Comparison) -> tuple[tuple[Fact, ...], int]:
    """The facts that moved, those with both sides first, and how many more there are.

    What came or went with a whole row is told by that row.
    """
    rows = {row.key for table in comparison.tables for row in (*table.added, *table.removed)}
    whole = [delta for delta in comparison.facts if delta.before and delta.after]
    half = [
        delta
        for delta in comparison.facts
        if not (delta.before and delta.after)
        and (delta.place or "").rpartition("row ")[2].partition(", column ")[0] not in rows
    ]
    facts = whole + half
    kept = facts if len(facts) <= MOST_FACTS + 1 else facts[:MOST_FACTS]
    return tuple(map(_fact, kept)), len(facts) - len(kept)


def _fact(delta: FactDelta) -> Fact:
    return Fact(delta.name, shown.line(delta.before or ""), shown.line(delta.after or ""), delta.place or "")


def passed_over(ignored: Sequence[Ignored]) -> Iterator[Passed]:
    """By reason, the doubtful ones first."""
    grouped: dict[tuple[bool, str], list[str]] = {}
    for one in ignored:
        grouped.setdefault((not one.doubtful, one.why), []).append(shown.line(one.text, 200))
    for (sure, why), some in sorted(grouped.items(), key=lambda group: group[0][0]):
        yield Passed(
            shown.line(why), tuple(text for text in some[:MOST_PASSED] if text), len(some), doubtful=not sure
        )
