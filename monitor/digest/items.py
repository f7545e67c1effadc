"""A change as a digest tells it: everything worth saying, bounded, in the reader's language.

The words come from the words file and the layout from the templates, which only have to put these
texts in their places; so HTML and plain text say the same. What is cut is counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from monitor import shown, urls
from monitor.compare.forms.words import Run
from monitor.digest import weight
from monitor.digest.compose import watched
from monitor.digest.few import Some, series, some
from monitor.digest.lead import About, Lead, lead
from monitor.digest.marks import marks
from monitor.digest.moved import moved, place
from monitor.digest.names import Names
from monitor.digest.origin import origin, trail
from monitor.digest.reasons import reasons
from monitor.digest.sections import because
from monitor.digest.strands import Strand, effect_of, gist as strands_gist, strand
from monitor.digest.words import Words
from monitor.model import (
    Amended,
    Comparison,
    Direction,
    Facts,
    Finding,
    Label,
    Line,
    New,
    Notice,
    Recorded,
    Restored,
    Row,
    Status,
    TableEdit,
    Text,
)
from monitor.severity import Level, severity
from monitor.values import dataclass

EDITS = 6  # wordings of one notice
ROWS = 8  # rows added, removed or changed, of each table
QUOTES = 2  # pieces of evidence for a label
OPENING = 240  # characters of a new notice's text


@dataclass(frozen=True, slots=True)
class Badge:
    """A word or two in a coloured box; tone names the colour and says nothing the text does not."""

    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Proof:
    """The words behind a label, and the rule that knows them."""

    label: str
    quote: str
    rule: str


@dataclass(frozen=True, slots=True)
class Wording:
    """One place whose wording changed."""

    where: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """What happened to a table: rows by their key, each with the rest of its cells on one line."""

    title: str
    counts: str
    added: Some[tuple[str, str]]
    removed: Some[tuple[str, str]]
    changed: Some[Wording]


@dataclass(frozen=True, slots=True)
class Item:
    """One change, ready to be laid out. link is None when the address may not be clicked (C15). level: how much it
    weighs, when that is much; lead: it in a sentence.
    """

    id: str
    kind: str
    status: str
    title: str
    language: str
    link: str | None
    host: str
    address: str
    level: Badge | None
    badges: tuple[Badge, ...]
    lead: Lead
    severity: str
    when: tuple[str, ...]
    happened: str
    cautions: tuple[str, ...]
    gist: tuple[str, ...]
    strands: tuple[Strand, ...]
    facts: tuple[str, ...]
    wordings: Some[Wording]
    grids: tuple[Grid, ...]
    opening: str | None
    proofs: tuple[Proof, ...]
    codes: str | None
    standards: str | None
    why: str
    origin: tuple[str, ...]
    trail: tuple[str, ...]


def item(line: Line, today: date, names: Names, words: Words) -> Item:
    """Everything a digest says about a change; today is the reader's."""
    recorded, finding = line.change, line.change.finding
    change, facts = finding.change, finding.classification.facts
    listed, comparison = change.notice.listed, compared(finding)
    link = shown.link(listed.url)
    strands = tuple(
        strand(thread, recorded, comparison, names.programmes, words) for thread in finding.threads
    )
    grids = tuple(grid(table, words) for table in comparison.tables)
    facts_moved = tuple(moved(finding, comparison, words))
    weighs, what = severity(recorded, line.why, today), in_short(finding, comparison, words)
    effects = [effect_of(thread, recorded) for thread in finding.threads]
    authority = shown.line(names.authorities.get(recorded.source, recorded.source))
    about = About(recorded, effects, comparison, weighs, what, [each.counts for each in grids], authority)
    return Item(
        id=shown.line(recorded.id),
        kind=change.name,
        status=finding.status.value,
        title=shown.line(listed.title),
        language=shown.line(change.notice.language),
        link=link,
        host=urls.host(link) if link else "",
        address=shown.line(listed.url),
        level=level(weighs.level, words),
        badges=tuple(badges(line, words)),
        lead=lead(about, names.programmes, words),
        severity=weight.line(weighs, names.programmes, words),
        when=tuple(when(facts, today, words)),
        happened=happened(finding, comparison, words),
        cautions=(*retracted(recorded, names, words), *cautions(finding, words)),
        gist=gist(strands, facts_moved, grids),
        strands=strands,
        facts=facts_moved,
        wordings=wordings(comparison, words),
        grids=grids,
        opening=opening(change.notice) if isinstance(change, New) or uncompared(finding) else None,
        proofs=tuple(
            proof for label in finding.classification.labels for proof in proofs(label, strands, words)
        ),
        codes=series(facts.hs_codes, words),
        standards=series(facts.standards, words),
        why=words.join(reasons(line.why, names.programmes, words)) or words.say("why.every"),
        origin=tuple(origin(recorded, listed, facts, names.authorities, words)),
        trail=tuple(trail(recorded, words)),
    )


