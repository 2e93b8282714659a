"""Following: 2025 by record and document, 2030 month by month."""

from datetime import date

import pytest

from auditor.errors import Refused
from auditor.progress import Completed, Completion
from auditor.use_cases import following
from auditor.verdict import Verdict
from db import SqlStore
from tests.making import STREET, TODAY, fill_street, standard

CODE = "120104006001"


def completion(**changes: object) -> Completion:
    """A community that completed, with a document."""
    values: dict[str, object] = {
        "id": following.completion_id(CODE),
        "street": STREET,
        "community": CODE,
        "status": Completed.COMPLETED,
        "document": "演示〔2025〕1号",
        "dated": date(2025, 12, 1),
        "entered_on": date(2026, 3, 11),
        **changes,
    }
    return Completion(**values)  # type: ignore[arg-type]


def test_months_are_recomputed_on_their_last_day_from_the_first_evidence_on(store: SqlStore) -> None:
    fill_street(store, 6)
    told: list[tuple[int, int]] = []
    progress = following.follow_progress(store, standard(), date(2027, 1, 15), lambda a, b: told.append((a, b)))
    assert [m.on for m in progress.months] == [date(2026, 11, 30), date(2026, 12, 31)]
    assert [(m.sites, m.sites_total, m.households) for m in progress.months] == [(6, 6, 600)] * 2
    assert told[-1] == (1, 1)
    assert progress.pace.achieved is None
    assert {c: m.sites for c, m in progress.streets[0].communities.items()} == {"120104006001": 3, "120104006002": 3}


def test_before_any_evidence_there_is_no_series(store: SqlStore) -> None:
    progress = following.follow_progress(store, standard(), TODAY)
    assert progress.months == ()
    assert progress.goal_2025.verdict is Verdict.UNDETERMINED
    assert progress.goal_2025.total == 171


def test_a_completion_rests_on_a_document_dated_by_the_end_of_2025(store: SqlStore) -> None:
    with pytest.raises(Refused):
        following.record_completion(store, completion(dated=date(2026, 1, 1)))
    with pytest.raises(Refused):
        following.record_completion(store, completion(document=""))
    following.record_completion(store, completion())
    with store.reading() as work:
        held = following.completion_of(work, CODE)
    assert held is not None
    goal = following.follow_progress(store, standard(), TODAY).goal_2025
    assert (goal.completed, goal.without_record, goal.changes) == (1, 170, {"2026-03-11": 1})
    following.record_completion(store, completion(version=held.version, status=Completed.NOT_COMPLETED))
    assert following.follow_progress(store, standard(), TODAY).goal_2025.verdict is Verdict.NOT_MET
    with store.reading() as work:
        assert len(work.completions.history(held.id)) == 2
