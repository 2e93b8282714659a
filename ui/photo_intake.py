"""Photographs on their way in: files, folders, what is dropped or pasted, one after the other, told at the end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QImage

from auditor.errors import Refused, Unavailable
from auditor.photo import PhotoPlace
from auditor.picture_files import pictures_in, read_picture
from auditor.store import Store
from auditor.use_cases.photographing import How, Taken, take_photo
from auditor.wording import _, explain, ngettext, number
from ui.context import Context
from ui.messages import Message
from ui.photo_reading import png_of

TOLD = 3  # files named one by one of those that were not taken in


@dataclass(frozen=True, slots=True)
class Brought:
    """One picture that is brought: its name where it is told of, its bytes when they are asked for, its place."""

    name: str
    read: Callable[[], bytes]
    place: PhotoPlace
    caption: str = ""


def brought_files(paths: Sequence[Path], place: PhotoPlace, caption: str = "") -> list[Brought]:
    """Files, in order; folders with all pictures in them. Runs on the worker. Unavailable if one is not there."""
    found: list[Path] = []
    for path in paths:
        found += pictures_in(path) if path.is_dir() else [path]
    return [Brought(str(path), partial(read_picture, path), place, caption) for path in found]


def holds_pictures(mime: QMimeData) -> bool:
    """Whether something dropped or pasted may hold photographs: files of this computer, or a picture."""
    return any(url.isLocalFile() for url in mime.urls()) or mime.hasImage()


def _take(store: Store, one: Brought) -> Taken:
    return take_photo(store, one.read(), one.name, one.place, one.caption)


class PhotoIntake(QObject):
    """Takes photographs in on the worker, a picture at a time, so that answers are kept in between."""

    begun = Signal(object)  # list of Brought: there are pictures, and they are being taken in
    taken = Signal(object)  # Taken, each one as it is kept
    ended = Signal()
    said = Signal(object)  # Message

    def __init__(self, parent: QObject, context: Context, look: Callable[[], object] | None = None) -> None:
        super().__init__(parent)
        self._context, self._look = context, look
        self._waiting: list[Brought] = []
        self._running = False

    @property
    def running(self) -> bool:
        """Whether photographs are on their way."""
        return self._running

    def bring_mime(self, mime: QMimeData, place: PhotoPlace, caption: str = "") -> bool:
        """What was dropped or pasted; whether there was a photograph in it."""
        paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        if paths:
            self.bring_paths(paths, place, caption)
            return True
        image = mime.imageData() if mime.hasImage() else None
        if isinstance(image, QImage) and not image.isNull():
            self.bring([Brought(_("粘贴的图片"), partial(png_of, image.copy()), place, caption)])
            return True
        return False

    def bring_paths(self, paths: Sequence[Path], place: PhotoPlace, caption: str = "") -> None:
        """Files and folders."""
        self._context.tasks.run(partial(brought_files, paths, place, caption), self.bring, self._fail)

    def bring(self, pictures: Sequence[Brought]) -> None:
        """Pictures; those brought while others are on their way come after them."""
        if not pictures:
            self.said.emit(Message("warn", _("这里没有照片"), _("收 JPEG、PNG 等图片文件；文件夹连下面的一起找。")))
            return
        self.begun.emit(pictures)
        self._waiting += pictures
        if not self._running:
            self._start()

    def _start(self) -> None:
        part, self._waiting = self._waiting, []
        self._running = True
        came: list[Taken] = []
        missed: list[str] = []

        def keep(taken: Taken) -> None:
            came.append(taken)
            self.taken.emit(taken)

        self._context.tasks.run_parts(
            _("正在加照片"),
            [partial(_take, self._context.store, one) for one in part],
            partial(self._came, keep),
            partial(self._end, len(part), came, missed),
            lambda _place, error: missed.append(_told(error)),
            leaves=_("停下后，已加的照片都在。可以继续做别的。"),
        )

    def _came(self, keep: Callable[[Taken], None], taken: Taken) -> None:
        keep(taken)

    def _end(self, total: int, came: list[Taken], missed: list[str]) -> None:
        self._running = False
        self._say(total, came, missed)
        self.ended.emit()
        if self._waiting:
            self._start()

    def _say(self, total: int, came: list[Taken], missed: list[str]) -> None:
        fresh = [t for t in came if t.how is How.NEW]
        notes = []
        if n := _count(came, How.KNOWN):
            told = ngettext("{n} 张早已在这里，没有重复加", "{n} 张早已在这里，没有重复加", n)
            notes.append(told.format(n=number(n)))
        if n := _count(came, How.HEALED):
            notes.append(ngettext("{n} 张的文件找回来了", "{n} 张的文件找回来了", n).format(n=number(n)))
        if fresh:
            n = len(fresh)
            fact = ngettext("已加 {n} 张照片", "已加 {n} 张照片", n).format(n=number(n))
            notes.append(_("看一眼有没有人脸和车牌。"))
            deed = _("看照片") if self._look is not None else ""
            self.said.emit(Message("ok", fact, " · ".join(notes), deed, self._look))
        elif came:
            self.said.emit(Message("ok", notes[0], " · ".join(notes[1:])))
        left = total - len(came) - len(missed)
        if left:
            told = ngettext("停下了，还有 {n} 张没有加", "停下了，还有 {n} 张没有加", left).format(n=number(left))
            self.said.emit(Message("warn", told, _("已加的都在。再加一次，不会重复。")))
        if missed:
            n = len(missed)
            fact = ngettext("有 {n} 张没有加进来", "有 {n} 张没有加进来", n).format(n=number(n))
            more = n - TOLD
            lines = missed[:TOLD]
            if more > 0:
                lines = [*lines, ngettext("另有 {n} 张", "另有 {n} 张", more).format(n=number(more))]
            self.said.emit(Message("bad", fact, "\n".join(lines)))

    def _fail(self, error: Exception) -> None:
        self.said.emit(Message("bad", _told(error)))


def _count(came: Sequence[Taken], how: How) -> int:
    return sum(t.how is how for t in came)


def _told(error: Exception) -> str:
    return explain(error) if isinstance(error, Refused | Unavailable) else str(error)
