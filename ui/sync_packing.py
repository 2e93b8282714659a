"""How a package is to be packed: into which folder, sealed or not, with how many photographs."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from auditor.wording import _
from ui.buttons import ActionButton, Button
from ui.fields import Choice, Tick
from ui.panes import Elided, Text
from ui.sync_packed import PackedNote

PHOTOS = (0, 2**31, 500 * 2**20, 1)  # bytes at most; 0: all, 1: none has room


class PackingForm(QWidget):
    """The choices, and below them what came of the last packing."""

    folder_chosen = Signal(str)

    def __init__(self, pack: QAction) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Text(_("放到"), "note", "ink2"))
        self.folder = Elided("", "note", "ink")
        row.addWidget(self.folder, 1)
        self.change_button = Button(_("换文件夹"), "quiet", small=True)
        self.change_button.clicked.connect(self.ask_folder)
        row.addWidget(self.change_button)
        column.addLayout(row)
        row = QHBoxLayout()
        row.setSpacing(8)
        label = Text(_("照片"), "note", "ink2")
        words = (_("全部"), _("至多 2 GB"), _("至多 500 MB"), _("不带，以后再带"))
        self.photos = Choice(_("照片"), list(zip(words, PHOTOS, strict=True)))
        self.photos.choose(0)
        label.setBuddy(self.photos)
        row.addWidget(label)
        row.addWidget(self.photos)
        row.addStretch(1)
        self.button = ActionButton(pack)
        row.addWidget(self.button)
        column.addLayout(row)
        self.sealed = Tick(_("加密，只有收的一方打得开"))
        column.addWidget(self.sealed)
        self.packed = PackedNote()
        column.addWidget(self.packed)

    def show_folder(self, folder: str) -> None:
        """Where packages go."""
        self.folder.setText(folder or _("装包时选，以后记住"))

    def show_sealable(self, why_not: str) -> None:
        """Whether it can be sealed; the reason where it cannot."""
        self.sealed.setEnabled(not why_not)
        self.sealed.setToolTip(why_not)
        if why_not:
            self.sealed.setChecked(False)

    def most_bytes(self) -> int:
        """How many bytes of photographs may go along; 0 for all."""
        chosen = self.photos.value()
        return chosen if isinstance(chosen, int) else 0

    def ask_folder(self) -> str:
        """Ask for the folder; "" where none was chosen."""
        folder = QFileDialog.getExistingDirectory(self, _("数据包放到"), "")
        if folder:
            self.folder_chosen.emit(folder)
        return folder
