"""Findings and subscriptions -> who hears what, and why.

`sources`, `jurisdictions` and `programmes` say where a reader looks; `labels` what matters there. A
watchlist only ever adds: what meets it is shown whatever its labels are, and so is a notice whose text
could not be read, or an annex of it. Doubt shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from email.headerregistry import Address
from functools import cached_property
from typing import Annotated, Literal, Protocol

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)

from monitor import markets
from monitor.facts import ports
from monitor.model import Amended, Change, Finding, LabelName, Owed, Removed
from monitor.programmes import stands_in
from monitor.prose import body, lower, prose
from monitor.schedule import Send, parse_zone

# -- what a subscription says ----------------------------------------------------------------------


def _name(written: str) -> str:
    if re.fullmatch(r"\w[\w .-]{0,80}", written) is None:
        raise ValueError(f"{written!r} is no name, write letters, digits, dots and hyphens: compliance-daily")
    return written


def _address(written: str) -> str:
    """A bare address, parsed and written anew, so that nothing in it can become a header (M06)."""
    if re.search(r"[\s\x00-\x1f<>,;\"]", written) or written.count("@") != 1:
        raise ValueError(f"{written!r} is no mail address, write name@example.com")
    try:
        return str(Address(addr_spec=written))
    except (ValueError, IndexError) as error:
        raise ValueError(f"{written!r} is no mail address: {error}") from error


def _send(written: object) -> Send:
    return written if isinstance(written, Send) else Send.parse(str(written))


def _hs(written: object) -> str:
    text = str(written).strip()
    bounds = [re.sub(r"[. ]", "", part) for part in re.split(r"\s*[-–]\s*", text)]
    if not all(re.fullmatch(r"[0-9]{2,12}", bound) for bound in bounds) or len(bounds) > 2:
        raise ValueError(f'"{text}" is no HS code, write a prefix (8541.43) or a range (8501-8504)')
    if len(bounds) == 2 and (len(bounds[0]) != len(bounds[1]) or bounds[0] > bounds[1]):
        raise ValueError(f'"{text}" is no range, write two codes of one length, the smaller first')
    return text


def _zone(written: str) -> str:
    parse_zone(written)
    return written


HsEntry = Annotated[str, BeforeValidator(_hs)]


class Watchlist(BaseModel):
    """What a reader never wants to miss. hs: prefixes ("8541.43") and ranges ("8501-8504")."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hs: tuple[HsEntry, ...] = ()
    words: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()


class Subscription(BaseModel):
    """One reader or list of readers, what they hear of and when. A filter left out lets everything by."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, AfterValidator(_name)]
    to: tuple[Annotated[str, AfterValidator(_address)], ...] = Field(min_length=1)
    send: Annotated[
        Send,
        BeforeValidator(_send),
        PlainSerializer(str),
        WithJsonSchema({"type": "string", "examples": ["daily 08:00", "weekly mon 08:00", "immediately"]}),
    ] = Field(default_factory=lambda: Send.parse("daily 08:00"))
    labels: tuple[LabelName, ...] | None = None
    sources: tuple[str, ...] | None = None
    jurisdictions: tuple[str, ...] | None = None
    programmes: tuple[str, ...] | None = None
    watchlist: Watchlist = Watchlist()
    when_quiet: Literal["attest", "skip"] = "attest"
    language: Literal["en", "zh"] = "en"
    timezone: Annotated[str, AfterValidator(_zone)] | None = None


# -- who hears what --------------------------------------------------------------------------------


class Published(Protocol):
    """What routing needs to know of a source."""

    @property
    def id(self) -> str: ...
    @property
    def jurisdiction(self) -> str: ...


def route(
    findings: Sequence[Finding], source: Published, subscriptions: Iterable[Subscription]
) -> tuple[Owed, ...]:
    """What each subscription is owed of a check's findings: once per change, with every reason."""
    texts = [_Text(finding, source.jurisdiction) for finding in findings]
    return tuple(
        Owed(subscription.name, index, why)
        for subscription in subscriptions
        if _looks_at(subscription, source)
        for index, text in enumerate(texts)
        if (why := tuple(dict.fromkeys(_reasons(subscription, text))))
    )


def _looks_at(subscription: Subscription, source: Published) -> bool:
    return (subscription.sources is None or source.id in subscription.sources) and (
        subscription.jurisdictions is None or source.jurisdiction in subscription.jurisdictions
    )


