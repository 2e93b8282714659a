"""现场检查 by keys on the real store: answers are kept at once, nothing is answered for somebody, the order holds."""

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
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from auditor.audit import SITE, Answer, Audit, Finding, Visit
from auditor.drafts import audit_form, read_audit
from auditor.people import Person
from auditor.record import new_id, stamp
from auditor.site import Assignment, Point, Site
from auditor.store import Work
from auditor.use_cases.recording import record_audit
from db import SqlStore
from tests.making import NOW, STREET, audit_of, communities, fresh_store, site, standard, street
from tests.ui.naming import unnamed
from ui import theme
from ui.audit_page import AuditPage
from ui.context import Context
from ui.main_window import MainWindow
from ui.marks import Mark
from ui.settings import Settings
from ui.tasks import Tasks


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    """A street with three sites, each with one point; the second was seen 70 days ago, the third 400 days ago."""
    with fresh_store(str(tmp_path / "street.db")) as made:
        with made.writing() as work:
            work.streets.save(street())
            for community in communities(2):
                work.communities.save(community)
            person = work.people.save(Person(id=new_id(), name="周敏"))
            work.set_setting("person", person.id)
            work.set_setting("street", STREET)
            for code, days in (("06-001", 0), ("06-002", 70), ("06-003", 400)):
                one = work.sites.save(site(code))
                point = work.points.save(Point(id=new_id(), street=STREET, code="1", site=one.id))
                if days:
                    work.audits.save(replace(audit_of(one, [point]), observed_at=stamp(NOW - timedelta(days=days))))
        yield made


