"""The two rates: which round counts, who of it, and what a sample and a census can and cannot show."""

import random
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

from auditor.facts import RoundFact, SiteFact, StreetFacts
from auditor.rates import is_decided, round_that_counts, score_rate
from auditor.round_count import count_parts, count_round
from auditor.survey import Method, Mode, Outcome, Part
from auditor.verdict import CriterionScore, Verdict
from auditor.visits import Passing, SlotVisit
from tests.strategies import small_standard

ON = date(2026, 11, 22)
RULES = small_standard()
YES, NO, OPEN = Passing.YES, Passing.NO, Passing.OPEN


def visit(slot: int, says: Passing = YES, outcome: Outcome = Outcome.COMPLETE, day: int = 18) -> SlotVisit:
    passing = {"awareness": says, "participation": says} if outcome is Outcome.COMPLETE else {}
    return SlotVisit(
        id=f"{slot}-{day}", slot=f"{slot:04}", community="c", outcome=outcome, basis=outcome is Outcome.VACANT,
        observed_at=f"2026-11-{day}T12:00:00.000Z", passing=passing,
    )  # fmt: skip


def round_of(
    visits: list[SlotVisit], *, mode: Mode = Mode.SAMPLE, planned: int = 3, of: int = 100, **more: Any
) -> RoundFact:
    values = {
        "id": "r", "name": "一", "mode": mode, "method": Method.DOOR, "frozen_on": date(2026, 11, 1),
        "ended_on": None, "frame": {"s": of}, "visits": tuple(visits),
        "parts": (Part(community="c", number="", population=of, planned=planned, stratum="c", framed=of),), **more,
    }  # fmt: skip
    return RoundFact(**values)


def street(*rounds: RoundFact, households: int = 100) -> StreetFacts:
    site = SiteFact(id="s", code="1", name="n", community="c", place_type="home", households=households)
    return StreetFacts(
        code="x", name="x", communities={"c": "c"}, sites=(site,), points={}, links=(), assignments=(), evidence={},
        rounds=rounds,
    )  # fmt: skip


def scored(round_: RoundFact, *, households: int = 100, rules: Any = RULES) -> CriterionScore:
    return score_rate(street(round_, households=households), rules.criteria["awareness"], rules, count_parts(round_, 3))


def refusal(slot: int) -> list[SlotVisit]:
    return [visit(slot, OPEN, Outcome.REFUSAL, day) for day in (16, 17, 18)]


def test_interviews_beyond_the_plan_are_not_scored() -> None:
    """Ten more households asked after the plan was full: they neither raise the bound nor fail the street."""
    plan = [visit(n) for n in range(3)]
    more = [visit(n) for n in range(3, 13)]
    failing = [visit(n, NO) for n in range(3, 13)]
    wanted = count_round(round_of(plan), "awareness", 3)
    assert count_round(round_of(plan + more), "awareness", 3) == wanted
    assert scored(round_of(plan + failing)).verdict is Verdict.UNDETERMINED
    assert scored(round_of(plan + failing)).tally.nonconforming == 0


def test_a_replacement_counts_for_each_final_slot_without_an_answer() -> None:
    visits = [*refusal(0), visit(1), visit(2), visit(3, NO), visit(4, NO)]
    (count,) = count_round(round_of(visits), "awareness", 3).values()
    assert (count.released, count.completes, count.refused, count.nonconforming) == (4, 3, 1, 1)
    assert count.unknown == 1  # the replaced slot stays


def test_the_vacant_are_out_of_the_count_and_replaced() -> None:
    visits = [visit(0, OPEN, Outcome.VACANT, 16), visit(0, OPEN, Outcome.VACANT, 17), visit(1), visit(2), visit(3)]
    (count,) = count_round(round_of(visits), "awareness", 3).values()
    assert (count.released, count.ineligible, count.eligible, count.completes) == (4, 1, 3, 3)


def test_no_more_is_counted_than_the_community_has() -> None:
    visits = [v for n in range(3) for v in refusal(n)]
    (count,) = count_round(round_of(visits, planned=3, of=3), "awareness", 3).values()
    assert (count.released, count.unknown, count.open) == (3, 3, 0)


def test_a_sample_of_all_that_conforms_is_met_by_its_bound_and_never_says_100() -> None:
    score = scored(round_of([visit(n) for n in range(60)], planned=60))
    assert score.verdict is Verdict.MET
    assert "95.0" <= score.percent < "99.9"
    assert score.sample is not None
    assert Fraction(score.sample.lower_bound) >= Fraction(95, 100)


