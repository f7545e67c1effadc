"""What authorities really change: each edit works on the new notice and says what was there and what is there now."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from .notice import Item, Line, Maker, Notice, said


@dataclass
class Truth:
    """Whole values that stand in the old and in the new file, and the keys of the rows they belong to;
    beside: texts that only got another number by it.
    """

    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


BESIDE = re.compile(r"\S+ \$joiner \S+|\S{0,5}\s?\$joiner\s?\S{0,5}")
Edit = Callable[[Notice, Maker, random.Random], Truth]
PAGE: dict[str, Edit] = {}
LIST: dict[str, Edit] = {}


def edit(name: str, kind: dict[str, Edit] = PAGE) -> Callable[[Edit], Edit]:
    def kept(made: Edit) -> Edit:
        kind[name] = made
        return made

    return kept


def slot(name: str, choices: str) -> Edit:
    """One value of a sentence becomes the other of two wordings."""

    def changed(new: Notice, _maker: Maker, _rng: random.Random) -> Truth:
        old = new.values[name]
        first, second = new.words[choices]
        number = "".join(sign for sign in old if sign.isdigit() or sign in ".,")
        if name in {"joiner", "rule"}:
            new.values[name] = second
        else:
            new.values[name] = said(second, n=number) if old == said(first, n=number) else old
        if name == "joiner":  # a lone "and" says nothing: the words beside it belong to the value
            joined = next(filter(None, (BESIDE.search(line.template) for line in new.lines)))[0]
            return Truth([said(joined, joiner=old)], [said(joined, joiner=new.values[name])])
        return Truth([old], [new.values[name]])

    return changed


PAGE["unit-changed"] = slot("weight", "weights")
PAGE["currency-changed"] = slot("money", "moneys")
PAGE["sign-changed"] = slot("limit", "limits")
PAGE["and-or"] = slot("joiner", "joiners")
PAGE["negated"] = slot("rule", "rules")


def digits_swapped(code: str, rng: random.Random) -> str:
    """One of the last four digits becomes another one."""
    at = rng.randrange(len(code) - 4, len(code))
    return code[:at] + str((int(code[at]) + rng.randint(1, 8)) % 10) + code[at + 1 :]


def renumbered(title: str, no: int) -> str:
    """The title with its two-digit number, which is never the year, exchanged."""
    return re.sub(r"(?<!\d)\d\d(?!\d)", str(no), title)


@edit("year-moved")
def year_moved(new: Notice, _maker: Maker, _rng: random.Random) -> Truth:
    old = new.values["start"]
    new.values["start"] = old.replace("2026", "2027")
    return Truth([old], [new.values["start"]])


@edit("country-excepted")
def country_excepted(new: Notice, _maker: Maker, rng: random.Random) -> Truth:
    added = rng.choice(new.words["countries"][5:])
    new.values["excepted"] += f" / {added}"
    return Truth([], [added])


@edit("code-digit-in-text")
def code_digit(new: Notice, _maker: Maker, rng: random.Random) -> Truth:
    old = new.values["code_b"]
    new.values["code_b"] = digits_swapped(old, rng)
    return Truth([old], [new.values["code_b"]])


@edit("sentence-dropped")
def sentence_dropped(new: Notice, _maker: Maker, _rng: random.Random) -> Truth:
    old, new.values["extra"] = new.values["extra"], ""
    return Truth([old], [])


@edit("replaced-by-line")
def replaced_by(new: Notice, maker: Maker, rng: random.Random) -> Truth:
    line = said(new.words["replaced"], no=next(maker.numbers))
    new.lines.insert(rng.choice((0, len(new.lines))), Line("para", line))
    return Truth([], [line])


@edit("footnote-added")
def footnote_added(new: Notice, _maker: Maker, _rng: random.Random) -> Truth:
    at = next(n for n, line in enumerate(new.lines) if line.kind == "table")
    new.lines.insert(at + 1, Line("para", new.words["footnote"]))
    return Truth([], [new.words["footnote"]])


@edit("bullet-dropped")
def bullet_dropped(new: Notice, _maker: Maker, rng: random.Random) -> Truth:
    bullets = [line for line in new.lines if line.kind == "bullet"]
    gone = rng.choice(bullets)
    new.lines.remove(gone)
    return Truth([gone.template], [], beside=[line.template for line in bullets[bullets.index(gone) + 1 :]])


@edit("decimal-moved")
def decimal_moved(new: Notice, _maker: Maker, rng: random.Random) -> Truth:
    row = rng.choice(new.rows)
    old, point = row[2], "," if "," in row[2] else "."
    whole, part = old.rstrip("%").split(point)
    row[2] = f"{whole[0]}{point}{whole[1:]}{part}%"
    return Truth([old], [row[2]], [row[0]])


@edit("cell-emptied")
def cell_emptied(new: Notice, _maker: Maker, rng: random.Random) -> Truth:
    row = rng.choice(new.rows)
    old, row[2] = row[2], ""
    return Truth([old], [], [row[0]])


@edit("code-in-table")
def code_in_table(new: Notice, _maker: Maker, rng: random.Random) -> Truth:
    row = rng.choice(new.rows)
    old, row[0] = row[0], digits_swapped(row[0], rng)
    return Truth([old], [row[0]], [old, row[0]])


@edit("row-appended")
def row_appended(new: Notice, maker: Maker, _rng: random.Random) -> Truth:
    new.rows.append(maker.row(len(new.rows)))
    return Truth([], new.rows[-1][:3], [new.rows[-1][0]])


@edit("row-dropped")
def row_dropped(new: Notice, _maker: Maker, rng: random.Random) -> Truth:
    row = new.rows.pop(rng.randrange(1, len(new.rows) - 1))
    return Truth(row[:3], [], [row[0]])


@edit("column-added")
def column_added(new: Notice, _maker: Maker, rng: random.Random) -> Truth:
    header = str(rng.choice((2027, 2028)))
    new.columns.insert(3, header)
    for row in new.rows:
        row.insert(3, f"{rng.randrange(3, 10)}%")
    return Truth([], [header])


@edit("status-turned")
def status_turned(new: Notice, _maker: Maker, _rng: random.Random) -> Truth:
    before, after = new.words["states"]
    new.facts[new.words["labels"][3]] = after
    return Truth([before], [after])


@edit("number-corrected")
def number_corrected(new: Notice, maker: Maker, _rng: random.Random) -> Truth:
    label = new.words["labels"][0]
    no = next(maker.numbers)
    old, new.facts[label] = new.facts[label], said(new.words["number"], no=no)
    new.title = renumbered(new.title, no)
    return Truth([old], [new.facts[label]])


@edit("attachment-withdrawn")
def attachment_withdrawn(new: Notice, _maker: Maker, _rng: random.Random) -> Truth:
    name, _target = new.files.pop()
    return Truth([name], [])


@edit("attachment-corrected")
def attachment_corrected(new: Notice, _maker: Maker, rng: random.Random) -> Truth:
    at = rng.randrange(len(new.files))
    name, target = new.files[at]
    new.files[at] = (name + new.words["corrected"], target.replace(".pdf", "_r1.pdf"))
    return Truth([name], [new.files[at][0]])


@edit("title-marked")
def title_marked(new: Notice, _maker: Maker, _rng: random.Random) -> Truth:
    old = new.title
    new.title = new.words["marked"] + old
    return Truth([old], [new.title])


@edit("item-inserted", LIST)
def item_inserted(new: Notice, maker: Maker, rng: random.Random) -> Truth:
    title, first = maker.headline(), new.items[0]
    new.items.insert(
        0, Item(title, first.day + timedelta(2), f"/info/1012/{rng.randrange(9100, 9900)}.htm", -1)
    )
    return Truth([], [title])


@edit("item-renumbered", LIST)
def item_renumbered(new: Notice, maker: Maker, rng: random.Random) -> Truth:
    at = rng.randrange(len(new.items))
    old = new.items[at].title
    title = renumbered(old, next(maker.numbers))
    new.items[at] = replace(new.items[at], title=title)
    return Truth([old], [title])


@edit("item-dropped", LIST)
def item_dropped(new: Notice, _maker: Maker, rng: random.Random) -> Truth:
    gone = new.items.pop(rng.randrange(1, len(new.items) - 1))
    return Truth([gone.title], [])
