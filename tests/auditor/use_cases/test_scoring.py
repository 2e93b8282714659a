"""Scoring through the store: today, on another day, and the report that carries the same score."""

from dataclasses import replace
from datetime import timedelta

import pytest

from auditor.errors import Refused
from auditor.evidence import merkle_root
from auditor.use_cases import scoring
from auditor.verdict import Verdict
from db import SqlStore
from tests.making import STREET, TODAY, fill_street, standard


def test_a_street_in_order_meets_the_three_coverages_and_is_undetermined_without_a_survey(store: SqlStore) -> None:
    fill_street(store, 12)
    score = scoring.score(store, STREET, standard(), TODAY).score
    assert [c.verdict for c in score.criteria.values()] == [Verdict.MET] * 3 + [Verdict.UNDETERMINED] * 2
    assert (score.verdict, score.index) == (Verdict.UNDETERMINED, "60.0")
    assert score.criteria["placement"].tally.conforming == 1200


def test_the_score_on_an_earlier_day_knows_nothing_that_was_seen_later(store: SqlStore) -> None:
    fill_street(store, 4)
    early = scoring.score(store, STREET, standard(), TODAY - timedelta(days=11)).score
    assert early.criteria["categories"].tally.unknown == 4
    assert early.criteria["responsibility"].tally.unknown == 4
    late = scoring.score(store, STREET, standard(), TODAY + timedelta(days=356)).score
    assert late.criteria["categories"].tally.unknown == 4
    still = scoring.score(store, STREET, standard(), TODAY + timedelta(days=355)).score
    assert still.criteria["categories"].tally.conforming == 4


def test_all_streets_are_scored_that_have_a_site_and_an_unknown_street_is_refused(store: SqlStore) -> None:
    fill_street(store, 2)
    assert [s.score.street for s in scoring.score_all(store, standard(), TODAY)] == [STREET]
    with pytest.raises(Refused):
        scoring.score(store, "120104001000", standard(), TODAY)


def test_a_report_carries_the_score_and_the_root_over_the_versions_it_counted(store: SqlStore) -> None:
    sites = fill_street(store, 3)
    report = scoring.report_street(store, STREET, standard(), TODAY)
    scored = scoring.score(store, STREET, standard(), TODAY)
    assert report.score == scored.score
    assert report.evidence_root != merkle_root({})
    with store.writing() as work:
        work.sites.save(replace(sites[0], note="改"))
    assert scoring.report_street(store, STREET, standard(), TODAY).evidence_root != report.evidence_root
