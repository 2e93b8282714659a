"""Invented photographs: equal from equal seeds, each unlike the others, with the moment planned for it."""

from itertools import combinations

from auditor.formats.demonstration_photo import SIZE, draw_photograph
from auditor.formats.photograph import read_moment
from auditor.photo import difference
from auditor.quality_audits import SAME_BITS
from tests.photographs import opened

TAKEN = "2026-11-01T02:00:00.000Z"


def test_equal_seeds_give_equal_pictures_and_others_are_told_apart() -> None:
    made = [draw_photograph(f"{n:016x}", TAKEN) for n in range(12)]
    assert draw_photograph(f"{0:016x}", TAKEN) == made[0]
    assert min(difference(a.likeness, b.likeness) for a, b in combinations(made, 2)) > 2 * SAME_BITS
    assert opened(made[0].kept).size == SIZE


def test_one_picture_at_two_moments_has_one_likeness_and_two_files() -> None:
    one, other = draw_photograph("a", TAKEN), draw_photograph("a", "2026-06-01T02:00:00.000Z")
    assert one.likeness == other.likeness
    assert one.kept != other.kept
    assert read_moment(one.kept) == one.taken_at == TAKEN
