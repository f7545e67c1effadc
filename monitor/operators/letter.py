"""A report in type: the mail that operators get, in their language, from templates that may be their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from monitor import shown
from monitor.digest.mail import Letter
from monitor.digest.press import POISON, Press
from monitor.digest.render import inlined, tidy
from monitor.digest.words import Words
from monitor.model import Trouble, TroubleKind as Kind
from monitor.operators.advice import advice, command
from monitor.operators.course import times
from monitor.operators.report import Report
from monitor.values import dataclass

NAME = "operators"  # under which mail programs file these mails
ROWS = 20  # of one card, or of what is over and still lasts; the others are counted
FEW = 8  # the same when it is most likely our own connection
ALIKE = 3  # from so many on troubles with one cure share a card
EVERYTHING = 0.8  # of all sources fail: it may be us


@dataclass(frozen=True, slots=True)
class Row:
    """One trouble on a line. when: since when, or from when to when. name: what people call a source."""

    subject: str
    name: str
    when: str
    reason: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """Troubles with one cure. more: how many are not listed."""

    title: str
    rows: tuple[Row, ...]
    means: str
    mend: str
    command: str
    more: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A mail to operators, ready to be laid out."""

    language: str
    written: str
    headline: str
    question: str | None  # asked when nearly everything fails
    begun: tuple[Card, ...]
    over: tuple[Row, ...]
    over_more: int
    still: tuple[Row, ...]
    still_more: int
    footer: tuple[str, ...]


def letter(
    report: Report,
    troubles: Sequence[Trouble],
    presses: Sequence[Press],
    names: Mapping[str, str],
    now: datetime,
) -> tuple[Letter, list[str]]:
    """The mail, and what is wrong with the operators' own templates. names: what people call each source.

    presses: the operators' own first where there is one, the shipped one last. troubles: as `report` was given them.
    """
    mistakes: list[str] = []
    *own, shipped = presses
    for press in own:
        try:
            return _set(press, report, troubles, names, now), mistakes
        except POISON as error:
            mistakes.append(press.complaint(error))
    return _set(shipped, report, troubles, names, now), mistakes


def _set(
    press: Press, report: Report, troubles: Sequence[Trouble], names: Mapping[str, str], now: datetime
) -> Letter:
    sheet = page(report, troubles, press.words, names, now)
    return Letter(
        key=report.id,
        subject=shown.line(press.set("operators/subject.txt", page=sheet), 200),
        text=tidy(press.set("operators/body.txt", page=sheet)),
        html=inlined(press.set("operators/body.html", page=sheet)),
        name=NAME,
        slot=now,
        composed=now,
    )


def page(
    report: Report, troubles: Sequence[Trouble], words: Words, names: Mapping[str, str], now: datetime
) -> Page:
    ours = bool(_all_of(report))
    setter = _Setter(words, names, now, troubles, FEW if ours else ROWS)
    return Page(
        language=words.language,
        written=words.moment(now),
        headline=setter.headline(report),
        question=words.say("ask.ours") if ours else None,
        begun=tuple(setter.cards(report.begun)),
        over=tuple(map(setter.ended, report.over[:ROWS])),
        over_more=max(0, len(report.over) - ROWS),
        still=tuple(map(setter.lasting, report.still[:ROWS])),
        still_more=max(0, len(report.still) - ROWS),
        footer=(words.say("foot.who"), words.say("foot.how"), words.say("foot.zone", zone=words.zone.key)),
    )


def _all_of(report: Report) -> int:
    """How many sources fail, when it is nearly all of them and some began just now; else 0."""
    begun = sum(each.kind is Kind.SOURCE for each in report.begun)
    failing = begun + sum(each.kind is Kind.SOURCE for each in report.still)
    return failing if begun and failing >= ALIKE and failing >= EVERYTHING * report.sources else 0


