"""One chapter of the manual as it is read: Markdown in our type and colours, pictures as wide as the column."""

import re
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QPainter,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit

from auditor import wording
from auditor.wording import _
from ui import theme
from ui.manual import FOLDER, Chapter

MARGIN = 24
WIDEST = 860  # logical pixels of a line; a longer one is hard to follow back
LINE = 118  # per cent; the face is airy by itself
KEY = re.compile(r"`[^`\n]+`")
PICTURE = "\ufffc"  # a paragraph of nothing but a picture
_HEADS: dict[int, theme.Role] = {1: "page", 2: "thing", 3: "section"}


class ManualText(QTextBrowser):
    """Shows a chapter. Links are not followed here: `asked` says which chapter one leads to."""

    asked = Signal(str)

    def __init__(self, margin: int = MARGIN) -> None:
        super().__init__()
        self.chapter: Chapter | None = None
        self._margin = margin
        self._words = ""
        self.setOpenLinks(False)
        self.setAccessibleName(_("使用说明正文"))
        self.setProperty("part", "manual")
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.anchorClicked.connect(lambda url: self.asked.emit(url.fileName().removesuffix(".md")))
        theme.after_change(self._dress_again)

    def show_chapter(self, chapter: Chapter, section: int = 0) -> None:
        """Show a chapter from the heading of this number on."""
        self.chapter = chapter
        self._words = ""
        self._set()
        self.go_to(section)

    def go_to(self, section: int) -> None:
        """Put the heading of this number at the top."""
        heads = [block for block in self._blocks() if block.blockFormat().headingLevel()]
        at = heads[section] if section else self.document().firstBlock()
        self.setTextCursor(QTextCursor(at))
        top = self.document().documentLayout().blockBoundingRect(at).top()
        self.verticalScrollBar().setValue(round(top) - 8 if section else 0)

    def mark(self, words: str) -> None:
        """Show where the words stand; none takes the marks away."""
        self._words = words
        found, at = [], QTextCursor(self.document())
        form = QTextCharFormat()
        form.setBackground(theme.current().soft)
        form.setFontUnderline(True)  # in sunlight the ground alone would not be seen
        while words and not (at := self.document().find(words, at)).isNull():
            one = QTextEdit.ExtraSelection()
            one.cursor, one.format = at, form  # type: ignore[attr-defined]  # the stubs lack them
            found.append(one)
        self.setExtraSelections(found)

    # -- setting ----------------------------------------------------------------------------------------------------

    def _set(self) -> None:
        assert self.chapter is not None
        self.document().setDefaultFont(theme.font("body"))
        self.setMarkdown(KEY.sub(_unbroken, self.chapter.markdown))
        self._margin_of_column()
        for block in list(self._blocks()):
            self._dress_block(block)
        for frame in self.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                _dress_table(frame)

    def _dress_again(self) -> None:
        if self.chapter is None:
            return
        bar = self.verticalScrollBar()
        part = bar.value() / max(1, bar.maximum())
        self._set()
        self._fit_pictures()
        self.mark(self._words)
        bar.setValue(round(part * bar.maximum()))

    def _blocks(self) -> Iterator[QTextBlock]:
        block = self.document().firstBlock()
        while block.isValid():
            yield block
            block = block.next()

    def _dress_block(self, block: QTextBlock) -> None:
        level = block.blockFormat().headingLevel()
        shape = QTextBlockFormat(block.blockFormat())
        in_list, in_table = block.textList() is not None, QTextCursor(block).currentTable() is not None
        shape.setTopMargin({0: 0, 1: 8, 2: 22}.get(level, 14) if block.position() else 0)
        goes_on = in_list and block.next().textList() is not None
        shape.setBottomMargin({0: 2 if in_table else 4 if goes_on else 10}.get(level, 8))
        wide = 100 if in_table or block.text() == PICTURE else LINE
        shape.setLineHeight(wide, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor = QTextCursor(block)
        cursor.setBlockFormat(shape)
        pieces = []
        at = block.begin()
        while not at.atEnd():
            pieces.append(at.fragment())
            at += 1
        for piece in pieces:
            form = piece.charFormat()
            if form.isImageFormat():
                continue
            cursor.setPosition(piece.position())
            cursor.setPosition(piece.position() + piece.length(), QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(_dress_words(form, _HEADS.get(level)))

    # -- pictures ---------------------------------------------------------------------------------------------------

    def loadResource(self, kind: int, url: QUrl | str) -> object:
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, url)
        return self._picture(QUrl(url).fileName())

    def _picture(self, name: str) -> QImage:
        whole = QImage(str(FOLDER / "pictures" / wording.language() / name))
        wide = min(self._column(), whole.width())
        if whole.isNull() or wide < 1:
            return whole
        sharp = self.devicePixelRatioF()
        size = QSize(round(wide * sharp), round(wide * sharp * whole.height() / whole.width()))
        scaled = whole.convertToFormat(QImage.Format.Format_RGB32).scaled(
            size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter = QPainter(scaled)
        painter.setPen(theme.current().edge)
        painter.drawRect(0, 0, size.width() - 1, size.height() - 1)
        painter.end()
        scaled.setDevicePixelRatio(sharp)
        return scaled

    def _fit_pictures(self) -> None:
        kind = QTextDocument.ResourceType.ImageResource.value
        for form in self.document().allFormats():
            if form.isImageFormat():
                name = form.toImageFormat().name()
                self.document().addResource(kind, QUrl(name), self._picture(QUrl(name).fileName()))
        self.document().markContentsDirty(0, self.document().characterCount())

    # -- width ------------------------------------------------------------------------------------------------------

    def _column(self) -> int:
        """Logical pixels of a line."""
        most = round(WIDEST * theme.scale())
        return min(most, self.viewport().width() - 2 * self._margin)

    def _margin_of_column(self) -> None:
        frame = self.document().rootFrame()
        shape = QTextFrameFormat(frame.frameFormat())
        shape.setLeftMargin(self._margin)
        shape.setRightMargin(max(self._margin, self.viewport().width() - self._margin - self._column()))
        shape.setTopMargin(self._margin * 2 // 3)
        shape.setBottomMargin(self._margin)
        frame.setFrameFormat(shape)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.chapter is not None and event.size().width() != event.oldSize().width():
            self._margin_of_column()
            self._fit_pictures()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange and self.chapter is not None:
            self._fit_pictures()


def _unbroken(key: re.Match[str]) -> str:
    """A key stands on one line: no break at its spaces."""
    return key.group().replace(" ", "\u00a0")


def _dress_words(form: QTextCharFormat, head: theme.Role | None) -> QTextCharFormat:
    tokens = theme.current()
    result = QTextCharFormat(form)
    result.clearProperty(QTextFormat.Property.FontSizeAdjustment)
    result.clearProperty(QTextFormat.Property.FontFixedPitch)
    font: QFont = theme.font(head or "body")
    result.setForeground(tokens.ink)
    if form.fontFixedPitch():  # a key, as it is printed on a keycap
        font = theme.font("key")
        font.setPointSizeF(theme.pt("note"))
        result.setBackground(tokens.sunken)
    elif form.fontWeight() >= QFont.Weight.Bold and head is None:
        font = theme.font("body", bold=True)
    if form.isAnchor():
        result.setForeground(tokens.accent)
        font.setUnderline(False)
    result.setFont(font)
    return result


def _dress_table(table: QTextTable) -> None:
    tokens = theme.current()
    shape = table.format()
    shape.setBorder(1)
    shape.setBorderCollapse(True)
    shape.setBorderBrush(tokens.line)
    shape.setCellPadding(5)
    shape.setCellSpacing(0)
    shape.setTopMargin(4)
    shape.setBottomMargin(14)
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    first = 30 if table.columns() == 2 else 100 // table.columns()
    rest = (100 - first) // max(1, table.columns() - 1)
    percent = QTextLength.Type.PercentageLength
    shape.setColumnWidthConstraints([QTextLength(percent, p) for p in [first, *[rest] * (table.columns() - 1)]])
    table.setFormat(shape)
    for column in range(table.columns()):
        cell = table.cellAt(0, column)
        head = cell.format()
        head.setBackground(QColor(tokens.sunken))
        cell.setFormat(head)
