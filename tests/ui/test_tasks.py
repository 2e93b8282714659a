"""One worker: values come back on the GUI thread, in order, to those who still exist."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from auditor.errors import Problem, Refused, Unavailable
from auditor.telling import Tell
from ui.tasks import Job, Tasks


def test_work_is_done_on_one_other_thread_and_answered_here_in_order(qtbot: QtBot, tasks: Tasks) -> None:
    answers: list[tuple[int, str, str]] = []

    def work(n: int) -> tuple[int, str]:
        return n, threading.current_thread().name

    for n in range(20):
        tasks.run(partial(work, n), lambda v: answers.append((*v, threading.current_thread().name)))
    qtbot.waitUntil(lambda: len(answers) == 20)
    assert [n for n, _there, _here in answers] == list(range(20))
    assert {there for _n, there, _here in answers} == {"tasks"}
    assert {here for _n, _there, here in answers} == {threading.current_thread().name}
    assert tasks.idle


class Asker(QWidget):
    """A page that asks."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[object] = []

    def take(self, value: object) -> None:
        self.got.append(value)


def test_an_answer_whose_asker_is_gone_is_dropped(qtbot: QtBot, tasks: Tasks) -> None:
    asker, gate = Asker(), threading.Event()
    later: list[int] = []
    got = asker.got
    tasks.run(gate.wait, asker.take)
    delete(asker)
    gate.set()
    tasks.run(lambda: 1, later.append)
    qtbot.waitUntil(lambda: later == [1])
    assert got == []


def fail(error: Exception) -> None:
    """Work that fails."""
    raise error


def test_a_refusal_goes_to_the_asker_or_else_to_the_window(qtbot: QtBot, tasks: Tasks) -> None:
    refusal = Refused(Problem("households", "too_many"))
    mine: list[Exception] = []
    tasks.run(partial(fail, refusal), print, mine.append)
    qtbot.waitUntil(lambda: mine == [refusal])
    with qtbot.waitSignal(tasks.refused) as told:
        tasks.run(partial(fail, Unavailable("disk_full")), print)
    assert isinstance(told.args[0], Unavailable)


def test_any_other_error_is_trouble_even_where_refusals_are_taken(qtbot: QtBot, tasks: Tasks) -> None:
    mine: list[Exception] = []
    with qtbot.waitSignal(tasks.broken) as told:
        tasks.run(partial(fail, KeyError("bug")), print, mine.append)
    assert isinstance(told.args[0], KeyError)
    assert mine == []


def test_long_work_tells_how_far_it_is_and_stops_when_cancelled(qtbot: QtBot, tasks: Tasks) -> None:
    rolled_back = threading.Event()
    done: list[str] = []
    steps: list[tuple[int, int]] = []

    def work(tell: Tell) -> str:
        try:
            for i in range(10_000):
                tell(i + 1, 10_000)
                threading.Event().wait(0.002)
        finally:
            rolled_back.set()
        return "all"

    jobs: list[Job] = []
    tasks.started.connect(jobs.append)
    job = tasks.run_long("正在导入台账", work, done.append)
    job.progressed.connect(lambda n, total: steps.append((n, total)))
    qtbot.waitUntil(lambda: bool(steps))
    with qtbot.waitSignal(job.ended):
        job.cancel()
    assert rolled_back.is_set()
    assert done == []
    assert jobs == [job]
    assert steps[0][1] == 10_000


def test_work_cancelled_before_its_turn_never_starts(qtbot: QtBot, tasks: Tasks) -> None:
    gate, started = threading.Event(), []
    tasks.run(gate.wait, lambda _v: None)
    job = tasks.run(lambda: started.append(1), lambda _v: None)
    job.cancel()
    with qtbot.waitSignal(job.ended):
        gate.set()
    assert started == []


def test_news_told_on_any_thread_arrive_together(qtbot: QtBot, tasks: Tasks) -> None:
    heard: list[tuple[frozenset[str], frozenset[str]]] = []
    tasks.changed.connect(lambda kinds, streets: heard.append((kinds, streets)))

    def work() -> None:
        tasks.announce({"audit"}, {"06"})
        tasks.announce({"correction"}, {"07"})

    tasks.run(work, lambda _v: None)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [(frozenset({"audit", "correction"}), frozenset({"06", "07"}))]


