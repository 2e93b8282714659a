"""Photographs' files: under their SHA-256, whole or not at all, told when the disk or the name says something else."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from auditor.errors import Unavailable
from auditor.photo_files import PhotoFiles
from db.photo_files import FOLDER_SETTING, FolderPhotoFiles, MemoryPhotoFiles, photo_files_of

RAW = b"the bytes of a photograph" * 100
NAME = hashlib.sha256(RAW).hexdigest()


@pytest.fixture(params=["folder", "memory"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> PhotoFiles:
    """Both keep one contract."""
    return FolderPhotoFiles(tmp_path / "street.db.photos") if request.param == "folder" else MemoryPhotoFiles()


def test_bytes_are_kept_under_their_hash_and_let_go(files: PhotoFiles) -> None:
    assert files.names() == set()
    assert not files.holds(NAME)
    assert files.keep(RAW) == NAME
    assert files.keep(RAW) == NAME
    assert files.holds(NAME)
    assert files.read(NAME) == RAW
    assert files.thumbnail(NAME) is None
    files.keep_thumbnail(NAME, b"small")
    assert files.thumbnail(NAME) == b"small"
    assert files.names() == {NAME}
    files.remove(NAME)
    files.remove(NAME)
    assert files.names() == set()
    assert files.thumbnail(NAME) is None
    with pytest.raises(Unavailable, match="photo_missing"):
        files.read(NAME)


def test_the_folder_lies_beside_the_database(tmp_path: Path) -> None:
    files = photo_files_of(str(tmp_path / "street.db"))
    files.keep(RAW)
    assert (tmp_path / "street.db.photos" / NAME[:2] / f"{NAME}.jpg").read_bytes() == RAW
    assert isinstance(photo_files_of(":memory:"), MemoryPhotoFiles)


def test_of_a_server_the_environment_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = "postgresql://somebody:word@server/street"
    monkeypatch.setenv(FOLDER_SETTING, str(tmp_path / "photos"))
    assert photo_files_of(address).place == str(tmp_path / "photos")
    monkeypatch.delenv(FOLDER_SETTING)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    own = photo_files_of(address).place
    assert own.startswith(str(tmp_path / "street-auditor"))
    assert "word" not in own
    assert photo_files_of("postgresql://another@server/street").place == own


def test_other_bytes_under_the_name_are_told_and_not_overwritten(tmp_path: Path) -> None:
    files = FolderPhotoFiles(tmp_path)
    files.keep(RAW)
    file = tmp_path / NAME[:2] / f"{NAME}.jpg"
    file.write_bytes(b"something else")
    for call in (lambda: files.keep(RAW), lambda: files.read(NAME)):
        with pytest.raises(Unavailable, match="photo_differs"):
            call()
    assert file.read_bytes() == b"something else"


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = FolderPhotoFiles(tmp_path)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable, match="disk_full"):
        files.keep(RAW)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []
    monkeypatch.undo()
    assert files.keep(RAW) == NAME


def test_what_is_read_back_otherwise_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = FolderPhotoFiles(tmp_path)
    monkeypatch.setattr(Path, "read_bytes", lambda _self: b"the disk lies")
    with pytest.raises(Unavailable, match="photo_not_kept"):
        files.keep(RAW)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "street.db.photos").write_text("a file where the folder should be")
    files = FolderPhotoFiles(tmp_path / "street.db.photos")
    with pytest.raises(Unavailable, match="cannot_write"):
        files.keep(RAW)
    assert not files.holds(NAME)
    files.keep_thumbnail(NAME, b"small")  # can be made again: no trouble
    assert files.thumbnail(NAME) is None


def test_a_broken_record_names_no_other_file_of_this_computer(tmp_path: Path) -> None:
    beside = tmp_path / "secret.jpg"
    beside.write_bytes(b"secret")
    files = FolderPhotoFiles(tmp_path / "photos")
    for name in ("../secret", "..", "", "/etc/passwd", str(beside.with_suffix(""))):
        assert not files.holds(name)
        files.remove(name)
    assert beside.read_bytes() == b"secret"
