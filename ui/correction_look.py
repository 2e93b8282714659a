"""Looking again (复查): one key an answer for each correction of a site; saving makes an audit of exactly these."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from auditor.audit import Answer, Finding
from auditor.checklist import MOST_OCCURRENCES
from auditor.correction_matters import Matter
from auditor.correction_wording import preset_name
from auditor.corrections import PRESETS
from auditor.errors import Problem, refuse_if
from auditor.record import new_id
from auditor.store import Store
from auditor.use_cases import correcting
from auditor.wording import _, listed, ngettext
from ui import theme
from ui.answer_bar import AnswerBar
from ui.answers import MARKS, answer_word
from ui.context import Context
from ui.fields import Choice, NumberField, TextField
from ui.panes import Text
from ui.record_form import RecordForm
from ui.replies import Reply, replies_to


def looks_at(matter: Matter) -> tuple[Reply, ...]:
    """What a re-check may answer: whether it conforms, as the item's method has it."""
    if matter.item is None or matter.item.method == "written":
        plain = ((1, Answer.PASS), (2, Answer.FAIL))
        return tuple(Reply(n, answer_word(a), MARKS[a], Finding(answer=a)) for n, a in plain)
    return tuple(r for r in replies_to(matter.item) if r.finding.answer in (Answer.PASS, Answer.FAIL))


class LookRow(QWidget):
    """One correction looked at again: what was wrong, the answers, a note. Digits answer, Up and Down go on."""

    answered = Signal()
    left = Signal(int)

    def __init__(self, matter: Matter) -> None:
        super().__init__()
        self.matter = matter
        self.replies = looks_at(matter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        name = matter.item_name or matter.correction.found
        self.title = Text(f"{matter.where} · {name}", "body", bold=True, wrap=True)
        self.found = Text(_("上次所见：{found}").format(found=matter.correction.found), "note", "ink2", wrap=True)
        self.bar = AnswerBar()
        self.bar.show_replies(self.replies, 0)
        self.bar.pressed.connect(self.press)
        # what is answered, kept with the other fields of the form as its draft
        self.held = Choice(_("复查"), [("", 0), *((r.word, r.digit) for r in self.replies)])
        self.held.currentIndexChanged.connect(lambda _i: self._show())
        self.count = NumberField(_("有几处"))
        self.note = TextField(_("复查备注"), chars=30, example=_("备注，可不填"))
        for widget in (self.title, self.found, self.bar, self.held, self.count, self.note):
            column.addWidget(widget)
        self.held.hide()
        self._show()

    @property
    def reply(self) -> Reply | None:
        """What was answered."""
        return next((r for r in self.replies if r.digit == self.held.value()), None)

    def press(self, digit: int) -> None:
        """Answer; what needs a number asks for it."""
        if any(r.digit == digit for r in self.replies):
            self.held.choose(digit)
            if self.reply is not None and self.reply.asks == "count":
                self.count.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.answered.emit()

    def _show(self) -> None:
        reply = self.reply
        self.bar.show_replies(self.replies, reply.digit if reply else 0)
        self.count.setVisible(reply is not None and reply.asks == "count")
        told = reply.word if reply else answer_word(None)
        self.setAccessibleName(f"{self.title.text()} {told}")

    def finding(self, found: list[Problem]) -> Finding | None:
        """The finding to be recorded; what is missing joins `found`."""
        reply = self.reply
        name = self.matter.item_name or self.matter.correction.found
        if reply is None:
            found.append(Problem("look", "not_looked", {"item": name}))
            return None
        note = self.note.text().strip()
        if reply.asks != "count":
            return Finding(answer=reply.finding.answer, band=reply.finding.band, note=note)
        try:
            n = self.count.number() or 0
        except ValueError:
            n = 0
        if not 1 <= n <= MOST_OCCURRENCES:
            found.append(Problem("look", "item_occurrences", {"item": name, "most": MOST_OCCURRENCES}))
        return Finding(answer=Answer.FAIL, occurrences=n or None, note=note)

    # -- events -----------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if text.isdecimal() and len(text) == 1 and not event.isAutoRepeat():
            self.press(int(text))
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.left.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(tokens.row)
        painter.setPen(QPen(tokens.focus if self.hasFocus() else tokens.edge, 2 if self.hasFocus() else 1))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 4, 4)
        painter.end()


class RecheckForm(RecordForm):
    """Some corrections of one site, looked at again now by the person who records."""

    def __init__(self, context: Context, matters: Sequence[Matter], me: str, days: int) -> None:
        first = matters[0]
        names = ",".join(sorted(m.id for m in matters))
        super().__init__(context, _("复查"), f"correction:{names}:look")
        self.matters = tuple(matters)
        self.fresh = new_id()  # of the audit that saving makes: photographs may name it before
        self.me = me
        who = _("{place} · 检查人 {name}").format(place=first.place, name=me or "–")
        self.column.insertWidget(1, Text(who, "note", "ink2", wrap=True))
        self.rows = [LookRow(m) for m in matters]
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for n, row in enumerate(self.rows):
            row.answered.connect(partial(self._go_on, n))
            row.left.connect(partial(self._step, n))
            column.addWidget(row)
        self.days = Choice(_("不符合的另开，期限"), [(preset_name(d), d) for d in PRESETS])
        self.days.choose(days)
        self.form.add_wide(holder)
        self._following = self.form.add("days", _("不符合的另开，期限"), self.days, _("自然日"))
        told = _("保存后记成一次只含这些项的检查，评分按它算。符合的等销号，不符合的另开一条。")
        self.column.insertWidget(4, Text(told, "note", "ink2", wrap=True))
        self._show_following()

    def begin(self) -> None:
        """The first correction takes the digits."""
        super().begin()
        self.rows[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_on(self, n: int) -> None:
        self._show_following()
        following = next((r for r in self.rows[n + 1 :] if r.reply is None), None)
        row = self.rows[n]
        if following is not None and not (row.reply is not None and row.reply.asks):
            following.setFocus(Qt.FocusReason.OtherFocusReason)

    def _step(self, n: int, by: int) -> None:
        if 0 <= n + by < len(self.rows):
            self.rows[n + by].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_following(self) -> None:
        failed = any(r.reply is not None and r.reply.finding.answer is Answer.FAIL for r in self.rows)
        self._following.label.setVisible(failed)
        self.days.setVisible(failed)

    def work(self) -> Callable[[Store], str]:
        found: list[Problem] = []
        looks = {row.matter.id: row.finding(found) for row in self.rows}
        refuse_if(found)
        plain = {c: f for c, f in looks.items() if f is not None}
        days = self.days.value()
        looking = partial(
            correcting.recheck,
            looks=plain,
            standard=self.context.standard,
            inspectors=self.me,
            days=days if isinstance(days, int) else 0,
            fresh=self.fresh,
        )
        return partial(_look, looking)


def _look(looking: Callable[[Store], correcting.Looked], store: Store) -> str:
    done = looking(store)
    failed = len(done.following)
    passed = len(done.corrections) - failed
    told = [ngettext("{n} 项复查符合，等销号", "{n} 项复查符合，等销号", passed).format(n=passed)] if passed else []
    if failed:
        told.append(ngettext("{n} 项不符合，已另开", "{n} 项不符合，已另开", failed).format(n=failed))
    return listed(told)
