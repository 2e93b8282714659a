"""Every test of the window runs offscreen, in the program's own dress, and leaves light, 100 %, Chinese behind."""

import gc
import os
from collections.abc import Iterator

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from auditor import wording
from ui import theme
from ui.app import make_app
from ui.settings import Settings
from ui.tasks import Tasks

MOST_WINDOWS = 12
_left = [0]  # after the last time they were let go


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application of the program instead of a bare one."""
    return make_app(Settings())


@pytest.fixture(autouse=True)
def _as_it_was(qapp: QApplication) -> Iterator[None]:  # noqa: ARG001
    yield
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    if len(QApplication.topLevelWidgets()) > _left[0] + MOST_WINDOWS:  # each is dressed anew with every theme
        gc.collect()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        _left[0] = len(QApplication.topLevelWidgets())
    if (theme.current().name, theme.scale()) != ("light", 1.0):
        theme.use("light")
    wording.use("zh")


@pytest.fixture
def tasks() -> Iterator[Tasks]:
    """A worker of its own for each test."""
    made = Tasks()
    yield made
    made.close()
