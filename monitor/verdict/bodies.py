"""Has a page lost its body? One whose text, or whose table, is nearly gone from one day to the next.

An authority may well empty a page, and that is worth a mail; a page that failed to fill looks just the same.
So it is not believed at first sight, only when it stays like that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.model import Content, Table
from monitor.patterns import regex

ENOUGH = 400  # letters; a shorter text may be rewritten whole on any day
KEPT = 4  # less than a quarter of the text is left
ROWS = 10  # of a table that is worth missing
KEPT_ROWS = 10  # less than a tenth of the rows is left

# What an authority leaves in the place of a text that it takes out of force.
_REPEALED = regex(
    r"废止|廢止|失效|作废|作廢|撤销|撤銷|撤回|终止执行|停止执行|不再执行|不再施行|"
    r"\b(?:repeal|revo[ck]|rescind|withdr[ae]w|cancel|annul|abolish|supersede|invalidat|abrog|derog|revog|anulad|aufgehoben|zurückgezogen|dicabut|bãi bỏ|hết hiệu lực)|"
    r"\b(?:no longer (?:in force|valid|applies|applicable)|ceases? to (?:apply|have effect)|out of force)\b|отмен|утрати|ملغ|إلغاء|ยกเลิก",
    re.IGNORECASE,
)


def repealed(before: Content, after: Content) -> bool:
    """Whether the short text that stands there now says, in words that did not stand there before, that the old one
    is out of force. That is what a repeal looks like, and nobody may wait for it.
    """
    was = "\n".join(_texts(before))
    return any(_REPEALED.search(text) is not None for text in _texts(after) if text not in was)


def lost(before: Content, after: Content) -> str | None:
    """What is gone all at once, in words; None when most of the text and of every table still stands there.

    A text that went into a file, or could not be read, is not lost.
    """
    if after.unread or len(after.attachments) > len(before.attachments):
        return None
    was, now = letters(before), letters(after)
    if was >= ENOUGH and KEPT * now < was:
        return f"nearly all of its text is gone at once ({now} letters, there were {was})"
    rows = {block.name: len(block.rows) for block in after.blocks if isinstance(block, Table)}
    for block in before.blocks:
        if isinstance(block, Table) and len(block.rows) >= ROWS:
            left = rows.get(block.name, max(rows.values(), default=0))
            if KEPT_ROWS * left < len(block.rows):
                return f"nearly all rows of a table are gone at once ({left}, there were {len(block.rows)})"
    return None


def unreadable(before: Content, after: Content) -> str | None:
    """Why nothing of a text can be read that could be read before; a server that stumbles sends such bytes as well."""
    if after.unread and letters(before) and not (before.unread or after.blocks):
        return f"its text could be read and cannot be read any more ({after.unread})"
    return None


def letters(content: Content) -> int:
    """How much a content says: the letters of its texts and cells."""
    return sum(map(len, _texts(content)))


def _texts(content: Content) -> Iterator[str]:
    for block in content.blocks:
        if isinstance(block, Table):
            yield from (cell for row in block.rows for cell in row)
        else:
            yield block.text
    yield from (value for _, value in content.fields)
