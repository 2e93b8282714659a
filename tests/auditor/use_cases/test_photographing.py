"""Photographs through the store: no record without its file, nothing doubled, nothing taken again that was let go."""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from auditor.errors import Outdated, Refused, Unavailable
from auditor.formats.photograph import develop
from auditor.photo import Photo, PhotoPlace
from auditor.record import new_id
from auditor.use_cases.photographing import (
    How,
    cover_photo,
    describe_photo,
    erase_photo,
    let_go,
    read_photos,
    take_photo,
    thumbnail,
)
from db import SqlStore
from db.photo_files import FolderPhotoFiles
from tests.making import STREET, fresh_store, site, street
from tests.photographs import drawn, opened, phone_file

RAW = phone_file(seed=3)
PLACE = PhotoPlace(street=STREET, site="s", audit="a", unit="point", item="bins")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    """A database with its folder of photographs."""
    with fresh_store(str(tmp_path / "street.db")) as made:
        yield made


def take(store: SqlStore, raw: bytes = RAW, place: PhotoPlace = PLACE) -> Photo:
    """Taken in as new."""
    taken = take_photo(store, raw, "IMG_1.jpg", place, " 全景 ")
    assert taken.how is How.NEW
    return taken.photo


def folder(store: SqlStore) -> Path:
    """Where its photographs lie."""
    return Path(f"{store.place}.photos")


def files(store: SqlStore) -> list[str]:
    """Every file there, small ones and halves included."""
    return sorted(p.name for p in folder(store).rglob("*") if p.is_file())


def test_a_photograph_is_kept_with_all_that_is_known_of_it(store: SqlStore) -> None:
    photo = take(store)
    assert (photo.site, photo.audit, photo.unit, photo.item, photo.caption) == ("s", "a", "point", "bins", "全景")
    assert photo.taken_at == "2026-11-20T02:38:00.000Z"
    assert photo.likeness
    assert photo.original == hashlib.sha256(RAW).hexdigest()
    assert files(store) == [f"{photo.sha256}.jpg", f"{photo.sha256}.small.jpg"]
    assert hashlib.sha256(store.photo_files.read(photo.sha256)).hexdigest() == photo.sha256
    assert [s.held for s in read_photos(store, PLACE)] == [True]
    assert store.check().faults == ()


def test_the_same_file_is_said_and_not_doubled(store: SqlStore) -> None:
    photo = take(store)
    again = take_photo(store, RAW, "copy of IMG_1.jpg", PLACE)
    assert (again.how, again.photo) == (How.KNOWN, photo)
    kept = take_photo(store, store.photo_files.read(photo.sha256), "kept.jpg", PLACE)
    assert (kept.how, kept.photo) == (How.KNOWN, photo)
    other = take(store, place=PhotoPlace(street=STREET, site="s2", audit="b"))
    assert other.sha256 == photo.sha256  # one file, two records: the radar sees it
    assert len(files(store)) == 2


def test_photographs_are_listed_by_the_moment_taken(store: SqlStore) -> None:
    late = take(store, phone_file(seed=1, taken="2026:11:20 12:00:00"))
    none = take(store, phone_file(seed=2, taken=""))
    early = take(store, phone_file(seed=4, taken="2026:11:20 09:00:00"))
    elsewhere = take(store, phone_file(seed=5), PhotoPlace(street=STREET, site="s", correction="c"))
    assert [s.photo for s in read_photos(store, PLACE)] == [early, late, none]
    whole = read_photos(store, PhotoPlace(street=STREET, site="s"))
    assert {s.photo for s in whole} == {early, late, none, elsewhere}
    fixed = read_photos(store, PhotoPlace(street=STREET, site="s", audit="a", correction="c"))
    assert [s.photo for s in fixed] == [elsewhere]
    other_item = PhotoPlace(street=STREET, site="s", audit="a", unit="point", item="notice")
    assert read_photos(store, other_item, of_item=True) == ()
    assert len(read_photos(store, PLACE, of_item=True)) == 3


