"""Picture files of a folder or card: found by their endings, in order; what is gone is told."""

from pathlib import Path

import pytest

from auditor.errors import Unavailable
from auditor.picture_files import pictures_in, read_picture


def test_pictures_are_found_in_folders_below_and_hidden_ones_left_out(tmp_path: Path) -> None:
    for name in ("b/2.JPG", "b/1.jpeg", "a/3.png", "a/._3.png", ".trash/4.jpg", "a/notes.txt", "5.HEIC", "movie.mp4"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    found = [p.relative_to(tmp_path).as_posix() for p in pictures_in(tmp_path)]
    assert found == ["5.HEIC", "a/3.png", "b/1.jpeg", "b/2.JPG"]


def test_a_folder_or_file_that_is_gone_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="photo_folder_gone") as told:
        pictures_in(tmp_path / "card")
    assert told.value.facts["path"] == str(tmp_path / "card")
    with pytest.raises(Unavailable, match="photo_gone"):
        read_picture(tmp_path / "1.jpg")
    (tmp_path / "1.jpg").write_bytes(b"raw")
    assert read_picture(tmp_path / "1.jpg") == b"raw"
