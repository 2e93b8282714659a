"""What a survey's answers say: bounds equal to trying every spread, weighted shares equal to those of single rows."""

import itertools
import random
from fractions import Fraction
from math import comb

import pytest

from auditor.conforming import (
    all_conforming_bound,
    most_undetected,
    operating_characteristic,
    operating_characteristic_below,
    passing_chance,
)
from auditor.errors import Refused
from auditor.estimate import (
    Cluster,
    Clustered,
    Drawn,
    Estimate,
    all_conforming_two_stage,
    estimate_one_stage,
    estimate_two_stage,
    simple_draws,
)
from auditor.intervals import clopper_pearson, share_at_least
from auditor.refusals import explain
from auditor.weighted import WeightedRow, weighted_mean
from auditor.wording import tenths_text

C95 = Fraction(95, 100)


def every_spread(strata: list[tuple[int, int]], confidence: Fraction) -> int:
    """D by its definition: try all spreads over the communities."""
    most = 0
    for spread in itertools.product(*(range(size + 1) for size, _ in strata)):
        chance = Fraction(1)
        for (size, drawn), bad in zip(strata, spread, strict=True):
            chance *= Fraction(comb(size - bad, drawn), comb(size, drawn))
        if chance > 1 - confidence:
            most = max(most, sum(spread))
    return most


def test_the_greedy_bound_is_the_best_of_all_spreads() -> None:
    rng = random.Random(7)
    without = whole = 0
    for _ in range(1000):
        strata = []
        for _ in range(rng.randint(1, 3)):
            size = rng.randint(1, 9)
            strata.append((size, rng.choice((0, size, rng.randint(0, size), rng.randint(1, size)))))
        confidence = rng.choice((C95, Fraction(9, 10), Fraction(1, 2), Fraction(99, 100), Fraction(3, 4)))
        without += any(n == 0 for _, n in strata)
        whole += all(n == size for size, n in strata)
        assert most_undetected(strata, confidence) == every_spread(strata, confidence), (strata, confidence)
    assert without > 20
    assert whole > 20


def test_a_probability_that_is_exactly_the_limit_does_not_count() -> None:
    """One of two drawn, one nonconforming: missed with probability 1/2, which is not greater than 1 - 1/2."""
    assert most_undetected([(2, 1)], Fraction(1, 2)) == 0
    assert most_undetected([(2, 1)], Fraction(499, 1000)) == 0
    assert most_undetected([(2, 1)], Fraction(501, 1000)) == 1
    assert most_undetected([(20, 1)], C95) == 18  # 2 left of 20: 2/20 > 1/20; 1 of 20 is the limit itself
    assert most_undetected([(6, 3)], 1 - Fraction(comb(4, 3), comb(6, 3))) == 1  # two: the limit itself


def test_one_large_and_thirteen_small_communities_say_767() -> None:
    strata = [(7500, 2)] + [(1346, 9)] * 13
    bound = all_conforming_bound(strata, C95)
    assert tenths_text(int(bound * 1000)) == "76.7"


def test_the_walk_in_floats_equals_the_walk_in_fractions() -> None:
    rng = random.Random(3)
    for _ in range(12):
        strata = [(rng.randint(5, 700), rng.randint(1, 5)) for _ in range(rng.randint(1, 6))]
        sizes, chance, found = list(strata), Fraction(1), 0
        while True:
            h = max(range(len(sizes)), key=lambda i: Fraction(sizes[i][0] - sizes[i][1], sizes[i][0]))
            size, drawn = sizes[h]
            chance *= Fraction(size - drawn, size)
            if chance <= Fraction(1, 20):
                break
            sizes[h] = (size - 1, drawn)
            found += 1
        assert most_undetected(strata, C95) == found


def test_everybody_asked_is_certainty_and_nobody_is_none() -> None:
    assert all_conforming_bound([(5, 5), (7, 7)], C95) == 1
    assert all_conforming_bound([(5, 0)], C95) == 0
    assert all_conforming_bound([], C95) == 0
    assert all_conforming_bound([(10, 10), (10, 0)], C95) == Fraction(1, 2)


def test_a_simple_sample_of_fifty_nine_just_reaches_95() -> None:
    assert all_conforming_bound([(10**6, 59)], C95) >= Fraction(949_9, 10_000)
    assert all_conforming_bound([(10**6, 58)], C95) < Fraction(95, 100)


