"""Has a page lost its body? One whose text, or whose table, is nearly gone from one day to the next.

An authority may well empty a page, and that is worth a mail; a page that failed to fill looks just the same.
So it is not believed at first sight, only when it stays like that.
"""

from __future__ import annotations

from monitor.model import Content, Table

ENOUGH = 400  # letters; a shorter text may be rewritten whole on any day
KEPT = 4  # less than a quarter of the text is left
ROWS = 10  # of a table that is worth missing
KEPT_ROWS = 10  # less than a tenth of the rows is left


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


def letters(content: Content) -> int:
    """How much a content says: the letters of its texts and cells."""
    told = 0
    for block in content.blocks:
        if isinstance(block, Table):
            told += sum(len(cell) for row in block.rows for cell in row)
        else:
            told += len(block.text)
    return told + sum(len(value) for _, value in content.fields)
