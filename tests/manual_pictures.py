"""The pictures of the manual and the contact sheets, made by the program from a demonstration with a clock that stands.

`python -m tests.manual_pictures` writes them to resources/; tests/test_manual_pictures.py compares them with what the
pages look like now. Pages are brought to what is shown by the keys a person presses.
"""

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, chdir, contextmanager
from datetime import UTC, datetime, tzinfo
from functools import cache
from pathlib import Path
from unittest.mock import patch

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np  # noqa: TID253 - a developer's tool
from PIL import Image  # noqa: TID253 - a developer's tool
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from auditor import wording
from auditor.copies import FOLDER
from auditor.use_cases import demonstrating
from db import SqlStore, open_store
from tests.making import TODAY
from ui import app as _app
from ui import theme
from ui.diary_page import DiaryPage
from ui.import_wizard import ImportWizard
from ui.pages import PAGES
from ui.settings import Settings
from ui.shots import HEIGHT, WIDTH, settle
from ui.start import Session

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "resources" / "manual" / "pictures"
SHEETS = ROOT / "resources" / "pictures"
COMMAND = "python3 dev.py pictures"
COLOURS, EXACT = 256, 96  # of them kept as they are
NOON = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)  # ten o'clock in China
PLACE = "street.sqlite3"  # the name of the database, as the page of settings prints it
ON_SHEET = ("overview", "missing", "audit", "survey", "register", "score", "progress", "standard")
SHEET_WIDTH, GAP = 1600, 16


class _StandingClock(datetime):
    """`datetime` whose now is always the same."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "_StandingClock":
        """Ten o'clock in China."""
        moment = NOON.astimezone(tz) if tz else NOON.replace(tzinfo=None).replace(hour=10)
        return cls.fromtimestamp(moment.timestamp(), tz) if tz else cls(2026, 11, 22, 10, 0, 0)


def _moment() -> datetime:
    return NOON


@contextmanager
def standing_clock() -> Iterator[None]:
    """Every module of the window that asks the computer's clock is told the same moment."""
    with ExitStack() as stack:
        for name, module in list(sys.modules.items()):
            if name.startswith("ui.") and getattr(module, "datetime", None) is datetime:
                stack.enter_context(patch.object(module, "datetime", _StandingClock))
        yield


class Window:
    """The program's window as one who presses keys has it."""

    def __init__(self, store: SqlStore, language: str) -> None:
        self.settings = Settings(language=language)
        self.application: QApplication = _app.make_app(self.settings)
        self.session = Session(store, self.settings)
        self.window = self.session.window
        self.window.resize(WIDTH, HEIGHT)
        self.window.show()
        self.window.activateWindow()
        self.wait()

    def wait(self) -> None:
        """Until everything asked for has been shown."""
        settle(self.application, self.session)

    def press(self, *keys: Qt.Key | str, ctrl: bool = False, shift: bool = False) -> None:
        """Press keys where the keyboard is; a text is typed."""
        held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        held |= Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        for key in keys:
            at = self.window.focusWidget() or self.window
            if isinstance(key, str):
                QTest.keyClicks(at, key, held)
            else:
                QTest.keyClick(at, key, held)
            self.wait()

    def open(self, page: str) -> None:
        """Go to a page by its entry in the rail."""
        self.window.rail.entries[page].click()
        self.wait()
        assert self.window.isActiveWindow(), page

    def press_button(self, action: str) -> None:
        """Press what the page calls so."""
        self.window.page.actions_here[action].trigger()
        self.wait()

    def picture(self) -> Image.Image:
        """The window now, without the blinking bar of a text field."""
        focused = self.window.focusWidget()
        if focused is not None and focused.inherits("QLineEdit"):
            self.window.setFocus()
        self.wait()
        shot = self.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        size, raw = (shot.width(), shot.height()), bytes(shot.constBits())
        return Image.frombuffer("RGB", size, raw, "raw", "RGB", shot.bytesPerLine(), 1)

    def close(self) -> None:
        """End the worker, leave the database open."""
        self.window.close()
        self.session.tasks.close()
        self.window.deleteLater()
        self.application.processEvents()


def _audit(window: Window) -> None:
    window.press(*"1" * 6, "2", *"11")


def _survey(window: Window) -> None:
    window.press("1", "1", "1", "1")


def _register(window: Window) -> None:
    window.press(Qt.Key.Key_F, ctrl=True)
    window.press("06-03")
    window.press(Qt.Key.Key_Down)


def _diary(window: Window) -> None:
    """The last day of the demonstration on which something was done, by everybody."""
    page = window.window.page
    assert isinstance(page, DiaryPage)
    window.press(Qt.Key.Key_F5, Qt.Key.Key_F5)
    page.who.setFocus()
    window.press(Qt.Key.Key_Down)
    page.table.setFocus()


def _standard(window: Window) -> None:
    window.press(Qt.Key.Key_Down, Qt.Key.Key_Down)


def _recheck(window: Window) -> None:
    window.press(Qt.Key.Key_Down)


def _rounds(window: Window) -> None:
    window.press_button("survey.rounds")


