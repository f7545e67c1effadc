"""How a notice is dressed as a web page: a skin (skins/NAME.html) and what stands round the notice that day."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from html import escape
from itertools import groupby
from string import Template

from .paper import HERE, Grid, Line, Paper, listed, marked

BARE = """<!DOCTYPE html><html lang="$lang"><head><meta charset="utf-8"><title>$title</title></head>
<body onload="window.print()"><h1>$title</h1>$meta<div>$body</div>$files</body></html>"""
HEADING = re.compile(r"(</?h)([1-6])")
Words = Callable[[str], str]


@dataclass
class Dress:
    """What stands round a notice, and how the site sets it that day.

    slots: markup by place; flags: other ways to set the same; words: what happens to each text, in order;
    after: what happens to the whole page, in order.
    """

    slots: dict[str, str] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    words: list[Words] = field(default_factory=list)
    after: list[Words] = field(default_factory=list)
    mixed: int = 0

    def plain(self, text: str) -> str:
        for change in self.words:
            text = change(text)
        return text

    def text(self, text: str) -> str:
        return escape(self.plain(text), quote=False)


@dataclass(frozen=True)
class Skin:
    """One page family: its markup, part by part, and the page that holds them."""

    name: str
    parts: dict[str, str]
    page: str

    def fill(self, part: str, **values: str) -> str:
        return Template(self.parts[part]).safe_substitute(values)

    @property
    def encoding(self) -> str:
        return self.parts.get("encoding", "utf-8")

    @property
    def in_rows(self) -> bool:
        """True when the body is made of table rows, so that a div cannot stand in it."""
        return self.parts.get("p", "").startswith("<tr") or self.parts.get("section", "").startswith("<tr")


@cache
def skin(name: str) -> Skin:
    top, _, page = (HERE / "skins" / f"{name}.html").read_text(encoding="utf-8").partition("\n\n")
    parts = (line.partition(": ") for line in top.splitlines())
    return Skin(name, {key: value for key, _, value in parts}, page)


def page(paper: Paper, dress: Dress, skin: Skin) -> bytes:
    """The page as bytes, in the family's encoding."""
    title = dress.text(paper.say(paper.title) if paper.values else paper.title)
    parts = {
        "lang": "zh-Hant" if paper.lang == "hant" else paper.lang,
        "title": title,
        "nav": nav(paper.lang, dress),
        "meta": meta(paper, dress, skin),
        "body": body(paper, dress, skin),
        "files": files(paper, dress, skin),
        "state": state(paper, dress),
    }
    parts |= dict.fromkeys(("head", "top", "crumbs", "above", "below", "rail", "foot", "tail"), "")
    parts |= {slot: markup for slot, markup in dress.slots.items() if slot != "size"}
    html = Template(BARE if "print" in dress.flags else skin.page).safe_substitute(parts)
    for change in dress.after:
        html = change(html)
    encoding = "utf-8" if "print" in dress.flags else skin.encoding
    return html.encode(encoding, "xmlcharrefreplace")


def nav(lang: str, dress: Dress) -> str:
    names = list(enumerate(listed(lang, "nav")))
    if dress.mixed:
        random.Random(dress.mixed).shuffle(names)
    return "<ul>" + "".join(f'<li><a href="/s{n}/">{name}</a></li>' for n, name in names) + "</ul>"


def meta(paper: Paper, dress: Dress, skin: Skin) -> str:
    if not paper.fields:
        return ""
    items = [
        skin.fill("field", label=label, text=dress.text(paper.say(said))) for label, said in paper.fields
    ]
    return skin.fill("fields", items="\n".join(items))


def files(paper: Paper, dress: Dress, skin: Skin) -> str:
    if not paper.files:
        return ""
    size = dress.slots.get("size", "")
    items = [
        skin.fill("file", label=dress.text(file.label), href=file.href, size=size) for file in paper.files
    ]
    return skin.fill("files", items="\n".join(items))


def body(paper: Paper, dress: Dress, skin: Skin) -> str:
    """The sections with the tables in their places, or the items of a list."""
    if paper.items:
        items = [
            skin.fill("item", title=dress.text(one.title), number=one.number, day=one.day, href=one.href)
            for one in paper.items
        ]
        return skin.fill("items", items="\n".join(items))
    shown = []
    for number, (head, lines) in enumerate(paper.sections):
        inner = blocks(paper, lines, dress, skin)
        if number == 1:
            inner += "".join(table(grid, dress, skin) for grid in paper.grids[:2])
            inner += blocks(paper, paper.notes, dress, skin)
        if number == 3:
            inner += "".join(table(grid, dress, skin) for grid in paper.grids[2:])
        inner += dress.slots.get("section", "")
        h = skin.fill("h", text=dress.text(head), n=str(number + 1))
        if "level" in dress.flags:
            h = HEADING.sub(lambda m: f"{m[1]}{int(m[2]) + 1}", h)
        shown.append(skin.fill("section", head=h, inner=inner, n=str(number + 1)))
    html = "\n".join(shown)
    nested = "nested" in dress.flags and not skin.in_rows
    return f'<div class="inner"><div class="w100"><div>{html}</div></div></div>' if nested else html


