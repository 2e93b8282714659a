"""证明文件: what a statement would say before it is issued, why it may not be, and every document issued so far."""

from functools import partial
from pathlib import Path

from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QVBoxLayout, QWidget

from auditor.certificate import Certificate, DocumentKind, Verification
from auditor.division import spoken_name
from auditor.errors import Refused, Unavailable
from auditor.use_cases import certifying
from auditor.use_cases.certifying import Issued
from auditor.wording import _, day, explain, number
from ui import theme
from ui.context import Context
from ui.day_choice import DayChoice
from ui.documents_panes import IssuedPane, IssuePane, document_columns
from ui.documents_reading import Prospect, issue_document, kind_word, print_again, read_prospect, verify_file
from ui.layouts import UNBOUND, turn
from ui.marks import verdict_word
from ui.messages import Message
from ui.panes import Scroll
from ui.questions import ask
from ui.record_table import RecordTable
from ui.saving import ask_where, saved_message
from ui.score_export import print_street
from ui.score_rows import VERDICT_MARKS
from ui.street_page import StreetPage
from ui.tasks import Job

LEFT, LEAST_WIDTH = 436, 1000  # logical pixels at 100 %


class DocumentsPage(StreetPage):
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
        self._job: Job | None = None
        self._issuing = False
        self.issued: RecordTable[Certificate] = RecordTable(document_columns(), _("签发过的文件"))
        self._declare()
        self.when = DayChoice(looking_back=True)
        self.day = self.when.field
        self.issue_pane = IssuePane(context.standard, [self.street, self.when], self.issue, self.settings)
        self.issued_pane = IssuedPane(self.again, self.issued)
        self._build()
        self.when.changed.connect(self.read)
        self.when.say.connect(self.say)
        self.issued.chosen.connect(lambda _c: self.actions_here.refresh())
        self.issued.opened.connect(lambda _c: self.again.trigger())
        self.issue_pane.criteria.opened.connect(lambda c: self.go.emit("score", c.id))

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
        self.check: QAction = declare("documents.verify", _("核验 PDF"), self._verify, icon="check")
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
        self.columns.addWidget(self.issue_pane)
        self.columns.addWidget(self.issued_pane, 1)
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
        left = max(round(LEFT * scale), self.issue_pane.least_width())
        narrow = self.width() < round((LEAST_WIDTH - LEFT) * scale) + left
        turn(self.columns, narrow=narrow)
        self.issue_pane.setMinimumWidth(0 if narrow else left)
        self.issue_pane.setMaximumWidth(UNBOUND if narrow else left)

    # -- asking -----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask for the street and day chosen, and for the documents."""
        self.context.tasks.run(partial(certifying.list_certificates, self.context.store), self.show_certificates)
        super().refresh()

    def read(self) -> None:
        try:
            on, known = self.when.day(), self.when.known()
        except ValueError:
            return
        if self._job is not None:
            self._job.cancel()
        self._asked = self.context.where.street
        work = partial(read_prospect, self.context.store, self._asked, self.context.standard, on, known)
        self._job = self.context.tasks.run(work, self.show_prospect, self._refuse)

    def _refuse(self, error: Exception) -> None:
        self._job = None
        if not self.when.takes(error):
            self.context.tasks.refused.emit(error)

    def first_field(self) -> QWidget:
        """The score that would be carried."""
        return self.issue_pane.criteria

    # -- showing ----------------------------------------------------------------------------------------------------

    def header_about(self) -> str:
        """Street and day."""
        if self._shown is None:
            return ""
        score = self._shown.scored.score
        about = _("{street} · {sites} 个点位 · 当日 {day}").format(
            street=spoken_name(score.street, score.name), sites=number(score.sites), day=day(score.on)
        )
        return about if self.when.shown_known is None else f"{about} · {_('按当时所知')}"

    def header_actions(self) -> list[QAction]:
        """The report; issuing stands at the foot of its pane."""
        return [self.report, self.check]

    def keys(self) -> list[tuple[str, str]]:
        """Issuing and printing."""
        return [("Ctrl Enter", _("签发")), ("Ctrl P", _("打印街道报告"))]

    def show_prospect(self, found: Prospect) -> None:
        """Show what a statement would say."""
        self._job = None
        self._shown = found
        score = found.scored.score
        self.when.show_days(score.on, score.known)
        self.issue_pane.show_prospect(found)
        self._arrange()  # the streets to choose from have come
        self.actions_here.refresh()
        self.header_changed.emit()

    def show_certificates(self, found: list[Certificate]) -> None:
        """Show every document, newest first."""
        self.issued_pane.show_certificates(found)
        self.actions_here.refresh()

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
            street=spoken_name(score.street, score.name),
            day=day(score.on),
            verdict=verdict_word(VERDICT_MARKS[score.verdict]),
            number=found.number,
        )
        title = _("签发{kind}？").format(kind=kind_word(DocumentKind.SELF_ASSESSMENT))
        if ask(self, title, told, verb=_("签发"), stay=_("不签发")) is None:
            return
        self._issuing = True
        self.actions_here.refresh()
        work = partial(issue_document, self.context.store, (score.street, score.on), self.context.standard, to)
        job = self.context.tasks.run_long(_("正在签发"), work, partial(self._tell_issued, to))
        job.ended.connect(self._no_longer_issuing)  # also when it was stopped

    def _no_longer_issuing(self) -> None:
        self._issuing = False
        self.actions_here.refresh()

    def _tell_issued(self, to: Path, issued: Issued) -> None:
        made = issued.certificate
        fact = _("已签发 {number} · 短码 {code}").format(number=made.number, code=made.short_code)
        self.say.emit(saved_message(fact, to))
        self.refresh()

    def _verify(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, _("选要核验的 PDF"), "", "PDF (*.pdf)")
        if path:
            work = partial(verify_file, self.context.store, Path(path))
            self.context.tasks.run_long(_("正在核验"), work, self._tell_verified, self._not_verified)

    def _tell_verified(self, found: Verification) -> None:
        made = found.certificate
        if found.fault is not None:
            told = _("{number} 不属实").format(number=made.number)
            self.say.emit(Message("bad", told, explain(Refused(found.fault))))
            return
        mark = VERDICT_MARKS[made.score.verdict]
        note = _("{street}，当日 {day}，{verdict} · 短码 {code}").format(
            street=spoken_name(made.street, made.score.name),
            day=day(made.score.on),
            verdict=verdict_word(mark),
            code=made.short_code,
        )
        self.say.emit(Message("ok", _("{number} 属实").format(number=made.number), note))

    def _not_verified(self, error: Exception) -> None:
        if isinstance(error, Refused | Unavailable):
            self.say.emit(Message("bad", _("不能核验"), explain(error)))

    def _print_again(self) -> None:
        certificate = self.issued.chosen_record()
        if certificate is None:
            return
        name = _("{number} {street}自评结果证明").format(number=certificate.number, street=certificate.score.name)
        to = ask_where(self, _("再印一份"), name, [("PDF", "pdf")])
        if to is not None:
            work = partial(print_again, self.context.store, certificate, self.context.standard, to)
            self.context.tasks.run_long(_("正在再印一份"), work, self._tell_saved)

    def _print_report(self) -> None:
        if self._shown is None:
            return
        score = self._shown.scored.score
        name = _("{street}评估报告 {day}").format(street=score.name, day=self.when.of_day(score.on))
        to = ask_where(self, _("打印街道报告"), name, [("PDF", "pdf")])
        if to is not None:
            of = (score.street, score.on, self.when.shown_known)
            work = partial(print_street, self.context.store, of, self.context.standard, to)
            self.context.tasks.run_long(_("正在排街道报告"), work, self._tell_saved)

    def _tell_saved(self, path: Path) -> None:
        self.say.emit(saved_message(_("写好 {name}").format(name=path.name), path))
