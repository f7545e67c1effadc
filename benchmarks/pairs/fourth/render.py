"""A document as one of the sites shows it at one visit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import groupby

from .doc import HERE, Block, Doc, said
from .noises import Chrome


@dataclass(frozen=True)
class Site:
    """name: of its file; rules: the lines above the page; page: what stands below them."""

    name: str
    rules: dict[str, str]
    page: str

    @property
    def langs(self) -> list[str]:
        return self.rules["langs"].split()

    @property
    def form(self) -> str:
        return self.rules["form"]

    @property
    def shows(self) -> set[str]:
        """The forms of edits that show here."""
        return {self.form, *self.rules.get("also", "").split()}


@cache
def sites() -> tuple[Site, ...]:
    found = []
    for path in sorted((HERE / "sites").glob("*.html")):
        head, page = path.read_text("utf-8").split("---\n", 1)
        found.append(Site(path.stem, dict(line.split(": ", 1) for line in head.splitlines()), page))
    return tuple(found)


class Page:
    def __init__(self, doc: Doc, chrome: Chrome, site: Site) -> None:
        self.doc, self.chrome, self.site, self.words = doc, chrome, site, doc.words

    def html(self) -> str:
        places = {name: "\n".join(self.chrome[name]) for name in ("top", "above", "below", "rail", "foot")}
        if self.chrome["contents"]:
            places["above"] += self.contents()
        menu = self.words["menu"]
        cells = "td" if "<TABLE" in self.site.page else "li"
        return said(
            self.site.page,
            **places,
            lang=self.doc.lang,
            uid=self.chrome["uid"],
            name=self.words["site"],
            title=escape(self.doc.title),
            menu="".join(f'<{cells}><a href="/{n}">{text}</a></{cells}>' for n, text in enumerate(menu)),
            crumbs=f'<a href="/">{menu[0]}</a> / <a href="/1">{menu[1]}</a>',
            facts=self.filled("facts", rows="\n".join(self.fact(*fact) for fact in self.doc.facts.items())),
            body=self.body(),
        )

    def filled(self, rule: str, **values: object) -> str:
        return said(self.site.rules.get(rule, ""), uid=self.chrome["uid"], **values)

    def fact(self, label: str, value: str) -> str:
        return self.filled("fact", label=label, value=escape(value))

    def contents(self) -> str:
        shown = [block.text for block in self.doc.blocks if block.kind in {"head", "question"}]
        lines = "".join(f'\n<li><a href="#s{n}">{escape(text)}</a></li>' for n, text in enumerate(shown))
        return f'<nav class="toc"><h2>{self.words["noise"]["contents"]}</h2><ol>{lines}</ol></nav>\n'

    def body(self) -> str:
        if self.doc.items:
            return "\n".join(self.item(n) for n in range(len(self.doc.items)))
        parts = []
        for kind, run in groupby(self.doc.blocks, lambda block: block.kind):
            blocks = list(run)
            shown = (
                [self.table()]
                if kind == "table"
                else [self.block(block, n) for n, block in enumerate(blocks)]
            )
            if kind in {"point", "note", "question"}:
                shown = [self.filled(f"{kind}s", rows="\n" + "\n".join(shown) + "\n")]
            parts += shown
        return "\n".join(parts) + "\n" + self.files()

    def block(self, block: Block, n: int) -> str:
        text, more = (self.text(self.doc.say(one)) for one in (block.text, block.more))
        if self.chrome["tooltips"] and block.kind in {"para", "point"}:
            term = escape(self.doc.values["goods"])
            tip = f'<span class="tip" tabindex="0">{term}<span role="tooltip" class="tip-text">{self.words["noise"]["tip"]}</span></span>'
            text = text.replace(term, tip, 1)
        return self.filled(block.kind, text=text, more=more, n=n, no=n + 1)

    @staticmethod
    def text(text: str) -> str:
        """The text as markup; only a line through it is kept."""
        return escape(text, quote=False).replace("&lt;del&gt;", "<del>").replace("&lt;/del&gt;", "</del>")

    def table(self) -> str:
        first = 0 if self.site.rules.get("numbered") else 1
        head = "".join(self.filled("th", text=escape(text)) for text in self.doc.columns[first:])
        rows = []
        for n, row in enumerate(self.doc.rows, 1):
            cells = [str(n), *row][first:]
            rows.append(f"<tr>{''.join(self.filled('td', text=escape(text)) for text in cells)}</tr>")
        return self.filled("table", head=f"<tr>{head}</tr>", rows="\n" + "\n".join(rows) + "\n")

    def files(self) -> str:
        if not self.doc.files:
            return ""
        alt = self.chrome["icon"]
        lines = [
            f'<li><a href="/media/{target}"><img src="/i/pdf.svg" alt="{alt}">{escape(name)}</a></li>'
            for name, target in self.doc.files
        ]
        return f'<div class="files"><h3>{self.words["files"]}</h3><ul>\n' + "\n".join(lines) + "\n</ul></div>"

    def item(self, n: int) -> str:
        item = self.doc.items[n]
        more, icon = self.words["more"], self.chrome["icon"]
        told = {"title": escape(item.title), "teaser": escape(item.teaser), "file": item.file, "n": n}
        return self.filled(
            "item",
            **told,
            day=f"{item.day:%d.%m.%Y}",
            more=more,
            icon=icon,
            id=item.file[:-4].removesuffix("-corr"),
        )
