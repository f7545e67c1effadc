"""What every page needs, opened once when the server starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from monitor.config import Config
from monitor.passwords import Passwords
from monitor.store import Store
from monitor.web.press import Presses


@dataclass(frozen=True)
class Office:
    """config: as it was when the server started. database: as messages name it. login: nobody is let in without an
    account; otherwise whoever sits at this machine may all. local: what that person is called. names: of this server
    beside its addresses, as its Host may be written.
    """

    config: Config
    store: Store
    presses: Presses
    clock: Callable[[], datetime]
    login: bool = False
    local: str = "local"
    names: tuple[str, ...] = ()
    passwords: Passwords = field(default_factory=Passwords)

    @property
    def is_https(self) -> bool:
        """Whether people reach it over https alone: so a proxy that stands before it."""
        return self.login and (self.config.settings.web.public_url or "").startswith("https:")


def office_of(request: Request) -> Office:
    office: Office = request.app.state.office
    return office


Desk = Annotated[Office, Depends(office_of)]  # what a page's function asks for
