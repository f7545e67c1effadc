"""Who guesses passwords waits longer and longer: by account and by address, and never an owner for ever.

A browser in which somebody once logged in to an account is known by a cookie, and counted by itself: whoever guesses at
that account from elsewhere does not shut its owner out.
"""

from __future__ import annotations

import math
import secrets
from datetime import timedelta

from fastapi import Request

from monitor.people import Subject, name_of_or_none
from monitor.values import dataclass
from monitor.web.doors import Office
from monitor.web.guard.visit import Visit

_ACCOUNT, _ADDRESS = 8, 30  # attempts that cost no wait; many people may share an address


@dataclass(frozen=True, slots=True)
class Attempt:
    """One log-in. own: what is forgotten when it succeeds; shared: where only this attempt is taken back."""

    own: Subject
    shared: Subject | None

    @classmethod
    def of(cls, request: Request, visit: Visit, written: str) -> Attempt:
        """By the name as it was written: what people write there by mistake is not kept, only signed."""
        name = name_of_or_none(written) or written
        known = request.cookies.get(visit.cookies.known, "")
        if _is_known(visit, known, name):
            return cls(Subject(f"browser {visit.sign('browser', known)}", _ACCOUNT), None)
        return cls(
            Subject(f"account {visit.sign('account', name)}", _ACCOUNT),
            Subject(f"address {visit.address}", _ADDRESS, leak=timedelta(minutes=1)),
        )

    def begin(self, office: Office) -> int | None:
        """None when it may be made; otherwise the seconds to wait."""
        subjects = [subject for subject in (self.own, self.shared) if subject]
        now = office.clock()
        until = office.store.people.attempt(subjects, now)
        return None if until is None else max(1, math.ceil((until - now).total_seconds()))

    def forgive(self, office: Office) -> None:
        """The password was right."""
        office.store.people.forgive(self.own)
        if self.shared:
            office.store.people.take_back(self.shared)

    def take_back(self, office: Office) -> None:
        """It was never looked at."""
        for subject in (self.own, self.shared):
            if subject:
                office.store.people.take_back(subject)


def remembered(visit: Visit, name: str) -> str:
    """The cookie of a browser in which this account logged in. It lets nobody in."""
    mark = secrets.token_urlsafe(16)
    return f"{mark}.{visit.sign('known', f'{mark} {name}')}"


def _is_known(visit: Visit, cookie: str, name: str) -> bool:
    mark, dot, signed = cookie.partition(".")
    return bool(dot) and visit.is_signed(signed, "known", f"{mark} {name}")
