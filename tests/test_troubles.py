"""Disk full, file gone, file locked, clock wrong, standard missing: a clear word at the window, and nothing is lost."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from auditor import standard_file
from auditor.drafts import read_audit
from auditor.record import stamp
from auditor.store import Store
from auditor.survey import Outcome
from db import SqlStore, open_store
from tests.child import LIMIT, child
from tests.making import STREET, TODAY, Clock
from tests.playing import CTRL, QUESTIONS, Hand, at_door, at_site, door, look_until, settle_street, window_on
from ui import start

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def _patient_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be written is tried again after a moment instead of two seconds."""
    monkeypatch.setattr("ui.drafting.AGAIN_MS", 150)


@pytest.fixture
def clock() -> Clock:
    """A clock to be set."""
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[SqlStore]:
    """A street of four sites with a round, in a file."""
    made = open_store(str(tmp_path / "street.db"), clock)
    settle_street(made, 4, households=100, round_="秋季轮")
    yield made
    made.engine.dispose()


def raw_of(store: SqlStore) -> Any:
    """SQLite's own connection."""
    with store.engine.connect() as conn:
        return conn.connection.driver_connection


def ask_pragma(store: SqlStore, words: str) -> int:
    """One number of SQLite's."""
    with store._turn:
        (found,) = raw_of(store).execute(f"PRAGMA {words}").fetchone()
    return int(found)


@contextmanager
def full(store: SqlStore, tables: Sequence[str] = ("draft", "line"), pages: int = 0) -> Iterator[None]:
    """The disk has no room for what is written: SQLite may take so many further pages, and these tables need more."""
    with store._turn:
        connection = raw_of(store)
        connection.execute("CREATE TABLE ballast (x BLOB)")
        for table in tables:
            connection.execute(
                f"CREATE TEMP TRIGGER more_{table} BEFORE INSERT ON main.{table} "
                "BEGIN INSERT INTO ballast VALUES (zeroblob(1000000)); END"
            )
    ask_pragma(store, f"max_page_count={ask_pragma(store, 'page_count') + pages}")
    try:
        yield
    finally:
        ask_pragma(store, "max_page_count=1073741823")
        with store._turn:
            for table in tables:
                raw_of(store).execute(f"DROP TRIGGER more_{table}")
            raw_of(store).execute("DROP TABLE ballast")


@contextmanager
def refusing(store: SqlStore) -> Iterator[None]:
    """The file may not be written, as on a stick with its switch set."""
    with store._turn:
        raw_of(store).execute("PRAGMA query_only=ON")
    try:
        yield
    finally:
        with store._turn:
            raw_of(store).execute("PRAGMA query_only=OFF")


@contextmanager
def gone(store: SqlStore) -> Iterator[None]:
    """The file is not where it was; at the end it lies there again."""
    place = Path(store.place)
    aside = place.with_name("elsewhere.db")
    place.rename(aside)
    try:
        yield
    finally:
        aside.rename(place)


TROUBLES = {"disk full": (full, "磁盘满了"), "read-only": (refusing, "只能读"), "gone": (gone, "不在原处")}
KINDS = pytest.mark.parametrize(("trouble", "word"), TROUBLES.values(), ids=TROUBLES)
Trouble = Callable[[SqlStore], Any]


def held(store: SqlStore) -> tuple[int, int, int]:
    """Audits, visits and drafts in the store."""
    with store.reading() as work:
        visits = sum(len(work.responses.of_round(r.id)) for r in work.rounds.all(STREET))
        return len(work.audits.all()), visits, len(work.drafts())


def saying(hand: Hand, *words: str) -> bool:
    """Whether the strip says these words in one message."""
    return any(all(w in told for w in words) for told in hand.told())


@KINDS
def test_an_answer_that_cannot_be_written_is_told_once_and_written_when_the_trouble_is_over(
    store: SqlStore, trouble: Trouble, word: str
) -> None:
    with window_on(store) as hand:
        hand.turn_to("audit")
        at_site(hand)
        with trouble(store):
            hand.press("1")
            look_until(lambda: saying(hand, "刚答的没有写下来", word))
            assert hand.page.keeper.is_unwritten
            assert "每答一项" not in hand.window.status.saved.text()
        look_until(lambda: saying(hand, "刚答的都写下了"), 5)  # by itself: nobody pressed anything
        assert not saying(hand, "刚答的没有写下来")
        assert held(store) == (0, 0, 1)


