"""At which stage each street of the demonstration district stands, and which verdict its data are made to give."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from auditor.verdict import Verdict

SIZES = ("small", "district")
SMALL = "120104006000"


class Fate(Enum):
    """How a site stands at the end, beside "in order"."""

    LACKS = auto()  # the last visit found that a required category is missing
    UNPAIRED = auto()  # the last visit found food waste without residual waste beside it
    NO_NOTICE = auto()  # the last visit found no notice
    NO_ORGANISATION = auto()  # nobody is responsible
    NEVER_SEEN = auto()  # never visited
    POINTS_CLOSED = auto()  # the last visit saw the notice only; what was seen at the points has expired
    EXPIRED = auto()  # the last visit is too long ago


class Survey(Enum):
    """What became of the street's interviews."""

    CENSUS = auto()  # everybody asked, everybody answered
    CENSUS_REFUSED = auto()  # everybody asked, some refused
    SAMPLE = auto()  # sample complete, nobody fails
    SAMPLE_OPEN = auto()  # sample in progress
    SAMPLE_LOST = auto()  # a failing answer; a new round waits
    SAMPLE_REFUSED = auto()  # too many refusals
    BESIDE_ONLY = auto()  # nothing but people stopped in the road


class Extra(Enum):
    """Single things to be met with in a street."""

    OVERLOADED = auto()  # one point for more than 300 households
    ONE_HOUSEHOLD = auto()  # one household still linked to a point that was taken away
    SITE_CONFLICT = auto()  # two stations changed one site's households; an assignment whose first line is missing
    POINT_CONFLICT = auto()  # two stations named one point; a link whose first line is missing
    CLOSED = auto()  # two sites that are no more
    DOUBTFUL = auto()  # audits dated later than they were written
    FAKES = auto()  # one interviewer who never rang, and further fakes for the radar, kind by kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A street's plan: households, percent of sites in order at the first month end, and what is wrong today."""

    households: int
    early: int
    survey: Survey
    intended: Verdict
    story: str
    fates: Mapping[Fate, int] = field(default_factory=dict)
    extras: frozenset[Extra] = frozenset()
    falling: bool = False  # what is wrong today was in order before
    begins: int = 0  # days after the district's first visits


MET, NOT_MET, OPEN = Verdict.MET, Verdict.NOT_MET, Verdict.UNDETERMINED

STAGES: Mapping[str, Stage] = {
    "120104001000": Stage(
        households=25_900, early=62, survey=Survey.SAMPLE, intended=MET, story="met by sample, with its bound"
    ),
    "120104002000": Stage(households=2_600, early=70, survey=Survey.CENSUS, intended=MET, story="met by census, 100 %"),
    "120104003000": Stage(
        households=3_000,
        early=55,
        survey=Survey.CENSUS_REFUSED,
        intended=MET,
        story="met by census with refusals; fakes are planted for the radar",
        extras=frozenset({Extra.FAKES}),
    ),
    "120104004000": Stage(
        households=25_900,
        early=48,
        survey=Survey.SAMPLE,
        intended=NOT_MET,
        story="undone by a single site",
        fates={Fate.LACKS: 1},
        extras=frozenset({Extra.CLOSED}),
    ),
    "120104005000": Stage(
        households=43_900,
        early=52,
        survey=Survey.SAMPLE,
        intended=OPEN,
        story="all in order but a conflict and an incomplete record",
        extras=frozenset({Extra.SITE_CONFLICT}),
    ),
    SMALL: Stage(
        households=24_180,
        early=58,
        survey=Survey.SAMPLE_OPEN,
        intended=NOT_MET,
        story="as in the pictures: categories missing, points not seen, sample in progress; planted fakes",
        fates={Fate.LACKS: 2, Fate.UNPAIRED: 1, Fate.POINTS_CLOSED: 8},
        extras=frozenset({Extra.OVERLOADED, Extra.POINT_CONFLICT, Extra.CLOSED, Extra.DOUBTFUL, Extra.FAKES}),
    ),
    "120104007000": Stage(
        households=29_900,
        early=66,
        survey=Survey.SAMPLE_LOST,
        intended=NOT_MET,
        story="sample lost and a new round waiting; the street falls back",
        fates={Fate.LACKS: 30, Fate.UNPAIRED: 12, Fate.NO_NOTICE: 14, Fate.NO_ORGANISATION: 4, Fate.NEVER_SEEN: 50},
        extras=frozenset({Extra.OVERLOADED}),
        falling=True,
    ),
    "120104008000": Stage(
        households=25_000,
        early=46,
        survey=Survey.SAMPLE,
        intended=NOT_MET,
        story="not met by one household in 25,000",
        extras=frozenset({Extra.ONE_HOUSEHOLD}),
    ),
    "120104009000": Stage(
        households=51_800,
        early=40,
        survey=Survey.SAMPLE_REFUSED,
        intended=OPEN,
        story="response rate too low",
    ),
    "120104010000": Stage(
        households=19_900,
        early=60,
        survey=Survey.SAMPLE,
        intended=OPEN,
        story="evidence expired",
        fates={Fate.EXPIRED: 9},
    ),
    "120104011000": Stage(
        households=23_900,
        early=50,
        survey=Survey.SAMPLE_OPEN,
        intended=OPEN,
        story="undecided: sample in progress",
        extras=frozenset({Extra.DOUBTFUL, Extra.CLOSED}),
    ),
    "120104012000": Stage(
        households=24_020,
        early=20,
        survey=Survey.BESIDE_ONLY,
        intended=OPEN,
        story="begun two months ago: too early for a pace",
        fates={Fate.NEVER_SEEN: 60},
        begins=370,
    ),
}
