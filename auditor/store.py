"""The ports: what use cases and pages ask of whatever keeps the records. `db` answers; nobody here knows how."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol, TypeVar

from auditor.audit import Audit
from auditor.certificate import Certificate
from auditor.conflict import Conflict
from auditor.correction import Correction
from auditor.delivery import Delivery
from auditor.dispute import Dispute
from auditor.division import Community, Street
from auditor.facts import StreetFacts
from auditor.flags import Writing
from auditor.history import State
from auditor.holding import Holdings
from auditor.notice import Notice
from auditor.package import Have, Manifest
from auditor.people import Demonstration, Person
from auditor.photo import Photo
from auditor.photo_files import PhotoFiles
from auditor.progress import Completion
from auditor.recheck import Recheck
from auditor.record import Body, Line, Record
from auditor.site import Assignment, Link, Point, Site
from auditor.standard import Standard
from auditor.standard_record import StandardText
from auditor.station import Station
from auditor.survey import Response, Round
from auditor.telling import Tell

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One line of a record's history as a person reads it: who, when, at which station, and the value then."""

    name: str
    at: str
    person: str
    station: str
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A line with what this database alone knows of it: when it came, as which number, in which package ("": here)."""

    line: Line
    number: int
    at: str
    package: str = ""


@dataclass(frozen=True, slots=True)
class Stands:
    """What the index says of a record of any kind; of one in conflict the body shows one saying of each field."""

    kind: str
    street: str
    version: str
    state: State
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One version written by hand: what stood before it (version "" and no body where there was nothing; the street
    it stood in) and the version it became."""

    kind: str
    record: str
    street: str
    before_version: str
    before: Mapping[str, object]
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """A record that may not be counted, as the index has it; `at` is when its newest head was written."""

    record: str
    kind: str
    street: str
    state: State
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody had typed into a form and not saved: `form` names it (`audit:<site id>`), `body` is its state."""

    form: str
    body: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What `check` looked at and found; `faults` is empty where all is well.

    `broken` records stand in the journal whole but break their kind's rules: kept, and counted in no score.
    """

    lines: int
    records: int
    root: str
    faults: tuple[str, ...]
    broken: int = 0
    arrival: int = 0  # of the newest line


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoring:
    """What a copy holds, against the database it is to take the place of. `lacking` lines are here and not there."""

    check: Check
    newest: str  # when its newest line arrived; "" for none
    lacking: int
    kept: str = ""  # where the database as it was before lies now; "" while nothing was done


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a move put into another database, as that was checked; `photos_left` are files that could not be read."""

    check: Check
    place: str  # as it may be printed
    photos: int = 0
    photos_left: int = 0


class Records(Protocol[R]):
    """The records of one kind. Reading gives standing values; of a record in conflict, the fields that agree."""

    def find(self, record: str) -> R | None:
        """The record of an id; None if there is none."""

    def get(self, record: str) -> R:
        """The record of an id; Refused if there is none."""

    def all(self, street: str = "", *, withdrawn: bool = False) -> list[R]:
        """Every record, of one street if named, in order of id; withdrawn ones only if asked for."""

    def some(self, records: Sequence[str]) -> list[R]:
        """The records of these ids that are held and can be read, withdrawn ones too, in order of id."""

    def state(self, record: str) -> State | None:
        """Whether it may be counted; None if there is none."""

    def unsettled(self, street: str = "") -> frozenset[str]:
        """The ids of those that may not be counted (in conflict, incomplete, broken), of one street if named."""

    def history(self, record: str) -> list[Version]:
        """Its lines, oldest first."""

    def save(self, record: R) -> R:
        """Keep the next version: line and index in this transaction. Returned with its new version. Refused if its
        own rules say no; Outdated if somebody saved since `record.version` was read. Unchanged: nothing is written."""

    def save_all(self, records: Iterable[R]) -> list[R]:
        """As `save`, for many at once."""

    def settle(self, record: R) -> R:
        """As `save`, by a person's word on top of all heads: of a record in conflict or incomplete as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteListing:
    """One row of the register as listed."""

    id: str
    code: str
    name: str
    street: str
    community: str
    place_type: str
    households: int
    organisation: str
    last_audit: str  # day, or ""
    state: State
    address: str = ""
    same_as: str = ""
    withdrawn: bool = False
    with_point: bool = True  # a placement point stands there or serves it
    key: str = ""  # what a search looks in: auditor/finding.py


