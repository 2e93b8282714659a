"""Dialogs, for what cannot simply be undone or publishes: the verb is on the button, Esc is the safe way."""

from collections.abc import Collection

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from auditor.wording import _
from ui.buttons import Button
from ui.fields import TextField
from ui.panes import Text


class Question(QDialog):
    """One question. `verb` does it, `stay` (also Esc) does not; `reason` asks for a sentence, its example beside it;
    `exactly` for one of these words, so that a person says what it is about."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        told: str,
        *,
        verb: str,
        stay: str,
        reason: str = "",
        exactly: Collection[str] = (),
    ) -> None:
        super().__init__(parent)
        self._exactly = exactly
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(440)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(Text(title, "thing", wrap=True))
        column.addWidget(Text(told, "body", "ink2", wrap=True))
        self.field: TextField | None = None
        if reason or exactly:
            row = QHBoxLayout()
            row.setSpacing(8)
            word = _("照写名称") if exactly else _("说明")
            row.addWidget(Text(word))
            self.field = TextField(word, chars=36, example=reason)
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
        written = self.field.text().strip() if self.field is not None else ""
        self.do.setEnabled(self.field is None or (written in self._exactly if self._exactly else bool(written)))
        why = _("先照写名称") if self._exactly else _("先写说明")
        self.do.setToolTip("" if self.do.isEnabled() else why)


def ask(
    parent: QWidget | None,
    title: str,
    told: str,
    *,
    verb: str,
    stay: str,
    reason: str = "",
    exactly: Collection[str] = (),
) -> str | None:
    """Ask, and wait. None when it is not to be done; else the words written, empty where none were asked for."""
    question = Question(parent, title, told, verb=verb, stay=stay, reason=reason, exactly=exactly)
    done = question.exec() == QDialog.DialogCode.Accepted
    text = question.field.text().strip() if question.field is not None else ""
    question.deleteLater()
    return text if done else None
