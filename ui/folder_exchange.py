"""One round through the exchange folder, for the window and the terminal alike."""

from pathlib import Path

from auditor.exchanged import Exchanged
from auditor.store import Store
from auditor.telling import Tell, quiet


def exchange(store: Store, folder: Path, tell: Tell = quiet, *, sealed: bool = False) -> Exchanged:
    """Take in what lies there for this side, write what it has to tell, remove own files that were confirmed.

    With `sealed` what is written can be opened by the receiver alone (no introduction can). Unavailable where the
    folder cannot be read or the own disk does not serve; a single bad file is told and hinders no other.
    """
    from auditor.use_cases.exchanging_folder import exchange as round_through
    from auditor.use_cases.packing import pack
    from auditor.use_cases.unpacking import unpack

    return round_through(store, folder, pack, unpack, sealed=sealed, tell=tell)
