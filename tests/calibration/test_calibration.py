"""A quick calibration, and that the committed table keeps the promise."""

import csv
from fractions import Fraction
from math import comb
from pathlib import Path

import numpy as np  # noqa: TID253 - an oracle
import pytest

from auditor.conforming import most_undetected
from tests.calibration.__main__ import (
    ALL_CONFORMING,
    DEFFS,
    LEAST,
    MOST_BELOW,
    RATES,
    SITES,
    UNEQUAL,
    Cell,
    one_stage_lines,
    report,
    two_stage_cells,
)
from tests.calibration.simulation import CONFIDENCE, OneStage, TwoStage, worst_error

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def cells() -> list[Cell]:
    """A few cells with their seed; each compares some surveys with the program itself."""
    return list(two_stage_cells(sites=(10, 30), deffs=(1.5, 2.0, 6.0), rates=(0.8, 0.95, 1.0), surveys=4000))


def test_the_interval_holds_where_the_design_effect_is_the_standards(cells: list[Cell]) -> None:
    inside = [c for c in cells if not c.warning]
    assert len(inside) == 24
    assert all(c.good for c in inside)
    assert all(c.coverage.covered == 1 for c in inside if c.rate == 1)


def test_above_it_the_interval_fails_somewhere_and_the_report_warns(cells: list[Cell]) -> None:
    assert any(not c.good for c in cells if c.warning)
    text = report(cells, list(one_stage_lines(500)), 4000)
    assert "Cells that keep it: 24 of 24." in text
    assert text.count("| 6 ⚠ |") == 8
    assert "⚠" not in "".join(line for line in text.splitlines() if line.startswith(("| 10 | 2 |", "| 30 | 1.5 |")))


def test_drawn_surveys_have_the_design_effect_that_is_asked_for() -> None:
    for even in (True, False):
        design = TwoStage(communities=6, sites=5, even=even)
        for deff in (2.0, 4.0):
            x = design.draw(np.random.default_rng(2), rate=0.8, deff=deff, surveys=20_000)
            mean, _variance = design.share(x)
            assert mean.mean() == pytest.approx(0.8, abs=3e-3)
            assert mean.var() / (0.8 * 0.2 / design.n) == pytest.approx(deff, rel=0.04)


def committed() -> list[dict[str, str]]:
    with (HERE / "coverage.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_committed_table_is_complete_and_keeps_the_promise() -> None:
    rows = committed()
    even = {(int(r["drawn"]), float(r["deff"]), float(r["rate"])) for r in rows if r["sites"] == "even"}
    assert even == {(m, d, p) for m in SITES for d in DEFFS for p in RATES}
    inside = [r for r in rows if float(r["deff"]) <= 2]
    assert len(inside) >= 84
    assert min(float(r["covered"]) for r in inside) >= LEAST
    assert max(float(r["below"]) for r in inside) <= MOST_BELOW
    text = (HERE / "coverage.md").read_text(encoding="utf-8")
    assert f"Cells that keep it: {len(inside)} of {len(inside)}." in text


def test_the_bound_errs_in_at_most_5_percent_for_the_worst_spread() -> None:
    for design in ALL_CONFORMING:
        undetected, chance = worst_error(design, CONFIDENCE)
        assert undetected == most_undetected(list(zip(design.households, design.answered, strict=True)), CONFIDENCE)
        assert chance <= 0.05 * (1 + 1e-9), design.name


def test_the_worst_spread_is_found_where_it_is_known() -> None:
    """One community: there is one spread only, and its chance is a quotient of two binomial coefficients."""
    undetected, chance = worst_error(OneStage("", (50,), (10,)), CONFIDENCE)
    assert chance == pytest.approx(comb(50 - undetected - 1, 10) / comb(50, 10))
    assert comb(50 - undetected, 10) / comb(50, 10) > 0.05
    looser, _chance = worst_error(UNEQUAL, Fraction(1, 2))
    assert looser < worst_error(UNEQUAL, CONFIDENCE)[0]
