"""备份: where the daily copies go, when the last one was made, and how one is put back."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy

from auditor.copies import DAILY, MERGES, WEEKLY
from auditor.drafts import shown_moment
from auditor.errors import Refused, Unavailable
from auditor.store import Restoring, Store
from auditor.telling import Tell
from auditor.use_cases import backing_up
from auditor.use_cases.backing_up import Standing
from auditor.wording import _, explain, ngettext, number
from ui import theme
from ui.buttons import Button
from ui.context import Context
from ui.form import Form
from ui.messages import Message
from ui.panes import Pane, Text
from ui.questions import ask


def moment_text(at: str) -> str:
    """A stamp as a person reads it, in China: `2026-11-22 10:42`."""
    return " ".join(shown_moment(at)).strip()


class CopiesPane(Pane):
    """Hidden for a database that is not a file."""

    say = Signal(object)
    restored = Signal()  # everything is another now

    def __init__(self, context: Context) -> None:
        super().__init__(_("备份"))
        self.context = context
        self._standing: Standing | None = None
        form = Form()
        self.folder, self.last = Text("", "note", "ink", wrap=True), Text("", "note", "ink", wrap=True)
        for key, label, text in (("folder", _("备份文件夹"), self.folder), ("last", _("最近一次"), self.last)):
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            text.setAccessibleName(label)
            text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            form.add(key, label, text)
        self.body.addWidget(form)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.change_button = Button(_("换文件夹"))
        self.change_button.clicked.connect(self.change)
        self.beside_button = Button(_("放回数据库旁边"))
        self.beside_button.clicked.connect(partial(self._choose, ""))
        self.restore_button = Button(_("从备份恢复"))
        self.restore_button.clicked.connect(self.restore)
        for button in (self.change_button, self.beside_button, self.restore_button):
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)
        told = _("每天第一次打开后自动备份，打开核对一致才算数。保留最近 {days} 天的，和最近 {weeks} 周每周最后一份。")
        self.body.addWidget(Text(told.format(days=DAILY, weeks=WEEKLY), "note", wrap=True))
        told = _("并入别人的记录以前也先备份，在数据库旁边，留最近 {kept} 份。备份做不成，就不并入。")
        self.body.addWidget(Text(told.format(kept=MERGES), "note", wrap=True))
        self.hide()
        theme.follow(self.dress_values)

    def dress_values(self) -> None:
        """Each value stands on one line with its label."""
        for text in (self.folder, self.last):
            text.setMinimumHeight(theme.height(30))

    def ask(self) -> None:
        """Read how the database is copied."""
        self.context.tasks.run(partial(backing_up.stand, self.context.store), self.show_standing)

    def show_standing(self, found: Standing | None) -> None:
        """Show it."""
        self._standing = found
        self.setVisible(found is not None)
        if found is None:
            return
        self.folder.setText(found.folder)
        self.beside_button.setVisible(found.chosen)
        if found.last is None:
            self.last.setText(_("还没有备份过"))
            return
        told = _("{at} · {lines} 行日志，核对一致 · {path}")
        last = found.last
        self.last.setText(told.format(at=moment_text(last.at), lines=number(last.lines), path=last.path))

    # -- where they go ----------------------------------------------------------------------------------------------

    def change(self) -> None:
        """Another folder, perhaps on a stick."""
        start = self._standing.folder if self._standing else ""
        folder = QFileDialog.getExistingDirectory(self, _("备份放到"), start)
        if folder:
            self._choose(folder)

    def _choose(self, folder: str) -> None:
        work = partial(backing_up.choose_folder, self.context.store, folder)
        self.context.tasks.run(work, self._chosen)

    def _chosen(self, _nothing: object) -> None:
        self.say.emit(Message("ok", _("已换备份文件夹"), _("先前的备份留在原处")))
        self.ask()

    # -- putting one back -------------------------------------------------------------------------------------------

    def restore(self) -> None:
        """Choose a copy, see what it holds, and put it in the place of the database."""
        start = self._standing.folder if self._standing else ""
        path, _kind = QFileDialog.getOpenFileName(self, _("从哪一份备份恢复"), start, "SQLite (*.sqlite3 *.db)")
        if path:
            self.context.tasks.run_long(
                _("正在核对备份"), _examining(self.context.store, path), partial(self._confirm, path), self._fail
            )

    def _confirm(self, path: str, found: Restoring) -> None:
        facts = [
            ngettext("备份里有 {n} 行日志", "备份里有 {n} 行日志", found.check.lines).format(
                n=number(found.check.lines)
            ),
            _("最新一行 {at}").format(at=moment_text(found.newest)),
        ]
        if found.lacking:
            told = ngettext("现在有 {n} 行是备份里没有的", "现在有 {n} 行是备份里没有的", found.lacking)
            facts.append(told.format(n=number(found.lacking)))
        title = _("用这份备份换下现在的数据库？")
        told = _("{facts}。换下的数据库改名留在旁边，一行也不删。").format(facts=" · ".join(facts))
        if ask(self.window(), title, told, verb=_("恢复"), stay=_("不恢复")) is not None:
            self.context.tasks.run_long(_("正在恢复"), _restoring(self.context.store, path), self._restored, self._fail)

    def _restored(self, found: Restoring) -> None:
        fact = _("已恢复：{lines} 行，核对一致").format(lines=number(found.check.lines))
        self.say.emit(Message("note", fact, _("换下的数据库在 {path}").format(path=found.kept)))
        self.restored.emit()

    def _fail(self, error: Exception) -> None:
        told = explain(error) if isinstance(error, Refused | Unavailable) else str(error)
        self.say.emit(Message("bad", _("没有恢复"), told))


def _examining(store: Store, path: str) -> Callable[[Tell], Restoring]:
    def work(tell: Tell) -> Restoring:
        return store.examine(path, tell)

    return work


def _restoring(store: Store, path: str) -> Callable[[Tell], Restoring]:
    def work(tell: Tell) -> Restoring:
        return store.restore(path, tell)

    return work
