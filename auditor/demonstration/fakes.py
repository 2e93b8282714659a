"""Planted fakes of a demonstration street, kind by kind, for the radar to find. All invented, as everything here is.

They change times, answers beside the keys and photographs, never what a criterion counts: a street stays at its stage.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from auditor.audit import Audit, Visit
from auditor.demonstration.chance import Chance, Written, utc
from auditor.demonstration.setting import Setting
from auditor.photo import Photo
from auditor.record import china_date, moment_of
from auditor.site import Site
from auditor.standard import AWARENESS, PARTICIPATION, Standard
from auditor.survey import Method, Outcome, Response, Round

COPIES, EVENING, PICTURES = 9, 8, 12
FAR = ((39_138_000, 117_172_000), (39_083_000, 117_120_000))  # two corners of a district, 7.6 km apart


def plant_fakes(setting: Setting, written: Sequence[Written]) -> list[Written]:
    """A street's records with fakes among them; equal arguments give equal fakes."""
    chance = setting.chance.under("fakes")
    found = {(w.record.id, w.at): w for w in written}
    changed = [*_copy_answers(setting, chance, written), *_sit_down(setting, written), *_leap(written)]
    for before, after in changed:
        del found[before.record.id, before.at]
        found[after.record.id, after.at] = after
    kept = list(found.values())
    return [*kept, *_photographs(setting, chance, kept)]


def _door(written: Sequence[Written], name: str) -> list[Written]:
    """The complete interviews of one interviewer in drawn rounds, in order."""
    drawn = {w.record.id for w in written if isinstance(w.record, Round) and w.record.method is Method.DOOR}
    mine = [
        w
        for w in written
        if isinstance(w.record, Response)
        and w.record.round in drawn
        and w.record.outcome is Outcome.COMPLETE
        and w.record.interviewer == name
    ]
    return sorted(mine, key=lambda w: (w.at, w.record.id))


def _copy_answers(setting: Setting, chance: Chance, written: Sequence[Written]) -> list[tuple[Written, Written]]:
    """One interviewer gives one household's answers for others; it passes, with some answers nobody else has."""
    mine = _door(written, setting.people[0][1])[-COPIES:]
    answers = _unusual(chance, setting.standard)
    passing = [w for w in mine if isinstance(w.record, Response) and _passes(setting.standard, w.record)]
    return [
        (w, replace(w, record=replace(w.record, answers=answers))) for w in passing if isinstance(w.record, Response)
    ]


def _passes(standard: Standard, response: Response) -> bool:
    return all(p.value == "yes" for p in standard.passing(response.answers).values())


def _unusual(chance: Chance, standard: Standard) -> dict[str, str]:
    """Answers that pass every key, wrong wherever the keys allow it."""
    must = {**standard.keys[AWARENESS].must, **standard.keys[PARTICIPATION].must}
    among = {q: right for key in standard.keys.values() for q, right in key.among.items()}
    spare = {q for key in standard.keys.values() for q in sorted(key.among)[: max(0, len(key.among) - key.least)]}
    answers = {}
    for question in standard.questions:
        right = must.get(question.id) or among.get(question.id) or ()
        wrong = [o.id for o in question.options if o.id not in right]
        if question.id in must:
            answers[question.id] = right[-1]
        elif question.id in among and question.id not in spare:
            answers[question.id] = right[0]
        else:
            answers[question.id] = chance.one(wrong[1:] or wrong)
    return answers


def _sit_down(setting: Setting, written: Sequence[Written]) -> list[tuple[Written, Written]]:
    """Another interviewer writes an evening down at night, one household every ten minutes."""
    by_day: dict[str, list[Written]] = {}
    for w in _door(written, setting.people[1 % len(setting.people)][1]):
        assert isinstance(w.record, Response)
        by_day.setdefault(china_date(w.record.observed_at).isoformat(), []).append(w)
    if not by_day:
        return []
    day = max(by_day, key=lambda d: (len(by_day[d]), d))
    evening = by_day[day][:EVENING]
    start = evening[0].at.replace(hour=18, minute=0, second=0, microsecond=0)
    typed = start.replace(hour=22, minute=5)
    found = []
    for place, w in enumerate(evening):
        assert isinstance(w.record, Response)
        seen = utc(start + timedelta(minutes=10 * place))
        at = typed + timedelta(seconds=35 * place)
        found.append((w, replace(w, record=replace(w.record, observed_at=seen), at=at)))
    return found


def _leap(written: Sequence[Written]) -> list[tuple[Written, Written]]:
    """Two sites at opposite ends of the district, seen by the same people three minutes apart."""
    audits = [w for w in written if isinstance(w.record, Audit) and w.record.visit is Visit.PUBLIC]
    audits.sort(key=lambda w: (w.at, w.record.id), reverse=True)
    by_day: dict[tuple[str, str], Written] = {}
    for w in audits:
        assert isinstance(w.record, Audit)
        key = (w.person, china_date(w.record.observed_at).isoformat())
        other = by_day.setdefault(key, w)
        if isinstance(other.record, Audit) and other.record.site != w.record.site:
            return [*_hurry(w, other), *_place(written, (w.record.site, other.record.site))]
    return []


def _hurry(one: Written, other: Written) -> list[tuple[Written, Written]]:
    assert isinstance(one.record, Audit)
    assert isinstance(other.record, Audit)
    seen = moment_of(one.record.observed_at) + timedelta(minutes=3)
    took = other.at - moment_of(other.record.observed_at)
    return [(other, replace(other, record=replace(other.record, observed_at=utc(seen)), at=seen + took))]


def _place(written: Sequence[Written], sites: tuple[str, str]) -> list[tuple[Written, Written]]:
    places = dict(zip(sites, FAR, strict=True))
    return [
        (w, replace(w, record=replace(w.record, latitude=places[w.record.id][0], longitude=places[w.record.id][1])))
        for w in written
        if isinstance(w.record, Site) and w.record.id in places
    ]


def _photographs(setting: Setting, chance: Chance, written: Sequence[Written]) -> list[Written]:
    """A dozen photographs by what is known of them: two of one picture at two sites, one taken months before."""
    audits = [w for w in written if isinstance(w.record, Audit)]
    audits.sort(key=lambda w: (w.at, w.record.id), reverse=True)
    found: list[Written] = []
    sites: set[str] = set()
    for w in audits:
        assert isinstance(w.record, Audit)
        if w.record.site in sites or len(found) == PICTURES:
            continue
        sites.add(w.record.site)
        place = len(found)
        seen = moment_of(w.record.observed_at)
        days = 160 if place == 5 else 0
        like = chance.key("picture", 1 if place == 2 else place)[:8].hex()
        photo = Photo(
            id=chance.id("photo", place),
            street=setting.street.code,
            site=w.record.site,
            audit=w.record.id,
            sha256=chance.key("file", place).hex(),
            likeness=like,
            taken_at=utc(seen - timedelta(days=days) + timedelta(seconds=40)),
        )
        found.append(Written(record=photo, at=w.at, person=w.person))
    return found
