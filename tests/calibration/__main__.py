"""Remakes tests/calibration/coverage.md and coverage.csv: `python3 dev.py calibrate`, some minutes."""

import csv
import sys
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np  # noqa: TID253 - calibration is a developer's tool

from tests.calibration.simulation import (
    CONFIDENCE,
    Coverage,
    OneStage,
    TwoStage,
    cover_one_stage,
    cover_two_stage,
    worst_error,
)

HERE = Path(__file__).parent
STANDARD = Fraction(2)  # the design effect of the standard
LEAST, MOST_BELOW = 0.94, 0.035
RATES = (0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0)
DEFFS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
SITES = (10, 20, 30, 60)
SURVEYS = 40_000
SEED = 20260101


@dataclass(frozen=True)
class Cell:
    """One line of coverage.csv."""

    sites: str
    drawn: int
    communities: int
    kish: float
    deff: float
    rate: float
    coverage: Coverage

    @property
    def warning(self) -> bool:
        """Whether the truth is worse than the standard assumes."""
        return self.deff > STANDARD

    @property
    def good(self) -> bool:
        """Whether the promise holds."""
        return self.coverage.covered >= LEAST and self.coverage.below <= MOST_BELOW


def two_stage_cells(
    *, sites: tuple[int, ...] = SITES, deffs: tuple[float, ...] = DEFFS, rates: tuple[float, ...] = RATES, surveys: int
) -> Iterator[Cell]:
    """Every cell of the two-stage tables; each has a seed of its own."""
    for even in (True, False):
        for drawn in sites:
            design = TwoStage(communities=drawn // 5, sites=5, even=even)
            for deff in deffs:
                if deff < design.kish and not even:
                    continue  # unequal weights alone cost more
                for rate in rates:
                    rng = np.random.default_rng([SEED, even, drawn, int(deff * 10), int(rate * 1000)])
                    found = cover_two_stage(design, rng, rate=rate, deff=deff, standard=STANDARD, surveys=surveys)
                    yield Cell("even" if even else "uneven", drawn, drawn // 5, design.kish, deff, rate, found)


EQUAL = OneStage("14 equal communities", (1786,) * 14, (15,) * 14)
UNEQUAL = OneStage(
    "14 communities of 300 to 5,550 households, allocated in proportion",
    tuple(range(300, 5600, 404)),
    tuple(max(2, -(-210 * n // sum(range(300, 5600, 404)))) for n in range(300, 5600, 404)),
)
THIN = OneStage("7,500 and 13 × 1,346 households, sample 2 and 13 × 9", (7500, *(1346,) * 13), (2, *(9,) * 13))
SMALL = OneStage("4 communities of 12 to 60 households, 10 asked in each", (12, 25, 40, 60), (10,) * 4)
ALL_CONFORMING = (
    OneStage("25,000 households in 14 equal communities, 5 in each", (1786,) * 14, (5,) * 14),
    UNEQUAL,
    THIN,
    SMALL,
    OneStage("one community of 500, sample 45", (500,), (45,)),
)
ONE_STAGE_RATES = (0.7, 0.8, 0.9, 0.95, 0.98, 0.99)


def one_stage_lines(surveys: int) -> Iterator[tuple[str, str, float, Coverage]]:
    """The one-stage interval where failures lie evenly, and where they all lie in the first communities."""
    for design in (EQUAL, UNEQUAL, SMALL, THIN):
        size = np.array(design.households)
        for rate in ONE_STAGE_RATES:
            bad = round((1 - rate) * sum(design.households))
            even = np.floor(bad * np.cumsum(size) / size.sum() + 0.5).astype(int)
            first = np.clip(bad - np.concatenate(([0], np.cumsum(size)[:-1])), 0, size)
            for spread, failing in (("even", np.diff(even, prepend=0)), ("gathered", first)):
                rng = np.random.default_rng([SEED, len(size), design.n, int(rate * 1000), len(spread)])
                conforming = tuple(int(c) for c in size - failing)
                yield design.name, spread, rate, cover_one_stage(design, rng, conforming=conforming, surveys=surveys)


def percent(share: float) -> str:
    return f"{100 * share:.1f}"


def placed(cell: Cell) -> str:
    return f"{cell.sites} sites, {cell.drawn} drawn, true deff {cell.deff:g}, rate {cell.rate:g}"


def table_of(cells: list[Cell], *, plain: bool) -> Iterator[str]:
    """Rows: sites drawn and true design effect; a cell: coverage, and after the slash truth below the lower limit."""
    rates = sorted({c.rate for c in cells})
    yield "| sites drawn | true deff | " + " | ".join(f"rate {r:g}" for r in rates) + " |"
    yield "|---|---|" + "---|" * len(rates)
    for drawn, deff in dict.fromkeys((c.drawn, c.deff) for c in cells):
        row = {c.rate: c for c in cells if (c.drawn, c.deff) == (drawn, deff)}
        shown = [
            f"{percent(c.logit_covered)} / {percent(c.logit_below)}"
            if plain
            else f"{percent(c.covered)} / {percent(c.below)}"
            for c in (row[r].coverage for r in rates)
        ]
        warning = " ⚠" if deff > STANDARD else ""
        yield f"| {drawn} | {deff:g}{warning} | " + " | ".join(shown) + " |"


def report(cells: list[Cell], one_stage: list[tuple[str, str, float, Coverage]], surveys: int) -> str:
    """coverage.md."""
    inside = [c for c in cells if not c.warning]
    least = min(inside, key=lambda c: c.coverage.covered)
    below = max(inside, key=lambda c: c.coverage.below)
    short = [c for c in inside if not c.good]
    lines = [
        "# How often the intervals hold",
        "",
        f"Made by `python3 dev.py calibrate`: {surveys:,} surveys a cell, seed {SEED}; all figures in %. A cell reads:",
        "truth between the two-sided 95 % limits / truth below the lower limit. The limits are the program's:",
        "Korn-Graubard with t, the effective sample size never above n / deff, where deff is the standard's,",
        f"here {float(STANDARD):g}.",
        "",
        f"**Promise**, where the true design effect is not above the standard's: at least {percent(LEAST)} and at most",
        f"{percent(MOST_BELOW)}. Cells that keep it: {len(inside) - len(short)} of {len(inside)}.",
        f"Least coverage: {percent(least.coverage.covered)} ({placed(least)}).",
        f"Most below: {percent(below.coverage.below)} ({placed(below)}).",
        "There is no upper limit: exact bounds are conservative, and at rate 1 they always hold.",
        "",
        "⚠ marks a true design effect above the standard's. No promise is made there: where failures gather in few",
        "sites, a sample often meets too few of these, and the lower limit then says too much. That is what the design",
        "effect of a standard is for; it must not be chosen too small.",
        "",
        "Ten households answer in each site drawn, five sites in each community of 1,000 sites. The conforming",
        "households of a site are beta-binomial, with the correlation that gives the true design effect.",
    ]
    for sites, words in (("even", "Sites of 30 households: equal weights"), ("uneven", "Sites of 10 to 90 households")):
        part = [c for c in cells if c.sites == sites]
        lines += ["", f"## {words}", ""]
        if sites == "uneven":
            lines += ["Unequal weights alone make a design effect of 1.2; the true one includes it.", ""]
        lines += [*table_of(part, plain=False), "", "Plain logit, for comparison; the program does not use it:", ""]
        lines += [*table_of(part, plain=True)]
    lines += ["", "## One stage: the interval", "", *one_stage_table(one_stage)]
    lines += ["", "## One stage: the bound where all conform", "", *worst_table()]
    return "\n".join(lines) + "\n"


def one_stage_table(lines: list[tuple[str, str, float, Coverage]]) -> Iterator[str]:
    yield from (
        "Failing households spread evenly, or gathered: all of them in the first communities of the list. No promise",
        "is made here. The program allocates in proportion and never plans the last design, where 2 answers speak for",
        "30 % of the households. There n / kish, which the effective sample size never exceeds, keeps the lower limit",
        "right; where failures gather in that community, both answers fail in 1 of 9, and the upper limit errs.",
    )
    yield ""
    yield "| design | failures | " + " | ".join(f"rate {r:g}" for r in ONE_STAGE_RATES) + " |"
    yield "|---|---|" + "---|" * len(ONE_STAGE_RATES)
    for name, spread in dict.fromkeys((line[0], line[1]) for line in lines):
        row = [c for n, s, _rate, c in lines if (n, s) == (name, spread)]
        shown = [f"{percent(c.covered)} / {percent(c.below)}" for c in row]
        yield f"| {name} | {spread} | " + " | ".join(shown) + " |"


def worst_table() -> Iterator[str]:
    yield "Exact, not simulated. At 95 % the bound says that at most D households are nonconforming. It errs where more"
    yield "are and none of them is met. The greatest chance of that, over all spreads of D + 1 households over the"
    yield "communities, must be at most 5 %; more households than that are met more often still."
    yield ""
    yield "| design | bound | D | greatest chance of error |"
    yield "|---|---|---|---|"
    for design in ALL_CONFORMING:
        undetected, chance = worst_error(design, CONFIDENCE)
        bound = 1 - undetected / sum(design.households)
        yield f"| {design.name} (n = {design.n}) | {int(bound * 1000) / 10:.1f} | {undetected:,} | {100 * chance:.3f} |"


def main() -> None:
    """Simulate, tell progress, write both files; exit 1 where the promise is not kept."""
    cells = []
    for cell in two_stage_cells(surveys=SURVEYS):
        cells.append(cell)
        if cell.rate == RATES[-1]:
            print(f"{cell.sites} sites, {cell.drawn} drawn, deff {cell.deff:g}", flush=True)
    with (HERE / "coverage.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(
            [
                "sites",
                "drawn",
                "communities",
                "kish",
                "deff",
                "rate",
                "covered",
                "below",
                "logit_covered",
                "logit_below",
            ]
        )
        for cell in cells:
            values = [cell.sites, cell.drawn, cell.communities, f"{cell.kish:.4f}", cell.deff, cell.rate]
            writer.writerow([*values, *(f"{v:.5f}" for v in astuple(cell.coverage))])
    one_stage = list(one_stage_lines(SURVEYS))
    (HERE / "coverage.md").write_text(report(cells, one_stage, SURVEYS), encoding="utf-8")
    short = [c for c in cells if not c.warning and not c.good]
    print(f"{len(cells)} cells; promise broken in {len(short)}")
    sys.exit(1 if short else 0)


if __name__ == "__main__":
    main()
