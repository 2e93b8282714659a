"""A thousand random streets, written through the real store: the score equals an independent count by definition."""

import random
from collections import Counter
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from auditor.score import score_street
from auditor.verdict import StreetScore, Tally, tenths_of
from tests.brute_force import Count, together
from tests.making import TODAY, fresh_store
from tests.random_district import Maker
from tests.strategies import small_standard

CHUNKS, CASES = 4, 250
STANDARDS = (
    small_standard(),
    small_standard(radius_m=200),
    small_standard(ratio=60, floor=Fraction(1, 2)),
    small_standard(thresholds=dict.fromkeys(("responsibility", "categories", "placement"), Fraction(1, 2))),
)


def counts(tally: Tally) -> tuple[int, int, int]:
    return tally.conforming, tally.nonconforming, tally.unknown


def compare(score: StreetScore, count: Count, seen: Counter[str]) -> dict[str, dict[str, str]]:
    """Everything the score says of the street against the count by hand."""
    wanted = count.score()
    for name, mine in wanted.items():
        got = score.criteria[name]
        assert counts(got.tally) == mine.counts, name
        assert got.verdict.value == mine.verdict, name
        assert mine.percent is None or tenths_of(got.percent) == mine.percent, name
        assert got.mode == mine.mode, name
        assert {k: counts(p.tally) for k, p in got.parts.items()} == mine.parts, name
        seen[f"{name} {mine.verdict}"] += 1
        seen[f"{mine.mode} {mine.verdict}"] += 1
    assert score.verdict.value == together(m.verdict for m in wanted.values())
    assert (
        tenths_of(score.index)
        == sum(
            tenths_of(score.criteria[name].percent) if m.percent is None else m.percent for name, m in wanted.items()
        )
        // 5
    )
    assert score.sites == len(count.sites)
    assert score.households == sum(count.households(t) for t in count.sites.values())
    return {name: mine.units for name, mine in wanted.items()}


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_the_score_equals_a_count_by_hand(chunk: int, capsys: Any) -> None:
    seen: Counter[str] = Counter()
    with fresh_store() as store:
        for case in range(CASES):
            rng = random.Random(chunk * 1000 + case)
            standard = rng.choice(STANDARDS)
            world = Maker(store, rng, case, standard, seen).make()
            for ago in {0, rng.choice((0, 0, 20))}:
                on = TODAY - timedelta(days=ago)
                with store.reading() as work:
                    facts = work.facts(world.code, on, standard)
                    if case % 5 == 0:
                        before = on - timedelta(days=case % 200)
                        earlier = work.facts(world.code, before, standard, rounds=False)
                        assert work.facts(world.code, on, standard, earlier=(before, earlier)) == facts
                score, units = score_street(facts, standard, on)
                count = Count(world, standard, on)
                try:
                    by_hand = compare(score, count, seen)
                except AssertionError as error:
                    error.add_note(f"chunk {chunk}, case {case}, {ago} days ago")
                    raise
                for name in ("responsibility", "categories"):
                    assert {u.site: u.state.value for u in units if u.criterion == name} == by_hand[name]
                seen["days before"] += ago > 0
                seen["over linked"] += any(u.reason == "over_linked" for u in units)
                for reason in ("expired", "contradictory", "point_overloaded", "too_far", "not_in_pair", "no_point"):
                    seen[reason] += any(u.reason == reason for u in units)
        assert not store.check().faults
    with capsys.disabled():
        print(f"\nchunk {chunk}:", dict(sorted(seen.items())))
    assert min(seen.values()) > 0
    features = {
        "withdrawn",
        "closed",
        "joined",
        "joined in a circle",
        "incomplete",
        "fork in conflict",
        "two answers of one moment",
    }
    assert features <= set(seen)
    assert {"sample MET", "sample NOT_MET", "sample UNDETERMINED", "census MET", "census NOT_MET"} <= set(seen)
