"""Whether an element is what surrounds a notice, by its tag, role, name or style; and when that is not believed.

A name is a guess. Nothing goes for its name alone that holds the notice's title, a table of data, or a
sentence with a duty, a code or a rate in it (`chrome.says_something`) and no link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import islice

from selectolax.lexbor import LexborNode

from monitor.extract import chrome, days, fields, status, tables
from monitor.extract.chrome import Suspicion
from monitor.extract.heads import Heads
from monitor.extract.landmarks import Landmarks
from monitor.extract.text import fold, names, title_form
from monitor.patterns import regex

_WHOLE = names("body html main")
_WITHIN_A_NOTICE = names("nav aside footer")  # a summary, a note, the day on which it takes effect
_INVISIBLE = regex(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TEMPLATE = regex(r"\{\{|\$\{|<%|\{%")
_NUMBER = regex(r"\d{0,2}")  # a day of a calendar's month, or nothing
_LARGE = 0.4  # of the page's text; so much is no furniture, whatever it is called
_FEW_LINKS = 0.25  # of the text of a note; teasers of other news have more
_FACTS = 2_000  # characters; what describes a notice is shorter
_LABELS = "span,b,strong,em,label,dt,th,td"
_BEYOND_DOUBT = frozenset({"consent", "hidden"})
_OUTSIDE = frozenset({"alert", "column"})
_BANNERS = frozenset({"alert", "name"})
_COLUMNS = names("div section td ul")
_MENUS = frozenset({"element", "widget"})
_BY_NAME = frozenset({"element", "name", "column", "alert", "widget"})
_BANNER = 400  # characters of a text that says what became of a notice
_COLUMN = 0.25  # of the page's text, for a column beside it
_SMALL = 0.15  # of the page's text that leads nowhere
_SMALL_TABLE = 0.1  # of the page's text
_RATE = 80  # characters of a row of what a currency costs
_CURRENCY = regex(
    r"(?<![A-Z])(?:USD|EUR|GBP|JPY|CNY|RMB|HKD|TWD|KRW|VND|THB|IDR|MYR|SGD|PHP|INR|AUD|NZD|CAD|CHF|RUB|KZT|TRY|BRL|ARS|MXN|CLP|COP|PEN|"
    r"SAR|AED|EGP|QAR|KWD|ZAR|UAH|BYN|UZS|PLN|SEK|NOK|DKK|CZK|HUF|ILS)(?![A-Z])|"
    r"美元|[欧歐]元|[日韩韓港]元|日[圆圓]|英[镑鎊]|港[币幣]|人民[币幣]|[卢盧]布|米?ドル|ユーロ|人民元|달러|유로|위안|(?i:dollar|dólar|doll?ar|euro|yuan|yen\b|доллар|евро|юань|"
    r"đô la|ดอลลาร์|ยูโร|دولار|يورو|dolar|avro)"
)
# An address or a telephone number
_CONTACT = regex(r"\S@\S|\d{3}[- ]\d{3}")
_WIDGETS = "h2,h3,h4,h5,h6,form,ul,ol,dl,table"  # what a small column is made of, as a signature is not
_MOST_TABLES = 50  # of one element that are looked at


class Surroundings:
    """What surrounds the notice of one page. title: what the page may call it; root: what is read of the page."""

    def __init__(self, title: frozenset[str], root: LexborNode, landmarks: Landmarks) -> None:
        self._title, self._root, self._landmarks = title, root, landmarks
        self._titled: Callable[[LexborNode], bool] | None = None  # looked at when something is suspect
        self._heads: Heads | None = None  # looked at when something is called like one
        self._page_chars: int | None = None  # counted when somebody asks
        self._page_linked: int | None = None

    def weigh(
        self, node: LexborNode, suspicion: Suspicion | None, *, inside: bool, begun: bool
    ) -> Suspicion | None:
        """What remains of a suspicion when its place is known: the head of a card is none of the site's."""
        if suspicion != "head":
            return suspicion
        if self._heads is None:
            self._heads = Heads(self._root)
        return "name" if self._heads.is_sites(node, inside=inside, begun=begun) else None

    def hold(self, node: LexborNode, tag: str, suspicion: Suspicion, *, inside: bool, begun: bool) -> bool:
        """Whether a suspect element belongs to them. inside: it stands in an article or body; begun: after the title."""
        if suspicion == "counter":
            return True
        if suspicion in _OUTSIDE and (inside or (suspicion == "alert" and begun) or tag not in _COLUMNS):
            return False
        text = node.text(deep=True)
        above_all = suspicion in _BANNERS and not (inside or begun)
        if above_all and len(text) <= _BANNER and status.tells_upkeep(text):
            return True
        if self._is_above_suspicion(node, text, suspicion):
            return False
        return self._is_around(node, tag, text, suspicion, inside=inside, begun=begun)

    def _is_around(
        self, node: LexborNode, tag: str, text: str, suspicion: Suspicion, *, inside: bool, begun: bool
    ) -> bool:
        """The same, of what is neither the notice nor says what became of it."""
        if suspicion == "element" and tag in _WITHIN_A_NOTICE and inside:
            return not (_speaks(node, text, _FEW_LINKS) or self._has_data(node))
        if suspicion == "element" and tag == "aside":
            suspicion = "name"
        small = suspicion in _BY_NAME and not inside and len(text) < _SMALL_TABLE * self._size()
        if small and self._landmarks.holds_table(node) and _is_rates(node):
            return True
        return not self._is_rescued(node, text, suspicion, begun=begun or inside)

    def _is_above_suspicion(self, node: LexborNode, text: str, suspicion: Suspicion) -> bool:
        """Whether an element is the notice, tells what became of it, or is a column that is not small."""
        if self._is_notice(node, text) or self._tells_status(node, text, suspicion):
            return True
        return suspicion == "column" and not self._is_small(node, text)

    def _tells_status(self, node: LexborNode, text: str, suspicion: Suspicion) -> bool:
        """Whether an element says in a few words of its own what became of a notice (`status`)."""
        if suspicion in _BEYOND_DOUBT or len(text) > _BANNER or not status.tells_status(text):
            return False
        links = [link.text(deep=True) for link in node.css("a[href],button,option,label")]
        if links and suspicion in _MENUS:
            return False  # the way to this page, which ends with its title
        for words in filter(None, links):
            text = text.replace(words, " ", 1)
        return status.tells_status(chrome.without_rights(text))

    def _is_notice(self, node: LexborNode, text: str) -> bool:
        if len(text) > 200 and len(text) > _LARGE * self._size():
            return True
        if self._landmarks.holds_main(node):
            return True
        if fields.tells_of_notice(text) and node.css_first("input,select") is None:
            return True
        if self._titled is None:
            self._titled = self._landmarks.titled(self._title)
        return self._titled(node)

    def _is_small(self, node: LexborNode, text: str) -> bool:
        """Whether a column is too small to be what the page is about, by its text and by what of that leads nowhere."""
        if len(text) > _COLUMN * self._size() or node.css_first(_WIDGETS) is None:
            return False
        if _CONTACT.search(text) or days.holds_day(fold(text)):
            return False
        if any(title in title_form(text) for title in self._title):
            return False
        if self._page_linked is None:
            self._page_linked = _linked(self._root)
        return len(text) - _linked(node) <= _SMALL * (self._size() - self._page_linked)

    def _size(self) -> int:
        if self._page_chars is None:
            self._page_chars = len(self._root.text(deep=True))
        return self._page_chars

    def _is_rescued(self, node: LexborNode, text: str, suspicion: Suspicion, *, begun: bool) -> bool:
        match suspicion:
            case "consent":
                return False
            case "hidden":  # tabs and folded annexes are; what waits to be shown, or to be filled in, is not
                told = begun and _TEMPLATE.search(text) is None and node.tag not in _LINES_OF_TEXT
                return told and (_speaks(node, text, _FEW_LINKS, plainly=True) or self._has_data(node))
            case "name" | "column" | "alert":
                return _speaks(node, text, 0) or self._has_data(node) or _has_facts(node, text)
            case _:
                return self._has_data(node)

    def _has_data(self, node: LexborNode) -> bool:
        return self._landmarks.holds_table(node) and _has_data(node)