def blocks(paper: Paper, lines: list[Line], dress: Dress, skin: Skin) -> str:
    shown = []
    for kind, alike in groupby(lines, key=lambda line: line.kind):
        texts = [dress.text(paper.say(line.pattern)) for line in alike]
        if kind == "li" and "bullets" in dress.flags and skin.parts["li"].startswith("<li"):
            shown += [skin.fill("p", text=f"• {text}", n="0") for text in texts]
        elif kind == "li":
            shown.append(skin.fill("list", items="\n".join(skin.fill("li", text=text) for text in texts)))
        elif "breaks" in dress.flags and not skin.in_rows:
            shown.append("<div>" + "<br>\n<br>".join(texts) + "</div>")
        else:
            shown += [skin.fill(kind, text=text, n=str(n)) for n, text in enumerate(texts)]
    return "\n".join(shown)


def table(grid: Grid, dress: Dress, skin: Skin) -> str:
    """A table, set as the skin sets it and the dress has it that day."""
    headed = (skin.parts.get("thead") == "yes") != ("thead" in dress.flags)
    shown = "" if not headed else f"<thead>{row(grid.head, dress, skin, 'th')}</thead>"
    first = [] if headed else [row(grid.head, dress, skin, "td")]
    spans = [""] * len(grid.rows)
    if skin.parts.get("rowspan") == "yes" and len(grid.head) > 3:
        spans = spans_of([one[2] for one in grid.rows])
    rows = [
        row(set_marks(grid, one, dress), dress, skin, "td", span)
        for one, span in zip(grid.rows, spans, strict=True)
    ]
    if "spacers" in dress.flags and "rowspan" not in skin.parts:
        empty = "<tr>" + "<td>&nbsp;</td>" * len(grid.head) + "</tr>"
        rows = [one + (empty if n % 5 == 4 else "") for n, one in enumerate(rows)]
    if "stripes" in dress.flags:
        rows = [one.replace("<tr", f'<tr class="{("odd", "even")[n % 2]}"', 1) for n, one in enumerate(rows)]
    rows, half = first + rows, len(rows) // 2
    bodies = [rows[:half], rows[half:]] if "bodies" in dress.flags and "rowspan" not in skin.parts else [rows]
    shown += "".join("<tbody>" + "\n".join(one) + "</tbody>" for one in bodies)
    if "widths" in dress.flags:
        shown = "<colgroup>" + '<col width="16%">' * len(grid.head) + "</colgroup>" + shown
    name = dress.text(grid.name)
    caption = skin.fill("caption", text=name)
    inside = caption.startswith("<caption")
    if "caption" in dress.flags and not skin.in_rows:
        inside = not inside
        caption = f"<caption>{name}</caption>" if inside else f"<p><strong>{name}</strong></p>"
    around = skin.parts["table"], skin.parts.get("tableend", "</table>")
    html = around[0] + (caption if inside else "") + shown + around[1]
    html = skin.fill("wrap", table=html) if "wrap" in skin.parts else html
    return html if inside else caption + html


def spans_of(units: list[str]) -> list[str]:
    """For each row: `rowspan` of its unit when the same unit follows, "-" when a row above spans it."""
    spans = []
    for _, alike in groupby(units):
        size = len(list(alike))
        spans += [f' rowspan="{size}"' if size > 1 else "", *["-"] * (size - 1)]
    return spans


def row(cells: list[str], dress: Dress, skin: Skin, tag: str, span: str = "") -> str:
    inner = ""
    for n, cell in enumerate(cells):
        if n == 2 and span == "-":
            continue
        text = cell if "<sup>" in cell else dress.text(cell)
        text = skin.fill("cell", text=text) if "cell" in skin.parts and tag == "td" else text
        width = ' width="96" style="width:72.0pt"' if "widths" in dress.flags else ""
        inner += f"<{tag}{span if n == 2 else ''}{width}>{text}</{tag}>"
    return f"<tr>{inner}</tr>"


def set_marks(grid: Grid, cells: list[str], dress: Dress) -> list[str]:
    """A row with the footnote's sign set high, or as a link in square brackets."""
    read = marked(grid, cells)
    if read == cells:
        return cells
    sign = grid.marks[cells[0]]
    high = f"<sup>{sign}</sup>"
    if "marks" in dress.flags:
        high = f'<sup><a href="#fn{sign[1]}">[{sign[1]}]</a></sup>'
    return [dress.text(cell) + high if full != cell else cell for cell, full in zip(cells, read, strict=True)]


def state(paper: Paper, dress: Dress) -> str:
    """What a page that draws itself carries in a script."""
    lines = [paper.say(line.pattern) for _, lines in paper.sections for line in lines]
    rows = [grid.rows for grid in paper.grids]
    build = dress.slots.get("build", "0")
    return json.dumps({"build": build, "detail": {"content": lines, "tables": rows}}, ensure_ascii=False)