def test_further_answers_in_trouble_are_told_once_and_all_of_them_are_written_afterwards(store: SqlStore) -> None:
    with window_on(store) as hand:
        hand.turn_to("audit")
        at_site(hand)
        with full(store):
            for n in range(1, 4):
                hand.press("1")
                look_until(partial(has_tried, hand, n))
            assert sum("刚答的没有写下来" in told for told in hand.told()) == 1
        look_until(lambda: saying(hand, "刚答的都写下了"), 5)
        with store.reading() as work:
            (draft,) = work.drafts()
        assert read_audit(draft.body).answered == 3


def has_tried(hand: Hand, answered: int) -> bool:
    """Whether so many answers stand on the screen, and writing them has failed."""
    return hand.page.draft.answered == answered and hand.page.keeper.is_unwritten and hand.session.tasks.idle


def test_a_draft_that_failed_does_not_come_back_after_its_audit_is_saved(store: SqlStore) -> None:
    with window_on(store) as hand:
        hand.turn_to("audit")
        at_site(hand)
        code = hand.page.case.site.code
        with full(store, ("draft",), 200):  # there is room for the audit, and none for its draft
            for row in hand.page.checklist.rows:
                hand.press("4" if row.item.method == "written" else "1")
            look_until(lambda: saying(hand, "刚答的没有写下来"))
            hand.press(Qt.Key.Key_Return, CTRL)
            look_until(lambda: saying(hand, "已保存", code))
            look_until(lambda: hand.page.case is not None and hand.page.case.site.code != code)
            assert not saying(hand, "刚答的没有写下来")
        hand.press("1")  # the next write is of the next site
        look_until(lambda: held(store)[2] == 1 and not hand.page.keeper.waiting)
        with store.reading() as work:
            (draft,) = work.drafts()
        assert read_audit(draft.body).answered == 1


@KINDS
def test_an_audit_that_cannot_be_saved_stays_and_the_same_ctrl_enter_saves_it(
    store: SqlStore, trouble: Trouble, word: str
) -> None:
    with window_on(store) as hand:
        hand.turn_to("audit")
        at_site(hand)
        code = hand.page.case.site.code
        for row in hand.page.checklist.rows:
            hand.press("4" if row.item.method == "written" else "1")
        with trouble(store):
            hand.press(Qt.Key.Key_Return, CTRL)
            look_until(lambda: saying(hand, "没有保存，答案都在这里", word))
            assert hand.page.case.site.code == code
            assert hand.page.draft.answered == len(hand.page.checklist.rows)
        hand.press(Qt.Key.Key_Return, CTRL)
        look_until(lambda: saying(hand, "已保存", code))
        hand.settle()
        assert not saying(hand, "没有保存")
        assert held(store) == (1, 0, 0)
        look_until(lambda: not hand.page.keeper.waiting)
    assert held(store) == (1, 0, 0)  # what failed to be written before has not come back as a draft


@KINDS
def test_an_interview_that_cannot_be_saved_stays_and_the_same_key_saves_it(
    store: SqlStore, trouble: Trouble, word: str
) -> None:
    with window_on(store) as hand:
        hand.turn_to("survey")
        at_door(hand)
        slot = door(hand)
        with trouble(store):
            for _ in range(QUESTIONS):
                hand.press("1")
            hand.press(Qt.Key.Key_Return)
            look_until(lambda: saying(hand, "没有保存，答案都在这里", word))
            assert door(hand) == slot
        hand.press(Qt.Key.Key_Return)
        look_until(lambda: door(hand) != slot and hand.session.tasks.idle)
        assert not saying(hand, "没有保存")
    assert held(store) == (0, 1, 0)


