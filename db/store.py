"""The store behind the port: opening, the two doors, rebuilding, checking and copying."""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from auditor.audit import Audit
from auditor.certificate import Certificate
from auditor.conflict import Conflict
from auditor.correction import Correction
from auditor.dispute import Dispute
from auditor.division import Community, Street
from auditor.errors import Problem, Refused, Unavailable
from auditor.facts import StreetFacts
from auditor.flags import Writing
from auditor.history import RULES, State
from auditor.holding import Holdings
from auditor.kinds import KINDS
from auditor.notice import Notice
from auditor.people import Demonstration, Person
from auditor.photo import Photo
from auditor.photo_files import PhotoFiles
from auditor.progress import Completion
from auditor.recheck import Recheck
from auditor.record import Body, Line, Record, china_date, stamp
from auditor.site import Assignment, Link, Point, Site
from auditor.standard import Standard
from auditor.standard_record import StandardText
from auditor.standards import standard_named
from auditor.station import Station
from auditor.store import Arrival, Check, Draft, Moved, Restoring, Stands, Unsettled, Written
from auditor.survey import Response, Round
from auditor.telling import Tell, quiet
from db import facts as _facts
from db import journal as _journal
from db import local as _local
from db import unsettled as _unsettled
from db.audits import ANSWER, AUDIT, AuditsOf
from db.base import Base, create_tables
from db.bureaux import BUREAU, find_bureaux, known_bureaux
from db.deliveries import DELIVERY, DeliveriesOf
from db.engine import is_server, make_engine
from db.holding import HOLDING, holdings, note_holdings, wrong_notes
from db.photo_files import FolderPhotoFiles, photo_files_of
from db.photos import PHOTO, PHOTO_HASH, PhotosOf
from db.records import Pen, RecordsOf, receive_lines, reindex, write_over
from db.site_lists import SitesOf
from db.sites import ASSIGNMENT, LINK, POINT, SITE
from db.standing import HELD, STANDING, Entry, body_from, entry_of, rows_of
from db.surveys import RESPONSE, ROUND, ResponsesOf

TRUTH = (_journal.LINE, DELIVERY, _local.LOCAL, _local.SECRET, _local.DRAFT)  # Alembic's
INDEX = (STANDING, SITE, ASSIGNMENT, POINT, LINK, AUDIT, ANSWER, ROUND, RESPONSE, PHOTO, PHOTO_HASH)  # from the journal
MADE = (*INDEX, HOLDING)  # all that is made from the journal
KEY = {table: "record" if table is STANDING else "id" for table in INDEX}  # which column names the record
INDEX_NUMBER = f"{RULES}.10"  # rule of history, form of the index: another number rebuilds
SCHEMA = "0002"  # the newest migration


def _nobody(kinds: frozenset[str], streets: frozenset[str]) -> None:
    """Nobody wants the news."""


