"""Care of the photographs' files: missing and altered ones are counted, copies hold all and nothing that was let go."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.photo import PhotoPlace
from auditor.photo_care import PhotoCheck, check_text, copy_text
from auditor.use_cases.caring_for_photos import check_photos, copy_photos
from auditor.use_cases.photographing import cover_photo, erase_photo, read_photos, take_photo
from db import SqlStore, open_store
from tests.making import STREET, fresh_store
from tests.photographs import phone_file

PLACE = PhotoPlace(street=STREET, site="s", audit="a")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    """Four photographs, one of them erased."""
    (tmp_path / "live").mkdir()
    with fresh_store(str(tmp_path / "live" / "street.db")) as made:
        taken = [take_photo(made, phone_file(seed=n), f"{n}.jpg", PLACE).photo for n in range(4)]
        erase_photo(made, taken[3], "照到了人")
        yield made


def file_of(store: SqlStore, place: int) -> Path:
    """The file of a photograph."""
    name = read_photos(store, PLACE)[place].photo.sha256
    return Path(f"{store.place}.photos") / name[:2] / f"{name}.jpg"


def test_check_counts_what_is_missing_altered_and_named_by_nobody(store: SqlStore) -> None:
    assert check_photos(store) == PhotoCheck(photos=3, missing=(), altered=(), unnamed=0)
    file_of(store, 0).unlink()
    file_of(store, 1).write_bytes(b"another")
    store.photo_files.keep(b"nobody's")
    told: list[tuple[int, int]] = []
    found = check_photos(store, lambda done, total: told.append((done, total)))
    photos = [s.photo.sha256 for s in read_photos(store, PLACE)]
    assert found == PhotoCheck(photos=3, missing=(photos[0],), altered=(photos[1],), unnamed=1)
    assert not found.sound
    assert told[-1] == (3, 3)
    assert check_text(found) == "3 张照片的文件，1 张不在，1 张内容变了，另有 1 个文件没有记录。"


def test_a_copy_holds_what_is_shown_and_is_made_once(store: SqlStore, tmp_path: Path) -> None:
    backup = tmp_path / "usb" / "monday.sqlite3"
    backup.parent.mkdir()
    made = copy_photos(store, str(backup))
    assert (made.copied, made.there, made.missing, made.removed) == (3, 0, 0, 0)
    assert made.place == str(tmp_path / "usb" / "street.db.photos")
    again = copy_photos(store, str(backup.with_name("tuesday.sqlite3")))
    assert (again.copied, again.there) == (0, 3)
    first, second = [s.photo for s in read_photos(store, PLACE)][:2]
    cover_photo(store, first, [(1, 1, 50, 50)])
    erase_photo(store, second, "照到了人")
    later = copy_photos(store, str(backup))
    assert (later.copied, later.there, later.removed) == (1, 1, 2)
    assert copy_text(later) == f"新存照片 1 张，1 张先前已存，删去或涂掉的 2 张已从备份拿走：{made.place}"


def test_a_copy_put_back_in_the_databases_place_finds_its_photographs(store: SqlStore, tmp_path: Path) -> None:
    (tmp_path / "usb").mkdir()
    backup = tmp_path / "usb" / "monday.sqlite3"
    store.backup(str(backup))
    copy_photos(store, str(backup))
    backup.rename(tmp_path / "usb" / "street.db")
    back = open_store(str(tmp_path / "usb" / "street.db"))
    try:
        assert [s.held for s in read_photos(back, PLACE)] == [True, True, True, False]
        assert check_photos(back).sound
    finally:
        back.close()


def test_beside_the_database_there_is_no_second_folder_and_that_is_said(store: SqlStore) -> None:
    made = copy_photos(store, str(Path(store.place).with_name("copy.sqlite3")))
    assert made.same
    assert "没有另存" in copy_text(made)


def test_a_missing_file_is_not_copied_and_that_is_said(store: SqlStore, tmp_path: Path) -> None:
    file_of(store, 0).unlink()
    made = copy_photos(store, str(tmp_path / "copy.sqlite3"))
    assert (made.copied, made.missing) == (2, 1)
    assert "1 张的文件不在，没有存" in copy_text(made)


def test_without_photographs_nothing_is_said(tmp_path: Path) -> None:
    with fresh_store() as empty:
        assert check_text(check_photos(empty)) == ""
        assert copy_text(copy_photos(empty, str(tmp_path / "copy.sqlite3"))) == ""
    assert list(tmp_path.iterdir()) == []
    one = PhotoCheck(photos=1, missing=(), altered=(), unnamed=0)
    assert check_text(one) == "1 张照片的文件，都在，内容与指纹一致。"
