"""Who the team is: roles, the names and passwords that are taken, and how long who guesses has to wait."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import IntEnum

from monitor.values import dataclass

SHORTEST, LONGEST = 12, 500  # letters of a password
LONGEST_NAME = 64


class Role(IntEnum):
    """A higher one may all that a lower one may: readers look, analysts decide, admins may all."""

    READER = 1
    ANALYST = 2
    ADMIN = 3

    @property
    def word(self) -> str:
        return self.name.lower()

    @classmethod
    def named(cls, word: str) -> Role:
        return cls[word.upper()]


ROLES = tuple(role.word for role in Role)


@dataclass(frozen=True, slots=True)
class Account:
    """password: as Argon2 writes it. ended: may not come in any more; the name stays with what it did."""

    id: int
    name: str
    role: Role
    password: str
    created: datetime
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that is logged in. key: the SHA-256 of what it holds."""

    key: str
    account: Account
    begun: datetime
    seen: datetime
    until: datetime

    def holds(self, now: datetime, idle: timedelta, length: timedelta) -> bool:
        """Whether it lets anybody in: not too old, not too long unused, and of an account that may."""
        last = min(self.until, self.begun + length, self.seen + idle)
        return self.account.ended is None and now < last


@dataclass(frozen=True, slots=True)
class Token:
    """What lets a program in (kind `api`), or a secret address of a feed (`feed`).

    wish: of a feed, what it holds, as a query; of a program, READS when it may do no more. ended: from when on it is of
    no use; a program's is made with a last day.
    """

    id: int
    account: Account
    kind: str
    name: str
    wish: str | None
    created: datetime
    used: datetime | None
    ended: datetime | None

    @property
    def role(self) -> Role:
        """What it may: never more than its account, and never what only admins may."""
        reads = self.kind != API or self.wish == READS
        return Role.READER if reads else min(self.account.role, Role.ANALYST)

    def holds(self, now: datetime) -> bool:
        return self.account.ended is None and (self.ended is None or now < self.ended)


API, FEED = "api", "feed"
READS = "read"


def name_of(written: str) -> str:
    """The name of an account as it is kept: small letters, so that Li and li are one. ValueError says what is taken."""
    name = unicodedata.normalize("NFKC", written).strip().casefold()
    if not name or len(name) > LONGEST_NAME or not all(sign.isalnum() or sign in "._-@" for sign in name):
        raise ValueError(
            f"a name is letters, digits and . _ - @ without blanks, {LONGEST_NAME} at most, such as li.wei"
        )
    return name


def password_of(written: str) -> str:
    """The password as it is hashed: the same whichever way a keyboard puts an accent on a letter (RFC 8265)."""
    return unicodedata.normalize("NFC", written)


def objection(name: str, password: str) -> str | None:
    """What is wrong with a new password, by the name of our words for it; None when nothing is."""
    if len(password) < SHORTEST:
        return "short"
    if len(password) > LONGEST:
        return "long"
    if name_of_or_none(password) == name:
        return "name"
    return None


def name_of_or_none(written: str) -> str | None:
    try:
        return name_of(written)
    except ValueError:
        return None


# -- guessing --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Subject:
    """What failed log-ins are counted by. free: so many cost no wait. leak: in this time one of them is forgotten, so that
    the slips of a whole office never add up to an attack.
    """

    name: str
    free: int
    leak: timedelta = timedelta(minutes=15)

    def left(self, failures: int, last: datetime, now: datetime) -> int:
        """How many of so many failures still count."""
        return max(0, failures - max(0, (now - last) // self.leak))


MOST_WAIT = timedelta(minutes=15)  # an account is never shut for ever: who owns it gets in
FORGIVEN = timedelta(hours=24)  # after so long without a failure all is forgotten


def wait_after(failures: int, free: int) -> timedelta:
    """How long nobody is let in after so many failures: 1 s, 2 s, 4 s, at most a quarter of an hour."""
    if failures < free:
        return timedelta(0)
    return min(MOST_WAIT, timedelta(seconds=2 ** min(failures - free, 10)))


def longest(untils: Iterable[datetime | None], now: datetime) -> datetime | None:
    """Until when nobody is let in; None for now. A moment that only a clock that ran ahead can have set is none."""
    return max((until for until in untils if until and now < until <= now + MOST_WAIT), default=None)
