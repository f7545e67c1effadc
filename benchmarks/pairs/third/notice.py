"""A notice, or a list of notices, as plain values: what is written, not how a site shows it."""

from __future__ import annotations

import random
import tomllib
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from string import Template
from typing import Any

HERE = Path(__file__).parent
BULLETS_AFTER, TABLE_AFTER = 5, 6  # the paragraph behind which the bullets, and then the table, stand


@cache
def words(lang: str) -> dict[str, Any]:
    return tomllib.loads((HERE / "words" / f"{lang}.toml").read_text("utf-8"))


def said(template: str, **values: object) -> str:
    return Template(template).substitute(values)


def spoken_date(day: date, lang: str) -> str:
    """The day as the language writes it out."""
    month = words(lang).get("months", [""] * 12)[day.month - 1]
    return said(words(lang)["date"], d=day.day, m=day.month, y=day.year, M=month)


@dataclass
class Line:
    """One paragraph or bullet: a template whose slots are in Notice.values."""

    kind: str
    template: str


@dataclass
class Item:
    title: str
    day: date
    href: str
    place: (
        int  # among the newest when the list was first fetched: who is called new is not changed by an edit
    )


@dataclass
class Notice:
    lang: str
    title: str = ""
    day: date = date(2026, 1, 1)
    facts: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)

    @property
    def words(self) -> dict[str, Any]:
        return words(self.lang)

    def copy(self) -> Notice:
        return deepcopy(self)

    def text(self, line: Line) -> str:
        return said(line.template, **self.values)

    def texts(self) -> list[str]:
        """Everything that is said, one unit each."""
        found = [
            self.title,
            *self.facts.values(),
            *(" ".join(fact) for fact in self.facts.items()),
            *(self.text(line) for line in self.lines),
            *self.columns,
        ]
        found += [text for row in self.rows for text in (*row, " ".join(row))]
        found += [text for pair in self.files for text in pair]
        for item in self.items:
            found += [item.title, item.href]
            for day in (item.day.isoformat(), spoken_date(item.day, self.lang)):
                badge = self.words["badge"]
                found += [day, f"{day} {item.title} {badge}", f"{item.title} {badge} {day}"]
        return found


class Maker:
    """Draws the words of one pair; no title and no code comes twice."""

    def __init__(self, lang: str, rng: random.Random) -> None:
        self.lang, self.rng, self.words = lang, rng, words(lang)
        self.goods = rng.sample(self.words["goods"], len(self.words["goods"]))
        self.numbers = iter(rng.sample(range(12, 98), 60))
        self.codes = (
            f"{chapter:02}{heading:02}{rng.randrange(1000, 9000)}"
            for chapter, heading in zip(
                rng.sample(range(10, 90), 70), rng.sample(range(10, 99), 70), strict=True
            )
        )

    def decimal(self, number: str) -> str:
        return number.replace(".", ",") if self.words.get("comma") else number

    def headline(self, goods: str | None = None, no: int | None = None) -> str:
        return said(
            self.rng.choice(self.words["titles"]),
            goods=goods or self.rng.choice(self.goods),
            no=no or next(self.numbers),
        )

    def day(self) -> date:
        return date(2026, 1, 10) + timedelta(self.rng.randrange(180))

    def row(self, n: int) -> list[str]:
        kg, piece, note = self.words["cells"]
        rng = self.rng
        rate = self.decimal(f"{rng.randrange(11, 30)}.{rng.choice((3, 5, 7))}%")
        goods = f"{self.goods[n % 16]} {'ABCDEFGH'[n // 16]}{rng.randrange(10, 99)}"
        return [next(self.codes), goods, rate, rng.choice((kg, piece)), rng.choice((note, "", ""))]

    def notice(self) -> Notice:
        rng, spoken = self.rng, self.words
        goods, no = self.goods[0], next(self.numbers)
        made = Notice(self.lang, self.headline(goods, no), self.day())
        number = said(spoken["number"], no=no)
        labels = spoken["labels"]
        made.facts = {
            labels[0]: number,
            labels[1]: spoken["issuer"],
            labels[2]: made.day.isoformat(),
            labels[3]: spoken["states"][0],
        }
        made.values = {
            "goods": goods,
            "start": spoken_date(made.day + timedelta(rng.randrange(30, 150)), self.lang),
            "code_a": next(self.codes),
            "code_b": next(self.codes),
            "term": spoken["term"],
            "days": said(spoken["days"], n=rng.choice((20, 30, 45, 60))),
            "money": said(spoken["moneys"][0], n=rng.choice((300, 500, 800))),
            "weight": said(spoken["weights"][0], n=rng.choice((25, 50, 70))),
            "excepted": " / ".join(rng.sample(spoken["countries"][:5], 2)),
            "joiner": spoken["joiners"][0],
            "rule": spoken["rules"][0],
            "extra": spoken["extra"],
            "limit": said(spoken["limits"][0], n=self.decimal(f"0.0{rng.randrange(2, 9)}")),
            "mail": f"info{rng.randrange(10, 99)}@authority.example",
        }
        made.lines = [Line("para", text) for text in spoken["paras"]]
        made.lines[BULLETS_AFTER + 1 : BULLETS_AFTER + 1] = [
            *(Line("bullet", text) for text in spoken["bullets"][: rng.randint(3, 5)]),
            Line("table", ""),
        ]
        made.columns = list(spoken["columns"])
        made.rows = [self.row(n) for n in range(rng.choice((6, 11, 24, 60)))]
        for n in range(rng.randint(1, 3)):
            name = said(spoken["annex"], n=n + 1, goods=self.goods[n])
            made.files.append((name, f"annex{n + 1}_{rng.randrange(16**6):06x}.pdf"))
        return made

    def listing(self) -> Notice:
        made = Notice(self.lang)
        day = self.day()
        titles = {self.headline(): None for _ in range(self.rng.choice((8, 14, 20)))}
        for n, title in zip(count(self.rng.randrange(2000, 7000), 7), titles, strict=False):
            day -= timedelta(self.rng.randrange(1, 6))
            made.items.append(Item(title, day, f"/info/1012/{9000 - n}.htm", len(made.items)))
        return made
