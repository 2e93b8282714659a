"""Pictures of every page as a person would see it, made by the program itself from a database."""

import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from auditor import wording
from auditor.store import Store
from ui import app as _app
from ui import theme
from ui.pages import PAGES
from ui.settings import Settings
from ui.start import Session, shots_folder

PATIENCE_S = 120.0
LONGEST_PAUSE_MS = 1000
WIDTH, HEIGHT = 1366, 768
SMALL_SCREEN = 1.5  # up to this scale the screen is a laptop of 1366 × 768; above it, one of that many times more


def window_size(scale: float) -> tuple[int, int]:
    """Width and height in logical pixels of a window that fills the screen at a scale of the system (1.0 to 2.0)."""
    shrink = scale if scale <= SMALL_SCREEN else 1.0
    return int(WIDTH / shrink), int(HEIGHT / shrink)


def take_shots(store: Store, out: Path, *, everything: bool = False) -> list[Path]:
    """Draw every page as a laptop of 1366 × 768 shows it: light, in the language spoken now; with `everything` both
    languages and all themes. The scale is the system's (QT_SCALE_FACTOR).

    The files lie in `out/<language>-<theme>/<page>.png`. The store stays open.
    """
    before, dress, scale = wording.language(), theme.current().name, theme.scale()
    files: list[Path] = []
    for language in wording.LANGUAGES if everything else (before,):
        files += _shoot(store, out, language, theme.NAMES if everything else ("light",))
    application = _app.make_app(Settings(theme=dress, scale=scale, language=before))
    application.processEvents()
    return files


def _shoot(store: Store, out: Path, language: str, themes: Sequence[str]) -> list[Path]:
    """One language. What a page shows is read once, the themes change their colours."""
    settings = Settings(theme=themes[0], language=language)
    application = _app.make_app(settings)
    session = Session(store, settings)
    files = []
    try:
        session.window.resize(*window_size(session.window.devicePixelRatioF()))
        session.window.show()
        for page in PAGES:
            session.window.open_page(page.id)
            settle(application, session)
            for name in themes:
                if theme.current().name != name:
                    theme.use(name)
                    settle(application, session)
                file = shots_folder(out, Settings(theme=name, language=language)) / f"{page.id}.png"
                file.parent.mkdir(parents=True, exist_ok=True)
                session.window.grab().save(str(file))
                files.append(file)
    finally:
        session.window.close()
        session.tasks.close()
        session.window.deleteLater()
        application.processEvents()
    return files


def settle(application: QApplication, session: Session) -> None:
    """Wait until every answer has been shown and every pause before a question or a draft is over: pages ask again
    after an answer, so it must stay quiet for a moment."""
    end = time.monotonic() + PATIENCE_S
    quiet = 0
    while quiet < 5 and time.monotonic() < end:
        application.processEvents()
        quiet = quiet + 1 if session.tasks.idle and not _pauses(session) else 0
        if not quiet:
            time.sleep(0.001)


def _pauses(session: Session) -> bool:
    timers = session.window.findChildren(QTimer)
    return any(t.isActive() and t.isSingleShot() and t.interval() <= LONGEST_PAUSE_MS for t in timers)
