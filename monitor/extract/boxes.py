"""Which of a page's blocks are its notice: rails of links go, a marked body narrows the rest.

When in doubt a block stays: a false line costs a glance, a lost one costs a notice.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator

from monitor.extract import status
from monitor.extract.walk import Box, Found, Walk
from monitor.model import Block, Table, Text
from monitor.values import dataclass

_DENSE = 0.7  # of a rail's text are links
_PROSE = 20  # characters; shorter lines are not sentences
_LONG = 10  # characters; links in menus are shorter, titles are longer
_LONG_TITLE = 40  # bytes, as Chinese says in a letter what takes three; the names of columns are shorter
_SAYING = 8  # characters without a link: a signature with its date is longer
_DAY = 11  # characters of a day beside a title
_BANNER = 300  # characters
_ENTRIES = 3  # links of a list
_ENOUGH = 0.5  # of the page's text, for a body to be the body


@dataclass(slots=True)
class _Sum:
    """What a box and the boxes in it hold, in characters and in blocks. carded: what is linked and stands in cards."""

    chars: int = 0
    linked: int = 0
    links: int = 0
    with_links: int = 0
    dated: int = 0
    prose: int = 0
    titles: int = 0
    body: int = 0
    annexes: int = 0
    carded: int = 0

    def add(self, other: _Sum) -> None:
        self.chars += other.chars
        self.linked += other.linked
        self.links += other.links
        self.with_links += other.with_links
        self.dated += other.dated
        self.prose += other.prose
        self.titles += other.titles
        self.body += other.body
        self.annexes += other.annexes
        self.carded += other.carded

    def count(self, found: Found, *, body: bool, card: bool) -> None:
        own = found.chars - found.linked
        self.chars += found.chars
        self.linked += found.linked
        self.links += found.links
        self.with_links += found.links > 0
        self.dated += found.dated
        self.prose += own if own >= _PROSE else 0
        self.titles += found.title
        self.body += found.chars if body else 0
        self.annexes += found.annexes
        self.carded += found.linked if card else 0


def kept(walk: Walk) -> list[Block]:
    """The blocks of a walk that are the notice, in reading order."""
    _retitle(walk)
    sums = _sums(walk)
    lasts = _lasts(walk.boxes)
    rails = _rails(walk.boxes, sums, _notice(walk, sums), lasts)
    found = [f for f in walk.found if not rails[f.box]]
    if all(f.title for f in found):  # nothing but links: then the links are what the page is about
        main = [f for f in walk.found if walk.boxes[f.box].main]
        found = walk.found if all(f.title for f in main) else main
    found = _without_upkeep(found)
    root = _root(walk.boxes, found, lasts)
    return list(_once(_from(root, found, walk.boxes, lasts)))


def _without_upkeep(found: list[Found]) -> list[Found]:
    """The blocks without what stands above the title and says that the site is worked upon."""
    title = next((at for at, f in enumerate(found) if f.title or _is_heading(f.block)), 0)
    above = [f for f in found[:title] if not _is_upkeep(f.block)]
    return found if len(above) == title else [*above, *found[title:]]


def _is_upkeep(block: Block) -> bool:
    return isinstance(block, Text) and len(block.text) <= _BANNER and status.tells_upkeep(block.text)


def _tells_fate(found: Found) -> bool:
    """Whether a line above the notice says in a few words of its own what became of it: 本公告已废止."""
    return (
        not found.links
        and isinstance(found.block, Text)
        and len(found.block.text) <= _BANNER
        and status.tells_fate(found.block.text)
    )


def _is_heading(block: Block) -> bool:
    return isinstance(block, Text) and block.role == "heading"


def _from(root: int | None, found: list[Found], boxes: list[Box], lasts: list[int]) -> Iterator[Found]:
    """What stands in the box of the notice; and its annexes, where they are set in a box below it."""
    begun = False
    for f in found:
        if root is None or root <= f.box <= lasts[root]:
            begun = True
            yield f
        elif _tells_fate(f) and not boxes[f.box].related:
            yield f
        elif not begun or boxes[f.box].doubt or boxes[f.box].related:
            continue
        elif isinstance(f.block, Table) or 2 * f.annexes > f.links:
            yield f


def _once(found: Iterable[Found]) -> Iterator[Block]:
    """The blocks; a title that stands on the page twice is said once."""
    titles: set[str] = set()
    for f in found:
        block = f.block
        if block.kind == "text":
            if block.text in titles:
                continue
            if f.title or (block.role == "heading" and not titles):
                titles.add(block.text)
        yield block


def _retitle(walk: Walk) -> None:
    """A menu may name the page as its title does; it is no title where another stands that leads nowhere."""
    if any(f.title and not f.links for f in walk.found):
        for f in walk.found:
            if f.title and f.links and isinstance(f.block, Text) and f.block.role != "heading":
                f.title = False


def _sums(walk: Walk) -> list[_Sum]:
    sums = [_Sum() for _ in walk.boxes]
    cards = _cards(walk.found)
    for found in walk.found:
        here, box = sums[found.box], walk.boxes[found.box]
        if found.links or found.dated or found.title or box.body:
            here.count(found, body=box.body, card=found.card in cards)
        else:  # a paragraph like most
            here.chars += found.chars
            here.prose += found.chars if found.chars >= _PROSE else 0
    for index in range(len(sums) - 1, 0, -1):  # a box comes after the one it stands in
        sums[walk.boxes[index].parent].add(sums[index])
    return sums


def _cards(found: list[Found]) -> set[int]:
    """The links that go round a whole card: several blocks, one of them a heading, a day or a sentence.

    What they hold is what the list says; entries of menus have no more than a name.
    """
    blocks: defaultdict[int, list[Found]] = defaultdict(list)
    for f in found:
        if f.card:
            blocks[f.card].append(f)
    return {card for card, parts in blocks.items() if len(parts) > 1 and any(map(_tells, parts))}


def _tells(found: Found) -> bool:
    return found.dated or _is_heading(found.block) or found.chars >= _PROSE


def _notice(walk: Walk, sums: list[_Sum]) -> int | None:
    """The box in which a notice stands with its title, text and all; None where none is seen to.

    A column of a list has a title as well, but a short one and not a word to say. What the page itself marks as
    its main part, and is most of it, is as good.
    """
    title = next((f for f in walk.found if f.title and _size(f.block) >= _LONG_TITLE), None)
    if title is None:
        main = next((index for index, box in enumerate(walk.boxes) if box.main), None)
        return main if main is not None and sums[main].chars > _ENOUGH * sums[0].chars else None
    said = sum(f.chars - f.linked for f in walk.found if f.box == title.box and not f.title and not f.links)
    return title.box if said >= _SAYING else None


def _size(block: Block) -> int:
    return len(block.text.encode()) if isinstance(block, Text) else 0


def _rails(boxes: list[Box], sums: list[_Sum], notice: int | None, lasts: list[int]) -> list[bool]:
    """For each box, whether it is or stands in a rail. notice: the box that is one; lasts: see `_lasts`."""
    rails = [False] * len(boxes)
    page = sums[0]
    for index in range(1, len(boxes)):
        box = boxes[index]
        beside = notice is not None and (lasts[index] < notice or lasts[notice] < index)
        if sums[index].links == 1 and (
            _is_list(sums[box.parent]) or (not beside and _heads_entry(sums[index], sums[box.parent]))
        ):
            rails[index] = rails[box.parent]  # one entry of a list, or the title of one
            continue
        if beside and notice is not None and sums[index].carded > sums[notice].chars:
            beside = False  # the cards are what the page is about, under a title with a line to it
        rails[index] = rails[box.parent] or (not box.body and _is_rail(box, sums[index], page, beside=beside))
        if 2 * sums[index].annexes > sums[index].links and not (box.related or boxes[box.parent].related):
            rails[index] = False  # a notice's annexes are links as well
    return rails


def _is_list(here: _Sum) -> bool:
    """Whether a box is a list of links to other pages, each with a few words beside it at most."""
    return here.links >= _ENTRIES and 2 * here.linked >= here.chars


def _heads_entry(here: _Sum, above: _Sum) -> bool:
    """Whether a box is the title of an entry, with a day or a sentence of it in the box above; or is all that is there."""
    told = above.dated > here.dated or above.prose > here.prose
    return above.chars == here.chars or (told and here.linked >= _LONG and above.links <= _ENTRIES)


def _is_rail(box: Box, here: _Sum, page: _Sum, *, beside: bool) -> bool:
    """beside: the page's notice stands in another box, complete."""
    if not here.chars or here.titles or here.body:
        return False
    if box.related and here.links and not here.prose:
        return True
    if box.all_related and here.with_links > 1 and 2 * here.chars < page.chars:
        return True  # other notices with the first words of each
    days = _DAY * here.dated if beside else 0
    linked = here.linked if beside else here.linked - here.carded
    if linked + days < _DENSE * here.chars or (2 * here.dated >= here.with_links and not beside):
        return False  # a list of notices, each with its day
    titles = here.linked >= _LONG * here.links
    return beside or not (titles and here.linked > page.prose)


