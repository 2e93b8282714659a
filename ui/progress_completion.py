"""The closed list by community: what is recorded of each, its past, and the form that enters or corrects it."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from auditor.errors import Problem, Refused
from auditor.progress import Completed, Completion
from auditor.wording import _, explain, number
from ui.buttons import Button
from ui.context import Context
from ui.fields import Choice, DateField, SearchField, TextField
from ui.form import Form
from ui.layouts import DetailRoom, digits_for
from ui.messages import Message
from ui.panes import EmptyState, Hairline, Pane, Text
from ui.progress_reading import CommunityGoal, Entry, read_past, record_entry, status_mark, status_word
from ui.record_model import Column
from ui.record_table import Listing, RecordTable
from ui.score_rows import short_community


class CompletionPane(Pane):
    """One row a community; below it the form of the chosen one."""

    say = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__(_("2025 各社区"), flush=True)
        self.context = context
        self._of: CommunityGoal | None = None
        self.search = SearchField(_("找社区或街道"), _("社区、街道，或无凭证"))
        self.table: RecordTable[CommunityGoal] = RecordTable(
            [
                Column(
                    "name",
                    _("社区"),
                    lambda c: short_community(c.name),
                    tooltip=lambda c: c.name,
                    width=8,
                    stretch=True,
                ),
                Column("street", _("街道"), lambda c: c.street_name, width=9, elide=True),
                Column(
                    "status",
                    _("记录"),
                    lambda c: status_word(c.completion.status if c.completion else None),
                    mark=lambda c: status_mark(c.completion.status if c.completion else None),
                    width=digits_for([status_word(None), *(status_word(s) for s in Completed)]),
                ),
                Column("dated", _("文件日期"), _dated, width=10),
            ],
            _("2025 各社区"),
            dense=True,
        )
        nothing = EmptyState("search", _("没有这样的社区"), _("清掉查找的字再看。"))
        self.listing: Listing[CommunityGoal] = Listing(self.table, nothing)
        top = QHBoxLayout()
        top.setContentsMargins(12, 8, 12, 8)
        top.addWidget(self.search)
        self.body.addLayout(top)
        self.body.addWidget(self.listing, 1)
        self.body.addWidget(Hairline())
        self.room = DetailRoom(self._make_form())
        self.room.hide()
        self.body.addWidget(self.room)
        self.search.searched.connect(self._filter)
        self.search.left_down.connect(self.table.setFocus)
        self.table.chosen.connect(self._show)
        self.table.opened.connect(lambda _c: self.status.setFocus())

    def _make_form(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(6)
        self.what = Text("", "section", wrap=True)
        self.past = Text("", "note", "ink2", wrap=True)
        self.form = Form()
        self.status = Choice(_("记录"), [(status_word(s), s) for s in Completed])
        self.document = TextField(_("文件"), chars=26, example=_("文件名或文号"))
        self.dated = DateField(_("文件日期"))
        self.reason = TextField(_("说明"), chars=26, example=_("为什么改"))
        self.form.add("status", _("记录"), self.status)
        self.form.add("document", _("文件"), self.document)
        self.form.add("dated", _("文件日期"), self.dated, _("到 2025-12-31 为止"))
        self.form.add("reason", _("说明"), self.reason, optional=True)
        self.save = Button(_("记入"), key="Ctrl Enter")
        column.addWidget(self.what)
        column.addWidget(self.past)
        column.addWidget(self.form)
        foot = QHBoxLayout()
        foot.addWidget(Text(_("以后的记录不改以前的。"), "note"))
        foot.addStretch(1)
        foot.addWidget(self.save)
        column.addLayout(foot)
        self.save.clicked.connect(self._save)
        self.form.save_asked.connect(self._save)
        return holder

    def show_communities(self, communities: tuple[CommunityGoal, ...]) -> None:
        """Show the list; the chosen community stays chosen."""
        missing = sum(c.completion is None for c in communities)
        self.show_title(_("2025 各社区"), number(len(communities)), _("无凭证 {n}").format(n=number(missing)))
        self.table.show_records(list(communities))
        if self.table.chosen_record() is None and communities:
            first = next((c for c in communities if c.completion is None), communities[0])
            self.table.choose(first)

    @property
    def dirty(self) -> bool:
        """Whether something is typed that is not recorded."""
        if self._of is None:
            return False
        held = self._of.completion
        now = (self.document.text(), self.dated.text(), self.reason.text())
        if held is None:
            return any(text.strip() for text in now)
        return now != (held.document, held.dated.isoformat() if held.dated else "", held.reason)

    def _filter(self, text: str) -> None:
        def keep(c: CommunityGoal) -> bool:
            status = status_word(c.completion.status if c.completion else None)
            return text in c.name or text in c.street_name or text == status or c.id.startswith(text)

        self.table.records.filter(keep if text else None)

    def _show(self, of: CommunityGoal | None) -> None:
        self.room.setVisible(of is not None)
        same = of is not None and self._of is not None and of.id == self._of.id
        if same and self.dirty and self._of is not None and of is not None and of.completion == self._of.completion:
            return  # news about others must not take away what is being typed
        self._of = of
        if of is None:
            return
        self.what.setText(_("{community}（{street}）").format(community=of.name, street=of.street_name))
        held = of.completion
        self.status.choose(held.status if held else Completed.COMPLETED)
        self.document.show_text(held.document if held else "")
        self.dated.show_date(held.dated if held else None)
        self.reason.show_text(held.reason if held else "")
        self.form.show_problems(())
        self.past.hide()
        self.context.tasks.run(partial(read_past, self.context.store, of.id), partial(self._show_past, of.id))

    def _show_past(self, of: str, states: list[str]) -> None:
        if self._of is None or self._of.id != of or not states:
            return
        rest = _("另有 {n} 次；").format(n=len(states) - 3) if len(states) > 3 else ""
        self.past.setText(_("记过：{states}").format(states=rest + " · ".join(states[-3:])))
        self.past.show()

    def _save(self) -> None:
        if self._of is None:
            return
        try:
            dated = self.dated.day()
        except ValueError:
            self.form.show_problems([Problem("dated", "empty")])
            self.form["dated"].show_problem(_("{text} 不是一个日期。").format(text=self.dated.text()))
            return
        status = Completed(str(self.status.value()))  # Qt keeps the bare text
        entry = Entry(status=status, document=self.document.text(), dated=dated, reason=self.reason.text())
        work = partial(record_entry, self.context.store, self._of, entry)
        self.save.setEnabled(False)
        self.context.tasks.run(work, partial(self._saved, self._of), self._refused)

    def _saved(self, of: CommunityGoal, made: Completion) -> None:
        self.save.setEnabled(True)
        self.form.show_problems(())
        fact = _("已记入 {community}：{status}").format(community=of.name, status=status_word(made.status))
        self.say.emit(Message("ok", fact, _("以前的状态还在，注有日期")))
        if self._of is not None and self._of.id == of.id:  # what was typed is recorded now
            self._of = CommunityGoal(of.id, of.name, of.street, of.street_name, made)
            self.document.show_text(made.document)
            self.dated.show_date(made.dated)
            self.reason.show_text(made.reason)
            self.context.tasks.run(partial(read_past, self.context.store, of.id), partial(self._show_past, of.id))

    def _refused(self, error: Exception) -> None:
        self.save.setEnabled(True)
        if isinstance(error, Refused):
            elsewhere = self.form.show_problems(error.problems)
            if elsewhere:
                self.say.emit(Message("bad", explain(Refused(*elsewhere))))
        else:
            self.context.tasks.refused.emit(error)


def _dated(community: CommunityGoal) -> str | None:
    held = community.completion
    return held.dated.isoformat() if held is not None and held.dated is not None else None
