"""The status line: left what is saved, when and where, and what has not reached the bureau; right standard and keys."""

from datetime import datetime

from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from auditor.wording import _, ngettext, number
from ui import marks, theme
from ui.messages import Glyph
from ui.panes import Elided, Text


class _MarkGlyph(Glyph):
    """A mark instead of an icon."""

    def paintEvent(self, event: object) -> None:  # noqa: ARG002
        painter = QPainter(self)
        marks.paint_mark(painter, self.rect().toRectF(), marks.Mark.CONFORMING)
        painter.end()


class StatusLine(QFrame):
    """28 px at the foot of the window. It never blinks."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("part", "status")
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 24, 0)
        row.setSpacing(6)
        self._saved_mark = _MarkGlyph("check", "ok", 12)
        self.saved = Text("", "status")
        self._reach_icon = Glyph("laptop", "ink2", 14)
        self.reach = Elided("", "status")
        self.standard = Elided("", "status", "ink3")
        self.keys = Text("", "status")
        row.addWidget(self._saved_mark)
        row.addWidget(self.saved)
        row.addSpacing(16)
        row.addWidget(self._reach_icon)
        row.addWidget(self.reach)
        row.addStretch(1)
        row.addWidget(self.standard)
        row.addSpacing(16)
        row.addWidget(self.keys)
        self._pairs: tuple[tuple[QWidget, Text], ...] = ((self._saved_mark, self.saved), (self._reach_icon, self.reach))
        self._fill(self.saved, "")
        self._fill(self.reach, "")
        self.show_keys([])
        theme.follow(self.dress)

    def dress(self) -> None:
        """28 px high, more with larger type."""
        self.setFixedHeight(max(28, QFontMetrics(theme.font("status")).height() + 11))

    def show_saved(self, at: datetime) -> None:
        """When the last fact was saved, in the computer's time; it is on this laptop."""
        self._fill(self.saved, _("已保存 {at} · 在本机").format(at=f"{at:%H:%M:%S}"))

    def show_saved_text(self, text: str) -> None:
        """A page's own truth about saving: 每答一项都已保存 · 10:42:07."""
        self._fill(self.saved, text)

    def show_reach(self, waiting: int, *, heard: bool = False) -> None:
        """How many records the bureau has not confirmed; `heard`: it has confirmed some."""
        text = ngettext("离线工作 · {n} 份记录还未到区里", "离线工作 · {n} 份记录还未到区里", waiting)
        none = _("离线工作 · 区里都已收到") if heard else _("离线工作 · 还没有新记录")
        self._fill(self.reach, text.format(n=number(waiting)) if waiting else none)

    def show_standard(self, standard: str, edition: int) -> None:
        """Id and number of the standard in force."""
        self.standard.setText(_("标准 {standard} · 第 {edition} 号").format(standard=standard, edition=edition))

    def show_keys(self, keys: list[tuple[str, str]]) -> None:
        """The keys of the page; F1 is always told."""
        known = [f"{key} {word}" for key, word in keys]
        self.keys.setText(" · ".join([*known, "F1 " + (_("全部快捷键") if known else _("本页快捷键"))]))

    def _fill(self, label: Text, text: str) -> None:
        label.setText(text)
        for glyph, words in self._pairs:
            if words is label:
                glyph.setVisible(bool(text))
                words.setVisible(bool(text))
