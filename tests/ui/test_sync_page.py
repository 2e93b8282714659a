"""The sync page as a person uses it, at a bureau and at a street's station, with real databases and files."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from auditor.errors import Unavailable
from auditor.inbox_place import announce
from auditor.use_cases import enrolling
from auditor.use_cases.reviewing_exchange import choose_folder, review
from db import open_store
from tests.exchanging import Office, district, exchange, offices
from tests.making import STREET, site
from tests.ui.naming import unnamed
from tests.ui.scored import settle, show_page
from tests.ui.test_network_exchange import serving
from ui import sync_line, sync_page
from ui.line_exchange import keep_place
from ui.messages import Message
from ui.panes import EmptyState, Text
from ui.questions import Question
from ui.sync_accepting import AcceptDialog
from ui.sync_package import HurdleState
from ui.sync_page import SyncPage
from ui.tasks import Tasks
from ui.window_inbox import HERE


def save(office: Office, code: str, **changes: object) -> str:
    with office.store.writing() as work:
        return work.sites.save(site(code, **changes)).id


def root_of(office: Office) -> str:
    found = office.store.check()
    assert found.faults == ()
    return found.root


@contextmanager
def page_of(qtbot: QtBot, tasks: Tasks, office: Office) -> Iterator[SyncPage]:
    """The page on an office's database, as the program would show it."""
    office.store.told = tasks.announce
    page = show_page(qtbot, tasks, office.store, SyncPage)
    page.resize(1214, 680)
    settle(qtbot, tasks)
    yield page
    page.close()


def press(page: SyncPage, key: Qt.Key, *, ctrl: bool = False) -> None:
    at = QApplication.focusWidget() or page
    QTest.keyClick(at, key, Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier)


def pick_file(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(path), ""))


def pick_folder(monkeypatch: pytest.MonkeyPatch, folder: Path) -> list[str]:
    asked: list[str] = []

    def ask(*_a: object, **_k: object) -> str:
        asked.append(str(folder))
        return str(folder)

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", ask)
    return asked


def answer(how: Callable[[QDialog], None]) -> list[str]:
    """Answer the next dialog when it stands; gives back its title, in a list that fills then."""
    asked: list[str] = []
    tries = [500]

    def at_once() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            asked.append(dialog.windowTitle())
            how(dialog)
        elif tries[0]:
            tries[0] -= 1
            QTimer.singleShot(10, at_once)

    QTimer.singleShot(0, at_once)
    return asked


def write_and_do(text: str) -> Callable[[QDialog], None]:
    def how(dialog: QDialog) -> None:
        assert isinstance(dialog, Question)
        assert dialog.field is not None
        assert not dialog.do.isEnabled()
        dialog.field.setText(text)
        dialog.do.click()

    return how


def said_by(page: SyncPage) -> list[Message]:
    said: list[Message] = []
    page.say.connect(said.append)
    return said


def classes(page: SyncPage) -> dict[str, int]:
    return {c.word: c.count for c in page.package.changes.records.records()}


def standings(page: SyncPage) -> list[str]:
    return [s.standing for s in page.deliveries.table.records.records()]


def shown_state(page: SyncPage) -> EmptyState | HurdleState:
    state = page.package.stack.currentWidget()
    assert isinstance(state, EmptyState | HurdleState)
    return state


# -- taking in ---------------------------------------------------------------------------------------------------------


