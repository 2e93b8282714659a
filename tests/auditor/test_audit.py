"""An audit has a place, a moment and an answer; the law asks more of an administrative inspection."""

from dataclasses import replace

from auditor.audit import SITE, Answer, Audit, Finding, Visit

GOOD = Audit(
    id="1",
    site="s",
    observed_at="2026-11-22T02:00:00.000Z",
    inspectors="王㛃",
    standard="nankai-2023 1",
    findings={SITE: {"notice": Finding(answer=Answer.PASS)}},
)


def codes(audit: Audit) -> list[str]:
    return [p.code for p in audit.problems()]


def test_a_whole_audit_is_taken() -> None:
    assert codes(GOOD) == []


def test_an_audit_without_place_moment_or_answer_is_refused() -> None:
    assert codes(replace(GOOD, site="", inspectors=" ")) == ["empty", "empty"]
    for moment in ("", "2026-11-22", "2026-11-31T02:00:00.000Z", "2026-11-22T02:00:00Z"):
        assert codes(replace(GOOD, observed_at=moment)) == ["not_a_moment"]
    assert codes(replace(GOOD, findings={})) == codes(replace(GOOD, findings={SITE: {}})) == ["nothing_answered"]


def test_an_administrative_inspection_needs_its_numbers() -> None:
    assert codes(replace(GOOD, visit=Visit.ADMINISTRATIVE)) == ["administrative_needs"] * 3
    assert codes(replace(GOOD, visit=Visit.ADMINISTRATIVE, approval="1", notice="2", certificates="3 4")) == []
