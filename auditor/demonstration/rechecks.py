"""The re-checks of a demonstration street: samples of sites and interviews, seen again by the bureau's reviewer.

They are drawn from what stands in the database while the demonstration is made, as a real draw is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from auditor.audit import SITE, Answer, Audit, Finding
from auditor.demonstration.chance import Chance, Written, moment, utc
from auditor.demonstration.stages import SMALL
from auditor.facts import Evidence
from auditor.people import Person
from auditor.recheck import Drawn, Recheck, Subject, draw_units, list_hash, sample_size
from auditor.rechecked import eligible_units
from auditor.standard import Standard
from auditor.store import Work
from auditor.survey import Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """A re-check to be: drawn so many days ago, and how many of a hundred units were seen again since."""

    subject: Subject
    days_ago: int
    done: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What the re-checks of a street are made with."""

    chance: Chance
    standard: Standard
    street: str
    reviewer: Person
    on: date


PLAIN = ("all_or_nothing", "deduct")  # how items are scored that a second visit here may see otherwise
RECHECKED: Mapping[str, tuple[Again, ...]] = {
    "120104001000": (Again(subject=Subject.SITE, days_ago=24), Again(subject=Subject.INTERVIEW, days_ago=23)),
    SMALL: (Again(subject=Subject.SITE, days_ago=6, done=45),),
}


def make_rechecks(work: Work, setup: Setup) -> Iterator[Written]:
    """The draws of a street and the second visits, as they were written."""
    for again in RECHECKED.get(setup.street, ()):
        recheck = _draw(work, setup, again)
        if recheck is None:
            continue
        yield Written(record=recheck, at=moment(recheck.drawn_on, 9, 10), person=setup.reviewer.id)
        units = recheck.order[: len(recheck.order) * again.done // 100]
        if again.subject is Subject.SITE:
            yield from _see_again(work, setup, recheck, units)
        else:
            yield from _ask_again(work, setup, recheck, units)


def _draw(work: Work, setup: Setup, again: Again) -> Recheck | None:
    drawn_on = setup.on - timedelta(days=again.days_ago)
    units = eligible_units(work, setup.street, setup.standard, drawn_on, again.subject)
    if not units:
        return None
    rules, chance = setup.standard.recheck, setup.chance.under("recheck", again.subject.value)
    seed = chance.key("seed")[:16].hex()
    chosen = draw_units(seed, units, sample_size(len(units), rules.most_failing, rules.confidence))
    return Recheck(
        id=chance.id("record"),
        street=setup.street,
        subject=again.subject,
        standard=setup.standard.name,
        drawn_on=drawn_on,
        drawn_at=utc(moment(drawn_on, 9, 10)),
        inspector=setup.reviewer.name,
        drawn={unit: Drawn(place=place, first_by=units[unit]) for place, unit in enumerate(chosen, 1)},
        seed=seed,
        population=len(units),
        list_hash=list_hash(units),
    )


def _see_again(work: Work, setup: Setup, recheck: Recheck, units: list[str]) -> Iterator[Written]:
    """The sites again, twelve a day: as the first time, but for something here and there that no criterion counts."""
    chance = setup.chance.under("second visits")
    evidence = work.facts(setup.street, recheck.drawn_on, setup.standard, rounds=False).evidence
    audits = {a.id: a for a in work.audits.all(setup.street)}
    unjudged = (i for i in setup.standard.items if not i.role and i.method in PLAIN)
    beside = {i.id: 1 if i.method == "deduct" else None for i in unjudged}
    for place, site in enumerate(units):
        day = min(recheck.drawn_on + timedelta(days=1 + place // 12), setup.on - timedelta(days=1))
        seen = moment(day, 9 + place % 12 // 2, 5 + 25 * (place % 2), chance.whole(0, 59))
        findings = _first(audits, site, evidence)
        if beside and chance.happens(12):
            unit = chance.one(sorted(findings))
            item = chance.one([i for i in beside if i in findings[unit]] or [""])
            if item:
                findings[unit][item] = Finding(answer=Answer.FAIL, note="复核所见", occurrences=beside[item])
        audit = Audit(
            id=chance.id(site),
            street=setup.street,
            site=site,
            observed_at=utc(seen),
            inspectors=setup.reviewer.name,
            standard=setup.standard.name,
            findings=findings,
            source="screen",
            recheck=recheck.id,
        )
        yield Written(record=audit, at=seen + timedelta(minutes=7), person=setup.reviewer.id)


def _first(
    audits: Mapping[str, Audit], site: str, evidence: Mapping[tuple[str, str], Evidence]
) -> dict[str, dict[str, Finding]]:
    """What counted there on the day of the draw, item by item: a shared point is seen with either of its sites."""
    findings: dict[str, dict[str, Finding]] = {}
    asked = {(unit, i) for a in audits.values() if a.site == site for unit, items in a.findings.items() for i in items}
    for unit, item in sorted(asked):
        found = evidence.get((site if unit == SITE else unit, item))
        if found is not None and found.audit in audits:
            findings.setdefault(unit, {})[item] = audits[found.audit].findings[unit][item]
    return findings


def _ask_again(work: Work, setup: Setup, recheck: Recheck, units: list[str]) -> Iterator[Written]:
    """The households again: the same answers, but for a slip here and there that the keys allow."""
    chance = setup.chance.under("second interviews")
    for place, unit in enumerate(units):
        first = work.responses.get(unit)
        day = min(recheck.drawn_on + timedelta(days=1 + place // 12), setup.on - timedelta(days=1))
        seen = moment(day, 18, 2, chance.whole(0, 50)) + timedelta(minutes=12 * (place % 12))
        response = Response(
            id=chance.id(unit),
            street=setup.street,
            round=first.round,
            community=first.community,
            outcome=first.outcome,
            observed_at=utc(seen),
            interviewer=setup.reviewer.name,
            answers=_slip(chance, setup.standard, first.answers),
            seconds=chance.whole(95, 240),
            recheck=recheck.id,
            repeats=unit,
        )
        yield Written(record=response, at=seen + timedelta(seconds=response.seconds + 20), person=setup.reviewer.id)


def _slip(chance: Chance, standard: Standard, answers: Mapping[str, str]) -> dict[str, str]:
    """Answers with one of them another, where every key is passed all the same."""
    questions = [q for q in standard.questions if q.id in answers]
    if not questions or not chance.happens(30):
        return dict(answers)
    question = chance.one(questions)
    other = {**answers, question.id: chance.one(question.options).id}
    passing = standard.passing(answers)
    return other if standard.passing(other) == passing else dict(answers)
