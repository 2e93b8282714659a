"""Every page of one street shows the street the window looks at, whichever page it was chosen on."""

import pytest
from pytestqt.qtbot import QtBot

from auditor.division import new_street
from db import SqlStore
from tests.playing import answered
from tests.ui.scored import fill_street, show_page
from ui.conflicts_page import ConflictsPage
from ui.corrections_page import CorrectionsPage
from ui.documents_page import DocumentsPage
from ui.missing_page import MissingPage
from ui.recheck_page import RecheckPage
from ui.score_page import ScorePage
from ui.street_page import StreetPage
from ui.tasks import Tasks

OTHER = "120104001000"


@pytest.mark.parametrize(
    "kind", [ConflictsPage, CorrectionsPage, DocumentsPage, MissingPage, RecheckPage, ScorePage], ids=lambda k: k.id
)
def test_another_street_chosen_elsewhere_is_shown_when_the_page_is_looked_at_again(
    qtbot: QtBot, tasks: Tasks, store: SqlStore, kind: type[StreetPage]
) -> None:
    fill_street(store)
    with store.writing() as work:
        work.streets.save(new_street(OTHER, "长虹街道"))
    page = show_page(qtbot, tasks, store, kind)
    assert page.header_about().startswith("学府街道")
    page.hide()
    page.context.where.choose(OTHER)
    answered(tasks)
    assert page.header_about().startswith("学府街道"), "nothing is asked for what nobody looks at"
    page.show()
    answered(tasks)
    assert page.header_about().startswith("长虹街道")
