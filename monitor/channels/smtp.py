"""Channel `smtp`: mail through a mail server, never in the clear where anybody could read it.

    MONITOR_SMTP_URL=smtps://user:password@mail.example.com:465     TLS from the first byte
    MONITOR_SMTP_URL=smtp://user:password@mail.example.com:587      STARTTLS, always verified
    MONITOR_SMTP_URL=smtp://localhost:25                            plain: only loopback, only without a password
    ...?ca=/etc/ssl/our-own-ca.pem                                  an issuer of your own

A certificate that cannot be verified, or a server without STARTTLS, gets no mail and no password (M15).
"""

from __future__ import annotations

import base64
import platform
import smtplib
import ssl
from contextlib import suppress
from dataclasses import field
from datetime import UTC, datetime
from enum import StrEnum
from ipaddress import ip_address
from threading import Timer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from monitor import shown
from monitor.channels import base
from monitor.digest import mail
from monitor.errors import ConfigError, DeliveryError
from monitor.model import Certificate, Message
from monitor.values import dataclass

DEADLINE_S = 60.0  # for one message, everything included (M23)
QUIT_S = 2.0  # what we give a server to say good-bye
_BOTH_WAYS = 2  # of a socket: socket.SHUT_RDWR, without opening the door that module is

# "You must log in", "that password is wrong", "TLS first": the operator's to mend, not the letter's fault.
_LOGIN_CODES = {530, 534, 535, 538}


class Step(StrEnum):
    """How far a message got."""

    CONNECT = "connection"
    ENCRYPT = "STARTTLS"
    LOGIN = "log-in"
    SENDER = "sender"
    RECIPIENT = "recipient"
    MESSAGE = "message"


_ABOUT_THE_WAY = {Step.CONNECT, Step.ENCRYPT, Step.LOGIN}
_ABOUT_THE_LETTER = {Step.SENDER, Step.RECIPIENT, Step.MESSAGE}


class Security(StrEnum):
    TLS = "tls"
    STARTTLS = "starttls"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail goes out, and how."""

    host: str
    port: int
    security: Security
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca: str | None = None

    def __post_init__(self) -> None:
        if self.password and self.security is Security.PLAIN:
            raise ValueError("a password never goes over a plain connection")

    def __str__(self) -> str:
        """How texts name it; a password is never in there (M18)."""
        return f"mail server {self.host}:{self.port}"


def parse_url(url: str) -> Server:
    """The server a MONITOR_SMTP_URL names. ConfigError says what is wrong, without the password."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    if parts.scheme not in ("smtp", "smtps") or not host or parts.path.strip("/"):
        raise ConfigError(
            "MONITOR_SMTP_URL: write smtps://user:password@host:465 or smtp://user:password@host:587"
        )
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password else None
    if bool(user) != bool(password):
        raise ConfigError("MONITOR_SMTP_URL: has only one of user and password")
    options = parse_qs(parts.query)
    if set(options) - {"ca"}:
        raise ConfigError(f"MONITOR_SMTP_URL: knows ca=FILE, not {', '.join(sorted(set(options) - {'ca'}))}")
    usual = 465 if parts.scheme == "smtps" else 587 if user else 25
    security = security_of(parts.scheme, host, with_password=password is not None)
    return Server(host, port or usual, security, user, password, options.get("ca", [None])[0])


def security_of(scheme: str, host: str, *, with_password: bool) -> Security:
    """Plain only to this very machine and only without a password; everything else is encrypted (M15)."""
    if scheme == "smtps":
        return Security.TLS
    return Security.PLAIN if is_loopback(host) and not with_password else Security.STARTTLS


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def masked(url: str) -> str:
    """The URL as it may be shown (M18)."""
    try:
        server = parse_url(url)
    except ConfigError:
        return "an SMTP URL that cannot be read"
    who = f"{server.user}:***@" if server.user else ""
    scheme = "smtps" if server.security is Security.TLS else "smtp"
    return f"{scheme}://{who}{server.host}:{server.port}"


