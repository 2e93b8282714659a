"""From the call of the program to a window with pages: settings, database, first start, news from the store."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QMessageBox
from shiboken6 import isValid

from auditor import wording
from auditor.clock import ClockDoubt, clock_advice, clock_text
from auditor.errors import Refused, Unavailable
from auditor.moved import moved_problem
from auditor.standards import in_force
from auditor.store import Store
from auditor.use_cases import keeping
from auditor.use_cases.forgetting import forget_keys
from auditor.use_cases.locating import locate
from auditor.use_cases.photographing import let_go
from auditor.whereabouts import Whereabouts
from ui import app as _app
from ui import settings as _settings
from ui.badges import ConflictBadge, OverdueBadge
from ui.command_palette import CommandPalette
from ui.context import Context
from ui.daily_backup import DailyBackup
from ui.first_start import ask_first_start
from ui.folder_watch import LAST_WAIT, FolderWatch
from ui.main_window import MainWindow
from ui.messages import Message
from ui.pages import PAGES
from ui.settings import Settings
from ui.settings_page import SettingsPage
from ui.steady import keep_steady
from ui.tasks import Tasks
from ui.trouble import Trouble, show_dialog
from ui.undoing import Undoing
from ui.window_inbox import WindowInbox


class Session:
    """One open database with its window. A change of language makes the window anew, at the same page and size."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        with store.reading() as work:
            in_force(work)  # asked first: without a standard nothing is begun
        self.tasks = Tasks()
        self.undoing = Undoing()
        self.inbox = WindowInbox()
        self.watch = FolderWatch()
        self.line = Tasks()
        store.told = self.tasks.announce
        self.demonstration = keeping.is_demonstration(store)
        with store.reading() as work:
            today = work.today()
        forget_keys(store, today)
        self.daily = DailyBackup(store)
        self.tasks.run(partial(let_go, store), lambda _n: None)
        self.window = self._make(settings)
        self._tell_clock()
        self._tell_moved()
        self.daily.say.connect(self._say)
        self.daily.made.connect(self._tell_copied)
        self.tasks.changed.connect(lambda _kinds, _streets: self._locate())

    def _make(self, settings: Settings) -> MainWindow:
        with self.store.reading() as work:
            standard = in_force(work)
        context = Context(
            self.store,
            self.tasks,
            standard,
            settings,
            undoing=self.undoing,
            inbox=self.inbox,
            watch=self.watch,
            line=self.line,
        )
        window = MainWindow(context, PAGES)
        OverdueBadge(window, context)
        ConflictBadge(window, context)
        window.show_demonstration(self.demonstration)
        window.status.show_standard(standard.id, standard.number)
        window.settings_changed.connect(self._follow)
        window.palette_asked.connect(self._find)
        window.renewal_asked.connect(self._renew)
        self.daily.tasks.started.connect(window.watch)
        self._name_person(window)
        self._locate()
        return window

    def _tell_clock(self) -> None:
        """A clock that is behind what was written before, or long after it, is said at once; nothing is refused."""
        doubt = keeping.doubtful_clock(self.store)
        if doubt is not None:
            trust = partial(self._trust_clock, doubt)
            told = Message(
                "warn", clock_text(doubt), clock_advice(doubt), wording._("时间是对的"), trust, about="clock"
            )
            self.window.strip.tell(told)

    def _tell_moved(self) -> None:
        """A database whose station works elsewhere by now says so at once."""
        with self.store.reading() as work:
            moved = moved_problem(work)
        if moved is not None:
            self.window.strip.tell(Message("warn", wording.explain(Refused(moved)), about="moved"))

    def _trust_clock(self, doubt: ClockDoubt) -> None:
        self.tasks.run(partial(keeping.trust_clock, self.store, doubt), lambda _v: None)

    def _locate(self) -> None:
        self.tasks.run(partial(locate, self.store), self._show_reach)

    def _show_reach(self, found: Whereabouts) -> None:
        if isValid(self.window) and not found.at_bureau:  # the bureau has nobody to hand on to
            self.window.status.show_reach(found.waiting, heard=found.heard)

    def _say(self, message: Message) -> None:
        self.window.strip.tell(message)

    def _tell_copied(self, _made: object) -> None:
        page = self.window.page
        if isinstance(page, SettingsPage):
            page.copies.ask()

    def _name_person(self, window: MainWindow) -> None:
        with self.store.reading() as work:
            person = work.people.find(work.setting("person"))
            code = work.setting("street")
            street = next((wording.named(s.name, s.name_en) for s in work.streets.all() if s.code == code), "")
        window.rail.show_place(street or wording._("区级"))
        window.rail.show_person(person.name if person else "")

    def _find(self) -> None:
        window = self.window
        shown = window.page
        pages = {page.id: page for page in PAGES}
        palette = CommandPalette(window, window.context, [*shown.actions(), *window.actions()], pages, shown.name())
        palette.exec()
        if palette.chosen is not None:
            window.open_page(*palette.chosen)
        palette.deleteLater()

    def _follow(self, settings: Settings) -> None:
        if settings.language == wording.language():
            return
        application = _app.make_app(settings)
        _app.speak(application, settings.language)
        self._renew()

    def _renew(self) -> None:
        """The window anew, at the same page and size: another language, or another standard."""
        settings = self.window.settings
        self.demonstration = keeping.is_demonstration(self.store)
        old = self.window
        self.window = self._make(settings)
        for message in reversed(old.strip.messages()):
            if message.do is None:  # what it would do belongs to a page that goes
                self.window.strip.tell(message)
        self.window.setGeometry(old.geometry())
        if old.isVisible():
            self.window.show()
        old.settings_changed.disconnect(self._follow)
        old.close()
        old.deleteLater()

    @property
    def workers(self) -> tuple[Tasks, ...]:
        """All there are: the window's, and those that wait for a disk or for others."""
        return self.tasks, self.daily.tasks, self.watch.tasks, self.line

    def close(self) -> None:
        """End the workers, then let go of the database; a share or a line that hangs is not waited for long."""
        self.inbox.stop()
        self.watch.stop()
        self.line.close(LAST_WAIT)
        self.daily.close()
        self.tasks.close()
        self.store.close()


def start_window(place: str, open_store: Callable[[str], Store], *, language: str = "") -> int:
    """Open the window on a database; 0 when it was closed, 1 when there was nothing to open (told in a box)."""
    settings = _settings.read(_app.settings_folder())
    if language:
        settings = replace(settings, language=language)
    application = _app.make_app(settings)
    troubles = Trouble(_app.settings_folder(), show_dialog)
    troubles.watch()
    try:
        store = open_store(place)
    except (Refused, Unavailable) as error:
        _tell_end(error)
        return 1
    try:
        with store.reading() as work:
            ready = keeping.is_set_up(work)
        if not ready and not ask_first_start(store):
            store.close()
            return 0
        session = Session(store, settings)
    except (Refused, Unavailable) as error:  # the file of the standard is gone, a stick was pulled
        _tell_end(error)
        store.close()
        return 1
    for worker in session.workers:
        worker.broken.connect(troubles.meet_error)
    session.window.show()
    keep_steady()
    session.daily.begin()
    session.watch.begin(store, session.tasks)
    try:
        return application.exec()
    finally:
        try:
            session.close()
        except Unavailable as error:
            _tell_end(error)
        troubles.leave()


def _tell_end(error: Refused | Unavailable) -> None:
    QMessageBox.critical(None, wording._("示范街评估"), wording.explain(error))


def shots_folder(base: Path, settings: Settings) -> Path:
    """Where the pictures of one language and theme go."""
    return base / f"{settings.language}-{settings.theme}"
