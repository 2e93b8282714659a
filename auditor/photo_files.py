"""The port to the photographs' files: bytes kept beside the database under the SHA-256 of what is kept (DESIGN 6)."""

from typing import Protocol


class PhotoFiles(Protocol):
    """A place for the bytes of photographs, each under its SHA-256, with a small picture of it beside."""

    place: str  # where they lie, as a person may read it

    def keep(self, raw: bytes) -> str:
        """Keep bytes and give back their SHA-256 (64 hex digits): flushed and read back before they count as kept.

        Unavailable if they cannot be written, or if a file of that name holds other bytes; nothing half stays.
        """

    def holds(self, name: str) -> bool:
        """Whether a file of this SHA-256 is there; what is in it is compared by `read`."""

    def read(self, name: str) -> bytes:
        """The bytes of a SHA-256. Unavailable if they are not there or are others."""

    def size(self, name: str) -> int:
        """How many bytes lie there under a SHA-256; 0 where none do. They are not read."""

    def names(self) -> set[str]:
        """The SHA-256 of all that is there."""

    def remove(self, name: str) -> None:
        """Let bytes and small picture go; nothing if they are not there. Unavailable if the disk does not let them."""

    def thumbnail(self, name: str) -> bytes | None:
        """The small picture made of these bytes; None if there is none yet."""

    def keep_thumbnail(self, name: str, raw: bytes) -> None:
        """Keep a small picture beside its bytes. It can be made again, so a full disk is no trouble here."""
