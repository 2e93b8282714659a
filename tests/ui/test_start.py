"""A session: the window on a database, news from store to pages, a change of language at once."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from auditor import wording
from auditor.use_cases import keeping, recording
from db import SqlStore, open_store
from tests.making import STREET, Clock, fill_street, site, standard
from ui.messages import Message
from ui.overview_page import OverviewPage
from ui.settings import Settings
from ui.start import Session, start_window


def session_on(store: SqlStore) -> Session:
    """A session on a store."""
    return Session(store, Settings())


def test_what_is_saved_shows_on_the_page_that_lists_it(qtbot: QtBot, store: SqlStore) -> None:
    fill_street(store, 3)
    session = session_on(store)
    qtbot.addWidget(session.window)
    session.window.show()
    page = session.window.page
    assert isinstance(page, OverviewPage)
    qtbot.waitUntil(lambda: page.index.text() == "60.0")
    recording.save_site(store, site("06-900"), standard())
    qtbot.waitUntil(lambda: page.index.text() != "60.0")
    assert "4 个点位" in page.header_about()
    session.tasks.close()


def test_the_rail_names_street_and_person_and_the_badge_says_demonstration_only_for_one(qtbot: QtBot) -> None:
    store = open_store(":memory:", Clock())
    keeping.set_up(store, person="赵𫖯", street=STREET)
    session = session_on(store)
    qtbot.addWidget(session.window)
    assert session.window.rail.place.text() == "学府街道"
    assert "赵𫖯" in session.window.rail.person.text()
    assert session.window.header.badge.isHidden()
    session.tasks.close()
    store.close()


def test_a_change_of_language_makes_the_window_anew_at_the_same_page(qtbot: QtBot, store: SqlStore) -> None:
    fill_street(store, 1)
    session = session_on(store)
    old = session.window
    old.open_page("settings")
    old.show()
    qtbot.waitUntil(lambda: session.tasks.idle)
    old.settings_changed.emit(old.settings.changed(language="en"))
    assert wording.language() == "en"
    assert session.window is not old
    assert session.window.page.id == "settings"
    assert session.window.page.name() == "Settings"
    qtbot.waitUntil(lambda: session.tasks.idle)
    session.tasks.close()


def test_a_station_says_at_the_foot_how_much_the_bureau_has_not_seen(qtbot: QtBot, store: SqlStore) -> None:
    with store.writing() as work:
        work.set_setting("street", STREET)
    session = session_on(store)
    qtbot.addWidget(session.window)
    reach = session.window.status.reach
    qtbot.waitUntil(lambda: reach.text() == "离线工作 · 还没有新记录")
    fill_street(store, 2)
    qtbot.waitUntil(lambda: reach.text() == "离线工作 · 10 份记录还未到区里")
    session.tasks.close()


def test_the_bureau_has_nobody_to_hand_on_to(qtbot: QtBot, store: SqlStore) -> None:
    fill_street(store, 1)
    session = session_on(store)
    qtbot.addWidget(session.window)
    qtbot.waitUntil(lambda: session.tasks.idle)
    assert session.window.status.reach.text() == ""
    session.tasks.close()


def test_what_was_said_and_is_not_settled_is_still_said_in_the_new_window(qtbot: QtBot, store: SqlStore) -> None:
    session = session_on(store)
    session.window.strip.tell(Message("note", "换下的数据库在旁边"))
    session.window.strip.tell(Message("bad", "没有保存", "", "再试", lambda: None))
    session.window.renewal_asked.emit()
    assert [m.fact for m in session.window.strip.messages()] == ["换下的数据库在旁边"]
    qtbot.waitUntil(lambda: session.tasks.idle)
    session.tasks.close()


def test_a_second_start_on_the_same_database_says_so_and_changes_nothing(
    qtbot: QtBot,  # noqa: ARG001
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []
    monkeypatch.setattr("ui.start.QMessageBox.critical", lambda _parent, _title, text: told.append(text))
    monkeypatch.setattr("ui.app.settings_folder", lambda: tmp_path / "settings")
    place = str(tmp_path / "one.sqlite3")
    first = open_store(place)
    try:
        assert start_window(place, open_store) == 1
    finally:
        first.close()
    assert len(told) == 1
    assert "正被另一个程序使用" in told[0]
    assert place in told[0]
