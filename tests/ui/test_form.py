"""A form shows each problem at its field, with the way out, and saves with Ctrl Enter."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from auditor import wording
from auditor.errors import Problem, Refused, Unavailable
from tests.ui.naming import unnamed
from ui.fields import NumberField, TextField
from ui.form import Form


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sentences of problems without the catalogue of codes."""

    def explain(error: Refused | Unavailable) -> str:
        assert isinstance(error, Refused)
        return "；".join(problem.code for problem in error.problems)

    monkeypatch.setattr(wording, "explain", explain)


def make(qtbot: QtBot) -> Form:
    """Two fields in an active window."""
    form = Form()
    form.add("code", "编号", TextField("", "07-01"), "形如 07-012")
    form.add("households", "户数", NumberField("户数", 412), "户", optional=True)
    qtbot.addWidget(form)
    with qtbot.waitActive(form):
        form.show()
        form.activateWindow()
    return form


@pytest.mark.usefixtures("told")
def test_problems_stand_at_their_fields_and_the_rest_is_given_back(qtbot: QtBot) -> None:
    form = make(qtbot)
    stray = Problem("street", "unknown")
    rest = form.show_problems([Problem("households", "多出 48 户"), Problem("households", "later"), stray])
    row = form["households"]
    assert row.problem == "多出 48 户"
    assert row.field.property("wrong") is True
    assert row.field.hasFocus()
    assert rest == (stray,)
    spoken = QAccessible.queryAccessibleInterface(row.field).text(QAccessible.Text.Description)
    assert spoken == "多出 48 户"
    form.show_problems([])
    assert row.problem == ""
    assert row.field.property("wrong") is False


def test_ctrl_enter_saves_and_enter_goes_to_the_next_field(qtbot: QtBot) -> None:
    form = make(qtbot)
    form["code"].field.setFocus()
    with qtbot.assertNotEmitted(form.save_asked):
        QTest.keyClick(form["code"].field, Qt.Key.Key_Return)
    assert form["households"].field.hasFocus()
    with qtbot.waitSignal(form.save_asked):
        QTest.keyClick(form["households"].field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_every_field_has_a_name_and_its_label_as_buddy(qtbot: QtBot) -> None:
    form = make(qtbot)
    assert unnamed(form) == []
    assert form["code"].field.accessibleName() == "编号"
    assert form["code"].label.buddy() is form["code"].field


def test_labels_and_fields_stand_on_common_left_edges(qtbot: QtBot) -> None:
    form = make(qtbot)
    rows = form["code"], form["households"]
    assert len({row.label.x() for row in rows}) == 1
    assert len({row.field.x() for row in rows}) == 1