def test_more_answers_never_lower_the_bound() -> None:
    rng = random.Random(5)
    for _ in range(200):
        strata = [(rng.randint(2, 60), rng.randint(0, 2)) for _ in range(3)]
        h = rng.randrange(3)
        more = [(s, n + (i == h and n < s)) for i, (s, n) in enumerate(strata)]
        assert all_conforming_bound(more, C95) >= all_conforming_bound(strata, C95)


@pytest.mark.parametrize(("bad", "least", "most"), [(0, 1, 1), (250, "0.49", "0.50")])
def test_a_sample_of_seventy_passes_at_99_in_49_of_100(bad: int, least: str, most: str) -> None:
    assert Fraction(least) <= passing_chance([(25_000, 70)], bad) <= Fraction(most)


def test_no_chance_is_left_where_fewer_conform_than_are_drawn() -> None:
    assert passing_chance([(10, 5)], 6) == 0
    assert passing_chance([], 0) == 1


# -- the weighted share ----------------------------------------------------------------------------------------------


def random_one_stage(rng: random.Random) -> list[Drawn]:
    strata = []
    for _ in range(rng.randint(1, 5)):
        answered = rng.choice((0, 1, 1, 2, 3, 6))
        strata.append(Drawn(answered + rng.randint(0, 9), answered, rng.randint(0, answered)))
    return strata


def random_two_stage(rng: random.Random) -> list[Clustered]:
    strata = []
    for _ in range(rng.randint(1, 4)):
        drawn = []
        for _ in range(rng.choice((0, 1, 1, 2, 4))):
            answered = rng.choice((0, 1, 2, 4))
            drawn.append(Cluster(answered + rng.randint(0, 6), answered, rng.randint(0, answered)))
        size = sum(c.population for c in drawn) + rng.randint(0, 20)
        strata.append(Clustered(size, len(drawn) + rng.randint(0, 4), tuple(drawn)))
    return strata


def rows_of_one_stage(strata: list[Drawn]) -> list[WeightedRow]:
    return [
        WeightedRow(
            number=0,
            stratum=str(h),
            cluster=str(k),
            weight=s.population / s.answered,
            value=float(k < s.conforming),
            fpc=s.population,
        )
        for h, s in enumerate(strata)
        for k in range(s.answered)
    ]


def rows_of_two_stage(strata: list[Clustered]) -> list[WeightedRow]:
    rows = []
    for h, s in enumerate(strata):
        answered = [c for c in s.drawn if c.answered]
        rows += [
            WeightedRow(
                number=0,
                stratum=str(h),
                cluster=str(i),
                weight=s.clusters / len(answered) * c.population / c.answered,
                value=float(k < c.conforming),
                fpc=s.clusters,
                cluster2=str(k),
                fpc2=c.population,
            )
            for i, c in enumerate(answered)
            for k in range(c.answered)
        ]
    return rows


def is_plain(found: Estimate | None, units: list[Drawn] | list[Cluster], frame: int) -> bool:
    """In order, between 0 and 1, whatever the design."""
    if found is None:
        return True
    limits = (found.lower, found.lower_one, found.upper_one, found.upper)
    within = all(0 <= v <= 1 for v in (*limits, found.mean)) and found.se >= 0 and 0 <= found.n_eff <= found.n
    # the limits speak for the whole frame, the mean for the covered part of it; what was counted is certain
    covered, good = float(found.covered), sum(u.conforming for u in units) / frame
    bad = sum(u.answered - u.conforming for u in units) / frame
    lowest, highest = max(covered * found.mean, good), 1 - max(covered * (1 - found.mean), bad)
    inside = good <= found.lower_one <= lowest + 1e-9 and highest - 1e-9 <= found.upper_one <= 1 - bad + 1e-9
    return within and inside and found.lower <= found.lower_one and found.upper >= found.upper_one


