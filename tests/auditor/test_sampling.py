"""Plans of the size the rules give, and draws whose order nothing can change."""

import random
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from auditor.errors import Refused
from auditor.estimate import all_conforming_bound
from auditor.sampling import draw_slots, plan_strata
from auditor.survey import Mode, slot_name

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
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
