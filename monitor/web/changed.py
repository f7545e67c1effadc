"""A change as its page tells it: what happened, what it means with the words that prove it, who heard of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from monitor import shown
from monitor.digest import items
from monitor.digest.few import series
from monitor.digest.moved import place, value
from monitor.digest.names import Names
from monitor.digest.origin import origin
from monitor.digest.sections import because
from monitor.digest.strands import Strand, strand
from monitor.digest.words import Words
from monitor.model import Facts, Finding, Label, Line, Recorded
from monitor.values import dataclass
from monitor.views import Teller, View
from monitor.web.marked import Piece, marked, opening

QUOTES = 12  # pieces of evidence of one label
TITLE = 300  # characters of a title that stand above all else


@dataclass(frozen=True, slots=True)
class Chip:
    """A word or two in a box. tone: the class that colours it and says nothing that the text does not."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the notice that prove a label. number: by which they are marked in its text; where: they stand."""

    number: int
    text: str
    where: str
    rules: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label with its evidence. percent: how sure the rules are; more: quotes that are not shown."""

    chip: Chip
    direction: str
    percent: int
    quotes: tuple[Quote, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Mended:
    """What was found to be wrong with a change since. by: the change that shows it."""

    because: str
    found: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Before:
    """A fact of the notice before and after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changed:
    """All that stands above and beside the two versions of a notice."""

    id: str
    source: str
    title: tuple[Piece, ...]
    whole_title: str  # "" when `title` is it
    plain: str
    language: str
    link: str | None
    address: str
    chips: tuple[Chip, ...]
    lead: str
    happened: str
    weighs: str
    when: tuple[str, ...]
    cautions: tuple[str, ...]
    held: bool
    untold: str
    mended: tuple[Mended, ...]
    origin: tuple[str, ...]
    elsewhere: tuple[tuple[str, str, str | None], ...]  # authority, address, link
    labels: tuple[Labelled, ...]
    strands: tuple[tuple[str, Strand], ...]  # programme, what is done to it
    facts: tuple[tuple[str, str], ...]


def changed(recorded: Recorded, today: date, names: Names, words: Words) -> Changed:
    """The page's values but for the versions. today: the reader's."""
    finding = recorded.finding
    told = items.item(Line(recorded, ()), today, names, words)
    labels = tuple(labelled(finding, words))
    title = finding.change.notice.title
    return Changed(
        id=recorded.id,
        source=recorded.source,
        title=opening(
            marked(
                " ".join(title.split()),
                {each.number: each.text for each in _quotes(labels, "title", words)},
            ),
            TITLE,
        ),
        whole_title=shown.text(title) if len(title) > TITLE else "",
        plain=shown.line(title),
        language=told.language or "und",
        link=told.link,
        address=told.address,
        chips=tuple(chips(finding, words)),
        lead=told.lead.whole,
        happened=told.happened,
        weighs=told.severity,
        when=told.when,
        cautions=tuple(items.cautions(finding, words)),
        held=recorded.held,
        untold=shown.line(recorded.untold or ""),
        mended=tuple(
            Mended(because(one.wrong, names, words), words.moment(one.found), one.wrong.by or "")
            for one in recorded.corrections
        ),
        origin=tuple(
            origin(
                _here(recorded),
                finding.change.notice.listed,
                finding.classification.facts,
                names.authorities,
                words,
            )
        ),
        elsewhere=tuple(
            (names.authorities.get(each.source, each.source), shown.line(each.url), shown.link(each.url))
            for each in recorded.also_at
        ),
        labels=labels,
        strands=tuple(
            (thread.programme, strand(thread, recorded, items.compared(finding), names.programmes, words))
            for thread in finding.threads
        ),
        facts=tuple(facts(finding.classification.facts, words)),
    )


def _here(recorded: Recorded) -> Recorded:
    """Without the other sites, which the page lists with their links."""
    return replace(recorded, also_at=())


# -- labels ----------------------------------------------------------------------------------------

TONES = {"eligibility": "chip-eligibility", "hs-mapping": "chip-hs", "documentation": "chip-docs"}
WAYS = {"expansion": "good", "restriction": "bad", "mixed": "warn"}


def chips(finding: Finding, words: Words) -> Iterator[Chip]:
    """What happened and how sure it is."""
    yield Chip(words.say(f"change.{kind_of(finding)}"), "warn" if items.silent(finding) else "")
    status = finding.status.value
    if status != "official":
        yield Chip(words.say(f"status.{status}"), "warn" if status == "unconfirmed" else "good")


def kind_of(finding: Finding) -> str:
    return "silent" if items.silent(finding) else finding.change.name


def labelled(finding: Finding, words: Words) -> Iterator[Labelled]:
    """Each label with its evidence; the quotes are numbered through."""
    number = 0
    for label in finding.classification.labels:
        quotes: dict[tuple[str, str], list[str]] = {}  # the same words may satisfy several rules
        for evidence in label.evidence:
            quotes.setdefault((evidence.text, evidence.place), []).append(shown.line(evidence.rule, 120))
        kept = list(quotes.items())[:QUOTES]
        yield _labelled(label, number, kept, len(quotes) - len(kept), words)
        number += len(kept)


def _labelled(
    label: Label,
    number: int,
    kept: Sequence[tuple[tuple[str, str], Sequence[str]]],
    more: int,
    words: Words,
) -> Labelled:
    direction = label.direction.value if label.direction else ""
    name = words.name("label", label.name.value)
    return Labelled(
        Chip(name, TONES.get(label.name.value, "")),
        words.name("direction", direction) if direction else "",
        round(label.score * 100),
        tuple(
            Quote(number + at, shown.text(text), place(where, words), ", ".join(rules))
            for at, ((text, where), rules) in enumerate(kept, 1)
        ),
        more,
    )


def _quotes(labels: Iterable[Labelled], where: str, words: Words) -> Iterator[Quote]:
    named = place(where, words)
    return (quote for label in labels for quote in label.quotes if quote.where == named)


def to_mark(labels: Iterable[Labelled]) -> Mapping[int, str]:
    """The words to mark in the notice's text, by the number of their quote."""
    return {quote.number: quote.text for label in labels for quote in label.quotes}


# -- facts -----------------------------------------------------------------------------------------


def facts(found: Facts, words: Words) -> Iterator[tuple[str, str]]:
    """What the notice says, as it was read."""
    dates = ("published", "document", "effective", "expires", "deadline")
    for name in ("number", "issuer", *dates):
        if one := getattr(found, name):
            yield words.name("fact", name), words.day(one) if isinstance(one, date) else shown.line(one, 160)
    for name in ("hs_codes", "standards", "places"):
        if said := series(getattr(found, name), words):
            yield words.name("fact", name), said
    counted = [f"{value(each.value, words)} {each.unit} {each.of}" for each in found.counts]
    if said := series(counted, words):
        yield words.name("fact", "counts"), said


def moved(view: View, tell: Teller) -> tuple[Before, ...]:
    """The facts that moved, before and after."""
    return tuple(Before(tell.fact(fact), *tell.sides(fact)) for fact in view.facts)
