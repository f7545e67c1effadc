"""The authorities: what stands on their sites, what they change there, and what of it they served without a fault."""

from __future__ import annotations

import csv
import io
import json
import random
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from html import escape

from benchmarks.soak import faults
from benchmarks.soak.cadence import Cadence
from benchmarks.soak.faults import Fault
from benchmarks.soak.words import Marks, sentence, title
from tests.papers import Sheet, pdf
from tests.site import Answer, Asked, Page, Site

LISTED = 12  # notices of a list or feed
YOUNG = timedelta(days=20)  # a notice is edited in secret while it is read again now and then


@dataclass
class Item:
    """What one notice says. state: the mark of its last wording. told: nothing of it is news, as it stood there first.

    held: the wordings that were served whole in a check that was good, each with the time of the check.
    """

    name: str
    title: str
    lines: list[str]
    state: str
    born: datetime
    baseline: bool
    gone: datetime | None = None
    edited: datetime | None = None
    missed: int = 0  # good readings since it was withdrawn
    version: int = 0
    seen: dict[str, datetime] = field(default_factory=dict)
    quiet: set[str] = field(default_factory=set)  # wordings of which nobody need hear
    last: str = ""  # the wording that was served last in such a check
    file: list[str] | None = None


@dataclass
class Host:
    """A server, and what is wrong with all of it."""

    site: Site
    fault: Fault | None = None
    struck: Counter[str] = field(default_factory=Counter)


class Place(ABC):
    """A source. MAIN: in `served`, its own page."""

    kind = ""
    MAIN = ""

    def __init__(
        self, number: int, host: Host, cadence: Cadence, marks: Marks, *, rng: random.Random, now: datetime
    ) -> None:
        self.id = f"s{number:03}-{self.kind}-{type(self).__name__.lower()}"
        self.host, self.cadence, self.marks, self.rng, self.now = host, cadence, marks, rng, now
        self.language = "zh" if cadence.jurisdiction == "CN" else "en"
        self.items: dict[str, Item] = {}
        self.fault: Fault | None = None
        self.served: set[str] = set()
        self.noisy, self.tagged = number % 5 == 3, number % 5 < 2
        self.visits = 1000 + number
        self.begin()
        host.site.pages[self.path] = lambda asked: self.play(asked, self.MAIN)
        host.site.pages[f"/elsewhere{self.path}"] = lambda _: self.clean(self.MAIN)

    # -- what it says ------------------------------------------------------------------------------

    @property
    @abstractmethod
    def path(self) -> str: ...

    @property
    @abstractmethod
    def keys(self) -> str:
        """Its own lines of sources.yaml."""

    @abstractmethod
    def begin(self) -> None:
        """What stands there before we come."""

    @abstractmethod
    def change(self) -> str:
        """Do what authorities do; how it is called."""

    @abstractmethod
    def body(self, name: str, *, emptied: bool = False) -> bytes: ...

    content_type = "text/html; charset=utf-8"

    def listed(self) -> list[Item]:
        """What its own page shows now."""
        return [item for item in self.items.values() if item.gone is None]

    def yaml(self, number: int) -> str:
        lines = [
            f"  - id: {self.id}",
            f"    authority: Office {number} of Testland",
            f"    jurisdiction: {self.cadence.jurisdiction}",
            f"    language: {self.language}",
            f"    kind: {self.kind}",
            f"    url: {self.host.site.url(self.path)}",
            f"    {self.cadence.written}",
            *(f"    {line}" for line in self.keys.splitlines()),
        ]
        return "\n".join(lines) + "\n"

    def new_item(self, name: str, *, baseline: bool, lines: int = 6) -> Item:
        mark = self.marks.make(self.id, name, 0)
        text = [sentence(self.rng, self.language) for _ in range(lines - 1)]
        text.insert(self.rng.randrange(lines), sentence(self.rng, self.language, mark))
        item = Item(name, title(self.rng, self.language, mark), text, mark, self.now, baseline)
        self.items[name] = item
        return item

    def reword(self, item: Item, *, retitle: bool = False) -> None:
        item.version += 1
        item.state = self.marks.make(self.id, item.name, item.version)
        item.edited = self.now
        item.missed = 0
        if retitle:
            item.title = title(self.rng, self.language, item.state)
        else:
            place = self.rng.randrange(len(item.lines) + (len(item.lines) < 10))
            item.lines[place : place + 1] = [sentence(self.rng, self.language, item.state)]

    # -- what it serves ----------------------------------------------------------------------------

    def play(self, asked: Asked, name: str) -> Answer:
        fault = self.host.fault or self.fault
        if fault is None:
            return self.clean(name)
        if fault.until is None:
            self.fault = None
        self.host.struck[fault.name] += 1
        page = Page(self.body(name), content_type=self.type_of(name))
        return faults.answer(fault, page, self.body(name, emptied=True), self.rng, asked.path)

    def type_of(self, name: str) -> str:  # noqa: ARG002
        return self.content_type

    def clean(self, name: str) -> Answer:
        self.served.add(name)
        self.visits += self.rng.randrange(1, 40)
        body = self.body(name)
        etag = f'"{sha256(body).hexdigest()[:16]}"' if self.tagged and not self.noisy else None
        return Page(body, content_type=self.type_of(name), etag=etag)

    def seen(self, outcome: str, now: datetime) -> None:
        """A check came to this with what was served; what it must have noticed is kept in mind."""
        if outcome in ("first", "unchanged", "changed", "partial"):
            for item in self.shown(outcome):
                item.seen.setdefault(item.state, now)
                item.last = item.state
        self.served.clear()

    def shown(self, outcome: str) -> Iterator[Item]:
        if self.MAIN in self.served and outcome != "partial":
            yield from self.listed()
            for item in self.items.values():
                item.missed += item.gone is not None

    def footer(self) -> str:
        return (
            f"<div class='footer'><p>{'浏览次数' if self.language == 'zh' else 'Visits'}: {self.visits}</p></div>"
            if self.noisy
            else ""
        )

    def html(self, title: str, text: str) -> bytes:
        return (
            f"<!DOCTYPE html><html lang='{self.language}'><head><meta charset='utf-8'><title>{escape(title)}</title></head><body>"
            "<div class='nav'><ul><li><a href='/'>Home</a></li><li><a href='/about.html'>About</a></li></ul></div>"
            f"{text}{self.footer()}</body></html>"
        ).encode()


