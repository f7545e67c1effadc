"""What a notice or a change is about: labels, each with the words behind it.

`parts` reads a notice into parts, `witness` finds which rules fire where, `changed` says which words of an amendment are new, `labels`
weighs them. The rules themselves are data, in `monitor/rules/`.
"""

from typing import TYPE_CHECKING

from monitor import lazily

if TYPE_CHECKING:
    from monitor.classify.labels import classify, classify_change, language_of

__getattr__ = lazily.names(
    __name__,
    {
        "classify": "labels",
        "classify_change": "labels",
        "language_of": "labels",
    },
)

__all__ = ["classify", "classify_change", "language_of"]
