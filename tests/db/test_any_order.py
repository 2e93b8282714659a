"""Random histories through the real store, in any order, any batches, repeated: one state, the one DESIGN 5 defines."""

import itertools
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from auditor.history import State, version_of
from auditor.kinds import group_of, sound
from auditor.record import Line, canonical
from auditor.score import score_street
from auditor.store import Sought
from db.journal import LINE
from db.records import RecordsOf
from db.standing import STANDING, body_from
from db.store import SqlWork
from tests.db.dumping import dump, dump_within, tried
from tests.definition import FEATURES, Defined, features
from tests.making import TODAY, fresh_store
from tests.postgres import empty_database
from tests.random_district import Maker
from tests.strategies import SITE_BODY, SITE_FIELDS, history_of, small_standard


def street_of(rng: random.Random, most: int, records: int = 3) -> dict[str, list[Line]]:
    """By record: histories of sites, parts of them missing."""
    found = {}
    for n in range(records):
        record = f"018f0000-0000-7000-8000-{n:012}"
        lines = history_of(rng, rng.randint(2, most), SITE_FIELDS, base=SITE_BODY, kind="site", record=record)
        found[record] = [x for x in lines if rng.random() < 0.85] or lines
    return found


def batched(lines: Sequence[Line], rng: random.Random, *, small: bool = False) -> Iterator[list[Line]]:
    """In random order and batches, some lines once more: in the same batch, or in a later one."""
    left = rng.sample(lines, len(lines))
    sent: list[Line] = []
    while left:
        size = rng.choice((1, 1, 2, 3, 2 if small else len(left)))
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


def lists_of(work: SqlWork, street: str) -> list[Any]:
    """What pages and terminal list and count, in the order in which they show it."""
    every = [records for records in vars(work).values() if isinstance(records, RecordsOf)]
    found: list[Any] = [records.all(withdrawn=True) for records in every]
    found += [work.sites.seek(Sought(order=order)) for order in ("", "name", "households", "last", "organisation")]
    found += [work.audits.of_site(site.id) for site in work.sites.all()]
    found += [work.audits.newest(), work.responses.newest(street)]
    found += [work.responses.of_round(round_.id) for round_ in work.rounds.all()]
    facts = work.facts(street, TODAY, small_standard())
    return [*found, facts, score_street(facts, small_standard(), TODAY)]


def test_no_list_and_no_score_depends_on_the_order_of_arrival() -> None:
    rng = random.Random(20261125)
    with fresh_store() as store:
        street = Maker(store, rng, 7, small_standard(), Counter()).make().code
        with store.reading() as work:
            lines = [Line.read(raw) for raw in work.journal.raw(work.conn.scalars(select(LINE.c.name)).all())]
    lines += [x for of in street_of(rng, 5, records=6).values() for x in of]  # sites of one code
    found = []
    for _ in range(4):
        with fresh_store() as store, store.writing() as work:
            for batch in batched(lines, rng, small=True):
                work.journal.receive(batch, "p")
            found.append(lists_of(work, street))
    for again in found[1:]:
        assert all(one == other for one, other in zip(found[0], again, strict=True))
