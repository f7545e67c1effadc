"""Findings and subscriptions -> who hears what, and why.

`sources`, `jurisdictions` and `programmes` say where a reader looks; `labels` what matters there. A
watchlist only ever adds: what meets it is shown whatever its labels are, and so is a notice whose text
could not be read, or an annex of it. Doubt shows. `severity` goes over all of that: only what weighs as much today, or
will by the day on which it takes effect.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from email.errors import HeaderParseError
from email.headerregistry import Address
from itertools import islice
from typing import Annotated, Literal, Protocol, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)

from monitor.model import Amended, Change, Finding, LabelName, Owed, Removed
from monitor.schedule import Send, parse_zone
from monitor.severity import LEVELS, Level, reaches
from monitor.watchlists.seen import Seen
from monitor.watchlists.watch import Hits, Watch
from monitor.watchlists.written import ClientNames, OfSubscription, Watchlist
from monitor.ways import Way

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
    except (ValueError, IndexError, HeaderParseError) as error:
        raise ValueError(f"{written!r} is no mail address: {error}") from error


def _send(written: object) -> Send:
    return written if isinstance(written, Send) else Send.parse(str(written))


def _zone(written: str) -> str:
    parse_zone(written)
    return written


class Subscription(BaseModel):
    """One reader or list of readers, what they hear of and when. A filter left out lets everything by.

    to: by mail; channels: by other ways, beside it or instead.
    watchlist: written out, or the names of lists; clients: of those for whom a broker watches, or "all" of them. severity:
    this much at least: urgent, high, normal or low.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, AfterValidator(_name)]
    to: tuple[Annotated[str, AfterValidator(_address)], ...] = ()
    channels: tuple[Way, ...] = ()
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
    watchlist: OfSubscription = Watchlist()
    clients: ClientNames = ()
    severity: Level | None = None
    when_quiet: Literal["attest", "skip"] = "attest"
    language: Literal["en", "zh"] = "en"
    timezone: Annotated[str, AfterValidator(_zone)] | None = None

    @model_validator(mode="after")
    def _reaches_somebody(self) -> Self:
        if not self.to and not self.channels:
            raise ValueError(
                "tells nobody, write to: [name@example.com], or channels: [{folder: out/digests}]"
            )
        return self


# -- who hears what --------------------------------------------------------------------------------


class Published(Protocol):
    """What routing needs to know of a source."""

    @property
    def id(self) -> str: ...
    @property
    def jurisdiction(self) -> str: ...


def route(
    findings: Sequence[Finding],
    source: Published,
    subscriptions: Iterable[Subscription],
    watch: Watch | None = None,
    *,
    today: date | None = None,
) -> tuple[Owed, ...]:
    """What each subscription is owed of a check's findings: once per change, with every reason.

    watch: the lists of all subscriptions and clients; made of the subscriptions' own when it is not given. today: of
    the check, for readers who take only what weighs much; without it they get everything.
    """
    readers = [each for each in subscriptions if not _elsewhere(each, source)]
    watch = watch or Watch(readers)
    met = [watch.hits(Seen(finding, source.jurisdiction)) for finding in findings if readers]
    return tuple(
        Owed(subscription.name, index, why)
        for subscription in readers
        for index, hits in enumerate(met)
        if (why := tuple(dict.fromkeys(_reasons(subscription, hits, watch))))
        and not too_light(subscription, findings[index], why, today)
    )


def too_light(
    subscription: Subscription, finding: Finding, why: Sequence[str], today: date | None
) -> Level | None:
    """The level of a change that weighs less than a subscription asks for; None when it weighs enough."""
    if subscription.severity is None or today is None:
        return None
    level = reaches(finding, why, today)
    return level if LEVELS.index(level) > LEVELS.index(subscription.severity) else None


def _elsewhere(subscription: Subscription, source: Published) -> str | None:
    """Why a subscription does not look at a source at all."""
    if subscription.sources is not None and source.id not in subscription.sources:
        return f"it looks at {_series(subscription.sources, 'no source')} only, and this is of {source.id}"
    if subscription.jurisdictions is not None and source.jurisdiction not in subscription.jurisdictions:
        there = _series(subscription.jurisdictions, "no jurisdiction")
        return f"it looks at {there} only, and {source.id} is of {source.jurisdiction}"
    return None


def _series(names: Sequence[str], none: str) -> str:
    shown = ", ".join(names[:8])
    return f"{shown} and {len(names) - 8} others" if len(names) > 8 else shown or none


def _reasons(subscription: Subscription, hits: Hits, watch: Watch) -> Iterator[str]:
    finding = hits.seen.finding
    threads = finding.threads
    if subscription.programmes is not None:
        threads = tuple(thread for thread in threads if thread.programme in subscription.programmes)
        if not threads:
            return
        yield from (f"programme {thread.programme}" for thread in threads)
    yield from _labels(subscription, finding)
    yield from (
        f"programme {thread.programme}" for thread in threads if thread.moves or thread.answers or thread.says
    )
    yield from map(str, watch.met(subscription.name, hits))
    yield from (f"text not available: {unread}" for unread in _unread(finding.change))


def _labels(subscription: Subscription, finding: Finding) -> Iterator[str]:
    for label in finding.classification.labels:
        if subscription.labels is None or label.name in subscription.labels:
            yield f"label {label.name}"
    if subscription.labels is None and not finding.classification.labels:
        yield "every change"


def unmet(
    finding: Finding,
    source: Published,
    subscription: Subscription,
    watch: Watch,
    *,
    today: date | None = None,
) -> tuple[str, ...]:
    """Why a subscription is not owed a change, a sentence for each filter that it does not pass; empty when it is.

    today: when it was found, as for `route`.
    """
    if why := _elsewhere(subscription, source):
        return (why,)
    hits = watch.hits(Seen(finding, source.jurisdiction))
    if reasons := tuple(_reasons(subscription, hits, watch)):
        level = too_light(subscription, finding, reasons, today)
        return () if level is None else (_lighter(subscription, level),)
    programmes = [thread.programme for thread in finding.threads]
    if subscription.programmes is not None and not set(programmes) & set(subscription.programmes):
        wanted = _series(subscription.programmes, "no programme")
        return (f"it follows {wanted} only, and the change belongs to {_series(programmes, 'no programme')}",)
    labels = [label.name.value for label in finding.classification.labels]
    wanted = _series(subscription.labels or (), "no label")
    sentences = [f"it takes {wanted} only, and the change has {_series(labels, 'no label')}"]
    if not watch.watches(subscription.name):
        sentences.append("it watches for nothing")
    else:
        sentences.append("nothing that it watches for is met")
        sentences += islice(dict.fromkeys(watch.spared(subscription.name, hits)), 5)
    return tuple(sentences)


def _lighter(subscription: Subscription, level: Level) -> str:
    above = "" if subscription.severity is LEVELS[0] else " and more"
    return f"it takes what is {subscription.severity}{above}, and the change is {level} up to the day it takes effect"


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
