"""The list of what is missing: first all for responsibility and categories, then the fewest points (DESIGN 4)."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from auditor.correction import Correction
from auditor.corrections import overdue
from auditor.coverage import UnitResult, judge_units
from auditor.facts import StreetFacts
from auditor.gap_lines import coverage_lines
from auditor.gap_placing import Placement, place_households
from auditor.gap_points import complete_categories, complete_households, complete_sites, give_points, prune
from auditor.gap_rates import needed_for_rates
from auditor.gaps import Act, Choice, Coming, Missing, Needed
from auditor.ground import Ground
from auditor.rates import round_that_counts
from auditor.record import china_date
from auditor.solver import SECONDS
from auditor.standard import COVERAGES, PLACEMENT, RATES, Criterion, Standard
from auditor.survey import PROBABILITY
from auditor.telling import Tell, quiet
from auditor.verdict import CriterionScore, State, StreetScore, Tally, Verdict
from auditor.visits import Passing

PLAN_AHEAD_DAYS = 30


def list_missing(
    facts: StreetFacts,
    standard: Standard,
    score: StreetScore,
    units: Sequence[UnitResult],
    on: date,
    *,
    planned: date | None = None,
    late: Sequence[Correction] = (),
    tell: Tell = quiet,
    seconds: float = SECONDS,
) -> Missing:
    """What is missing on a day. `planned` is the day of application, up to which evidence that ends is shown; `late`
    are the overdue corrections, shown before it."""
    planned = planned or on + timedelta(days=PLAN_AHEAD_DAYS)
    placed = Placement()
    needed = _to_register(facts, score)
    if any(score.criteria[c].verdict is not Verdict.MET for c in COVERAGES):
        g = Ground(facts, standard, on, score)
        complete_categories(g)
        placed = place_households(g, tell, seconds)
        give_points(g)
        complete_households(g)
        complete_sites(g)
        complete_categories(g)
        complete_households(g)
        prune(g)
        needed += coverage_lines(g, placed)
    nobody = any(n.act is Act.REGISTER and set(RATES) & set(n.criteria) for n in needed)
    needed += [] if nobody else needed_for_rates(facts, standard, score, on)
    return Missing(
        street=facts.code,
        name=facts.name,
        standard=standard.name,
        on=on,
        planned=planned,
        needed=_in_order(needed, facts),
        coming=(*_coming_late(facts, late, on), *_coming(facts, standard, units, on, planned)),
        repairs=placed.repairs,
        new_points=placed.new_points,
        at_least=placed.at_least,
        choices=_choices(score, standard),
        beside=_beside(facts, standard, on),
    )


def _beside(facts: StreetFacts, standard: Standard, on: date) -> dict[str, int]:
    """Interviews in the road or by code that fail a rate: listed, not scored, for nobody drew these households."""
    found: dict[str, int] = {}
    for fact in facts.rounds:
        if fact.method in PROBABILITY or (on - fact.frozen_on).days > standard.survey.max_age_days:
            continue
        for visit in fact.visits:
            if visit.settled and Passing.NO in visit.passing.values():
                found[visit.community] = found.get(visit.community, 0) + 1
    return dict(sorted(found.items()))


def _to_register(facts: StreetFacts, score: StreetScore) -> list[Needed]:
    """Where there is nothing to count no action makes a criterion MET: sites, or their households, are registered."""
    if not facts.sites:
        return [Needed(act=Act.REGISTER, criteria=tuple(score.criteria), reasons=("nothing_registered",))]
    none = tuple(c for c in COVERAGES if not score.criteria[c].tally.total)
    reason = "nothing_required"
    if not any(s.households for s in facts.sites):
        none += tuple(r for r in RATES if score.criteria[r].verdict is not Verdict.MET)
        reason = "no_households"
    return [Needed(act=Act.REGISTER, criteria=none, reasons=(reason,))] if none else []


def _in_order(needed: Sequence[Needed], facts: StreetFacts) -> tuple[Needed, ...]:
    """By community in the street's order, what concerns the whole street first; then by act, site and point."""
    communities = {code: place for place, code in enumerate(("", *sorted(facts.communities)))}
    sites = {s.id: s.code for s in facts.sites}
    points = {p.id: p.code for p in facts.points.values()}
    acts = {act: place for place, act in enumerate(Act)}

    def order(n: Needed) -> tuple[object, ...]:
        place = communities.get(n.community, len(communities))
        return (place, n.community, acts[n.act], sites.get(n.site, ""), n.site, points.get(n.point, ""), n.id)

    return tuple(sorted(needed, key=order))


