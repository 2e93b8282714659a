"""A package is chosen, rehearsed and taken in at the sync page, with real databases and files."""

import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from auditor.use_cases import enrolling
from auditor.use_cases.reviewing_exchange import review
from db import open_store
from tests.exchanging import district, exchange, offices
from tests.making import STREET
from tests.playing import answered
from tests.ui.naming import unnamed
from tests.ui.syncing import classes, page_of, pick_file, press, root_of, said_by, save, shown_state, standings
from ui.panes import EmptyState, Text
from ui.sync_package import HurdleState
from ui.tasks import Tasks


def test_a_package_is_chosen_rehearsed_and_taken_in_by_keys_alone(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        made = save(one, "06-001")
        pick_file(monkeypatch, one.pack())
        before = root_of(bureau)
        with page_of(qtbot, tasks, bureau) as page:
            press(page, Qt.Key.Key_O, ctrl=True)
            answered(tasks)
            assert classes(page) == {
                **dict.fromkeys(["改动", "冲突", "不完整", "编号重复", "说了不算", "缺照片", "结论会变"], 0),
                "新记录": 1,
            }
            assert root_of(bureau) == before
            assert page.package.line.text() == "并入 1 行记录。不覆盖任何一份，随时可撤销。"
            assert "已登记" in page.package.signed.text()
            assert "第 2 步" in page.taking.steps.accessibleName()
            press(page, Qt.Key.Key_Return, ctrl=True)
            answered(tasks)
            state = shown_state(page)
            assert isinstance(state, EmptyState)
            assert state.fact.text() == "已并入 1 行记录"
            assert "第 3 步" in page.taking.steps.accessibleName()
            with bureau.store.reading() as work:
                assert work.sites.get(made).code == "06-001"
            assert standings(page)[0] == "已并入，可撤销"
            assert unnamed(page) == []


def test_before_a_package_is_taken_in_there_is_a_copy_and_without_one_the_page_says_why(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path
) -> None:
    with district(tmp_path, 1, bureau="file") as (bureau, (one,)):
        save(bureau, "06-001")
        save(one, "06-002")
        before, folder = root_of(bureau), Path(f"{bureau.place}.backups")
        shutil.rmtree(folder, ignore_errors=True)
        folder.write_text("in the way", encoding="utf-8")
        with page_of(qtbot, tasks, bureau) as page:
            said = said_by(page)
            page.taking.take(one.pack())
            answered(tasks)
            page.taking.apply.trigger()
            answered(tasks)
            assert root_of(bureau) == before
            assert "并入以前要先备份，备份没有做成，所以什么也没有并入。" in said[-1].note
            assert page.taking.apply.isEnabled()  # the rehearsal stands, and it can be done again
            folder.unlink()
            page.taking.apply.trigger()
            answered(tasks)
            state = shown_state(page)
            assert isinstance(state, EmptyState)
            assert state.fact.text() == "已并入 1 行记录"
        (copy,) = folder.iterdir()
        held = open_store(str(copy))
        assert held.check().root == before
        held.close()


def test_a_file_dropped_onto_the_page_is_rehearsed(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        save(one, "06-001")
        path = one.pack()
        with page_of(qtbot, tasks, bureau) as page:
            mime = QMimeData()
            mime.setUrls([QUrl.fromLocalFile(str(path))])
            none, no = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.NoButton
            enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, no, none)
            page.dragEnterEvent(enter)
            assert enter.isAccepted()
            page.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, no, none))
            answered(tasks)
            assert classes(page)["新记录"] == 1
            words = QMimeData()
            words.setText("not a file")
            enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, words, no, none)
            enter.ignore()
            page.dragEnterEvent(enter)
            assert not enter.isAccepted()


def test_what_both_changed_and_codes_that_stand_twice_are_counted_and_enter_shows_their_list(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path
) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        made = save(one, "06-001", name="月环里")
        exchange(bureau, one)
        for office, households in ((bureau, 90), (one, 80)):
            with office.store.writing() as work:
                work.sites.save(replace(work.sites.get(made), households=households))
            save(office, "06-099")
        path = one.pack()
        with page_of(qtbot, tasks, bureau) as page:
            page.taking.take(path)
            answered(tasks)
            found = classes(page)
            assert (found["冲突"], found["编号重复"], found["新记录"]) == (1, 1, 1)
            conflict = next(c for c in page.package.changes.records.records() if c.id == "conflicts")
            page.package.changes.choose(conflict)
            page.package.changes.setFocus()
            press(page, Qt.Key.Key_Return)
            assert page.side.currentWidget() is page.detail
            (row,) = page.detail.table.records.records()
            assert "06-001 月环里" in row.what
            assert page.detail.isAncestorOf(QApplication.focusWidget() or page)
            press(page, Qt.Key.Key_Escape)
            assert page.side.currentWidget() is page.bureau
            assert QApplication.focusWidget() is page.package.changes
            page.taking.apply.trigger()
            answered(tasks)
            assert any("1 处冲突" in text.text() for text in shown_state(page).findChildren(Text))


