"""A notice as one of the sites shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import escape, unescape
from itertools import groupby
from string import Template

from .noises import Chrome
from .notice import HERE, Line, Notice, said, spoken_date

TAGS = {"p": "div", "strong": "b", "b": "strong", "font": "span", "h1": "h2", "h2": "h3"}
TAGS |= {"h3": "h4", "article": "div", "section": "div"}
TAG = re.compile(rf"(</?)({'|'.join(TAGS)})(?=[\s>])")


@dataclass(frozen=True)
class Site:
    """name: of its file; rules: the lines above the page; page: the template below them."""

    name: str
    rules: dict[str, str]
    page: str

    @property
    def langs(self) -> list[str]:
        return self.rules["langs"].split()

    @property
    def form(self) -> str:
        return self.rules.get("form", "page")

    def fill(self, rule: str, **values: object) -> str:
        return said(self.rules[rule], **values)


@cache
def sites() -> tuple[Site, ...]:
    found = []
    for path in sorted((HERE / "sites").glob("*.html")):
        head, page = path.read_text("utf-8").split("---\n", 1)
        rules = dict(line.split(": ", 1) for line in head.splitlines())
        found.append(Site(path.stem, rules, page))
    return tuple(found)


class Page:
    """One side of a pair."""

    def __init__(self, notice: Notice, chrome: Chrome, site: Site) -> None:
        self.notice, self.chrome, self.site, self.words = notice, chrome, site, notice.words
        self.cdn = f"https://static{chrome['cdn']}.{site.rules['host']}"

    def html(self) -> bytes:
        notice, fill = self.notice, self.site.rules
        slots = {
            "cdn": self.cdn,
            "lang": self.words["tag"],
            "title": escape(notice.title),
            "head": self.head(),
            "top": self.top(),
            "menu": "".join(
                f'<li><a href="/c{n}/">{text}</a></li>' for n, text in enumerate(self.words["menu"])
            ),
            "crumbs": " &gt; ".join(f'<a href="/c{n}/">{self.words["menu"][n]}</a>' for n in (0, 1)),
            "meta": self.meta(),
            "side": self.side(),
            "tail": self.tail(),
            "foot": self.foot(),
        }
        if self.site.form == "list":
            slots["items"] = self.items()
        else:
            slots |= {"facts": self.facts(), "body": self.body(), "files": self.files()}
        page = Template(self.site.page).substitute(slots)
        if "<TR>" in self.site.page:  # a layout of tables has no lists
            page = page.replace(slots["menu"], re.sub(r"(</?)li>", r"\1td>", slots["menu"]))
        if self.chrome["swapped"] and "items" not in slots:
            page = TAG.sub(lambda tag: tag[1] + TAGS[tag[2]], page)
        return page.replace("<html", f"<!-- {fill['host']} --><html", 1).encode()

    def said(self, name: str, **values: object) -> str:
        return escape(said(self.words[name], **values))

    def head(self) -> str:
        state = self.chrome["state"]
        return (
            f'<meta name="csrf-token" content="{state[:32]}"><link rel="stylesheet" href="{self.cdn}/css/site.css">'
            f'<script nonce="{state[8:24]}">window.__rid="{state[10:18]}";</script>'
        )

    def top(self) -> str:
        chrome, state = self.chrome, self.chrome["state"]
        parts = [f'<input type="hidden" name="__REQUESTDIGEST" value="0x{state.upper()}">']
        if chrome["banner"]:
            parts.append(f'<div class="alert site-alert" role="alert">{self.said("banner")}</div>')
        if chrome["weather"] is not None:
            parts.append(
                f'<div class="topbar"><span>{self.said("weather", n=chrome["weather"])}</span></div>'
            )
        if chrome["ticker"]:
            parts.append(f'<div class="swiper ticker"><ul>{links(chrome["ticker"])}</ul></div>')
        if chrome["sticky"] and self.notice.title:
            parts.append(f'<div class="sticky-bar" aria-hidden="true">{escape(self.notice.title)}</div>')
        return "\n".join(parts)

    def meta(self) -> str:
        ago, listen = self.chrome["ago"], self.chrome["listen"]
        parts = [f'<span class="ago">{self.said("ago", n=ago)}</span>'] if ago is not None else []
        parts += [f'<div class="rs_skip rsbtn">{self.said("listen")}</div>'] if listen else []
        return " ".join(parts)

    def side(self) -> str:
        return "".join(
            f'<p class="lnk"><a href="/s{n}/">{text}</a></p>'
            for n, text in enumerate(self.words["menu"][1:4])
        )

    def tail(self) -> str:
        chrome, parts = self.chrome, []
        if chrome["also"]:
            parts.append(
                f'<div class="read-also"><h3>{self.said("also")}</h3><ul>{links(chrome["also"])}</ul></div>'
            )
        if chrome["votes"] is not None:
            parts.append(f'<div class="feedback">{self.said("helpful", n=chrome["votes"])}</div>')
        if self.site.form == "list":
            parts.append(self.meta_list())
        return "\n".join(parts)

    def meta_list(self) -> str:
        return f'<div class="rsbtn">{self.said("listen")}</div>' if self.chrome["listen"] else ""

    def foot(self) -> str:
        online = self.chrome["online"]
        counted = f"<p>{self.said('online', n=online[0], m=online[1])}</p>" if online else ""
        return f"<p>{self.said('foot')}</p>{counted}"

    def facts(self) -> str:
        facts, site = dict(self.notice.facts), self.site
        if self.chrome["long_dates"]:
            facts[self.words["labels"][2]] = spoken_date(self.notice.day, self.notice.lang)
        if self.chrome["views"] is not None:
            label, value = re.split(r"(?=\$n)", self.words["views"])
            facts[label.strip(" :：")] = said(value, n=self.chrome["views"])
        pairs = [(escape(label), escape(value)) for label, value in facts.items()]
        if self.chrome["facts_relaid"]:
            if "<table" in site.rules["facts"]:
                return f'<dl class="meta">{"".join(f"<dt>{a}</dt><dd>{b}</dd>" for a, b in pairs)}</dl>'
            return f'<table class="meta">{"".join(f"<tr><th>{a}</th><td>{b}</td></tr>" for a, b in pairs)}</table>'
        cells = [site.fill("fact", label=a, value=b, n=n) for n, (a, b) in enumerate(pairs)]
        if "per" in site.rules:
            step = int(site.rules["per"])
            cells = [f"<tr>{''.join(cells[at : at + step])}</tr>" for at in range(0, len(cells), step)]
        return site.fill("facts", rows="\n".join(cells))

    def body(self) -> str:
        parts = []
        for kind, run in groupby(self.notice.lines, lambda line: line.kind):
            lines = list(run)
            if kind == "table":
                parts.append(self.table())
            elif kind == "bullet":
                rows = [
                    self.site.fill("bullet", text=self.marked(line), n=n) for n, line in enumerate(lines, 1)
                ]
                parts.append(self.site.fill("bullets", rows="\n".join(rows)))
            elif self.chrome["breaks"]:
                around, text = (
                    ("{}", "<p>{}</p>")
                    if "<br>" in self.site.rules["para"]
                    else ("<div>{}</div>", "{}<br>\n<br>")
                )
                parts.append(around.format("\n".join(text.format(self.marked(line)) for line in lines)))
            else:
                parts += [self.site.fill("para", text=self.marked(line)) for line in lines]
        return "\n".join(parts)

    def marked(self, line: Line) -> str:
        """The text of a line with what a site makes of its terms, quotes and addresses."""
        text, values = escape(self.notice.text(line).strip(), quote=False), self.notice.values
        if self.chrome["quotes"]:
            first, last = self.words["quotes"]
            text = re.sub(r'"([^"]+)"', rf"{first}\1{last}", text)
        if line.kind == "para" and self.chrome["glossary"]:
            for term in (values["goods"], values["term"]):
                text = text.replace(
                    term, f'<a class="glossary-term" href="/glossary/#t{len(term)}">{term}</a>', 1
                )
        return text.replace(values["mail"], self.mail(values["mail"]))

    def mail(self, address: str) -> str:
        key = self.chrome["mail_key"]
        if key is None:
            return f'<a href="mailto:{address}">{address}</a>'
        sealed = f"{key:02x}" + "".join(f"{ord(sign) ^ key:02x}" for sign in address)
        return f'<a href="/cdn-cgi/l/email-protection" class="__cf_email__" data-cfemail="{sealed}">[email&#160;protected]</a>'

    def table(self) -> str:
        columns, rows = [escape(text) for text in self.notice.columns], self.notice.rows
        if not self.chrome["table_relaid"]:
            cell = self.site.rules.get("head", "th")
            body = "".join(f"<tr>{''.join(f'<td>{escape(c)}</td>' for c in row)}</tr>\n" for row in rows)
            return f"{self.site.rules['table']}<tr>{''.join(f'<{cell}>{c}</{cell}>' for c in columns)}</tr>\n{body}</table>"
        head = "".join(f'<th scope="col"><span>{c}</span></th>' for c in columns)
        body = "".join(
            "<tr>"
            + "".join(
                f'<td data-label="{a}"><div>{escape(b)}</div></td>' for a, b in zip(columns, row, strict=True)
            )
            + "</tr>\n"
            for row in rows
        )
        return (
            f'<div class="table-responsive" tabindex="0">{self.site.rules["table"]}<colgroup>{"<col>" * len(columns)}</colgroup>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )

    def files(self) -> str:
        counts = self.chrome["downloads"]
        rows = []
        for n, (name, target) in enumerate(self.notice.files):
            count = self.said("downloads", n=counts[n]) if counts else ""
            href = f"{self.cdn}/files/2026/{target}"
            rows.append(self.site.fill("file", href=href, name=escape(name), count=count))
        return "\n".join(rows)

    def around(self, changed: set[str]) -> set[str]:
        """Lines of the page that hold more than the changed value in them: its head title and its attachments."""
        found = re.findall(r"<title>(.*?)</title>", self.html().decode(), re.IGNORECASE)
        found = [text for text in found if self.notice.title in changed]
        bullets = [line for line in self.notice.lines if line.kind == "bullet"]
        found += [
            self.site.fill("bullet", text=self.marked(line), n=n)
            for n, line in enumerate(bullets, 1)
            if line.template in changed
        ]
        for (name, target), row in zip(self.notice.files, self.files().split("\n"), strict=False):
            if changed & {name, target}:
                found += [row, f"{self.cdn}/files/2026/{target}"]
        return {unescape(re.sub(r"<[^>]*>", "", text)) for text in found}

    def items(self) -> str:
        rows = []
        for n, item in enumerate(self.notice.items):
            day = (
                spoken_date(item.day, self.notice.lang) if self.chrome["long_dates"] else item.day.isoformat()
            )
            badge = (
                f'<span class="new">{self.said("badge")}</span>' if item.place < self.chrome["badges"] else ""
            )
            rows.append(
                self.site.fill(
                    "item", n=n + 1, href=item.href, title=escape(item.title), date=day, badge=badge
                )
            )
        return "\n".join(rows)


def links(found: list[tuple[str, str]]) -> str:
    return "".join(f'<li><a href="{href}">{escape(title)}</a></li>' for title, href in found)