def test_one_failure_in_a_sample_is_not_met_whatever_it_proves() -> None:
    score = scored(round_of([visit(n, NO if n == 7 else YES) for n in range(60)], planned=60))
    assert score.verdict is Verdict.NOT_MET
    assert score.sample is not None
    assert (score.sample.estimate, score.lost) == ("0.9833", "failed")
    assert "90.0" < score.percent < "95.0"  # what is proven all the same: the exact lower bound of 59 of 60


def test_a_sample_with_too_many_refusals_is_undetermined() -> None:
    few = [v for n in range(9) for v in refusal(n)]
    answered = [visit(n) for n in range(9, 99)]  # 90 of 99 answer
    score = scored(round_of(answered + few, planned=90, of=99), households=99)
    assert score.verdict is Verdict.MET
    rules = replace(RULES, survey=replace(RULES.survey, min_response_rate=Fraction(95, 100)))
    assert (
        scored(round_of(answered + few, planned=90, of=99), households=99, rules=rules).verdict is Verdict.UNDETERMINED
    )


def test_a_sample_with_an_open_slot_is_undetermined() -> None:
    assert scored(round_of([visit(n) for n in range(60)], planned=61)).verdict is Verdict.UNDETERMINED


def test_households_outside_the_frame_count_wholly_against_the_bound() -> None:
    visits = [visit(n) for n in range(60)]
    inside, outside = (scored(round_of(visits, planned=60), households=h) for h in (100, 140))
    assert outside.percent < inside.percent
    assert outside.verdict is Verdict.UNDETERMINED


def test_a_census_is_100_only_when_everybody_answered() -> None:
    whole = round_of([visit(n) for n in range(20)], mode=Mode.CENSUS, planned=20, of=20)
    assert (scored(whole, households=20).verdict, scored(whole, households=20).percent) == (Verdict.MET, "100.0")
    one_refused = round_of([*(visit(n) for n in range(19)), *refusal(19)], mode=Mode.CENSUS, planned=20, of=20)
    score = scored(one_refused, households=20)
    assert (score.verdict, score.percent) == (Verdict.MET, "95.0")  # the floor itself
    two = round_of([*(visit(n) for n in range(18)), *refusal(18), *refusal(19)], mode=Mode.CENSUS, planned=20, of=20)
    assert scored(two, households=20).verdict is Verdict.UNDETERMINED
    assert scored(whole, households=21).percent == "95.2"  # one household came after the frame


def test_a_round_in_dispute_proves_no_success() -> None:
    whole = round_of([visit(n) for n in range(20)], mode=Mode.CENSUS, planned=20, of=20, unsettled=True)
    assert scored(whole, households=20).verdict is Verdict.UNDETERMINED


def test_the_latest_decided_round_counts_before_a_later_open_one() -> None:
    done = round_of([visit(n) for n in range(3)], id="a", frozen_on=date(2026, 9, 1))
    open_ = round_of([visit(0)], id="b", frozen_on=date(2026, 11, 1))
    assert is_decided(count_parts(done, 3), RULES)
    assert not is_decided(count_parts(open_, 3), RULES)
    chosen = round_that_counts(street(done, open_), RULES, ON)
    assert chosen is not None
    assert chosen.fact.id == "a"
    closed = replace(open_, ended_on=ON)
    later = round_that_counts(street(done, closed), RULES, ON)
    assert later is not None
    assert later.fact.id == "b"


def test_rounds_too_old_too_new_or_not_drawn_do_not_count() -> None:
    base = round_of([visit(0)])
    for change in ({"frozen_on": date(2025, 11, 21)}, {"frozen_on": date(2026, 11, 23)}, {"method": Method.SCAN}):
        assert round_that_counts(street(replace(base, **change)), RULES, ON) is None
    assert round_that_counts(street(replace(base, frozen_on=date(2025, 11, 22))), RULES, ON) is not None


def test_without_a_round_nothing_is_determined() -> None:
    score = score_rate(street(), RULES.criteria["awareness"], RULES, None)
    assert (score.verdict, score.mode, score.percent, score.tally.total) == (Verdict.UNDETERMINED, "none", "0.0", 0)


def test_the_first_failure_decides_a_sample_but_not_a_census() -> None:
    failing = [visit(0, NO)]
    assert is_decided(count_parts(round_of(failing), 3), RULES)
    assert not is_decided(count_parts(round_of(failing, mode=Mode.CENSUS, planned=100), 3), RULES)


# -- thresholds below 100 % --------------------------------------------------------------------------------------------


def below(threshold: Fraction) -> Any:
    return small_standard(thresholds=dict.fromkeys(("awareness", "participation"), threshold))


