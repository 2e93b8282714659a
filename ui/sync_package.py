"""The package in hand: nothing chosen yet, why it cannot be rehearsed, what it would do, or what it did."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from auditor.delivery_wording import recovered_text
from auditor.exchange import Exchange
from auditor.standard import Standard
from auditor.station import mark_of
from auditor.wording import _, ngettext, number, pgettext
from ui import theme
from ui.buttons import ActionButton, Button
from ui.fields import TextField
from ui.layouts import digits_for
from ui.marks import Mark, MarkWord
from ui.messages import Glyph
from ui.panes import Elided, EmptyState, Hairline, Pane, Text
from ui.record_model import Column
from ui.record_table import RecordTable
from ui.sync_reading import Rehearsed
from ui.sync_words import Change, changes_of, sentences, size_text

CLASSES = 7


@dataclass(frozen=True, slots=True)
class Hurdle:
    """Why a package cannot be rehearsed: a fact, what to do, and perhaps one thing to do here. `field` names what must
    be typed for it (its example beside it), "" for nothing."""

    fact: str
    how: str
    verb: str = ""
    do: Callable[[str], object] | None = None
    field: str = ""
    example: str = ""


class HurdleState(QWidget):
    """A hurdle as an empty state with a field."""

    def __init__(self, hurdle: Hurdle, choose: QAction) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addStretch(1)
        column.addWidget(Glyph("warning", "warn", 26), 0, Qt.AlignmentFlag.AlignHCenter)
        for text in (Text(hurdle.fact, "section", wrap=True), Text(hurdle.how, "note", "ink2", wrap=True)):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            if text.text():
                column.addWidget(text)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self.field: TextField | None = None
        if hurdle.field:
            label = Text(hurdle.field)
            self.field = TextField(hurdle.field, chars=12, example=hurdle.example)
            label.setBuddy(self.field)
            row.addWidget(label)
            row.addWidget(self.field)
        self.button = Button(hurdle.verb)
        self.button.setAutoDefault(True)
        if hurdle.do is not None:
            do = hurdle.do
            self.button.clicked.connect(lambda: do(self.field.text().strip() if self.field else ""))
            row.addWidget(self.button)
            if self.field is not None:
                self.field.returnPressed.connect(self.button.click)
        row.addWidget(ActionButton(choose, "quiet" if hurdle.do is not None else "plain"))
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)


class PackagePane(Pane):
    """What is in hand. Enter on a class opens its list (`looked`)."""

    looked = Signal(object)  # Change

    def __init__(self, standard: Standard, choose: QAction, apply: QAction, drop: QAction) -> None:
        super().__init__(flush=True)
        self._standard, self._choose = standard, choose
        self.file, self.signed = Elided("", "section"), Elided("", "note", "ink2")
        self.whole = MarkWord(Mark.CONFORMING, "", "body")
        self.changes: RecordTable[Change] = RecordTable(_columns(), _("并入会带来什么"), sortable=False)
        self.told = Text("", "note", "ink2", wrap=True)
        self.line = Text("", "note", "ink", wrap=True)
        self.result = QVBoxLayout()
        self.stack = QStackedWidget()
        self.stack.addWidget(QWidget())
        self.stack.addWidget(self._build_rehearsal())
        self.body.addWidget(self.stack, 1)
        self.foot = QWidget()
        row = QHBoxLayout(self.foot)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        row.addWidget(ActionButton(drop))
        row.addWidget(ActionButton(apply, "primary"))
        self.foot_line = Hairline()
        self.body.addWidget(self.foot_line)
        self.body.addWidget(self.foot)
        self.changes.opened.connect(self.looked)
        theme.follow(self.make_room)

    def _build_rehearsal(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 8)
        head.setSpacing(10)
        head.addWidget(Glyph("folder", "ink2", 18))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.file)
        words.addWidget(self.signed)
        head.addLayout(words, 1)
        head.addWidget(self.whole)
        column.addLayout(head)
        column.addWidget(self.changes)
        told = QHBoxLayout()
        told.setContentsMargins(12, 6, 12, 6)
        told.setSpacing(8)
        told.addWidget(Glyph("info", "ink2", 15), 0, Qt.AlignmentFlag.AlignTop)
        told.addWidget(self.told, 1)
        column.addLayout(told)
        column.addStretch(1)
        return whole

    def make_room(self) -> None:
        """Every class is seen without scrolling."""
        high = self.changes.horizontalHeader().sizeHint().height() + CLASSES * self.changes.row_height + 4
        self.changes.setFixedHeight(high)

    # -- what is in hand --------------------------------------------------------------------------------------------

    def show_nothing(self, found: Exchange | None) -> None:
        """No package was chosen."""
        if found is None:
            state = EmptyState("clock", _("正在看送出和收到的数据包"), "")
        elif found.at_bureau:
            how = _("工作站交来的 .sap 文件，拖到这里也行。先预演，看清楚再并入。")
            state = EmptyState("import", _("收一个数据包"), how, self._choose)
        else:
            how = _("区里发回来的 .sap 文件，拖到这里也行。先预演，看清楚再并入。")
            state = EmptyState("import", _("收区里的数据包"), how, self._choose)
        self._show(state)

    def show_reading(self, file: str) -> None:
        """It is being rehearsed."""
        self._show(EmptyState("clock", _("在预演 {file}").format(file=file), _("不改动任何数据，可以随时停下。")))

    def show_hurdle(self, hurdle: Hurdle) -> None:
        """It cannot be rehearsed."""
        state = HurdleState(hurdle, self._choose)
        self._show(state)
        (state.field or state.button).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_rehearsed(self, found: Rehearsed, exchange: Exchange) -> None:
        """What it would do."""
        manifest, preview = found.manifest, found.preview
        self.file.setText(_("{file} · {size}").format(file=found.path.name, size=size_text(found.size)))
        who = manifest.name or mark_of(manifest.station)
        if found.signer is not None:
            who = found.signer.name or who
        known = _("已登记") if found.signer is not None else _("还没有登记")
        if manifest.station == exchange.bureau:
            known = _("区里")
        elif manifest.station == exchange.own:
            known = _("本机自己的")
        self.signed.setText(
            _("签名有效：{who}（{mark}），{known}").format(who=who, mark=mark_of(manifest.station), known=known)
        )
        self.whole.show_mark(Mark.CONFORMING, _("完整"))
        self.changes.show_records(changes_of(preview, self._standard))
        if self.changes.chosen_record() is None:
            self.changes.choose_row(0)
        self.told.setText("\n".join(_told(found, exchange)))
        if preview.fresh:
            told = ngettext("并入 {n} 行记录。", "并入 {n} 行记录。", preview.fresh).format(n=number(preview.fresh))
            safe = _("不覆盖任何一份，随时可撤销。") if exchange.at_bureau else _("不覆盖任何一份。")
            told = sentences(told, safe)
        else:
            told = _("没有新的：里面的记录这里都有了。并入只记下对方收到了什么。")
        self.line.setText(told)
        self._turn(1, foot=True)

    def show_result(self, state: EmptyState) -> None:
        """What it did."""
        self._show(state)

    def _show(self, state: QWidget) -> None:
        old = self.stack.widget(0)
        self.stack.removeWidget(old)
        old.deleteLater()
        self.stack.insertWidget(0, state)
        self._turn(0, foot=False)

    def _turn(self, place: int, *, foot: bool) -> None:
        self.stack.setCurrentIndex(place)
        self.foot.setVisible(foot)
        self.foot_line.setVisible(foot)


def _told(found: Rehearsed, exchange: Exchange) -> list[str]:
    """What is to be known beside the classes."""
    manifest, preview = found.manifest, found.preview
    told = [_("预演用了 {s:.1f} 秒，什么也没有改。").format(s=found.seconds)]
    if exchange.at_bureau:
        told[0] = sentences(told[0], _("并入以后，以前的评分不会改写：当日与已知两个日期分开。"))
    if preview.own:
        n = preview.own
        lost = ngettext(
            "{n} 行本机写过、这里没有，并入就补回来。",
            "{n} 行本机写过、这里没有，并入就补回来。",
            n,
        )
        told.append(sentences(lost.format(n=number(n)), _("这里放回过备份，或有两台电脑用同一个库。")))
    if exchange.at_bureau and manifest.recovered:
        told.append(recovered_text(manifest.recovered))
    if manifest.photos_left:
        n = manifest.photos_left
        told.append(ngettext("还有 {n} 张照片在后面的包里。", "还有 {n} 张照片在后面的包里。", n).format(n=number(n)))
    return told


def _columns() -> list[Column[Change]]:
    words = [_("新记录"), _("冲突"), _("编号重复"), _("不完整"), _("缺照片"), _("结论会变")]
    return [
        Column("word", _("内容"), lambda c: c.word, mark=lambda c: c.mark, width=digits_for(words), bold=True),
        Column(
            "count",
            _("件数"),
            lambda c: c.count,
            align="right",
            width=6,
            tone=lambda c: c.mark.token if c.mark else None,
            bold=True,
        ),
        Column(
            "told",
            pgettext("一类", "说明"),
            lambda c: c.told or None,
            width=20,
            stretch=True,
            elide=True,
            tooltip=lambda c: c.told,
            tone=lambda c: "ink2" if not c.count else None,
        ),
        Column("look", "", lambda c: _("看") if c.details else "", width=4, tone=lambda _c: "accent"),
    ]
