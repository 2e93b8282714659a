"""The shared folder on the sync page: which, another or none, and a round now; below it what came of it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from auditor.wording import _
from ui.buttons import Button
from ui.context import Context
from ui.panes import Elided, Text


class FolderStrip(QWidget):
    """Shows what the window's folder watch does, and tells it what to do: a section with a title, or one line."""

    def __init__(self, context: Context, *, section: bool = False) -> None:
        super().__init__()
        self.context = context
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Text(_("共享文件夹"), "section") if section else Text(_("共享文件夹"), "note", "ink2"))
        self.folder = Elided("", "note")
        if section:
            row.addStretch(1)
        else:
            row.addWidget(self.folder, 1)
        self.choose_button = Button("", "quiet", small=True)
        self.choose_button.clicked.connect(self._choose)
        row.addWidget(self.choose_button)
        self.drop_button = Button(_("不再用"), "quiet", small=True)
        self.drop_button.setAccessibleName(_("不再用共享文件夹"))
        self.drop_button.clicked.connect(self._drop)
        row.addWidget(self.drop_button)
        self.button = Button(_("现在交换"), small=True)
        self.button.clicked.connect(self._exchange)
        row.addWidget(self.button)
        column.addLayout(row)
        if section:
            column.addWidget(self.folder)
        self.note = Text("", "note", "ink2", wrap=True)
        self.note.setAccessibleName(_("共享文件夹"))
        self.note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.note)
        self.trouble = Text("", "note", "bad", wrap=True)
        self.trouble.setAccessibleName(_("共享文件夹的问题"))
        self.trouble.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.trouble)
        context.watch.changed.connect(self.show_watch)
        self.show_watch()

    def refresh(self) -> None:
        """Ask which folder it is."""
        self.context.watch.ask(self.context.store, self.context.tasks)

    def show_watch(self) -> None:
        """Which folder, and what came of the last rounds."""
        watch = self.context.watch
        chosen = bool(watch.folder)
        self.folder.cut_at = Qt.TextElideMode.ElideLeft if chosen else Qt.TextElideMode.ElideRight
        self.folder.show_tone("ink" if chosen else "ink2")
        self.folder.setText(watch.folder or _("没有选；选了每 5 分钟交换一轮"))
        self.choose_button.show_text(_("换文件夹") if chosen else _("选文件夹"))
        self.choose_button.setAccessibleName(_("换共享文件夹") if chosen else _("选共享文件夹"))
        had = self.drop_button.hasFocus() and not chosen
        self.drop_button.setVisible(chosen)
        self.button.setVisible(chosen)
        self.button.setEnabled(not watch.busy)
        if had:
            self.choose_button.setFocus()
        for text, told in ((self.note, watch.done), (self.trouble, watch.trouble)):
            text.setText(told)
            text.setVisible(bool(told))

    def _choose(self) -> None:
        watch = self.context.watch
        folder = QFileDialog.getExistingDirectory(self, _("选共享文件夹"), watch.folder)
        if folder:
            watch.choose(self.context.store, self.context.tasks, folder)

    def _drop(self) -> None:
        self.context.watch.choose(self.context.store, self.context.tasks, "")

    def _exchange(self) -> None:
        self.context.watch.look(asked=True)
