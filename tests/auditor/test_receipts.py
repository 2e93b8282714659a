"""Receipts: only the other side's own word, by count and digest together, says that something arrived."""

from dataclasses import replace
from pathlib import Path

import pytest

from auditor.delivery import Delivery, Fate, Way
from auditor.holding import Held, holding_of
from auditor.package import Manifest, Member, Part, part_of
from auditor.photo import Photo
from auditor.receipts import Standing, behind, is_received, reach_of, received_of, standing_of
from auditor.record import new_id
from tests.exchanging import Office, district, exchange
from tests.making import STREET, site

HELD = [Held(arrival, f"{arrival:064x}") for arrival in (2, 5, 6, 9)]


def part(n: int) -> Part:
    return part_of([x.name for x in HELD[:n]])


def confirmed_to(theirs: Part | None) -> int:
    """The arrival number up to which the other side holds them."""
    held = holding_of(HELD)
    return held.arrival_of(held.agreed(theirs))


def test_the_first_so_many_lines_are_confirmed_where_they_are_the_same_ones() -> None:
    assert [confirmed_to(part(n)) for n in (1, 2, 3, 4)] == [2, 5, 6, 9]


@pytest.mark.parametrize("theirs", [None, Part(0, part(0).digest), Part(3, part(2).digest), Part(5, part(4).digest)])
def test_a_count_alone_confirms_nothing(theirs: Part | None) -> None:
    assert confirmed_to(theirs) == 0


def manifest(station: str, to: str, have: dict[tuple[str, str], Part], *, of_others: bool = False) -> Manifest:
    at = "2026-11-22T02:00:00.000Z"
    return Manifest(id="p", station=station, key="", to=to, made=at, lines=1, have=have, of_others=of_others)


def test_a_package_arrived_when_the_other_side_holds_what_it_was_packed_from() -> None:
    own, other = ("s", "mine"), ("s", "colleague")
    sent = manifest("mine", "bureau", {own: part(2), other: part(3)})
    heard = manifest("bureau", "mine", {own: part(2)})
    assert is_received(sent, heard, from_bureau=False)
    assert not is_received(sent, replace(heard, have={own: part(1)}), from_bureau=False)
    assert not is_received(sent, replace(heard, have={own: Part(2, part(3).digest)}), from_bureau=False)
    assert not is_received(sent, None, from_bureau=False)
    of_others = replace(sent, of_others=True)
    assert not is_received(of_others, heard, from_bureau=False)
    assert is_received(of_others, replace(heard, have={other: part(3)}), from_bureau=False)


def test_a_package_whose_photographs_the_other_side_still_asks_for_did_not_arrive() -> None:
    photo = Member(f"photos/{'a' * 64}", 10, "a" * 64)
    sent = replace(manifest("mine", "bureau", {("s", "mine"): part(2)}), members=(photo,))
    heard = manifest("bureau", "mine", {("s", "mine"): part(2)})
    assert is_received(sent, heard, from_bureau=False)
    assert not is_received(sent, replace(heard, wants=("a" * 64,)), from_bureau=False)


def test_the_bureaus_package_arrived_when_the_station_holds_what_others_wrote() -> None:
    own, other = ("s", "station"), ("s", "colleague")
    sent = manifest("bureau", "station", {own: part(2), other: part(3)})
    heard = manifest("station", "bureau", {own: part(4), other: part(3)})  # it has written on
    assert is_received(sent, heard, from_bureau=True)
    assert not is_received(sent, replace(heard, have={own: part(4)}), from_bureau=True)


def test_a_station_lacks_what_lies_here_beyond_what_it_said_of_its_own_street() -> None:
    counts = {("s", "a"): 5, ("s", "b"): 3, ("other", "a"): 9, ("", "bureau"): 2}
    heard = manifest("a", "bureau", {("s", "a"): part(4), ("s", "b"): part(1)})
    assert behind(counts, heard, "s") == 1 + 2 + 2
    assert behind(counts, heard, "") == 1 + 2 + 2 + 9
    assert behind(counts, None, "s") == 10


@pytest.mark.parametrize(
    ("way", "state", "standing"),
    [
        (Way.OUT, Fate.WRITTEN, Standing.ON_THE_WAY),
        (Way.IN, Fate.APPLIED, Standing.APPLIED),
        (Way.IN, Fate.RELEASED, Standing.APPLIED),
        (Way.IN, Fate.WAITING, Standing.WAITING),
        (Way.IN, Fate.TURNED_AWAY, Standing.TURNED_AWAY),
        (Way.IN, Fate.NEWER, Standing.NEWER),
        (Way.IN, Fate.UNDONE, Standing.TAKEN_BACK),
        (Way.UNDO, Fate.APPLIED, Standing.UNDOING),
        (Way.UNDO, Fate.UNDONE, Standing.TAKEN_BACK),
    ],
)
def test_every_delivery_stands_somewhere(way: Way, state: Fate, standing: Standing) -> None:
    one = Delivery(package="p", way=way, station="s", made="", at="", state=state, lines=1, number=4)
    assert standing_of(one) is standing
    assert standing_of(one, frozenset({4})) is (Standing.RECEIVED if way is Way.OUT else standing)


def save(office: Office, code: str) -> None:
    with office.store.writing() as work:
        work.sites.save(site(code))


def outs(office: Office) -> list[bool]:
    """Whether each package that went out was received, newest first."""
    with office.store.reading() as work:
        all_of = work.deliveries.all()
        found = received_of(work, all_of)
    return [d.number in found for d in all_of if d.way is Way.OUT and d.station]


def test_packages_before_one_that_arrived_arrived_with_it(tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        save(one, "06-001")
        one.pack()  # lost on the way
        save(one, "06-002")
        assert outs(one) == [False]
        exchange(bureau, one)
        assert outs(one) == [True, True]
        save(one, "06-003")
        came = one.pack()
        assert outs(one) == [False, True, True]
        bureau.unpack(came)
        assert outs(one) == [False, True, True]  # nobody has told this side
        assert outs(bureau) == [True, True]
        one.unpack(bureau.pack(one))
        assert outs(one) == [True, True, True]
        assert outs(bureau) == [True, True, True]  # the last held nothing that the station had not written itself


def test_a_lost_package_whose_photographs_are_still_asked_for_did_not_arrive_with_a_later_one(tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):
        sha = one.store.photo_files.keep(b"x" * 1000)
        with one.store.writing() as work:
            work.photos.save(Photo(id=new_id(), street=STREET, site="s", sha256=sha))
        lost = one.pack()
        save(one, "06-001")
        bureau.unpack(one.pack(leave=(sha,)))  # the photograph is on its way already, it was thought
        one.unpack(bureau.pack(one))
        assert outs(one) == [True, False]
        bureau.unpack(lost)
        one.unpack(bureau.pack(one))
        assert outs(one) == [True, True]


def test_how_far_it_got_follows_packing_and_the_bureaus_word(tmp_path: Path) -> None:
    with district(tmp_path, 1) as (bureau, (one,)):

        def reach() -> tuple[int, int, int]:
            with one.store.reading() as work:
                found = reach_of(work)
                return found.packed, found.confirmed.get(STREET, 0), work.journal.last()

        save(one, "06-001")
        packed, confirmed, last = reach()
        assert packed < last
        assert confirmed == 0
        came = one.pack()
        assert reach() == (last, 0, last)
        bureau.unpack(came)
        one.unpack(bureau.pack(one))
        assert reach()[1] == last
