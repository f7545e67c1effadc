"""Pages whose main text is known, and how much of it a reader finds.

`main_texts/NAME.html` is a page written after the anatomy of a family of sites, with its rails and
counters, all words invented. `NAME.txt` is what the notice says, a line a paragraph or table row; a line
that begins with "? " may be read or not (dates beside the title, names of files).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from monitor.model import Content, Text

FOLDER = Path(__file__).parent / "main_texts"
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")


@dataclass(frozen=True)
class Known:
    """A page and what it says. optional: what may be read or not."""

    name: str
    page: bytes
    text: str
    optional: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Found:
    """How much of what was read is the text (precision), and how much of the text was read (recall)."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def known() -> list[Known]:
    found = []
    for path in sorted(FOLDER.glob("*.html")):
        lines = path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
        said = "\n".join(line for line in lines if not line.startswith("? "))
        optional = "\n".join(line[2:] for line in lines if line.startswith("? "))
        found.append(Known(path.stem, path.read_bytes(), said, optional))
    return found


def found(read: str, one: Known) -> Found:
    """Token by token: a Chinese, Japanese or Korean letter, or a word; width and case do not count."""
    tokens, wanted = _tokens(read), _tokens(one.text)
    right = (tokens & wanted).total()
    wrong = (tokens - wanted - _tokens(one.optional)).total()
    return Found(right / (right + wrong) if right else 0.0, right / wanted.total())


def as_text(content: Content) -> str:
    """A content's blocks as lines; a row of a table is one."""
    lines: list[str] = []
    for block in content.blocks:
        if isinstance(block, Text):
            lines.append(block.text)
        else:
            lines += [block.name, *(" | ".join(row) for row in (block.columns, *block.rows))]
    return "\n".join(lines)


def _tokens(text: str) -> Counter[str]:
    return Counter(_TOKEN.findall(unicodedata.normalize("NFKC", text).casefold()))