class SqlWork:
    """One transaction."""

    def __init__(self, conn: Connection, pen: Pen) -> None:
        self.conn = conn
        self._pen = pen
        self._settings: dict[str, str] | None = None
        self.streets = RecordsOf(conn, Street, pen)
        self.communities = RecordsOf(conn, Community, pen)
        self.people = RecordsOf(conn, Person, pen)
        self.demonstrations = RecordsOf(conn, Demonstration, pen)
        self.sites = SitesOf(conn, Site, pen)
        self.assignments = RecordsOf(conn, Assignment, pen)
        self.points = RecordsOf(conn, Point, pen)
        self.links = RecordsOf(conn, Link, pen)
        self.audits = AuditsOf(conn, Audit, pen)
        self.rounds = RecordsOf(conn, Round, pen)
        self.responses = ResponsesOf(conn, Response, pen)
        self.certificates = RecordsOf(conn, Certificate, pen)
        self.completions = RecordsOf(conn, Completion, pen)
        self.photos = PhotosOf(conn, Photo, pen)
        self.corrections = RecordsOf(conn, Correction, pen)
        self.notices = RecordsOf(conn, Notice, pen)
        self.rechecks = RecordsOf(conn, Recheck, pen)
        self.standards = RecordsOf(conn, StandardText, pen)
        self.stations = RecordsOf(conn, Station, pen)
        self.deliveries = DeliveriesOf(conn)
        self.disputes = RecordsOf(conn, Dispute, pen)
        self.journal = SqlJournal(conn, pen)

    def records_of(self, kind: str) -> RecordsOf[Record]:
        """The records of a kind by its name; Refused for a kind this program does not know."""
        if kind not in KINDS:
            raise Refused(Problem("kind", "record_kind_unknown", {"value": kind}))
        return RecordsOf(self.conn, KINDS[kind], self._pen)

    def unsettled(self, street: str = "") -> list[Unsettled]:
        """Every record in conflict, incomplete or broken, of one street if named, in order of id."""
        return _unsettled.list_unsettled(self.conn, street)

    def unheard(self) -> list[Line]:
        """The lines that say nothing, in order of the moment they name."""
        return _unsettled.list_unheard(self.conn)

    def conflicts(self, records: Sequence[str]) -> list[Conflict]:
        """These records with their sayings, read from their lines, in the order asked."""
        return _unsettled.read_conflicts(self.conn, records)

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
        """What a street's score of a day rests on; Refused if the street is not registered."""

        def judge(name: str) -> Standard | None:
            code, _, number = name.partition(" ")
            if anew or code != standard.id or not number.isdecimal() or int(number) >= standard.number:
                return standard
            try:
                return standard_named(self, name)
            except Refused:
                return None  # nobody here can say what the answers were worth

        known = self.today()
        return _facts.read_facts(
            self.conn,
            street,
            on,
            standard,
            judge=judge,
            known=known,
            rounds=rounds,
            reopened=reopened,
            earlier=earlier,
        )

    @property
    def written(self) -> Sequence[Written]:
        """What was written by hand in this transaction, in order."""
        return tuple(self._pen.written)

    def versions(self, records: Iterable[str]) -> dict[str, str]:
        """The standing version of each record that is held."""
        return _facts.read_versions(self.conn, sorted(set(records)))

    def now(self) -> datetime:
        """The moment by this database's clock."""
        return self._pen.clock()

    def today(self) -> date:
        """The day in China by this database's clock."""
        return china_date(stamp(self._pen.clock()))

    @property
    def bureau(self) -> str:
        """The station that a person here accepted as the bureau's; "" before."""
        return self.setting(BUREAU)

    @property
    def bureaux(self) -> frozenset[str]:
        """Every station that speaks for the bureau, by the lines held; none before one was accepted."""
        return known_bureaux(self.conn)

    def accept_bureau(self, station: str) -> None:
        """From now on this station is the bureau's; what others say of its kinds says nothing any more."""
        self.set_setting(BUREAU, station)
        reindex(self.conn, find_bureaux(self.conn))

    def setting(self, key: str) -> str:
        """A setting of this database alone; "" if unset."""
        if self._settings is None:  # several are asked for in nearly every transaction
            self._settings = _local.settings(self.conn)
        return self._settings.get(key, "")

    def set_setting(self, key: str, value: str) -> None:
        """Change a setting; who writes and where is taken up at once."""
        _local.set_setting(self.conn, key, value)
        self._settings = None
        if key == "person":
            self._pen.person = value
        elif key == "station":
            self._pen.station = value

    def secret(self, name: str) -> bytes | None:
        """A key that lies outside the journal."""
        return _local.secret(self.conn, name)

    def set_secret(self, name: str, value: bytes | None) -> None:
        """Keep a key, or destroy it with None."""
        _local.set_secret(self.conn, name, value)

    def drafts(self) -> list[Draft]:
        """Unsaved forms, newest first."""
        return _local.drafts(self.conn)

    def set_draft(self, form: str, body: str) -> None:
        """Keep a form's state; "" clears it."""
        _local.set_draft(self.conn, form, body, stamp(self._pen.clock()))


