"""What a plan can show: the chance of a plan is the one that counting all samples gives."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from auditor.chances import WHOLE_RATES, all_chances, chances_of, true_rates
from auditor.standard import AWARENESS, PARTICIPATION, Standard
from auditor.survey import Part
from tests.making import standard


def part(community: str, population: int, planned: int, clusters: int = 0, number: str = "") -> Part:
    return Part(
        community=community,
        number=number,
        population=population,
        planned=planned,
        stratum=community,
        framed=population,
        clusters=clusters,
    )


def below(threshold: Fraction) -> Standard:
    """The standard that ships with another threshold for awareness."""
    rules = standard()
    changed = {**rules.criteria, AWARENESS: replace(rules.criteria[AWARENESS], threshold=threshold)}
    return replace(rules, criteria=changed)


def test_a_small_plan_passes_as_often_as_counting_all_samples_says() -> None:
    found = dict(chances_of([part("a", 12, 3), part("b", 8, 2)], standard(), AWARENESS))
    bad = 20 - int(Fraction(90, 100) * 20)
    samples = list(combinations(range(20), 5))
    passing = sum(not any(i < bad for i in chosen) for chosen in samples)
    assert found[Fraction(9, 10)] == f"{passing / len(samples):.5f}"[:6]
    assert [r for r, _ in chances_of([part("a", 12, 3)], standard(), AWARENESS)] == list(WHOLE_RATES)


def test_everybody_asked_has_no_chances_and_two_stages_are_worth_less() -> None:
    assert chances_of([part("a", 12, 12)], standard(), AWARENESS) == []
    one = dict(chances_of([part("a", 4000, 60)], standard(), AWARENESS))
    rules = standard()
    staged = replace(rules, survey=replace(rules.survey, deff=Fraction(2)))
    two = dict(chances_of([part("a", 4000, 60, clusters=9, number="1")], staged, AWARENESS))
    half = dict(chances_of([part("a", 4000, 30)], standard(), AWARENESS))
    assert two == half
    assert all(two[r] > one[r] for r in WHOLE_RATES)


def test_below_100_percent_the_threshold_itself_rarely_passes_and_what_the_plan_counts_on_does() -> None:
    rules = below(Fraction(9, 10))
    found = {r: float(c) for r, c in chances_of([part("a", 20000, 230)], rules, AWARENESS)}
    assert list(found) == sorted(true_rates(rules, AWARENESS), reverse=True)
    assert found[Fraction(9, 10)] <= 0.05
    assert found[Fraction(95, 100)] >= 0.8
    assert set(all_chances([part("a", 20000, 230)], rules)) == {AWARENESS, PARTICIPATION}
