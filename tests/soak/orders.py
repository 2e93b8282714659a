"""All 720 orders of six packages with conflicts through SQLite: one index, of any seed; and each taken in."""

import itertools
import tempfile
from pathlib import Path

from tests.handing_in import handed_in, orders
from tests.making import fresh_store
from tests.six_packages import index_after, lines_in, six_packages


def try_all_orders(seed: int) -> int:
    """How many orders gave one index; an AssertionError names the first that gave another."""
    with tempfile.TemporaryDirectory() as folder:
        packages = lines_in(six_packages(Path(folder), seed).packages)
    with fresh_store() as store:
        wanted = index_after(store, packages)
        every = list(itertools.permutations(range(len(packages))))
        for order in every:
            assert index_after(store, [packages[n] for n in order]) == wanted, f"seed {seed}, order {order}"
    return len(every)


def unpack_all_orders() -> int:
    """As `try_all_orders`, the packages taken in one by one as a person does."""
    with tempfile.TemporaryDirectory() as folder, handed_in(Path(folder)) as six:
        wanted = six.end_of(six.packages)
        every = orders(six.packages)
        for order in every:
            assert six.end_of(order) == wanted, [path.name for path in order]
    return len(every)