def compared(finding: Finding) -> Comparison:
    """What of a change came of comparing."""
    if not isinstance(finding.change, Amended | Restored):
        return Comparison()
    comparison = finding.change.comparison
    if uncompared(finding):  # what the list itself said before is known
        return Comparison(tuple(edit for edit in comparison.edits if edit.before is not None))
    return comparison


def silent(finding: Finding) -> bool:
    return isinstance(finding.change, Amended) and finding.change.silent


def uncompared(finding: Finding) -> bool:
    return isinstance(finding.change, Amended) and finding.change.uncompared


def happened(finding: Finding, comparison: Comparison, words: Words) -> str:
    """One line: what the authority did, and how much of the notice it touched."""
    return words.say(f"happened.{sort(finding)}", extent=extent(comparison, words))


def in_short(finding: Finding, comparison: Comparison, words: Words) -> str:
    """The same in a few words, for a sentence that goes on."""
    name = "uncompared" if uncompared(finding) else finding.change.name
    return words.say(f"short.{name}", extent=extent(comparison, words))


def extent(comparison: Comparison, words: Words) -> str:
    """How much of a notice was touched: "2 passages, 3 table rows"."""
    rows = sum(
        len(table.added) + len(table.removed) + len({e.key for e in table.changed})
        for table in comparison.tables
    )
    counts = {"passages": len(comparison.edits), "rows": rows}
    said = words.join([words.say(f"happened.{what}", n=n) for what, n in counts.items() if n])
    return said or words.say("happened.details")


def sort(finding: Finding) -> str:
    """What happened, by the name of the sentence that says it."""
    change = finding.change
    if uncompared(finding):
        return "uncompared"
    if isinstance(change, Amended | Restored) and change.flapping:
        return f"{change.name}_in_turn"
    if isinstance(change, Restored) and not change.comparison.same:
        return "restored_otherwise"
    return "silent" if silent(finding) else change.name


def badges(line: Line, words: Words) -> Iterator[Badge]:
    """What happened, whether it may be believed, what it is about, whether it was waited for."""
    finding = line.change.finding
    kind = "silent" if silent(finding) else finding.change.name
    yield Badge(words.say(f"change.{kind}"), "kind")
    if finding.status is not Status.OFFICIAL:
        yield Badge(words.say(f"status.{finding.status.value}"), finding.status.value)
    for label in finding.classification.labels:
        name = words.name("label", label.name.value)
        if label.direction in (None, Direction.NEUTRAL):
            yield Badge(name, label.name.value)
        else:
            tone = words.name("tone", label.direction.value)
            yield Badge(words.say("label.directed", label=name, direction=tone), label.direction.value)
    if watched(line):
        yield Badge(words.say("status.watched"), "watched")


def level(found: Level, words: Words) -> Badge | None:
    """How much a change weighs, when that is more than usual."""
    if found not in (Level.URGENT, Level.HIGH):
        return None
    return Badge(words.name("severity", found.value), found.value)


def retracted(recorded: Recorded, names: Names, words: Words) -> Iterator[str]:
    """What was found to be wrong with it since."""
    for one in recorded.corrections:
        yield words.say("correction.item", because=because(one.wrong, names, words))


def when(facts: Facts, today: date, words: Words) -> Iterator[str]:
    if facts.effective:
        days = (facts.effective - today).days
        key = "item.in_force" if days < 0 else "item.effective"
        yield words.say(key, day=words.day(facts.effective), away=words.until(days))
    if facts.expires:
        yield words.say("item.expires", day=words.day(facts.expires))


