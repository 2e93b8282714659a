"""What is missing: doing every line makes the score MET, and leaving out any one line does not."""

import random
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from auditor.facts import StreetFacts
from auditor.gaps import Act, Missing
from auditor.missing import list_missing
from auditor.score import score_street
from auditor.standard import Standard
from auditor.verdict import Verdict
from tests.doing import do
from tests.making import TODAY, fresh_store
from tests.random_district import Maker
from tests.strategies import small_standard

CHUNKS, CASES = 4, 400
STANDARDS = (small_standard(), small_standard(radius_m=200), small_standard(ratio=60))


def missing_of(facts: StreetFacts, standard: Standard) -> Missing:
    score, units = score_street(facts, standard, TODAY)
    return list_missing(facts, standard, score, units, TODAY)


def done(facts: StreetFacts, found: Missing, standard: Standard, but: int = -1) -> StreetFacts:
    """Every line done but one; of an interview line all interviews but one."""
    for number, line in enumerate(found.needed):
        if number != but:
            facts = do(facts, line, standard, TODAY)
        elif line.act is Act.INTERVIEW and line.interviews > 1:
            facts = do(facts, line, standard, TODAY, interviews=line.interviews - 1)
    return facts


def placed(facts: StreetFacts, rng: random.Random) -> StreetFacts:
    """Some sites get coordinates, so near that points may serve each other's households, or not."""
    sites = []
    for site in facts.sites:
        if rng.random() < 0.7:
            site = replace(site, latitude=39_100_000 + rng.randint(0, 4000), longitude=117_170_000)  # 0 to 445 m
        sites.append(site)
    return replace(facts, sites=tuple(sites))


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_doing_every_line_makes_a_street_met_and_leaving_out_any_one_does_not(chunk: int, capsys: Any) -> None:
    seen: Counter[str] = Counter()
    with fresh_store() as store:
        for case in range(CASES):
            rng = random.Random(5000 + chunk * 1000 + case)
            standard = rng.choice(STANDARDS)
            world = Maker(store, rng, case, standard, Counter()).make()
            with store.reading() as work:
                facts = placed(work.facts(world.code, TODAY, standard), rng)
            found = missing_of(facts, standard)
            seen.update(n.act.value for n in found.needed)
            if any(n.act is Act.REGISTER for n in found.needed):
                continue
            try:
                assert found.is_smallest
                assert len({n.id for n in found.needed}) == len(found.needed)
                score, units = score_street(done(facts, found, standard), standard, TODAY)
                bad = [u for u in units if u.state.value != "conforming"]
                assert score.verdict is Verdict.MET, bad or {k: c.verdict for k, c in score.criteria.items()}
                for number, line in enumerate(found.needed):
                    less, _ = score_street(done(facts, found, standard, number), standard, TODAY)
                    assert less.verdict is not Verdict.MET, line
            except AssertionError as error:
                error.add_note(f"chunk {chunk}, case {case}, {len(found.needed)} lines")
                raise
    with capsys.disabled():
        print(f"\nchunk {chunk}:", dict(sorted(seen.items())))
