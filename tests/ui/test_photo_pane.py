"""照片 on the audit page by keys, drops and pastes: kept at once, shown, covered, erased, missing; nothing blocks."""

import errno
import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QResizeEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from auditor.photo import Photo, PhotoPlace
from auditor.use_cases import photographing
from db import SqlStore
from tests.making import NOW, STREET
from tests.photographs import opened, phone_file
from tests.ui import test_audit_page as audits
from tests.ui.naming import unnamed
from tests.ui.test_audit_page import draft_body, open_window, press, sites_of
from tests.ui.watch import Watch
from ui import theme
from ui.audit_page import AuditPage
from ui.main_window import MainWindow
from ui.panes import Scroll
from ui.photo_pane import PhotoPane
from ui.photo_placing import PhotoPlacing
from ui.photo_tiles import DropTile, PhotoTile, TileRows
from ui.photo_view import PhotoView
from ui.tasks import Job, Tasks

store = audits.store  # the same street: a fixture


@pytest.fixture
def page(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> AuditPage:
    """The audit page at its first site, everything read."""
    _window, made = open_window(qtbot, tasks, store)
    qtbot.waitUntil(lambda: tasks.idle)
    return made


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """A camera's card: six photographs in two folders, and what else lies on such a card."""
    for n in range(6):
        file = tmp_path / "card" / "DCIM" / f"{100 + n // 3}APPLE" / f"IMG_{n}.JPG"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(phone_file((320, 240), n, taken=f"2026:11:22 10:{10 + n}:00"))
    (tmp_path / "card" / "DCIM" / "100APPLE" / "._IMG_0.JPG").write_bytes(b"of another system")
    (tmp_path / "card" / "MISC.DAT").write_bytes(b"of the camera")
    return tmp_path / "card"


def tiles(pane: PhotoPane) -> list[PhotoTile]:
    """The photographs shown."""
    return [tile for tile in pane.rows.tiles if isinstance(tile, PhotoTile)]


def wait_for(qtbot: QtBot, page: AuditPage, n: int) -> None:
    """Until so many photographs are shown and nothing is under way."""
    qtbot.waitUntil(
        lambda: len(page.photos.photos) == n and page.context.tasks.idle and not page.photos.intake.running,
        timeout=20_000,
    )


def window_of(page: AuditPage) -> MainWindow:
    """The window it is in."""
    window = page.window()
    assert isinstance(window, MainWindow)
    return window


def said(page: AuditPage) -> str:
    """Everything the strip says."""
    return "\n".join(f"{m.fact} {m.note}" for m in window_of(page).strip.messages())


def choose(monkeypatch: pytest.MonkeyPatch, *paths: Path) -> None:
    """What a person chooses in the system's dialog."""
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_a, **_k: ([str(p) for p in paths], ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: str(paths[0]))


def drop(pane: PhotoPane, *paths: Path) -> bool:
    """Files or folders let go over the pane; whether it took them."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(p)) for p in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(5, 5), copy, mime, left, none)
    QApplication.sendEvent(pane, entering)
    if not entering.isAccepted():
        return False
    dropping = QDropEvent(QPointF(5, 5), copy, mime, left, none)
    QApplication.sendEvent(pane, dropping)
    return dropping.isAccepted()


def held(store: SqlStore) -> list[Photo]:
    """Every photograph in the database."""
    with store.reading() as work:
        return work.photos.all(STREET)


def view_of(page: AuditPage) -> PhotoView:
    """The photographs seen large."""
    assert page.photos.view is not None
    return page.photos.view


def open_first(qtbot: QtBot, page: AuditPage) -> PhotoView:
    """Enter on the first tile, and the picture is there."""
    tiles(page.photos)[0].setFocus()
    QTest.keyClick(tiles(page.photos)[0], Qt.Key.Key_Return)
    view = view_of(page)
    qtbot.waitUntil(lambda: view.isVisible() and view.canvas.image is not None and page.context.tasks.idle)
    return view


# -- ways in -----------------------------------------------------------------------------------------------------------


def test_f8_takes_in_the_files_one_chooses(
    qtbot: QtBot,
    page: AuditPage,
    store: SqlStore,
    card: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choose(monkeypatch, *sorted(card.rglob("IMG_[01].JPG")))
    QTest.keyClick(page.checklist, Qt.Key.Key_F8)
    wait_for(qtbot, page, 2)
    assert page.draft is not None
    assert {p.audit for p in held(store)} == {page.draft.audit}
    assert [t.time for t in tiles(page.photos)] == ["10:10", "10:11"]
    assert page.photos.count.text() == "2"
    assert "已加 2 张照片" in said(page)
    assert draft_body(store, "06-001")  # the visit has begun: its id is found again


def test_a_whole_card_is_taken_in_and_again_without_doubling(
    qtbot: QtBot, page: AuditPage, card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, card)
    page.photos.folder.trigger()
    wait_for(qtbot, page, 6)
    assert page.photos.all_button.isVisible()
    assert "6" in page.photos.all_button.text()
    QTest.mouseClick(page.photos.folder_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "6 张早已在这里" in said(page))
    wait_for(qtbot, page, 6)


def test_files_and_folders_are_dropped(qtbot: QtBot, page: AuditPage, card: Path) -> None:
    assert drop(page.photos, card / "DCIM" / "100APPLE", card / "DCIM" / "101APPLE" / "IMG_5.JPG")
    wait_for(qtbot, page, 4)
    mime = QMimeData()
    mime.setText("words")
    event = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(page.photos, event)
    assert not event.isAccepted()


def test_a_picture_and_files_are_pasted(qtbot: QtBot, page: AuditPage, card: Path) -> None:
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    QGuiApplication.clipboard().setImage(image)
    QTest.keyClick(page.checklist, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    wait_for(qtbot, page, 1)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(p)) for p in sorted(card.rglob("IMG_[01].JPG"))])
    QGuiApplication.clipboard().setMimeData(mime)
    QTest.keyClick(page.checklist, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    wait_for(qtbot, page, 3)
    QGuiApplication.clipboard().setText("words")
    QTest.keyClick(page.checklist, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "剪贴板里没有照片" in said(page)
    page.side.form.note.setFocus()
    QTest.keyClick(page.side.form.note, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert page.side.form.note.text() == "words"  # in a field a paste is text


def test_a_folder_without_photographs_says_so(qtbot: QtBot, page: AuditPage, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert drop(page.photos, tmp_path / "empty")
    qtbot.waitUntil(lambda: "这里没有照片" in said(page))
    assert drop(page.photos, tmp_path / "gone.jpg")
    qtbot.waitUntil(lambda: "读不到了" in said(page))


def test_a_card_of_several_sites_is_placed_by_time_after_a_look_at_the_table(
    qtbot: QtBot, page: AuditPage, store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = (NOW - timedelta(days=70) + timedelta(hours=8)).strftime("%Y:%m:%d %H:%M:%S")  # when 06-002 was audited
    for name, taken in (("a", seen), ("b", "2020:01:01 09:00:00")):
        (tmp_path / "card").mkdir(exist_ok=True)
        (tmp_path / "card" / f"{name}.jpg").write_bytes(phone_file((64, 48), ord(name), taken=taken))
    choose(monkeypatch, tmp_path / "card")
    QTest.mouseClick(page.photos.card_button, Qt.MouseButton.LeftButton)
    asking = None

    def asked() -> bool:
        nonlocal asking
        asking = page.photos.findChild(PhotoPlacing)
        return asking is not None and asking.isVisible()

    qtbot.waitUntil(asked)
    assert asking is not None
    assert unnamed(asking) == []
    assert held(store) == []
    assert len(asking.wanted()) == 1
    assert "没有归处" in asking.rest.text()
    QTest.keyClick(asking.rest, Qt.Key.Key_Space)
    assert len(asking.wanted()) == 2
    QTest.mouseClick(asking.do, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(held(store)) == 2)
    wait_for(qtbot, page, 1)  # one of them is of this site
    codes = {s.id: s.code for s in sites_of(store).values()}
    assert {(codes[p.site], p.taken_at[:4]) for p in held(store)} == {("06-002", "2026"), ("06-001", "2020")}


# -- trouble -----------------------------------------------------------------------------------------------------------


def test_a_card_pulled_out_after_the_third_keeps_three_and_names_the_others(
    qtbot: QtBot,
    page: AuditPage,
    store: SqlStore,
    card: Path,
) -> None:
    came: list[object] = []

    def pull(_taken: object) -> None:
        came.append(_taken)
        if len(came) == 3:
            shutil.rmtree(card)

    page.photos.intake.taken.connect(pull)
    assert drop(page.photos, card)
    wait_for(qtbot, page, 3)
    assert "有 3 张没有加进来" in said(page)
    assert "IMG_3.JPG" in said(page)
    assert "卡可能" in said(page) or "卡已拔出" in said(page)
    assert all(shown.held for shown in page.photos.photos)
    assert len(held(store)) == 3


def test_a_full_disk_is_told_and_leaves_nothing_half(
    qtbot: QtBot,
    page: AuditPage,
    store: SqlStore,
    card: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert drop(page.photos, card / "DCIM" / "100APPLE")
        qtbot.waitUntil(lambda: "磁盘满了" in said(page))
        wait_for(qtbot, page, 0)
    assert held(store) == []
    assert [p for p in Path(f"{store.place}.photos").rglob("*") if p.is_file()] == []
    assert drop(page.photos, card / "DCIM" / "100APPLE")
    wait_for(qtbot, page, 3)


def test_stopped_in_the_middle_what_is_done_stays(qtbot: QtBot, page: AuditPage, card: Path) -> None:
    jobs: list[Job] = []
    page.context.tasks.started.connect(jobs.append)
    page.photos.intake.taken.connect(lambda _t: jobs[0].cancel())
    assert drop(page.photos, card)
    wait_for(qtbot, page, 1)
    assert "还有 5 张没有加" in said(page)


def test_a_folder_of_photographs_that_is_gone_shows_each_as_missing_and_the_same_file_heals(
    qtbot: QtBot,
    page: AuditPage,
    store: SqlStore,
    card: Path,
    tmp_path: Path,
) -> None:
    assert drop(page.photos, card / "DCIM" / "100APPLE")
    wait_for(qtbot, page, 3)
    folder = Path(f"{store.place}.photos")
    folder.rename(tmp_path / "unplugged")
    page.photos.refresh()
    qtbot.waitUntil(lambda: not any(shown.held for shown in page.photos.photos))
    assert len(tiles(page.photos)) == 3
    assert "3 张的文件不在" in page.photos.gone.text()
    assert str(folder) in page.photos.gone.text()
    assert "照片文件不在" in tiles(page.photos)[0].accessibleName()
    page.photos.look(0)
    qtbot.waitUntil(lambda: "照片文件不在" in view_of(page).canvas.words)
    QTest.keyClick(view_of(page).canvas, Qt.Key.Key_Escape)
    assert drop(page.photos, card / "DCIM" / "100APPLE" / "IMG_0.JPG")
    qtbot.waitUntil(lambda: "1 张的文件找回来了" in said(page))
    qtbot.waitUntil(lambda: [s.held for s in page.photos.photos] == [True, False, False])
    shutil.copytree(tmp_path / "unplugged", folder, dirs_exist_ok=True)
    page.photos.refresh()
    qtbot.waitUntil(lambda: all(s.held for s in page.photos.photos))
    assert not page.photos.gone.isVisible()


def test_giving_up_the_visit_leaves_the_photographs_at_the_site_and_says_so(
    qtbot: QtBot,
    page: AuditPage,
    store: SqlStore,
    card: Path,
) -> None:
    press(page, "1")
    assert drop(page.photos, card / "DCIM" / "100APPLE")
    wait_for(qtbot, page, 3)
    page.audit_keys.drop.trigger()
    wait_for(qtbot, page, 0)
    assert "3 张照片留在这个点位" in said(page)
    site = sites_of(store)["06-001"].id
    assert len(photographing.read_photos(store, PhotoPlace(street=STREET, site=site))) == 3
    back = next(m for m in window_of(page).strip.messages() if m.do is not None and "放弃" in m.fact)
    assert back.do is not None
    back.do()
    wait_for(qtbot, page, 3)


def test_photographs_of_an_audit_not_yet_saved_are_there_when_the_program_starts_again(
    qtbot: QtBot,
    tasks: Tasks,
    store: SqlStore,
    card: Path,
) -> None:
    window, page = open_window(qtbot, tasks, store)
    assert drop(page.photos, card / "DCIM" / "100APPLE")
    wait_for(qtbot, page, 3)
    assert page.draft is not None
    audit = page.draft.audit
    qtbot.waitUntil(lambda: audit in draft_body(store, "06-001"))
    window.close()
    _window, page = open_window(qtbot, tasks, store)
    wait_for(qtbot, page, 3)
    assert page.draft is not None
    assert page.draft.audit == audit


# -- seen large --------------------------------------------------------------------------------------------------------


def test_seen_large_one_turns_them_over_and_comes_back_to_the_tile(qtbot: QtBot, page: AuditPage, card: Path) -> None:
    assert drop(page.photos, card / "DCIM" / "100APPLE")
    wait_for(qtbot, page, 3)
    view = open_first(qtbot, page)
    assert view.title.text() == "照片 1 / 3"
    QTest.keyClick(view.canvas, Qt.Key.Key_Right)
    QTest.keyClick(view.canvas, Qt.Key.Key_Right)
    QTest.keyClick(view.canvas, Qt.Key.Key_Right)
    assert view.title.text() == "照片 3 / 3"
    QTest.keyClick(view.canvas, Qt.Key.Key_Left)
    assert view.when.text() == "2026-11-22 10:11"
    press_before = page.draft
    QTest.keyClick(view.canvas, Qt.Key.Key_1)  # no answer of the page below
    assert page.draft == press_before
    for _n in range(30):  # Tab stays in the view
        QTest.keyClick(view.focusWidget() or view, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None
        assert view.isAncestorOf(focus)
    QTest.keyClick(view.focusWidget() or view, Qt.Key.Key_Escape)
    assert not view.isVisible()
    qtbot.waitUntil(lambda: page.context.tasks.idle)
    assert tiles(page.photos)[1].hasFocus() or page.photos.drop_tile.hasFocus()


def test_what_it_shows_is_said_in_the_view(
    qtbot: QtBot,
    page: AuditPage,
    store: SqlStore,
    card: Path,
) -> None:
    assert drop(page.photos, card / "DCIM" / "100APPLE")
    wait_for(qtbot, page, 3)
    view = open_first(qtbot, page)
    QTest.keyClick(view.canvas, Qt.Key.Key_F4)
    assert view.caption.hasFocus()
    QTest.keyClicks(view.caption, "quan jing")
    QTest.keyClick(view.caption, Qt.Key.Key_Return)
    view.items.setFocus()
    QTest.keyClick(view.items, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: any(p.caption == "quan jing" and p.item for p in held(store)))
    wait_for(qtbot, page, 3)
    assert tiles(page.photos)[0].words == "quan jing"


def test_a_face_is_covered_by_keys_alone(
    qtbot: QtBot,
    page: AuditPage,
    store: SqlStore,
    card: Path,
) -> None:
    assert drop(page.photos, card / "DCIM" / "100APPLE" / "IMG_0.JPG")
    wait_for(qtbot, page, 1)
    before = held(store)[0]
    was = opened(store.photo_files.read(before.sha256))
    QTest.keyClick(page.checklist, Qt.Key.Key_F9)
    view = view_of(page)
    qtbot.waitUntil(lambda: view.canvas.covering)
    for _n in range(40):
        QTest.keyClick(view.canvas, Qt.Key.Key_Left)
        QTest.keyClick(view.canvas, Qt.Key.Key_Up)
    QTest.keyClick(view.canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert (view.canvas.frame.x(), view.canvas.frame.y(), view.canvas.frame.width()) == (0, 0, 50)
    QTest.keyClick(view.canvas, Qt.Key.Key_Return)
    QTest.keyClick(view.canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(view.canvas, Qt.Key.Key_Return)
    QTest.keyClick(view.canvas, Qt.Key.Key_Backspace)  # the second is taken back before anything is written
    assert view.boxes.text() == "画了 1 处"
    QTest.keyClick(view.canvas, Qt.Key.Key_Right)  # while covering an arrow moves the frame
    assert view.title.text() == "照片 1 / 1"
    QTest.keyClick(view.canvas, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: held(store)[0].sha256 != before.sha256)
    qtbot.waitUntil(lambda: not view.canvas.covering and page.context.tasks.idle)
    assert not store.photo_files.holds(before.sha256)
    now = opened(store.photo_files.read(held(store)[0].sha256))
    assert now.getpixel((200, 150)) == pytest.approx(was.getpixel((200, 150)), abs=8)
    assert sum(abs(a - b) for a, b in zip(now.tobytes(), was.tobytes(), strict=True)) > 10_000
    assert view.told.isVisible()


def test_a_plate_is_covered_by_the_mouse_and_esc_leaves_it(
    qtbot: QtBot,
    page: AuditPage,
    store: SqlStore,
    card: Path,
) -> None:
    assert drop(page.photos, card / "DCIM" / "100APPLE" / "IMG_0.JPG")
    wait_for(qtbot, page, 1)
    view = open_first(qtbot, page)
    QTest.mouseClick(view.cover_button, Qt.MouseButton.LeftButton)
    place = view.canvas.place()
    first, last = place.topLeft().toPoint() + QPoint(20, 20), place.center().toPoint()
    QTest.mousePress(view.canvas, Qt.MouseButton.LeftButton, pos=first)
    QTest.mouseMove(view.canvas, last)
    QTest.mouseRelease(view.canvas, Qt.MouseButton.LeftButton, pos=last)
    assert len(view.canvas.boxes) == 1
    assert view.canvas.boxes[0].right() in range(155, 165)
    QTest.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=last)  # a click is no box
    assert len(view.canvas.boxes) == 1
    QTest.keyClick(view.canvas, Qt.Key.Key_Escape)
    assert view.isVisible()
    assert view.canvas.boxes == []
    assert not view.canvas.covering
    assert len(held(store)[0].replaced) == 0


def test_a_photograph_is_erased_with_a_reason(
    qtbot: QtBot,
    page: AuditPage,
    store: SqlStore,
    card: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert drop(page.photos, card / "DCIM" / "100APPLE")
    wait_for(qtbot, page, 3)
    view = open_first(qtbot, page)
    monkeypatch.setattr("ui.photo_view.ask", lambda *_a, **_k: None)
    QTest.mouseClick(view.erase_button, Qt.MouseButton.LeftButton)
    assert len(held(store)) == 3
    monkeypatch.setattr("ui.photo_view.ask", lambda *_a, **_k: "照到了人")
    QTest.mouseClick(view.erase_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.title.text() == "照片 1 / 2")
    QTest.keyClick(view.canvas, Qt.Key.Key_Escape)
    wait_for(qtbot, page, 2)
    assert page.photos.erased.text() == "1 张已删去\n照到了人，周敏，2026-11-22"
    assert drop(page.photos, card / "DCIM" / "100APPLE" / "IMG_0.JPG")
    qtbot.waitUntil(lambda: "照到了人" in said(page))
    wait_for(qtbot, page, 2)


def test_the_tiles_come_to_rest_beside_a_scroll_bar_at_every_height(qtbot: QtBot) -> None:
    moves: list[int] = []

    class Counted(TileRows):
        def resizeEvent(self, event: QResizeEvent) -> None:
            moves.append(event.size().width())
            if len(moves) < 40:  # else it would never end
                super().resizeEvent(event)

    rows, inner = Counted(), QWidget()
    column = QVBoxLayout(inner)
    column.addWidget(rows)
    column.addStretch(1)
    view = Scroll(inner)
    qtbot.addWidget(view)
    rows.show_tiles([DropTile() for _n in range(4)])
    view.show()
    for high in range(120, 220):
        moves.clear()
        view.resize(260, high)
        for _n in range(6):
            QApplication.processEvents()
        assert len(moves) < 12, high


def test_another_page_closes_the_view(qtbot: QtBot, page: AuditPage, card: Path) -> None:
    assert drop(page.photos, card / "DCIM" / "100APPLE" / "IMG_0.JPG")
    wait_for(qtbot, page, 1)
    view = open_first(qtbot, page)
    window_of(page).resize(1000, 640)
    assert view.size() == window_of(page).size()
    page.hide()
    assert not view.isVisible()


def test_everything_has_a_name_and_colours_of_photographs_are_their_own(
    qtbot: QtBot, page: AuditPage, card: Path
) -> None:
    assert drop(page.photos, card / "DCIM" / "100APPLE")
    wait_for(qtbot, page, 3)
    assert unnamed(page.photos) == []
    view = open_first(qtbot, page)
    assert unnamed(view) == []
    view.begin_covering()
    assert unnamed(view) == []
    view.end_covering()
    middle = view.canvas.rect().center()
    light = view.canvas.grab().toImage().pixelColor(middle)
    for name in ("dark", "sun"):
        theme.use(name, 1.5)
        assert view.canvas.grab().toImage().pixelColor(view.canvas.rect().center()) == light


# -- never in the way --------------------------------------------------------------------------------------------------


def test_the_window_answers_while_large_photographs_come_in_and_answers_are_kept_between_them(
    qtbot: QtBot,
    page: AuditPage,
    store: SqlStore,
    tmp_path: Path,
) -> None:
    large = phone_file((4000, 3000), 1)
    for n in range(6):
        (tmp_path / f"{n}.jpg").write_bytes(large + bytes([n]))  # another file each, of 12 million pixels
    watch = Watch()
    assert drop(page.photos, *[tmp_path / f"{n}.jpg" for n in range(6)])
    qtbot.waitUntil(lambda: page.photos.intake.running)
    press(page, "1")
    qtbot.waitUntil(lambda: '"pass"' in draft_body(store, "06-001"))
    assert page.photos.intake.running  # kept while they still come
    wait_for(qtbot, page, 1)  # six files of one picture are one photograph
    assert "5 张早已在这里" in said(page)
    watch.stop()
    assert watch.stops <= 1  # a picture unpacked in the window's thread would stop it every time
