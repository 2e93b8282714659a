"""The radar in words: every kind has a name, a rule, its evidence and its false alarms, in sentences with numbers."""

import random

import pytest

from auditor.false_alarms import FalseAlarms, false_alarms
from auditor.flags import Flag, FlagKind, Silence
from auditor.quality import find_flags
from auditor.quality_wording import evidence_text, false_alarm_text, kind_name, rule_text, silence_text, whose
from tests.calibration.campaigns import make_campaign
from tests.calibration.fakes import PLANTS

CAUSES = ("before_parent", "before_written", "backwards", "seen_after_written", "before_frozen")


@pytest.fixture(scope="module")
def flags() -> list[Flag]:
    """Flags of all kinds, from campaigns with every fake planted."""
    found: list[Flag] = []
    for seed in range(4):
        for plant, _kinds in PLANTS.values():
            campaign = make_campaign(seed, 0.8)
            plant(campaign, random.Random(seed))
            found += find_flags(campaign.material()).flags
    return found


def test_every_kind_is_planted_and_told_with_its_numbers(flags: list[Flag]) -> None:
    assert {f.kind for f in flags} == set(FlagKind)
    for flag in flags:
        told = evidence_text(flag)
        assert "{" not in told
        assert any(c.isdigit() for c in told)
        assert whose(flag)


@pytest.mark.parametrize("kind", list(FlagKind))
def test_every_kind_has_a_name_a_rule_and_false_alarms(kind: FlagKind) -> None:
    assert kind_name(kind)
    assert rule_text(kind).endswith("。")
    assert "{" not in rule_text(kind)
    assert "误报" in false_alarm_text(false_alarms()[kind])


@pytest.mark.parametrize("cause", CAUSES)
def test_a_clock_is_told_by_what_contradicts_it(cause: str) -> None:
    flag = Flag(
        kind=FlagKind.CLOCK,
        street="s",
        records=("a",),
        evidence={"cause": cause, "n": 3, "minutes": 1500, "day": "2026-11-01"},
    )
    assert evidence_text(flag).startswith("2026-11-01 起 3 ")
    assert "1,500 分钟" in evidence_text(flag)
    assert whose(flag) == "–"


def test_a_chance_is_told_as_one_in_so_many() -> None:
    values: dict[str, str | int] = {"round": "一", "n": 9, "of": 11, "unusual": 4}
    flag = Flag(kind=FlagKind.COPIED, street="s", records=("a",), evidence={**values, "chance": "40000"})
    assert evidence_text(flag).endswith("不到 40,000 分之一")
    rare = Flag(kind=FlagKind.COPIED, street="s", records=("a",), evidence={**values, "chance": "900000000"})
    assert evidence_text(rare).endswith("不到 一亿分之一")


def test_false_alarms_are_told_with_what_they_were_counted_in() -> None:
    some = FalseAlarms(kind=FlagKind.VACANT, unit="interviews", units=20_000, flags=3)
    assert false_alarm_text(some) == "误报：20,000 份访问（模拟、清白）中 3 次，每十万 15 次"
    none = FalseAlarms(kind=FlagKind.JOURNEY, unit="audits", units=900, flags=0)
    assert false_alarm_text(none) == "误报：900 次检查（模拟、清白）中 0 次"
    unknown = FalseAlarms(kind=FlagKind.JOURNEY, unit="audits", units=0, flags=0)
    assert "还没有" in false_alarm_text(unknown)


def test_a_silence_says_how_many_are_alike() -> None:
    told = silence_text(Silence(kind=FlagKind.COPIED, subject="一", evidence={"n": 50, "alike": 40, "of": 50}))
    assert told == "一：50 份里本来就有 40 份答案相同，照抄看不出来，只看用时。"
