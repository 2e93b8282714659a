"""The budgets of packages: unpacking, packing a part, saying what is held, rebuilding; beside them pygeodiff."""

import shutil
import sqlite3
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import delete

from auditor.delivery import Delivery, Fate, Way
from auditor.formats.package_zip import write_package
from auditor.identity import PUBLIC, new_identity, signer
from auditor.package import Manifest
from auditor.record import Line, body_of, new_id
from auditor.survey import Outcome, Response
from auditor.use_cases import packing, unpacking
from db import SqlStore, open_store
from db.holding import HOLDING
from tests.benchmarks.measuring import Result, best
from tests.making import STREET, Clock, answers

AT = "2026-11-22T01:00:00.000Z"
STATIONS, NEW, JOURNAL = 100, 100_000, 1_000_000
TABLES = ("line", "standing", "response")
GEODIFF = """
import sys, time, pygeodiff
diff, base, changed, to = pygeodiff.GeoDiff(), *sys.argv[1:4]
begun = time.perf_counter()
diff.create_changeset(base, changed, to)
diff.apply_changeset(base, to)
print(time.perf_counter() - begun)
"""


def interviews(n: int, stations: Sequence[str]) -> list[Line]:
    """So many interviews, of each station in turn."""
    one = Response(
        id="",
        street=STREET,
        round=new_id(),
        community="120104006001",
        outcome=Outcome.COMPLETE,
        observed_at=AT,
        interviewer="王㛃",
        answers=answers(),
    )
    body = body_of(one)
    return [
        Line(
            kind=Response.KIND,
            record=new_id(),
            parents=(),
            station=stations[i % len(stations)],
            person="p" * 36,
            at=AT,
            offset=480,
            street=STREET,
            schema=1,
            body={**body, "slot": f"{i:032x}"},
        )
        for i in range(n)
    ]


def begin(place: Path) -> SqlStore:
    """A database of the bureau."""
    store = open_store(str(place), Clock())
    with store.writing() as work:
        new_identity(work)
        work.accept_bureau(work.setting("station"))
    return store


def package_of(store: SqlStore, lines: Sequence[Line], to: Path) -> Path:
    """A package of these lines, signed by this database."""
    with store.reading() as work:
        station, key, sign = work.setting("station"), work.setting(PUBLIC), signer(work)
    made = Manifest(id=new_id(), station=station, key=key, to="", made=AT, lines=len(lines))
    write_package(to, made, (x.raw for x in lines), [], sign)
    return to


