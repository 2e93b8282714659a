"""Trouble: what nobody foresaw goes to a log file with its traceback and is told once, in one dialog."""

import logging
import sys
import threading
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtWidgets import QMessageBox, QWidget

from auditor.wording import _

log = logging.getLogger("street-auditor")
LOG_NAME = "trouble.log"


class Trouble:
    """Takes the place of `sys.excepthook`; asks `show` (a dialog) for the first trouble, later ones are only logged."""

    def __init__(self, folder: Path, show: Callable[[BaseException, Path], object]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / LOG_NAME
        self._show = show
        self._showing = False
        self._handler = RotatingFileHandler(
            self.file, maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True, errors="backslashreplace"
        )
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(threadName)s %(levelname)s %(message)s"))
        log.addHandler(self._handler)
        log.propagate = False

    def watch(self) -> None:
        """From now on every exception nobody caught comes here, from the GUI thread and from others."""
        sys.excepthook = self.meet
        threading.excepthook = lambda args: self._write(
            args.exc_value or RuntimeError("thread ended"), args.exc_traceback
        )

    def leave(self) -> None:
        """Give the hooks back and close the file."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        log.removeHandler(self._handler)
        self._handler.close()

    def meet(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log one exception and show it, unless another is being shown; Ctrl C ends the program as ever."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self._write(error, trace)
        if self._showing:
            return
        self._showing = True
        try:
            self._show(error, self.file)
        finally:
            self._showing = False

    def meet_error(self, error: BaseException) -> None:
        """As `meet`, for an exception that came back from the worker."""
        self.meet(type(error), error, error.__traceback__)

    def _write(self, error: BaseException, trace: TracebackType | None) -> None:
        log.error("%s", error, exc_info=(type(error), error, trace))


def show_dialog(error: BaseException, file: Path, parent: QWidget | None = None) -> None:
    """One dialog: what is and is not lost, where the details are; they can be copied."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setWindowTitle(_("程序出错"))
    box.setText(_("这一步没有做完，程序里有一处错误"))
    told = _("已保存的记录没有变。详情写在 {file}，可以交给维护人员。可以接着做别的；再出错时先重开程序。")
    box.setInformativeText(told.format(file=file))
    box.setDetailedText(f"{type(error).__name__}: {error}")
    box.addButton(_("接着做"), QMessageBox.ButtonRole.AcceptRole)
    box.exec()
