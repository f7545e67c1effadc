"""The amendment of a notice that stands on several sites: does it say what its copy's amendment said already? (M19)

Sites divide a text into paragraphs as they like, keep their own files under their own addresses and date what they put
up. So amendments are compared by the sentences, rows and cells that came and went, and files by what is in them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from monitor.compare.copies import notices as copies
from monitor.compare.forms.text import normal
from monitor.model import Amended, Attachment, Comparison, Edit, Ignored, Notice, Row, TableEdit

Saying = tuple[str, ...]  # a sort, and what came or went, in normal form

_OF_THE_LIST = ("published", "number")  # as a site's list has them; the text's own stand in it


def nothing_more(later: Amended, earlier: Amended) -> bool:
    """Whether who was told of `earlier` learns nothing from `later`, the amendment of a copy."""
    if not _files_too(later, earlier):
        return False
    if copies.adds_nothing(later.notice, earlier.notice):
        return True
    said = _said(later)
    return bool(said or _came(later)) and said <= _said(earlier)


def beyond(later: Amended, earlier: Amended, why: str) -> Amended:
    """`later` with only what it says beyond `earlier`; the rest is ignored for that reason. The same when that is all."""
    known = _said(earlier)
    found, comparison = _Kept(), later.comparison
    for edit in comparison.edits:
        sayings = set(_of_edit(edit, later))
        found.take_edit(edit, told=sayings <= known if sayings else _is_of_the_site(edit, later))
    for table in comparison.tables:
        found.take_table(table, known)
    if not found.told or not (found.edits or found.tables):
        return later
    return replace(
        later,
        comparison=Comparison(
            tuple(found.edits),
            tuple(found.tables),
            tuple(fact for fact in comparison.facts if (fact.place or "") not in found.told),
            (*comparison.ignored, *(Ignored(why, text) for text in found.texts)),
        ),
    )


def undoes(later: Amended, earlier: Amended) -> bool:
    """Whether something that came with `earlier` went with `later`: who heard both no longer believes the first."""
    came = {_core(saying) for saying in _said(earlier) if saying[0] not in ("went", "row went")}
    return any(_before(saying) in came for saying in _said(later))


def _core(saying: Saying) -> Saying:
    """What stands there after an edit, a row or a cell."""
    sort, *texts = saying
    return ("cell", texts[0], texts[1], texts[3]) if sort == "cell" else (sort.replace(" came", ""), *texts)


def _before(saying: Saying) -> Saying | None:
    """What stood there before an edit, a row or a cell; as `_core` writes it."""
    sort, *texts = saying
    if sort == "cell":
        return "cell", texts[0], texts[1], texts[2]
    stood = {"went": "came", "row went": "row"}.get(sort)
    return (stood, *texts) if stood else None


class _Kept:
    """What is still told, and the places and texts of what is told already."""

    def __init__(self) -> None:
        self.edits: list[Edit] = []
        self.tables: list[TableEdit] = []
        self.told: set[str] = set()
        self.texts: list[str] = []

    def take_edit(self, edit: Edit, *, told: bool) -> None:
        if not told:
            self.edits.append(edit)
            return
        self.told |= {edit.path, f"field {edit.path}"}
        self.texts.append(edit.after or edit.before or "")

    def take_table(self, table: TableEdit, known: set[Saying]) -> None:
        kept = replace(
            table,
            added=tuple(row for row in table.added if _of_row("came", row) not in known),
            removed=tuple(row for row in table.removed if _of_row("went", row) not in known),
            changed=tuple(
                cell
                for cell in table.changed
                if _saying("cell", cell.key, cell.column, cell.before, cell.after) not in known
            ),
        )
        name = " ".join(table.name.split()) or "table"
        for row in (*table.added, *table.removed):
            if row not in (*kept.added, *kept.removed):
                self.told.add(f"{name}, row {row.key}")
                self.texts.append(row.key)
        for cell in table.changed:
            if cell not in kept.changed:
                self.told.add(f"{name}, row {cell.key}, column {cell.column}")
                self.texts.append(f"{cell.key} {cell.column}: {cell.after}")
        if kept.added or kept.removed or kept.changed:
            self.tables.append(kept)


# -- what an amendment says ------------------------------------------------------------------------


def _said(change: Amended) -> set[Saying]:
    said = {saying for edit in change.comparison.edits for saying in _of_edit(edit, change)}
    for table in change.comparison.tables:
        said |= {_of_row("came", row) for row in table.added}
        said |= {_of_row("went", row) for row in table.removed}
        said |= {_saying("cell", cell.key, cell.column, cell.before, cell.after) for cell in table.changed}
    return said


def _of_edit(edit: Edit, change: Amended) -> Iterator[Saying]:
    """The sentences that came and went; nothing of what any site puts around a text, and nothing of whole files."""
    if edit.op == "move" or edit.path in _file_names(change) or _is_of_the_site(edit, change):
        return
    names, days = _called(change)
    before, after = (copies.sentences(text or "", names, days) for text in (edit.before, edit.after))
    yield from (("went", sentence) for sentence in before if sentence not in after)
    yield from (("came", sentence) for sentence in after if sentence not in before)


def _is_of_the_site(edit: Edit, change: Amended) -> bool:
    """Whether an edit tells of the site alone: when its list dates the notice, how it files it."""
    if edit.path in _OF_THE_LIST:
        return True
    fields = (*change.before.content.fields, *change.notice.content.fields)
    return any(edit.path == label.strip().rstrip(":：") for label, _ in fields) and copies.is_of_the_site(
        edit.path
    )


def _called(change: Amended) -> tuple[list[str], set[date]]:
    entries = change.before.listed, change.notice.listed
    names = {normal(text) for entry in entries for text in (entry.title, entry.number) if text}
    return sorted(names, key=len, reverse=True), {entry.published for entry in entries if entry.published}


def _of_row(sort: str, row: Row) -> Saying:
    return _saying(f"row {sort}", row.key, *row.cells)


def _saying(sort: str, *texts: str) -> Saying:
    return (sort, *(copies.plain(text) for text in texts))


# -- files -----------------------------------------------------------------------------------------


def _file_names(change: Amended) -> set[str]:
    return {file.name for notice in (change.before, change.notice) for file in notice.content.attachments}


def _files_too(later: Amended, earlier: Amended) -> bool:
    """Whether every file that came with the one came with the other, or stood there, and so for those that went."""
    return all(
        copies.brought_by(file, earlier.notice.content.attachments) for file in _came(later)
    ) and not any(copies.brought_by(file, earlier.notice.content.attachments) for file in _went(later))


def _came(change: Amended) -> tuple[Attachment, ...]:
    return _only(change.notice, change.before)


def _went(change: Amended) -> tuple[Attachment, ...]:
    return _only(change.before, change.notice)


def _only(one: Notice, other: Notice) -> tuple[Attachment, ...]:
    there = other.content.attachments
    return tuple(file for file in one.content.attachments if not copies.brought_by(file, there))