def test_a_package_is_chosen_rehearsed_and_taken_in_by_keys_alone(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        made = save(one, "06-001")
        pick_file(monkeypatch, one.pack())
        before = root_of(bureau)
        with page_of(qtbot, tasks, bureau) as page:
            press(page, Qt.Key.Key_O, ctrl=True)
            settle(qtbot, tasks)
            assert classes(page) == {
                **dict.fromkeys(["改动", "冲突", "不完整", "编号重复", "缺照片", "结论会变"], 0),
                "新记录": 1,
            }
            assert root_of(bureau) == before
            assert page.package.line.text() == "并入 1 行记录。不覆盖任何一份，随时可撤销。"
            assert "已登记" in page.package.signed.text()
            assert "第 2 步" in page.steps.accessibleName()
            press(page, Qt.Key.Key_Return, ctrl=True)
            settle(qtbot, tasks)
            assert shown_state(page).fact.text() == "已并入 1 行记录"  # type: ignore[union-attr]
            assert "第 3 步" in page.steps.accessibleName()
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
            page.take(one.pack())
            settle(qtbot, tasks)
            page.apply.trigger()
            settle(qtbot, tasks)
            assert root_of(bureau) == before
            assert "并入以前要先备份，备份没有做成，所以什么也没有并入。" in said[-1].note
            assert page.apply.isEnabled()  # the rehearsal stands, and it can be done again
            folder.unlink()
            page.apply.trigger()
            settle(qtbot, tasks)
            assert shown_state(page).fact.text() == "已并入 1 行记录"  # type: ignore[union-attr]
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
            settle(qtbot, tasks)
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
            page.take(path)
            settle(qtbot, tasks)
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
            page.apply.trigger()
            settle(qtbot, tasks)
            assert any("1 处冲突" in text.text() for text in shown_state(page).findChildren(Text))


def test_leaving_a_rehearsed_package_changes_nothing(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        save(one, "06-001")
        path, before = one.pack(), root_of(bureau)
        with page_of(qtbot, tasks, bureau) as page:
            page.take(path)
            settle(qtbot, tasks)
            page.drop.trigger()
            assert root_of(bureau) == before
            assert not page.apply.isEnabled()
            assert page.apply.statusTip() == "先选数据包，预演过才能并入"
            assert "第 1 步" in page.steps.accessibleName()


def test_stopping_half_way_leaves_nothing_behind(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        save(one, "06-001")
        path, before = one.pack(), root_of(bureau)
        with page_of(qtbot, tasks, bureau) as page:
            page.take(path)
            settle(qtbot, tasks)
            hold = threading.Event()
            tasks.run(lambda: hold.wait(20), lambda _v: None)  # the worker is busy: the taking in waits its turn
            page.apply.trigger()
            assert not page.apply.isEnabled()
            assert page._job is not None
            page._job.cancel()
            hold.set()
            settle(qtbot, tasks)
            assert root_of(bureau) == before
            assert page.apply.isEnabled()  # it is still in hand
            page.apply.trigger()
            settle(qtbot, tasks)
            assert root_of(bureau) != before


def test_a_package_that_is_not_whole_says_so_and_changes_nothing(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        save(one, "06-001")
        path, before = one.pack(), root_of(bureau)
        path.write_bytes(path.read_bytes()[:-40])
        with page_of(qtbot, tasks, bureau) as page:
            page.take(path)
            settle(qtbot, tasks)
            assert isinstance(shown_state(page), HurdleState)
            words = [text.text() for text in shown_state(page).findChildren(Text)]
            assert any(path.name in word for word in words)
            assert not page.apply.isEnabled()
            assert root_of(bureau) == before


def test_taken_in_again_it_says_that_nothing_is_new(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        save(one, "06-001")
        path = one.pack()
        bureau.unpack(path)
        with page_of(qtbot, tasks, bureau) as page:
            page.take(path)
            settle(qtbot, tasks)
            assert page.package.line.text().startswith("没有新的")


# -- who waits ---------------------------------------------------------------------------------------------------------


def test_a_stranger_waits_is_compared_by_telephone_and_let_in(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    with offices(tmp_path, "", STREET) as (bureau, stranger):
        made = save(stranger, "06-001")
        path = stranger.pack()
        with page_of(qtbot, tasks, bureau) as page:
            assert page.bureau.wait_pane.isHidden()
            page.take(path)
            settle(qtbot, tasks)
            hurdle = shown_state(page)
            assert isinstance(hurdle, HurdleState)
            assert hurdle.button.hasFocus()
            QTest.keyClick(hurdle.button, Qt.Key.Key_Return)
            settle(qtbot, tasks)
            assert page.bureau.waits.records.count == 1
            assert f"{stranger.station[:4]} {stranger.station[4:8]}" in page.bureau.wait_told.text()
            assert page.deciding.accept.isEnabled()
            assert page.deciding.release.statusTip() == "先登记这台工作站"

            def let_in(dialog: QDialog) -> None:
                assert isinstance(dialog, AcceptDialog)
                assert unnamed(dialog) == []
                dialog.name_field.setText("学府 2 号")
                dialog.do.click()

            asked = answer(let_in)
            page.deciding.accept.trigger()
            settle(qtbot, tasks)
            assert asked == ["登记 1 号？"]
            (known,) = review(bureau.store).stations
            assert (known.station.name, known.street) == ("学府 2 号", "学府街道")
            assert page.bureau.wait_pane.isHidden()
            with bureau.store.reading() as work:
                assert work.sites.get(made).code == "06-001"
            assert [s.standing for s in page.deliveries.table.records.records()] == ["已并入，可撤销"]


def test_escape_does_not_let_a_station_in(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    with offices(tmp_path, "", STREET) as (bureau, stranger):
        bureau.unpack(stranger.pack())
        with page_of(qtbot, tasks, bureau) as page:
            answer(lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape))
            page.deciding.accept.trigger()
            settle(qtbot, tasks)
            assert review(bureau.store).stations == ()


def test_a_revoked_key_waits_until_somebody_types_whose_it_is(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)), page_of(qtbot, tasks, bureau) as page:
        asked = answer(write_and_do("笔记本丢了"))
        page.deciding.revoke.trigger()
        settle(qtbot, tasks)
        assert asked == ["停用 1 号笔记本 的密钥？"]
        assert page.deciding.revoke.statusTip() == page.pack.statusTip() == "它的密钥已停用"
        made = save(one, "06-001")
        bureau.unpack(one.pack())
        page.refresh()
        settle(qtbot, tasks)
        assert page.deciding.accept.statusTip() == "它已经登记"

        def type_name(dialog: QDialog) -> None:
            assert isinstance(dialog, Question)
            assert dialog.field is not None
            dialog.field.setText("别的名称")
            assert not dialog.do.isEnabled()
            dialog.field.setText("1 号笔记本")
            assert dialog.do.isEnabled()
            dialog.do.click()

        answer(type_name)
        page.deciding.release.trigger()
        settle(qtbot, tasks)
        with bureau.store.reading() as work:
            assert work.sites.find(made) is not None


def test_what_is_turned_away_keeps_its_reason_and_does_not_come_in(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    with offices(tmp_path, "", STREET) as (bureau, stranger):
        made = save(stranger, "06-001")
        bureau.unpack(stranger.pack())
        with page_of(qtbot, tasks, bureau) as page:
            answer(write_and_do("不认识"))
            page.deciding.turn_away.trigger()
            settle(qtbot, tasks)
            assert standings(page) == ["没有收：不认识"]
            with bureau.store.reading() as work:
                assert work.sites.find(made) is None


# -- packing -----------------------------------------------------------------------------------------------------------


def test_packing_asks_for_the_folder_once_and_says_where_the_package_lies(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        save(one, "06-001")
        stick = tmp_path / "stick"
        stick.mkdir()
        asked = pick_folder(monkeypatch, stick)
        with page_of(qtbot, tasks, one) as page:
            assert standings(page)[0] == "只在本机，还没装包"
            for n in (1, 2):
                page.setFocus()
                press(page, Qt.Key.Key_E, ctrl=True)
                settle(qtbot, tasks)
                assert len(list(stick.glob("*.sap"))) == n
            assert asked == [str(stick)]
            packed = page.station.form.packed
            assert packed.isVisible()
            assert packed.fact.text().startswith("装好 ")
            assert str(stick) in packed.note.text()
            assert packed.others_button.isHidden()
            assert standings(page)[:2] == ["在数据包里，未见回执"] * 2
            newest = max(stick.glob("*.sap"), key=lambda p: p.stat().st_mtime_ns)
            bureau.unpack(newest)
            pick_file(monkeypatch, bureau.pack(one))
            page.choose.trigger()
            settle(qtbot, tasks)
            page.apply.trigger()
            settle(qtbot, tasks)
            assert standings(page)[:3] == ["已并入", "区里已收到", "区里已收到"]
            assert page.header_about() == ""


def test_a_folder_that_is_gone_is_asked_for_again_and_a_refusal_stands_beside_the_button(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with district(tmp_path, 1) as (_bureau, (one,)):
        choose_folder(one.store, str(tmp_path / "gone"))
        asked = pick_folder(monkeypatch, tmp_path)

        def full(*_a: object, **_k: object) -> None:
            raise Unavailable("cannot_write", path="E:/", said="No space left on device")

        monkeypatch.setattr(sync_page, "pack", full)
        with page_of(qtbot, tasks, one) as page:
            page.pack.trigger()
            settle(qtbot, tasks)
            assert asked == [str(tmp_path)]
            assert page.station.form.packed.fact.text() == "没有装包"
            assert "No space left on device" in page.station.form.packed.note.text()


def test_a_sealed_package_opens_at_the_bureau_alone(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with district(tmp_path, 2) as (bureau, (one, two)):
        save(one, "06-001")
        stick = tmp_path / "stick"
        stick.mkdir()
        pick_folder(monkeypatch, stick)
        with page_of(qtbot, tasks, one) as page:
            page.station.form.sealed.setFocus()
            press(page, Qt.Key.Key_Space)
            page.pack.trigger()
            settle(qtbot, tasks)
        (path,) = stick.iterdir()
        with page_of(qtbot, tasks, two) as page:
            page.take(path)
            settle(qtbot, tasks)
            assert isinstance(shown_state(page), HurdleState)
        assert bureau.unpack(path).new == 1


def test_lines_of_others_that_the_bureau_lacks_are_offered_as_a_package_of_their_own(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with district(tmp_path, 2) as (bureau, (one, two)):
        save(two, "06-002")
        exchange(bureau, two)
        exchange(bureau, one)
        with one.store.reading() as work:
            have = dict(work.deliveries.have(work.bureau) or {})
        lost = {key: part for key, part in have.items() if key[1] != two.station}

        def forgotten(_self: object, _station: str) -> object:
            return lost

        monkeypatch.setattr("db.deliveries.DeliveriesOf.have", forgotten)  # a bureau put back from an old dump says so
        stick = tmp_path / "stick"
        stick.mkdir()
        pick_folder(monkeypatch, stick)
        with page_of(qtbot, tasks, one) as page:
            page.pack.trigger()
            settle(qtbot, tasks)
            packed = page.station.form.packed
            assert "区里没有" in packed.more.text()
            assert packed.others_button.isVisible()
            QTest.mouseClick(packed.others_button, Qt.MouseButton.LeftButton)
            settle(qtbot, tasks)
        assert len(list(stick.iterdir())) == 2
        with page_of(qtbot, tasks, bureau) as page:
            newest = max(stick.iterdir(), key=lambda p: p.stat().st_mtime_ns)
            page.take(newest)
            settle(qtbot, tasks)
            state = shown_state(page)
            assert isinstance(state, HurdleState)
            assert state.button.text() == "留下等放行"


def test_the_bureau_packs_for_the_station_under_the_bar(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with district(tmp_path, 2) as (bureau, (_one, two)):
        stick = tmp_path / "stick"
        stick.mkdir()
        pick_folder(monkeypatch, stick)
        with page_of(qtbot, tasks, bureau) as page:
            page.bureau.stations.choose_row(1)
            page.pack.trigger()
            settle(qtbot, tasks)
        (path,) = stick.iterdir()
        two.unpack(path)
        with two.store.reading() as work:
            assert work.deliveries.all()[0].station == bureau.station


# -- enrolling at a station --------------------------------------------------------------------------------------------


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
            page.take(starter)
            settle(qtbot, tasks)
            hurdle = shown_state(page)
            assert isinstance(hurdle, HurdleState)
            assert hurdle.field is not None
            assert hurdle.field.hasFocus()
            QTest.keyClicks(hurdle.field, "0000 0000")
            QTest.keyClick(hurdle.field, Qt.Key.Key_Return)
            settle(qtbot, tasks)
            assert said[-1].kind == "bad"
            assert review(station.store).bureau == ""
            hurdle.field.setText(f"{bureau.station[:4]} {bureau.station[4:8]}")
            QTest.keyClick(hurdle.field, Qt.Key.Key_Return)
            settle(qtbot, tasks)
            assert review(station.store).bureau == bureau.station
            assert page.package.changes.isVisible()  # the rehearsal goes on by itself
            page.apply.trigger()
            settle(qtbot, tasks)
            assert page.pack.text() == "装包送区里"
            assert page.station.bureau.word == "区里是 0 号"
            assert page.station.form.sealed.isEnabled()


# -- taking back -------------------------------------------------------------------------------------------------------


def test_a_decider_takes_a_package_back_after_being_asked(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        made = save(one, "06-001")
        bureau.unpack(one.pack())
        with page_of(qtbot, tasks, bureau) as page:
            said = said_by(page)
            assert page.deciding.undo.statusTip() == "先选一个并入过的数据包"
            page.deliveries.table.choose_row(0)
            assert page.deciding.undo.isEnabled()
            answer(lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape))
            page.deciding.undo.trigger()
            settle(qtbot, tasks)
            assert standings(page)[0] == "已并入，可撤销"
            asked = answer(lambda dialog: dialog.do.click() if isinstance(dialog, Question) else None)
            page.deciding.undo.trigger()
            settle(qtbot, tasks)
            assert asked == ["撤销并入 1 号笔记本 的数据包？"]
            assert standings(page)[:2] == ["撤销时写回", "已撤销"]
            assert said[-1].fact == "已撤销并入"
            assert "1 份撤回" in said[-1].note
            with bureau.store.reading() as work:
                assert work.sites.get(made).withdrawn


def test_at_a_station_nothing_is_taken_back(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    with district(tmp_path, 1) as (_bureau, (one,)), page_of(qtbot, tasks, one) as page:
        assert page.deliveries.undo.isHidden()
        page.deliveries.table.choose_row(0)
        assert page.deciding.undo.statusTip()


# -- what is lost and comes back ---------------------------------------------------------------------------------------


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
            page.take(bureau.pack(one))
            settle(qtbot, tasks)
            assert "1 行本机写过、这里没有" in page.package.told.text()
            page.apply.trigger()
            settle(qtbot, tasks)
        bureau.unpack(one.pack())
        with page_of(qtbot, tasks, bureau) as page:
            assert "补回过自己的 1 行" in page.bureau.told.text()


def test_the_page_is_quiet_while_nothing_was_chosen(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    with offices(tmp_path, "", STREET) as (bureau, station):
        for office in (bureau, station):
            with page_of(qtbot, tasks, office) as page:
                assert isinstance(shown_state(page), EmptyState)
                assert page.package.foot.isHidden()
                assert page.deliveries.listing.currentIndex() == (0 if page.deliveries.table.records.count else 1)
                assert unnamed(page) == []


# -- over the network --------------------------------------------------------------------------------------------------


def test_the_bureau_opens_its_inbox_and_a_station_exchanges_one_round_with_it(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_line, "PORT", 0)
    pem = tmp_path / "inbox.pem"
    monkeypatch.setattr(sync_line, "ask_where", lambda *_a: pem)
    with district(tmp_path, 1, bureau="file") as (bureau, (one,)):
        save(one, "06-001")
        with page_of(qtbot, tasks, bureau) as page:
            strip, inbox = page.bureau.inbox, page.context.inbox
            strip.where.choose(HERE)
            QTest.mouseClick(strip.button, Qt.MouseButton.LeftButton)
            settle(qtbot, tasks)
            try:
                assert inbox.address in strip.fact.text()
                assert inbox.fingerprint in strip.note.text()
                strip.save_button.click()
                settle(qtbot, tasks)
                others = Tasks()
                try:
                    pick_file(monkeypatch, pem)
                    _exchange_at(qtbot, others, one, inbox.address)
                finally:
                    others.close()
                qtbot.waitUntil(lambda: "已并入，可撤销" in standings(page), timeout=20_000)
            finally:
                strip.button.click()
            assert strip.fact.text() == "网上收件处没有开"
            assert inbox.address == ""


def _exchange_at(qtbot: QtBot, tasks: Tasks, one: Office, address: str) -> None:
    with page_of(qtbot, tasks, one) as page:
        line = page.station.line
        line.button.click()
        settle(qtbot, tasks)
        assert line.note.text().startswith("先填区里的地址")
        line.address.setText(address)
        line.button.click()
        settle(qtbot, tasks)
        assert "证书" in line.note.text()
        line.choose_button.click()
        settle(qtbot, tasks)
        line.button.click()
        settle(qtbot, tasks)
        assert "写出 1 个数据包" in line.note.text(), line.note.text()
        assert "区里已收到" in standings(page)
        assert review(one.store).waiting == 0


def test_an_inbox_that_does_not_answer_says_so_beside_the_button(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_a: object, **_k: object) -> None:
        raise Unavailable("inbox_later", address="https://bureau:1", said="timed out")

    monkeypatch.setattr(sync_line, "exchange_online", nobody)
    with district(tmp_path, 1) as (_bureau, (one,)):
        keep_place(one.store, "bureau:1", "a certificate")
        with page_of(qtbot, tasks, one) as page:
            line = page.station.line
            assert line.address.text() == "https://bureau:1"
            line.button.click()
            settle(qtbot, tasks)
            assert "timed out" in line.note.text()
            assert line.button.isEnabled()


def test_a_station_that_was_told_where_the_inbox_is_exchanges_with_one_click(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path
) -> None:
    with district(tmp_path, 1, bureau="file", place="file") as (bureau, (one,)):
        with serving(bureau) as (_server, url, fingerprint), page_of(qtbot, tasks, one) as page:
            with bureau.store.writing() as work:
                announce(work, fingerprint, url.removeprefix("https://"))
            one.unpack(bureau.pack(one))
            save(one, "06-001")
            page.refresh()
            settle(qtbot, tasks)
            line = page.station.line
            assert line.address.text() == url
            line.button.click()
            settle(qtbot, tasks)
            assert "写出 1 个数据包" in line.note.text()
        assert root_of(one) == root_of(bureau)