class Text(Place):
    """A page of paragraphs, edited in place."""

    kind = "page"

    def begin(self) -> None:
        self.new_item("page", baseline=True, lines=24)  # a shorter one may lose its text on any day

    @property
    def path(self) -> str:
        return f"/{self.id}.html"

    @property
    def keys(self) -> str:
        return "" if self.noisy else 'body: "#text"'

    def change(self) -> str:
        self.reword(self.items["page"])
        return "page edited"

    def turns(self) -> Iterator[None]:
        """Two servers that disagree: the wording before the last edit, and the one after it, in turn."""
        item = self.items["page"]
        before = item.state, list(item.lines)
        self.reword(item)
        after = item.state, list(item.lines)
        for turn in range(self.rng.randrange(6, 12)):
            yield
            state, lines = (before, after)[turn % 2]
            item.state, item.lines = state, list(lines)

    def body(self, name: str, *, emptied: bool = False) -> bytes:  # noqa: ARG002
        (item,) = self.items.values()
        lines = "" if emptied else "".join(f"<p>{line}</p>" for line in item.lines)
        return self.html(
            self.id,
            f"<h1>{'规定' if self.language == 'zh' else 'Rules in force'}</h1><div id='text'>{lines}</div>",
        )


class Sheets(Text):
    """The same as a PDF."""

    content_type = "application/pdf"

    @property
    def path(self) -> str:
        return f"/{self.id}.pdf"

    keys = ""

    def body(self, name: str, *, emptied: bool = False) -> bytes:  # noqa: ARG002
        (item,) = self.items.values()
        sheet = Sheet()
        for place, line in enumerate([] if emptied else item.lines):
            sheet.text(60, 760 - 30 * place, line, 10)
        return pdf(sheet)