class Only(StrEnum):
    """What a list of sites may be narrowed to."""

    NEVER = "never"  # never audited
    EXPIRED = "expired"  # last audited before `seen_from`
    NO_ORGANISATION = "no_organisation"  # nobody is responsible today
    NO_POINT = "no_point"
    UNSETTLED = "unsettled"  # in conflict, incomplete or broken
    UNUSED = "unused"  # not yet in use, or no more
    WITHDRAWN = "withdrawn"  # else these are left out


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a list of sites is asked; empty parts ask nothing. `order` is a column (code, name, place, households, last,
    organisation, community, street); without one the best fit comes first. `limit` 0 is all; `after` skips."""

    text: str = ""
    street: str = ""
    community: str = ""
    place_type: str = ""
    only: frozenset[Only] = frozenset()
    seen_from: str = ""  # the first day on which an audit is still evidence
    order: str = ""
    down: bool = False
    limit: int = 0
    after: int = 0


class Sites(Records[Site], Protocol):
    """The register's sites."""

    def search(self, text: str = "", *, street: str = "", community: str = "", limit: int = 0) -> list[SiteListing]:
        """Rows that a text fits by code, name, address, organisation or initials, best first (auditor/finding.py);
        without one in order of street and code. 0 is no limit."""

    def seek(self, sought: Sought) -> list[SiteListing]:
        """As `search`, with everything a list may be asked."""

    def count(self, sought: Sought) -> int:
        """How many rows a question has, whatever its limit."""

    def parts(self, site: str) -> Mapping[str, Sequence[str]]:
        """The ids of what hangs on a site, withdrawn or not, by kind: assignment, link, and point (standing there or
        linked with it)."""

    def counts(self, street: str = "") -> dict[str, int]:
        """Active (not withdrawn) sites by community code."""

    def doubled(self, street: str = "") -> list[str]:
        """The ids of sites (not withdrawn) that share their code with another of their street, letters of either
        case alike, in order of street and code."""


class Audits(Records[Audit], Protocol):
    """Audits."""

    def of_site(self, site: str) -> list[Audit]:
        """A site's audits, newest first."""

    def newest(self, street: str = "", limit: int = 200) -> list[Audit]:
        """The newest audits."""

    def on_day(self, street: str, day: date) -> list[Audit]:
        """A street's audits of one day in China, newest first."""

    def since(self, sites: Iterable[str], day: date) -> list[Audit]:
        """The audits of some sites from a day in China on, newest first."""

    def first_day(self, street: str) -> str:
        """The day (in China) of a street's first audit that counts; "" if there is none."""


class Responses(Records[Response], Protocol):
    """Visits to households."""

    def of_round(self, round_id: str, community: str = "") -> list[Response]:
        """A round's visits in order of moment, of one community if named."""

    def newest(self, street: str, limit: int = 200) -> list[Response]:
        """The newest visits of a street."""

    def doubled(self, street: str = "") -> list[str]:
        """The ids of complete interviews (not withdrawn) of slots that have more than one."""


