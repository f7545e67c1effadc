"""What a notice or a change is about: labels, each with the words behind it.

`parts` reads a notice into parts, `witness` finds which rules fire where, `changed` says which words of an amendment are new, `labels`
weighs them. The rules themselves are data, in `monitor/rules/`.
"""

from monitor.classify.labels import classify, classify_change, language_of

__all__ = ["classify", "classify_change", "language_of"]
