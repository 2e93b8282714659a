"""Photographs: taking them in, showing them, covering faces, erasing; the file is kept before the record names it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from auditor.errors import Problem, Refused, Unavailable, refuse_if
from auditor.formats import photograph
from auditor.formats.photograph import Developed
from auditor.photo import Box, Photo, PhotoPlace
from auditor.record import new_id
from auditor.store import Store


class How(Enum):
    """What came of a picture that was brought."""

    NEW = "new"
    KNOWN = "known"  # the same file was there already, at the same place
    HEALED = "healed"  # its record was there and its file was missing


@dataclass(frozen=True, slots=True)
class Taken:
    """A photograph that was brought, and what came of it."""

    photo: Photo
    how: How


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photograph of a list, and whether its file is there."""

    photo: Photo
    held: bool


def take_photo(store: Store, raw: bytes, name: str, place: PhotoPlace, caption: str = "") -> Taken:
    """Take a picture file's bytes in for a place; `name` is what the file is called where it is told of.

    The same file at the same site and audit is not doubled; if its own file is missing, it is back after this. Refused:
    bytes that were erased, or replaced by covered ones. Unavailable: no picture, disk full. Nothing half stays.
    """
    given = hashlib.sha256(raw).hexdigest()
    with store.reading() as work:
        known = work.photos.naming([given])
    _refuse_gone(known, given, name)
    healed = _heal(store, known, raw, given, name)
    here = next((p for p in healed or known if _is_at(p, place)), None)
    if here is not None:
        return Taken(here, How.HEALED if healed else How.KNOWN)
    if known:  # seen before at another place: what is shown there is shown here, covered where it is covered there
        shown = (healed or known)[0]
        return Taken(_record(store, _of(place, shown, caption)), How.NEW)
    return _keep(store, photograph.develop(raw, name), name, place, caption)


def _is_at(photo: Photo, place: PhotoPlace) -> bool:
    return not photo.withdrawn and (photo.site, photo.audit) == (place.site, place.audit)


def _heal(store: Store, known: Sequence[Photo], raw: bytes, given: str, name: str) -> list[Photo]:
    """Bring back the missing files of records that know this one: out of a copy of the folder as it is, else made anew
    from the file the photograph was made from. An uncovered one is no stand-in for a covered one."""
    files = store.photo_files
    lost = [p for p in known if not files.holds(p.sha256)]
    if not lost:
        return []
    if any(p.sha256 == given for p in lost):
        files.keep(raw)
    lost = [p for p in lost if not files.holds(p.sha256)]
    if any(p.before for p in lost):
        raise Unavailable("photo_covered_missing", path=name)
    healed = list(known)
    if lost:
        made = photograph.develop(raw, name)
        kept = files.keep(made.kept)
        files.keep_thumbnail(kept, made.small)
        # where another number of the program made it, the same picture has other bytes now
        other = [replace(p, sha256=kept, likeness=made.likeness) for p in lost if p.sha256 != kept]
        with store.writing() as work:
            anew = {p.id: p for p in work.photos.save_all(other)}
        healed = [anew.get(p.id, p) for p in known]
    return healed


def _refuse_gone(known: Sequence[Photo], given: str, name: str) -> None:
    for photo in known:
        if photo.erased:
            raise Refused(Problem("photo", "photo_erased", {"path": name, "reason": photo.erased}))
    if known and all(given in photo.replaced for photo in known):
        raise Refused(Problem("photo", "photo_replaced", {"path": name}))


def _of(place: PhotoPlace, photo: Photo, caption: str) -> Photo:
    """The same picture at another place."""
    return replace(
        photo,
        id=new_id(),
        version="",
        withdrawn="",
        street=place.street,
        site=place.site,
        audit=place.audit,
        unit=place.unit,
        item=place.item,
        correction=place.correction,
        caption=caption.strip(),
    )


def _record(store: Store, photo: Photo) -> Photo:
    with store.writing() as work:
        return work.photos.save(photo)


