"""Photographs' files in a folder beside the database, or in memory: written aside, flushed, read back, then named."""

import errno
import hashlib
import os
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from auditor.errors import Unavailable
from auditor.photo_files import PhotoFiles
from db.engine import is_server

FOLDER_SETTING = "STREET_AUDITOR_PHOTOS"  # of the environment: where they lie when the database is a server's
_NAME = re.compile(r"[0-9a-f]{64}\Z")


def photo_files_of(place: str) -> PhotoFiles:
    """Where the photographs of the database at `place` lie: `FILE.photos` beside a file; for a server the folder that
    STREET_AUDITOR_PHOTOS names, else one in the person's own data folder; in memory for a database in memory."""
    if place == ":memory:":
        return MemoryPhotoFiles()
    if is_server(place):
        named = os.environ.get(FOLDER_SETTING, "")
        return FolderPhotoFiles(Path(named) if named else _own_folder(place))
    return FolderPhotoFiles(folder_of(place))


def package_folder_of(place: str, kept: ExitStack) -> Path:
    """Where the packages of the database at `place` lie: beside its photographs; for one in memory a folder that goes
    with `kept`."""
    if place == ":memory:":
        made = TemporaryDirectory(prefix="packages-", ignore_cleanup_errors=True)
        return Path(kept.enter_context(made))
    photos = Path(photo_files_of(place).place)
    return photos.with_name(photos.name.removesuffix(".photos") + ".packages")


def folder_of(place: str) -> Path:
    """The folder of the photographs of a database file."""
    return Path(f"{place}.photos").absolute()


def _own_folder(address: str) -> Path:
    """A folder of the person's own for a server's database; the same for every spelling of user and password."""
    base = os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else os.environ.get("XDG_DATA_HOME")
    server = hashlib.sha256(address.rsplit("@", 1)[-1].encode()).hexdigest()[:12]
    return (Path(base) if base else Path.home() / ".local" / "share") / "street-auditor" / f"{server}.photos"


class FolderPhotoFiles:
    """`ab/<sha256>.jpg` and beside it `ab/<sha256>.small.jpg`. The folder is made with the first photograph."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = str(folder)

    def _file(self, name: str, ending: str = ".jpg") -> Path:
        if not _NAME.match(name):  # of a broken record: whatever it says, it names no other file of this computer
            name = hashlib.sha256(name.encode()).hexdigest()
        return self.folder / name[:2] / f"{name}{ending}"

    def keep(self, raw: bytes) -> str:
        """Keep bytes under their SHA-256; Unavailable if they cannot be written or the name holds other bytes."""
        name = hashlib.sha256(raw).hexdigest()
        file = self._file(name)
        if self.holds(name):
            self.read(name)  # what lies there under this name is compared, and told if it is something else
            return name
        aside = file.with_suffix(".part")
        with _telling(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            try:
                _write(aside, raw)
                if aside.read_bytes() != raw:
                    raise Unavailable("photo_not_kept", path=str(file))
                os.replace(aside, file)
                _flush_folder(file.parent)
            finally:
                with suppress(OSError):
                    aside.unlink(missing_ok=True)
        return name

    def holds(self, name: str) -> bool:
        """Whether a file of this SHA-256 is there."""
        try:
            return self._file(name).is_file()
        except OSError:  # a medium that is gone while it is asked
            return False

    def read(self, name: str) -> bytes:
        """The bytes of a SHA-256. Unavailable if they are not there or are others."""
        file = self._file(name)
        try:
            raw = file.read_bytes()
        except OSError as error:
            raise Unavailable("photo_missing", path=str(file)) from error
        if hashlib.sha256(raw).hexdigest() != name:
            raise Unavailable("photo_differs", path=str(file))
        return raw

    def size(self, name: str) -> int:
        """How many bytes lie there under a SHA-256; 0 where none do."""
        try:
            return self._file(name).stat().st_size
        except OSError:
            return 0

    def names(self) -> set[str]:
        """The SHA-256 of all that is there."""
        try:
            return {file.stem for file in self.folder.glob("??/*.jpg") if _NAME.match(file.stem)}
        except OSError:
            return set()

    def remove(self, name: str) -> None:
        """Let bytes and small picture go; nothing if they are not there."""
        for file in (self._file(name, ".small.jpg"), self._file(name)):
            with _telling(file):
                file.unlink(missing_ok=True)

    def thumbnail(self, name: str) -> bytes | None:
        """The small picture made of these bytes; None if there is none yet."""
        try:
            return self._file(name, ".small.jpg").read_bytes()
        except OSError:
            return None

    def keep_thumbnail(self, name: str, raw: bytes) -> None:
        """Keep a small picture beside its bytes, if there is room."""
        file = self._file(name, ".small.jpg")
        aside = file.with_suffix(".part")
        try:
            aside.write_bytes(raw)
            os.replace(aside, file)
        except OSError:
            with suppress(OSError):
                aside.unlink(missing_ok=True)


class MemoryPhotoFiles:
    """The photographs of a database in memory: they go with it."""

    def __init__(self) -> None:
        self.place = ":memory:"
        self._held: dict[str, bytes] = {}
        self._small: dict[str, bytes] = {}

    def keep(self, raw: bytes) -> str:
        """Keep bytes under their SHA-256."""
        name = hashlib.sha256(raw).hexdigest()
        self._held[name] = raw
        return name

    def holds(self, name: str) -> bool:
        """Whether these bytes are held."""
        return name in self._held

    def read(self, name: str) -> bytes:
        """The bytes of a SHA-256; Unavailable if they are not there."""
        if name not in self._held:
            raise Unavailable("photo_missing", path=name)
        return self._held[name]

    def size(self, name: str) -> int:
        """How many bytes are held under a SHA-256; 0 where none are."""
        return len(self._held.get(name, b""))

    def names(self) -> set[str]:
        """The SHA-256 of all that is held."""
        return set(self._held)

    def remove(self, name: str) -> None:
        """Let bytes and small picture go."""
        self._held.pop(name, None)
        self._small.pop(name, None)

    def thumbnail(self, name: str) -> bytes | None:
        """The small picture of these bytes."""
        return self._small.get(name)

    def keep_thumbnail(self, name: str, raw: bytes) -> None:
        """Keep a small picture."""
        self._small[name] = raw


def _write(file: Path, raw: bytes) -> None:
    with file.open("wb") as open_file:
        open_file.write(raw)
        open_file.flush()
        os.fsync(open_file.fileno())


def _flush_folder(folder: Path) -> None:
    """The name, too, stands on the disk before the record does; systems without folders one can flush write it so."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _telling(file: Path) -> Iterator[None]:
    """What the disk says, as a person is told it."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC):
            raise Unavailable("disk_full", path=str(file)) from error
        raise Unavailable("cannot_write", path=str(file), said=error.strerror or str(error)) from error
