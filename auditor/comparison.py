"""What if: streets of one day under two standards; which verdicts turn, and by which clause."""

from dataclasses import dataclass
from datetime import date

from auditor.facts import StreetFacts
from auditor.score import score_street
from auditor.standard import CRITERIA, Standard
from auditor.standard_differences import ITEMS, JUDGED, KEY, Difference
from auditor.verdict import CriterionScore, StreetScore, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A criterion of a street whose verdict or share is another one. `deciding`: the clauses that each alone turn its
    verdict, or, where none does alone, all that differ."""

    criterion: str
    before: CriterionScore
    after: CriterionScore
    deciding: tuple[Difference, ...]
    alone: bool

    @property
    def flips(self) -> bool:
        """Whether the verdict is another one."""
        return self.before.verdict is not self.after.verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetChange:
    """One street under both standards; `changes` by criterion, those that flip first."""

    before: StreetScore
    after: StreetScore
    changes: tuple[Change, ...]

    @property
    def flips(self) -> bool:
        """Whether the street's verdict is another one."""
        return self.before.verdict is not self.after.verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Every street that has a site, in order of code, and what the two standards ask differently."""

    before: Standard
    after: Standard
    on: date
    streets: tuple[StreetChange, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """A street as each of two standards reads it."""

    standards: tuple[Standard, Standard]
    facts: tuple[StreetFacts, StreetFacts]
    on: date


def compare_street(both: Both, asked: tuple[Difference, ...], known: date, root: str) -> StreetChange:
    """One street under both standards; `asked` is what they ask differently."""
    scores = [
        score_street(facts, standard, both.on, known=known, root=root)[0]
        for facts, standard in zip(both.facts, both.standards, strict=True)
    ]
    return StreetChange(before=scores[0], after=scores[1], changes=_changes(both, scores, asked))


def _changes(both: Both, scores: list[StreetScore], asked: tuple[Difference, ...]) -> tuple[Change, ...]:
    found = []
    for name in CRITERIA:
        before, after = (score.criteria[name] for score in scores)
        if (before.verdict, before.percent) == (after.verdict, after.percent):
            continue
        mine = tuple(d for d in asked if d.criterion == name and d.clause in JUDGED)
        alone = (
            tuple(d for d in mine if _turns(d, both) is after.verdict) if before.verdict is not after.verdict else ()
        )
        deciding = alone or mine
        found.append(Change(criterion=name, before=before, after=after, deciding=deciding, alone=bool(alone)))
    return tuple(sorted(found, key=lambda c: not c.flips))


def _turns(difference: Difference, both: Both) -> Verdict:
    """The criterion's verdict under the first standard with this one clause of the second."""
    facts = both.facts[difference.clause in (KEY, ITEMS)]  # these two are read out of the evidence by the standard
    score, _ = score_street(facts, difference.put_in(both.standards[0]), both.on)
    return score.criteria[difference.criterion].verdict
