"""A file that lies on a share or a stick, copied to the own disk for as long as it is worked on."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from auditor.errors import Unavailable
from auditor.leftovers import clear_leftovers, drop
from auditor.telling import Tell, quiet

CHUNK = 2**20  # bytes


@contextmanager
def own_copy(path: Path, folder: Path, tell: Tell = quiet) -> Iterator[Path]:
    """A copy of the same name in `folder` (made when needed), gone when the `with` ends; `tell` counts bytes.

    Unavailable: `no_file` where it cannot be opened, `cannot_read` where it ends in trouble, `cannot_write` where the
    own disk does not take it.
    """
    to = folder / path.name
    try:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            clear_leftovers(folder, "*")
            with to.open("wb") as file:
                for chunk in _chunks(path, tell):
                    file.write(chunk)
        except OSError as error:
            raise Unavailable("cannot_write", path=str(to), said=error.strerror or str(error)) from error
        yield to
    finally:
        drop(to)


def _chunks(path: Path, tell: Tell) -> Iterator[bytes]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise Unavailable("no_file", path=str(path)) from error
    with file:
        try:
            size, done = path.stat().st_size, 0
            while chunk := file.read(CHUNK):
                tell(done, max(size, done))
                yield chunk
                done += len(chunk)
        except OSError as error:
            raise Unavailable("cannot_read", path=str(path), said=error.strerror or str(error)) from error
