"""Programmes in the period: facts before and now, questions, and what became of the press's claims."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from monitor.brief.quoting import quote
from monitor.brief.sheet import Followed, Proof, Question, Rumour, Standing
from monitor.model import Claim, ClaimState, Moved, Status
from monitor.programmes import Course, Programme
from monitor.programmes.course import lag

LONGEST_DUTY = 24  # characters of a word of duty
Prove = Callable[[str | None], Proof | None]


def followed(
    programme: Programme,
    course: Course,
    fresh: Collection[str],
    span: tuple[datetime, datetime],
    prove: Prove,
) -> Followed:
    """fresh: the changes of the period that belong to it, by id."""
    standings = tuple(_standings(programme, course, fresh, prove))
    questions = tuple(_questions(programme, course, span, prove))
    return Followed(
        programme.id,
        programme.name,
        _status(programme, standings),
        len(fresh),
        programme.aliases,
        standings,
        questions,
    )


def _status(programme: Programme, standings: Sequence[Standing]) -> str:
    if programme.status == "official":
        return Status.OFFICIAL.value
    sure = [standing.official for standing in standings]
    return Status.CONFIRMED.value if sure and all(sure) else "partly" if any(sure) else "unconfirmed"


def _standings(
    programme: Programme, course: Course, fresh: Collection[str], prove: Prove
) -> Iterator[Standing]:
    for baseline in programme.baseline:
        all_moves = [
            (change, moved)
            for change, effect in course.effects.items()
            if effect.official
            for moved in effect.moves
            if moved.delta.name == baseline.name
        ]
        mine = [moved for change, moved in all_moves if change in fresh]
        latest = course.latest.get(baseline.name)
        begun = _before(all_moves, mine, fresh) or baseline.value
        if baseline.in_words and begun != baseline.value and len(begun) <= LONGEST_DUTY:
            begun = f"{baseline.value} ({begun})"  # what was asked, and how much: "a declaration (建议)"
        now = (all_moves[-1][1].delta.after or baseline.value) if all_moves else baseline.value
        if latest and baseline.in_words and all_moves:
            now = latest.sentence
        yield Standing(
            baseline.name,
            baseline.unit,
            begun,
            now,
            bool(mine),
            official=latest is not None or programme.status == "official",
            in_words=baseline.in_words,
            change=latest.change if latest else None,
            number=latest.number if latest else None,
            sentence=latest.sentence if latest else None,
            proof=_saying(prove(latest.change), latest.sentence) if latest else None,
        )


def _before(
    all_moves: Sequence[tuple[str, Moved]], mine: Sequence[Moved], fresh: Collection[str]
) -> str | None:
    """The value when the period began."""
    if mine:
        return mine[0].delta.before
    first = min((int(change) for change in fresh), default=None)
    earlier = [moved for change, moved in all_moves if first is None or int(change) < first]
    return earlier[-1].delta.after if earlier else None


def _questions(
    programme: Programme, course: Course, span: tuple[datetime, datetime], prove: Prove
) -> Iterator[Question]:
    for awaited in programme.awaited:
        answer = course.answered.get(awaited.question)
        if answer is None:
            yield Question(awaited.question, "open")
            continue
        yield Question(
            awaited.question,
            "answered" if answer.official else "press",
            fresh=span[0] <= answer.at < span[1],
            sentence=answer.sentence,
            change=answer.change,
            number=answer.number,
            at=answer.at,
            proof=_saying(prove(answer.change), answer.sentence),
        )


def rumours(
    courses: Mapping[str, Course], span: tuple[datetime, datetime], zone: tzinfo, prove: Prove
) -> Iterator[Rumour]:
    """Claims that are open now, and those made or settled in the period; open ones first, then what was not so."""
    order = (ClaimState.UNCONFIRMED, ClaimState.CONTRADICTED, ClaimState.CONFIRMED)
    found = [claim for course in courses.values() for claim in course.claims if _concerns(claim, span)]
    for claim in sorted(found, key=lambda each: order.index(each.state)):
        ruling = _saying(prove(claim.by.change), claim.by.sentence) if claim.by else None
        yield Rumour(claim, _saying(prove(claim.change), claim.sentence), ruling, lag(claim, zone))


def _saying(proof: Proof | None, sentence: str | None) -> Proof | None:
    """The proof with the sentence that says this very thing."""
    return replace(proof, quotes=(quote(sentence),)) if proof and sentence else proof


def _concerns(claim: Claim, span: tuple[datetime, datetime]) -> bool:
    since, until = span
    if claim.made is not None and claim.made >= until:
        return False
    if claim.state is ClaimState.UNCONFIRMED:
        return True
    times = (claim.made, claim.by.at if claim.by else None)
    return any(since <= at < until for at in times if at is not None)
