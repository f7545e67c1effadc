"""Whom a TLS connection believes, source by source, and why somebody was not believed.

Verification is never switched off (faults N10). A source may bring further certificates, name the one
certificate that its server must show, or speak what only old servers still speak (N11, N12); what one
source is granted no other gets.

An intermediate certificate in `ca` completes a chain and is no root: OpenSSL takes it as a link, and goes on
until it meets a self-signed certificate that it was told to trust.
"""

from __future__ import annotations

import hashlib
import ssl
import threading
import warnings
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from requests.adapters import DEFAULT_CA_BUNDLE_PATH

from monitor.errors import FetchError
from monitor.model import Certificate as Trusted, Tls
from monitor.values import dataclass

_OP_LEGACY_SERVER_CONNECT = 0x4  # called so in `ssl` from Python 3.12 on
# Level 0 is what OpenSSL 3 wants for the signatures of TLS 1.0; it also lets short DH keys and RSA key
# exchange pass. What has no authentication or no secrecy stays out.
_LEGACY_CIPHERS = "DEFAULT:!aNULL:!eNULL:!EXP:!LOW:!RC4:@SECLEVEL=0"
_OLD_SERVER = (
    "UNSAFE_LEGACY_RENEGOTIATION", "UNSUPPORTED_PROTOCOL", "PROTOCOL_VERSION", "KEY_TOO_SMALL", "WRONG_SIGNATURE_TYPE",
    "HANDSHAKE_FAILURE", "NO_CIPHERS_AVAILABLE", "WRONG_CIPHER", "MD_TOO_WEAK", "WRONG_SSL_VERSION",
)  # fmt: skip
_LONGEST_NAME = 150
_TOO_WEAK = "; `tls: {legacy: true}` lets this one source show a key or signature this old"


class Contexts:
    """The TLS contexts of a fetcher: one for all sources that want nothing special, few besides.

    ca_file: trusted by all, as the operator of the machine wants it.
    """

    def __init__(self, ca_file: str | None = None) -> None:
        self._ca_file = ca_file
        self._made: dict[tuple[str | None, bool, bool], ssl.SSLContext] = {}
        self._lock = threading.Lock()

    def of(self, tls: Tls) -> ssl.SSLContext:
        """FetchError when the source's certificates cannot be read (any more)."""
        wanted = (tls.ca_file, tls.legacy, tls.pin is not None)
        with self._lock:
            if wanted not in self._made:
                self._made[wanted] = self._make(tls)
            return self._made[wanted]

    def _make(self, tls: Tls) -> ssl.SSLContext:
        if tls.pin is not None:
            return blind(legacy=tls.legacy)
        context = ssl.create_default_context()
        context.load_verify_locations(DEFAULT_CA_BUNDLE_PATH)
        # Python 3.13 would take an intermediate for a root; the same file shall mean the same everywhere.
        context.verify_flags &= ~ssl.VERIFY_X509_PARTIAL_CHAIN
        if tls.legacy:
            context.verify_flags &= ~ssl.VERIFY_X509_STRICT
            _relax(context)
        for file in (self._ca_file, tls.ca_file):
            if file is not None:
                _trust(context, file)
        return context


def blind(*, legacy: bool) -> ssl.SSLContext:
    """Takes any certificate: for whoever compares it with a pin, or only looks at it and says nothing."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if legacy:
        _relax(context)
    return context


def _relax(context: ssl.SSLContext) -> None:
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED  # TLS 1.0 where OpenSSL still has it
    context.options |= _OP_LEGACY_SERVER_CONNECT
    context.set_ciphers(_LEGACY_CIPHERS)


def _trust(context: ssl.SSLContext, file: str) -> None:
    try:
        context.load_verify_locations(file)
    except OSError as error:  # an SSLError is one too
        why = error.strerror if not isinstance(error, ssl.SSLError) else "no PEM certificate is in it"
        raise FetchError(f"TLS: the certificates in {file} cannot be read: {why}", transient=False) from error


# -- what a server showed --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Certificate:
    """What stands in a certificate, as far as it explains anything. issuer_at: where its issuer's lies."""

    subject: str
    issuer: str
    since: datetime
    until: datetime
    names: tuple[str, ...]
    issuer_at: str | None


def fingerprint(der: bytes) -> str:
    """SHA-256 of a certificate, as `pin` writes it."""
    return hashlib.sha256(der).hexdigest()


def check_pin(pin: str, der: bytes | None) -> None:
    """Raise FetchError unless this is the one certificate that the source trusts."""
    shown = fingerprint(der) if der else "nothing"
    if shown != pin:
        raise FetchError(
            f"TLS: the server's certificate is not the pinned one: it shows {shown}, `tls: {{pin: ...}}` says {pin}; "
            "change the pin only when the owner of the server confirms the new certificate",
            transient=False,
        )


def shown_chain(connection: ssl.SSLSocket) -> tuple[bytes, ...]:
    """The certificates that a server sent, its own first; only that one where Python hides the others."""
    own = connection.getpeercert(binary_form=True)
    if hasattr(connection, "get_unverified_chain"):  # from Python 3.13 on
        return tuple(connection.get_unverified_chain())
    hidden = getattr(getattr(connection, "_sslobj", None), "get_unverified_chain", lambda: None)()
    if hidden:
        return tuple(ssl.PEM_cert_to_DER_cert(each.public_bytes()) for each in hidden)
    return (own,) if own else ()


