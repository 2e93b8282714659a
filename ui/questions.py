"""Dialogs, for what cannot simply be undone or publishes: the verb is on the button, Esc is the safe way."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from auditor.wording import _
from ui.actions import key_text
from ui.buttons import Button, KeyCap
from ui.fields import TextField
from ui.panes import Scroll, Text


class Question(QDialog):
    """One question. `verb` does it, `stay` (also Esc) does not; `reason` asks for a sentence."""

    def __init__(
        self, parent: QWidget | None, title: str, told: str, *, verb: str, stay: str, reason: str = ""
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(440)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(Text(title, "thing", wrap=True))
        column.addWidget(Text(told, "body", "ink2", wrap=True))
        self.field: TextField | None = None
        if reason:
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(Text(_("说明")))
            self.field = TextField(_("说明"), chars=36, example=reason)
            self.field.textChanged.connect(self._ask_reason)
            row.addWidget(self.field, 1)
            column.addLayout(row)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        self.stay = Button(stay, key="Esc")
        self.do = Button(verb, "primary")
        self.stay.clicked.connect(self.reject)
        self.do.clicked.connect(self.accept)
        buttons.addWidget(self.stay)
        buttons.addWidget(self.do)
        column.addLayout(buttons)
        (self.field or self.stay).setFocus(Qt.FocusReason.OtherFocusReason)
        self._ask_reason()

    def _ask_reason(self) -> None:
        self.do.setEnabled(self.field is None or bool(self.field.text().strip()))
        self.do.setToolTip("" if self.do.isEnabled() else _("先写说明"))


def ask(parent: QWidget | None, title: str, told: str, *, verb: str, stay: str, reason: str = "") -> str | None:
    """Ask, and wait. None when it is not to be done; else the reason written, empty where none was asked for."""
    question = Question(parent, title, told, verb=verb, stay=stay, reason=reason)
    done = question.exec() == QDialog.DialogCode.Accepted
    text = question.field.text().strip() if question.field is not None else ""
    question.deleteLater()
    return text if done else None


class Keys(QDialog):
    """F1: every key that works now, grouped by where it works."""

    def __init__(self, parent: QWidget, groups: list[tuple[str, list[QAction]]]) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("全部快捷键"))
        self.setMinimumSize(460, 420)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        inner = QFrame()
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 12, 0)
        rows.setSpacing(2)
        for name, actions in groups:
            shown = [action for action in actions if not action.shortcut().isEmpty()]
            if not shown:
                continue
            rows.addWidget(Text(name, "section"))
            for action in shown:
                cap = KeyCap(key_text(action), action.text(), action)
                cap.clicked.connect(self.accept)
                rows.addWidget(cap)
            rows.addSpacing(8)
        rows.addStretch(1)
        column.addWidget(Scroll(inner))
        close = Button(_("收起"), key="Esc")
        close.clicked.connect(self.reject)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        also = QAction(self)
        also.setShortcut(QKeySequence("F1"))
        also.triggered.connect(self.reject)
        self.addAction(also)
