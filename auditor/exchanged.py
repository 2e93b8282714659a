"""One round of an exchange (交换一轮): what it did, and what it asks of packing and unpacking."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from auditor.delivery import Delivery
from auditor.package import Manifest
from auditor.store import Store
from auditor.telling import Tell


class Written(Protocol):
    """What packing gives back."""

    @property
    def others(self) -> int:
        """Lines of others here that the bureau lacks."""


class Taken(Protocol):
    """What unpacking gives back."""

    @property
    def delivery(self) -> Delivery:
        """What was noted."""

    @property
    def manifest(self) -> Manifest:
        """What the package says of itself."""

    @property
    def new(self) -> int:
        """Lines that were new."""

    @property
    def own(self) -> int:
        """Lines of this station that it had lost."""

    @property
    def photos(self) -> int:
        """Photographs that came along."""

    @property
    def again(self) -> bool:
        """Whether it had been taken in before."""


class Pack(Protocol):
    """`use_cases/packing.py: pack`."""

    def __call__(
        self,
        store: Store,
        to: Path,
        *,
        receiver: str,
        sealed: bool,
        most_bytes: int,
        leave: Collection[str],
        tell: Tell,
    ) -> Written:
        """Write a package."""


class Unpack(Protocol):
    """`use_cases/unpacking.py: unpack`."""

    def __call__(self, store: Store, path: Path, tell: Tell) -> Taken:
        """Take a package in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """What one round through the folder did. `taken` packages brought `new` lines (`own` of them this station's, lost
    here) and `photos`; `waiting` came and wait for a decider. `written` and `removed` are own files. `pending` files
    are not whole yet, `elsewhere` are for others. `others`: lines of others here that the bureau lacks. `told` says of
    every file that gives trouble what is the matter."""

    taken: int = 0
    new: int = 0
    own: int = 0
    photos: int = 0
    waiting: int = 0
    written: int = 0
    removed: int = 0
    pending: int = 0
    elsewhere: int = 0
    others: int = 0
    told: tuple[str, ...] = ()
