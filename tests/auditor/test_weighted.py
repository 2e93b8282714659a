"""The weighted mean of a table against R survey's printed numbers and a double sum over pairs."""

import random
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np  # noqa: TID253 - an oracle
import pytest
from scipy import stats

from auditor.errors import Refused
from auditor.weighted import WeightedRow, weighted_mean
from auditor.weighted_csv import read_weighted

C95 = Fraction(95, 100)
DATA = Path(__file__).parent / "data"


def rows_of(name: str, *, share: bool = False) -> list[WeightedRow]:
    raw = (DATA / name).read_text(encoding="utf-8")
    if share:
        raw = raw.replace("value", "score").replace("awards", "conforming")
    rows, _share = read_weighted(name, raw.encode())
    return rows


# what R survey prints for its own data (apistrat, apiclus1, fpc); the interval and the awards are by the same package
R = [
    ("api_stratified.csv", 662.287363577655, 9.408940879434, 197, (643.732188539262, 680.842538616048)),
    ("api_clustered.csv", 644.169398907105, 23.5422406937812, 14, (593.676314463327, 694.662483350884)),
]


@pytest.mark.parametrize(("name", "mean", "se", "df", "limits"), R)
def test_rs_means_of_the_api_schools_are_reproduced(
    name: str, mean: float, se: float, df: int, limits: tuple[float, float]
) -> None:
    found = weighted_mean(rows_of(name), C95, share=False)
    assert found.mean == pytest.approx(mean, rel=1e-12)
    assert found.se == pytest.approx(se, rel=1e-12)
    assert (found.df, found.n_eff) == (df, None)
    assert (found.lower, found.upper) == pytest.approx(limits, rel=1e-12)


@pytest.mark.parametrize(
    ("name", "mean", "se"),
    [
        ("api_stratified.csv", 0.638936067161769, 0.0344059182016133),
        ("api_clustered.csv", 0.710382513661203, 0.0330182995537189),
    ],
)
def test_rs_shares_of_the_schools_with_awards_are_reproduced(name: str, mean: float, se: float) -> None:
    found = weighted_mean(rows_of(name, share=True), C95, share=True)
    assert (found.mean, found.se) == pytest.approx((mean, se), rel=1e-12)
    wider = stats.t.ppf(0.025, found.n - 1) / stats.t.ppf(0.025, found.df)
    worth = min(found.n, mean * (1 - mean) / se**2 * wider**2)
    assert found.n_eff == pytest.approx(worth, rel=1e-10)
    assert found.lower == pytest.approx(stats.beta.ppf(0.025, worth * mean, worth * (1 - mean) + 1), abs=1e-10)
    assert found.upper == pytest.approx(stats.beta.ppf(0.975, worth * mean + 1, worth * (1 - mean)), abs=1e-10)
    assert found.lower < found.lower_one < mean < found.upper_one < found.upper


@pytest.mark.parametrize(("corrected", "se"), [(False, "0.7413"), (True, "0.6160")])
def test_rs_fpc_toy_is_reproduced(corrected: bool, se: str) -> None:
    rows = rows_of("fpc_toy.csv")
    found = weighted_mean(rows if corrected else [replace(r, fpc=None) for r in rows], C95, share=False)
    assert (f"{found.mean:.4f}", f"{found.se:.4f}") == ("5.4481", se)


def random_rows(rng: random.Random, *, lone: bool) -> list[WeightedRow]:
    """A random two-stage design with equal chances at each stage; without lone units every pair can be drawn."""
    rows = []
    least = 1 if lone else 2
    for stratum in range(rng.randint(1, 4)):
        drawn = rng.randint(least, 5)
        clusters = drawn + rng.randint(0, 4)
        for cluster in range(drawn):
            answered = rng.randint(least, 4)
            size = answered + rng.randint(0, 5)
            rows += [
                WeightedRow(
                    number=0,
                    stratum=str(stratum),
                    cluster=str(cluster),
                    weight=clusters / drawn * size / answered,
                    value=float(rng.random() < 0.7),
                    fpc=clusters,
                    cluster2=str(unit),
                    fpc2=size,
                )
                for unit in range(answered)
            ]
    return rows


