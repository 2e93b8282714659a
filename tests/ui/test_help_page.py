"""The manual in the window, worked by keys: beside the page and on its own page, contents, search, links, back."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from auditor import wording
from db import SqlStore
from tests.child import LIMIT
from tests.making import fill_street, standard
from tests.ui.naming import unnamed
from ui import theme
from ui.context import Context
from ui.help_page import HelpPage
from ui.main_window import MainWindow
from ui.manual import chapter
from ui.manual_reader import Reader
from ui.pages import PAGES
from ui.settings import Settings
from ui.tasks import Tasks

SHIFT, ALT, CTRL = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
)


@pytest.fixture
def window(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> MainWindow:
    """The program's window, wide enough for the manual beside a page."""
    fill_street(store, 3)
    made = MainWindow(Context(store, tasks, standard(), Settings()), PAGES)
    qtbot.addWidget(made)
    made.resize(1400, 768)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    qtbot.waitUntil(lambda: tasks.idle, timeout=20_000)
    return made


def press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    at = QApplication.focusWidget()
    assert at is not None
    QTest.keyClick(at, key, held)


def type_in(field: QWidget, text: str) -> None:
    """As an input method does it."""
    event = QInputMethodEvent(text[:1], [])
    QApplication.sendEvent(field, event)
    done = QInputMethodEvent()
    done.setCommitString(text)
    QApplication.sendEvent(field, done)


def reader_of(window: MainWindow) -> Reader:
    assert window.help.reader is not None
    return window.help.reader


def test_shift_f1_opens_the_chapter_of_the_page_and_esc_gives_the_keyboard_back(window: MainWindow) -> None:
    window.open_page("register")
    before = QApplication.focusWidget()
    press(Qt.Key.Key_F1, SHIFT)
    assert window.help.isVisible()
    assert reader_of(window).chapter_id == "register"
    assert reader_of(window).text.hasFocus()
    assert chapter("register").title in reader_of(window).text.toPlainText()
    press(Qt.Key.Key_Escape)
    assert not window.help.isVisible()
    assert QApplication.focusWidget() is before


def test_it_stays_where_it_is_while_one_works_in_several_pages(window: MainWindow) -> None:
    press(Qt.Key.Key_F1, SHIFT)
    shown = reader_of(window).chapter_id
    press(Qt.Key.Key_F1, SHIFT)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert window.page.isAncestorOf(focused)
    window.open_page("score")
    assert reader_of(window).chapter_id == shown
    press(Qt.Key.Key_F1, SHIFT)
    assert reader_of(window).text.hasFocus()
    assert reader_of(window).chapter_id == shown
    reader_of(window).actions_here["help.page"].trigger()
    assert reader_of(window).chapter_id == "score"