def bare_rows(place: Path) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of the tables that a package fills."""
    with sqlite.connect(str(place)) as held:
        return {table: held.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}


def insert_bare(empty: Path, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    """The same rows into the same tables with the same indexes, one executemany each, in one transaction."""
    held = sqlite.connect(str(empty), isolation_level=None)
    for pragma in ("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        held.execute(f"PRAGMA {pragma}")
    held.execute("BEGIN IMMEDIATE")
    for table, values in rows.items():
        held.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values[0]))})", values)
    held.execute("COMMIT")
    held.close()


def unpack(folder: Path, n: int = NEW) -> list[Result]:
    """New lines of a hundred stations into an empty database; and the index made anew against that."""
    writer = begin(folder / "writer.sqlite3")
    path = package_of(writer, interviews(n, [f"{i:032x}" for i in range(STATIONS)]), folder / "all.sap")
    with writer.reading() as work:
        bureau = work.setting("station")
    writer.close()
    taken, count = [], 0

    def ours() -> None:
        nonlocal count
        count += 1
        store = open_store(str(folder / f"ours-{count}.sqlite3"), Clock())
        with store.writing() as work:
            new_identity(work)
            work.accept_bureau(bureau)
        taken.append(best(lambda: unpacking.unpack(store, path), 1))
        store.close()

    ours()
    ours()
    rows = bare_rows(folder / "ours-1.sqlite3")
    bare = []
    for turn in range(2):
        empty = folder / f"bare-{turn}.sqlite3"
        open_store(str(empty), Clock()).close()
        bare.append(best(lambda: insert_bare(empty, rows), 1))  # noqa: B023 - called at once
        empty.unlink()
    again = open_store(str(folder / "ours-1.sqlite3"), Clock())
    rebuilt = best(again.rebuild, 1)
    again.close()
    return [
        Result(f"unpack {n:,} lines of {STATIONS} stations", min(taken), min(bare), 2.5),
        Result(f"rebuild {n:,} lines (against unpacking)", rebuilt, min(taken), 1.0),
    ]


def pack(folder: Path, n: int = JOURNAL) -> list[Result]:
    """One line in a hundred out of a long journal; and `have` of the whole of it, counted from nothing, against its
    three seconds (DESIGN lists them apart: what is held is noted, and counted again only where it grew)."""
    store = begin(folder / "long.sqlite3")
    with store.reading() as work:
        me, key = work.setting("station"), work.setting(PUBLIC)
    packing.pack(store, folder / "introduction.sap")
    new = n // 100
    for size in (*([99_000] * ((n - new) // 99_000)), new):
        with store.writing() as work:
            said = {place: held.part for place, held in work.journal.holdings()} if size == new else {}
            first = work.journal.last()
            work.journal.receive(interviews(size, [me]), "")
            work.journal.note_holdings()
    with store.writing() as work:
        heard = Manifest(id=new_id(), station=me, key=key, to="", made=AT, lines=0, have=said)
        noted = Delivery(package=heard.id, way=Way.IN, station=me, made=AT, at=AT, state=Fate.APPLIED, lines=0)
        work.deliveries.note(replace(noted, manifest=heard))
    count = 0

    def ours() -> None:
        nonlocal count
        count += 1
        assert packing.pack(store, folder / f"part-{count}.sap", receiver=me).manifest.lines == new

    def reference() -> None:
        with store.reading() as work:
            raw = work.conn.exec_driver_sql("SELECT raw FROM line WHERE arrival > ?", (first,)).scalars().all()
        (folder / "bare").write_bytes(zlib.compress(b"\n".join(raw)))

    def have() -> None:
        with store.writing() as work:
            work.conn.execute(delete(HOLDING))
            work.journal.note_holdings()

    results = [
        Result(f"pack 1 % of {n:,} lines", best(ours), best(reference), 2.0),
        Result(f"have of {n:,} lines (at most 3 s)", best(have), 3.0, 1.0),
    ]
    store.close()
    return results


def geodiff(folder: Path, n: int = NEW) -> Result:
    """A new hundredth of a plain table: ours packs and unpacks it, pygeodiff makes a changeset and applies it. In a
    process of its own: it carries another SQLite (DESIGN 6)."""
    writer = begin(folder / "rival.sqlite3")
    lines = interviews(n, ["0" * 32])
    base, changed = folder / "base.db", folder / "changed.db"
    held = sqlite3.connect(base)
    held.execute("CREATE TABLE response (id INTEGER PRIMARY KEY, record TEXT, station TEXT, body TEXT)")
    rows = [(i, x.record, x.station, x.raw.decode()) for i, x in enumerate(lines)]
    held.executemany("INSERT INTO response VALUES (?, ?, ?, ?)", rows[: n - n // 100])
    held.commit()
    held.close()
    shutil.copy(base, changed)
    held = sqlite3.connect(changed)
    held.executemany("INSERT INTO response VALUES (?, ?, ?, ?)", rows[n - n // 100 :])
    held.commit()
    held.close()
    command = [sys.executable, "-c", GEODIFF, str(base), str(changed), str(folder / "diff")]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    with writer.writing() as work:
        work.journal.receive(lines[: n - n // 100], "")

    def ours() -> None:
        unpacking.unpack(writer, package_of(writer, lines[n - n // 100 :], folder / "hundredth.sap"))

    taken = best(ours, 1)
    writer.close()
    return Result(f"1 % of {n:,} rows, there and in (pygeodiff)", taken, float(done.stdout), 2.5)


def exchanges(folder: Path) -> list[Result]:
    """All of them."""
    return [*unpack(folder), *pack(folder), geodiff(folder)]


def main() -> None:
    """Only these, smaller by a divisor given as argument."""
    by = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = [*unpack(folder, NEW // by), *pack(folder, JOURNAL // by), geodiff(folder, NEW // by)]
    for r in found:
        print(f"{r.what:48} {r.ours:8.2f} s {r.reference:8.2f} s {r.ours / r.reference:6.2f}")


if __name__ == "__main__":
    main()