# -- below 100 % -------------------------------------------------------------------------------------------------------


def _choices(score: StreetScore, standard: Standard) -> dict[str, Choice]:
    """Any k of these m units, by criterion (placement by part), where the threshold leaves a choice."""
    found: dict[str, Choice] = {}
    for name in COVERAGES:
        criterion = standard.criteria[name]
        for key, tally in _tallies(name, score.criteria[name]).items():
            if (choice := _choice(tally, criterion)) is not None:
                found[key] = choice
    for rate in RATES:
        of = score.criteria[rate]
        if 0 < of.lacking_any < (units := sum(of.lacking.values())):
            found[rate] = Choice(least=of.lacking_any, units=units)
    return found


def _tallies(name: str, of: CriterionScore) -> Mapping[str, Tally]:
    return {f"{name}/{part}": p.tally for part, p in of.parts.items()} if name == PLACEMENT else {name: of.tally}


def _choice(tally: Tally, criterion: Criterion) -> Choice | None:
    least = -int(-criterion.threshold * tally.total // 1) - tally.conforming
    units = tally.total - tally.conforming
    return Choice(least=least, units=units) if criterion.threshold < 1 and 0 < least < units else None


# -- coming ------------------------------------------------------------------------------------------------------------


def _coming_late(facts: StreetFacts, late: Sequence[Correction], on: date) -> list[Coming]:
    """Overdue corrections, the longest first: they change no verdict by themselves, and wait for somebody."""
    sites = {s.id: s for s in facts.sites}
    return [
        Coming(
            ends=c.due_on,
            criteria=(),
            community=sites[c.site].community if c.site in sites else "",
            site=c.site,
            observed_on=c.opened_on,
            correction=c.id,
            found=c.found,
            days_over=c.days_over(on),
        )
        for c in overdue(late, on)
    ]


def _coming(
    facts: StreetFacts, standard: Standard, units: Sequence[UnitResult], on: date, planned: date
) -> tuple[Coming, ...]:
    """Sites that conform today and would not on the planned day for want of fresh evidence, and the round."""
    if planned <= on:
        return ()
    good = {(u.criterion, u.part, u.site, u.point) for u in units if u.state is State.CONFORMING}
    ended: dict[str, set[str]] = {}
    for unit in judge_units(facts, standard, planned):
        if unit.reason == "expired" and (unit.criterion, unit.part, unit.site) in {k[:3] for k in good}:
            ended.setdefault(unit.site, set()).add(unit.criterion)
    sites = {s.id: s for s in facts.sites}
    found = []
    for site, criteria in ended.items():
        ends, seen = _first_end(facts, standard, site, criteria, (on, planned))
        mine = tuple(c for c in COVERAGES if c in criteria)
        found.append(Coming(ends=ends, criteria=mine, community=sites[site].community, site=site, observed_on=seen))
    found += _coming_round(facts, standard, on, planned)
    return tuple(sorted(found, key=lambda c: (c.ends, sites[c.site].code if c.site else "", c.site, c.round)))


def _first_end(
    facts: StreetFacts, standard: Standard, site: str, criteria: set[str], span: tuple[date, date]
) -> tuple[date, date]:
    """The first day on which evidence of a site or of its points ends within the span, and when it was seen."""
    units = {site} | {link.point for link in facts.links if link.site == site}
    judged = {i.id for i in standard.items if i.role}
    days = {china_date(e.observed_at) for (u, i), e in facts.evidence.items() if u in units and i in judged}
    ages = {standard.criteria[c].evidence_max_age_days for c in criteria}
    ends = [(day + timedelta(days=age), day) for day in days for age in ages]
    return min((e for e in ends if span[0] <= e[0] < span[1]), default=(span[1], span[1]))


def _coming_round(facts: StreetFacts, standard: Standard, on: date, planned: date) -> list[Coming]:
    counted = round_that_counts(facts, standard, on)
    if counted is None:
        return []
    ages = [standard.survey.max_age_days, *(standard.criteria[r].evidence_max_age_days for r in RATES)]
    ends = counted.fact.frozen_on + timedelta(days=min(ages))
    if not on <= ends < planned:
        return []
    return [Coming(ends=ends, criteria=RATES, observed_on=counted.fact.frozen_on, round=counted.fact.name)]
