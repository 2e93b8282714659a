"""Listing corrections: a street's as they stand today, for the page and the terminal."""

from auditor.correction_matters import Followed, read_matters
from auditor.corrections import overdue
from auditor.standard import Standard
from auditor.store import Store


def list_corrections(store: Store, standard: Standard, street: str) -> Followed:
    """A street's corrections in the order in which they press."""
    with store.reading() as work:
        return read_matters(work, standard, street)


def count_overdue(store: Store, street: str) -> int:
    """How many corrections of a street are overdue today."""
    with store.reading() as work:
        return len(overdue(work.corrections.all(street), work.today()))