class Photos(Records[Photo], Protocol):
    """Photographs, by what is known of them; erased ones among them, withdrawn ones not."""

    def of_site(self, site: str) -> list[Photo]:
        """A site's photographs in order of the moment taken; those without one last."""

    def of_audit(self, audit: str) -> list[Photo]:
        """An audit's photographs, in the same order."""

    def of_correction(self, correction: str) -> list[Photo]:
        """The photographs of what a correction put right, in the same order."""

    def naming(self, hashes: Iterable[str]) -> list[Photo]:
        """Those (withdrawn ones too) that name any of these SHA-256 as their bytes, earlier bytes or original file."""

    def arrivals(self) -> list[tuple[int, str]]:
        """The arrival number of every line of a photograph that is not erased, with the SHA-256 of the bytes it shows
        now."""

    def gone(self) -> set[str]:
        """The SHA-256 of bytes no folder may hold any more: erased, or replaced and shown by no other photograph."""


class Journal(Protocol):
    """All lines."""

    def count(self) -> int:
        """How many there are."""

    def last(self) -> int:
        """The arrival number of the newest one; 0 for none."""

    def root(self) -> str:
        """SHA-256 over their sorted names."""

    def written(self, since: str, until: str, tell: Tell = ...) -> list[Arrival]:
        """The lines that were written here and arrived from one moment (a stamp) to before another, in order of
        arrival."""

    def records_written(
        self, after: int, leave: Iterable[str], *, beyond: Mapping[str, int] | None = None, first: bool = False
    ) -> int:
        """How many records have a line that was written here and arrived after a number, and after the number that
        `beyond` names for its street; with `first` only those that had no such line before it. Kinds in `leave` are not
        counted. Read from the columns, whatever the lines hold."""

    def raw(self, names: Iterable[str]) -> list[bytes]:
        """The canonical bytes of some lines, in order of name; lines not held are left out."""

    def names(self, records: Iterable[str]) -> list[str]:
        """The names of all lines of some records, sorted."""

    def holdings(self, streets: Iterable[str] | None = None, station: str = "") -> Holdings:
        """What is held of each (street, station), in their order; of all, or of some streets and of one station
        wherever it wrote. No line is read. Good for as long as the transaction."""

    def note_holdings(self) -> None:
        """Note what is held now, so that the next question counts only what came since."""

    def counts(self) -> Mapping[tuple[str, str], int]:
        """How many lines are held of each (street, station); no line is read."""

    def arrived(self, numbers: Sequence[int]) -> Iterator[bytes]:
        """The canonical bytes of the lines of some arrival numbers, in their order; streamed. NotCanonical where what
        is kept is not what arrived."""

    def brought(self, first: int, last: int) -> dict[str, list[str]]:
        """The names of the lines that arrived as numbers `first` to `last` (both included), by record."""

    def lines(self, records: Sequence[str]) -> dict[str, list[Line]]:
        """All lines of some records, by record."""

    def stands(self, records: Sequence[str]) -> dict[str, Stands]:
        """What the index says of some records; those not held are left out."""

    def writings(self, street: str, kinds: Iterable[str]) -> list[Writing]:
        """How a street's lines of some kinds were made, in order of arrival."""

    def latest(self, among: int) -> str:
        """When the newest among the last lines to arrive came, a stamp by this database's clock; "" without lines."""

    def write_over(self, bodies: Mapping[str, Body]) -> set[str]:
        """Write, for records of any kind, a line on top of all their heads that says this body; a conflict ends by it.
        For what takes a package back; else `save` asks what its writer saw. Gives back the records whose line would be
        longer than one may be: of these nothing is written."""

    def receive(self, lines: Sequence[Line], package: str, *, one_kind: bool = False) -> int:
        """Add lines of other stations (any order, known ones ignored); how many were new. With `one_kind`, Refused for
        a line whose record is here, or in these lines, of another kind."""