class SqlJournal:
    """All lines, in one transaction."""

    def __init__(self, conn: Connection, pen: Pen) -> None:
        self.conn, self._pen = conn, pen

    def count(self) -> int:
        """How many lines there are."""
        return _journal.count_lines(self.conn)

    def last(self) -> int:
        """The arrival number of the newest line; 0 for none."""
        return _journal.last_arrival(self.conn)

    def root(self) -> str:
        """SHA-256 over their sorted names."""
        return _journal.root_of(self.conn)

    def written(self, since: str, until: str, tell: Tell = quiet) -> list[Arrival]:
        """The lines that were written here and arrived from one moment to before another, in order of arrival."""
        return list(_journal.written_between(self.conn, since, until, tell))

    def records_written(
        self, after: int, leave: Iterable[str], *, beyond: Mapping[str, int] | None = None, first: bool = False
    ) -> int:
        """How many records have a line written here after a number, and beyond that of its street."""
        first = first and after > 0
        return _journal.records_written(self.conn, after, sorted(set(leave)), beyond or {}, first=first)

    def raw(self, names: Iterable[str]) -> list[bytes]:
        """The canonical bytes of some lines, in order of name."""
        return _journal.raw_lines(self.conn, names)

    def names(self, records: Iterable[str]) -> list[str]:
        """The names of all lines of some records, sorted."""
        return sorted(_journal.names_of(self.conn, sorted(set(records))))

    def holdings(self, streets: Iterable[str] | None = None, station: str = "") -> Holdings:
        """What is held of each street and station; of all, or of some streets and one station."""
        return holdings(self.conn, None if streets is None else set(streets), station)

    def note_holdings(self) -> None:
        """Note what is held now."""
        note_holdings(self.conn)

    def counts(self) -> dict[tuple[str, str], int]:
        """How many lines are held of each (street, station)."""
        return _journal.count_held(self.conn)

    def arrived(self, numbers: Sequence[int]) -> Iterator[bytes]:
        """The canonical bytes of the lines of some arrival numbers, in their order."""
        return _journal.arrived_raw(self.conn, sorted(numbers))

    def brought(self, first: int, last: int) -> dict[str, list[str]]:
        """The names of the lines that arrived as numbers `first` to `last`, by record."""
        found: dict[str, list[str]] = {}
        for name, record in _journal.brought(self.conn, first, last):
            found.setdefault(record, []).append(name)
        return found

    def lines(self, records: Sequence[str]) -> dict[str, list[Line]]:
        """All lines of some records."""
        return _journal.lines_of(self.conn, sorted(set(records)))

    def stands(self, records: Sequence[str]) -> dict[str, Stands]:
        """What the index says of some records."""
        return {
            row.record: Stands(row.kind, row.street, row.version, State(row.state), body_from(row.body))
            for part in _journal.batches(sorted(set(records)))
            for row in self.conn.execute(HELD, {"ids": list(part)})
        }

    def writings(self, street: str, kinds: Iterable[str]) -> list[Writing]:
        """How a street's lines of some kinds were made, in order of arrival."""
        return _journal.writings_of(self.conn, street, sorted(set(kinds)))

    def latest(self, among: int) -> str:
        """When the newest among the last lines to arrive came; "" without lines."""
        return _journal.latest_arrival(self.conn, among)

    def write_over(self, bodies: Mapping[str, Body]) -> set[str]:
        """Write, for records of any kind, a line on top of all their heads; those whose line would be too long."""
        return write_over(self.conn, self._pen, bodies)

    def receive(self, lines: Sequence[Line], package: str, *, one_kind: bool = False) -> int:
        """Add lines of other stations (any order, known ones ignored); how many were new. With `one_kind`, Refused for
        a line whose record is here, or in these lines, of another kind."""
        self._pen.touched.update((x.kind, x.street) for x in lines)
        arrived = stamp(self._pen.clock())
        return receive_lines(self.conn, lines, package=package, arrived=arrived, one_kind=one_kind)


