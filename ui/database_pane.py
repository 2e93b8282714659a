"""The database and its care: where it lies, a checked copy, comparing journal, index and photographs, a new index."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy

from auditor import wording
from auditor.errors import Refused, Unavailable
from auditor.photo_care import PhotoCheck, PhotoCopy, check_text, copy_text
from auditor.reasons import broken_text
from auditor.store import Check, Store
from auditor.telling import Tell
from auditor.use_cases.backing_up import back_up
from auditor.use_cases.caring_for_photos import check_photos, copy_photos
from auditor.wording import _, ngettext, number
from ui import theme
from ui.buttons import Button
from ui.context import Context
from ui.form import Form
from ui.marks import Mark, MarkWord
from ui.panes import Pane, Text
from ui.tasks import Job


class DatabasePane(Pane):
    """Says what came of each task below its buttons."""

    changed = Signal()  # a task ended: what is said of the database may be otherwise now

    def __init__(self, context: Context) -> None:
        super().__init__(_("数据库"))
        self.context = context
        self.place = Text(context.store.place, "note", "ink", wrap=True)
        self.station = Text("", "note", "ink", wrap=True)
        self.lines = Text("", "note", "ink")
        form = Form()
        for key, label, text in (
            ("place", _("位置"), self.place),
            ("station", _("本站编号"), self.station),
            ("lines", _("日志"), self.lines),
        ):
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            text.setAccessibleName(label)
            text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            form.add(key, label, text)
        self.body.addWidget(form)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.backup_button = Button(_("备份"))
        self.backup_button.clicked.connect(self.back_up)
        self.check_button = Button(_("核对"))
        self.check_button.clicked.connect(self.check)
        self.rebuild_button = Button(_("重建索引"))
        self.rebuild_button.clicked.connect(self.rebuild)
        for button in (self.backup_button, self.check_button, self.rebuild_button):
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.result = MarkWord(Mark.NOT_ANSWERED, "")
        self.result.hide()
        self.told = Text("", "note", "ink2", wrap=True)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.told.setAccessibleName(_("结果"))
        self.told.hide()
        self.body.addWidget(self.result)
        self.body.addWidget(self.told)
        self.body.addWidget(
            Text(_("备份写好后会打开核对，一致才算数。重建从日志算出索引，日志不变。"), "note", wrap=True)
        )

    def fit_type(self) -> None:
        """Each value stands on one line with its label."""
        for text in (self.place, self.station, self.lines):
            text.setMinimumHeight(theme.height(30))

    def show_size(self, station: str, lines: int) -> None:
        """Which station this is, and how long its journal."""
        self.station.setText(station)
        self.lines.setText(ngettext("{n} 行", "{n} 行", lines).format(n=number(lines)))

    def back_up(self) -> None:
        """A checked copy in one file, at a place one chooses."""
        path, _kind = QFileDialog.getSaveFileName(self, _("备份到"), _("示范街评估-备份.sqlite3"), "SQLite (*.sqlite3)")
        if path:
            self._begin(_("正在备份"))
            self.context.tasks.run(
                partial(back_up, self.context.store, path), partial(self._backed_up, path), self._fail
            )

    def _backed_up(self, path: str, found: Check) -> None:
        told = _("{lines} 行日志，{records} 份记录，打开核对一致。{path}")
        told = told.format(lines=number(found.lines), records=number(found.records), path=path)
        self._end(Mark.CONFORMING, _("已备份"), told)
        self.context.tasks.run_long(
            _("正在备份照片"),
            partial(copy_photos, self.context.store, path),
            partial(self._copied, told),
            self._fail,
            leaves=_("停下后，已存的照片都在。可以继续做别的。"),
        )

    def _copied(self, told: str, made: PhotoCopy) -> None:
        self._end(Mark.CONFORMING, _("已备份"), "\n".join(filter(None, [told, copy_text(made)])))

    def check(self) -> None:
        """Compare journal and index; nothing is changed."""
        self._begin(_("正在核对"))
        work = _checking(self.context.store)
        self._watch(self.context.tasks.run_long(_("正在核对数据库"), work, self._checked, self._fail))

    def _checked(self, both: tuple[Check, PhotoCheck]) -> None:
        found, photos = both
        if found.faults:
            count = len(found.faults)
            word = ngettext("有 {n} 处不对", "有 {n} 处不对", count).format(n=count)
            self._end(Mark.NONCONFORMING, word, "\n".join(found.faults[:20]) + "\n" + _("先备份，再重建索引。"))
            return
        told = _("{lines} 行日志，{records} 份记录，索引与日志一致。根 {root}")
        told = told.format(lines=number(found.lines), records=number(found.records), root=in_fours(found.root))
        self._end(
            Mark.UNKNOWN if found.broken or not photos.sound else Mark.CONFORMING,
            _("核对一致"),
            "\n".join(filter(None, [told, broken_text(found.broken), check_text(photos)])),
        )

    def rebuild(self) -> None:
        """Make the index anew from the journal; it can be stopped, then the index before stands."""
        self._begin(_("正在重建"))
        work = _rebuilding(self.context.store)
        self._watch(self.context.tasks.run_long(_("正在重建索引"), work, self._rebuilt, self._fail))

    def _rebuilt(self, records: int) -> None:
        told = _("{n} 份记录的索引从日志算出，日志没有变。").format(n=number(records))
        self._end(Mark.CONFORMING, _("已重建索引"), told)
        self.context.tasks.announce(("site", "audit", "response"), ())

    def _fail(self, error: Exception) -> None:
        told = wording.explain(error) if isinstance(error, Refused | Unavailable) else str(error)
        self._end(Mark.NONCONFORMING, _("没有做成"), told)

    def _watch(self, job: Job) -> None:
        job.ended.connect(lambda: self._stopped(job))

    def _stopped(self, job: Job) -> None:
        if job.cancelled:
            self._end(Mark.NOT_ANSWERED, _("停下了"), _("数据库和先前一样。"))

    def _begin(self, word: str) -> None:
        self._say_result(Mark.NOT_ANSWERED, word, "")

    def _end(self, mark: Mark, word: str, told: str) -> None:
        self._say_result(mark, word, told)
        self.changed.emit()

    def _say_result(self, mark: Mark, word: str, told: str) -> None:
        self.result.show_mark(mark, word)
        self.result.show()
        self.told.setText(told)
        self.told.setVisible(bool(told))


def in_fours(digits: str) -> str:
    """A root in groups of sixteen digits: they can be compared by eye, and the line can break."""
    return " ".join(digits[i : i + 16] for i in range(0, len(digits), 16))


def _checking(store: Store) -> Callable[[Tell], tuple[Check, PhotoCheck]]:
    def work(tell: Tell) -> tuple[Check, PhotoCheck]:
        return store.check(tell), check_photos(store, tell)

    return work


def _rebuilding(store: Store) -> Callable[[Tell], int]:
    def work(tell: Tell) -> int:
        return store.rebuild(tell)

    return work
