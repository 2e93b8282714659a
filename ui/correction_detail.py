"""One correction whole: what was seen and asked, before and after side by side, its steps, what may be done next."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from auditor.correction import Stage
from auditor.correction_history import Did
from auditor.correction_matters import Matter
from auditor.correction_wording import stage_name, step_text
from auditor.corrections import Reminder
from auditor.drafts import shown_moment
from auditor.photo import PhotoPlace
from auditor.wording import _, listed
from ui.buttons import ActionButton, Button
from ui.corrections_list import TONES
from ui.corrections_reading import Told
from ui.layouts import empty_layout
from ui.marks import Mark, MarkWord
from ui.messages import Glyph
from ui.page import Page
from ui.panes import Hairline, Pane, Scroll, Text
from ui.photo_pane import PhotoPane

MARKS = {
    Did.PASSED: Mark.CONFORMING,
    Did.CLOSED: Mark.CONFORMING,
    Did.FAILED: Mark.NONCONFORMING,
    Did.WITHDRAWN: Mark.NOT_APPLICABLE,
    Did.BACK: Mark.NOT_APPLICABLE,
}


class CorrectionDetail(Pane):
    """The chosen correction. The buttons at its foot are the page's actions, the next step first."""

    linked = Signal(str)  # another correction of the chain
    accepted = Signal(str, str)  # correction, audit: taken for the re-check

    def __init__(self, page: Page, steps: Sequence[QAction], ways: Sequence[QAction]) -> None:
        super().__init__(_("这一条"), flush=True)
        self.matter: Matter | None = None
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(10)
        self.place = Text("", "thing", wrap=True)
        self.about = Text("", "note", "ink2", wrap=True)
        self.state = QHBoxLayout()
        self.state.setSpacing(6)
        self.glyph = Glyph("warning", "bad", 16)
        self.word = Text("", "section", bold=True)
        self.state.addWidget(self.glyph)
        self.state.addWidget(self.word)
        self.state.addStretch(1)
        self.offer = _Offer()
        self.offer.taken.connect(self._accept)
        self.facts = QGridLayout()
        self.facts.setHorizontalSpacing(12)
        self.facts.setVerticalSpacing(4)
        self.facts.setColumnStretch(1, 1)
        self.before = PhotoPane(page, _("整改前"), keys=False, adding=False, most=2)
        self.after = PhotoPane(page, _("整改后"), most=2)
        self.after.card_button.hide()  # a card is shared out among audits, which is done where audits are
        photos = QHBoxLayout()
        photos.setSpacing(12)
        for pane in (self.before, self.after):
            photos.addWidget(pane, 1, Qt.AlignmentFlag.AlignTop)
        self.steps = QVBoxLayout()
        self.steps.setSpacing(4)
        for layout in (self.place, self.about):
            column.addWidget(layout)
        column.addLayout(self.state)
        column.addWidget(self.offer)
        column.addLayout(self.facts)
        column.addWidget(Hairline())
        column.addWidget(Text(_("经过"), "section"))
        column.addLayout(self.steps)
        column.addWidget(Hairline())
        column.addLayout(photos)
        column.addStretch(1)
        self.view = Scroll(inner)
        self.body.addWidget(self.view, 1)
        for actions, first in ((steps, True), (ways, False)):
            foot = self.add_foot()
            for n, action in enumerate(actions):
                foot.addWidget(ActionButton(action, "plain" if first else "quiet", small=n > 0 or not first))
            foot.addStretch(1)

    def show_matter(self, matter: Matter) -> None:
        """Show what the list knows; the history comes after."""
        other = self.matter is None or self.matter.id != matter.id
        self.matter = matter
        made = matter.correction
        self.place.setText(matter.place)
        self.about.setText(" · ".join(w for w in (matter.where, matter.item_name) if w))
        tone = TONES[matter.reminder] if matter.reminder else "ink"
        late = matter.reminder in (Reminder.OVERDUE, Reminder.UNSETTLED)
        self.glyph.setVisible(late)
        words = [stage_name(made.stage), matter.said if matter.said != stage_name(made.stage) else ""]
        self.word.setText(" · ".join(w for w in words if w))
        self.word.show_tone("bad" if tone == "bad" else "warn" if tone == "warn" else "ink")
        self.offer.show_offer(matter)
        self._show_facts(matter, "")
        site = PhotoPlace(street=made.street, site=made.site)
        found_by = PhotoPlace(street=made.street, site=made.site, audit=made.audit, unit=made.unit, item=made.item)
        self.before.setVisible(bool(made.audit))
        self.before.show_place(found_by if made.audit else None, of_item=True)
        self.after.show_place(
            PhotoPlace(
                street=site.street,
                site=site.site,
                audit=made.recheck,
                unit=made.unit,
                item=made.item,
                correction=made.id,
            )
        )
        if other:
            empty_layout(self.steps)
            self.view.verticalScrollBar().setValue(0)

    def _show_facts(self, matter: Matter, notice: str) -> None:
        made = matter.correction
        empty_layout(self.facts)
        told = [
            (_("所见"), made.found),
            (_("要求"), made.asked or "–"),
            (_("交给"), made.recipient or _("没有登记责任单位")),
            (_("期限"), due_words(matter)),
            (_("通知单"), notice or (_("已写进") if made.notice else _("还没有开"))),
        ]
        for row, (label, words) in enumerate(told):
            self.facts.addWidget(Text(label, "note", "ink2"), row, 0)
            value = Text(words, "body", wrap=True)
            value.setTextInteractionFlags(value.textInteractionFlags())
            self.facts.addWidget(value, row, 1)

    def show_told(self, told: Told) -> None:
        """Show the history and the chain."""
        if self.matter is None or told.matter.id != self.matter.id:
            return
        self._show_facts(told.matter, told.notice.number if told.notice else "")
        empty_layout(self.steps)
        if told.before is not None:
            words = _("接着 {day} 开的那一条，它复查不符合").format(day=told.before.opened_on.isoformat())
            self._add_link(words, told.before.id)
        for step, name in told.steps:
            self._add_step(step_text(step), " ".join(shown_moment(step.at)), name, step.note, MARKS.get(step.did))
        if told.after is not None:
            self._add_link(_("后来另开的一条，{day} 到期").format(day=told.after.due_on.isoformat()), told.after.id)

    def _add_step(self, words: str, when: str, name: str, note: str, mark: Mark | None) -> None:
        line = QWidget()
        row = QVBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 2)
        row.setSpacing(0)
        row.addWidget(MarkWord(mark or Mark.NOT_ANSWERED, words))
        told = Text(listed(w for w in (" · ".join(w for w in (when, name) if w), note) if w), "note", "ink2", wrap=True)
        told.setContentsMargins(24, 0, 0, 0)
        row.addWidget(told)
        self.steps.addWidget(line)

    def _add_link(self, words: str, correction: str) -> None:
        button = Button(words, "quiet", small=True)
        button.clicked.connect(lambda _c=False: self.linked.emit(correction))
        self.steps.addWidget(button)

    def _accept(self) -> None:
        if self.matter is not None and self.matter.offered is not None:
            self.accepted.emit(self.matter.id, self.matter.offered[0])


class _Offer(QWidget):
    """A later audit that shows it put right: a person takes it for the re-check, or does not."""

    taken = Signal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.words = Text("", "note", "ink2", wrap=True)
        self.take = Button(_("记为复查"), small=True)
        self.take.clicked.connect(self.taken)
        row.addWidget(self.words, 1)
        row.addWidget(self.take)
        self.hide()

    def show_offer(self, matter: Matter) -> None:
        """Say which audit it is; nothing where there is none."""
        offered = matter.offered if matter.waits else None
        self.setVisible(offered is not None)
        if offered is not None:
            self.words.setText(_("{day} 检查已符合这一项。").format(day=f"{offered[1]:%m-%d}"))


def due_words(matter: Matter) -> str:
    """The deadline, and why it is another than at first."""
    made = matter.correction
    parts = [made.due_on.isoformat()]
    if made.stage is Stage.OPEN and matter.said:
        parts.append(matter.said)
    parts += [_("改过：{reason}").format(reason=made.due_reason)] if made.due_reason else []
    return listed(parts)
