"""One round with the bureau's inbox, for the window and the terminal alike."""

from auditor.exchanged import Exchanged
from auditor.store import Store
from auditor.telling import Tell, quiet


def exchange(
    store: Store, address: str, tell: Tell = quiet, *, certificate: str = "", sealed: bool = False
) -> Exchanged:
    """Hand in what the bureau lacks at `https://host:port`, and fetch what it has.

    `certificate`: its file or fingerprint, needed once. Refused and Unavailable in words; nothing that was sent or
    fetched by then is lost.
    """
    from auditor.use_cases.exchanging_network import exchange as round_over
    from auditor.use_cases.exchanging_network import pin
    from auditor.use_cases.packing import pack
    from auditor.use_cases.unpacking import unpack

    return round_over(store, address, pin(store, address, certificate), pack, unpack, sealed=sealed, tell=tell)