def pair_sum(rows: list[WeightedRow]) -> tuple[float, float]:
    """Mean and variance by Horvitz and Thompson: a double sum over all pairs with their joint chances."""
    w, y = np.array([r.weight for r in rows]), np.array([r.value for r in rows])
    mean = (w * y).sum() / w.sum()
    e = (y - mean) / w.sum()
    drawn: dict[str, set[str]] = {}
    answered: dict[tuple[str, str], int] = {}
    for r in rows:
        drawn.setdefault(r.stratum, set()).add(r.cluster)
        answered[r.stratum, r.cluster] = answered.get((r.stratum, r.cluster), 0) + 1
    total = 0.0
    for i, a in enumerate(rows):
        for j, b in enumerate(rows):
            m, big_m = len(drawn[a.stratum]), a.fpc or 0
            n, big_n = answered[a.stratum, a.cluster], a.fpc2 or 0
            if i == j:
                joint = 1 / a.weight
            elif a.stratum != b.stratum:
                continue
            elif a.cluster == b.cluster:
                joint = m / big_m * n * (n - 1) / (big_n * (big_n - 1))
            else:
                joint = m * (m - 1) / (big_m * (big_m - 1)) * n / big_n * answered[b.stratum, b.cluster] / (b.fpc2 or 0)
            total += (1 - 1 / (a.weight * b.weight * joint)) * e[i] * e[j] * a.weight * b.weight
    return float(mean), total


def test_both_stages_equal_the_double_sum_over_pairs() -> None:
    rng = random.Random(8)
    for _ in range(300):
        rows = random_rows(rng, lone=False)
        mean, variance = pair_sum(rows)
        found = weighted_mean(rows, C95, share=True)
        assert found.mean == pytest.approx(mean, abs=1e-12)
        assert found.se**2 == pytest.approx(max(variance, 0.0), abs=1e-12)


def test_a_lone_unit_deviates_from_the_overall_mean() -> None:
    """Two strata of weight 1, one with a lone unit: its residual squared, as R's `lonely.psu="adjust"`."""
    rows = [
        WeightedRow(number=n, stratum=s, cluster=c, weight=1, value=v)
        for n, (s, c, v) in enumerate([("a", "1", 1.0), ("a", "2", 3.0), ("b", "1", 8.0)])
    ]
    found = weighted_mean(rows, C95, share=False)
    assert found.mean == 4
    between = 2 * ((-1 - (-2)) ** 2 + (-3 - (-2)) ** 2) / 9  # residuals -3 and -1, over a total weight of 3
    assert found.se**2 == pytest.approx(between + 4**2 / 9)


def test_a_share_without_spread_counts_its_clusters_and_not_its_rows() -> None:
    rows = [
        WeightedRow(number=0, stratum="s", cluster=str(c), weight=1, value=1, fpc=90) for c in range(10) for _ in "abc"
    ]
    found = weighted_mean(rows, C95, share=True)
    assert (found.mean, found.se, found.n_eff, found.upper) == (1, 0, 10, 1)
    assert found.lower_one == pytest.approx(0.05**0.1)


def test_rows_without_weight_say_nothing() -> None:
    rows = rows_of("fpc_toy.csv")
    base = weighted_mean(rows, C95, share=False)
    zero = [replace(r, weight=0.0) for r in rows]
    with pytest.raises(Refused) as refused:
        weighted_mean(zero, C95, share=False)
    assert refused.value.problems[0].code == "no_weight"
    with pytest.raises(Refused):
        weighted_mean([], C95, share=True)
    extra = replace(rows[0], stratum="z", weight=0.0, value=1e9)
    found = weighted_mean([*rows, extra], C95, share=False)
    assert (found.mean, found.n, found.strata) == (base.mean, 8, 2)


def test_one_row_alone_leaves_everything_open() -> None:
    (row, *_rest) = rows_of("fpc_toy.csv")
    mean = weighted_mean([row], C95, share=False)
    assert (mean.lower, mean.upper) == (float("-inf"), float("inf"))
    share = weighted_mean([replace(row, value=1.0)], C95, share=True)
    assert (share.lower_one, share.upper) == pytest.approx((0.05, 1))
    two = [replace(row, value=1.0), replace(row, stratum="t", value=0.0)]
    spread = weighted_mean(two, C95, share=True)
    assert (spread.df, spread.lower, spread.upper) == (0, 0, 1)
