"""Pictures of every page as a person would see it, made by the program itself from a database."""

import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

from auditor import wording
from auditor.store import Store
from ui import app as _app
from ui import theme
from ui.pages import PAGES
from ui.settings import Settings
from ui.start import Session, shots_folder

PATIENCE_S = 120.0
WIDTH, HEIGHT = 1366, 768


def take_shots(store: Store, out: Path, *, everything: bool = False) -> list[Path]:
    """Draw every page at 1366 × 768: light, in the language spoken now; with `everything` both languages, all themes.

    The files lie in `out/<language>-<theme>/<page>.png`. The store stays open.
    """
    before, dress, scale = wording.language(), theme.current().name, theme.scale()
    wanted = (
        [(language, name) for language in wording.LANGUAGES for name in theme.NAMES]
        if everything
        else [(before, "light")]
    )
    files: list[Path] = []
    for language, name in wanted:
        files += _shoot(store, out, Settings(theme=name, language=language))
    application = _app.make_app(Settings(theme=dress, scale=scale, language=before))
    application.processEvents()
    return files


def _shoot(store: Store, out: Path, settings: Settings) -> list[Path]:
    application = _app.make_app(settings)
    session = Session(store, settings)
    folder = shots_folder(out, settings)
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    try:
        session.window.resize(WIDTH, HEIGHT)
        session.window.show()
        for page in PAGES:
            session.window.open_page(page.id)
            settle(application, session)
            file = folder / f"{page.id}.png"
            session.window.grab().save(str(file))
            files.append(file)
    finally:
        session.window.close()
        session.tasks.close()
        session.window.deleteLater()
        application.processEvents()
    return files


def settle(application: QApplication, session: Session) -> None:
    """Wait until every answer has been shown: pages ask again after an answer, so it must stay quiet for a moment."""
    end = time.monotonic() + PATIENCE_S
    quiet = 0
    while quiet < 5 and time.monotonic() < end:
        application.processEvents()
        quiet = quiet + 1 if session.tasks.idle else 0
        time.sleep(0.02)
