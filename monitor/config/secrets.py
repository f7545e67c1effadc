"""Where a configuration holds a secret, which it never should."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.config.written import Place
from monitor.patterns import regex

MEND = "secrets come from the environment (MONITOR_SMTP_URL, MONITOR_DATABASE_URL), never from this file"
_SECRET_KEY = regex(
    r"(?:.*[-_])?(?:password|passwd|passphrase|secret|authorization|(?:api|private|access)[-_]?(?:key|token))"
    r"|smtp(?:[-_]?url)?",
    re.IGNORECASE,
)
_SECRET_ADDRESS = regex(r"[a-z][a-z0-9+.-]*://[^/\s:@]*:[^/\s@]+@", re.IGNORECASE)


def _names_one(place: Place) -> bool:
    """Where the name of a variable stands that holds a secret: a webhook's `secret`, which looks at it itself."""
    return place[0] == "subscriptions" and place[2:3] == ("channels",) and place[-1] == "secret"


def places(value: object, place: Place, seen: set[int]) -> Iterator[Place]:
    """Where a password or a key of some service stands, by its key or as part of an address."""
    if isinstance(value, str) and _SECRET_ADDRESS.search(value):
        yield place
    if not isinstance(value, dict | list) or id(value) in seen:
        return
    seen.add(id(value))
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    for step, inner in steps:
        if isinstance(step, str) and _SECRET_KEY.fullmatch(step):
            if not _names_one((*place, step)):
                yield (*place, step)
        else:
            yield from places(inner, (*place, step), seen)
