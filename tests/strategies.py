"""How random cases are drawn: canonical values, causal histories of one record, and a standard small enough to see."""

import random
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from auditor.record import Line
from auditor.site import Category
from auditor.standard import (
    AWARENESS,
    CRITERIA,
    PARTICIPATION,
    RATES,
    Criterion,
    Item,
    Key,
    PlaceType,
    Standard,
    SurveyRules,
)

MOST = 2**53 - 1
keys = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789_-", min_size=1, max_size=64)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
leaves = texts | st.booleans() | st.integers(-MOST, MOST)
values = st.recursive(leaves, lambda inner: st.dictionaries(keys, inner, max_size=4), max_leaves=20)
bodies = st.dictionaries(keys, values, max_size=5)

RECORD = "018f0000-0000-7000-8000-000000000001"


def line(
    parents: tuple[str, ...] = (),
    /,
    *,
    at: int = 0,
    person: str = "a",
    kind: str = "test",
    record: str = RECORD,
    station: str = "5" * 32,
    **body: object,
) -> Line:
    """A line of one record; `at` in seconds of one day."""
    return Line(
        kind=kind,
        record=record,
        parents=tuple(sorted(parents)),
        station=station,
        person=person,
        at=f"2026-11-01T{at // 3600:02}:{at // 60 % 60:02}:{at % 60:02}.000Z",
        offset=480,
        street="120104006000",
        schema=1,
        body=body,
    )


# values that only their bytes tell apart, and an empty one
CHOICES: tuple[object, ...] = (None, 1, True, "1", "x", {"k": 1}, {"k": True})
FIELDS: Mapping[str, tuple[object, ...]] = {**dict.fromkeys("abcd", CHOICES), "withdrawn": (None, "r")}

# of a site: a name that must not be empty, a period that is one field, households that Python calls equal
SITE_BODY = {"code": "06-001", "name": "甲", "community": "120104006001", "place_type": "park"}
SITE_FIELDS: Mapping[str, tuple[object, ...]] = {
    "name": ("甲", "乙", "丙", "甲", "乙", None),
    "households": (0, 1, 5, 7, True),
    "since": ("2026-01-01", "2026-07-01", None),
    "until": ("2026-06-30", "2027-06-30", None),
    "same_as": ("x", "y", None),
    "withdrawn": (None, "r"),
}

# of an interview, which is settled as a whole
RESPONSE_BODY = {
    **{"round": "r", "community": "120104006001", "interviewer": "甲"},
    **{"observed_at": "2026-11-01T02:00:00.000Z", "outcome": "refusal"},
}
RESPONSE_FIELDS: Mapping[str, tuple[object, ...]] = {
    "outcome": ("refusal", "non_contact"),
    "seconds": (1, 2, None),
    "withdrawn": (None, "r"),
}


def history_of(
    rng: random.Random,
    size: int,
    fields: Mapping[str, tuple[object, ...]] = FIELDS,
    *,
    base: Mapping[str, object] | None = None,
    kind: str = "test",
    record: str = RECORD,
    stations: Sequence[str] = (),
) -> list[Line]:
    """A causal history: each line is written by somebody who saw some of the earlier ones, on top of their heads."""
    of: dict[str, str] = {"kind": kind, "record": record}
    lines: list[Line] = []
    above: dict[str, set[str]] = {}
    for number in range(size):
        seen: set[str] = set()
        for earlier in lines:
            if rng.random() < 0.45:
                seen |= above[earlier.name] | {earlier.name}
        if rng.random() < 0.25:
            seen = {x.name for x in lines}
        heads = {n for n in seen if not any(n in above[m] for m in seen)}
        body = dict(next((x.body for x in lines if x.name in heads), base or {}))
        for key in rng.sample(list(fields), rng.choice((0, 1, 1, 2, 3))):
            value = rng.choice(fields[key])
            body.pop(key, None)
            if value is not None:
                body[key] = value
        at = rng.choice((0, number, 3600 - number))
        if stations:
            of["station"] = rng.choice(stations)
        made = line(tuple(heads), at=at, person=str(number), **of, **body)
        lines.append(made)
        above[made.name] = set(heads).union(*(above[h] for h in heads)) if heads else set()
    return lines


histories = st.builds(
    lambda seed, size: history_of(random.Random(seed), size), st.integers(0, 2**32 - 1), st.integers(1, 9)
)


# -- a small standard ----------------------------------------------------------------------------------------------


def _criterion(name: str, age: int, threshold: Fraction) -> Criterion:
    words = dict.fromkeys(
        ("name", "name_en", "unit", "unit_en", "short", "short_en", "definition", "definition_en"), name
    )
    return Criterion(
        id=name,
        **words,
        source="s",
        source_en="s",
        threshold=threshold,
        weight=1,
        evidence_max_age_days=age,
        bases=(),
        tag="P",
    )


def _item(name: str, level: str, role: str, *, not_applicable: bool = False) -> Item:
    return Item(
        id=name,
        name=name,
        name_en=name,
        level=level,
        part="p",
        part_en="p",
        criterion="",
        role=role,
        place_types=(),
        not_applicable=not_applicable,
        method="all_or_nothing",
    )


def _place(name: str, required: tuple[Category, ...], *, residential: bool = False) -> PlaceType:
    pairs = ((Category.FOOD, Category.RESIDUAL),) if residential else ()
    return PlaceType(
        id=name,
        name=name,
        name_en=name,
        residential=residential,
        required=required,
        pairs=pairs,
        responsible="r",
        tag="P",
    )


def small_standard(
    *,
    age: int = 90,
    ratio: int = 30,
    radius_m: int = 0,
    thresholds: Mapping[str, Fraction] | None = None,
    floor: Fraction = Fraction(95, 100),
    attempts: int = 3,
) -> Standard:
    """A standard with three place types, an item for each role, and two questions: every number can be seen."""
    asked = thresholds or {}
    items = [
        _item("notice", "site", "notice", not_applicable=True),
        _item("found", "site", "point_found"),
        *(_item(f"has_{c.value}", "point", f"present:{c.value}") for c in Category),
        _item("tidy", "point", ""),
        _item("near", "point", "radius"),
    ]
    options: dict[str, Any] = {"must": {}, "among": {}, "least": 0}
    return Standard(
        id="small",
        number=1,
        title="t",
        title_en="t",
        made_on=date(2026, 1, 1),
        in_force_from=date(2026, 1, 1),
        comparison=False,
        note="",
        note_en="",
        bases=(),
        criteria={
            name: _criterion(name, 365 if name in RATES else age, asked.get(name, Fraction(1))) for name in CRITERIA
        },
        ratio=0 if radius_m else ratio,
        radius_m=radius_m,
        place_types={
            p.id: p
            for p in (
                _place("home", tuple(Category), residential=True),
                _place("shop", (Category.RESIDUAL, Category.RECYCLABLE)),
                _place("park", ()),
            )
        },
        items=tuple(items),
        questions=(),
        keys={
            AWARENESS: Key(**{**options, "must": {"k1": ("yes",)}}),
            PARTICIPATION: Key(**{**options, "must": {"h1": ("always", "mostly")}}),
        },
        survey=SurveyRules(
            design="one_stage",
            floor=floor,
            confidence=Fraction(95, 100),
            attempts=attempts,
            min_response_rate=Fraction(80, 100),
            round_gap_days=60,
            max_age_days=365,
        ),
        examples=(),
        wording={},
        hash="0" * 64,
    )
