"""The interviews of a demonstration street: rounds with frozen plans, and visits to the households drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from auditor.demonstration.chance import Chance, Written, moment, utc
from auditor.demonstration.setting import Register, Setting
from auditor.demonstration.stages import Extra, Survey
from auditor.sampling import draw_slots, plan_strata
from auditor.standard import AWARENESS, PARTICIPATION, Question, Standard
from auditor.survey import Basis, Method, Mode, Outcome, Response, Round, key_hash

BESIDE = 110  # people stopped in the road, in every street


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """How a round goes: opened and closed so many days ago (0: still open), visits spread over so many days; how
    many of a hundred households refuse or are vacant, and of those drawn were visited; in how many communities an
    answer fails; whether one interviewer never rang."""

    mode: Mode
    opened: int
    closed: int
    days: int
    refuse: int = 0
    vacant: int = 0
    done: int = 100
    failing: int = 0
    fakes: bool = False


@dataclass(slots=True)
class Interviews:
    """A street's rounds and visits as written, and the keys of its rounds by round id."""

    written: list[Written] = field(default_factory=list)
    keys: dict[str, tuple[Round, bytes]] = field(default_factory=dict)


def make_interviews(setting: Setting, register: Register) -> Interviews:
    """Every round of the street with its visits."""
    found = Interviews()
    fakes = Extra.FAKES in setting.stage.extras
    match setting.stage.survey:
        case Survey.CENSUS:
            _hold(setting, register, found, _Field(mode=Mode.CENSUS, opened=78, closed=20, days=50, vacant=1))
        case Survey.CENSUS_REFUSED:
            _hold(
                setting,
                register,
                found,
                _Field(mode=Mode.CENSUS, opened=74, closed=15, days=50, refuse=2, fakes=fakes),
            )
        case Survey.SAMPLE:
            _hold(setting, register, found, _Field(mode=Mode.SAMPLE, opened=70, closed=35, days=28, refuse=7, vacant=2))
        case Survey.SAMPLE_OPEN:
            _hold(
                setting,
                register,
                found,
                _Field(mode=Mode.SAMPLE, opened=20, closed=0, days=17, vacant=2, done=66, fakes=fakes),
            )
        case Survey.SAMPLE_REFUSED:
            _hold(setting, register, found, _Field(mode=Mode.SAMPLE, opened=60, closed=20, days=30, refuse=38))
        case Survey.SAMPLE_LOST:
            _hold(
                setting, register, found, _Field(mode=Mode.SAMPLE, opened=95, closed=60, days=25, refuse=6, failing=3)
            )
            _hold(setting, register, found, _Field(mode=Mode.SAMPLE, opened=3, closed=0, days=1, done=0))
    _stop_people(setting, register, found)
    return found


def _frame(setting: Setting, register: Register) -> dict[str, dict[str, int]]:
    """Households by site, by community in order of code."""
    frame: dict[str, dict[str, int]] = {}
    for community in sorted(c.code for c in setting.communities):
        homes = {s.id: s.households for s in register.sites if s.households and s.community == community}
        if homes:
            frame[community] = homes
    return frame


def _open(setting: Setting, register: Register, mode: Mode, method: Method, days_ago: int) -> tuple[Round, bytes]:
    """A round with its plan frozen so many days ago, and its key."""
    frame = _frame(setting, register)
    frozen_on = setting.on - timedelta(days=days_ago)
    name = {Method.INTERCEPT: "拦访", Method.SCAN: "扫码"}.get(method, {Mode.CENSUS: "逐户", Mode.SAMPLE: "抽样"}[mode])
    rules = setting.standard.survey
    sizes = {community: sum(homes.values()) for community, homes in frame.items()}
    key = setting.chance.key("round", days_ago, name)
    round_ = Round(
        id=setting.chance.id("round", days_ago, name),
        street=setting.street.code,
        name=f"{frozen_on.year}-{frozen_on.month:02} {name}",
        mode=mode,
        method=method,
        standard=setting.standard.name,
        key_hash=key_hash(key),
        frozen_on=frozen_on,
        frame=frame,
        strata=plan_strata(sizes, mode, floor=rules.floor, confidence=rules.confidence),
    )
    return round_, key


def _hold(setting: Setting, register: Register, found: Interviews, work: _Field) -> None:
    """Open a round, visit its households, and close it."""
    round_, key = _open(setting, register, work.mode, Method.DOOR, work.opened)
    _write_round(setting, found, round_, key, setting.on - timedelta(days=work.closed) if work.closed else None)
    frame = _frame(setting, register)
    fail_in = set(list(frame)[: work.failing])
    for community, homes in frame.items():
        drawn = draw_slots(key, homes)
        planned = round_.strata[community].planned
        visits = _Visits(setting, round_, community, work, fails=community in fail_in)
        released = (planned * work.done + 50) // 100
        place = 0
        while place < min(released, len(drawn)):
            if not visits.visit(drawn[place][0], place, max(1, planned)) and work.done == 100:
                released += 1  # a replacement
            place += 1
        found.written += visits.written


def _write_round(setting: Setting, found: Interviews, round_: Round, key: bytes, closed_on: date | None) -> None:
    lead = setting.people[0][0]
    found.keys[round_.id] = (round_, key)
    found.written.append(Written(record=round_, at=moment(round_.frozen_on, 9, 30), person=lead))
    if closed_on is not None:
        closed = replace(round_, closed_on=closed_on)
        found.written.append(Written(record=closed, at=moment(closed_on, 21, 30), person=lead))


