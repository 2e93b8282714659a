"""What helps at a site: the audit before this one, and what is written down about this visit."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QSizePolicy, QVBoxLayout, QWidget

from auditor.audit import Answer, Audit, Visit
from auditor.checklist import marks_of_audit, total_marks
from auditor.clock import ClockDoubt, clock_advice, clock_text
from auditor.drafts import AuditDraft, shown_moment
from auditor.errors import Problem
from auditor.standard import Standard
from auditor.wording import _, marks_text, named, ngettext, number, pgettext
from ui.answers import answer_word
from ui.audit_reading import PlanSite, SiteCase, failed_items
from ui.buttons import ActionButton, Button
from ui.fields import Choice, DateField, NoteField, TextField
from ui.form import Form
from ui.layouts import Flow
from ui.marks import Mark, MarkWord
from ui.panes import Hairline, Pane, Scroll, Text
from ui.replies import marks_line, open_marks_line

NEEDED = ("approval", "notice", "certificates")  # what an administrative inspection has to show
MOST_BEFORE, MOST_FAILED = 6, 4


def visit_word(visit: Visit) -> str:
    """The kind of a visit."""
    return {
        Visit.PUBLIC: _("公共区域"),
        Visit.SELF_CHECK: _("自查"),
        Visit.ADMINISTRATIVE: _("行政检查"),
    }[visit]


def counts(audit: Audit) -> tuple[int, int]:
    """How many items conformed at an audit, and how many did not."""
    answers = [f.answer for items in audit.findings.values() for f in items.values()]
    return answers.count(Answer.PASS), answers.count(Answer.FAIL)


class Before(QWidget):
    """The audit before this one: when, who, what failed; and the others, each to be changed by a further version."""

    change_asked = Signal(object)  # Audit

    def __init__(self) -> None:
        super().__init__()
        self.older = QWidget()  # the others, by a line each; it stands below what is needed now
        self._column, self._older = QVBoxLayout(self), QVBoxLayout(self.older)
        for column in (self._column, self._older):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(6)

    def show_audits(
        self, audits: tuple[Audit, ...], standard: Standard, editing: str, place_type: str, *, blind: bool = False
    ) -> None:
        """Show the newest of the others in full and the rest by a line; `editing` is the one being changed."""
        for column in (self._column, self._older):
            while column.count():
                if (old := column.takeAt(0).widget()) is not None:
                    old.hide()
                    old.deleteLater()
        others = [a for a in audits if a.id != editing]
        self.older.setVisible(len(others) > 1)
        if not others:
            self._column.addWidget(Text(_("上次检查"), "section"))
            told = _("这是第一次看这个点位。") if not editing else _("没有更早的检查。")
            told = _("这里由你复核：先照实看一遍，保存以后才显示上次的检查。") if blind else told
            self._column.addWidget(Text(told, "note", "ink2", wrap=True))
            return
        self._show_whole(others[0], standard, place_type)
        self._older.addWidget(Hairline())
        self._older.addWidget(Text(_("更早的检查"), "note", "ink2"))
        for audit in others[1:MOST_BEFORE]:
            self._older.addWidget(self._line(audit, _line_of(audit)))
        if len(others) > MOST_BEFORE:
            left = len(others) - MOST_BEFORE
            self._older.addWidget(Text(ngettext("另有 {n} 次", "另有 {n} 次", left).format(n=left), "note"))

    def _show_whole(self, audit: Audit, standard: Standard, place_type: str) -> None:
        day, time = shown_moment(audit.observed_at)
        self._column.addWidget(Text(_("上次检查"), "section"))
        self._column.addWidget(Text(f"{day} {time} · {audit.inspectors}", "note", "ink2", wrap=True))
        passed, failed = counts(audit)
        marks = QWidget()
        row = Flow(across=12, down=2)
        row.addWidget(MarkWord(Mark.CONFORMING, f"{answer_word(Answer.PASS)} {passed}"))
        row.addWidget(MarkWord(Mark.NONCONFORMING, f"{answer_word(Answer.FAIL)} {failed}"))
        marks.setLayout(row)
        self._column.addWidget(marks)
        self._show_marks(audit, standard, place_type)
        found = failed_items(audit, standard)
        for name, note in found[:MOST_FAILED]:
            told = _("不符合：{name}（{note}）") if note else _("不符合：{name}")
            self._column.addWidget(Text(told.format(name=name, note=note), "note", "ink2", wrap=True))
        if len(found) > MOST_FAILED:
            left = len(found) - MOST_FAILED
            self._column.addWidget(
                Text(ngettext("另有 {n} 项不符合", "另有 {n} 项不符合", left).format(n=left), "note")
            )
        if audit.note:
            self._column.addWidget(Text(_("备注：{note}").format(note=audit.note), "note", "ink2", wrap=True))
        self._column.addWidget(self._line(audit, _("改这次检查")))

    def _show_marks(self, audit: Audit, standard: Standard, place_type: str) -> None:
        """What it got in marks, in all and by part; nothing where its standard gives none, or another was used."""
        parts = marks_of_audit(audit, standard, place_type) if audit.standard == standard.name else {}
        if not total_marks(parts).of:
            return
        self._column.addWidget(Text(marks_line(total_marks(parts)), "note", bold=True, wrap=True))
        for (zh, en), marks in parts.items():
            if marks.of:
                told = _("{part}：{got} / {full}")
                told = told.format(part=named(zh, en), got=marks_text(marks.got), full=marks_text(marks.of))
                self._column.addWidget(Text(told, "note", "ink2", wrap=True))
        if left := open_marks_line(total_marks(parts)):
            self._column.addWidget(Text(left, "note", "ink2", wrap=True))

    def _line(self, audit: Audit, words: str) -> Button:
        button = Button(words, "quiet", small=True)
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        day, time = shown_moment(audit.observed_at)
        button.setAccessibleName(_("改 {day} {time} 的检查").format(day=day, time=time))
        button.setToolTip(f"{button.accessibleName()} · {audit.inspectors}")
        button.clicked.connect(lambda: self.change_asked.emit(audit))
        return button


def _line_of(audit: Audit) -> str:
    day = shown_moment(audit.observed_at)[0]
    return _("{day} · 不符合 {failed}").format(day=day, failed=counts(audit)[1])


class VisitForm(Form):
    """The visit itself: kind, day and time, who, what the law asks of an inspection, a note."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        for action in self.actions():
            self.removeAction(action)  # the page's own Ctrl Enter reaches into the form; two would do nothing
        self._filling = False
        self.visit = Choice(_("检查类别"), [(visit_word(v), v.value) for v in Visit])
        self.visit.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.visit.setMinimumContentsLength(9)
        self.day = DateField(_("日期"))
        self.time = TextField(_("时间"), chars=6, example="10:42")
        self.inspectors = TextField(_("检查人"), chars=12)
        self.approval = TextField(_("批准文号"), chars=12)
        self.notice = TextField(_("检查通知书号"), chars=12)
        self.certificates = TextField(_("执法证号"), chars=12, example=_("两人的证号"))
        self.note = NoteField(_("备注"), lines=3)
        self.add("visit", pgettext("检查", "类别"), self.visit)
        self.add("observed_at", _("日期"), self.day)
        self.add("time", _("时间"), self.time)
        self.add("inspectors", _("检查人"), self.inspectors)
        self.add("approval", _("批准文号"), self.approval)
        self.add("notice", _("通知书号"), self.notice)
        self.add("certificates", _("执法证号"), self.certificates)
        self.add("note", _("备注"), self.note)
        self.visit.picked.connect(lambda _v: self._change())
        for field in (self.day, self.time, self.inspectors, self.approval, self.notice, self.certificates):
            field.textChanged.connect(self._change)
        self.note.textChanged.connect(self._change)
        self._show_needed()

    def _change(self) -> None:
        if not self._filling:
            self._show_needed()
            self.changed.emit()

    def _show_needed(self) -> None:
        needed = self.visit.value() == Visit.ADMINISTRATIVE.value
        for key in NEEDED:
            self[key].label.setVisible(needed)
            self[key].field.setVisible(needed)
            if not needed:
                self[key].show_problem("")

    def show_draft(self, draft: AuditDraft) -> None:
        """Put in what the draft holds."""
        self._filling = True
        self.visit.choose(draft.visit)
        self.day.show_text(draft.day)
        for key in ("time", "inspectors", *NEEDED):
            getattr(self, key).show_text(getattr(draft, key))
        if self.note.text() != draft.note:
            self.note.setPlainText(draft.note)
        self._filling = False
        self._show_needed()

    def into(self, draft: AuditDraft) -> AuditDraft:
        """The draft with what stands in the fields."""
        try:
            day = self.day.day()
            shown = day.isoformat() if day else ""
        except ValueError:
            shown = self.day.text()
        return replace(
            draft,
            visit=str(self.visit.value()),
            day=shown,
            time=self.time.text(),
            inspectors=self.inspectors.text(),
            approval=self.approval.text(),
            notice=self.notice.text(),
            certificates=self.certificates.text(),
            note=self.note.text(),
        )