def _root(boxes: list[Box], found: list[Found], lasts: list[int]) -> int | None:
    """The smallest box with the marked body and the title; None when nothing is marked, or too little of the page."""
    marks = _marked(boxes)
    marked = [f.box for f in found if marks[f.box]]
    held = sum(f.chars for f in found if marks[f.box])
    if not marked or held < _ENOUGH * sum(f.chars for f in found):
        return None
    titles = [f.box for f in found if f.title][:1] or _heading_before(found, marked[0])
    root = marked[0]
    for other in dict.fromkeys([*marked[1:], *titles]):
        while not root <= other <= lasts[root]:
            root = boxes[root].parent
    return root


def _heading_before(found: list[Found], box: int) -> list[int]:
    """The box of the last heading above the body, where no heading is known to be the title."""
    above = itertools.takewhile(lambda f: f.box != box, found)
    headings = [f.box for f in above if isinstance(f.block, Text) and f.block.role == "heading"]
    return headings[-1:]


def _marked(boxes: list[Box]) -> list[bool]:
    """For each box, whether it is or stands in what the page marks as its body."""
    marks = [False] * len(boxes)
    for index, box in enumerate(boxes):
        marks[index] = box.body or box.main or (box.parent >= 0 and marks[box.parent])
    return marks


def _lasts(boxes: list[Box]) -> list[int]:
    """For each box, the last one that stands in it: boxes are numbered as they begin."""
    lasts = list(range(len(boxes)))
    for index in range(len(boxes) - 1, 0, -1):
        parent = boxes[index].parent
        lasts[parent] = max(lasts[parent], lasts[index])
    return lasts
