"""One round at the bureau's inbox, for the window and the terminal alike."""

from auditor.exchanged import Exchanged
from auditor.store import Store
from auditor.telling import Tell, quiet


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