def test_counts_and_single_rows_give_the_same_share_in_one_stage() -> None:
    rng = random.Random(11)
    empty = 0
    for _ in range(2000):
        strata = random_one_stage(rng)
        found, rows = estimate_one_stage(strata, C95), rows_of_one_stage(strata)
        assert is_plain(found, strata, sum(s.population for s in strata)), strata
        if found is None:
            assert not rows
            empty += 1
            continue
        whole = weighted_mean(rows, C95, share=True)
        assert (found.mean, found.se) == pytest.approx((whole.mean, whole.se), abs=1e-9), strata
        assert (found.df, found.n) == (whole.df, whole.n)
        assert found.deff == pytest.approx(whole.deff, abs=1e-9)
        if found.mean not in {0, 1}:
            weights = [r.weight for r in rows]
            assert found.n_eff <= sum(weights) ** 2 / sum(w * w for w in weights) + 1e-9  # n over kish
    assert empty > 20


def test_counts_and_single_rows_give_the_same_share_in_two_stages() -> None:
    rng = random.Random(12)
    for _ in range(2000):
        strata, deff = random_two_stage(rng), Fraction(rng.choice((10, 15, 20, 40)), 10)
        found, rows = estimate_two_stage(strata, C95, deff), rows_of_two_stage(strata)
        sites = [c for s in strata for c in s.drawn]
        assert is_plain(found, sites, sum(s.population for s in strata)), strata
        if found is None:
            assert not rows
            continue
        whole = weighted_mean(rows, C95, share=True)
        assert (found.mean, found.se) == pytest.approx((whole.mean, whole.se), abs=1e-9), strata
        assert (found.df, found.n) == (whole.df, whole.n)
        assert found.n_eff <= max(1.0, found.n / float(deff))


def test_korn_graubard_is_used_and_never_with_more_than_the_answers_over_the_deff() -> None:
    strata = [Clustered(4000, 60, tuple(Cluster(66, 6, 6 - (i % 3 == 0)) for i in range(20)))]
    found = estimate_two_stage(strata, C95, Fraction(2))
    assert found is not None
    assert found.n_eff <= 60
    tail = share_at_least(found.n_eff * found.mean, found.n_eff, 0.025)
    assert found.lower == pytest.approx(tail)
    assert found.upper == pytest.approx(1 - share_at_least(found.n_eff * (1 - found.mean), found.n_eff, 0.025))


def test_a_simple_sample_of_a_large_street_is_clopper_pearson() -> None:
    found = estimate_one_stage([Drawn(10**7, 200, 180)], C95)
    assert found is not None
    assert (found.lower, found.upper) == pytest.approx(clopper_pearson(180, 200, C95), abs=2e-3)
    assert found.n_eff == pytest.approx(199, abs=0.01)


def test_all_conforming_is_the_exact_bound_and_none_its_mirror() -> None:
    strata = [(7500, 2)] + [(1346, 9)] * 13
    best = estimate_one_stage([Drawn(size, n, n) for size, n in strata], C95)
    worst = estimate_one_stage([Drawn(size, n, 0) for size, n in strata], C95)
    assert best is not None
    assert worst is not None
    assert best.lower_one == pytest.approx(float(all_conforming_bound(strata, C95)))
    assert best.lower == pytest.approx(float(all_conforming_bound(strata, Fraction(975, 1000))))
    assert best.upper == best.upper_one == best.mean == 1
    assert worst.upper_one == pytest.approx(1 - best.lower_one)
    assert worst.lower == worst.mean == 0


def test_a_failure_never_raises_the_lower_limit_and_never_lowers_the_upper_one_below_the_mirror() -> None:
    """Where weights are very unequal, Korn and Graubard's limit alone would rise by it, from 76.7 to 96 %."""
    strata = [Drawn(7500, 2, 2)] + [Drawn(1346, 9, 9)] * 13
    best = estimate_one_stage(strata, C95)
    one = estimate_one_stage([*strata[:-1], Drawn(1346, 9, 8)], C95)
    assert best is not None
    assert one is not None
    assert one.lower_one <= best.lower_one
    sites = [Clustered(9000, 3, (Cluster(3000, 3, 3),)), Clustered(900, 90, (Cluster(10, 9, 9),) * 9)]
    fewer = [sites[0], Clustered(900, 90, (Cluster(10, 9, 8), *(Cluster(10, 9, 9),) * 8))]
    whole, less = (estimate_two_stage(s, C95, Fraction(2)) for s in (sites, fewer))
    assert whole is not None
    assert less is not None
    assert less.lower_one <= whole.lower_one