def test_without_a_record_the_file_goes_again(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused):
        take_photo(store, RAW, "a.jpg", PhotoPlace(street=STREET, site=""))
    assert files(store) == []

    def refuse() -> None:
        raise Unavailable("disk_full", path="street.db")

    monkeypatch.setattr(store, "writing", refuse)
    with pytest.raises(Unavailable, match="disk_full"):
        take_photo(store, RAW, "a.jpg", PLACE)
    assert files(store) == []


def test_a_crash_between_file_and_record_leaves_no_record_without_a_file(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program dies at any step: whatever a record names is there, and the same file is taken in afterwards."""
    for step in ("keep", "keep_thumbnail", "record"):
        with monkeypatch.context() as patch:

            def die(*_: object, **__: object) -> None:
                raise KeyboardInterrupt

            if step == "record":
                patch.setattr(store, "writing", die)
                patch.setattr(FolderPhotoFiles, "remove", lambda _self, _name: None)  # nobody is left to do it
            else:
                patch.setattr(FolderPhotoFiles, step, die)
            with pytest.raises(KeyboardInterrupt):
                take_photo(store, RAW, "a.jpg", PLACE)
        assert read_photos(store, PLACE) == ()
    take(store)
    assert [s.held for s in read_photos(store, PLACE)] == [True]


def test_covering_makes_other_bytes_and_the_old_ones_go(store: SqlStore) -> None:
    photo = take(store)
    twin = take(store, place=PhotoPlace(street=STREET, site="s2"))
    covered = cover_photo(store, photo, [(100, 100, 300, 200)])
    assert covered.sha256 != photo.sha256
    assert covered.replaced == (photo.sha256,)
    assert covered.taken_at == photo.taken_at
    assert files(store) == sorted([f"{covered.sha256}.jpg", f"{covered.sha256}.small.jpg"])
    with store.reading() as work:
        assert work.photos.get(twin.id).sha256 == covered.sha256  # the same face is on it
        assert len(work.photos.history(photo.id)) == 2
    again = cover_photo(store, covered, [(0, 0, 50, 50)])
    assert again.replaced == (covered.sha256, photo.sha256)
    assert store.check().faults == ()


def test_covered_bytes_are_not_taken_again_and_the_file_brought_again_shows_them_covered(store: SqlStore) -> None:
    photo = take(store)
    uncovered = store.photo_files.read(photo.sha256)
    covered = cover_photo(store, photo, [(100, 100, 300, 200)])
    with pytest.raises(Refused, match="photo_replaced"):
        take_photo(store, uncovered, "backup.jpg", PLACE)
    same = take_photo(store, RAW, "IMG_1.jpg", PLACE)
    assert (same.how, same.photo.sha256) == (How.KNOWN, covered.sha256)
    elsewhere = take(store, place=PhotoPlace(street=STREET, site="s2"))
    assert elsewhere.sha256 == covered.sha256
    assert not store.photo_files.holds(photo.sha256)


def test_covering_needs_a_box_and_the_newest_version(store: SqlStore) -> None:
    photo = take(store)
    with pytest.raises(Refused, match="nothing_covered"):
        cover_photo(store, photo, [])
    describe_photo(store, photo, caption="公示牌", unit="", item="")
    with pytest.raises(Outdated):
        cover_photo(store, photo, [(1, 1, 30, 30)])
    assert files(store) == [f"{photo.sha256}.jpg", f"{photo.sha256}.small.jpg"]  # nothing of the attempt stays


def test_a_crash_after_covering_is_made_good_at_the_next_start(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = take(store)
    with monkeypatch.context() as patch:

        def die(_self: object, _name: str) -> None:
            raise KeyboardInterrupt

        patch.setattr(FolderPhotoFiles, "remove", die)
        with pytest.raises(KeyboardInterrupt):
            cover_photo(store, photo, [(1, 1, 60, 60)])
    assert store.photo_files.holds(photo.sha256)
    assert let_go(store) == 1
    assert not store.photo_files.holds(photo.sha256)
    assert let_go(store) == 0
    assert [s.held for s in read_photos(store, PLACE)] == [True]


def test_an_erased_photograph_is_gone_and_never_taken_again(store: SqlStore) -> None:
    photo = take(store)
    twin = take(store, place=PhotoPlace(street=STREET, site="s2"))
    raw = store.photo_files.read(photo.sha256)
    with pytest.raises(Refused, match="empty"):
        erase_photo(store, photo, "  ")
    erased = erase_photo(store, photo, "照到了人")
    assert erased.erased == "照到了人"
    assert files(store) == []
    for bytes_ in (RAW, raw):
        with pytest.raises(Refused, match="photo_erased"):
            take_photo(store, bytes_, "again.jpg", PhotoPlace(street=STREET, site="s3"))
    assert files(store) == []
    with store.reading() as work:
        assert work.photos.get(twin.id).erased
        assert work.photos.history(photo.id)[-1].person == "inspector"
    assert [(s.held, s.photo.erased) for s in read_photos(store, PLACE)] == [(False, "照到了人")]
    with pytest.raises(Refused, match="photo_erased_already"):
        erase_photo(store, erased, "again")


def test_a_line_of_another_station_takes_the_file_here_too(store: SqlStore) -> None:
    photo = take(store)
    with fresh_store() as bureau:
        with store.reading() as work:
            names = work.journal.names([photo.id])
            lines = work.journal.raw(names)
        from auditor.record import Line

        with bureau.writing() as work:
            work.journal.receive([Line.read(raw) for raw in lines], "package")
        with bureau.reading() as work:
            there = work.photos.get(photo.id)
        erase_photo(bureau, there, "照到了人")
        with bureau.reading() as work:
            back = [Line.read(raw) for raw in work.journal.raw(work.journal.names([photo.id]))]
    with store.writing() as work:
        work.journal.receive(back, "package")
    assert let_go(store) == 1
    assert files(store) == []


def test_a_missing_file_is_shown_as_missing_and_the_same_file_brings_it_back(store: SqlStore, tmp_path: Path) -> None:
    photo = take(store)
    folder(store).rename(tmp_path / "away")
    assert [s.held for s in read_photos(store, PLACE)] == [False]
    with pytest.raises(Unavailable, match="photo_missing"):
        thumbnail(store, photo.sha256)
    healed = take_photo(store, RAW, "IMG_1.jpg", PLACE)
    assert (healed.how, healed.photo) == (How.HEALED, photo)
    assert [s.held for s in read_photos(store, PLACE)] == [True]
    store.photo_files.remove(photo.sha256)
    kept = next((tmp_path / "away").rglob(f"{photo.sha256}.jpg")).read_bytes()
    assert take_photo(store, kept, "away.jpg", PLACE).how is How.HEALED
    assert store.photo_files.read(photo.sha256) == kept


def test_a_missing_file_is_brought_back_while_it_is_taken_in_elsewhere(store: SqlStore) -> None:
    photo = take(store)
    store.photo_files.remove(photo.sha256)
    other = take(store, place=PhotoPlace(street=STREET, site="s2"))
    assert other.sha256 == photo.sha256
    assert [s.held for s in read_photos(store, PLACE)] == [True]


def test_a_covered_photograph_is_not_brought_back_uncovered(store: SqlStore) -> None:
    covered = cover_photo(store, take(store), [(1, 1, 60, 60)])
    raw = store.photo_files.read(covered.sha256)
    store.photo_files.remove(covered.sha256)
    with pytest.raises(Unavailable, match="photo_covered_missing"):
        take_photo(store, RAW, "IMG_1.jpg", PLACE)
    assert files(store) == []
    assert take_photo(store, raw, "from the backup.jpg", PLACE).how is How.HEALED


def test_a_photograph_of_another_number_of_the_program_is_brought_back_under_its_new_name(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = take(store)
    store.photo_files.remove(photo.sha256)
    monkeypatch.setattr("auditor.formats.photograph.QUALITY", 70)
    healed = take_photo(store, RAW, "IMG_1.jpg", PLACE)
    assert healed.how is How.HEALED
    assert healed.photo.sha256 != photo.sha256
    assert [s.held for s in read_photos(store, PLACE)] == [True]


def test_thumbnails_are_made_again_where_they_are_missing(store: SqlStore) -> None:
    photo = take(store)
    first = thumbnail(store, photo.sha256)
    (folder(store) / photo.sha256[:2] / f"{photo.sha256}.small.jpg").unlink()
    again = thumbnail(store, photo.sha256)
    assert opened(again).size == opened(first).size
    assert store.photo_files.thumbnail(photo.sha256) == again


def test_a_pasted_picture_has_no_time_and_is_known_again(store: SqlStore) -> None:
    out = BytesIO()
    drawn().save(out, "PNG")
    photo = take(store, out.getvalue())
    assert photo.taken_at == ""
    assert take_photo(store, out.getvalue(), "pasted", PLACE).how is How.KNOWN


def test_another_file_of_one_picture_is_one_photograph(store: SqlStore) -> None:
    """Two files that differ in what is not kept (position, maker) give the same bytes."""
    photo = take(store)
    other = take_photo(store, RAW + b"\0\0", "IMG_1 (1).jpg", PLACE)
    assert (other.how, other.photo) == (How.KNOWN, photo)
    erase_photo(store, photo, "照到了人")
    with pytest.raises(Refused, match="photo_erased"):
        take_photo(store, RAW + b"\0", "IMG_1 (2).jpg", PLACE)


def test_two_people_covering_one_photograph_lose_neither_file(store: SqlStore) -> None:
    """Each covers at his own station: a conflict, in which both files stay until it is settled."""
    from auditor.record import Line

    photo = take(store)
    with fresh_store() as other:
        with store.reading() as work:
            lines = work.journal.raw(work.journal.names([photo.id]))
        with other.writing() as work:
            work.journal.receive([Line.read(raw) for raw in lines], "package")
            work.set_setting("station", "6" * 32)
        other.photo_files.keep(store.photo_files.read(photo.sha256))
        with other.reading() as work:
            there = work.photos.get(photo.id)
        theirs = cover_photo(other, there, [(50, 50, 90, 90)])
        mine = cover_photo(store, photo, [(1, 1, 60, 60)])
        store.photo_files.keep(other.photo_files.read(theirs.sha256))
        with other.reading() as work:
            back = [Line.read(raw) for raw in work.journal.raw(work.journal.names([photo.id]))]
    with store.writing() as work:
        work.journal.receive(back, "package")
    let_go(store)
    assert store.photo_files.holds(mine.sha256)
    assert store.photo_files.holds(theirs.sha256)
    assert not store.photo_files.holds(photo.sha256)
    assert store.check().faults == ()


def test_withdrawn_photographs_are_listed_nowhere(store: SqlStore) -> None:
    from dataclasses import replace

    photo = take(store)
    with store.writing() as work:
        work.streets.save(street())
        work.sites.save(site())
        work.photos.save(replace(photo, withdrawn="双份"))
    assert read_photos(store, PLACE) == ()
    assert take_photo(store, RAW, "IMG_1.jpg", PLACE).how is How.NEW


def test_a_record_that_arrives_before_its_file_is_missing_until_it_comes(store: SqlStore) -> None:
    made = develop(RAW, "a.jpg")
    with store.writing() as work:
        work.photos.save(
            Photo(id=new_id(), street=STREET, site="s", audit="a", sha256=hashlib.sha256(made.kept).hexdigest())
        )
    assert [s.held for s in read_photos(store, PLACE)] == [False]
    store.photo_files.keep(made.kept)
    assert [s.held for s in read_photos(store, PLACE)] == [True]


def test_bytes_that_another_photograph_still_shows_are_kept(store: SqlStore) -> None:
    """Covered here, shown uncovered by a record that came from elsewhere: nobody said that one may go."""
    photo = take(store)
    raw = store.photo_files.read(photo.sha256)
    cover_photo(store, photo, [(1, 1, 60, 60)])
    with store.writing() as work:
        work.photos.save(Photo(id=new_id(), street=STREET, site="s9", sha256=photo.sha256))
    store.photo_files.keep(raw)
    assert let_go(store) == 0
    assert store.photo_files.holds(photo.sha256)
