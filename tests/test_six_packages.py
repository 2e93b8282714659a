"""Six packages with conflicts between them end in one state, whichever comes first; through SQLite: soak."""

import itertools
import random
from functools import partial
from typing import Any

import pytest

from auditor.history import standing, version_of
from auditor.kinds import group_of, sound
from tests.definition import FEATURES
from tests.making import fresh_store
from tests.six_packages import Six, index_after, lines_in, six_packages

SEED = 14  # its histories hold everything


@pytest.fixture(scope="module")
def six(tmp_path_factory: pytest.TempPathFactory) -> Six:
    """Written once."""
    return six_packages(tmp_path_factory.mktemp("six"), SEED)


def test_they_hold_every_feature_of_a_history(six: Six, capsys: Any) -> None:
    with capsys.disabled():
        print("\nsix packages:", sum(map(len, six.records.values())), "lines,", sorted(six.features()))
    assert six.features() == set(FEATURES)
    assert all(lines_in(six.packages))


def test_all_720_orders_end_in_the_one_state_of_the_definition(six: Six) -> None:
    packages = lines_in(six.packages)
    for record, lines in six.records.items():
        kind, d = lines[0].kind, six.defined(lines)
        parts = [[x for x in package if x.record == record] for package in packages]
        orders = {tuple(x.name for part in order for x in part) for order in itertools.permutations(parts)}
        by_name = {x.name: x for x in lines}
        for order in orders:
            found = standing(map(by_name.__getitem__, order), group=group_of(kind), sound=partial(sound, kind))
            assert (found.version, found.state, dict(found.conflicts)) == (version_of(d.heads), d.state, d.conflicts)
            assert found.body == d.body


def test_through_sqlite_a_sample_of_orders_gives_one_index(six: Six) -> None:
    packages = lines_in(six.packages)
    every = list(itertools.permutations(packages))
    with fresh_store() as store:
        found = {index_after(store, order) for order in random.Random(SEED).sample(every, 30)}
        assert found == {index_after(store, [[x for package in packages for x in package]])}