def _keep(store: Store, made: Developed, name: str, place: PhotoPlace, caption: str) -> Taken:
    """The file, then the record; without a record the file goes again."""
    files = store.photo_files
    kept = hashlib.sha256(made.kept).hexdigest()
    with store.reading() as work:
        alike = work.photos.naming([kept])  # another file of the same picture
    _refuse_gone(alike, kept, name)
    held = files.holds(kept)
    files.keep(made.kept)
    files.keep_thumbnail(kept, made.small)
    here = next((p for p in alike if p.sha256 == kept and _is_at(p, place)), None)
    if here is not None:
        return Taken(here, How.KNOWN if held else How.HEALED)
    photo = Photo(
        id=new_id(),
        street=place.street,
        site=place.site,
        sha256=kept,
        likeness=made.likeness,
        taken_at=made.taken_at,
        original=made.original,
    )
    try:
        return Taken(_record(store, _of(place, photo, caption)), How.NEW)
    except BaseException:
        if not held:
            files.remove(kept)
        raise


def read_photos(store: Store, place: PhotoPlace, *, of_item: bool = False) -> tuple[ShownPhoto, ...]:
    """The photographs of a correction, else of an audit (with `of_item` of its one item), else of the whole site; in
    order of the moment taken. Those whose file is not there are among them, and the erased ones."""
    with store.reading() as work:
        if place.correction:
            found = work.photos.of_correction(place.correction)
        elif place.audit:
            found = work.photos.of_audit(place.audit)
        else:
            found = work.photos.of_site(place.site)
    if of_item:
        found = [p for p in found if (p.unit, p.item) == (place.unit, place.item)]
    return tuple(ShownPhoto(p, not p.erased and store.photo_files.holds(p.sha256)) for p in found)


def thumbnail(store: Store, name: str) -> bytes:
    """The small picture of a photograph's bytes, made anew where it is missing; Unavailable without the bytes."""
    held = store.photo_files.thumbnail(name)
    if held is None:
        held = photograph.shrink(store.photo_files.read(name))
        store.photo_files.keep_thumbnail(name, held)
    return held


def describe_photo(store: Store, photo: Photo, *, caption: str, unit: str, item: str) -> Photo:
    """Say what a photograph shows: the next version of its record. Outdated if somebody did so meanwhile."""
    return _record(store, replace(photo, caption=caption.strip(), unit=unit, item=item))


def cover_photo(store: Store, photo: Photo, boxes: Sequence[Box]) -> Photo:
    """Cover boxes of a photograph (px of the kept picture) for good: other bytes, the next version of every record that
    shows the old ones, and then the old file goes. Refused without a box, Outdated if it was changed meanwhile."""
    refuse_if([] if boxes else [Problem("photo", "nothing_covered")])
    files, old = store.photo_files, photo.sha256
    made = photograph.cover(files.read(old), boxes, photo.taken_at)
    new = files.keep(made.kept)
    files.keep_thumbnail(new, made.small)
    try:
        with store.writing() as work:
            others = [p for p in work.photos.naming([old]) if p.sha256 == old and not p.erased and p.id != photo.id]
            saved = [
                replace(p, sha256=new, likeness=made.likeness, before=" ".join([old, *p.replaced]))
                for p in (photo, *others)
            ]
            covered = work.photos.save_all(saved)[0]
    except BaseException:
        files.remove(new)
        raise
    let_go(store)
    return covered


def erase_photo(store: Store, photo: Photo, reason: str) -> Photo:
    """Erase a photograph: a line says why, on every record that shows these bytes, and then the file goes for good.
    Refused without a reason."""
    refuse_if([] if reason.strip() else [Problem("reason", "empty")])
    with store.writing() as work:
        others = [p for p in work.photos.naming([photo.sha256]) if p.sha256 == photo.sha256 and p.id != photo.id]
        saved = [replace(p, erased=reason.strip()) for p in (photo, *others) if not p.erased]
        refuse_if([] if saved else [Problem("photo", "photo_erased_already")])
        erased = work.photos.save_all(saved)[0]
    let_go(store)
    return erased


def let_go(store: Store) -> int:
    """Remove every file here that a line says is erased or replaced; how many there were. Asked at every start and
    whenever lines have arrived, so that a crash between line and file leaves nothing for long."""
    with store.reading() as work:
        gone = sorted(work.photos.gone())
    held = [name for name in gone if store.photo_files.holds(name)]
    for name in held:
        store.photo_files.remove(name)
    return len(held)
