"""The file of a package: a zip that says its own SHA-256, written aside and read back; checked whole before it is used.

`lines/00000.jsonl` ... (at most 20,000 lines each), `photos/<sha256>`, `keys/<round>` (sealed), `manifest.json`,
`signature` (Ed25519 over the manifest's bytes, as hex). The zip's comment is the SHA-256 of every byte before it:
looked at first, so that whatever was cut or changed on the way is known before anything is read.
"""

import errno
import hashlib
import io
import lzma
import os
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from auditor.errors import Problem, Refused, Unavailable
from auditor.leftovers import drop
from auditor.package import LINES_IN_MEMBER, MOST_KEY, MOST_LINES, MOST_RATIO, Manifest, Member
from auditor.people import is_signed
from auditor.record import LONGEST_LINE, Line, NotCanonical
from auditor.telling import Tell, quiet

MANIFEST, SIGNATURE = "manifest.json", "signature"
MOST_MANIFEST = 32 * 2**20
MOST_DIRECTORY = 2**24  # bytes of the list of members: zipfile reads it whole, and makes eight times as much of it
_COMMENT = 64  # hex digits
_DATE = (1980, 1, 1, 0, 0, 0)  # a package is named by what is in it, not by when its file was made
_PIECE = 2**20

# Everything zipfile raises for bytes somebody made: a bad head or sum, a broken stream, an end too early, a method it
# does not know (NotImplementedError), a flag for encryption (RuntimeError), a name or size that is none (ValueError)
_TORN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, ValueError)

Sign = Callable[[bytes], bytes]
Photo = tuple[str, bytes]  # SHA-256, what is kept under it


