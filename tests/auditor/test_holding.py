"""What the other side lacks follows the first lines that both certainly hold; whatever happened there, it is sent."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.holding import Held, Holding, holding_of
from auditor.package import Part, part_of
from tests.auditor.test_package import SHA, names


def held_of(held: Sequence[str]) -> Holding:
    """Lines of these names, which arrived as numbers 10, 11 …"""
    return holding_of([Held(number, name) for number, name in enumerate(held, 10)])


def lacking(held: Sequence[str], theirs: Part | None) -> list[str]:
    """The names of the lines to be sent."""
    of = held_of(held)
    return [held[number - 10] for number in of.after(of.agreed(theirs))]


@given(names, st.integers(0, 30))
def test_what_follows_the_first_that_both_hold_is_sent(held: list[str], n: int) -> None:
    first = held[:n]
    assert lacking(held, part_of(sorted(first))) == held[n:]


@given(names, names)
def test_the_other_side_never_lacks_a_line_after_it_was_sent(held: list[str], theirs: list[str]) -> None:
    """Whatever the other side holds: restored, copied, cheated, in another order."""
    assert set(theirs) | set(lacking(held, part_of(theirs))) >= set(held)


@given(names)
def test_one_that_never_told_what_it_holds_is_sent_everything(held: list[str]) -> None:
    assert lacking(held, None) == held


@pytest.mark.parametrize("said", [Part(3, SHA), Part(4, SHA), Part(2, SHA)], ids=str)
def test_a_count_alone_is_believed_of_nobody(said: Part) -> None:
    held = ["a", "b", "c"]
    assert lacking(held, said) == held


def test_the_last_of_so_many_is_known_by_its_arrival_number() -> None:
    assert [held_of(["a", "b", "c"]).arrival_of(n) for n in (0, 1, 3)] == [0, 10, 12]
