"""The people who record, and the station (one installed program) they record at."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from auditor.errors import Problem
from auditor.record import Record


class Role(StrEnum):
    """What a person is to the district; what each may do follows from it."""

    INSPECTOR = "inspector"  # 检查员
    OFFICE = "office"  # 街道办
    REVIEWER = "reviewer"  # 区级复核人
    DECIDER = "decider"  # 区级决定人
    ADMINISTRATOR = "administrator"  # 管理员


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Record):
    """An official who records, reviews or decides. Never a resident."""

    KIND: ClassVar[str] = "person"
    name: str
    role: Role = Role.INSPECTOR

    def problems(self) -> list[Problem]:
        """A person has a name."""
        return [] if self.name.strip() else [Problem("name", "empty")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonstration(Record):
    """Its presence marks a database as demonstration data (演示数据), wherever its lines travel."""

    KIND: ClassVar[str] = "demonstration"
    seed: int = 0
    size: str = ""


def station_of(public_key: bytes) -> str:
    """A station's name: the first 16 bytes of the SHA-256 of its raw public key, 32 hex digits (DESIGN 5)."""
    return hashlib.sha256(public_key).hexdigest()[:32]


def new_station_key() -> tuple[bytes, bytes]:
    """A fresh Ed25519 key pair, raw: 32 secret bytes, 32 public bytes."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    return key.private_bytes_raw(), key.public_key().public_bytes_raw()


def sign(private_key: bytes, text: bytes) -> bytes:
    """A station's Ed25519 signature of bytes, 64 bytes."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(private_key).sign(text)


def is_signed(public_key: bytes, signature: bytes, text: bytes) -> bool:
    """Whether a signature of bytes was made by the holder of a key; False for what is no key or no signature."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True
