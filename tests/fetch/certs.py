"""Certificates made for a test: an authority, one below it, and servers that they vouch for."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Made:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pin(self) -> str:
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    def save(self, path: Path, *others: Made, key: bool = False) -> str:
        """The certificates as a PEM file, the key too when a server is to read it."""
        kept = [self.key_pem] if key else []
        path.write_bytes(b"".join([*kept, self.pem, *(other.pem for other in others)]))
        return str(path)


def made(
    name: str,
    by: Made | None = None,
    *,
    authority: bool = False,
    hosts: tuple[str, ...] = ("127.0.0.1",),
    until: datetime = NOW + 30 * DAY,
    since: datetime = NOW - 300 * DAY,
    issuer_at: str | None = None,
    rsa_bits: int | None = None,
) -> Made:
    """by: who vouches for it, itself when nobody. rsa_bits: of an RSA key, else it is of an elliptic curve."""
    key = rsa.generate_private_key(65537, rsa_bits) if rsa_bits else ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Customs of Testland"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    issuer_key = by.key if by else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    if authority:
        usage = dict.fromkeys(
            ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"), False
        )
        usage |= dict.fromkeys(("key_agreement", "encipher_only", "decipher_only"), False)
        builder = builder.add_extension(
            x509.KeyUsage(key_cert_sign=True, crl_sign=True, **usage), critical=True
        )
    else:
        names = [_name(host) for host in hosts]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    if issuer_at:
        place = x509.UniformResourceIdentifier(issuer_at)
        access = x509.AccessDescription(AuthorityInformationAccessOID.CA_ISSUERS, place)
        builder = builder.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
    return Made(builder.sign(issuer_key, hashes.SHA256()), key)


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


@cache
def root() -> Made:
    return made("Root of Testland", authority=True)


@cache
def between() -> Made:
    return made("Intermediate of Testland", root(), authority=True)


def context(folder: Path, server: Made, *chain: Made) -> ssl.SSLContext:
    """What a server speaks with; chain: the certificates that it sends besides its own."""
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    found.set_ciphers("DEFAULT:@SECLEVEL=0")  # a server may show whatever it has
    found.load_cert_chain(server.save(folder / f"{server.certificate.serial_number}.pem", *chain, key=True))
    return found


def old(
    found: ssl.SSLContext, *, ciphers: str = "DEFAULT:@SECLEVEL=0", version: int = 0x0301
) -> ssl.SSLContext:
    """The same server as it was twenty years ago: nothing newer than that TLS (0x0301 is 1.0)."""
    import warnings

    found.set_ciphers(ciphers)
    found.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        found.maximum_version = ssl.TLSVersion(version)
    return found
