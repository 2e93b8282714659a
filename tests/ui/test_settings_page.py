"""Settings: what is chosen holds at once, the database can be copied and checked, the standard can be read."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from auditor.standards import in_force
from auditor.store import Check
from auditor.use_cases import backing_up, keeping
from db import SqlStore, open_store
from tests.making import STREET, Clock, standard
from tests.ui.naming import unnamed
from ui import copies_pane, theme
from ui.context import Context
from ui.database_pane import in_fours
from ui.example_words import facts_lines
from ui.main_window import MainWindow
from ui.marks import Mark
from ui.settings import Settings, read
from ui.settings_page import SettingsPage
from ui.tasks import Tasks


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    """A database that was set up, in a file, so that it can be copied."""
    opened = open_store(str(tmp_path / "street.sqlite3"), Clock())
    keeping.set_up(opened, person="王㛃", street=STREET)
    yield opened
    opened.close()


@pytest.fixture
def window(qtbot: QtBot, store: SqlStore, tasks: Tasks, tmp_path: Path) -> MainWindow:
    """The window with the settings alone, its answers in."""
    store.told = tasks.announce
    made = MainWindow(Context(store, tasks, standard(), Settings(folder=tmp_path / "machine")), [SettingsPage])
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: page_of(made).own is not None and tasks.idle)
    return made


def page_of(window: MainWindow) -> SettingsPage:
    """The settings of the window."""
    return cast(SettingsPage, window.page)


def test_the_page_opens_with_what_stands(window: MainWindow, store: SqlStore) -> None:
    page = page_of(window)
    assert (page.person.text(), page.street.value(), page.issuer.text(), page.prefix.text()) == ("王㛃", STREET, "", "")
    with store.reading() as work:
        assert page.database.station.text() == work.setting("station")
    assert page.database.place.text() == store.place


def test_theme_and_size_hold_at_once_and_are_kept_on_this_machine(window: MainWindow, tmp_path: Path) -> None:
    page = page_of(window)
    page.theme.choose("sun")
    page.theme.picked.emit(page.theme.value())
    page.scale.choose(1.5)
    page.scale.picked.emit(page.scale.value())
    assert (theme.current().name, theme.scale()) == ("sun", 1.5)
    kept = read(tmp_path / "machine")
    assert (kept.theme, kept.scale) == ("sun", 1.5)
    window.turn_theme()
    assert page.theme.value() == theme.current().name == "light"


def test_another_language_is_asked_of_whoever_made_the_window(qtbot: QtBot, window: MainWindow) -> None:
    page = page_of(window)
    page.language.choose("en")
    with qtbot.waitSignal(window.settings_changed) as told:
        page.language.picked.emit(page.language.value())
    assert cast(Settings, told.args[0]).language == "en"


def test_what_is_typed_is_saved_on_leaving_the_field(qtbot: QtBot, window: MainWindow, store: SqlStore) -> None:
    page = page_of(window)
    page.issuer.setFocus(Qt.FocusReason.OtherFocusReason)
    page.issuer.insert("某街道办事处")  # as an input method commits it
    page.issuer.settled.emit(page.issuer.text())
    page.prefix.settled.emit(" 南学分评 ")
    page.street.picked.emit("")
    qtbot.waitUntil(lambda: keeping.read_settings(store)["number_prefix"] == "南学分评" and window.context.tasks.idle)
    settings = keeping.read_settings(store)
    assert (settings["issuer"], settings["street"]) == ("某街道办事处", "")


def test_another_person_records_from_now_on_and_an_empty_name_is_refused(
    qtbot: QtBot, window: MainWindow, store: SqlStore
) -> None:
    page = page_of(window)
    page.person.settled.emit("  ")
    qtbot.waitUntil(lambda: bool(page.form["name"].problem))
    page.person.settled.emit("李航")
    qtbot.waitUntil(lambda: page.own is not None and page.own.person == "李航")
    person = keeping.current_person(store)
    assert person is not None
    assert person.name == "李航"
    assert window.rail.person.text() == "李航" if hasattr(window.rail, "person") else True


def test_a_backup_is_opened_and_checked_before_it_counts(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, to = page_of(window), tmp_path / "copy.sqlite3"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(to), ""))
    page.database.backup_button.click()
    qtbot.waitUntil(lambda: page.database.result.mark is Mark.CONFORMING)
    assert to.stat().st_size > 0
    assert str(to) in page.database.told.text()
    page.database.backup_button.click()  # the same place again: nothing is written over
    qtbot.waitUntil(lambda: page.database.result.mark is Mark.NONCONFORMING)
    assert "没有覆盖" in page.database.told.text()


def test_the_folder_of_the_daily_copies_is_shown_changed_and_put_back(
    qtbot: QtBot, window: MainWindow, store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies, stick = page_of(window).copies, tmp_path / "stick"
    qtbot.waitUntil(copies.isVisible)
    assert copies.folder.text() == f"{store.place}.backups"
    assert copies.last.text() == "还没有备份过"
    assert not copies.beside_button.isVisible()
    stick.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: str(stick))
    copies.change_button.setFocus()
    QTest.keyClick(copies.change_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: copies.folder.text() == str(stick))
    backing_up.back_up_daily(store)
    page_of(window).refresh()
    qtbot.waitUntil(lambda: "185 行日志，核对一致" in copies.last.text())
    QTest.keyClick(copies.beside_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: copies.folder.text() == f"{store.place}.backups")
    assert unnamed(copies) == []


def test_a_copy_is_put_back_after_it_was_said_what_it_lacks(
    qtbot: QtBot, window: MainWindow, store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies, copy, asked = page_of(window).copies, tmp_path / "copy.sqlite3", []
    backing_up.back_up(store, str(copy))
    keeping.change_person(store, "李航")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(copy), ""))

    def answer(_parent: object, title: str, told: str, *, verb: str, stay: str) -> str | None:
        asked.append((title, told, verb, stay))
        return None if len(asked) == 1 else ""

    monkeypatch.setattr(copies_pane, "ask", answer)
    copies.restore_button.click()
    qtbot.waitUntil(lambda: len(asked) == 1)
    assert "现在有 1 行是备份里没有的" in asked[0][1]
    assert asked[0][2:] == ("恢复", "不恢复")
    person = keeping.current_person(store)
    assert person is not None
    assert person.name == "李航"  # nothing was done
    with qtbot.waitSignal(window.renewal_asked):
        copies.restore_button.click()
    person = keeping.current_person(store)
    assert person is not None
    assert person.name == "王㛃"
    (told,) = window.strip.messages()
    assert "换下的数据库在" in told.note
    copies.restore_button.click()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (store.place, ""))
    copies.restore_button.click()
    qtbot.waitUntil(lambda: "就是现在的数据库" in window.strip.messages()[0].note)


def test_check_and_rebuild_tell_what_they_found(qtbot: QtBot, window: MainWindow) -> None:
    page = page_of(window)
    page.database.check_button.click()
    qtbot.waitUntil(lambda: page.database.result.word == "核对一致")
    page.database.rebuild_button.click()
    qtbot.waitUntil(lambda: page.database.result.word == "已重建索引")
    assert "185 份记录" in page.database.told.text()
    qtbot.waitUntil(lambda: window.context.tasks.idle)


def test_a_check_says_how_many_records_are_kept_and_not_counted(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, found = page_of(window), Check(lines=9, records=7, root="0" * 64, faults=(), broken=2)
    monkeypatch.setattr(window.context.store, "check", lambda _tell: found)
    page.database.check_button.click()
    qtbot.waitUntil(lambda: page.database.result.mark is Mark.UNKNOWN)
    assert "2 份记录不合本类规则" in page.database.told.text()
    qtbot.waitUntil(lambda: window.context.tasks.idle)


def test_another_standard_is_chosen_and_the_window_asked_to_be_made_anew(qtbot: QtBot, window: MainWindow) -> None:
    page = page_of(window)
    qtbot.waitUntil(lambda: page.standard.which.count() == 2)
    assert page.standard.which.value() == "nankai-2023"
    with qtbot.waitSignal(window.renewal_asked):
        page.standard.which.picked.emit("zhonglou-2022")
    with window.context.store.reading() as work:
        assert in_force(work).id == "zhonglou-2022"


def test_every_example_is_told_in_words_and_none_of_its_facts_is_left_out() -> None:
    rules = standard()
    for example in rules.examples:
        told = "\n".join(facts_lines(example.facts, rules))
        assert told
        assert "not_applicable" not in told
        for site in example.facts.get("sites", ()):
            assert rules.place_types[site["type"]].name in told
        for community in example.facts.get("communities", ()):
            assert all(f"{value:,}" in told for value in community.values())


def test_what_has_no_word_yet_stands_under_its_own_key() -> None:
    lines = facts_lines({"mode": "census", "communities": [{"households": 5, "newly": 2}]}, standard())
    assert lines == ["逐户", "5 户：newly 2"]


def test_a_root_can_be_compared_by_eye() -> None:
    assert in_fours("0123456789abcdef" * 2) == "0123456789abcdef 0123456789abcdef"


def test_every_field_has_a_name(window: MainWindow) -> None:
    assert unnamed(page_of(window)) == []
