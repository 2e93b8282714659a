"""Picture files that a person brings, of a folder or of a camera's card: which there are, and their bytes."""

import os
from pathlib import Path

from auditor.errors import Unavailable

ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".heic", ".heif", ".webp", ".bmp", ".tif", ".tiff"})


def pictures_in(folder: Path) -> list[Path]:
    """The picture files of a folder and all below it, by path; hidden ones left out. Unavailable if it is not there."""
    found: list[Path] = []

    def stop(error: OSError) -> None:
        raise Unavailable("photo_folder_gone", path=str(error.filename or folder)) from error

    for place, folders, files in os.walk(folder, onerror=stop):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(place, n) for n in sorted(files) if Path(n).suffix.lower() in ENDINGS and n[0] != "."]
    return found


def read_picture(path: Path) -> bytes:
    """A picture file's bytes. Unavailable if it cannot be read any more: a card that was pulled out."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unavailable("photo_gone", path=str(path)) from error
