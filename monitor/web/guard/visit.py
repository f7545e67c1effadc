"""One request, as the gate let it in: who it is, from where, and what its forms are bound to."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import field

from fastapi import Request
from starlette.datastructures import FormData

from monitor.people import Role, Session, Token
from monitor.values import dataclass
from monitor.web.guard.cookies import Cookies


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who was let in. account: none of who sits at this machine and needs none."""

    name: str
    role: Role
    account: int | None = None

    @property
    def decides(self) -> bool:
        return self.role >= Role.ANALYST


@dataclass
class Visit:
    """who: None where nobody is logged in and somebody must be. session: of a browser. token: of a program, or of a
    feed's address. address: from where, as far as can be known. bound: what only this browser holds, and its forms
    are bound to; fresh: it was made just now and the browser must be told. before: the same of a session that is over.
    ours: surely sent from a page of ours. bare: only the head of the answer is asked for. fields: of the form that was
    sent. lines: Set-Cookie lines of the answer.
    """

    key: bytes = field(repr=False)
    cookies: Cookies
    address: str
    who: Who | None = None
    session: Session | None = None
    token: Token | None = None
    bound: str = field(default="", repr=False)
    before: str | None = field(default=None, repr=False)
    fresh: bool = False
    ours: bool = False
    bare: bool = False
    fields: FormData | None = field(default=None, repr=False)
    asked: bool = False  # for a form's token: then the browser must hold what it is bound to
    lines: list[str] = field(default_factory=list, repr=False)

    def sign(self, what: str, bound: str) -> str:
        """What nobody can make up who does not have the archive's key."""
        return hmac.new(self.key, f"{what}\0{bound}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()

    def is_signed(self, given: object, what: str, bound: str) -> bool:
        """Compared in a time that says nothing."""
        right = self.sign(what, bound).encode()
        return isinstance(given, str) and hmac.compare_digest(given.encode("utf-8", "replace"), right)


def visit_of(request: Request) -> Visit | None:
    """The visit that a request belongs to; None of one that was refused at the door."""
    visit: Visit | None = request.scope.get("state", {}).get("visit")
    return visit