def _import(window: Window) -> None:
    """A table with a new site, a changed one and one that is wrong."""
    with window.session.store.reading() as work:
        site = next(s for s in work.sites.all() if s.code == "06-001")
    rows = [
        ("社区代码", "点位编号", "名称", "场所类型", "户数"),
        (site.community, "06-001", site.name, "住宅小区（有物业）", "352"),
        (site.community, "06-301", "学湖里新苑", "住宅小区（有物业）", "260"),
        (site.community, "06-302", "学湖里早点铺", "早点铺", ""),
    ]
    file = Path("台账.csv")
    file.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8-sig")
    with patch.object(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(file), "")):
        window.press_button("import")
        wizard = window.window.page.findChild(ImportWizard)
        assert wizard is not None
        QTest.mouseClick(wizard.file_button, Qt.MouseButton.LeftButton)
        window.wait()


# what is done on a page before its picture is taken; a page not named is shown as it opens
STEPS: dict[str, Callable[[Window], None]] = {
    "audit": _audit,
    "survey": _survey,
    "register": _register,
    "standard": _standard,
    "diary": _diary,
    "recheck": _recheck,
}
# pictures of something else than a page as it is met: name -> page, what is done
MORE: dict[str, tuple[str, Callable[[Window], None]]] = {
    "rounds": ("survey", _rounds),
    "import": ("register", _import),
}
NOT_PICTURED = {"help"}


def names() -> list[str]:
    """Every picture of the manual."""
    return [p.id for p in PAGES if p.id not in NOT_PICTURED] + list(MORE)


@cache
def _demonstration() -> Path:
    """A folder with the demonstration, closed: the same for both languages."""
    folder = Path(tempfile.mkdtemp(prefix="pictured"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    store = open_store(str(folder / PLACE), _moment)
    try:
        demonstrating.make_demonstration(store, size="small", seed=1, on=TODAY)
    finally:
        store.close()
    return folder


def take(language: str) -> dict[str, Image.Image]:
    """Every picture of the manual in a language: 1366 × 768, light; always the same for the same program."""
    spoken = wording.language()
    made: dict[str, Image.Image] = {}
    with tempfile.TemporaryDirectory() as folder, chdir(folder), standing_clock():
        shutil.copytree(_demonstration(), ".", dirs_exist_ok=True)
        store = open_store(PLACE, _moment)
        try:
            with store.writing() as work:
                work.set_setting(FOLDER, "backups")  # a place of no machine
            Path("backups").mkdir()
            window = Window(store, language)
            for page in (n for n in names() if n not in MORE):
                window.open(page)
                if page in STEPS:
                    STEPS[page](window)
                made[page] = window.picture()
            window.close()
            for name, (page, do) in MORE.items():
                window = Window(store, language)
                window.open(page)
                do(window)
                made[name] = window.picture()
                window.close()
        finally:
            store.close()
            theme.use("light")
            wording.use(spoken)
    return made


def small(picture: Image.Image) -> Image.Image:
    """In 256 colours, as it ships: the grounds exactly as they are, the rare ones (waste categories) hardly off."""
    shown = np.asarray(picture, np.int32)
    colours, at, counts = np.unique(shown.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True)
    common = colours[np.argsort(-counts, kind="stable")[:EXACT]]
    rest = picture.quantize(COLOURS - EXACT, method=Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = np.concatenate([common, np.array(rest, np.int32).reshape(-1, 3)])[:COLOURS]
    nearest = ((colours[:, None] - palette) ** 2).sum(axis=2).argmin(axis=1).astype(np.uint8)
    made = Image.fromarray(nearest[at.reshape(shown.shape[:2])], "P")
    made.putpalette(palette.astype(np.uint8).tobytes())
    return made


def write(folder: Path, pictures: dict[str, Image.Image]) -> None:
    """The pictures as files, and no others in this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    for name, picture in pictures.items():
        small(picture).save(folder / f"{name}.png", optimize=True)


def contact_sheet(pictures: dict[str, Image.Image]) -> Image.Image:
    """The main pages in two columns, 1600 px wide."""
    wide = (SHEET_WIDTH - 3 * GAP) // 2
    high = round(wide * HEIGHT / WIDTH)
    rows = -(-len(ON_SHEET) // 2)
    sheet = Image.new("RGB", (SHEET_WIDTH, GAP + rows * (high + GAP)), theme.PALETTES["light"].edge.name())
    for i, name in enumerate(ON_SHEET):
        at = (GAP + i % 2 * (wide + GAP), GAP + i // 2 * (high + GAP))
        sheet.paste(pictures[name].resize((wide, high), Image.Resampling.LANCZOS), at)
    return sheet


def main() -> None:
    """Remake all of them."""
    SHEETS.mkdir(parents=True, exist_ok=True)
    for language in wording.LANGUAGES:
        pictures = take(language)
        write(PICTURES / language, pictures)
        small(contact_sheet(pictures)).save(SHEETS / f"contact-{language}.png", optimize=True)
    files = [*PICTURES.rglob("*.png"), *SHEETS.glob("*.png")]
    print(f"{len(files)} pictures, {sum(f.stat().st_size for f in files) / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
