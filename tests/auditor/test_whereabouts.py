"""Where a line is: here, packed, or at the bureau, by how far what was written here got."""

from auditor.copies import Copy
from auditor.whereabouts import Place, Reach, is_copied, place_of


def test_a_line_is_here_until_it_is_packed_and_in_a_package_until_the_bureau_has_confirmed_it() -> None:
    reach = Reach(packed=7, confirmed={"s": 4})
    places = [place_of(n, "s", reach, at_bureau=False) for n in (4, 5, 7, 8)]
    assert places == [Place.BUREAU, Place.PACKAGE, Place.PACKAGE, Place.HERE]
    assert place_of(4, "another street", reach, at_bureau=False) is Place.PACKAGE
    assert place_of(1, "s", Reach(), at_bureau=False) is Place.HERE


def test_what_is_written_at_the_bureau_is_at_the_bureau() -> None:
    assert place_of(9, "s", Reach(), at_bureau=True) is Place.BUREAU


def test_a_copy_holds_the_lines_up_to_its_last() -> None:
    copy = Copy(path="/c", at="2026-11-22T02:00:00.000Z", lines=5, records=5, arrival=7)
    assert [is_copied(n, copy) for n in (6, 7, 8)] == [True, True, False]
    assert not is_copied(1, None)
