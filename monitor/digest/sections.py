"""What stands beside today's changes: corrections, what is still open, the days to come, how the programmes stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from monitor import shown
from monitor.digest.few import Some, some
from monitor.digest.moved import LONGEST_DUTY, value
from monitor.digest.names import Names
from monitor.digest.strands import asked, measure, phrase_of
from monitor.digest.weight import within
from monitor.digest.words import Words
from monitor.model import (
    Ahead,
    Backlog,
    Claim,
    Correction,
    Mistake,
    Standing,
    Stands,
    StillOpen,
    Wrong,
)
from monitor.values import dataclass

COMING = 12  # days to come
PROGRAMMES = 6
CORRECTIONS = 20
QUESTIONS = 4  # of a programme, on a line
OPEN = 10  # changes that were told of before and wait


# -- corrections -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A line that was wrong. said: which, and when it was told; because: what is right, and what shows it."""

    id: str
    title: str
    link: str | None
    said: str
    because: str


def taken_back(corrections: Sequence[Correction], names: Names, words: Words) -> Some[TakenBack]:
    return some(
        corrections,
        CORRECTIONS,
        lambda one: TakenBack(
            id=shown.line(one.wrong.change),
            title=shown.line(one.title, 160),
            link=shown.link(one.url),
            said=said(one, words),
            because=because(one.wrong, names, words),
        ),
        lambda more: words.say("correction.more", n=more),
    )


def said(one: Correction, words: Words) -> str:
    """Which line it was: "Evidence 12, told 3 June 2026"."""
    id_ = shown.line(one.wrong.change)
    if one.told is None:
        return words.say("correction.below", id=id_)
    return words.say("correction.told", id=id_, day=words.day(one.told.astimezone(words.zone).date()))


def because(wrong: Wrong, names: Names, words: Words) -> str:
    """What was wrong, and what shows it."""
    reason = _reason(wrong, names, words)
    if wrong.by is None:
        return reason
    return words.say("correction.shown_by", reason=reason, id=shown.line(wrong.by))


def _reason(wrong: Wrong, names: Names, words: Words) -> str:
    match wrong.mistake, wrong.said:
        case Mistake.RESTORED, said:
            return words.say("correction.restored_troubled" if said else "correction.restored")
        case Mistake.MISREAD, (name, before, after):
            named = words.name("fact", name)
            return words.say(
                "correction.misread", fact=named, before=value(before, words), after=value(after, words)
            )
        case Mistake.CONTRADICTED, (programme, name, press, official):
            claim = Claim(programme, name, press)
            return words.say(
                "correction.contradicted",
                programme=shown.line(names.programmes.get(programme, programme)),
                press=phrase_of(claim, press, words),
                official=phrase_of(claim, official, words),
            )
        case Mistake.COPY, (first,):
            return words.say("correction.copy", id=shown.line(first))
        case Mistake.UNTOLD, (why,):
            return words.say("correction.untold", why=shown.line(why, 160))
        case _, said:
            return words.say("correction.person", why=shown.line(" ".join(said), 300))


# -- still open ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change that was told of before and is not decided. said: by when, whose, which."""

    id: str
    title: str
    link: str | None
    overdue: bool
    said: tuple[str, ...]


def still_open(backlog: Backlog, today: date, words: Words, *, calm: bool) -> Some[Waiting]:
    """The most urgent of them, and how many more there are. calm: only what is overdue."""
    every = [each for each in backlog.shown if each.stand.overdue(today) or not calm]
    shown_ = tuple(_waiting(each, today, words) for each in every[:OPEN])
    left = (backlog.overdue if calm else backlog.total) - len(shown_)
    return Some(shown_, words.say("open.more", n=left) if left > 0 else None)


def _waiting(each: StillOpen, today: date, words: Words) -> Waiting:
    stand, said = each.stand, []
    if stand.due:
        late = stand.overdue(today)
        away = words.until((stand.due - today).days)
        said.append(words.say("open.overdue" if late else "open.due", day=words.day(stand.due), away=away))
    who = shown.line(stand.owner or "", 80)
    state = words.say(f"open.{stand.state}")
    said.append(words.say("open.whose", state=state, owner=who) if who else state)
    said.append(words.say("item.evidence", id=shown.line(each.change)))
    return Waiting(
        id=shown.line(each.change),
        title=shown.line(each.title, 160),
        link=shown.link(each.url),
        overdue=stand.overdue(today),
        said=tuple(said),
    )


