"""The inbox's TLS certificate: self-signed, made once, its key kept beside the station's; stations know it by itself.

No authority vouches for it and none is needed: a station is given this very certificate with its enrolment (pinned),
and trusts nothing else. So no host name stands in it (the bureau's address may change) and it does not expire: a
laptop's clock is often wrong.
"""

import hashlib
import os
import secrets
import ssl
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from auditor.store import Work

KEY, CERTIFICATE = "inbox_key", "inbox_certificate"  # in the table `secret`
_FROM, _UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2120, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class InboxKey:
    """A private key and its certificate, both PEM. The certificate may be shown to anybody."""

    private: bytes
    certificate: bytes

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, 64 hex digits, as people compare it."""
        return fingerprint_of(self.certificate)


def fingerprint_of(certificate: bytes) -> str:
    """SHA-256 of a PEM certificate's DER bytes, 64 hex digits. ValueError for what is none."""
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate.decode("ascii"))).hexdigest()


def grouped(fingerprint: str) -> str:
    """A fingerprint in groups of four, for two people to compare on the telephone."""
    return " ".join(fingerprint[i : i + 4] for i in range(0, len(fingerprint), 4))


def new_inbox_key() -> InboxKey:
    """A fresh P-256 key with its self-signed certificate."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Street Auditor inbox")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(_UNTIL)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return InboxKey(private, made.public_bytes(serialization.Encoding.PEM))


def inbox_key_of(work: Work) -> InboxKey:
    """This database's key, made at the first asking; needs a transaction that may write."""
    private, certificate = work.secret(KEY), work.secret(CERTIFICATE)
    if private is not None and certificate is not None:
        return InboxKey(private, certificate)
    made = new_inbox_key()
    work.set_secret(KEY, made.private)
    work.set_secret(CERTIFICATE, made.certificate)
    return made


def serving_context(key: InboxKey) -> ssl.SSLContext:
    """For the inbox. OpenSSL takes keys from files alone: it is given one that is sealed under a password nobody else
    knows and is gone a moment later, so that the key never lies open on the disk."""
    from cryptography.hazmat.primitives import serialization

    password = secrets.token_bytes(32).hex().encode()
    sealed = serialization.load_pem_private_key(key.private, None).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(password)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    handle, name = tempfile.mkstemp(prefix="inbox-", suffix=".pem")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(sealed + key.certificate)
        context.load_cert_chain(name, password=password)
    finally:
        with suppress(OSError):
            Path(name).unlink()
    return context


def pinned_context(certificate: bytes) -> ssl.SSLContext:
    """For a station: this one certificate is trusted and no other. Its host name is not looked at, for it names none:
    who shows it holds its key, and only the bureau does. It is no authority, so it cannot vouch for another."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.load_verify_locations(cadata=certificate.decode("ascii"))
    return context
