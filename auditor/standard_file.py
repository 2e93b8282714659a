"""Reading a standard from its TOML file: what is wrong is refused with file, line and reason; nothing is guessed."""

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from auditor.errors import Problem, Refused
from auditor.site import Category
from auditor.standard import (
    CRITERIA,
    DESIGNS,
    METHODS,
    OUTCOMES,
    RATES,
    Band,
    Basis,
    Criterion,
    Example,
    Item,
    Key,
    Option,
    PlaceType,
    Question,
    RecheckRules,
    Standard,
    SurveyRules,
)
from auditor.standard_reader import Reader
from auditor.standard_rules import check_examples, check_references, refuse_twice
from auditor.standard_source import Source
from auditor.wording import RESOURCES, marks_text

MOST_BANDS = 7  # with 不适用 and 未看到 they are answered by the digits 1 to 9
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


def read_standard(path: Path) -> Standard:
    """The standard of a TOML file. Refused with file, line and reason where it is wrong; nothing is guessed."""
    return parse_standard(path.name, path.read_bytes())


def parse_standard(file: str, raw: bytes, *, examples: bool = True) -> Standard:
    """The standard of the bytes of a TOML file, as `read_standard`. Its worked examples have been run, unless told not
    to: those of the standards that ship are run by the tests, not at every start."""
    source = Source(file, raw)
    top = Reader(source, "standard", source.table)
    standard = Standard(
        id=_standard_id(top),
        number=top.at_least("number", 1),
        title=top.text("title"),
        title_en=top.text("title_en"),
        made_on=top.take("made_on", date),
        in_force_from=top.take("in_force_from", date, source.table.get("made_on")),
        comparison=top.take("comparison", bool, False),
        note=top.text("note", ""),
        note_en=top.text("note_en", ""),
        bases=tuple(_read_basis(source, i, t) for i, t in top.rows("bases")),
        criteria=_by_id(source, "criteria", [_read_criterion(source, i, t) for i, t in top.rows("criteria")]),
        ratio=top.take("ratio", int, 0),
        radius_m=top.take("radius_m", int, 0),
        place_types=_by_id(source, "place_types", [_read_place(source, i, t) for i, t in top.rows("place_types")]),
        items=tuple(_read_item(Reader(source, f"items[{i}]", t)) for i, t in top.rows("items")),
        questions=tuple(_read_question(source, i, t) for i, t in top.rows("questions")),
        keys={name: _read_key(source, name, t) for name, t in top.take("keys", dict).items()},
        survey=_read_survey(source, top.take("survey", dict)),
        recheck=_read_recheck(source, top.take("recheck", dict, {})),
        examples=tuple(_read_example(source, i, t) for i, t in enumerate(top.take("examples", list, []), 1)),
        wording=_read_wording(source, top.take("wording", dict)),
        hash=source.hash,
    )
    top.done()
    check_references(source, standard)
    if examples:
        check_examples(source, standard)
    return standard


def _standard_id(top: Reader) -> str:
    value = top.text("id")
    if not _ID.fullmatch(value):  # records name a standard by id and number, with a space between
        raise top.source.refused("standard.id", "standard_id", value=value)
    return value


_Named = TypeVar("_Named", Criterion, PlaceType)


def _by_id(source: Source, group: str, values: list[_Named]) -> dict[str, _Named]:
    refuse_twice(source, group, [v.id for v in values])
    return {v.id: v for v in values}


def _read_basis(source: Source, number: int, table: Mapping[str, Any]) -> Basis:
    r = Reader(source, f"bases[{number}]", table)
    basis = Basis(
        id=r.text("id"),
        title=r.text("title"),
        number=r.text("number", ""),
        article=r.text("article", ""),
        version=r.text("version", ""),
        tag=r.tag(),
        note=r.text("note", ""),
    )
    r.done()
    return basis


