"""What an answer has instead of what its source looks for, for the operator to choose from (faults Q06).

It is asked for once, when a selector finds nothing: so it is BeautifulSoup that looks, for its way of walking up
and down a page, and not the parser that every page goes through.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from monitor.extract.json import Json
from monitor.extract.text import fold
from monitor.patterns import regex

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_ITEMS = ("li", "tr", "article", "dd")  # what a list repeats
_WITHIN = ("p", "td", "li", "span")  # what holds text and is no box of it
_DECLARED = regex(r"<\?[^>]*>")
_LONG = 6  # letters of a link that may be a title


def boxes_of(items: str) -> Iterator[str]:
    """Selectors of the boxes around the items: `ul.news_list` for `ul.news_list > li`, one for each of several."""
    for selector in items.split(","):
        box, _, _ = re.sub(r"\s*>\s*", " ", selector.strip()).rpartition(" ")
        if box:
            yield box


def proposal(markup: str) -> str:
    """Selectors that would have matched on a list page."""
    links = (link for link in _soup(markup).select("a[href]") if len(fold(link.get_text())) >= _LONG)
    boxes = Counter(_repeated(link) for link in links)
    found = [f"{selector} ({count} links)" for selector, count in boxes.most_common(3) if count >= 2]
    return f"the page has {', '.join(found)}" if found else "the page has no list of links at all"


def texts_of(markup: str) -> str:
    """Selectors of the boxes on a notice's page that hold most of its text."""
    letters: Counter[str] = Counter()
    for text in _soup(markup).select("p, td, h1, h2, li, div:not(:has(p, div, table, ul))"):
        if (length := len(fold(text.get_text()))) and (box := _named_box(text)):
            letters[box] += length
    found = [f"{selector} ({count} letters)" for selector, count in letters.most_common(3)]
    if not found:
        return "the page has no text in a box with a name"
    return f"the page's text stands in {', '.join(found)}"


def lists_of(answer: Json, path: str = "", depth: int = 4) -> Iterator[str]:
    """The lists of objects in a JSON answer, as `items` would name them."""
    if isinstance(answer, list):
        objects = sum(isinstance(item, dict) for item in answer)
        if objects:
            yield f"{path or '@'} ({objects} objects)"
    elif isinstance(answer, dict) and depth:
        for name, value in answer.items():
            step = name if re.fullmatch(r"[A-Za-z_]\w*", name) else json.dumps(name, ensure_ascii=False)
            yield from lists_of(value, f"{path}.{step}" if path else step, depth - 1)


def _soup(markup: str) -> BeautifulSoup:
    from bs4 import BeautifulSoup

    # whatever it is, it is looked at as HTML; a declaration of something else would only be warned of
    return BeautifulSoup("<!DOCTYPE html>" + _DECLARED.sub("", markup), "html.parser")


def _around(tag: Tag) -> list[Tag]:
    """An element and those around it, the nearest first, up to the page's body."""
    return [tag, *(box for box in tag.parents if box.name not in ("body", "html", "[document]"))]


def _repeated(link: Tag) -> str:
    """How the repeated element around a link could be selected: `ul.news_list > li`."""
    item = link.find_parent(_ITEMS) or link
    steps = [item.name]
    for box in _around(item)[1:4]:
        steps.insert(0, _selector(box))
        if _is_named(box):
            break
    return " > ".join(steps)


def _named_box(text: Tag) -> str | None:
    """The nearest element around a text that a selector can name."""
    boxes = (box for box in _around(text) if box.name not in _WITHIN and _is_named(box))
    return next(map(_selector, boxes), None)


def _is_named(tag: Tag) -> bool:
    return _selector(tag) != tag.name


def _selector(tag: Tag) -> str:
    """An element by its id, else by its first class, else by its tag alone."""
    named = str(tag.get("id") or "")
    if re.fullmatch(r"[A-Za-z][\w-]*", named):
        return f"{tag.name}#{named}"
    classes = [
        name for name in tag.get_attribute_list("class") if re.fullmatch(r"[A-Za-z_][\w-]*", name or "")
    ]
    return f"{tag.name}.{classes[0]}" if classes else tag.name
