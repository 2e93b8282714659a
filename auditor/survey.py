"""Interviews (入户调查): rounds with a frozen plan, responses without a person, and what a slot's visits amount to."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar, TypeVar

from auditor.errors import Problem
from auditor.record import Record, moment_of

T = TypeVar("T")


class Mode(StrEnum):
    """Every household (逐户) or a drawn sample (抽样)."""

    CENSUS = "census"
    SAMPLE = "sample"


class Method(StrEnum):
    """How people are reached. Only a drawn household, at its door or by telephone, enters a rate."""

    DOOR = "door"  # 入户
    TELEPHONE = "telephone"  # 电话, to a drawn household
    INTERCEPT = "intercept"  # 拦访: shown beside the rate, never in it
    SCAN = "scan"  # 扫码: likewise


PROBABILITY = frozenset({Method.DOOR, Method.TELEPHONE})


class Outcome(StrEnum):
    """Disposition of one visit (AAPOR)."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    REFUSAL = "refusal"
    NON_CONTACT = "non_contact"  # includes only under-14s at home, and vacancy not confirmed
    VACANT = "vacant"  # seen vacant, with a source
    NOT_RESIDENTIAL = "not_residential"


class Basis(StrEnum):
    """Who or what says that a household is vacant or no home: a closed list, for a response holds no free text."""

    MANAGER = "manager"  # 物业
    METER = "meter"  # 水表电表
    NEIGHBOUR = "neighbour"  # 邻居


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A drawn cluster (a site, or the smallest sites of a community together) of a plan in two stages."""

    population: int
    planned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """A community in a plan: its households in the frame, and how many slots are released first.

    In two stages `drawn` are the clusters drawn of `clusters`, by number: it follows the draw and names no site.
    """

    population: int
    planned: int
    clusters: int | None = None
    drawn: Mapping[str, Drawn] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    """Households that came to the register after the plan was frozen, drawn with its key and its fractions.

    `frame` counts the households more: of a site that was framed with 100 and has 120 now, those from 101 to 120.
    """

    drawn_on: date
    frame: Mapping[str, Mapping[str, int]]  # community code -> site id -> households more
    strata: Mapping[str, Stratum]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is drawn together and replaced among itself: a community, its supplement, or one cluster.

    `number` is what its responses carry: "" for a community drawn in one stage, else the number of the supplement
    (one stage: `s1`, `s2`) or of the cluster (two stages: `1`, `2` … within the community, supplements counting on).
    """

    community: str
    number: str
    population: int
    planned: int
    stratum: str  # parts of one stratum are drawn from one frame
    framed: int  # households of that frame: more than the drawn clusters hold
    clusters: int = 0  # in the frame of the stratum; 0 in one stage


def parts_of(strata: Mapping[str, Stratum], supplements: Mapping[str, Supplement]) -> list[Part]:
    """Every part of a plan and its supplements, communities in order of code, supplements in order of number."""
    found = []
    for step, plan in [("", strata), *((k, supplements[k].strata) for k in sorted(supplements, key=int))]:
        for code, s in sorted(plan.items()):
            stratum = f"{code}/{step}" if step else code
            if s.drawn:
                found += [
                    Part(
                        community=code,
                        number=number,
                        population=d.population,
                        planned=d.planned,
                        stratum=stratum,
                        framed=s.population,
                        clusters=s.clusters or len(s.drawn),
                    )
                    for number, d in sorted(s.drawn.items(), key=lambda x: int(x[0]))
                ]
            else:
                number = f"s{step}" if step else ""
                part = Part(
                    community=code,
                    number=number,
                    population=s.population,
                    planned=s.planned,
                    stratum=stratum,
                    framed=s.population,
                )
                found.append(part)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Round(Record):
    """A survey round: its frame and plan are frozen when it is made. The key is named by its SHA-256 only."""

    KIND: ClassVar[str] = "round"
    GROUPS: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("mode", "method", "standard", "key_hash", "frozen_on", "frame", "strata"),
    )
    name: str
    mode: Mode
    method: Method = Method.DOOR
    standard: str
    key_hash: str
    frozen_on: date
    frame: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # community code -> site id -> households
    strata: Mapping[str, Stratum] = field(default_factory=dict)  # community code -> plan
    closed_on: date | None = None
    supplements: Mapping[str, Supplement] = field(default_factory=dict)  # "1", "2" …
    key_destroyed_on: date | None = None

    def drawn_by(self, on: date) -> dict[str, Supplement]:
        """The supplements drawn by a day."""
        return {k: s for k, s in self.supplements.items() if s.drawn_on <= on}

    @property
    def parts(self) -> list[Part]:
        """What is drawn together, supplements included."""
        return parts_of(self.strata, self.supplements)

    @property
    def population(self) -> int:
        """Households in the frame, supplements included."""
        return sum(s.population for plan in self._plans() for s in plan.values())

    @property
    def planned(self) -> int:
        """Slots released first, supplements included."""
        return sum(s.planned for plan in self._plans() for s in plan.values())

    def _plans(self) -> list[Mapping[str, Stratum]]:
        return [self.strata, *(s.strata for s in self.supplements.values())]

    def problems(self) -> list[Problem]:
        """A name, a key, a frame whose communities add up to its sites."""
        found = [Problem(name, "empty") for name in ("name", "standard", "key_hash") if not getattr(self, name).strip()]
        for frame, strata in [(self.frame, self.strata), *((s.frame, s.strata) for s in self.supplements.values())]:
            sizes = {code: sum(homes.values()) for code, homes in frame.items()}
            framed = sum(s.population for s in strata.values())
            if sizes != {code: s.population for code, s in strata.items()}:
                found.append(Problem("frame", "frame_sum", {"sites": sum(sizes.values()), "strata": framed}))
            drawn = [(d.planned, d.population) for s in strata.values() for d in s.drawn.values()]
            drawn += [(s.planned, s.population) for s in strata.values()]
            if any(not 0 <= planned <= population for planned, population in drawn):
                found.append(Problem("strata", "planned_range"))
        if any(not k.isdecimal() for k in self.supplements):
            found.append(Problem("supplements", "planned_range"))
        if self.closed_on and self.closed_on < self.frozen_on:
            found.append(Problem("closed_on", "ends_before_start", {"since": self.frozen_on, "until": self.closed_on}))
        if self.key_destroyed_on and not self.closed_on:
            found.append(Problem("key_destroyed_on", "key_of_open_round"))
        return found


