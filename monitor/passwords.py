"""Passwords, hashed with Argon2id (RFC 9106): few at once, so that many who log in take no more memory than two."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from monitor.errors import MonitorError
from monitor.people import LONGEST, password_of

if TYPE_CHECKING:
    from argon2 import PasswordHasher

AT_ONCE, WAITING = 2, 8  # 64 MiB each; who waits holds one of the server's threads


class CrowdedError(MonitorError):
    """More people log in at this moment than can be looked at."""


class Passwords:
    """hasher: another custom than argon2-cffi's own; what was hashed by an older one is hashed anew at the next log-in."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._given = hasher
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._places = threading.BoundedSemaphore(AT_ONCE + WAITING)

    @cached_property
    def _hasher(self) -> PasswordHasher:
        from argon2 import PasswordHasher

        return self._given or PasswordHasher()

    @cached_property
    def _nobodys(self) -> str:
        """Takes as long to look at as anybody's, and no password is right."""
        return self._hasher.hash("nobody's")

    def hash(self, password: str) -> str:
        """What is written down of a password."""
        with self._turn():
            return self._hasher.hash(_bytes(password))

    def is_right(self, written: str | None, password: str) -> bool:
        """Whether that is the password of what was written down. None, of a name that nobody has, takes as long."""
        from argon2.exceptions import InvalidHashError, VerificationError

        with self._turn():
            try:
                self._hasher.verify(written or self._nobodys, _bytes(password))
            except (VerificationError, InvalidHashError):
                return False
        return written is not None and len(password) <= LONGEST

    def is_old(self, written: str) -> bool:
        """Whether it was hashed by an older custom."""
        return self._hasher.check_needs_rehash(written)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise CrowdedError("too many people log in at once; try again in a few seconds")
        try:
            with self._turns:
                yield
        finally:
            self._places.release()


def _bytes(password: str) -> bytes:
    return password_of(password[: LONGEST + 1]).encode("utf-8", "surrogatepass")