def _read_criterion(source: Source, number: int, table: Mapping[str, Any]) -> Criterion:
    r = Reader(source, f"criteria[{number}]", table)
    texts = ("id", "name", "name_en", "unit", "unit_en", "short", "short_en", "definition", "definition_en")
    criterion = Criterion(
        **{name: r.text(name) for name in texts},
        source=r.text("source"),
        source_en=r.text("source_en"),
        threshold=r.ratio("threshold"),
        weight=r.take("weight", int),
        evidence_max_age_days=r.take("evidence_max_age_days", int),
        bases=r.texts("bases"),
        tag=r.tag(),
    )
    r.done()
    return criterion


def _category(source: Source, where: str, name: str) -> Category:
    try:
        return Category(name)
    except ValueError:
        raise source.refused(where, "standard_unknown", value=name) from None


def _read_pair(source: Source, where: str, pair: object) -> tuple[Category, Category]:
    if not isinstance(pair, list) or len(pair) != 2:
        raise source.refused(where, "standard_type", value=str(pair), kind="[a, b]")
    return _category(source, where, str(pair[0])), _category(source, where, str(pair[1]))


def _read_place(source: Source, number: int, table: Mapping[str, Any]) -> PlaceType:
    r = Reader(source, f"place_types[{number}]", table)
    place = PlaceType(
        id=r.text("id"),
        name=r.text("name"),
        name_en=r.text("name_en"),
        residential=r.take("residential", bool, False),
        required=tuple(_category(source, f"{r.where}.required", c) for c in r.texts("required")),
        pairs=tuple(_read_pair(source, f"{r.where}.pairs", pair) for pair in r.take("pairs", list, [])),
        responsible=r.text("responsible"),
        tag=r.tag(),
    )
    r.done()
    return place


def _read_item(r: Reader) -> Item:
    item = Item(
        id=r.text("id"),
        name=r.text("name"),
        name_en=r.text("name_en"),
        level=r.one_of("level", ("site", "point")),
        part=r.text("part"),
        part_en=r.text("part_en"),
        criterion=r.text("criterion", ""),
        role=r.text("role", ""),
        place_types=r.texts("place_types", []),
        not_applicable=r.take("not_applicable", bool, False),
        remedy=r.text("remedy", ""),
        **_read_method(r),
    )
    r.done()
    return item


def _read_method(r: Reader) -> dict[str, Any]:
    """How an item is scored. What the method has no use for is left over, and so refused."""
    method = r.one_of("method", METHODS, "all_or_nothing")
    if method == "written" or (method == "all_or_nothing" and "marks" not in r.rest):
        return {"method": method}
    if method == "bands":
        bands = tuple(_read_band(Reader(r.source, f"{r.where}.bands[{i}]", t)) for i, t in r.rows("bands"))
        refuse_twice(r.source, f"{r.where}.bands", [b.id for b in bands])
        if not 2 <= len(bands) <= MOST_BANDS:
            where = f"{r.where}.bands"
            raise r.source.refused(where, "standard_type", value=str(len(bands)), kind=f"2–{MOST_BANDS}")
        for number, (above, below) in enumerate(pairwise(bands), 2):
            if below.marks >= above.marks:
                raise r.source.refused(f"{r.where}.bands[{number}].marks", "standard_bands", value=below.name)
        return {"method": method, "marks": bands[0].marks, "bands": bands, "tag": r.tag()}
    marks = r.marks("marks")
    told: dict[str, Any] = {"method": method, "marks": marks, "tag": r.tag()}
    if method == "deduct":
        told |= {"each": r.marks("each"), "floor": r.marks("floor", 0)}
        if not 0 < told["each"] <= marks:
            raise r.source.refused(f"{r.where}.each", "standard_deduct", value=marks_text(told["each"]))
        if told["floor"] >= marks:
            raise r.source.refused(f"{r.where}.floor", "standard_deduct", value=marks_text(told["floor"]))
    if not marks:
        raise r.source.refused(f"{r.where}.marks", "standard_type", value="0", kind="> 0")
    return told


def _read_band(r: Reader) -> Band:
    band = Band(id=r.text("id"), name=r.text("name"), name_en=r.text("name_en"), marks=r.marks("marks"))
    r.done()
    return band


