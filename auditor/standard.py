"""A standard: every definition, threshold and question by which streets are scored, as data with its legal basis."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from auditor.site import Category
from auditor.visits import Passing
from auditor.wording import named

RESPONSIBILITY, CATEGORIES, PLACEMENT = "responsibility", "categories", "placement"
AWARENESS, PARTICIPATION = "awareness", "participation"
CRITERIA = (RESPONSIBILITY, CATEGORIES, PLACEMENT, AWARENESS, PARTICIPATION)
COVERAGES = (RESPONSIBILITY, CATEGORIES, PLACEMENT)
RATES = (AWARENESS, PARTICIPATION)
TAGS = ("S", "S2", "M+", "M~", "M-", "U", "P")
# the facts that an item of the checklist may settle, and at which level it is asked; all but the radius are needed
ROLES = {
    "notice": "site",
    "point_found": "site",
    "radius": "point",
    **{f"present:{c.value}": "point" for c in Category},
}
OUTCOMES = ("MET", "NOT_MET", "UNDETERMINED", "yes", "no", "open")  # of a worked example


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A legal or technical source, in the version cited, with how sure we are of it (DOMAIN 0)."""

    id: str
    title: str
    number: str = ""
    article: str = ""
    version: str = ""
    tag: str = "U"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One of the five tests: what conforms, by which unit, from which threshold, on how fresh evidence."""

    id: str
    name: str
    name_en: str
    unit: str
    unit_en: str
    short: str  # one line, for tables
    short_en: str
    definition: str  # whole
    definition_en: str
    source: str  # register, observed, self-report
    source_en: str
    threshold: Fraction
    weight: int
    evidence_max_age_days: int
    bases: tuple[str, ...]
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceType:
    """A kind of site: the categories it must have, which come in pairs, and who is responsible by default."""

    id: str
    name: str
    name_en: str
    residential: bool
    required: tuple[Category, ...]
    pairs: tuple[tuple[Category, Category], ...]
    responsible: str
    tag: str


METHODS = ("all_or_nothing", "deduct", "bands", "written")  # 全有全无, 扣分, 分档, 书面评定


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One of the grades that an item scored by bands may get, under an id that never changes."""

    id: str
    name: str
    name_en: str
    marks: int  # tenths


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the checklist; `role` says which fact it settles, "" for what is recorded but not judged.

    Marks are in tenths. They are recorded and reported; no verdict rests on them (`auditor/checklist.py`).
    """

    id: str
    name: str
    name_en: str
    level: str  # "site" or "point"
    part: str  # heading it stands under, in walking order
    part_en: str
    criterion: str
    role: str  # notice, point_found, present:<category>, radius, or ""
    place_types: tuple[str, ...]  # empty: all
    not_applicable: bool  # whether "not applicable" answers it
    method: str  # one of METHODS
    marks: int = 0  # full marks; 0: none are given
    each: int = 0  # deduct: off for each occurrence
    floor: int = 0  # deduct: never fewer than these
    bands: tuple[Band, ...] = ()  # best first
    tag: str = ""  # of the marks
    remedy: str = ""  # what a correction asks for where it fails; "" leaves it to the name


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An answer a question offers, under an id that never changes."""

    id: str
    text: str
    text_en: str
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question of the interview, under an id that never changes."""

    id: str
    text: str
    text_en: str
    short: str
    short_en: str
    hint: str
    hint_en: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """When an interview passes a criterion: every `must` right, and at least `least` right among `among`."""

    must: Mapping[str, tuple[str, ...]]  # question -> options that are right
    among: Mapping[str, tuple[str, ...]]
    least: int

    def passing(self, answers: Mapping[str, str]) -> Passing:
        """Yes, no, or open where questions of the key are unanswered and it can still be passed."""
        if any(q in answers and answers[q] not in right for q, right in self.must.items()):
            return Passing.NO
        right = sum(answers.get(q) in options for q, options in self.among.items())
        missing = sum(q not in answers for q in self.among)
        if right + missing < self.least:
            return Passing.NO
        if all(q in answers for q in self.must) and right >= self.least:
            return Passing.YES
        return Passing.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyRules:
    """How surveys of this standard are planned and judged (DESIGN 3)."""

    design: str  # one_stage: households within each community; two_stage: sites first, then households
    floor: Fraction
    confidence: Fraction
    attempts: int
    min_response_rate: Fraction
    round_gap_days: int
    max_age_days: int
    deff: Fraction = Fraction(1)  # design effect that two_stage assumes, ≥ 1; one_stage needs none
    planning_rates: Mapping[str, Fraction] = field(default_factory=dict)  # by rate, where the standard names one
    field_period_days: int = 60  # a round open longer closes by itself
    objection_days: int = 30  # after closing, before the round's key may be destroyed


DESIGNS = ("one_stage", "two_stage")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecheckRules:
    """What a re-check sample without a failing unit is to show: fewer than `most_failing` fail (DESIGN 10)."""

    most_failing: Fraction = Fraction(5, 100)
    confidence: Fraction = Fraction(95, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A worked example: facts in, verdict out. It runs as a test and stands beside the clause in the program."""

    criterion: str
    name: str
    name_en: str
    facts: Mapping[str, Any]
    verdict: str
    counts: tuple[int, int, int]  # conforming, nonconforming, unknown
    line: int = 0  # of the file, where it was read from one


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A standard whole; `hash` is the SHA-256 of the file it was read from."""

    id: str
    number: int
    title: str
    title_en: str
    made_on: date
    in_force_from: date  # from this day on it stands for its id, until a higher number does
    comparison: bool  # it serves to compare: no document is granted on it
    note: str  # what it is and is not
    note_en: str
    bases: tuple[Basis, ...]
    criteria: Mapping[str, Criterion]
    ratio: int  # households a point may serve; 0 where the test is the radius
    radius_m: int
    place_types: Mapping[str, PlaceType]
    items: tuple[Item, ...]
    questions: tuple[Question, ...]
    keys: Mapping[str, Key]
    survey: SurveyRules
    examples: tuple[Example, ...]
    wording: Mapping[str, str]
    hash: str = field(repr=False)
    recheck: RecheckRules = RecheckRules()
    records: tuple[str, ...] = ()  # the records that hold its text; none where it ships with the program

    @property
    def name(self) -> str:
        """How records and scores name it: `nankai-2023 1`."""
        return f"{self.id} {self.number}"

    def planning_rate(self, rate: str) -> Fraction:
        """The true rate a plan under a threshold below 100 % reckons with: half way to 1 unless the standard says."""
        threshold = self.criteria[rate].threshold
        return self.survey.planning_rates.get(rate, (threshold + 1) / 2)

    def checklist(self, place_type: str, level: str) -> tuple[Item, ...]:
        """The items asked at a site of this place type, at the site itself or at each point, in walking order."""
        return tuple(i for i in self.items if i.level == level and (not i.place_types or place_type in i.place_types))

    def item_of(self, role: str) -> str:
        """The id of the item that settles a fact; "" if this standard asks none."""
        return next((i.id for i in self.items if i.role == role), "")

    def may_not_apply(self) -> frozenset[str]:
        """Ids of the items that "not applicable" answers."""
        return frozenset(i.id for i in self.items if i.not_applicable)

    def passing(self, answers: Mapping[str, str]) -> dict[str, Passing]:
        """What an interview's answers say by criterion."""
        return {criterion: key.passing(answers) for criterion, key in self.keys.items()}


def criterion_name(criterion: Criterion) -> str:
    """The criterion's name in the language spoken."""
    return named(criterion.name, criterion.name_en)