def read_certificate(der: bytes) -> Certificate | None:
    """What it says; None when it cannot be read."""
    from cryptography import x509
    from cryptography.x509.oid import AuthorityInformationAccessOID, ExtensionOID

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a later release will refuse
            read = x509.load_der_x509_certificate(der)
        extensions = {extension.oid: extension.value for extension in read.extensions}
        names = extensions.get(ExtensionOID.SUBJECT_ALTERNATIVE_NAME)
        access = extensions.get(ExtensionOID.AUTHORITY_INFORMATION_ACCESS)
        places = [
            each.access_location.value
            for each in (access if isinstance(access, x509.AuthorityInformationAccess) else ())
            if each.access_method == AuthorityInformationAccessOID.CA_ISSUERS
        ]
        return Certificate(
            subject=_clean(read.subject.rfc4514_string()),
            issuer=_clean(read.issuer.rfc4514_string()),
            since=read.not_valid_before_utc,
            until=read.not_valid_after_utc,
            names=tuple(
                _clean(str(name.value))
                for name in (names if isinstance(names, x509.SubjectAlternativeName) else ())
            ),
            issuer_at=_clean(str(places[0])) if places else None,
        )
    except (
        ValueError,
        x509.DuplicateExtension,
        x509.InvalidVersion,
        x509.UnsupportedGeneralNameType,
    ):
        return None


def holds(connection: ssl.SSLSocket, host: str, port: int | None) -> Trusted | None:
    """From when to when the certificate holds that a server showed and that was believed; None when it cannot be read."""
    told: Any = connection.getpeercert()
    name = host if port in (None, 443) else f"{host}:{port}"
    try:
        if told:
            since, until = (ssl.cert_time_to_seconds(told[key]) for key in ("notBefore", "notAfter"))
            return Trusted(name, datetime.fromtimestamp(since, UTC), datetime.fromtimestamp(until, UTC))
    except (KeyError, ValueError, OverflowError, OSError):
        return None
    der = connection.getpeercert(binary_form=True)  # of one that was compared with a pin no more is known
    read = read_certificate(der) if der else None
    return Trusted(name, read.since, read.until) if read else None


def _clean(text: str) -> str:
    """What a stranger wrote, fit for one line of ours."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)[
        :_LONGEST_NAME
    ]


# -- what went wrong -------------------------------------------------------------------------------


def untrusted(error: ssl.SSLCertVerificationError, chain: Sequence[bytes]) -> FetchError:
    """Why a certificate proves nothing, and the setting that helps where one does. chain: what was shown."""
    reason = error.verify_message.rstrip(".")
    read = [each for each in map(read_certificate, chain) if each is not None]
    return FetchError(f"TLS: {reason}{_remedy(reason.lower(), read, chain)}", transient=False)


def _remedy(reason: str, read: Sequence[Certificate], chain: Sequence[bytes]) -> str:
    said = reason.replace("self signed", "self-signed")  # OpenSSL 1.1 wrote it so
    own = read[0] if read else None
    pin = fingerprint(chain[0]) if chain else "..."
    names = f"; it is for {', '.join(own.names[:8])}" if own and own.names else ""
    remedies = {
        "issuer": _issuer_missing(read),
        "first certificate": _issuer_missing(read),
        "self-signed certificate in": f"; its root {read[-1].subject if read else ''} is not known here: when you "
        "trust it, name its PEM file with `tls: {ca: FILE}`",
        "self-signed": "; when the owner of the server confirms this fingerprint, trust it with "
        f"`tls: {{pin: {pin}}}`",
        "expired": f"{_valid(own)}; only the site can renew it",
        "not yet valid": f"{_valid(own)}; look at this machine's clock",
        "mismatch": f"{names}; the address may be written with another name",
        "weak": _TOO_WEAK,
        "too small": _TOO_WEAK,
    }
    return next((remedy for mark, remedy in remedies.items() if mark in said), "")


def _issuer_missing(read: Sequence[Certificate]) -> str:
    """The first issuer whose certificate neither came nor is known, and where to get it."""
    if not read:
        return "; name a file with the issuer's certificate with `tls: {ca: FILE}`"
    by_subject = {each.subject: each for each in read}
    last, seen = read[0], {read[0].subject}
    while (above := by_subject.get(last.issuer)) is not None and above.subject not in seen:
        seen.add(above.subject)
        last = above
    place = f" (it says: from {last.issuer_at})" if last.issuer_at else ""
    alone = (
        "the server sends only its own certificate" if len(read) == 1 else f"{len(read)} certificates came"
    )
    return (
        f"; {alone}, that of the issuer {last.issuer} is missing: get it{place} and name its PEM file with "
        "`tls: {ca: FILE}`"
    )


def _valid(own: Certificate | None) -> str:
    return f"; the server's own is valid from {own.since:%Y-%m-%d} to {own.until:%Y-%m-%d}" if own else ""


def too_old(error: ssl.SSLError, *, legacy: bool) -> FetchError | None:
    """What to do when the server speaks only what is no longer safe; None when that is not what happened."""
    reason = error.reason or str(error)
    if not any(mark in reason for mark in _OLD_SERVER):
        return None
    said = f"TLS handshake: {reason.replace('_', ' ').lower()}"
    if legacy:
        return FetchError(f"{said}, even with `tls: {{legacy: true}}`", transient=False)
    return FetchError(
        f"{said}; the server may speak only an old TLS: `tls: {{legacy: true}}` lets this one source speak it",
        transient=False,
    )
