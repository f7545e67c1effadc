"""Who was told of a change, by which digest and mail, and why; who was not, and why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor import schedule, shown
from monitor.config import Config
from monitor.digest import weight
from monitor.digest.few import series
from monitor.digest.names import Names
from monitor.digest.reasons import reasons
from monitor.digest.words import Words
from monitor.model import Delivery, Recorded, Told
from monitor.route import Subscription
from monitor.severity import severity
from monitor.values import dataclass
from monitor.why import Fate, Why, why

MOST = 40  # subscriptions, and mails of each, that stand on a page


@dataclass(frozen=True, slots=True)
class Mailed:
    """A message on its way to one reader. id: of the delivery."""

    id: str
    recipient: str
    channel: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Hearer:
    """A subscription. fate: what became of the change for it, by its name; said: the same in a sentence; told: the
    change that told it instead. weighs: how soon it matters to these readers; reasons: why they are owed it.
    """

    name: str
    fate: str
    tone: str
    said: str
    told: str = ""
    weighs: str = ""
    reasons: tuple[str, ...] = ()
    mails: tuple[Mailed, ...] = ()
    more: int = 0


TONES = {Fate.TOLD: "good", Fate.JOINED: "good", Fate.PARKED: "bad", Fate.HELD: "warn", Fate.UNTOLD: "warn"}


@dataclass(frozen=True, slots=True)
class Case:
    """A change, and all that is known of who heard of it."""

    recorded: Recorded
    told: Told
    config: Config
    names: Names
    now: datetime


def hearers(case: Case, words: Words) -> tuple[Hearer, ...]:
    """Those that it reached first, then those that it did not."""
    config, recorded = case.config, case.recorded
    configured = {each.name: each for each in config.subscriptions}
    source = next((each for each in config.sources if each.id == recorded.source), None)
    found = [
        why(
            recorded,
            name,
            case.told,
            configured=configured.get(name),
            source=source,
            watch=config.watch,
            clock=lambda moment: words.moment(moment),  # noqa: PLW0108 - a Clock names its argument
        )
        for name in list(dict.fromkeys((*case.told.tellings, *configured)))[:MOST]
    ]
    found.sort(key=lambda each: not each.reached)
    return tuple(_hearer(each, configured.get(each.subscription), case, words) for each in found)


def _hearer(found: Why, configured: Subscription | None, case: Case, words: Words) -> Hearer:
    telling, programmes = found.telling, case.names.programmes
    copy = case.told.copies.get(found.subscription, ("", ""))[0] if found.fate is Fate.JOINED else ""
    key, values = _said(found, configured, case, words)
    hearer = Hearer(
        name=shown.line(found.subscription),
        fate=words.say(f"told.{found.fate.name.lower()}"),
        tone=TONES.get(found.fate, ""),
        said=words.say(f"told.{key}", **values),
        told=copy,
    )
    if telling is None:
        return hearer
    today = case.now.astimezone(words.zone).date()
    return replace(
        hearer,
        weighs=weight.line(severity(case.recorded, telling.why, today), programmes, words),
        reasons=tuple(reasons(telling.why, programmes, words) or [words.say("why.every")]),
        mails=tuple(_mailed(each, words) for each in telling.deliveries[:MOST]),
        more=max(0, len(telling.deliveries) - MOST),
    )


def _said(
    found: Why, configured: Subscription | None, case: Case, words: Words
) -> tuple[str, Mapping[str, str]]:
    """The sentence that says what became of it, and what is put into it."""
    telling, told = found.telling, case.told
    said: tuple[str, Mapping[str, str]] = ("why_unknown", {})
    match found.fate:
        case Fate.TOLD | Fate.UNDER_WAY | Fate.PARKED if telling and telling.slot:
            said = "in_digest", {"moment": words.moment(telling.slot)}
        case Fate.WAITING:
            slot = _next_slot(configured, words.zone, case.now)
            said = ("waits_until", {"moment": words.moment(slot)}) if slot else ("waits", {})
        case Fate.HELD:
            said = "why_held", {"source": shown.line(case.recorded.source)}
        case Fate.UNTOLD:
            said = "why_untold", {"why": shown.line(case.recorded.untold or "")}
        case Fate.JOINED:
            change, site = told.copies[found.subscription]
            said = "why_joined", {"id": change, "source": shown.line(site)}
        case Fate.UNMET if configured:
            said = "why_unmet", {"takes": words.say("sign.semicolon").join(_takes(configured, words))}
        case Fate.EARLIER:
            begun = told.since.get(found.subscription)
            said = ("why_earlier", {"moment": words.moment(begun)}) if begun else ("not_begun", {})
        case Fate.OTHERWISE:
            said = "why_otherwise", {}
    return said


def _next_slot(configured: Subscription | None, zone: ZoneInfo, now: datetime) -> datetime | None:
    if configured is None or configured.send.immediately:
        return None
    own = ZoneInfo(configured.timezone) if configured.timezone else zone
    return schedule.next_slot(configured.send, own, now)


def _takes(configured: Subscription, words: Words) -> Iterator[str]:
    """What a subscription asks for, as far as it lets anything not by."""
    filters: Sequence[tuple[str, Sequence[str] | None]] = (
        (
            "labels",
            None if configured.labels is None else [words.name("label", each) for each in configured.labels],
        ),
        ("sources", configured.sources),
        ("jurisdictions", configured.jurisdictions),
        ("programmes", configured.programmes),
    )
    for name, some in filters:
        if some is not None:
            yield words.say(f"told.takes_{name}", some=series(some, words) or words.say("told.takes_none"))
    if configured.severity is not None:
        yield words.say("told.takes_severity", level=words.name("severity", configured.severity.value))
    yield words.say("told.takes_watched")


def _mailed(each: Delivery, words: Words) -> Mailed:
    return Mailed(
        each.id,
        shown.line(each.recipient),
        shown.line(each.channel),
        words.name("told", f"mail_{each.state.value}"),
        shown.line(each.reason or ""),
    )
