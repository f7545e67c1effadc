"""The cookies that the guard sets. A script can read none of them, and none goes along with another site's request."""

from __future__ import annotations

import hashlib
import hmac
from http.cookies import SimpleCookie

from monitor.values import dataclass

_A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Cookies:
    """Their names: other archives at the same host have others. secure: they only travel over https."""

    session: str
    form: str
    known: str
    secure: bool

    @classmethod
    def of(cls, key: bytes, *, secure: bool) -> Cookies:
        mine = hmac.new(key, b"cookies", hashlib.sha256).hexdigest()[:8]
        before = "__Host-" if secure else ""
        session, form, known = (f"{before}{name}-{mine}" for name in ("session", "form", "known"))
        return cls(session, form, known, secure)

    def set(self, name: str, value: str, *, lasting: bool = False) -> str:
        """A Set-Cookie line. It goes with the browser's session unless it is lasting."""
        return self._line(name, value, _A_YEAR if lasting else None)

    def drop(self, name: str) -> str:
        return self._line(name, "", 0)

    def _line(self, name: str, value: str, age_s: int | None) -> str:
        made: SimpleCookie = SimpleCookie()
        made[name] = value
        made[name]["path"] = "/"
        made[name]["httponly"] = True
        made[name]["samesite"] = "Lax"
        if self.secure:
            made[name]["secure"] = True
        if age_s is not None:
            made[name]["max-age"] = age_s
        return made[name].OutputString()
