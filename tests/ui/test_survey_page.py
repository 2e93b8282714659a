"""入户调查 by keys on the real store: a digit an answer, an F-key an outcome, and no trace of a person or a door."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from auditor.drafts import read_interview
from auditor.people import Person
from auditor.record import body_of, new_id, stamp
from auditor.slots import Slot, released_slots
from auditor.standard import Standard
from auditor.survey import Basis, Mode, Outcome, Response, Round
from auditor.use_cases.planning import open_round
from db import SqlStore
from tests.making import STREET, TODAY, Clock, answers, communities, fresh_store, site, standard, street
from tests.ui.naming import unnamed
from ui.context import Context
from ui.main_window import MainWindow
from ui.settings import Settings
from ui.survey_page import SurveyPage
from ui.tasks import Tasks


@pytest.fixture
def clock() -> Clock:
    """A clock to be moved."""
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[SqlStore]:
    """A street of two communities with 300 and 100 households, no round yet."""
    with fresh_store(str(tmp_path / "street.db"), clock) as made:
        with made.writing() as work:
            work.streets.save(street())
            for community in communities(2):
                work.communities.save(community)
            person = work.people.save(Person(id=new_id(), name="周敏"))
            work.set_setting("person", person.id)
            work.set_setting("street", STREET)
            work.sites.save(site("06-001", households=300))
            work.sites.save(site("06-002", households=100, community="120104006002"))
        yield made


@pytest.fixture
def round_(store: SqlStore) -> Round:
    """An open sample."""
    return open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY, name="秋季轮")


def open_window(
    qtbot: QtBot, tasks: Tasks, store: SqlStore, rules: Standard | None = None
) -> tuple[MainWindow, SurveyPage]:
    """The window with this page alone, shown, everything read; by the standard that ships, or another."""
    store.told = tasks.announce
    window = MainWindow(Context(store, tasks, rules or standard(), Settings()), [SurveyPage])
    qtbot.addWidget(window)
    window.resize(1366, 690)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    page = window.page
    assert isinstance(page, SurveyPage)
    qtbot.waitUntil(lambda: page.evening is not None and tasks.idle)
    return window, page


def look(qtbot: QtBot, tasks: Tasks, page: SurveyPage) -> None:
    """To all rounds."""
    page.rounds.look_key.trigger()
    qtbot.waitUntil(lambda: page.rounds.overview.card is not None and tasks.idle)


def press(page: SurveyPage, keys: str) -> None:
    """Digits, on the question."""
    for key in keys:
        QTest.keyClick(page.interview, Qt.Key(ord(key)))


def questions() -> int:
    """How many an interview has."""
    return len(standard().questions)


def responses(store: SqlStore) -> list[Response]:
    """All of them, by moment."""
    with store.reading() as work:
        return [r for round_ in work.rounds.all(STREET) for r in work.responses.of_round(round_.id)]


def draft_body(store: SqlStore) -> str:
    """The newest draft; "" for none."""
    with store.reading() as work:
        return next((d.body for d in work.drafts()), "")


def test_an_interview_is_digits_and_enter_and_the_next_household_comes_by_itself(
    qtbot: QtBot, tasks: Tasks, store: SqlStore, round_: Round
) -> None:
    _window, page = open_window(qtbot, tasks, store)
    assert page.slot is not None
    assert page.interview.hasFocus()
    first = page.slot
    needed = int(page.side.needed.text())
    assert needed == round_.planned
    press(page, "1" * questions())
    QTest.keyClick(page.interview, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.slot is not None and page.slot.slot != first.slot and tasks.idle)
    saved = responses(store)[0]
    assert (saved.slot, saved.outcome, saved.interviewer) == (first.slot, Outcome.COMPLETE, "周敏")
    assert len(saved.answers) == questions()
    qtbot.waitUntil(lambda: page.side.needed.text() == str(needed - 1))
    assert draft_body(store) == ""


@pytest.mark.usefixtures("round_")
def test_a_digit_too_many_does_not_save_and_a_held_digit_answers_one_question(
    qtbot: QtBot,
    tasks: Tasks,
    store: SqlStore,
) -> None:
    _window, page = open_window(qtbot, tasks, store)
    press(page, "1")
    for _n in range(4):
        held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier, "1", True, 1)
        QApplication.sendEvent(page.interview, held)
    assert page.draft is not None
    assert len(page.draft.answers) == 1
    press(page, "1" * (questions() + 2))
    qtbot.waitUntil(lambda: tasks.idle)
    assert responses(store) == []


@pytest.mark.usefixtures("round_")
def test_backspace_goes_back_and_the_answer_stands_until_another_is_given(
    qtbot: QtBot,
    tasks: Tasks,
    store: SqlStore,
) -> None:
    _window, page = open_window(qtbot, tasks, store)
    press(page, "12")
    QTest.keyClick(page.interview, Qt.Key.Key_Backspace)
    second = standard().questions[1]
    assert page.draft is not None
    assert page.draft.question == second.id
    assert [b.choice.id for b in page.interview.buttons if b.isChecked()] == [second.options[1].id]
    press(page, "1")
    assert page.draft.answers[second.id] == second.options[0].id


@pytest.mark.usefixtures("round_")
def test_nothing_on_the_screen_depends_on_whether_an_answer_is_right(
    qtbot: QtBot,
    tasks: Tasks,
    store: SqlStore,
) -> None:
    _window, page = open_window(qtbot, tasks, store)

    def texts() -> list[str]:
        shown = [w.text() for w in page.findChildren(QLabel) if w.isVisible()]
        return [t for t in shown if "保存" not in t and "用时" not in t]

    seen = []
    for keys in ("11", "22"):
        press(page, keys)
        seen.append(texts())
        page.turn.give_up()
    assert seen[0] == seen[1]


@pytest.mark.parametrize(("key", "outcome"), [(Qt.Key.Key_F5, Outcome.NON_CONTACT), (Qt.Key.Key_F6, Outcome.REFUSAL)])
@pytest.mark.usefixtures("round_")
def test_an_outcome_is_one_key_and_the_household_is_for_another_day(
    qtbot: QtBot,
    tasks: Tasks,
    store: SqlStore,
    key: Qt.Key,
    outcome: Outcome,
) -> None:
    _window, page = open_window(qtbot, tasks, store)
    assert page.slot is not None
    first = page.slot.slot
    QTest.keyClick(page.interview, key)
    qtbot.waitUntil(lambda: page.slot is not None and page.slot.slot != first and tasks.idle)
    assert [(r.outcome, dict(r.answers)) for r in responses(store)] == [(outcome, {})]
    assert page.evening is not None
    assert first not in {s.slot for s in page.evening.slots}
    assert page.evening.tomorrow == 1


@pytest.mark.usefixtures("round_")
def test_a_household_seen_the_day_before_comes_again_after_the_fresh_ones(
    qtbot: QtBot,
    tasks: Tasks,
    store: SqlStore,
    clock: Clock,
) -> None:
    _window, page = open_window(qtbot, tasks, store)
    assert page.slot is not None
    first = page.slot.slot
    QTest.keyClick(page.interview, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: page.slot is not None and page.slot.slot != first and tasks.idle)
    clock.now += timedelta(days=1)
    page.refresh()
    qtbot.waitUntil(lambda: page.evening is not None and page.evening.tomorrow == 0)
    assert page.evening is not None
    assert page.evening.slots[-1].slot == first
    assert page.evening.slots[-1].visits == 1


@pytest.mark.usefixtures("round_")
def test_vacant_asks_for_a_source_and_keeps_it(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_window(qtbot, tasks, store)
    QTest.keyClick(page.interview, Qt.Key.Key_F8)
    assert responses(store) == []
    assert "依据" in page.interview.question.text()
    press(page, "2")
    qtbot.waitUntil(lambda: bool(responses(store)) and tasks.idle)
    assert [(r.outcome, r.basis) for r in responses(store)] == [(Outcome.VACANT, Basis.METER)]


@pytest.mark.usefixtures("round_")
def test_a_refusal_is_not_offered_once_answers_stand_but_stopping_is(
    qtbot: QtBot,
    tasks: Tasks,
    store: SqlStore,
) -> None:
    _window, page = open_window(qtbot, tasks, store)
    assert not page.survey_keys.outcomes["F7"].isEnabled()
    press(page, "11")
    assert not page.survey_keys.outcomes["F6"].isEnabled()
    assert "F7" in page.survey_keys.outcomes["F6"].statusTip()
    QTest.keyClick(page.interview, Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: bool(responses(store)))
    assert responses(store)[0].outcome is Outcome.PARTIAL
    assert len(responses(store)[0].answers) == 2


@pytest.mark.usefixtures("round_")
def test_after_a_crash_the_same_household_stands_on_the_same_question(
    qtbot: QtBot,
    store: SqlStore,
) -> None:
    first = Tasks()
    window, page = open_window(qtbot, first, store)
    page.turn.put_off()
    assert page.slot is not None
    slot = page.slot.slot
    press(page, "112")
    qtbot.waitUntil(lambda: bool(page.asking.saved.word), timeout=1000)
    kept = read_interview(draft_body(store))
    assert (len(kept.answers), kept.question) == (3, standard().questions[3].id)
    window.hide()
    first.close()
    second = Tasks()
    try:
        _again, after = open_window(qtbot, second, store)
        assert after.slot is not None
        assert after.slot.slot == slot
        assert after.draft is not None
        assert after.draft.question == standard().questions[3].id
        assert after.asking.offer.isVisible()
        press(after, "1" * (questions() - 3))
        QTest.keyClick(after.interview, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(responses(store)))
        assert responses(store)[0].slot == slot
    finally:
        second.close()


@pytest.mark.usefixtures("round_")
def test_the_visit_recorded_last_can_be_changed_the_same_day(
    qtbot: QtBot,
    tasks: Tasks,
    store: SqlStore,
) -> None:
    _window, page = open_window(qtbot, tasks, store)
    QTest.keyClick(page.interview, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: bool(responses(store)) and page.draft is not None and tasks.idle)
    held = responses(store)[0]
    QTest.keyClick(page.interview, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.draft is not None and page.draft.response == held.id)
    QTest.keyClick(page.interview, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: responses(store)[0].outcome is Outcome.REFUSAL)
    assert [r.id for r in responses(store)] == [held.id]


def test_a_round_is_seen_before_it_is_frozen(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_window(qtbot, tasks, store)
    form = page.rounds.form
    qtbot.waitUntil(lambda: bool(form.total.text()))
    planned = form.table.records.records()
    assert [r.households for r in planned] == [300, 100]
    assert 0 < sum(r.planned or 0 for r in planned) < 400
    with store.reading() as work:
        assert work.rounds.all(STREET) == []
    form.name.setText("秋季轮")
    page.rounds.freeze_key.trigger()
    qtbot.waitUntil(lambda: page.slot is not None and tasks.idle)
    with store.reading() as work:
        made = work.rounds.all(STREET)[0]
    assert (made.name, made.planned) == ("秋季轮", sum(r.planned or 0 for r in planned))
    assert page.stack.currentWidget() is page.asking


def test_a_closed_round_takes_no_visit_and_says_so(
    qtbot: QtBot, tasks: Tasks, store: SqlStore, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    _window, page = open_window(qtbot, tasks, store)
    monkeypatch.setattr("ui.round_care.ask", lambda *_a, **_k: "")
    look(qtbot, tasks, page)
    page.rounds.care.close_key.trigger()
    qtbot.waitUntil(lambda: bool(page.rounds.care.why_no_end()) and tasks.idle)
    page.rounds.back_key.trigger()
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.nothing and tasks.idle)
    with store.reading() as work:
        assert work.rounds.get(round_.id).closed_on == TODAY
    assert not page.survey_keys.outcomes["F5"].isEnabled()
    assert page.rounds.open_key in page.header_actions()


def test_without_the_rounds_key_no_household_is_guessed(
    qtbot: QtBot, tasks: Tasks, store: SqlStore, round_: Round
) -> None:
    from auditor.slots import secret_name

    with store.writing() as work:
        work.set_secret(secret_name(round_), None)
    _window, page = open_window(qtbot, tasks, store)
    assert page.slot is None
    assert page.stack.currentWidget() is page.nothing


@pytest.mark.usefixtures("round_")
def test_another_community_is_chosen_by_enter(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_window(qtbot, tasks, store)
    page.side.table.choose_row(1)
    QTest.keyClick(page.side.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.slot is not None and page.slot.community == "120104006002")
    assert page.slot is not None
    assert page.slot.site_code == "06-002"


@pytest.mark.usefixtures("round_")
def test_neither_page_nor_record_has_room_for_a_person_or_a_door(
    qtbot: QtBot,
    tasks: Tasks,
    store: SqlStore,
) -> None:
    _window, page = open_window(qtbot, tasks, store)
    QTest.keyClick(page.interview, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: bool(responses(store)))
    assert set(body_of(responses(store)[0])) <= {
        "round", "community", "outcome", "observed_at", "interviewer", "slot", "answers", "seconds", "basis",
    }  # fmt: skip
    from PySide6.QtWidgets import QLineEdit

    typed = {w.accessibleName() for w in page.asking.findChildren(QLineEdit)}
    typed |= {w.accessibleName() for w in page.side.findChildren(QLineEdit)}
    assert typed == {"访问人"}


@pytest.mark.usefixtures("round_")
def test_everything_that_takes_the_keyboard_has_a_name(
    qtbot: QtBot,
    tasks: Tasks,
    store: SqlStore,
) -> None:
    _window, page = open_window(qtbot, tasks, store)
    press(page, "1")
    assert unnamed(page) == []


def has_left(page: SurveyPage, tasks: Tasks, slot: str) -> bool:
    """Whether another household stands on the screen, or none."""
    return (page.slot is None or page.slot.slot != slot) and tasks.idle


@pytest.mark.usefixtures("round_")
def test_an_interview_is_one_key_a_question_and_enter_and_every_key_is_drawn_before_the_next(
    qtbot: QtBot, tasks: Tasks, store: SqlStore, capsys: pytest.CaptureFixture[str]
) -> None:
    _window, page = open_window(qtbot, tasks, store)
    times = []
    for _n in range(questions()):
        began = perf_counter()
        QTest.keyClick(page.interview, Qt.Key.Key_1)
        QApplication.processEvents()
        times.append((perf_counter() - began) * 1000)
    QTest.keyClick(page.interview, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(responses(store)) == 1)
    with capsys.disabled():
        print(f"\ninterview: {len(times)} questions, {len(times) + 1} keys, median {median(times):.1f} ms a key")
    assert median(times) < 100  # 30 on a quiet machine


def test_a_community_without_more_to_visit_leads_to_the_next_by_one_key(
    qtbot: QtBot, tasks: Tasks, store: SqlStore, round_: Round
) -> None:
    _window, page = open_window(qtbot, tasks, store)
    first = page.current.community
    for _n in range(round_.planned):
        if page.slot is None:
            break
        before = page.slot.slot
        QTest.keyClick(page.interview, Qt.Key.Key_F5)
        qtbot.waitUntil(partial(has_left, page, tasks, before))
    told = [label.text() for label in page.nothing.findChildren(QLabel)]
    assert any("改天再来" in t for t in told)
    button = QApplication.focusWidget()
    assert isinstance(button, QAbstractButton)
    assert page.nothing.isAncestorOf(button)
    QTest.keyClick(button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.slot is not None and tasks.idle)
    assert page.current.community != first
    assert page.interview.hasFocus()


def test_a_replacement_is_called_one_and_a_decided_round_says_so(
    qtbot: QtBot, tasks: Tasks, store: SqlStore, round_: Round, clock: Clock
) -> None:
    _window, page = open_window(qtbot, tasks, store)
    community = page.current.community
    with store.reading() as work:
        slots = released_slots(work, round_, community) or []
    assert not any(s.replacement for s in slots)
    clock.now += timedelta(hours=9)  # in the evening
    for _n in range(3):  # three attempts on different days: the household is final, another opens
        clock.now += timedelta(days=1)
        with store.writing() as work:
            work.responses.save(visit_to(round_, slots[0], Outcome.NON_CONTACT, stamp(clock())))
    with store.reading() as work:
        after = released_slots(work, round_, community) or []
    assert [s.replacement for s in after] == [False] * len(slots) + [True]
    assert not page.evening.decided if page.evening else False
    wrong = answers(knows=False, sorts=False)
    with store.writing() as work:
        held = visit_to(round_, slots[1], Outcome.COMPLETE, stamp(clock()))
        work.responses.save(replace(held, answers=wrong, seconds=60))
    qtbot.waitUntil(lambda: page.evening is not None and page.evening.decided and tasks.idle)
    assert "已定" in page.side.answered.text()


def visit_to(round_: Round, slot: Slot, outcome: Outcome, at: str) -> Response:
    """A visit to one household."""
    return Response(
        id=new_id(),
        street=STREET,
        round=round_.id,
        community=slot.community,
        outcome=outcome,
        observed_at=at,
        interviewer="周敏",
        slot=slot.slot,
        part=slot.part,
    )


@pytest.mark.usefixtures("round_")
def test_ctrl_z_is_the_pages_own_while_a_household_can_be_changed_and_the_programs_else(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    window, page = open_window(qtbot, tasks, store)
    undone: list[str] = []
    window.window_actions.declare("test.undo", "undo", lambda: undone.append("program"), shortcut="Ctrl+Z")
    ctrl = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(page.interview, Qt.Key.Key_Z, ctrl)
    assert undone == ["program"]
    assert page.slot is not None
    first = page.slot.slot
    QTest.keyClick(page.interview, Qt.Key.Key_F6)
    qtbot.waitUntil(partial(has_left, page, tasks, first))
    QTest.keyClick(page.interview, Qt.Key.Key_Z, ctrl)
    qtbot.waitUntil(lambda: page.slot is not None and page.slot.slot == first)
    assert undone == ["program"]
