"""A dispute (争议处理): who is to settle an unsettled record and by when, and why it was settled so."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from auditor.errors import Problem
from auditor.record import Record, fixed_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute(Record):
    """One for each record that was ever unsettled and cared for, so that databases that never met agree on it.

    `reason` says why the record was settled as it stands in `settled` (the version it became); earlier reasons stay in
    the history. What two people say of a dispute itself is no further dispute: whoever assigns or settles next writes
    on top of both.
    """

    KIND: ClassVar[str] = "dispute"
    GROUPS: ClassVar[tuple[tuple[str, ...], ...]] = (("reason", "settled"),)
    record: str
    of_kind: str
    owner: str = ""  # a person's id
    due: date | None = None
    reason: str = ""
    settled: str = ""

    def problems(self) -> list[Problem]:
        """The record it is about, and a reason for every settlement."""
        found = [Problem(name, "empty") for name in ("record", "of_kind") if not getattr(self, name)]
        if self.settled and not self.reason.strip():
            found.append(Problem("reason", "empty"))
        return found


def dispute_id(record: str) -> str:
    """The id of a record's dispute."""
    return fixed_id(Dispute.KIND, record)