def test_a_window_with_unwritten_answers_asks_before_it_closes(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def stay(_parent: object, title: str, told: str, **_verbs: str) -> None:
        asked.append(f"{title} {told}")

    monkeypatch.setattr("ui.main_window.ask", stay)
    with window_on(store) as hand:
        hand.turn_to("audit")
        at_site(hand)
        with full(store):
            hand.press("1")
            look_until(lambda: saying(hand, "刚答的没有写下来"))
            hand.window.close()
            assert hand.window.isVisible()
            assert "06-00" in asked[0]
        look_until(lambda: not hand.page.keeper.is_unwritten, 5)
        hand.window.close()
        assert not hand.window.isVisible()
    assert len(asked) == 1
    assert held(store) == (0, 0, 1)


def test_a_deleted_file_can_still_be_copied_elsewhere_with_everything_in_it(store: SqlStore, tmp_path: Path) -> None:
    before = store.check().root
    Path(store.place).unlink()
    assert store.backup(str(tmp_path / "saved.db")).root == before
    again = open_store(str(tmp_path / "saved.db"))
    assert again.check().faults == ()
    again.close()


def test_another_file_put_in_its_place_is_not_taken_for_the_database(store: SqlStore, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    open_store(str(other)).close()
    before = other.read_bytes()
    shutil.move(other, store.place)
    with window_on(store) as hand:
        hand.turn_to("audit")
        at_site(hand)
        hand.press("1")
        look_until(lambda: saying(hand, "刚答的没有写下来", "换掉"))
        hand.page.keeper.drop(next(iter(hand.page.keeper._waiting)))  # else closing asks
    assert Path(store.place).read_bytes() == before


# -- a real disk that is full ----------------------------------------------------------------------------------------


def fill(file: Path) -> None:
    """Write until nothing goes in any more."""
    with file.open("wb") as ballast:
        while True:
            ballast.write(b"x" * 4096)
            ballast.flush()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting a small disk takes root")
def test_a_small_disk_that_is_really_full_loses_nothing(tmp_path: Path, clock: Clock) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], check=False, timeout=LIMIT
    ).returncode:
        pytest.skip("this machine mounts nothing")
    try:
        made = open_store(str(disk / "street.db"), clock)
        settle_street(made, 2)
        with window_on(made) as hand:
            hand.turn_to("audit")
            at_site(hand)
            ballast = disk / "ballast"
            with pytest.raises(OSError, match="space"):
                fill(ballast)
            for row in hand.page.checklist.rows:
                hand.press("4" if row.item.method == "written" else "2" if row.item.method == "bands" else "1")
            hand.page.side.form.note.setFocus()
            hand.type("note " * 60)
            hand.press(Qt.Key.Key_Return, CTRL)
            look_until(lambda: saying(hand, "没有保存，答案都在这里", "磁盘满了"))
            assert held(made)[0] == 0
            ballast.unlink()
            hand.press(Qt.Key.Key_Return, CTRL)
            look_until(lambda: held(made) == (1, 0, 0))
        made.close()
        again = open_store(str(disk / "street.db"), clock)
        assert again.check().faults == ()
        assert held(again) == (1, 0, 0)
        again.close()
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True, timeout=LIMIT)