class Tariff(Place):
    """A page with a table, of which cells are edited."""

    kind = "page"

    def begin(self) -> None:
        self.new_item("page", baseline=True, lines=15)

    @property
    def path(self) -> str:
        return f"/{self.id}.html"

    @property
    def keys(self) -> str:
        return 'body: "#rates"'

    def change(self) -> str:
        item = self.items["page"]
        item.version += 1
        item.state = self.marks.make(self.id, item.name, item.version)
        item.lines[self.rng.randrange(len(item.lines))] = sentence(self.rng, self.language, item.state)
        return "cell edited"

    def body(self, name: str, *, emptied: bool = False) -> bytes:  # noqa: ARG002
        (item,) = self.items.values()
        rows = "" if emptied else "".join(
            f"<tr><td>Position {place + 1}</td><td>unit {'abcdefghijklmnop'[place]}</td><td>{line}</td></tr>"
            for place, line in enumerate(item.lines)
        )  # fmt: skip
        head = "<tr><th>Position</th><th>Unit</th><th>Condition</th></tr>"
        return self.html(self.id, f"<div id='rates'><h1>Tariff</h1><table>{head}{rows}</table></div>")


class Rows(Place):
    """A table that is published whole; rows come, change and go. Now and then all of them change at once."""

    kind = "register"
    content_type = "text/csv; charset=utf-8"
    most = 30

    def begin(self) -> None:
        self.number = 0
        for _ in range(20):
            self.add(baseline=True)

    def add(self, *, baseline: bool) -> None:
        self.number += 1
        self.new_item(f"R-{self.number:04}", baseline=baseline, lines=1)

    @property
    def path(self) -> str:
        return f"/{self.id}.csv"

    keys = "key: Reference\ntitle: Subject"

    def change(self) -> str:
        there = self.listed()
        what = self.rng.choice(("row added", "row edited", "row edited", "row removed"))
        if what == "row added" and len(there) < self.most:
            self.add(baseline=False)
        elif what == "row removed" and len(there) > 12:
            self.rng.choice(there).gone = self.now
        else:
            self.edit(self.rng.choice(there))
            what = "row edited"
        return what

    def edit(self, item: Item) -> None:
        item.version += 1
        item.state = self.marks.make(self.id, item.name, item.version)
        item.edited = self.now
        item.lines = [sentence(self.rng, self.language, item.state)]

    def upheaval(self) -> dict[str, tuple[str, list[str]]]:
        """Nearly every row is otherwise; what stood there before."""
        there = self.listed()
        before = {item.name: (item.state, item.lines) for item in there}
        for item in there[: len(there) * 9 // 10]:
            self.edit(item)
        return before

    def undo(self, before: dict[str, tuple[str, list[str]]]) -> None:
        for name, (state, lines) in before.items():
            item = self.items[name]
            item.quiet.add(item.state)
            item.state, item.lines = state, lines

    def body(self, name: str, *, emptied: bool = False) -> bytes:  # noqa: ARG002
        out = io.StringIO()
        write = csv.writer(out)
        write.writerow(["Reference", "Subject", "Condition"])
        for item in [] if emptied else self.listed():
            write.writerow([item.name, item.title, item.lines[0]])
        return out.getvalue().encode()


class Rolling(Place):
    """What shows the newest notices, and the older ones no more."""

    def begin(self) -> None:
        self.number = 0
        for _ in range(LISTED):
            self.publish(baseline=True)

    def publish(self, *, baseline: bool) -> Item:
        self.number += 1
        return self.new_item(f"n{self.number}", baseline=baseline)

    def listed(self) -> list[Item]:
        return super().listed()[: -LISTED - 1 : -1]

    def change(self) -> str:
        self.publish(baseline=False)
        return "notice published"

    def day(self, item: Item) -> str:
        back = LISTED - int(item.name[1:]) if item.baseline else 0
        return f"{item.born - timedelta(days=back):%Y-%m-%d}"


class News(Rolling):
    """RSS with the texts in it."""

    kind = "feed"
    content_type = "application/rss+xml; charset=utf-8"
    keys = ""

    @property
    def path(self) -> str:
        return f"/{self.id}.xml"

    def body(self, name: str, *, emptied: bool = False) -> bytes:  # noqa: ARG002
        items = "".join(
            f"<item><title>{escape(item.title)}</title><link>{self.host.site.url(f'/{self.id}/{item.name}.html')}</link>"
            f"<guid>{self.id}-{item.name}</guid><pubDate>{self._moment(item)}</pubDate><description>{escape(' '.join(item.lines))}</description></item>"
            for item in ([] if emptied else self.listed())
        )
        return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{self.id}</title><link>{self.host.site.url()}</link><description>News</description>{items}</channel></rss>'.encode()

    def _moment(self, item: Item) -> str:
        return f"{datetime.fromisoformat(self.day(item)):%a, %d %b %Y} 09:00:00 GMT"


class Answers(Rolling):
    """JSON with the texts in it."""

    kind = "api"
    content_type = "application/json"
    keys = "items: rows\ncontent: text\ndetails: false"

    @property
    def path(self) -> str:
        return f"/{self.id}.json"

    def body(self, name: str, *, emptied: bool = False) -> bytes:  # noqa: ARG002
        rows = [
            {
                "id": item.name,
                "title": item.title,
                "link": f"/{self.id}/{item.name}.html",
                "date": self.day(item),
                "text": " ".join(item.lines),
            }
            for item in ([] if emptied else self.listed())
        ]
        return json.dumps({"code": "200", "rows": rows}, ensure_ascii=False).encode()


class Notices(Rolling):
    """A list whose notices have pages of their own, some with a file; they are edited openly and in secret, and withdrawn."""

    kind = "listing"

    @property
    def path(self) -> str:
        return f"/{self.id}/list.html"

    keys = 'items: "ul.news > li"\nbody: .detail'

    def publish(self, *, baseline: bool) -> Item:
        item = super().publish(baseline=baseline)
        if self.rng.random() < 0.2:
            item.file = [sentence(self.rng, self.language) for _ in range(4)]
            self.host.site.pages[f"/{self.id}/{item.name}.txt"] = lambda asked: self.play(
                asked, f"{item.name}.txt"
            )
        path = f"/{self.id}/{item.name}.html"
        self.host.site.pages[path] = lambda asked: self.play(asked, item.name)
        self.host.site.pages[f"/elsewhere{path}"] = lambda _: self.clean(item.name)
        return item

    def change(self) -> str:
        there = [item for item in self.listed() if self.now - item.born < YOUNG]
        what = self.rng.choice(("notice published",) * 4 + ("edited in secret", "edited openly", "withdrawn"))
        if what == "edited in secret" and there:
            self.reword(self.rng.choice(there))
        elif what == "edited openly":
            self.reword(self.rng.choice(self.listed()), retitle=True)
        elif what == "withdrawn" and len(super(Rolling, self).listed()) > LISTED:
            item = self.rng.choice(self.listed()[1:-4])
            item.gone = self.now
            for path in (f"/{self.id}/{item.name}.html", f"/elsewhere/{self.id}/{item.name}.html"):
                del self.host.site.pages[path]
        else:
            self.publish(baseline=False)
            what = "notice published"
        return what

    def shown(self, outcome: str) -> Iterator[Item]:
        for name in self.served - {self.MAIN}:
            item = self.items[name.removesuffix(".txt")]
            if not name.endswith(".txt") and (outcome != "partial" or not item.seen):
                yield item
        if self.MAIN in self.served and outcome != "partial":
            for item in self.items.values():
                item.missed += item.gone is not None

    def type_of(self, name: str) -> str:
        return "text/plain; charset=utf-8" if name.endswith(".txt") else self.content_type

    def body(self, name: str, *, emptied: bool = False) -> bytes:
        if name == self.MAIN:
            rows = "".join(
                f'<li><a href="/{self.id}/{item.name}.html" title="{escape(item.title)}">{escape(item.title)}</a><span>{self.day(item)}</span></li>'
                for item in ([] if emptied else self.listed())
            )
            return self.html(self.id, f"<ul class='news'>{rows}</ul>")
        item = self.items[name.removesuffix(".txt")]
        if name.endswith(".txt"):
            return "\n".join([] if emptied else item.file or []).encode()
        lines = "" if emptied else "".join(f"<p>{line}</p>" for line in item.lines)
        file = (
            f"<p><a href='/{self.id}/{item.name}.txt'>{'附件' if self.language == 'zh' else 'Annex'}.txt</a></p>"
            if item.file
            else ""
        )
        return self.html(item.title, f"<h1>{escape(item.title)}</h1><div class='detail'>{lines}{file}</div>")
