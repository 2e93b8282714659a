"""Photographs seen large from a page that has no pane of them: read, then shown over the window."""

from functools import partial

from PySide6.QtCore import QObject

from auditor.errors import Refused, Unavailable
from auditor.photo import PhotoPlace
from auditor.use_cases.photographing import ShownPhoto, read_photos
from auditor.wording import explain
from ui.messages import Message
from ui.page import Page
from ui.photo_view import PhotoView


class PhotoViewer(QObject):
    """One view for a page; `show_place` opens it at the newest photograph of a place."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._place: PhotoPlace | None = None
        self.view: PhotoView | None = None
        page.context.tasks.changed.connect(self._hear)

    def show_place(self, place: PhotoPlace) -> None:
        """Read the photographs of a place and show them."""
        self._place = place
        self._page.context.tasks.run(partial(read_photos, self._page.context.store, place), self._open)

    def _open(self, found: tuple[ShownPhoto, ...]) -> None:
        photos = [shown for shown in found if not shown.photo.erased]
        if photos:
            if self.view is None:
                self.view = PhotoView(self._page)
                self.view.failed.connect(self._fail)
            self.view.show_photos(photos, ())
            self.view.open_at(len(photos) - 1)

    def _hear(self, kinds: frozenset[str], _streets: frozenset[str]) -> None:
        """Covered, erased or described: the list is read anew while it is seen."""
        if "photo" in kinds and self.view is not None and self.view.isVisible() and self._place is not None:
            work = partial(read_photos, self._page.context.store, self._place)
            self._page.context.tasks.run(work, self._show)

    def _show(self, found: tuple[ShownPhoto, ...]) -> None:
        if self.view is not None:
            self.view.show_photos([shown for shown in found if not shown.photo.erased], ())

    def _fail(self, error: Exception) -> None:
        if isinstance(error, Refused | Unavailable):
            self._page.say.emit(Message("bad", explain(error)))