class Channel(base.Channel):
    """Sends through one server; one connection serves the messages of a run."""

    name = "smtp"

    def __init__(
        self, server: Server, sender: str, *, deadline_s: float = DEADLINE_S, quit_s: float = QUIT_S
    ) -> None:
        self.server = server
        self.sender = mail.address(sender).addr_spec
        self.deadline_s = deadline_s
        self.quit_s = quit_s
        self._smtp: smtplib.SMTP | None = None
        self._shown: Certificate | None = None
        self._step = Step.CONNECT
        self._late = False

    def send(self, message: Message, recipient: str) -> None:
        self._step, self._late = Step.CONNECT, False
        watch = Timer(self.deadline_s, self._abort)
        watch.daemon = True
        watch.start()
        try:
            self._hand_over(self._connection(), message, mail.address(recipient).addr_spec)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            self._drop()  # whatever state it is in, the next message gets a fresh one
            raise self._failure(error) from error
        finally:
            watch.cancel()

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        return (self._shown,) if self._shown else ()

    def close(self) -> None:
        """Say good-bye; how the server takes it is no longer of interest (M23)."""
        if self._smtp and self._smtp.sock:
            with suppress(smtplib.SMTPException, OSError):
                self._smtp.sock.settimeout(self.quit_s)
                self._smtp.quit()
        self._drop()

    def _hand_over(self, smtp: smtplib.SMTP, message: Message, recipient: str) -> None:
        """One message, one recipient (M04); a refusal leaves the connection fit for the next."""
        wide = not (self.sender + recipient).isascii()
        if wide and not smtp.has_extn("smtputf8"):
            raise DeliveryError(
                f"{self.server}: cannot take the address {recipient} (no SMTPUTF8)", permanent=True
            )
        options = ["SMTPUTF8", "BODY=8BITMIME"] if wide else []
        if smtp.has_extn("size"):
            options.append(f"SIZE={len(message.mime)}")
        try:
            self._step = Step.SENDER
            self._expect(smtp.mail(self.sender, options))
            self._step = Step.RECIPIENT
            self._expect(smtp.rcpt(recipient))
            self._step = Step.MESSAGE
            self._expect(smtp.data(message.mime))
        except smtplib.SMTPDataError as error:  # refused before the first byte of it
            raise self._refusal(error.smtp_code, error.smtp_error) from error

    def _connection(self) -> smtplib.SMTP:
        """The open connection when it still answers, else a new one, encrypted and logged in as it must be."""
        if self._smtp:
            with suppress(smtplib.SMTPException, OSError):
                if self._smtp.noop()[0] == 250:
                    return self._smtp
            self._drop()
        server = self.server
        context = None if server.security is Security.PLAIN else trusted(server.ca)
        if server.security is Security.TLS:
            self._smtp = smtplib.SMTP_SSL(
                server.host, server.port, own_name(), timeout=self.deadline_s, context=context
            )
        else:
            self._smtp = smtplib.SMTP(server.host, server.port, own_name(), timeout=self.deadline_s)
        if server.security is Security.STARTTLS:
            self._step = Step.ENCRYPT
            self._smtp.starttls(context=context)  # raises when it is not offered: there is no way around it
        self._smtp.ehlo_or_helo_if_needed()
        self._shown = holding(self._smtp, server) or self._shown
        if server.user and server.password:
            self._step = Step.LOGIN
            self._smtp.login(server.user, server.password)
        return self._smtp

    def _expect(self, answer: tuple[int, bytes]) -> None:
        code, text = answer
        if not 200 <= code < 300:
            raise self._refusal(code, text)

    def _refusal(self, code: int, text: bytes | str) -> DeliveryError:
        """4xx may be taken later; 5xx will not be, unless it only speaks of how we came."""
        if code == 421:  # it is about to hang up
            self._drop()
        else:
            self._reset()
        permanent = 500 <= code < 600 and code not in _LOGIN_CODES and self._step in _ABOUT_THE_LETTER
        return DeliveryError(
            f"{self.server}: {self._step} refused: {code} {self._said(text)}",
            permanent=permanent,
            content=permanent and self._step is Step.MESSAGE,
            way=self._step in _ABOUT_THE_WAY,
        )

    def _failure(self, error: Exception) -> DeliveryError:
        """What went wrong on the way, in words without secrets; never permanent, as a person can mend it."""
        where = f"{self.server}: {self._step}"
        uncertain, way = self._step is Step.MESSAGE, self._step in _ABOUT_THE_WAY
        if self._late or isinstance(error, TimeoutError):
            return DeliveryError(
                f"{where}: no answer within {self.deadline_s:g} s", uncertain=uncertain, way=True
            )
        match error:
            case smtplib.SMTPResponseException():
                return DeliveryError(
                    f"{where} refused: {error.smtp_code} {self._said(error.smtp_error)}", way=way
                )
            case ssl.SSLCertVerificationError():
                hint = "if its issuer is your own, name it with ?ca=FILE"
                return DeliveryError(
                    f"{where}: certificate not accepted: {error.verify_message}; {hint}", way=way
                )
            case smtplib.SMTPNotSupportedError():
                return DeliveryError(f"{where}: the server does not offer it, so nothing was sent", way=way)
            case UnicodeError():
                return DeliveryError(
                    f"{where}: user or password has characters that SMTP cannot carry", way=way
                )
        return DeliveryError(
            f"{where}: {self._said(str(error)) or type(error).__name__}", uncertain=uncertain, way=way
        )

    def _said(self, text: bytes | str) -> str:
        """What the server said, on one line, and nothing in it that only the server should know (M18)."""
        said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        for secret in secrets(self.server):
            said = said.replace(secret, "***")
        return shown.line(said, 200)

    def _abort(self) -> None:
        """Time is up: cut the line, so that whoever waits on it wakes up."""
        self._late = True
        if self._smtp and self._smtp.sock:
            with suppress(OSError):
                self._smtp.sock.shutdown(_BOTH_WAYS)

    def _reset(self) -> None:
        try:
            if self._smtp:
                self._smtp.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        if self._smtp:
            self._smtp.close()
        self._smtp = None


def holding(smtp: smtplib.SMTP, server: Server) -> Certificate | None:
    """From when to when the certificate holds that a mail server showed; None on a plain connection."""
    told: Any = smtp.sock.getpeercert() if isinstance(smtp.sock, ssl.SSLSocket) else None
    if not told:
        return None
    since, until = (
        datetime.fromtimestamp(ssl.cert_time_to_seconds(told[key]), UTC) for key in ("notBefore", "notAfter")
    )
    return Certificate(str(server), since, until)


def own_name() -> str:
    """How we present ourselves; asking the name service, as smtplib would, can take minutes."""
    node = platform.node()
    return node if "." in node and node.isascii() else "[127.0.0.1]"


def trusted(ca: str | None) -> ssl.SSLContext:
    """Certificates and names are checked: against this machine's issuers, or the operator's own one."""
    return ssl.create_default_context(cafile=ca)


def secrets(server: Server) -> list[str]:
    """The password in every form in which a server might repeat it."""
    if not server.password:
        return []
    plain = f"\0{server.user}\0{server.password}"
    return [server.password, *(base64.b64encode(form.encode()).decode() for form in (plain, server.password))]
