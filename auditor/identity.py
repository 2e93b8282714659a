"""Who this database is (本站): its station key, what it calls itself, and what it can open that others sealed to it."""

from collections.abc import Callable

from auditor.errors import Problem, Refused
from auditor.people import new_station_key, sign, station_of
from auditor.sealing import new_seal
from auditor.station import Station, station_id
from auditor.store import Work
from auditor.trust import may_decide

STATION_KEY, SEAL = "station", "seal"  # names of secrets
PUBLIC, RECIPIENT, NAME = "station_public", "recipient", "station_name"  # settings
RECOVERED = "recovered"  # setting: how many lines of its own it was sent back because it had lost them


def new_identity(work: Work) -> None:
    """A key of its own, and one for what is sealed to it; both stay in this database."""
    private, public = new_station_key()
    work.set_secret(STATION_KEY, private)
    work.set_setting(PUBLIC, public.hex())
    work.set_setting("station", station_of(public))
    _new_seal(work)


def _new_seal(work: Work) -> None:
    secret, recipient = new_seal()
    work.set_secret(SEAL, secret.encode())
    work.set_setting(RECIPIENT, recipient)


def signer(work: Work) -> Callable[[bytes], bytes]:
    """Signs as this station; Refused where the database holds no key."""
    key = work.secret(STATION_KEY)
    if key is None:
        raise Refused(Problem("db", "no_station_key"))
    return lambda text: sign(key, text)


def is_bureau(work: Work) -> bool:
    """Whether this database is the bureau's: it works in no street of its own, or speaks for the bureau."""
    return not work.setting("street")


def introduce(work: Work) -> Station | None:
    """Let the journal say who this station is, once; the bureau's own word counts at once, a street's when the bureau
    has repeated it. None where that is said already."""
    public, station = work.setting(PUBLIC), work.setting("station")
    if not public:
        raise Refused(Problem("db", "no_station_key"))
    if not work.secret(SEAL):
        _new_seal(work)  # a database older than sealing
    if is_bureau(work) and not work.bureau:
        work.accept_bureau(station)
    if work.journal.names([station_id(station)]):
        return None
    return work.stations.save(
        Station(
            id=station_id(station),
            key=public,
            name=work.setting(NAME) or work.setting("office"),
            office=work.setting("street"),
            bureau=is_bureau(work),
            recipient=work.setting(RECIPIENT),
        )
    )


def known_station(work: Work, station: str) -> Station | None:
    """What stands of a station, by the bureau's word; None for one that nobody has accepted."""
    found = work.journal.stands([station_id(station)]).get(station_id(station))
    if found is None or not found.body.get("key"):
        return None
    return work.stations.get(station_id(station))


def refuse_undeciding(work: Work) -> None:
    """Refuse where the person who works here may not decide for the bureau, or this is not the bureau's database."""
    people = {p.id: p.role for p in work.people.all()}
    if not is_bureau(work) or not may_decide(people.get(work.setting("person")), set(people.values())):
        raise Refused(Problem("person", "deciders_only"))
