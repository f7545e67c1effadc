"""A notice before it is dressed as a page: sentences with places for values, tables, files.

What a notice says comes out of words/LANGUAGE.txt, one `key: value` a line, lists parted by " / ". Lines that
begin with a digit are sentences of that section. {name} is a value; [name:this|that] is said as `this` until
an edit picks the name.
"""

from __future__ import annotations

import copy
import random
import re
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path

HERE = Path(__file__).parent
PHRASE = re.compile(r"\[([a-z-]+):([^|\]]*)\|([^\]]*)\]")
FORMS = ("K-17", "TD 204", "C-88/2", "F 31-B", "IM-902")


@cache
def words(lang: str) -> dict[str, str]:
    """What a language says, by key; sentences under `section name number`."""
    said: dict[str, str] = {}
    for number, line in enumerate((HERE / "words" / f"{lang}.txt").read_text(encoding="utf-8").splitlines()):
        key, _, value = line.partition(": ")
        said[f"{key} {number:02}" if key[0].isdigit() else key] = value
    return said


def listed(lang: str, key: str) -> list[str]:
    return words(lang)[key].split(" / ")


def day(lang: str, year: int, month: int, number: int) -> str:
    """A date as the language writes it in a sentence."""
    names = listed(lang, "months") if "months" in words(lang) else [""] * 12
    return words(lang)["day"].format(y=year, m=month, d=number, month=names[month - 1])


def signs(lang: str) -> tuple[str, str, str]:
    """The decimal sign, the sign between thousands, and what parts the names of a list."""
    decimal, group, comma = words(lang)["signs"].split(" / ")
    return decimal.strip(), group.strip() or "\u00a0", comma.rstrip() + " " * (comma.strip() in ",،")


@dataclass
class Line:
    """One sentence. kind: p, li (one of a list) or note."""

    pattern: str
    kind: str = "p"


@dataclass
class Grid:
    """A table: its name, what heads the columns, its rows; `marks` are rows that carry a footnote's sign."""

    name: str
    head: list[str]
    rows: list[list[str]]
    marks: dict[str, str] = field(default_factory=dict)


@dataclass
class File:
    label: str
    href: str


@dataclass
class Item:
    """One line of a list of notices."""

    title: str
    number: str
    day: str
    href: str


@dataclass
class Paper:
    """A notice, or a list of notices when it has items."""

    lang: str
    values: dict[str, str]
    title: str
    fields: list[tuple[str, str]]
    sections: list[tuple[str, list[Line]]]
    notes: list[Line]
    grids: list[Grid]
    files: list[File]
    items: list[Item] = field(default_factory=list)
    picked: set[str] = field(default_factory=set)

    def say(self, pattern: str) -> str:
        """A sentence as it stands now, with its values and the phrases picked."""
        chosen = PHRASE.sub(lambda m: m[3] if m[1] in self.picked else m[2], pattern)
        return chosen.format(**self.values)

    def texts(self) -> list[str]:
        """Every piece a reader sees: sentences, fields, rows, files, items."""
        lines = [line for _, lines in self.sections for line in lines] + self.notes
        said = [self.say(self.title), *(self.say(line.pattern) for line in lines)]
        for label, pattern in self.fields:
            said += [self.say(pattern), f"{label}: {self.say(pattern)}"]
        for grid in self.grids:
            said += [" | ".join(grid.head), *(" | ".join(marked(grid, row)) for row in grid.rows)]
        for file in self.files:
            said += [file.label, file.href, file.href.rsplit("/", 1)[-1], f"{file.label} {file.href}"]
        for item in self.items:
            said += [item.title, item.number, item.day, item.href, f"{item.number} {item.title} {item.day}"]
            said += [f"{item.title} {item.day}", f"{item.day} {item.title}", f"{item.title} {item.number}"]
        return said

    def copy(self) -> Paper:
        return copy.deepcopy(self)


def marked(grid: Grid, row: list[str]) -> list[str]:
    """A row as read, its footnote's sign behind the general rate."""
    sign = grid.marks.get(row[0])
    return [cell + sign if sign and n == 3 else cell for n, cell in enumerate(row)]


def decimal(rng: random.Random, lang: str, most: int = 30) -> str:
    return f"{rng.randint(1, most)}{signs(lang)[0]}{rng.randint(1, 9)}"


def grouped(number: int, lang: str) -> str:
    return f"{number:,}".replace(",", signs(lang)[1])


def code(rng: random.Random, *, dotted: bool) -> str:
    digits = f"{rng.randint(10, 97):02}{rng.randint(1, 99):02}{rng.randint(0, 999999):06}"
    return f"{digits[:4]}.{digits[4:6]}.{digits[6:]}" if dotted else digits


def duty(rng: random.Random, lang: str) -> str:
    return f"{rng.randint(2, 9)} % + {rng.randint(11, 89)} / {listed(lang, 'units')[0]}"


