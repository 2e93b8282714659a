"""The visits of a demonstration street: more sites in order month by month, and each again before it expires."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from auditor.audit import SITE, Answer, Audit, Finding, Visit
from auditor.checklist import counted, graded
from auditor.demonstration.chance import Chance, Written, moment, utc, workday
from auditor.demonstration.setting import Register, Setting, missing_category
from auditor.demonstration.stages import Extra, Fate
from auditor.site import Category, Point, Site
from auditor.standard import COVERAGES, Item, Standard

FIRST_WEEKS = 20  # days within which the sites in order at the first month end are visited


class Seen(Enum):
    """What a visit found."""

    GOOD = auto()
    LACKS = auto()
    UNPAIRED = auto()
    NO_NOTICE = auto()
    POINTS_CLOSED = auto()


_LAST = {
    Fate.LACKS: Seen.LACKS,
    Fate.UNPAIRED: Seen.UNPAIRED,
    Fate.NO_NOTICE: Seen.NO_NOTICE,
    Fate.POINTS_CLOSED: Seen.POINTS_CLOSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Calendar:
    """Days from the street's first visits to the day before the demonstration, and how long evidence holds."""

    length: int
    max_age: int

    def repeats(self, chance: Chance, since: int, until: int) -> list[int]:
        """Days of visits from `since`, each before the one before it expires."""
        least, most = max(5, min(190, self.max_age - 60)), max(6, min(240, self.max_age - 15))
        days = [since]
        while (following := days[-1] + chance.whole(least, most)) <= until:
            days.append(following)
        return days


def make_audits(setting: Setting, register: Register) -> list[Written]:
    """Every visit of the street, in no order."""
    max_age = min(setting.standard.criteria[c].evidence_max_age_days for c in COVERAGES)
    calendar = _Calendar(length=(setting.on - setting.start).days - 1, max_age=max_age)
    written: list[Written] = []
    for site, since in _starts(setting, register, calendar).items():
        visits = _Visits(setting, register, calendar, site)
        written += [visits.make(day, seen) for day, seen in visits.plan(since)]
    for site in register.closed:
        visits = _Visits(setting, register, calendar, site)
        written += [visits.make(day, Seen.GOOD) for day in calendar.repeats(visits.chance, 10, calendar.length - 45)]
    if Extra.DOUBTFUL in setting.stage.extras:
        written += _doubtful(setting, register, calendar)
    return written


def _starts(setting: Setting, register: Register, calendar: _Calendar) -> dict[Site, int]:
    """From which day each site is in order: so many percent at once, the others spread evenly over the time."""
    stage = setting.stage
    sites = setting.chance.under("starts").shuffled(register.sites)
    if stage.falling:  # those which fail today were in order at first
        sites.sort(key=lambda s: register.fates.get(s.id) not in _LAST)
    else:  # those which fail today were visited early, so that they could be in order before
        sites.sort(key=lambda s: register.fates.get(s.id) is None)
    early = len(sites) * stage.early // 100
    first, last = stage.begins, calendar.length - 12
    spread = max(1, len(sites) - early)
    starts = {}
    for place, site in enumerate(sites):
        if place < early:
            starts[site] = first + place % FIRST_WEEKS
        else:
            starts[site] = first + 28 + (place - early) * max(1, last - first - 28) // spread
    return starts


