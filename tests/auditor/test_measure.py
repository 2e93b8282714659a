"""What answers show: bounds of the whole registered street, whatever is outside the frame, in one stage and in two."""

import random
from fractions import Fraction

import pytest

from auditor.estimate import Cluster, Clustered, all_conforming_two_stage, estimate_one_stage, estimate_two_stage
from auditor.estimate import Drawn as Community
from auditor.measure import measure
from auditor.round_count import RoundCount
from auditor.survey import Part
from tests.strategies import small_standard

RULES = small_standard().survey


def part(community: str, size: int, *, number: str = "", framed: int = 0, clusters: int = 0) -> Part:
    return Part(
        community=community, number=number, population=size, planned=size, stratum=community, framed=framed or size,
        clusters=clusters,
    )  # fmt: skip


def count(population: int, conforming: int, nonconforming: int = 0) -> RoundCount:
    n = conforming + nonconforming
    return RoundCount(
        population=population, planned=n, released=n, ineligible=0, completes=n, refused=0, conforming=conforming,
        nonconforming=nonconforming,
    )  # fmt: skip


def test_nobody_answered_shows_nothing() -> None:
    for gaps in (0, 5):
        found = measure([part("a", 50)], [count(50, 0)], gaps, RULES)
        assert (float(found.lower), float(found.upper)) == (0, 1)
        assert found.mean is None
        assert found.interval is None
    assert measure([], [], 0, RULES).lower == 0


def test_everybody_answered_and_conforms_is_all() -> None:
    assert measure([part("a", 50), part("b", 1)], [count(50, 50), count(1, 1)], 0, RULES).lower == 1


def test_a_community_without_answers_and_households_outside_count_wholly_against() -> None:
    whole = measure([part("a", 100)], [count(100, 100)], 0, RULES).lower
    silent = measure([part("a", 100), part("b", 25)], [count(100, 100), count(25, 0)], 0, RULES).lower
    outside = measure([part("a", 100)], [count(100, 100)], 25, RULES).lower
    assert whole == 1
    assert silent == outside == Fraction(100, 125)


def test_with_failures_the_bounds_are_the_estimates_scaled_to_the_street() -> None:
    rng = random.Random(3)
    for _ in range(200):
        sizes = [rng.randint(20, 400) for _ in range(rng.randint(1, 5))]
        answers = [(rng.randint(1, n // 2), rng.randint(0, 3)) for n in sizes]
        counts = [count(n, good, bad) for n, (good, bad) in zip(sizes, answers, strict=True)]
        if not any(c.nonconforming for c in counts):
            continue
        gaps = rng.choice((0, 0, 30))
        parts = [part(str(i), n) for i, n in enumerate(sizes)]
        found = measure(parts, counts, gaps, RULES)
        drawn = [Community(c.population, c.answered, c.conforming) for c in counts]
        told = estimate_one_stage(drawn, RULES.confidence)
        assert told is not None
        share = sum(sizes) / (sum(sizes) + gaps)
        assert float(found.lower) == pytest.approx(told.lower_one * share, abs=1e-8)
        assert float(found.upper) == pytest.approx(told.upper_one * share + 1 - share, abs=1e-8)
        assert found.lower <= Fraction(told.lower_one) * Fraction(share) + Fraction(1, 10**9)
        assert found.mean is not None
        assert found.interval is not None
        low, high = found.interval
        assert 0 <= low <= found.lower <= found.upper <= high <= 1


def test_two_stages_speak_through_their_clusters() -> None:
    rules = small_standard().survey
    parts = [part("a", 60, number="1", framed=500, clusters=9), part("a", 40, number="2", framed=500, clusters=9)]
    good = [count(60, 6), count(40, 4)]
    clustered = Clustered(500, 9, (Cluster(60, 6, 6), Cluster(40, 4, 4)))
    assert measure(parts, good, 0, rules).lower == all_conforming_two_stage([clustered], rules.confidence, rules.deff)
    mixed = [count(60, 6), count(40, 3, 1)]
    told = estimate_two_stage([Clustered(500, 9, (Cluster(60, 6, 6), Cluster(40, 4, 3)))], rules.confidence, rules.deff)
    assert told is not None
    assert float(measure(parts, mixed, 0, rules).lower) == pytest.approx(told.lower_one, abs=1e-8)