class SqlStore:
    """One open database. One thread at a time is let in: SQLite has one connection, PostgreSQL one writer."""

    def __init__(self, engine: Engine, place: str, clock: Callable[[], datetime], photo_files: PhotoFiles) -> None:
        self.engine, self.place, self.clock, self.photo_files = engine, place, clock, photo_files
        self.told: Callable[[frozenset[str], frozenset[str]], None] = _nobody
        self._turn = threading.RLock()
        self._folders = ExitStack()  # of a database in memory: gone with it
        self._packages: Path | None = None
        self._file: tuple[int, int] | None = None  # which file it is, once it is open
        self._pen = Pen("", "", lambda: self.clock())  # noqa: PLW0108 - the clock may be changed

    @contextmanager
    def reading(self) -> Iterator[SqlWork]:
        """A snapshot to read from."""
        options = (
            {}
            if self.engine.dialect.name == "sqlite"
            else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        )
        with self._door(**options) as conn:
            yield SqlWork(conn, self._pen)

    @contextmanager
    def writing(self) -> Iterator[SqlWork]:
        """The one transaction that may write: BEGIN IMMEDIATE, or the lock first."""
        with self._turn:  # from the first: another thread that waits must not take this one's notes for its own
            station, person = self._pen.station, self._pen.person
            self._pen.touched.clear()
            self._pen.written = []
            try:
                with self._door(writing=True) as conn:
                    yield SqlWork(conn, self._pen)
            except BaseException:
                self._pen.station, self._pen.person = station, person
                raise
            touched = set(self._pen.touched)
        if touched:
            self.told(frozenset(kind for kind, _ in touched), frozenset(street for _, street in touched))

    @contextmanager
    def _door(self, **options: object) -> Iterator[Connection]:
        with self._turn, telling_trouble(self.place), self.engine.connect() as conn:
            if "writing" in options:
                self._refuse_lost_file()
            conn = conn.execution_options(**options)
            with conn.begin():
                yield conn

    def _refuse_lost_file(self) -> None:
        """Systems go on writing into a file that was deleted or replaced, and all of it is gone at the end."""
        if self._file is not None and self._file != identity_of(self.place):
            raise Unavailable("database_gone", path=self.place)

    def know_file(self) -> None:
        """From now on another file at this place, or none, is trouble."""
        if self.engine.dialect.name == "sqlite" and self.place != ":memory:":
            self._file = identity_of(self.place)

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """A connection whose transactions keep other writers out, for what is rolled back at its end."""
        with self._turn, telling_trouble(self.place), self.engine.connect() as conn:
            yield conn.execution_options(writing=True)

    def read_pen(self) -> None:
        """Take up who writes and where from the settings."""
        with self.reading() as work:
            self._pen.station, self._pen.person = work.setting("station"), work.setting("person")

    def rebuild(self, tell: Tell = quiet) -> int:
        """Make the index anew from the journal, in one transaction; how many records it has."""
        with self.writing() as work:
            conn = work.conn
            Base.metadata.drop_all(conn, tables=list(MADE))
            Base.metadata.create_all(conn, tables=list(MADE))
            records = _journal.record_ids(conn)
            for done in range(0, len(records), 2000):
                tell(done, len(records))
                reindex(conn, records[done : done + 2000])
            _local.set_setting(conn, "index", INDEX_NUMBER)
            reindex(conn, find_bureaux(conn))
            tell(len(records), len(records))
        return len(records)

    def check(self, tell: Tell = quiet) -> Check:
        """Compare every record's index with its lines, and let SQLite check its file; changes nothing."""
        faults: list[str] = []
        broken = 0
        with self.reading() as work:
            conn = work.conn
            bureaux = known_bureaux(conn)
            if self.engine.dialect.name == "sqlite":
                faults += [
                    f"integrity: {x}" for x in conn.exec_driver_sql("PRAGMA integrity_check").scalars() if x != "ok"
                ]
            records = _journal.record_ids(conn)
            for done in range(0, len(records), 500):
                tell(done, len(records))
                part = records[done : done + 500]
                lines, damaged = _journal.sound_lines(conn, part)
                faults += [f"line: {name}" for name in damaged]
                entries = [entry_of(of, bureaux) for of in lines.values()]
                faults += [f"index: {record}" for record in _differing(conn, list(lines), entries)]
                broken += sum(entry.standing.state is State.BROKEN for entry in entries)
            kept = {record for table in INDEX for record in conn.scalars(select(table.c[KEY[table]]))}
            faults += [f"index without line: {record}" for record in sorted(kept - set(records))]
            faults += [f"note of what is held: {street} {station}" for street, station in wrong_notes(conn)]
            return Check(
                lines=_journal.count_lines(conn),
                records=len(records),
                root=work.journal.root(),
                faults=tuple(faults),
                broken=broken,
                arrival=work.journal.last(),
            )

    def backup(self, to: str, tell: Tell = quiet) -> Check:
        """A copy in one file, opened and checked before it counts as done; Unavailable if it cannot be made."""
        from db.backup import copy_to

        return copy_to(self, Path(to), tell)

    def examine(self, copy: str, tell: Tell = quiet) -> Restoring:
        """What restoring a copy would do; changes nothing."""
        from db.restore import examine

        return examine(self, Path(copy), tell)

    def restore(self, copy: str, tell: Tell = quiet) -> Restoring:
        """Put a copy in this database's place and go on with it; the database as it was stays beside it."""
        from db.restore import restore_open

        return restore_open(self, Path(copy), tell)

    def move(self, to: str, tell: Tell = quiet) -> Moved:
        """Put everything into an empty database at another place, compare, and mark this one as moved."""
        from db.move import move

        return move(self, to, tell)

    @contextmanager
    def in_turn(self) -> Iterator[Callable[[], None]]:
        """Keep everybody else out; the function given lets those who wait in for a moment."""

        def pause() -> None:
            self._turn.release()
            time.sleep(0.001)  # else the lock is taken again before anybody who waits wakes up
            self._turn.acquire()

        with self._turn:
            yield pause

    def reopen(self, swap: Callable[[], None]) -> None:
        """Let go of the file, have it swapped, and go on with what lies there then."""
        with self._turn:
            with self.writing() as work:
                work.set_setting("clean", "yes")
            self.engine.dispose()
            try:
                swap()
            finally:
                self.engine = make_engine(self.place)
                self._file = None  # another one lies there now, on purpose
                _prepare(self)
                self.know_file()

    def package_folder(self) -> Path:
        """Where packages lie that wait, and those on their way: a folder beside the photographs, made when needed."""
        from db.photo_files import package_folder_of

        if self._packages is None:
            self._packages = package_folder_of(self.place, self._folders)
        self._packages.mkdir(parents=True, exist_ok=True)
        return self._packages

    def photo_files_beside(self, backup: str) -> PhotoFiles:
        """Where the photographs of a backup lie: one folder for all copies, named as beside the database."""
        own = (
            Path(self.photo_files.place).name if self.photo_files.place != ":memory:" else f"{Path(backup).name}.photos"
        )
        return FolderPhotoFiles(Path(backup).absolute().parent / own)

    def as_known(self, day: date) -> AbstractContextManager["SqlStore"]:
        """Only the lines held at the end of a day, to be looked at; Refused for a day that has not come."""
        from db.known import look_back

        return look_back(self, day)

    def tidy(self) -> None:
        """Leave no destroyed key behind: SQLite's log is brought into the file, where deleted bytes are overwritten
        (secure_delete), and emptied; a server writes its table of keys anew. A server's own log is its keeper's."""
        with self._turn, telling_trouble(self.place), self.engine.connect() as conn:
            if self.engine.dialect.name == "sqlite":
                raw = conn.connection.driver_connection
                assert raw is not None
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            else:
                conn.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM FULL secret")

    def aside(self) -> "SqlStore":
        """An empty store in memory, to try lines out; nothing of it reaches this one."""
        return open_store(":memory:", self.clock)

    def close(self) -> None:
        """Note that the end was clean, and let go of the file."""
        with self._turn:
            try:
                with self.writing() as work:
                    work.set_setting("clean", "yes")
            finally:
                self.engine.dispose()
                self._folders.close()


