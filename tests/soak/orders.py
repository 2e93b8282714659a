"""All 720 orders of six packages with conflicts through SQLite: one index, for the packages of any seed."""

import itertools
import tempfile
from pathlib import Path

from tests.making import fresh_store
from tests.six_packages import index_after, lines_in, six_packages


def try_all_orders(seed: int) -> int:
    """How many orders gave one index; an AssertionError names the first that gave another."""
    with tempfile.TemporaryDirectory() as folder:
        packages = lines_in(six_packages(Path(folder), seed).packages)
    with fresh_store() as store:
        wanted = index_after(store, packages)
        orders = list(itertools.permutations(range(len(packages))))
        for order in orders:
            assert index_after(store, [packages[n] for n in order]) == wanted, f"seed {seed}, order {order}"
    return len(orders)
