"""The network on the sync page, with the real inbox on this computer: opened, used and shut as a person does it."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from auditor.inbox_place import announce
from tests.exchanging import Office, district
from tests.inboxes import HOST
from tests.making import site
from tests.ui.naming import unnamed
from tests.ui.scored import settle, show_page
from tests.ui.test_network_exchange import round_of, serving
from ui.network_strip import NetworkStrip
from ui.sync_page import SyncPage
from ui.tasks import Tasks


def click(strip: NetworkStrip) -> None:
    QTest.mouseClick(strip.button, Qt.MouseButton.LeftButton)


def save(office: Office, code: str) -> None:
    with office.store.writing() as work:
        work.sites.save(site(code))


def tell_stations(bureau: Office, one: Office, certificate: str, address: str) -> None:
    with bureau.store.writing() as work:
        announce(work, certificate, address)
    one.unpack(bureau.pack(one))


def test_the_bureau_opens_its_inbox_hears_a_station_and_shuts_it(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    with district(tmp_path, 1, bureau="file", place="file") as (bureau, (one,)):
        save(one, "06-001")
        page = show_page(qtbot, tasks, bureau.store, SyncPage)
        strip = page.network
        assert (strip.isVisible(), strip.place.text()) == (True, f"{HOST}:8543")
        assert unnamed(page, seen=True) == []
        strip.place.setFocus()
        strip.place.setText("somewhere")
        QTest.keyClick(strip.place, Qt.Key.Key_Return)
        settle(qtbot, tasks)
        assert "somewhere 不是地址" in strip.told.text()
        strip.place.setText(f"{HOST}:0")
        QTest.keyClick(strip.place, Qt.Key.Key_Return)
        settle(qtbot, tasks)
        assert strip.button.text() == "停收"
        assert not strip.place.isEnabled()
        address = re.search(r"https://\S+", strip.told.text())
        fingerprint = re.search(r"证书指纹：([0-9a-f ]+)", strip.told.text())
        assert address
        assert fingerprint
        before = len(page.deliveries.table.records.records())
        assert round_of(one, address[0], fingerprint[1]).told == ()
        qtbot.waitUntil(lambda: len(page.deliveries.table.records.records()) > before, timeout=10_000)
        assert one.lines == bureau.lines
        click(strip)
        settle(qtbot, tasks)
        assert strip.button.text() == "开收件处"
        assert "收件处已停" in strip.told.text()
        with bureau.store.reading() as work:
            assert work.setting("inbox_listen") == f"{HOST}:0"
        click(strip)
        settle(qtbot, tasks)
        inbox = strip._inbox
        assert inbox.address
        page.close()
        strip.deleteLater()
        qtbot.waitUntil(lambda: not inbox.address, timeout=10_000)


def test_a_station_synchronises_with_one_click_once_it_was_told_where(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path
) -> None:
    with district(tmp_path, 1, bureau="file", place="file") as (bureau, (one,)):
        page = show_page(qtbot, tasks, one.store, SyncPage)
        strip = page.network
        assert not strip.isVisible()
        with serving(bureau) as (_server, url, fingerprint):
            tell_stations(bureau, one, fingerprint, url.removeprefix("https://"))
            save(one, "06-001")
            page.refresh()
            settle(qtbot, tasks)
            assert strip.isVisible()
            assert not strip.place.isVisible()
            assert strip.button.accessibleName() == "联网同步"
            click(strip)
            settle(qtbot, tasks)
            assert "写出 1 个数据包" in strip.told.text()
            assert one.lines == bureau.lines
        page.close()


def test_a_round_that_hangs_can_be_stopped_and_says_what_stays(
    qtbot: QtBot, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with district(tmp_path, 1, bureau="file", place="file") as (bureau, (one,)):
        monkeypatch.setattr("ui.inbox_bureau.StoreBureau.take_in", _never)
        with serving(bureau) as (_server, url, fingerprint):
            tell_stations(bureau, one, fingerprint, url.removeprefix("https://"))
            save(one, "06-001")
            page = show_page(qtbot, tasks, one.store, SyncPage)
            click(page.network)
            folder = one.store.package_folder() / "sending"
            qtbot.waitUntil(lambda: folder.exists() and any(folder.iterdir()), timeout=10_000)
            assert page.network.button.text() == "停下"
            click(page.network)
            settle(qtbot, tasks)
            assert "同步停了" in page.network.told.text()
            assert page.network.button.text() == "联网同步"
            page.close()


def _never(*_: object) -> None:
    from auditor.errors import Unavailable

    raise Unavailable("inbox_busy")
