"""Unsaved forms: what was typed comes back, on the same question; what is torn is refused, not guessed."""

from datetime import UTC, datetime

import pytest

from auditor.audit import SITE, Answer, Audit, Finding, Visit
from auditor.drafts import (
    AuditDraft,
    InterviewDraft,
    draft_of,
    interview_of,
    read_audit,
    read_interview,
    text_of,
    typed_moment,
)
from auditor.record import stamp
from auditor.survey import Outcome, Response

AT = "2026-11-22T02:42:07.123Z"


def audit_draft() -> AuditDraft:
    begun = AuditDraft(
        site="s",
        audit="a",
        standard="nankai-2023 1",
        at=AT,
        day="2026-11-22",
        time="10:42",
        inspectors="王㛃",
        unit="p",
        item="i2",
    )
    return begun.with_answer(SITE, "i1", Answer.PASS).with_answer("p", "i2", Answer.FAIL).with_note("p", "i2", "桶满𠮷")


def interview() -> InterviewDraft:
    return InterviewDraft(
        round="r",
        community="c",
        slot="f" * 64,
        response="x",
        question="k3",
        answers={"k1": "four"},
        seconds=18,
        started_at=AT,
    )


def test_a_draft_read_back_is_equal_and_on_the_same_question() -> None:
    assert read_audit(text_of(audit_draft())) == audit_draft()
    assert read_audit(text_of(audit_draft())).item == "i2"
    assert read_interview(text_of(interview())) == interview()


def test_an_audit_put_into_a_draft_and_out_again_is_the_same_audit() -> None:
    audit = Audit(
        id="a",
        version="v",
        street="t",
        site="s",
        observed_at=AT,
        inspectors="周",
        standard="nankai-2023 1",
        visit=Visit.ADMINISTRATIVE,
        findings={SITE: {"i1": Finding(answer=Answer.NOT_SEEN, note="锁着")}, "p": {"i2": Finding(answer=Answer.PASS)}},
        approval="1",
        notice="2",
        certificates="3 4",
        source="paper",
    )
    assert draft_of(audit).record("t") == audit


def test_a_moment_that_was_not_typed_over_keeps_its_milliseconds() -> None:
    assert audit_draft().record("t").observed_at == AT


def test_a_typed_time_is_china_time() -> None:
    assert typed_moment("2026-11-22", "00:30") == datetime(2026, 11, 21, 16, 30, tzinfo=UTC)
    assert typed_moment("2026-11-22", "1042") == typed_moment("2026-11-22", "10：42")
    with pytest.raises(ValueError):
        typed_moment("2026-11-22", "25:00")


def test_words_that_are_no_time_reach_the_rules_as_typed() -> None:
    from dataclasses import replace

    wrong = replace(audit_draft(), time="下午").record("t")
    assert [(p.field, p.code) for p in wrong.problems()] == [("observed_at", "not_a_moment")]


def test_taking_back_an_answer_keeps_the_note_and_says_that_it_hangs_loose() -> None:
    draft = audit_draft().with_answer("p", "i2", None)
    assert draft.answered == 1
    assert draft.loose_notes() == [("p", "i2")]
    assert draft.note_of("p", "i2") == "桶满𠮷"


def test_a_refusal_keeps_no_answers_and_no_seconds() -> None:
    kept = interview().record("t", Outcome.REFUSAL, AT)
    assert (kept.answers, kept.seconds) == ({}, 0)
    assert interview().record("t", Outcome.PARTIAL, AT).answers == {"k1": "four"}


def test_a_response_put_into_a_draft_and_out_again_is_the_same_response() -> None:
    response = Response(
        id="x", version="v", street="t", round="r", community="c", outcome=Outcome.COMPLETE, observed_at=AT,
        interviewer="周", slot="f" * 64, answers={"k1": "four"}, seconds=40,
    )  # fmt: skip
    assert interview_of(response).record("t", response.outcome, response.observed_at) == response


@pytest.mark.parametrize(
    "text",
    [
        "",
        text_of(audit_draft())[:-9],
        text_of(interview()),
        text_of(audit_draft()).replace('"schema":1', '"schema":2'),
        text_of(audit_draft()).replace('"pass"', '"good"'),
        text_of(audit_draft()).replace('"site":"s"', '"site":7'),
        text_of(audit_draft()).replace('"i1"', '"i1":{},"i3"'),
    ],
)
def test_torn_or_foreign_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_audit(text)


def test_no_draft_of_an_interview_names_a_person_or_a_door() -> None:
    from dataclasses import fields

    names = {f.name for f in fields(InterviewDraft)}
    assert not names & {"name", "resident", "phone", "telephone", "door", "address", "k", "site"}


def test_the_moment_shown_is_the_minute_in_china() -> None:
    from auditor.drafts import shown_moment

    assert shown_moment(stamp(datetime(2026, 11, 21, 16, 30, 59, tzinfo=UTC))) == ("2026-11-22", "00:30")