def test_the_window_gives_room_and_takes_it_back(window: MainWindow) -> None:
    whole = window.page.width()
    narrow = window.rail.width()
    press(Qt.Key.Key_F1, SHIFT)
    QApplication.processEvents()
    assert window.rail.width() < narrow
    assert window.page.width() <= whole - window.help.width() + narrow
    press(Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert (window.rail.width(), window.page.width()) == (narrow, whole)


def test_where_there_is_no_room_it_opens_as_a_page(window: MainWindow) -> None:
    window.open_page("settings")
    window.resize(1100, 700)
    QApplication.processEvents()
    press(Qt.Key.Key_F1, SHIFT)
    assert isinstance(window.page, HelpPage)
    assert window.page.reader.chapter_id == "settings"
    assert not window.help.isVisible()


def test_words_are_looked_for_found_and_marked_and_esc_goes_back_step_by_step(window: MainWindow, qtbot: QtBot) -> None:
    press(Qt.Key.Key_F1, SHIFT)
    reader = reader_of(window)
    press(Qt.Key.Key_F, CTRL)
    assert reader.search.hasFocus()
    type_in(reader.search, "公示")
    qtbot.waitUntil(lambda: "#" in getattr(reader.list.chosen_record(), "id", ""))
    press(Qt.Key.Key_Return)
    assert reader.text.hasFocus()
    assert reader.text.extraSelections()
    assert "公示" in reader.text.toPlainText()
    press(Qt.Key.Key_F, CTRL)
    press(Qt.Key.Key_Escape)
    assert reader.search.text() == ""
    qtbot.waitUntil(lambda: not reader.text.extraSelections())
    press(Qt.Key.Key_Escape)
    assert reader.text.hasFocus()
    assert window.help.isVisible()
    press(Qt.Key.Key_Escape)
    assert not window.help.isVisible()


def test_nothing_found_says_so(window: MainWindow, qtbot: QtBot) -> None:
    press(Qt.Key.Key_F1, SHIFT)
    press(Qt.Key.Key_F, CTRL)
    type_in(reader_of(window).search, "龘龘")
    qtbot.waitUntil(lambda: reader_of(window).list.records.rowCount() == 0)
    press(Qt.Key.Key_Return)
    assert window.help.isVisible()


def test_links_lead_on_and_alt_arrows_back_and_forward_to_the_same_place(window: MainWindow) -> None:
    window.open_page("help")
    assert isinstance(window.page, HelpPage)
    reader = window.page.reader
    window.page.open("settings")
    reader.text.setFocus()
    press(Qt.Key.Key_Tab)
    place = reader.text.verticalScrollBar().value()
    assert place > 0
    press(Qt.Key.Key_Return)
    assert reader.chapter_id == "copies"
    press(Qt.Key.Key_Left, ALT)
    assert reader.chapter_id == "settings"
    assert reader.text.verticalScrollBar().value() == place
    press(Qt.Key.Key_Right, ALT)
    assert reader.chapter_id == "copies"
    assert not reader.forward.isEnabled()
    assert window.header.about.text() == chapter("copies").title


def test_the_contents_are_read_by_arrows_and_enter(window: MainWindow) -> None:
    window.open_page("help")
    assert isinstance(window.page, HelpPage)
    reader = window.page.reader
    reader.list.setFocus()
    chosen = reader.list.chosen_record()
    assert chosen is not None
    assert chosen.id == "first_day"
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert reader.chapter_id == "overview"
    assert reader.text.hasFocus()


def test_everything_has_a_name_for_a_screen_reader_and_pictures_say_what_they_show(window: MainWindow) -> None:
    press(Qt.Key.Key_F1, SHIFT)
    window.open_page("help")
    assert not unnamed(window.help)
    assert not unnamed(window.page)
    html = reader_of(window).text.toHtml()
    assert "alt=" in html or "img" in html


@pytest.mark.parametrize("name", theme.NAMES)
def test_theme_and_text_size_are_followed_and_the_place_is_kept(window: MainWindow, name: str) -> None:
    window.open_page("help")
    assert isinstance(window.page, HelpPage)
    text = window.page.reader.text
    window.page.open("numbers")
    before = text.document().size().height()
    theme.use(name, 1.5)
    QApplication.processEvents()
    assert text.document().size().height() > before * 1.2
    assert text.document().defaultFont().pointSizeF() == pytest.approx(theme.pt("body"))
    first = text.document().firstBlock().begin().fragment().charFormat()
    assert first.foreground().color() == theme.current().ink
    assert text.document().idealWidth() <= text.viewport().width()


def test_a_picture_is_as_wide_as_the_column_and_follows_it(window: MainWindow) -> None:
    window.open_page("help")
    assert isinstance(window.page, HelpPage)
    window.page.open("audit")
    text = window.page.reader.text

    def wide() -> float:
        found = text.document().resource(QTextDocument.ResourceType.ImageResource.value, "../pictures/audit.png")
        return float(found.deviceIndependentSize().width())

    QApplication.processEvents()
    before = wide()
    assert 400 < before <= text.viewport().width()
    window.resize(1000, 700)
    QApplication.processEvents()
    assert wide() < before


def test_english_is_english(window: MainWindow, qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:  # noqa: ARG001
    wording.use("en")
    other = MainWindow(Context(store, tasks, standard(), Settings(language="en")), PAGES)
    qtbot.addWidget(other)
    other.open_page("help")
    assert isinstance(other.page, HelpPage)
    assert other.page.reader.text.toPlainText().isascii() is False  # arrows, dashes
    assert "First day" in other.page.reader.text.toPlainText()


def test_nothing_of_the_manual_loads_before_it_is_asked_for() -> None:
    code = "import ui.main_window, sys; print('ui.manual_reader' in sys.modules, 'ui.manual_text' in sys.modules)"
    root = Path(__file__).resolve().parents[2]
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True, timeout=LIMIT
    )
    assert ran.stdout.split() == ["False", "False"]
