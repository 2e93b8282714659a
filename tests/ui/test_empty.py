"""Before there is anything, and with a first site alone, every page says what is so and what to do, and waits for
nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from auditor.people import Role
from auditor.use_cases import keeping, recording
from db import SqlStore, open_store
from tests.making import STREET, site, standard
from tests.ui.naming import unnamed
from tests.ui.room import tight
from tests.ui.whole import CLOCK, opened, settle
from ui.pages import PAGES
from ui.panes import EmptyState, Text

Fill = Callable[[SqlStore], None]


def _office(store: SqlStore) -> None:
    keeping.set_up(store, person="赵𫖯", street=STREET)


def _bureau(store: SqlStore) -> None:
    keeping.set_up(store, person="赵𫖯", role=Role.REVIEWER)


def _one_site(store: SqlStore) -> None:
    _office(store)
    recording.save_site(store, site(), standard())


FILLS: dict[str, Fill] = {"a new office": _office, "a new bureau": _bureau, "one site": _one_site}


def _shown_words(root: QWidget) -> list[str]:
    return [label.text() for label in root.findChildren(QLabel) if label.isVisibleTo(root) and label.text()]


def _nothing_said(root: QWidget) -> list[str]:
    """Empty states that do not say what to do or why there is nothing."""
    found = []
    for state in root.findChildren(EmptyState):
        if state.isVisibleTo(root):
            words = [text.text() for text in state.findChildren(Text) if text.text()]
            if len(words) < 2:
                found.append(" ".join(words))
    return found


@pytest.mark.parametrize(
    ("name", "language"), [("a new office", "zh"), ("a new bureau", "zh"), ("a new bureau", "en"), ("one site", "en")]
)
def test_every_page_says_what_is_so_and_what_to_do(
    tmp_path: Path,
    qapp: QApplication,  # noqa: ARG001
    name: str,
    language: str,
) -> None:
    file = str(tmp_path / "empty.sqlite3")
    store = open_store(file, clock=lambda: CLOCK)
    FILLS[name](store)
    store.close()
    wrong: list[str] = []
    waiting = ("正在",) if language == "zh" else ("Reading", "Listing", "Looking for")
    with opened(file, language=language) as session:
        for kind in PAGES:
            assert session.window.open_page(kind.id)
            settle(session)
            page = session.window.page
            words = _shown_words(page)
            assert words or kind.id == "help", f"{kind.id} is blank"
            wrong += [f"{kind.id}: still waits: {word}" for word in words if word.startswith(waiting)]
            wrong += [f"{kind.id}: says nothing to do: {told}" for told in _nothing_said(page)]
            wrong += [f"{kind.id}: no name on {told}" for told in unnamed(page, seen=True)]
            wrong += [f"{kind.id}: {told}" for told in tight(page)]
    assert wrong == [], "\n".join(wrong)
