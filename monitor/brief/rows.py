"""The lines of a brief as rows of cells, in a reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from monitor import shown
from monitor.brief.sheet import (
    Access,
    Asked,
    Brief,
    CodeMove,
    Doubt,
    Doubtful,
    Entry,
    Followed,
    Impact,
    Milestone,
    Paper,
    Proof,
    Quote,
    Rumour,
    What,
)
from monitor.brief.tables import STANDS, Row, Source
from monitor.digest import weight
from monitor.digest.moved import SETS, dotted, fact, names_moved, place, value
from monitor.digest.strands import asked as question_in, is_wording, measure, phrase
from monitor.digest.words import Words
from monitor.facts.papers import NAMES
from monitor.model import ClaimState, Direction, FactDelta, LabelName, Status
from monitor.severity import Severity
from monitor.values import dataclass
from monitor.watchlists import Met

FACTS = 4  # that moved, told with a change


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one brief."""

    brief: Brief
    words: Words

    def entry(self, one: Entry) -> Row:
        days = one.days
        cells = {
            "level": self.words.say(f"level.{one.level.value}"),
            "change": self.words.say(f"change.{'silent' if one.silent else one.proof.kind}"),
            "labels": self.labels(one.labels),
            "programmes": self.words.join([self.programme(each) for each in one.programmes]),
            "title": shown.line(one.proof.title),
            "moved": self.gist(one),
            "effective": days.effective,
            "deadline": days.deadline,
            "expires": days.expires,
            "why": self.why(one),
            "clients": self.words.join([shown.line(name) for name in one.clients]),
        }
        return Row(cells, self.source(one.proof), {"labels": _tone(one.labels)}, one.level.value)

    def gist(self, one: Entry) -> str:
        """What moved, in few words."""
        facts = self.facts(one.moved)
        counted = [
            self.words.say(f"gist.{name}", n=n) for name, n in (("edits", one.edits), ("rows", one.rows)) if n
        ]
        return self.words.say("sign.semicolon").join(facts) or self.words.join(counted)

    def facts(self, deltas: Sequence[FactDelta]) -> list[str]:
        """What moved: single values first, names of one sort together; papers that are only cited last."""
        single = [delta for delta in deltas if delta.name not in SETS]
        said = [self.fact(delta) for delta in single[:FACTS]]
        if len(single) > FACTS:
            said.append(self.words.say("gist.facts", n=len(single) - FACTS))
        for name in SETS:
            some = [delta for delta in deltas if delta.name == name]
            if some and not (said and name == "documents"):
                said += [shown.line(each, 240) for each in names_moved(some, frozenset(), self.words)]
        return said

    def fact(self, delta: FactDelta) -> str:
        if is_wording(delta.before) or is_wording(delta.after):
            name = self.words.name("fact", shown.line(delta.name))
            text = shown.line(delta.after or delta.before or "", 160)
            return f"{name}{self.words.say('sign.colon')}{text}"
        return shown.line(fact(delta, self.words), 240)

    def why(self, one: Entry) -> str:
        names = {each.id: self.name(each) for each in self.brief.programmes}
        found = Severity(one.level, one.reasons)
        said = weight.line(found, names, self.words)
        level = self.words.name("severity", one.level.value)
        rest = said.removeprefix(level).removeprefix(self.words.say("sign.colon")).strip()
        return "" if rest == said and rest == level else rest

    def milestone(self, one: Milestone) -> Row:
        say = self.words.say
        notes = [
            say("told.instead", day=self.words.day(one.before)) if one.before else "",
            say("told.gone") if one.gone else "",
            "" if one.inside else say("told.later"),
        ]
        cells = {
            "day": one.day,
            "sort": say(f"sort.{one.sort.value}"),
            "title": shown.line(one.proof.title),
            "labels": self.labels(one.labels),
            "told": say("told.yes" if one.told else "told.before"),
            "note": self.words.join([note for note in notes if note]),
        }
        return Row(
            cells,
            self.source(one.proof),
            {"sort": one.sort.value, "labels": _tone(one.labels)},
            one.level.value,
        )

    def code(self, one: CodeMove) -> Row:
        what = one.what.value
        if one.what is What.LIST:
            what = "came" if one.old is None else "went"
        before, after = one.before, one.after
        if one.what is What.RATE:
            before, after = (_percent(each) for each in (before, after))
        name = self.words.name("fact", one.measure) if one.measure else ""
        more = self.words.say("what.more", n=one.more) if one.more else ""
        cells = {
            "old": dotted(one.old) if one.old else "",
            "new": dotted(one.new) if one.new else "",
            "what": self.words.say(f"what.{what}"),
            "measure": shown.line(name),
            "before": shown.line(before or "", 200),
            "after": shown.line(after or "", 200),
            "goods": self.words.join([each for each in (shown.line(one.goods, 200), more) if each]),
            "effective": one.effective,
        }
        return Row(cells, self.source(one.proof), {"what": what, "before": "old", "after": "new"})

    def paper(self, one: Paper) -> Row:
        how = self.words.say(f"asked.{one.how.value}")
        if one.how is Asked.DROPPED and not one.names and not one.before:
            how = self.words.say("asked.gone")
        elif one.force and one.force_before and one.force != one.force_before:
            sides = [self.words.name("duty", force) for force in (one.force_before, one.force)]
            how = self.words.say("asked.force", how=how, before=sides[0], after=sides[1])
        names = [_capital(called(name, self.words)) for name in one.names]
        cells = {
            "document": self.words.join(names) or self.words.say("asked.unnamed"),
            "how": how,
            "before": shown.line(one.before or "", 600),
            "after": shown.line(one.after or "", 600),
            "effective": one.effective,
        }
        return Row(cells, self.source(one.proof), {"how": one.how.value, "before": "old", "after": "new"})

    def access(self, one: Access) -> Row:
        direction = one.direction if one.direction is not Direction.NEUTRAL else None
        facts = self.words.say("sign.semicolon").join(self.facts(one.moved))
        cells = {
            "direction": self.words.name("tone", direction.value) if direction else "",
            "title": shown.line(one.proof.title),
            "moved": facts,
            "before": "\n".join(shown.line(each.text, 600) for each in one.before),
            "after": "\n".join(shown.line(each.text, 600) for each in one.after),
            "programmes": self.words.join([self.programme(each) for each in one.programmes]),
            "effective": one.effective,
        }
        tone = direction.value if direction else ""
        return Row(cells, self.source(one.proof), {"direction": tone, "before": "old", "after": "new"})

    def standings(self, programme: Followed) -> Iterator[Row]:
        for one in programme.standings:
            unit = measure(one.unit, self.words)
            sides = [self.side(each, unit) for each in (one.before, one.now)]
            states = [self.words.say("state.moved")] if one.moved else []
            if not one.official:
                states.append(self.words.say("state.unconfirmed"))
            cells = {
                "programme": self.name(programme),
                "fact": self.words.name("fact", one.fact),
                "before": sides[0] if one.moved else sides[1],
                "after": sides[1] if one.moved else STANDS,
                "state": self.words.join(states),
            }
            tones = {"before": "old", "after": "new", "state": "moved"} if one.moved else {}
            yield Row(cells, self.source(one.proof) if one.proof else None, tones)

    def side(self, written: str, unit: str | None) -> str:
        told_ = shown.line(value(written, self.words), 300)
        numeric = written[:1].isdigit() and unit and len(written) < 12
        return self.words.say("fact.measured", value=told_, unit=unit or "") if numeric else told_

    def questions(self, programme: Followed) -> Iterator[Row]:
        for one in programme.questions:
            state = "fresh" if one.fresh and one.state == "answered" else one.state
            cells = {
                "programme": self.name(programme),
                "question": question_in(one.question, self.words),
                "state": self.words.say(f"state.{state}"),
                "answer": shown.line(one.sentence or "", 300),
            }
            yield Row(cells, self.source(one.proof) if one.proof else None, {"state": one.state})

    def impact(self, one: Impact) -> Row:
        cells = {
            "client": shown.line(one.client or one.reader or ""),
            "level": self.words.say(f"level.{one.level.value}"),
            "title": shown.line(one.proof.title),
            "met": self.words.join([self.met(each) for each in one.met]),
            "effective": one.effective,
        }
        return Row(cells, self.source(one.proof), {}, one.level.value)

    def met(self, one: Met) -> str:
        key = f"why.entry_{one.kind}"
        text = shown.line(one.entry, 80)
        said = self.words.say(key, met=text) if key in self.words.phrases else text
        return self.words.say("why.detail", met=said, detail=shown.line(one.met, 60)) if one.met else said

    def rumour(self, one: Rumour) -> Row:
        say, claim = self.words.say, one.claim
        report, ruling = one.report, one.ruling
        state = claim.state if claim else ClaimState.UNCONFIRMED
        note = ""
        if one.lag is not None:
            key = "rumour.lag_wrong" if state is ClaimState.CONTRADICTED else "rumour.lag"
            note = say(key, n=one.lag)
        about = shown.line(phrase(claim, self.words), 200) if claim else say("rumour.report")
        said = claim.sentence if claim else (report.quotes[0].text if report and report.quotes else "")
        by = claim.by if claim else None
        cells = {
            "claim": about,
            "programmes": self.programme(claim.programme) if claim else "",
            "state": note or say(f"state.{state.value}"),
            "said": shown.line(said or say("rumour.launch"), 400),
            "ruled": self.ruled(by.sentence if by else "", ruling),
            "lag": one.lag,
        }
        proof = ruling or report
        return Row(cells, self.source(proof) if proof else None, {"state": state.value})

    def ruled(self, sentence: str, ruling: Proof | None) -> str:
        if not sentence:
            return ""
        number = f" [{shown.line(ruling.number, 80)}]" if ruling and ruling.number else ""
        return f"{shown.line(sentence, 400)}{number}"

    def doubt(self, one: Doubt) -> Row:
        words = self.words
        cells = {
            "source": shown.line(one.source),
            "authority": shown.line(one.authority),
            "state": words.say(f"doubtful.{one.sort.value}"),
            "problem": self.problem(one),
            "since": one.since,
            "last_good": one.last_good
            or (words.say("doubtful.never") if one.sort is Doubtful.SOURCE else None),
            "link": shown.line(one.url),
        }
        return Row(cells, self.source(one.proof) if one.proof else None, {"state": one.sort.value})

    def problem(self, one: Doubt) -> str:
        words = self.words
        reason = shown.line(one.reason or "", 300)
        match one.sort:
            case Doubtful.HELD:
                return words.say("doubtful.changes", n=one.changes, reason=reason)
            case Doubtful.SILENT:
                return words.say("doubtful.quiet")
            case Doubtful.GAP if one.since and one.until:
                last = one.until - timedelta(seconds=1)
                days = [words.day(each.astimezone(words.zone).date()) for each in (one.since, last)]
                gap = words.say("doubtful.gap_of", since=days[0], until=days[1])
                outcome = words.name("outcome", one.outcome or "")
                return words.say("sign.colon").join(each for each in (gap, outcome) if each)
        if one.sort is Doubtful.SOURCE and one.outcome is None:
            return words.say("doubtful.overdue") if one.last_good else reason or words.say("doubtful.overdue")
        outcome = words.name("outcome", one.outcome or "")
        return words.say("sign.colon").join(each for each in (outcome, reason) if each)

    # -- pieces ------------------------------------------------------------------------------------

    def labels(self, labels: Sequence[tuple[LabelName, Direction | None]]) -> str:
        return self.words.join([self.label(*each) for each in labels])

    def label(self, name: LabelName, direction: Direction | None) -> str:
        called = self.words.name("label", name.value)
        if direction in (None, Direction.NEUTRAL):
            return called
        tone = self.words.name("tone", direction.value)
        return self.words.say("label.directed", label=called, direction=tone)

    def programme(self, id_: str) -> str:
        return next((self.name(each) for each in self.brief.programmes if each.id == id_), shown.line(id_))

    def name(self, programme: Followed) -> str:
        """What a programme is called in the reader's language, where it has a name in it."""
        names = (programme.name, *programme.aliases)
        if self.words.language == "zh":
            return shown.line(next((each for each in names if not each.isascii()), programme.name))
        return shown.line(next((each for each in names if each.isascii()), programme.name))

    def source(self, proof: Proof) -> Source:
        words = self.words
        status = "" if proof.status is Status.OFFICIAL else words.say(f"status.{proof.status.value}")
        return Source(
            shown.line(proof.change),
            shown.line(proof.authority),
            shown.line(proof.source),
            shown.line(proof.number or "", 120),
            shown.line(proof.title),
            shown.line(proof.url, 2_000),
            shown.link(proof.url),
            shown.line(proof.language, 20) or "und",
            proof.published,
            proof.detected,
            status,
            tuple((shown.line(each.text, 600), self.where(each)) for each in proof.quotes),
        )

    def where(self, quote: Quote) -> str:
        return place(quote.place, self.words) if quote.place else ""


def _tone(labels: Sequence[tuple[LabelName, Direction | None]]) -> str:
    return next((direction.value for _, direction in labels if direction), "")


def called(paper: str, words: Words) -> str:
    """What a document is called in a language."""
    if words.language != "zh":
        return paper
    if known := next((name for name in NAMES.get(paper, ()) if not name.isascii()), None):
        return known
    standard, _, sort = paper.rpartition(" ")
    return words.say("paper.of", standard=standard, sort=words.name("paper", sort)) if standard else paper


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _percent(written: str | None) -> str:
    text = written or ""
    return f"{text} %" if text.replace(".", "", 1).isdigit() else text
