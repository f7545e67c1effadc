"""Two versions of a content -> how they differ, for a reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace

from monitor.compare import attachments as files
from monitor.compare.fields import compare_fields
from monitor.compare.forms.targets import target
from monitor.compare.forms.text import forget_shapes, normal
from monitor.compare.guide import PLAIN, Guide
from monitor.compare.ignored import sampled
from monitor.compare.links import compare_links
from monitor.compare.moved.facts import Parts, facts_moved
from monitor.compare.noise.habits import settled_fields
from monitor.compare.noise.known import Noise
from monitor.compare.noise.quieted import quieted
from monitor.compare.tables.compared import compare_tables, unknown, wordings
from monitor.compare.texts.blocks import match
from monitor.compare.texts.telling import told
from monitor.model import Attachment, Block, Comparison, Content, Edit, Ignored, Table, TableEdit
from monitor.values import dataclass


def compare(before: Content, after: Content, *, language: str = "en", guide: Guide = PLAIN) -> Comparison:
    """How two versions differ: texts, fields and attachments as edits, tables row by row, facts that moved.

    Whatever differs and means nothing is in `ignored` with the reason. The work grows with the size of
    both versions, never with its square.
    """
    del language  # a hint; every language is read, since notices mix them
    if before == after and before.links == after.links:
        return Comparison()
    found = _Found(guide)
    found.take(*compare_fields(before.fields, after.fields, settled_fields(found.noise, before, after)))
    fields = len(found.edits)
    if unread := after.unread or before.unread:
        found.ignored.append(Ignored(f"the text was not compared: {unread}", ""))
    else:
        _compare_blocks(found, own_blocks(before), own_blocks(after))
        found.take(compare_links(before, after, found.noise))
    if not unread or (before.attachments and after.attachments):
        _compare_attachments(found, before.attachments, after.attachments)
    if guide.row_key:
        found.ignored += unknown(_all_tables(before, after), guide.row_key)
    moved = facts_moved(found.parts(fields))
    forget_shapes()
    return Comparison(tuple(found.edits), tuple(found.tables), moved, tuple(sampled(found.ignored)))


@dataclass(slots=True)
class _Found:
    guide: Guide
    edits: list[Edit] = field(default_factory=list)
    tables: list[TableEdit] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    files: list[Edit] = field(default_factory=list)  # those of the edits that tell of a file as a whole

    @property
    def noise(self) -> Noise:
        return Noise(self.guide)

    def take(self, edits: Iterable[Edit], ignored: Iterable[Ignored] = ()) -> None:
        self.edits += edits
        self.ignored += ignored

    def take_file(self, edit: Edit) -> None:
        self.edits.append(edit)
        self.files.append(edit)

    def parts(self, fields: int) -> Parts:
        """The edits by what they tell of; so many of the first are of labelled fields."""
        whole = set(map(id, self.files))
        # what a moved text says is what it said, or it has an edit of its own
        texts = [edit for edit in self.edits[fields:] if id(edit) not in whole and edit.op != "move"]
        return Parts(self.edits[:fields], texts, self.files, self.tables)


def own_blocks(content: Content) -> tuple[Block, ...]:
    """The blocks without those that merely name an attachment: that is compared as one."""
    named = {(normal(attachment.name), target(attachment.url)) for attachment in content.attachments}
    if not named:
        return content.blocks
    names = {name for name, _ in named}
    return tuple(
        block
        for block in content.blocks
        if block.kind == "table"
        or not block.href
        or (name := normal(block.text)) not in names
        or (name, target(block.href)) not in named
    )


def _compare_blocks(found: _Found, before: Sequence[Block], after: Sequence[Block]) -> None:
    edits, ignored = told(match(before, after, found.noise), after)
    found.take(edits, ignored)
    tables = list(_tables(before)), list(_tables(after))
    if not any(tables):
        return
    said = {(edit.before, edit.after) for edit in edits}
    compared_tables = compare_tables(
        *tables, found.guide.row_key, wordings(before, after), found.noise.of_table
    )
    for compared in quieted(compared_tables, found.noise):
        # a table may be called by the paragraph above it, which has spoken for itself
        found.take(
            [edit for edit in compared.edits if (edit.before, edit.after) not in said], compared.ignored
        )
        if compared.table is not None:
            found.tables.append(compared.table)


def _tables(blocks: Sequence[Block]) -> Iterator[Table]:
    return (block for block in blocks if block.kind == "table")


def _all_tables(*versions: Content) -> Iterator[Table]:
    """The tables of a notice and of its attachments, in both versions."""
    for content in versions:
        yield from _tables(content.blocks)
        for attachment in content.attachments:
            yield from _tables(attachment.blocks or ())


def _compare_attachments(found: _Found, before: Sequence[Attachment], after: Sequence[Attachment]) -> None:
    pairs, gone, come = files.pair_attachments(before, after)
    for old, new in pairs:
        _compare_files(found, old, new)
    for attachment in gone:
        found.take_file(files.went(attachment))
    for attachment in come:
        found.take_file(files.came(attachment))


def _compare_files(found: _Found, old: Attachment, new: Attachment) -> None:
    """One attachment in two versions: its text where both can be read, else its bytes."""
    inner = _Found(found.guide)
    opened = files.same_file(old, new)
    if not opened and old.blocks is not None and new.blocks is not None:
        opened = True
        _compare_blocks(inner, old.blocks, new.blocks)
    other = files.renamed(old, new)
    if other is not None and opened and not (inner.edits or inner.tables):
        inner.ignored.append(Ignored("the same file under another name or address", new.name))
    elif other is not None:
        found.take_file(other)
    elif not opened and (untold := files.unopened(old, new)) is not None:
        if isinstance(untold, Edit):
            found.take_file(untold)
        else:
            found.ignored.append(untold)
    _within(found, inner, new.name)


def _within(found: _Found, inner: _Found, name: str) -> None:
    """What was found in an attachment, with the attachment's name before every place."""
    found.edits += [replace(edit, path=f"{name}, {edit.path}") for edit in inner.edits]
    found.tables += [
        replace(table, name=f"{name}, {table.name}" if table.name else name) for table in inner.tables
    ]
    found.ignored += inner.ignored
