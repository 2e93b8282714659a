"""The window: rail, header, pages, messages, status line. It knows how pages are shown, not what they show."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from itertools import groupby

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from auditor import wording
from auditor.errors import Refused, Unavailable
from auditor.wording import _, listed
from ui import theme
from ui.actions import Actions
from ui.context import Context
from ui.help_pane import HelpPane
from ui.keys_dialog import Group, KeysDialog, groups_of
from ui.messages import Message, MessageStrip
from ui.page import GROUPS, Page
from ui.panes import PageHeader
from ui.progress_row import ProgressRow
from ui.questions import ask
from ui.rail import Rail
from ui.settings import Settings
from ui.status_line import StatusLine
from ui.tab_order import step, stops
from ui.tasks import Job
from ui.window_place import place_of, put

NARROW_BELOW = 1200
SMALLEST = (900, 480)  # a screen of 1366 × 768 at 150 %, less its task bar
SCALES = (1.0, 1.1, 1.25, 1.5)
OVERDUE_PAGE = "corrections"  # the one badge that is filled


class MainWindow(QMainWindow):
    """Shows the pages given, grouped in the rail in their order; a page is built when it is first shown.

    Messages stand at the foot of the page, above the status line: there they move no row under the eye.
    """

    palette_asked = Signal()
    renewal_asked = Signal()  # what every page was made with is another now
    settings_changed = Signal(object)

    def __init__(self, context: Context, pages: Sequence[type[Page]]) -> None:
        super().__init__()
        self.context = context
        self.settings: Settings = context.settings
        self._kinds = {page.id: page for page in pages}
        if len(self._kinds) != len(pages):
            raise ValueError("two pages have the same id")
        self._pages: dict[str, Page] = {}
        self._stale: set[str] = set()
        self._keys: KeysDialog | None = None
        self.setWindowTitle(_("示范街评估"))
        self.setMinimumSize(*SMALLEST)
        self.resize(1366, 690)
        put(self, self.settings.window)
        self.rail = Rail()
        self.header = PageHeader()
        self.stack = QStackedWidget()
        self.strip = MessageStrip()
        self.status = StatusLine()
        self._progress = QVBoxLayout()
        self._build()
        self.window_actions = Actions(self)
        self._declare(pages)
        tasks = context.tasks
        tasks.changed.connect(self._hear)
        tasks.refused.connect(self.tell_error)
        for worker in (tasks, context.watch.tasks, context.line):
            worker.started.connect(self.watch)
        if pages:
            self.open_page(self.settings.page if self.settings.page in self._kinds else pages[0].id)

    def _build(self) -> None:
        body = QWidget()
        self.setCentralWidget(body)
        across = QHBoxLayout(body)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.stack, 1)
        foot = QWidget()
        inside = QVBoxLayout(foot)
        inside.setContentsMargins(16, 0, 16, 0)
        inside.setSpacing(4)
        inside.addLayout(self._progress)
        inside.addWidget(self.strip)
        column.addWidget(foot)
        column.addWidget(self.status)
        across.addLayout(column, 1)
        self.help = HelpPane(self)
        across.addWidget(self.help)
        self.help.turned.connect(self._fit_rail)
        self.rail.picked.connect(self._pick)
        self.header.find_asked.connect(self.palette_asked)

    def _declare(self, pages: Sequence[type[Page]]) -> None:
        ordered = sorted(pages, key=lambda page: GROUPS.index(page.group))
        digits = iter("1234567890")
        for i, (_group, members) in enumerate(groupby(ordered, key=lambda page: page.group)):
            if i:
                self.rail.add_gap()
            for page in members:
                digit = next(digits, "")
                self.rail.add(page.id, page.name(), page.icon, digit)
                self.window_actions.declare(
                    f"page.{page.id}",
                    page.name(),
                    partial(self.open_page, page.id),
                    icon=page.icon,
                    shortcut=f"Alt+{digit}" if digit else "",
                )
        declare = self.window_actions.declare
        declare("window.find", _("查找或执行"), self.palette_asked.emit, icon="search", shortcut="Ctrl+K")
        self._declare_undo()
        declare("window.keys", _("全部快捷键"), self.show_keys, shortcut="F1")
        declare("window.help", _("使用说明"), self.help.ask, icon="manual", shortcut="Shift+F1")
        declare("window.language", _("换成英文 English"), self.turn_language)
        declare("window.theme", _("换配色：浅、深、阳光下"), self.turn_theme, shortcut="F12")
        declare("window.larger", _("字大一些"), lambda: self.step_scale(1), shortcut="Ctrl+=")
        self.window_actions["window.larger"].setShortcuts([QKeySequence("Ctrl+="), QKeySequence("Ctrl++")])
        declare("window.smaller", _("字小一些"), lambda: self.step_scale(-1), shortcut="Ctrl+-")

    def _declare_undo(self) -> None:
        declare, context, undoing = self.window_actions.declare, self.context, self.context.undoing
        undo, redo = partial(undoing.undo, context), partial(undoing.redo, context)
        declare("window.undo", _("撤销上一次保存"), undo, shortcut="Ctrl+Z", when=undoing.no_undo)
        declare("window.redo", _("重做"), redo, shortcut="Ctrl+Y", when=undoing.no_redo)
        self.window_actions["window.redo"].setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        undoing.changed.connect(self.window_actions.refresh)
        undoing.said.connect(self.strip.tell)

    # -- pages ------------------------------------------------------------------------------------------------------

    @property
    def page(self) -> Page:
        """The page that is shown."""
        shown = self.stack.currentWidget()
        assert isinstance(shown, Page)
        return shown

    def open_page(self, page_id: str, subject: object = None) -> bool:
        """Show a page, perhaps at a subject; False when the one shown may not be left, KeyError for no such page."""
        kind = self._kinds[page_id]
        before = self.stack.currentWidget()
        if isinstance(before, Page) and before.id != page_id and not before.may_leave():
            self.rail.show_chosen(before.id)
            return False
        page = self._pages.get(page_id) or self._make(kind)
        changed = before is not page
        self.stack.setCurrentWidget(page)
        self.rail.show_chosen(page_id)
        if page_id in self._stale:
            self._stale.discard(page_id)
            page.refresh()
        if subject is not None:
            page.open(subject)
        self._show_header()
        if self._keys is not None and self._keys.isVisible():
            self._keys.show_groups(self._key_groups())
        if changed and self.settings.page != page_id:
            self.choose(page=page_id)
        if changed and before is not None:
            self._take_keyboard(page)
        return True

    def _take_keyboard(self, page: Page) -> None:
        wanted: QWidget | None = page.first_field() or page.nextInFocusChain()
        while wanted is not None and wanted is not page and page.isAncestorOf(wanted):
            if wanted.focusPolicy() & Qt.FocusPolicy.TabFocus and wanted.isVisibleTo(page) and wanted.isEnabled():
                wanted.setFocus(Qt.FocusReason.OtherFocusReason)
                return
            wanted = wanted.nextInFocusChain()
        for first in stops(page)[:1] or stops(self)[:1]:  # what the page wanted is not there yet
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _make(self, kind: type[Page]) -> Page:
        page = kind(self.context)
        page.header_changed.connect(self._show_header)
        page.go.connect(self.open_page)
        page.say.connect(self.strip.tell)
        page.counted.connect(self.show_badge)
        page.saved_text.connect(self.status.show_saved_text)
        page.renewal_asked.connect(self.renewal_asked)
        self._pages[kind.id] = page
        self._stale.add(kind.id)
        self.stack.addWidget(page)
        return page

    def _pick(self, page_id: str) -> None:
        self.open_page(page_id)

    def _show_header(self) -> None:
        page = self.page
        self.header.show_page(page.name(), page.header_about(), page.header_actions())
        self.status.show_keys(page.keys())

    def show_badge(self, page_id: str, count: int) -> None:
        """How many things wait on a page; overdue corrections are filled."""
        self.rail.show_badge(page_id, count, filled=page_id == OVERDUE_PAGE)

    def show_demonstration(self, shown: bool) -> None:
        """Say 演示数据 on every page."""
        self.header.badge.setVisible(shown)

    # -- news and trouble -------------------------------------------------------------------------------------------

    def _hear(self, kinds: frozenset[str], streets: frozenset[str]) -> None:  # noqa: ARG002
        self.status.show_saved(datetime.now())
        for page_id, page in self._pages.items():
            if not page.kinds or page.kinds & kinds:
                self._stale.add(page_id)
        shown = self.stack.currentWidget()
        if isinstance(shown, Page) and shown.id in self._stale:
            self._stale.discard(shown.id)
            shown.refresh()

    def tell_error(self, error: Refused | Unavailable) -> None:
        """A refusal or something unavailable that no page took: said in the strip, until settled."""
        self.strip.tell(Message("bad", wording.explain(error)))

    def watch(self, job: Job) -> None:
        """Show how far a long task is, with the way to stop it."""
        self._progress.addWidget(ProgressRow(job, job.leaves))

    # -- look -------------------------------------------------------------------------------------------------------

    def turn_theme(self) -> None:
        """Light, dark, sunlight, and round again; at once, and kept on this machine."""
        following = theme.NAMES[(theme.NAMES.index(theme.current().name) + 1) % len(theme.NAMES)]
        theme.use(following, theme.scale())
        self.choose(theme=following)

    def step_scale(self, step: int) -> None:
        """The next larger or smaller size of type, 100 to 150 %."""
        nearest = min(range(len(SCALES)), key=lambda i: abs(SCALES[i] - theme.scale()))
        scale = SCALES[min(len(SCALES) - 1, max(0, nearest + step))]
        theme.use(theme.current().name, scale)
        self.choose(scale=scale)

    def show_keys(self) -> None:
        """F1 shows every key, F1 again puts it away; it may stay open while one works on."""
        if self._keys is None:
            self._keys = KeysDialog(self, self._key_groups(), self.findChild(QAction, "window.help"))
        elif self._keys.isVisible():
            self._keys.reject()
            return
        self._keys.show_groups(self._key_groups())
        self._keys.show()
        self._keys.activateWindow()

    def _key_groups(self) -> list[Group]:
        return groups_of(self.page, self.page.id, self.page.name(), self, self.windowTitle())

    def turn_language(self) -> None:
        """Chinese or English, the other one; the window is made anew at the same page."""
        self.choose(language="en" if wording.language() == "zh" else "zh")

    def choose(self, **choices: object) -> None:
        """Make a choice of this machine anew: theme, scale, language, page; kept at once."""
        self.settings = self.settings.changed(**choices)
        self.settings_changed.emit(self.settings)

    def _fit_rail(self) -> None:
        self.rail.show_narrow(self.width() - self.help.taken() < NARROW_BELOW)

    # -- events -----------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rail()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return step(self, forward=forward)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.stack.count() and not event.spontaneous():
            self._take_keyboard(self.page)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Alt:
            self.rail.show_digits(True)
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Alt:
            self.rail.show_digits(False)
        super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.rail.show_digits(False)  # the release of Alt goes to the other window

    def closeEvent(self, event: QCloseEvent) -> None:
        shown = self.stack.currentWidget()
        if isinstance(shown, Page) and not shown.may_leave():
            event.ignore()
            return
        unwritten = [text for page in self._pages.values() if (text := page.unwritten())]
        if unwritten and not self._give_up(unwritten):
            event.ignore()
            return
        self.choose(window=place_of(self))
        super().closeEvent(event)

    def _give_up(self, unwritten: list[str]) -> bool:
        """Whether what could not be written is to be lost; only a person can say that."""
        told = _("{what}：刚答的没有写下来，关了就没有了。先按提示腾空间，或让数据库回到原处，再关。")
        told = told.format(what=listed(unwritten))
        asked = ask(self, _("还有没写下来的"), told, verb=_("丢掉，关窗口"), stay=_("不关"))
        return asked is not None
