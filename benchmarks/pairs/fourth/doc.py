"""What an office says on one page: a notice, answers to questions, measures that were searched for, or a list."""

from __future__ import annotations

import copy
import random
import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

HERE = Path(__file__).parent


def said(text: str, /, **values: object) -> str:
    """The text with its places filled; places without a value stay."""
    return Template(text).safe_substitute(values)


@cache
def words(lang: str) -> dict[str, Any]:
    return tomllib.loads((HERE / "words" / f"{lang}.toml").read_text(encoding="utf-8"))


@dataclass
class Block:
    """kind: head, para, point, table, note, question or files; more: the answer to a question."""

    kind: str
    text: str = ""
    more: str = ""


@dataclass
class Item:
    title: str
    teaser: str
    day: date
    file: str


@dataclass
class Doc:
    lang: str
    title: str
    day: date
    facts: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)

    @property
    def words(self) -> dict[str, Any]:
        return words(self.lang)

    def copy(self) -> Doc:
        return copy.deepcopy(self)

    def say(self, text: str) -> str:
        return said(text, **self.values)

    def texts(self) -> list[str]:
        """Everything it says, a text a place."""
        found = [self.title, *self.facts.values(), *self.values.values(), *self.columns]
        found += [self.say(text) for block in self.blocks for text in (block.text, block.more)]
        found += [cell for row in self.rows for cell in row] + [" ".join(row) for row in self.rows]
        found += [text for file in self.files for text in file]
        return found + [text for item in self.items for text in (item.title, item.teaser, item.file)]


class Maker:
    """New documents in one language."""

    def __init__(self, lang: str, rng: random.Random) -> None:
        self.lang, self.rng, self.words = lang, rng, words(lang)
        self.numbers = iter(rng.sample(range(112, 899), 300))
        self.codes = iter(rng.sample(range(2101, 9699), 200))
        self.related = [self.headline() for _ in range(5)]

    def day_of(self, day: date) -> str:
        """A day as running text says it."""
        forms = {
            "en": "%d %B %Y",
            "zh": f"{day.year}年{day.month}月{day.day}日",
            "pt": "%d/%m/%Y",
            "es": "%d/%m/%Y",
        }
        return day.strftime(forms.get(self.lang, "%d.%m.%Y"))

    def decimal(self, number: str) -> str:
        return number if self.lang in {"en", "zh"} else number.replace(".", ",")

    def headline(self) -> str:
        titles, goods = self.words["titles"], self.words["goods"]
        return said(self.rng.choice(titles), goods=self.rng.choice(goods), no=next(self.numbers))

    def row(self, n: int) -> list[str]:
        rng = self.rng
        goods = self.words["goods"][n % 12] + (f" {chr(64 + n // 12)}{rng.randrange(3, 9)}" if n > 11 else "")
        rate = self.decimal(f"{rng.randrange(2, 28)}.{rng.choice((2, 4, 6, 8))}")
        code = f"{next(self.codes)}.{rng.randrange(11, 99)}.{rng.randrange(11, 99)}"
        return [code, goods, rate, rng.choice(self.words["remarks"])]

    def doc(self, form: str) -> Doc:
        rng, spoken = self.rng, self.words
        made = Doc(self.lang, self.headline(), date(2026, 2, 3) + timedelta(rng.randrange(90)))
        start = made.day + timedelta(rng.randrange(14, 60))
        low = rng.randrange(3901, 7900)
        made.values = {
            "goods": rng.choice(spoken["goods"]),
            "low": str(low),
            "high": str(low + rng.randrange(3, 30)),
            "fee": f"{rng.choice((35, 60, 85, 140))} EUR",
            "per": spoken["per"][0],
            "bound": spoken["bounds"][0],
            "countries": ", ".join(rng.sample(spoken["countries"][:4], 2)),
            "deadline": self.day_of(start + timedelta(rng.randrange(20, 70))),
            "mail": f"relief{rng.randrange(10, 99)}@office.example",
        }
        number = said(spoken["number"], no=next(self.numbers))
        told = (number, self.day_of(made.day), self.day_of(start), spoken["division"])
        made.facts = dict(zip(spoken["labels"], told, strict=True))
        made.columns = list(spoken["columns"])
        made.columns[3] = said(made.columns[3], unit=spoken["units"][0])
        if form == "list":
            self.listed(made)
            return made
        if form == "faq":
            made.title = spoken["menu"][1]
            made.blocks = [Block("question", *pair) for pair in spoken["questions"]]
            return made
        made.rows = [self.row(n) for n in range(rng.choice((7, 12, 26, 48)))]
        if form == "finder":
            made.title = f"{spoken['results']}: {made.values['goods']}"
            made.blocks = [Block("table"), *(Block("note", text) for text in spoken["notes"])]
            return made
        paras, heads = spoken["paras"], spoken["heads"]
        made.blocks = [Block("head", heads[0]), *(Block("para", text) for text in paras[:2])]
        made.blocks += [Block("head", heads[1]), *(Block("point", text) for text in spoken["points"])]
        made.blocks += [Block("para", paras[2]), Block("head", heads[2]), Block("table")]
        made.blocks += [Block("note", text) for text in spoken["notes"]]
        made.blocks += [Block("para", paras[3]), Block("head", heads[3]), Block("para", paras[4])]
        for n in range(1, rng.randint(2, 3)):
            name = said(spoken["file"], n=n, goods=spoken["goods"][n])
            made.files.append((name, f"form-{n}-{rng.randrange(100, 999)}.pdf"))
        return made

    def listed(self, made: Doc) -> None:
        """Entries from new to old."""
        day, rng = made.day, self.rng
        made.title = self.words["site"]
        for _ in range(rng.choice((6, 10, 15))):
            day -= timedelta(rng.randrange(1, 7))
            made.items.append(self.item(day))

    def item(self, day: date) -> Item:
        sums = self.rng.sample(range(120, 990), 1)[0]
        teaser = said(self.rng.choice(self.words["teasers"]), sum=sums)
        return Item(self.headline(), teaser, day, f"{day:%Y%m}-{next(self.numbers)}.pdf")
