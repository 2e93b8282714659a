"""Random histories through the real store, in any order, any batches, repeated: one state, the one DESIGN 5 defines."""

import itertools
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import select

from auditor.history import State, version_of
from auditor.kinds import group_of, sound
from auditor.record import Line, canonical
from db import SqlStore
from db.standing import STANDING, body_from
from db.store import SqlWork
from tests.conftest import empty_database
from tests.db.dumping import dump, dump_within
from tests.definition import FEATURES, Defined, features
from tests.making import fresh_store
from tests.strategies import SITE_BODY, SITE_FIELDS, history_of


class _BackAsBeforeError(Exception):
    """Raised so that the transaction is rolled back."""


@contextmanager
def tried(store: SqlStore) -> Iterator[SqlWork]:
    """A transaction of which nothing remains."""
    with suppress(_BackAsBeforeError), store.writing() as work:
        yield work
        raise _BackAsBeforeError


def street_of(rng: random.Random, most: int, records: int = 3) -> dict[str, list[Line]]:
    """By record: histories of sites, parts of them missing."""
    found = {}
    for n in range(records):
        record = f"018f0000-0000-7000-8000-{n:012}"
        lines = history_of(rng, rng.randint(2, most), SITE_FIELDS, base=SITE_BODY, kind="site", record=record)
        found[record] = [x for x in lines if rng.random() < 0.85] or lines
    return found


def batched(lines: Sequence[Line], rng: random.Random) -> Iterator[list[Line]]:
    """In random order and batches, some lines once more: in the same batch, or in a later one."""
    left = rng.sample(lines, len(lines))
    sent: list[Line] = []
    while left:
        size = rng.choice((1, 1, 2, 3, len(left)))
        batch, left = left[:size], left[size:]
        again = [x for x in sent + batch if rng.random() < 0.2]
        yield batch + again
        sent += batch


def judge(work: SqlWork, streets: dict[str, list[Line]], seen: Counter[str]) -> None:
    """Every record of the index stands as the definition says."""
    group = group_of("site")
    for record, lines in streets.items():
        (row,) = work.conn.execute(select(STANDING).where(STANDING.c.record == record)).all()
        d = Defined(lines, group, lambda body: sound("site", body))
        assert (row.state, row.version, row.heads) == (d.state, version_of(d.heads), "\n".join(d.heads))
        agreed = [{k: v for k, v in b.items() if group(k) not in d.conflicts} for b in (body_from(row.body), d.body)]
        assert canonical(agreed[0]) == canonical(agreed[1])
        seen.update(features(d))
        seen[d.state] += 1


def test_every_order_of_four_lines_in_every_batching_gives_one_index() -> None:
    rng = random.Random(20261123)
    for _ in range(4):
        lines = history_of(rng, 4, SITE_FIELDS, base=SITE_BODY, kind="site")
        with fresh_store() as store:
            indexes = set()
            for order in itertools.permutations(lines):
                first, second = sorted(rng.choices(range(5), k=2))
                with tried(store) as work:
                    for batch in (order[:first], order[first:second], order[second:]):
                        work.journal.receive(batch, "p")
                    indexes.add(repr(dump_within(work)))
                    if len(indexes) == 1:
                        judge(work, {lines[0].record: lines}, Counter())
            assert len(indexes) == 1


def test_any_order_any_batches_and_repeats_give_the_index_that_design_5_defines(capsys: Any) -> None:
    rng = random.Random(20261122)
    seen = Counter(dict.fromkeys((*FEATURES, *State), 0))
    for _ in range(50):
        streets = street_of(rng, 9)
        lines = [x for of in streets.values() for x in of]
        with fresh_store() as store:
            indexes = set()
            for _order in range(3):
                with tried(store) as work:
                    new = sum(work.journal.receive(batch, "p") for batch in batched(lines, rng))
                    assert new == len(lines)
                    indexes.add(repr(dump_within(work)))
            with store.writing() as work:
                for batch in batched(lines, rng):
                    work.journal.receive(batch, "p")
                judge(work, streets, seen)
            assert indexes == {repr(before := dump(store))}
            assert store.check().faults == ()
            store.rebuild()
            assert dump(store) == before
    with capsys.disabled():
        print("\nthrough SQLite:", dict(seen))
    assert min(seen.values()) > 0


def test_on_postgresql_too(postgresql: str) -> None:
    rng = random.Random(20261124)
    streets = street_of(rng, 7)
    lines = [x for of in streets.values() for x in of]
    with fresh_store() as store:
        with store.writing() as work:
            work.journal.receive(lines, "p")
        wanted = dump(store)
    empty_database(postgresql)
    with fresh_store(postgresql) as store:
        for _ in range(4):
            with tried(store) as work:
                for batch in batched(lines, rng):
                    work.journal.receive(batch, "p")
                assert dump_within(work) == wanted
                judge(work, streets, Counter())
