"""What the standard page shows, read in one go: the standards at hand, one of them worked out, and its plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from auditor.conforming import operating_characteristic, operating_characteristic_below
from auditor.division import spoken_name
from auditor.examples import run_example
from auditor.sampling import allocate
from auditor.standard import CRITERIA, RATES, Example, Standard
from auditor.standards import in_force, standard_named, standards_of
from auditor.store import Store, Work
from auditor.use_cases.planning import frame_of

TYPICAL = {str(n): 766 + 136 * n for n in range(1, 15)}  # 25,004 households in 14 unequal communities
SHARES = tuple(Fraction(n, 1000) for n in (1000, 999, 995, 990, 980, 970, 950, 900, 850, 800, 750))


@dataclass(frozen=True, slots=True)
class Worked:
    """A worked example with what the rules say of it now."""

    example: Example
    verdict: str
    counts: tuple[int, int, int]

    @property
    def is_right(self) -> bool:
        """Whether they say what the standard says."""
        return (self.verdict, self.counts) == (self.example.verdict, self.example.counts)


@dataclass(frozen=True, slots=True)
class PlanShown:
    """What a round by this standard would ask of a street, and the chance of passing by true rate."""

    street: str  # its name; "" for a typical one
    sizes: Mapping[str, int]  # households by community code
    planned: Mapping[str, int]
    chances: Mapping[str, tuple[tuple[Fraction, Fraction], ...]]  # rate -> (true share, chance)


@dataclass(frozen=True, slots=True)
class View:
    """The standards at hand, and the one looked at."""

    standards: tuple[Standard, ...]
    used: Standard  # by which this database works
    standard: Standard
    worked: Mapping[str, tuple[Worked, ...]]  # criterion -> its examples
    plan: PlanShown


def read_view(store: Store, name: str, street: str) -> View:
    """The standard of a name (`nankai-2023 1`; "": the one this database works by), planned for a street if there is
    one with households."""
    with store.reading() as work:
        used = in_force(work)
        standard = standard_named(work, name) if name else used
        return View(
            standards=tuple(standards_of(work)),
            used=used,
            standard=standard,
            worked={criterion: _worked(standard, criterion) for criterion in CRITERIA},
            plan=_plan(work, standard, street),
        )


def _worked(standard: Standard, criterion: str) -> tuple[Worked, ...]:
    mine = (e for e in standard.examples if e.criterion == criterion)
    return tuple(Worked(example, *run_example(example, standard)) for example in mine)


def _plan(work: Work, standard: Standard, street: str) -> PlanShown:
    frame = frame_of(work, street, standard, work.today()) if street else {}
    sizes = {code: sum(sites.values()) for code, sites in frame.items()}
    named = next((spoken_name(s.code, s.name) for s in work.streets.all() if s.code == street), "") if sizes else ""
    return plan_shown(standard, sizes or TYPICAL, named)


def plan_shown(standard: Standard, sizes: Mapping[str, int], street: str = "") -> PlanShown:
    """The plan over communities of these sizes, and the chance of passing each rate by its true share."""
    planned = allocate(sizes, standard)
    strata = [(size, planned[code]) for code, size in sizes.items()]
    return PlanShown(street, sizes, planned, {rate: tuple(_chances(standard, rate, strata)) for rate in RATES})


def _chances(standard: Standard, rate: str, strata: list[tuple[int, int]]) -> list[tuple[Fraction, Fraction]]:
    threshold, rules = standard.criteria[rate].threshold, standard.survey
    if threshold == 1:
        return operating_characteristic(strata, SHARES[:8])
    asked = [share for share in SHARES if share >= threshold - Fraction(1, 20)]
    found = operating_characteristic_below(
        strata, asked, threshold=threshold, confidence=rules.confidence, deff=rules.deff
    )
    return [(share, Fraction(chance)) for share, chance in found]
