"""A brief as JSON lines: one object a line of it, each with its type and what proves it. Keys may be added, never renamed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from monitor.brief.sheet import (
    Access,
    Brief,
    CodeMove,
    Doubt,
    Entry,
    Impact,
    Listing,
    Milestone,
    Paper,
    Proof,
    Question,
    Rumour,
)
from monitor.model import FactDelta
from monitor.watchlists import Met

Line = dict[str, Any]  # one JSON object, on its way out


def lines(brief: Brief, rest: str) -> Iterator[Line]:
    """Every line, the head first. rest: the command that lists what is cut."""
    yield head(brief)
    yield from map(_change, brief.entries.lines)
    yield from map(_effective, brief.milestones.lines)
    yield from map(_code, brief.codes.lines)
    yield from map(_document, brief.papers.lines)
    yield from map(_eligibility, brief.access.lines)
    yield from _followed(brief)
    yield from map(_impact, brief.impacts.lines)
    yield from map(_rumour, brief.rumours)
    yield from map(_doubt, brief.doubts)
    yield from _cuts(brief, rest)


def head(brief: Brief) -> Line:
    counts, seen = brief.counts, brief.coverage
    return {
        "type": "brief",
        "quarter": brief.period.quarter,
        "since": iso(brief.period.first),
        "until": iso(brief.period.last),
        "state": brief.state,
        "made": iso(brief.made),
        "subscription": brief.subscription,
        "client": brief.client,
        "changes": counts.changes,
        "by_label": {name or "none": number for name, number in sorted(counts.labels.items())},
        "by_programme": dict(sorted(counts.programmes.items())),
        "by_level": dict(sorted(counts.levels.items())),
        "by_change": dict(sorted(counts.kinds.items())),
        "by_source": dict(sorted(counts.sources.items())),
        "coverage": {
            "since": iso(seen.since),
            "until": iso(seen.until),
            "sources": seen.sources,
            "checks": seen.attempts,
            "good": seen.good,
            "outcomes": dict(seen.outcomes),
        },
        "verified": brief.verified,
    }


def _change(one: Entry) -> Line:
    return _line("change", one.proof) | {
        "change": one.proof.kind,
        "silent": one.silent,
        "level": one.level.value,
        "reasons": [
            {
                "kind": reason.kind,
                "sort": reason.sort or None,
                "value": reason.value or None,
                "days": reason.days,
            }
            for reason in one.reasons
        ],
        "labels": _labels(one.labels),
        "programmes": list(one.programmes),
        "effective": iso(one.days.effective),
        "deadline": iso(one.days.deadline),
        "expires": iso(one.days.expires),
        "moved": _moved(one.moved),
        "unread": list(one.unread),
        "clients": list(one.clients),
    }


def _effective(one: Milestone) -> Line:
    return _line("effective", one.proof) | {
        "day": iso(one.day),
        "sort": one.sort.value,
        "told": "in the period" if one.told else "at another time",
        "in_period": one.inside,
        "before": iso(one.before),
        "no_longer_listed": one.gone,
        "level": one.level.value,
        "labels": _labels(one.labels),
    }


def _code(one: CodeMove) -> Line:
    return _line("code", one.proof) | {
        "old": one.old,
        "new": one.new,
        "what": one.what.value,
        "measure": one.measure,
        "before": one.before,
        "after": one.after,
        "goods": one.goods or None,
        "effective": iso(one.effective),
        "more": one.more,
    }


def _document(one: Paper) -> Line:
    return _line("document", one.proof) | {
        "documents": list(one.names),
        "how": one.how.value,
        "force_before": one.force_before,
        "force": one.force,
        "before": one.before,
        "after": one.after,
        "effective": iso(one.effective),
    }


def _eligibility(one: Access) -> Line:
    return _line("eligibility", one.proof) | {
        "direction": one.direction.value if one.direction else None,
        "before": [asdict(each) for each in one.before],
        "after": [asdict(each) for each in one.after],
        "moved": _moved(one.moved),
        "programmes": list(one.programmes),
        "effective": iso(one.effective),
    }


def _impact(one: Impact) -> Line:
    return _line("impact", one.proof) | {
        "client": one.client,
        "subscription": one.reader,
        "met": [_met(met) for met in one.met],
        "level": one.level.value,
        "effective": iso(one.effective),
    }


def _followed(brief: Brief) -> Iterator[Line]:
    for programme in brief.programmes:
        yield {
            "type": "programme",
            "programme": programme.id,
            "name": programme.name,
            "status": programme.status,
            "changes": programme.changes,
        }
        for standing in programme.standings:
            yield _proved("fact", standing.proof) | {
                "programme": programme.id,
                "fact": standing.fact,
                "unit": standing.unit,
                "before": standing.before,
                "now": standing.now,
                "moved": standing.moved,
                "official": standing.official,
                "sentence": standing.sentence,
            }
        for question in programme.questions:
            yield _question(programme.id, question)


def _question(programme: str, one: Question) -> Line:
    return _proved("question", one.proof) | {
        "programme": programme,
        "question": one.question,
        "state": one.state,
        "answered_in_period": one.fresh,
        "sentence": one.sentence,
        "at": iso(one.at),
    }


def _rumour(one: Rumour) -> Line:
    claim = one.claim
    return _proved("claim", one.report) | {
        "programme": claim.programme if claim else None,
        "fact": claim.fact if claim else None,
        "value": claim.value if claim else None,
        "unit": claim.unit if claim else None,
        "state": claim.state.value if claim else "unconfirmed",
        "day": iso(claim.day) if claim else None,
        "said": claim.sentence if claim else None,
        "official": claim.by.value if claim and claim.by else None,
        "lag_days": one.lag,
        "by": _proved("notice", one.ruling) if claim and claim.by else None,
    }


def _doubt(one: Doubt) -> Line:
    return {
        "type": "unverified",
        "sort": one.sort.value,
        "source": one.source,
        "authority": one.authority,
        "url": one.url,
        "outcome": one.outcome,
        "reason": one.reason,
        "since": iso(one.since),
        "until": iso(one.until),
        "last_good": iso(one.last_good),
        "changes": one.changes,
        "id": one.proof.change if one.proof else None,
    }


def _cuts(brief: Brief, rest: str) -> Iterator[Line]:
    named: dict[str, Listing[Any]] = {
        "change": brief.entries,
        "effective": brief.milestones,
        "code": brief.codes,
        "document": brief.papers,
        "eligibility": brief.access,
        "impact": brief.impacts,
    }
    for name, listing in named.items():
        if listing.cut > 0:
            yield {
                "type": "cut",
                "of_type": name,
                "looked_at": listing.looked_at,
                "of": listing.of,
                "left_out": listing.cut,
                "rest": rest,
            }


# -- pieces ----------------------------------------------------------------------------------------


def _line(type_: str, proof: Proof) -> Line:
    """What every line carries: where it comes from, and the words."""
    return {
        "type": type_,
        "id": proof.change,
        "source": proof.source,
        "authority": proof.authority,
        "number": proof.number,
        "title": proof.title,
        "url": proof.url,
        "published": iso(proof.published),
        "detected": iso(proof.detected),
        "status": proof.status.value,
        "evidence": [asdict(quote) for quote in proof.quotes],
        "also_at": [asdict(place) for place in proof.also_at],
    }


def _proved(type_: str, proof: Proof | None) -> Line:
    return _line(type_, proof) if proof else {"type": type_, "id": None}


def _labels(labels: tuple[tuple[Any, Any], ...]) -> list[Line]:
    return [
        {"name": name.value, "direction": direction.value if direction else None}
        for name, direction in labels
    ]


def _moved(deltas: tuple[FactDelta, ...]) -> list[Line]:
    return [asdict(delta) for delta in deltas]


def _met(met: Met) -> Line:
    return {"kind": met.kind, "entry": met.entry, "list": met.list, "met": met.met, "place": met.place}


def iso(moment: datetime | date | None) -> str | None:
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
    return moment.isoformat() if moment else None
