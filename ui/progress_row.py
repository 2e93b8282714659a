"""A running task as a person sees it: name, done of all, time left, Cancel, and what cancelling leaves behind."""

from time import monotonic

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout

from auditor.wording import _, number
from ui.bars import WorkBar
from ui.buttons import Button
from ui.panes import Text
from ui.tasks import Job

SHOWN_AFTER_MS = 500


def time_left(done: int, total: int, seconds: float) -> str:
    """How long the rest takes at the pace so far; empty while that cannot be told."""
    if done <= 0 or done >= total or seconds < 1:
        return ""
    rest = seconds * (total - done) / done
    if rest < 90:
        return _("还要约 {n} 秒").format(n=max(1, round(rest)))
    return _("还要约 {n} 分").format(n=round(rest / 60))


class ProgressRow(QFrame):
    """Shown when the task takes longer than half a second; goes with it. The rest of the window works on."""

    gone = Signal()

    def __init__(self, job: Job, leaves: str = "") -> None:
        super().__init__()
        self.job = job
        self._since = monotonic()
        self.setProperty("part", "pane")
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 8, 12, 8)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.addWidget(Text(job.name, bold=True), 0, 0)
        self.count = Text("", "note", "ink2")
        grid.addWidget(self.count, 0, 1)
        self.bar = WorkBar()
        grid.addWidget(self.bar, 1, 0, 1, 2)
        self.cancel = Button(_("停下"))
        self.cancel.clicked.connect(self._cancel)
        grid.addWidget(self.cancel, 0, 2, 2, 1)
        self.note = Text(leaves or _("停下后一条也不会留下。可以继续做别的。"), "note")
        grid.addWidget(self.note, 2, 0, 1, 3)
        grid.setColumnStretch(0, 1)
        self.hide()
        job.progressed.connect(self.show_progress)
        job.ended.connect(self._end)
        self._wait = QTimer(self, singleShot=True, interval=SHOWN_AFTER_MS)
        self._wait.timeout.connect(self.show)
        self._wait.start()

    def show_progress(self, done: int, total: int) -> None:
        """How far it is."""
        self.bar.show_progress(done, total)
        left = time_left(done, total, monotonic() - self._since)
        self.count.setText(" · ".join(word for word in (f"{number(done)} / {number(total)}", left) if word))

    def _cancel(self) -> None:
        self.job.cancel()
        self.cancel.setEnabled(False)
        self.note.setText(_("正在停下"))

    def _end(self) -> None:
        self._wait.stop()
        self.hide()
        self.gone.emit()
        self.deleteLater()
