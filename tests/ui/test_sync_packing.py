"""A package is written from the sync page: where to, for whom, sealed, and what is left out."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from auditor.errors import Unavailable
from auditor.use_cases.reviewing_exchange import choose_folder
from tests.exchanging import Office, district, exchange
from tests.playing import answered
from tests.ui.syncing import page_of, pick_file, pick_folder, press, save, shown_state, standings
from ui import sync_page
from ui.sync_package import HurdleState
from ui.tasks import Tasks


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
                answered(tasks)
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
            page.taking.choose.trigger()
            answered(tasks)
            page.taking.apply.trigger()
            answered(tasks)
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
            answered(tasks)
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
            answered(tasks)
        (path,) = stick.iterdir()
        with page_of(qtbot, tasks, two) as page:
            page.taking.take(path)
            answered(tasks)
            assert isinstance(shown_state(page), HurdleState)
        assert bureau.unpack(path).new == 1


def forget_lines_of(monkeypatch: pytest.MonkeyPatch, here: Office, other: Office) -> None:
    """The bureau was put back from an old dump, and says that it has nothing of this other station."""
    with here.store.reading() as work:
        have = dict(work.deliveries.have(work.bureau) or {})
    left = {key: part for key, part in have.items() if key[1] != other.station}
    monkeypatch.setattr("db.deliveries.DeliveriesOf.have", lambda _self, _station: left)


def test_lines_of_others_that_the_bureau_lacks_are_offered_as_a_package_of_their_own(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with district(tmp_path, 2) as (bureau, (one, two)):
        save(two, "06-002")
        exchange(bureau, two)
        exchange(bureau, one)
        forget_lines_of(monkeypatch, one, two)
        stick = tmp_path / "stick"
        stick.mkdir()
        pick_folder(monkeypatch, stick)
        with page_of(qtbot, tasks, one) as page:
            page.pack.trigger()
            answered(tasks)
            packed = page.station.form.packed
            assert "区里没有" in packed.more.text()
            assert packed.others_button.isVisible()
            QTest.mouseClick(packed.others_button, Qt.MouseButton.LeftButton)
            answered(tasks)
        assert len(list(stick.iterdir())) == 2
        with page_of(qtbot, tasks, bureau) as page:
            newest = max(stick.iterdir(), key=lambda p: p.stat().st_mtime_ns)
            page.taking.take(newest)
            answered(tasks)
            state = shown_state(page)
            assert isinstance(state, HurdleState)
            assert state.button.text() == "留下等放行"


def test_a_round_by_the_folder_that_finds_lines_of_others_offers_the_same_button(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with district(tmp_path, 2) as (bureau, (one, two)):
        save(two, "06-002")
        exchange(bureau, two)
        exchange(bureau, one)
        forget_lines_of(monkeypatch, one, two)
        save(one, "06-001")
        stick = tmp_path / "stick"
        stick.mkdir()
        pick_folder(monkeypatch, stick)
        with page_of(qtbot, tasks, one) as page:
            packed, shared = page.station.form.packed, page.station.shared
            assert not packed.isVisible()
            QTest.mouseClick(shared.choose_button, Qt.MouseButton.LeftButton)
            answered(tasks, page.context.watch.tasks)
            assert "写出 1 个数据包" in shared.note.text()
            assert "--" not in shared.note.text()
            assert "区里没有" in packed.more.text()
            assert not packed.fact.isVisible()
            before = len(list(stick.iterdir()))
            packed.others_button.setFocus()
            press(page, Qt.Key.Key_Space)
            answered(tasks)
            assert packed.fact.text().startswith("装好")
            assert len(list(stick.iterdir())) == before + 1
            page.context.watch.packed.emit(0)
            assert packed.isVisible(), "what was packed by hand is still said"
            page.context.watch.packed.emit(1)
            page.context.watch.packed.emit(0)
            assert not packed.isVisible()


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
            answered(tasks)
        (path,) = stick.iterdir()
        two.unpack(path)
        with two.store.reading() as work:
            assert work.deliveries.all()[0].station == bureau.station
