"""Who may say what (DESIGN 5): some kinds belong to the bureau, and such a line by another station says nothing."""

from collections.abc import Collection, Iterable

from auditor.certificate import Certificate, DocumentKind
from auditor.dispute import Dispute, dispute_id
from auditor.division import PUBLISHED, Community, Street
from auditor.people import Person, Role, station_of
from auditor.progress import Completion
from auditor.record import Body, Line, fixed_id
from auditor.standard_record import StandardText, record_id
from auditor.station import Station, station_id

BELONGING = frozenset({Station.KIND, StandardText.KIND})  # to the bureau, whatever they say
GIVEN = frozenset({Role.REVIEWER, Role.DECIDER, Role.ADMINISTRATOR})  # roles that only the bureau gives
CONCERNED = BELONGING | {Certificate.KIND, Person.KIND}  # kinds of which some lines may say nothing


def is_the_bureaus(kind: str, body: Body) -> bool:
    """Whether only the bureau may say this: a standard, a station and its key, a person's part in reviewing and
    deciding, a decision (any document but the street's own statement)."""
    if kind == Person.KIND:
        return any(body.get("role") == role for role in GIVEN)  # by `==`: a broken body may say anything there
    if kind == Certificate.KIND:
        return body.get("kind") != DocumentKind.SELF_ASSESSMENT
    return kind in BELONGING


def bears_its_code(kind: str, record: str, body: Body) -> bool:
    """Whether a record's id follows from what its line says of itself (a code, a key, the record in dispute). Anybody
    can compute such an id before there is a line of it: no other kind's line says anything there, whoever came first.
    """
    try:
        match kind:
            case Dispute.KIND:
                return dispute_id(body["record"]) == record
            case Completion.KIND:
                return fixed_id(kind, body["community"]) == record
            case Street.KIND | Community.KIND:
                return fixed_id(kind, body["code"]) == record
            case StandardText.KIND:
                return record_id(body["code"], body["number"], body["part"]) == record
            case Station.KIND:
                return station_id(_station_in(body)) == record
    except KeyError:
        pass
    return False


def silent_among(lines: Collection[Line], bureaux: Collection[str]) -> frozenset[str]:
    """Of the lines of one record the names of those that say nothing. Where no bureau is known (a program that was
    never enrolled) all speak. Whom the bureau has given a part, only the bureau speaks of; and what it (or the
    published register) speaks of is of the kind it says: nobody makes another thing of it. An id that follows from a
    code is of the kind that has the code."""
    coded: set[str] = set()
    if len({x.kind for x in lines}) > 1:
        coded = {x.kind for x in lines if bears_its_code(x.kind, x.record, x.body)}
    owned = {x.kind for x in lines if x.station == PUBLISHED or (x.station in bureaux and x.kind in CONCERNED)}
    given = any(x.kind == Person.KIND and x.station in bureaux and is_the_bureaus(x.kind, x.body) for x in lines)

    def speaks(x: Line) -> bool:
        if coded and x.kind not in coded:
            return False
        if x.station == PUBLISHED or x.station in bureaux:
            return True
        if owned and x.kind not in owned:
            return False
        return not bureaux or not (given or is_the_bureaus(x.kind, x.body))

    return frozenset(x.name for x in lines if not speaks(x))


def unheard_of(lines: Collection[Line], bureaux: Collection[str]) -> list[Line]:
    """Of the lines of one record those that say nothing though somebody meant them to (DESIGN 5: they are listed). That
    a station introduces itself is asked of it, and is not among them."""
    silent = silent_among(lines, bureaux)
    return [x for x in lines if x.name in silent and not _introduces(x)]


def _introduces(line: Line) -> bool:
    return line.kind == Station.KIND and line.record == station_id(line.station)


def speaking_of(lines: Collection[Line], silent: Collection[str]) -> list[Line]:
    """The lines that say something; all of them where none does, so that there is something to show."""
    return [x for x in lines if x.name not in silent] or list(lines)


def bureaux_of(stations: Iterable[Line], bureau: str) -> frozenset[str]:
    """Every station that speaks for the bureau: the one this database knows as it, and those that one of them calls so.

    It only ever grows with the lines, so that no order of arrival shows; what one of them said before its key was
    revoked stays said.
    """
    if not bureau:
        return frozenset()
    named = [
        (x.station, _station_in(x.body)) for x in stations if x.kind == Station.KIND and x.body.get("bureau") is True
    ]
    found = {bureau}
    while more := {said for by, said in named if by in found and said} - found:
        found |= more
    return frozenset(found)


def _station_in(body: Body) -> str:
    try:
        return station_of(bytes.fromhex(body["key"]))
    except (KeyError, TypeError, ValueError):
        return ""


def may_decide(role: Role | None, known: Collection[Role]) -> bool:
    """Whether somebody may let packages in, take them back and accept stations: a decider or administrator; where none
    is known yet, everybody at the bureau."""
    deciding = {Role.DECIDER, Role.ADMINISTRATOR}
    return role in deciding or not deciding & set(known)
