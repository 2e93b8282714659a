"""F1 tells every key of the program, and no key has two meanings in one place."""

import ast
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from tests.ui.whole import make_database, opened, settle
from ui.actions import key_text
from ui.buttons import KeyCap
from ui.fixed_keys import PRINTED, of_fields, of_lists, of_page
from ui.pages import PAGES

SHARED = {("survey", "Ctrl+Z"): "the page takes it while there is a household to change, else it is the program's"}
UI = Path(__file__).resolve().parent.parent.parent / "ui"


def keys_taken() -> set[str]:
    """Every key of Qt that a widget of ours takes by itself, not through an action."""
    return {
        node.attr
        for path in UI.glob("*.py")
        if path.name != "fixed_keys.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr.startswith("Key_")
    }


def test_every_key_a_widget_takes_is_told() -> None:
    told = {key for keys in (of_fields(), of_lists(), *(of_page(p.id) for p in PAGES)) for key, _word in keys}
    for name in keys_taken():
        assert PRINTED[Qt.Key[name]] in told, name


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_shortcut_is_listed_and_none_has_two_meanings(
    qapp: QApplication,  # noqa: ARG001
    tmp_path: Path,
    language: str,
) -> None:
    with opened(str(make_database(tmp_path)), language=language) as session:
        window = session.window
        window.show_keys()
        for page in PAGES:
            window.open_page(page.id)
            settle(session)
            dialog = window._keys
            assert dialog is not None
            assert dialog.isVisible()
            listed = {cap.key for cap in dialog.findChildren(KeyCap) if cap.isVisibleTo(dialog)}
            here = [*window.page.findChildren(QAction), *window.page.actions(), *window.actions()]
            actions = {a for a in here if not a.shortcut().isEmpty() and a.objectName()}
            used = Counter(sequence.toString() for a in actions for sequence in a.shortcuts())
            assert {key for key, n in used.items() if n > 1} <= {key for at, key in SHARED if at == page.id}, page.id
            for action in actions:
                assert key_text(action) in listed, (page.id, action.objectName())
