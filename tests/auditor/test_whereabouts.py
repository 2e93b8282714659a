"""Where a line is: here, come in a package, or at the bureau itself."""

from auditor.copies import Copy
from auditor.whereabouts import Place, is_copied, place_of


def test_a_line_is_where_it_was_written_unless_a_package_brought_it() -> None:
    assert place_of("", at_bureau=False) is Place.HERE
    assert place_of("", at_bureau=True) is Place.BUREAU
    assert place_of("p1", at_bureau=True) is place_of("p1", at_bureau=False) is Place.PACKAGE


def test_a_copy_holds_the_lines_up_to_its_last() -> None:
    copy = Copy(path="/c", at="2026-11-22T02:00:00.000Z", lines=5, records=5, arrival=7)
    assert [is_copied(n, copy) for n in (6, 7, 8)] == [True, True, False]
    assert not is_copied(1, None)
