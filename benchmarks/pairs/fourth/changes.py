"""What offices really change: each edit works on the newer document and says which values went and came."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from .doc import Block, Doc, Maker, said


@dataclass
class Truth:
    """before, after: whole values of either side, None where they can be told in many ways; keys: of the rows;
    renumbers: rows below got another running number and nothing else.
    """

    before: list[str] | None = field(default_factory=list)
    after: list[str] | None = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    renumbers: bool = False


Edit = Callable[[Doc, Maker, random.Random], Truth]
EDITS: dict[str, tuple[frozenset[str], Edit]] = {}


def edit(name: str, *forms: str) -> Callable[[Edit], Edit]:
    def kept(made: Edit) -> Edit:
        EDITS[name] = (frozenset(forms), made)
        return made

    return kept


def slot(new: Doc, name: str, value: str) -> Truth:
    old, new.values[name] = new.values[name], value
    return Truth([old], [value])


@edit("deadline-extended", "notice", "faq")
def deadline_extended(new: Doc, maker: Maker, rng: random.Random) -> Truth:
    return slot(new, "deadline", maker.day_of(new.day + timedelta(rng.randrange(160, 240))))


@edit("charged-per", "notice")
def charged_per(new: Doc, maker: Maker, _rng: random.Random) -> Truth:
    return slot(new, "per", maker.words["per"][1])


@edit("country-replaced", "notice")
def country_replaced(new: Doc, maker: Maker, _rng: random.Random) -> Truth:
    first, _, last = new.values["countries"].partition(", ")
    come = maker.words["countries"][4]
    new.values["countries"] = f"{first}, {come}"
    return Truth([last], [come])


@edit("range-widened", "notice")
def range_widened(new: Doc, _maker: Maker, rng: random.Random) -> Truth:
    return slot(new, "high", str(int(new.values["high"]) + rng.randrange(2, 40)))


@edit("point-turned", "notice")
def point_turned(new: Doc, maker: Maker, _rng: random.Random) -> Truth:
    return slot(new, "bound", maker.words["bounds"][1])


@edit("fee-raised", "notice", "faq")
def fee_raised(new: Doc, _maker: Maker, rng: random.Random) -> Truth:
    return slot(new, "fee", f"{rng.choice((45, 70, 95, 155))} EUR")


@edit("apply-address", "notice", "faq")
def apply_address(new: Doc, _maker: Maker, rng: random.Random) -> Truth:
    return slot(new, "mail", f"desk{rng.randrange(100, 999)}@office.example")


@edit("sentence-struck", "notice")
def sentence_struck(new: Doc, maker: Maker, _rng: random.Random) -> Truth:
    """The sentence stays to be read, with a line through it."""
    gone = maker.words["struck"]
    for block in new.blocks:
        block.text = block.text.replace(gone, f"<del>{gone}</del>")
    return Truth(None, None)


@edit("heading-extended", "notice")
def heading_extended(new: Doc, maker: Maker, _rng: random.Random) -> Truth:
    head = maker.words["heads"][2]
    block = next(block for block in new.blocks if block.text == head)
    block.text += maker.words["head_more"]
    return Truth([head], [block.text])


@edit("footnote-changed", "notice", "finder")
def footnote_changed(new: Doc, maker: Maker, _rng: random.Random) -> Truth:
    old, come = maker.words["notes"][1], maker.words["note_new"]
    block = next(block for block in new.blocks if block.text == old)
    block.text = come
    return Truth([old], [come])


@edit("row-between", "notice", "finder")
def row_between(new: Doc, maker: Maker, rng: random.Random) -> Truth:
    row = maker.row(len(new.rows))
    new.rows.insert(rng.randrange(1, len(new.rows) - 1), row)
    return Truth([], row[:3], [row[0]], renumbers=True)


@edit("cell-suspended", "notice", "finder")
def cell_suspended(new: Doc, maker: Maker, rng: random.Random) -> Truth:
    row = rng.choice(new.rows)
    old, row[2] = row[2], maker.words["suspended"]
    return Truth([old], [row[2]], [row[0]])


@edit("remark-turned", "notice", "finder")
def remark_turned(new: Doc, maker: Maker, rng: random.Random) -> Truth:
    row = rng.choice(new.rows)
    other = [text for text in maker.words["remarks"] if text and text != row[3]]
    old, row[3] = row[3], rng.choice(other)
    return Truth([old] if old else [], [row[3]], [row[0]])


@edit("header-unit", "notice", "finder")
def header_unit(new: Doc, maker: Maker, _rng: random.Random) -> Truth:
    old = new.columns[3]
    new.columns[3] = said(maker.words["columns"][3], unit=maker.words["units"][1])
    return Truth([old], [new.columns[3]])


@edit("in-force-moved", "notice")
def in_force_moved(new: Doc, maker: Maker, rng: random.Random) -> Truth:
    label = maker.words["labels"][2]
    old = new.facts[label]
    new.facts[label] = maker.day_of(new.day + timedelta(rng.randrange(62, 90)))
    return Truth([old], [new.facts[label]])


@edit("answer-turned", "faq")
def answer_turned(new: Doc, maker: Maker, _rng: random.Random) -> Truth:
    old, come = maker.words["turned"]
    next(block for block in new.blocks if block.more == old).more = come
    return Truth([old], [come])


@edit("question-added", "faq")
def question_added(new: Doc, maker: Maker, rng: random.Random) -> Truth:
    new.blocks.insert(rng.randint(1, len(new.blocks)), Block("question", *maker.words["asked"]))
    return Truth([], maker.words["asked"])


@edit("item-cancelled", "list")
def item_cancelled(new: Doc, maker: Maker, rng: random.Random) -> Truth:
    item = rng.choice(new.items)
    old, item.title = item.title, item.title + maker.words["cancelled"]
    return Truth([old], [item.title])


@edit("two-items-come", "list")
def two_items_come(new: Doc, maker: Maker, _rng: random.Random) -> Truth:
    come = [maker.item(new.items[0].day + timedelta(n)) for n in (3, 1)]
    new.items[:0] = come
    return Truth([], [item.title for item in come])


@edit("teaser-figure", "cards")
def teaser_figure(new: Doc, _maker: Maker, rng: random.Random) -> Truth:
    item = rng.choice(new.items)
    old = next(part for part in numbers(item.teaser))
    come = str(int(old) + rng.randrange(3, 9))
    item.teaser = item.teaser.replace(old, come)
    return Truth([old], [come])


def numbers(text: str) -> list[str]:
    return "".join(sign if sign.isdecimal() else " " for sign in text).split()


@edit("file-behind-item", "gazette")
def file_behind_item(new: Doc, _maker: Maker, rng: random.Random) -> Truth:
    item = rng.choice(new.items)
    old, item.file = item.file, item.file.replace(".pdf", "-corr.pdf")
    return Truth([old], [item.file])
