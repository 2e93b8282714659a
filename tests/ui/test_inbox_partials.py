"""Files on their way in: bounded, gone on with, and never another's."""

import hashlib
import os
import time
from pathlib import Path

import pytest

from auditor.errors import Refused, Unavailable
from ui.inbox_partials import Partials, Room
from ui.inbox_passes import Holder

KNOWN, STRANGER = Holder("1" * 32, True), Holder("2" * 32, False)
RAW = b"some bytes of a package"
NAME = hashlib.sha256(RAW).hexdigest()


def partials(folder: Path, room: Room = Room(spare=0)) -> Partials:  # noqa: B008 - a frozen value
    """A folder, with the first file's place made."""
    made = Partials(folder, room)
    for holder in (KNOWN, STRANGER):
        made.make_room(holder, NAME, len(RAW), len(RAW))
    return made


def test_pieces_make_the_whole_and_are_gone_on_with_after_a_death(tmp_path: Path) -> None:
    partials(tmp_path).append(KNOWN, NAME, 0, RAW[:9])
    again = partials(tmp_path)
    assert again.size(KNOWN, NAME) == 9
    again.append(KNOWN, NAME, 9, RAW[9:])
    assert again.whole(KNOWN, NAME).read_bytes() == RAW


def test_a_piece_that_belongs_elsewhere_is_not_written(tmp_path: Path) -> None:
    held = partials(tmp_path)
    held.append(KNOWN, NAME, 0, RAW[:9])
    with pytest.raises(Refused, match="inbox_two_at_once"):
        held.append(KNOWN, NAME, 0, RAW[:9])
    assert held.size(KNOWN, NAME) == 9


def test_bytes_that_are_not_those_of_the_name_are_dropped(tmp_path: Path) -> None:
    held = partials(tmp_path)
    held.append(KNOWN, NAME, 0, b"others")
    with pytest.raises(Refused, match="upload_differs"):
        held.whole(KNOWN, NAME)
    assert held.size(KNOWN, NAME) == 0


def test_nobody_can_spoil_what_another_sends(tmp_path: Path) -> None:
    held = partials(tmp_path)
    held.append(STRANGER, NAME, 0, b"rubbish")
    held.append(KNOWN, NAME, 0, RAW)
    assert held.whole(KNOWN, NAME).read_bytes() == RAW


@pytest.mark.parametrize(
    "name", ["..", "../../etc/passwd", "/etc/passwd", "C:\\x", "con", NAME + "/..", NAME + "\0", ""]
)
def test_no_path_is_made_of_anything_but_hex_digits(tmp_path: Path, name: str) -> None:
    held = partials(tmp_path)
    with pytest.raises(ValueError):
        held.file(KNOWN, name)
    with pytest.raises(ValueError):
        held.file(Holder("../../../../../../../../../../..", True), NAME)


def test_a_station_has_so_many_on_their_way_and_strangers_share_one_small_room(tmp_path: Path) -> None:
    held = Partials(tmp_path, Room(spare=0, of_station=2, of_unknown=3, bytes_of_unknown=1000))

    def begin(holder: Holder, number: int, length: int) -> None:
        name = f"{number:064x}"
        held.make_room(holder, name, length, 10)
        held.append(holder, name, 0, b"0123456789")

    begin(KNOWN, 1, 10**9)
    begin(KNOWN, 2, 10**9)
    with pytest.raises(Refused, match="inbox_too_many"):
        begin(KNOWN, 3, 10**9)
    held.make_room(KNOWN, f"{1:064x}", 10**9, 10)  # one that has begun goes on
    with pytest.raises(Refused, match="inbox_too_many"):
        begin(STRANGER, 1, 1001)
    for number in range(3):
        begin(Holder(f"{number:032x}", False), number, 100)
    with pytest.raises(Refused, match="inbox_too_many"):
        begin(Holder("f" * 32, False), 9, 100)
    begin(Holder("e" * 32, True), 9, 100)  # and hinder nobody who is known


def test_the_disk_is_never_filled_to_the_last_byte(tmp_path: Path) -> None:
    held = Partials(tmp_path, Room(spare=2**62))
    with pytest.raises(Unavailable, match="inbox_full"):
        held.make_room(KNOWN, NAME, len(RAW), len(RAW))


def test_what_nobody_went_on_with_for_a_month_goes(tmp_path: Path) -> None:
    held = partials(tmp_path)
    held.append(KNOWN, NAME, 0, RAW)
    held.append(STRANGER, NAME, 0, RAW)
    long_ago = time.time() - 31 * 86_400
    os.utime(held.file(STRANGER, NAME), (long_ago, long_ago))
    held.sweep()
    assert held.size(STRANGER, NAME) == 0
    assert held.size(KNOWN, NAME) == len(RAW)
