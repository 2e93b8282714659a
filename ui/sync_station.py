"""The right side of the sync page at a street's station: who its bureau is, what is not there yet, and packing."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from auditor.exchange import Exchange
from auditor.wording import _, ngettext, number
from ui.context import Context
from ui.folder_strip import FolderStrip
from ui.layouts import empty_layout
from ui.marks import Mark, MarkWord
from ui.panes import Hairline, Pane, Scroll, Text
from ui.sync_line import LineStrip
from ui.sync_packing import PackingForm


class StationPane(Pane):
    """Who the bureau is or how to be enrolled, who this station is, and a package for the bureau."""

    def __init__(self, context: Context, pack: QAction) -> None:
        super().__init__(_("本机和区里"), flush=True)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        self.bureau = MarkWord(Mark.UNKNOWN, "", "section")
        self.bureau_note = Text("", "note", "ink2", wrap=True)
        column.addWidget(self.bureau)
        column.addWidget(self.bureau_note)
        self.steps = QGridLayout()
        self.steps.setHorizontalSpacing(10)
        self.steps.setVerticalSpacing(4)
        self.steps.setColumnStretch(1, 1)
        column.addLayout(self.steps)
        column.addWidget(Hairline())
        self.own = QGridLayout()
        self.own.setHorizontalSpacing(12)
        self.own.setVerticalSpacing(3)
        self.own.setColumnStretch(1, 1)
        column.addLayout(self.own)
        column.addWidget(Hairline())
        self.packing = Text("", "section")
        column.addWidget(self.packing)
        self.form = PackingForm(pack)
        column.addWidget(self.form)
        self.hair = Hairline()
        column.addWidget(self.hair)
        self.line = LineStrip(context)
        column.addWidget(self.line)
        column.addWidget(Hairline())
        self.shared = FolderStrip(context, section=True)
        column.addWidget(self.shared)
        column.addStretch(1)
        for rounds in (self.line, context.watch):
            rounds.packed.connect(self.form.packed.show_others)
        self.form.packed.show_others(context.watch.others)
        self.body.addWidget(Scroll(inner))

    def show_exchange(self, found: Exchange) -> None:
        """Show how it stands with the bureau."""
        enrolled = bool(found.bureau)
        if enrolled:
            name = found.bureau_name or _("区里")
            self.bureau.show_mark(Mark.CONFORMING, _("区里是 {name}").format(name=name))
            self.bureau_note.setText(_("标记 {mark}。只有它签的数据包才并入。").format(mark=found.bureau_mark))
        else:
            self.bureau.show_mark(Mark.UNKNOWN, _("还没有在区里登记"))
            self.bureau_note.setText(_("照样可以录入，什么也不会丢。登记三步："))
        empty_layout(self.steps)
        if not enrolled:
            told = (
                _("装登记包：下面选好文件夹装一包，不加密。"),
                _("交到区里，电话里报本机标记 {mark}，区里核对后登记。").format(mark=found.mark),
                _("收区里发回的包：问区里的八位标记，核对一致才认定。"),
            )
            for i, text in enumerate(told):
                self.steps.addWidget(Text(str(i + 1), "body", "accent", bold=True), i, 0)
                self.steps.addWidget(Text(text, "body", wrap=True), i, 1)
        empty_layout(self.own)
        waits = ngettext("{n} 份", "{n} 份", found.waiting).format(n=number(found.waiting))
        fresh = ngettext("其中 {n} 份不在任何数据包里", "其中 {n} 份不在任何数据包里", found.new)
        if found.waiting:
            waits = f"{waits} · {fresh.format(n=number(found.new))}" if found.new else waits
        rows = [
            (_("本机"), found.name or "–"),
            (_("本机标记"), found.mark),
            (_("还未到区里"), waits if found.waiting else _("没有，都已收到") if enrolled else _("还没有记录")),
        ]
        for i, (word, text) in enumerate(rows):
            self.own.addWidget(Text(word, "note", "ink2"), i, 0)
            self.own.addWidget(Text(text, "body", wrap=True), i, 1)
        self.packing.setText(_("装包送区里") if enrolled else _("装登记包"))
        for widget in (self.hair, self.line):
            widget.setVisible(enrolled)
        self.line.refresh()
        self.shared.refresh()
        self.form.show_folder(found.folder)
        self.form.show_sealable("" if found.sealable else _("登记以后才能加密"))
