"""How deep a page's elements stand in each other, told from its tags before any tree is built (C16).

Counting tags never says less than the tree would be, and for pages with tags where nobody opens an element
(in scripts, comments, drawings) it says much more. Such a page is made plain first: what is then counted is
what is then parsed, so a page that fools the one has fooled the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.extract.text import names
from monitor.patterns import regex

DEEPEST = 512  # elements inside each other (C16)

_TAG = regex(r"<(/?[a-zA-Z][a-zA-Z0-9]*)")
# Elements that end by themselves, so that an open one says nothing about depth.
_FLAT = names(
    """a button nobr p li td th tr dt dd option optgroup thead tbody tfoot colgroup br hr img input
    meta link col area base embed source track wbr param html head body"""
)
_RUBY = ("rt", "rp", "rb", "rtc")  # end by themselves within their ruby, and nest without one
# Every tag but those that most pages are made of and that surely do not nest: td, tr, th, p, li, a.
_MAY_NEST = regex(r"<[^/!tpla]|<t[^drh]|<l[^i]|<[pa][^ >]|<li[^ >]")
_APART = regex(r"<(?:(!--)|(script|style|noscript|template|svg|math)(?![\w-]))", re.IGNORECASE)
_ENDS = {
    name: regex(rf"</{name}\s*>", re.IGNORECASE)
    for name in ("script", "style", "noscript", "template", "svg", "math")
} | {"!--": regex(r"(?<=<!--)-?>|--!?>")}
_OPENING = regex(r"<(?=[a-zA-Z/!])")
_CLOSED = regex(r"<([a-zA-Z][\w:-]*)([^<>]*)/>")


def depth(text: str) -> int:
    """How deep elements nest at most, by counting tags: cheap, and never less than the tree would be."""
    if text.count("<") - text.count("</") <= DEEPEST or len(_MAY_NEST.findall(text)) <= DEEPEST:
        return 0
    opened: dict[str, int] = {}
    now = deepest = 0
    for tag in _TAG.findall(text):
        if tag[0] != "/":
            name = tag.lower()
            if name not in _FLAT:
                opened[name] = opened.get(name, 0) + 1
                now += 1
                deepest = max(deepest, now)
        elif opened.get(name := tag[1:].lower()):
            opened[name] -= 1
            now -= 1
            if name == "ruby":
                now -= sum(opened.pop(part, 0) for part in _RUBY)
    return deepest


def plain(text: str) -> str:
    """The page without comments, styles, drawings, and what is only there for programs or for later.

    Scripts stay, as some hold the answer in JSON; the tags in their texts are written as JSON may write them.
    """
    return "".join(_plain(text))


def _plain(text: str) -> Iterator[str]:
    at = 0
    endless: set[str] = set()  # what has no end from here on need not be looked for again
    for opening in _APART.finditer(text):
        name = (opening[1] or opening[2]).lower()
        if opening.start() < at or name in endless:
            continue
        end = _ENDS[name].search(text, opening.end())
        if end is None:
            endless.add(name)
            continue
        yield text[at : opening.start()]
        whole, at = text[opening.start() : end.end()], end.end()
        if name == "script":
            yield whole[:7] + _OPENING.sub(r"\\u003c", whole[7 : -len(end[0])]) + end[0]
        elif name == "math":
            yield _CLOSED.sub(r"<\1\2></\1>", whole)
    yield text[at:]
