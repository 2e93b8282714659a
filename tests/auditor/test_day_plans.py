"""Pace and days: the office's own median, defaults that say so, communities whole wherever they fit."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.day_plans import INTERVIEW_MINUTES, VISIT_MINUTES, Pace, minutes_of, pace_of, plan_days
from auditor.gaps import Act, Needed
from auditor.record import stamp

MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
SUNDAY = date(2026, 11, 22)
C = ("c1", "c2", "c3")


def stamps(*gaps: int, who: str = "甲", day: int = 0) -> list[tuple[str, str]]:
    """Records of one person on one day, so many minutes apart."""
    at = MORNING + timedelta(days=day)
    found = [(who, stamp(at))]
    for gap in gaps:
        at += timedelta(minutes=gap)
        found.append((who, stamp(at)))
    return found


def test_the_pace_is_the_median_gap_of_one_person_on_one_day() -> None:
    audits = stamps(*([10] * 4 + [20] * 7)) + stamps(who="乙")
    pace = pace_of(reversed(audits), stamps(*[9] * 10))
    assert (pace.visit, pace.visit_gaps) == (20, 11)
    assert (pace.interview, pace.interview_gaps) == (9, 10)


def test_a_long_pause_is_a_break_and_a_night_is_no_gap() -> None:
    days = [x for day in range(6) for x in stamps(15, 300, 15, day=day)]
    assert pace_of(days, ()).visit == 15
    assert pace_of(days, ()).visit_gaps == 12


def test_with_too_few_records_the_stated_default_stands() -> None:
    pace = pace_of(stamps(*[30] * 9), stamps(3))
    assert pace == Pace(visit=VISIT_MINUTES, interview=INTERVIEW_MINUTES)
    assert not pace.visit_gaps
    assert not pace.interview_gaps


def visit(community: str, n: int) -> Needed:
    return Needed(act=Act.VISIT, criteria=("categories",), community=community, site=f"{community}-{n}")


def ask(community: str, n: int) -> Needed:
    return Needed(act=Act.INTERVIEW, criteria=("awareness",), community=community, interviews=n)


def test_a_community_stays_whole_where_it_fits_and_the_first_day_is_the_next_working_day() -> None:
    lines = [*(visit("c1", k) for k in range(20)), *(visit("c2", k) for k in range(20))]
    days = plan_days(lines, C, Pace(visit=12), SUNDAY)
    assert [{n.community for n in d.lines} for d in days] == [{"c1"}, {"c2"}]
    assert [d.on for d in days] == [date(2026, 11, 23), date(2026, 11, 24)]
    assert days[0].minutes == 240


def test_a_community_of_more_than_a_day_begins_with_what_is_left_of_this_one() -> None:
    lines = [*(visit("c1", k) for k in range(10)), *(visit("c2", k) for k in range(50))]
    days = plan_days(lines, C, Pace(visit=12), SUNDAY)
    assert [d.minutes for d in days] == [420, 300]
    late = [*(visit("c1", k) for k in range(30)), *(visit("c2", k) for k in range(50))]
    assert [d.minutes for d in plan_days(late, C, Pace(visit=12), SUNDAY)] == [360, 420, 180]  # an hour is not worth it


def test_friday_is_followed_by_monday() -> None:
    days = plan_days([visit("c1", k) for k in range(60)], C, Pace(visit=12), date(2026, 11, 26))
    assert [d.on.weekday() for d in days] == [4, 0]


def test_a_day_without_an_hour_is_none() -> None:
    with pytest.raises(ValueError, match="0"):
        plan_days([], C, Pace(), SUNDAY, 0)


@given(
    st.lists(st.tuples(st.sampled_from(C), st.integers(0, 3), st.integers(1, 90)), max_size=40),
    st.integers(1, 12),
    st.integers(1, 70),
    st.integers(1, 70),
)
def test_every_line_is_on_some_day_once_and_no_day_is_too_long_but_for_one_line(
    told: list[tuple[str, int, int]], hours: int, a: int, b: int
) -> None:
    lines = [ask(c, n) if kind == 0 else visit(c, place) for place, (c, kind, n) in enumerate(told)]
    lines = list({n.id: n for n in lines}.values())
    pace = Pace(visit=a, interview=b)
    days = plan_days(lines, C, pace, SUNDAY, hours)
    counts: dict[str, int] = {}
    for day in days:
        assert day.lines
        assert day.minutes == sum(minutes_of(n, pace) for n in day.lines)
        assert day.minutes <= hours * 60 or len(day.lines) == 1
        for line in day.lines:
            counts[line.id] = counts.get(line.id, 0) + line.count
    assert counts == {n.id: n.count for n in lines}
    communities = [n.community for day in days for n in day.lines]
    assert communities == sorted(communities)
