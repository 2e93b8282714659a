"""Plans of the size the rules give, and draws whose order nothing can change."""

import random
import subprocess
import sys
from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import ceil, comb
from pathlib import Path
from typing import Any

import pytest

from auditor.conforming import all_conforming_bound
from auditor.errors import Refused
from auditor.estimate import Cluster, Clustered, all_conforming_two_stage
from auditor.sampling import (
    Answered,
    allocate,
    draw_clusters,
    draw_round,
    draw_slots,
    more_households,
    plan_round,
    plan_strata,
    plan_supplement,
    simple_size,
)
from auditor.standard import Standard
from auditor.survey import Mode, Round, Stratum, Supplement, homes_of, key_hash, slot_name
from tests.child import LIMIT
from tests.strategies import small_standard

FLOOR, C95 = Fraction(95, 100), Fraction(95, 100)
# 25,000 households in 14 unequal communities
SIZES = dict(
    zip(
        "abcdefghijklmn", (3600, 3100, 2700, 2400, 2200, 2000, 1800, 1600, 1400, 1200, 1000, 800, 700, 500), strict=True
    )
)
KEY = bytes(range(32))


def planned(floor: Fraction) -> int:
    return sum(s.planned for s in plan_strata(SIZES, Mode.SAMPLE, floor=floor, confidence=C95).values())


def test_a_street_of_25000_needs_about_61_for_95_and_about_300_for_99() -> None:
    assert sum(SIZES.values()) == 25_000
    assert 59 <= planned(FLOOR) <= 67
    assert 290 <= planned(Fraction(99, 100)) <= 310