def test_what_was_counted_bounds_what_can_be() -> None:
    """95 of 100 answered, one failed: at least 94 conform, at most 99, whatever an interval says."""
    found = estimate_one_stage([Drawn(100, 95, 94)], C95)
    assert found is not None
    assert found.lower >= 0.94
    assert found.upper <= 0.99
    census = estimate_one_stage([Drawn(10, 10, 7), Drawn(1, 1, 0)], C95)
    assert census is not None
    assert census.se == 0
    assert census.lower == census.upper == pytest.approx(7 / 11)
    sites = [Clustered(5, 2, (Cluster(2, 2, 1), Cluster(3, 3, 3)))]
    whole = estimate_two_stage(sites, C95, Fraction(2))
    assert whole is not None
    assert whole.lower == whole.upper == pytest.approx(0.8)


def test_a_community_without_answers_counts_wholly_against_each_limit() -> None:
    seen = Drawn(300, 60, 48)
    alone, beside = (estimate_one_stage(s, C95) for s in ([seen], [seen, Drawn(100, 0, 0)]))
    assert alone is not None
    assert beside is not None
    assert (beside.mean, beside.se) == (alone.mean, alone.se)
    assert beside.covered == Fraction(3, 4)
    assert beside.lower_one == pytest.approx(0.75 * alone.lower_one)
    assert beside.upper_one == pytest.approx(0.75 * alone.upper_one + 0.25)


def test_two_stages_that_all_conform_are_worth_so_many_simple_draws() -> None:
    """60 answers of equal weight at deff 2: 30 draws; unequal weights cost kish's share of them."""
    sites = tuple(Cluster(50, 6, 6) for _ in range(10))
    strata = [Clustered(2500, 50, sites)]
    assert simple_draws(strata, Fraction(2)) == 30
    assert all_conforming_two_stage(strata, C95, Fraction(2)) == all_conforming_bound([(2500, 30)], C95)
    found = estimate_two_stage(strata, C95, Fraction(2))
    assert found is not None
    assert (found.n_eff, found.lower_one) == (30, float(all_conforming_bound([(2500, 30)], C95)))
    uneven = [Clustered(2500, 50, (*sites[:9], Cluster(500, 6, 6)))]
    weights = [50 * 50 / 60] * 54 + [50 * 500 / 60] * 6
    kish = 60 * sum(w * w for w in weights) / sum(weights) ** 2
    assert simple_draws(uneven, Fraction(2)) == int(60 / (2 * kish))
    beside = [*strata, Clustered(500, 4, ())]
    assert all_conforming_two_stage(beside, C95, Fraction(2)) == all_conforming_bound([(2500, 30), (500, 0)], C95)
    assert simple_draws([Clustered(90, 9, (Cluster(10, 1, 1),))], Fraction(2)) == 1


def test_every_household_of_the_frame_answered_needs_no_deff() -> None:
    sites = [Clustered(5, 2, (Cluster(2, 2, 2), Cluster(3, 3, 3)))]
    assert all_conforming_two_stage(sites, C95, Fraction(6)) == 1
    found = estimate_two_stage(sites, C95, Fraction(6))
    assert found is not None
    assert found.lower == found.lower_one == 1


def test_nobody_answered_is_no_estimate() -> None:
    assert estimate_one_stage([], C95) is None
    assert estimate_one_stage([Drawn(0, 0, 0), Drawn(50, 0, 0)], C95) is None
    assert estimate_two_stage([], C95, Fraction(2)) is None
    assert estimate_two_stage([Clustered(0, 0, ()), Clustered(9, 2, (Cluster(4, 0, 0),))], C95, Fraction(2)) is None
    assert all_conforming_two_stage([], C95, Fraction(2)) == 0
    assert all_conforming_two_stage([Clustered(9, 2, ())], C95, Fraction(2)) == 0
    assert simple_draws([], Fraction(2)) == 0


def test_one_community_of_one_household_says_what_it_said() -> None:
    """Everybody answered, so this is no sample; a stratum without households changes nothing."""
    for beside in ([], [Drawn(0, 0, 0)]):
        for x in (0, 1):
            found = estimate_one_stage([Drawn(1, 1, x), *beside], C95)
            assert found is not None
            assert found.lower == found.upper == found.mean == x
            assert found.df == 0
            assert found.deff == found.covered == 1


