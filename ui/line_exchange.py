"""One round over the network with the bureau's inbox: the station's package there, its receipt, the bureau's back."""

from dataclasses import dataclass
from pathlib import Path

from auditor.errors import Problem, Refused
from auditor.identity import PUBLIC, signer
from auditor.inbox import ENDED, Receipt
from auditor.store import Store
from auditor.telling import Tell, part, quiet
from auditor.use_cases.packing import pack
from auditor.use_cases.unpacking import Unpacked, unpack

ADDRESS, CERTIFICATE = "line_address", "line_certificate"  # settings: where the bureau listens, and by what it is known
MOST_PHOTOS = 256 * 2**20  # bytes of photographs in one round; the next carries more
CAME = "came.sap"
MOST_CERTIFICATE = 100_000  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What the bureau said of the package, and what its own brought; None where it had nothing new."""

    receipt: Receipt
    came: Unpacked | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where the bureau's inbox is, and its certificate (PEM); both "" where nobody said."""

    address: str
    certificate: str


def place_of(store: Store) -> Place:
    """What was noted."""
    with store.reading() as work:
        return Place(work.setting(ADDRESS), work.setting(CERTIFICATE))


def keep_place(store: Store, address: str, certificate: str) -> Place:
    """Note where the inbox is; without a certificate the one noted stays. Refused for what is none."""
    address = address.strip().rstrip("/")
    address = address if "://" in address or not address else f"https://{address}"
    with store.writing() as work:
        certificate = certificate or work.setting(CERTIFICATE)
        if not certificate:
            raise Refused(Problem("certificate", "no_certificate"))
        work.set_setting(ADDRESS, address)
        work.set_setting(CERTIFICATE, certificate)
    return Place(address, certificate)


def exchange_online(store: Store, tell: Tell = quiet) -> Round:
    """One round with the inbox that was noted. What was broken off is gone on with: a package that was packed and has
    no receipt is sent first. Refused by the bureau's words, Unavailable by the machines'; repeating is harmless."""
    from auditor.carrier import Carrier

    place = place_of(store)
    folder = store.package_folder() / "line"
    folder.mkdir(exist_ok=True)
    with store.reading() as work:
        key, sign = bytes.fromhex(work.setting(PUBLIC)), signer(work)
    waiting = sorted(folder.glob("*-*.sap"))
    path = waiting[0] if waiting else _packed(store, folder, part(tell, 0, 2, 10))
    back = folder / CAME
    with Carrier(place.address, place.certificate.encode(), key, sign) as carrier:
        sent = carrier.send(path, part(tell, 2, 5, 10))
        receipt = carrier.wait(sent.sha256, part(tell, 5, 6, 10))
        if receipt.state in ENDED:
            path.unlink(missing_ok=True)
        back.unlink(missing_ok=True)
        came = unpack(store, back, part(tell, 8, 10, 10)) if carrier.fetch(back, part(tell, 6, 8, 10)) else None
    back.unlink(missing_ok=True)
    return Round(receipt=receipt, came=came)


def _packed(store: Store, folder: Path, tell: Tell) -> Path:
    made = pack(store, folder, most_bytes=MOST_PHOTOS, tell=tell)
    with store.writing() as work:  # where it lies until its receipt comes is no place for people
        work.deliveries.change(made.delivery.number, file="")
    return made.path


def read_certificate(path: Path) -> str:
    """The text of a certificate's file. Refused for a file that is none."""
    from auditor.inbox_key import fingerprint_of

    try:
        text = path.read_bytes()[:MOST_CERTIFICATE].decode("ascii")
        fingerprint_of(text.encode())
    except (OSError, ValueError) as error:
        raise Refused(Problem("certificate", "not_a_certificate", {"value": path.name})) from error
    return text
