"""The two panes of the re-check page: what the radar flags and why, and the re-checks with what they show."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from auditor.false_alarms import false_alarms
from auditor.flags import Radar
from auditor.quality_wording import (
    evidence_text,
    false_alarm_text,
    page_words,
    rule_text,
    silence_text,
    whose,
)
from auditor.recheck import RecheckResult
from auditor.recheck_wording import (
    agreement_text,
    bound_text,
    drawn_text,
    kappa_text,
    progress_text,
    subject_name,
    unit_word,
)
from auditor.wording import _, day, listed, number, pgettext
from ui import theme
from ui.buttons import ActionButton
from ui.layouts import DetailRoom, digits_for, empty_layout
from ui.marks import Mark
from ui.panes import Elided, EmptyState, Hairline, Pane, Text
from ui.recheck_reading import Board, FlagRow, ResultRow, UnitRow
from ui.record_model import Column
from ui.record_table import Listing, RecordTable

UNBOUND = 16_777_215  # Qt's own "no bound"


class FlagsPane(Pane):
    """Flags by kind; below the list the chosen one with its evidence, its rule and its false alarms."""

    def __init__(self, ask: QAction) -> None:
        super().__init__(_("质量提示"), flush=True)
        self.table: RecordTable[FlagRow] = RecordTable(_flag_columns(), _("质量提示"))
        self.listing: Listing[FlagRow] = Listing(self.table, _no_flags(None))
        self.body.addWidget(self.listing, 1)
        self.told = Text("", "body", wrap=True)
        self.rule = Text("", "note", "ink2", wrap=True)
        self.alarms = Text("", "note", "ink2", wrap=True)
        self.room = _room(self.told, self.rule, self.alarms)
        self.silences = Text("", "note", "ink2", wrap=True)
        self.silences.setContentsMargins(12, 6, 12, 6)
        self.line = Hairline()
        self.body.addWidget(self.line)
        self.body.addWidget(self.room)
        self.body.addWidget(self.silences)
        foot = self.add_foot()
        foot.addWidget(Elided(page_words(), "note"), 1)
        foot.addWidget(ActionButton(ask))
        self.table.chosen.connect(self._show)
        theme.follow(self.make_room)

    def make_room(self) -> None:
        """Some lines of the list above the detail."""
        self.setMinimumHeight(round(380 * theme.scale()))

    def show_board(self, board: Board) -> None:
        """Show the flags; the chosen one stays chosen."""
        rows = board.rows()
        flags = [r for r in rows if isinstance(r, FlagRow)]
        looked = _("访问 {n}，检查 {m}，照片 {k}").format(
            n=number(board.radar.interviews), m=number(board.radar.audits), k=number(board.radar.photos)
        )
        self.show_title(_("质量提示"), number(len(flags)) if flags else "", looked)
        self.listing.show_empty(_no_flags(board.radar))
        self.table.show_records(rows)
        self.silences.setText("\n".join(silence_text(s) for s in board.radar.silences))
        self.silences.setVisible(bool(board.radar.silences))
        if self.table.chosen_record() is None and flags:
            self.table.choose(flags[0])
        self._show(self.table.chosen_record())

    def _show(self, row: FlagRow | None) -> None:
        for widget in (self.room, self.line):
            widget.setVisible(row is not None)
        if row is None:
            return
        self.told.setText(
            f"{whose(row.flag)} · {evidence_text(row.flag)}" if row.flag.person else evidence_text(row.flag)
        )
        self.rule.setText(_("规则：{rule}").format(rule=rule_text(row.flag.kind)))
        self.alarms.setText(false_alarm_text(false_alarms()[row.flag.kind]))


def _no_flags(radar: Radar | None) -> EmptyState:
    if radar is None or radar.interviews or radar.audits:
        return EmptyState("check", _("没有提示"), _("按用时、答案、照片、路程和时钟都看过了。"))
    return EmptyState("eye", _("还没有可看的"), _("有了检查和访问，这里按记录本身看有没有对不上的。"))


def _flag_columns() -> list[Column[FlagRow]]:
    return [
        Column("what", _("依据"), lambda r: evidence_text(r.flag), width=20, stretch=True, elide=True),
        Column("whose", _("谁的"), lambda r: whose(r.flag), width=9, elide=True),
        Column("n", _("记录"), lambda r: len(r.flag.records), align="right", width=5),
        Column("asked", _("复核"), _asked_word, width=7),
    ]


def _asked_word(row: FlagRow) -> str | None:
    if row.asked is None:
        return None
    return _("已复核") if not row.asked.open else _("已列入")


class RechecksPane(Pane):
    """Every re-check, newest first; the chosen one with its result, and its units with the way to them."""

    def __init__(self, visit: QAction) -> None:
        super().__init__(_("复核抽查"), flush=True)
        self.board: Board | None = None
        self.table: RecordTable[ResultRow] = RecordTable(_result_columns(), _("复核抽查"))
        how = _("抽一批评分符合的点位或计入的访问，由没有做过第一次的人再看一遍。")
        self.listing: Listing[ResultRow] = Listing(self.table, EmptyState("eye", _("还没有复核"), how))
        self._lines = 0
        self.units: RecordTable[UnitRow] = RecordTable(_unit_columns(), _("复核清单"), dense=True)
        self.facts = QGridLayout()
        self.facts.setContentsMargins(0, 0, 0, 0)
        self.facts.setHorizontalSpacing(12)
        self.facts.setVerticalSpacing(3)
        self.facts.setColumnStretch(1, 1)
        holder = QWidget()
        holder.setLayout(self.facts)
        self.room = _room(holder)
        self.body.addWidget(self.listing)
        self.body.addWidget(self.room)
        self.line = Hairline()
        self.body.addWidget(self.line)
        self.body.addWidget(self.units, 1)
        self._foot = self.add_foot()
        self._foot.addWidget(Elided(_("只显示点位和户，不显示第一次的结果。"), "note"), 1)
        self._foot.addWidget(ActionButton(visit, "primary"))
        self.table.chosen.connect(self._show)
        theme.follow(self.make_room)

    def make_room(self) -> None:
        """Some lines of the units below the detail."""
        self.setMinimumHeight(round(420 * theme.scale()))
        self._set_height()

    def _set_height(self) -> None:
        """Four re-checks at most without scrolling; the whole pane where there is none."""
        lines = min(4, self._lines)
        high = theme.height(28) + 4 + lines * self.table.row_height
        self.listing.setFixedHeight(high) if lines else self.listing.setMinimumHeight(theme.height(160))
        if not lines:
            self.listing.setMaximumHeight(UNBOUND)

    def show_board(self, board: Board) -> None:
        """Show the re-checks; the chosen one stays chosen."""
        self.board = board
        rows = [ResultRow(r) for r in board.results]
        waiting = sum(r.open for r in board.results)
        note = _("还有 {n} 处没有看").format(n=number(waiting)) if waiting else ""
        self.show_title(_("复核抽查"), number(len(rows)) if rows else "", note)
        self._lines = len(rows)
        self._set_height()
        self.table.show_records(rows)
        if self.table.chosen_record() is None and rows:
            self.table.choose(rows[0])
        self._show(self.table.chosen_record())

    def result(self) -> RecheckResult | None:
        """The re-check chosen."""
        row = self.table.chosen_record()
        return row.result if row is not None else None

    def _show(self, row: ResultRow | None) -> None:
        for widget in (self.room, self.line, self.units):
            widget.setVisible(row is not None)
        if row is None or self.board is None:
            return
        self.units.show_records(self.board.units(row.result))
        empty_layout(self.facts)
        for i, (word, text, tone) in enumerate(_facts(row.result)):
            self.facts.addWidget(Text(word, "note", "ink2"), i, 0, Qt.AlignmentFlag.AlignTop)
            self.facts.addWidget(Text(text, "note", tone, wrap=True), i, 1)


def _facts(result: RecheckResult) -> list[tuple[str, str, theme.Token]]:
    made = result.recheck
    told: list[tuple[str, str, theme.Token]] = []
    if made.seed:
        told.append((_("抽取"), drawn_text(result), "ink"))
    else:
        unit = unit_word(made.subject)
        told.append((_("列入"), _("由提示列入 {n} {unit}，不是抽样").format(n=number(result.drawn), unit=unit), "ink"))
    told.append((_("复核人"), made.inspector, "ink"))
    told.append((_("结果"), progress_text(result), "bad" if result.failed else "ink"))
    if bound := bound_text(result):
        told.append((pgettext("复核", "说明"), bound, "ink"))
    if result.pairs.total:
        told.append((_("一致"), listed([agreement_text(result.pairs), kappa_text(result.pairs)], "；"), "ink"))
    if made.seed:
        told.append((_("种子"), _("{seed} · 名单指纹 {hash}").format(seed=made.seed, hash=made.list_hash[:16]), "ink2"))
    return told


def _result_columns() -> list[Column[ResultRow]]:
    return [
        Column("on", _("日期"), lambda r: day(r.result.recheck.drawn_on), width=10),
        Column(
            "subject", _("对象"), lambda r: subject_name(r.result.recheck.subject), width=12, stretch=True, elide=True
        ),
        Column("why", _("由来"), lambda r: _("抽样") if r.result.recheck.seed else pgettext("复核", "提示"), width=8),
        Column(
            "done", _("已复核"), lambda r: f"{number(r.result.done)} / {number(r.result.drawn)}", align="right", width=9
        ),
        Column("failed", _("不符合"), lambda r: r.result.failed, align="right", width=6),
    ]


def _unit_columns() -> list[Column[UnitRow]]:
    return [
        Column("code", _("编号"), lambda r: r.code or None, width=11),
        Column("name", pgettext("一个", "点位"), lambda r: r.name or None, width=14, stretch=True, elide=True),
        Column("state", _("复核"), _unit_word, mark=lambda r: r.mark, width=digits_for(_unit_words().values())),
    ]


def _unit_words() -> dict[Mark, str]:
    return {Mark.CONFORMING: _("符合"), Mark.NONCONFORMING: _("不符合"), Mark.UNKNOWN: _("没有看")}


def _unit_word(row: UnitRow) -> str:
    words = _unit_words()
    return words.get(row.mark, words[Mark.UNKNOWN])


def _room(*inner: QWidget) -> DetailRoom:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(12, 8, 12, 10)
    column.setSpacing(4)
    for widget in inner:
        column.addWidget(widget)
    return DetailRoom(holder)
