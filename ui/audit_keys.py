"""The keys of the audit page: answers, note, saving, jumping; each says why it may not be pressed now."""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction, QKeySequence

from auditor.wording import _
from ui.answers import ORDER, answer_word
from ui.audit_answering import AuditAnswering
from ui.page import Page

DIGITS = 9


class AuditKeys:
    """Declares them among the page's actions: to `save`, to `jump` to another site, to `drop` the visit."""

    def __init__(
        self,
        page: Page,
        answering: AuditAnswering,
        *,
        save: Callable[[], None],
        jump: Callable[[], None],
        drop: Callable[[], None],
    ) -> None:
        self._page, self._answering, self._visit = page, answering, answering.visit
        declare, checklist = page.actions_here.declare, answering.checklist
        self.digits = [
            declare(
                f"audit.{n}",
                answer_word(ORDER[n - 1]) if n <= len(ORDER) else _("第 {n} 个答案").format(n=n),
                partial(answering.press, n),
                shortcut=str(n),
                when=partial(self._why_no_digit, n),
            )
            for n in range(1, DIGITS + 1)
        ]
        checklist.shown.connect(self._follow)
        self.note = declare("audit.note", _("这一项的备注"), checklist.write_note, shortcut="F4", when=self._why_not)
        self.save = declare("audit.save", _("保存，去下一处"), save, shortcut="Ctrl+Return", when=self._why_not_save)
        self.save.setShortcuts([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")])
        for action in (*self.digits, self.save):
            action.setAutoRepeat(False)  # a key held down answers one item, never several
        self.jump = declare("audit.jump", _("跳到别的点位"), jump, shortcut="Ctrl+J")
        self.drop = declare("audit.drop", _("放弃本次"), drop, when=self._why_not_drop)

    def printed(self) -> list[tuple[str, str, QAction | None]]:
        """The keys of the row below the page: key, word, what pressing it does."""
        words: list[tuple[str, str, QAction | None]] = [
            (str(n), action.text(), action) for n, action in enumerate(self.digits[: len(ORDER)], 1)
        ]
        checklist = self._answering.checklist
        for key, word, do in (
            ("↑", "", partial(checklist.step, -1)),
            ("↓", _("上下移动"), partial(checklist.step, 1)),
            ("Backspace", _("清掉答案"), self._answering.clear_answer),
            ("Ctrl Z", _("撤回上一个"), self._answering.undo),
        ):
            action = QAction(word or _("往上"), self._page)
            action.triggered.connect(lambda _c=False, do=do: do())
            words.append((key, word, action))
        return [*words, ("F4", _("备注"), self.note)]

    def _follow(self) -> None:
        """The keys say what they do to the item the checklist stands on."""
        for n, action in enumerate(self.digits, 1):
            reply = self._answering.reply(n)
            if reply is not None and action.text() != reply.word:
                action.setText(reply.word)
        self._page.actions_here.refresh()

    def _why_no_digit(self, digit: int) -> str:
        return self._why_not() or ("" if self._answering.reply(digit) else _("这一项没有这个答案"))

    def _why_not(self) -> str:
        return "" if self._visit.draft is not None and self._visit.case is not None else _("还没有打开点位")

    def _why_not_save(self) -> str:
        return _("正在保存") if self._visit.saving else self._why_not()

    def _why_not_drop(self) -> str:
        return "" if self._visit.is_begun else _("还没有开始")
