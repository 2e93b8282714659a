"""The radar: planted fakes are found kind by kind, honest work is left alone; where nothing can be told it says so."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from auditor.flags import Flag, FlagKind, Material
from auditor.quality import find_flags, reading_of
from auditor.quality_interviews import least_seconds
from auditor.survey import Response
from tests.calibration.campaigns import Campaign, make_campaign, stamped
from tests.calibration.fakes import PLANTS
from tests.calibration.radar import count_alarms, count_found
from tests.making import standard

RATES = (0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.995)
EACH = 8  # campaigns of each rate: 56 of each kind
PROMISED = ("too fast", "copied answers", "copied photograph", "impossible journey", "wrong clock", "one sitting")


@pytest.mark.parametrize("kind", PROMISED)
def test_nine_of_ten_planted_fakes_are_found(kind: str) -> None:
    found = {rate: count_found(kind, rate, range(EACH)) for rate in RATES}
    assert sum(found.values()) * 10 >= 9 * EACH * len(RATES), found


def test_vacant_homes_and_old_photographs_are_mostly_found() -> None:
    for kind in ("vacant homes", "old photograph"):
        assert sum(count_found(kind, rate, range(3)) for rate in RATES) >= 3 * len(RATES) * 7 // 10


def test_answers_without_variance_are_found_where_honest_ones_vary() -> None:
    assert sum(count_found("no variance", rate, range(5)) for rate in (0.6, 0.8)) >= 9


def test_at_most_one_flag_in_200_clean_interviews() -> None:
    flags: Counter[FlagKind] = Counter()
    flagged: Counter[FlagKind] = Counter()
    interviews = 0
    for rate in RATES:
        told, records, seen = count_alarms(rate, range(EACH))
        flags += told
        flagged += records
        interviews += seen["interviews"]
    assert interviews > 9_000
    assert sum(flags.values()) * 200 <= interviews, flags
    assert sum(flagged.values()) * 200 <= interviews, flagged  # counted by the interviews that a flag names, too


def test_where_answers_are_alike_the_rule_says_that_it_cannot_tell() -> None:
    radar = find_flags(make_campaign("alike", 0.995).material())
    assert [(s.kind, s.subject) for s in radar.silences] == [(FlagKind.COPIED, "2026-09 抽样")]
    assert int(radar.silences[0].evidence["alike"]) * 2 >= int(radar.silences[0].evidence["of"])
    assert find_flags(make_campaign("alike", 0.6).material()).silences == ()


def test_everybody_knowing_everything_is_no_copying() -> None:
    """A street that succeeds: every interview of everybody alike. No run of whatever length is a sign there."""
    campaign = make_campaign("success", 0.9)
    right = {q.id: q.options[0].id for q in standard().questions}
    for response in list(campaign.responses):
        if response.answers:
            campaign.put(replace(response, answers=right))
    radar = find_flags(campaign.material())
    assert radar.flags == ()
    assert [s.kind for s in radar.silences] == [FlagKind.COPIED]


def test_one_mistake_that_a_whole_quarter_makes_is_no_copying() -> None:
    """All households of one interviewer give the same wrong answer to one question, and know everything else."""
    campaign = make_campaign("quarter", 0.98)
    person = campaign.interviewers[0]
    answers = {q.id: q.options[0].id for q in standard().questions}
    answers["k7"] = "residual"
    for response in campaign.complete(person):
        campaign.put(replace(response, answers=answers))
    assert _one(campaign, FlagKind.COPIED) == []


def test_minutes_rounded_to_five_are_no_equal_distances() -> None:
    """On paper to five minutes: 18:00, 18:05, 18:10 … is how visits of about five minutes look, typed at night."""
    for every, told in ((5, False), (10, True)):
        campaign = make_campaign("rounded", 0.8)
        person = max(campaign.interviewers, key=lambda p: len(campaign.complete(p)))
        start = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
        for place, response in enumerate(campaign.complete(person)[:9]):
            seen, typed = start + timedelta(minutes=every * place), start + timedelta(hours=4, seconds=50 * place)
            campaign.put(replace(response, observed_at=stamped(seen), seconds=0))
            campaign.made[response.id] = (typed, "here", person, typed, "")
        assert bool(_one(campaign, FlagKind.SITTING)) is told


def test_flags_do_not_depend_on_the_order_of_what_is_looked_at() -> None:
    campaign = make_campaign("order", 0.8)
    for plant, _kinds in PLANTS.values():
        plant(campaign, random.Random("order"))
    material = campaign.material()
    shuffled = replace(
        material,
        responses=material.responses[::-1],
        audits=material.audits[::-1],
        photos=material.photos[::-1],
        writings=material.writings[::-1],
    )
    assert find_flags(material) == find_flags(shuffled)
    assert len({f.id for f in find_flags(material).flags}) == len(find_flags(material).flags)


def test_nothing_to_look_at_raises_nothing() -> None:
    radar = find_flags(Material(street="120104006000"))
    assert (radar.flags, radar.silences, radar.interviews) == ((), (), 0)


def test_every_flag_names_its_records_and_its_evidence() -> None:
    campaign = make_campaign("evidence", 0.8)
    for plant, _kinds in PLANTS.values():
        plant(campaign, random.Random("evidence"))
    known = {r.id for r in (*campaign.responses, *campaign.audits, *campaign.photos)}
    flags = find_flags(campaign.material()).flags
    assert len({f.kind for f in flags}) >= 8
    for flag in flags:
        assert flag.records
        assert set(flag.records) <= known
        assert flag.evidence
        assert flag.at


def _one(campaign: Campaign, kind: FlagKind) -> list[Flag]:
    return [f for f in find_flags(campaign.material()).flags if f.kind is kind]


def _timed(seconds: int) -> Response:
    campaign = make_campaign("times", 0.8)
    response = next(r for r in campaign.responses if r.answers)
    return replace(response, seconds=seconds)


def test_reading_sets_the_least_time_and_an_unknown_time_says_nothing() -> None:
    reading = reading_of(standard())
    response = _timed(0)
    least = least_seconds(response, reading)
    assert least == -(-sum(reading.values()) // 7) + len(reading)
    campaign = make_campaign("times", 0.8)
    for seconds, told in ((0, False), (least - 1, True), (least, False)):
        campaign.put(replace(response, seconds=seconds))
        assert bool(_one(campaign, FlagKind.TOO_FAST)) is told


def test_an_interview_broken_off_needs_only_what_was_asked() -> None:
    response = _timed(12)
    some = dict(list(response.answers.items())[:3])
    assert least_seconds(replace(response, answers=some), reading_of(standard())) <= 12


def test_a_photograph_of_one_visit_twice_is_no_sign_and_an_erased_one_is_not_looked_at() -> None:
    campaign = make_campaign("photos", 0.8)
    one = campaign.photos[0]
    again = replace(one, id="again", sha256="e" * 64)
    campaign.photos.append(again)
    campaign.made["again"] = campaign.made[one.id]
    assert _one(campaign, FlagKind.SAME_PHOTO) == []
    campaign.photos[-1] = replace(again, site="site 60" if one.site != "site 60" else "site 59")
    assert len(_one(campaign, FlagKind.SAME_PHOTO)) == 1
    campaign.photos[-1] = replace(campaign.photos[-1], erased="人脸")
    assert _one(campaign, FlagKind.SAME_PHOTO) == []


def test_journeys_are_told_only_where_both_sites_have_coordinates() -> None:
    campaign = make_campaign("journey", 0.8)
    PLANTS["impossible journey"][0](campaign, random.Random("journey"))
    (flag,) = _one(campaign, FlagKind.JOURNEY)
    assert int(flag.evidence["metres"]) >= 2900
    lost = flag.sites[1]
    campaign.sites[lost] = replace(campaign.sites[lost], latitude=None, longitude=None)
    assert _one(campaign, FlagKind.JOURNEY) == []


def test_nobody_is_counted_or_ranked() -> None:
    """Flags come by kind and moment; none says how many others its person has (DESIGN 11)."""
    campaign = make_campaign("ranked", 0.8)
    for plant, _kinds in PLANTS.values():
        plant(campaign, random.Random("ranked"))
    flags = find_flags(campaign.material()).flags
    order = list(FlagKind)
    assert list(flags) == sorted(flags, key=lambda f: (order.index(f.kind), f.at, f.id))