def test_one_answer_in_each_community_leaves_everything_open() -> None:
    """No degree of freedom: nothing is known of the spread but what was counted."""
    found = estimate_one_stage([Drawn(100, 1, 1), Drawn(100, 1, 0)], C95)
    assert found is not None
    assert (found.df, found.n_eff) == (0, 0)
    assert (found.lower, found.upper) == (0.005, 0.995)


@pytest.mark.parametrize("wrong", [Drawn(3, 4, 2), Drawn(9, 4, 5), Drawn(9, -1, -1)])
def test_more_answers_than_households_are_refused(wrong: Drawn) -> None:
    with pytest.raises(Refused) as refused:
        estimate_one_stage([Drawn(50, 5, 5), wrong], C95)
    assert str(wrong.population) in explain(refused.value)
    site = Cluster(wrong.population, wrong.answered, wrong.conforming)
    with pytest.raises(Refused):
        estimate_two_stage([Clustered(50, 5, (site,))], C95, Fraction(2))


@pytest.mark.parametrize("wrong", [Clustered(50, 1, (Cluster(5, 1, 1),) * 2), Clustered(9, 5, (Cluster(5, 1, 1),) * 2)])
def test_more_sites_or_households_than_the_community_has_are_refused(wrong: Clustered) -> None:
    for ask in (estimate_two_stage, all_conforming_two_stage):
        with pytest.raises(Refused) as refused:
            ask([wrong], C95, Fraction(2))
        assert str(wrong.population) in explain(refused.value)


# -- how often a plan passes -----------------------------------------------------------------------------------------


def test_the_characteristic_of_a_plan_at_100_percent_is_one_chance_a_rate() -> None:
    rates = [Fraction(9, 10), Fraction(99, 100), Fraction(1)]
    strata = [(20_000, 50), (5_000, 20)]
    found = operating_characteristic(strata, rates)
    assert [rate for rate, _ in found] == rates
    assert [c for _, c in found] == [passing_chance(strata, bad) for bad in (2500, 250, 0)]
    assert tenths_text(int(found[1][1] * 1000)) == "49.4"
    # 3 of 7 conforming are asked for; a rate that is no whole number of households is cut
    assert operating_characteristic([(7, 2)], [Fraction(1, 2)])[0][1] == Fraction(comb(3, 2), comb(7, 2))


def test_the_characteristic_below_100_percent_equals_the_sum_over_all_samples() -> None:
    size, drawn, threshold = 60, 20, Fraction(7, 10)
    rates = [Fraction(k, 60) for k in (30, 42, 50, 57, 60)]
    for rate, chance in operating_characteristic_below([(size, drawn)], rates, threshold=threshold, confidence=C95):
        good = int(rate * size)
        passing = sum(
            comb(good, x) * comb(size - good, drawn - x)
            for x in range(drawn + 1)
            if clopper_pearson(x, drawn, C95, sided=1)[0] >= threshold
        )
        assert chance == pytest.approx(passing / comb(size, drawn))


def test_the_characteristic_rises_with_the_rate_and_falls_with_the_deff() -> None:
    rates = [Fraction(k, 100) for k in range(80, 101)]
    plans = [
        operating_characteristic_below([(25_000, 203)], rates, threshold=Fraction(9, 10), confidence=C95, deff=deff)
        for deff in (Fraction(1), Fraction(2))
    ]
    for plan in plans:
        chances = [c for _, c in plan]
        assert chances == sorted(chances)
        assert chances[rates.index(Fraction(9, 10))] <= 0.05
    assert plans[0][15][1] > plans[1][15][1] > 0.4  # at 95 %
    assert plans[0][15][1] >= 0.8


def test_a_plan_that_cannot_pass_and_one_that_asks_everybody() -> None:
    few = operating_characteristic_below([(50, 2)], [Fraction(1)], threshold=Fraction(9, 10), confidence=C95)
    assert few == [(Fraction(1), 0.0)]
    nobody = operating_characteristic_below([], [Fraction(1)], threshold=Fraction(9, 10), confidence=C95)
    assert nobody == [(Fraction(1), 0.0)]
    rates = [Fraction(8, 10), Fraction(9, 10)]
    census = operating_characteristic_below(
        [(10, 10)], rates, threshold=Fraction(9, 10), confidence=C95, deff=Fraction(2)
    )
    assert [c for _, c in census] == [0, 1]
