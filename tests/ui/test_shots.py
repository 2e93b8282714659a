"""The program's own pictures: one of every page, none of them empty."""

from pathlib import Path

from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from auditor import wording
from db import SqlStore
from tests.making import fill_street
from ui.pages import PAGES
from ui.shots import HEIGHT, WIDTH, take_shots


def test_every_page_has_a_picture_of_the_whole_window(qtbot: QtBot, store: SqlStore, tmp_path: Path) -> None:  # noqa: ARG001
    fill_street(store, 3)
    files = take_shots(store, tmp_path)
    assert [f.stem for f in files] == [p.id for p in PAGES]
    for file in files:
        image = QImage(str(file))
        assert (image.width(), image.height()) == (WIDTH, HEIGHT)
        colours = {image.pixel(x, y) for x in range(160, WIDTH, 7) for y in range(60, HEIGHT - 40, 5)}
        assert len(colours) > 3, file


def test_a_call_in_english_draws_english_pages(qtbot: QtBot, store: SqlStore, tmp_path: Path) -> None:  # noqa: ARG001
    with wording.speaking("en"):
        files = take_shots(store, tmp_path)
        assert wording.language() == "en"
    assert {f.parent.name for f in files} == {"en-light"}
