"""When a new package is worth writing, and which own files may go; two sides with nothing new write nothing."""

from auditor.holding import Held, holding_of
from auditor.out_box import OwnFile, Side, compare, is_worth_writing, may_go, on_the_way, wanted_photos
from auditor.package import Manifest, Member, Part, part_of

ME, YOU = "5" * 32, "6" * 32
NAMES = [f"{n:064x}" for n in range(6)]
KEY = ("120104006000", ME)
HOLDING = holding_of([Held(n, name) for n, name in enumerate(NAMES)])


def side(theirs: int | None, *, wants: str = "", heard: int = 0, only: str = ME) -> Side:
    """The other side, holding so many of the six lines."""
    said = None if theirs is None else {KEY: part_of(NAMES[:theirs])}
    made = Side(station=YOU, theirs=said, wants=frozenset(wants), only=only, heard=heard)
    compare([(KEY, HOLDING)], [made])
    return made


def file(number: int, held: int, photos: str = "", *, of_others: bool = False) -> OwnFile:
    """An own file, made when so many lines were held."""
    members = tuple(Member(f"photos/{sha}", 1, sha) for sha in photos)
    made = Manifest(
        id=str(number),
        station=ME,
        key="",
        to=YOU,
        made="",
        lines=1,
        have={KEY: part_of(NAMES[:held])},
        members=members,
        of_others=of_others,
    )
    return OwnFile(number=number, name=f"{number}.sap", manifest=made)


def worth(of: Side, *lying: OwnFile, newest: OwnFile | None = None, held: str = "") -> bool:
    said = newest or (lying[0] if lying else None)
    return is_worth_writing(of, said, lying, wants=(), held=frozenset(held))


def test_how_far_both_agree_is_known_by_the_first_lines_alone() -> None:
    assert side(6).agreed == {KEY: 6}
    assert side(4).agreed == {KEY: 4}
    assert side(None).agreed == {KEY: 0}
    other = Side(station=YOU, theirs={KEY: Part(4, "f" * 64)}, only=ME)
    compare([(KEY, HOLDING)], [other])
    assert other.agreed == {KEY: 0}
    assert not side(6).lacks
    assert side(5).lacks


def test_a_street_elsewhere_is_no_matter_of_a_station_and_its_own_lines_always_are() -> None:
    there = Side(station=YOU, theirs=None, streets=frozenset({"", "A"}))
    held = holding_of([Held(1, NAMES[0])])
    compare([(("B", ME), held), (("A", ME), held), (("B", YOU), held)], [there])
    assert set(there.have) == {("A", ME), ("B", YOU)}


def test_a_package_is_written_for_news_for_a_file_that_is_gone_and_for_photographs_asked_for() -> None:
    assert worth(side(0))
    assert not worth(side(0), file(1, 6))
    assert worth(side(0), file(1, 5))
    assert worth(side(0), newest=file(1, 6))
    assert not worth(side(6), newest=file(1, 6))
    assert worth(side(6))
    assert worth(side(6, wants="a"), file(1, 6), held="a")
    assert not worth(side(6, wants="a"), file(1, 6), held="b")
    assert not worth(side(6, wants="a"), file(1, 6, "a"), held="a")


def test_who_spoke_since_and_lacks_lines_or_holds_more_is_answered_once() -> None:
    assert worth(side(4, heard=2), file(1, 6))
    assert not worth(side(4, heard=2), file(3, 6))
    lost = Side(station=YOU, theirs={KEY: Part(9, "f" * 64)}, only=ME, heard=2)
    compare([(KEY, HOLDING)], [lost])
    assert lost.holds_more
    assert worth(lost, file(1, 6))
    others = Side(station=YOU, theirs={KEY: part_of(NAMES), ("", YOU): Part(9, "f" * 64)}, only=ME, heard=2)
    compare([(KEY, HOLDING)], [others])
    assert not others.lacks
    assert worth(others, file(1, 6))
    assert not worth(others, file(3, 6))
    elsewhere = Side(station=YOU, theirs={("B", ME): Part(9, "f" * 64)}, streets=frozenset({"A"}), heard=2)
    assert not elsewhere.holds_more


def test_a_big_file_that_arrived_makes_room_for_a_small_one() -> None:
    assert worth(side(6), file(1, 6, "a"))
    assert not worth(side(5), file(1, 6, "a"))
    assert may_go(side(6), [file(1, 6, "a"), file(2, 6)]) == [file(1, 6, "a")]


def test_a_photograph_asked_for_again_after_it_was_handed_over_is_handed_over_again() -> None:
    lying = file(3, 6, "a")
    assert not worth(side(6, wants="a", heard=2), lying, held="a")
    assert worth(side(6, wants="a", heard=4), lying, held="a")
    assert on_the_way(side(6, wants="a", heard=4), [lying, file(2, 6, "b")]) == {"b"}


def test_an_own_file_goes_when_it_is_confirmed_or_a_later_one_holds_all_of_it_and_the_newest_stays() -> None:
    one, two = file(1, 4), file(2, 6)
    assert may_go(side(0), [one]) == []
    assert may_go(side(4), [one]) == []
    assert may_go(side(4), [one, two]) == [one]
    assert may_go(side(3), [file(1, 4, "a"), two]) == []
    assert may_go(side(4), [file(1, 4, "a"), two]) == [file(1, 4, "a")]
    assert may_go(side(0), [file(1, 4, "a"), two]) == []
    assert may_go(side(0), [file(1, 4, "a"), file(2, 6, "ab")]) == [file(1, 4, "a")]


def test_what_holds_photographs_still_asked_for_or_lines_of_others_stays() -> None:
    assert may_go(side(6, wants="a"), [file(1, 6, "a"), file(2, 6)]) == []
    assert may_go(side(6), [file(1, 6, of_others=True), file(2, 6)]) == []


def test_photographs_are_wanted_newest_first_and_each_once() -> None:
    a, b, c = ("a" * 64, "b" * 64, "c" * 64)
    assert wanted_photos([(1, a), (2, b), (3, a), (4, c), (5, "no hash")], {b}) == (a, c)
