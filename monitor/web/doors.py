"""What every page needs, opened once when the server starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, replace
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from monitor.config import Config
from monitor.config.followed import Followed, Standing
from monitor.passwords import Passwords
from monitor.store import Store
from monitor.values import dataclass
from monitor.web.press import Presses


@dataclass(frozen=True)
class Office:
    """config: as it is when a page is asked for; settings as they were when the server started. database: as messages
    name it. login: nobody is let in without an
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
    followed: Followed | None = None  # the files behind config; without it they stay as they are
    standing: Standing | None = None  # of these files, for one page

    def now(self) -> Office:
        """The same with the configuration as its files say now."""
        if self.followed is None:
            return self
        standing = self.followed.now()
        return replace(self, config=standing.config, standing=standing)

    @property
    def is_https(self) -> bool:
        """Whether people reach it over https alone: so a proxy that stands before it."""
        return self.login and (self.config.settings.web.public_url or "").startswith("https:")


def office_of(request: Request) -> Office:
    """The office as it was when this request first asked: a page never mixes two configurations."""
    state = request.scope.setdefault("state", {})
    if "office" not in state:
        state["office"] = request.app.state.office.now()
    office: Office = state["office"]
    return office


Desk = Annotated[Office, Depends(office_of)]  # what a page's function asks for
