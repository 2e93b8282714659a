"""照片: the photographs of an audit, a correction or a site as tiles; F8 adds, F9 covers, Enter shows them large."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeySequence, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from auditor.errors import Refused, Unavailable
from auditor.photo import Photo, PhotoPlace
from auditor.picture_files import ENDINGS
from auditor.use_cases.photographing import How, ShownPhoto, Taken
from auditor.wording import _, explain, ngettext, number
from ui.buttons import Button, KeyCap
from ui.messages import Glyph, Message
from ui.page import Page
from ui.panes import Text
from ui.photo_intake import Brought, PhotoIntake, holds_pictures
from ui.photo_items import ShownItem
from ui.photo_placing import PhotoPlacing, read_card
from ui.photo_placing import Read as CardRead
from ui.photo_reading import PhotoList, read_list
from ui.photo_tiles import DropTile, PhotoTile, TileRows
from ui.photo_view import PhotoView

MOST = 5  # tiles beside the one that takes more; the rest is a press away


class PhotoPane(QWidget):
    """Put it on a page, then `show_place`. With `keys` it declares F8, F9 and Ctrl V among the page's actions; a second
    pane of one page has none and is worked by its own buttons. Messages go to the page's strip."""

    bringing = Signal()  # photographs are on their way in for the place that is shown
    taken = Signal(object)  # Photo: one more is kept
    changed = Signal(int)  # how many there are now

    def __init__(
        self, page: Page, title: str = "", *, keys: bool = True, adding: bool = True, most: int = MOST
    ) -> None:
        """`adding`: whether new ones are taken in here, or those there are only shown."""
        super().__init__()
        self.page, self.context, self.most = page, page.context, most
        self.place: PhotoPlace | None = None
        self.photos: tuple[ShownPhoto, ...] = ()
        self.view: PhotoView | None = None
        self._of_item, self._caption = False, ""
        self._items: tuple[ShownItem, ...] = ()
        self._small: dict[str, QImage] = {}
        self.intake = PhotoIntake(self, self.context, self.look)
        self.intake.said.connect(page.say)
        self.intake.begun.connect(self._begun)
        self.intake.taken.connect(self._taken)
        self.context.tasks.changed.connect(self._hear)
        self.setAcceptDrops(adding)
        self._keys, self._adding = keys, adding
        self._build(title or _("照片"))

    def _build(self, title: str) -> None:
        declare = self.page.actions_here.declare
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        self.title = Text(title, "section")
        self.count = Text("", "section")
        head.addWidget(self.title)
        head.addWidget(self.count)
        head.addStretch(1)
        if self._keys:
            why, none = self._why_not, self._why_none
            self.add = declare("photo.add", _("加照片"), self.ask_files, icon="camera", shortcut="F8", when=why)
            self.folder = declare("photo.folder", _("加整个文件夹的照片"), self.ask_folder, when=why)
            self.card = declare("photo.card", _("按时间归到各处检查"), self.ask_card, when=why)
            self.cover = declare("photo.cover", _("涂掉人脸和车牌"), self.cover_last, shortcut="F9", when=none)
            paste = declare("photo.paste", _("粘贴照片"), self.paste, when=why)
            paste.setShortcut(QKeySequence(QKeySequence.StandardKey.Paste))
            paste.setShortcutContext(self.add.shortcutContext())
            head.addWidget(KeyCap("F8", _("加照片"), self.add, gives=True))
        column.addLayout(head)
        self.rows = TileRows()
        self.drop_tile = DropTile()
        self.drop_tile.setParent(self.rows)
        self.drop_tile.hide()  # until the tiles are shown; where nothing may be added, for ever
        self.drop_tile.clicked.connect(self.ask_files)
        column.addWidget(self.rows)
        if self._adding:
            column.addLayout(self._reminder())
        links = QHBoxLayout()
        links.setSpacing(0)
        self.folder_button = Button(_("整个文件夹"), "quiet", small=True)
        self.folder_button.clicked.connect(self.ask_folder)
        self.all_button = Button("", "quiet", small=True)
        self.all_button.clicked.connect(partial(self.look, 0))
        links.addWidget(self.folder_button)
        self.card_button = Button(_("按时间分"), "quiet", small=True)
        self.card_button.setToolTip(_("一张卡里有几处的照片：按拍摄时间归到各次检查"))
        self.card_button.clicked.connect(self.ask_card)
        links.addWidget(self.card_button)
        if not self._keys:
            self.card_button.hide()
        links.addStretch(1)
        links.addWidget(self.all_button)
        column.addLayout(links)
        self.folder_button.setVisible(self._adding)  # not before they stand in the pane: they would be windows
        self.card_button.setVisible(self._keys)
        self.gone = Text("", "note", "bad", wrap=True)
        self.gone.hide()
        column.addWidget(self.gone)
        self.erased = Text("", "note", "ink2", wrap=True)
        self.erased.hide()
        column.addWidget(self.erased)
        self._show(PhotoList((), {}))

    def _reminder(self) -> QHBoxLayout:
        reminder = QHBoxLayout()
        reminder.setSpacing(6)
        reminder.addWidget(Glyph("eye", "warn", 16))
        told = _("照片里不要有人脸和车牌；F9 涂掉") if self._keys else _("照片里不要有人脸和车牌")
        reminder.addWidget(Text(told, "note", "warn", wrap=True), 1)
        return reminder

    # -- what is shown ----------------------------------------------------------------------------------------------

    def show_place(
        self,
        place: PhotoPlace | None,
        *,
        of_item: bool = False,
        caption: str = "",
        items: Sequence[ShownItem] = (),
    ) -> None:
        """Show the photographs of a correction, audit (with `of_item` its one item) or site, and take new ones in for
        it with this caption. `items` are what a photograph may be said to show. None: nothing is open."""
        other = (place, of_item) != (self.place, self._of_item)
        self.place, self._of_item, self._caption, self._items = place, of_item, caption, tuple(items)
        if other:
            self._small = {}
            self._show(PhotoList((), {}))
            if self.view is not None:
                self.view.close_view()
        self.refresh()

    def refresh(self) -> None:
        """Ask anew."""
        self.page.actions_here.refresh()
        if self.place is not None:
            have = frozenset(self._small)
            work = partial(read_list, self.context.store, self.place, of_item=self._of_item, have=have, most=self.most)
            self.context.tasks.run(work, partial(self._read, self.place, self._of_item))

    def _read(self, place: PhotoPlace, of_item: bool, found: PhotoList) -> None:
        if (place, of_item) == (self.place, self._of_item):
            self._show(found)

    def _show(self, found: PhotoList) -> None:
        before = len(self.photos)
        self.photos = found.photos
        self._small |= found.small
        names = {(i.unit, i.item): i.short for i in self._items}
        first = max(0, len(self.photos) - self.most)
        tiles: list[QWidget] = []
        for place, shown in enumerate(self.photos[first:], first):
            name = names.get((shown.photo.unit, shown.photo.item), "")
            tile = PhotoTile(shown, self._small.get(shown.photo.sha256), name)
            tile.clicked.connect(partial(self.look, place))
            tiles.append(tile)
        none = [] if tiles else [Text(_("还没有照片"), "note", "ink2")]
        self.rows.show_tiles([*tiles, self.drop_tile] if self._adding else [*tiles, *none])
        n = len(self.photos)
        self.count.setText(number(n) if n else "")
        self.all_button.setVisible(first > 0)
        self.all_button.show_text(ngettext("看全部 {n} 张", "看全部 {n} 张", n).format(n=number(n)))
        lost = sum(not shown.held for shown in self.photos)
        told = ngettext(
            "{n} 张的文件不在 {path}。把文件夹放回去，或再加一次同一张。",
            "{n} 张的文件不在 {path}。把文件夹放回去，或再加一次同一张。",
            lost,
        )
        self.gone.setText(told.format(n=number(lost), path=self.context.store.photo_files.place))
        self.gone.setVisible(lost > 0)
        n_erased = len(found.erased)
        told = ngettext("{n} 张已删去", "{n} 张已删去", n_erased).format(n=number(n_erased))
        self.erased.setText("\n".join([told, *found.erased]))
        self.erased.setVisible(n_erased > 0)
        for button in (self.drop_tile, self.folder_button, self.card_button):
            button.setEnabled(self.place is not None)
        if self.view is not None:
            self.view.show_photos(self.photos, self._items)
        self.page.actions_here.refresh()
        if n != before:
            self.changed.emit(n)

    def _hear(self, kinds: frozenset[str], _streets: frozenset[str]) -> None:
        if "photo" in kinds and self.isVisible():
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()  # what came while another page was shown

    # -- adding -----------------------------------------------------------------------------------------------------

    def _why_not(self) -> str:
        return "" if self.place is not None else _("还没有打开点位")

    def _why_none(self) -> str:
        return self._why_not() or ("" if any(p.held for p in self.photos) else _("还没有照片"))

    def ask_files(self) -> None:
        """Choose files, one or many."""
        if self.place is None:
            return
        kinds = " ".join(f"*{ending} *{ending.upper()}" for ending in sorted(ENDINGS))
        paths, _kind = QFileDialog.getOpenFileNames(self, _("加照片"), "", f"{_('照片')} ({kinds})")
        if paths and self.place is not None:
            self.intake.bring_paths([Path(path) for path in paths], self.place, self._caption)

    def ask_folder(self) -> None:
        """Choose a folder: every picture in it, and in those below it."""
        if self.place is None:
            return
        path = QFileDialog.getExistingDirectory(self, _("加整个文件夹的照片"))
        if path and self.place is not None:
            self.intake.bring_paths([Path(path)], self.place, self._caption)

    def ask_card(self) -> None:
        """Choose a camera's card with photographs of several sites: a table says where each would go."""
        if self.place is None:
            return
        path = QFileDialog.getExistingDirectory(self, _("按时间归到各处检查"))
        if path and self.place is not None:
            read = partial(read_card, self.context.store, self.place.street, Path(path))
            leaves = _("停下后什么都没有写。可以继续做别的。")
            show = partial(self._show_card, self.place)
            self.context.tasks.run_long(_("正在看卡上的照片"), read, show, self._fail, leaves=leaves)

    def _show_card(self, place: PhotoPlace, read: CardRead) -> None:
        proposals, names = read
        if not proposals:
            self.intake.bring([])
            return
        asking = PhotoPlacing(self, proposals, names, place)
        asking.chosen.connect(self.intake.bring)
        asking.finished.connect(asking.deleteLater)
        asking.open()

    def paste(self) -> None:
        """What was copied elsewhere: a picture, or files."""
        mime = QGuiApplication.clipboard().mimeData()
        if self.place is not None and not self.intake.bring_mime(mime, self.place, self._caption):
            self.page.say.emit(Message("note", _("剪贴板里没有照片"), _("先在别处复制图片或照片文件，再粘贴。")))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.place is not None and holds_pictures(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self.place is not None and self.intake.bring_mime(event.mimeData(), self.place, self._caption):
            event.acceptProposedAction()

    def _begun(self, pictures: Sequence[Brought]) -> None:
        if any(one.place == self.place for one in pictures):
            self.bringing.emit()

    def _taken(self, taken: Taken) -> None:
        self.taken.emit(taken.photo)
        if taken.how is not How.NEW:  # of a new one the news tells
            self.refresh()

    # -- looking ----------------------------------------------------------------------------------------------------

    def look(self, place: int = -1, *, covering: bool = False) -> None:
        """Show the photographs large, from one of them on; the last if none is named."""
        if not self.photos:
            return
        if self.view is None:
            self.view = PhotoView(self.page)
            self.view.closed.connect(self._closed)
            self.view.failed.connect(self._fail)
        self.view.show_photos(self.photos, self._items)
        self.view.open_at(place % len(self.photos), covering=covering)

    def cover_last(self) -> None:
        """Cover faces on the photograph that has the keyboard, else on the newest."""
        tiles = [tile for tile in self.rows.tiles if isinstance(tile, PhotoTile)]
        held = [tile for tile in tiles if tile.shown.held]
        if held:
            wanted = next((tile for tile in held if tile.hasFocus()), held[-1])
            self.look(self.photos.index(wanted.shown), covering=True)

    def _closed(self, photo: Photo | None) -> None:
        """Back to the tile of the photograph seen last."""
        self.refresh()
        for tile in self.rows.tiles:
            if isinstance(tile, PhotoTile) and photo is not None and tile.shown.photo.id == photo.id:
                tile.setFocus()
                return
        self.drop_tile.setFocus()

    def _fail(self, error: Exception) -> None:
        if isinstance(error, Refused | Unavailable):
            self.page.say.emit(Message("bad", explain(error)))
        self.refresh()
