"""The closed goal and the live one: unknown is not yet, and a pace is said only when it is one."""

from datetime import date

import pytest

from auditor.coverage import UnitResult
from auditor.progress import (
    Completed,
    Completion,
    Month,
    goal_2025,
    last_day,
    month_of,
    months_between,
    pace_of,
    site_states,
)
from auditor.verdict import HOUSEHOLDS, SITES, State, Verdict


def completion(
    community: str, status: Completed = Completed.COMPLETED, entered: date = date(2025, 12, 1), **more: str
) -> Completion:
    return Completion(
        id=f"{community}{entered}", community=community, status=status, document="文", dated=date(2025, 11, 1),
        entered_on=entered, **more,
    )  # fmt: skip


def test_2025_is_met_when_all_completed_and_not_met_when_one_did_not() -> None:
    all_done = [completion("a"), completion("b")]
    assert goal_2025(["a", "b"], all_done).verdict is Verdict.MET
    assert goal_2025(["a", "b", "c"], all_done).verdict is Verdict.UNDETERMINED
    one = [*all_done, completion("c", Completed.NOT_COMPLETED)]
    assert goal_2025(["a", "b", "c"], one).verdict is Verdict.NOT_MET
    off = [*all_done, completion("c", Completed.OFF_LIST, reason="撤并")]
    goal = goal_2025(["a", "b", "c"], off)
    assert (goal.verdict, goal.total) == (Verdict.MET, 2)
    assert goal_2025([], []).verdict is Verdict.UNDETERMINED


def test_the_newest_entry_counts_and_entries_after_the_close_are_shown() -> None:
    said = [completion("a", Completed.NOT_COMPLETED), completion("a", entered=date(2026, 3, 1))]
    for order in (said, said[::-1]):
        goal = goal_2025(["a"], order)
        assert (goal.verdict, dict(goal.changes)) == (Verdict.MET, {"2026-03-01": 1})


def test_a_completion_rests_on_a_document_of_its_time() -> None:
    assert completion("a").problems() == []
    late = Completion(
        id="1",
        community="a",
        status=Completed.COMPLETED,
        document="文",
        dated=date(2026, 1, 1),
        entered_on=date(2026, 1, 2),
    )
    assert [p.code for p in late.problems()] == ["dated_after_close"]
    bare = Completion(id="1", community="", status=Completed.COMPLETED, entered_on=date(2026, 1, 2))
    assert [p.field for p in bare.problems()] == ["community", "document", "dated"]
    assert [
        p.field
        for p in Completion(id="1", community="a", status=Completed.OFF_LIST, entered_on=date(2026, 1, 2)).problems()
    ] == ["reason"]


def unit(site: str, state: State, part: str = SITES, count: int = 1, criterion: str = "categories") -> UnitResult:
    return UnitResult(criterion=criterion, part=part, site=site, community="c", state=state, count=count)


def test_a_site_conforms_when_all_of_it_does() -> None:
    c, u, n = State.CONFORMING, State.UNKNOWN, State.NONCONFORMING
    units = [
        unit("a", c),
        unit("a", c, HOUSEHOLDS, 9, "placement"),
        unit("b", c),
        unit("b", u, HOUSEHOLDS, 4, "placement"),
        unit("d", u),
        unit("d", n),
    ]
    assert site_states(units) == {"a": c, "b": u, "d": n}
    month = month_of(date(2026, 1, 31), units)
    assert (month.sites, month.sites_total, month.households, month.households_total) == (1, 3, 9, 13)


def test_month_ends_are_real_days() -> None:
    assert last_day(2028, 2) == date(2028, 2, 29)
    found = months_between(date(2025, 11, 15), date(2026, 2, 27))
    assert found == [date(2025, 11, 30), date(2025, 12, 31), date(2026, 1, 31)]
    assert months_between(date(2026, 2, 1), date(2026, 2, 28)) == [date(2026, 2, 28)]


def months(*sites: int, total: int = 100) -> list[Month]:
    days = months_between(date(2025, 1, 1), date(2030, 12, 31))
    return [
        Month(on=d, sites=s, sites_total=total, households=0, households_total=0)
        for d, s in zip(days, sites, strict=False)
    ]


def test_two_months_are_too_early_and_three_are_a_pace() -> None:
    assert pace_of([]).achieved is None
    assert pace_of(months(0, 50)).achieved is None
    pace = pace_of(months(0, 1, 2))
    assert (pace.achieved, pace.months) == (100, 3)


@pytest.mark.parametrize("sites", [(50, 50, 50), (50, 40, 30)])
def test_a_pace_of_nothing_or_less_never_arrives(sites: tuple[int, ...]) -> None:
    pace = pace_of(months(*sites))
    assert pace.achieved is not None
    assert pace.achieved <= 0
    assert pace.arrives is None


def test_a_pace_arrives_in_the_month_in_which_the_rest_is_done() -> None:
    pace = pace_of(months(70, 80, 90))  # ten a month, ten left: the next month end
    assert (pace.achieved, pace.arrives) == (1000, date(2025, 4, 30))
    assert pace_of(months(98, 99, 100)).arrives == date(2025, 3, 31)


def test_what_is_needed_reaches_the_goal_by_its_last_month() -> None:
    pace = pace_of(months(10, 10, 10))
    left = (2030 - 2025) * 12 + 12 - 3
    assert pace.needed * left >= 9000 > (pace.needed - 1) * left


def test_the_pace_rests_on_the_last_twelve_changes() -> None:
    pace = pace_of(months(*range(0, 40)))
    assert (pace.achieved, pace.months) == (100, 13)