def ends_on(closed_on: date | None, frozen_on: date, field_period_days: int) -> date:
    """The day a round ends: when it was closed, at the latest with its field period; later visits do not count."""
    last = frozen_on + timedelta(days=field_period_days)
    return min(closed_on, last) if closed_on else last


def homes_of(frame: Mapping[str, Mapping[str, int]], supplements: Iterable[Supplement] = ()) -> dict[str, int]:
    """Households framed by site id, of all communities and these supplements."""
    found: dict[str, int] = {}
    for sites in [*frame.values(), *(sites for s in supplements for sites in s.frame.values())]:
        for site, n in sites.items():
            found[site] = found.get(site, 0) + n
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Response(Record):
    """One visit to one slot. It holds no name, telephone, door number or free text; a refusal keeps no answers."""

    KIND: ClassVar[str] = "response"
    WHOLE: ClassVar[bool] = True
    round: str
    community: str
    outcome: Outcome
    observed_at: str
    interviewer: str
    slot: str = ""  # HMAC of (site, k) under the round's key; empty where nothing was drawn
    part: str = ""  # which supplement or cluster the slot was drawn in; "" for a community drawn in one stage
    answers: Mapping[str, str] = field(default_factory=dict)  # question id -> option id
    seconds: int = 0
    basis: Basis | None = None  # who or what says that it is vacant or no home
    recheck: str = ""  # the re-check it belongs to: then it is compared, never scored, and has no slot of its own
    repeats: str = ""  # the response it asks again

    def problems(self) -> list[Problem]:
        """Round, community, interviewer, moment; answers only where somebody answered; a basis for vacancy."""
        found = [Problem(n, "empty") for n in ("round", "community", "interviewer") if not getattr(self, n).strip()]
        try:
            moment_of(self.observed_at)
        except ValueError:
            found.append(Problem("observed_at", "not_a_moment", {"value": self.observed_at}))
        answering = self.outcome in (Outcome.COMPLETE, Outcome.PARTIAL)
        if self.answers and not answering:
            found.append(Problem("answers", "answers_without_interview"))
        if self.outcome is Outcome.COMPLETE and not self.answers:
            found.append(Problem("answers", "nothing_answered"))
        if self.outcome in (Outcome.VACANT, Outcome.NOT_RESIDENTIAL) and self.basis is None:
            found.append(Problem("basis", "vacancy_needs_basis"))
        if self.seconds < 0:
            found.append(Problem("seconds", "negative", {"value": self.seconds}))
        if bool(self.recheck) != bool(self.repeats) or (self.recheck and self.slot):
            found.append(Problem("recheck", "half_a_recheck"))
        return found


def key_hash(key: bytes) -> str:
    """What a record says of a round's key: its SHA-256."""
    return hashlib.sha256(key).hexdigest()


def slot_name(key: bytes, site: str, k: int) -> str:
    """The name of household k (from 1) of a site under a round's key: HMAC-SHA-256, 64 hex digits (DESIGN 3, 5)."""
    return hmac.digest(key, f"{site}:{k}".encode(), "sha256").hex()
