"""What an authority may change in a notice: each edit alters the newer paper and says what the truth is."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from .paper import PHRASE, File, Grid, Item, Line, Paper, code, day, grouped, listed, signs, words


@dataclass
class Truth:
    """What an answer must name: whole values on either side, row keys, and a fact where one moved."""

    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    fact: dict[str, str | None] | None = None
    moved: list[str] = field(default_factory=list)
    many_ways: bool = False  # it may rightly be told in several ways: what is named is not asked


Edit = Callable[[Paper, random.Random], Truth]


# -- values and phrases ------------------------------------------------------------------------------


def other_digit(value: str, rng: random.Random, _: Paper) -> str:
    """One digit another, not the first where there are more, so that no value loses a place."""
    places = [n for n, sign in enumerate(value) if sign.isdigit()]
    n = rng.choice(places[1:] or places)
    return value[:n] + rng.choice([d for d in "123456789" if d != value[n]]) + value[n + 1 :]


def swapped(value: str, _: random.Random, paper: Paper) -> str:
    """1,842 becomes 1,482: the same digits."""
    digits = [sign for sign in value if sign.isdigit()]
    if digits[1] == digits[2]:
        digits[2] = "1" if digits[1] != "1" else "2"
    digits[1], digits[2] = digits[2], digits[1]
    return grouped(int("".join(digits)), paper.lang)


def shifted(value: str, _: random.Random, paper: Paper) -> str:
    """1.5 becomes 15."""
    return value.replace(signs(paper.lang)[0], "")


def next_year(value: str, _: random.Random, paper: Paper) -> str:
    year = paper.values["effective year"]
    return value.replace(year, str(int(year) + 1))


def back_dated(_: str, rng: random.Random, paper: Paper) -> str:
    return day(paper.lang, int(paper.values["effective year"]), 1, rng.randint(1, 9))


def another_day(value: str, rng: random.Random, paper: Paper) -> str:
    year = int(paper.values["effective year"])
    days = [day(paper.lang, year, 1, n) for n in range(20, 29)]
    return rng.choice([one for one in days if one != value])


def one_of(key: str, value: str, rng: random.Random, paper: Paper) -> str:
    return rng.choice([one for one in listed(paper.lang, key) if one != value])


def other_fee(value: str, rng: random.Random, _: Paper) -> str:
    return str(int(value) + 10 * rng.randint(1, 20))


def other_years(value: str, rng: random.Random, _: Paper) -> str:
    return rng.choice([one for one in ("3", "5", "7", "8") if one != value])


def other_form(value: str, rng: random.Random, paper: Paper) -> str:
    """The next edition of the form."""
    return value.replace("-", f"{rng.randint(2, 9)}-") if "-" in value else other_digit(value, rng, paper)


def slot(
    name: str,
    change: Callable[[str, random.Random, Paper], str],
    fact: str,
    paper: Paper,
    rng: random.Random,
) -> Truth:
    """Another value wherever the notice says it."""
    old = paper.values[name]
    new = change(old, rng, paper)
    paper.values[name] = new
    if not fact or paper.lang not in ("en", "zh"):
        return Truth([old], [new])
    shown = (iso(old, paper.lang), iso(new, paper.lang)) if fact == "effective" else (old, new)
    return Truth([old], [new], fact={"name": fact, "before": shown[0], "after": shown[1]})


def iso(value: str, lang: str) -> str:
    """A date as facts write it."""
    if lang == "zh":
        year, month, on = (
            int(one) for one in value.replace("年", " ").replace("月", " ").rstrip("日").split()
        )
    else:
        first, name, last = value.split()
        year, month, on = int(last), listed(lang, "months").index(name) + 1, int(first)
    return f"{year}-{month:02}-{on:02}"


def another_hour(value: str, rng: random.Random, _: Paper) -> str:
    return rng.choice([one for one in ("10:00", "12:00", "16:00", "17:30") if one != value])


def place_added(paper: Paper, rng: random.Random) -> Truth:
    comma = signs(paper.lang)[2]
    names = paper.values["places"].split(comma)
    new = rng.choice([one for one in listed(paper.lang, "places") if one not in names])
    names.insert(rng.randint(1, len(names) - 1), new)
    paper.values["places"] = comma.join(names)
    return Truth(after=[new])


def phrase(name: str, paper: Paper, _: random.Random) -> Truth:
    """The sentence says the other of two things."""
    patterns = [line.pattern for _, lines in paper.sections for line in lines]
    patterns += [line.pattern for line in paper.notes] + [paper.title, *(text for _, text in paper.fields)]
    found = next(m for pattern in patterns for m in PHRASE.finditer(pattern) if m[1] == name)
    paper.picked.add(name)
    old, new = (text.format(**paper.values).strip(" ,，()（）") for text in (found[2], found[3]))
    return Truth([old] if old else [], [new] if new else [])


# -- sentences ---------------------------------------------------------------------------------------


def inserted(key: str, at: tuple[int, int], paper: Paper, _: random.Random) -> Truth:
    """A sentence more; at: section and place in it."""
    line = Line(words(paper.lang)[key])
    paper.sections[at[0]][1].insert(at[1], line)
    return Truth(after=[paper.say(line.pattern)])


def late_item(paper: Paper, _: random.Random) -> Truth:
    lines = paper.sections[2][1]
    line = Line(words(paper.lang)["extra.item"], "li")
    lines.insert(len(lines) - 1, line)
    return Truth(after=[line.pattern])


def moved_clause(paper: Paper, _: random.Random) -> Truth:
    line = paper.sections[0][1].pop(3)
    paper.sections[3][1].insert(2, line)
    said = paper.say(line.pattern)
    heads = [paper.sections[n][0] for n in (0, 3)]
    return Truth([said], [said], moved=[said, *(f"{head} {said}" for head in heads)])


# -- tables ------------------------------------------------------------------------------------------


def a_row(grid: Grid, rng: random.Random) -> list[str]:
    return rng.choice([row for row in grid.rows[1:-1] if row[0] not in grid.marks])


def said_row(row: list[str]) -> str:
    return " | ".join(row)


def code_digit(paper: Paper, rng: random.Random) -> Truth:
    grid = paper.grids[0]
    row = a_row(grid, rng)
    old = row[0]
    row[0] = old[:-2] + rng.choice([d for d in "123456789" if d != old[-2]]) + old[-1]
    return Truth([old], [row[0]], [old, row[0]], {"name": "hs_codes", "before": old, "after": row[0]})


def cell(
    column: int, change: Callable[[str, random.Random, Paper], str], paper: Paper, rng: random.Random
) -> Truth:
    row = a_row(paper.grids[0], rng)
    old = row[column]
    row[column] = change(old, rng, paper)
    return Truth([old], [row[column]], [row[0]])


def row_split(paper: Paper, rng: random.Random) -> Truth:
    """One code becomes two."""
    grid = paper.grids[0]
    row = a_row(grid, rng)
    n, old = grid.rows.index(row), row[0]
    tail = int(old[-3:])
    codes = [f"{old[:-3]}{(tail + more) % 1000:03}" for more in (10, 20)]
    grid.rows[n : n + 1] = sorted([one, *row[1:]] for one in codes)
    return Truth([old], codes, [old, *codes])


def to_other_annex(paper: Paper, rng: random.Random) -> Truth:
    row = a_row(paper.grids[0], rng)
    paper.grids[0].rows.remove(row)
    other = paper.grids[1].rows
    other.append(row)
    other.sort(key=lambda one: one[0])
    return Truth([row[0]], [row[0]], [row[0]], moved=[said_row(row)])


def place_row_gone(paper: Paper, rng: random.Random) -> Truth:
    rows = paper.grids[2].rows
    row = rows.pop(rng.randint(1, 4))
    return Truth(keys=row[:2], many_ways=True)  # its name and its number are both its key


def columns_swapped(paper: Paper, _: random.Random) -> Truth:
    """The heads of two columns change places and the numbers stay: every rate means another thing."""
    grid = paper.grids[0]
    grid.head[3], grid.head[4] = grid.head[4], grid.head[3]
    codes = [row[0] for row in grid.rows]
    return Truth(keys=codes, moved=[said_row(row) for row in grid.rows] + grid.head, many_ways=True)


def mark_moved(paper: Paper, rng: random.Random) -> Truth:
    grid = paper.grids[0]
    old = rng.choice(list(grid.marks))
    new = a_row(grid, rng)[0]
    grid.marks[new] = grid.marks.pop(old)
    return Truth(keys=[old, new])


def new_row(paper: Paper, rng: random.Random) -> Truth:
    """A row that is like its neighbour but for the code."""
    grid = paper.grids[0]
    row = a_row(grid, rng)
    new = [code(rng, dotted="." in row[0]), *row[1:]]
    grid.rows.append(new)
    grid.rows.sort(key=lambda one: one[0])
    return Truth([], [new[0]], [new[0]], {"name": "hs_codes", "before": None, "after": new[0]})


# -- files and lists ---------------------------------------------------------------------------------


def other_target(paper: Paper, rng: random.Random) -> Truth:
    """The same words on the link, another file behind it."""
    file = rng.choice(paper.files)
    old = file.href
    folder, name = old.rsplit("/", 1)
    file.href = f"{folder}/{rng.randrange(16**10):010x}.{name.split('.')[1]}"
    return Truth([name.split(".")[0]], [file.href.rsplit("/", 1)[1].split(".")[0]])


def file_gone(paper: Paper, rng: random.Random) -> Truth:
    gone = paper.files.pop(rng.randint(1, 2))
    return Truth([gone.label])


def file_come(paper: Paper, rng: random.Random) -> Truth:
    label = f"{listed(paper.lang, 'files')[1]} (2)"
    paper.files.insert(2, File(label, f"/files/2026/09/{rng.randrange(16**10):010x}.xlsx"))
    return Truth(after=[label])


def item_in_between(paper: Paper, rng: random.Random) -> Truth:
    """Listed late, in the midst of older ones."""
    n = rng.randint(4, 9)
    old = paper.items[n]
    title = old.title.replace(old.number, "7/2026")
    paper.items.insert(n, Item(title, "7/2026", old.day, f"/notices/{rng.randint(10**6, 10**7)}"))
    return Truth(after=[title])


def item_day(paper: Paper, rng: random.Random) -> Truth:
    item = rng.choice(paper.items)
    old = item.day
    item.day = day(paper.lang, 2026, 3, 7)
    return Truth([old], [item.day])


def item_number(paper: Paper, rng: random.Random) -> Truth:
    item = rng.choice(paper.items)
    old, item.number = item.number, f"{rng.randint(101, 199)}/2026"
    item.title = item.title.replace(old, item.number)
    return Truth([old], [item.number], [old, item.number])


def item_gone(paper: Paper, rng: random.Random) -> Truth:
    gone = paper.items.pop(rng.randint(2, 9))
    return Truth([gone.title], [], [gone.number])


NOTICE = frozenset({"html", "docx", "pdf", "json"})
TABLE = NOTICE | {"csv", "xlsx", "book"}
LINKS = frozenset({"html", "json"})
LIST = frozenset({"list"})

OPEN: dict[str, tuple[frozenset[str], Edit]] = {
    "code-digit": (TABLE, code_digit),
    "unit-changed": (TABLE, partial(cell, 2, partial(one_of, "units"))),
    "count-digits-swapped": (NOTICE, partial(slot, "count", swapped, "count")),
    "year-later": (NOTICE, partial(slot, "effective", next_year, "effective")),
    "closing-hour": (NOTICE, partial(slot, "hour", another_hour, "")),
    "negation": (NOTICE, partial(phrase, "negation")),
    "note-text": (NOTICE, partial(phrase, "notetext")),
    "limit-word": (NOTICE, partial(phrase, "limit-word")),
    "and-or": (NOTICE, partial(phrase, "and-or")),
    "row-split": (TABLE, row_split),
    "range-end": (NOTICE, partial(slot, "to", other_digit, "")),
    "place-added": (NOTICE, place_added),
    "one-of-twins": (NOTICE, partial(slot, "keep2", other_years, "")),
    "other-target": (LINKS, other_target),
    "file-come": (LINKS, file_come),
    "withdrawn": (NOTICE, partial(inserted, "extra.banner", (0, 0))),
    "form-number": (NOTICE, partial(slot, "form", other_form, "")),
    "mail-address": (NOTICE, partial(slot, "mail", other_digit, "")),
    "currency": (NOTICE, partial(slot, "money", partial(one_of, "money"), "")),
    "transition": (NOTICE, partial(inserted, "extra.transit", (4, 2))),
    "revised": (NOTICE, partial(phrase, "revised")),
    "published-day": (NOTICE, partial(slot, "published", another_day, "")),
    "repealed": (NOTICE, partial(phrase, "status")),
    "item-in-between": (LIST, item_in_between),
    "item-day": (LIST, item_day),
}
KEPT: dict[str, tuple[frozenset[str], Edit]] = {
    "decimal-shift": (NOTICE, partial(slot, "rate", shifted, "rate")),
    "rate-digit": (TABLE, partial(cell, 4, other_digit)),
    "double-duty": (TABLE, partial(cell, 5, other_digit)),
    "columns-swapped": (TABLE, columns_swapped),
    "to-other-annex": (NOTICE | {"book"}, to_other_annex),
    "place-row-gone": (NOTICE | {"book"}, place_row_gone),
    "new-row-alike": (TABLE, new_row),
    "mark-moved": (TABLE, mark_moved),
    "moved-clause": (NOTICE, moved_clause),
    "file-gone": (LINKS, file_gone),
    "issuer": (NOTICE, partial(slot, "issuer", partial(one_of, "issuers"), "")),
    "office": (NOTICE, partial(slot, "office", partial(one_of, "offices"), "")),
    "fee": (NOTICE, partial(slot, "fee", other_fee, "")),
    "per-mille": (NOTICE, partial(phrase, "permille")),
    "back-dated": (NOTICE, partial(slot, "effective", back_dated, "effective")),
    "late-item": (NOTICE, late_item),
    "exception": (NOTICE, partial(phrase, "except")),
    "working-days": (NOTICE, partial(phrase, "working-days")),
    "not-yet": (NOTICE, partial(phrase, "tiny")),
    "article": (NOTICE, partial(slot, "article", other_digit, "")),
    "quota": (NOTICE, partial(slot, "quota", other_digit, "")),
    "weight": (NOTICE, partial(slot, "weight", other_digit, "")),
    "item-number": (LIST, item_number),
    "item-gone": (LIST, item_gone),
}
