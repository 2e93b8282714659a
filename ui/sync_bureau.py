"""The right side of the sync page at the bureau: packages that wait for a decider, the stations, a package for one."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from auditor.delivery_wording import recovered_text
from auditor.exchange import Known, Passage
from auditor.wording import _, listed, ngettext, number, pgettext
from ui import theme
from ui.buttons import ActionButton
from ui.context import Context
from ui.folder_strip import FolderStrip
from ui.panes import EmptyState, Pane, Scroll, Text
from ui.record_model import Column
from ui.record_table import Listing, RecordTable
from ui.sync_deciding import Deciding
from ui.sync_line import InboxStrip
from ui.sync_packing import PackingForm
from ui.sync_reading import Board
from ui.sync_words import moment_short, reason_word, sentences

ROWS = 4  # of packages that wait, seen at once


class BureauPane(QWidget):
    """Two panes, one below the other."""

    chosen = Signal()  # something else is under a bar: what may be done is another

    def __init__(self, context: Context, deciding: Deciding, pack: QAction) -> None:
        super().__init__()
        self._board: Board | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.waits: RecordTable[Passage] = RecordTable(self._wait_columns(), _("待放行"), dense=True, sortable=False)
        self.wait_pane = Pane(_("待放行"), flush=True)
        self.wait_pane.body.addWidget(self.waits)
        self.wait_told = Text("", "note", "ink2", wrap=True)
        self.wait_told.setContentsMargins(12, 6, 12, 8)
        self.wait_pane.body.addWidget(self.wait_told)
        foot = self.wait_pane.add_foot()
        for action in (deciding.accept, deciding.release, deciding.turn_away):
            foot.addWidget(ActionButton(action))
        foot.addStretch(1)
        column.addWidget(self.wait_pane)
        self.stations: RecordTable[Known] = RecordTable(self._station_columns(), _("工作站"), dense=True)
        how = _("街道把登记包交来，预演时留下，这里就有它；核对标记以后登记。")
        self.listing: Listing[Known] = Listing(
            self.stations, Scroll(EmptyState("laptop", _("还没有登记过工作站"), how))
        )
        self.listing.setSizePolicy(
            QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored
        )  # takes what is left, asks for nothing
        self.station_pane = Pane(_("工作站"), flush=True)
        self.station_pane.body.addWidget(self.listing, 1)
        self.told = Text("", "note", "ink2", wrap=True)
        self.form = PackingForm(pack)
        self.desk = QWidget()
        desk = QVBoxLayout(self.desk)
        desk.setContentsMargins(12, 6, 12, 10)
        desk.setSpacing(6)
        desk.addWidget(self.told)
        desk.addWidget(self.form)
        self.station_pane.body.addWidget(self.desk)
        self.station_pane.add_link(deciding.revoke)
        column.addWidget(self.station_pane, 1)
        self.inbox = InboxStrip(context)
        inbox = Pane(flush=True)
        inbox.body.addWidget(self.inbox)
        self.shared = FolderStrip(context)
        self.shared.setContentsMargins(12, 0, 12, 8)
        inbox.body.addWidget(self.shared)
        column.addWidget(inbox)
        for table in (self.waits, self.stations):
            table.chosen.connect(lambda _r: self._tell())
        self.wait_pane.hide()
        theme.follow(self.make_room)

    def make_room(self) -> None:
        """So many of those that wait, and some stations."""
        rows = min(ROWS, max(1, self.waits.records.count))
        self.waits.setFixedHeight(self.waits.horizontalHeader().sizeHint().height() + rows * self.waits.row_height + 4)
        self.listing.setMinimumHeight(theme.height(110))

    def show_board(self, board: Board) -> None:
        """Show them; the chosen ones stay chosen."""
        self._board = board
        found = board.exchange
        waits = found.kept_waiting
        had = self.waits.hasFocus()
        self.wait_pane.setVisible(bool(waits))
        self.wait_pane.show_title(_("待放行"), number(len(waits)), "")
        self.waits.show_records(list(waits))
        if waits and self.waits.chosen_record() is None:
            self.waits.choose_row(0)
        if had and not waits:
            self.stations.setFocus()
        self.station_pane.show_title(_("工作站"), number(len(found.stations)) if found.stations else "", "")
        self.stations.show_records(list(found.stations))
        if found.stations and self.stations.chosen_record() is None:
            self.stations.choose_row(0)
        self.desk.setVisible(bool(found.stations))
        self.form.show_folder(found.folder)
        self.shared.refresh()
        self.make_room()
        self._tell()

    def _tell(self) -> None:
        """What is to be known of the chosen ones."""
        waits, known = self.waits.chosen_record(), self.stations.chosen_record()
        if waits is not None:
            self.wait_told.setText(self._said_of(waits))
        if known is not None:
            station = known.station
            parts = [_("标记 {mark}").format(mark=station.mark)]
            if known.lacks:
                n = known.lacks
                told = ngettext("这里有 {n} 行是它上次没有的", "这里有 {n} 行是它上次没有的", n)
                parts.append(told.format(n=number(n)))
            if station.revoked:
                parts.append(_("密钥已停用：{why}").format(why=station.revoked))
            said = listed(parts)
            if known.recovered:
                said += "\n" + recovered_text(known.recovered)
            self.told.setText(said)
            self.form.show_sealable("" if station.recipient else _("它没有报加密公钥"))
        self.chosen.emit()

    def _said_of(self, waits: Passage) -> str:
        one = waits.delivery
        told = {
            "station_unknown": _("没有登记过。电话里核对标记 {mark}，一致才登记。"),
            "key_revoked": _("这把密钥（{mark}）已停用。确认是谁写的，照写名称才放行。"),
            "lines_of_others": _("它（{mark}）带来别人写的记录。确认无误，照写名称才放行。"),
        }.get(one.reason, "{mark}")
        asking = self._board.asking_of(one.station) if self._board else None
        if one.reason == "station_unknown" and asking is None:
            known = self._board and any(k.station.station == one.station for k in self._board.exchange.stations)
            told = _("已登记，可以放行。") if known else _("包里没有介绍自己，不能登记。请它先装一份登记包。")
        people = "、".join(p.name for p in asking.people) if asking else ""
        said = told.format(mark=f"{one.station[:4]} {one.station[4:8]}")
        return sentences(said, _("用的人：{people}。").format(people=people) if people else "")

    def _wait_columns(self) -> list[Column[Passage]]:
        return [
            Column("name", _("谁"), lambda p: p.name or p.delivery.station[:8], width=12, stretch=True, elide=True),
            Column("why", _("为什么等"), lambda p: reason_word(p.delivery.reason), width=16, tone=lambda _p: "warn"),
            Column("lines", pgettext("日志", "行数"), lambda p: p.delivery.lines, align="right", width=6),
            Column("at", _("收到"), lambda p: self._when(p.delivery.at), width=11),
        ]

    def _station_columns(self) -> list[Column[Known]]:
        return [
            Column("name", _("名称"), lambda k: k.station.name or k.station.mark, width=12, stretch=True, elide=True),
            Column("street", _("街道"), _street, width=9, elide=True),
            Column("heard", _("上次来"), lambda k: self._when(k.heard_at), sort=lambda k: k.heard_at, width=11),
            Column("lacks", _("它还缺"), lambda k: k.lacks, align="right", width=6),
            Column("state", _("情况"), _state, width=10, tone=_state_tone, elide=True, tooltip=_state),
        ]

    def _when(self, at: str) -> str:
        return moment_short(at, self._board.today) if self._board else "–"


def _street(known: Known) -> str:
    return known.street.removesuffix(" Subdistrict") or _("全区")  # the head of the column says that they are streets


def _state(known: Known) -> str:
    if known.station.revoked:
        return _("已停用")
    if known.recovered:
        n = known.recovered
        return ngettext("找回 {n} 行", "找回 {n} 行", n).format(n=number(n))
    return "" if known.heard_at else _("还没有来过")


def _state_tone(known: Known) -> theme.Token | None:
    if known.station.revoked:
        return "bad"
    return "warn" if known.recovered else "ink2"
