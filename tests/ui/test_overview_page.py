"""总览 shows what the score says, and every row opens its page."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from auditor.use_cases import recording
from db import SqlStore
from tests.making import STREET, fill_street, site, standard
from tests.ui.naming import unnamed
from ui.context import Context
from ui.marks import Mark
from ui.overview_page import OverviewPage
from ui.settings import Settings
from ui.tasks import Tasks

Show = Callable[[], OverviewPage]


@pytest.fixture
def show(qtbot: QtBot, store: SqlStore, tasks: Tasks) -> Show:
    """The page on the store of this test, with its answers in."""

    def make() -> OverviewPage:
        page = OverviewPage(Context(store, tasks, standard(), Settings()))
        qtbot.addWidget(page)
        page.resize(1200, 700)
        page.show()
        page.refresh()
        qtbot.waitUntil(lambda: bool(page.index.text()) and tasks.idle)
        return page

    return make


def test_the_verdict_the_counts_and_the_index_are_those_of_the_score(show: Show, store: SqlStore) -> None:
    fill_street(store, 6)
    page = show()
    assert (page.verdict.word, page.verdict.mark) == ("未定", Mark.UNKNOWN)
    assert page.fact.text() == "五项中 3 项达标、0 项未达标、2 项未定。"
    assert page.index.text() == "60.0"
    assert "6 个点位" in page.header_about()
    assert page.listing.currentIndex() == 1  # nothing falls short


def test_a_community_that_falls_short_is_listed_with_its_reason_and_opens_the_score(
    show: Show, store: SqlStore, qtbot: QtBot
) -> None:
    fill_street(store, 3)
    recording.save_site(store, site("06-900", name="无主小区"), standard())
    page = show()
    assert page.listing.currentIndex() == 0
    (short,) = page.short.records.records()
    assert "06-900 无主小区  没有落实责任单位" in page._first(short)
    page.short.setFocus()
    page.short.choose_row(0)
    with qtbot.waitSignal(page.go) as went:
        QTest.keyClick(page.short, Qt.Key.Key_Return)
    assert went.args is not None
    assert went.args[0] == "score"


def test_it_asks_again_when_another_street_is_chosen_and_every_widget_has_a_name(
    show: Show, store: SqlStore, qtbot: QtBot
) -> None:
    fill_street(store, 3)
    page = show()
    page.index.setText("")
    page.context.where.street = ""
    page.context.where.choose(STREET)
    qtbot.waitUntil(lambda: page.index.text() == "60.0")
    assert unnamed(page) == []
