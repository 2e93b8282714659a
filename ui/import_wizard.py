"""Bringing a table in: choose the file, see what it would do row by row, then import all, the good rows, or nothing."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from auditor import wording
from auditor.errors import Refused, Unavailable
from auditor.intake import ImportPlan, ImportResult
from auditor.store import Store
from auditor.telling import Tell
from auditor.use_cases.exporting import export_templates
from auditor.use_cases.importing import READERS, accept_import
from auditor.wording import _, listed, ngettext, number
from ui.buttons import Button
from ui.context import Context
from ui.fields import Choice
from ui.import_tabs import ImportTabs
from ui.import_words import good_rows, plan_word, refusal_text, write_problems
from ui.messages import Message, MessageStrip
from ui.panes import EmptyState, Pane, Text
from ui.tasks import Job


class ImportWizard(QWidget):
    """Three steps on one pane. Nothing is written before the last; the rest of the window works on."""

    left = Signal()
    say = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.plan: ImportPlan | None = None
        self._job: Job | None = None
        self._reading: Job | None = None
        self._file: Path | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.pane = Pane(_("导入"), note=_("先看会怎样，再决定；看的时候什么也不写。"))
        self.back_button = Button(_("回台账"), "quiet", key="Esc", small=True)
        self.back_button.clicked.connect(self.leave)
        self.pane.head.addWidget(self.back_button)
        column.addWidget(self.pane)
        self.pane.body.addLayout(self._build_choice())
        self.strip = MessageStrip()
        self.pane.body.addWidget(self.strip)
        self.summary = Text("", "body", bold=True, wrap=True)
        self.pane.body.addWidget(self.summary)
        self.step = QStackedWidget()
        self.file_button = Button(_("选文件"), "primary", icon="folder")
        self.file_button.clicked.connect(self.choose_file)
        how = _("xlsx 或 csv。列的次序不限，表头认中文、英文和代号。导入只增改，不删。")
        self.step.addWidget(EmptyState("import", _("还没有选文件"), how, self.file_button))
        self.step.addWidget(EmptyState("clock", _("正在读文件"), _("还没有写入任何东西。")))
        self.tabs = ImportTabs()
        self.step.addWidget(self.tabs)
        self.pane.body.addWidget(self.step, 1)
        self._build_foot()
        self._show_step(0)

    def _build_choice(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Text(_("内容")))
        words = {"register": _("台账"), "audits": _("现场检查"), "responses": _("入户调查")}
        self.what = Choice(_("内容"), [(words[key], key) for key in READERS])
        self.what.picked.connect(lambda _value: self._read_again())
        row.addWidget(self.what)
        self.again_button = Button(_("换文件"), icon="folder")
        self.again_button.clicked.connect(self.choose_file)
        row.addWidget(self.again_button)
        self.file_word = Text("", "note", "ink2")
        row.addWidget(self.file_word)
        row.addStretch(1)
        self.blank_button = Button(_("导出空表"), icon="export")
        self.blank_button.setToolTip(_("三种空表，带示例和说明"))
        self.blank_button.clicked.connect(self.export_blanks)
        row.addWidget(self.blank_button)
        return row

    def _build_foot(self) -> None:
        foot = self.pane.add_foot()
        self.all_button = Button(_("全部导入"), "primary")
        self.all_button.clicked.connect(lambda: self.accept(only_good=False))
        self.good_button = Button("", "primary")
        self.good_button.clicked.connect(lambda: self.accept(only_good=True))
        self.none_button = Button(_("不导入"))
        self.none_button.clicked.connect(self.leave)
        self.list_button = Button(_("导出问题清单"), icon="export")
        self.list_button.clicked.connect(self.export_problems)
        for button in (self.all_button, self.good_button, self.none_button):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.list_button)

    # -- steps ------------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Start anew, with the keyboard on the button for the file."""
        self._forget()
        self.what.choose("register")
        self.file_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _forget(self) -> None:
        if self._reading is not None:
            reading, self._reading = self._reading, None
            reading.cancel()
        self.plan, self._file = None, None
        self.strip.settle()
        self.file_word.setText("")
        self._show_step(0)

    def choose_file(self) -> None:
        """Ask for a file and rehearse it."""
        path, _kind = QFileDialog.getOpenFileName(self, _("选要导入的文件"), "", _("表格 (*.xlsx *.csv);;全部文件 (*)"))
        if path:
            self.rehearse(Path(path))

    def rehearse(self, path: Path) -> None:
        """Read the file as what was chosen and show what it would do; nothing is written."""
        self._file, self.plan = path, None
        self.strip.settle()
        self.file_word.setText(path.name)
        self._show_step(1)
        read = READERS[str(self.what.value())]
        work = partial(read, self.context.store, path, self.context.standard)
        if self._reading is not None:
            self._reading.cancel()
        job = self._reading = self.context.tasks.run_long(
            _("正在读文件"), work, partial(self._take_plan, path), self._fail
        )
        job.ended.connect(partial(self._read, job))

    def _read(self, job: Job) -> None:
        if job is self._reading:
            self._reading = None
            if job.cancelled:
                self._forget()
                self.strip.tell(Message("note", _("停下了"), _("文件没有读完，什么也没有改。")))

    def _read_again(self) -> None:
        if self._file is not None:
            self.rehearse(self._file)

    def _fail(self, error: Exception) -> None:
        problems = error.problems if isinstance(error, Refused) else ()
        told = (
            [refusal_text(p) for p in problems] or [wording.explain(error)]
            if isinstance(error, Refused | Unavailable)
            else []
        )
        self._show_step(2 if self.plan is not None else 0)
        for sentence in told[:3]:
            self.strip.tell(Message("bad", _("没有导入"), sentence))

    def _take_plan(self, path: Path, plan: ImportPlan) -> None:
        if path is self._file and self.what.value() == plan.FORM:  # else it was left, or another asked for, meanwhile
            self._show_plan(plan)

    def _show_plan(self, plan: ImportPlan) -> None:
        self.plan = plan
        self.tabs.show_plan(plan)
        self._show_step(2)
        self.tabs.show_unchanged(plan)
        self.summary.setText(plan_word(plan))
        self.summary.show_tone("bad" if plan.problems else "ink")
        first = self.all_button if self.all_button.isVisibleTo(self) else self.good_button
        (self.none_button if not first.isEnabled() else self.tabs.tabBar()).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_step(self, step: int) -> None:
        self.step.setCurrentIndex(step)
        plan = self.plan if step == 2 else None
        good = good_rows(plan) if plan else 0
        changes = len(plan.new) + len(plan.changed) if plan else 0
        problems = bool(plan and plan.problems)
        self.again_button.setVisible(step != 0)
        self.summary.setVisible(plan is not None)
        self.all_button.setVisible(plan is not None and not problems)
        self.all_button.setEnabled(changes > 0)
        self.all_button.setToolTip("" if changes else _("没有新的，也没有改动"))
        self.good_button.show_text(ngettext("只导入好的 {n} 行", "只导入好的 {n} 行", good).format(n=number(good)))
        self.good_button.setVisible(problems)
        self.good_button.setEnabled(changes > 0)
        self.good_button.setToolTip("" if changes else _("没有能导入的行"))
        self.none_button.setVisible(plan is not None)
        self.list_button.setVisible(problems)
        self.what.setEnabled(step != 1)

    # -- import -----------------------------------------------------------------------------------------------------

    def accept(self, *, only_good: bool) -> None:
        """Write what was shown, in one transaction; it shows its progress and can be stopped."""
        if self.plan is None or self._job is not None:
            return
        self.all_button.setEnabled(False)
        self.good_button.setEnabled(False)
        self.strip.settle()
        name = {"register": _("正在导入台账"), "audits": _("正在导入检查"), "responses": _("正在导入访问")}
        work = _accepting(self.context.store, self.plan, only_good=only_good)
        self._job = self.context.tasks.run_long(name[self.plan.FORM], work, self._done, self._refused)
        self._job.ended.connect(self._end)

    def _end(self) -> None:
        stopped = self._job is not None and self._job.cancelled
        self._job = None
        if stopped:
            self._show_step(2)
            self.strip.tell(Message("note", _("停下了"), _("一行也没有写入。")))

    def _refused(self, error: Exception) -> None:
        self._show_step(2)
        self._fail(error)
        if isinstance(error, Refused) and any(p.code == "outdated" for p in error.problems):
            self.strip.settle()
            note = _("看过之后有人改了 {n} 条记录。再看一遍就好。").format(n=len(error.problems))
            self.strip.tell(Message("bad", _("没有导入"), note, _("再看一遍"), self._read_again))

    def _done(self, result: ImportResult) -> None:
        parts = [_("新的 {n} 条").format(n=number(result.new)), _("改动 {n} 条").format(n=number(result.changed))]
        if result.left_out:
            parts.append(
                ngettext("留下 {n} 行没有导入", "留下 {n} 行没有导入", result.left_out).format(n=result.left_out)
            )
        if result.outdated:
            parts.append(_("刚才有人改过 {n} 条，没有动").format(n=len(result.outdated)))
        self.say.emit(
            Message("ok", _("已导入 {file}").format(file=self.plan.file if self.plan else ""), " · ".join(parts))
        )
        self._forget()
        self.left.emit()

    def export_problems(self) -> None:
        """Write the problems down, so that the file can be put right beside them."""
        if self.plan is None:
            return
        name = _("{file}-问题清单.csv").format(file=Path(self.plan.file).stem)
        path, _kind = QFileDialog.getSaveFileName(self, _("导出问题清单"), name, "CSV (*.csv)")
        if path:
            self.context.tasks.run(partial(write_problems, self.plan.problems, Path(path)), self._exported)

    def export_blanks(self) -> None:
        """Write the three blank forms into a folder."""
        folder = QFileDialog.getExistingDirectory(self, _("空表放到哪个文件夹"))
        if folder:
            work = partial(export_templates, Path(folder), self.context.standard)
            self.context.tasks.run(work, partial(self._blanks_written, folder))

    def _blanks_written(self, folder: str, files: list[Path]) -> None:
        names = listed((file.name for file in files), "、")
        self.strip.tell(Message("ok", _("已导出 {n} 份空表").format(n=len(files)), f"{folder}：{names}"))

    def _exported(self, path: str) -> None:
        self.strip.tell(Message("ok", _("已导出 {path}").format(path=path)))

    # -- leaving ----------------------------------------------------------------------------------------------------

    def leave(self) -> None:
        """Back to the register; a rehearsal is forgotten, nothing was written."""
        if self.may_leave():
            self._forget()
            self.left.emit()

    def may_leave(self) -> bool:
        """Always: an import under way goes on and tells its end; only its own pane waits for it."""
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)


def _accepting(store: Store, plan: ImportPlan, *, only_good: bool) -> Callable[[Tell], ImportResult]:
    def work(tell: Tell) -> ImportResult:
        return accept_import(store, plan, only_good=only_good, tell=tell)

    return work
