"""The application: input method rule, fonts, Qt's own words, and what is not imported on the way to the window."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QFontDatabase, QRawFont
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from auditor import wording
from tests.child import LIMIT
from ui.app import FACES, FONTS, load_fonts, make_app, settle_input_method, speak
from ui.settings import Settings


@pytest.mark.parametrize("wanted", ["fcitx", "fcitx5"])
def test_fcitx_answers_as_ibus_where_there_is_no_plugin_of_it(tmp_path: Path, wanted: str) -> None:
    environment = {"QT_IM_MODULE": wanted, "QT_IM_MODULES": f"{wanted};ibus"}
    settle_input_method(environment, tmp_path)
    assert environment == {"QT_IM_MODULE": "ibus"}


def test_other_input_methods_and_a_plugin_that_is_there_are_left_alone(tmp_path: Path) -> None:
    environment = {"QT_IM_MODULE": "ibus"}
    settle_input_method(environment, tmp_path)
    assert environment == {"QT_IM_MODULE": "ibus"}
    folder = tmp_path / "platforminputcontexts"
    folder.mkdir()
    (folder / "libfcitx5platforminputcontextplugin.so").touch()
    environment = {"QT_IM_MODULE": "fcitx"}
    settle_input_method(environment, tmp_path)
    assert environment == {"QT_IM_MODULE": "fcitx"}


def test_every_shipped_face_is_read(qapp: QApplication) -> None:
    assert load_fonts() == ()
    assert {"Noto Sans SC", "Noto Serif SC", "Noto Sans SC Full"} <= set(QFontDatabase.families())
    assert qapp.font().family() == "Noto Sans SC"


def test_the_full_face_has_the_rare_characters_of_names() -> None:
    raw = QRawFont(str(FONTS / FACES[-1]), 16)
    for letter in "䶮㛃𬱖𫖯喆堃昇镕":
        assert raw.supportsCharacter(ord(letter)), letter


def test_qts_own_buttons_and_dates_speak_the_language_chosen(qtbot: QtBot, qapp: QApplication) -> None:
    def words() -> str:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        qtbot.addWidget(box)
        return box.button(QDialogButtonBox.StandardButton.Cancel).text()

    speak(qapp, "zh")
    assert "取消" in words()
    assert QLocale().language() == QLocale.Language.Chinese
    speak(qapp, "en")
    assert "Cancel" in words()
    assert wording.language() == "en"
    speak(qapp, "zh")


def test_making_the_application_twice_gives_the_same_one(qapp: QApplication) -> None:
    assert make_app(Settings(theme="dark")) is qapp


def test_the_window_is_up_before_any_heavy_library_is_loaded() -> None:
    heavy = {"pandas", "numpy", "reportlab", "openpyxl", "pikepdf", "pyqtgraph", "alembic", "PIL", "sqlalchemy", "db"}
    code = f"import sys, ui.main_window, ui.app; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
        timeout=LIMIT,
    )
    assert done.stdout.strip() == "[]"
