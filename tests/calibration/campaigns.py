"""Clean campaigns, simulated: how honest interviewers and inspectors work. Nothing of the radar's own code is used.

Households differ in what they know, questions in how hard they are, communities in both; interviewers speak at their
own pace, some write on paper and type in the evening, minutes are rounded, clocks are a little off.
"""

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from math import cos, exp, log, radians

from auditor.audit import SITE, Answer, Audit, Finding
from auditor.flags import Material, Writing
from auditor.photo import Photo
from auditor.site import Site
from auditor.standard_file import shipped
from auditor.survey import Basis, Mode, Outcome, Response, Round, Stratum

STREET = "120104006000"
FIRST = date(2026, 9, 1)


def stamped(moment: datetime) -> str:
    """A moment as records carry it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


@dataclass
class Campaign:
    """A street's records while they are made. `made` is when each record was written: moment, station, person,
    moment of arrival, package."""

    chance: random.Random
    round: Round
    responses: list[Response] = field(default_factory=list)
    audits: list[Audit] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)
    sites: dict[str, Site] = field(default_factory=dict)
    made: dict[str, tuple[datetime, str, str, datetime, str]] = field(default_factory=dict)
    interviewers: list[str] = field(default_factory=list)

    def complete(self, person: str) -> list[Response]:
        """One interviewer's complete interviews in order of moment."""
        mine = [r for r in self.responses if r.interviewer == person and r.outcome is Outcome.COMPLETE]
        return sorted(mine, key=lambda r: r.observed_at)

    def put(self, changed: Response) -> None:
        """Let a response say something else than it did."""
        self.responses = [changed if r.id == changed.id else r for r in self.responses]

    def material(self) -> Material:
        """The campaign as the radar is given it, lines in order of their arrival."""
        records = {r.id: r for r in (*self.responses, *self.audits, *self.photos)}
        ordered = sorted(self.made.items(), key=lambda pair: (pair[1][3], pair[1][0], pair[0]))
        lines = [
            Writing(
                name=f"line of {record}",
                record=record,
                kind=records[record].KIND,
                parents=(),
                station=station,
                person=person,
                at=stamped(at),
                arrival=place,
                arrived=stamped(arrived),
                package=package,
            )
            for place, (record, (at, station, person, arrived, package)) in enumerate(ordered, 1)
        ]
        return Material(
            street=STREET,
            rounds={self.round.id: self.round},
            responses=tuple(sorted(self.responses, key=lambda r: r.id)),
            audits=tuple(self.audits),
            photos=tuple(self.photos),
            sites=self.sites,
            writings=tuple(lines),
            reading={q.id: len(q.text) for q in shipped().questions},
        )


def make_campaign(seed: object, rate: float) -> Campaign:
    """A clean campaign in which so large a share of the answers to each item is right, on the whole."""
    made = _make(seed, rate)
    return replace(
        made,
        responses=list(made.responses),
        audits=list(made.audits),
        photos=list(made.photos),
        sites=dict(made.sites),
        made=dict(made.made),
    )


@lru_cache(maxsize=128)
def _make(seed: object, rate: float) -> Campaign:
    chance = random.Random(f"campaign/{seed}/{rate}")
    people = chance.randint(3, 6)
    communities = [f"120104006{n:03}" for n in range(1, people + chance.randint(0, people) + 1)]
    round_ = Round(
        id="round",
        street=STREET,
        name="2026-09 抽样",
        mode=Mode.SAMPLE,
        standard="nankai-2023 1",
        key_hash="0" * 64,
        frozen_on=FIRST,
        frame={c: {f"home of {c}": 2000} for c in communities},
        strata={c: Stratum(population=2000, planned=20) for c in communities},
    )
    campaign = Campaign(chance=chance, round=round_)
    campaign.interviewers = [f"访问员{n}" for n in range(1, people + 1)]
    minds = _Minds(chance, rate, communities)
    for place, person in enumerate(campaign.interviewers):
        own = [c for n, c in enumerate(communities) if n % people == place]
        _interview(campaign, minds, person, own)
    _inspect(campaign)
    return campaign


