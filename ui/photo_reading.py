"""What the photographs' pane and view show, read on the worker: records, whether their files are there, pictures."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from auditor.drafts import shown_moment
from auditor.errors import Unavailable
from auditor.photo import Photo, PhotoPlace
from auditor.record import china_date
from auditor.store import Store
from auditor.use_cases.photographing import ShownPhoto, read_photos, thumbnail
from auditor.wording import _, listed


@dataclass(frozen=True, slots=True)
class PhotoList:
    """The photographs of a place, the small pictures asked for by SHA-256, and who erased others, when and why."""

    photos: tuple[ShownPhoto, ...]
    small: dict[str, QImage]
    erased: tuple[str, ...] = ()


def read_list(store: Store, place: PhotoPlace, *, of_item: bool, have: Set[str], most: int) -> PhotoList:
    """The photographs, with the small pictures of the last `most` but those the window `has`."""
    found = read_photos(store, place, of_item=of_item)
    shown = tuple(p for p in found if not p.photo.erased)
    small = {}
    for one in shown[-most:]:
        name = one.photo.sha256
        if one.held and name not in have:
            try:
                small[name] = QImage.fromData(thumbnail(store, name))
            except Unavailable:
                continue  # gone or damaged since it was asked: shown as missing
    return PhotoList(shown, small, _erasures(store, [p.photo for p in found if p.photo.erased]))


def _erasures(store: Store, photos: Sequence[Photo]) -> tuple[str, ...]:
    """The reason for each, with the person and the day of the line that says it."""
    if not photos:
        return ()
    with store.reading() as work:
        names = {p.id: p.name for p in work.people.all(withdrawn=True)}
        told = []
        for photo in photos:
            line = next((v for v in work.photos.history(photo.id) if v.body.get("erased")), None)
            by = [names.get(line.person, line.person), china_date(line.at).isoformat()] if line is not None else []
            told.append(listed([photo.erased, *by]))
    return tuple(told)


def read_whole(store: Store, photo: Photo) -> QImage:
    """The kept picture; Unavailable if its file is not there or holds something else."""
    return QImage.fromData(store.photo_files.read(photo.sha256))


def png_of(image: QImage) -> bytes:
    """A pasted picture as a file's bytes; equal pixels give equal bytes."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub knows only files
    return bytes(buffer.data().data())


def when_words(photo: Photo) -> str:
    """Day and minute in China, or that no time is known."""
    day, time = shown_moment(photo.taken_at)
    return f"{day} {time}" if day else _("没有拍摄时间")
