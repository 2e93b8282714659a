"""Every page, pane and dialog with the demonstration in it: named, walked by Tab as one reads, seen, nothing cut."""

import gc
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import getCppPointer

from tests.ui.naming import silent, unnamed
from tests.ui.reading_order import backward, from_the_top, ring, said, stops, walk
from tests.ui.room import sideways, texts_of, tight, without_glyph
from tests.ui.whole import Place, make_database, opened, places, standing
from ui import theme

# where no ring comes and goes, and why
ALWAYS_RINGED = {
    "_Field": "the palette's field has the keyboard as long as the palette is open, and its line is always drawn",
    "Interview": "the question fills its pane and has the keyboard when shown; its answers print the keys that work",
}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One demonstration for all."""
    return make_database(tmp_path_factory.mktemp("whole"))


def _focused(root: QWidget) -> QWidget:
    window = root.window()
    window.activateWindow()
    QApplication.processEvents()
    if QApplication.focusWidget() is None:
        stops(window)[0].setFocus(Qt.FocusReason.TabFocusReason)
    return window


# one window for all places: what is left open in one is met in the next, as with a person
def test_tab_reaches_everything_once_in_the_order_of_reading_and_back(database: Path, qapp: QApplication) -> None:  # noqa: ARG001
    wrong: list[str] = []
    before = _windows()
    with opened(str(database)) as session:
        for place in places():
            with standing(session, place) as root:
                wrong += [f"{place.name}: {told}" for told in _walked(_focused(root))]
    assert wrong == [], "\n".join(wrong)
    del session, root
    assert _windows() - before == set(), "a window that is gone left something behind: it would be dressed for ever"


def _windows() -> set[str]:
    for _n in range(3):  # what goes may let go of more
        gc.collect()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return {
        f"{type(w).__name__} {w.accessibleName()} at {getCppPointer(w)[0]:x}" for w in QApplication.topLevelWidgets()
    }


def _walked(window: QWidget) -> list[str]:
    order = walk(window)
    found = [f"Tab never comes to {said(w)}" for w in stops(window) if w not in order]
    found += backward(from_the_top(order))
    back = walk(window, Qt.Key.Key_Backtab)
    return found + ([] if [order[0], *reversed(order[1:])] == back else ["Shift Tab goes another way"])


@pytest.mark.parametrize(
    ("language", "scale", "name"),
    [("zh", 1.0, "light"), ("zh", 1.5, "dark"), ("en", 1.0, "sun"), ("en", 1.5, "light")],
)
def test_everything_has_a_name_and_room_for_its_words_and_shows_the_keyboard(
    database: Path,
    qapp: QApplication,  # noqa: ARG001
    language: str,
    scale: float,
    name: str,
) -> None:
    wrong: list[str] = []
    faces = [theme.font("body"), theme.font("page")]
    with opened(str(database), language=language, scale=scale) as session:
        theme.use(name, scale)
        for place in places():
            with standing(session, place) as root:
                wrong += [f"{place.name}: no name on {told}" for told in unnamed(root)]
                wrong += [f"{place.name}: nothing said of {told}" for told in silent(root.window())]
                wrong += [f"{place.name}: {told}" for told in tight(root.window())]
                if scale == 1.0:
                    wrong += [f"{place.name}: {told}" for told in sideways(root.window())]
                    wrong += [f"{place.name}: {told}" for told in _ringless(root)]
                boxes = without_glyph(texts_of(root.window()), faces)
                wrong += [f"{place.name}: no letter for {c!r}" for c in sorted(boxes)]
    assert wrong == [], "\n".join(wrong)


def _ringless(root: QWidget) -> list[str]:
    kinds = {type(w).__name__: w for w in stops(_focused(root))}
    return [
        f"no ring on {said(widget)}" for kind, widget in kinds.items() if kind not in ALWAYS_RINGED and not ring(widget)
    ]


def test_every_place_is_met_once() -> None:
    names = [place.name for place in places()]
    assert len(names) == len(set(names))
    assert all(isinstance(place, Place) for place in places())
