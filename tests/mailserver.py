"""A mail server on loopback that answers well or badly, as told; a real conversation over a real socket."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

CERTIFICATE = Path(__file__).parent / "fetch" / "tls" / "loopback.pem"


@dataclass
class Postbox:
    """What arrived, and how to behave. Answers are given in turn; when they run out all is well."""

    received: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    connections: int = 0
    rcpt: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    only: str = "login"  # the password that is right
    drop_after_data: bool = False
    hang_at: str | None = None
    encrypted: list[bool] = field(default_factory=list)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if answer := next((a for a in self.rcpt if address in a or "@" not in a), None):
            self.rcpt.remove(answer)
            return answer
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server, session, envelope):
        if self.hang_at == "DATA":
            await asyncio.sleep(3600)
        while self.hang_at == "DRIP":  # always about to come to an end
            server._writer.write(b"250-still thinking\r\n")
            await asyncio.sleep(0.02)
        if self.data:
            return self.data.pop(0)
        self.received.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        self.encrypted.append(session.ssl is not None)
        if self.drop_after_data:
            self.drop_after_data = False
            server.transport.abort()
        return "250 taken"

    async def handle_QUIT(self, server, session, envelope):
        if self.hang_at == "QUIT":
            await asyncio.sleep(3600)
        return "221 bye"

    def authenticate(self, server, session, envelope, mechanism, login: LoginPassword) -> AuthResult:
        user, password = login.login.decode(), login.password.decode()
        self.logins.append((user, password))
        return AuthResult(success=password == self.only, handled=False)


class _Controller(Controller):
    def _trigger_server(self) -> None:
        """The system chose the port, if nobody else did."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(
    postbox: Postbox, *, starttls: bool = False, tls: bool = False, auth: bool = False, port: int = 0, **more
) -> Iterator[int]:
    """The port of a server that fills the postbox. port: a certain one, 0 for any."""
    context = None
    if starttls or tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(CERTIFICATE)
    controller = _Controller(
        postbox,
        hostname="127.0.0.1",
        port=port,
        ssl_context=context if tls else None,
        tls_context=context if starttls else None,
        authenticator=postbox.authenticate if auth else None,
        auth_require_tls=auth and not tls,
        **more,
    )
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()
