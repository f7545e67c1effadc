"""What a page says of itself only at its edges: in the midst of a notice the same words are the notice's own.

Nobody puts a choice of languages, a link to the next notice or the hour of a print-out between two clauses; there
"Visits: 4" counts inspections, and "English / Français" below "Certificates are accepted in:" is what is accepted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from monitor.compare.forms.text import normal
from monitor.compare.noise import listing, services
from monitor.extract.chrome import says_something
from monitor.model import Block
from monitor.patterns import regex

_FIRST = 6  # blocks
MOST = 20_000  # blocks; in longer texts nobody asks where a line stands
# Counters that may count something else, and days that may be a window.
_AMBIGUOUS = regex(
    r"\W*(?:查看(?:次数|人次|人数|总数|数|量)|(?:visits?|visitors?)\W*\d|(?:previous|next):|共\d{1,9}条\W*$|"
    r"(?:打印|下载|查询|导出)(?:时间|日期)(?!.*\d:\d\d:\d\d))",
    re.IGNORECASE,
)
_LANGUAGES = "a choice of languages"
_SIZES = regex(r"[Aa]")
_SENTENCE = regex(r"[.。！!؟?।]\W?$")
_LONG = 30  # characters of a sentence; of Chinese half as many


def within(blocks: Sequence[Block]) -> frozenset[int]:
    """The texts, by identity, that stand between two sentences of a notice, or right below a label."""
    if len(blocks) > MOST:
        return frozenset()
    first = _first(blocks)
    if first is None:
        return frozenset()
    last = next(at for at in range(len(blocks) - 1, -1, -1) if at == first or _says(blocks, at))
    found = {id(block) for block in blocks[first + 1 : last] if block.kind == "text" and block.href is None}
    for label, block in pairwise(blocks):
        if label.kind == "text" and label.text.endswith((":", "：")) and len(label.text.split()) > 2:
            found.add(id(block))
        elif (
            label.kind == block.kind == "text"
            and (label.role == "heading" or label.text.endswith(("?", "？")))
            and services.may_end_a_visit(block.text)
            and services.reason(normal(label.text)) is None
        ):
            found.add(id(block))  # the answer to a question about visits
    return frozenset(found)


def _first(blocks: Sequence[Block]) -> int | None:
    """Where a notice begins to speak."""
    return next((at for at in range(len(blocks)) if _says(blocks, at)), None)


def _says(blocks: Sequence[Block], at: int) -> bool:
    """Whether a table or a sentence stands there; what a site says above a notice are sentences too."""
    block = blocks[at]
    if block.kind == "table":
        return True
    return _is_sentence(block.text) and not (at < _FIRST and services.reason(normal(block.text)))


def may_be_content(form: str, why: str) -> bool:
    """Whether a text that is noise at the edge of a page may be content within a notice."""
    if why == _LANGUAGES or why in services.WITHIN or _SIZES.fullmatch(form):
        return True
    if why in (listing.AGE, listing.BADGE):
        return listing.may_be_a_term(form)
    return _AMBIGUOUS.match(form) is not None


def _is_sentence(text: str) -> bool:
    return says_something(text) or (
        2 * len(text) >= (2 if text.isascii() else 1) * _LONG and _SENTENCE.search(text) is not None
    )
