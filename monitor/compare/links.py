"""Links within texts and cells: the same words that lead somewhere else now.

Words that came, went or differ are the text's own edit. A site that moved as a whole has changed none of its links.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from monitor.compare.forms.targets import shown, target
from monitor.compare.forms.text import normal
from monitor.compare.noise.known import Noise
from monitor.model import Content, Edit, Link

_MOVED = 3  # links that go from one host to one other: it is the site that moved

_Pair = tuple[Link, Link]


def compare_links(before: Content, after: Content, noise: Noise) -> list[Edit]:
    """An edit for each link whose words stayed and whose target did not."""
    if not before.links or not after.links or before.links == after.links:
        return []
    pairs = [(old, new) for old, new in _pairs(before.links, after.links) if old.href != new.href]
    moved = Counter((_host(old.href), _host(new.href)) for old, new in pairs)
    return [
        _edit(old, new, after)
        for old, new in pairs
        if _leads_elsewhere(old.href, new.href, moved) and noise.reason(normal(new.near)) is None
    ]


def _pairs(before: Sequence[Link], after: Sequence[Link]) -> Iterator[_Pair]:
    """Links that are versions of each other: in the same text by their words, else by words that are nowhere else."""
    near: dict[tuple[str, str], tuple[list[Link], list[Link]]] = defaultdict(lambda: ([], []))
    for side, links in enumerate((before, after)):
        for link in links:
            near[normal(link.words), normal(link.near)][side].append(link)
    words: dict[str, tuple[list[Link], list[Link]]] = defaultdict(lambda: ([], []))
    for (said, _), (old, new) in near.items():
        if old and len(old) == len(new):
            yield from zip(old, new, strict=True)
        else:
            words[said][0].extend(old)
            words[said][1].extend(new)
    for old, new in words.values():
        if len(old) == len(new) == 1:
            yield old[0], new[0]


def _leads_elsewhere(old: str, new: str, moved: Counter[tuple[str, str]]) -> bool:
    if target(old) != target(new):
        return True
    hosts = _host(old), _host(new)
    return "" not in hosts and hosts[0] != hosts[1] and moved[hosts] < _MOVED


def _host(href: str) -> str:
    try:
        return (urlsplit(href).hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return ""


def _edit(old: Link, new: Link, after: Content) -> Edit:
    said = (old.near, new.near) if normal(old.near) == normal(new.near) else (old.words, new.words)
    return Edit(
        "replace", _place(new, after), f"{said[0]} <{shown(old.href)}>", f"{said[1]} <{shown(new.href)}>"
    )


def _place(link: Link, content: Content) -> str:
    """The text that a link stands in, as other edits call it: paragraph 4."""
    numbers: Counter[str] = Counter()
    for block in content.blocks:
        if block.kind == "text":
            numbers[block.role] += 1
            if block.text == link.near or (link.near == link.words and link.words in block.text):
                return f"{block.role} {numbers[block.role]}"
    return f"the link {link.words}"