class Deliveries(Protocol):
    """The packages that went and came."""

    def note(self, made: Delivery) -> Delivery:
        """Keep a note; returned with its number."""

    def change(self, number: int, **changes: Any) -> None:
        """Change what is noted of one."""

    def all(self, most: int = 1000) -> list[Delivery]:
        """The newest, newest first, without their manifests."""

    def of_package(self, package: str) -> list[Delivery]:
        """What is noted of a package (an id), newest first, without its manifest."""

    def ending(self, end: str) -> list[Delivery]:
        """What is noted of packages whose id ends so, newest first."""

    def one(self, number: int) -> Delivery | None:
        """The note of a number; None if there is none."""

    def of_station(self, station: str, most: int = 1000) -> list[Delivery]:
        """The newest that went to a station or came from it, newest first."""

    def waiting(self) -> list[Delivery]:
        """Those that wait for a decider, newest first."""

    def manifest(self, number: int) -> Manifest | None:
        """The manifest of one; None for one that has none."""

    def heard(self, station: str) -> Manifest | None:
        """The manifest of the last package of a station that counts; what waits or was turned away does not."""

    def have(self, station: str) -> Have | None:
        """What a station said last that it holds; None before it said anything that counts."""


class Work(Protocol):
    """One transaction. Leaving it with an exception rolls everything back."""

    @property
    def streets(self) -> Records[Street]:
        """Streets."""

    @property
    def communities(self) -> Records[Community]:
        """Communities."""

    @property
    def people(self) -> Records[Person]:
        """People who record."""

    @property
    def demonstrations(self) -> Records[Demonstration]:
        """Marks of demonstration data."""

    @property
    def sites(self) -> Sites:
        """The register."""

    @property
    def assignments(self) -> Records[Assignment]:
        """Responsible organisations."""

    @property
    def points(self) -> Records[Point]:
        """Placement points."""

    @property
    def links(self) -> Records[Link]:
        """Service links."""

    @property
    def audits(self) -> Audits:
        """Audits."""

    @property
    def rounds(self) -> Records[Round]:
        """Survey rounds."""

    @property
    def responses(self) -> Responses:
        """Visits to households."""

    @property
    def certificates(self) -> Records[Certificate]:
        """Documents issued."""

    @property
    def completions(self) -> Records[Completion]:
        """What is recorded for 2025."""

    @property
    def photos(self) -> Photos:
        """Photographs, by what is known of them."""

    @property
    def corrections(self) -> Records[Correction]:
        """Corrections (整改)."""

    @property
    def notices(self) -> Records[Notice]:
        """Notices (整改通知单) handed out."""

    @property
    def rechecks(self) -> Records[Recheck]:
        """Re-check samples and lists."""

    @property
    def standards(self) -> Records[StandardText]:
        """The texts of standards that did not ship; `auditor/standards.py` reads them."""

    @property
    def stations(self) -> Records[Station]:
        """The stations that hand in packages."""

    @property
    def deliveries(self) -> Deliveries:
        """The packages that went and came."""

    @property
    def disputes(self) -> Records[Dispute]:
        """Who settles what by when, and why it was settled so."""

    @property
    def journal(self) -> Journal:
        """All lines."""

    @property
    def bureau(self) -> str:
        """The station that a person here accepted as the bureau's; "" before."""

    @property
    def bureaux(self) -> frozenset[str]:
        """Every station that speaks for the bureau, by the lines held; none before one was accepted."""

    def accept_bureau(self, station: str) -> None:
        """From now on this station is the bureau's; what others say of its kinds says nothing any more."""

    def records_of(self, kind: str) -> Records[Record]:
        """The records of a kind by its name; Refused for a kind this program does not know."""

    def unsettled(self, street: str = "") -> list[Unsettled]:
        """Every record in conflict, incomplete or broken, in order of id; with a street its own and those of no street
        (people, standards). Disputes are left out: whoever assigns or settles next writes on top of what two people
        said of one."""

    def unheard(self) -> list[Line]:
        """The lines that say nothing (auditor/trust.py), of the kinds of which only the bureau may say some things, in
        order of the moment they name."""

    def conflicts(self, records: Sequence[str]) -> list[Conflict]:
        """These records with their sayings, read from their lines, in the order asked; those not held are left
        out."""

    def facts(
        self,
        street: str,
        on: date,
        standard: Standard,
        *,
        rounds: bool = True,
        reopened: frozenset[str] = frozenset(),
        anew: bool = False,
        earlier: tuple[date, StreetFacts] | None = None,
    ) -> StreetFacts:
        """What a street's score of a day rests on; Refused if the street is not registered. Without `rounds` no
        survey is read (the coverages alone). Sites in `reopened` count as if nobody had closed or withdrawn them.

        Answers are judged by the key of the standard their round was planned under, where that is an earlier number
        of this standard; with `anew` ("what if") by this standard's own. `earlier`: an earlier day and its facts, read
        in this transaction under this standard; they spare reading the answers up to that day again."""

    @property
    def written(self) -> Sequence[Written]:
        """What was written by hand in this transaction, in order."""

    def versions(self, records: Iterable[str]) -> dict[str, str]:
        """The standing version of each of these records that is held."""

    def now(self) -> datetime:
        """The moment by this database's clock."""

    def today(self) -> date:
        """The day in China by this database's clock."""

    def setting(self, key: str) -> str:
        """A setting of this database alone; "" if unset."""

    def set_setting(self, key: str, value: str) -> None:
        """Change a setting of this database."""

    def secret(self, name: str) -> bytes | None:
        """A key that lies outside the journal."""

    def set_secret(self, name: str, value: bytes | None) -> None:
        """Keep a key, or destroy it with None."""

    def drafts(self) -> list[Draft]:
        """Unsaved forms, newest first."""

    def set_draft(self, form: str, body: str) -> None:
        """Keep a form's state; "" clears it."""


