"""A notice or a change and the rules -> labels, each with the words that prove it.

A rule fires where its act and its object stand in one sentence. Rules are taken as witnesses who do not
know of each other: a label is wrong only when all of them are, so its score is 1 - (1 - w1)(1 - w2)...
A witness heard in a recital, in history or in background counts a quarter. Rules of none.yaml speak
against: each multiplies the score by (1 - weight). A label is given from 0.5. The score a reader sees is the
share of such labels that were right on notices the rules had not seen (`scores.yaml`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import prod

from monitor import facts
from monitor.classify.changed import Piece, pieces
from monitor.classify.context import Context
from monitor.classify.parts import subject_line
from monitor.classify.score import worth
from monitor.classify.witness import Hit, Testimony
from monitor.facts import codes, counts
from monitor.facts.days import days
from monitor.model import (
    Amended,
    Change,
    Classification,
    Direction,
    Evidence,
    FactDelta,
    Facts,
    Label,
    LabelName,
    Listed,
    Table,
    TableEdit,
)
from monitor.prose import Prose, body, lower, narrow, prose
from monitor.rules import Rules, load_rules, shipped_rules

__all__ = ["Rules", "classify", "classify_change", "language_of", "load_rules", "shipped_rules"]

ENOUGH = 0.5  # the score from which a label is given
_SHOWN = 5  # pieces of evidence a label shows, strongest first
_MOST_NAMED = 200  # names that moved and are looked for in the changed sentences
_LONGEST_QUOTE = 200
_CAUTIOUS = 0.6  # the highest score of a label that only rules for other languages speak for
_SIDES = (Direction.EXPANSION, Direction.RESTRICTION, Direction.MIXED)
_MIXED = 0.6  # both directions are meant when the weaker has this much of the stronger


def classify(
    title: str, text: str, rules: Rules, *, language: str, published: date | None = None
) -> Classification:
    """What a whole notice means. Evidence stands verbatim in the title or the body.

    language: BCP 47, a hint; rules of every language are asked, since notices mix them. published: the
    day its list gives.
    """
    del language
    heading, ready = prose(title), prose(text)
    labels = tuple(_labels([*_heard(heading, ready, rules)], rules))
    return Classification(labels, facts.find_in(heading, ready, published=published))


def _heard(heading: Prose, body: Prose, rules: Rules) -> Iterator[Hit]:
    """What the rules say of a whole notice. A title that is only a number has its subject in the body."""
    yield from Testimony(heading, rules, "title").ask(rules.rules)
    yield from Testimony(body, rules, "body").ask(rules.for_body)
    if subject := subject_line(heading.simple, body, rules.parts):
        for hit in Testimony(prose(subject), rules, "title").ask(rules.rules):
            yield replace(hit, place="body")


def language_of(text: str) -> str:
    """Zh when a fair share of the signs is Chinese, else en: a guess for texts that come without a word
    about it.
    """
    sample = text[:4000]
    return "zh" if 10 * sum("\u4e00" <= sign <= "\u9fff" for sign in sample) > len(sample) else "en"


def classify_change(change: Change, rules: Rules) -> Classification:
    """What a change means.

    A new, restored or removed notice is judged whole. An amended one is judged on what changed, read
    where it stands; its facts are those of the notice as it stands now.
    """
    notice = change.notice
    text = body(notice.content)
    if isinstance(change, Amended):
        labels = tuple(_labels([*_amended(change, rules)], rules))
        found = facts.find(notice.title, text, language=notice.language, published=notice.listed.published)
    else:
        whole = classify(
            notice.title, text, rules, language=notice.language, published=notice.listed.published
        )
        labels, found = whole.labels, whole.facts
    return Classification(labels, _as_listed(facts.located(found, notice.content), notice.listed))


def _as_listed(found: Facts, listed: Listed) -> Facts:
    """What the authority's list says of number and date goes before what its text seems to say."""
    return replace(found, number=listed.number or found.number, published=listed.published or found.published)


def _labels(hits: Sequence[Hit], rules: Rules) -> Iterator[Label]:
    """The labels that enough witnesses speak for, in the order of LabelName. Words that are only said aside
    (recitals, history) make no label, however many they are; nor does what only joins a measure, such as
    the codes of goods, where there is no other sign of one.
    """
    by_themselves = {hit.label for hit in hits if not (hit.aside or hit.joins) and hit.label}
    for name in LabelName:
        doubt = prod(1 - hit.weight for hit in hits if hit.label is None and name not in hit.spares)
        heard = sorted((hit for hit in hits if hit.label is name), key=lambda hit: -hit.weight)
        score = (1 - prod(1 - hit.weight for hit in heard)) * doubt
        alone = not by_themselves and all(hit.joins for hit in heard)
        if score >= ENOUGH and not alone and not all(hit.aside for hit in heard):
            evidence = dict.fromkeys(Evidence(hit.quote, hit.rule, hit.place) for hit in heard)
            direction = _direction(heard) if name is LabelName.ELIGIBILITY else None
            highest = _CAUTIOUS if all(hit.cautious for hit in heard) else 1.0
            shown = round(min(highest, worth(score, rules.scores)), 3)
            yield Label(name, shown, tuple(evidence)[:_SHOWN], direction)