def write_package(
    to: Path,
    manifest: Manifest,
    lines: Iterable[bytes],
    photos: Iterable[Photo],
    sign: Sign,
    *,
    sealed: Mapping[str, bytes] | None = None,
    left: Callable[[], int] = int,
    tell: Tell = quiet,
) -> Manifest:
    """Write a package; the manifest as it stands in it, with its members and counts.

    Lines are written as they are given. Made aside, flushed, read back whole and only then named. Refused over an
    existing file; Unavailable where it cannot be written. `sealed`: by round, a key that only the receiver can open.
    `left`: how many photographs could not be put in, asked once all are. Stopped by `tell` (lines written, of
    `manifest.lines`), it leaves nothing.
    """
    if to.exists():
        raise Refused(Problem("to", "file_exists", {"path": str(to)}))
    aside = to.with_name(f".{to.name}.part")
    try:
        with aside.open("wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
            members = [*_put_lines(book, lines, manifest.lines, tell), *_put_photos(book, photos)]
            members += _put_keys(book, sealed or {})
            made = replace(
                manifest,
                members=tuple(m for m, _n in members),
                lines=sum(n for _m, n in members),
                photos_left=manifest.photos_left + left(),
            )
            raw = made.encode()
            book.writestr(_info(MANIFEST), raw, zipfile.ZIP_DEFLATED)
            book.writestr(_info(SIGNATURE), sign(raw).hex())
            book.comment = b"0" * _COMMENT
        _seal(aside)
        with OpenPackage(aside) as again:
            again.check_bytes()
        aside.replace(to)
    except OSError as error:
        raise Unavailable("cannot_write", path=str(to), said=error.strerror or str(error)) from error
    finally:
        drop(aside)
    return made


def _put_lines(
    book: zipfile.ZipFile, lines: Iterable[bytes], expected: int, tell: Tell
) -> Iterator[tuple[Member, int]]:
    """The members written, each with its number of lines."""
    count = 0
    for number, held in enumerate(_chunks(lines)):
        tell(count, max(count, expected))
        count += len(held)
        chunk = b"".join(line + b"\n" for line in held)
        name = f"lines/{number:05}.jsonl"
        book.writestr(_info(name), chunk, zipfile.ZIP_DEFLATED)
        yield Member(name, len(chunk), hashlib.sha256(chunk).hexdigest()), len(held)
    tell(count, max(count, expected))


def _put_photos(book: zipfile.ZipFile, photos: Iterable[Photo]) -> Iterator[tuple[Member, int]]:
    """Photographs as they are: they are compressed already."""
    for sha, raw in photos:
        name = f"photos/{sha}"
        book.writestr(_info(name), raw)
        yield Member(name, len(raw), sha), 0


def _put_keys(book: zipfile.ZipFile, sealed: Mapping[str, bytes]) -> Iterator[tuple[Member, int]]:
    for round_id, raw in sorted(sealed.items()):
        name = f"keys/{round_id}"
        book.writestr(_info(name), raw)
        yield Member(name, len(raw), hashlib.sha256(raw).hexdigest()), 0


def _info(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, _DATE)


def _chunks(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Lines as members hold them: so many at most, and closed once they are half as large as one may be."""
    left = iter(lines)
    while held := list(islice(left, LINES_IN_MEMBER)):
        size = start = 0
        for end, line in enumerate(held, 1):
            size += len(line) + 1
            if size > MOST_LINES // 2:
                yield held[start:end]
                size, start = 0, end
        if start < len(held):
            yield held[start:]


def _seal(path: Path) -> None:
    """Put the SHA-256 of every byte before the comment into it, and have all of it on the disk."""
    with path.open("r+b") as file:
        digest = _hash(file, path.stat().st_size - _COMMENT)
        file.seek(-_COMMENT, os.SEEK_END)
        file.write(digest.encode())
        file.flush()
        os.fsync(file.fileno())


def _hash(file: BinaryIO, size: int) -> str:
    file.seek(0)
    found, left = hashlib.sha256(), size
    while left > 0 and (piece := file.read(min(_PIECE, left))):
        found.update(piece)
        left -= len(piece)
    return found.hexdigest()


class _Bounded(io.BufferedReader):
    """A file of which nobody reads more at once than the list of members may have."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > MOST_DIRECTORY:
            raise zipfile.BadZipFile(f"{size} bytes of directory")
        return super().read(size)


def _opened(path: Path) -> BinaryIO:
    return _Bounded(io.FileIO(path))


def peek(path: Path) -> Manifest | None:
    """What a file says of itself, read from its end and proved by nothing: good for passing over what is for others or
    known. None where it says nothing that can be read, or is sealed."""
    try:
        with _opened(path) as file, zipfile.ZipFile(file) as book, book.open(MANIFEST) as member:
            raw = member.read(MOST_MANIFEST + 1)
        return Manifest.decode(raw)
    except (*_TORN, OSError, KeyError, Refused):
        return None


class OpenPackage:
    """A package opened for reading; everything that can be known from the file alone was checked. Use it with `with`.

    Refused: no package, cut or changed on the way, not signed by the key it names, other members than its manifest
    says, or bounds passed. Unavailable: the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._photos: dict[str, Member] = {}
        try:
            self._file = _opened(path)
        except OSError as error:
            raise Unavailable("no_file", path=str(path)) from error
        try:
            self._check_whole()
            self._book = self._open()
            self.manifest = self._read_manifest()
            self._photos = {m.sha256: m for m in self.manifest.members if m.name.startswith("photos/")}
        except OSError as error:
            self._file.close()
            raise Unavailable("cannot_read", path=str(path), said=error.strerror or str(error)) from error
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> "OpenPackage":
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()
        self._file.close()

    def _refuse(self, code: str, **facts: object) -> Refused:
        return Refused(Problem("file", code, {"file": self.path.name, **facts}))

    @contextmanager
    def _told(self, name: str) -> Iterator[None]:
        """What zipfile says of a member, as a refusal; what the machine says, as Unavailable."""
        try:
            yield
        except _TORN as error:
            raise self._refuse("member_altered", name=name) from error
        except OSError as error:
            if error.errno == errno.EINVAL:  # sent before the beginning of the file by a forged offset
                raise self._refuse("member_altered", name=name) from error
            raise Unavailable("cannot_read", path=str(self.path), said=error.strerror or str(error)) from error

    def _check_whole(self) -> None:
        size = self._file.seek(0, os.SEEK_END)
        self._file.seek(0)
        if self._file.read(4) != b"PK\x03\x04":
            raise self._refuse("no_package")
        if size <= _COMMENT:
            raise self._refuse("package_damaged")
        self._file.seek(size - _COMMENT)
        if self._file.read(_COMMENT) != _hash(self._file, size - _COMMENT).encode():
            raise self._refuse("package_damaged")

    def _open(self) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(self._file)
        except _TORN as error:
            raise self._refuse("package_damaged") from error

    def _read_manifest(self) -> Manifest:
        names = [info.filename for info in self._book.infolist()]
        for needed in (MANIFEST, SIGNATURE):
            if names.count(needed) != 1:
                raise self._refuse("no_package")
        raw = self._read(MANIFEST, MOST_MANIFEST)
        manifest = Manifest.decode(raw)
        try:
            signature = bytes.fromhex(self._read(SIGNATURE, 128).decode("ascii"))
        except ValueError:
            signature = b""
        if not is_signed(bytes.fromhex(manifest.key), signature, raw):
            raise self._refuse("signature_wrong", station=manifest.station)
        said = [*(m.name for m in manifest.members), MANIFEST, SIGNATURE]
        if sorted(names) != sorted(said):
            odd = sorted(set(names) ^ set(said)) or [Counter(names).most_common(1)[0][0]]
            raise self._refuse("member_unknown", name=odd[0])
        for member in manifest.members:
            info = self._book.getinfo(member.name)
            if info.file_size != member.size:
                raise self._refuse("member_altered", name=member.name)
            if member.size > MOST_RATIO * max(1, info.compress_size):
                raise self._refuse("package_too_big", what=member.size, most=MOST_RATIO * info.compress_size)
        return manifest

    def _read(self, name: str, most: int) -> bytes:
        """One member whole, never more than `most` bytes whatever its head says."""
        with self._told(name), self._book.open(name) as member:
            raw = member.read(most + 1)
        if len(raw) > most:
            raise self._refuse("package_too_big", what=len(raw), most=most)
        return raw

    def check_bytes(self) -> None:
        """Read every member to its end and compare; lines are not looked into."""
        for member in self.manifest.members:
            self._copy(member, None)

    def check(self, tell: Tell = quiet) -> None:
        """Read every member to its end and compare; every line is canonical. Nothing is kept."""
        total = sum(m.size for m in self.manifest.members)
        done = lines = 0
        for member in self.manifest.members:
            tell(done, total)
            if member.name.startswith("lines/"):
                lines += sum(1 for _line in self._lines_of(member))
            else:
                self._copy(member, None)
            done += member.size
        if lines != self.manifest.lines:
            raise self._refuse("lines_missing", said=self.manifest.lines, found=lines)

    def lines(self) -> Iterator[Line]:
        """All lines in the order they were written."""
        for member in self.manifest.members:
            if member.name.startswith("lines/"):
                yield from self._lines_of(member)

    def _lines_of(self, member: Member) -> Iterator[Line]:
        raw = self._read(member.name, member.size)
        if len(raw) != member.size or not raw.endswith(b"\n") or hashlib.sha256(raw).hexdigest() != member.sha256:
            raise self._refuse("member_altered", name=member.name)
        if (count := raw.count(b"\n")) > LINES_IN_MEMBER:
            raise self._refuse("package_too_big", what=count, most=LINES_IN_MEMBER)
        for number, one in enumerate(raw.split(b"\n")[:-1], 1):
            try:
                if len(one) > LONGEST_LINE:
                    raise NotCanonical(f"{len(one)} bytes")
                yield Line.read(one)
            except NotCanonical as error:
                raise self._refuse("line_not_canonical", name=member.name, row=number, said=str(error)) from error

    def photos(self) -> tuple[str, ...]:
        """The photographs it carries, by SHA-256."""
        return tuple(self._photos)

    def check_photos(self, tell: Tell = quiet) -> None:
        """Read every photograph to its end and compare; nothing is kept."""
        for done, member in enumerate(self._photos.values()):
            tell(done, len(self._photos))
            self._copy(member, None)

    def sealed(self) -> dict[str, bytes]:
        """The sealed keys it carries, by round."""
        found = {}
        for member in self.manifest.members:
            if member.name.startswith("keys/"):
                raw = self._read(member.name, MOST_KEY)
                if hashlib.sha256(raw).hexdigest() != member.sha256:
                    raise self._refuse("member_altered", name=member.name)
                found[member.name.removeprefix("keys/")] = raw
        return found

    def photo(self, sha256: str) -> bytes:
        """The bytes of one photograph, checked; KeyError for one it does not carry."""
        held = io.BytesIO()
        self.copy_photo(sha256, held)
        return held.getvalue()

    def copy_photo(self, sha256: str, to: BinaryIO) -> None:
        """Write the bytes of one photograph, checked; KeyError for one it does not carry."""
        self._copy(self._photos[sha256], to)

    def _copy(self, member: Member, to: BinaryIO | None) -> None:
        found, left = hashlib.sha256(), member.size
        with self._told(member.name):
            source = self._book.open(member.name)
        with source:
            while left >= 0:
                with self._told(member.name):
                    piece = source.read(_PIECE)
                if not piece:
                    break
                left -= len(piece)
                found.update(piece)
                if to is not None:
                    to.write(piece)  # what this raises is its owner's
        if left or found.hexdigest() != member.sha256:
            raise self._refuse("member_altered", name=member.name)
