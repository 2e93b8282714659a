"""The surveys' index: rounds and the visits to their slots."""

from sqlalchemy import Integer, bindparam, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from auditor.record import bytes_of, moment_of
from auditor.survey import Response
from db.base import Base, name_type, table_of, text_type
from db.records import RecordsOf
from db.sites import short, text, texts
from db.standing import STANDING, Entry, Rows, indexed


class RoundRow(Base):
    """One survey round; its frame and plan are read from its standing body."""

    __tablename__ = "round"
    id: Mapped[str] = mapped_column(name_type, primary_key=True)
    street: Mapped[str] = mapped_column(name_type, index=True)
    frozen_on: Mapped[str] = mapped_column(name_type)
    withdrawn: Mapped[int] = mapped_column(Integer)
    unsettled: Mapped[int] = mapped_column(Integer)


class ResponseRow(Base):
    """One visit to one slot, with what scoring asks of it."""

    __tablename__ = "response"
    id: Mapped[str] = mapped_column(name_type, primary_key=True)
    street: Mapped[str] = mapped_column(name_type, index=True)
    round: Mapped[str] = mapped_column(name_type, index=True)
    community: Mapped[str] = mapped_column(name_type)
    slot: Mapped[str] = mapped_column(name_type)
    part: Mapped[str] = mapped_column(name_type)
    outcome: Mapped[str] = mapped_column(name_type)
    observed_at: Mapped[str] = mapped_column(name_type)
    has_basis: Mapped[int] = mapped_column(Integer)
    answers: Mapped[str] = mapped_column(text_type)
    doubtful: Mapped[int] = mapped_column(Integer)
    withdrawn: Mapped[int] = mapped_column(Integer)
    unsettled: Mapped[int] = mapped_column(Integer)


ROUND, RESPONSE = table_of(RoundRow), table_of(ResponseRow)


@indexed("round", ROUND)
def _index_round(entry: Entry, rows: Rows) -> None:
    frozen_on = text(entry.standing.body, "frozen_on")
    rows.setdefault(ROUND, []).append(
        (entry.record, entry.street, frozen_on, int(entry.withdrawn), int(entry.unsettled))
    )


def _is_moment(at: str) -> bool:
    try:
        moment_of(at)
    except ValueError:
        return False
    return True


_READ = ("community", "slot", "part", "outcome", "observed_at", "basis")


@indexed("response", RESPONSE)
def _index_response(entry: Entry, rows: Rows) -> None:
    b = entry.standing.body
    community, slot, part, outcome, at, basis = texts(b, _READ)
    answers = b.get("answers", {})
    rows.setdefault(RESPONSE, []).append(
        (
            entry.record,
            entry.street,
            short(b, "round"),
            community,
            slot,
            part,
            outcome,
            at,
            int(basis != ""),
            bytes_of(answers if isinstance(answers, dict) else {}).decode(),
            int((entry.unsettled and not _is_moment(at)) or at > entry.at),  # what is settled keeps its kind's rules
            int(entry.withdrawn),
            int(entry.unsettled),
        )
    )


_OF_ROUND = (
    select(STANDING)
    .join(RESPONSE, RESPONSE.c.id == STANDING.c.record)
    .where(
        RESPONSE.c.round == bindparam("round"),
        or_(bindparam("community") == "", RESPONSE.c.community == bindparam("community")),
        RESPONSE.c.withdrawn == 0,
    )
    .order_by(RESPONSE.c.observed_at, RESPONSE.c.id)
)


_NEWEST = (
    select(STANDING)
    .join(RESPONSE, RESPONSE.c.id == STANDING.c.record)
    .where(RESPONSE.c.street == bindparam("street"), RESPONSE.c.withdrawn == 0)
    .order_by(RESPONSE.c.observed_at.desc(), RESPONSE.c.id)
    .limit(bindparam("most"))
)


_COMPLETE = (
    or_(bindparam("street") == "", RESPONSE.c.street == bindparam("street")),
    RESPONSE.c.outcome == "complete",
    RESPONSE.c.withdrawn == 0,
    RESPONSE.c.slot != "",
)
_TWICE = (
    select(RESPONSE.c.round, RESPONSE.c.slot)
    .where(*_COMPLETE)
    .group_by(RESPONSE.c.round, RESPONSE.c.slot)
    .having(func.count() > 1)
    .subquery()
)
_DOUBLED = (
    select(RESPONSE.c.id)
    .join(_TWICE, (_TWICE.c.round == RESPONSE.c.round) & (_TWICE.c.slot == RESPONSE.c.slot))
    .where(*_COMPLETE)
    .order_by(RESPONSE.c.round, RESPONSE.c.slot, RESPONSE.c.id)
)


class ResponsesOf(RecordsOf[Response]):
    """Visits to households in one transaction."""

    def of_round(self, round_id: str, community: str = "") -> list[Response]:
        """A round's visits in order of moment, of one community if named."""
        asked = {"round": round_id, "community": community}
        return self.readable(self.conn.execute(_OF_ROUND, asked))

    def newest(self, street: str, limit: int = 200) -> list[Response]:
        """The newest visits of a street."""
        return self.readable(self.conn.execute(_NEWEST, {"street": street, "most": limit}))

    def doubled(self, street: str = "") -> list[str]:
        """The ids of complete interviews (not withdrawn) of slots that have more than one."""
        return list(self.conn.scalars(_DOUBLED, {"street": street}))