_LINES_OF_TEXT = names("p li span h2 h3 h4 dd")  # hidden by itself, one is taken back; a tab is a box
SHOWN = names("img input select")
_ANSWERS = names("p li dd")
_ANSWER = 40  # characters of what a picture stands for


def is_answer(node: LexborNode) -> bool:
    """Whether a box to tick or a choice stands in a line of text, outside of any form, and is none that asks."""
    above = node.parent
    if above is None or above.tag not in _ANSWERS:
        return False
    while above is not None:
        if above.tag == "form":
            return False
        above = above.parent
    return True


def shown(node: LexborNode) -> str:
    """What an element without text shows in a cell: the words of a picture, a tick in a box, the option chosen."""
    get = node.attributes.get
    if node.tag == "img":
        words = fold(get("alt") or "")
        return f" {words} " if len(words) <= _ANSWER else ""
    if node.tag == "input":
        ticks = (get("type") or "").lower() in ("checkbox", "radio")
        return (" ☑ " if "checked" in node.attributes else " ☐ ") if ticks else ""
    option = node.css_first("option[selected]")
    return f" {fold(option.text(deep=True))} " if option is not None else ""


_FORMS = 30  # of a page that are looked at
_ASKS = 300  # characters around a line to fill in
_LINES = "input[type=email],input[type=text],input[type=search],input[type=tel],input:not([type]),textarea"
_NEVER_ASKS = "main,article,table,h1"


