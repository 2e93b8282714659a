"""The first start: three answers, a database that is ready, or nothing at all."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from auditor.people import Role
from auditor.use_cases import keeping
from db import SqlStore, open_store
from tests.making import STREET, Clock
from tests.ui.naming import unnamed
from ui import first_start
from ui.first_start import FirstStart, ask_first_start


@pytest.fixture
def store() -> Iterator[SqlStore]:
    """A database nobody has used."""
    opened = open_store(":memory:", Clock())
    yield opened
    opened.close()


def ready(store: SqlStore) -> bool:
    """Whether the first start was done."""
    with store.reading() as work:
        return keeping.is_set_up(work)


def test_a_name_and_a_street_are_enough(qtbot: QtBot, store: SqlStore) -> None:
    dialog = FirstStart(store)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.person.insert("王㛃")  # as an input method commits it
    dialog.street.choose(STREET)
    QTest.mouseClick(dialog.start, Qt.MouseButton.LeftButton)
    assert dialog.result() == QDialog.DialogCode.Accepted
    person = keeping.current_person(store)
    assert person is not None
    assert (person.name, person.role) == ("王㛃", Role.INSPECTOR)
    assert keeping.read_settings(store)["street"] == STREET
    assert keeping.read_settings(store)["issuer"] == ""
    with store.reading() as work:
        assert (len(work.streets.all()), len(work.communities.all())) == (12, 171)


def test_without_a_name_the_field_says_so_and_nothing_is_written(qtbot: QtBot, store: SqlStore) -> None:
    dialog = FirstStart(store)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.form.save_asked.emit()
    assert dialog.form["name"].problem
    assert dialog.isVisible()
    assert not ready(store)


def test_a_bureau_has_no_street_and_other_roles(qtbot: QtBot, store: SqlStore) -> None:
    dialog = FirstStart(store)
    qtbot.addWidget(dialog)
    dialog.at_bureau.click()
    assert not dialog.street.isEnabled()
    dialog.role.choose(Role.DECIDER.value)
    dialog.person.setText("李航")
    dialog.settle()
    person = keeping.current_person(store)
    assert person is not None
    assert person.role is Role.DECIDER
    assert keeping.read_settings(store)["street"] == ""


def test_escape_leaves_the_database_as_it_is(qtbot: QtBot, store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = FirstStart(store)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.person.setText("王㛃")
    QTest.keyClick(dialog.stay, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert not ready(store)
    monkeypatch.setattr(first_start.FirstStart, "exec", lambda _self: QDialog.DialogCode.Rejected)
    assert not ask_first_start(store)


def test_every_field_has_a_name(qtbot: QtBot, store: SqlStore) -> None:
    dialog = FirstStart(store)
    qtbot.addWidget(dialog)
    assert unnamed(dialog) == []
