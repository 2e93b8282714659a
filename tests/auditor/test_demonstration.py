"""The demonstration's values: equal from equal seeds, sound, and of the shape that is promised."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import date
from functools import cache

import pytest

from auditor.audit import Audit
from auditor.demonstration.campaign import Campaign, StreetValues, plan_campaign
from auditor.demonstration.chance import MARK, Chance, share_out, workday
from auditor.demonstration.interviews import answers_of
from auditor.demonstration.names import RARE, people_names
from auditor.demonstration.stages import SMALL, STAGES
from auditor.kinds import sound
from auditor.record import Record, body_of, canonical, moment_of, stamp
from auditor.site import Link, Site
from auditor.survey import Response, Round, slot_name
from auditor.verdict import Verdict
from auditor.visits import Passing
from tests.child import LIMIT
from tests.making import TODAY, standard


@cache
def campaign() -> Campaign:
    return plan_campaign("small", 1, standard(), TODAY)


@cache
def street() -> StreetValues:
    return next(iter(campaign().street_values()))


def digest(seed: int, on: date = TODAY) -> str:
    """SHA-256 over everything that the small demonstration of a seed would write."""
    whole = hashlib.sha256()
    planned = plan_campaign("small", seed, standard(), on)
    for values in planned.street_values():
        for written in [*planned.completions, *values.written]:
            whole.update(written.record.id.encode() + stamp(written.at).encode() + written.person.encode())
            whole.update(canonical(body_of(written.record)))
        for foreign in values.foreign:
            whole.update(stamp(foreign.at).encode() + canonical(body_of(foreign.record)))
        for _, key in values.keys:
            whole.update(key)
    return whole.hexdigest()


def newest() -> dict[str, Record]:
    """Every record of the street as it was written last."""
    return {w.record.id: w.record for w in street().written}


def test_another_process_with_another_hash_seed_makes_the_same_values() -> None:
    code = "from tests.auditor.test_demonstration import digest; print(digest(1))"
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "4711"},
        capture_output=True,
        text=True,
        check=True,
        timeout=LIMIT,
    )
    assert told.stdout.strip() == digest(1)


def test_another_seed_and_another_day_make_other_values() -> None:
    assert len({digest(1), digest(2), digest(1, date(2026, 11, 23))}) == 3


def test_every_record_keeps_the_rules_of_its_kind() -> None:
    records = [w.record for w in (*street().written, *campaign().completions)]
    records += [f.record for f in street().foreign] + [p for people in campaign().people.values() for p in people]
    assert [r for r in records if r.problems() or not sound(r.KIND, body_of(r))] == []


def test_the_first_street_has_the_sites_and_households_of_the_pictures() -> None:
    sites = [s for s in newest().values() if isinstance(s, Site) and s.until is None]
    by_code = {s.code: s for s in sites}
    assert len(sites) == 214
    assert len({s.community for s in sites}) == 14
    assert sum(s.households for s in sites) == 24_180
    assert (by_code["06-031"].name, by_code["06-031"].households) == ("龙兴里小区", 412)
    assert sorted(by_code) == [f"06-{n:03}" for n in range(1, 215)]


def test_every_site_says_that_it_is_invented() -> None:
    assert all(s.note.startswith(MARK) for s in newest().values() if isinstance(s, Site))


def test_two_sites_of_the_same_building_share_an_address() -> None:
    sites = [s for s in newest().values() if isinstance(s, Site)]
    mixed = next(s for s in sites if s.name.endswith("号楼底商"))
    home = next(s for s in sites if s.households and s.address == mixed.address)
    assert mixed.households == 0
    assert home.name in mixed.name


def test_links_add_up_to_the_households_of_their_site_and_never_above() -> None:
    linked: Counter[str] = Counter()
    links = {r.id: r for r in newest().values() if isinstance(r, Link)}
    links |= {f.record.id: f.record for f in street().foreign if isinstance(f.record, Link)}
    for link in links.values():
        linked[link.site] += link.households
    assert {s.id: s.households for s in newest().values() if isinstance(s, Site) and s.households} == +linked


def test_one_point_is_shared_and_one_is_overloaded() -> None:
    served: Counter[str] = Counter()
    sites: dict[str, set[str]] = {}
    for link in newest().values():
        if isinstance(link, Link):
            served[link.point] += link.households
            sites.setdefault(link.point, set()).add(link.site)
    assert [n > 300 for n in served.values()].count(True) == 1
    assert [len(s) for s in sites.values() if len(s) > 1] == [2]


def test_no_record_is_written_before_what_it_tells_of_except_where_the_date_is_to_be_in_doubt() -> None:
    doubtful = [
        w for w in street().written if isinstance(w.record, Audit | Response) and moment_of(w.record.observed_at) > w.at
    ]
    assert len(doubtful) == 2
    assert all(isinstance(w.record, Audit) for w in doubtful)
    assert all(w.at.date() < TODAY for w in street().written)


def test_the_slots_visited_are_drawn_under_the_round_s_key() -> None:
    rounds = {r.id: (r, key) for r, key in street().keys}
    for record in newest().values():
        if isinstance(record, Response) and record.slot:
            round_, key = rounds[record.round]
            homes = round_.frame[record.community]
            assert record.slot in {slot_name(key, s, k) for s, n in homes.items() for k in range(1, n + 1)}


def test_one_interviewer_is_too_fast_and_hears_the_same_from_everybody() -> None:
    asked: dict[str, list[Response]] = {}
    for record in newest().values():
        if isinstance(record, Response) and record.slot and record.answers:
            asked.setdefault(record.interviewer, []).append(record)
    fast = {name for name, mine in asked.items() if max(r.seconds for r in mine) < 60}
    assert fast == {RARE[-1]}
    assert len({canonical(dict(r.answers)) for r in asked[RARE[-1]]}) == 1
    assert all(len({canonical(dict(r.answers)) for r in mine}) > 1 for name, mine in asked.items() if name not in fast)


@pytest.mark.parametrize("passes", [True, False])
def test_answers_pass_both_keys_or_neither(passes: bool) -> None:
    chance = Chance("answers", passes)
    expected = Passing.YES if passes else Passing.NO
    for _ in range(50):
        told = standard().passing(answers_of(chance, standard(), passes=passes))
        assert set(told.values()) == {expected}


def test_of_171_communities_168_completed_and_three_of_them_were_entered_after_the_close() -> None:
    completions = [w.record for w in campaign().completions]
    assert len(completions) == len({c.id for c in completions}) == 168
    entered = Counter(c.entered_on for c in completions if c.entered_on.year > 2025)  # type: ignore[attr-defined]
    assert entered == {date(2026, 3, 11): 1, date(2026, 6, 2): 2}
    assert all("演示" in c.document for c in completions)  # type: ignore[attr-defined]


def test_the_plan_adds_up_to_the_district_and_holds_every_verdict() -> None:
    assert {s.code for s in campaign().streets} == set(STAGES)
    assert sum(s.households for s in STAGES.values()) == 300_000
    assert {s.intended for s in STAGES.values()} == set(Verdict)


def test_the_names_of_officials_differ_and_hold_rare_characters() -> None:
    names = [p.name for people in campaign().people.values() for p in people]
    assert len(set(names)) == len(names)
    assert {"王㛃", "李𬱖", "赵𫖯"} <= {p.name for p in campaign().people[SMALL]}
    assert len(set(people_names(80))) == 80


def test_a_response_names_no_person_but_its_interviewer() -> None:
    names = {p.name for people in campaign().people.values() for p in people}
    assert {r.interviewer for r in newest().values() if isinstance(r, Response)} <= names


def test_a_round_lies_within_a_line_even_in_the_largest_street() -> None:
    large = plan_campaign("district", 1, standard(), TODAY)
    values = next(v for s, v in zip(large.made, large.street_values(), strict=False) if s.code == "120104005000")
    bodies = [canonical(body_of(w.record)) for w in values.written if isinstance(w.record, Round)]
    assert max(map(len, bodies)) < 60 * 1024


def test_another_size_is_not_known() -> None:
    with pytest.raises(ValueError, match="village"):
        plan_campaign("village", 1, standard(), TODAY)


def test_sharing_out_keeps_the_sum_and_gives_everybody_something() -> None:
    assert share_out(100, [1, 1, 1]) == [34, 33, 33]
    assert share_out(10, [1000, 1]) == [9, 1]


def test_a_workday_is_no_weekend_and_before_the_end() -> None:
    assert workday(date(2026, 11, 21), date(2026, 12, 1)) == date(2026, 11, 23)
    assert workday(date(2026, 11, 21), date(2026, 11, 23)) == date(2026, 11, 20)
