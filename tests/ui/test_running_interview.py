"""The interview under way as a state: where it stands, what is missing, and its clock."""

import pytest

from auditor.slots import Slot
from auditor.standard_file import shipped
from ui import running_interview
from ui.running_interview import RunningInterview

AT = "2026-11-22T02:00:00.000000Z"
SLOT = Slot(
    slot="slot-1", site="s1", site_code="06-001", site_name="某小区", k=12, community="120104006001", part="", visits=0,
    last_at="", last_outcome=None, final=False, complete=False,
)  # fmt: skip


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(running_interview, "monotonic", lambda: now[0])
    return now


def begun() -> RunningInterview:
    running = RunningInterview()
    running.questions = shipped().questions
    running.interviewer = "甲"
    running.visit(SLOT, running.blank("round-1", SLOT))
    return running


def test_a_blank_interview_stands_on_the_first_question_and_names_no_door() -> None:
    running = begun()
    assert running.draft is not None
    assert (running.place, running.missing, running.answered) == (0, 0, 0)
    assert (running.draft.slot, running.draft.interviewer, running.draft.started_at) == ("slot-1", "甲", "")


@pytest.mark.usefixtures("clock")
def test_an_answer_goes_on_and_the_first_one_begins_the_visit() -> None:
    running = begun()
    first, second = running.questions[:2]
    running.answer(first.options[0].id, AT)
    running.answer(second.options[0].id, "later")
    assert running.draft is not None
    assert running.draft.started_at == AT
    assert (running.place, running.missing, running.answered) == (2, 2, 2)
    running.go_to(0)
    assert running.place == 0
    assert running.answered == 2


@pytest.mark.usefixtures("clock")
def test_past_the_last_question_an_answer_changes_nothing() -> None:
    running = begun()
    for question in running.questions:
        running.answer(question.options[0].id, AT)
    whole = running.draft
    assert running.missing is None
    assert running.place == len(running.questions)
    running.answer("x", AT)
    assert running.draft is whole


def test_the_clock_runs_from_the_first_answer_and_stands_in_a_pause(clock: list[float]) -> None:
    running = begun()
    clock[0] += 50
    assert running.seconds == 0
    running.answer(running.questions[0].options[0].id, AT)
    clock[0] += 7
    assert running.is_timed
    assert running.seconds == 7
    running.stop_clock()
    clock[0] += 500
    running.start_clock()
    clock[0] += 3
    running.note_seconds()
    assert running.draft is not None
    assert running.draft.seconds == 10
    assert running.seconds == 10
