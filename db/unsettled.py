"""The records that may not be counted: which they are, from the index, and what their lines say, for those shown."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, and_, bindparam, or_, select

from auditor.conflict import Conflict, conflict_of
from auditor.dispute import Dispute
from auditor.history import Standing, State
from auditor.record import Line
from auditor.store import Unsettled
from auditor.trust import CONCERNED, unheard_of
from db.bureaux import known_bureaux
from db.journal import batches, lines_of, records_of_kinds
from db.standing import STANDING, UNSETTLED, entry_of

# of these nobody who may has said anything: there is nothing to settle, and the lines are listed by themselves
_NOBODY_SAYS = and_(STANDING.c.kind.in_(sorted(CONCERNED)), STANDING.c.body == "{}")
_UNSETTLED = (
    select(STANDING.c.record, STANDING.c.kind, STANDING.c.street, STANDING.c.state, STANDING.c.at)
    .where(
        UNSETTLED,
        STANDING.c.kind != Dispute.KIND,
        ~_NOBODY_SAYS,
        or_(bindparam("street") == "", STANDING.c.street.in_([bindparam("street"), ""])),
    )
    .order_by(STANDING.c.record)
)


def list_unsettled(conn: Connection, street: str) -> list[Unsettled]:
    """Every record in conflict, incomplete or broken, in order of id; no body is read. With a street its own and those
    of no street."""
    return [
        Unsettled(record=row.record, kind=row.kind, street=row.street, state=State(row.state), at=row.at)
        for row in conn.execute(_UNSETTLED, {"street": street})
    ]


def list_unheard(conn: Connection) -> list[Line]:
    """The lines that say nothing, in order of the moment they name; none where no bureau is known."""
    bureaux = known_bureaux(conn)
    found: list[Line] = []
    if bureaux:
        for part in batches(records_of_kinds(conn, sorted(CONCERNED))):
            for lines in lines_of(conn, part).values():
                found += unheard_of(lines, bureaux)
    return sorted(found, key=lambda x: (x.at, x.name))


def read_conflicts(conn: Connection, records: Sequence[str]) -> list[Conflict]:
    """Records with their sayings, in the order asked, by one question for each batch of lines."""
    held = lines_of(conn, list(dict.fromkeys(records)))
    bureaux = known_bureaux(conn)

    def stand(lines: Iterable[Line]) -> Standing:
        return entry_of(lines, bureaux).standing

    return [conflict_of(held[record], stand) for record in dict.fromkeys(records) if record in held]
