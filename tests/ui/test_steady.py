"""The window never stops answering for more than a tenth of a second, whatever the worker does."""

import gc
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from auditor.record import Line
from auditor.standard_file import shipped
from auditor.use_cases import demonstrating, exporting, importing, scoring
from db import open_store
from tests.making import TODAY, fresh_store, site
from tests.ui.watch import Watch
from ui.score_export import print_street
from ui.settings import Settings
from ui.start import Session
from ui.steady import DUE, SWEEP_MS, collect_between, keep_steady
from ui.tasks import Tasks

MOST_S = 0.100
TRIES = 3
SITES = 6000


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A street as `demo` makes it, in a file."""
    file = tmp_path_factory.mktemp("steady") / "d.sqlite3"
    store = open_store(str(file))
    demonstrating.make_demonstration(store, size="small", seed=1, on=TODAY)
    store.close()
    return file


@pytest.fixture
def session(qtbot: QtBot, place: Path) -> Iterator[Session]:  # noqa: ARG001
    thresholds, turn = gc.get_threshold(), sys.getswitchinterval()
    made = Session(open_store(str(place)), Settings(page="register"))
    made.window.show()
    keep_steady()
    yield made
    made.window.close()
    made.close()
    gc.unfreeze()
    gc.set_threshold(*thresholds)
    sys.setswitchinterval(turn)


def lines_of_elsewhere() -> list[Line]:
    with fresh_store() as store:
        with store.writing() as work:
            work.set_setting("station", "6" * 32)
            work.sites.save_all(site(f"09-{i:05}", households=0, place_type="office") for i in range(SITES))
        with store.reading() as work:
            names = work.journal.names(s.id for s in work.sites.all())
            return [Line.read(raw) for raw in work.journal.raw(names)]


def test_the_window_answers_while_the_worker_merges_imports_scores_prints_and_rebuilds(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    store, standard = session.store, shipped()
    with store.reading() as work:
        today, street = work.today(), work.streets.all()[0].code
    lines, table = lines_of_elsewhere(), tmp_path / "register.xlsx"

    def merge() -> None:
        with store.writing() as work:
            work.journal.receive(lines, "package")

    def bring_in() -> None:
        importing.accept_register(store, importing.read_register(store, table, standard), only_good=True)

    works: dict[str, Callable[[], object]] = {
        "merge": merge,
        "export": lambda: exporting.export_register(store, table, standard),
        "import": bring_in,
        "score": lambda: scoring.score_all(store, standard, today),
        "report": lambda: print_street(
            store, (street, today, None), standard, tmp_path / f"{time.time_ns()}.pdf", lambda _a, _b: None
        ),
        "rebuild": store.rebuild,
        "backup": lambda: store.backup(str(tmp_path / f"{time.time_ns()}.sqlite3")),
    }
    slow = {}
    for name, piece in works.items():
        worst = [watched(qtbot, session.tasks, name, piece)]
        while min(worst) > MOST_S and len(worst) < TRIES:
            worst.append(watched(qtbot, session.tasks, name, piece))
        slow[name] = min(worst)
    print({name: round(worst * 1000) for name, worst in slow.items()}, "ms at worst")
    assert {name: worst for name, worst in slow.items() if worst > MOST_S} == {}


def watched(qtbot: QtBot, tasks: Tasks, name: str, piece: Callable[[], object]) -> float:
    """Seconds the loop was held up at worst while a piece of work ran and the page asked anew."""
    done: list[object] = []
    watch = Watch()
    tasks.run_long(name, lambda _tell: piece(), lambda _v: done.append(0), done.append)
    qtbot.waitUntil(lambda: bool(done), timeout=60_000)
    qtbot.waitUntil(lambda: tasks.idle, timeout=60_000)
    assert done == [0]
    return watch.stop()


def test_a_thread_that_keeps_the_lock_is_noticed(qtbot: QtBot, tasks: Tasks) -> None:
    """The measure itself: sorting is one call into C that lets nobody in."""
    assert watched(qtbot, tasks, "sort", lambda: sorted(range(1_500_000), key=str)) > MOST_S


def test_garbage_is_collected_between_pieces_of_work() -> None:
    held = gc.get_threshold()
    gc.set_threshold(10, 2, 1000)
    try:
        kept = [[] for _ in range(10 * 3 * DUE * 3)]  # type: ignore[var-annotated]
        assert gc.get_count()[2] >= DUE
        collect_between()
        assert gc.get_count()[2] == 0
        del kept
    finally:
        gc.set_threshold(*held)


def test_no_thread_but_the_windows_ever_collects(qtbot: QtBot, tasks: Tasks) -> None:
    """On the worker it would destroy widgets there and wait for the window, which waits for it."""
    seen: list[tuple[str, bool]] = []

    def note(phase: str, _info: dict[str, int]) -> None:
        seen.append((phase, threading.current_thread() is threading.main_thread()))

    def fill() -> None:
        kept: list[object] = []
        for _ in range(20_000):
            ring: list[object] = [[]]
            ring.append(ring)
            kept.append([ring])
        del kept

    gc.callbacks.append(note)
    try:
        done: list[None] = []
        tasks.run(fill, done.append)
        qtbot.waitUntil(lambda: bool(done))
        qtbot.waitUntil(lambda: bool(seen), timeout=3 * SWEEP_MS)
    finally:
        gc.callbacks.remove(note)
    assert {main for _phase, main in seen} == {True}
