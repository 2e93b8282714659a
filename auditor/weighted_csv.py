"""Reading a csv of weighted answers: every cell that is wrong is named with its row, column, value and reason."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from math import isfinite

from auditor.errors import Problem, Refused, refuse_if
from auditor.weighted import WeightedRow

NEEDED = ("stratum", "cluster", "weight")
OUTCOMES = ("conforming", "value")
ENCODINGS = ("utf-8-sig", "gb18030")

Cells = Mapping[str, str]


def read_weighted(name: str, raw: bytes) -> tuple[list[WeightedRow], bool]:
    """The rows of a csv file, and whether they tell a share (`conforming`, 0 or 1) or a mean (`value`).

    Columns: stratum, cluster, weight and one of the two; optional fpc, cluster2, fpc2; others are not read. UTF-8 or
    GB18030. Refused with every problem found.
    """
    lines = list(csv.reader(io.StringIO(_decode(name, raw), newline="")))
    heads = [cell.strip() for cell in lines[0]] if lines else []
    refuse_if(_heads_problems(name, heads))
    share = "conforming" in heads
    problems: list[Problem] = []
    rows: list[WeightedRow] = []
    for number, line in enumerate(lines[1:], 2):
        if not any(cell.strip() for cell in line):
            continue
        cells = dict(zip_longest(heads, (cell.strip() for cell in line[: len(heads)]), fillvalue=""))
        found = [*_row_problems(cells, share=share)]
        if len(line) > len(heads):
            found.append(Problem(heads[-1], "csv_too_long", {"value": line[len(heads)]}))
        problems += [Problem(p.field, p.code, {"file": name, "row": number, **p.facts}) for p in found]
        if not found:
            rows.append(_row(number, cells, share=share))
    if not rows and not problems:
        problems.append(Problem("file", "csv_no_rows", {"file": name}))
    if not problems:
        problems += [Problem(p.field, p.code, {"file": name, **p.facts}) for p in _design_problems(rows)]
    refuse_if(problems)
    return rows, share


def _decode(name: str, raw: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refused(Problem("file", "csv_unreadable", {"file": name}))


def _heads_problems(name: str, heads: list[str]) -> Iterator[Problem]:
    for column in NEEDED:
        if column not in heads:
            yield Problem(column, "csv_column_missing", {"file": name, "column": column})
    for column in (*NEEDED, *OUTCOMES, "fpc", "cluster2", "fpc2"):
        if heads.count(column) > 1:
            yield Problem(column, "csv_column_twice", {"file": name, "column": column})
    if sum(column in heads for column in OUTCOMES) != 1:
        yield Problem("value", "csv_one_outcome", {"file": name})
    if "fpc2" in heads and "cluster2" not in heads:
        yield Problem("cluster2", "csv_column_missing", {"file": name, "column": "cluster2"})


def _row_problems(cells: Cells, *, share: bool) -> Iterator[Problem]:
    outcome = OUTCOMES[0] if share else OUTCOMES[1]
    needed = [*NEEDED, outcome, *(["cluster2"] if "cluster2" in cells else [])]
    for column in needed:
        if not cells.get(column):
            yield Problem(column, "csv_empty", {"column": column})
    for column in ("weight", outcome, "fpc", "fpc2"):
        text = cells.get(column, "")
        if text and _number(text) is None:
            yield Problem(column, "csv_not_number", {"column": column, "value": text})
    weight, value = _number(cells.get("weight", "")), _number(cells.get(outcome, ""))
    if weight is not None and weight < 0:
        yield Problem("weight", "csv_negative", {"column": "weight", "value": cells["weight"]})
    if share and value is not None and value not in {0.0, 1.0}:
        yield Problem(outcome, "csv_not_flag", {"column": outcome, "value": cells[outcome]})


def _number(text: str) -> float | None:
    """A finite number, else None; an empty cell is none either."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) and "_" not in text else None


def _row(number: int, cells: Cells, *, share: bool) -> WeightedRow:
    return WeightedRow(
        number=number,
        stratum=cells["stratum"],
        cluster=cells["cluster"],
        weight=float(cells["weight"]),
        value=float(cells[OUTCOMES[0] if share else OUTCOMES[1]]),
        fpc=_number(cells.get("fpc", "")),
        cluster2=cells.get("cluster2"),  # None without that column
        fpc2=_number(cells.get("fpc2", "")),
    )


def _design_problems(rows: list[WeightedRow]) -> Iterator[Problem]:
    """A stratum holds one number of clusters, a cluster one of second units, and no more are drawn than there are."""
    yield from _stage_problems("fpc", [((r.stratum,), r.cluster, r.fpc, r.number) for r in rows])
    second = [r for r in rows if r.cluster2 is not None]
    yield from _stage_problems("fpc2", [((r.stratum, r.cluster), r.cluster2, r.fpc2, r.number) for r in second])


Unit = tuple[tuple[str, ...], str | None, float | None, int]  # its group, itself, what the group holds, the row


def _stage_problems(column: str, units: Sequence[Unit]) -> Iterator[Problem]:
    holds: dict[tuple[str, ...], float | None] = {}
    drawn: dict[tuple[str, ...], set[str | None]] = {}
    told = set()
    for group, unit, number, row in units:
        drawn.setdefault(group, set()).add(unit)
        if holds.setdefault(group, number) != number:
            facts = {"row": row, "column": column, "value": _text(number), "other": _text(holds[group])}
            yield Problem(column, "csv_differs", facts)
    for group, _unit, number, row in units:
        if number is not None and number < len(drawn[group]) and group not in told:
            told.add(group)
            facts = {"row": row, "column": column, "value": _text(number), "drawn": len(drawn[group])}
            yield Problem(column, "csv_too_few", facts)


def _text(number: float | None) -> str:
    return "" if number is None else f"{number:g}"
