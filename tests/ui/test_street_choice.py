"""One choice of street for all pages: hidden for one, moving the window for several."""

from pytestqt.qtbot import QtBot

from auditor.division import new_community, new_street
from db import SqlStore
from tests.making import STREET, fill_street, site, standard
from ui.context import Context
from ui.settings import Settings
from ui.street_choice import StreetChoice
from ui.tasks import Tasks

OTHER = "120104001000"


def test_one_street_needs_no_choice_and_is_chosen_by_itself(qtbot: QtBot, store: SqlStore, tasks: Tasks) -> None:
    fill_street(store, 1)
    context = Context(store, tasks, standard(), Settings())
    choice = StreetChoice(context)
    qtbot.addWidget(choice)
    choice.refresh()
    qtbot.waitUntil(lambda: context.where.street == STREET and tasks.idle)
    assert choice.isHidden()


def test_choosing_a_street_moves_every_choice_of_the_window(qtbot: QtBot, store: SqlStore, tasks: Tasks) -> None:
    fill_street(store, 1)
    with store.writing() as work:
        work.streets.save(new_street(OTHER, "长虹街道"))
        work.communities.save(new_community("120104001001", "甲社区居委会", OTHER))
        work.sites.save(site("01-001", street=OTHER, community="120104001001"))
    context = Context(store, tasks, standard(), Settings())
    first, second = StreetChoice(context), StreetChoice(context)
    for choice in (first, second):
        qtbot.addWidget(choice)
        choice.refresh()
    qtbot.waitUntil(lambda: context.where.street == OTHER and tasks.idle)
    assert not first.isHidden()
    first.choice.choose(STREET)
    first.choice.activated.emit(first.choice.currentIndex())
    assert context.where.street == STREET
    assert second.choice.value() == STREET
