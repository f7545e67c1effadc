"""A digest -> the mails that say it, from templates that may be the operator's own.

What other people wrote is only ever a value in a template (C13). Each change is set apart from the
others, so one that cannot be shown costs nobody the rest (M05). Where the operator's own template fails
the shipped one steps in, and the mistake is told with its file and line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from email.utils import getaddresses
from itertools import islice
from typing import TypeVar
from zoneinfo import ZoneInfo

from monitor import shown
from monitor.digest import mail, storm
from monitor.digest.items import Item, item
from monitor.digest.mail import Letter
from monitor.digest.names import Names
from monitor.digest.page import Entry, page
from monitor.digest.press import POISON, Press, Templates, presses
from monitor.errors import ConfigError
from monitor.model import Digest, Line, Message
from monitor.route import Subscription
from monitor.values import dataclass

__all__ = ["Letterhead", "Limits", "Names", "Rendered", "Templates", "Typeset", "mailed", "render", "typeset"]

T = TypeVar("T")

UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What all mails of this installation share: who writes, in which zone, and what people call things. stop: where one
    asks to get no more, an address or a page; the sender when not said.
    """

    sender: str
    timezone: ZoneInfo = UTC
    names: Names = field(default_factory=Names)
    stop: str | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much goes into one mail (M08); what is more goes into the next one.

    storm: changes of one source at once; more are told as one (M11). mails: what is more than fits into so many is
    counted and named in one more.
    """

    items: int = 200
    size_bytes: int = 1_000_000
    storm: int = 30
    mails: int = 5


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Rendered:
    """The mails by recipient, each with its parts in order; and what the operator should mend."""

    messages: Mapping[str, tuple[Message, ...]]
    mistakes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Typeset:
    """A digest in type before it has recipients: its parts in order; and what the operator should mend."""

    letters: tuple[Letter, ...]
    mistakes: tuple[str, ...] = ()


def render(
    digest: Digest,
    subscription: Subscription,
    templates: Templates,
    letterhead: Letterhead,
    limits: Limits = DEFAULT_LIMITS,
    *,
    bare: bool = False,
) -> Rendered:
    """The mails of a digest, one for each recipient and part. The same values give the same bytes.

    bare: changes are told by their links only, as a server refused what they say (M05).

    Raises ConfigError when nobody at all could be written to: a digest is never counted as told then.
    """
    return mailed(
        typeset(digest, subscription, templates, letterhead, limits, bare=bare), subscription, letterhead
    )


def typeset(
    digest: Digest,
    subscription: Subscription,
    templates: Templates,
    letterhead: Letterhead,
    limits: Limits = DEFAULT_LIMITS,
    *,
    bare: bool = False,
) -> Typeset:
    """The parts of a digest in the reader's language and zone, whoever gets them. See `render`."""
    zone = ZoneInfo(subscription.timezone) if subscription.timezone else letterhead.timezone
    stop = letterhead.stop or getaddresses([letterhead.sender])[0][1]
    setting = Setting(
        digest,
        letterhead.names.spoken(subscription.language),
        *presses(templates, subscription.language, zone),
        bare,
        limits.storm,
        stop,
    )
    letters = tuple(setting.letters(limits))
    return Typeset(letters, tuple(dict.fromkeys(setting.mistakes)))


def mailed(typeset: Typeset, subscription: Subscription, letterhead: Letterhead) -> Rendered:
    """The parts as mails to every address of a subscription. See `render`."""
    mistakes = list(typeset.mistakes)
    messages: dict[str, tuple[Message, ...]] = {}
    for recipient in subscription.to:
        try:
            messages[recipient] = tuple(
                mail.message(letter, recipient, letterhead.sender, letterhead.stop)
                for letter in typeset.letters
            )
        except ValueError as error:  # nobody else goes without (M04)
            mistakes.append(f"{subscription.name}: {error}")
    if not messages:
        raise ConfigError(*dict.fromkeys(mistakes))
    return Rendered(messages, tuple(dict.fromkeys(mistakes)))


