"""Setting up a database: its station key, its first person, and the published streets and communities."""

from auditor.clock import TRUSTED, ClockDoubt, clock_doubt
from auditor.corrections import SETTING as DAYS
from auditor.division import PUBLISHED, published_divisions, published_lines
from auditor.errors import Problem, Refused
from auditor.identity import NAME, introduce, new_identity
from auditor.people import Person, Role
from auditor.record import new_id
from auditor.store import Store, Work

SETTINGS = ("office", "issuer", "number_prefix", "language", "theme", "text_size", "street", "standard", DAYS, NAME)


def is_set_up(work: Work) -> bool:
    """Whether the first start was done."""
    return bool(work.setting("station") and work.setting("person"))


def set_up(store: Store, *, person: str, role: Role = Role.INSPECTOR, street: str = "", station: str = "") -> Person:
    """First start: a station key, the person who records, and Nankai's published divisions, in one transaction.

    `street` (code, or "" for the bureau) is where this database's work is; `station` what this computer calls itself.
    Refused without a name, with an unknown street, or if it was done before.
    """
    if street and street not in {s.code for s in published_divisions()[0]}:
        raise Refused(Problem("street", "no_such_street", {"value": street}))
    with store.writing() as work:
        if is_set_up(work):
            raise Refused(Problem("db", "set_up_already"))
        new_identity(work)
        first = Person(id=new_id(), name=person.strip(), role=role)
        work.set_setting("person", first.id)
        saved = work.people.save(first)
        work.journal.receive(published_lines(), PUBLISHED)
        work.set_setting("street", street)
        work.set_setting(NAME, station.strip())
        introduce(work)
        return saved


def change_setting(store: Store, key: str, value: str) -> None:
    """Change one of the settings a person may change; ValueError for any other. Refused: another street once packages
    went or came, for the bureau knows this station by it."""
    if key not in SETTINGS:
        raise ValueError(key)
    with store.writing() as work:
        if key == "street" and value != work.setting(key):
            if work.deliveries.all(1):
                raise Refused(Problem("street", "street_exchanged"))
            if work.bureau == work.setting("station"):
                work.accept_bureau("")  # a street's office is no bureau, not even its own
        work.set_setting(key, value.strip())


def read_settings(store: Store) -> dict[str, str]:
    """Every setting a person may change, "" where unset."""
    with store.reading() as work:
        return {key: work.setting(key) for key in SETTINGS}


def current_person(store: Store) -> Person | None:
    """Who records at this database now."""
    with store.reading() as work:
        return work.people.find(work.setting("person"))


def change_person(store: Store, name: str) -> Person:
    """Another person records from now on: known by name, or new. Refused without a name."""
    with store.writing() as work:
        known = next((p for p in work.people.all() if p.name == name.strip()), None)
        person = known or work.people.save(Person(id=new_id(), name=name.strip()))
        work.set_setting("person", person.id)
        return person


def is_demonstration(store: Store) -> bool:
    """Whether anything in this database was invented by `demo`."""
    with store.reading() as work:
        return bool(work.demonstrations.all())


def keep_draft(store: Store, form: str, body: str) -> None:
    """Keep what somebody has typed into a form; "" clears it."""
    with store.writing() as work:
        work.set_draft(form, body)


def doubtful_clock(store: Store) -> ClockDoubt | None:
    """What is doubtful about this computer's clock beside the newest records; None where nothing is."""
    with store.reading() as work:
        return clock_doubt(work)


def trust_clock(store: Store, doubt: ClockDoubt) -> None:
    """A person says that the clock is right: this doubt is not raised again."""
    with store.writing() as work:
        work.set_setting(TRUSTED, doubt.newest)
