"""The mail server, what went into it, and what goes wrong with it."""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from benchmarks.soak.words import MARK
from tests.mailserver import Postbox, mail_server

SICK = ("refused", "busy", "greylisted", "picky", "broken off", "slow")


@dataclass
class Came:
    """A mail: how often it came and what stands in it."""

    recipient: str
    marks: frozenset[str]
    times: int = 0


@dataclass
class Box(Postbox):
    """mood: None, or one of SICK. fatal: called at a step of the conversation, and may end the tool."""

    mood: str | None = None
    mails: dict[tuple[str, str], Came] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    fatal: Callable[[str], None] = lambda _: None

    async def handle_EHLO(  # noqa: N802
        self,
        server: Any,  # noqa: ARG002
        session: Any,
        envelope: Any,  # noqa: ARG002
        hostname: str,
        responses: Any,
    ) -> Any:
        self.fatal("ehlo")
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: ARG002, N802
        if self.mood == "greylisted":
            return self._says("451 4.7.1 come back later")
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: ARG002, N802
        match self.mood:
            case "busy":
                return self._says("452 4.3.1 no room now")
            case "picky":  # once, of what it says: its changes go on in smaller mails
                said = self._says("554 5.7.1 this does not look like a mail that we want")
                self.mood = None
                return said
            case "slow":
                self.done["slow"] += 1
                await asyncio.sleep(0.05)
        self._keep(envelope)
        self.fatal("data")
        if self.mood == "broken off":
            self.done["broken off"] += 1
            self.mood = None
            server.transport.abort()
        return "250 taken"

    def _says(self, answer: str) -> str:
        self.done[self.mood or ""] += 1
        return answer

    def _keep(self, envelope: Any) -> None:
        mail = email.message_from_bytes(
            envelope.original_content, _class=EmailMessage, policy=email.policy.default
        )
        plain = mail.get_body(("plain",))
        marks = frozenset(MARK.findall(plain.get_content())) if plain else frozenset()
        (recipient,) = envelope.rcpt_tos
        self.mails.setdefault((str(mail["Message-ID"]), recipient), Came(recipient, marks)).times += 1


@dataclass
class Office:
    """A server that can be shut and opened again at the same port."""

    box: Box = field(default_factory=Box)
    port: int = 0

    def __post_init__(self) -> None:
        self._open = ExitStack()
        self.open()

    def open(self) -> None:
        self.port = self._open.enter_context(mail_server(self.box, port=self.port))

    def close(self) -> None:
        self._open.close()

    def turn(self, mood: str | None) -> None:
        """How it behaves from now on."""
        if self.box.mood == "refused" and mood != "refused":
            self.open()
        elif mood == "refused" and self.box.mood != "refused":
            self.close()
        self.box.mood = mood