def _direction(heard: Sequence[Hit]) -> Direction:
    """The side with more weight; a title counts double, and so does what the notice orders first. Both,
    when the weaker side is nearly as strong.

    A title that only announces a rule set, a quota or a revision decides for neutral, unless it takes
    a side itself: the articles of a rule set say what holds anyhow.
    """
    titles = {hit.direction for hit in heard if hit.place == "title"}
    ordered = [hit for hit in heard if hit.place != "title" and not hit.aside and hit.direction in _SIDES]
    first = min(ordered, key=lambda hit: hit.at, default=None)
    sides = {
        side: sum(
            hit.weight * (2 if hit.place == "title" or hit is first else 1)
            for hit in heard
            if hit.direction is side
        )
        for side in Direction
    }
    more, less = sides[Direction.EXPANSION], sides[Direction.RESTRICTION]
    if not (more or less or sides[Direction.MIXED]) or titles == {Direction.NEUTRAL}:
        return Direction.NEUTRAL
    if sides[Direction.MIXED] or (min(more, less) and min(more, less) >= _MIXED * max(more, less)):
        return Direction.MIXED
    return Direction.EXPANSION if more > less else Direction.RESTRICTION


# -- an amended notice -----------------------------------------------------------------------------


def _amended(change: Amended, rules: Rules) -> Iterator[Hit]:
    changed = list(pieces(change))
    heading = Testimony(prose(change.notice.title), rules, "title")
    against = tuple(rule for rule in rules.rules if rule.label is None)
    told = [*_sentences(change, changed, rules), *_tables(change, rules), *_deltas(change, changed, rules)]
    if not told:
        told = list(_day_in_force(change, changed, rules))
    yield from told
    yield from heading.ask(against)


def _sentences(change: Amended, changed: Iterable[Piece], rules: Rules) -> Iterator[Hit]:
    """What the sentences that came or went say, each read where it stands in its version."""
    now, before = (Context(body(notice.content), rules) for notice in (change.notice, change.before))
    for piece in changed:
        for hit in _piece(piece, before if piece.gone else now, rules):
            side = _reverse(hit.direction) if piece.gone else hit.direction
            yield replace(hit, direction=side, joins=False)  # the change itself is the sign of a measure


def _piece(piece: Piece, context: Context, rules: Rules) -> Iterator[Hit]:
    asked = rules.rules if piece.place == "title" else rules.for_body
    hits = [*Testimony(prose(piece.text), rules, piece.place).ask(asked)]
    at = context.place(piece.text) if piece.place != "title" else None
    if at is None:
        yield from hits
    elif hits:
        counts = context.counts(at)
        yield from (replace(hit, weight=hit.weight * counts) for hit in hits)
    elif introduction := context.introduction(at):
        # an entry that came to a list means what the list is for; the entry is what proves it
        for hit in Testimony(prose(introduction), rules, piece.place).ask(asked):
            quote = piece.text[:_LONGEST_QUOTE].strip()
            yield replace(hit, weight=hit.weight * context.counts(at), quote=quote)


def _tables(change: Amended, rules: Rules) -> Iterator[Hit]:
    for edit in change.comparison.tables:
        known_by = lower(narrow(f"{change.notice.title} {edit.name} {edit.key} {_columns(change, edit)}"))
        for label, rule, more in _meanings(edit, known_by, rules):
            yield from _rows(edit, label, rule, more)


def _meanings(
    edit: TableEdit, known_by: str, rules: Rules
) -> Iterator[tuple[LabelName, str, Direction | None]]:
    """What rows of a table stand for: of those that name who qualifies, the last in the file wins."""
    if codes.is_column(edit.key) or _keyed_by_codes(edit):
        yield LabelName.HS_MAPPING, "rows of a table of HS codes", None
    meant = {
        rows.label: rows for rows in rules.changes.tables if any(word in known_by for word in rows.about)
    }
    for label, rows in meant.items():
        yield label, rows.table, rows.more