def _reasons(subscription: Subscription, text: _Text) -> Iterator[str]:
    threads = text.finding.threads
    if subscription.programmes is not None:
        threads = tuple(thread for thread in threads if thread.programme in subscription.programmes)
        if not threads:
            return
        yield from (f"programme {thread.programme}" for thread in threads)
    yield from _labels(subscription, text)
    yield from (f"programme {thread.programme}" for thread in threads if thread.moves or thread.answers)
    yield from text.meets(subscription.watchlist)
    yield from (f"text not available: {unread}" for unread in _unread(text.finding.change))


def _labels(subscription: Subscription, text: _Text) -> Iterator[str]:
    for label in text.finding.classification.labels:
        if subscription.labels is None or label.name in subscription.labels:
            yield f"label {label.name}"
    if subscription.labels is None and not text.finding.classification.labels:
        yield "every change"


def _unread(change: Change) -> Iterator[str]:
    """What of a change nobody could read: the notice, or files that came with it (C31).

    Of an amended notice only the files that were exchanged, came or went: the others are as they were.
    """
    content = change.notice.content
    if content.unread is not None:
        yield content.unread
    files, moved = content.attachments, None
    if isinstance(change, Removed):
        return
    if isinstance(change, Amended):
        files += change.before.content.attachments
        moved = {edit.path for edit in change.comparison.edits}
    for file in files:
        if file.unread is not None and (moved is None or file.name in moved):
            yield f"{file.name}: {file.unread}"


class _Text:
    """A finding as a watchlist sees it; read at most once for all subscriptions."""

    def __init__(self, finding: Finding, home: str) -> None:
        self.finding = finding
        self.home = home

    @cached_property
    def low(self) -> str:
        """Title and text in lower case, of both versions when there are two, each change of it on top."""
        versions = [self.finding.change.notice]
        if isinstance(self.finding.change, Amended):
            versions.append(self.finding.change.before)
        text = "\n".join(f"{notice.title}\n{body(notice.content)}" for notice in versions)
        return lower(prose(text).plain.replace("\n", " "))

    @cached_property
    def codes(self) -> frozenset[str]:
        """Every code the change names or moves, digits only, with the leading zero a spreadsheet dropped."""
        digits = (re.sub(r"\D", "", code) for code in _codes(self.finding))
        return frozenset("0" + code if len(code) % 2 else code for code in digits if code)

    def meets(self, watchlist: Watchlist) -> Iterator[str]:
        """The entries of a watchlist that a finding meets, in words."""
        yield from (f"watchlist hs {entry}" for entry in watchlist.hs if self._has_code(entry))
        yield from (f"watchlist word {word}" for word in watchlist.words if stands_in(word, self.low))
        yield from (f"watchlist port {port}" for port in watchlist.ports if self._has_port(port))
        yield from (f"watchlist market {market}" for market in watchlist.markets if self._has_market(market))

    def _has_code(self, entry: str) -> bool:
        """A code meets an entry when either is the beginning of the other; a range holds its bounds."""
        low, _, high = re.sub(r"[. ]", "", entry.replace("–", "-")).partition("-")
        high = high or low
        return any(
            low[:size] <= code[:size] <= high[:size]
            for code in self.codes
            if (size := min(len(code), len(low)))
        )

    def _has_port(self, port: str) -> bool:
        names = ports.names_of(port)
        if any(name in self.finding.classification.facts.places for name in names):
            return True
        moved = (cell for row in _rows(self.finding.change) for cell in row)
        if any(name in cell for cell in moved for name in names):
            return True
        return len(names) == 1 and stands_in(port, self.low)  # a port that the table does not know

    def _has_market(self, market: str) -> bool:
        if markets.code_of(market) == self.home:
            return True
        return any(stands_in(name, self.low) for name in markets.names_of(market, home=self.home))


def _codes(finding: Finding) -> Iterator[str]:
    yield from finding.classification.facts.hs_codes
    if isinstance(finding.change, Amended):
        compared = finding.change.comparison
        for delta in compared.facts:
            if delta.name == "hs_codes":
                yield from ", ".join(side for side in (delta.before, delta.after) if side).split(", ")
        for table in compared.tables:
            keys = (
                *(row.key for row in (*table.added, *table.removed)),
                *(cell.key for cell in table.changed),
            )
            yield from (key for key in keys if re.fullmatch(r"(?:ex ?)?[\d. ]{4,16}", key))


def _rows(change: Change) -> Iterator[tuple[str, ...]]:
    if isinstance(change, Amended):
        for table in change.comparison.tables:
            yield from (row.cells for row in (*table.added, *table.removed))
