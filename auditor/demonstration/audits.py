"""The visits of a demonstration street: more sites in order month by month, and each again before it expires."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from auditor.audit import SITE, Answer, Audit, Finding, Visit
from auditor.demonstration.chance import Chance, Written, moment, utc, workday
from auditor.demonstration.register import Register, Setting, missing_category
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
        days = [since]
        while (following := days[-1] + chance.whole(max(5, self.max_age - 60), max(6, self.max_age - 15))) <= until:
            days.append(following)
        return days


def make_audits(setting: Setting, register: Register) -> list[Written]:
    """Every visit of the street, in no order."""
    max_age = min(setting.standard.criteria[c].evidence_max_age_days for c in COVERAGES)
    calendar = _Calendar(length=(setting.on - setting.start).days - 1, max_age=max_age)
    written: list[Written] = []
    for site, since in _starts(setting, register, calendar).items():
        chance = setting.chance.under("visits", site.code)
        for number, (day, seen) in enumerate(_plan(setting, register, calendar, chance, site, since)):
            written.append(_visit(setting, register, chance, site, number, day, seen))
    for site in register.closed:
        chance = setting.chance.under("visits", site.code)
        for number, day in enumerate(calendar.repeats(chance, 10, calendar.length - 45)):
            written.append(_visit(setting, register, chance, site, number, day, Seen.GOOD))
    if Extra.DOUBTFUL in setting.stage.extras:
        written += _doubtful(setting, register)
    if setting.stage.begins:
        written.append(_trial_visit(setting, register))
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


def _plan(
    setting: Setting, register: Register, calendar: _Calendar, chance: Chance, site: Site, since: int
) -> list[tuple[int, Seen]]:
    """The days on which a site is visited, and what is found."""
    fate = register.fates.get(site.id)
    if fate is Fate.NEVER_SEEN:
        return []
    if fate is Fate.EXPIRED:
        until = calendar.length - calendar.max_age - 4
        return [(day, Seen.GOOD) for day in calendar.repeats(chance, min(since, until), until)]
    if fate in _LAST:
        return _failing(setting, calendar, chance, since, _LAST[fate])
    found: list[tuple[int, Seen]] = []
    if since - setting.stage.begins > FIRST_WEEKS and chance.happens(60):
        place = setting.standard.place_types[site.place_type]
        seen = Seen.LACKS if missing_category(place) and chance.happens(60) else Seen.NO_NOTICE
        found = [(setting.stage.begins + chance.whole(0, FIRST_WEEKS), seen)]
    return found + [(day, Seen.GOOD) for day in calendar.repeats(chance, since, calendar.length)]


def _failing(setting: Setting, calendar: _Calendar, chance: Chance, since: int, last: Seen) -> list[tuple[int, Seen]]:
    """In order until its last visit; where the points were closed then, what was seen before has expired."""
    end = calendar.length - chance.whole(4, 30)
    if setting.stage.falling:  # they fall out one after the other
        end = chance.whole(40, calendar.length - 10)
    if last is Seen.POINTS_CLOSED:
        until = calendar.length - calendar.max_age - chance.whole(5, 40)
        return [*((d, Seen.GOOD) for d in calendar.repeats(chance, min(since, until), until)), (end, last)]
    found = [(day, Seen.GOOD) for day in calendar.repeats(chance, since, calendar.length) if day < end - 3]
    found.append((end, last))
    if setting.stage.falling:
        found += [(day, last) for day in calendar.repeats(chance, end, calendar.length)[1:]]
    return found


def _visit(
    setting: Setting, register: Register, chance: Chance, site: Site, number: int, day: int, seen: Seen
) -> Written:
    date = workday(setting.start + timedelta(days=day), setting.on)
    at = moment(date, chance.one((9, 10, 11, 14, 15, 16)), chance.whole(0, 59), chance.whole(0, 59))
    person, name = setting.person(site.community)
    second = setting.people[(setting.people.index((person, name)) + 1) % len(setting.people)][1]
    own = site.place_type in ("school", "office", "hospital") and seen is Seen.GOOD and chance.happens(8)
    audit = Audit(
        id=chance.id("audit", number),
        street=site.street,
        site=site.id,
        observed_at=utc(at),
        inspectors=f"{name}、{second}",
        standard=setting.standard.name,
        visit=Visit.SELF_CHECK if own else Visit.PUBLIC,
        findings=findings_of(setting.standard, site, register.serving.get(site.id, []), seen),
        source="paper" if chance.happens(10) else "screen",
    )
    return Written(record=audit, at=at + timedelta(seconds=chance.whole(90, 900)), person=person)


def findings_of(standard: Standard, site: Site, points: Sequence[Point], seen: Seen) -> dict[str, dict[str, Finding]]:
    """The answers of a visit to a site and its points, item by item."""
    found = {
        SITE: {
            item.id: Finding(answer=Answer.FAIL, note="未见公示")
            if seen is Seen.NO_NOTICE and item.role == "notice"
            else Finding(answer=Answer.PASS)
            for item in standard.checklist(site.place_type, "site")
        }
    }
    items = standard.checklist(site.place_type, "point")
    lacking = missing_category(standard.place_types[site.place_type]) if seen is Seen.LACKS else None
    for place, point in enumerate(points):
        away = {lacking} if lacking else set()
        if seen is Seen.UNPAIRED and place == len(points) - 1:
            away = {Category.RESIDUAL}
        found[point.id] = _point_findings(items, point.containers, away, closed=seen is Seen.POINTS_CLOSED)
    return found


def _point_findings(
    items: Sequence[Item], containers: Mapping[str, object], away: set[Category], *, closed: bool
) -> dict[str, Finding]:
    if closed:
        return {item.id: Finding(answer=Answer.NOT_SEEN) for item in items}
    found = {}
    for item in items:
        kind, _, category = item.role.partition(":")
        if kind != "present" or (category in containers and category not in away):
            found[item.id] = Finding(answer=Answer.PASS)
        elif category in away:
            found[item.id] = Finding(answer=Answer.FAIL, note="未见容器")
        else:
            answer = Answer.NOT_APPLICABLE if item.not_applicable else Answer.FAIL
            found[item.id] = Finding(answer=answer, note="" if item.not_applicable else "本点不设")
    return found


def _doubtful(setting: Setting, register: Register) -> list[Written]:
    """Visits that say they were made after they were written: the laptop's clock was ahead."""
    found = []
    for number, site in enumerate([s for s in register.sites if s.households and s.id not in register.fates][:2]):
        chance = setting.chance.under("doubtful", site.code)
        held = _visit(setting, register, chance, site, number, (setting.on - setting.start).days - 8, Seen.GOOD)
        found.append(Written(record=held.record, at=held.at - timedelta(days=30), person=held.person))
    return found


def _trial_visit(setting: Setting, register: Register) -> Written:
    """One visit long before the street's own campaign: the district's months start with the last street's first."""
    site = register.sites[0]
    return _visit(setting, register, setting.chance.under("trial"), site, 0, FIRST_WEEKS // 2, Seen.NO_NOTICE)
