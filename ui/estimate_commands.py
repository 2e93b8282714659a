"""The command `estimate`: a share or mean with its limits, from a csv of answers or from three numbers; no database."""

import argparse
import json
import sys
from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor, isfinite
from pathlib import Path

from auditor.intervals import clopper_pearson, hypergeometric_bounds
from auditor.store import Store
from auditor.weighted import WeightedMean, weighted_mean
from auditor.weighted_csv import read_weighted
from auditor.wording import _

CONFIDENCE = Fraction(95, 100)
WRONG_CALL = 2
INFINITE = "inf"
EXAMPLE = "estimate FILE.csv | estimate --population N|inf --sample n --conforming x"


def add_options(parser: argparse.ArgumentParser) -> None:
    """FILE.csv, or the three numbers of a simple sample."""
    parser.add_argument("file", nargs="?", default="")
    parser.add_argument("--population", type=_population, metavar="N|inf", help=_("总体个数；inf：无限，或有放回"))
    parser.add_argument("--sample", type=int, metavar="n")
    parser.add_argument("--conforming", type=int, metavar="x")


def _population(text: str) -> int | str:
    if text != INFINITE and int(text) < 1:
        raise ValueError(text)
    return INFINITE if text == INFINITE else int(text)


def estimate(options: argparse.Namespace, open_store: Callable[[str], Store]) -> int:
    """Print what the answers say; the database is not opened."""
    del open_store
    numbers = (options.population, options.sample, options.conforming)
    given = sum(n is not None for n in numbers)
    if given != (0 if options.file else len(numbers)):
        print(_("用法：{usage}").format(usage=EXAMPLE), file=sys.stderr)
        return WRONG_CALL
    document, told = _of_file(Path(options.file)) if options.file else _of_numbers(*numbers)
    print(json.dumps(document, ensure_ascii=False, indent=1) if options.json else told)
    return 0


def _of_file(file: Path) -> tuple[dict[str, object], str]:
    rows, share = read_weighted(file.name, file.read_bytes())
    found = weighted_mean(rows, CONFIDENCE, share=share)
    document: dict[str, object] = {
        "file": file.name,
        "kind": "share" if share else "mean",
        "confidence": "0.95",
        "rows": found.n,
        "strata": found.strata,
        "clusters": found.clusters,
        "mean": found.mean,
        "se": found.se,
        "df": found.df,
        "deff": found.deff,
        "n_eff": found.n_eff,
        **_limits(found),
    }
    told = _(
        "{rows} 行，{strata} 层，{clusters} 个群\n"
        "均值 {mean:.5g}，标准误 {se:.5g}，自由度 {df}，设计效应 {deff:.2f}\n"
        "95 % 区间（双侧）：{lower} 至 {upper}\n"
        "95 % 单侧：下限 {lower_one_sided}，上限 {upper_one_sided}"
    )
    return document, told.format_map({**document, **_shown(document)})


def _of_numbers(population: int | str, sample: int, conforming: int) -> tuple[dict[str, object], str]:
    infinite = not isinstance(population, int)
    bounds: dict[str, object] = {}
    for sided, ends in ((2, ("lower", "upper")), (1, ("lower_one_sided", "upper_one_sided"))):
        low: Fraction | float
        high: Fraction | float
        if isinstance(population, int):
            fewest, most = hypergeometric_bounds(population, sample, conforming, CONFIDENCE, sided=sided)
            low, high = Fraction(fewest, population), Fraction(most, population)
        else:
            low, high = clopper_pearson(conforming, sample, CONFIDENCE, sided=sided)
        bounds |= {ends[0]: _cut(low), ends[1]: _cut(high, up=True)}
    document: dict[str, object] = {
        "population": None if infinite else population,
        "sample": sample,
        "conforming": conforming,
        "method": "clopper_pearson" if infinite else "hypergeometric",
        "confidence": "0.95",
        "mean": conforming / sample if sample else None,
        **bounds,
    }
    told = _(
        "抽 {sample}，符合 {conforming}\n"
        "95 % 区间（双侧）：{lower} 至 {upper}\n"
        "95 % 单侧：下限 {lower_one_sided}，上限 {upper_one_sided}"
    )
    return document, told.format_map(document)


def _limits(found: WeightedMean) -> dict[str, object]:
    return {
        "lower": _cut(found.lower),
        "upper": _cut(found.upper, up=True),
        "lower_one_sided": _cut(found.lower_one),
        "upper_one_sided": _cut(found.upper_one, up=True),
    }


def _cut(value: Fraction | float, *, up: bool = False) -> str | None:
    """Four decimals, a lower limit cut downwards and an upper one upwards; None where there is none."""
    if isinstance(value, float) and not isfinite(value):
        return None
    scaled = Fraction(value) * 10_000
    units = ceil(scaled) if up else floor(scaled)
    return f"{'-' if units < 0 else ''}{abs(units) // 10_000}.{abs(units) % 10_000:04d}"


def _shown(document: dict[str, object]) -> dict[str, object]:
    """A limit that there is not, as a dash."""
    return {key: "—" for key, value in document.items() if value is None}
