"""Two versions of a notice, or the one there is, as a page shows them: side by side, inline, or one thing at a time.

Laying versions side by side takes time that grows with them. So only as much is laid out as a page is worth waiting
for; of longer notices what changed is listed a part at a time, and nothing is ever left out of the list.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.compare import Guide
from monitor.model import Block, Comparison, Content, Table
from monitor.values import dataclass
from monitor.views import View, fitted, listed, signs, single, starts, view
from monitor.views.sheet import Cut, Grid, Section

LOOKS = ("side", "inline")
LIGHT = 800  # rows and paragraphs of both versions, up to which they are laid side by side
SIGNS = 30_000  # characters of what changed, likewise
COLUMNS = 8  # of a row that counts as one
ROOM = 120_000  # bytes of a page that the versions may take
PART = 100  # changes of a list that stand on one page, of SIGNS characters at most


@dataclass(frozen=True, slots=True)
class Diffed:
    """What a template lays out. look: side or inline. part: of `parts` of the list, None where both versions stand.

    cut: something that changed is not shown, and stands in the list. left_out: why there is no more than the list.
    """

    view: View
    look: str
    part: int | None = None
    parts: int = 0
    cut: bool = False
    long: bool = False


def diffed(
    before: Content,
    after: Content,
    comparison: Comparison,
    guide: Guide,
    *,
    look: str,
    part: int | None = None,
) -> Diffed:
    """Both versions. part: of the list of changes; one that is too large is the last."""
    long = weight(before) + weight(after) > LIGHT or signs(comparison) > SIGNS
    begins = starts(comparison, PART, SIGNS)
    if part is None and not long:
        made = fitted(view(before, after, comparison, guide), ROOM)
        return Diffed(made, look, parts=len(begins), cut=any(map(_cut, made.sections)))
    number = min(max(1, part or 1), len(begins))
    first, *after_it = begins[number - 1 :]
    most = after_it[0] - first if after_it else PART
    made = fitted(listed(comparison, first, most), ROOM)
    return Diffed(made, "inline", number, len(begins), long=long)


def alone(content: Content, *, look: str) -> Diffed:
    """The only version there is, without its text where the page shows that itself."""
    made = fitted(single(content), ROOM)
    return Diffed(
        View(
            tuple(section for section in made.sections if section.kind != "text" or section.note), alone=True
        ),
        look,
    )


def look_of(asked: str | None) -> str:
    return asked if asked in LOOKS else LOOKS[0]


def weight(content: Content) -> int:
    """How much there is to be laid out, in paragraphs and rows."""
    files = (file.blocks or () for file in content.attachments)
    return sum(_blocks(blocks) for blocks in (content.blocks, *files))


def _blocks(blocks: Sequence[Block]) -> int:
    return sum(
        1 + len(block.rows) * (1 + len(block.columns) // COLUMNS) if isinstance(block, Table) else 1
        for block in blocks
    )


def _cut(section: Section) -> bool:
    return any(
        isinstance(part, Cut) or (isinstance(part, Grid) and any(isinstance(row, Cut) for row in part.rows))
        for part in section.parts
    )