def _rows(edit: TableEdit, label: LabelName, rule: str, more: Direction | None) -> Iterator[Hit]:
    place = f"table {edit.name}" if edit.name else "table"
    sides = [(row, more) for row in edit.added[:_SHOWN]] + [
        (row, _reverse(more)) for row in edit.removed[:_SHOWN]
    ]
    for row, direction in sides:
        yield Hit(rule, label, direction, 0.8, "\t".join(row.cells) or row.key, place)
    for cell in edit.changed[:_SHOWN]:
        side = Direction.NEUTRAL if label is LabelName.ELIGIBILITY else None
        yield Hit(rule, label, side, 0.7, cell.after or cell.before, place)


def _keyed_by_codes(edit: TableEdit) -> bool:
    keys = [row.key for row in (*edit.added, *edit.removed)] + [cell.key for cell in edit.changed]
    return bool(keys) and all(codes.is_code(key) for key in keys)


def _columns(change: Amended, edit: TableEdit) -> str:
    """The column names of the table that was edited, where the notice still has it."""
    blocks = [block for part in change.notice.content.attachments for block in part.blocks or ()]
    for block in (*change.notice.content.blocks, *blocks):
        if isinstance(block, Table) and block.name == edit.name and edit.key in block.columns:
            return " ".join(block.columns)
    return ""


def _deltas(change: Amended, changed: Sequence[Piece], rules: Rules) -> Iterator[Hit]:
    """A count of those who qualify that moved, ports that came or went, codes that came or went."""
    moved = change.comparison.facts
    counted = [
        delta for delta in moved if delta.name in rules.changes.counts and delta.before and delta.after
    ]
    said = _said(changed) if counted else {}
    for delta in counted:
        yield from _count_moved(delta, said)
    for name, rule, label in _NAMED:
        yield from _named([delta for delta in moved if delta.name == name], changed, rule, label)


_NAMED = (
    ("places", "ports named", LabelName.ELIGIBILITY),
    ("hs_codes", "codes named", LabelName.HS_MAPPING),
)


def _said(changed: Iterable[Piece]) -> dict[tuple[str, str], list[Piece]]:
    """The changed sentences by each count they say, and by where they stand and what they say whole."""
    found: dict[tuple[str, str], list[Piece]] = {}
    for piece in changed:
        found.setdefault((piece.place, piece.text), []).append(piece)
        for count in counts.counts(prose(piece.text)):
            found.setdefault((counts.name_of(count), count.value), []).append(piece)
    return found


def _count_moved(delta: FactDelta, said: Mapping[tuple[str, str], Sequence[Piece]]) -> Iterator[Hit]:
    before, after = delta.before or "0", delta.after or "0"
    direction = Direction.EXPANSION if Decimal(after) > Decimal(before) else Direction.RESTRICTION
    place = (delta.place or "").removeprefix("field ")  # as edits name it
    pieces = [*said.get((delta.name, after), ()), *said.get((place, after), ())]
    at = next((piece for piece in pieces if piece.place == place), pieces[0] if pieces else None)
    if at is not None:
        rule = f"{delta.name} {before} -> {after}"
        yield Hit(rule, LabelName.ELIGIBILITY, direction, 0.85, at.text, at.place)


def _named(
    moved: Sequence[FactDelta], changed: Sequence[Piece], rule: str, label: LabelName
) -> Iterator[Hit]:
    """Where the names that moved stand in the text; what came expands, what went restricts. Each side once."""
    sides = (
        ([delta.after for delta in moved], Direction.EXPANSION),
        ([delta.before for delta in moved], Direction.RESTRICTION),
    )
    texts = [(piece, narrow(piece.text)) for piece in changed] if moved else []
    for values, side in sides:
        names = [name for value in values if value for name in value.split(", ")][:_MOST_NAMED]
        at = next((piece for piece, text in texts if any(name in text for name in names)), None)
        if at is not None:
            direction = side if label is LabelName.ELIGIBILITY else None
            yield Hit(rule, label, direction, 0.75, at.text, at.place)


def _day_in_force(change: Amended, changed: Iterable[Piece], rules: Rules) -> Iterator[Hit]:
    """Only the day in force moved: the notice is about what it was about, from another day on."""
    if not any(delta.name in ("effective", "expires") for delta in change.comparison.facts):
        return
    at = next((piece for piece in changed if days(prose(piece.text))), None)
    if at is None:
        return
    notice = change.notice
    for label in classify(notice.title, body(notice.content), rules, language=notice.language).labels:
        direction = Direction.NEUTRAL if label.direction else None
        yield Hit("day in force moved", label.name, direction, label.score, at.text, at.place)


def _reverse(direction: Direction | None) -> Direction | None:
    turned = {Direction.EXPANSION: Direction.RESTRICTION, Direction.RESTRICTION: Direction.EXPANSION}
    return turned.get(direction, direction) if direction else None
