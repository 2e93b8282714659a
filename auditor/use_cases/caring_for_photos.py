"""Care of the photographs' files: which are missing or altered, and a checked copy of those not copied yet."""

from auditor.errors import Unavailable
from auditor.photo_care import PhotoCheck, PhotoCopy
from auditor.photo_files import PhotoFiles
from auditor.store import Store
from auditor.telling import Tell, quiet


def check_photos(store: Store, tell: Tell = quiet) -> PhotoCheck:
    """Read every photograph's file and compare it with its SHA-256; changes nothing."""
    files = store.photo_files
    named, shown = _named(store)
    missing, altered = [], []
    for place, name in enumerate(shown):
        tell(place, len(shown))
        if not files.holds(name):
            missing.append(name)
            continue
        try:
            files.read(name)
        except Unavailable:
            altered.append(name)
    tell(len(shown), len(shown))
    return PhotoCheck(
        photos=len(shown),
        missing=tuple(missing),
        altered=tuple(altered),
        unnamed=len(files.names() - named),
    )


def copy_photos(store: Store, backup: str, tell: Tell = quiet) -> PhotoCopy:
    """Copy the photographs' files that are not yet beside a backup, each read back before it counts; those that were
    erased or covered since are removed there too. Unavailable if that folder cannot be written."""
    _named_here, shown = _named(store)
    to: PhotoFiles = store.photo_files_beside(backup)
    if to.place == store.photo_files.place:
        return PhotoCopy(place=to.place, same=True)
    there = to.names()
    copied = missing = 0
    for place, name in enumerate(shown):
        tell(place, len(shown))
        if name in there:
            continue
        try:
            raw = store.photo_files.read(name)
        except Unavailable:
            missing += 1
            continue
        to.keep(raw)
        copied += 1
    with store.reading() as work:
        gone = sorted(work.photos.gone() & there)
    for name in gone:
        to.remove(name)
    tell(len(shown), len(shown))
    held = len(shown) - copied - missing
    return PhotoCopy(place=to.place, copied=copied, there=held, missing=missing, removed=len(gone))


def _named(store: Store) -> tuple[set[str], list[str]]:
    """Every SHA-256 of bytes that a photograph shows, withdrawn ones included; and those a file is expected of."""
    with store.reading() as work:
        photos = [p for p in work.photos.all(withdrawn=True) if not p.erased]
    return {p.sha256 for p in photos}, sorted({p.sha256 for p in photos if not p.withdrawn})
