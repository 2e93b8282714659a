"""A camera's card by time: where each picture would go, in a table to be confirmed before anything is written."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from auditor.drafts import shown_moment
from auditor.photo import PhotoPlace
from auditor.picture_files import pictures_in, read_picture
from auditor.store import Store
from auditor.telling import Tell
from auditor.use_cases.placing_photos import Proposal, propose
from auditor.wording import _, ngettext, number
from ui import theme
from ui.buttons import Button
from ui.fields import Tick
from ui.panes import Text
from ui.photo_intake import Brought
from ui.record_model import Column
from ui.record_table import RecordTable

Read = tuple[list[Proposal], dict[str, str]]


def read_card(store: Store, street: str, folder: Path, tell: Tell) -> Read:
    """The proposals for a folder, and the street's sites as they are told, by id. Unavailable if the card is gone."""
    found = propose(store, street, pictures_in(folder), tell)
    with store.reading() as work:
        names = {s.id: f"{s.code} {s.name}" for s in work.sites.all(street)}
    return found, names


class PhotoPlacing(QDialog):
    """One row a picture. `chosen` gives what is to be taken in; Esc writes nothing."""

    chosen = Signal(object)  # list of Brought

    def __init__(
        self, parent: QWidget, proposals: Sequence[Proposal], names: Mapping[str, str], here: PhotoPlace
    ) -> None:
        super().__init__(parent)
        self.proposals, self._names, self._here = list(proposals), names, here
        self.setWindowTitle(_("按时间归到各处检查"))
        self.setModal(True)
        self.resize(820, 480)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(Text(self.windowTitle(), "thing"))
        told = _("每张照片归到拍摄时间最近的一次检查（相差三小时以内）。看过再加，现在还什么都没有写。")
        column.addWidget(Text(told, "body", "ink2", wrap=True))
        self.table: RecordTable[Proposal] = RecordTable(
            [
                Column("taken_at", _("拍摄时间"), lambda p: " ".join(shown_moment(p.taken_at)) or "–", width=16),
                Column("file", _("文件"), lambda p: p.path.name, width=14),
                Column("audit", _("归到哪次检查"), self._goes_to, stretch=True, tone=self._tone),
                Column("apart", _("相差"), self._apart, width=8, align="right"),
            ],
            self.windowTitle(),
            sortable=False,
        )
        column.addWidget(self.table, 1)
        self.rest = Tick("")
        self.rest.toggled.connect(lambda _on: self._show())
        column.addWidget(self.rest)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        self.stay = Button(_("不加"), key="Esc")
        self.stay.clicked.connect(self.reject)
        self.do = Button("", "primary")
        self.do.clicked.connect(self._choose)
        buttons.addWidget(self.stay)
        buttons.addWidget(self.do)
        column.addLayout(buttons)
        self._show()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        loose = sum(p.audit is None for p in self.proposals)
        told = ngettext("{n} 张没有归处：归到 {site}", "{n} 张没有归处：归到 {site}", loose)
        self.rest.setText(told.format(n=number(loose), site=self._names.get(self._here.site, "")))
        self.rest.setAccessibleName(self.rest.text())
        self.rest.setVisible(loose > 0)
        self.table.show_records(self.proposals)
        n = len(self.wanted())
        self.do.show_text(ngettext("加 {n} 张", "加 {n} 张", n).format(n=number(n)))
        self.do.setEnabled(n > 0)

    def _goes_to(self, proposal: Proposal) -> str:
        if proposal.audit is not None:
            day, time = shown_moment(proposal.audit.observed_at)
            site = self._names.get(proposal.audit.site, proposal.audit.site)
            return _("{site} · {day} {time}").format(site=site, day=day, time=time)
        if self.rest.isChecked():
            return self._names.get(self._here.site, "")
        return _("没有归处，不加")

    def _tone(self, proposal: Proposal) -> theme.Token | None:
        return "warn" if proposal.audit is None and not self.rest.isChecked() else None

    @staticmethod
    def _apart(proposal: Proposal) -> str:
        return _("{n} 分").format(n=number(round(proposal.apart_s / 60))) if proposal.audit is not None else ""

    def wanted(self) -> list[Brought]:
        """What would be taken in now."""
        found = []
        for proposal in self.proposals:
            place = self._here if self.rest.isChecked() else None
            if proposal.audit is not None:
                place = PhotoPlace(street=self._here.street, site=proposal.audit.site, audit=proposal.audit.id)
            if place is not None:
                found.append(Brought(str(proposal.path), partial(read_picture, proposal.path), place))
        return found

    def _choose(self) -> None:
        self.chosen.emit(self.wanted())
        self.accept()
