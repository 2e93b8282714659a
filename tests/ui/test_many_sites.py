"""A site among very many is found by three letters; the list stays light: page by page, in any order, by any filter."""

from collections.abc import Iterator
from functools import partial
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from auditor.division import new_community, new_street
from auditor.site import Site
from auditor.store import Only
from db import SqlStore
from tests import making
from tests.ui.registered import codes, idle, page_of
from ui.context import Context
from ui.main_window import MainWindow
from ui.register_page import RegisterPage
from ui.register_rows import PAGE
from ui.settings import Settings
from ui.tasks import Tasks

MANY = 20_000  # 100,000 stand in tests/benchmarks; what is asked of the database is the same
STREETS = [(f"1201040{i:02}000", name) for i, name in ((6, "学府街道"), (7, "万兴街道"), (8, "华苑街道"))]
WORDS = ("学湖里", "照湖里", "府湖里", "风湖里", "天大四季村", "迎水道")
PLACES = ("小区", "便民菜店", "幼儿园", "卫生服务站", "写字楼")


@pytest.fixture(scope="module")
def filled() -> Iterator[SqlStore]:
    """Three streets of a district, one site among them whose initials nobody else has."""
    with making.fresh_store() as store:
        with store.writing() as work:
            work.streets.save_all(new_street(code, name) for code, name in STREETS)
            for code, _name in STREETS:
                work.communities.save(new_community(f"{code[:9]}001", "第一社区居委会", code))

            def made(i: int) -> Site:
                street = STREETS[i % 3][0]
                return making.site(
                    f"{street[7:9]}-{i:06}",
                    name=f"{WORDS[i % 6]}{PLACES[i // 6 % 5]}",
                    street=street,
                    community=f"{street[:9]}001",
                    place_type="office",
                    households=0,
                )

            work.sites.save_all(made(i) for i in range(MANY))
            one = making.site("07-777777", name="龙兴里旧楼", street=STREETS[1][0], community=f"{STREETS[1][0][:9]}001")
            assignment, point, link, audit = making.in_order(one)
            work.sites.save(one)
            there = STREETS[1][0]
            work.assignments.save(making.in_street(assignment, there))
            work.points.save(making.in_street(point, there))
            work.links.save(making.in_street(link, there))
            work.audits.save(making.in_street(audit, there))
        yield store


@pytest.fixture
def window(qtbot: QtBot, filled: SqlStore, tasks: Tasks) -> MainWindow:
    filled.told = tasks.announce
    made = MainWindow(Context(filled, tasks, making.standard(), Settings()), [RegisterPage])
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    page = page_of(made)
    qtbot.waitUntil(lambda: page.register is not None and tasks.idle, timeout=20_000)
    page.tree.setFocus()
    QTest.keyClick(page.tree, Qt.Key.Key_Home)  # 全区
    qtbot.waitUntil(lambda: page.list.lean and tasks.idle, timeout=20_000)
    return made


def total(page: RegisterPage) -> str:
    return page.list.count.text()


def test_three_letters_find_one_among_all_streets_and_enter_is_at_it(qtbot: QtBot, window: MainWindow) -> None:
    page = page_of(window)
    assert total(page) == f"{MANY + 1:,} 个点位"
    assert page.list.table.records.rowCount() == PAGE
    page.list.search.setFocus()
    QTest.keyClicks(page.list.search, "lxl")
    qtbot.waitUntil(lambda: codes(page) == ["07-777777"])
    QTest.keyClick(page.list.search, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is page.list.table
    qtbot.waitUntil(
        lambda: page.side.detail.view is not None and page.side.detail.view.site.code == "07-777777", timeout=20_000
    )
    assert page.side.detail.view is not None
    assert page.side.detail.view.assignment is not None


def test_more_rows_come_while_one_scrolls_and_the_place_is_kept(qtbot: QtBot, window: MainWindow) -> None:
    page = page_of(window)
    bar = page.list.table.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: page.list.table.records.rowCount() == 2 * PAGE)
    place = bar.value()
    idle(window)
    assert bar.value() == place
    assert len(set(codes(page))) == 2 * PAGE


def test_the_database_sorts_and_filters_and_nothing_matches_offers_to_clear(qtbot: QtBot, window: MainWindow) -> None:
    page = page_of(window)
    head = page.list.table.horizontalHeader()
    head.setSortIndicator(page.list.table.records.column("code"), Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: codes(page)[0].startswith("08"))
    assert codes(page) == sorted(codes(page), reverse=True)
    menu = page.list.filters.menu_of()
    next(a for a in menu.actions() if a.text() == "证据过期").trigger()
    qtbot.waitUntil(lambda: total(page) == "0 个点位")
    assert page.list.listing.currentIndex() == 1
    page.list.chips.dropped.emit(Only.EXPIRED)
    qtbot.waitUntil(lambda: page.list.table.records.rowCount() == PAGE)
    assert not page.list.states.isEnabled()
    assert "左边选一个街道" in page.list.states.toolTip()


def test_an_older_answer_does_not_overwrite_a_newer_question(qtbot: QtBot, window: MainWindow) -> None:
    page = page_of(window)
    for text in ("x", "xh", "zzz", "lxl"):
        page.list._search(text)
    qtbot.waitUntil(lambda: codes(page) == ["07-777777"])
    idle(window)
    assert codes(page) == ["07-777777"]


def test_a_site_asked_for_from_elsewhere_is_opened_in_its_street(qtbot: QtBot, window: MainWindow) -> None:
    page = page_of(window)
    with cast(SqlStore, window.context.store).reading() as work:
        wanted = work.sites.search("lxl")[0].id

    def there() -> bool:
        chosen = page.list.table.chosen_record()
        return chosen is not None and chosen.id == wanted

    page.open(wanted)
    qtbot.waitUntil(partial(there), timeout=20_000)
    assert page.register is not None
    assert page.register.street == STREETS[1][0]
