"""Slots counted by part: what is released is released once, and a community's parts add up to it."""

import random
from dataclasses import replace
from datetime import date

from auditor.facts import RoundFact
from auditor.round_count import count_parts, count_round, together
from auditor.standard import RATES
from auditor.survey import Method, Mode, Outcome, Part
from auditor.visits import Passing, SlotVisit


def part(community: str, number: str, size: int, planned: int) -> Part:
    return Part(
        community=community, number=number, population=size, planned=planned, stratum=f"{community}/{number}",
        framed=size,
    )  # fmt: skip


def fact_of(rng: random.Random) -> RoundFact:
    parts = tuple(part(c, n, 9, rng.randint(0, 9)) for c in "ab" for n in ("", "s1"))
    visits = [
        SlotVisit(
            id=f"{p.community}{p.number}{k}{day}", slot=f"{rng.random():.9f}", community=p.community, part=p.number,
            outcome=rng.choice(list(Outcome)), observed_at=f"2026-11-{day:02}T12:00:00.000Z", basis=True,
            passing={rate: rng.choice(list(Passing)) for rate in RATES},
        )
        for p in parts for k in range(rng.randint(0, 9)) for day in (1, 2, 3)
    ]  # fmt: skip
    return RoundFact(
        id="r", name="r", mode=Mode.SAMPLE, method=Method.DOOR, frozen_on=date(2026, 11, 1), ended_on=None, frame={},
        parts=parts, visits=tuple(visits),
    )  # fmt: skip


def test_parts_add_up_to_their_community_and_communities_to_the_round() -> None:
    rng = random.Random(1)
    for _ in range(100):
        fact = fact_of(rng)
        counted = count_parts(fact, 3)
        for rate in RATES:
            by = count_round(fact, rate, 3)
            assert by == counted.by_community(rate)
            assert together(by.values()) == together(counted.counts[rate])
            for count in counted.counts[rate]:
                assert count.released <= count.population
                assert count.open >= 0
                assert count.conforming + count.nonconforming + count.unknown == count.eligible


def test_the_count_is_a_function_of_the_set_of_visits() -> None:
    rng = random.Random(2)
    fact = fact_of(rng)
    shuffled = replace(fact, visits=tuple(rng.sample(fact.visits, len(fact.visits))))
    assert count_parts(shuffled, 3).counts == count_parts(fact, 3).counts


def test_a_visit_to_a_part_that_is_not_in_the_plan_counts_nowhere() -> None:
    fact = fact_of(random.Random(3))
    stray = SlotVisit(
        id="x", slot="0", community="a", part="7", outcome=Outcome.COMPLETE, observed_at="2026-11-01T12:00:00.000Z",
        basis=False, passing=dict.fromkeys(RATES, Passing.NO),
    )  # fmt: skip
    assert count_parts(replace(fact, visits=(*fact.visits, stray)), 3).counts == count_parts(fact, 3).counts


def test_equal_answers_in_two_parts_count_in_each() -> None:
    """The store hands out one value for answers that are alike: it must not lead from one part to another."""
    alike = dict.fromkeys(RATES, Passing.YES)
    parts = (part("a", "", 5, 5), part("a", "s1", 5, 5), part("b", "", 5, 5))
    visits = tuple(
        SlotVisit(
            id=f"{n}", slot=f"{n}", community=p.community, part=p.number, outcome=Outcome.COMPLETE,
            observed_at="2026-11-01T12:00:00.000Z", basis=False, passing=alike,
        )
        for n, p in enumerate((parts[0], parts[1], parts[1], parts[2], parts[2], parts[2]))
    )  # fmt: skip
    fact = replace(fact_of(random.Random(4)), parts=parts, visits=visits)
    assert [c.conforming for c in count_parts(fact, 3).counts[RATES[0]]] == [1, 2, 3]