def open_window(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> tuple[MainWindow, AuditPage]:
    """The window with this page alone, shown, everything read."""
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


def press(page: AuditPage, keys: str) -> None:
    """Digits, on whatever has the keyboard."""
    for key in keys:
        QTest.keyClick(page.focusWidget() or page.checklist, Qt.Key(ord(key)))


def sites_of(store: SqlStore) -> dict[str, Site]:
    """By code."""
    with store.reading() as work:
        return {s.code: s for s in work.sites.all(STREET)}


def audits_of(store: SqlStore, code: str) -> list[Audit]:
    """Newest first."""
    with store.reading() as work:
        return work.audits.of_site(sites_in(work, code))


def sites_in(work: Work, code: str) -> str:
    """The id of a code."""
    return next(s.id for s in work.sites.all(STREET) if s.code == code)


def draft_body(store: SqlStore, code: str) -> str:
    """What is kept of a site's unsaved audit; "" for nothing."""
    with store.reading() as work:
        form = f"audit:{sites_in(work, code)}"
        return next((d.body for d in work.drafts() if d.form == form), "")


def test_sites_never_seen_come_first_then_expired_ones(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_window(qtbot, tasks, store)
    assert [s.code for s in page.list.table.records.records()] == ["06-001", "06-003", "06-002"]
    assert page.case is not None
    assert page.case.site.code == "06-001"


def test_a_whole_site_is_audited_by_digits_and_ctrl_enter_goes_on(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_window(qtbot, tasks, store)
    total = len(page.checklist.rows)
    press(page, "12" + "1" * (total - 3) + "4")  # the last is assessed in words
    QTest.keyClick(page.checklist, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.case is not None and page.case.site.code == "06-003")
    saved = audits_of(store, "06-001")[0]
    assert saved.inspectors == "周敏"
    assert saved.visit is Visit.PUBLIC
    answers = [f.answer for items in saved.findings.values() for f in items.values()]
    assert answers.count(Answer.PASS) == total - 2
    assert answers.count(Answer.FAIL) == 1
    assert draft_body(store, "06-001") == ""
    qtbot.waitUntil(lambda: tasks.idle)
    shown = page.list.table.records.records()
    assert [s.code for s in shown] == ["06-001", "06-003", "06-002"]  # the list does not jump
    assert shown[0].today is Mark.NONCONFORMING


def test_one_digit_answers_one_item_and_a_held_key_no_other(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_window(qtbot, tasks, store)
    press(page, "1")
    for _n in range(5):
        held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_1, Qt.KeyboardModifier.NoModifier, "1", True, 1)
        QApplication.sendEvent(page.checklist, held)
    assert page.draft is not None
    assert page.draft.answered == 1
    assert all(not action.autoRepeat() for action in page.audit_keys.digits)


def test_arrows_move_and_backspace_clears(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_window(qtbot, tasks, store)
    press(page, "1")
    QTest.keyClick(page.checklist, Qt.Key.Key_Up)
    row = page.checklist.current
    assert row is not None
    assert row.number == 1
    QTest.keyClick(page.checklist, Qt.Key.Key_Backspace)
    assert page.draft is not None
    assert page.draft.answered == 0
    QTest.keyClick(page.checklist, Qt.Key.Key_Down)
    assert page.checklist.current is page.checklist.rows[1]


def test_saved_is_said_only_after_the_draft_is_in_the_database(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_window(qtbot, tasks, store)
    press(page, "1")
    assert page.keys_row.saved.word == ""
    assert draft_body(store, "06-001") == ""
    qtbot.waitUntil(lambda: bool(page.keys_row.saved.word), timeout=1000)
    assert read_audit(draft_body(store, "06-001")).answered == 1


def test_after_a_crash_the_same_question_stands_open_and_says_so(qtbot: QtBot, store: SqlStore) -> None:
    first = Tasks()
    window, page = open_window(qtbot, first, store)
    press(page, "112")
    place = page.checklist.current.number if page.checklist.current else 0
    qtbot.waitUntil(lambda: bool(page.keys_row.saved.word), timeout=1000)
    assert page.draft is not None
    page.keeper.drop(audit_form(page.draft.site))  # nothing more is written: the program was killed
    window.hide()
    first.close()
    second = Tasks()
    try:
        _again, after = open_window(qtbot, second, store)
        assert after.draft is not None
        assert after.draft.answered == 3
        assert after.checklist.current is after.checklist.rows[place - 1]
        assert after.turn.offer.isVisible()
        assert "06-001" in after.turn.offer.fact.text()
        assert after.case is not None
        assert after.case.site.code == "06-001"
        after.turn.offer.give_up.click()
        qtbot.waitUntil(lambda: draft_body(store, "06-001") == "")
        assert after.draft.answered == 0
    finally:
        second.close()


def test_giving_up_can_be_taken_back(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    window, page = open_window(qtbot, tasks, store)
    press(page, "12")
    page.actions_here["audit.drop"].trigger()
    assert page.draft is not None
    assert page.draft.answered == 0
    message = window.strip.messages()[0]
    assert message.do is not None
    message.do()
    assert page.draft.answered == 2


def test_an_administrative_inspection_marks_what_it_lacks_and_keeps_the_answers(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    _window, page = open_window(qtbot, tasks, store)
    press(page, "1")
    form = page.side.form
    form.visit.choose(Visit.ADMINISTRATIVE.value)
    form.visit.picked.emit(Visit.ADMINISTRATIVE.value)
    assert form.approval.isVisible()
    page.save()
    qtbot.waitUntil(lambda: bool(form["approval"].problem))
    assert form["notice"].problem
    assert form.approval.hasFocus()
    assert audits_of(store, "06-001") == []
    for field in (form.approval, form.notice, form.certificates):
        field.setText("津南检 1")
    page.save()
    qtbot.waitUntil(lambda: bool(audits_of(store, "06-001")))
    assert audits_of(store, "06-001")[0].approval == "津南检 1"


def test_a_note_is_written_with_f4_and_goes_with_its_answer(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    window, page = open_window(qtbot, tasks, store)
    QTest.keyClick(page.checklist, Qt.Key.Key_F4)
    note = page.checklist.open.note
    assert note.hasFocus()
    QTest.keyClicks(note, "1 tong man")  # digits in a field are text
    QTest.keyClick(note, Qt.Key.Key_Return)
    assert page.checklist.hasFocus()
    assert page.draft is not None
    assert page.draft.answered == 0
    page.save()
    assert "备注" in window.strip.messages()[0].fact  # a note without an answer would be lost
    press(page, "2")
    page.save()
    qtbot.waitUntil(lambda: bool(audits_of(store, "06-001")))
    first = page.context.standard.checklist("residential_managed", "site")[0]
    assert audits_of(store, "06-001")[0].findings[SITE][first.id] == Finding(answer=Answer.FAIL, note="1 tong man")


def test_a_saved_audit_is_changed_by_a_further_version(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_window(qtbot, tasks, store)
    page.sites.open_site(sites_of(store)["06-002"].id)
    qtbot.waitUntil(lambda: page.case is not None and page.case.site.code == "06-002" and tasks.idle)
    before = audits_of(store, "06-002")[0]
    page.turn.change_audit(before)
    assert "改" in page.header_about()
    press(page, "2")
    page.save()
    qtbot.waitUntil(lambda: audits_of(store, "06-002")[0].version != before.version)
    after = audits_of(store, "06-002")
    assert [a.id for a in after] == [before.id]
    assert after[0].observed_at == before.observed_at
    with store.reading() as work:
        assert len(work.audits.history(before.id)) == 2


def test_the_previous_audit_stands_beside_and_answers_nothing(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_window(qtbot, tasks, store)
    page.sites.open_site(sites_of(store)["06-002"].id)
    qtbot.waitUntil(lambda: page.case is not None and page.case.site.code == "06-002" and tasks.idle)
    row = page.checklist.rows[0]
    assert row.before is not None
    assert row.before.answer is Answer.PASS
    assert "上次：符合" in row.toolTip()
    assert page.draft is not None
    assert page.draft.answered == 0


def test_ctrl_j_jumps_by_name_or_code(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_window(qtbot, tasks, store)
    QTest.keyClick(page.checklist, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    assert page.list.jump.hasFocus()
    QTest.keyClicks(page.list.jump, "003")
    QTest.keyClick(page.list.jump, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.case is not None and page.case.site.code == "06-003" and tasks.idle)
    assert page.draft is not None
    assert page.draft.answered == 0
    assert len(page.list.table.records.records()) == 3


def test_news_from_elsewhere_do_not_touch_what_is_being_answered(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_window(qtbot, tasks, store)
    press(page, "12")
    there = sites_of(store)["06-003"]
    tasks.run(lambda: record_audit(store, audit_of(there, [], days_ago=0), standard()), lambda _a: None)
    qtbot.waitUntil(
        lambda: any(s.code == "06-003" and s.today is not Mark.NOT_ANSWERED for s in page.list.table.records.records())
    )
    assert page.draft is not None
    assert page.draft.answered == 2
    assert page.checklist.current is page.checklist.rows[2]


def test_not_applicable_is_said_to_be_no_answer_where_the_standard_does_not_allow_it(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    _window, page = open_window(qtbot, tasks, store)
    row = page.checklist.current
    assert row is not None
    assert bool(page.checklist.open.hint.text()) is not row.item.not_applicable
    press(page, "3")
    assert page.draft is not None
    assert page.draft.count(Answer.NOT_APPLICABLE) == 1


def go_to(page: AuditPage, item: str) -> None:
    """Put the checklist on an item."""
    page.checklist.go_to(next(n for n, r in enumerate(page.checklist.rows) if r.item.id == item))


def finding_of(page: AuditPage, item: str) -> Finding | None:
    """What an item got so far, wherever it is asked."""
    row = next(r for r in page.checklist.rows if r.item.id == item)
    assert page.draft is not None
    return page.draft.finding(row.unit, item)


def test_what_loses_marks_by_occurrence_is_answered_by_1_or_by_2_and_a_number(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    _window, page = open_window(qtbot, tasks, store)
    go_to(page, "clean")
    press(page, "1")
    assert finding_of(page, "clean") == Finding(answer=Answer.PASS)
    go_to(page, "clean")
    press(page, "2")
    count = page.checklist.open.count
    assert count.hasFocus()
    QTest.keyClicks(count, "0")
    QTest.keyClick(count, Qt.Key.Key_Return)
    assert count.property("wrong")  # none is answered by 1
    count.selectAll()
    QTest.keyClicks(count, "12")
    QTest.keyClick(count, Qt.Key.Key_Return)
    assert finding_of(page, "clean") == Finding(answer=Answer.FAIL, occurrences=12)
    assert page.checklist.hasFocus()
    row = page.checklist.current
    assert row is not None
    assert row.item.id == "whole"
    assert "得分 0 / 10" in page.middle.note.text()
    go_to(page, "clean")
    press(page, "2")
    QTest.keyClick(page.checklist.open.count, Qt.Key.Key_Escape)
    assert finding_of(page, "clean") == Finding(answer=Answer.FAIL, occurrences=12)


def test_a_graded_item_is_answered_by_the_digit_of_its_grade(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_window(qtbot, tasks, store)
    go_to(page, "guide_displayed")
    assert [b.digit for b in page.checklist.open.bar.buttons] == ["1", "2", "3", "4", "5"]
    press(page, "2")
    assert finding_of(page, "guide_displayed") == Finding(answer=Answer.FAIL, band="worn")
    go_to(page, "guide_displayed")
    press(page, "4")
    assert finding_of(page, "guide_displayed") == Finding(answer=Answer.NOT_APPLICABLE)
    press(page, "9")  # no item has so many
    assert page.draft is not None
    assert page.draft.answered == 1


def test_an_item_assessed_in_words_is_answered_by_its_words(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_window(qtbot, tasks, store)
    go_to(page, "management_words")
    press(page, "1")
    note = page.checklist.open.note
    assert note.hasFocus()
    QTest.keyClick(note, Qt.Key.Key_Return)
    assert finding_of(page, "management_words") is None  # nothing was written
    press(page, "1")
    QTest.keyClicks(note, "tai zhang qi")
    QTest.keyClick(note, Qt.Key.Key_Return)
    assert finding_of(page, "management_words") == Finding(answer=Answer.PASS, note="tai zhang qi")
    page.save()
    qtbot.waitUntil(lambda: bool(audits_of(store, "06-001")))


def test_marks_of_the_audit_before_stand_beside(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_window(qtbot, tasks, store)
    page.sites.open_site(sites_of(store)["06-002"].id)
    qtbot.waitUntil(lambda: page.case is not None and page.case.site.code == "06-002")
    told = [w.text() for w in page.side.before.findChildren(QLabel)]
    assert "得分 45 / 45" in told
    assert "二、看容器：20 / 20" in told


def test_without_sites_the_page_says_so(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    with fresh_store(str(tmp_path / "empty.db")) as store:
        with store.writing() as work:
            work.streets.save(street())
            work.set_setting("street", STREET)
        store.told = tasks.announce
        window = MainWindow(Context(store, tasks, standard(), Settings()), [AuditPage])
        qtbot.addWidget(window)
        window.show()
        page = window.page
        assert isinstance(page, AuditPage)
        qtbot.waitUntil(lambda: page.plan is not None and tasks.idle)
        assert page.middle.no_site.isVisible()
        assert not page.actions_here["audit.save"].isEnabled()


def test_everything_that_takes_the_keyboard_has_a_name(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_window(qtbot, tasks, store)
    assert unnamed(page) == []
    theme.use("light", 1.5)
    assert page.panes.tabs.count() == 2  # both side panes in one: the answers need the room
    assert unnamed(page) == []
    theme.use("light")
    assert page.panes.tabs.count() == 0


def test_closing_the_window_right_after_an_answer_keeps_it(qtbot: QtBot, store: SqlStore) -> None:
    own = Tasks()
    window, page = open_window(qtbot, own, store)
    press(page, "1")
    window.close()
    own.close()
    assert read_audit(draft_body(store, "06-001")).answered == 1


def test_a_bug_while_saving_loses_no_answer_and_leaves_the_page_usable(
    qtbot: QtBot, tasks: Tasks, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    _window, page = open_window(qtbot, tasks, store)
    press(page, "12")

    def fail(*_arguments: object) -> None:
        raise KeyError("bug")

    monkeypatch.setattr("ui.audit_saving.save_audit", fail)
    with qtbot.waitSignal(tasks.broken):
        page.save()
    assert page.actions_here["audit.save"].isEnabled()
    assert read_audit(draft_body(store, "06-001")).answered == 2


def test_a_damaged_draft_is_told_and_not_overwritten_by_looking(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    with store.writing() as work:
        work.set_draft(f"audit:{sites_in(work, '06-001')}", '{"schema":1')
    window, page = open_window(qtbot, tasks, store)
    assert any("读不出来" in m.fact for m in window.strip.messages())
    assert page.draft is not None
    assert page.draft.answered == 0
    assert draft_body(store, "06-001") == '{"schema":1'


def test_papers_and_people_are_asked_after_the_points_as_one_walks(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_window(qtbot, tasks, store)
    parts = [row.item.part for row in page.checklist.rows]
    assert parts == sorted(parts, key=parts.index)
    assert page.checklist.rows[0].unit == SITE
    order = [i.id for i in standard().items]
    ids = [row.item.id for row in page.checklist.rows]
    assert ids == sorted(ids, key=order.index)  # one point: exactly the order of the standard


def on_the_way(page: AuditPage) -> list[str]:
    """The codes of today's sites in order."""
    assert page.plan is not None
    codes = {s.id: s.code for s in page.plan.sites}
    return [codes[i] for i in page.plan.outing.sites]


def is_open(page: AuditPage, tasks: Tasks, code: str) -> bool:
    """Whether this site is open, with everything read."""
    return page.case is not None and page.case.site.code == code and tasks.idle


def stand_on(page: AuditPage, code: str) -> None:
    """The bar on a site of the list, by keys."""
    page.list.table.setFocus()
    QTest.keyClick(page.list.table, Qt.Key.Key_Home)
    for _ in range(10):
        chosen = page.list.table.chosen_record()
        if chosen is not None and chosen.code == code:
            return
        QTest.keyClick(page.list.table, Qt.Key.Key_Down)
    raise AssertionError(code)


def test_today_is_chosen_with_the_space_bar_and_walked_in_its_order(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    _window, page = open_window(qtbot, tasks, store)
    for code in ("06-002", "06-003"):
        stand_on(page, code)
        QTest.keyClick(page.list.table, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: tasks.idle)
    assert on_the_way(page) == ["06-002", "06-003"]
    stand_on(page, "06-003")
    QTest.keyClick(page.list.table, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: tasks.idle)
    assert on_the_way(page) == ["06-003", "06-002"]
    assert (page.list.pane.title.text(), page.list.pane.count.text()) == ("今天的点位", "0 / 2")
    QTest.keyClick(page.list.table, Qt.Key.Key_Return)
    for code in ("06-003", "06-002"):
        qtbot.waitUntil(partial(is_open, page, tasks, code))
        press(page, "1")
        QTest.keyClick(page.checklist, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.case is None and page.middle.no_site.isVisible() and tasks.idle)
    told = [label.text() for label in page.middle.no_site.findChildren(QLabel)]
    assert "今天的 2 处都看过了" in told
    assert page.list.pane.count.text() == "2 / 2"
    button = QApplication.focusWidget()
    assert button is not None
    assert page.middle.no_site.isAncestorOf(button)
    QTest.keyClick(button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.case is not None and page.case.site.code == "06-001")


def test_today_is_taken_from_what_is_missing_and_can_be_put_back(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    window, page = open_window(qtbot, tasks, store)
    page.outing.plan.trigger()
    qtbot.waitUntil(lambda: bool(window.strip.messages()) and tasks.idle)
    assert window.strip.messages()[0].fact == "已排 2 处"
    assert on_the_way(page) == ["06-001", "06-003"]
    undo = window.strip.messages()[0].do
    assert undo is not None
    undo()
    qtbot.waitUntil(lambda: tasks.idle)
    assert on_the_way(page) == []


def test_a_site_is_found_by_its_pinyin_initials(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    with store.writing() as work:
        work.sites.save(site("06-009", name="龙兴里菜市场"))
    _window, page = open_window(qtbot, tasks, store)
    QTest.keyClick(page.checklist, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(page.list.jump, "lxl")
    QTest.keyClick(page.list.jump, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.case is not None and page.case.site.code == "06-009")


def test_ctrl_z_takes_back_the_answers_of_this_visit_one_by_one(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    window, page = open_window(qtbot, tasks, store)
    undone: list[str] = []
    window.window_actions.declare("test.undo", "undo", lambda: undone.append("program"), shortcut="Ctrl+Z")
    press(page, "11")
    QTest.keyClick(page.checklist, Qt.Key.Key_Up)
    press(page, "2")  # the second was wrong
    ctrl = Qt.KeyboardModifier.ControlModifier
    got = [row.answer for row in page.checklist.rows[:3]]
    assert got == [Answer.PASS, Answer.FAIL, None]
    QTest.keyClick(page.checklist, Qt.Key.Key_Z, ctrl)
    assert [row.answer for row in page.checklist.rows[:2]] == [Answer.PASS, Answer.PASS]
    assert page.checklist.current is page.checklist.rows[1]
    QTest.keyClick(page.checklist, Qt.Key.Key_Z, ctrl)
    QTest.keyClick(page.checklist, Qt.Key.Key_Z, ctrl)
    QTest.keyClick(page.checklist, Qt.Key.Key_Z, ctrl)
    assert page.draft is not None
    assert page.draft.answered == 0
    assert undone == ["program"]  # the fourth time: nothing was left to take back here
    assert page.checklist.current is page.checklist.rows[0]
    qtbot.waitUntil(lambda: not page.keeper.waiting and tasks.idle)
    assert read_audit(draft_body(store, "06-001")).answered == 0


def test_an_administrative_inspection_says_how_many_the_enterprise_had_this_year(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    sites = sites_of(store)
    papers = {"approval": "批1", "notice": "通1", "certificates": "1、2", "visit": Visit.ADMINISTRATIVE}
    with store.writing() as work:
        for code in ("06-001", "06-002"):
            of = sites[code]
            work.assignments.save(Assignment(id=new_id(), street=STREET, site=of.id, organisation="某物业"))
        for code, days in (("06-002", 30), ("06-002", 400), ("06-003", 20)):
            held = audit_of(sites[code], [], days_ago=days)
            work.audits.save(replace(held, **papers))  # type: ignore[arg-type]
    _window, page = open_window(qtbot, tasks, store)
    assert not page.side.yearly.isVisibleTo(page)
    page.side.form.visit.choose(Visit.ADMINISTRATIVE.value)
    page.side.form.visit.picked.emit(Visit.ADMINISTRATIVE.value)
    assert page.side.yearly.isVisibleTo(page)
    assert page.side.yearly.text() == "某物业：今年第 2 次行政检查（按本机记录）"


def test_a_site_is_one_key_an_item_and_a_key_is_drawn_and_noted_before_the_next_is_pressed(
    qtbot: QtBot, tasks: Tasks, store: SqlStore, capsys: pytest.CaptureFixture[str]
) -> None:
    _window, page = open_window(qtbot, tasks, store)
    times = []
    for row in list(page.checklist.rows):
        began = perf_counter()
        QTest.keyClick(page.checklist, Qt.Key.Key_4 if row.item.method == "written" else Qt.Key.Key_1)
        QApplication.processEvents()
        times.append((perf_counter() - began) * 1000)
    assert page.draft is not None
    assert page.draft.answered == len(page.checklist.rows) == len(times)  # so many keys, and Ctrl Enter
    with capsys.disabled():
        print(f"\naudit: {len(times)} items, {len(times)} keys, median {median(times):.1f} ms a key")
    assert median(times) < 100  # 30 on a quiet machine
