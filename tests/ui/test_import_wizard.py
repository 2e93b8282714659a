"""Bringing a table in through the window: rehearse, see the problems by row, import all, the good ones, or nothing."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from auditor.use_cases.exporting import export_register
from db import SqlStore
from tests import making
from tests.ui.naming import unnamed
from tests.ui.room import texts_of
from ui.context import Context
from ui.import_wizard import ImportWizard
from ui.import_words import bad_rows, good_rows
from ui.main_window import MainWindow
from ui.register_page import RegisterPage
from ui.settings import Settings
from ui.tasks import Tasks

HEADS = ("社区代码", "点位编号", "名称", "场所类型", "户数")
ROWS = (
    ("120104006001", "06-001", "龙兴里小区", "residential_managed", "412"),
    ("120104006001", "06-002", "学湖里小区", "residential_managed", "208"),
    ("120104006002", "06-003", "王㛃记小区", "residential_managed", "90"),
)


@pytest.fixture
def store() -> Iterator[SqlStore]:
    """A street with communities and no site."""
    with making.fresh_store() as opened:
        with opened.writing() as work:
            work.streets.save(making.street())
            work.communities.save_all(making.communities())
        yield opened


@pytest.fixture
def wizard(qtbot: QtBot, store: SqlStore, tasks: Tasks) -> ImportWizard:
    """The import, in the register of a window."""
    store.told = tasks.announce
    window = MainWindow(Context(store, tasks, making.standard(), Settings()), [RegisterPage])
    qtbot.addWidget(window)
    window.show()
    page = cast(RegisterPage, window.page)
    qtbot.waitUntil(lambda: page.register is not None and tasks.idle)
    page.actions_here["import"].trigger()
    assert page.stack.currentWidget() is page.wizard
    return page.wizard


def table(folder: Path, *rows: tuple[str, ...], name: str = "点位.csv") -> Path:
    """A csv of the register's sites."""
    file = folder / name
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows([HEADS, *rows])
    return file


def held(store: SqlStore) -> dict[str, int]:
    """Households by code."""
    with store.reading() as work:
        return {s.code: s.households for s in work.sites.all()}


def rehearse(qtbot: QtBot, wizard: ImportWizard, file: Path) -> None:
    """Choose a file and wait for what it would do."""
    wizard.rehearse(file)
    qtbot.waitUntil(lambda: wizard.plan is not None)


def test_a_good_file_is_shown_first_and_written_only_when_asked(
    qtbot: QtBot, wizard: ImportWizard, store: SqlStore, tmp_path: Path
) -> None:
    rehearse(qtbot, wizard, table(tmp_path, *ROWS))
    assert held(store) == {}
    assert "新的 3 条" in wizard.summary.text()
    assert (wizard.all_button.isHidden(), wizard.good_button.isHidden()) == (False, True)
    assert [wizard.tabs.tabText(i) for i in range(wizard.tabs.count())] == ["新的 3"]
    with qtbot.waitSignal(wizard.left):
        QTest.mouseClick(wizard.all_button, Qt.MouseButton.LeftButton)
    assert held(store) == {"06-001": 412, "06-002": 208, "06-003": 90}


def test_rows_with_problems_offer_only_the_good_ones_or_nothing(
    qtbot: QtBot, wizard: ImportWizard, store: SqlStore, tmp_path: Path
) -> None:
    bad = (ROWS[1][0], "06-002", "学湖里小区", "residential_managed", "−5")
    rehearse(qtbot, wizard, table(tmp_path, ROWS[0], bad, ROWS[2]))
    assert wizard.plan is not None
    assert (bad_rows(wizard.plan), good_rows(wizard.plan)) == (1, 2)
    assert (wizard.all_button.isHidden(), wizard.good_button.isHidden()) == (True, False)
    assert wizard.good_button.accessibleName() == "只导入好的 2 行"
    model = wizard.tabs.problems.records
    row = [model.data(model.index(0, model.column(key))) for key in ("row", "column", "value")]
    assert row == ["3", "户数", "−5"]
    reason = str(model.data(model.index(0, model.column("reason"))))
    assert "第 3 行" not in reason
    with qtbot.waitSignal(wizard.left):
        wizard.good_button.click()
    assert sorted(held(store)) == ["06-001", "06-003"]


