"""Reading a standard from its TOML file: what is wrong is refused with file, place and reason; nothing is guessed."""

import hashlib
import tomllib
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from auditor.errors import Problem, Refused
from auditor.site import Category
from auditor.standard import (
    CRITERIA,
    OUTCOMES,
    RATES,
    ROLES,
    TAGS,
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
from auditor.wording import RESOURCES


def _refuse(path: Path, where: str, reason: str, **facts: object) -> Refused:
    return Refused(Problem(where, reason, {"file": path.name, "where": where, **facts}))


class _Reader:
    """Takes fields out of one TOML table and refuses by place what is missing, of a wrong type, or left over."""

    def __init__(self, path: Path, where: str, table: object) -> None:
        if not isinstance(table, Mapping):
            raise _refuse(path, where, "standard_type", value=str(table), kind="dict")
        self.path, self.where, self.rest = path, where, dict(table)

    def take(self, name: str, kind: type, default: Any = None) -> Any:
        if name not in self.rest and default is not None:
            return default
        if name not in self.rest:
            raise _refuse(self.path, f"{self.where}.{name}", "standard_missing")
        value = self.rest.pop(name)
        if type(value) is not kind:
            raise _refuse(self.path, f"{self.where}.{name}", "standard_type", value=str(value), kind=kind.__name__)
        if isinstance(value, int) and value < 0:
            raise _refuse(self.path, f"{self.where}.{name}", "standard_type", value=str(value), kind="≥ 0")
        return value

    def texts(self, name: str, default: list[str] | None = None) -> tuple[str, ...]:
        values = self.take(name, list, default)
        if any(type(value) is not str for value in values):
            raise _refuse(self.path, f"{self.where}.{name}", "standard_type", value=str(values), kind="str")
        return tuple(values)

    def options(self, name: str) -> dict[str, tuple[str, ...]]:
        inner = _Reader(self.path, f"{self.where}.{name}", self.take(name, dict, {}))
        return {question: inner.texts(question) for question in tuple(inner.rest)}

    def tag(self) -> str:
        value = self.text("tag")
        if value not in TAGS:
            raise _refuse(self.path, f"{self.where}.tag", "standard_unknown", value=value)
        return value

    def text(self, name: str, default: str | None = None) -> str:
        return str(self.take(name, str, default))

    def rows(self, name: str) -> list[tuple[int, Any]]:
        return list(enumerate(self.take(name, list), 1))

    def ratio(self, name: str) -> Fraction:
        pair = self.take(name, list)
        if len(pair) != 2 or any(type(x) is not int for x in pair) or pair[1] <= 0 or not 0 <= pair[0] <= pair[1]:
            raise _refuse(self.path, f"{self.where}.{name}", "standard_ratio", value=str(pair))
        return Fraction(*pair)

    def done(self) -> None:
        if self.rest:
            raise _refuse(self.path, f"{self.where}.{min(self.rest)}", "standard_left_over")


def read_standard(path: Path) -> Standard:
    """The standard of a TOML file. Refused with file, place and reason where it is wrong; nothing is guessed."""
    raw = path.read_bytes()
    try:
        table = tomllib.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _refuse(path, "toml", "standard_toml", value=str(error)) from error
    top = _Reader(path, "standard", table)
    standard = Standard(
        id=top.text("id"),
        number=top.take("number", int),
        title=top.text("title"),
        title_en=top.text("title_en"),
        made_on=top.take("made_on", date),
        bases=tuple(_read_basis(path, i, t) for i, t in enumerate(top.take("bases", list), 1)),
        criteria=_by_id(path, "criteria", [_read_criterion(path, i, t) for i, t in top.rows("criteria")]),
        ratio=top.take("ratio", int, 0),
        radius_m=top.take("radius_m", int, 0),
        place_types=_by_id(path, "place_types", [_read_place(path, i, t) for i, t in top.rows("place_types")]),
        items=tuple(_read_item(path, i, t) for i, t in enumerate(top.take("items", list), 1)),
        questions=tuple(_read_question(path, i, t) for i, t in enumerate(top.take("questions", list), 1)),
        keys={name: _read_key(path, name, t) for name, t in top.take("keys", dict).items()},
        survey=_read_survey(path, top.take("survey", dict)),
        recheck=_read_recheck(path, top.take("recheck", dict, {})),
        examples=tuple(_read_example(path, i, t) for i, t in enumerate(top.take("examples", list, []), 1)),
        wording=_read_wording(path, top.take("wording", dict)),
        hash=hashlib.sha256(raw).hexdigest(),
    )
    top.done()
    _check_references(path, standard)
    return standard


_Named = TypeVar("_Named", Criterion, PlaceType)


def _by_id(path: Path, group: str, values: list[_Named]) -> dict[str, _Named]:
    _refuse_twice(path, group, [v.id for v in values])
    return {v.id: v for v in values}


def _refuse_twice(path: Path, group: str, ids: list[str]) -> None:
    if len(set(ids)) != len(ids):
        raise _refuse(path, group, "standard_twice", value=next(i for i in ids if ids.count(i) > 1))


def _check_references(path: Path, standard: Standard) -> None:
    """Every id that is referred to exists, and the five criteria are there."""
    if tuple(standard.criteria) != CRITERIA:
        raise _refuse(path, "criteria", "standard_criteria", value=" ".join(standard.criteria))
    if bool(standard.ratio) == bool(standard.radius_m):
        raise _refuse(path, "ratio", "standard_one_test")
    questions = {q.id: {o.id for o in q.options} for q in standard.questions}
    for name, key in standard.keys.items():
        for question, options in {**key.must, **key.among}.items():
            if question not in questions or not options or not set(options) <= questions[question]:
                raise _refuse(path, f"keys.{name}.{question}", "standard_unknown", value=question)
        if not (key.must or key.least) or key.least > len(key.among):  # everybody would pass it, or nobody
            raise _refuse(path, f"keys.{name}.least", "standard_type", value=str(key.least), kind=f"1–{len(key.among)}")
    for item in standard.items:
        unknown = set(item.place_types) - set(standard.place_types)
        if unknown or (item.criterion and item.criterion not in CRITERIA):
            raise _refuse(path, f"items.{item.id}", "standard_unknown", value=min(unknown or {item.criterion}))
        if item.role and ROLES.get(item.role) != item.level:
            raise _refuse(path, f"items.{item.id}.role", "standard_unknown", value=item.role)
    needed = [role for role in ROLES if role != "radius" or standard.radius_m]
    if lacking := [role for role in needed if not standard.item_of(role)]:
        raise _refuse(path, f"items.role={lacking[0]}", "standard_missing")
    bases = {b.id for b in standard.bases}
    for criterion in standard.criteria.values():
        if unknown := set(criterion.bases) - bases:
            raise _refuse(path, f"criteria.{criterion.id}.bases", "standard_unknown", value=min(unknown))
    _refuse_twice(path, "bases", [b.id for b in standard.bases])
    _refuse_twice(path, "items", [i.id for i in standard.items])
    _refuse_twice(path, "items", [i.role for i in standard.items if i.role])
    _refuse_twice(path, "questions", [q.id for q in standard.questions])
    for asked in standard.questions:
        _refuse_twice(path, f"questions.{asked.id}", [o.id for o in asked.options])
    if not sum(c.weight for c in standard.criteria.values()):
        raise _refuse(path, "criteria.weight", "standard_type", value="0", kind="≥ 1")
    if set(standard.keys) != set(RATES):
        raise _refuse(path, "keys", "standard_keys", value=" ".join(standard.keys))


def _read_basis(path: Path, number: int, table: Mapping[str, Any]) -> Basis:
    r = _Reader(path, f"bases[{number}]", table)
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


def _read_criterion(path: Path, number: int, table: Mapping[str, Any]) -> Criterion:
    r = _Reader(path, f"criteria[{number}]", table)
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


def _category(path: Path, where: str, name: str) -> Category:
    try:
        return Category(name)
    except ValueError:
        raise _refuse(path, where, "standard_unknown", value=name) from None


def _read_pair(path: Path, where: str, pair: object) -> tuple[Category, Category]:
    if not isinstance(pair, list) or len(pair) != 2:
        raise _refuse(path, where, "standard_type", value=str(pair), kind="[a, b]")
    return _category(path, where, str(pair[0])), _category(path, where, str(pair[1]))


def _read_place(path: Path, number: int, table: Mapping[str, Any]) -> PlaceType:
    r = _Reader(path, f"place_types[{number}]", table)
    place = PlaceType(
        id=r.text("id"),
        name=r.text("name"),
        name_en=r.text("name_en"),
        residential=r.take("residential", bool, False),
        required=tuple(_category(path, f"{r.where}.required", c) for c in r.texts("required")),
        pairs=tuple(_read_pair(path, f"{r.where}.pairs", pair) for pair in r.take("pairs", list, [])),
        responsible=r.text("responsible"),
        tag=r.tag(),
    )
    r.done()
    return place


def _read_item(path: Path, number: int, table: Mapping[str, Any]) -> Item:
    r = _Reader(path, f"items[{number}]", table)
    item = Item(
        id=r.text("id"),
        name=r.text("name"),
        name_en=r.text("name_en"),
        level=r.text("level"),
        part=r.text("part"),
        part_en=r.text("part_en"),
        criterion=r.text("criterion", ""),
        role=r.text("role", ""),
        place_types=r.texts("place_types", []),
        not_applicable=r.take("not_applicable", bool, False),
        method=r.text("method", "all_or_nothing"),
    )
    if item.level not in ("site", "point"):
        raise _refuse(path, f"{r.where}.level", "standard_unknown", value=item.level)
    if item.method not in ("all_or_nothing", "deduct", "bands", "written"):
        raise _refuse(path, f"{r.where}.method", "standard_unknown", value=item.method)
    r.done()
    return item


def _read_question(path: Path, number: int, table: Mapping[str, Any]) -> Question:
    r = _Reader(path, f"questions[{number}]", table)
    options = []
    for i, inner in enumerate(r.take("options", list), 1):
        o = _Reader(path, f"{r.where}.options[{i}]", inner)
        options.append(
            Option(id=o.text("id"), text=o.text("text"), text_en=o.text("text_en"), category=o.text("category", ""))
        )
        o.done()
        if options[-1].category:
            _category(path, f"{o.where}.category", options[-1].category)
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


def _read_key(path: Path, name: str, table: Mapping[str, Any]) -> Key:
    r = _Reader(path, f"keys.{name}", table)
    key = Key(
        must=r.options("must"),
        among=r.options("among"),
        least=r.take("least", int, 0),
    )
    r.done()
    return key


def _read_survey(path: Path, table: Mapping[str, Any]) -> SurveyRules:
    r = _Reader(path, "survey", table)
    rules = SurveyRules(
        design=r.text("design"),
        floor=r.ratio("sample_floor"),
        confidence=r.ratio("confidence"),
        attempts=r.take("attempts", int),
        min_response_rate=r.ratio("min_response_rate"),
        round_gap_days=r.take("round_gap_days", int),
        max_age_days=r.take("max_age_days", int),
    )
    if rules.design != "one_stage":
        raise _refuse(path, "survey.design", "standard_unknown", value=rules.design)
    r.done()
    return rules


def _read_recheck(path: Path, table: Mapping[str, Any]) -> RecheckRules:
    if not table:
        return RecheckRules()
    r = _Reader(path, "recheck", table)
    rules = RecheckRules(most_failing=r.ratio("most_failing"), confidence=r.ratio("confidence"))
    r.done()
    return rules


def _read_example(path: Path, number: int, table: Mapping[str, Any]) -> Example:
    r = _Reader(path, f"examples[{number}]", table)
    counts = r.take("counts", list)
    if len(counts) != 3 or any(type(n) is not int or n < 0 for n in counts):
        raise _refuse(path, f"{r.where}.counts", "standard_type", value=str(counts), kind="[int, int, int]")
    example = Example(
        criterion=r.text("criterion"),
        name=r.text("name"),
        name_en=r.text("name_en"),
        facts=r.take("facts", dict),
        verdict=r.text("verdict"),
        counts=(counts[0], counts[1], counts[2]),
    )
    r.done()
    if example.criterion not in CRITERIA or example.verdict not in OUTCOMES:
        value = example.verdict if example.criterion in CRITERIA else example.criterion
        raise _refuse(path, r.where, "standard_unknown", value=value)
    return example


def _read_wording(path: Path, table: Mapping[str, Any]) -> dict[str, str]:
    r = _Reader(path, "wording", table)
    return {name: r.text(name) for name in tuple(r.rest)}


STANDARDS = RESOURCES / "standards"


@cache
def shipped(name: str = "nankai-2023") -> Standard:
    """A standard that ships with the program, by its id; Refused if there is none of that name."""
    path = STANDARDS / f"{name}.toml"
    if not path.is_file():
        raise Refused(Problem("standard", "standard_not_found", {"value": name}))
    return read_standard(path)
