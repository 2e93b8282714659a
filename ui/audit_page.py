"""现场检查: where next, what now, what helps; every answer is a digit and is kept at once."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QHideEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from auditor import wording
from auditor.audit import SITE, Answer, Audit, Visit
from auditor.drafts import AuditDraft, audit_form, draft_of, read_audit, shown_moment, text_of
from auditor.errors import Problem, Refused, Unavailable
from auditor.record import new_id, stamp
from auditor.site import Site
from auditor.standard import Standard
from auditor.store import Store
from auditor.use_cases.recording import record_audit
from auditor.wording import _, ngettext, number
from ui import theme
from ui.answers import ORDER, answer_word
from ui.audit_list import AuditList
from ui.audit_reading import Plan, SiteCase, read_both
from ui.audit_side import AuditSide, visit_word
from ui.bars import ThreePartBar
from ui.checklist import Checklist
from ui.context import Context
from ui.drafting import DraftKeeper, DraftOffer
from ui.key_row import KeyRow
from ui.messages import Message
from ui.page import Page
from ui.panes import EmptyState, Pane
from ui.street_choice import StreetChoice

SIDE_LEFT, SIDE_RIGHT = 220, 264


def save_audit(store: Store, audit: Audit, standard: Standard) -> Audit:
    """Record it. A moment this program took itself is never later than the database's clock, which may have been set
    back meanwhile."""
    with store.reading() as work:
        now = stamp(work.now())
    return record_audit(
        store, audit if audit.version else replace(audit, observed_at=min(audit.observed_at, now)), standard
    )


class AuditPage(Page):
    """Audits of the sites of one street, one after the other."""

    id = "audit"
    icon = "audit"
    group = "do"
    kinds = frozenset({"site", "point", "audit", "community"})

    @classmethod
    def name(cls) -> str:
        """现场检查."""
        return _("现场检查")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.plan: Plan | None = None
        self.case: SiteCase | None = None
        self.draft: AuditDraft | None = None
        self._wanted = ""  # the site asked for last; an answer about another one is dropped
        self._editing: Audit | None = None
        self._inspectors = ""  # as typed last, for the next site
        self._touched = False  # something was typed since the draft was begun: only then is it kept
        self._read_at = 0.0
        self._saving = False
        self.keeper = DraftKeeper(self, context.tasks, context.store)
        self.keeper.kept.connect(self._say_kept)
        self.keeper.failed.connect(self._say_not_kept)
        context.tasks.broken.connect(self._stop_saving)
        self._declare()
        self._build()
        context.where.changed.connect(self._change_street)

    # -- making -----------------------------------------------------------------------------------------------------

    def _declare(self) -> None:
        declare = self.actions_here.declare
        self.digits = [
            declare(
                f"audit.{answer}",
                answer_word(answer),
                partial(self.answer, answer),
                shortcut=str(n),
                when=self._why_not,
            )
            for n, answer in enumerate(ORDER, 1)
        ]
        for action in self.digits:
            action.setAutoRepeat(False)  # a key held down answers one item, never several
        self.note_key = declare("audit.note", _("这一项的备注"), self.write_note, shortcut="F4", when=self._why_not)
        self.save_key = declare(
            "audit.save", _("保存，去下一处"), self.save, shortcut="Ctrl+Return", when=self._why_not_save
        )
        self.save_key.setShortcuts([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")])
        self.save_key.setAutoRepeat(False)
        self.jump_key = declare("audit.jump", _("跳到别的点位"), self.jump, shortcut="Ctrl+J")
        self.drop_key = declare("audit.drop", _("放弃本次"), self.give_up, when=self._why_not_drop)

    def _build(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 12, 16, 0)
        whole.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.street = StreetChoice(self.context)
        self.list = AuditList(self.jump_key)
        self.list.opened.connect(self.open_site)
        self.checklist = Checklist()
        self.list.left.connect(self.checklist.setFocus)
        left = QWidget()
        self._left = left
        under = QVBoxLayout(left)
        under.setContentsMargins(0, 0, 0, 0)
        under.setSpacing(8)
        under.addWidget(self.street)
        under.addWidget(self.list, 1)
        self.checklist.answered.connect(self.answer)
        self.checklist.cleared.connect(self.clear_answer)
        self.checklist.noted.connect(self._note)
        self.checklist.moved.connect(self._move)
        self.offer = DraftOffer()
        self.offer.continued.connect(self.checklist.setFocus)
        self.offer.given_up.connect(self.give_up)
        self.middle = Pane(_("检查项"), flush=True)
        self.bar = ThreePartBar(high=8)
        self.bar.setFixedWidth(110)
        self.middle.head.addWidget(self.bar)
        self.middle.body.addWidget(self.offer)
        self.middle.body.addWidget(self.checklist, 1)
        self.no_site = EmptyState("audit", _("没有要看的点位"), _("先在台账登记或导入点位。"))
        self.middle.body.addWidget(self.no_site, 1)
        self.side = AuditSide(self.save_key)
        self.side.before.change_asked.connect(self.change_audit)
        self.side.form.changed.connect(self._fill)
        row.addWidget(left)
        row.addWidget(self.middle, 1)
        row.addWidget(self.side)
        self._row = row
        self.tabs = QTabWidget()
        self.tabs.tabBar().setAccessibleName(_("旁边看什么"))
        self.tabs.setAccessibleName(_("旁边看什么"))
        self.tabs.tabBar().setFocusPolicy(Qt.FocusPolicy.NoFocus)  # until there are tabs
        self.tabs.hide()
        row.addWidget(self.tabs)
        whole.addLayout(row, 1)
        self.keys_row = KeyRow(self._key_words())
        whole.addWidget(self.keys_row)
        theme.follow(self.dress)
        self._show_draft()

    def dress(self) -> None:
        """The side panes grow with the type, half as fast: the middle needs the room more."""
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Where the four answers would be cut, both side panes become tabs of one (LOOK 7)."""
        grown = 1 + (theme.scale() - 1) / 2
        left, right = round(SIDE_LEFT * grown), round(SIDE_RIGHT * grown)
        room = self.width() - 32 - 24 - left - right
        narrow = room < self.checklist.open.bar.sizeHint().width() + 84
        self._left.setFixedWidth(right if narrow else left)
        self.side.setFixedWidth(right)
        self.tabs.setFixedWidth(right)
        if narrow == (self.tabs.count() > 0):
            return
        if narrow:
            self.tabs.addTab(self._left, _("点位"))
            self.tabs.addTab(self.side, _("本次检查"))
            self.tabs.setCurrentWidget(self.side)
        else:
            for widget, place in ((self._left, 0), (self.side, 2)):
                self.tabs.removeTab(self.tabs.indexOf(widget))
                self._row.insertWidget(place, widget)
            self._left.show()
        self.tabs.tabBar().setFocusPolicy(Qt.FocusPolicy.TabFocus if narrow else Qt.FocusPolicy.NoFocus)
        self.tabs.setVisible(narrow)
        self._show_draft()

    def _key_words(self) -> list[tuple[str, str, QAction | None]]:
        words: list[tuple[str, str, QAction | None]] = [
            (str(n), action.text(), action) for n, action in enumerate(self.digits, 1)
        ]
        for key, word, do in (
            ("↑", "", partial(self.checklist.step, -1)),
            ("↓", _("上下移动"), partial(self.checklist.step, 1)),
            ("Backspace", _("清掉答案"), self.clear_answer),
        ):
            action = QAction(word or _("往上"), self)
            action.triggered.connect(lambda _c=False, do=do: do())
            words.append((key, word, action))
        return [*words, ("F4", _("备注"), self.note_key)]

    # -- what stands in the header ----------------------------------------------------------------------------------

    def header_about(self) -> str:
        """The site, its community, what is being done."""
        if self.case is None:
            return self.plan.street_name if self.plan else ""
        words = [f"{self.case.site.code} {self.case.site.name}", self.case.community]
        if self._editing is not None:
            day, time = shown_moment(self._editing.observed_at)
            words.append(_("改 {day} {time} 的检查").format(day=day, time=time))
        return " · ".join(words)

    def header_actions(self) -> list[QAction]:
        """Giving up this visit; saving stands at the foot of the right pane."""
        return [self.drop_key]

    def keys(self) -> list[tuple[str, str]]:
        """Jumping and saving."""
        return [("Ctrl J", _("跳到点位")), ("Ctrl Enter", _("保存"))]

    def first_field(self) -> QWidget | None:
        """The checklist, so that the first digit answers."""
        return self.checklist

    def _why_not(self) -> str:
        return "" if self.draft is not None and self.case is not None else _("还没有打开点位")

    def _why_not_save(self) -> str:
        if self._saving:
            return _("正在保存")
        return self._why_not()

    def _why_not_drop(self) -> str:
        begun = self.draft is not None and (self.draft.is_begun or self._editing is not None)
        return "" if begun else _("还没有开始")

    # -- reading ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask anew for the list and the open site; what is being typed stays."""
        self.street.refresh()
        self._read(self._wanted)

    def _change_street(self, street: str) -> None:
        if self.case is not None and self.case.site.street != street:
            self.keeper.flush()
            self._forget()
        self._read(self._wanted)

    def _forget(self) -> None:
        self.case, self.draft, self._editing, self._wanted = None, None, None, ""
        self.offer.hide()

    def _read(self, site: str) -> None:
        street = self.context.where.street
        if not street:
            return
        standard = self.draft.standard if self.draft is not None else ""
        work = partial(read_both, self.context.store, self.context.standard, street, site, standard)
        self.context.tasks.run(work, partial(self._take, site), self._refuse_reading)

    def _refuse_reading(self, error: Exception) -> None:
        self._forget()
        self._tell(error)
        self._show_draft()

    def _take(self, site: str, found: tuple[Plan, SiteCase | None]) -> None:
        plan, case = found
        if plan.street != self.context.where.street or site != self._wanted:
            return
        if case is not None and case.site.street != plan.street:
            self.context.where.choose(case.site.street)  # the site asked for lies elsewhere: look there
            return
        self.plan = plan
        if not self._inspectors:
            self._inspectors = plan.person
        self.list.show_plan(plan)
        if case is None:
            self._open_due(plan)
            return
        fresh = self.case is None or self.case.site.id != case.site.id or self.draft is None
        self.case, self._read_at = case, monotonic()
        if fresh:
            self._begin(case)
        self._show_case(fresh=fresh)

    def _open_due(self, plan: Plan) -> None:
        """Opening the page: what was not saved comes first, else the site that is due first."""
        known = {s.id for s in plan.sites}
        unsaved = next((site for site in plan.drafts if site in known), "")
        first = self.list.first()
        if unsaved or first is not None:
            self.open_site(unsaved or (first.id if first is not None else ""))
        else:
            self._forget()
            self._show_draft()
            self.header_changed.emit()

    def open(self, subject: object) -> None:
        """A site, or its id."""
        site = subject.id if isinstance(subject, Site) else subject
        if isinstance(site, str) and site:
            self.open_site(site)

    def open_site(self, site: str) -> None:
        """Show a site's checklist; what was typed at the one before is kept as its draft."""
        if site == self._wanted and self.draft is not None:
            self.checklist.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.keeper.flush()
        if self.tabs.count():
            self.tabs.setCurrentWidget(self.side)
        self._forget()
        self._wanted = site
        self._read(site)

    def _begin(self, case: SiteCase) -> None:
        self._editing, self._touched = None, False
        self.draft = self._blank(case)
        self.offer.hide()
        if case.draft is None:
            return
        try:
            kept = read_audit(case.draft.body)
        except ValueError:
            self._say(Message("bad", _("上次没有保存完的内容读不出来"), _("它还在数据库里，没有删。这里从头开始。")))
            return
        self._restore(kept, case.draft.at)

    def _restore(self, kept: AuditDraft, at: str) -> None:
        if self.case is None:
            return
        self.draft, self._touched = kept, True
        self._editing = next((a for a in self.case.audits if a.id == kept.audit), None)
        if kept.standard != self.case.standard.name:
            self._read(self.case.site.id)  # its checklist is that of its own standard
        day, time = shown_moment(at)
        fact = _("上次没有保存完：{code} {name}").format(code=self.case.site.code, name=self.case.site.name)
        told = ngettext("{day} {time} 停在这一项，已答 {n} 项", "{day} {time} 停在这一项，已答 {n} 项", kept.answered)
        self.offer.offer(fact, told.format(day=day, time=time, n=number(kept.answered)))

    def _blank(self, case: SiteCase) -> AuditDraft:
        at = stamp(case.now)
        day, time = shown_moment(at)
        return AuditDraft(
            site=case.site.id,
            audit=new_id(),
            standard=self.context.standard.name,
            at=at,
            day=day,
            time=time,
            inspectors=self._inspectors,
        )

    def _now(self) -> datetime:
        """The moment by the database's clock, moved on by this computer's."""
        assert self.case is not None
        return self.case.now + timedelta(seconds=monotonic() - self._read_at)

    # -- showing ----------------------------------------------------------------------------------------------------

    def _show_case(self, *, fresh: bool = True) -> None:
        case = self.case
        if case is None or self.draft is None:
            self._show_draft()
            return
        editing = self._editing.id if self._editing is not None else ""
        others = [a for a in case.audits if a.id != editing]
        self.checklist.show_sections(case.sections, others[0].findings if others else {})
        self.side.before.show_audits(case.audits, case.standard, editing)
        if fresh:  # else somebody may be typing in it
            self.side.form.show_draft(self.draft)
            self.side.view.verticalScrollBar().setValue(0)
        self.list.show_open(case.site.id)
        self._show_draft()
        self.header_changed.emit()
        if fresh and self.isVisible() and not self.side.form.isAncestorOf(self.focusWidget() or self):
            self.checklist.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_draft(self) -> None:
        case, draft = self.case, self.draft
        shown = case is not None and draft is not None
        for widget in (self.checklist, self.bar):
            widget.setVisible(shown)
        if not self.tabs.count():
            self.side.setVisible(shown)
        self.no_site.setVisible(not shown and not self._wanted)
        if case is None or draft is None:
            self.middle.show_title(_("检查项"))
        else:
            self.checklist.show_draft(draft)
            self._show_title()
        self.actions_here.refresh()

    def _show_title(self) -> None:
        case, draft = self.case, self.draft
        if case is None or draft is None:
            return
        row = self.checklist.current
        unit = row.unit if row is not None else SITE
        title = next((s.name for s in case.sections if s.unit == unit), case.site.name)
        houses = ngettext("{n} 户", "{n} 户", case.site.households).format(n=number(case.site.households))
        note = " · ".join(w for w in (case.place, houses if case.site.households else "", self._visit_word()) if w)
        total = len(self.checklist.rows)
        self.middle.show_title(title, f"{draft.answered} / {total}", note)
        passed, failed = draft.count(Answer.PASS), draft.count(Answer.FAIL)
        self.bar.show_counts(passed, failed, max(0, total - passed - failed))
        left = total - draft.answered
        told = ngettext("还有 {n} 项没答，保存后算未知", "还有 {n} 项没答，保存后算未知", left).format(n=number(left))
        self.side.left_open.setText(told if left else _("{n} 项都答了").format(n=number(total)))
        following = self.list.next_after(case.site.id)
        self.side.following.setText(
            _("下一处：{code} {name}").format(code=following.code, name=following.name)
            if following
            else _("这一批今天都看过了")
        )

    def _visit_word(self) -> str:
        return visit_word(Visit(self.draft.visit)) if self.draft is not None else ""

    # -- typing -----------------------------------------------------------------------------------------------------

    def answer(self, answer: Answer) -> None:
        """Answer the current item and go on to the next."""
        row = self.checklist.current
        if row is None or self.draft is None or self._saving:
            return
        self._settle_moment()
        self.draft = self.draft.with_answer(row.unit, row.item.id, answer)
        self.checklist.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.checklist.show_draft(self.draft)
        self.checklist.step(1)
        self._keep()

    def clear_answer(self) -> None:
        """Take the current item's answer back."""
        row = self.checklist.current
        if row is not None and self.draft is not None and row.answer is not None and not self._saving:
            self.draft = self.draft.with_answer(row.unit, row.item.id, None)
            self._keep()

    def write_note(self) -> None:
        """Put the keyboard into the note of the current item."""
        self.checklist.write_note()

    def _note(self, text: str) -> None:
        row = self.checklist.current
        if row is not None and self.draft is not None:
            self.draft = self.draft.with_note(row.unit, row.item.id, text)
            self._keep()

    def _move(self, unit: str, item: str) -> None:
        if self.draft is not None:
            self.draft = replace(self.draft, unit=unit, item=item)
            self._show_title()
            if self._touched and not self._saving:
                self.keeper.change(audit_form(self.draft.site), partial(text_of, self.draft))

    def _fill(self) -> None:
        if self.draft is not None and not self._saving:
            self.draft = self.side.form.into(self.draft)
            if self._editing is None:
                self._inspectors = self.draft.inspectors
            self._keep()

    def _settle_moment(self) -> None:
        """A visit begins with its first answer, unless somebody typed when it was."""
        draft = self.draft
        if (
            draft is None
            or draft.is_begun
            or self._editing is not None
            or (draft.day, draft.time) != shown_moment(draft.at)
        ):
            return
        at = stamp(self._now())
        day, time = shown_moment(at)
        self.draft = replace(draft, at=at, day=day, time=time)
        self.side.form.show_draft(self.draft)

    def _keep(self) -> None:
        if self.draft is None or self._saving:
            return
        self.offer.hide()
        self._touched = True
        draft = self.draft
        row = self.checklist.current
        if row is not None:
            draft = self.draft = replace(draft, unit=row.unit, item=row.item.id)
        self.keeper.change(audit_form(draft.site), partial(text_of, draft))
        self._show_draft()

    def _say_kept(self, at: datetime) -> None:
        self._show_saved(_("每答一项都已保存 {at}").format(at=f"{at:%H:%M:%S}"))

    def _show_saved(self, text: str) -> None:
        self.keys_row.show_saved(text)
        self.saved_text.emit(text)

    def _say_not_kept(self, error: Exception) -> None:
        self.keys_row.show_saved("")
        if isinstance(error, Refused | Unavailable):
            self._say(Message("bad", _("刚答的没有写下来"), wording.explain(error)))

    def give_up(self) -> None:
        """Throw the visit away; it can be taken back as long as the message stands."""
        draft, case = self.draft, self.case
        if draft is None or case is None:
            return
        self.offer.hide()
        self.keeper.clear(audit_form(draft.site))
        self._editing, self._touched = None, False
        self.draft = self._blank(case)
        if case.standard.name != self.context.standard.name:
            self._read(case.site.id)
        self._show_case()
        told = ngettext("已放弃，{n} 项答案没有留下", "已放弃，{n} 项答案没有留下", draft.answered)
        back = partial(self._take_back, draft)
        self._say(Message("ok", told.format(n=number(draft.answered)), case.site.name, _("还是接着做"), back))

    def _take_back(self, draft: AuditDraft) -> None:
        if self.case is not None and self.case.site.id == draft.site:
            self.draft = draft
            self._editing = next((a for a in self.case.audits if a.id == draft.audit), None)
            self._show_case()
            self._keep()
        else:
            self.keeper.change(audit_form(draft.site), partial(text_of, draft))
            self.keeper.flush()
            self.open_site(draft.site)

    def change_audit(self, audit: Audit) -> None:
        """Open an audit that was saved: saving again makes its further version."""
        if self.draft is not None and self.draft.is_begun:
            self._say(Message("warn", _("先保存或放弃本次检查，再改以前的"), self.header_about()))
            return
        self.keeper.drop()
        self._editing, self._touched = audit, False
        self.draft = draft_of(audit)
        if self.case is not None and audit.standard != self.case.standard.name:
            self._read(audit.site)
        self._show_case()

    def jump(self) -> None:
        """Put the keyboard into the field that jumps to a site."""
        if self.tabs.count():
            self.tabs.setCurrentWidget(self._left)
        self.list.jump.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.list.jump.selectAll()

    # -- saving -----------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Save this visit with all its answers and go on to the next site."""
        case, draft = self.case, self.draft
        if case is None or draft is None or self._saving:
            return
        self.draft = draft = self.side.form.into(draft)
        loose = draft.loose_notes()
        if loose:
            places = [(r.unit, r.item.id) for r in self.checklist.rows]
            if loose[0] in places:
                self.checklist.go_to(places.index(loose[0]))
            self._say(Message("warn", _("这一项写了备注，还没有答"), _("答了再保存，备注才留得下。")))
            return
        self.keeper.flush()  # whatever happens to the saving, the answers are written
        self._saving = True
        self.actions_here.refresh()
        audit = draft.record(case.site.street)
        work = partial(save_audit, self.context.store, audit, case.standard)
        self.context.tasks.run(work, partial(self._saved, case), self._refused)

    def _saved(self, case: SiteCase, audit: Audit) -> None:
        self._saving = False
        now = datetime.now()
        self._show_saved(_("已保存 {at} · 在本机").format(at=f"{now:%H:%M:%S}"))
        told = _("已保存 {code} {name}").format(code=case.site.code, name=case.site.name)
        count = sum(len(items) for items in audit.findings.values())
        answers = ngettext("{n} 项答案，在本机", "{n} 项答案，在本机", count).format(n=number(count))
        self._say(Message("ok", told, answers))
        following = self.list.next_after(case.site.id)
        if following is not None:
            self.open_site(following.id)
        else:
            self._forget()
            self._wanted = case.site.id
            self._read(case.site.id)

    def _stop_saving(self, _error: object = None) -> None:
        self._saving = False
        self.actions_here.refresh()

    def _refused(self, error: Exception) -> None:
        self._stop_saving()
        if self.draft is not None:
            self.keeper.change(audit_form(self.draft.site), partial(text_of, self.draft))
        if not isinstance(error, Refused):
            self._tell(error)
            return
        elsewhere = self.side.show_problems(error.problems)
        for problem in elsewhere:
            self._tell(Refused(Problem(problem.field, problem.code, problem.facts)))

    def _tell(self, error: Exception) -> None:
        if isinstance(error, Refused | Unavailable):
            self._say(Message("bad", wording.explain(error)))

    def _say(self, message: Message) -> None:
        self.say.emit(message)

    def may_leave(self) -> bool:
        """Always: what was typed is written before another page is shown."""
        self.keeper.settle()
        return True

    def hideEvent(self, event: QHideEvent) -> None:
        self.keeper.flush()
        super().hideEvent(event)