@dataclass(frozen=True)
class _Setter:
    words: Words
    names: Mapping[str, str]
    now: datetime
    troubles: Sequence[Trouble]
    most: int

    def headline(self, report: Report) -> str:
        say = self.words.say
        if (failing := _all_of(report)) and report.sources:
            return say("head.all" if failing >= report.sources else "head.most", n=failing, of=report.sources)
        if len(report.begun) == 1:
            said = [self.title(report.begun)]
        elif report.begun:
            kinds = {each.kind for each in report.begun}
            one = kinds == {Kind.SOURCE}
            said = [say("head.sources" if one else "head.begun", n=len(report.begun))]
        elif len(report.over) == 1 and not report.begun:
            return self.over_title(report.over[0])
        else:
            said = []
        if report.over:
            said.append(say("head.over", n=len(report.over)))
        if report.still and not said:
            said.append(say("head.still", n=len(report.still)))
        return say("sign.dot").join(said)

    def cards(self, begun: Sequence[Trouble]) -> Iterator[Card]:
        """Those that have one cure together, the most pressing kinds first."""
        order = list(Kind)

        def sort(each: Trouble) -> tuple[int, str]:
            return order.index(each.kind), advice(each)

        for _, group in groupby(sorted(begun, key=sort), key=sort):
            alike = list(group)
            step = len(alike) if len(alike) >= ALIKE else 1
            for start in range(0, len(alike), step):
                yield self.card(alike[start : start + step])

    def card(self, alike: Sequence[Trouble]) -> Card:
        first = alike[0]
        return Card(
            title=self.title(alike),
            rows=tuple(map(self.row, alike[: self.most])),
            means=self.words.say(f"means.{first.kind}", n=len(alike)),
            mend=self.mend(first),
            command=shown.line(command(first, alone=len(alike) == 1)),
            more=max(0, len(alike) - self.most),
        )

    def mend(self, trouble: Trouble) -> str:
        kind, _, word = advice(trouble).partition(".")
        return self.words.say(f"do-{kind}.{word}", subject=shown.line(trouble.subject))

    def title(self, alike: Sequence[Trouble]) -> str:
        first = alike[0]
        group = "one" if len(alike) == 1 else "many"
        return self.words.say(
            f"{group}.{first.kind}",
            n=len(alike),
            subject=self.subject(first),
            count=shown.line(first.detail, 60),
        )

    def over_title(self, trouble: Trouble) -> str:
        return self.words.say(f"over.{trouble.kind}", subject=self.subject(trouble))

    def subject(self, trouble: Trouble) -> str:
        if trouble.kind is Kind.SLOT:
            return trouble.subject.rpartition(" ")[0]
        return shown.line(trouble.subject, 80)

    def row(self, trouble: Trouble) -> Row:
        again = times(trouble, self.troubles, self.now)
        note = self.words.say("note.again", n=again) if again > 1 else ""
        return self._row(trouble, self.since(trouble), note)

    def lasting(self, trouble: Trouble) -> Row:
        note = self.words.say("note.turns", n=trouble.turns) if trouble.turns else ""
        row = self._row(trouble, self.since(trouble), note)
        title = self.words.say(
            f"one.{trouble.kind}", n=1, subject=self.subject(trouble), count=trouble.detail
        )
        return Row(title, row.name, row.when, row.reason, row.note)

    def ended(self, trouble: Trouble) -> Row:
        until = trouble.ended or self.now
        when = self.words.say(
            "when.over",
            since=self.words.moment(trouble.since),
            until=self.words.moment(until),
            long=self.long(until - trouble.since),
        )
        row = self._row(trouble, when, "")
        return Row(self.over_title(trouble), row.name, when, row.reason)

    def _row(self, trouble: Trouble, when: str, note: str) -> Row:
        name = (
            self.names.get(trouble.subject, "")
            if trouble.kind in (Kind.SOURCE, Kind.SILENT, Kind.HELD)
            else ""
        )
        return Row(self.subject(trouble), shown.line(name), when, shown.line(trouble.reason, 400), note)

    def since(self, trouble: Trouble) -> str:
        moment, long = self.words.moment(trouble.since), self.now - trouble.since
        if long < timedelta(minutes=1):
            return self.words.say("when.now", since=moment)
        return self.words.say("when.since", since=moment, long=self.long(long))

    def long(self, span: timedelta) -> str:
        minutes = max(0, int(span.total_seconds() // 60))
        if minutes < 120:
            return self.words.say("long.minutes", n=minutes)
        if minutes < 48 * 60:
            return self.words.say("long.hours", n=minutes // 60)
        return self.words.say("long.days", n=minutes // (24 * 60))
