"""Panes, buttons, keycaps, messages, empty states and questions: reachable by key, named, never in the way."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.naming import unnamed
from ui import messages, theme
from ui.actions import Actions, key_text, reason
from ui.buttons import ActionButton, Button, KeyCap, caps
from ui.messages import Message, MessageStrip
from ui.panes import Elided, EmptyState, PageHeader, Pane, Text
from ui.progress_row import ProgressRow, time_left
from ui.questions import Question
from ui.tasks import Job


def test_an_action_is_declared_once_and_asks_whether_it_may(qtbot: QtBot) -> None:
    home = QWidget()
    qtbot.addWidget(home)
    why, done = ["未达标，不能签发"], []
    actions = Actions(home)
    action = actions.declare("issue", "签发", lambda: done.append(1), shortcut="Ctrl+Return", when=lambda: why[0])
    with pytest.raises(KeyError):
        actions.declare("issue", "签发", print)
    assert not action.isEnabled()
    assert reason(action) == "未达标，不能签发"
    why[0] = ""
    actions.refresh()
    assert action.isEnabled()
    assert reason(action) == ""
    assert key_text(action) == "Ctrl Enter"
    action.trigger()
    assert done == [1]
    assert actions["issue"] is action
    assert actions.all() == (action,)


def test_the_button_of_an_action_follows_it(qtbot: QtBot) -> None:
    home = QWidget()
    qtbot.addWidget(home)
    why, done = [""], []
    actions = Actions(home)
    action = actions.declare("save", "保存", lambda: done.append(1), shortcut="Ctrl+S", when=lambda: why[0])
    button = ActionButton(action, "primary")
    QVBoxLayout(home).addWidget(button)
    assert "Ctrl S" in button.text()
    assert button.accessibleName() == "保存"
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert done == [1]
    why[0] = "没有改动"
    actions.refresh()
    assert not button.isEnabled()
    assert button.toolTip() == "没有改动"


def test_a_keycap_is_a_button_with_a_name(qtbot: QtBot) -> None:
    done: list[int] = []
    action = QAction("开整改")
    action.triggered.connect(lambda: done.append(1))
    cap = KeyCap("F7", "开整改", action)
    qtbot.addWidget(cap)
    cap.show()
    QTest.mouseClick(cap, Qt.MouseButton.LeftButton)
    QTest.keyClick(cap, Qt.Key.Key_Space)
    assert done == [1, 1]
    assert cap.accessibleName() == "开整改 F7"
    action.setEnabled(False)
    assert not cap.isEnabled()
    assert [c.key for c in caps("Ctrl+Enter", "存")] == ["Ctrl", "Enter"]


@pytest.mark.parametrize("name", theme.NAMES)
def test_the_ring_of_what_has_the_keyboard_is_two_pixels(qtbot: QtBot, name: str) -> None:
    theme.use(name)
    home = QWidget()
    column = QVBoxLayout(home)
    plain, cap = Button("打印"), KeyCap("1", "符合")
    column.addWidget(plain)
    column.addWidget(cap)
    qtbot.addWidget(home)
    with qtbot.waitActive(home):
        home.show()
        home.activateWindow()
    ring = theme.current().focus
    for widget in (plain, cap):
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        image = widget.grab().toImage()
        middle = image.height() // 2
        assert [image.pixelColor(x, middle) for x in (0, 1)] == [ring, ring], type(widget)


def test_messages_are_at_most_three_and_trouble_is_not_pushed_away(qtbot: QtBot) -> None:
    strip = MessageStrip()
    home = QWidget()
    QVBoxLayout(home).addWidget(strip)
    qtbot.addWidget(home)
    home.show()
    assert not strip.isVisible()
    strip.tell(Message("bad", "照片文件夹找不到"))
    for n in range(4):
        strip.tell(Message("ok", f"已保存 {n}"))
    visible = [row.message.fact for row in strip._rows if row.isVisible()]
    assert "照片文件夹找不到" in visible
    assert len(visible) == 3
    more = [label.text() for label in strip.findChildren(QLabel) if "另有" in label.text()]
    assert more == ["另有 2 条"]
    assert unnamed(strip) == []
    strip.settle()
    assert not strip.isVisible()


def test_success_goes_by_itself_and_trouble_stays(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "STAYS_MS", 20)
    strip = MessageStrip()
    qtbot.addWidget(strip)
    strip.tell(Message("ok", "已保存 06-031"))
    strip.tell(Message("warn", "电脑时间比上次早了 1 年"))
    qtbot.waitUntil(lambda: len(strip.messages()) == 1)
    qtbot.wait(60)
    assert [m.kind for m in strip.messages()] == ["warn"]


def test_the_same_message_twice_stands_once_and_its_deed_settles_it(qtbot: QtBot) -> None:
    strip, done = MessageStrip(), []
    qtbot.addWidget(strip)
    for note in ("3 张", "4 张"):
        strip.tell(Message("bad", "照片文件夹找不到", note, "再找一次", lambda: done.append(1)))
    assert [m.note for m in strip.messages()] == ["4 张"]
    deed = next(b for b in strip.findChildren(Button) if b.accessibleName() == "再找一次")
    deed.click()
    assert done == [1]
    assert strip.messages() == ()


def test_a_name_with_markup_is_shown_as_it_is_written(qtbot: QtBot) -> None:
    label = Text("<b>商铺</b> & 李")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_a_cut_name_is_whole_in_its_tooltip(qtbot: QtBot) -> None:
    label = Elided("湘潭道沿街商铺名字很长很长的一排商铺")
    qtbot.addWidget(label)
    label.resize(80, 24)
    label.grab()
    assert label.toolTip() == label.text()
    label.resize(600, 24)
    label.grab()
    assert label.toolTip() == ""


def test_a_pane_without_a_title_has_no_head_and_links_are_buttons(qtbot: QtBot) -> None:
    pane = Pane()
    qtbot.addWidget(pane)
    pane.show()
    assert not pane.title.isVisible()
    pane.show_title("整改逾期", "3 件")
    assert pane.title.isVisible()
    action = QAction("整改", pane)
    assert pane.add_link(action).accessibleName() == "整改"
    pane.add_foot().addWidget(Button("以后再定"))
    assert unnamed(pane) == []


def test_an_empty_state_says_one_fact_and_offers_one_button(qtbot: QtBot) -> None:
    done: list[int] = []
    action = QAction("去现场检查")
    action.triggered.connect(lambda: done.append(1))
    state = EmptyState("correction", "现在没有整改", "现场检查答「不符合」时可以当场开单。", action)
    qtbot.addWidget(state)
    buttons = state.findChildren(Button)
    assert len(buttons) == 1
    buttons[0].click()
    assert done == [1]


def test_a_header_has_at_most_three_actions(qtbot: QtBot) -> None:
    header = PageHeader()
    qtbot.addWidget(header)
    header.show_page("台账", "学府街道", [QAction(str(i)) for i in range(3)])
    with pytest.raises(ValueError):
        header.show_page("台账", "学府街道", [QAction(str(i)) for i in range(4)])


def test_a_question_is_not_answered_yes_by_accident(qtbot: QtBot) -> None:
    question = Question(
        None, "撤销并入？", "撤回 312 份。", verb="撤销并入", stay="不撤销", reason="为什么撤销（必填）"
    )
    qtbot.addWidget(question)
    question.show()
    assert not question.do.isEnabled()
    assert question.field is not None
    QTest.keyClicks(question.field, "x")
    assert question.do.isEnabled()
    QTest.keyClick(question, Qt.Key.Key_Escape)
    assert question.result() == Question.DialogCode.Rejected
    assert unnamed(question) == []
    plain = Question(None, "签发？", "发出以后不能收回。", verb="签发", stay="不签发")
    qtbot.addWidget(plain)
    plain.show()
    assert plain.focusWidget() is plain.stay


def test_time_left_is_told_only_when_it_can_be() -> None:
    assert time_left(0, 100, 9) == ""
    assert time_left(50, 100, 0.2) == ""
    assert time_left(50, 100, 6) == "还要约 6 秒"
    assert time_left(10, 100, 60) == "还要约 9 分"
    assert time_left(100, 100, 60) == ""


def test_progress_is_shown_only_for_what_takes_long_and_can_be_cancelled(qtbot: QtBot) -> None:
    job = Job("正在导入台账", None)
    row = ProgressRow(job)
    qtbot.addWidget(row)
    assert not row.isVisible()
    qtbot.waitUntil(row.isVisible)
    job.progressed.emit(31_044, 50_000)
    assert row.count.text().startswith("31,044 / 50,000")
    row.cancel.click()
    assert job.cancelled
    with qtbot.waitSignal(row.gone):
        job.ended.emit()