def paper(rng: random.Random, lang: str, rows: int, *, dotted: bool) -> Paper:
    """A notice with everything an edit may touch."""
    annexes = [
        goods_table(rng, lang, n, size, dotted=dotted) for n, size in ((0, rows), (1, max(4, rows // 3)))
    ]
    issuer = rng.choice(listed(lang, "issuers"))
    values = values_of(rng, lang, issuer, annexes[0])
    sections: list[tuple[str, list[Line]]] = [(head, []) for head in listed(lang, "heads")]
    for key, pattern in words(lang).items():
        if key[0].isdigit():
            sections[int(key[0])][1].append(Line(pattern))
    sections[2][1].extend(Line(one, "li") for one in listed(lang, "items"))
    sections[4][1].append(Line("{issuer}"))
    labels = listed(lang, "labels")
    slots = ("{number}", "{issuer}", "{published}", "{effective}", words(lang)["status"])
    kinds = ("pdf", "xlsx", "docx")
    folder = f"/files/{rng.randint(2024, 2026)}/{rng.randint(1, 12):02}"
    files = [
        File(label, f"{folder}/{rng.randrange(16**10):010x}.{kind}")
        for label, kind in zip(listed(lang, "files"), kinds, strict=True)
    ]
    return Paper(
        lang=lang,
        values=values,
        title=words(lang)["title"],
        fields=list(zip(labels, slots, strict=True)),
        sections=sections,
        notes=[Line(f"({n}) " + words(lang)[f"note.{n}"], "note") for n in (1, 2)],
        grids=[*annexes, ports_table(rng, lang)],
        files=files,
    )


def values_of(rng: random.Random, lang: str, issuer: str, annex: Grid) -> dict[str, str]:
    year, month = rng.choice((2026, 2027)), rng.randint(2, 10)
    goods = rng.sample(listed(lang, "goods"), 3)
    first, last = sorted(rng.sample(range(100, 999), 2))
    chapter = rng.randint(2011, 8799)
    keep = str(rng.choice((3, 5, 7)))
    return {
        "topic": rng.choice(listed(lang, "topics")),
        "number": f"{rng.randint(11, 98)}/{year}",
        "issuer": issuer,
        "published": day(lang, year, month, rng.randint(1, 12)),
        "effective": day(lang, year, month + 1, rng.randint(13, 27)),
        "effective year": str(year),
        "closing": day(lang, year, month + 2, rng.randint(1, 28)),
        "hour": rng.choice(("16:00", "17:30", "12:00")),
        "good1": goods[0],
        "good2": goods[1],
        "good3": goods[2],
        "code": code(rng, dotted="." in annex.rows[0][0]),
        "rate": f"{rng.randint(1, 9)}{signs(lang)[0]}{rng.randint(1, 9)}",
        "count": grouped(rng.randint(1200, 9800), lang),
        "from": f"{chapter}{first}0",
        "to": f"{chapter}{last}0",
        "weight": grouped(rng.randint(11, 90) * 100, lang),
        "quota": grouped(rng.randint(110, 990) * 1000, lang),
        "days": str(rng.choice((5, 10, 15, 20))),
        "form": rng.choice(FORMS),
        "mail": f"{rng.choice(('permits', 'desk', 'entry'))}{rng.randint(1, 40)}@trade.example",
        "keep1": keep,
        "keep2": keep,
        "fee": str(rng.randint(12, 95) * 10),
        "money": listed(lang, "money")[0],
        "places": signs(lang)[2].join(rng.sample(listed(lang, "places"), rng.randint(4, 7))),
        "office": rng.choice(listed(lang, "offices")),
        "article": str(rng.randint(12, 88)),
        "years": str(rng.choice((2, 4, 6))),
    }


def goods_table(rng: random.Random, lang: str, number: int, rows: int, *, dotted: bool) -> Grid:
    """Codes in rising order, with two rows that carry the sign of a footnote."""
    goods, units = listed(lang, "goods"), listed(lang, "units")
    codes = sorted({code(rng, dotted=dotted) for _ in range(rows)})
    if any(near(one, other) for one, other in pairwise(codes)):
        return goods_table(rng, lang, number, rows, dotted=dotted)
    table = [
        [
            one,
            rng.choice(goods),
            rng.choice(units),
            decimal(rng, lang),
            decimal(rng, lang, 9),
            duty(rng, lang),
        ]
        for one in codes
    ]
    marks = {one: f"({1 + n})" for n, one in enumerate(rng.sample(codes, 2))}
    return Grid(listed(lang, "annexes")[number], listed(lang, "cols"), table, marks)


def near(one: str, other: str) -> bool:
    """Two codes that one slip of the pen could take for each other."""
    return sum(a != b for a, b in zip(one, other, strict=True)) < 3


def ports_table(rng: random.Random, lang: str) -> Grid:
    names = rng.sample(listed(lang, "places"), 6)
    hours = ("08:00-16:00", "09:00-17:00", "00:00-24:00")
    rows = [[name, f"{rng.randint(1000, 9999)}", rng.choice(hours)] for name in names]
    return Grid(listed(lang, "annexes")[2], listed(lang, "portcols"), rows)


def listing(rng: random.Random, lang: str) -> Paper:
    """A column of notices, newest first."""
    year, month, on = 2026, rng.randint(4, 12), 28
    items = []
    for n, topic in enumerate(rng.sample(listed(lang, "topics"), 8) + rng.sample(listed(lang, "topics"), 6)):
        page = Paper(lang, {"topic": topic}, "", [], [], [], [], [])
        month, on = (month, on - 2) if on > 4 else (month - 1, 28)
        number = f"{61 - n}/{year}"
        title = f"{page.say(words(lang)['title'])} ({number})"
        items.append(Item(title, number, day(lang, year, month, on), f"/notices/{rng.randint(10**6, 10**7)}"))
    return Paper(lang, {}, listed(lang, "nav")[2], [], [], [], [], [], items)
