"""One source: its keys in words, what to do about it, and whether it may be read now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Literal

from monitor import schedule, shown
from monitor.digest.words import Words
from monitor.model import Hold, ReadNow, SourceState, Trouble, TroubleKind as Kind
from monitor.operators.advice import advice, command
from monitor.sources.base import BaseSource
from monitor.values import dataclass

LONGEST = 200  # characters of a key that are shown
_TOLD = {  # keys that have a line in words, or none at all
    "id", "authority", "jurisdiction", "language", "tier", "kind", "url", "fetch", "every", "cron", "reread",
    "announce_since", "at_least", "proof", "attachments", "robots", "whole", "proxy", "ignore", "keep", "row_key",
    "timezone",
}  # fmt: skip
_PRIVATE = {"headers", "cookies", "cookies_from", "tls"}  # of which only the names are shown (M18)


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether a source may be read now. may: it may be asked for. asked: it was. due: it is read at the next turn anyway.
    saved: only a person can read it. left: nobody watches it any more. at: when it is read at the earliest.
    """

    state: Literal["may", "asked", "due", "saved", "left"]
    at: datetime | None = None
    wish: ReadNow | None = None
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Advice:
    """What is wrong, what it means, what to do, and what to type."""

    title: str
    means: str
    mend: str
    command: str


def asking(
    source: BaseSource | None,
    state: SourceState | None,
    wish: ReadNow | None,
    now: datetime,
    paused: datetime | None,
) -> Asking:
    """paused: until when its host wants to be left alone."""
    if source is None:
        return Asking("left")
    if source.fetch == "saved":
        return Asking("saved")
    if state is None:
        return Asking("due")
    if schedule.due_at(source, state, now) <= now:
        return Asking("due", wish=wish)
    at = schedule.earliest(state, now, paused)
    later = at if at > now else None
    return Asking("asked" if wish else "may", later, wish, paused is not None and paused == at)


def advices(
    id_: str,
    state: SourceState | None,
    hold: Hold | None,
    troubles: Sequence[Trouble],
    *,
    late: bool,
    words: Words,
) -> Iterator[Advice]:
    """What is to be done about a source, the most pressing first. words: of operators' mail."""
    if state is not None and state.bad_since is not None:
        yield _advice(
            Trouble(Kind.SOURCE, id_, state.bad_since, state.reason or "", state.outcome or ""), words
        )
    if hold is not None:
        yield _advice(Trouble(Kind.HELD, id_, hold.since, hold.reason, str(hold.changes)), words)
    if late and state is not None and state.next_check is not None:
        yield _advice(Trouble(Kind.OVERDUE, "schedule", state.next_check, ""), words)
    for each in troubles:
        if each.kind is Kind.SILENT and each.subject == id_ and each.ended is None:
            yield _advice(each, words)


def _advice(trouble: Trouble, words: Words) -> Advice:
    kind, _, word = advice(trouble).partition(".")
    subject = shown.line(trouble.subject)
    return Advice(
        title=words.say(f"one.{trouble.kind}", n=1, subject=subject, count=trouble.detail),
        means=words.say(f"means.{trouble.kind}", n=1),
        mend=words.say(f"do-{kind}.{word}", subject=subject),
        command=shown.line(command(trouble)),
    )


# -- the keys ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Key:
    """A key of sources.yaml. written: its value is as it stands there."""

    name: str
    value: str
    written: bool = False


def keys(source: BaseSource, words: Words) -> list[Key]:
    """How a source is configured, in words; what is as usual and says nothing is left out."""
    said = [Key(words.say(f"key.{name}"), shown.line(value, 2_000)) for name, value in _said(source, words)]
    return [*said, *_written(source)]


def _said(source: BaseSource, words: Words) -> Iterator[tuple[str, str]]:
    yield "kind", words.name("kind", source.kind)
    yield "fetch", words.say(f"fetch.{source.fetch}")
    yield "every", _rhythm(source, words)
    yield "tier", words.say(f"sources.tier_{source.tier}")
    yield "language", source.language
    yield "timezone", source.zone.key
    if source.reread:
        yield (
            "reread",
            words.say("key.after", spans=words.join([span(each, words) for each in source.reread])),
        )
    yield "at_least", f"{source.at_least:,}"
    yield "attachments", words.say(f"attachments.{source.attachments}")
    now_and_then = {
        "proof": source.proof,
        "announce_since": words.day(source.announce_since) if source.announce_since else "",
        "whole": words.say("key.yes") if source.whole else "",
        "robots": words.say("key.robots_ignored") if source.robots == "ignore" else "",
        "proxy": source.proxy,
        "ignore": _phrases(source.ignore, words),
        "keep": _phrases(source.keep, words),
        "row_key": _phrases(source.row_key, words),
        "sent": _phrases([*source.headers, *source.cookies], words),
    }
    yield from ((name, value) for name, value in now_and_then.items() if value)


def _rhythm(source: BaseSource, words: Words) -> str:
    if source.cron:
        return words.say("key.cron", cron=source.cron, zone=source.zone.key)
    return words.say("key.each", span=span(source.every, words)) if source.every else words.say("key.always")


def _phrases(phrases: Sequence[str], words: Words) -> str:
    return words.join([shown.line(each, LONGEST) for each in phrases])


def _written(source: BaseSource) -> Iterator[Key]:
    """The keys of its kind, as they stand in the file."""
    others = source.model_dump(mode="json", exclude_defaults=True, exclude=_TOLD | _PRIVATE)
    for name, value in others.items():
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            yield Key(name, shown.line(str(value), LONGEST), written=True)
        elif isinstance(value, list) and all(isinstance(each, str) for each in value):
            yield Key(name, shown.line(", ".join(value), LONGEST), written=True)


_UNITS = (
    ("week", timedelta(weeks=1)),
    ("day", timedelta(days=1)),
    ("hour", timedelta(hours=1)),
    ("minute", timedelta(minutes=1)),
)


def span(length: timedelta, words: Words) -> str:
    """How long, in the largest unit that fits it: "3 days"."""
    for name, unit in _UNITS:
        if length >= unit and not length % unit:
            return words.say(f"span.{name}", n=length // unit)
    return words.say("span.second", n=round(length.total_seconds()))
