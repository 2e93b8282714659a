"""Who settles a record and by when: one for each record, alike in databases that never met."""

from datetime import date

from auditor.dispute import Dispute, dispute_id
from auditor.kinds import KINDS, group_of
from auditor.record import body_of, value_of


def test_one_record_has_one_dispute_in_every_database() -> None:
    assert dispute_id("a") == dispute_id("a")
    assert dispute_id("a") != dispute_id("b")


def test_it_is_kept_like_any_record_and_reason_and_version_are_settled_as_one() -> None:
    made = Dispute(id=dispute_id("a"), record="a", of_kind="site", owner="p", due=date(2026, 12, 1))
    assert value_of(KINDS["dispute"], body_of(made), id=made.id) == made
    assert group_of("dispute")("settled") == group_of("dispute")("reason") != group_of("dispute")("owner")


def test_no_settlement_without_a_reason() -> None:
    made = Dispute(id="x", record="a", of_kind="site", settled="f" * 64)
    assert [(p.field, p.code) for p in made.problems()] == [("reason", "empty")]
    assert [p.field for p in Dispute(id="x", record="", of_kind="").problems()] == ["record", "of_kind"]