class AuditSide(Pane):
    """The right pane: previous audits, photographs and the visit's form scroll, the main button never does."""

    def __init__(self, save: QAction, photos: QWidget) -> None:
        super().__init__(flush=True)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        self.before = Before()
        self.form = VisitForm()
        self.visit_title = Text(_("本次检查"), "section")
        self.yearly = Text("", "note", "ink2", wrap=True)
        self.yearly.hide()
        self.doubt = Text("", "note", "warn", wrap=True)
        column.addWidget(self.before)
        column.addWidget(Hairline())
        column.addWidget(photos)
        column.addWidget(Hairline())
        column.addWidget(self.visit_title)
        column.addWidget(self.doubt)
        column.addWidget(self.yearly)
        column.addWidget(self.form)
        column.addWidget(self.before.older)
        column.addStretch(1)
        self.view = Scroll(inner)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(Hairline())
        foot = QVBoxLayout()
        foot.setContentsMargins(12, 10, 12, 10)
        foot.setSpacing(6)
        self.save = ActionButton(save, "primary")
        self.following = Text("", "note", "ink2", wrap=True)
        self.left_open = Text("", "note", "ink2", wrap=True)
        self.unopened = Button("", "quiet", small=True)  # failed items nobody asked a correction for
        self.unopened.hide()
        foot.addWidget(self.left_open)
        foot.addWidget(self.unopened)
        foot.addWidget(self.save)
        foot.addWidget(self.following)
        self.body.addLayout(foot)

    def show_clock(self, doubt: ClockDoubt | None) -> None:
        """Say that the date of this visit is in doubt where the computer's clock is."""
        self.doubt.setText(_("日期存疑：{why}").format(why=clock_text(doubt)) if doubt is not None else "")
        self.doubt.setToolTip(clock_advice(doubt) if doubt is not None else "")
        self.doubt.setVisible(doubt is not None)

    def show_yearly(self, case: SiteCase, draft: AuditDraft) -> None:
        """How many administrative inspections this enterprise has had this year with this one; said of those alone.

        The law caps them; the cap is a matter of each field and is not known here."""
        shown = draft.visit == Visit.ADMINISTRATIVE.value
        if shown:
            n = len([a for a in case.administrative if a != draft.audit]) + 1
            told = _("{who}：今年第 {n} 次行政检查（按本机记录）")
            self.yearly.setText(told.format(who=case.organisation or case.site.name, n=number(n)))
        self.yearly.setVisible(shown)

    def show_rest(self, total: int, left: int, following: PlanSite | None) -> None:
        """How many of all items are left open, and which site comes next."""
        told = ngettext("还有 {n} 项没答，保存后算未知", "还有 {n} 项没答，保存后算未知", left).format(n=number(left))
        self.left_open.setText(told if left else _("{n} 项都答了").format(n=number(total)))
        self.following.setText(
            _("下一处：{code} {name}").format(code=following.code, name=following.name)
            if following
            else _("这一批今天都看过了")
        )

    def show_unopened(self, n: int) -> None:
        """How many failed items have no correction; the way to the first of them."""
        told = ngettext("{n} 项不符合还没有开整改", "{n} 项不符合还没有开整改", n)
        self.unopened.show_text(told.format(n=number(n)))
        self.unopened.setVisible(n > 0)

    def show_problems(self, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
        """Show each problem at its field; gives back those that have no field here."""
        return self.form.show_problems(problems)
