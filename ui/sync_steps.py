"""The three steps of taking a package in, side by side: which one is now, and what each does to the database."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from auditor.wording import _, listed
from ui import theme

HIGH = 40  # logical pixels at 100 %


class StepBar(QWidget):
    """Shows; nothing is pressed here. The step that is now stands on `surface` over a bar."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0
        self._notes = ["", "", ""]
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_step(0, "")

    def words(self) -> list[str]:
        """What the steps are called."""
        return [_("选数据包"), _("预演"), _("并入")]

    def show_step(self, now: int, file: str) -> None:
        """Which step is now (0 to 2), and of which file."""
        self._now = now
        self._notes = [file, _("不改动任何数据"), _("一次完成，区里可撤销")]
        told = _("第 {n} 步，共 3 步：{word}").format(n=now + 1, word=self.words()[now])
        self.setAccessibleName(listed([told, self._notes[now]] if self._notes[now] else [told]))
        self.setToolTip(file)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(480, theme.height(HIGH))

    def minimumSizeHint(self) -> QSize:
        return QSize(300, theme.height(HIGH))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(0, self.height() - 1, self.width(), 1, tokens.line)
        third = self.width() / 3
        for i, (word, note) in enumerate(zip(self.words(), self._notes, strict=True)):
            self._paint_step(painter, QRect(round(i * third), 0, round(third), self.height()), i, word, note)
        painter.end()

    def _paint_step(self, painter: QPainter, box: QRect, i: int, word: str, note: str) -> None:
        tokens, now = theme.current(), i == self._now
        if now:
            painter.fillRect(box, tokens.surface)
            painter.fillRect(box.left(), box.bottom() - 2, box.width(), 3, tokens.accent)
        key = QFontMetrics(theme.font("key", bold=True))
        side = key.height() + 5
        cap = QRectF(box.left() + 13.5, box.center().y() - side / 2 + 0.5, side, side)
        painter.setBrush(tokens.accent if now else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(tokens.accent if now else tokens.edge, 1))
        painter.drawRoundedRect(cap, 3, 3)
        painter.setFont(theme.font("key", bold=True))
        painter.setPen(tokens.onaccent if now else tokens.ink2)
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, str(i + 1))
        left = round(cap.right()) + 9
        bold = theme.font("section", bold=now)
        painter.setFont(bold)
        painter.setPen(tokens.ink if now else tokens.ink2)
        wide = QFontMetrics(bold).horizontalAdvance(word) + 2
        upright = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(QRect(left, 0, wide, box.height() - 2), upright, word)
        painter.setFont(theme.font("note"))
        painter.setPen(tokens.ink2)
        rest = QRect(left + wide + 8, 0, box.right() - left - wide - 14, box.height() - 2)
        if rest.width() > 40:
            cut = QFontMetrics(theme.font("note")).elidedText(note, Qt.TextElideMode.ElideRight, rest.width())
            painter.drawText(rest, upright, cut)
