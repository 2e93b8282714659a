"""The visit that is open as a state: begun, settled in time, gone on with."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from auditor.audit import SITE, Answer
from auditor.record import stamp
from tests import making
from ui import open_visit
from ui.audit_reading import SiteCase
from ui.open_visit import OpenVisit

READ = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds of this computer, to be moved."""
    now = [100.0]
    monkeypatch.setattr(open_visit, "monotonic", lambda: now[0])
    return now


def begun() -> OpenVisit:
    """A visit at a site that was seen once before."""
    site = making.site()
    case = SiteCase(site, "", "", making.standard(), (), (making.audit_of(site, []),), None, READ)
    visit = OpenVisit(making.standard().name)
    visit.inspectors = "甲"
    visit.show(case)
    visit.begin(case)
    return visit


def test_the_moment_of_a_visit_is_that_of_its_first_answer(clock: list[float]) -> None:
    visit = begun()
    assert visit.draft is not None
    assert (visit.draft.at, visit.draft.inspectors, visit.is_begun) == (stamp(READ), "甲", False)
    clock[0] += 600
    assert visit.settle_moment()
    assert (visit.draft.day, visit.draft.time) == ("2026-11-22", "10:10")
    visit.draft = visit.draft.with_answer(SITE, "a", Answer.PASS)
    clock[0] += 600
    assert not visit.settle_moment()
    assert visit.draft.time == "10:10"


def test_a_moment_somebody_typed_is_left_alone(clock: list[float]) -> None:
    visit = begun()
    assert visit.draft is not None
    visit.draft = replace(visit.draft, time="09:00")
    clock[0] += 600
    assert not visit.settle_moment()
    assert visit.draft.time == "09:00"


@pytest.mark.usefixtures("clock")
def test_a_kept_draft_of_an_audit_goes_on_changing_that_audit() -> None:
    visit = begun()
    assert visit.draft is not None
    assert visit.case is not None
    (held,) = visit.case.audits
    visit.go_on(replace(visit.draft, audit=held.id))
    assert visit.editing == held
    assert visit.is_begun
    visit.begin(visit.case)
    assert not visit.is_begun