class _Minds:
    """What households answer: Rasch-like, with questions, communities and households of their own."""

    def __init__(self, chance: random.Random, rate: float, communities: list[str]) -> None:
        self.chance = chance
        self.questions = shipped().questions
        easy = log(rate / (1 - rate)) * 1.12
        self.ease = {q.id: easy + chance.gauss(0, 0.5) for q in self.questions}
        self.places = {c: chance.gauss(0, 0.35) for c in communities}
        self.local = {(c, q.id): chance.gauss(0, 0.3) for c in communities for q in self.questions}
        self.liked = {q.id: [chance.expovariate(1) + 0.05 for _o in q.options[1:]] for q in self.questions}

    def answer(self, community: str) -> dict[str, str]:
        """One household's answers. The first option stands for the right one."""
        knows = self.chance.gauss(0, 0.8) + self.places[community]
        answers = {}
        for q in self.questions:
            ease = self.ease[q.id] + knows + self.local[community, q.id]
            if self.chance.random() < 1 / (1 + exp(-ease)):
                answers[q.id] = q.options[0].id
            else:
                answers[q.id] = self.chance.choices(q.options[1:], self.liked[q.id])[0].id
        return answers


@dataclass
class _Habits:
    """How one interviewer works."""

    pace: float  # characters a second
    reply: float  # median seconds of an answer
    paper: bool
    rounding: int  # minutes to which the time is written on paper
    imported: bool  # typed by somebody else and brought in as a table
    late: int  # hours until his laptop's package is taken in; 0 where he records in this database


def _interview(campaign: Campaign, minds: _Minds, person: str, communities: list[str]) -> None:
    chance = campaign.chance
    paper = chance.random() < 0.3
    habits = _Habits(
        pace=min(6.2, max(3.2, chance.gauss(4.5, 0.6))),
        reply=chance.uniform(2.2, 5.0),
        paper=paper,
        rounding=chance.choice((1, 1, 5)),
        imported=paper and chance.random() < 0.4,
        late=chance.choice((0, 3, 14, 40)),
    )
    vacancy = {c: chance.betavariate(1.2, 28) for c in communities}
    day, wanted = FIRST + timedelta(days=1), chance.randint(15, 60)
    done = 0
    while done < wanted:
        done += _evening(campaign, minds, person, habits, (day, wanted - done, communities, vacancy))
        day += timedelta(days=chance.choice((1, 1, 1, 2)))


def _evening(
    campaign: Campaign,
    minds: _Minds,
    person: str,
    habits: _Habits,
    plan: tuple[date, int, list[str], dict[str, float]],
) -> int:
    """One evening from half past five to half past eight; how many households answered."""
    day, most, communities, vacancy = plan
    chance = campaign.chance
    community = chance.choice(communities)
    now = datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC) + timedelta(seconds=chance.uniform(0, 2400))
    end = now.replace(hour=12, minute=30)
    typed: list[Response] = []
    while now < end and sum(r.outcome is Outcome.COMPLETE for r in typed) < most:
        now += timedelta(seconds=20 + chance.lognormvariate(log(90), 0.6))
        slot = f"{chance.getrandbits(256):064x}"
        response = Response(
            id=f"response {len(campaign.responses) + len(typed):05}",
            street=STREET,
            round="round",
            community=community,
            outcome=Outcome.NON_CONTACT,
            observed_at=stamped(now),
            interviewer=person,
            slot=slot,
        )
        roll = chance.random()
        if roll < vacancy[community]:
            response = replace(response, outcome=Outcome.VACANT, basis=Basis.MANAGER)
            now += timedelta(seconds=chance.uniform(20, 90))
        elif roll < vacancy[community] + 0.3:
            now += timedelta(seconds=chance.uniform(20, 60))
        elif roll < vacancy[community] + 0.36:
            response = replace(response, outcome=Outcome.REFUSAL)
            now += timedelta(seconds=chance.uniform(15, 60))
        else:
            answers = minds.answer(community)
            seconds = _lasts(chance, habits, answers)
            known = 0 if habits.paper else int(seconds)
            response = replace(response, outcome=Outcome.COMPLETE, answers=answers, seconds=known)
            now += timedelta(seconds=seconds)
        if not habits.paper:
            _made(campaign, response, now + timedelta(seconds=chance.uniform(2, 15)), person, habits.late)
        typed.append(response)
    if habits.paper:
        typed = _write_down(campaign, person, habits, typed, now)
    campaign.responses += typed
    return sum(r.outcome is Outcome.COMPLETE for r in typed)


