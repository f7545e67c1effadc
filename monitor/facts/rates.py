"""What a percentage is charged or given back as, and rates that are written as a word: free, 免税."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.facts.words import begins
from monitor.patterns import regex
from monitor.prose import Prose

# By the name of the rate, the words it is spoken of with. One that holds another's words goes first.
RATES: dict[str, tuple[str, ...]] = {
    "export rebate rate": ("退税率", "出口退税", "退税", "export rebate", "tax rebate", "export tax refund", "rebate"),
    "VAT rate": ("增值税", "value added tax", "value-added tax", "vat", "gst"),
    "excise rate": ("消费税", "excise", "consumption tax"),
    "duty rate": (
        "关税", "税率", "暂定税", "协定税", "最惠国", "反倾销税", "反补贴税", "ad valorem", "tariff rate", "rate of duty",
        "duty rate", "rate", "duties", "duty", "tariff", "mfn", "surtax", "dumping margin", "cash deposit", "保证金比率", "反倾销", "反补贴",
        "加征", "附加税", "配额税",
    ),
}  # fmt: skip
_NAME_OF = {word: name for name, words in RATES.items() for word in words}
_WORDS = regex(
    "|".join(
        re.escape(word) + (r"\b" if word.isascii() else "")
        for word in sorted(_NAME_OF, key=len, reverse=True)
    ),
    re.ASCII,
)
_FREE = regex(r"零税率|零关税|免税|免征(?:关税|增值税|消费税)?|duty[- ]free\b|zero[- ]rated\b", re.ASCII)
_FREE_IN_A_COLUMN = regex(r"(?:duty[- ])?free|nil|exempt(?:ed)?|zero|免税?|免征|零", re.ASCII)
_NEAR = 24  # characters between the name of a rate and its number


def rate_of(prose: Prose, start: int, end: int) -> str:
    """Which rate a percentage at this place is; "percent" where the text does not say."""
    low, high = prose.sentence(start)
    before = list(_WORDS.finditer(prose.simple, max(low, start - _NEAR), start))
    found = before[-1] if before else _WORDS.search(prose.simple, end, min(high, end + _NEAR))
    return _NAME_OF[found.group()] if found else "percent"


def rate_of_column(column: str) -> str | None:
    """Which rate the column of a table holds, None when it holds none."""
    found = _WORDS.search(column.lower())
    return _NAME_OF[found.group()] if found else None


def is_free(cell: str) -> bool:
    """Whether the cell of a column of rates says that nothing is charged."""
    return _FREE_IN_A_COLUMN.fullmatch(cell.strip().lower()) is not None


def free(prose: Prose) -> Iterator[tuple[int, int]]:
    """Where a text says in words that nothing is charged."""
    text = prose.simple
    return (match.span() for match in _FREE.finditer(text) if begins(text, match.start()))