class _Visits:
    """The visits to one site."""

    def __init__(self, setting: Setting, register: Register, calendar: _Calendar, site: Site, *path: str) -> None:
        self.setting, self.calendar, self.site = setting, calendar, site
        self.points = register.serving.get(site.id, [])
        self.fate = register.fates.get(site.id)
        self.chance = setting.chance.under("visits", site.code, *path)
        self.made = 0

    def plan(self, since: int) -> list[tuple[int, Seen]]:
        """The days on which the site is visited, and what is found; it is in order from the day `since`."""
        calendar, chance = self.calendar, self.chance
        if self.fate is Fate.NEVER_SEEN:
            return []
        if self.fate is Fate.EXPIRED:
            until = calendar.length - calendar.max_age - 4
            return [(day, Seen.GOOD) for day in calendar.repeats(chance, min(since, until), until)]
        if self.fate in _LAST:
            return self._failing(since, _LAST[self.fate])
        found: list[tuple[int, Seen]] = []
        first = self.setting.stage.begins + chance.whole(0, FIRST_WEEKS)
        if since - first > FIRST_WEEKS and chance.happens(75):
            found = [(day, self._first_fault()) for day in calendar.repeats(chance, first, since - 5)]
        return found + [(day, Seen.GOOD) for day in calendar.repeats(chance, since, calendar.length)]

    def _first_fault(self) -> Seen:
        """What is wrong with a site that is put in order later."""
        faults = [Seen.NO_NOTICE]
        if missing_category(self.setting.standard.place_types[self.site.place_type]):
            faults.append(Seen.LACKS)
        if self.site.households:
            faults += [Seen.UNPAIRED, Seen.UNPAIRED]
        return self.chance.one(faults)

    def _failing(self, since: int, last: Seen) -> list[tuple[int, Seen]]:
        """In order until its last visit; where the points were closed then, what was seen before has expired."""
        calendar, chance, falling = self.calendar, self.chance, self.setting.stage.falling
        if last is Seen.POINTS_CLOSED:
            until = calendar.length - calendar.max_age - chance.whole(5, 40)
            seen = [(day, Seen.GOOD) for day in calendar.repeats(chance, min(since, until), until)]
            return [*seen, (calendar.length - chance.whole(4, 30), last)]
        # in a falling street they fall out one after the other
        end = chance.whole(40, calendar.length - 10) if falling else calendar.length - chance.whole(4, 30)
        found = [(day, Seen.GOOD) for day in calendar.repeats(chance, since, calendar.length) if day < end - 3]
        return found + [(day, last) for day in calendar.repeats(chance, end, calendar.length)]

    def make(self, day: int, seen: Seen) -> Written:
        """One visit on a day of the calendar, in working hours of a working day."""
        setting, chance, site = self.setting, self.chance, self.site
        date = workday(setting.start + timedelta(days=day), setting.on)
        at = moment(date, chance.one((9, 10, 11, 14, 15, 16)), chance.whole(0, 59), chance.whole(0, 59))
        person, name = setting.person(site.community)
        second = setting.people[(setting.people.index((person, name)) + 1) % len(setting.people)][1]
        own = site.place_type in ("school", "office", "hospital") and seen is Seen.GOOD and chance.happens(8)
        self.made += 1
        audit = Audit(
            id=chance.id("audit", self.made),
            street=site.street,
            site=site.id,
            observed_at=utc(at),
            inspectors=f"{name}、{second}",
            standard=setting.standard.name,
            visit=Visit.SELF_CHECK if own else Visit.PUBLIC,
            findings=findings_of(setting.standard, site, self.points, seen, self.made + sum(map(ord, site.code))),
            source="paper" if chance.happens(10) else "screen",
        )
        return Written(record=audit, at=at + timedelta(seconds=chance.whole(90, 900)), person=person)


def findings_of(
    standard: Standard, site: Site, points: Sequence[Point], seen: Seen, turn: int
) -> dict[str, dict[str, Finding]]:
    """The answers of a visit to a site and its points, item by item; `turn` varies what is recorded and not judged."""
    found = {
        SITE: {
            item.id: Finding(answer=Answer.FAIL, note="未见公示")
            if seen is Seen.NO_NOTICE and item.role == "notice"
            else _recorded(item, turn)
            for item in standard.checklist(site.place_type, "site")
        }
    }
    items = standard.checklist(site.place_type, "point")
    lacking = missing_category(standard.place_types[site.place_type]) if seen is Seen.LACKS else None
    for place, point in enumerate(points):
        away = {lacking} if lacking else set()
        if seen is Seen.UNPAIRED and place == len(points) - 1:
            away = {Category.RESIDUAL}
        found[point.id] = _point_findings(
            items, point.containers, away, turn + place, closed=seen is Seen.POINTS_CLOSED
        )
    return found


_WORDS = ("每日有人值守，台账齐。", "值守到位，台账缺两日。", "夜间无人值守，已约定改进。")


def _recorded(item: Item, turn: int) -> Finding:
    """In order, or for what is only recorded now and then a little less."""
    turn += len(item.id)
    if item.method == "deduct":
        return counted(1 + turn % 2 if turn % 5 == 0 else 0)
    if item.method == "bands":
        return graded(item, item.bands[1 if turn % 4 == 0 else 0].id)
    if item.method == "written":
        return Finding(answer=Answer.PASS, note=_WORDS[turn % len(_WORDS)])
    return Finding(answer=Answer.PASS)


def _point_findings(
    items: Sequence[Item], containers: Mapping[str, object], away: set[Category], turn: int, *, closed: bool
) -> dict[str, Finding]:
    if closed:
        return {item.id: Finding(answer=Answer.NOT_SEEN) for item in items}
    found = {}
    for item in items:
        kind, _, category = item.role.partition(":")
        if kind != "present" or (category in containers and category not in away):
            found[item.id] = _recorded(item, turn)
        elif category in away:
            found[item.id] = Finding(answer=Answer.FAIL, note="未见容器")
        else:
            answer = Answer.NOT_APPLICABLE if item.not_applicable else Answer.FAIL
            found[item.id] = Finding(answer=answer, note="" if item.not_applicable else "本点不设")
    return found


def _doubtful(setting: Setting, register: Register, calendar: _Calendar) -> list[Written]:
    """Visits that say they were made after they were written: the laptop's clock was ahead."""
    found = []
    for site in [s for s in register.sites if s.households and s.id not in register.fates][:2]:
        held = _Visits(setting, register, calendar, site, "doubtful").make(calendar.length - 7, Seen.GOOD)
        found.append(Written(record=held.record, at=held.at - timedelta(days=30), person=held.person))
    return found