def test_closing_waits_for_the_work_under_way() -> None:
    made = Tasks()
    ended: list[int] = []

    def work(n: int) -> None:
        threading.Event().wait(0.1)
        ended.append(n)

    made.run(partial(work, 1), print)
    made.run(partial(work, 2), print)

    def begin(tell: Callable[[int, int], None]) -> None:
        tell(0, 1)
        ended.append(3)

    long = made.run_long("报告", begin, print)
    threading.Event().wait(0.02)
    made.close()
    assert ended == [1, 2]  # a save that waits is done, long work that may be cancelled is not begun
    assert long.cancelled


def test_a_partial_of_a_method_belongs_to_its_widget(qtbot: QtBot, tasks: Tasks) -> None:
    asker = Asker()
    qtbot.addWidget(asker)
    job = tasks.run(lambda: 5, partial(asker.take))
    assert job.asker is asker
    assert tasks.run(lambda: 5, lambda _v: None).asker is None
    assert isinstance(job, QObject)
    qtbot.waitUntil(lambda: asker.got == [5])


@pytest.mark.parametrize("total", [0, 5])
def test_the_end_of_long_work_is_told_as_all_of_all(qtbot: QtBot, tasks: Tasks, total: int) -> None:
    def work(tell: Tell) -> int:
        if total:
            tell(1, total)
        return total

    steps: list[tuple[int, int]] = []
    job = tasks.run_long("正在数", work, lambda _v: None)
    job.progressed.connect(lambda n, all_: steps.append((n, all_)))
    qtbot.waitUntil(lambda: tasks.idle)
    assert steps[-1:] == ([(5, 5)] if total else [])


def test_pieces_are_done_one_after_the_other_and_others_come_between(qtbot: QtBot, tasks: Tasks) -> None:
    order: list[str] = []

    def piece(n: int) -> str:
        order.append(f"piece {n}")
        if n == 0:
            tasks.run(lambda: order.append("a draft"), lambda _v: None)  # asked for while a piece is under way
        if n == 1:
            raise Unavailable("photo_gone", path="1.jpg")
        if n == 2:
            raise ZeroDivisionError
        return f"value {n}"

    values: list[str] = []
    missed: list[tuple[int, str]] = []
    broken: list[object] = []
    ended: list[bool] = []
    tasks.broken.connect(broken.append)
    job = tasks.run_parts(
        "photographs",
        [partial(piece, n) for n in range(4)],
        values.append,
        lambda: ended.append(True),
        lambda place, error: missed.append((place, type(error).__name__)),
        leaves="what is done stays",
    )
    qtbot.waitUntil(lambda: ended == [True] and tasks.idle)
    assert values == ["value 0", "value 3"]
    assert missed == [(1, "Unavailable")]
    assert [type(error) for error in broken] == [ZeroDivisionError]  # a fault of the program is told, and goes on
    assert order.index("a draft") < order.index("piece 1") < order.index("piece 3")
    assert (job.done, job.total, job.leaves) == (4, 4, "what is done stays")


def test_stopped_pieces_end_before_the_next_one(qtbot: QtBot, tasks: Tasks) -> None:
    values: list[int] = []
    ended: list[bool] = []
    jobs: list[Job] = []

    def each(value: int) -> None:
        values.append(value)
        jobs[0].cancel()

    tasks.started.connect(jobs.append)
    tasks.run_parts(
        "photographs", [lambda: 1, lambda: 2], each, lambda: ended.append(True), lambda _place, _error: None
    )
    qtbot.waitUntil(lambda: bool(ended) and tasks.idle)
    assert values == [1]


def test_pieces_go_on_when_their_asker_is_gone(qtbot: QtBot, tasks: Tasks) -> None:
    asker = Asker()
    done: list[int] = []
    parts = [partial(done.append, n) for n in range(3)]
    tasks.run_parts("photographs", parts, asker.take, lambda: None, lambda _place, _error: None)
    delete(asker)
    qtbot.waitUntil(lambda: done == [0, 1, 2] and tasks.idle)