# -- at the start ----------------------------------------------------------------------------------------------------


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What is told in a box; nobody has to press anything."""
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "critical", lambda _p, _t, text: told.append(text))
    monkeypatch.setattr("ui.app.settings_folder", lambda: tmp_path / "settings")
    return told


def opening(place: str) -> Store:
    """As main.py opens it."""
    return open_store(place)


def test_a_database_that_another_program_holds_is_told_and_opened_later(
    tmp_path: Path, boxes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = str(tmp_path / "street.db")
    store = open_store(place)
    settle_street(store, 1)
    store.close()
    hold = (
        "import sqlcipher3.dbapi2 as s, sys; c = s.connect(sys.argv[1]); c.execute('BEGIN EXCLUSIVE'); "
        "print('ok', flush=True); sys.stdin.read()"
    )
    with child(["-c", hold, place]) as other:
        assert other.read("word that it holds the file") == "ok\n"
        assert start.start_window(place, opening) == 1
        assert "正被另一个程序使用" in boxes[0]
    monkeypatch.setattr(QApplication, "exec", lambda *_a: 0)
    assert start.start_window(place, opening) == 0
    assert len(boxes) == 1


def test_no_other_program_can_take_the_file_while_the_window_is_open(store: SqlStore) -> None:
    with window_on(store) as hand:
        hand.turn_to("audit")
        at_site(hand)
        take = "import sqlcipher3.dbapi2 as s, sys; s.connect(sys.argv[1], timeout=0.1).execute('BEGIN EXCLUSIVE')"
        command = [sys.executable, "-c", take, store.place]
        other = subprocess.run(command, check=False, capture_output=True, text=True, timeout=LIMIT)
        assert "database is locked" in other.stderr
        hand.press("1")
        look_until(lambda: held(store)[2] == 1)
        assert hand.told() == []


def test_a_missing_standard_is_told_and_the_records_are_not_touched(
    tmp_path: Path, boxes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = str(tmp_path / "street.db")
    store = open_store(place)
    settle_street(store, 1)
    root = store.check().root
    store.close()
    empty = tmp_path / "standards"
    empty.mkdir()
    for module in ("auditor.standards", "auditor.standard_file"):
        monkeypatch.setattr(f"{module}.STANDARDS", empty)
    assert start.start_window(place, opening) == 1
    assert "没有标准 nankai-2023" in boxes[0]
    assert "记录都没有动" in boxes[0]
    monkeypatch.undo()
    again = open_store(place)
    assert again.check().root == root
    again.close()
    assert standard_file.shipped().id == "nankai-2023"


# -- the clock -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jump", [timedelta(days=-365), timedelta(days=365)], ids=["back a year", "on a year"])
def test_a_clock_set_between_two_saves_refuses_nothing_and_is_told(
    store: SqlStore, clock: Clock, jump: timedelta
) -> None:
    def whole_site(hand: Hand) -> None:
        at_site(hand)
        code = hand.page.case.site.code
        for row in hand.page.checklist.rows:
            hand.press("4" if row.item.method == "written" else "1")
        hand.press(Qt.Key.Key_Return, CTRL)
        look_until(lambda: hand.page.case is not None and hand.page.case.site.code != code)
        hand.settle()

    with window_on(store) as hand:
        hand.turn_to("audit")
        whole_site(hand)
        clock.now += jump
        whole_site(hand)
        whole_site(hand)
        if jump < timedelta(0):
            assert "早 36" in hand.page.side.doubt.text()
            assert hand.page.side.doubt.isVisibleTo(hand.page)
    with store.reading() as work:
        assert len(work.audits.all()) == 3
        days = {a.observed_at[:4] for a in work.audits.all()}
        arrivals = work.journal.writings(STREET, ["audit"])
    assert days == {"2026", str(2026 + jump.days // 365)}
    assert len(arrivals) == 3
    assert [w.arrival for w in arrivals] == sorted(w.arrival for w in arrivals)  # the order they came in
    if jump > timedelta(0):
        clock.now -= jump  # somebody put it right
    with window_on(store) as hand:
        look_until(lambda: saying(hand, "电脑时间比最近一条记录早 36", "日期存疑"))
        hand.turn_to("audit")
        at_site(hand)
        hand.turn_to("survey")
        at_door(hand)
        assert "日期存疑" in hand.page.side.doubt.text()


def test_interviews_go_on_with_a_wrong_clock(store: SqlStore, clock: Clock) -> None:
    with window_on(store) as hand:
        hand.turn_to("survey")
        at_door(hand)
        for _ in range(2):
            slot = door(hand)
            hand.press(Qt.Key.Key_F6)
            look_until(partial(lambda was: door(hand) != was and hand.session.tasks.idle, slot))
            clock.now -= timedelta(days=365)
    with store.reading() as work:
        (round_,) = work.rounds.all(STREET)
        held = work.responses.of_round(round_.id)
        assert [r.outcome for r in held] == [Outcome.REFUSAL] * 2
        assert stamp(clock.now)[:4] == str(TODAY.year - 2)