def test_the_plan_is_the_smallest_that_reaches_its_floor() -> None:
    """n0 tried one by one from 1, as DESIGN 3 words it."""
    rng = random.Random(11)
    for _ in range(40):
        sizes = {str(i): rng.randint(1, 120) for i in range(rng.randint(1, 4))}
        total = sum(sizes.values())
        for n0 in range(1, total + 1):
            drawn = {c: min(n, max(2, -(-n0 * n // total))) for c, n in sizes.items()}
            if all_conforming_bound([(sizes[c], drawn[c]) for c in sizes], C95) >= FLOOR:
                break
        plan = plan_strata(sizes, Mode.SAMPLE, floor=FLOOR, confidence=C95)
        assert {c: s.planned for c, s in plan.items()} == drawn
        assert {c: s.population for c, s in plan.items()} == sizes


def test_where_all_are_needed_the_plan_is_everybody() -> None:
    plan = plan_strata({"a": 3, "b": 5}, Mode.SAMPLE, floor=FLOOR, confidence=C95)
    assert all(s.planned == s.population for s in plan.values())
    census = plan_strata(SIZES, Mode.CENSUS, floor=FLOOR, confidence=C95)
    assert all(s.planned == s.population for s in census.values())


def test_every_community_with_households_is_asked_and_one_without_is_left_out() -> None:
    plan = plan_strata({"big": 20_000, "small": 1, "none": 0}, Mode.SAMPLE, floor=FLOOR, confidence=C95)
    assert set(plan) == {"big", "small"}
    assert plan["small"].planned == 1


def test_a_street_without_households_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        plan_strata({"a": 0}, Mode.SAMPLE, floor=FLOOR, confidence=C95)
    assert refusal.value.problems[0].code == "no_households"


def test_the_order_of_two_slots_never_changes_whatever_is_added() -> None:
    frame = {"s1": 30, "s2": 20}
    before = [name for name, _, _ in draw_slots(KEY, frame)]
    for more in ({"s0": 50}, {"s1": 31}, {"s1": 300, "zz": 7}):
        after = [
            name for name, _, _ in draw_slots(KEY, {**more, **{k: max(v, more.get(k, 0)) for k, v in frame.items()}})
        ]
        assert [name for name in after if name in set(before)] == before
    fewer = [name for name, _, _ in draw_slots(KEY, {"s2": 10, "s1": 30})]
    assert fewer == [name for name in before if name in set(fewer)]


def test_every_household_is_one_slot_and_another_key_draws_another_order() -> None:
    slots = draw_slots(KEY, {"s1": 30, "s2": 20})
    assert sorted((s, k) for _, s, k in slots) == [("s1", k) for k in range(1, 31)] + [("s2", k) for k in range(1, 21)]
    assert len({name for name, _, _ in slots}) == 50
    other = draw_slots(bytes(32), {"s1": 30, "s2": 20})
    assert [x[1:] for x in other] != [x[1:] for x in slots]


def test_a_slot_is_named_by_hmac() -> None:
    """Worked out with another program: HMAC-SHA-256 of `s1:1` under the bytes 0 to 31."""
    import hmac

    assert slot_name(KEY, "s1", 1) == hmac.digest(KEY, b"s1:1", "sha256").hex()
    assert slot_name(KEY, "s1", 11) != slot_name(KEY, "s11", 1)


def test_the_draw_and_the_plan_do_not_depend_on_the_hash_seed() -> None:
    code = (
        "from fractions import Fraction as F;from auditor.sampling import *;from auditor.survey import Mode;"
        "print(draw_slots(bytes(32),{c*3:9 for c in 'abcdefgh'}),"
        "plan_strata({c:ord(c)*7 for c in set('abcdefgh')},Mode.SAMPLE,floor=F(95,100),confidence=F(95,100)).__repr__()"
        ".replace('x','') and sorted(plan_strata({c:ord(c)*7 for c in set('abcdefgh')},Mode.SAMPLE,floor=F(95,100),"
        "confidence=F(95,100)).items()))"
    )
    root = Path(__file__).resolve().parents[2]
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            cwd=root,
            capture_output=True,
            check=True,
            text=True,
            timeout=LIMIT,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


# -- two stages, thresholds below 100 %, supplements -------------------------------------------------------------------


def staged(deff: Fraction = Fraction(2)) -> Standard:
    rules = small_standard()
    return replace(rules, survey=replace(rules.survey, design="two_stage", deff=deff))


def frame_of(rng: random.Random, communities: int = 3) -> dict[str, dict[str, int]]:
    return {
        c: {f"{c}{i}": rng.choice((1, 2, 30, 80, 150, 400)) for i in range(rng.randint(1, 9))}
        for c in "abcdefgh"[:communities]
    }


def round_with(frame: dict[str, dict[str, int]], strata: dict[str, Stratum], **more: Any) -> Round:
    return Round(
        id="r", name="一", mode=Mode.SAMPLE, standard="small 1", key_hash=key_hash(KEY), frozen_on=date(2026, 11, 1),
        frame=frame, strata=strata, **more,
    )  # fmt: skip


def test_a_plan_in_two_stages_draws_sites_first_and_could_show_what_it_must() -> None:
    """At least two clusters a community where there are two; none of under 5 households; every slot in one cluster."""
    rng = random.Random(5)
    for _ in range(60):
        frame = frame_of(rng)
        key = rng.randbytes(32)
        strata = plan_round(frame, Mode.SAMPLE, staged(), key)
        made = round_with(frame, strata)
        assert made.problems() == []
        if made.planned == made.population:
            continue
        drawn = []
        for code, stratum in strata.items():
            clusters = draw_clusters(key, frame[code])
            assert sorted(s for members in clusters for s in members) == sorted(frame[code])
            assert stratum.clusters == len(clusters)
            assert len(stratum.drawn) >= min(2, len(clusters))
            assert stratum.population == sum(frame[code].values())
            if sum(frame[code].values()) >= 5:
                assert all(d.population >= 5 for d in stratum.drawn.values())
            cells = {number: slots for number, _, slots in draw_round(key, made, code)}
            assert {n: len(slots) for n, slots in cells.items()} == {n: d.population for n, d in stratum.drawn.items()}
            found = [Cluster(d.population, d.planned, d.planned) for d in stratum.drawn.values()]
            drawn.append(Clustered(stratum.population, stratum.clusters or 0, tuple(found)))
        assert all_conforming_two_stage(drawn, C95, Fraction(2)) >= FLOOR


def test_a_simple_sample_is_the_smallest_that_meets_one_of_too_many() -> None:
    assert simple_size(10**9, FLOOR, C95) == 59
    assert simple_size(10**9, Fraction(99, 100), C95) == 299
    assert simple_size(3, FLOOR, C95) == 3
    for population in range(1, 60):
        bad = int(population * Fraction(5, 100)) + 1
        n = simple_size(population, FLOOR, C95)
        assert 20 * comb(population - bad, n) <= comb(population, n)
        assert n == 1 or 20 * comb(population - bad, n - 1) > comb(population, n - 1)


def test_below_100_percent_the_plan_has_power_and_follows_what_an_earlier_round_showed() -> None:
    rules = small_standard(thresholds={"awareness": Fraction(90, 100), "participation": Fraction(80, 100)})
    plan = allocate(SIZES, rules)
    assert 203 <= sum(plan.values()) <= 203 + len(SIZES)
    earlier = {rate: {"a": Answered(50, 25), "n": Answered(50, 50)} for rate in ("awareness", "participation")}
    spread = allocate({"a": 1000, "n": 1000}, rules, earlier)
    assert spread["a"] > 2 * spread["n"] > 0  # where all say yes, few are asked
    named = replace(rules, survey=replace(rules.survey, planning_rates={"awareness": Fraction(99, 100)}))
    assert named.planning_rate("awareness") == Fraction(99, 100)
    assert sum(allocate(SIZES, named).values()) < sum(plan.values())


@pytest.mark.parametrize("design", ["one_stage", "two_stage"])
def test_a_supplement_asks_the_newcomers_alone_and_moves_no_slot(design: str) -> None:
    rng = random.Random(9)
    rules = staged() if design == "two_stage" else small_standard()
    frame = {c: {f"{c}{i}": rng.randint(100, 300) for i in range(6)} for c in "abc"}
    made = round_with(frame, plan_round(frame, Mode.SAMPLE, rules, KEY))
    before = {c: list(draw_round(KEY, made, c)) for c in "abc"}
    today = {**frame, "a": {**frame["a"], "a0": frame["a"]["a0"] + 20, "a9": 60}, "d": {"d0": 50}}
    more = more_households(homes_of(made.frame), today)
    assert more == {"a": {"a0": 20, "a9": 60}, "d": {"d0": 50}}
    added = Supplement(drawn_on=date(2026, 11, 9), frame=more, strata=plan_supplement(made, more, KEY))
    later = replace(made, supplements={"1": added})
    assert later.problems() == []
    assert (later.frame, later.strata) == (made.frame, made.strata)
    old = {(site, k) for c in "abc" for site, n in frame[c].items() for k in range(1, n + 1)}
    for code in "abcd":
        parts = list(draw_round(KEY, later, code))
        assert parts[: len(before.get(code, []))] == before.get(code, [])
        new = [(site, k) for _, _, slots in parts[len(before.get(code, [])) :] for _, site, k in slots]
        assert not set(new) & old
        if design == "one_stage" and code in more:
            assert len(new) == sum(more[code].values())
    first = made.strata["a"]
    asked, population = added.strata["a"].planned, added.strata["a"].population
    assert Fraction(asked, population) >= Fraction(first.planned, first.population)
    if design == "one_stage":
        assert asked == ceil(Fraction(first.planned, first.population) * 80)
    numbers = [(p.community, p.number) for p in later.parts]
    assert len(set(numbers)) == len(numbers)


def test_a_census_is_supplemented_by_everybody() -> None:
    made = round_with({"a": {"s": 9}}, plan_round({"a": {"s": 9}}, Mode.CENSUS, small_standard(), KEY))
    assert plan_supplement(made, {"a": {"t": 7}}, KEY)["a"].planned == 7
