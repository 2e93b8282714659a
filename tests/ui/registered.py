"""A register in a window, for tests that work in it: three sites of one street, their answers in."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from pytestqt.qtbot import QtBot

from auditor.site import Site
from db import SqlStore
from tests import making
from tests.playing import answered
from ui.context import Context
from ui.main_window import MainWindow
from ui.register_page import RegisterPage
from ui.settings import Settings
from ui.tasks import Tasks

SECOND = "120104006002"


@contextmanager
def registered() -> Iterator[SqlStore]:
    """Two communities: one site in order, one never seen, one office in the second community."""
    with making.fresh_store() as opened:
        with opened.writing() as work:
            work.set_setting("street", making.STREET)
            work.streets.save(making.street())
            work.communities.save_all(making.communities())
            good = making.site("06-001", name="龙兴里小区")
            assignment, point, link, audit = making.in_order(good)
            work.sites.save(good)
            work.assignments.save(assignment)
            work.points.save(point)
            work.links.save(link)
            work.audits.save(audit)
            work.sites.save(making.site("06-002", name="学湖里小区"))
            office = making.site("06-003", name="街道办事处", community=SECOND, place_type="office", households=0)
            work.sites.save(office)
        yield opened


def window_of(qtbot: QtBot, store: SqlStore, tasks: Tasks) -> MainWindow:
    """The window with the register alone, its answers in."""
    store.told = tasks.announce
    made = MainWindow(Context(store, tasks, making.standard(), Settings()), [RegisterPage])
    qtbot.addWidget(made, before_close_func=lambda w: page_of(w).side.close_form())
    with qtbot.waitActive(made):
        made.show()
    page = page_of(made)
    qtbot.waitUntil(lambda: page.side.detail.view is not None and tasks.idle)
    return made


def page_of(window: MainWindow) -> RegisterPage:
    """The register of the window."""
    return cast(RegisterPage, window.page)


def idle(window: MainWindow) -> None:
    """Wait for every answer and for the news after it."""
    answered(window.context.tasks)


def codes(page: RegisterPage) -> list[str]:
    """The codes listed, in order."""
    return [s.code for s in page.list.table.records.records()]


def site_of(store: SqlStore, code: str) -> Site:
    """The site of a code as it stands."""
    with store.reading() as work:
        return next(s for s in work.sites.all(withdrawn=True) if s.code == code)
