"""Sealing (加密封装) with age: what only the holder of a key may read; a whole package, or a survey round's key."""

import os
from pathlib import Path

from auditor.errors import Problem, Refused, Unavailable
from auditor.leftovers import drop

ENDING = ".age"
_HEAD = b"age-encryption.org/"


def new_seal() -> tuple[str, str]:
    """A fresh pair: the secret that opens, and the recipient that others seal to."""
    from pyrage import x25519

    made = x25519.Identity.generate()
    return str(made), str(made.to_public())


def seal(raw: bytes, recipient: str) -> bytes:
    """Bytes that only the holder of the recipient's secret can read; Refused for what is no recipient."""
    import pyrage

    try:
        return bytes(pyrage.encrypt(raw, [pyrage.x25519.Recipient.from_str(recipient)]))
    except pyrage.RecipientError as error:
        raise Refused(Problem("to", "not_a_recipient", {"value": recipient})) from error


def unseal(sealed: bytes, secret: str) -> bytes | None:
    """The bytes again; None where they were sealed to another, or changed on the way."""
    import pyrage

    try:
        return bytes(pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(secret)]))
    except (pyrage.DecryptError, OSError):  # the payload's sum is told as an OSError
        return None


def is_sealed(path: Path) -> bool:
    """Whether a file is a sealed one, by its first bytes; Unavailable where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(len(_HEAD)) == _HEAD
    except OSError as error:
        raise Unavailable("no_file", path=str(path)) from error


def seal_file(path: Path, to: Path, recipient: str) -> None:
    """Write a sealed copy of a file, aside, read back and then named."""
    import pyrage

    aside = to.with_name(f".{to.name}.part")
    try:
        pyrage.encrypt_file(str(path), str(aside), [pyrage.x25519.Recipient.from_str(recipient)])
        with aside.open("rb+") as file:
            os.fsync(file.fileno())
        aside.replace(to)
    except pyrage.RecipientError as error:
        raise Refused(Problem("to", "not_a_recipient", {"value": recipient})) from error
    except OSError as error:
        raise Unavailable("cannot_write", path=str(to), said=error.strerror or str(error)) from error
    finally:
        drop(aside)


def unseal_file(path: Path, to: Path, secret: str) -> None:
    """Write what a sealed file holds; Refused where it was sealed to another or was changed on the way."""
    import pyrage

    try:
        pyrage.decrypt_file(str(path), str(to), [pyrage.x25519.Identity.from_str(secret)])
    except pyrage.DecryptError as error:
        drop(to)
        code = "sealed_to_another" if "matching" in str(error) else "package_damaged"
        raise Refused(Problem("file", code, {"file": path.name})) from error
    except OSError as error:
        drop(to)
        if error.errno is None:  # pyrage's word for a payload that was changed or cut
            raise Refused(Problem("file", "package_damaged", {"file": path.name})) from error
        raise Unavailable("cannot_write", path=str(to), said=error.strerror or str(error)) from error