# -- ahead -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Coming:
    """A day to come. what: happens then; about: number, authority and evidence."""

    day: str
    away: str
    what: str
    title: str
    link: str | None
    about: tuple[str, ...]


def coming(ahead: Sequence[Ahead], today: date, names: Names, words: Words) -> Some[Coming]:
    return some(
        ahead,
        COMING,
        lambda each: Coming(
            day=words.day(each.day),
            away=words.until((each.day - today).days),
            what=words.say(f"ahead.{each.kind}"),
            title=shown.line(each.title, 160),
            link=shown.link(each.url),
            about=tuple(_about(each, names, words)),
        ),
        lambda more: words.say("ahead.more", n=more),
    )


def next_day(ahead: Sequence[Ahead], today: date, words: Words) -> str | None:
    """The days to come in a line, for a day on which nothing happened and nobody wants to read them all again."""
    if not ahead:
        return None
    first = ahead[0]
    return words.say(
        "ahead.next",
        n=len(ahead),
        day=words.day(first.day),
        away=words.until((first.day - today).days),
        id=shown.line(first.change),
    )


def _about(each: Ahead, names: Names, words: Words) -> Iterator[str]:
    if each.unconfirmed:
        yield words.say("status.unconfirmed")
    yield shown.line(names.authorities.get(each.source, each.source), 80)
    if each.number:
        yield words.say("item.number", number=shown.line(each.number, 80))
    yield words.say("item.evidence", id=shown.line(each.change))


# -- programmes ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Followed:
    """A programme in a few lines: its facts at launch and now, what was answered, what is awaited, what the press said."""

    name: str
    lines: tuple[str, ...]


def followed(standings: Sequence[Standing], names: Names, words: Words) -> Some[Followed]:
    return some(
        standings,
        PROGRAMMES,
        lambda one: Followed(
            shown.line(names.programmes.get(one.programme, one.programme)), tuple(_lines(one, words))
        ),
        lambda more: words.say("followed.more", n=more),
    )


def _lines(one: Standing, words: Words) -> Iterator[str]:
    if one.facts:
        yield words.say(
            "followed.facts", facts=words.say("sign.dot").join(_stands(f, words) for f in one.facts)
        )
    else:
        yield words.say("followed.as_launched")
    if one.answered:
        answers = [
            words.say("followed.answer", question=asked(question, words), id=shown.line(change))
            for question, change in one.answered
        ]
        yield words.say("followed.answered", questions=_few(answers, words))
    if one.claimed:
        yield words.say(
            "followed.claimed", questions=_few([asked(each, words) for each in one.claimed], words)
        )
    if one.waiting:
        questions = _few([asked(each, words) for each in one.waiting], words)
        yield words.say("followed.waiting", n=len(one.waiting), questions=questions)
    counts = {"confirmed": one.confirmed, "contradicted": one.contradicted, "open": one.open_claims}
    press = [words.say(f"followed.{what}", n=n) for what, n in counts.items() if n]
    if press:
        yield words.say("followed.press", counts=words.join(press))


def _few(texts: Sequence[str], words: Words) -> str:
    kept = some(texts, QUESTIONS, str, lambda more: words.say("item.more", n=more))
    return words.say("sign.semicolon").join([*kept.shown, *([kept.more] if kept.more else [])])


def _stands(fact: Stands, words: Words) -> str:
    name = within(words.name("fact", shown.line(fact.fact)), words)
    if fact.in_words or len(fact.latest or "") > LONGEST_DUTY:
        return words.say("lead.worded", fact=name)
    before, after = value(fact.launch, words), value((fact.latest or "").removeprefix("+"), words)
    if (fact.latest or "").startswith("+"):
        return words.say("lead.added", fact=name, n=after)
    unit = measure(fact.unit, words)
    if unit:
        after = words.say("fact.measured", value=after, unit=unit)
    return words.say("lead.fact", fact=name, before=before, after=after)
