"""The whole program with the small demonstration in it: every page, every pane and dialog, one after the other."""

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from auditor import wording
from auditor.use_cases import demonstrating
from db import SqlStore, open_store
from tests.playing import answered
from ui.app import make_app
from ui.command_palette import CommandPalette
from ui.first_start import FirstStart
from ui.pages import PAGES
from ui.questions import Question
from ui.register_page import RegisterPage
from ui.settings import Settings
from ui.start import Session

CLOCK = datetime(2026, 11, 22, 2, tzinfo=UTC)
PATIENCE_S = 60.0


def make_database(folder: Path) -> Path:
    """The small demonstration district in a file of its own."""
    return Path(shutil.copy(_made(), folder / "whole.sqlite3"))


@cache
def _made() -> Path:
    """Made once for all tests of a run."""
    folder = tempfile.mkdtemp(prefix="whole")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = Path(folder) / "whole.sqlite3"
    store = open_store(str(file), clock=lambda: CLOCK)
    try:
        demonstrating.make_demonstration(store, size="small", seed=1, on=CLOCK.date())
    finally:
        store.close()
    return file


def settle(session: Session) -> None:
    """Until every answer is shown."""
    answered(session.tasks, seconds=PATIENCE_S)


@contextmanager
def opened(
    place: str, *, language: str = "zh", scale: float = 1.0, size: tuple[int, int] = (1366, 768)
) -> Iterator[Session]:
    """The program on a database, shown."""
    settings = Settings(language=language, scale=scale)
    make_app(settings)
    store: SqlStore = open_store(place, clock=lambda: CLOCK)
    session = Session(store, settings)
    broken: list[Exception] = []
    session.tasks.broken.connect(broken.append)
    try:
        session.window.resize(*size)
        session.window.show()
        session.window.activateWindow()
        settle(session)
        yield session
        assert broken == []
    finally:
        session.window.close()
        session.close()
        session.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        wording.use("zh")


@dataclass(frozen=True, slots=True)
class Place:
    """Something a person can stand before: how to come to it; `root` is what is looked at."""

    name: str
    come: Callable[[Session], QWidget]


def _page(page: str, *actions: str) -> Callable[[Session], QWidget]:
    def come(session: Session) -> QWidget:
        session.window.open_page(page)
        settle(session)
        for action in actions:
            session.window.page.actions_here[action].trigger()
            settle(session)
        return session.window.page

    return come


def _audit(session: Session) -> QWidget:
    session.window.open_page("audit")
    settle(session)
    QTest.keyClick(session.window.page.first_field() or session.window.page, Qt.Key.Key_2)
    settle(session)
    return session.window.page


def _form(session: Session) -> QWidget:
    session.window.open_page("register")
    settle(session)
    page = session.window.page
    assert isinstance(page, RegisterPage)
    page.list.choose_any()
    settle(session)
    page.edit()
    settle(session)
    return page


def _leave_form(session: Session) -> None:
    page = session.window._pages.get("register")
    if isinstance(page, RegisterPage) and page.form is not None:
        page.side.close_form()


def _palette(session: Session) -> QWidget:
    window = session.window
    palette = CommandPalette(
        window, window.context, [*window.page.actions(), *window.actions()], {p.id: p for p in PAGES}, "总览"
    )
    palette.show()
    settle(session)
    return palette


def _keys(session: Session) -> QWidget:
    session.window.show_keys()
    dialog = session.window._keys
    assert dialog is not None
    return dialog


def _question(session: Session) -> QWidget:
    question = Question(
        session.window, "撤回点位？", "不再计数", verb="撤回点位", stay="不撤回", reason="为什么撤回（必填）"
    )
    question.show()
    settle(session)
    return question


def _first_start(session: Session) -> QWidget:
    dialog = FirstStart(session.store)
    dialog.show()
    settle(session)
    return dialog


def places() -> list[Place]:
    """Every page, the panes that open on it, and every dialog."""
    found = [Place(page.id, _page(page.id)) for page in PAGES if page.id != "audit"]
    found.append(Place("audit", _audit))
    found += [
        Place("register form", _form),
        Place("register import", _page("register", "import")),
        Place("progress communities", _page("progress", "progress.communities")),
        Place("missing by day", _page("missing", "missing.turn")),
        Place("palette", _palette),
        Place("keys", _keys),
        Place("question", _question),
        Place("first start", _first_start),
    ]
    return found


@contextmanager
def standing(session: Session, place: Place) -> Iterator[QWidget]:
    """Stand before it, and put away afterwards what has to be put away."""
    root = place.come(session)
    settle(session)
    root.window().activateWindow()
    QApplication.processEvents()
    try:
        yield root
    finally:
        _leave_form(session)
        if root.isWindow():
            root.close()
            QApplication.processEvents()
        if place.name == "register import":
            session.window.page._leave_import()  # type: ignore[attr-defined]
        if place.name in ("progress communities", "missing by day"):
            name = {"progress communities": "progress.communities", "missing by day": "missing.turn"}[place.name]
            session.window.page.actions_here[name].trigger()
        settle(session)
