"""How long each line takes at the office's own past pace, and which lines make a day: grouped by community."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from auditor.gaps import Act, Needed, by_community
from auditor.record import china_date, moment_of

PACE_DAYS, LEAST_GAPS = 90, 10
VISIT_MINUTES, INTERVIEW_MINUTES = 12, 14  # where the office has not recorded enough
LONGEST_PAUSE = {Act.VISIT: 120, Act.INTERVIEW: 60}  # minutes; longer is a break, not work
MINUTES = {  # ours, stated as defaults: no record says how long these take
    Act.REGISTER: 60,
    Act.SETTLE: 5,
    Act.CORRECT: 5,
    Act.ASSIGN: 10,
    Act.LINK: 10,
    Act.NEW_POINT: 30,
    Act.MEND: 20,
    Act.NEW_ROUND: 30,
    Act.SUPPLEMENT: 15,
}
DAY_HOURS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Minutes for one site visit and one interview, with how many gaps between records they rest on; 0: a default."""

    visit: int = VISIT_MINUTES
    interview: int = INTERVIEW_MINUTES
    visit_gaps: int = 0
    interview_gaps: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """One day's list, numbered from 1: its lines by community, and the minutes they take."""

    number: int
    on: date
    lines: tuple[Needed, ...]
    minutes: int


Stamps = Iterable[tuple[str, str]]  # (who, observed_at)


def pace_of(audits: Stamps, interviews: Stamps) -> Pace:
    """The median minutes between two records of one person on one day in China; the default below ten gaps."""
    visit, visits = _median_gap(audits, LONGEST_PAUSE[Act.VISIT])
    interview, asked = _median_gap(interviews, LONGEST_PAUSE[Act.INTERVIEW])
    return Pace(
        visit=visit if visits else VISIT_MINUTES,
        interview=interview if asked else INTERVIEW_MINUTES,
        visit_gaps=visits,
        interview_gaps=asked,
    )


def _median_gap(stamps: Stamps, longest: int) -> tuple[int, int]:
    """The median gap in whole minutes (at least 1) and how many there are; (0, 0) where they are too few."""
    days: dict[tuple[str, str], list[str]] = {}
    for who, at in stamps:
        days.setdefault((who, china_date(at).isoformat()), []).append(at)
    gaps = []
    for moments in days.values():
        for before, after in pairwise(sorted(moments)):
            seconds = int((moment_of(after) - moment_of(before)).total_seconds())
            if 0 < seconds <= longest * 60:
                gaps.append(seconds)
    if len(gaps) < LEAST_GAPS:
        return 0, 0
    gaps.sort()
    middle = (gaps[(len(gaps) - 1) // 2] + gaps[len(gaps) // 2]) / 2
    return max(1, round(middle / 60)), len(gaps)


def minutes_of(line: Needed, pace: Pace) -> int:
    """How long a line is expected to take."""
    if line.act is Act.VISIT:
        return pace.visit
    if line.act is Act.INTERVIEW:
        return pace.interview * line.interviews
    return MINUTES[line.act]


def plan_days(
    needed: Sequence[Needed], communities: Sequence[str], pace: Pace, after: date, hours: int = DAY_HOURS
) -> list[DayPlan]:
    """The lines over the working days after a day: communities in the street's order, one whole wherever it fits.

    Working days are Monday to Friday; public holidays are not known here. A community that is more than a day runs on
    into the next; interviews may be divided, any other line may not. ValueError unless a day has at least one hour.
    """
    if hours < 1:
        raise ValueError(hours)
    most = hours * 60
    days: list[list[Needed]] = []
    left = 0
    for lines in by_community(needed, communities).values():
        total = sum(minutes_of(n, pace) for n in lines)
        if total > left and (total <= most or left < most // 4):
            days.append([])
            left = most
        for line in lines:
            for part in _parts(line, pace, left, most):
                took = minutes_of(part, pace)
                if took > left and days[-1]:
                    days.append([])
                    left = most
                days[-1].append(part)
                left -= took
    return [
        DayPlan(number=number, on=on, lines=tuple(lines), minutes=sum(minutes_of(n, pace) for n in lines))
        for number, (on, lines) in enumerate(zip(_working_days(after), days, strict=False), 1)
    ]


def _working_days(after: date) -> Iterator[date]:
    day = after
    while True:
        day += timedelta(days=1)
        if day.weekday() < 5:
            yield day


def _parts(line: Needed, pace: Pace, left: int, most: int) -> list[Needed]:
    """An interview line in pieces that fit: what is left of this day, then whole days."""
    if line.act is not Act.INTERVIEW:
        return [line]
    parts = []
    rest, room = line.interviews, left
    while rest:
        fits = max(1, (room if room >= pace.interview else most) // pace.interview)
        parts.append(replace(line, interviews=min(rest, fits)))
        rest -= parts[-1].interviews
        room = most
    return parts
