"""Is a notice on one site what stands on another already? Asked once both bear the same number or title (M19).

A copy taken for the same costs a shipment when it is not, and a line too many costs a glance. So a copy
must say the same sentences and the same table rows, and bring no file that the first has not; where it
only names the notice, as a list does, it adds nothing either.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from monitor.model import Attachment, Content, Notice

_END = re.compile(r"[。！？；;!?\n]|\.(?=\s|$)")
_FURNITURE = re.compile(
    r"(?:信息|文章|稿件)?来源[:：]|发布(?:时间|日期|机构|单位)[:：]|索引号|发文字号|文号[:：]|字[号体][:：]|责任?编辑|打印|分享|浏览|扫一扫|"
    r"source:|published|print|share|last updated",
    re.IGNORECASE,
)
_LONGEST_FURNITURE = 60
_DATE = re.compile(r"[\d年月日号:/.\-—时分]*")


def adds_nothing(copy: Notice, first: Notice) -> bool:
    """Whether somebody who was told of `first` learns nothing from `copy`."""
    if copy.content.unread is not None or first.content.unread is not None:
        return False
    names = {
        _plain(text) for text in (copy.title, first.title, copy.listed.number, first.listed.number) if text
    }
    said, stood = set(_said(copy.content, names)), set(_said(first.content, names))
    if said and said != stood:
        return False
    return all(_brought_by(file, first.content.attachments) for file in copy.content.attachments)


def _said(content: Content, names: set[str]) -> Iterator[str]:
    """What a content says, sentence by sentence and row by row, without what a site puts around any text."""
    for block in content.blocks:
        if block.kind == "table":
            yield from ("\t".join(map(_plain, row)) for row in (block.columns, *block.rows) if any(row))
            continue
        for sentence in _END.split(block.text):
            plain = _plain(sentence)
            if not plain or any(name in plain and _DATE.fullmatch(plain.replace(name, "")) for name in names):
                continue
            if _DATE.fullmatch(plain) or (len(plain) <= _LONGEST_FURNITURE and _FURNITURE.match(plain)):
                continue
            if not (block.href and any(plain == _plain(file.name) for file in content.attachments)):
                yield plain


def _brought_by(file: Attachment, others: Sequence[Attachment]) -> bool:
    """Whether one of the other's files is the same: by its bytes, or by all that stands in it."""
    return any(
        (file.sha256 is not None and file.sha256 == other.sha256)
        or (file.blocks is not None and file.blocks == other.blocks)
        for other in others
    )


def _plain(text: str) -> str:
    """Without blanks and differences of width; every sign stays, as 1.8 days are not 18."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
