"""One walk through a page's tree: blocks in reading order, each with the box it stands in.

Inline elements are joined as they stand, so the digits that an office program spread over five spans
are one number again; block elements and line breaks end a block.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from selectolax.lexbor import LexborNode

from monitor.errors import ReadError
from monitor.extract import chrome, days, fields, links, seen, status, surroundings, tables
from monitor.extract.annexes import FRAMES, Annexes, Link
from monitor.extract.inline import Inline
from monitor.extract.landmarks import Landmarks
from monitor.extract.nesting import DEEPEST
from monitor.extract.text import fold, names, raised, title_form
from monitor.model import Attachment, Block, Text
from monitor.patterns import regex
from monitor.values import dataclass

MOST = 200_000  # blocks of a page, and boxes that they stand in (C17)
MOST_CELLS = 400_000  # of all its tables

Role = Literal["heading", "paragraph", "item"]

_BOXES = names(
    """body html div section article main header ul ol dl td th table tbody thead tfoot form
    fieldset details center figure"""
)
_BLOCKS = names(
    """p h1 h2 h3 h4 h5 h6 li dt dd pre blockquote address figcaption caption tr hr summary
    legend"""
)
_HEADINGS = names("h1 h2 h3 h4 h5 h6")
_MAIN = frozenset({"main", "article"})
_CHOSEN = frozenset({"input", "select"})
_ROWS = frozenset({"li", "dt"})
_UNLIKE_OTHERS = chrome.MUTE | FRAMES.keys() | {"br", "img"}  # have no running text
_INLINE = names("b strong span em i font label")
# Bodies by the names that publishing systems give them; most of them on hundreds of sites.
_BODY = regex(
    r"\b(?:TRS_Editor|TRS_UEDITOR|Custom_UnionStyle|UCAP-CONTENT|pages_content|art-con|con_con|zoom|fontzoom|article_con|easysiteText|"
    r"news_detail_con|zt_xilan_07|Three_xilan_07|govspeak|content_body_box|my_doccontent|my_conboxzw|atcl-cnt)(?![\w-])"
)
_ANNEXES = regex(r"[\s\d.、,;:：]*(?:附件|附表|attachments?|annex(?:es)?)?[\s\d.、,;:：]*", re.IGNORECASE)
_AROUND_A_MARK = names("a b strong em i span font")
_LONGEST_RAISED = 4  # characters of an exponent, or of a note's number
_SHORT = 60  # characters; a day that stands by itself beside a title is shorter
_LONGEST_NAME = 60  # characters; a longer text before a table is a sentence


@lru_cache(maxsize=2048)  # pages call all their rows by one name
def _is_body(named: str) -> bool:
    """Whether a class or id is what publishing systems call a notice's body by."""
    return _BODY.search(named) is not None


def _said(node: LexborNode) -> str:
    """A text as it stands there: a short number above the line stays above it."""
    text = node.text_content or ""
    if len(text) > _LONGEST_RAISED or not text.strip().isdecimal():
        return text
    above = node.parent
    while above is not None and above.tag in _AROUND_A_MARK:
        above = above.parent
    return raised(text) if above is not None and above.tag == "sup" else text


def _has_value_beside(node: LexborNode, tag: str) -> bool:
    """Whether an inline element is followed by another at once: <b>效力</b><span>有效</span>."""
    following = node.next
    return tag in _INLINE and following is not None and following.tag in _INLINE


def _too_many() -> ReadError:
    return ReadError(f"the page has more than {MOST:,} blocks; it is not read")


@dataclass(slots=True)
class Box:
    """An element that holds blocks: its parent among the boxes, and whether it is the notice's body.

    related: the heading of other notices stands in it; all_related: and nothing before that. doubt: it is
    called like furniture.
    """

    parent: int
    main: bool = False
    body: bool = False
    related: bool = False
    all_related: bool = False
    doubt: bool = False


