"""What a list page has instead of what its source looks for, for the operator to choose from (faults Q06)."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.extract.json import Json
from monitor.extract.text import fold


def boxes_of(items: str) -> Iterator[str]:
    """Selectors of the boxes around the items: `ul.news_list` for `ul.news_list > li`, one for each of several."""
    for selector in items.split(","):
        box, _, _ = re.sub(r"\s*>\s*", " ", selector.strip()).rpartition(" ")
        if box:
            yield box


def proposal(tree: LexborHTMLParser) -> str:
    """Selectors that would have matched, for the operator to choose from (faults Q06)."""
    boxes = Counter(
        box for anchor in tree.css("a[href]") if len(fold(anchor.text())) >= 6 and (box := _box(anchor))
    )
    found = [f"{selector} ({count} links)" for selector, count in boxes.most_common(3) if count >= 2]
    return f"the page has {', '.join(found)}" if found else "the page has no list of links at all"


def texts_of(markup: str) -> str:
    """Selectors of the boxes on a notice's page that hold most of its text."""
    letters: Counter[str] = Counter()
    for node in LexborHTMLParser(markup).css("p, td, h1, h2, li, div:not(:has(p, div, table, ul))"):
        if (text := len(fold(node.text()))) and (box := _named(node)):
            letters[box] += text
    found = [f"{selector} ({count} letters)" for selector, count in letters.most_common(3)]
    return f"the page's text stands in {', '.join(found)}" if found else "the page has no text in a box with a name"


def _named(node: LexborNode) -> str | None:
    """The nearest element around a text that a selector can name."""
    box: LexborNode | None = node
    while box is not None and box.tag not in ("body", "html"):
        name = _selector(box)
        if box.tag not in ("p", "td", "li", "span") and ("#" in name or "." in name):
            return name
        box = box.parent
    return None


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


def _box(anchor: LexborNode) -> str:
    """How the repeated element around a link could be selected: `ul.news_list > li`."""
    steps: list[str] = []
    node: LexborNode | None = anchor
    item = anchor.parent
    while item is not None and item.tag not in ("li", "tr", "article", "dd", "body", "html"):
        item = item.parent
    node = item if item is not None and item.tag in ("li", "tr", "article", "dd") else anchor
    while node is not None and node.tag not in ("body", "html") and len(steps) < 4:
        name = _selector(node) if steps else f"{node.tag}"
        steps.insert(0, name)
        if "#" in name or "." in name:
            break
        node = node.parent
    return " > ".join(steps)


def _selector(node: LexborNode) -> str:
    named = node.attributes.get("id")
    if named and re.fullmatch(r"[A-Za-z][\w-]*", named):
        return f"{node.tag}#{named}"
    classes = re.findall(r"(?<!\S)[A-Za-z_][\w-]*(?!\S)", node.attributes.get("class") or "")
    return f"{node.tag}.{classes[0]}" if classes else f"{node.tag}"
