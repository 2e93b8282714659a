"""The inbox's certificate: made once, kept secret, known by itself."""

import socket
import ssl
import tempfile
import threading
from pathlib import Path

import pytest

from auditor.inbox_key import (
    InboxKey,
    fingerprint_of,
    grouped,
    inbox_key_of,
    new_inbox_key,
    pinned_context,
    serving_context,
)
from db import SqlStore


def shake(server: InboxKey, certificate: bytes) -> str:
    """One handshake over a pair of sockets; the fingerprint the client saw."""
    ours, theirs = socket.socketpair()
    ours.settimeout(5)
    theirs.settimeout(5)

    def serve() -> None:
        try:
            with serving_context(server).wrap_socket(theirs, server_side=True) as tls:
                tls.recv(1)
        except (ssl.SSLError, OSError):
            theirs.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with pinned_context(certificate).wrap_socket(ours) as tls:
            der = tls.getpeercert(binary_form=True)
            assert der is not None
            tls.sendall(b".")
            return fingerprint_of(ssl.DER_cert_to_PEM_cert(der).encode())
    finally:
        ours.close()
        thread.join(10)


def test_it_is_made_once_and_kept_among_the_secrets(any_store: SqlStore) -> None:
    with any_store.writing() as work:
        first = inbox_key_of(work)
    with any_store.writing() as work:
        assert inbox_key_of(work) == first
        assert work.journal.raw([]) == []
    assert len(first.fingerprint) == 64
    assert grouped(first.fingerprint).replace(" ", "") == first.fingerprint


def test_a_station_trusts_this_certificate_and_no_other_even_one_of_the_same_name() -> None:
    ours, another = new_inbox_key(), new_inbox_key()
    assert shake(ours, ours.certificate) == ours.fingerprint
    with pytest.raises(ssl.SSLCertVerificationError):
        shake(another, ours.certificate)


def test_a_certificate_the_inboxs_key_has_signed_for_somebody_is_not_trusted() -> None:
    """The pinned one is no authority."""
    from datetime import UTC, datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    ours, other = new_inbox_key(), ec.generate_private_key(ec.SECP256R1())
    key = serialization.load_pem_private_key(ours.private, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "somebody")]))
        .issuer_name(x509.load_pem_x509_certificate(ours.certificate).subject)
        .public_key(other.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    private = other.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    forged = InboxKey(private, made.public_bytes(serialization.Encoding.PEM))
    with pytest.raises(ssl.SSLCertVerificationError):
        shake(forged, ours.certificate)


def test_the_key_leaves_no_file_and_is_never_open_on_the_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    seen: list[bytes] = []
    load = ssl.SSLContext.load_cert_chain

    def look(self: ssl.SSLContext, name: str, password: bytes) -> None:
        seen.append(Path(name).read_bytes())
        load(self, name, password=password)

    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", look)
    serving_context(new_inbox_key())
    assert b"ENCRYPTED PRIVATE KEY" in seen[0]
    assert b"BEGIN PRIVATE KEY" not in seen[0]
    assert list(tmp_path.iterdir()) == []