def _differing(conn: Connection, records: list[str], entries: Sequence[Entry]) -> list[str]:
    """The records whose rows, in any index table, are not those that their lines give."""
    wanted, wrong = rows_of(entries), set()
    for table in INDEX:
        column = table.c[KEY[table]]
        place = list(table.columns).index(column)
        held = {tuple(row) for row in conn.execute(select(table).where(column.in_(records)))}
        wrong |= {str(row[place]) for row in held ^ set(wanted.get(table, []))}
    return sorted(wrong)


def identity_of(place: str) -> tuple[int, int] | None:
    """Which file lies at a path, as the system counts files; None where there is none."""
    try:
        held = os.stat(place)
    except OSError:
        return None
    return held.st_dev, held.st_ino


@contextmanager
def telling_trouble(place: str) -> Iterator[None]:
    """Turn what the engine says of locks, disks and networks into Unavailable; everything else goes on up."""
    try:
        yield
    except OperationalError as error:
        said = str(error.orig).lower()
        if "locked" in said or "busy" in said:
            raise Unavailable("database_in_use", path=place) from error
        if "full" in said:
            raise Unavailable("disk_full", path=place) from error
        if "readonly" in said:
            raise Unavailable("database_readonly", path=place) from error
        if "unable to open" in said or "disk i/o" in said:
            raise Unavailable("database_unreachable", path=place) from error
        if is_server(place):
            raise Unavailable("server_unreachable", path=place) from error
        raise
    except DBAPIError as error:
        if "not a database" in str(error.orig).lower() or "malformed" in str(error.orig).lower():
            raise Unavailable("not_a_database", path=place) from error
        raise


