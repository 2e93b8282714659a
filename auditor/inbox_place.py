"""Where the bureau's inbox is (收件处): its address and certificate, said in the bureau's own station record."""

import ipaddress
from dataclasses import dataclass, replace

from auditor.identity import introduce, known_station
from auditor.store import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxPlace:
    """`address` is `HOST:PORT` ("" where only the certificate was said), `certificate` its SHA-256 in hex digits."""

    address: str = ""
    certificate: str = ""

    @property
    def url(self) -> str:
        """`https://HOST:PORT`; "" where no address was said."""
        return f"https://{self.address}" if self.address else ""


def written(host: str, port: int) -> str:
    """A host and a port as one text."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def is_public(host: str) -> bool:
    """Whether another computer can be told this host: neither this computer itself nor "wherever it listens"."""
    if host.lower() == "localhost":
        return False
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return True
    return not found.is_loopback and not found.is_unspecified


def announce(work: Work, certificate: str, address: str = "") -> None:
    """The bureau says by what its inbox is known, and where it is; with "" the address that was said stays. Writes
    nothing where that is said already. It travels in the next packages."""
    introduce(work)
    known = known_station(work, work.setting("station"))
    assert known is not None  # it has just introduced itself
    said = replace(known, certificate=certificate, address=address or known.address)
    if said != known:
        work.stations.save(said)


def inbox_place(work: Work) -> InboxPlace:
    """What the bureau's record says; the bureau this database knows first, then others that speak for it."""
    for station in (work.bureau, *sorted(set(work.bureaux) - {work.bureau})):
        known = known_station(work, station) if station else None
        if known is not None and not known.revoked and known.certificate:
            return InboxPlace(address=known.address, certificate=known.certificate)
    return InboxPlace()