def cautions(finding: Finding, words: Words) -> Iterator[str]:
    """What a reader must not overlook: a source that proves nothing, a text nobody could read (C31)."""
    if finding.status is not Status.OFFICIAL:
        yield words.say(f"status.{finding.status.value}_why")
    content = finding.change.notice.content
    if content.unread:
        yield words.say("item.unread_text", reason=shown.line(content.unread))
    for attachment in content.attachments:
        if attachment.unread:
            name, reason = shown.line(attachment.name, 80), shown.line(attachment.unread)
            yield words.say("item.unread_file", name=name, reason=reason)


def gist(strands: Sequence[Strand], facts: Sequence[str], grids: Sequence[Grid]) -> tuple[str, ...]:
    """The change in a few words, for the list at the top: what moved, else how much of a table did."""
    said = [*strands_gist(strands), *facts] or [each.counts for each in grids]
    return tuple(shown.line(each, 80) for each in said[:2])


def wordings(comparison: Comparison, words: Words) -> Some[Wording]:
    """Edits first, moves last: where a paragraph stands rarely matters."""
    edits = sorted(comparison.edits, key=lambda edit: edit.op == "move")
    return some(
        edits,
        EDITS,
        lambda edit: Wording(
            words.say(f"edit.{edit.op}", path=place(edit.path, words)),
            marks(_flat(edit.before), _flat(edit.after)),
        ),
        lambda more: words.say("edit.more", n=more),
    )


def grid(table: TableEdit, words: Words) -> Grid:
    def rows(some_rows: Sequence[Row]) -> Some[tuple[str, str]]:
        return some(some_rows, ROWS, row, lambda more: words.say("table.more", n=more))

    counts = {
        "added": len(table.added),
        "removed": len(table.removed),
        "changed": len({edit.key for edit in table.changed}),
    }
    return Grid(
        title=words.say("table.title", name=shown.line(table.name), key=shown.line(table.key)),
        counts=words.join([words.say(f"table.{what}", n=n) for what, n in counts.items() if n]),
        added=rows(table.added),
        removed=rows(table.removed),
        changed=some(
            table.changed,
            ROWS,
            lambda edit: Wording(
                words.say("table.cell", key=shown.line(edit.key, 60), column=shown.line(edit.column, 60)),
                marks(_flat(edit.before), _flat(edit.after)),
            ),
            lambda more: words.say("table.more_cells", n=more),
        ),
    )


def row(row: Row) -> tuple[str, str]:
    """The key, and the other cells on one line."""
    rest = " · ".join(cell for cell in row.cells if cell.strip() and cell != row.key)
    return shown.line(row.key, 60), shown.line(rest, 160)


def proofs(label: Label, strands: Sequence[Strand], words: Words) -> Iterator[Proof]:
    """The words behind a label; those that a programme's strand quotes already are not quoted twice."""
    name = words.name("label", label.name.value)
    above = {quote for each in strands for _, quote in (*each.moves, *each.settled, *each.answers) if quote}

    quotes: dict[tuple[str, str], list[str]] = {}  # the same words may satisfy several rules
    for evidence in label.evidence:
        quotes.setdefault((evidence.text, evidence.place), []).append(shown.line(evidence.rule))

    def proof(quote: tuple[tuple[str, str], list[str]]) -> Proof:
        (text, where), rules = quote
        rule = words.say("item.rule", place=place(where, words), rule=", ".join(rules))
        said = quoted(shown.line(text, 160), words)
        if quoted(shown.line(text, 240), words) in above:
            said = words.say("item.quoted_above")
        return Proof(name, said, rule)

    kept = some(list(quotes.items()), QUOTES, proof, lambda more: words.say("item.more_quotes", n=more))
    yield from kept.shown
    if kept.more:
        yield Proof(name, kept.more, "")


def quoted(text: str, words: Words) -> str:
    return words.say("item.quote", text=shown.line(text))


def opening(notice: Notice) -> str | None:
    """The first words of a notice that nobody has seen before; its title and number are told already."""
    texts = (
        block.text for block in notice.content.blocks if isinstance(block, Text) and block.role != "heading"
    )
    told = notice.title + (notice.listed.number or "")
    return next(
        (shown.line(text, OPENING) for text in texts if text.strip() and text.strip() not in told), None
    )


def _flat(text: str | None) -> str | None:
    """White space folded, as a reader sees it."""
    return " ".join(shown.text(text).split()) if text else None
