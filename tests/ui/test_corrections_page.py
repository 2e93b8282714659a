"""整改 by keys on a real store: overdue first, every step with its undo, notices for several of one site."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from auditor.audit import Answer, Finding
from auditor.correction import Correction, Stage
from auditor.people import Person, Role
from auditor.record import new_id, stamp
from auditor.use_cases import correcting
from auditor.use_cases.recording import record_audit
from db import SqlStore
from tests.making import NOW, STREET, TODAY, audit_of, fill_street, fresh_store, standard
from tests.playing import answered
from tests.ui.naming import unnamed
from ui import corrections_page, theme
from ui.audit_page import AuditPage
from ui.badges import OverdueBadge
from ui.buttons import Button
from ui.context import Context
from ui.correction_forms import ClosingForm, DeadlineForm, FixedForm, WithdrawForm
from ui.correction_look import RecheckForm
from ui.correction_opening import OpeningForm
from ui.corrections_list import ALL, LATE
from ui.corrections_page import CorrectionsPage
from ui.main_window import MainWindow
from ui.marks import MarkWord
from ui.register_page import RegisterPage
from ui.settings import Settings
from ui.tasks import Tasks

ITEMS = ("clean", "whole", standard().item_of("present:hazardous"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    """Two quarters: at the first three items failed ten days ago and are to be put right, one of them overdue."""
    with fresh_store(str(tmp_path / "street.db")) as made:
        sites = fill_street(made, 2)
        with made.writing() as work:
            person = work.people.save(Person(id=new_id(), name="周敏"))
            work.set_setting("person", person.id)
            work.set_setting("street", STREET)
            point = next(p for p in work.points.all(STREET) if p.site == sites[0].id)
            failed = audit_of(sites[0], [point], days_ago=9, answer=Answer.FAIL)
            audit = work.audits.save(failed)
            for n, item in enumerate(ITEMS):
                work.corrections.save(
                    Correction(
                        id=new_id(),
                        street=STREET,
                        site=sites[0].id,
                        unit=point.id,
                        item=item,
                        audit=audit.id,
                        found=f"看到 {n}",
                        asked="改好",
                        recipient="某物业",
                        opened_on=TODAY - timedelta(days=9),
                        due_on=TODAY + timedelta(days=(5, -6, 2)[n]),
                    )
                )
        yield made


def open_window(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> tuple[MainWindow, CorrectionsPage]:
    """The window with this page, and those it leads to, shown and read."""
    store.told = tasks.announce
    context = Context(store, tasks, standard(), Settings(page="corrections"))
    window = MainWindow(context, [CorrectionsPage, AuditPage, RegisterPage])
    OverdueBadge(window, context)
    qtbot.addWidget(window)
    window.resize(1366, 690)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    page = window.page
    assert isinstance(page, CorrectionsPage)
    qtbot.waitUntil(lambda: page.followed is not None and tasks.idle)
    return window, page


def key(page: CorrectionsPage, *keys: Qt.Key, ctrl: bool = False) -> None:
    held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
    for one in keys:
        QTest.keyClick(page.focusWidget() or page, one, held)


def save(qtbot: QtBot, page: CorrectionsPage, tasks: Tasks) -> None:
    """Ctrl Enter, until the detail stands there again with what was saved."""
    key(page, Qt.Key.Key_Return, ctrl=True)
    qtbot.waitUntil(lambda: page.form is None and tasks.idle)
    answered(tasks)


def read(store: SqlStore, correction: str) -> Correction:
    with store.reading() as work:
        return work.corrections.get(correction)


def shown(page: CorrectionsPage) -> list[str]:
    return [m.correction.found for m in page.list.table.records.records()]


def said(page: CorrectionsPage) -> str:
    """Every word on the detail."""
    labels = [label.text() for label in page.detail.findChildren(QLabel) if label.isVisibleTo(page.detail)]
    return "\n".join([*labels, *(mark.word for mark in page.detail.findChildren(MarkWord))])


def test_overdue_comes_first_with_its_days_and_the_badge_counts_it(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    window, page = open_window(qtbot, tasks, store)
    assert shown(page) == ["看到 1", "看到 2", "看到 0"]
    assert page.list.table.hasFocus()
    first = page.matter
    assert first is not None
    assert first.said == "逾期 6 天"
    assert "待整改 · 逾期 6 天" in said(page)
    qtbot.waitUntil(lambda: "交给" in said(page))
    assert "某物业" in said(page)
    entry = window.rail.entries["corrections"]
    qtbot.waitUntil(lambda: entry.badge == 1)
    assert entry.filled


def test_the_badge_follows_a_change_made_elsewhere(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    window, page = open_window(qtbot, tasks, store)
    late = page.matter
    assert late is not None
    window.open_page("register")
    correcting.report_fixed(store, late.id)
    qtbot.waitUntil(lambda: window.rail.entries["corrections"].badge == 0)


def test_it_is_reported_looked_at_and_closed_by_keys_and_every_step_is_in_its_history(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    _window, page = open_window(qtbot, tasks, store)
    page.list.table.choose_row(2)  # 看到 0: the item "clean"
    matter = page.matter
    assert matter is not None
    key(page, Qt.Key.Key_F3)
    assert isinstance(page.form, FixedForm)
    save(qtbot, page, tasks)
    assert read(store, matter.id).stage is Stage.FIXED
    key(page, Qt.Key.Key_F5)
    assert isinstance(page.form, RecheckForm)
    assert page.form.rows[0].hasFocus()
    key(page, Qt.Key.Key_1)
    save(qtbot, page, tasks)
    done = read(store, matter.id)
    assert done.stage is Stage.RECHECKED
    with store.reading() as work:
        audit = work.audits.get(done.recheck)
    assert audit.findings == {matter.correction.unit: {"clean": Finding(answer=Answer.PASS)}}
    assert audit.inspectors == "周敏"
    key(page, Qt.Key.Key_F6)
    assert isinstance(page.form, ClosingForm)
    save(qtbot, page, tasks)
    assert read(store, matter.id).stage is Stage.CLOSED
    page.list.show_all()
    assert page.list.choose(matter.id)
    qtbot.waitUntil(lambda: "销号" in said(page) and tasks.idle)
    for words in ("开整改", "报已改", "复查符合", "周敏"):
        qtbot.waitUntil(partial(lambda w: w in said(page), words))


def test_what_fails_again_asks_how_often_and_another_follows(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_window(qtbot, tasks, store)
    page.list.table.choose_row(2)
    matter = page.matter
    assert matter is not None
    key(page, Qt.Key.Key_F5)
    form = page.form
    assert isinstance(form, RecheckForm)
    key(page, Qt.Key.Key_2)
    assert form.rows[0].count.hasFocus()
    key(page, Qt.Key.Key_Return, ctrl=True)
    assert page.form is form  # a number is missing: nothing was saved
    assert "几处" in "".join(m.fact for m in form.strip.messages())
    form.rows[0].count.setFocus()
    key(page, Qt.Key.Key_3)
    form.days.choose(3)
    save(qtbot, page, tasks)
    assert read(store, matter.id).stage is Stage.REOPENED
    with store.reading() as work:
        (following,) = [c for c in work.corrections.all(STREET) if c.follows == matter.id]
    assert following.due_on == TODAY + timedelta(days=3)
    page.open(matter.id)
    qtbot.waitUntil(lambda: page.matter is not None and page.matter.id == matter.id and tasks.idle)
    link = next(b for b in page.detail.findChildren(Button) if "后来另开" in b.text())
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert page.matter is not None
    assert page.matter.id == following.id


def test_several_of_one_site_are_looked_at_in_one_audit(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_window(qtbot, tasks, store)
    key(page, Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Space)
    key(page, Qt.Key.Key_F5)
    form = page.form
    assert isinstance(form, RecheckForm)
    assert len(form.rows) == 2
    key(page, Qt.Key.Key_1)
    assert form.rows[1].hasFocus()  # the hand stays on the number row
    key(page, Qt.Key.Key_1)
    save(qtbot, page, tasks)
    with store.reading() as work:
        newest = work.audits.newest(STREET)[0]
        assert [len(items) for items in newest.findings.values()] == [2]
        assert sum(c.stage is Stage.RECHECKED for c in work.corrections.all(STREET)) == 2


def test_a_deadline_is_changed_with_a_reason_and_taken_back(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    window, page = open_window(qtbot, tasks, store)
    late = page.matter
    assert late is not None
    key(page, Qt.Key.Key_F2)
    form = page.form
    assert isinstance(form, DeadlineForm)
    form.presets.chosen.emit(15)
    key(page, Qt.Key.Key_Return, ctrl=True)
    qtbot.waitUntil(lambda: bool(form.form["reason"].problem))
    QTest.keyClicks(form.reason, "waiting")
    form.reason.setFocus()
    save(qtbot, page, tasks)
    assert read(store, late.id).due_on == TODAY + timedelta(days=15)
    message = window.strip.messages()[0]
    assert (message.deed, message.key) == ("撤销", "Ctrl Z")
    key(page, Qt.Key.Key_Z, ctrl=True)
    qtbot.waitUntil(lambda: read(store, late.id).due_on == late.correction.due_on and tasks.idle)


def test_a_re_check_is_taken_back_with_its_audit(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_window(qtbot, tasks, store)
    page.list.table.choose_row(2)
    matter = page.matter
    assert matter is not None
    key(page, Qt.Key.Key_F5, Qt.Key.Key_1)
    save(qtbot, page, tasks)
    looked = read(store, matter.id)
    key(page, Qt.Key.Key_Z, ctrl=True)
    qtbot.waitUntil(lambda: read(store, matter.id).stage is Stage.OPEN and tasks.idle)
    with store.reading() as work:
        assert work.audits.get(looked.recheck).withdrawn
    qtbot.waitUntil(lambda: "撤回了前一步" in said(page))


def test_one_opened_by_mistake_is_withdrawn_with_its_reason(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_window(qtbot, tasks, store)
    page.withdraw.trigger()
    form = page.form
    assert isinstance(form, WithdrawForm)
    form.reason.setFocus()
    QTest.keyClicks(form.reason, "twice")
    save(qtbot, page, tasks)
    assert shown(page) == ["看到 2", "看到 0"]


def test_a_new_one_is_opened_of_what_failed_or_free(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_window(qtbot, tasks, store)
    key(page, Qt.Key.Key_F7)
    form = page.form
    assert isinstance(form, OpeningForm)
    qtbot.waitUntil(lambda: form.choices is not None)
    assert form.recipient.text() == "某物业"
    form.item.choose("")
    form.found.setPlainText("门口堆着装修垃圾")
    form.found.setFocus()
    save(qtbot, page, tasks)
    with store.reading() as work:
        made = next(c for c in work.corrections.all(STREET) if c.found == "门口堆着装修垃圾")
    assert (made.item, made.due_on) == ("", TODAY + timedelta(days=7))
    key(page, Qt.Key.Key_F7)
    again = page.form
    assert isinstance(again, OpeningForm)
    qtbot.waitUntil(lambda: again.choices is not None)
    again.site.setText("06-999")
    again.site.setFocus()
    key(page, Qt.Key.Key_Return, ctrl=True)
    qtbot.waitUntil(lambda: "06-999" in again.form["site"].problem)
    again.left.emit()


def test_a_later_audit_that_conforms_is_offered_and_never_taken_by_itself(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    _window, page = open_window(qtbot, tasks, store)
    late = page.matter
    assert late is not None
    with store.reading() as work:
        site = work.sites.get(late.correction.site)
        point = work.points.get(late.correction.unit)
    later = replace(audit_of(site, [point]), observed_at=stamp(NOW - timedelta(minutes=5)))
    record_audit(store, later, standard())
    qtbot.waitUntil(lambda: page.matter is not None and page.matter.offered is not None and tasks.idle)
    assert read(store, late.id).stage is Stage.OPEN
    assert "11-22 检查已符合这一项。" in said(page)
    QTest.mouseClick(page.detail.offer.take, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: read(store, late.id).stage is Stage.RECHECKED)
    assert read(store, late.id).recheck == later.id


def test_filters_hide_and_say_how_to_see_all(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    _window, page = open_window(qtbot, tasks, store)
    page.list.stage.choose(LATE)
    page.list.stage.picked.emit(LATE)
    assert shown(page) == ["看到 1"]
    QTest.keyClicks(page.list.search, "nobody")
    qtbot.waitUntil(lambda: shown(page) == [])
    assert "没有对得上的整改" in "".join(label.text() for label in page.list.listing.findChildren(QLabel))
    page.list.show_all()
    assert len(shown(page)) == 3
    assert page.list.stage.value() == ALL


def test_a_notice_is_for_the_picked_ones_of_one_site(
    qtbot: QtBot, tasks: Tasks, store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, page = open_window(qtbot, tasks, store)
    to = tmp_path / "notice.pdf"
    monkeypatch.setattr(corrections_page, "ask_where", lambda *_a: to)
    key(page, Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Space)
    key(page, Qt.Key.Key_P, ctrl=True)
    qtbot.waitUntil(lambda: to.exists() and tasks.idle)
    with store.reading() as work:
        (notice,) = work.notices.all(STREET)
    assert len(notice.lines) == 2
    qtbot.waitUntil(lambda: any(notice.number in m.fact for m in window.strip.messages()))
    assert page.list.picked == set()
    qtbot.waitUntil(page.again.isEnabled)


def test_closing_waits_for_the_office_where_there_is_one(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    with store.writing() as work:
        work.people.save(Person(id=new_id(), name="张主任", role=Role.OFFICE))
        first = next(c for c in work.corrections.all(STREET) if c.item == "clean")
    correcting.recheck(store, {first.id: Finding(answer=Answer.PASS)}, standard(), inspectors="周敏", days=7)
    _window, page = open_window(qtbot, tasks, store)
    page.open(first.id)
    assert not page.close_one.isEnabled()
    assert "街道办" in page.close_one.statusTip()


def test_one_goes_from_here_to_the_audit_and_to_the_register(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    window, page = open_window(qtbot, tasks, store)
    late = page.matter
    assert late is not None
    page.audit.trigger()
    audit_page = window.page
    assert isinstance(audit_page, AuditPage)
    qtbot.waitUntil(lambda: audit_page.case is not None and audit_page.case.site.id == late.correction.site)
    qtbot.waitUntil(lambda: tasks.idle)


def test_a_street_without_corrections_says_how_they_come(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    with fresh_store(str(tmp_path / "empty.db")) as store:
        fill_street(store, 1)
        with store.writing() as work:
            work.set_setting("street", STREET)
        _window, page = open_window(qtbot, tasks, store)
        assert "还没有整改" in "".join(label.text() for label in page.list.listing.findChildren(QLabel))
        assert not page.detail.isVisible()
        assert page.open_new.isEnabled()


def test_every_field_has_a_name_in_every_form(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    window, page = open_window(qtbot, tasks, store)
    assert unnamed(window) == []
    for open_form in (page.deadline, page.fix, page.look, page.open_new, page.withdraw):
        open_form.trigger()
        qtbot.waitUntil(lambda: tasks.idle)
        assert page.form is not None
        assert unnamed(window) == []
        page.form.left.emit()


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_nothing_is_wider_than_the_window(qtbot: QtBot, tasks: Tasks, store: SqlStore, scale: float) -> None:
    theme.use("light", scale)
    window, page = open_window(qtbot, tasks, store)
    QApplication.processEvents()
    assert window.width() == 1366
    assert page.detail.view.horizontalScrollBar().maximum() == 0
