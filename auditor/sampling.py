"""Planning a survey round: how many households of which community, and which of them, by a seeded draw (DESIGN 3)."""

from collections.abc import Mapping
from fractions import Fraction

from auditor.errors import Problem, Refused
from auditor.estimate import all_conforming_bound
from auditor.survey import Mode, Stratum, slot_name


def plan_strata(sizes: Mapping[str, int], mode: Mode, *, floor: Fraction, confidence: Fraction) -> dict[str, Stratum]:
    """Households to ask by community, for a threshold of 100 %.

    `sizes` are households by community. A sample takes n_h = min(N_h, max(2, ceil(n0 N_h / N))) with the smallest n0
    for which a sample that all conforms shows `floor` with `confidence`; where that is everybody, it is a census.
    Refused if there is no household at all.
    """
    sizes = {code: size for code, size in sizes.items() if size > 0}
    total = sum(sizes.values())
    if not total:
        raise Refused(Problem("street", "no_households"))
    if mode is Mode.CENSUS:
        return {code: Stratum(population=size, planned=size) for code, size in sizes.items()}

    def allocate(n0: int) -> dict[str, int]:
        return {code: min(size, max(2, -(-n0 * size // total))) for code, size in sizes.items()}

    def reaches(n0: int) -> bool:
        drawn = allocate(n0)
        return all_conforming_bound([(sizes[c], drawn[c]) for c in sizes], confidence) >= floor

    low, high = 0, total  # allocate() grows with n0 and so does the bound: halve the interval
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reaches(middle) else (middle, high)
    drawn = allocate(high)
    return {code: Stratum(population=size, planned=drawn[code]) for code, size in sizes.items()}


def draw_slots(key: bytes, frame: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """All slots (name, site id, k) of one community's frame (site id -> households), in drawn order.

    The order of two slots depends on them and the key alone, whatever else is added, renamed or re-counted.
    """
    return sorted((slot_name(key, site, k), site, k) for site, size in frame.items() for k in range(1, size + 1))
