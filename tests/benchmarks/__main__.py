"""Every budget that this version can meet or miss, one row each: ours, the reference, the ratio, what is allowed."""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import sqlcipher3.dbapi2 as sqlite

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from auditor.record import Line, body_of, new_id
from auditor.standard_file import shipped
from auditor.use_cases import demonstrating, exporting, importing, keeping, recording, scoring
from db import SqlStore, open_store
from tests.benchmarks import exchanges, lists, registers, surveys
from tests.benchmarks.measuring import Result, best
from tests.child import LIMIT
from tests.making import STREET, audit_of, fill_street, fresh_store, site

ROOT = Path(__file__).resolve().parent.parent.parent


START = """
import sys, time
sys.path.insert(0, {root!r})
from PySide6.QtCore import QTimer
{make}
window.show()
QTimer.singleShot(0, lambda: (print(time.time()), app.quit()))
app.exec()
{end}
"""
BARE = "from PySide6.QtWidgets import QApplication, QLabel\napp = QApplication([])\nwindow = QLabel('x')"
OURS = """
import main
from ui.app import make_app
from ui.settings import Settings
from ui.start import Session
app = make_app(Settings())
session = Session(main.open_store({place!r}), Settings())
window = session.window
"""


def start(place: str) -> Result:
    """From nothing to the first painted window on the district's database."""

    def painted(make: str, end: str = "") -> float:
        script = START.format(root=str(ROOT), make=make, end=end)
        found = []
        for _ in range(3):
            begun = time.time()
            done = subprocess.run(
                [sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=LIMIT
            )
            found.append(float(done.stdout.split()[-1]) - begun)
        return min(found)

    ours = painted(OURS.format(place=place), "session.close()")
    return Result("start to first window, district", ours, painted(BARE), 1.6)


def save(folder: Path) -> Result:
    """One audit of 20 answers: line, index and draft, against the same bytes in one bare transaction."""
    times = 200
    with fresh_store(str(folder / "save.sqlite3")) as store:
        (place,) = fill_street(store, 1)
        with store.reading() as work:
            points = work.points.all(STREET)
        audits = [replace(audit_of(place, points), id=new_id()) for _ in range(times * 3 + 3)]

        def ours() -> None:
            for _ in range(times):
                recording.record_audit(store, audits.pop(), shipped())

        taken = best(ours)
        line = Line("audit", new_id(), (), "5" * 32, "p", "2026-11-01T02:00:00.000Z", 0, STREET, 1, body_of(audits[0]))
    bare = sqlite.connect(str(folder / "bare.sqlite3"), isolation_level=None)
    for pragma in ("locking_mode=EXCLUSIVE", "journal_mode=WAL", "synchronous=FULL"):
        bare.execute(f"PRAGMA {pragma}")
    bare.execute("CREATE TABLE line (name TEXT PRIMARY KEY, raw BLOB)")

    def reference() -> None:
        for _ in range(times):
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("INSERT INTO line VALUES (?, ?)", (new_id(), line.raw))
            bare.execute("COMMIT")

    return Result("save one audit of 20 answers", taken / times, best(reference) / times, 3.0)


GROUPS = (
    "SELECT community, count(*) FROM site GROUP BY community",
    "SELECT item, answer, count(*) FROM (SELECT item, answer, rank() OVER (PARTITION BY unit, item ORDER BY observed_at"
    " DESC) AS place FROM answer) WHERE place = 1 GROUP BY item, answer",
    "SELECT point, sum(households) FROM link GROUP BY point",
    "SELECT round, community, outcome, count(*) FROM response GROUP BY round, community, outcome",
)


def score(store: SqlStore, on: date) -> Result:
    """The district by all five criteria, against one GROUP BY per criterion over the index."""

    def reference() -> None:
        with store.reading() as work:
            for question in GROUPS:
                work.conn.exec_driver_sql(question).all()

    ours = best(lambda: scoring.score_all(store, shipped(), on))
    return Result("score the district (budget: city)", ours, best(reference), 1.5)


def read_table(folder: Path) -> Result:
    """A register of 50,000 rows, checked, against python-calamine reading it bare."""
    import python_calamine

    file = folder / "register.xlsx"
    with fresh_store() as store:
        fill_street(store, 1)
        with store.writing() as work:
            work.sites.save_all(site(f"07-{i:05}", households=0, place_type="office") for i in range(50_000))
        exporting.export_register(store, file, shipped())
    with fresh_store() as store:
        fill_street(store, 1)
        ours = best(lambda: importing.read_register(store, file, shipped()), 1)

    def reference() -> None:
        book = python_calamine.CalamineWorkbook.from_path(str(file))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()

    return Result("import a 50,000-row register, checked", ours, best(reference, 1), 2.0)


def listing() -> Result:
    """The first page of 100,000 sites, filtered, against the bare SELECT."""
    with fresh_store() as store:
        fill_street(store, 1)
        with store.writing() as work:
            work.sites.save_all(site(f"07-{i:06}", households=0, place_type="office") for i in range(100_000))

        def ours() -> None:
            with store.reading() as work:
                work.sites.search("07-0999", limit=100)

        def reference() -> None:
            with store.reading() as work:
                work.conn.exec_driver_sql(
                    "SELECT * FROM site WHERE \"key\" LIKE '%07-0999%' ORDER BY code LIMIT 100"
                ).all()

        return Result("filter 100,000 sites, first page", best(ours), best(reference), 2.0)


def rebuild(store: SqlStore) -> Result:
    """The district's index made anew, against parsing its lines."""

    def reference() -> None:
        with store.reading() as work:
            for (raw,) in work.conn.exec_driver_sql("SELECT raw FROM line"):
                Line.read(bytes(raw))

    return Result("rebuild the index (budget: unpacking)", best(store.rebuild, 1), best(reference, 1), 1.0)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        place = str(folder / "district.sqlite3")
        store = open_store(place)
        with store.reading() as work:
            on = work.today()
        demonstrating.make_demonstration(store, size="district", seed=1, on=on)
        assert keeping.is_demonstration(store)
        results = [score(store, on), rebuild(store), lists.missing(store, on)]
        store.close()
        results += [start(place), save(folder), read_table(folder), listing()]
        results += registers.register()
        results += [surveys.estimate(folder), surveys.draw()]
        results += exchanges.exchanges(folder)
    print(f"{'what':42} {'ours ms':>10} {'reference':>10} {'ratio':>7} {'at most':>8}")
    for r in results:
        ratio = r.ours / r.reference
        print(f"{r.what:42} {r.ours * 1000:10.1f} {r.reference * 1000:10.1f} {ratio:7.1f} {r.allowed:8.1f}")


if __name__ == "__main__":
    main()
