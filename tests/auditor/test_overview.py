"""The first page's rules: order of shortfalls, expiring evidence, counts of verdicts."""

from datetime import timedelta

from auditor.coverage import UnitResult
from auditor.facts import Evidence
from auditor.overview import SOON_DAYS, count_verdicts, expiring_of, shortfalls_of
from auditor.record import stamp
from auditor.use_cases import scoring
from auditor.verdict import State
from db import SqlStore
from tests.making import NOW, STREET, TODAY, fill_street, standard


def unit(site: str, community: str, state: State, days_ago: int | None = None) -> UnitResult:
    """One site under categories."""
    at = stamp(NOW - timedelta(days=days_ago or 0))
    evidence = Evidence(answer=None, observed_at=at, audit="a") if days_ago is not None else None
    return UnitResult(
        criterion="categories", part="sites", site=site, community=community, state=state, count=1, evidence=evidence
    )


def test_a_site_that_fails_one_criterion_and_is_unknown_in_another_counts_once_as_failing(store: SqlStore) -> None:
    fill_street(store, 1)
    facts = scoring.score(store, STREET, standard(), TODAY).facts
    units = (
        unit("1", "b", State.UNKNOWN),
        unit("1", "b", State.NONCONFORMING),
        unit("2", "a", State.UNKNOWN),
        unit("3", "c", State.CONFORMING),
    )
    found = shortfalls_of(units, facts)
    assert [(s.community, s.nonconforming, s.unknown) for s in found] == [("b", 1, 0), ("a", 0, 1)]
    assert found[0].first.state is State.NONCONFORMING


def test_a_site_expires_on_the_earliest_of_its_last_days() -> None:
    age = standard().criteria["categories"].evidence_max_age_days
    units = (
        unit("1", "a", State.CONFORMING, age - 10),
        unit("1", "a", State.CONFORMING, age - 20),
        unit("2", "a", State.CONFORMING, age - SOON_DAYS - 1),
        unit("3", "a", State.UNKNOWN, age - 5),
    )
    (only,) = expiring_of(units, standard(), TODAY)
    assert (only.on, only.sites) == (TODAY + timedelta(days=10), ("1",))


def test_verdicts_are_counted_over_the_five_criteria(store: SqlStore) -> None:
    fill_street(store, 1)
    assert count_verdicts(scoring.score(store, STREET, standard(), TODAY).score) == {"MET": 3, "UNDETERMINED": 2}
