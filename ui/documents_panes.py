"""The two panes of the documents page: what would be issued with its score, and what was issued with its numbers."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from auditor.certificate import Certificate
from auditor.division import spoken_name
from auditor.overview import count_verdicts
from auditor.standard import Standard
from auditor.verdict import StreetScore
from auditor.wording import _, listed, number, pgettext
from ui import theme
from ui.documents_reading import Prospect, doubled, kind_word
from ui.layouts import digits_for, empty_layout
from ui.marks import Mark, MarkWord, verdict_word
from ui.panes import ActionButton, Elided, EmptyState, Hairline, Pane, Text
from ui.record_model import Column
from ui.record_table import Listing, RecordTable
from ui.score_lists import CriterionList
from ui.score_rows import VERDICT_MARKS


class IssuePane(Pane):
    """A statement that is not issued yet: its verdict, the five, who signs, why it may not be, the button."""

    def __init__(self, standard: Standard, choices: list[QWidget], issue: QAction, settings: QAction) -> None:
        super().__init__(_("签发自评结果证明"), flush=True)
        self.verdict = MarkWord(Mark.UNKNOWN, "", "verdict")
        self.index = Text("", "index")
        self.told = Elided("", "note", "ink2")
        self.criteria = CriterionList(standard)
        self.facts = QGridLayout()
        self.reason = Text("", "note", "ink2", wrap=True)
        top = QVBoxLayout()
        top.setContentsMargins(12, 10, 12, 10)
        top.setSpacing(6)
        self.choices = QHBoxLayout()
        self.choices.setSpacing(8)
        for choice in choices:
            self.choices.addWidget(choice)
        self.choices.addStretch(1)
        top.addLayout(self.choices)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.verdict)
        line.addStretch(1)
        line.addWidget(Text(_("综合指数"), "note", "ink2"))
        line.addWidget(self.index)
        top.addLayout(line)
        top.addWidget(self.told)
        self.body.addLayout(top)
        self.body.addWidget(Hairline())
        self.body.addWidget(self.criteria, 1)
        self.body.addWidget(Hairline())
        self.facts.setContentsMargins(12, 8, 12, 8)
        self.facts.setHorizontalSpacing(10)
        self.facts.setVerticalSpacing(2)
        self.facts.setColumnStretch(1, 1)
        self.body.addLayout(self.facts)
        foot = self.add_foot()
        foot.addWidget(self.reason, 1)
        self.to_settings = ActionButton(settings, "quiet", with_key=False)
        foot.addWidget(self.to_settings)
        foot.addWidget(ActionButton(issue, "primary"))
        theme.follow(self.make_room)

    def least_width(self) -> int:
        """How wide it must be for street and day to stand on one line whole."""
        return self.choices.sizeHint().width() + 2 * 12 + 2

    def make_room(self) -> None:
        """The five stand without scrolling."""
        self.criteria.setMinimumHeight(round(5 * 57 * theme.scale()))

    def show_prospect(self, found: Prospect) -> None:
        """Show what a statement would say."""
        score = found.scored.score
        mark = VERDICT_MARKS[score.verdict]
        self.verdict.show_mark(mark, verdict_word(mark))
        self.index.setText(score.index)
        self.told.setText(_counts(score))
        self.show_title(_("签发自评结果证明"), "", spoken_name(score.street, score.name))
        self.criteria.show_records(list(score.criteria.values()))
        if self.criteria.chosen_record() is None:
            self.criteria.choose_row(0)
        _fill(
            self.facts,
            [
                (_("签发单位"), found.issuer or _("还没有填")),
                (pgettext("文件", "编号"), found.number or _("还没有代字")),
                (_("标准"), _("{id} 第 {n} 号").format(id=score.standard, n=score.standard_number)),
            ],
        )
        quiet = _("自评结果不是命名，结论是什么就写什么；盖章处空着。")
        self.reason.setText(found.reason or quiet)
        self.reason.show_tone("warn" if found.reason else "ink2")
        self.to_settings.setVisible(found.unset)


class IssuedPane(Pane):
    """Every document, newest first; the chosen one with what it says."""

    def __init__(self, again: QAction, table: RecordTable[Certificate]) -> None:
        super().__init__(_("签发过的文件"), flush=True)
        self.table = table
        how = _("左边签发以后列在这里。签发过的不再重算，也不能改。")
        self.listing: Listing[Certificate] = Listing(table, EmptyState("document", _("还没有签发过文件"), how))
        self.body.addWidget(self.listing, 1)
        self.detail_box = QWidget()
        box = QVBoxLayout(self.detail_box)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(Hairline())
        self.detail = QGridLayout()
        self.detail.setContentsMargins(12, 8, 12, 8)
        self.detail.setHorizontalSpacing(12)
        self.detail.setVerticalSpacing(3)
        self.detail.setColumnStretch(1, 1)
        box.addLayout(self.detail)
        self.body.addWidget(self.detail_box)
        self.detail_box.hide()
        foot = self.add_foot()
        foot.addWidget(Elided(_("再印的与原来逐字节相同；凭证变动过的不能再印。"), "note"), 1)
        foot.addWidget(ActionButton(again))
        table.chosen.connect(self._show_detail)
        theme.follow(self.make_room)

    def make_room(self) -> None:
        """Some lines of the list above the detail."""
        self.setMinimumHeight(round(360 * theme.scale()))

    def show_certificates(self, found: list[Certificate]) -> None:
        """Show them; two of one number are named."""
        twice = doubled(found)
        note = _("编号用了两次：{numbers}，以短码区分").format(numbers=listed(sorted(twice), "、")) if twice else ""
        self.show_title(_("签发过的文件"), number(len(found)) if found else "", note)
        self.table.show_records(found)
        if self.table.chosen_record() is None and found:
            self.table.choose(found[0])

    def _show_detail(self, certificate: Certificate | None) -> None:
        self.detail_box.setVisible(certificate is not None)
        if certificate is None:
            return
        root = certificate.evidence_root
        result = _("{counts} · 综合指数 {index}").format(
            counts=_counts(certificate.score), index=certificate.score.index
        )
        _fill(
            self.detail,
            [
                (_("种类"), kind_word(certificate.kind)),
                (_("签发单位"), certificate.issuer),
                (_("签发时"), result),
                (_("凭证根"), " ".join(root[i : i + 8] for i in range(0, len(root), 8))),
            ],
        )


def _counts(score: StreetScore) -> str:
    counts = count_verdicts(score)
    return _("达标 {a} · 未达标 {b} · 未定 {c}").format(
        a=counts.get("MET", 0), b=counts.get("NOT_MET", 0), c=counts.get("UNDETERMINED", 0)
    )


def _fill(grid: QGridLayout, told: list[tuple[str, str]]) -> None:
    empty_layout(grid)
    for i, (word, text) in enumerate(told):
        grid.addWidget(Text(word, "note"), i, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Elided(text, "note", "ink"), i, 1)


def document_columns() -> list[Column[Certificate]]:
    """What the list says of a document."""
    return [
        Column(
            "number",
            pgettext("文件", "编号"),
            lambda c: c.number,
            sort=lambda c: f"{c.prefix} {c.year} {c.running:08}",
            width=13,
            stretch=True,
        ),
        Column("code", _("短码"), lambda c: c.short_code, width=9),
        Column("street", _("街道"), lambda c: spoken_name(c.street, c.score.name), width=9, elide=True),
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
