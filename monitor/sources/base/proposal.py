"""What a list page has instead of what its source looks for, for the operator to choose from (faults Q06)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

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
