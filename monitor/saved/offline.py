"""What every door says that answers from what is there already: no host is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from monitor.model import Certificate


class Offline:
    """All of a door but its answers."""

    @property
    def pauses(self) -> Mapping[str, datetime]:
        """Nobody asked us to stay away."""
        return {}

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """Nobody was asked for one."""
        return ()

    def guard(self, before: Callable[[str], None]) -> None:
        """No host is asked."""

    def abort(self) -> None:
        """Nothing is under way for long."""
