"""The bureau's inbox as a station reaches it: where it was noted to be, and one round there; window and terminal."""

from dataclasses import dataclass
from pathlib import Path

from auditor.errors import Problem, Refused
from auditor.exchanged import Exchanged
from auditor.inbox_place import inbox_place
from auditor.store import Store
from auditor.telling import Tell, quiet

ADDRESS, CERTIFICATE = "line_address", "line_certificate"  # settings: where the bureau listens, and by what it is known
MOST_CERTIFICATE = 100_000  # bytes


@dataclass(frozen=True, slots=True)
class Place:
    """Where the bureau's inbox is, and its certificate (SHA-256); "" where nobody said."""

    address: str
    certificate: str


def place_of(store: Store) -> Place:
    """What was noted here, else what the bureau's record says."""
    with store.reading() as work:
        said = inbox_place(work)
        return Place(work.setting(ADDRESS) or said.url, work.setting(CERTIFICATE) or said.certificate)


def keep_place(store: Store, address: str, certificate: str) -> Place:
    """Note where the inbox is, and the SHA-256 of its certificate; without one the one noted or the bureau's record
    counts. Refused where nobody said."""
    address = address.strip().rstrip("/")
    address = address if "://" in address or not address else f"https://{address}"
    with store.writing() as work:
        certificate = certificate or work.setting(CERTIFICATE)
        if not certificate and not inbox_place(work).certificate:
            raise Refused(Problem("certificate", "no_certificate"))
        work.set_setting(ADDRESS, address)
        work.set_setting(CERTIFICATE, certificate)
    return Place(address, certificate)


def exchange_at(
    store: Store, address: str, tell: Tell = quiet, *, certificate: str = "", sealed: bool = False
) -> Exchanged:
    """Hand in what the bureau lacks, wait for its receipt, take its package in, then the photographs asked for.

    `address` is `https://host:port`; as `auditor/use_cases/exchanging_network.py`, which says what is refused.
    """
    from auditor.use_cases.exchanging_network import exchange
    from auditor.use_cases.packing import pack
    from auditor.use_cases.unpacking import unpack

    return exchange(store, address, pack, unpack, certificate=certificate, sealed=sealed, tell=tell)


def exchange_online(store: Store, tell: Tell = quiet) -> Exchanged:
    """One round with the inbox that was noted, or that the bureau's record names."""
    place = place_of(store)
    return exchange_at(store, place.address, tell, certificate=place.certificate)


def read_certificate(path: Path) -> str:
    """The SHA-256 of the certificate in a file. Refused for a file that is none."""
    from auditor.inbox_key import fingerprint_of

    try:
        return fingerprint_of(path.read_bytes()[:MOST_CERTIFICATE])
    except (OSError, ValueError) as error:
        raise Refused(Problem("certificate", "not_a_certificate", {"value": path.name})) from error
