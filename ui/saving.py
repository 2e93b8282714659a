"""Saving a file to where a person says: asking for the place, writing it whole or not at all, saying where it is."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from auditor.errors import Unavailable
from auditor.wording import _
from ui.messages import Message


def ask_where(parent: QWidget, title: str, suggested: str, kinds: list[tuple[str, str]]) -> Path | None:
    """Ask where to save; `kinds` are (word, suffix) of which one may be chosen. None when nothing is to be saved.

    A name without a suffix takes the one of the kind chosen.
    """
    dialog = QFileDialog(parent, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setNameFilters([f"{word} (*.{suffix})" for word, suffix in kinds])
    dialog.setDefaultSuffix(kinds[0][1])
    dialog.filterSelected.connect(
        lambda chosen: dialog.setDefaultSuffix(next(s for w, s in kinds if chosen == f"{w} (*.{s})"))
    )
    dialog.selectFile(suggested)
    done = dialog.exec() == QFileDialog.DialogCode.Accepted
    chosen = dialog.selectedFiles()
    dialog.deleteLater()
    return Path(chosen[0]) if done and chosen else None


def write_whole(path: Path, content: bytes) -> Path:
    """Write a file under its name only when all of it is on the disk; Unavailable where that cannot be done."""
    aside = path.with_name(path.name + ".part")
    try:
        aside.write_bytes(content)
        aside.replace(path)
    except OSError as error:
        raise Unavailable("cannot_write", path=str(path), said=error.strerror or str(error)) from error
    return path


def writing(path: Path, write: Callable[[Path], object]) -> Path:
    """Let `write` make the file; Unavailable where the disk does not serve."""
    try:
        write(path)
    except OSError as error:
        raise Unavailable("cannot_write", path=str(path), said=error.strerror or str(error)) from error
    return path


def saved_message(fact: str, path: Path) -> Message:
    """That a file is written, with the way to its folder."""
    return Message("ok", fact, str(path), _("打开文件夹"), lambda: open_folder(path.parent))


def open_folder(folder: Path) -> None:
    """Show a folder with the program the system uses for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
