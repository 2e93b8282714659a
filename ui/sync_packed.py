"""What came of packing, beside where it was asked for: where the file lies, what is in it, what is left out."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from auditor.use_cases.packing import Packed
from auditor.wording import _, listed, ngettext, number
from ui.buttons import Button
from ui.panes import Hairline, Text
from ui.saving import open_folder
from ui.sync_words import size_text


class PackedNote(QWidget):
    """Hidden before something was packed or refused."""

    others_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path()
        self._others_alone = False  # nothing was packed here; a round elsewhere found that lines of others lack
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        column.addWidget(Hairline())
        self.fact, self.note = Text("", "body", bold=True, wrap=True), Text("", "note", "ink2", wrap=True)
        self.more = Text("", "note", "warn", wrap=True)
        for text in (self.fact, self.note, self.more):
            column.addWidget(text)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.folder_button = Button(_("打开文件夹"), "quiet", small=True)
        self.folder_button.clicked.connect(lambda: open_folder(self._folder))
        self.others_button = Button(_("把别人的也装一包"), small=True)
        self.others_button.clicked.connect(self.others_asked)
        row.addWidget(self.folder_button)
        row.addWidget(self.others_button)
        row.addStretch(1)
        column.addLayout(row)
        self.hide()

    def show_packed(self, packed: Packed) -> None:
        """Where it lies, what is in it, what is not."""
        manifest, path = packed.manifest, packed.path
        self._folder = path.parent
        self.fact.show_tone("ok")
        self.fact.setText(_("装好 {name}").format(name=path.name))
        photos = sum(m.name.startswith("photos/") for m in manifest.members)
        parts = [ngettext("{n} 行记录", "{n} 行记录", manifest.lines).format(n=number(manifest.lines))]
        parts.append(ngettext("{n} 张照片", "{n} 张照片", photos).format(n=number(photos)))
        parts.append(size_text(packed.delivery.size))
        where = _("在 {folder}").format(folder=path.parent)
        self.note.setText(listed([*parts, where]))
        more = []
        if manifest.photos_left:
            n = manifest.photos_left
            told = ngettext("还有 {n} 张照片没装进去，再装一包接着带。", "还有 {n} 张照片没装进去，再装一包接着带。", n)
            more.append(told.format(n=number(n)))
        if packed.others:
            more.append(_others_text(packed.others))
        self.more.setText("\n".join(more))
        self.more.setVisible(bool(more))
        self.others_button.setVisible(bool(packed.others))
        self.folder_button.show()
        self.fact.show()
        self.note.show()
        self._others_alone = False
        self.show()

    def show_others(self, n: int) -> None:
        """After an exchange: so many lines of others are here and not at the bureau; 0 for none any more."""
        if n:
            for widget in (self.fact, self.note, self.folder_button):
                widget.hide()
            self.more.setText(_others_text(n))
            self.more.show()
            self.others_button.show()
            self._others_alone = True
            self.show()
        elif self._others_alone:
            self.hide()

    def show_refused(self, fact: str, why: str) -> None:
        """That nothing was packed, and why."""
        self.fact.show_tone("bad")
        self.fact.setText(fact)
        self.note.setText(why)
        self.fact.show()
        self.note.show()
        self._others_alone = False
        for widget in (self.more, self.others_button, self.folder_button):
            widget.hide()
        self.show()


def _others_text(n: int) -> str:
    told = ngettext("这里还有别人写的 {n} 行，区里没有。", "这里还有别人写的 {n} 行，区里没有。", n)
    return told.format(n=number(n))
