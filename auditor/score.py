"""The score of a street (DESIGN 2): five criteria, one verdict, one index; a pure function of its facts."""

from collections.abc import Mapping
from datetime import date

from auditor.coverage import UnitResult, judge_units, score_coverage
from auditor.facts import StreetFacts
from auditor.rates import round_that_counts, score_rate
from auditor.round_count import CountedRound
from auditor.standard import CRITERIA, RATES, Criterion, Standard
from auditor.verdict import CriterionScore, StreetScore, tenths_of, worst
from auditor.wording import tenths_text


def score_street(
    facts: StreetFacts, standard: Standard, on: date, *, known: date | None = None, root: str = ""
) -> tuple[StreetScore, list[UnitResult]]:
    """A street's score on a day, and every unit of the three coverages with its reason."""
    units = judge_units(facts, standard, on)
    counted = round_that_counts(facts, standard, on)
    criteria = {
        name: score_rate(facts, standard.criteria[name], standard, _fresh(counted, standard.criteria[name], on))
        if name in RATES
        else score_coverage(units, standard.criteria[name], facts)
        for name in CRITERIA
    }
    residential = [s for s in facts.sites if (t := standard.place_types.get(s.place_type)) and t.residential]
    score = StreetScore(
        street=facts.code,
        name=facts.name,
        standard=standard.id,
        standard_number=standard.number,
        on=on,
        known=known or on,
        root=root,
        verdict=worst(c.verdict for c in criteria.values()),
        index=index_of(criteria, standard),
        criteria=criteria,
        sites=len(facts.sites),
        households=sum(s.households for s in facts.sites),
        doubtful=facts.doubtful,
        residential_without_households=sum(not s.households for s in residential),
    )
    return score, units


def _fresh(counted: CountedRound | None, criterion: Criterion, on: date) -> CountedRound | None:
    """The round that counts, where it is not older than this criterion's evidence may be."""
    old = counted is not None and (on - counted.fact.frozen_on).days > criterion.evidence_max_age_days
    return None if old else counted


def index_of(criteria: Mapping[str, CriterionScore], standard: Standard) -> str:
    """Σ weight × proven percent / Σ weight, in integer tenths, cut: for ranking beside the verdict."""
    weights = {name: standard.criteria[name].weight for name in criteria}
    whole = sum(weights.values())
    return tenths_text(sum(weights[n] * tenths_of(c.percent) for n, c in criteria.items()) // whole) if whole else "0.0"
