"""Is a page still built as it was? Its classes, ids and tags, and whether it ends where it should.

Ordinary edits leave a template alone; a redesign, an error page or another site's page do not. It is only
looked at where something else is odd already, and helps to say what happened.
"""

from __future__ import annotations

import re

from monitor.patterns import regex
from monitor.values import dataclass

_NAMED = regex(rb"""\b(?:class|id)\s*=\s*(?:"([^"<>]{1,200})"|'([^'<>]{1,200})'|([^\s"'<>]{1,100}))""", re.IGNORECASE)  # fmt: skip
_TAIL = 4_096  # bytes in which a page's end stands, before what some servers append
_RICH = 8  # names; a page with fewer says nothing about its template
_KEPT = 0.4  # of its names; a page that keeps fewer is built otherwise
_CJK = regex(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_HAN_LANGUAGES = ("zh", "ja", "ko")


@dataclass(frozen=True, slots=True)
class Drift:
    """How many of a page's classes and ids are left."""

    before: int
    left: int

    @property
    def rebuilt(self) -> bool:
        return self.before >= _RICH and self.left < _KEPT * self.before

    def __str__(self) -> str:
        return f"of its {self.before} classes and ids {self.left} are left"


def drift(before: bytes, after: bytes) -> Drift:
    """What became of a page's template between two bodies."""
    were = names(before)
    return Drift(len(were), len(were & names(after)))


def names(body: bytes) -> frozenset[bytes]:
    """The classes and ids of a page; those with digits are made anew at every request or for every item."""
    found = (next(filter(None, groups)) for groups in _NAMED.findall(body))
    return frozenset(name for written in found for name in written.split() if not re.search(rb"\d{3}", name))


def is_cut(before: bytes, after: bytes) -> bool:
    """Whether a page that used to be closed now ends in the middle (faults N03)."""
    return not is_closed(after) and is_closed(before)


def is_closed(body: bytes) -> bool:
    """Whether a page ends where a page should."""
    return b"</html" in body[-_TAIL:].lower()


def is_foreign(text: str, language: str) -> bool:
    """Whether a page of a Chinese, Japanese or Korean source holds not a single letter of these."""
    return language.partition("-")[0] in _HAN_LANGUAGES and _CJK.search(text) is None