def parted(rng: random.Random) -> tuple[RoundFact, list[tuple[str, str]]]:
    """Two communities, nearly all asked; the fact, and the slots (community, name) still open."""
    parts, visits, left = [], [], []
    for community in "ab":
        size = rng.randint(40, 400)
        planned = rng.randint(5, 40)
        parts.append(
            Part(community=community, number="", population=size, planned=planned, stratum=community, framed=size)
        )
        open_ = rng.randint(0, 4)
        rate = rng.choice((0.5, 0.8, 0.95, 1.0))
        for k in range(planned - open_):
            says = YES if rng.random() < rate else NO
            visits.append(replace(visit(k, says), id=f"{community}{k}", slot=f"{community}{k:03}", community=community))
        left += [(community, f"{community}{k:03}") for k in range(planned - open_, planned)]
    fact = round_of(visits, parts=tuple(parts), frame={p.community: p.population for p in parts})
    return fact, left


def facts_of(fact: RoundFact, outside: int = 0) -> StreetFacts:
    sites = tuple(
        SiteFact(id=c, code=c, name=c, community=c, place_type="home", households=n + outside)
        for c, n in fact.frame.items()
    )
    return replace(street(fact), sites=sites)


def verdict_below(fact: RoundFact, rules: Any, outside: int = 0) -> Verdict:
    return score_rate(facts_of(fact, outside), rules.criteria["awareness"], rules, count_parts(fact, 3)).verdict


def test_an_early_verdict_is_the_one_that_every_possible_ending_gives() -> None:
    """Curtailment, checked against all endings of what is open, answer by answer."""
    rng, early = random.Random(4), {Verdict.MET: 0, Verdict.NOT_MET: 0}
    for _ in range(400):
        fact, left = parted(rng)
        rules = below(rng.choice((Fraction(70, 100), Fraction(80, 100), Fraction(90, 100))))
        outside = rng.choice((0, 0, 5, 40))  # households that came after the frame: they count against both bounds
        said = verdict_below(fact, rules, outside)
        if not left or said is Verdict.UNDETERMINED:
            continue
        early[said] += 1
        for ending in product((YES, NO), repeat=len(left)):
            more = tuple(
                replace(visit(0, says), id=name, slot=name, community=community)
                for (community, name), says in zip(left, ending, strict=True)
            )
            assert verdict_below(replace(fact, visits=fact.visits + more), rules, outside) is said
    assert min(early.values()) > 20


def test_below_100_percent_the_bounds_decide_and_too_few_answers_decide_nothing() -> None:
    rules = below(Fraction(90, 100))
    good = [visit(n, NO if n < 2 else YES) for n in range(100)]
    poor = [visit(n, NO if n < 25 else YES) for n in range(100)]
    even = [visit(n, NO if n < 10 else YES) for n in range(100)]
    for visits, said in ((good, Verdict.MET), (poor, Verdict.NOT_MET), (even, Verdict.UNDETERMINED)):
        score = scored(round_of(visits, planned=100, of=5000), households=5000, rules=rules)
        assert score.verdict is said
        assert score.sample is not None
        low, high = Fraction(score.sample.lower_bound), Fraction(score.sample.upper_bound)
        assert (low >= Fraction(90, 100)) is (said is Verdict.MET)
        assert (high < Fraction(90, 100)) is (said is Verdict.NOT_MET)
        assert Fraction(score.sample.interval_from) <= low < Fraction(score.sample.estimate) < high
    refused = [v for n in range(100, 130) for v in refusal(n)]
    for visits in (good, poor):
        lacking = [*(replace(v, slot=f"{int(v.slot) + 30:04}") for v in visits)]
        few = [replace(v, slot=f"{int(v.slot) - 100:04}") for v in refused]
        fact = round_of(lacking + few, planned=100, of=5000)
        assert scored(fact, households=5000, rules=rules).verdict is Verdict.UNDETERMINED


def test_one_failure_below_100_percent_decides_nothing_by_itself() -> None:
    rules = below(Fraction(90, 100))
    fact = round_of([visit(0, NO)], planned=60, of=500)
    assert not is_decided(count_parts(fact, 3), rules)
    score = scored(fact, households=500, rules=rules)
    assert (score.verdict, score.lacking) == (Verdict.UNDETERMINED, {"c": 59})


def test_below_100_percent_nothing_is_said_early_while_too_few_answer() -> None:
    """60 of 90 asked answer and all conform: nothing open can lower the bound under 70 %, yet the answers are few."""
    rules = below(Fraction(70, 100))
    few = [v for n in range(30) for v in refusal(n)]
    open_ = round_of([*few, *(visit(n) for n in range(30, 90))], planned=62, of=5000)
    many = round_of([visit(n) for n in range(60)], planned=62, of=5000)
    assert scored(open_, households=5000, rules=rules).verdict is Verdict.UNDETERMINED
    assert scored(many, households=5000, rules=rules).verdict is Verdict.MET
