"""The certificate an inbox shows, by its fingerprint: looked at with a handshake alone, before anything is said."""

import hashlib
import re
import socket
import ssl
from urllib.parse import urlsplit

from auditor.errors import Problem, Refused, Unavailable

SECONDS = 10.0  # for the connection, and for the handshake
_FINGERPRINT = re.compile(r"[0-9a-f]{64}\Z")


def fingerprint_in(text: str) -> str:
    """A fingerprint as a person typed it, with or without spaces and colons. Refused for what is none."""
    found = "".join(text.replace(":", " ").split()).lower()
    if not _FINGERPRINT.match(found):
        raise Refused(Problem("certificate", "no_fingerprint", {"value": text}))
    return found


def place_in(address: str) -> tuple[str, int]:
    """Host and port of `https://host:port`. Refused for anything else."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or not port or parts.scheme != "https" or parts.path.strip("/") or parts.query or parts.username:
        raise Refused(Problem("with", "no_inbox_address", {"value": address}))
    return host, port


def certificate_at(address: str, fingerprint: str, seconds: float = SECONDS) -> bytes:
    """The PEM of the certificate shown at `https://host:port`, if its SHA-256 is `fingerprint`.

    Nothing goes there but the handshake: this certificate alone is trusted by the line that is opened afterwards
    (`inbox_key.pinned_context`). Unavailable: nobody there, or another certificate.
    """
    host, port = place_in(address)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # what is shown is compared below; nothing is said on this connection
    try:
        with (
            socket.create_connection((host, port), seconds) as line,
            context.wrap_socket(line) as shown,
        ):
            der = shown.getpeercert(binary_form=True) or b""
    except OSError as error:
        raise Unavailable("inbox_unreachable", address=address, said=error.strerror or str(error)) from error
    if hashlib.sha256(der).hexdigest() != fingerprint:
        raise Unavailable("inbox_other", address=address)
    return ssl.DER_cert_to_PEM_cert(der).encode("ascii")