@dataclass(slots=True)
class Found:
    """A block and where it stands. linked: how many of its characters are links; title: it is the page's;
    annexes: how many of its links are called like one; card: the number of the link that goes round it and others.
    """

    block: Block
    box: int
    chars: int
    linked: int = 0
    links: int = 0
    dated: bool = False
    title: bool = False
    annexes: int = 0
    card: int = 0


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A label in a block of its own, whose value may be the next block."""

    label: str
    block: Text
    box: int
    row: int


class Walk:
    """What a walk has found: `found` blocks, `fields`, `annexes`, `boxes`.

    exact: the operator said what to read, so nothing is left out for what it is called. landmarks: of the page, where
    somebody looked for them already. `through` raises
    ReadError for a page of more blocks, boxes or cells than anyone publishes.
    """

    def __init__(
        self,
        base: str,
        *,
        exact: bool = False,
        title: frozenset[str] = frozenset(),
        landmarks: Landmarks | None = None,
    ) -> None:
        self.base, self.exact, self.title = base, exact, title
        self._around: surroundings.Surroundings | None = (
            None  # of what is called like what surrounds a notice
        )
        self._landmarks = landmarks
        self._asking: frozenset[int] = frozenset()  # boxes around a line to fill in
        self._doubt = False  # the element that begins is called like furniture
        self._begun = False  # a title or a heading was there
        # a text shrinks a little as it is brought into its normal form, but not to a quarter
        self._title_begins = {form[0] for form in title}
        self._longest_title = 4 * max(map(len, title), default=-1)
        self._longest_plain = max(self._longest_title, fields.LONGEST_LABEL)
        self.boxes = [Box(-1)]
        self.found: list[Found] = []
        self.fields: list[fields.Field] = []
        self.annexes = Annexes(base)
        self.inline = Inline(base)
        self._box = 0
        self._parts: list[str] = []
        self._roles: list[Role] = []
        self._links: list[tuple[str, str]] = []  # (address or "", words)
        self._link: Link | None = None  # the open one
        self._card = self._cards = (
            0  # the link around what is read, where it goes round several blocks; how many do
        )
        self._label: _Waiting | None = None
        self._cells = 0
        self._row = 0  # counts list items and terms: a label and its value stand in the same

    def through(self, root: LexborNode) -> None:
        """Walk one element and everything in it."""
        if not self.exact:
            landmarks = self._landmarks or Landmarks(root)
            self._around = surroundings.Surroundings(self.title, root, landmarks)
            self._asking = surroundings.asking(landmarks.forms)
        stack: list[tuple[LexborNode, str]] = []
        node: LexborNode | None = root
        while node is not None:
            tag = node.tag or ""
            if tag == "-text":
                self._take(node)
            elif self._enter(node, tag):
                if len(stack) >= DEEPEST:
                    raise ReadError(f"the page nests more than {DEEPEST} elements; it is not read")
                child = node.child
                if child is not None:
                    stack.append((node, tag))
                    node = child
                    continue
                self._leave(node, tag)
            following = node.next if stack else None
            while following is None and stack:
                node, tag = stack.pop()
                self._leave(node, tag)
                following = node.next if stack else None
            node = following
        self._flush()
        self._settle(self._label)
        self._label = None

    # -- elements ----------------------------------------------------------------------------------

    def _enter(self, node: LexborNode, tag: str) -> bool:
        """Begin an element; False when there is nothing (more) to visit inside."""
        if tag[:1] in "-!" or (self._asking and node.mem_id in self._asking):
            return False
        attributes = node.attributes
        plain = not attributes or surroundings.TELLING.isdisjoint(attributes)  # most elements
        if tag in seen.STRUCK or not (plain or seen.is_said_with(attributes)):
            return False
        if tag in _UNLIKE_OTHERS and not seen.is_said(node):
            self._mute(node, tag)
            return False
        if plain and tag not in chrome.FURNITURE:
            self._doubt = False
        elif self._around is not None and self._is_around(self._around, node, tag, attributes):
            return False
        return self._begin(node, tag, attributes)

    def _mute(self, node: LexborNode, tag: str) -> None:
        """An element without running text: a break, a picture, a file that is shown, a tick or a choice, or a stamp
        that says what became of the notice.
        """
        if tag == "br":
            self._flush()
        elif tag == "img":
            self._picture(node)
        elif tag in FRAMES:
            self.annexes.framed(node, self._box)
        elif tag in _CHOSEN and surroundings.is_answer(node):
            self._parts.append(surroundings.shown(node))
        elif tag in chrome.DRAWN and (said := status.said_by(node)):
            self._flush()
            self._parts.append(said)
            self._flush()

    def _begin(self, node: LexborNode, tag: str, attributes: dict[str, str | None]) -> bool:
        if tag == "a":
            return self._enter_link(node, attributes)
        if tag == "table" and not tables.is_layout(node):
            self._table(node)
            return False
        if tag in _BOXES:
            self._flush()
            self._enter_box(tag, attributes)
        elif tag in _BLOCKS:
            self._flush()
            self._row += tag in _ROWS
            if tag == "p" and (child := node.child) is not None and child.next is None and child.is_text_node:
                self._paragraph(child.text_content or "")  # most of them: no need to go inside
                return False
        if tag in _HEADINGS:
            self._roles.append("heading")
        elif tag == "li":
            self._roles.append("item")
        return True

    def _leave(self, node: LexborNode, tag: str) -> None:
        if tag == "a":
            self._leave_link()
        elif tag in _BLOCKS:
            self._flush()
            self._row += tag == "li"
            if tag in _HEADINGS or tag == "li":
                self._roles.pop()
        elif tag in _BOXES:
            self._flush()
            self._box = self.boxes[self._box].parent
        elif len(self._parts) == 1 and not self._link and (self._roles or _has_value_beside(node, tag)):
            self._end_label()

    def _enter_box(self, tag: str, attributes: dict[str, str | None]) -> None:
        above = self.boxes[self._box]
        named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}" if attributes else ""
        main = above.main or tag in _MAIN or attributes.get("role") == "main"
        body = (
            above.body or (len(named) > 1 and _is_body(named)) or attributes.get("itemprop") == "articleBody"
        )
        self.boxes.append(Box(self._box, main, body, doubt=above.doubt or self._doubt))
        self._box = len(self.boxes) - 1
        if self._box > MOST:
            raise ReadError(f"the page has more than {MOST:,} boxes; it is not read")

    def _is_around(
        self,
        around: surroundings.Surroundings,
        node: LexborNode,
        tag: str,
        attributes: dict[str, str | None],
    ) -> bool:
        """True for what surrounds the notice and does not hold it."""
        suspicion = surroundings.suspicion(tag, attributes)
        if suspicion is None:
            self._doubt = False
            return False
        here = self.boxes[self._box]
        inside, begun = here.main or here.body, self._begun or (not self.title and bool(self.found))
        suspicion = around.weigh(node, suspicion, inside=inside, begun=begun)
        self._doubt = suspicion is not None
        return suspicion is not None and around.hold(node, tag, suspicion, inside=inside, begun=begun)

    # -- links -------------------------------------------------------------------------------------

    def _enter_link(self, node: LexborNode, attributes: dict[str, str | None]) -> bool:
        href = (attributes.get("href") or "").strip()
        script, download = "", "download" in attributes
        if href[:11].lower() == "javascript:" or not href or href == "#":
            script = (attributes.get("onclick") or "").strip() or href.strip("#")
            href = links.in_script(script) or links.in_script(href) or ""
            if not href and chrome.is_tool(fold(node.text(deep=True))):
                return False
        self._link = Link(
            links.absolute(self.base, href) if href else "", len(self._parts), script, download=download
        )
        return True

    def _leave_link(self) -> None:
        if self._link is None:
            return
        link, self._link = self._link, None
        words = fold("".join(self._parts[link.start :]))
        self._links.append((link.href, words))
        self.annexes.linked(link, words, self._box)
        self._card = link.number

    @property
    def own_files(self) -> tuple[Attachment, ...]:
        """The files that do not stand under the heading of other notices."""
        related = [False] * len(self.boxes)
        for index, box in enumerate(self.boxes):
            related[index] = box.related or (box.parent >= 0 and related[box.parent])
        return self.annexes.outside(related)

    def _picture(self, node: LexborNode) -> None:
        here = self.boxes[self._box]
        if (here.body or here.main or self.exact) and not any(map(str.strip, self._parts)):
            file = links.picture(self.base, node.attributes)
            if file is not None:
                self.annexes.pictured(file)

    # -- texts -------------------------------------------------------------------------------------

    def _take(self, node: LexborNode) -> None:
        text = _said(node)
        if self._parts and (self._roles or text[:1] in days.BEGIN) and self._is_set_apart(node, text):
            text = f" {text} "
        self._parts.append(text)

    def _is_set_apart(self, node: LexborNode, text: str) -> bool:
        """True between a title and its date, which only style sets apart: <a>…</a><span>2026-05-08</span>."""
        if days.is_day(text):
            return bool(self._roles) or (node.parent is not None and "class" in node.parent.attributes)
        return bool(self._roles) and days.is_day(self._parts[-1])

    def _flush(self) -> None:
        """End the block that is open, if there is one."""
        if not self._parts:
            return
        if self._link is not None:
            self._flush_card(self._link)
        text, found = fold("".join(self._parts)), self._links
        self._parts = []
        if found:
            self._links = []
        if text and found:
            self._add(text, found)
        elif text:
            self._add_plain(text)
        self._card = 0

    def _flush_card(self, opened: Link) -> None:
        """A link goes round several blocks, as in cards: it is each block's."""
        self._links.append((opened.href, fold("".join(self._parts[opened.start :]))))
        self.annexes.linked(opened, self._links[-1][1], self._box)
        self._cards += not opened.number
        self._card = opened.number or self._cards
        self._link = replace(opened, start=0, number=self._card)

    def _paragraph(self, written: str) -> None:
        """A block of its own, with nothing but a text in it."""
        if self._link is not None or self._links:
            self._parts.append(written)
            self._flush()
            return
        if text := fold(written):
            self._add_plain(text)
        self._card = 0

    def _add_plain(self, text: str) -> None:
        """A block in which no link stands. The same as `_add`, in a third of its time: most texts have nothing of what
        is looked for, as their length and first letter tell.
        """
        body = self.exact or self.boxes[self._box].body
        if not body and not chrome.is_plain(text):
            text = chrome.without_counter(text)
            if not text or chrome.is_furniture_line(text):
                return
        size = len(text)
        if self._roles or size <= self._longest_plain or self._label is not None:
            block = Text(text, self._roles[-1] if self._roles else "paragraph")
            if block.role == "heading" or not self._is_field(block, body=body):
                self._keep(block)
            return
        block = Text(text)
        if (":" in text or "：" in text) and self._is_field(block, body=body):
            return
        if size <= chrome.LONGEST_HEADING and chrome.heads_related(text):
            self._keep(block)
            return
        dated = size <= _SHORT and days.holds_day(text)
        self.found.append(Found(block, self._box, size, 0, 0, dated, False, 0, self._card))
        if len(self.found) > MOST:
            raise _too_many()

    def _add(self, text: str, found: list[tuple[str, str]]) -> None:
        """A block with links in it."""
        body = self.exact or self.boxes[self._box].body
        linked = sum([len(words) for _, words in found])
        if not body:
            text = chrome.without_counter(text)
            if not text or chrome.is_furniture_line(text, linked=linked):
                return
            if chrome.is_trail(text, len(found)):
                return
        role: Role = self._roles[-1] if self._roles else "paragraph"
        block = self._linking(text, role, found, linked)
        if block is not None and (role == "heading" or not self._is_field(block, body=body)):
            annexes = sum([links.names_annex(words) for _, words in found])
            if block.href is None:
                self.inline.of_text(block, found, self.annexes)
            self._keep(block, linked, len(found), annexes=annexes)

    def _linking(self, text: str, role: Role, found: list[tuple[str, str]], linked: int) -> Text | None:
        """A block with links; None when it is nothing but the names of files, which are told apart."""
        bare = linked >= len(text) - 2 or links.is_size(text, [words for _, words in found])
        if bare and self.annexes.are_named(found):
            return None
        targets = {href for href, words in found if href and words}
        whole = role == "item" or linked >= len(text)
        return Text(text, role, targets.pop() if whole and len(targets) == 1 else None)

    def _keep(
        self, block: Text, linked: int = 0, count: int = 0, box: int | None = None, *, annexes: int = 0
    ) -> None:
        text, box = block.text, self._box if box is None else box
        if not self.boxes[box].body and chrome.heads_related(text):
            self.boxes[box].related = True
            self.boxes[box].all_related = not self.found or self.found[-1].box < box  # nothing before it
        form = title_form(text) if block.role == "heading" or self._begins_title(text) else ""
        title = form in self.title
        if form and not title and block.role == "heading":
            title = any(form in named for named in self.title)
        if title or block.role == "heading":
            self._begun = True
        dated = (count > 0 or len(text) <= _SHORT) and days.holds_day(text)
        linked = min(linked, len(text))
        self.found.append(Found(block, box, len(text), linked, count, dated, title, annexes, self._card))
        if len(self.found) > MOST:
            raise _too_many()

    def _begins_title(self, text: str) -> bool:
        """Whether a text may be the title, by its first letter: bringing it into its normal form takes longer."""
        first = text[0]
        plain = first.isalnum() and not first >= "\uf900" and not "\u2000" <= first < "\u3040"
        return len(text) <= self._longest_title and (not plain or first.casefold() in self._title_begins)

    # -- labelled facts ----------------------------------------------------------------------------

    def _is_field(self, block: Text, *, body: bool) -> bool:
        """True when the block is accounted for as a label with its value, or as one half of that."""
        waiting, self._label = self._label, None
        if waiting is None and len(block.text) > fields.LONGEST_LABEL and not fields.has_colon(block.text):
            return False
        label = fields.label_of(block.text)
        if waiting is not None:
            if label is None and self._is_beside(waiting) and fields.is_value(block.text):
                self.fields.append((waiting.label, fields.value_of(block.text)))
                return True
            self._settle(waiting)
        if label is not None and (not body or fields.is_strong(label)):
            self._label = _Waiting(label, block, self._box, self._row)
            return True
        taken, rest = fields.fields_in(block.text, body=body)
        if not self.fields and len(taken) == 1 and fields.is_state(taken[0][0]):
            return False
        self.fields += taken
        if taken and rest:
            self._keep(Text(rest, block.role))
        return bool(taken)

    def _is_beside(self, waiting: _Waiting) -> bool:
        """True when we stand in the list item or term of the label; outside of lists, in its box or the next one."""
        if waiting.row != self._row:
            return False
        here, there = self.boxes[self._box], self.boxes[waiting.box]
        return waiting.block.role == "item" or self._box == waiting.box or here.parent == there.parent

    def _settle(self, waiting: _Waiting | None) -> None:
        """A label that got no value: with its colon it is an empty fact, without it was never a label."""
        if waiting is None:
            return
        if waiting.block.text.endswith((":", "：")):
            self.fields.append((waiting.label, ""))
        else:
            self._keep(waiting.block, box=waiting.box)

    def _end_label(self) -> None:
        """<li><span>索引号</span>000014672/2026</li>: the end of the span is the colon."""
        word = self._parts[0]
        label = fields.label_of(fold(word)) if len(word) < 20 else None
        if label and (self._roles or fields.is_strong(label)) and not self.boxes[self._box].body:
            self._parts = [f"{label}："]

    # -- tables ------------------------------------------------------------------------------------

    def _table(self, node: LexborNode) -> None:
        self._flush()
        self._settle(self._label)
        self._label = None
        self.inline.begin_table()
        grid = tables.read_grid(node, self._cell)
        self._cells += sum(map(len, grid.rows))
        if self._cells > MOST_CELLS:
            raise ReadError(f"the page's tables have more than {MOST_CELLS:,} cells; it is not read")
        if (pairs := tables.labelled(grid)) is not None:
            self.fields += pairs
            return
        if self._holds_files_only(grid):
            return
        before = self.found[-1].block if self.found else None
        name = before.text if isinstance(before, Text) and len(before.text) <= _LONGEST_NAME else ""
        if days.is_day(name):
            name = ""
        above, table, below = tables.to_table(grid, name)
        for line in filter(None, above):
            self._keep(Text(line))
        if table is not None:
            chars = sum(len(cell) for row in table.rows for cell in row)
            self.found.append(Found(table, self._box, chars, dated=True))
            self.inline.of_table(table)
        for line in filter(None, below):
            self._keep(Text(line))

    def _holds_files_only(self, grid: tables.Grid) -> bool:
        """Whether a table only arranges a notice's files, which are told apart."""
        cells = {cell for row in grid.rows for cell in row if cell}
        files = sorted((file.name for file in self.annexes.files), key=len, reverse=True)
        if not cells or not files:
            return False
        for name in files:
            cells = {cell.replace(name, "") for cell in cells}
        return all(_ANNEXES.fullmatch(cell) for cell in cells)

    def _cell(self, cell: LexborNode) -> str:
        """A cell's text; files that it links to are the notice's."""
        child = cell.child
        if child is None:
            return ""
        if child.next is None and child.is_text_node:
            return fold(child.text_content or "")
        parts: list[str] = []
        pictures: list[str] = []  # they answer where nothing is written
        for node in cell.traverse(include_text=True):
            tag = node.tag
            if tag == "-text":
                if not seen.is_unsaid_in(node.parent, cell):
                    parts.append(_said(node))
            elif tag == "br" or tag in _BLOCKS or tag in _BOXES:
                parts.append(" ")
            elif tag in surroundings.SHOWN and (node.parent is None or node.parent.tag != "a"):
                pictures.append(surroundings.shown(node))
            elif tag == "a":
                if self._enter_link(node, node.attributes) and self._link is not None:
                    words = fold(node.text(deep=True))
                    self.annexes.linked(self._link, words, self._box)
                    self.inline.in_cell(cell, self._link.href, words, self.annexes)
                self._link = None
        return fold("".join(parts)) or fold("".join(pictures))
