"""整改: what is overdue first; every step of a correction by a key, notices for several of one site."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from auditor.correction import Correction, Stage
from auditor.correction_matters import Followed, Matter
from auditor.errors import Problem, Refused
from auditor.notice import Notice
from auditor.use_cases import correcting
from auditor.use_cases.listing_corrections import list_corrections
from auditor.wording import _, explain, ngettext, number
from ui import theme
from ui.buttons import Button
from ui.context import Context
from ui.correction_detail import CorrectionDetail
from ui.correction_forms import ClosingForm, DeadlineForm, FixedForm, WithdrawForm
from ui.correction_look import RecheckForm
from ui.correction_opening import OpeningForm
from ui.corrections_export import export_kinds, export_list, issue_notice, print_again
from ui.corrections_list import CorrectionsList
from ui.corrections_reading import Told, read_told
from ui.layouts import hold_width, turn
from ui.messages import Message
from ui.panes import EmptyState, Pane
from ui.record_form import RecordForm
from ui.saving import ask_where, saved_message
from ui.street_page import StreetPage

RIGHT, LEAST_WIDTH = 452, 980  # logical pixels at 100 %


class CorrectionsPage(StreetPage):
    """A street's corrections at the left, the chosen one at the right, a step of it as a form in its place."""

    id = "corrections"
    icon = "correction"
    group = "do"
    kinds = frozenset({"correction", "notice", "audit", "site", "point", "assignment", "photo", "community", "person"})

    @classmethod
    def name(cls) -> str:
        """整改."""
        return _("整改")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.followed: Followed | None = None
        self._wanted = ""  # a correction or a site asked for before the list was read
        self.form: RecordForm | None = None
        self._room: Pane | None = None  # the surface a form stands on
        self._declare()
        self.list = CorrectionsList(self._empty)
        self.list.head.addWidget(self.street)
        steps = (self.fix, self.look, self.close_one, self.deadline)
        self.detail = CorrectionDetail(self, steps, (self.audit, self.register, self.withdraw))
        self._build()
        self._connect()

    def _declare(self) -> None:
        declare = self.actions_here.declare
        at = self._why_not
        self.open_new: QAction = declare(
            "corrections.open", _("开整改"), self._open_new, icon="plus", shortcut="F7", when=self._why_not_read
        )
        self.deadline: QAction = declare(
            "corrections.due", _("改期限"), self._change_due, shortcut="F2", when=partial(at, "due")
        )
        self.fix: QAction = declare(
            "corrections.fixed", _("报已改"), self._report_fixed, shortcut="F3", when=partial(at, "fixed")
        )
        self.look: QAction = declare("corrections.look", _("复查"), self._look, shortcut="F5", when=partial(at, "look"))
        self.close_one: QAction = declare(
            "corrections.close", _("销号"), self._close, shortcut="F6", when=partial(at, "close")
        )
        self.withdraw: QAction = declare(
            "corrections.withdraw", _("撤回"), self._withdraw, when=partial(at, "withdraw")
        )
        self.audit: QAction = declare(
            "corrections.audit", _("去现场检查"), partial(self._go, "audit"), icon="audit", when=partial(at, "go")
        )
        self.register: QAction = declare(
            "corrections.register", _("看台账"), partial(self._go, "register"), icon="register", when=partial(at, "go")
        )
        self.notice: QAction = declare(
            "corrections.notice", _("开通知单"), self._notice, icon="print", shortcut="Ctrl+P", when=self._why_no_notice
        )
        self.export: QAction = declare(
            "corrections.export", _("导出"), self._export, icon="export", when=self._why_not_read
        )
        self.again: QAction = declare("corrections.again", _("再印通知单"), self._print_again, when=self._why_not_again)

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 12, 16, 12)
        self.columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.columns.setSpacing(12)
        self.right = QStackedWidget()
        self.right.addWidget(self.detail)
        self.columns.addWidget(self.list, 1)
        self.columns.addWidget(self.right)
        whole.addLayout(self.columns, 1)
        theme.follow(self._arrange)

    def _connect(self) -> None:
        self.list.chosen.connect(self._show_matter)
        self.list.opened.connect(lambda _m: self._next_step())
        self.list.turned.connect(self.actions_here.refresh)
        self.detail.linked.connect(self.open)
        self.detail.accepted.connect(self._accept)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Side by side where there is room, else one below the other."""
        scale = theme.scale()
        narrow = self.width() < LEAST_WIDTH * scale
        turn(self.columns, narrow=narrow)
        hold_width(self.right, RIGHT, narrow=narrow)
        self.columns.setStretch(1, 1 if narrow else 0)

    # -- why not ----------------------------------------------------------------------------------------------------

    @property
    def matter(self) -> Matter | None:
        """The chosen correction."""
        return self.list.table.chosen_record() if self.followed is not None else None

    def _why_not_read(self) -> str:
        if self.followed is None:
            return _("还没有读好")
        return _("先存好或放下正在填的") if self.form is not None else ""

    def _why_not(self, step: str) -> str:
        if reason := self._why_not_read():
            return reason
        matter = self.matter
        if matter is None or self.followed is None:
            return _("先选一条整改")
        stage = matter.correction.stage
        if step == "close":
            if stage is not Stage.RECHECKED:
                return _("复查符合以后才能销号")
            return explain(Refused(Problem("closed_on", self.followed.closing))) if self.followed.closing else ""
        if step == "fixed":
            return "" if matter.open and stage is Stage.OPEN else _("已经报过，或已经复查")
        if step in ("due", "look"):
            return "" if matter.waits else _("已经复查过")
        if step == "withdraw":
            return "" if matter.open else _("已经办结")
        return ""

    def _why_no_notice(self) -> str:
        if reason := self._why_not_read():
            return reason
        chosen = self.list.selection()
        if not chosen:
            return _("先选一条整改")
        if len({m.correction.site for m in chosen}) > 1:
            return _("选中的不是同一个点位，一张通知单只写一个点位")
        return "" if all(m.open for m in chosen) else _("有已经办结的")

    def _why_not_again(self) -> str:
        if reason := self._why_not_read():
            return reason
        return "" if self._noticed() is not None else _("这一条还没有写进通知单")

    def _noticed(self) -> Notice | None:
        if self.matter is None or self.followed is None:
            return None
        return self.followed.notices.get(self.matter.correction.notice)

    # -- what stands in the header ----------------------------------------------------------------------------------

    def header_about(self) -> str:
        """Street, how many wait, how many of them too long."""
        if self.followed is None:
            return ""
        n = self.followed.waiting
        told = ngettext("{street} · 未办结 {n} 条", "{street} · 未办结 {n} 条", n)
        return told.format(street=self.followed.street_name, n=number(n))

    def header_actions(self) -> list[QAction]:
        """Opening, the notice, the list as a file."""
        return [self.open_new, self.notice, self.export]

    def keys(self) -> list[tuple[str, str]]:
        """Next step, picking, notice."""
        return [("Enter", _("下一步")), ("Space", _("选进通知单")), ("Ctrl P", _("开通知单"))]

    def first_field(self) -> QWidget:
        """The list."""
        return self.list.table

    # -- asking -----------------------------------------------------------------------------------------------------

    def read(self) -> None:
        self._asked = self.context.where.street
        work = partial(list_corrections, self.context.store, self.context.standard, self._asked)
        self.context.tasks.run(work, self.show_followed)

    def open(self, subject: object) -> None:
        """A correction or a site, by its id."""
        if isinstance(subject, str):
            self._wanted = subject
            if self.followed is not None:
                self._find_wanted()

    def _find_wanted(self) -> None:
        wanted, self._wanted = self._wanted, ""
        of_site = self.list.of_site(wanted)
        if not wanted or self.list.choose(wanted) or (of_site is not None and self.list.choose(of_site.id)):
            return
        if self.form is None and self.followed is not None:
            self._open(OpeningForm(self.context, self.followed, wanted))

    # -- showing ----------------------------------------------------------------------------------------------------

    def show_followed(self, followed: Followed) -> None:
        """Show what was read."""
        if followed.street != self.context.where.street:
            return
        first, self.followed = self.followed is None, followed
        self.list.show_followed(followed)
        if first and self.isVisible() and followed.matters and self.form is None:
            self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)  # the page opened on a field for want of a list
        if self._wanted:
            self._find_wanted()
        if followed.doubled:
            self._tell_doubled(followed)
        self._show_matter(self.matter)
        self.header_changed.emit()

    def _tell_doubled(self, followed: Followed) -> None:
        numbers = "、".join(followed.doubled)
        told = _("两个数据库各编了号，都留着。重开一张，写明替代哪一张。")
        self.say.emit(Message("warn", _("通知单编号重了：{numbers}").format(numbers=numbers), told))

    def _show_matter(self, matter: Matter | None) -> None:
        self.detail.setVisible(matter is not None)
        if matter is not None:
            self.detail.show_matter(matter)
            self.context.tasks.run(partial(read_told, self.context.store, matter), self._show_told)
        self.actions_here.refresh()

    def _show_told(self, told: Told) -> None:
        self.detail.show_told(told)

    def _empty(self) -> EmptyState:
        if self.followed is None:
            return EmptyState("clock", _("正在读"), "")
        if self.followed.matters and self.list.filtered:
            clear = Button(_("看全部"))
            clear.clicked.connect(self.list.show_all)
            waiting = self.followed.waiting
            fact = _("没有对得上的整改") if waiting else _("都办结了")
            return EmptyState("search" if waiting else "check", fact, _("换个阶段或社区看，或看全部。"), clear)
        how = _("检查时答了不符合，按 F7 当场开整改；也可以在这里直接开。")
        return EmptyState("correction", _("还没有整改"), how, self.open_new)

    # -- steps ------------------------------------------------------------------------------------------------------

    def _next_step(self) -> None:
        """Enter: what comes next for the chosen one."""
        for action in (self.close_one, self.fix, self.look):
            if action.isEnabled():
                action.trigger()
                return

    def _change_due(self) -> None:
        if self.matter is not None:
            self._open(DeadlineForm(self.context, self.matter))

    def _report_fixed(self) -> None:
        if self.matter is not None:
            self._open(FixedForm(self.context, self.matter))

    def _close(self) -> None:
        if self.matter is not None:
            self._open(ClosingForm(self.context, self.matter))

    def _withdraw(self) -> None:
        if self.matter is not None:
            self._open(WithdrawForm(self.context, self.matter))

    def _look(self) -> None:
        """The chosen one, with the others picked at its site that wait as well."""
        matter = self.matter
        if matter is None or self.followed is None:
            return
        mine = [m for m in self.list.selection() if m.waits and m.correction.site == matter.correction.site]
        matters = mine if matter in mine else [matter]
        self._open(RecheckForm(self.context, matters, self.followed.me, self.followed.days))

    def _open_new(self) -> None:
        if self.followed is not None:
            site = self.matter.correction.site if self.matter is not None else ""
            self._open(OpeningForm(self.context, self.followed, site))

    def _open(self, form: RecordForm) -> None:
        self.form = form
        form.saved.connect(self._saved)
        form.left.connect(self._close_form)
        self._room = room = Pane(flush=True)
        room.body.addWidget(form)
        self.right.addWidget(room)
        self.right.setCurrentWidget(room)
        self.actions_here.refresh()
        form.begin()

    def _close_form(self) -> None:
        if self.form is not None and self._room is not None:
            self.right.setCurrentWidget(self.detail)
            self.right.removeWidget(self._room)
            self._room.deleteLater()
            self.form = self._room = None
            self.actions_here.refresh()
            self.list.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _saved(self, told: str) -> None:
        self.say.emit(self.context.undoing.message(self.context, told))
        self._close_form()
        self.list.drop_picks()

    def _accept(self, correction: str, audit: str) -> None:
        work = partial(correcting.accept_audit, correction=correction, audit=audit)
        self.context.undoing.save(self.context, _("记为复查"), work, self._tell_accepted)

    def _tell_accepted(self, made: Correction) -> None:
        fact = _("{day} 的检查记为复查，符合").format(day=made.rechecked_on.isoformat() if made.rechecked_on else "")
        self.say.emit(self.context.undoing.message(self.context, fact))

    def _go(self, page: str) -> None:
        if self.matter is not None:
            self.go.emit(page, self.matter.correction.site)

    def may_leave(self) -> bool:
        """A form with something typed asks first."""
        if self.form is None or self.form.may_leave():
            self._close_form()
            return True
        return False

    # -- handing over -----------------------------------------------------------------------------------------------

    def _notice(self) -> None:
        chosen = self.list.selection()
        if not chosen:
            return
        path = ask_where(self, _("开通知单"), _("整改通知单 {name}").format(name=chosen[0].name), [("PDF", "pdf")])
        if path is not None:
            ids = [m.id for m in chosen]
            work = partial(issue_notice, self.context.store, ids, path)
            self.context.tasks.run_long(_("开通知单"), work, self._tell_notice)

    def _tell_notice(self, made: tuple[Notice, Path]) -> None:
        notice, path = made
        self.list.drop_picks()
        self.say.emit(saved_message(_("{number} 写好了").format(number=notice.number), path))

    def _print_again(self) -> None:
        notice = self._noticed()
        if notice is not None:
            path = ask_where(self, _("再印通知单"), f"{notice.site_name} {notice.number}", [("PDF", "pdf")])
            if path is not None:
                work = partial(print_again, self.context.store, notice, path)
                self.context.tasks.run_long(_("再印通知单"), work, self._tell_notice)

    def _export(self) -> None:
        if self.followed is None:
            return
        suggested = f"{self.followed.street_name}{_('整改')} {self.followed.today}"
        path = ask_where(self, _("导出整改"), suggested, export_kinds())
        if path is not None:
            work = partial(export_list, self.context.store, self.context.standard, self.followed.street, path)
            self.context.tasks.run_long(_("导出整改"), work, self._tell_saved)

    def _tell_saved(self, path: Path) -> None:
        self.say.emit(saved_message(_("写好 {name}").format(name=path.name), path))