def test_leaving_a_rehearsed_package_changes_nothing(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        save(one, "06-001")
        path, before = one.pack(), root_of(bureau)
        with page_of(qtbot, tasks, bureau) as page:
            page.taking.take(path)
            answered(tasks)
            page.taking.drop.trigger()
            assert root_of(bureau) == before
            assert not page.taking.apply.isEnabled()
            assert page.taking.apply.statusTip() == "先选数据包，预演过才能并入"
            assert "第 1 步" in page.taking.steps.accessibleName()


def test_stopping_half_way_leaves_nothing_behind(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        save(one, "06-001")
        path, before = one.pack(), root_of(bureau)
        with page_of(qtbot, tasks, bureau) as page:
            page.taking.take(path)
            answered(tasks)
            hold = threading.Event()
            tasks.run(lambda: hold.wait(20), lambda _v: None)  # the worker is busy: the taking in waits its turn
            page.taking.apply.trigger()
            assert not page.taking.apply.isEnabled()
            assert page.taking.job is not None
            page.taking.job.cancel()
            hold.set()
            answered(tasks)
            assert root_of(bureau) == before
            assert page.taking.apply.isEnabled()  # it is still in hand
            page.taking.apply.trigger()
            answered(tasks)
            assert root_of(bureau) != before


def test_a_package_that_is_not_whole_says_so_and_changes_nothing(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        save(one, "06-001")
        path, before = one.pack(), root_of(bureau)
        path.write_bytes(path.read_bytes()[:-40])
        with page_of(qtbot, tasks, bureau) as page:
            page.taking.take(path)
            answered(tasks)
            assert isinstance(shown_state(page), HurdleState)
            words = [text.text() for text in shown_state(page).findChildren(Text)]
            assert any(path.name in word for word in words)
            assert not page.taking.apply.isEnabled()
            assert root_of(bureau) == before


def test_taken_in_again_it_says_that_nothing_is_new(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        save(one, "06-001")
        path = one.pack()
        bureau.unpack(path)
        with page_of(qtbot, tasks, bureau) as page:
            page.taking.take(path)
            answered(tasks)
            assert page.package.line.text().startswith("没有新的")


def test_a_station_takes_its_bureau_by_eight_digits_and_by_no_others(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path
) -> None:
    with offices(tmp_path, "", STREET) as (bureau, station):
        asked = bureau.unpack(station.pack())
        asking = enrolling.waiting_stations(bureau.store)[0]
        enrolling.accept_station(bureau.store, asking, office=STREET)
        assert asked.delivery.number
        starter = bureau.pack(station)
        with page_of(qtbot, tasks, station) as page:
            said = said_by(page)
            assert page.pack.text() == "装登记包"
            assert not page.station.form.sealed.isEnabled()
            page.taking.take(starter)
            answered(tasks)
            hurdle = shown_state(page)
            assert isinstance(hurdle, HurdleState)
            assert hurdle.field is not None
            assert hurdle.field.hasFocus()
            QTest.keyClicks(hurdle.field, "0000 0000")
            QTest.keyClick(hurdle.field, Qt.Key.Key_Return)
            answered(tasks)
            assert said[-1].kind == "bad"
            assert review(station.store).bureau == ""
            hurdle.field.setText(f"{bureau.station[:4]} {bureau.station[4:8]}")
            QTest.keyClick(hurdle.field, Qt.Key.Key_Return)
            answered(tasks)
            assert review(station.store).bureau == bureau.station
            assert page.package.changes.isVisible()  # the rehearsal goes on by itself
            page.taking.apply.trigger()
            answered(tasks)
            assert page.pack.text() == "装包送区里"
            assert page.station.bureau.word == "区里是 0 号"
            assert page.station.form.sealed.isEnabled()


def test_a_station_put_back_from_a_copy_is_told_what_it_lost_and_the_bureau_sees_it(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path
) -> None:
    with district(tmp_path, 1, place="file") as (bureau, (one,)):
        one.store.close()
        place = Path(one.place)
        old = {p.name: p.read_bytes() for p in place.parent.glob("street.sqlite3*") if p.is_file()}
        one.store = open_store(one.place, one.clock)
        save(one, "06-001")
        exchange(bureau, one)
        one.store.close()
        for file in place.parent.glob("street.sqlite3*"):
            if file.is_file():
                file.unlink()
        for name, raw in old.items():
            (place.parent / name).write_bytes(raw)
        one.store = open_store(one.place, one.clock)
        bureau.unpack(one.pack())
        with page_of(qtbot, tasks, one) as page:
            page.taking.take(bureau.pack(one))
            answered(tasks)
            assert "1 行本机写过、这里没有" in page.package.told.text()
            page.taking.apply.trigger()
            answered(tasks)
        bureau.unpack(one.pack())
        with page_of(qtbot, tasks, bureau) as page:
            assert "补回过自己的 1 行" in page.bureau.told.text()
