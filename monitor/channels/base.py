"""What a way out is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Self

from monitor.errors import DeliveryError
from monitor.model import Certificate, Message


class Channel(ABC):
    """One way out. It may keep a connection open from one message to the next, until `close`."""

    name: str

    @abstractmethod
    def send(self, message: Message, recipient: str) -> None:
        """Hand over one message for one recipient; returning means it was taken.

        Raises DeliveryError, and nothing else: permanent when this message will never reach this
        recipient, uncertain when it may have been taken although no answer came.
        """

    def lane(self, recipient: str) -> str:  # noqa: ARG002  one server takes all
        """Which deliveries go one after the other; those of other lanes go side by side with them."""
        return self.name

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """Those that servers on this way showed and that were believed."""
        return ()

    def close(self) -> None:
        """Let go of whatever is open. Never fails: what was taken stays taken."""
        return

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Nobody(Channel):
    """Of a run that tells nobody."""

    name = "nobody"

    def send(self, message: Message, recipient: str) -> None:  # noqa: ARG002
        raise DeliveryError(f"{recipient}: this run tells nobody; `monitor once` does")
