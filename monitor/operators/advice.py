"""What to do about a trouble: one word, for which the words files have a line, from what is known of it."""

from __future__ import annotations

from monitor.model import Trouble, TroubleKind as Kind

# In the order in which they are looked for in a source's reason; ours are the sentences, so their words are known.
_OF_REASON = (
    ("saved", ("saved by hand", "save its page", "no saved page", "saved pages", "were handed in")),
    ("clock", ("not yet valid",)),
    ("tls", ("tls:", "tls handshake", "certificate")),
    ("robots", ("robots",)),
    ("ours", ("internal error",)),
    ("browser", ("browser:", "chromium")),
    ("network", ("name look-up", "network is unreachable", "no route to host")),
    ("inside", ("not fetched:",)),
    ("login", ("log-in", "login")),
    ("gone", ("404", "410", "moved", "page is gone", "leads home")),
    ("server", ("500", "502", "503", "504", "429", "asked us", "paused until")),
    ("slow", ("not done after", "no answer", "time was up", "connect:", "cut off", "closed")),
    ("selector", ("matches nothing", "matched nothing", "did not appear", "found none", "expected", "proof")),
)
_OF_OUTCOME = {"blocked": "blocked", "suspicious": "suspicious", "partial": "partial"}
_OF_MAIL = (
    ("login", ("log-in", "authentication", "password")),
    ("tls", ("certificate", "starttls")),
    ("recipient", ("recipient refused",)),
    ("content", ("message refused",)),
)


def advice(trouble: Trouble) -> str:
    """The word under which the words files say what to do, such as `source.blocked`."""
    reason = trouble.reason.lower()
    if trouble.kind is Kind.SOURCE:
        kept_out = _OF_OUTCOME.get(trouble.detail)
        found = _first(_OF_REASON, reason)
        if kept_out and found not in ("saved", "robots", "login"):
            found = kept_out
        return f"source.{found or 'other'}"
    if trouble.kind in (Kind.PARKED, Kind.WAITING):
        return f"{trouble.kind}.{_first(_OF_MAIL, reason) or 'other'}"
    return f"{trouble.kind}.other"


def _first(table: tuple[tuple[str, tuple[str, ...]], ...], reason: str) -> str | None:
    return next((word for word, marks in table if any(mark in reason for mark in marks)), None)


_COMMANDS = {
    Kind.SOURCE: "monitor sources test {subject}",
    Kind.SILENT: "monitor changes --source {subject}",
    Kind.HELD: "monitor changes --source {subject}",
    Kind.PARKED: "monitor deliveries list",
    Kind.WAITING: "monitor deliveries list",
    Kind.OVERDUE: "monitor coverage",
    Kind.SLOT: "monitor coverage",
    Kind.DAMAGED: "monitor verify",
    Kind.LOST: "monitor verify",
    Kind.TEMPLATE: "monitor digest {subject} --now --dry-run",
}
_OF_MANY = {
    Kind.SOURCE: "monitor sources list",
    Kind.SILENT: "monitor sources list",
    Kind.HELD: "monitor doctor",
}


def command(trouble: Trouble, *, alone: bool = True) -> str:
    """What to type to look further. alone: whether it is the only one of its sort."""
    written = _COMMANDS.get(trouble.kind, "monitor doctor")
    if not alone:
        written = _OF_MANY.get(trouble.kind, written)
    return written.format(subject=trouble.subject)
