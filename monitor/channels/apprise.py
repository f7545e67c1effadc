"""Channel `apprise`: a short text through Slack, Teams, Telegram and a hundred other services.

The URL of a service is its key, so it stands in the environment and nowhere else; what Apprise says of a failure is
shown without it (M18). Needs `pip install 'regulatory-monitor[apprise]'`.
"""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING

from monitor import shown
from monitor.channels import base
from monitor.errors import DeliveryError
from monitor.model import Message

if TYPE_CHECKING:
    from apprise import Apprise

DEADLINE_S = 60.0  # for one message: a service that hangs holds nobody up (M23)
MISSING = "needs the library `apprise`: pip install 'regulatory-monitor[apprise]'"


class Channel(base.Channel):
    """services: the URLs by the names of their variables, as the configuration has them now; None where one is not set."""

    name = "apprise"

    def __init__(self, services: Mapping[str, str | None], *, deadline_s: float = DEADLINE_S) -> None:
        self._services, self._deadline_s = services, deadline_s

    def lane(self, recipient: str) -> str:
        return f"{self.name} {recipient}"

    def send(self, message: Message, recipient: str) -> None:
        if recipient not in self._services:
            raise DeliveryError(f"apprise {recipient}: no subscription names it any more", permanent=True)
        url = self._services[recipient]
        if not url:
            raise DeliveryError(f"apprise {recipient}: {unset(recipient)}", way=True)
        door = opened(url, recipient)
        said: list[str] = []
        taken: list[bool] = []

        def notify() -> None:
            taken.append(_notified(door, message, said))

        # a thread of its own, as some services wait for ever; left behind, it ends when the service does
        thread = threading.Thread(target=notify, name=f"apprise-{recipient}", daemon=True)
        thread.start()
        thread.join(self._deadline_s)
        if thread.is_alive():
            raise DeliveryError(
                f"apprise {recipient}: no answer within {self._deadline_s:g} s", uncertain=True, way=True
            )
        if taken != [True]:
            why = hidden(" ".join(said), url) or "the service did not take it"
            raise DeliveryError(f"apprise {recipient}: {shown.line(why, 300)}")


def opened(url: str, name: str) -> Apprise:
    """What sends to one service. DeliveryError, without the URL, when it is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of modules that some of its services import
            import apprise

            made = apprise.Apprise()
            logging.getLogger("apprise").propagate = False  # its log says more than people should read
            understood = made.add(url)
    except ImportError as error:
        raise DeliveryError(f"apprise {name}: {MISSING}", way=True) from error
    if not understood or not len(made):
        raise DeliveryError(
            f"apprise {name}: Apprise does not understand the URL in it; see https://github.com/caronc/apprise/wiki",
            way=True,
        )
    if len(made) > 1:
        raise DeliveryError(
            f"apprise {name}: holds {len(made)} URLs; give each a variable and a channel of its own, so that each is tried by itself",
            way=True,
        )
    return made


def _notified(door: Apprise, message: Message, said: list[str]) -> bool:
    import apprise

    title, body = message.subject, message.mime.decode("utf-8", "replace")
    with apprise.LogCapture(level=logging.WARNING, fmt="%(message)s") as log:  # type: ignore[no-untyped-call]
        taken = door.notify(title=title, body=body, body_format=apprise.NotifyFormat.TEXT)
        said += log.getvalue().split("\n")
    return bool(taken)


def hidden(text: str, url: str) -> str:
    """The text without the service's URL or any part of it that may be a key."""
    rest = url.partition("://")[2]
    parts = [
        url,
        rest,
        *rest.replace("?", "/")
        .replace("&", "/")
        .replace("=", "/")
        .replace("@", "/")
        .replace(":", "/")
        .split("/"),
    ]
    for part in sorted(parts, key=len, reverse=True):
        if len(part) > 5:
            text = text.replace(part, "***")
    return text


def lacking(name: str, url: str | None) -> str | None:
    """What a service wants before anything can be sent to it; None when nothing is missing."""
    if not url:
        return f"apprise {name}: {unset(name)}"
    try:
        opened(url, name)
    except DeliveryError as error:
        return str(error)
    return None


def unset(name: str) -> str:
    """What to say when a variable is not there."""
    return f"the environment variable {name} is not set; set it where `monitor` runs"