def asking(forms: Iterable[LexborNode]) -> frozenset[int]:
    """The small boxes, by identity, that are there to have one line filled in: a newsletter, a search, a chat.

    A box that says more than that, with a duty or what became of a notice, is none.
    """
    return frozenset(box for form in islice(forms, _FORMS) if (box := _asking(form)) is not None)


def _asking(form: LexborNode) -> int | None:
    if len(form.css(_LINES)[:2]) != 1 or not _only_asks(form):
        return None
    box = form
    while (above := box.parent) is not None and above.tag not in _WHOLE and _only_asks(above):
        box = above
    return box.mem_id


def _only_asks(node: LexborNode) -> bool:
    text = node.text(deep=True)
    if len(text) > _ASKS or node.css_first(_NEVER_ASKS) is not None or len(node.css("a[href]")[:3]) > 2:
        return False
    return (
        not chrome.says_something(text, plainly=True)
        and not status.tells_status(text)
        and not days.holds_day(fold(text))
    )


# The attributes that say what an element is, whether it shows, and whether it is part of its sentence.
TELLING = names("class id style role hidden aria-hidden articlecounts pagecounts")


def suspicion(tag: str, attributes: Mapping[str, str | None]) -> Suspicion | None:
    """The gravest that an element's tag and attributes give rise to; None for what is above suspicion."""
    if attributes and tag not in _WHOLE and (found := _by_attributes(attributes)) is not None:
        return found
    return "element" if tag in chrome.FURNITURE else None


def _by_attributes(attributes: Mapping[str, str | None]) -> Suspicion | None:
    if "articlecounts" in attributes or "pagecounts" in attributes:
        return "counter"
    get = attributes.get
    name, ident, style, role = get("class"), get("id"), get("style"), get("role")
    named = chrome.suspicion(f"{name or ''} {ident or ''}") if name or ident else None
    if named == "consent":
        return named
    if role and role.lower() in chrome.ROLES:
        return "widget"
    hidden = (style and _INVISIBLE.search(style)) or "hidden" in attributes or get("aria-hidden") == "true"
    return "hidden" if hidden and named != "widget" else named


def _speaks(node: LexborNode, text: str, links: float, *, plainly: bool = False) -> bool:
    """Whether a text says something of its own. links: how much of it they are at most; plainly: a full stop
    says nothing yet.
    """
    if _has_more_links(node, links * len(text)):  # counted long before all words of a rail are looked at
        return False
    return chrome.says_something(chrome.without_rights(text), plainly=plainly)


def _has_more_links(node: LexborNode, letters: float) -> bool:
    """Whether more letters of an element than so many are links."""
    linked = 0
    for link in node.css("a[href]"):
        linked += len(link.text(deep=True))
        if linked > letters:
            return True
    return False


def _linked(node: LexborNode) -> int:
    """How many letters of an element are links."""
    return sum(len(link.text(deep=True)) for link in node.css("a[href]"))


def _is_upkeep(text: str) -> bool:
    return len(text) <= _BANNER and status.tells_upkeep(text)


def _is_rates(node: LexborNode) -> bool:
    """Whether the tables of an element tell nothing but what currencies cost today."""
    found = node.css("table")[:_MOST_TABLES]
    return bool(found) and all(map(_is_of_currencies, found))


def _is_of_currencies(table: LexborNode) -> bool:
    rows = [row.text(deep=True, separator=" ") for row, _ in tables.rows_of(table)]
    told = [row for row in rows if any(map(str.isdigit, row))]
    return bool(told) and all(_CURRENCY.search(row) and len(row) < _RATE for row in told)


def _has_facts(node: LexborNode, text: str) -> bool:
    """Whether an element tells of a notice: labels with their values, a day among them, and no link or box to fill in."""
    if (
        len(text) > _FACTS
        or not (":" in text or "：" in text)
        or node.css_first("a[href],input,select") is not None
    ):
        return False
    labels = [label for label in node.css(_LABELS) if label.text(deep=True).rstrip().endswith((":", "："))]
    return len(labels) >= 2 and days.holds_day(fold(text))


def _has_data(node: LexborNode) -> bool:
    """Whether a table of data stands in an element: columns, rows, and more than links or a month's days."""
    if node.css_first("input,select,textarea") is not None:
        return False
    found = [node] if node.tag == "table" else []
    return any(map(_is_data, [*found, *node.css("table")[:_MOST_TABLES]]))


def _is_data(table: LexborNode) -> bool:
    if tables.is_layout(table):
        return False
    rows = [list(tables.cells_of(row)) for row, _ in tables.rows_of(table)]
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return False
    said = sum(len(cell.text(deep=True).strip()) for row in rows for cell in row)
    linked = sum(len(link.text(deep=True).strip()) for link in table.css("a"))
    days = all(_NUMBER.fullmatch(cell.text(deep=True).strip()) for row in rows[1:] for cell in row)
    return 2 * linked <= said and not days
