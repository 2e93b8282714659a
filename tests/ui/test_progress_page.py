"""The progress page: the closed goal with its later entries, the live one by month, streets and their communities."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from auditor.division import published_divisions
from auditor.progress import Completed, Completion, Pace
from auditor.use_cases import following
from db import SqlStore
from tests.making import STREET
from tests.playing import answered
from tests.ui.naming import unnamed
from tests.ui.scored import audit_in_past, fill_street, show_page
from ui.marks import Mark
from ui.messages import Message
from ui.progress_page import ProgressPage
from ui.progress_reading import arrival_mark, arrival_note, arrival_text, changes_text
from ui.tasks import Tasks


def complete(
    store: SqlStore, code: str, status: Completed = Completed.COMPLETED, on: date = date(2025, 12, 20)
) -> None:
    """Enter what became of a community."""
    following.record_completion(
        store,
        Completion(
            id=following.completion_id(code),
            street=STREET,
            community=code,
            status=status,
            document="某文",
            dated=date(2025, 12, 1),
            entered_on=on,
        ),
    )


def listed() -> list[str]:
    """The codes of the closed list."""
    return sorted(c.code for c in published_divisions()[1])


def test_without_records_the_closed_goal_is_not_evidenced(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    page = show_page(qtbot, tasks, store, ProgressPage)
    assert page.closed.verdict.word == "未能证明"
    assert page.closed.counts.text() == "完成 0 · 未完成 0 · 无凭证 171"
    assert page.live.turn.currentIndex() == 1
    assert page.lines.records.count == 0


def test_one_that_did_not_complete_is_not_met_and_later_entries_stand_with_their_dates(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    codes = listed()
    complete(store, codes[0])
    complete(store, codes[1], Completed.NOT_COMPLETED, date(2026, 3, 11))
    page = show_page(qtbot, tasks, store, ProgressPage)
    assert page.closed.verdict.word == "未达标"
    assert page.closed.bar.counts == (1, 1, 169)
    assert "2026-03-11 记入 1 件" in page.closed.changes.text()


def test_a_completion_is_entered_by_keys_and_its_earlier_state_stays_readable(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    code = listed()[0]
    complete(store, code, Completed.NOT_COMPLETED)
    page = show_page(qtbot, tasks, store, ProgressPage)
    QTest.keyClick(page, Qt.Key.Key_F2)
    pane = page.completions
    assert pane.isVisible()
    pane.table.setFocus()
    QTest.keyClick(pane.table, Qt.Key.Key_Home)
    answered(tasks)
    assert "2026-11-22 未完成 某文" in pane.past.text()
    QTest.keyClick(pane.table, Qt.Key.Key_Return)
    assert pane.status.hasFocus()
    QTest.keyClick(pane.status, Qt.Key.Key_Up)
    assert pane.status.value() == Completed.COMPLETED
    pane.document.setFocus()
    pane.document.selectAll()
    QTest.keyClicks(pane.document, "No.12")
    said: list[Message] = []
    page.say.connect(said.append)
    QTest.keyClick(pane.document, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    answered(tasks)
    page.refresh()
    answered(tasks)
    with store.reading() as work:
        held = following.completion_of(work, code)
    assert held is not None
    assert (held.status, held.document, held.entered_on) == (Completed.COMPLETED, "No.12", date(2026, 11, 22))
    assert [m.kind for m in said] == ["ok"]
    assert "未完成 某文" in pane.past.text()
    assert "完成 No.12" in pane.past.text()
    assert page.closed.bar.counts == (1, 0, 170)


def test_a_document_of_a_later_day_is_refused_at_its_field(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    page = show_page(qtbot, tasks, store, ProgressPage)
    page.turn_list.trigger()
    pane = page.completions
    pane.document.setText("某文")
    pane.dated.setText("2026-01-05")
    pane.save.click()
    answered(tasks)
    assert "2026-01-05" in pane.form["dated"].problem
    assert pane.save.isEnabled()
    with store.reading() as work:
        assert work.completions.all() == []


def test_taking_a_community_off_the_list_needs_a_reason(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    page = show_page(qtbot, tasks, store, ProgressPage)
    page.turn_list.trigger()
    pane = page.completions
    pane.status.choose(Completed.OFF_LIST)
    pane.save.click()
    answered(tasks)
    assert pane.form["reason"].problem
    pane.reason.setText("并入相邻社区")
    pane.save.click()
    answered(tasks)
    page.refresh()
    answered(tasks)
    assert sum(page.closed.bar.counts) == 170


def test_what_is_typed_outlives_news_and_is_told_on_leaving(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    page = show_page(qtbot, tasks, store, ProgressPage)
    page.turn_list.trigger()
    page.completions.document.setText("写了一半")
    complete(store, listed()[-1])
    page.refresh()
    answered(tasks)
    assert page.completions.document.text() == "写了一半"
    said: list[Message] = []
    page.say.connect(said.append)
    assert page.may_leave()
    assert [m.kind for m in said] == ["warn"]


def test_the_list_is_searched_by_name_street_or_state(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    complete(store, listed()[0])
    page = show_page(qtbot, tasks, store, ProgressPage)
    page.turn_list.trigger()
    page.completions.search.setText("无凭证")
    qtbot.waitUntil(lambda: page.completions.table.records.count == 170)
    page.completions.search.setText("没有这个")
    qtbot.waitUntil(lambda: page.completions.listing.currentIndex() == 1)


def test_months_pace_and_streets_are_shown_and_enter_opens_the_score(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    sites = fill_street(store)
    audit_in_past(store, sites["good"], 4)
    page = show_page(qtbot, tasks, store, ProgressPage)
    assert page.live.turn.currentIndex() == 0
    assert page.live.facts[0].note.text().endswith("/ 3 个点位")
    line = page.lines.chosen_record()
    assert line is not None
    assert line.name == "学府街道"
    gone: list[tuple[str, object]] = []
    page.go.connect(lambda where, subject: gone.append((where, subject)))
    page.lines.setFocus()
    QTest.keyClick(page.lines, Qt.Key.Key_Return)
    assert gone == [("score", None)]
    assert page.context.where.street == STREET


def test_a_street_chosen_shows_its_communities(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    sites = fill_street(store)
    audit_in_past(store, sites["good"], 4)
    page = show_page(qtbot, tasks, store, ProgressPage)
    page.open(STREET)
    assert [x.id for x in page.lines.records.records()] == ["120104006001", "120104006002"]
    assert "学府街道" in page.live.note.text()


def test_an_earlier_day_ends_the_months_earlier(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    sites = fill_street(store)
    audit_in_past(store, sites["good"], 5)
    page = show_page(qtbot, tasks, store, ProgressPage)
    page.day.setFocus()
    page.day.setText("2026-08-31")
    QTest.keyClick(page.day, Qt.Key.Key_Return)
    answered(tasks)
    assert page._shown is not None
    assert page._shown.progress.months[-1].on == date(2026, 8, 31)
    assert "2026-08-31" in page.header_about()


def test_stopping_is_told_and_may_be_asked_for_again(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    fill_street(store)
    page = show_page(qtbot, tasks, store, ProgressPage)
    said: list[Message] = []
    page.say.connect(said.append)
    tasks.started.connect(lambda job: job.cancel())
    page.refresh()
    answered(tasks)
    assert [(m.kind, m.deed) for m in said] == [("note", "再算一次")]
    assert page.closed.counts.text().startswith("完成 0")


def test_panes_stand_one_below_the_other_where_there_is_no_room(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    page = show_page(qtbot, tasks, store, ProgressPage)
    assert page.right.x() > page.closed.x()
    page.resize(700, 640)
    answered(tasks)
    assert page.right.y() > page.live.y()


def test_every_field_has_a_name_on_both_sides(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    fill_street(store)
    page = show_page(qtbot, tasks, store, ProgressPage)
    assert unnamed(page) == []
    page.turn_list.trigger()
    assert unnamed(page) == []


@pytest.mark.parametrize("ending", ["json", "xlsx"])
def test_progress_is_exported(
    ending: str, *, qtbot: QtBot, tasks: Tasks, store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_street(store)
    page = show_page(qtbot, tasks, store, ProgressPage)
    to = tmp_path / f"progress.{ending}"
    monkeypatch.setattr("ui.progress_page.ask_where", lambda *_a: to)
    page.export.trigger()
    answered(tasks)
    assert to.stat().st_size


@pytest.mark.parametrize(
    ("pace", "text", "mark", "note"),
    [
        (Pace(achieved=None, needed=70, months=2, arrives=None), "还太早", Mark.UNKNOWN, "至少要 3 个月底，现在 2 个"),
        (
            Pace(achieved=-3, needed=70, months=9, arrives=None),
            "到不了",
            Mark.NONCONFORMING,
            "没有变快，按这个速度到不了",
        ),
        (
            Pace(achieved=99, needed=70, months=9, arrives=date(2029, 10, 31)),
            "2029-10",
            Mark.CONFORMING,
            "比目标早 14 个月",
        ),
        (
            Pace(achieved=50, needed=70, months=9, arrives=date(2033, 10, 31)),
            "2033-10",
            Mark.NONCONFORMING,
            "比目标晚 34 个月",
        ),
        (
            Pace(achieved=70, needed=70, months=9, arrives=date(2030, 12, 31)),
            "2030-12",
            Mark.CONFORMING,
            "正好是目标月",
        ),
    ],
)
def test_arrival_is_a_month_too_early_or_never(pace: Pace, text: str, mark: Mark, note: str) -> None:
    assert (arrival_text(pace), arrival_mark(pace), arrival_note(pace)) == (text, mark, note)


def test_changes_after_the_close_are_counted_by_day() -> None:
    assert changes_text({}) == "封存以后没有改动。"
    told = changes_text({"2026-03-11": 1, "2026-06-02": 2})
    assert told.startswith("封存后的改动 2 次：2026-03-11 记入 1 件 · 2026-06-02 记入 2 件")
