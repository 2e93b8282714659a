"""The application before any window: input method, fonts, Qt's own words, language, style, theme."""

import os
import sys
from collections.abc import MutableMapping
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QStandardPaths, QTranslator
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from auditor import wording
from ui import theme
from ui.settings import Settings
from ui.trouble import log

FONTS = Path(__file__).resolve().parent.parent / "resources" / "fonts"
FACES = (
    "NotoSansSC-Regular.ttf",
    "NotoSansSC-Bold.ttf",
    "NotoSerifSC-Regular.ttf",
    "NotoSerifSC-Bold.ttf",
    "NotoSansSC-Full.ttf",
)
_translators: list[QTranslator] = []


def settle_input_method(environment: MutableMapping[str, str], plugins: Path) -> None:
    """Have fcitx answer as ibus where Qt has no fcitx plugin of its own: else UOS types no Chinese.

    The wheels of PySide6 bring ibus and compose only, a system's plugin is built for another Qt, fcitx5 answers ibus.
    """
    wanted = environment.get("QT_IM_MODULES") or environment.get("QT_IM_MODULE") or ""
    if not wanted.startswith("fcitx"):
        return
    if any("fcitx" in file.name for file in (plugins / "platforminputcontexts").glob("*")):
        return
    environment["QT_IM_MODULE"] = "ibus"
    environment.pop("QT_IM_MODULES", None)


def load_fonts() -> tuple[str, ...]:
    """Register the shipped faces; gives back the files that could not be read."""
    return tuple(face for face in FACES if QFontDatabase.addApplicationFont(str(FONTS / face)) < 0)


def speak(app: QApplication, language: str) -> None:
    """Chinese or English, in our words and in Qt's own buttons and dates."""
    wording.use(language)
    QLocale.setDefault(QLocale("zh_CN" if language == "zh" else "en_GB"))
    for translator in _translators:
        app.removeTranslator(translator)
    _translators.clear()
    if language == "zh":
        translator = QTranslator(app)
        if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            app.installTranslator(translator)
            _translators.append(translator)


def settings_folder() -> Path:
    """Where this machine keeps its window settings and its log."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation))


def make_app(settings: Settings) -> QApplication:
    """The one QApplication, dressed: fonts, language, Fusion with our palettes and stylesheet."""
    if sys.platform.startswith("linux"):
        settle_input_method(os.environ, Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)))
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        QApplication.setApplicationName("street-auditor")
        app = QApplication(sys.argv[:1])
        for face in load_fonts():
            log.error("font %s cannot be read", face)
    if not app.styleSheet():  # not dressed yet
        app.setStyle("Fusion")
    speak(app, settings.language)
    theme.use(settings.theme, settings.scale)
    return app
