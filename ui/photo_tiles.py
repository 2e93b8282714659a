"""The tiles of the photographs' pane: each with time and caption, one that takes what is dropped, in rows that fit."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from auditor.drafts import shown_moment
from auditor.use_cases.photographing import ShownPhoto
from auditor.wording import _, listed
from ui import marks, theme
from ui.photo_reading import when_words

NARROWEST, GAP = 104, 6  # px: of a tile at 100 %, and between two
BAR = 0.86  # how dense the bar is on which time and caption stand


class _Tile(QAbstractButton):
    """A button of the shape of a photograph; Enter presses it as Space does."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)

    def _ring(self, painter: QPainter) -> None:
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.current().focus, 2))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 3, 3)


class PhotoTile(_Tile):
    """One photograph, its own colours in every theme; a missing file says so in its place."""

    def __init__(self, shown: ShownPhoto, image: QImage | None, item: str) -> None:
        super().__init__()
        self.shown, self.image = shown, image
        photo = shown.photo
        self.time = shown_moment(photo.taken_at)[1]
        self.words = photo.caption or item
        told = [_("照片"), when_words(photo), self.words, "" if shown.held else _("照片文件不在")]
        self.setAccessibleName(listed(word for word in told if word))
        self.setToolTip(listed(word for word in (when_words(photo), photo.caption, item) if word))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        whole = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        edge = QPainterPath()
        edge.addRoundedRect(whole, 3, 3)
        if self.shown.held and self.image is not None and not self.image.isNull():
            painter.setClipPath(edge)
            painter.drawImage(whole, self.image, _middle(self.image.size(), whole))
            painter.setClipping(False)
        else:
            painter.fillPath(edge, tokens.sunken)
            if not self.shown.held:
                self._paint_missing(painter, whole)
        painter.setPen(QPen(tokens.line if self.shown.held else tokens.bad, 1))
        painter.drawPath(edge)
        self._paint_words(painter, edge)
        self._ring(painter)
        painter.end()

    def _paint_missing(self, painter: QPainter, whole: QRectF) -> None:
        side = 18 * theme.scale()
        bar = QFontMetrics(theme.font("key")).height() + 4
        room = whole.adjusted(4, 4, -4, -bar)
        marks.paint_icon(painter, QRectF(room.center().x() - side / 2, room.top(), side, side), "warning", _bad())
        painter.setFont(theme.font("key"))
        painter.setPen(_bad())
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(room.adjusted(0, side + 1, 0, 0), flags, _("照片文件不在"))

    def _paint_words(self, painter: QPainter, edge: QPainterPath) -> None:
        words = " ".join(word for word in (self.time, self.words) if word)
        if not words:
            return
        font = theme.font("key", bold=False)
        metrics = QFontMetrics(font)
        high = metrics.height() + 2
        bar = QRect(0, self.height() - high, self.width(), high)
        ground, ink = QColor(theme.PALETTES["light"].ink), theme.PALETTES["light"].surface  # on a photograph, always
        ground.setAlphaF(BAR)
        painter.setClipPath(edge)
        painter.fillRect(bar, ground)
        painter.setClipping(False)
        painter.setFont(font)
        painter.setPen(ink)
        room = bar.adjusted(5, 0, -4, 0)
        painter.drawText(
            room,
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width()),
        )


class DropTile(_Tile):
    """Where photographs are dropped, pasted or asked for; pressing it asks for files."""

    def __init__(self) -> None:
        super().__init__()
        self.words = _("拖入、粘贴或 F8")
        self.setText(self.words)
        self.setAccessibleName(_("加照片：拖入、粘贴，或按 F8 选文件"))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(tokens.edge, 1.2)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(tokens.soft if self.underMouse() or self.isDown() else tokens.surface)
        painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 4, 4)
        painter.setFont(theme.font("key", bold=False))
        metrics = QFontMetrics(painter.font())
        side = 18 * theme.scale()
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        room = self.rect().adjusted(5, 0, -5, 0)
        high = metrics.boundingRect(room, flags, self.words).height()
        top = (self.height() - side - 3 - high) / 2
        marks.paint_icon(painter, QRectF((self.width() - side) / 2, top, side, side), "camera", tokens.ink2)
        painter.setPen(tokens.ink2)
        painter.drawText(room.adjusted(0, round(top + side + 3), 0, 0), flags, self.words)
        self._ring(painter)
        painter.end()


class TileRows(QWidget):
    """Tiles of one height, as many in a row as fit, at least two; Left, Right, Up and Down go from one to the next."""

    def __init__(self) -> None:
        super().__init__()
        self.tiles: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.after_change(self._arrange)

    def show_tiles(self, tiles: list[QWidget]) -> None:
        """Put these in the place of those before; the keyboard stays on the tile of the same place."""
        had = next((i for i, tile in enumerate(self.tiles) if tile.hasFocus()), None)
        for old in self.tiles:
            if old not in tiles:
                old.hide()
                old.setParent(None)
                old.deleteLater()
        self.tiles = tiles
        before: QWidget | None = None
        for tile in tiles:
            tile.setParent(self)
            tile.show()
            if before is not None:
                QWidget.setTabOrder(before, tile)
            before = tile
        self._arrange()
        if had is not None and tiles:
            tiles[min(had, len(tiles) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def _narrowest(self) -> int:
        return round(NARROWEST * (1 + (theme.scale() - 1) / 2))

    def _columns(self, width: int) -> int:
        return max(2, (width + GAP) // (self._narrowest() + GAP))

    def _tile(self, width: int) -> QSize:
        """As wide as there is room and of one height: were a wider tile higher, a scroll bar that comes and goes with
        the height would never come to rest."""
        columns = self._columns(width)
        return QSize((width - GAP * (columns - 1)) // columns, round(self._narrowest() * 0.7))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = -(-len(self.tiles) // self._columns(width))
        return max(0, rows * (self._tile(width).height() + GAP) - GAP)

    def sizeHint(self) -> QSize:
        return QSize(2 * NARROWEST + GAP, self.heightForWidth(max(self.width(), 2 * NARROWEST + GAP)))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.heightForWidth(max(self.width(), 120)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        columns, size = self._columns(self.width()), self._tile(self.width())
        for place, tile in enumerate(self.tiles):
            row, column = divmod(place, columns)
            tile.setGeometry(column * (size.width() + GAP), row * (size.height() + GAP), size.width(), size.height())
        self.setFixedHeight(self.heightForWidth(self.width()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._columns(self.width()),
            Qt.Key.Key_Down: self._columns(self.width()),
        }.get(Qt.Key(event.key()))
        here = next((i for i, tile in enumerate(self.tiles) if tile.hasFocus()), None)
        if step is None or here is None:
            super().keyPressEvent(event)
            return
        self.tiles[min(len(self.tiles) - 1, max(0, here + step))].setFocus(Qt.FocusReason.OtherFocusReason)


def _middle(size: QSize, room: QRectF) -> QRectF:
    """The largest part of a picture, around its middle, that has the shape of the room."""
    scale = max(room.width() / max(1, size.width()), room.height() / max(1, size.height()))
    wide, high = room.width() / scale, room.height() / scale
    return QRectF((size.width() - wide) / 2, (size.height() - high) / 2, wide, high)


def _bad() -> QColor:
    return theme.current().bad