class Store(Protocol):
    """The door to one database."""

    place: str  # where it lies, as a person may read it
    clock: Callable[[], datetime]
    told: Callable[[frozenset[str], frozenset[str]], None]  # after a commit: the kinds and streets it touched
    photo_files: PhotoFiles  # the photographs' files, beside the database

    def reading(self) -> AbstractContextManager[Work]:
        """A snapshot to read from."""

    def writing(self) -> AbstractContextManager[Work]:
        """The one transaction that may write."""

    def rebuild(self, tell: Tell = ...) -> int:
        """Make the index anew from the journal; how many records it has."""

    def check(self, tell: Tell = ...) -> Check:
        """Compare index and journal, and let the engine check its file; changes nothing."""

    def backup(self, to: str, tell: Tell = ...) -> Check:
        """A checked copy in one file, while others go on working; Unavailable if it cannot be made."""

    def examine(self, copy: str, tell: Tell = ...) -> Restoring:
        """What restoring a copy would do; changes nothing. Refused or Unavailable where it may not take this place."""

    def restore(self, copy: str, tell: Tell = ...) -> Restoring:
        """Put a copy in this database's place and go on with it; the database as it was stays beside it. Refused or
        Unavailable, with nothing changed, for what is no whole database or is newer than the program."""

    def move(self, to: str, tell: Tell = ...) -> Moved:
        """Put everything into an empty database at another place, compare, and mark this one as moved. Refused for a
        target that holds something; Unavailable, with this one as it was, where the two differ or something fails."""

    def package_folder(self) -> Path:
        """Where packages lie that wait, and those on their way."""

    def photo_files_beside(self, backup: str) -> PhotoFiles:
        """Where the photographs of a backup lie: one folder for all copies made in the backup's folder, under the name
        it has beside the database, so that a copy put back in the database's place finds them."""

    def as_known(self, day: date) -> AbstractContextManager["Store"]:
        """Only the lines this database held at the end of a day (in China), to be looked at and not written: whatever
        is asked of it answers as it would have then, by a clock that stands at that day's end. Settings and keys are
        those of now. Refused for a day that has not come."""

    def tidy(self) -> None:
        """Leave no trace on disk of what was destroyed."""

    def aside(self) -> "Store":
        """An empty store in memory, to try lines out; nothing of it reaches this one."""

    def close(self) -> None:
        """Let go of the file."""
