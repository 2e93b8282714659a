"""The audits' index: one row an audit, one row an answer, so that the newest evidence of a day is one question."""

from typing import Any

from sqlalchemy import Integer, Row, bindparam, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from auditor.audit import SITE as SITE_UNIT
from auditor.audit import Audit, Visit
from auditor.record import Body, china_date, value_of
from db.base import Base, name_type, table_of, text_type
from db.records import RecordsOf
from db.sites import text
from db.standing import STANDING, Entry, Rows, body_from, indexed

UNSETTLED = "unsettled"  # what an answer is worth whose audit is in conflict, incomplete or broken


class AuditRow(Base):
    """One audit. `doubtful`: it says that it was observed after it was written, and is left out of every score."""

    __tablename__ = "audit"
    id: Mapped[str] = mapped_column(name_type, primary_key=True)
    street: Mapped[str] = mapped_column(name_type, index=True)
    site: Mapped[str] = mapped_column(name_type, index=True)
    observed_at: Mapped[str] = mapped_column(name_type)
    day: Mapped[str] = mapped_column(name_type)  # in China
    inspectors: Mapped[str] = mapped_column(text_type)
    doubtful: Mapped[int] = mapped_column(Integer)
    withdrawn: Mapped[int] = mapped_column(Integer)


class AnswerRow(Base):
    """One answer that counts on its day: of an audit neither withdrawn nor doubtful. `unit`: a site's or point's id."""

    __tablename__ = "answer"
    id: Mapped[str] = mapped_column(name_type, primary_key=True)  # of the audit
    unit: Mapped[str] = mapped_column(name_type, primary_key=True)
    item: Mapped[str] = mapped_column(name_type, primary_key=True)
    street: Mapped[str] = mapped_column(name_type, index=True)
    answer: Mapped[str] = mapped_column(name_type)
    observed_at: Mapped[str] = mapped_column(name_type)
    self_check: Mapped[int] = mapped_column(Integer)


AUDIT, ANSWER = table_of(AuditRow), table_of(AnswerRow)


def _day(at: str) -> str:
    try:
        return china_date(at).isoformat()
    except ValueError:
        return ""


@indexed("audit", AUDIT, ANSWER)
def _index_audit(entry: Entry, rows: Rows) -> None:
    b = entry.standing.body
    site, at = text(b, "site"), text(b, "observed_at")
    doubtful = at > entry.at
    rows.setdefault(AUDIT, []).append(
        (entry.record, entry.street, site, at, _day(at), text(b, "inspectors"), int(doubtful), int(entry.withdrawn))
    )
    if entry.withdrawn or doubtful:
        return
    answers = rows.setdefault(ANSWER, [])
    seen: set[tuple[str, str]] = set()
    for body in entry.bodies:
        own = text(body, "site") or site
        for unit, item, answer in _answers(body):
            key = (own if unit == SITE_UNIT else unit, item)
            if key not in seen:
                seen.add(key)
                worth = UNSETTLED if entry.unsettled else answer
                self_check = int(text(body, "visit") == Visit.SELF_CHECK.value)
                answers.append((entry.record, *key, entry.street, worth, at, self_check))


def _answers(body: Body) -> list[tuple[str, str, str]]:
    findings = body.get("findings", {})
    if not isinstance(findings, dict):
        return []
    return [
        (unit, item, text(finding, "answer"))
        for unit, items in findings.items()
        if isinstance(items, dict)
        for item, finding in items.items()
        if isinstance(finding, dict)
    ]


_OF_SITE = (
    select(STANDING)
    .join(AUDIT, AUDIT.c.id == STANDING.c.record)
    .where(AUDIT.c.site == bindparam("site"), AUDIT.c.withdrawn == 0)
    .order_by(AUDIT.c.observed_at.desc(), AUDIT.c.id)
)
_NEWEST = (
    select(STANDING)
    .join(AUDIT, AUDIT.c.id == STANDING.c.record)
    .where(or_(bindparam("street") == "", AUDIT.c.street == bindparam("street")), AUDIT.c.withdrawn == 0)
    .order_by(AUDIT.c.observed_at.desc(), AUDIT.c.id)
    .limit(bindparam("most"))
)
_FIRST = select(func.min(AUDIT.c.day)).where(
    AUDIT.c.street == bindparam("street"), AUDIT.c.withdrawn == 0, AUDIT.c.doubtful == 0
)
_RANKED = (
    select(
        ANSWER.c.id,
        ANSWER.c.unit,
        ANSWER.c.item,
        ANSWER.c.answer,
        ANSWER.c.observed_at,
        ANSWER.c.self_check,
        func.rank()
        .over(partition_by=[ANSWER.c.unit, ANSWER.c.item], order_by=ANSWER.c.observed_at.desc())
        .label("place"),
    )
    .where(
        ANSWER.c.street == bindparam("street"),
        ANSWER.c.observed_at < bindparam("end"),
        or_(
            ANSWER.c.answer.in_(["pass", "fail", UNSETTLED]),
            (ANSWER.c.answer == "not_applicable") & ANSWER.c.item.in_(bindparam("may_not_apply", expanding=True)),
        ),
    )
    .subquery()
)
NEWEST_ANSWERS = select(_RANKED).where(_RANKED.c.place == 1)


class AuditsOf(RecordsOf[Audit]):
    """Audits in one transaction."""

    def of_site(self, site: str) -> list[Audit]:
        """A site's audits, newest first."""
        return [self._value(row) for row in self.conn.execute(_OF_SITE, {"site": site})]

    def newest(self, street: str = "", limit: int = 200) -> list[Audit]:
        """The newest audits, of one street if named."""
        return [self._value(row) for row in self.conn.execute(_NEWEST, {"street": street, "most": limit})]

    def first_day(self, street: str) -> str:
        """The day of a street's first audit that counts; "" if there is none."""
        return self.conn.scalar(_FIRST, {"street": street}) or ""

    def _value(self, row: Row[Any]) -> Audit:
        return value_of(Audit, body_from(row.body), id=row.record, version=row.version, street=row.street)
