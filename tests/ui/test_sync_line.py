"""The network on the sync page: the bureau opens its inbox, a station exchanges one round with it."""

import threading
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from auditor.errors import Unavailable
from auditor.exchanged import Exchanged
from auditor.inbox_place import announce
from auditor.store import Store
from auditor.telling import Tell
from auditor.use_cases.reviewing_exchange import review
from tests.exchanging import Office, district
from tests.playing import answered
from tests.ui.syncing import page_of, pick_file, root_of, save, standings
from tests.ui.test_network_exchange import serving
from ui import sync_line
from ui.network_exchange import keep_place
from ui.tasks import Tasks
from ui.window_inbox import HERE


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
            answered(tasks)
            try:
                assert inbox.address in strip.fact.text()
                assert inbox.fingerprint in strip.note.text()
                strip.save_button.click()
                answered(tasks)
                others = Tasks()
                try:
                    pick_file(monkeypatch, pem)
                    _exchange_at(qtbot, others, one, inbox.address)
                finally:
                    others.close()
                qtbot.waitUntil(lambda: "已并入，可撤销" in standings(page), timeout=20_000)
            finally:
                strip.button.click()
            assert strip.fact.text() == "收件处没有开"
            assert inbox.address == ""


def _exchange_at(qtbot: QtBot, tasks: Tasks, one: Office, address: str) -> None:
    with page_of(qtbot, tasks, one) as page:
        line = page.station.line
        line.button.click()
        answered(tasks, page.context.line)
        assert line.note.text().startswith("先填区里的地址")
        line.address.setText(address)
        line.button.click()
        answered(tasks, page.context.line)
        assert "证书" in line.note.text()
        line.choose_button.click()
        answered(tasks)
        line.button.click()
        answered(tasks, page.context.line)
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
            answered(tasks, page.context.line)
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
            answered(tasks)
            line = page.station.line
            assert line.address.text() == url
            line.button.click()
            answered(tasks, page.context.line)
            assert "写出 1 个数据包" in line.note.text()
        assert root_of(one) == root_of(bureau)


def test_a_round_that_hangs_holds_up_no_save(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = threading.Event()

    def hang(_store: Store, _tell: Tell) -> Exchanged:
        answers.wait(60)
        return Exchanged()

    monkeypatch.setattr(sync_line, "exchange_online", hang)
    with district(tmp_path, 1) as (_bureau, (one,)):
        keep_place(one.store, "bureau:1", "a certificate")
        with page_of(qtbot, tasks, one) as page:
            line = page.station.line
            try:
                line.button.click()
                qtbot.waitUntil(lambda: not line.button.isEnabled(), timeout=20_000)
                saved: list[str] = []
                tasks.run(partial(save, one, "06-001"), saved.append)
                answered(tasks)
                assert len(saved) == 1
                assert not page.context.line.idle
            finally:
                answers.set()
            answered(tasks, page.context.line)
            assert line.button.isEnabled()
            assert "没有新的" in line.note.text()