def open_store(place: str, clock: Callable[[], datetime] | None = None) -> SqlStore:
    """Open, or make, the database at a path, `:memory:` or a PostgreSQL address.

    Refused for a place where databases get lost and for one newer than the program; Unavailable if somebody else has
    it open, or it is no database. After an end that was not clean the file's integrity is checked first.
    """
    from db.restore import take_up

    take_up(place)
    store = SqlStore(make_engine(place), place, clock or (lambda: datetime.now().astimezone()), photo_files_of(place))
    try:
        _prepare(store)
    except BaseException:
        store.engine.dispose()
        raise
    return store


def _prepare(store: SqlStore) -> None:
    with store.writing() as work:
        conn = work.conn
        tables = set(inspect(conn).get_table_names())
        if _journal.LINE.name not in tables:
            if tables - {"alembic_version", "sqlite_sequence"}:
                raise Refused(Problem("db", "foreign_database", {"path": store.place}))
            create_tables(conn, TRUTH)
            conn.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
            conn.execute(text("INSERT INTO alembic_version VALUES (:v)"), {"v": SCHEMA})
            create_tables(conn, MADE)
            _local.set_setting(conn, "index", INDEX_NUMBER)
            held = SCHEMA
        else:
            held = str(conn.scalar(text("SELECT version_num FROM alembic_version")))
    if held != SCHEMA:
        from db.migrate import migrate

        migrate(store, held)
    with store.reading() as work:
        rebuild = work.setting("index") != INDEX_NUMBER
        unclean = work.setting("clean") == "no"
    if unclean and store.engine.dialect.name == "sqlite":
        with store.reading() as work:
            told = [x for x in work.conn.exec_driver_sql("PRAGMA integrity_check").scalars() if x != "ok"]
        if told:
            raise Unavailable("database_damaged", path=store.place, said="; ".join(map(str, told[:3])))
        store.tidy()  # a key may have been destroyed and its log not emptied any more
    if rebuild:
        store.rebuild()
    with store.writing() as work:
        work.set_setting("clean", "no")
    store.know_file()
    store.read_pen()
