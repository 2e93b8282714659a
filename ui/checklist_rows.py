"""What the checklist is drawn of: the head of its columns, headings with counts, and one row an item."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from auditor.audit import Answer, Finding
from auditor.correction_wording import preset_name
from auditor.standard import CATEGORIES, PLACEMENT, RESPONSIBILITY, Item
from auditor.wording import _, listed, named, pgettext
from ui import theme
from ui.answers import MARKS, ORDER, answer_word
from ui.marks import Mark, paint_icon, paint_mark
from ui.replies import finding_text, finding_word, method_words

LEFT = 42  # where names begin, after the number
TEXT = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


def criterion_word(criterion: str) -> str:
    """The column 标准项: which criterion an item settles, in a word; empty for what is recorded and not judged."""
    return {
        RESPONSIBILITY: pgettext("标准项", "责任"),
        CATEGORIES: pgettext("标准项", "类别"),
        PLACEMENT: pgettext("标准项", "投放"),
    }.get(criterion, "")


@dataclass(frozen=True, slots=True)
class Edges:
    """Where the columns stand in a row of some width: left edges, and the middle of the last."""

    criterion: int
    answer: int
    before: int
    words: int  # room for what an item got

    @classmethod
    def of(cls, width: int) -> "Edges":
        """From the metrics of the theme, so that no word is cut at any size of type."""
        note, body = QFontMetrics(theme.font("note")), QFontMetrics(theme.font("body", bold=True))
        last = max(note.horizontalAdvance(_("上次")), 20) + 24
        marks = _("{got} / {full} 分").format(got="10", full="10")
        room = max(body.horizontalAdvance(w) for w in (*(answer_word(a) for a in (*ORDER, None)), marks))
        answer = width - last - room - round(26 * theme.scale()) - 16
        kinds = (RESPONSIBILITY, CATEGORIES, PLACEMENT)
        words = max(note.horizontalAdvance(w) for w in (_("标准项"), *map(criterion_word, kinds)))
        criterion = answer - words - 16
        return cls(criterion, answer, width - last // 2, room + 8)


class ListHead(QWidget):
    """The head of the columns, on sunken ground; as wide as the rows below it, scroll bar or not."""

    def __init__(self) -> None:
        super().__init__()
        self.row_width = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(200, theme.height(26))

    def fit(self, width: int) -> None:
        """Stand over rows of this width."""
        self.row_width = width
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        tokens, edges = theme.current(), Edges.of(self.row_width or self.width())
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens.sunken)
        painter.fillRect(0, self.height() - 1, self.width(), 1, tokens.edge)
        painter.setFont(theme.font("note"))
        painter.setPen(tokens.ink2)
        names = QRect(LEFT, 0, edges.criterion - LEFT - 8, self.height())
        told = painter.fontMetrics().elidedText(_("检查项（按走动顺序）"), Qt.TextElideMode.ElideRight, names.width())
        painter.drawText(names, TEXT, told)
        painter.drawText(QRect(edges.criterion, 0, 400, self.height()), TEXT, _("标准项"))
        painter.drawText(QRect(edges.answer, 0, 400, self.height()), TEXT, _("本次"))
        painter.drawText(QRect(edges.before - 60, 0, 120, self.height()), int(Qt.AlignmentFlag.AlignCenter), _("上次"))
        painter.end()


class Heading(QWidget):
    """A unit (site or point, on sunken ground) or a part of the walk; at the right how many are answered."""

    def __init__(self, words: str, *, unit: bool) -> None:
        super().__init__()
        self.words, self.count, self._unit = words, "", unit
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_count(self, answered: int, total: int) -> None:
        """Answered of all."""
        self.count = f"{answered} / {total}"
        self.setAccessibleName(f"{self.words} {self.count}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, theme.height(30 if self._unit else 26))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        tokens = theme.current()
        painter = QPainter(self)
        if self._unit:
            painter.fillRect(self.rect(), tokens.sunken)
            painter.fillRect(0, self.height() - 1, self.width(), 1, tokens.line)
        painter.setFont(theme.font("note"))
        painter.setPen(tokens.ink2)
        right = painter.fontMetrics().horizontalAdvance(self.count)
        painter.drawText(self.rect().adjusted(0, 0, -14, 0), TEXT | int(Qt.AlignmentFlag.AlignRight), self.count)
        painter.setFont(theme.font("section" if self._unit else "note", bold=True))
        painter.setPen(tokens.ink if self._unit else tokens.ink2)
        room = self.width() - 14 - right - 30
        words = painter.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(self.rect().adjusted(14, 0, 0, 0), TEXT, words)
        painter.end()


class ItemRow(QWidget):
    """One item: number, name, criterion, what it got now and last time. The current one is open, with room below."""

    clicked = Signal()

    def __init__(self, number: int, unit: str, item: Item) -> None:
        super().__init__()
        self.number, self.unit, self.item = number, unit, item
        self.name = named(item.name, item.name_en)
        self.finding: Finding | None = None
        self.note = ""
        self.before: Finding | None = None
        self.days: int | None = None  # to the deadline of the correction asked for
        self.inside: QWidget | None = None  # what stands below the name while it is open
        self.lit = False  # the keyboard is in the list
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def answer(self) -> Answer | None:
        """What the item got, without what its method asks for."""
        return self.finding.answer if self.finding is not None else None

    def show_state(self, finding: Finding | None, note: str) -> None:
        """What the item got, and its note."""
        if (finding, note) != (self.finding, self.note):
            taller = bool(note) != bool(self.note)
            self.finding, self.note = finding, note
            if taller:
                self.updateGeometry()
            self.update()

    def show_correction(self, days: int | None) -> None:
        """Whether a correction is asked for, and by when."""
        if days != self.days:
            self.days = days
            self.update()

    def show_before(self, before: Finding | None) -> None:
        """What it got last time; tooltip and screen reader say it in words."""
        self.before = before
        told = [self.name]
        if before is not None:
            told.append(_("上次：{answer}").format(answer=finding_text(self.item, before)))
            told += [before.note] if before.note else []
        self.setToolTip("\n".join(told))
        self.update()

    def spoken(self) -> str:
        """The row in words."""
        before = _("上次：{answer}").format(answer=finding_text(self.item, self.before)) if self.before else ""
        got = finding_text(self.item, self.finding) if self.finding else answer_word(None)
        note = _("备注：{note}").format(note=self.note) if self.note else ""
        asked = _("开整改，期限 {words}").format(words=preset_name(self.days)) if self.days is not None else ""
        return listed(w for w in (f"{self.number} {self.name}", got, asked, method_words(self.item), note, before) if w)

    def open_with(self, inside: QWidget | None) -> None:
        """Open the row with this widget in it, or close it."""
        self.inside = inside
        if inside is not None:
            inside.setParent(self)
            inside.show()
        self.updateGeometry()
        self._arrange()
        self.update()

    @property
    def is_open(self) -> bool:
        """Whether this is the current item."""
        return self.inside is not None

    # -- geometry ---------------------------------------------------------------------------------------------------

    def _line(self) -> int:
        return theme.height(31)

    def _name_height(self) -> int:
        if not self.is_open:
            return self._line()
        metrics = QFontMetrics(theme.font("body", bold=True))
        room = max(80, Edges.of(self.width() or 600).criterion - LEFT - 8)
        box = metrics.boundingRect(QRect(0, 0, room, 1000), int(Qt.TextFlag.TextWordWrap), self.name)
        return max(self._line(), box.height() + 14)

    def _note_height(self) -> int:
        return theme.height(22) if self.note and not self.is_open else 0

    def sizeHint(self) -> QSize:
        high = self._name_height() + self._note_height()
        if self.inside is not None:
            high += self.inside.heightForWidth((self.width() or 600) - LEFT - 14) + 10
        return QSize(200, high)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()
        self._arrange()

    def _arrange(self) -> None:
        if self.inside is not None:
            top = self._name_height() - 2
            wide = self.width() - LEFT - 14
            self.inside.setGeometry(LEFT, top, wide, self.inside.heightForWidth(wide))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    # -- drawing ----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        tokens, edges = theme.current(), Edges.of(self.width())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.is_open:
            painter.fillRect(self.rect(), tokens.row)
        first = QRect(0, 0, self.width(), self._name_height())
        painter.setFont(theme.font("body"))
        painter.setPen(tokens.ink3)
        painter.drawText(
            QRect(0, 0, LEFT - 10, first.height()), TEXT | int(Qt.AlignmentFlag.AlignRight), str(self.number)
        )
        self._paint_name(painter, QRect(LEFT, 0, edges.criterion - LEFT - 8, first.height()))
        painter.setFont(theme.font("note"))
        painter.setPen(tokens.ink3)
        painter.drawText(QRect(edges.criterion, 0, 400, first.height()), TEXT, criterion_word(self.item.criterion))
        if not self.is_open:
            self._paint_answer(painter, edges.answer, first)
        if self.before is not None:
            self._paint_mark(painter, edges.before, first, MARKS[self.before.answer], 13)
        if self.days is not None:
            side = round(15 * theme.scale())
            box = QRectF(edges.answer - side - 10, first.center().y() - side / 2, side, side)
            paint_icon(painter, box, "correction", tokens.bad)
        if self._note_height():
            self._paint_note(painter, QRect(LEFT, first.bottom() - 4, edges.before - LEFT, self._note_height()))
        if self.is_open:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens.focus if self.lit else tokens.edge, 2 if self.lit else 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 1, -2, -1), 3, 3)
        else:
            painter.fillRect(0, self.height() - 1, self.width(), 1, tokens.line)
        painter.end()

    def _paint_name(self, painter: QPainter, box: QRect) -> None:
        painter.setFont(theme.font("body", bold=self.is_open))
        painter.setPen(theme.current().ink)
        if self.is_open:
            flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap)
            painter.drawText(box, flags, self.name)
        else:
            painter.drawText(
                box, TEXT, painter.fontMetrics().elidedText(self.name, Qt.TextElideMode.ElideRight, box.width())
            )

    def _paint_answer(self, painter: QPainter, left: int, line: QRect) -> None:
        mark = MARKS[self.answer] if self.answer else Mark.NOT_ANSWERED
        side = round(17 * theme.scale())
        self._paint_mark(painter, left + side // 2, line, mark, 17)
        if self.answer is None:
            return
        painter.setFont(theme.font("body", bold=True))
        quiet = mark in (Mark.NOT_APPLICABLE, Mark.NOT_ANSWERED)
        painter.setPen(theme.current().ink2 if quiet else theme.current().of(mark.token))
        room = QRect(left + side + 7, 0, Edges.of(self.width()).words, line.height())
        word = finding_word(self.item, self.finding)
        painter.drawText(room, TEXT, painter.fontMetrics().elidedText(word, Qt.TextElideMode.ElideRight, room.width()))

    def _paint_mark(self, painter: QPainter, middle: int, line: QRect, mark: Mark, side_at_100: int) -> None:
        side = round(side_at_100 * theme.scale())
        paint_mark(painter, QRectF(middle - side / 2, line.center().y() - side / 2 + 0.5, side, side), mark)

    def _paint_note(self, painter: QPainter, box: QRect) -> None:
        painter.setFont(theme.font("note"))
        painter.setPen(theme.current().ink2)
        words = painter.fontMetrics().elidedText(self.note, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextSingleLine), words)
