"""The audits' index: one row an audit, one row an answer, so that the newest evidence of a day is one question."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Integer, bindparam, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from auditor.audit import SITE as SITE_UNIT
from auditor.audit import Answer, Audit, Visit
from auditor.record import Body, china_date
from db.base import Base, name_type, table_of, text_type
from db.records import RecordsOf
from db.sites import short, text
from db.standing import STANDING, Entry, Rows, indexed

# what an answer is worth whose audit is in conflict, incomplete or broken; the second where "not applicable" was said,
# which is an answer only where the standard allows it
UNSETTLED, UNSETTLED_IF_ALLOWED = "unsettled", "unsettled_if_allowed"


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
    observed_at: Mapped[str] = mapped_column(name_type, primary_key=True)  # heads in dispute may say several
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
    site, at = short(b, "site"), text(b, "observed_at")
    doubtful = not _day(at) or at > entry.at
    rows.setdefault(AUDIT, []).append(
        (entry.record, entry.street, site, at, _day(at), text(b, "inspectors"), int(doubtful), int(entry.withdrawn))
    )
    if entry.withdrawn or (doubtful and not entry.unsettled):
        return
    found: dict[tuple[str, str, str], tuple[str, int]] = {}
    for body in entry.bodies if entry.unsettled else (b,):
        own, when = short(body, "site") or site, text(body, "observed_at")
        if not _day(when) or when > entry.at:
            continue  # broken, or a moment that this head cannot have seen
        self_check = int(text(body, "visit") == Visit.SELF_CHECK.value)
        for unit, item, answer in _answers(body):
            key = (own if unit == SITE_UNIT else unit, item, when)
            worth = _worth(answer) if entry.unsettled else answer
            if worth and (key not in found or worth == UNSETTLED):
                found[key] = (worth, self_check)
    rows.setdefault(ANSWER, []).extend(
        (entry.record, unit, item, entry.street, worth, when, self_check)
        for (unit, item, when), (worth, self_check) in found.items()
    )


def _worth(answer: str) -> str:
    """What an answer of an unsettled audit is worth: "" where it answered nothing."""
    if answer == Answer.NOT_SEEN.value:
        return ""
    return UNSETTLED_IF_ALLOWED if answer == Answer.NOT_APPLICABLE.value else UNSETTLED


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
_ON_DAY = (
    select(STANDING)
    .join(AUDIT, AUDIT.c.id == STANDING.c.record)
    .where(AUDIT.c.street == bindparam("street"), AUDIT.c.day == bindparam("day"), AUDIT.c.withdrawn == 0)
    .order_by(AUDIT.c.observed_at.desc(), AUDIT.c.id)
)
_SINCE = (
    select(STANDING)
    .join(AUDIT, AUDIT.c.id == STANDING.c.record)
    .where(
        AUDIT.c.site.in_(bindparam("sites", expanding=True)), AUDIT.c.day >= bindparam("day"), AUDIT.c.withdrawn == 0
    )
    .order_by(AUDIT.c.observed_at.desc(), AUDIT.c.id)
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
        ANSWER.c.observed_at >= bindparam("since"),
        ANSWER.c.observed_at < bindparam("end"),
        or_(
            ANSWER.c.answer.in_(["pass", "fail", UNSETTLED]),
            ANSWER.c.answer.in_(["not_applicable", UNSETTLED_IF_ALLOWED])
            & ANSWER.c.item.in_(bindparam("may_not_apply", expanding=True)),
        ),
    )
    .subquery()
)
NEWEST_ANSWERS = select(_RANKED).where(_RANKED.c.place == 1)


class AuditsOf(RecordsOf[Audit]):
    """Audits in one transaction."""

    def of_site(self, site: str) -> list[Audit]:
        """A site's audits, newest first."""
        return self.readable(self.conn.execute(_OF_SITE, {"site": site}))

    def newest(self, street: str = "", limit: int = 200) -> list[Audit]:
        """The newest audits, of one street if named."""
        return self.readable(self.conn.execute(_NEWEST, {"street": street, "most": limit}))

    def on_day(self, street: str, day: date) -> list[Audit]:
        """A street's audits of one day in China, newest first."""
        return self.readable(self.conn.execute(_ON_DAY, {"street": street, "day": day.isoformat()}))

    def since(self, sites: Iterable[str], day: date) -> list[Audit]:
        """The audits of some sites from a day in China on, newest first."""
        return self.readable(self.conn.execute(_SINCE, {"sites": sorted(set(sites)), "day": day.isoformat()}))

    def first_day(self, street: str) -> str:
        """The day of a street's first audit that counts; "" if there is none."""
        return self.conn.scalar(_FIRST, {"street": street}) or ""
