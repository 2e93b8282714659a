"""Photographs seen large over the whole window: from one to the next, what each shows, covering faces, erasing."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from auditor.errors import Refused, Unavailable
from auditor.photo import Photo
from auditor.use_cases.photographing import ShownPhoto, cover_photo, describe_photo, erase_photo
from auditor.wording import _, explain, ngettext, number
from ui import theme
from ui.actions import Actions
from ui.buttons import ActionButton, Button
from ui.fields import Choice, TextField
from ui.key_row import KeyRow
from ui.messages import Glyph
from ui.page import Page
from ui.panes import Pane, Text
from ui.photo_canvas import PhotoCanvas
from ui.photo_items import ShownItem
from ui.photo_reading import read_whole, when_words
from ui.questions import ask

SIDE = 264  # px, as the page's own right pane
Deed = Callable[[Photo], Photo]


class PhotoView(QWidget):
    """Covers the window of a page until Esc; the page below is as it was. Nothing is written but what is pressed."""

    closed = Signal(object)  # the Photo seen last, or None
    failed = Signal(object)  # Refused or Unavailable

    def __init__(self, page: Page) -> None:
        self._over = page.window()
        super().__init__(self._over)
        self.page, self.context = page, page.context
        self.photos: list[ShownPhoto] = []
        self.at = 0
        self._shown = ""  # SHA-256 of the picture on the canvas
        self._busy = False
        self._next: list[Callable[[], object]] = []  # when the picture is there
        self._queue: list[tuple[str, Deed]] = []  # what waits for a save before it, by id of its photograph
        self.setAccessibleName(_("看照片"))
        self.here = Actions(self)
        self._build()
        self.hide()
        page.installEventFilter(self)
        self._over.installEventFilter(self)

    # -- making -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.canvas = PhotoCanvas()
        declare, none = self.here.declare, self._why_none
        self.back = declare("view.back", _("前一张"), partial(self.step, -1), when=partial(self._why_not_step, -1))
        self.on = declare("view.on", _("后一张"), partial(self.step, 1), when=partial(self._why_not_step, 1))
        self.note = declare("view.note", _("写说明"), self.write_note, shortcut="F4", when=none)
        word, cannot = _("涂掉人脸和车牌"), self._why_not_cover
        self.cover = declare("view.cover", word, self.begin_covering, shortcut="F9", when=cannot)
        do, key = _("涂掉画出的地方"), "Ctrl+Return"
        self.do_cover = declare("view.do_cover", do, self.cover_boxes, shortcut=key, when=self._why_not_do)
        self.do_cover.setShortcuts([QKeySequence(key), QKeySequence("Ctrl+Enter")])
        self.add_box = declare("view.add_box", _("加一处"), self._add_box)
        self.drop_box = declare("view.drop_box", _("退一处"), self._drop_box, when=self._why_no_box)
        self.erase = declare("view.erase", _("删去照片"), self.erase_one, when=none)
        self.leave = declare("view.leave", _("收起"), self.close_view)
        self.stay = declare("view.stay", _("不涂了"), self.end_covering)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.setContentsMargins(8, 8, 8, 8)
        self.title = Text("", "page")
        self.when = Text("", "note", "ink2")
        head.addWidget(self.title)
        head.addWidget(self.when)
        head.addStretch(1)
        for action in (self.back, self.on):
            head.addWidget(ActionButton(action))
        close = Button(_("收起"), key="Esc")
        close.clicked.connect(self.close_view)
        head.addWidget(close)
        column.addLayout(head)
        across = QHBoxLayout()
        across.setSpacing(12)
        self.canvas.changed.connect(self._show_covering)
        self.canvas.given_up.connect(self.end_covering)
        across.addWidget(self.canvas, 1)
        across.addWidget(self._side())
        column.addLayout(across, 1)
        self.keys_looking = KeyRow(
            [
                ("←", "", self.back),
                ("→", _("前后翻看"), self.on),
                ("F4", _("写说明"), self.note),
                ("F9", _("涂掉人脸和车牌"), self.cover),
                ("Esc", _("收起"), self.leave),
            ]
        )
        self.keys_covering = KeyRow(
            [
                ("Enter", _("加一处"), self.add_box),
                ("Backspace", _("退一处"), self.drop_box),
                ("Ctrl Enter", _("涂掉画出的地方"), self.do_cover),
                ("Esc", _("不涂了"), self.stay),
            ]
        )
        column.addWidget(self.keys_looking)
        column.addWidget(self.keys_covering)
        theme.follow(self.dress)

    def _side(self) -> Pane:
        pane = self.pane = Pane(_("这张照片"))
        self.caption = TextField(_("照片说明"), chars=18, example=_("例：全景、公示牌"))
        self.caption.settled.connect(lambda _text: self._describe())
        self.items = Choice(_("照的是哪一项"))
        self.items.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.items.setMinimumContentsLength(8)
        self.items.picked.connect(lambda _value: self._describe())
        self.items_label = Text(_("照的是哪一项"), "note", "ink2")
        self.told = Text("", "note", "ink2", wrap=True)
        self.look_out = Text(_("照片里不要有人脸和车牌；F9 涂掉"), "note", "warn", wrap=True)
        how = _("按住鼠标画框。或用方向键移动框，Shift 加方向键改大小，Enter 加一处。涂掉以后，原样不再保留。")
        self.how = Text(how, "note", "ink", wrap=True)
        self.boxes = Text("", "body", bold=True)
        self.do_button = ActionButton(self.do_cover, "primary")
        self.stop_button = Button(self.stay.text(), key="Esc")
        self.stop_button.clicked.connect(self.end_covering)
        pane.body.addWidget(Text(_("照片说明"), "note", "ink2"))
        pane.body.addWidget(self.caption)
        pane.body.addWidget(self.items_label)
        pane.body.addWidget(self.items)
        pane.body.addWidget(self.told)
        warning = QHBoxLayout()
        warning.setSpacing(6)
        warning.addWidget(Glyph("eye", "warn", 16))
        warning.addWidget(self.look_out, 1)
        pane.body.addLayout(warning)
        pane.body.addWidget(self.how)
        pane.body.addWidget(self.boxes)
        pane.body.addStretch(1)
        self.cover_button = ActionButton(self.cover)
        self.erase_button = ActionButton(self.erase, "danger")
        for button in (self.do_button, self.stop_button, self.cover_button, self.erase_button):
            pane.body.addWidget(button)
        return pane

    def dress(self) -> None:
        """The pane at the right grows with the type."""
        self.pane.setFixedWidth(round(SIDE * (1 + (theme.scale() - 1) / 2)))

    # -- what is shown ----------------------------------------------------------------------------------------------

    @property
    def photo(self) -> Photo | None:
        """The one that is shown."""
        return self.photos[self.at].photo if self.at < len(self.photos) else None

    def show_photos(self, photos: Sequence[ShownPhoto], items: Sequence[ShownItem]) -> None:
        """The list to turn over, and what a photograph may be said to show; the one that is shown stays."""
        now = self.photo
        self.photos = list(photos)
        options: list[tuple[str, object]] = [(_("整个点位"), ("", ""))]
        self.items.show_options(options + [(i.words, (i.unit, i.item)) for i in items])
        self.items.setVisible(bool(items))
        self.items_label.setVisible(bool(items))
        if now is not None:
            same = (i for i, p in enumerate(self.photos) if p.photo.id == now.id)
            self.at = next(same, max(0, min(self.at, len(photos) - 1)))
        if self.isVisible():
            self._show() if self.photos else self.close_view()

    def open_at(self, place: int, *, covering: bool = False) -> None:
        """Show one, over the window; with `covering` ready to draw boxes."""
        self.at, self._shown = place, ""
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show()
        if covering:
            self._next.append(self.begin_covering)

    def step(self, step: int) -> None:
        """The next, or the one before."""
        if not self._why_not_step(step):
            self._describe()
            self.at += step
            self._show()

    def _show(self) -> None:
        photo = self.photo
        if photo is None:
            return
        place, total = number(self.at + 1), number(len(self.photos))
        self.title.setText(_("照片 {place} / {total}").format(place=place, total=total))
        self.when.setText(when_words(photo))
        if not (self.caption.hasFocus() and photo.sha256 == self._shown):  # somebody is typing in it
            self.caption.show_text(photo.caption)
        self.items.choose((photo.unit, photo.item))
        self.told.setText(_("已涂掉过人脸或车牌。") if photo.before else "")
        self.told.setVisible(bool(photo.before))
        if photo.sha256 != self._shown:
            self._shown = photo.sha256
            self.canvas.show_image(None, _("正在打开"))
            work = partial(read_whole, self.context.store, photo)
            self.context.tasks.run(work, partial(self._loaded, photo), partial(self._not_loaded, photo))
        self._show_covering()

    def _loaded(self, photo: Photo, image: QImage) -> None:
        if photo.sha256 == self._shown:
            self.canvas.show_image(image)
            self._go_on()

    def _not_loaded(self, photo: Photo, error: Exception) -> None:
        if photo.sha256 == self._shown:
            self._next.clear()
            told = explain(error) if isinstance(error, Refused | Unavailable) else str(error)
            self.canvas.show_image(None, told)

    def _show_covering(self) -> None:
        covering = self.canvas.covering
        n = len(self.canvas.boxes)
        self.boxes.setText(ngettext("画了 {n} 处", "画了 {n} 处", n).format(n=number(n)))
        for widget in (self.how, self.boxes, self.do_button, self.stop_button, self.keys_covering):
            widget.setVisible(covering)
        for widget in (self.cover_button, self.erase_button, self.keys_looking):
            widget.setVisible(not covering)
        self.here.refresh()

    # -- doing ------------------------------------------------------------------------------------------------------

    def _why_none(self) -> str:
        return "" if self.photo is not None else _("还没有照片")

    def _why_not_step(self, step: int) -> str:
        if self.canvas.covering:
            return _("先涂完，或按 Esc 不涂")
        return "" if 0 <= self.at + step < len(self.photos) else _("没有了")

    def _why_not_cover(self) -> str:
        return "" if self.photo is not None and self.canvas.image is not None else _("照片文件不在")

    def _why_no_box(self) -> str:
        return "" if self.canvas.covering and self.canvas.boxes else _("还没有画要涂掉的地方。")

    def _why_not_do(self) -> str:
        return _("正在保存") if self._busy else self._why_no_box()

    def write_note(self) -> None:
        """Put the keyboard into the caption."""
        self.caption.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.caption.selectAll()

    def begin_covering(self) -> None:
        """Draw boxes now."""
        if not self._why_not_cover():
            self.canvas.cover(True)
            self.canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def end_covering(self) -> None:
        """Leave the picture as it is."""
        self.canvas.cover(False)
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_box(self) -> None:
        self.canvas.add_frame()
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop_box(self) -> None:
        self.canvas.take_back()
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def cover_boxes(self) -> None:
        """Cover what was drawn, for good."""
        photo = self.photo
        if photo is not None and not self._why_not_do():
            boxes = self.canvas.wanted()
            self._save(photo, lambda held: cover_photo(self.context.store, held, boxes))

    def erase_one(self) -> None:
        """Erase this photograph, with a reason."""
        if self.photo is None:
            return
        reason = ask(
            self,
            _("删去这张照片"),
            _("文件从本机删去，不能找回；谁、为什么删去留在记录里。同一张照片以后也不再收。"),
            verb=_("删去照片"),
            stay=_("不删"),
            reason=_("例：照到了人"),
        )
        if reason is not None and self.photo is not None:
            self._save(self.photo, lambda held: erase_photo(self.context.store, held, reason))

    def _describe(self) -> None:
        photo = self.photo
        if photo is None or self.canvas.covering:
            return
        chosen = self.items.value() if not self.items.isHidden() else (photo.unit, photo.item)
        unit, item = chosen if isinstance(chosen, tuple) else (photo.unit, photo.item)
        caption = self.caption.text().strip()
        if (caption, unit, item) != (photo.caption, photo.unit, photo.item):
            say = partial(describe_photo, self.context.store, caption=caption, unit=unit, item=item)
            self._save(photo, lambda held: say(photo=held))

    def _save(self, photo: Photo, deed: Deed) -> None:
        """One thing after the other: each needs the version that the one before made."""
        if self._busy:
            self._queue.append((photo.id, deed))
            return
        self._busy = True
        self.here.refresh()
        self.context.tasks.run(partial(deed, photo), self._saved, self._failed)

    def _saved(self, photo: Photo) -> None:
        self._busy = False
        here = next((i for i, p in enumerate(self.photos) if p.photo.id == photo.id), None)
        if photo.erased:
            if here is not None:
                del self.photos[here]
            self.at = min(self.at, max(0, len(self.photos) - 1))
        elif here is not None:
            self.photos[here] = ShownPhoto(photo, self.photos[here].held)
        while self._queue and not self._busy:
            wanted, deed = self._queue.pop(0)
            held = next((p.photo for p in self.photos if p.photo.id == wanted), None)
            if held is not None:
                self._save(held, deed)
        if self.isVisible():
            self._show() if self.photos else self.close_view()

    def _failed(self, error: Exception) -> None:
        self._busy = False
        self._queue.clear()
        self.failed.emit(error)
        self._show()

    def _go_on(self) -> None:
        waiting, self._next = self._next, []
        for do in waiting:
            do()

    # -- leaving ----------------------------------------------------------------------------------------------------

    def close_view(self) -> None:
        """Back to the page; a caption that was typed is kept."""
        if self.isHidden():
            return
        self._describe()
        self._next.clear()
        photo = self.photo
        self.canvas.cover(False)
        self.hide()
        self.closed.emit(photo)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        if event.key() == Qt.Key.Key_Escape:
            self.end_covering() if self.canvas.covering else self.close_view()
        elif event.key() in steps and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.step(steps[Qt.Key(event.key())])
        # what is not for the photographs is not for the page below either

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays among the fields of the view: the page below cannot be seen."""
        now = self.focusWidget() or self
        wanted: QWidget | None = now
        while wanted is not None:
            wanted = wanted.nextInFocusChain() if forward else wanted.previousInFocusChain()
            if wanted is None or wanted is now:
                break
            takes = wanted.focusPolicy() & Qt.FocusPolicy.TabFocus and wanted.isEnabled() and wanted.isVisible()
            if takes and self.isAncestorOf(wanted):
                reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
                wanted.setFocus(reason)
                break
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._over:
            self.setGeometry(self._over.rect())
        elif event.type() == QEvent.Type.Hide and watched is self.page:
            self.close_view()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.current().window)
        painter.end()
