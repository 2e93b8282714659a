"""Fields: dates as people type them, rare names whole, nothing judged while an input method composes."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui import theme
from ui.fields import Choice, DateField, NoteField, NumberField, SearchField, TextField, Tick, read_date, show_wrong

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-11-08", date(2026, 11, 8)),
        ("2026.11.8", date(2026, 11, 8)),
        ("2026年11月8日", date(2026, 11, 8)),
        ("20261108", date(2026, 11, 8)),
        ("１１－０８", date(2026, 11, 8)),
        ("11-08", date(2026, 11, 8)),
        ("1108", date(2026, 11, 8)),
        ("今天", TODAY),
        ("昨天", date(2026, 11, 21)),
        ("  ", None),
    ],
)
def test_a_date_is_read_as_people_type_it(typed: str, meant: date | None) -> None:
    assert read_date(typed, TODAY) == meant


@pytest.mark.parametrize("typed", ["2026-02-30", "13-01", "明年", "5", "2026-11-08-01"])
def test_what_is_no_date_is_not_guessed(typed: str) -> None:
    with pytest.raises(ValueError):
        read_date(typed, TODAY)


def stage(qtbot: QtBot, *fields: QWidget) -> QWidget:
    """Fields one below the other in an active window."""
    home = QWidget()
    column = QVBoxLayout(home)
    for field in fields:
        column.addWidget(field)
    qtbot.addWidget(home)
    with qtbot.waitActive(home):
        home.show()
        home.activateWindow()
    fields[0].setFocus()
    return home


def test_a_date_stands_in_one_form_after_leaving_and_moves_by_keys(qtbot: QtBot) -> None:
    field, other = DateField("生效"), TextField("名称")
    home = stage(qtbot, field, other)
    QTest.keyClicks(field, "20261108")
    other.setFocus()
    assert field.text() == "2026-11-08"
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_PageDown)
    assert field.day() == date(2026, 11, 2)
    field.setText("2026-02-30")
    other.setFocus()
    assert field.property("wrong") is True
    assert field.text() == "2026-02-30", "what was typed stays to be seen"
    assert home.isVisible()


def test_a_name_beyond_the_bmp_is_never_cut(qtbot: QtBot) -> None:
    field = TextField("姓名", chars=3)
    qtbot.addWidget(field)
    QApplication.sendEvent(field, compose("", "张喆𬱖𫖯"))
    assert field.text() == "张喆𬱖𫖯"
    assert len(field.text()) == 4


def compose(preedit: str, commit: str) -> QInputMethodEvent:
    """What an input method sends."""
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    return event


def test_nothing_is_searched_while_composing(qtbot: QtBot) -> None:
    field = SearchField("找点位", "编号、名称")
    qtbot.addWidget(field)
    asked: list[str] = []
    field.searched.connect(asked.append)
    QApplication.sendEvent(field, compose("longxing", ""))
    composing = field.composing
    qtbot.wait(200)
    assert composing
    assert asked == []
    QApplication.sendEvent(field, compose("", "龙兴"))
    assert not field.composing
    qtbot.waitUntil(lambda: asked == ["龙兴"])


def test_search_is_asked_once_after_a_pause_and_at_once_on_enter(qtbot: QtBot) -> None:
    field = SearchField("找点位", "编号、名称")
    qtbot.addWidget(field)
    asked: list[str] = []
    field.searched.connect(asked.append)
    QTest.keyClicks(field, "06-0")
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == ["06-0"]
    QTest.keyClicks(field, "3")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert asked == ["06-0", "06-03"]
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    with qtbot.waitSignal(field.left_down):
        QTest.keyClick(field, Qt.Key.Key_Down)


def test_esc_gives_back_what_stood_there_and_enter_goes_on(qtbot: QtBot) -> None:
    field, other = TextField("编号", "07-01"), TextField("名称")
    home = stage(qtbot, field, other)
    settled: list[str] = []
    field.settled.connect(settled.append)
    QTest.keyClicks(field, "9")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "07-01"
    QTest.keyClicks(field, "2")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert other.hasFocus()
    assert settled == ["07-012"]
    assert home.isVisible()


def test_a_number_is_read_from_any_digits_and_anything_else_is_an_error(qtbot: QtBot) -> None:
    field = NumberField("户数", 412)
    qtbot.addWidget(field)
    assert field.number() == 412
    for typed, meant in (("１，２３４", 1234), (" 12 ", 12), ("", None)):
        field.setText(typed)
        assert field.number() == meant
    field.setText("十二")
    with pytest.raises(ValueError):
        field.number()


def test_an_error_border_goes_when_the_text_changes(qtbot: QtBot) -> None:
    field = TextField("编号")
    qtbot.addWidget(field)
    field.show()
    show_wrong(field, wrong=True)
    image = field.grab().toImage()
    assert image.pixelColor(1, image.height() // 2) == theme.current().bad
    QTest.keyClicks(field, "1")
    assert field.property("wrong") is False


def test_the_wheel_never_changes_a_choice(qtbot: QtBot) -> None:
    choice = Choice("类型", [("住宅小区", "quarter"), ("学校", "school")])
    qtbot.addWidget(choice)
    choice.choose("school")
    where, up = QPointF(5, 5), QPoint(0, 120)
    none, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    wheel = QWheelEvent(where, where, QPoint(), up, none, Qt.KeyboardModifier.NoModifier, phase, False)
    QApplication.sendEvent(choice, wheel)
    assert choice.value() == "school"
    choice.show_options([("医院", "hospital"), ("学校", "school")])
    assert choice.value() == "school"
    choice.show_options([("医院", "hospital")])
    assert choice.value() == "hospital"


def test_tab_leaves_a_note(qtbot: QtBot) -> None:
    note, other = NoteField("备注"), TextField("名称")
    home = stage(qtbot, note, other)
    settled: list[str] = []
    note.settled.connect(settled.append)
    QTest.keyClicks(note, "ok")
    QTest.keyClick(note, Qt.Key.Key_Tab)
    assert other.hasFocus()
    assert settled == ["ok"]
    note.setFocus()
    QTest.keyClicks(note, "x")
    QTest.keyClick(note, Qt.Key.Key_Escape)
    assert note.text() == "ok"
    assert home.isVisible()


def test_a_tick_is_set_with_the_space_bar_and_shows_its_ring(qtbot: QtBot) -> None:
    tick = Tick("带附件")
    home = stage(qtbot, tick)
    QTest.keyClick(tick, Qt.Key.Key_Space)
    assert tick.isChecked()
    assert tick.grab().toImage().pixelColor(1, tick.height() // 2) == theme.current().focus
    assert home.isVisible()


def test_placeholders_have_the_colour_of_notes(qtbot: QtBot) -> None:
    field = TextField("名称", example="形如 07-012")
    qtbot.addWidget(field)
    field.show()
    assert isinstance(field, QLineEdit)
    assert field.palette().placeholderText().color() == theme.current().ink3