def _read_question(source: Source, number: int, table: Mapping[str, Any]) -> Question:
    r = Reader(source, f"questions[{number}]", table)
    options = []
    for i, inner in enumerate(r.take("options", list), 1):
        o = Reader(source, f"{r.where}.options[{i}]", inner)
        options.append(
            Option(id=o.text("id"), text=o.text("text"), text_en=o.text("text_en"), category=o.text("category", ""))
        )
        o.done()
        if options[-1].category:
            _category(source, f"{o.where}.category", options[-1].category)
    question = Question(
        id=r.text("id"),
        text=r.text("text"),
        text_en=r.text("text_en"),
        short=r.text("short"),
        short_en=r.text("short_en"),
        hint=r.text("hint", ""),
        hint_en=r.text("hint_en", ""),
        options=tuple(options),
    )
    r.done()
    return question


def _read_key(source: Source, name: str, table: Mapping[str, Any]) -> Key:
    r = Reader(source, f"keys.{name}", table)
    key = Key(
        must=r.options("must"),
        among=r.options("among"),
        least=r.take("least", int, 0),
    )
    r.done()
    return key


def _read_survey(source: Source, table: Mapping[str, Any]) -> SurveyRules:
    r = Reader(source, "survey", table)
    design = r.one_of("design", DESIGNS)
    rates = Reader(source, "survey.planning_rate", r.take("planning_rate", dict, {}))
    rules = SurveyRules(
        design=design,
        floor=r.ratio("sample_floor"),
        confidence=r.ratio("confidence"),
        attempts=r.at_least("attempts", 1),
        min_response_rate=r.ratio("min_response_rate"),
        round_gap_days=r.take("round_gap_days", int),
        max_age_days=r.take("max_age_days", int),
        deff=r.factor("deff") if design == "two_stage" else Fraction(1),  # left over, so refused, under one_stage
        planning_rates={rate: rates.ratio(rate) for rate in RATES if rate in rates.rest},
        field_period_days=r.at_least("field_period_days", 1, 60),
        objection_days=r.take("objection_days", int, 30),
    )
    rates.done()
    r.done()
    if rules.confidence in (0, 1):  # nothing is proven by 0 %, and nothing short of a census gives 100 %
        raise source.refused("survey.confidence", "standard_type", value=str(rules.confidence), kind="> 0, < 1")
    return rules


def _read_recheck(source: Source, table: Mapping[str, Any]) -> RecheckRules:
    if not table:
        return RecheckRules()
    r = Reader(source, "recheck", table)
    rules = RecheckRules(most_failing=r.ratio("most_failing"), confidence=r.ratio("confidence"))
    r.done()
    return rules


def _read_example(source: Source, number: int, table: Mapping[str, Any]) -> Example:
    r = Reader(source, f"examples[{number}]", table)
    counts = r.take("counts", list)
    if len(counts) != 3 or any(type(n) is not int or n < 0 for n in counts):
        raise source.refused(f"{r.where}.counts", "standard_type", value=str(counts), kind="[int, int, int]")
    example = Example(
        criterion=r.one_of("criterion", CRITERIA),
        name=r.text("name"),
        name_en=r.text("name_en"),
        facts=r.take("facts", dict),
        verdict=r.one_of("verdict", OUTCOMES),
        counts=(counts[0], counts[1], counts[2]),
        line=source.line(r.where),
    )
    r.done()
    return example


def _read_wording(source: Source, table: Mapping[str, Any]) -> dict[str, str]:
    r = Reader(source, "wording", table)
    return {name: r.text(name) for name in tuple(r.rest)}


STANDARDS = RESOURCES / "standards"


@cache
def shipped(name: str = "nankai-2023") -> Standard:
    """A standard that ships with the program, by its id; Refused if there is none of that name."""
    path = STANDARDS / f"{name}.toml"
    if not path.is_file():
        raise Refused(Problem("standard", "standard_not_found", {"value": name}))
    return parse_standard(path.name, path.read_bytes(), examples=False)
