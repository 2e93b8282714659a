"""What a decider of the bureau does on the sync page: who waits, whose key is revoked, what is taken back."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from auditor.use_cases.reviewing_exchange import review
from tests.exchanging import district, offices
from tests.making import STREET
from tests.playing import answered
from tests.ui.naming import unnamed
from tests.ui.syncing import answer, page_of, said_by, save, shown_state, standings, write_and_do
from ui.questions import Question
from ui.sync_accepting import AcceptDialog
from ui.sync_package import HurdleState
from ui.tasks import Tasks


def test_a_stranger_waits_is_compared_by_telephone_and_let_in(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    with offices(tmp_path, "", STREET) as (bureau, stranger):
        made = save(stranger, "06-001")
        path = stranger.pack()
        with page_of(qtbot, tasks, bureau) as page:
            assert page.bureau.wait_pane.isHidden()
            page.taking.take(path)
            answered(tasks)
            hurdle = shown_state(page)
            assert isinstance(hurdle, HurdleState)
            assert hurdle.button.hasFocus()
            QTest.keyClick(hurdle.button, Qt.Key.Key_Return)
            answered(tasks)
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
            answered(tasks)
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
            answered(tasks)
            assert review(bureau.store).stations == ()


def test_a_revoked_key_waits_until_somebody_types_whose_it_is(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)), page_of(qtbot, tasks, bureau) as page:
        asked = answer(write_and_do("笔记本丢了"))
        page.deciding.revoke.trigger()
        answered(tasks)
        assert asked == ["停用 1 号笔记本 的密钥？"]
        assert page.deciding.revoke.statusTip() == page.pack.statusTip() == "它的密钥已停用"
        made = save(one, "06-001")
        bureau.unpack(one.pack())
        page.refresh()
        answered(tasks)
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
        answered(tasks)
        with bureau.store.reading() as work:
            assert work.sites.find(made) is not None


def test_what_is_turned_away_keeps_its_reason_and_does_not_come_in(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    with offices(tmp_path, "", STREET) as (bureau, stranger):
        made = save(stranger, "06-001")
        bureau.unpack(stranger.pack())
        with page_of(qtbot, tasks, bureau) as page:
            answer(write_and_do("不认识"))
            page.deciding.turn_away.trigger()
            answered(tasks)
            assert standings(page) == ["没有收：不认识"]
            with bureau.store.reading() as work:
                assert work.sites.find(made) is None


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
            answered(tasks)
            assert standings(page)[0] == "已并入，可撤销"
            asked = answer(lambda dialog: dialog.do.click() if isinstance(dialog, Question) else None)
            page.deciding.undo.trigger()
            answered(tasks)
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