class _Visits:
    """The visits to the drawn households of one community."""

    def __init__(self, setting: Setting, round_: Round, community: str, work: _Field, *, fails: bool) -> None:
        self.setting, self.round, self.community, self.work = setting, round_, community, work
        self.chance = setting.chance.under("interviews", round_.id, community)
        self.person, self.name = setting.person(community)
        self.fails = fails  # the first household to answer does not pass
        self.faking = work.fakes and self.name == setting.people[-1][1]
        self.written: list[Written] = []

    def visit(self, slot: str, place: int, planned: int) -> bool:
        """One household until it is final; whether it answered."""
        first = self.round.frozen_on + timedelta(days=1 + place * (self.work.days - 5) // planned % self.work.days)
        roll = self.chance.whole(0, 999)
        refuse, vacant = self.work.refuse * 10, (self.work.refuse + self.work.vacant) * 10
        if roll < refuse:
            for day, outcome in ((0, Outcome.NON_CONTACT), (1, Outcome.REFUSAL), (3, Outcome.REFUSAL)):
                self._write(slot, first + timedelta(days=day), outcome)
            return False
        if roll < vacant:
            for day in (0, 2):
                self._write(slot, first + timedelta(days=day), Outcome.VACANT)
            return False
        tries = 0 if self.faking else self.chance.one((0, 0, 0, 0, 0, 0, 0, 1, 1, 2))
        for day in range(tries):
            self._write(slot, first + timedelta(days=day), Outcome.NON_CONTACT)
        self._write(slot, first + timedelta(days=tries), Outcome.COMPLETE)
        return True

    def _write(self, slot: str, day: date, outcome: Outcome) -> None:
        chance = self.chance
        day = min(day, self.setting.on - timedelta(days=1))
        at = moment(day, chance.one((18, 19, 20)), chance.whole(0, 59), chance.whole(0, 59))
        answers: Mapping[str, str] = {}
        seconds = chance.whole(5, 40)
        basis = Basis.MANAGER if outcome is Outcome.VACANT else None
        if outcome is Outcome.COMPLETE:
            passes, self.fails = not self.fails, False
            answers = answers_of(chance, self.setting.standard, passes=passes, alike=self.faking)
            seconds = chance.whole(19, 31) if self.faking else chance.whole(95, 260)
        response = Response(
            id=chance.id("response", slot, len(self.written)),
            street=self.round.street,
            round=self.round.id,
            community=self.community,
            outcome=outcome,
            observed_at=utc(at),
            interviewer=self.name,
            slot=slot,
            answers=answers,
            seconds=seconds,
            basis=basis,
        )
        at += timedelta(seconds=seconds + chance.whole(5, 60))
        self.written.append(Written(record=response, at=at, person=self.person))


def answers_of(chance: Chance, standard: Standard, *, passes: bool, alike: bool = False) -> dict[str, str]:
    """An interview's answers: passing both keys or neither, with a slip here and there that the keys allow."""
    must = {**standard.keys[AWARENESS].must, **standard.keys[PARTICIPATION].must}
    answers = {question.id: _answer(chance, standard, question, must, alike=alike) for question in standard.questions}
    for key in standard.keys.values():
        allowed = max(0, len(key.among) - key.least)
        slips = 0 if alike else chance.one((0, 0, 0, 1, 1, 2))
        for question in chance.shuffled(sorted(key.among))[: min(allowed, slips)]:
            answers[question] = _wrong(chance, standard, question, key.among[question])
        if not passes and key.must:
            question = sorted(key.must)[0]
            answers[question] = _wrong(chance, standard, question, key.must[question])
    return answers


def _answer(
    chance: Chance, standard: Standard, question: Question, must: Mapping[str, Sequence[str]], *, alike: bool
) -> str:
    among = {q: right for key in standard.keys.values() for q, right in key.among.items()}
    right = must.get(question.id) or among.get(question.id)
    if right:
        return right[0] if alike or len(right) == 1 else chance.one(right)
    return question.options[0].id if alike or chance.happens(80) else chance.one(question.options).id


def _wrong(chance: Chance, standard: Standard, question: str, right: Sequence[str]) -> str:
    options = next(q.options for q in standard.questions if q.id == question)
    return chance.one([o.id for o in options if o.id not in right])


def _stop_people(setting: Setting, register: Register, found: Interviews) -> None:
    """A round of people stopped in the road: shown beside the rates, never in them."""
    round_, key = _open(setting, register, Mode.SAMPLE, Method.INTERCEPT, 150)
    _write_round(setting, found, round_, key, setting.on - timedelta(days=140))
    chance = setting.chance.under("stopped")
    communities = list(round_.strata)
    for number in range(BESIDE):
        community = communities[number % len(communities)]
        person, name = setting.person(community)
        day = round_.frozen_on + timedelta(days=1 + number % 8)
        at = moment(day, chance.whole(9, 17), chance.whole(0, 59), chance.whole(0, 59))
        seconds = chance.whole(60, 200)
        response = Response(
            id=chance.id(number),
            street=round_.street,
            round=round_.id,
            community=community,
            outcome=Outcome.COMPLETE,
            observed_at=utc(at),
            interviewer=name,
            answers=answers_of(chance, setting.standard, passes=not chance.happens(12)),
            seconds=seconds,
        )
        found.written.append(Written(record=response, at=at + timedelta(seconds=seconds + 20), person=person))
