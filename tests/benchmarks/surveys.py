"""The budgets of surveys: estimating both rates of a whole city, and drawing a large frame."""

import hashlib
import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table

from auditor.division import new_community, new_street
from auditor.rates import round_that_counts, score_rate
from auditor.record import Line, Record, body_of, canonical, new_id, stamp
from auditor.sampling import draw_round
from auditor.slots import secret_name
from auditor.standard import RATES
from auditor.standard_file import shipped
from auditor.survey import Mode, Outcome, Round, Stratum, key_hash
from auditor.use_cases import planning
from db import SqlStore, open_store
from db.base import insert_rows
from db.standing import entry_after, rows_of
from db.surveys import RESPONSE
from tests.benchmarks.measuring import Result, best
from tests.making import NOW, STREET, TODAY, Clock, answers, communities, fresh_store, site, street

CITY, VISITS, SLOTS = 192, 1_000_000, 300_000
GROUPED = "SELECT street, community, part, count(*) FROM response GROUP BY street, community, part"
# what comes of a household: how often in a hundred, and its visits
FATES = (
    (70, (Outcome.COMPLETE,)),
    (15, (Outcome.NON_CONTACT, Outcome.COMPLETE)),
    (10, (Outcome.NON_CONTACT,) * 3),
    (5, (Outcome.REFUSAL,) * 3),
)


def estimate(folder: Path) -> Result:
    """Both rates of every street of a city, against one SELECT that groups the same visits. A response names no site
    (DESIGN 3): the finest place there is to group by is its part, the cluster of a plan in two stages."""
    store = open_store(str(folder / "city.sqlite3"), Clock())
    fill_city(store)

    def reference() -> None:
        with store.reading() as work:
            work.conn.exec_driver_sql(GROUPED).all()

    found = Result("estimate 1,000,000 responses, 192 streets", best(lambda: rates(store), 2), best(reference), 2.0)
    store.close()
    return found


def rates(store: SqlStore) -> None:
    """Both rates of all streets of the city."""
    rules = shipped()
    with store.reading() as work:
        for code in street_codes():
            facts = work.facts(code, TODAY, rules)
            counted = round_that_counts(facts, rules, TODAY)
            for rate in RATES:
                score_rate(facts, rules.criteria[rate], rules, counted)


def draw() -> Result:
    """A census of 300,000 households planned, frozen and drawn, against hashing as many texts bare and sorting."""
    with fresh_store() as store:
        with store.writing() as work:
            work.streets.save(street())
            places = [c.code for c in communities(14)]
            work.communities.save_all(communities(14))
            work.sites.save_all(
                site(f"06-{i:03}", households=SLOTS // 500, community=places[i % 14]) for i in range(500)
            )

        def ours() -> None:
            made = planning.open_round(store, STREET, Mode.CENSUS, shipped(), on=TODAY)
            with store.reading() as work:
                key = work.secret(secret_name(made)) or b""
            drawn = sum(len(slots) for code in made.strata for _, _, slots in draw_round(key, made, code))
            assert drawn == SLOTS
            with store.writing() as work:
                work.rounds.save(replace(made, withdrawn="again"))

        def reference() -> None:
            sha256 = hashlib.sha256
            sorted(sha256(f"{n}".encode()).digest() for n in range(SLOTS))

        return Result("draw and freeze 300,000 slots", best(ours), best(reference), 2.0)


# -- a city ------------------------------------------------------------------------------------------------------------


def street_codes() -> Iterator[str]:
    """The made codes of its streets."""
    return (f"1202{n:05}000" for n in range(CITY))


def fill_city(store: SqlStore) -> None:
    """Its index in the middle of a survey, a census in every street: straight into the tables, as no line is read."""
    rng = random.Random(1)
    for code in street_codes():
        places = [new_community(f"{code[:9]}{n:03}", f"第{n}社区", code) for n in range(1, 15)]
        homes = [
            site(f"{n:03}", street=code, community=places[n % 14].code, households=400, name=f"小区{n}")
            for n in range(28)
        ]
        frame = {c.code: {s.id: s.households for s in homes if s.community == c.code} for c in places}
        held = Round(
            id=new_id(),
            street=code,
            name="秋季轮",
            mode=Mode.CENSUS,
            standard=shipped().name,
            key_hash=key_hash(rng.randbytes(32)),
            frozen_on=TODAY - timedelta(days=20),
            frame=frame,
            strata={c: Stratum(population=sum(f.values()), planned=sum(f.values())) for c, f in frame.items()},
        )
        with store.writing() as work:
            _index(work.conn, [new_street(code, f"街道{code}"), *places, *homes, held])
            insert_rows(work.conn, RESPONSE, list(_visits(rng, held, VISITS // CITY)))


def _index(conn: Connection, records: Iterable[Record]) -> None:
    lines = [Line(r.KIND, r.id, (), "5" * 32, "x", stamp(NOW), 480, r.street, r.SCHEMA, body_of(r)) for r in records]
    rows: dict[Table, list[tuple[Any, ...]]] = rows_of(entry_after(line) for line in lines)
    for table, values in rows.items():
        insert_rows(conn, table, values)


def _visits(rng: random.Random, held: Round, most: int) -> Iterator[tuple[Any, ...]]:
    """Rows of visits, in the order of the table's columns: households in any order, each by its fate."""
    places, weights = sorted(held.strata), [often for often, _ in FATES]
    right, wrong = answers(), answers(knows=False, sorts=False)
    made = 0
    while made < most:
        slot, community = rng.randbytes(32).hex(), rng.choice(places)
        ((_, fate),) = rng.choices(FATES, weights)
        for n, outcome in enumerate(fate):
            said = {q: wrong[q] if rng.random() < 0.05 else right[q] for q in right} if outcome == "complete" else {}
            values = {
                "id": new_id(),
                "street": held.street,
                "round": held.id,
                "community": community,
                "slot": slot,
                "part": "",
                "outcome": outcome.value,
                "observed_at": stamp(NOW - timedelta(days=15 - 2 * n, minutes=rng.randrange(600))),
                "has_basis": 0,
                "answers": canonical(said).decode(),
                "doubtful": 0,
                "withdrawn": 0,
                "unsettled": 0,
            }
            yield tuple(values[c.name] for c in RESPONSE.columns)
            made += 1