@dataclass(frozen=True, slots=True)
class Bodies:
    """The three texts of a mail."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Setting:
    """One digest on its way into type. mistakes: collected as they are met."""

    digest: Digest
    names: Names
    presses: Sequence[Press]  # the operator's own first, the shipped one last
    mistakes: list[str]
    bare: bool = False
    storm: int = DEFAULT_LIMITS.storm
    stop: str | None = None
    given_up: list[Press] = field(default_factory=list)

    def letters(self, limits: Limits) -> Iterator[Letter]:
        parts = list(self.parts(limits))
        for number, part in enumerate(parts, 1):
            bodies = self.bodies(part, number, len(parts))
            yield Letter(
                key=f"{self.digest.id}.{number}",
                subject=bodies.subject,
                text=bodies.text,
                html=bodies.html,
                name=self.digest.subscription,
                slot=self.digest.slot,
                composed=self.digest.composed,
                part=number,
                parts=len(parts),
                tells=tuple(id_ for entry in part for id_ in entry.tells),
                bare=self.bare,
                thread=self.thread(part),
            )

    def parts(self, limits: Limits) -> Iterator[Sequence[Entry]]:
        """The entries mail by mail; what is more than all mails hold is one entry of the last."""
        entries, made, told = self.entries(limits), 0, 0
        while (chunk := list(islice(entries, limits.items))) or not made:
            for part in self.fitting(chunk, limits):
                if made == limits.mails:
                    yield self.rest(told)
                    return
                made, told = made + 1, told + sum(len(entry.tells) for entry in part)
                yield part

    def rest(self, told: int) -> Sequence[Entry]:
        """Everything behind the first `told` changes that stand in mails, as one."""
        piled = list(storm.piles(self.digest.lines, self.storm))
        ordered = [line for pile in piled for line in pile]
        return list(self.heap(len(piled), ordered[told:], further=True))

    def entries(self, limits: Limits) -> Iterator[Entry]:
        lines = self.digest.lines
        if self.bare:
            yield from (self.plain(place, line, "refused") for place, line in enumerate(lines, 1))
            return
        for place, pile in enumerate(storm.piles(lines, limits.storm), 1):
            if len(pile) == 1:
                yield self.entry(place, pile[0])
            else:
                yield from self.heap(place, pile)

    def thread(self, part: Sequence[Entry]) -> tuple[str, str] | None:
        """The one programme that every change of a mail belongs to, by id and name."""
        told = {id_ for entry in part for id_ in entry.tells}
        followed = [
            {thread.programme for thread in line.change.finding.threads}
            for line in self.digest.lines
            if line.change.id in told
        ]
        if not followed or len(common := set.intersection(*followed)) != 1:
            return None
        (id_,) = common
        return id_, self.names.programmes.get(id_, id_)

    def fitting(self, entries: Sequence[Entry], limits: Limits) -> Iterator[Sequence[Entry]]:
        """The entries in halves of halves, until each fits a mail; one that never fits goes as its link."""
        bodies = self.bodies(entries, 1, 1)
        if not entries or mail.weight(bodies.text, bodies.html) <= limits.size_bytes:
            yield entries
        elif len(entries) == 1:
            yield [self.unfit(entries[0])]
        else:
            middle = len(entries) // 2
            yield from self.fitting(entries[:middle], limits)
            yield from self.fitting(entries[middle:], limits)

    def entry(self, place: int, line: Line) -> Entry:
        """One change, set apart from the others (M05)."""

        def card(press: Press) -> Entry:
            told: Item = item(line, self.today(press), self.names, press.words)
            text = press.set("digest/item.txt", item=told, place=place)
            return Entry(
                place=place,
                id=told.id,
                link=told.link,
                item=told,
                text=text,
                html=press.set("digest/item.html", item=told, place=place),
                tells=(line.change.id,),
            )

        try:
            return self.best(card)
        except POISON as error:
            self.mistakes.append(
                f"change {line.change.id} is sent as its link only: {shown.line(str(error))}"
            )
            return self.plain(place, line, "poison")

    def heap(self, place: int, pile: Sequence[Line], *, further: bool = False) -> Iterator[Entry]:
        """Many changes of one source as one; each by its id and address when that cannot be shown.

        further: of any sources, what the mails have no room for.
        """

        def card(press: Press) -> Entry:
            make = storm.rest if further else storm.storm
            told = make(pile, self.names, press.words)
            return Entry(
                place=place,
                id=told.headline,
                link=None,
                item=None,
                text=press.set("digest/storm.txt", storm=told, place=place),
                html=press.set("digest/storm.html", storm=told, place=place),
                tells=tuple(line.change.id for line in pile),
                storm=told,
            )

        try:
            yield self.best(card)
        except POISON as error:
            self.mistakes.append(
                f"{len(pile)} changes are sent as their links only: {shown.line(str(error))}"
            )
            yield from (self.plain(place, line, "poison") for line in pile)

    def unfit(self, entry: Entry) -> Entry:
        """What never fits a mail, by its id and address."""
        line = next(line for line in self.digest.lines if line.change.id == entry.tells[0])
        return replace(self.plain(entry.place, line, "too_large"), tells=entry.tells)

    def plain(self, place: int, line: Line, why: str) -> Entry:
        """A change by its id and address."""
        address = line.change.finding.change.notice.listed.url
        link = shown.link(address) if isinstance(address, str) else None
        told = {"place": place, "id": line.change.id, "link": link, "why": why}
        text, html = self.best(
            lambda press: (press.set("digest/plain.txt", **told), press.set("digest/plain.html", **told))
        )
        id_ = line.change.id
        return Entry(place=place, id=id_, link=link, item=None, text=text, html=html, tells=(id_,))

    def bodies(self, entries: Sequence[Entry], part: int, parts: int) -> Bodies:
        """A whole mail around some entries."""

        def whole(press: Press) -> Bodies:
            sheet = page(
                self.digest, entries, self.names, press.words, part=part, parts=parts, stop=self.stop
            )
            return Bodies(
                subject=shown.line(press.set("digest/subject.txt", page=sheet), 200),
                text=tidy(press.set("digest/body.txt", page=sheet)),
                html=inlined(press.set("digest/body.html", page=sheet)),
            )

        return self.best(whole)

    def best(self, make: Callable[[Press], T]) -> T:
        """What the operator's own templates make; the shipped ones where those fail."""
        *own, shipped = self.presses
        for press in own:
            if press in self.given_up:
                continue
            try:
                return make(press)
            except POISON as error:
                if isinstance(error, OverflowError | RecursionError):  # and would again, each time as long
                    self.given_up.append(press)
                made = make(shipped)  # fails as well when the fault is in the text and not in the template
                self.mistakes.append(press.complaint(error))
                return made
        return make(shipped)

    def today(self, press: Press) -> date:
        return self.digest.composed.astimezone(press.words.zone).date()


def tidy(text: str) -> str:
    """No blanks at the ends of lines, no heaps of empty lines."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"


def inlined(html: str) -> str:
    """The page with its style sheet on the elements, as mail programs want it; @media stays behind."""
    import css_inline

    inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False, minify_css=True)
    return str(inliner.inline(html))