def _lasts(chance: random.Random, habits: _Habits, answers: dict[str, str]) -> float:
    """Seconds of an interview: each question read out, now and then cut short by a quick household, and answered."""
    total = chance.uniform(5, 40)  # a word before, a word after
    for q in shipped().questions:
        if q.id in answers:
            read = len(q.text) / (habits.pace * chance.uniform(0.92, 1.08))
            total += read * (chance.uniform(0.5, 0.9) if chance.random() < 0.08 else 1)
            total += max(0.6, chance.lognormvariate(log(habits.reply), 0.5))
    return total


def _write_down(
    campaign: Campaign, person: str, habits: _Habits, typed: list[Response], now: datetime
) -> list[Response]:
    """What was on paper, typed the same evening or brought in as a table the next day; times as they were rounded."""
    chance = campaign.chance
    at = now + timedelta(minutes=chance.uniform(30, 120))
    kept = []
    for response in typed:
        seen = datetime.fromisoformat(response.observed_at[:-1] + "+00:00")
        step = habits.rounding * 60
        rounded = datetime.fromtimestamp(seen.timestamp() // step * step, UTC)
        if not habits.imported:
            at += timedelta(seconds=chance.uniform(40, 130))
        kept.append(replace(response, observed_at=stamped(rounded)))
        _made(campaign, kept[-1], at, person, habits.late)
    return kept


def _made(campaign: Campaign, record: Response | Audit | Photo, at: datetime, person: str, late: int) -> None:
    drift = timedelta(seconds=campaign.chance.uniform(-60, 60)) if late else timedelta()
    arrived = at + timedelta(hours=late) if late else at
    station = f"station of {person}" if late else "here"
    campaign.made[record.id] = (at + drift, station, person, arrived, "package" if late else "")


def _inspect(campaign: Campaign) -> None:
    """Two pairs of inspectors who walk or ride from site to site, with one to three photographs of each."""
    chance = campaign.chance
    for n in range(1, 61):
        east, north = chance.uniform(0, 3500), chance.uniform(0, 3500)
        campaign.sites[f"site {n}"] = Site(
            id=f"site {n}",
            street=STREET,
            code=f"06-{n:03}",
            name=f"点位{n}",
            community="120104006001",
            place_type="shop",
            latitude=round((39.11 + north / 111_320) * 1e6),
            longitude=round((117.15 + east / (111_320 * cos(radians(39.11)))) * 1e6),
        )
    scenes = {site: chance.getrandbits(63) for site in campaign.sites}
    for pair in ("甲、乙", "丙、丁"):
        for outing in range(chance.randint(2, 4)):
            _outing(campaign, pair, FIRST + timedelta(days=2 + 9 * outing), scenes)


def _outing(campaign: Campaign, pair: str, day: date, scenes: dict[str, int]) -> None:
    chance = campaign.chance
    now = datetime(day.year, day.month, day.day, 1, 0, tzinfo=UTC) + timedelta(minutes=chance.uniform(0, 40))
    here: Site | None = None
    for name in chance.sample(sorted(campaign.sites), chance.randint(6, 14)):
        site = campaign.sites[name]
        if here is not None:
            north = abs((here.latitude or 0) - (site.latitude or 0))
            metres = (north + abs((here.longitude or 0) - (site.longitude or 0))) / 1e6 * 105_000
            now += timedelta(seconds=60 + metres / chance.uniform(1.2, 6.0))
        here = site
        audit = Audit(
            id=f"audit {len(campaign.audits):04}",
            street=STREET,
            site=name,
            observed_at=stamped(now),
            inspectors=pair,
            standard="nankai-2023 1",
            findings={SITE: {"notice_shown": Finding(answer=Answer.PASS)}},
        )
        took = timedelta(minutes=chance.lognormvariate(log(7), 0.5))
        campaign.audits.append(audit)
        _made(campaign, audit, now + took, pair, 0)
        for _picture in range(chance.randint(1, 3)):
            likeness = scenes[name]
            for bit in range(63):
                if chance.random() < 0.3:
                    likeness ^= 1 << bit
            photo = Photo(
                id=f"photo {len(campaign.photos):04}",
                street=STREET,
                site=name,
                audit=audit.id,
                sha256=f"{chance.getrandbits(256):064x}",
                likeness=f"{likeness:016x}",
                taken_at=stamped(now + took * chance.random()) if chance.random() < 0.8 else "",
            )
            campaign.photos.append(photo)
            _made(campaign, photo, now + took, pair, 0)
        now += took