def test_not_importing_leaves_nothing_behind(
    qtbot: QtBot, wizard: ImportWizard, store: SqlStore, tmp_path: Path
) -> None:
    rehearse(qtbot, wizard, table(tmp_path, *ROWS))
    with qtbot.waitSignal(wizard.left):
        QTest.keyClick(wizard, Qt.Key.Key_Escape)
    assert held(store) == {}
    assert wizard.plan is None


def test_a_reading_that_is_stopped_says_so_and_one_that_is_left_shows_nothing_later(
    qtbot: QtBot, wizard: ImportWizard, store: SqlStore, tmp_path: Path
) -> None:
    wizard.rehearse(table(tmp_path, *ROWS))
    assert wizard._reading is not None
    wizard._reading.cancel()  # as the button of its row does
    qtbot.waitUntil(lambda: wizard._reading is None)
    assert any("文件没有读完" in text for text in texts_of(wizard))
    assert wizard.step.currentIndex() == 0
    wizard.rehearse(table(tmp_path, *ROWS))
    QTest.keyClick(wizard, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: wizard.context.tasks.idle)
    assert wizard.plan is None
    assert wizard.step.currentIndex() == 0
    assert held(store) == {}


def test_the_same_file_again_says_that_nothing_would_change(
    qtbot: QtBot, wizard: ImportWizard, store: SqlStore, tmp_path: Path
) -> None:
    file = table(tmp_path, *ROWS)
    rehearse(qtbot, wizard, file)
    with qtbot.waitSignal(wizard.left):
        wizard.accept(only_good=False)
    out = tmp_path / "台账.xlsx"
    export_register(store, out, making.standard())
    rehearse(qtbot, wizard, out)
    assert "不变 3 条" in wizard.summary.text()
    assert not wizard.all_button.isEnabled()
    assert wizard.all_button.toolTip()


def test_a_change_is_shown_field_by_field_before_it_is_written(
    qtbot: QtBot, wizard: ImportWizard, tmp_path: Path
) -> None:
    rehearse(qtbot, wizard, table(tmp_path, *ROWS))
    with qtbot.waitSignal(wizard.left):
        wizard.accept(only_good=False)
    rehearse(qtbot, wizard, table(tmp_path, (*ROWS[0][:4], "400"), *ROWS[1:]))
    model = wizard.tabs.changed.records
    assert model.data(model.index(0, model.column("changes"))) == "户数 412 → 400"


def test_what_somebody_saved_since_is_not_written_over(
    qtbot: QtBot, wizard: ImportWizard, store: SqlStore, tmp_path: Path
) -> None:
    rehearse(qtbot, wizard, table(tmp_path, *ROWS))
    with store.writing() as work:
        work.sites.save(making.site("06-001", households=7))
    wizard.accept(only_good=False)
    qtbot.waitUntil(lambda: bool(wizard.strip.messages()))
    assert "再看一遍" in wizard.strip.messages()[0].note
    assert held(store) == {"06-001": 7}
    assert wizard.all_button.isEnabled()


def test_a_file_that_is_no_table_is_refused_in_words(qtbot: QtBot, wizard: ImportWizard, tmp_path: Path) -> None:
    file = tmp_path / "照片.xlsx"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    wizard.rehearse(file)
    qtbot.waitUntil(lambda: bool(wizard.strip.messages()))
    note = wizard.strip.messages()[0].note
    assert note
    assert "file_" not in note
    assert wizard.step.currentIndex() == 0


def test_the_list_of_problems_is_written_for_a_spreadsheet(
    qtbot: QtBot, wizard: ImportWizard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rehearse(qtbot, wizard, table(tmp_path, (*ROWS[0][:4], "很多")))
    out = tmp_path / "问题.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(out), ""))
    wizard.list_button.click()
    qtbot.waitUntil(lambda: out.exists() and bool(wizard.strip.messages()))
    raw = out.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    assert rows[0] == ["表", "行", "列", "内容", "原因"]
    assert rows[1][1:4] == ["2", "户数", "很多"]


def test_the_blank_forms_go_into_a_folder(
    qtbot: QtBot, wizard: ImportWizard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: str(tmp_path))
    wizard.blank_button.click()
    qtbot.waitUntil(lambda: bool(wizard.strip.messages()))
    assert sorted(f.name for f in tmp_path.glob("*.xlsx")) == ["audits.xlsx", "register.xlsx", "responses.xlsx"]


def test_everything_has_a_name(qtbot: QtBot, wizard: ImportWizard, tmp_path: Path) -> None:
    assert unnamed(wizard) == []
    rehearse(qtbot, wizard, table(tmp_path, *ROWS))
    assert unnamed(wizard) == []
