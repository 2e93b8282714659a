"""证明文件: what a statement would say before it is issued, why it may not be, and every document issued so far."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from auditor.certificate import Certificate, DocumentKind
from auditor.errors import Refused
from auditor.overview import count_verdicts
from auditor.use_cases import certifying
from auditor.use_cases.certifying import Issued
from auditor.wording import _, day, explain, number
from ui import theme
from ui.context import Context
from ui.documents_reading import Prospect, doubled, issue_document, kind_word, print_again, read_prospect
from ui.fields import DateField, show_wrong
from ui.layouts import digits_for, empty_layout
from ui.marks import Mark, MarkWord, verdict_word
from ui.messages import Message
from ui.page import Page
from ui.panes import ActionButton, Elided, EmptyState, Hairline, Pane, Scroll, Text
from ui.questions import ask
from ui.record_model import Column
from ui.record_table import Listing, RecordTable
from ui.saving import ask_where, saved_message
from ui.score_export import print_street
from ui.score_lists import CriterionList
from ui.score_rows import VERDICT_MARKS
from ui.street_choice import StreetChoice
from ui.tasks import Job

LEFT, LEAST_WIDTH, UNBOUND = 436, 1000, 16_777_215  # logical pixels at 100 %; Qt's own "no bound"


class DocumentsPage(Page):
    """Issuing for one street, and the list of all streets' documents."""

    id = "documents"
    icon = "document"
    group = "hand over"
    kinds = frozenset({"site", "assignment", "point", "link", "audit", "round", "response", "certificate"})

    @classmethod
    def name(cls) -> str:
        """证明文件."""
        return _("证明文件")

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._shown: Prospect | None = None
        self._asked = ""
        self._job: Job | None = None
        self._issuing = False
        self.issued: RecordTable[Certificate] = RecordTable(_columns(), _("签发过的文件"))
        self._declare()
        self.day = DateField(_("当日"))
        self.street = StreetChoice(context)
        self.verdict = MarkWord(Mark.UNKNOWN, "", "verdict")
        self.index = Text("", "index")
        self.criteria = CriterionList(context.standard)
        self.told = Elided("", "note", "ink2")
        self.facts = QGridLayout()
        self.reason = Text("", "note", "ink2", wrap=True)
        self.detail = QGridLayout()
        self._build()
        self.day.settled.connect(lambda _text: self._change_day())
        self.day.returnPressed.connect(self._change_day)
        self.issued.chosen.connect(self._show_detail)
        self.issued.opened.connect(lambda _c: self.again.trigger())
        self.criteria.opened.connect(lambda c: self.go.emit("score", c.id))
        context.where.changed.connect(self._follow)

    def _declare(self) -> None:
        declare = self.actions_here.declare
        self.issue: QAction = declare(
            "documents.issue", _("签发"), self._issue, shortcut="Ctrl+Return", when=self._why_not_issue
        )
        self.report: QAction = declare(
            "documents.report",
            _("打印街道报告"),
            self._print_report,
            icon="print",
            shortcut="Ctrl+P",
            when=self._why_not_report,
        )
        self.again: QAction = declare(
            "documents.again", _("再印一份"), self._print_again, icon="print", when=self._why_not_again
        )
        self.settings: QAction = declare("documents.settings", _("去设置填写"), partial(self.go.emit, "settings", None))

    def _why_not_issue(self) -> str:
        if self._shown is None:
            return _("还没有算好")
        return _("正在签发") if self._issuing else self._shown.reason

    def _why_not_report(self) -> str:
        return "" if self._shown is not None and self._shown.scored.score.sites else _("没有登记点位，没有可印的")

    def _why_not_again(self) -> str:
        return _("先选一份文件") if self.issued.chosen_record() is None else ""

    # -- layout -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        inner = QWidget()
        self.columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self.columns.setContentsMargins(16, 12, 16, 12)
        self.columns.setSpacing(12)
        self.columns.addWidget(self._to_issue())
        self.columns.addWidget(self._list(), 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(Scroll(inner))
        theme.follow(self._arrange)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Side by side where there is room, else one below the other."""
        scale = theme.scale()
        narrow = self.width() < LEAST_WIDTH * scale
        turned = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self.columns.setDirection(turned)
        self.issue_pane.setMinimumWidth(0 if narrow else round(LEFT * scale))
        self.issue_pane.setMaximumWidth(UNBOUND if narrow else round(LEFT * scale))
        self.criteria.setMinimumHeight(round(5 * 57 * scale))
        self.list_pane.setMinimumHeight(round(360 * scale))

    def _to_issue(self) -> Pane:
        pane = Pane(_("签发自评结果证明"), flush=True)
        self.issue_pane = pane
        top = QVBoxLayout()
        top.setContentsMargins(12, 10, 12, 10)
        top.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.street)
        word = Text(_("当日"))
        word.setBuddy(self.day)
        row.addWidget(word)
        row.addWidget(self.day)
        row.addStretch(1)
        top.addLayout(row)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.verdict)
        line.addStretch(1)
        line.addWidget(Text(_("综合指数"), "note", "ink2"))
        line.addWidget(self.index)
        top.addLayout(line)
        top.addWidget(self.told)
        pane.body.addLayout(top)
        pane.body.addWidget(Hairline())
        pane.body.addWidget(self.criteria, 1)
        pane.body.addWidget(Hairline())
        self.facts.setContentsMargins(12, 8, 12, 8)
        self.facts.setHorizontalSpacing(10)
        self.facts.setVerticalSpacing(2)
        self.facts.setColumnStretch(1, 1)
        pane.body.addLayout(self.facts)
        foot = pane.add_foot()
        foot.addWidget(self.reason, 1)
        self.to_settings = ActionButton(self.settings, "quiet", with_key=False)
        foot.addWidget(self.to_settings)
        foot.addWidget(ActionButton(self.issue, "primary"))
        return pane

    def _list(self) -> Pane:
        pane = Pane(_("签发过的文件"), flush=True)
        self.list_pane = pane
        how = _("左边签发以后列在这里。签发过的不再重算，也不能改。")
        self.listing: Listing[Certificate] = Listing(self.issued, EmptyState("document", _("还没有签发过文件"), how))
        pane.body.addWidget(self.listing, 1)
        self.detail_box = QWidget()
        box = QVBoxLayout(self.detail_box)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(Hairline())
        self.detail.setContentsMargins(12, 8, 12, 8)
        self.detail.setHorizontalSpacing(12)
        self.detail.setVerticalSpacing(3)
        self.detail.setColumnStretch(1, 1)
        box.addLayout(self.detail)
        pane.body.addWidget(self.detail_box)
        self.detail_box.hide()
        foot = pane.add_foot()
        foot.addWidget(Elided(_("再印的与原来逐字节相同；凭证变动过的不能再印。"), "note"), 1)
        foot.addWidget(ActionButton(self.again))
        return pane

    # -- asking -----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for the street and day chosen, and for the documents."""
        self.street.refresh()
        self.context.tasks.run(partial(certifying.list_certificates, self.context.store), self.show_certificates)
        if self.context.where.street:
            self._ask()

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        if self._asked and self._asked != self.context.where.street:
            self._ask()

    def _follow(self, _street: str) -> None:
        if self.isVisible() or not self._asked:
            self._ask()

    def _ask(self) -> None:
        try:
            on = self.day.day()
        except ValueError:
            show_wrong(self.day, wrong=True)
            return
        if self._job is not None:
            self._job.cancel()
        self._asked = self.context.where.street
        work = partial(read_prospect, self.context.store, self._asked, self.context.standard, on)
        self._job = self.context.tasks.run(work, self.show_prospect, self._refuse)

    def _change_day(self) -> None:
        if self._shown is None:
            return
        try:
            on = self.day.day()
        except ValueError:
            show_wrong(self.day, wrong=True)
            self.say.emit(Message("bad", _("{text} 不是一个日期。").format(text=self.day.text()), _("形如 2026-11-22")))
            return
        if on != self._shown.scored.score.on:
            self._ask()

    def _refuse(self, error: Exception) -> None:
        self._job = None
        if isinstance(error, Refused) and any(p.field == "on" for p in error.problems):
            show_wrong(self.day, wrong=True)
            self.day.setAccessibleDescription(explain(error))
            self.say.emit(Message("bad", explain(error)))
        else:
            self.context.tasks.refused.emit(error)

    def first_field(self) -> QWidget:
        """The score that would be carried."""
        return self.criteria

    # -- showing ----------------------------------------------------------------------------------------------------

    def header_about(self) -> str:
        """Street and day."""
        if self._shown is None:
            return ""
        score = self._shown.scored.score
        return _("{street} · {sites} 个点位 · 当日 {day}").format(
            street=score.name, sites=number(score.sites), day=day(score.on)
        )

    def header_actions(self) -> list[QAction]:
        """The report; issuing stands at the foot of its pane."""
        return [self.report]

    def keys(self) -> list[tuple[str, str]]:
        """Issuing and printing."""
        return [("Ctrl Enter", _("签发")), ("Ctrl P", _("打印街道报告"))]

    def show_prospect(self, found: Prospect) -> None:
        """Show what a statement would say."""
        self._job = None
        self._shown = found
        score = found.scored.score
        show_wrong(self.day, wrong=False)
        self.day.setAccessibleDescription("")
        if not self.day.hasFocus() or not self.day.text():
            self.day.show_date(score.on)
        mark = VERDICT_MARKS[score.verdict]
        self.verdict.show_mark(mark, verdict_word(mark))
        self.index.setText(score.index)
        counts = count_verdicts(score)
        self.told.setText(
            _("达标 {a} · 未达标 {b} · 未定 {c}").format(
                a=counts.get("MET", 0), b=counts.get("NOT_MET", 0), c=counts.get("UNDETERMINED", 0)
            )
        )
        self.issue_pane.show_title(_("签发自评结果证明"), "", score.name)
        self.criteria.show_records(list(score.criteria.values()))
        if self.criteria.chosen_record() is None:
            self.criteria.choose_row(0)
        _fill(
            self.facts,
            [
                (_("签发单位"), found.issuer or _("还没有填")),
                (_("编号"), found.number or _("还没有代字")),
                (_("标准"), _("{id} 第 {n} 号").format(id=score.standard, n=score.standard_number)),
            ],
        )
        quiet = _("自评结果不是命名，结论是什么就写什么；盖章处空着。")
        self.reason.setText(found.reason or quiet)
        self.reason.show_tone("warn" if found.reason else "ink2")
        self.to_settings.setVisible(found.unset)
        self.actions_here.refresh()
        self.header_changed.emit()

    def show_certificates(self, found: list[Certificate]) -> None:
        """Show every document, newest first."""
        twice = doubled(found)
        note = _("编号用了两次：{numbers}，以短码区分").format(numbers="、".join(sorted(twice))) if twice else ""
        self.list_pane.show_title(_("签发过的文件"), number(len(found)) if found else "", note)
        self.issued.show_records(found)
        if self.issued.chosen_record() is None and found:
            self.issued.choose(found[0])
        self.actions_here.refresh()

    def _show_detail(self, certificate: Certificate | None) -> None:
        self.detail_box.setVisible(certificate is not None)
        self.actions_here.refresh()
        if certificate is None:
            return
        counts = count_verdicts(certificate.score)
        root = certificate.evidence_root
        _fill(
            self.detail,
            [
                (_("种类"), kind_word(certificate.kind)),
                (_("签发单位"), certificate.issuer),
                (
                    _("签发时"),
                    _("达标 {a} · 未达标 {b} · 未定 {c} · 综合指数 {index}").format(
                        a=counts.get("MET", 0),
                        b=counts.get("NOT_MET", 0),
                        c=counts.get("UNDETERMINED", 0),
                        index=certificate.score.index,
                    ),
                ),
                (_("凭证根"), " ".join(root[i : i + 8] for i in range(0, len(root), 8))),
            ],
        )

    # -- handing over -----------------------------------------------------------------------------------------------

    def _issue(self) -> None:
        if self._shown is None or self._shown.reason:
            return
        found = self._shown
        score = found.scored.score
        name = _("{number} {street}自评结果证明").format(number=found.number, street=score.name)
        to = ask_where(self, _("签发的 PDF 存到哪里"), name, [("PDF", "pdf")])
        if to is None:
            return
        told = _(
            "{street}，当日 {day}，结论「{verdict}」。签发以后有编号 {number}，留在记录里，不能改，只能另发。"
        ).format(
            street=score.name,
            day=day(score.on),
            verdict=verdict_word(VERDICT_MARKS[score.verdict]),
            number=found.number,
        )
        title = _("签发{kind}？").format(kind=kind_word(DocumentKind.SELF_ASSESSMENT))
        if ask(self, title, told, verb=_("签发"), stay=_("不签发")) is None:
            return
        self._issuing = True
        self.actions_here.refresh()
        work = partial(issue_document, self.context.store, score.street, self.context.standard, score.on, to)
        self.context.tasks.run(work, partial(self._tell_issued, to), self._not_issued)

    def _tell_issued(self, to: Path, issued: Issued) -> None:
        self._issuing = False
        self.actions_here.refresh()
        made = issued.certificate
        fact = _("已签发 {number} · 短码 {code}").format(number=made.number, code=made.short_code)
        self.say.emit(saved_message(fact, to))
        self.refresh()

    def _not_issued(self, error: Exception) -> None:
        self._issuing = False
        self.actions_here.refresh()
        self.context.tasks.refused.emit(error)

    def _print_again(self) -> None:
        certificate = self.issued.chosen_record()
        if certificate is None:
            return
        name = _("{number} {street}自评结果证明").format(number=certificate.number, street=certificate.score.name)
        to = ask_where(self, _("再印一份"), name, [("PDF", "pdf")])
        if to is not None:
            work = partial(print_again, self.context.store, certificate, self.context.standard, to)
            self.context.tasks.run(work, self._tell_saved)

    def _print_report(self) -> None:
        if self._shown is None:
            return
        score = self._shown.scored.score
        name = _("{street}评估报告 {day}").format(street=score.name, day=score.on)
        to = ask_where(self, _("打印街道报告"), name, [("PDF", "pdf")])
        if to is not None:
            work = partial(print_street, self.context.store, (score.street, score.on), self.context.standard, to)
            self.context.tasks.run_long(_("正在排街道报告"), work, self._tell_saved)

    def _tell_saved(self, path: Path) -> None:
        self.say.emit(saved_message(_("写好 {name}").format(name=path.name), path))


def _fill(grid: QGridLayout, told: list[tuple[str, str]]) -> None:
    empty_layout(grid)
    for i, (word, text) in enumerate(told):
        grid.addWidget(Text(word, "note"), i, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Elided(text, "note", "ink"), i, 1)


def _columns() -> list[Column[Certificate]]:
    return [
        Column(
            "number",
            _("编号"),
            lambda c: c.number,
            sort=lambda c: f"{c.prefix} {c.year} {c.running:08}",
            width=13,
            stretch=True,
        ),
        Column("code", _("短码"), lambda c: c.short_code, width=9),
        Column("street", _("街道"), lambda c: c.score.name, width=9, elide=True),
        Column("on", _("评分日"), lambda c: c.score.on.isoformat(), width=10),
        Column(
            "verdict",
            _("结论"),
            lambda c: verdict_word(VERDICT_MARKS[c.score.verdict]),
            mark=lambda c: VERDICT_MARKS[c.score.verdict],
            width=digits_for(verdict_word(mark) for mark in VERDICT_MARKS.values()),
        ),
        Column("issued", _("签发日"), lambda c: c.issued_on.isoformat(), width=10),
    ]
