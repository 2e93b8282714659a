"""Listing what waits for a person's word: for the page, the terminal, and the number in the rail."""

from auditor.conflict_matters import Asked, Waiting, count_waiting, read_waiting
from auditor.standard import Standard
from auditor.store import Store


def list_conflicts(store: Store, standard: Standard, asked: Asked) -> Waiting:
    """The unsettled records asked for, overdue first, with the codes and households that stand twice."""
    with store.reading() as work:
        return read_waiting(work, standard, asked)


def count_conflicts(store: Store, street: str) -> int:
    """How many wait in a street, or in all."""
    with store.reading() as work:
        return count_waiting(work, street)
