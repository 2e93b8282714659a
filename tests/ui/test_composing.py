"""Every field of the program with an input method: composed text is not looked at, rare names arrive and stay whole."""

from pathlib import Path

import pytest
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from auditor.formats.faces import missing_code_points
from db import SqlStore
from tests.making import fill_street, fresh_store
from tests.ui.whole import make_database, opened, places, standing
from ui.register_page import RegisterPage

NAME = "张喆𬱖"  # the last is beyond the BMP: two units of UTF-16
FIELD = QLineEdit | QPlainTextEdit | QTextEdit


def fields(root: QWidget) -> list[FIELD]:
    """What a person can type into now."""
    return [
        w
        for w in root.findChildren(QWidget)
        if isinstance(w, QLineEdit | QPlainTextEdit | QTextEdit)
        and w.isVisible()
        and w.isEnabled()
        and not w.isReadOnly()
    ]


def text_of(field: FIELD) -> str:
    """What stands in it."""
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()


def compose(field: FIELD, preedit: str) -> None:
    """Letters under the hand of the input method, not yet text."""
    QApplication.sendEvent(field, QInputMethodEvent(preedit, []))


def commit(field: FIELD, text: str) -> None:
    """The input method hands its words over."""
    done = QInputMethodEvent("", [])
    done.setCommitString(text)
    QApplication.sendEvent(field, done)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One demonstration for all fields."""
    return make_database(tmp_path_factory.mktemp("composing"))


def test_every_field_takes_a_composed_rare_name_whole_and_is_not_judged_meanwhile(
    database: Path,
    qapp: QApplication,  # noqa: ARG001
) -> None:
    met: set[str] = set()
    wrong: list[str] = []
    with opened(str(database)) as session:
        for place in places():
            with standing(session, place) as root:
                for field in fields(root.window()):
                    name = f"{place.name}: {field.accessibleName()}"
                    before = text_of(field)
                    field.setFocus()
                    if isinstance(field, QLineEdit):
                        field.clear()
                    else:
                        field.setPlainText("")
                    compose(field, "zhang")
                    if text_of(field) or field.property("wrong"):
                        wrong.append(f"{name}: composing changed it, or it was judged")
                    if not field.hasFocus():
                        wrong.append(f"{name}: composing took the keyboard away")
                    commit(field, NAME)
                    if text_of(field) != NAME:
                        wrong.append(f"{name}: {text_of(field)!r}")
                    if isinstance(field, QLineEdit):
                        if field.maxLength() != 32767:
                            wrong.append(f"{name}: a limit counted in UTF-16")
                        field.setText(before)
                    else:
                        field.setPlainText(before)
                    met.add(name)
    assert wrong == []
    assert len(met) > 25, sorted(met)


def test_a_rare_name_is_saved_read_back_listed_found_and_printed(
    qapp: QApplication,  # noqa: ARG001
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    file = tmp_path / "rare.sqlite3"
    with fresh_store(str(file)) as store:
        fill_street(store, 2)
    with opened(str(file)) as session:
        session.window.open_page("register")
        page = session.window.page
        assert isinstance(page, RegisterPage)
        qtbot.waitUntil(lambda: page.list.table.records.count == 2 and session.tasks.idle)
        page.list.choose_any()
        qtbot.waitUntil(lambda: session.tasks.idle)
        page.edit()
        assert page.form is not None
        name = next(f for f in fields(page.form) if f.accessibleName() == "名称")
        name.setFocus()
        assert isinstance(name, QLineEdit)
        name.selectAll()
        commit(name, NAME + "大院")
        page.form.save()
        qtbot.waitUntil(lambda: session.tasks.idle and page.form is None, timeout=20_000)
        store_now = session.store
        assert isinstance(store_now, SqlStore)
        with store_now.reading() as work:
            found = work.sites.search("𬱖")
        assert [s.name for s in found] == [NAME + "大院"]
        qtbot.waitUntil(lambda: NAME + "大院" in {s.name for s in page.list.table.records.records()}, timeout=20_000)
        page.list.search.setFocus()
        commit(page.list.search, "𬱖")
        qtbot.waitUntil(lambda: page.list.table.records.count == 1, timeout=20_000)
    assert missing_code_points(NAME) == (), "printed, not boxed"
