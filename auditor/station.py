"""A station (工作站): one installed program with a key of its own, as the bureau knows it."""

import re
from dataclasses import dataclass
from typing import ClassVar

from auditor.errors import Problem
from auditor.people import station_of
from auditor.record import Record, fixed_id

_KEY = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Station(Record):
    """A program that hands in packages. It says this of itself; what the bureau says of it counts (auditor/trust.py).

    `key`: its public key, 64 hex digits. `office`: the street (code) it works in, "" for the whole district. `bureau`:
    it speaks for the bureau. `recipient`: to whom what only it may read is sealed (age), "" for a program that has
    none. `revoked`: why its key counts no more; packages that arrive from then on wait for a decider. Of the bureau's,
    `address` is where its inbox listens (`HOST:PORT`) and `certificate` the SHA-256 of the certificate it shows there.
    """

    KIND: ClassVar[str] = "station"
    GROUPS: ClassVar[tuple[tuple[str, ...], ...]] = (("key", "recipient"), ("address", "certificate"))
    key: str
    name: str = ""
    office: str = ""
    bureau: bool = False
    recipient: str = ""
    revoked: str = ""
    address: str = ""
    certificate: str = ""

    @property
    def station(self) -> str:
        """Its name in lines, 32 hex digits."""
        return station_of(bytes.fromhex(self.key))

    @property
    def mark(self) -> str:
        """The eight digits two people compare by telephone before one lets the other's station in."""
        return mark_of(self.station)

    def problems(self) -> list[Problem]:
        """A key of the right form."""
        return [] if _KEY.match(self.key) else [Problem("key", "not_a_key", {"value": self.key})]


def station_id(station: str) -> str:
    """The record id of a station, the same in every database."""
    return fixed_id("station", station)


def mark_of(station: str) -> str:
    """A station's mark as people read it aloud: `5f0e 5a3c`."""
    return f"{station[:4]} {station[4:8]}"
