"""The sync page before anything is in hand, at a bureau and at a street's station."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.exchanging import offices
from tests.making import STREET
from tests.ui.naming import unnamed
from tests.ui.syncing import page_of, shown_state
from ui.panes import EmptyState
from ui.tasks import Tasks


def test_the_page_is_quiet_while_nothing_was_chosen(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> None:
    with offices(tmp_path, "", STREET) as (bureau, station):
        for office in (bureau, station):
            with page_of(qtbot, tasks, office) as page:
                assert isinstance(shown_state(page), EmptyState)
                assert page.package.foot.isHidden()
                assert page.deliveries.listing.currentIndex() == (0 if page.deliveries.table.records.count else 1)
                assert unnamed(page) == []
