"""Whatever steps are taken where, and in whatever order they meet: nothing is closed without a re-check that passed."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from auditor.correction import Correction, Stage
from auditor.corrections import is_open, overdue
from auditor.history import State
from auditor.record import Line, body_of, value_of
from db.standing import entry_of
from tests.making import STREET

OPENED = date(2026, 11, 2)
FIRST = Correction(
    id="c", street=STREET, site="s", item="i", found="缺容器", opened_on=OPENED, due_on=OPENED + timedelta(days=7)
)
KINDS = ("due", "fix", "pass", "pass", "fail", "close", "close", "unclose", "withdraw", "restore")


def step_of(kind: str, number: int) -> dict[str, object]:
    """What a step says; the n-th step is taken on the n-th day."""
    day, note = OPENED + timedelta(days=number), str(number)
    said: dict[str, dict[str, object]] = {
        "due": {"due_on": day, "due_reason": note},
        "fix": {"fixed_on": day, "fixed_note": note},
        "pass": {"rechecked_on": day, "recheck": note, "passed": True},
        "fail": {"rechecked_on": day, "recheck": note, "passed": False},
        "close": {"closed_on": day, "closed_note": note},
        "unclose": {"closed_on": None, "closed_note": ""},
        "withdraw": {"withdrawn": "开错了"},
        "restore": {"withdrawn": ""},
    }
    return said[kind]


# at which station the step is taken (each on top of what it knew), or 2: the one hears of the other
journey = st.lists(st.tuples(st.integers(min_value=0, max_value=2), st.sampled_from(KINDS)), max_size=14)


def line(correction: Correction, parents: tuple[str, ...], station: int, number: int) -> Line:
    return Line(
        kind="correction",
        record="c",
        parents=tuple(sorted(parents)),
        station=f"{station}" * 32,
        person="p",
        at=f"2026-11-02T00:00:00.{number:03}Z",
        offset=480,
        street=STREET,
        schema=1,
        body=body_of(correction),
    )


def played(taken: list[tuple[int, str]]) -> list[Line]:
    """Every line written by two stations that take these steps; a step its record's rules refuse is not taken."""
    root = line(FIRST, (), 0, 0)
    known: list[dict[str, Line]] = [{root.name: root}, {root.name: root}]
    for number, (where, kind) in enumerate(taken, 1):
        if where == 2:
            known[0].update(known[1])
            continue
        entry = entry_of(known[where].values())
        made = replace(value_of(Correction, entry.standing.body, id="c", street=STREET), **step_of(kind, number))  # type: ignore[arg-type]
        if entry.standing.state is State.CONFLICT or made.problems():
            continue
        written = line(made, entry.standing.heads, where, number)
        known[where][written.name] = written
    return list({**known[0], **known[1]}.values())


@given(journey, st.randoms(use_true_random=False))
def test_no_order_of_steps_and_meetings_closes_one_unseen(taken: list[tuple[int, str]], any_: object) -> None:
    lines = played(taken)
    shuffled = list(lines)
    any_.shuffle(shuffled)  # type: ignore[attr-defined]
    entry = entry_of(lines)
    assert entry_of(shuffled).standing == entry.standing
    found = value_of(Correction, entry.standing.body, id="c", street=STREET)
    if found.stage is Stage.CLOSED:
        assert found.passed
        assert found.rechecked_on is not None
        assert any(x.body.get("passed") and x.body.get("rechecked_on") for x in lines)
    if entry.standing.state is not State.SETTLED:
        assert is_open(found, {"c"})
    elif found.stage is Stage.CLOSED:
        assert found.problems() == []
        assert overdue([found], date(2030, 1, 1)) == []


def test_two_offices_that_disagree_whether_it_conforms_leave_it_open() -> None:
    root = line(FIRST, (), 0, 0)
    passed = replace(FIRST, rechecked_on=OPENED, recheck="a", passed=True)
    good = line(passed, (root.name,), 0, 1)
    closed = line(replace(passed, closed_on=OPENED), (good.name,), 0, 2)
    failed = line(replace(FIRST, rechecked_on=OPENED, recheck="b", passed=False), (root.name,), 1, 3)
    entry = entry_of([root, good, closed, failed])
    assert entry.standing.state is State.CONFLICT
    assert is_open(value_of(Correction, entry.standing.body, id="c", street=STREET), {"c"})
