"""Why a change stands where it stands in a digest, on one line in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor import shown
from monitor.digest.words import Words
from monitor.severity import STEPS, Reason, Severity

ENTRIES = 3  # of a watchlist that are named


def line(severity: Severity, programmes: Mapping[str, str], words: Words) -> str:
    """Such as: High: HS 8541.43 of your list, restriction, in force in 6 days."""
    entries = [reason for reason in severity.reasons if reason.kind == "watch"]
    rest = [reason for reason in severity.reasons if reason.kind != "watch"]
    said = [*_entries(entries, words), *(_said(reason, programmes, words) for reason in rest)]
    level = words.name("severity", severity.level.value)
    if not said:
        return words.say("severity.plain", level=level)
    return words.say("severity.line", level=level, reasons=words.say("sign.comma").join(dict.fromkeys(said)))


def _entries(entries: Sequence[Reason], words: Words) -> list[str]:
    named = list(dict.fromkeys(_entry(each, words) for each in entries))
    if not named:
        return []
    if len(named) > ENTRIES:
        more = words.say("item.more", n=len(named) - ENTRIES)
        return [words.say("severity.watch", met=words.join([*named[:ENTRIES], more]))]
    return [words.say("severity.watch", met=words.join(named))]


def _entry(reason: Reason, words: Words) -> str:
    key = f"severity.entry_{reason.sort}"
    met = shown.line(reason.value, 60)
    return words.say(key, met=met) if key in words.phrases else met


def _said(reason: Reason, programmes: Mapping[str, str], words: Words) -> str:
    match reason.kind:
        case "label":
            return within(words.name("label", reason.value), words)
        case "days":
            key = "severity.days" if reason.days <= STEPS[-1] else "severity.later"
            return words.say(key, n=reason.days)
        case "in_force" if reason.days == 0:
            return words.say("severity.today")
        case "deadline":
            return words.say("severity.deadline", away=words.until(reason.days))
        case "moved" | "answered" | "claimed" | "confirmed" | "contradicted":
            name = shown.line(programmes.get(reason.value, reason.value))
            return words.say(f"severity.{reason.kind}", programme=name)
        case _:
            return words.say(f"severity.{reason.kind}")


def within(name: str, words: Words) -> str:
    """A name as it stands within an English sentence; one in capitals stays."""
    return name[:1].lower() + name[1:] if words.language == "en" and not name[1:2].isupper() else name
