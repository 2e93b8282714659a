"""A failed item offers a correction without the keyboard; what is asked for lies in the draft and survives a crash."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from auditor.audit import Answer
from auditor.correction import Correction
from auditor.drafts import AuditDraft, read_audit, text_of
from auditor.people import Person
from auditor.record import new_id
from auditor.site import Assignment, Point
from db import SqlStore
from tests.making import STREET, TODAY, communities, fresh_store, site, standard, street
from ui.audit_page import AuditPage
from ui.context import Context
from ui.main_window import MainWindow
from ui.settings import Settings
from ui.tasks import Tasks


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    """Two quarters with a point each, never looked at; the first has a responsible organisation."""
    with fresh_store(str(tmp_path / "street.db")) as made:
        with made.writing() as work:
            work.streets.save(street())
            work.communities.save_all(communities())
            work.set_setting("person", work.people.save(Person(id=new_id(), name="周敏")).id)
            work.set_setting("street", STREET)
            for code in ("06-001", "06-002"):
                one = work.sites.save(site(code))
                work.points.save(Point(id=new_id(), street=STREET, code="1", site=one.id))
                if code == "06-001":
                    work.assignments.save(Assignment(id=new_id(), street=STREET, site=one.id, organisation="某物业"))
        yield made


def open_page(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> tuple[MainWindow, AuditPage]:
    store.told = tasks.announce
    window = MainWindow(Context(store, tasks, standard(), Settings()), [AuditPage])
    qtbot.addWidget(window)
    window.resize(1366, 690)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    page = window.page
    assert isinstance(page, AuditPage)
    qtbot.waitUntil(lambda: page.draft is not None and tasks.idle)
    return window, page


def press(page: AuditPage, *keys: Qt.Key) -> None:
    for one in keys:
        QTest.keyClick(page.focusWidget() or page.checklist, one)


def save(qtbot: QtBot, tasks: Tasks, page: AuditPage) -> None:
    QTest.keyClick(page.checklist, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.case is not None and page.case.site.code == "06-002" and tasks.idle)


def held(store: SqlStore) -> list[Correction]:
    with store.reading() as work:
        return work.corrections.all(STREET)


F6, F7, ONE, TWO = Qt.Key.Key_F6, Qt.Key.Key_F7, Qt.Key.Key_1, Qt.Key.Key_2


def test_the_offer_opens_below_the_row_and_the_digits_go_on(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_page(qtbot, tasks, store)
    assert not page.offers.issue.isEnabled()
    press(page, TWO)
    strip, rows = page.offers.strip, page.checklist.rows
    assert strip.isVisible()
    assert page.checklist.hasFocus()
    qtbot.waitUntil(lambda: rows[0].geometry().bottom() <= strip.geometry().top() <= rows[1].geometry().top())
    press(page, ONE, ONE)
    assert [r.answer for r in rows[:3]] == [Answer.FAIL, Answer.PASS, Answer.PASS]
    assert strip.isVisible()  # it waits, and is in nobody's way
    press(page, TWO)
    qtbot.waitUntil(lambda: rows[3].geometry().bottom() <= strip.geometry().top())  # the newest failure's


def test_what_is_asked_for_is_opened_with_the_audit_and_nothing_before(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    window, page = open_page(qtbot, tasks, store)
    press(page, TWO, F6, F7, TWO)
    assert page.draft is not None
    assert page.draft.asked_for() == {"site": {"notice_displayed": 15}}
    assert page.side.unopened.text().startswith("1 项不符合还没有开整改")
    assert held(store) == []
    save(qtbot, tasks, page)
    (made,) = held(store)
    assert (made.item, made.recipient, (made.due_on - TODAY).days) == ("notice_displayed", "某物业", 15)
    note = next(m for m in window.strip.messages() if "06-001：1 项不符合还没有开整改" in m.fact)
    assert note.do is not None
    note.do()  # the offer that was ignored, after saving
    qtbot.waitUntil(lambda: len(held(store)) == 2 and tasks.idle)


def test_f7_takes_it_back_and_an_answer_that_no_longer_fails_asks_for_nothing(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    _window, page = open_page(qtbot, tasks, store)
    press(page, TWO, F7)
    assert page.draft is not None
    assert page.draft.asked_for()
    press(page, F7)
    assert page.draft.asked_for() == {}
    press(page, F7, Qt.Key.Key_Up)
    assert page.draft.asked_for()
    press(page, ONE)
    assert page.draft.asked_for() == {}
    assert not page.offers.strip.isVisible()


def test_one_that_waits_already_is_not_opened_again(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    with store.writing() as work:
        one = next(s for s in work.sites.all(STREET) if s.code == "06-001")
        due = {"opened_on": TODAY, "due_on": TODAY}
        values = {"id": new_id(), "street": STREET, "site": one.id, "item": "notice_displayed", "found": "x", **due}
        work.corrections.save(Correction(**values))  # type: ignore[arg-type]  # by name
    _window, page = open_page(qtbot, tasks, store)
    press(page, TWO)
    assert f"这一项已有整改，{TODAY.isoformat()} 到期" in page.offers.strip.fact.text()
    assert not page.offers.issue.isEnabled()
    assert page.side.unopened.isHidden()


def test_what_was_ignored_is_found_again_from_the_foot_of_the_form(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_page(qtbot, tasks, store)
    press(page, TWO, ONE, TWO, ONE)
    QTest.mouseClick(page.side.unopened, Qt.MouseButton.LeftButton)
    assert page.checklist.current is page.checklist.rows[0]
    assert page.checklist.hasFocus()
    press(page, F7)
    assert page.side.unopened.text().startswith("1 项")


def test_it_stands_in_the_draft_after_the_program_was_killed(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_page(qtbot, tasks, store)
    press(page, TWO, F7)
    page.keeper.flush()
    qtbot.waitUntil(lambda: tasks.idle)
    with store.reading() as work:
        body = next(d.body for d in work.drafts())
    assert read_audit(body).asked_for() == {"site": {"notice_displayed": 7}}
    _window, again = open_page(qtbot, tasks, store)
    assert again.draft is not None
    assert again.draft.asked_for() == {"site": {"notice_displayed": 7}}
    assert again.checklist.rows[0].days == 7


def test_a_draft_of_before_there_were_corrections_is_read(store: SqlStore) -> None:  # noqa: ARG001
    old = text_of(AuditDraft(site="s", audit="a", standard="x 1")).replace('"corrections":{},', "")
    assert read_audit(old).asked_for() == {}
    with pytest.raises(ValueError, match="seven"):
        read_audit(old.replace('"answers":{}', '"answers":{},"corrections":{"site":{"i":"seven"}}'))
