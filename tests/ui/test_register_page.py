"""The register as a person works in it: search, choose, edit, refuse, withdraw; by keys, on the real store."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import event

from auditor.photo import PhotoPlace
from auditor.record import new_id
from auditor.site import Link, Point, Site
from auditor.store import Draft, Version
from auditor.use_cases.photographing import take_photo
from auditor.verdict import State
from db import SqlStore
from tests import making
from tests.photographs import phone_file
from tests.ui.naming import unnamed
from tests.ui.registered import idle
from ui import register_page
from ui.assignment_form import AssignmentForm
from ui.buttons import Button
from ui.context import Context
from ui.main_window import MainWindow
from ui.point_form import PointForm
from ui.register_page import RegisterPage
from ui.register_rows import read_register, short_name
from ui.register_side import next_code
from ui.settings import Settings
from ui.site_form import SiteForm
from ui.site_reading import describe
from ui.tasks import Tasks

SECOND = "120104006002"


@pytest.fixture
def store() -> Iterator[SqlStore]:
    """A street with two communities: one site in order, one never seen, one office in the second community."""
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


@pytest.fixture
def window(qtbot: QtBot, store: SqlStore, tasks: Tasks) -> MainWindow:
    """The window with the register alone, its answers in."""
    store.told = tasks.announce
    made = MainWindow(Context(store, tasks, making.standard(), Settings()), [RegisterPage])
    qtbot.addWidget(made, before_close_func=lambda w: page_of(w).side.close_form())
    made.show()
    page = page_of(made)
    qtbot.waitUntil(lambda: page.list.table.records.count == 3 and page.side.detail.view is not None and tasks.idle)
    return made


def page_of(window: MainWindow) -> RegisterPage:
    """The register of the window."""
    return cast(RegisterPage, window.page)


def codes(page: RegisterPage) -> list[str]:
    """The codes listed, in order."""
    return [s.code for s in page.list.table.records.records()]


def site_of(store: SqlStore, code: str) -> Site:
    """The site of a code as it stands."""
    with store.reading() as work:
        return next(s for s in work.sites.all(withdrawn=True) if s.code == code)


def texts(window: MainWindow) -> str:
    """Everything the detail says."""
    return "\n".join(label.text() for label in page_of(window).side.detail.findChildren(QLabel))


def test_a_search_shows_what_matches_and_down_goes_on_to_the_list(qtbot: QtBot, window: MainWindow) -> None:
    page = page_of(window)
    page.list.search.setFocus()
    page.list.search.insert("龙兴")  # as an input method commits it
    qtbot.waitUntil(lambda: codes(page) == ["06-001"])
    QTest.keyClick(page.list.search, Qt.Key.Key_Down)
    assert page.list.table.chosen_record() is not None
    page.list.search.setText("06-00")
    qtbot.waitUntil(lambda: len(codes(page)) == 3)
    QTest.keyClicks(page.list.search, "9")
    qtbot.waitUntil(lambda: codes(page) == [])
    assert page.list.listing.currentIndex() == 1
    page.list.clear()
    assert len(codes(page)) == 3


def test_a_row_tells_bins_verdict_and_last_audit(window: MainWindow) -> None:
    good, unseen, _office = page_of(window).list.table.records.records()
    assert (good.bins, good.state, good.last_audit) == (("present",) * 4, State.CONFORMING, "2026-11-12")
    assert (unseen.bins, unseen.state, unseen.last_audit) == (("unknown",) * 4, State.UNKNOWN, "")
    records = page_of(window).list.table.records
    row = [records.data(records.index(1, records.column(key))) for key in ("households", "state", "last")]
    assert row == ["100", "未知", "从未"]


def test_evidence_that_is_too_old_is_said_to_be_expired(store: SqlStore) -> None:
    store.clock = making.Clock(datetime(2028, 1, 1, tzinfo=UTC))
    register = read_register(store, "", making.standard())
    assert register.sites[0].expired
    assert register.sites[0].bins == ("unknown",) * 4
    assert register.sites[0].state is State.UNKNOWN


def test_a_community_of_the_tree_narrows_the_table_and_filters_add_up(window: MainWindow) -> None:
    page = page_of(window)
    page.tree.chosen.emit(making.STREET, SECOND)
    assert codes(page) == ["06-003"]
    page.tree.chosen.emit(making.STREET, "")
    page.list.states.setFocus()
    page.list.states.choose("conforming")
    page.list.states.picked.emit(page.list.states.value())
    assert codes(page) == ["06-001"]
    page.list.types.choose("office")
    page.list.types.picked.emit(page.list.types.value())
    assert codes(page) == []
    assert page.list.where.text() == "学府街道"


def test_an_edit_is_saved_by_ctrl_enter_and_stands_in_table_and_history(
    qtbot: QtBot, window: MainWindow, store: SqlStore
) -> None:
    page = page_of(window)
    page.actions_here["edit"].trigger()
    form = cast(SiteForm, page.form)
    form.households.setText("412")
    QTest.keyClick(form.households, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    form.form.save_asked.emit()
    qtbot.waitUntil(lambda: page.form is None)
    idle(window)
    assert site_of(store, "06-001").households == 412
    assert page.list.table.records.records()[0].households == 412
    assert "户数 100 → 412" in texts(window)
    assert page.list.table.chosen_record() == page.list.table.records.records()[0]


def test_a_code_that_is_taken_is_refused_at_its_field_and_nothing_typed_is_lost(
    qtbot: QtBot, window: MainWindow, store: SqlStore
) -> None:
    page = page_of(window)
    page.actions_here["edit"].trigger()
    form = cast(SiteForm, page.form)
    form.code.setText("06-002")
    form.address.setText("泽川道")
    form.save()
    qtbot.waitUntil(lambda: bool(form.form["code"].problem))
    assert "学湖里小区" in form.form["code"].problem
    assert (form.address.text(), site_of(store, "06-001").address) == ("泽川道", "")


def test_coordinates_are_typed_in_decimal_degrees_and_half_of_them_is_refused(
    qtbot: QtBot, window: MainWindow, store: SqlStore
) -> None:
    page = page_of(window)
    page.actions_here["edit"].trigger()
    form = cast(SiteForm, page.form)
    assert "GCJ-02" in form.latitude.toolTip()
    form.latitude.setText("39°06′")
    form.save()
    assert "十进制度" in form.form["latitude"].problem
    form.latitude.setText("39.1085")
    form.save()
    assert "一半" in form.form["latitude"].problem
    form.longitude.setText("117.165204")
    form.save()
    qtbot.waitUntil(lambda: page.form is None)
    held = site_of(store, "06-001")
    assert (held.latitude, held.longitude) == (39_108_500, 117_165_204)
    idle(window)
    page.actions_here["edit"].trigger()
    again = cast(SiteForm, page.form)
    assert (again.latitude.text(), again.longitude.text()) == ("39.108500", "117.165204")


def test_words_where_a_number_or_a_day_belongs_are_marked_before_anything_is_saved(window: MainWindow) -> None:
    page = page_of(window)
    page.edit()
    form = cast(SiteForm, page.form)
    form.households.setText("很多")
    form.since.setText("去年")
    form.name.setText(" ")
    form.save()
    assert "很多" in form.form["households"].problem
    assert "去年" in form.form["since"].problem
    assert form.form["name"].problem
    assert not form.busy


def test_a_new_site_gets_the_next_code_and_is_chosen_when_it_is_saved(
    qtbot: QtBot, window: MainWindow, store: SqlStore
) -> None:
    page = page_of(window)
    QTest.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    if page.form is None:  # offscreen windows are not always active, then shortcuts do not fire
        page.actions_here["new"].trigger()
    form = cast(SiteForm, page.form)
    assert form.code.text() == "06-003"
    form.code.setText("06-104")
    form.name.setText("新园村王㛃记")
    form.save()
    qtbot.waitUntil(lambda: page.form is None)
    idle(window)
    assert site_of(store, "06-104").name == "新园村王㛃记"
    chosen = page.list.table.chosen_record()
    assert chosen is not None
    assert chosen.code == "06-104"


def test_another_organisation_ends_the_one_before_on_the_day_before(
    qtbot: QtBot, window: MainWindow, store: SqlStore
) -> None:
    page = page_of(window)
    page.side.detail.assign_asked.emit(False)
    form = cast(AssignmentForm, page.form)
    form.organisation.setText("新物业")
    form.since.setText("2026-11-01")
    form.save()
    qtbot.waitUntil(lambda: page.form is None)
    idle(window)
    with store.reading() as work:
        ends = {a.organisation: a.until for a in work.assignments.all()}
    assert ends == {"某物业": date(2026, 10, 31), "新物业": None}
    assert "新物业" in texts(window)


def test_households_served_beyond_those_registered_are_refused_and_saving_again_works(
    qtbot: QtBot, window: MainWindow, store: SqlStore
) -> None:
    page = page_of(window)
    page.side.detail.point_asked.emit(None)
    form = cast(PointForm, page.form)
    assert (form.code.text(), form.households.text()) == ("2", "0")
    form.households.setText("48")
    form.save()
    qtbot.waitUntil(lambda: bool(form.form["households"].problem))
    assert "多出 48 户" in form.form["households"].problem
    form.households.setText("0")
    form.save()
    qtbot.waitUntil(lambda: page.form is None)
    idle(window)
    with store.reading() as work:
        assert sorted(p.code for p in work.points.all()) == ["1", "2"]
        assert len(work.links.all()) == 2


def test_a_withdrawn_site_leaves_the_list_and_keeps_its_reason(
    qtbot: QtBot, window: MainWindow, store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(window)
    monkeypatch.setattr(register_page, "ask", lambda *_a, **_k: "已拆除")
    page.actions_here["withdraw"].trigger()
    qtbot.waitUntil(lambda: len(codes(page)) == 2)
    assert site_of(store, "06-001").withdrawn == "已拆除"
    monkeypatch.setattr(register_page, "ask", lambda *_a, **_k: None)
    page.actions_here["withdraw"].trigger()
    idle(window)
    assert len(codes(page)) == 2


def test_a_site_that_ended_stays_listed_and_the_count_says_so(
    qtbot: QtBot, window: MainWindow, store: SqlStore
) -> None:
    page = page_of(window)
    assert "不在用" not in texts(window)
    site = site_of(store, "06-002")
    with store.writing() as work:
        work.sites.save(replace(site, until=work.today() - timedelta(days=1)))
    page.refresh()
    idle(window)
    assert page.header_about().endswith(" · 1 个不在用")
    assert page.list.where.text().endswith(" · 1 个不在用")
    page.list.search.setText("06-001")
    qtbot.waitUntil(lambda: codes(page) == ["06-001"])
    assert "不在用" not in page.list.where.text()


def test_an_unsaved_form_is_not_lost_by_choosing_another_row(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(window)
    page.edit()
    form = cast(SiteForm, page.form)
    form.name.setText("改到一半")
    monkeypatch.setattr("ui.record_form.ask", lambda *_a, **_k: None)
    page.list.table.choose_row(1)
    assert page.form is form
    assert cast(Site, page.list.table.chosen_record()).code == "06-001"
    assert not page.may_leave()
    monkeypatch.setattr("ui.record_form.ask", lambda *_a, **_k: "")
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert page.form is None


def test_what_was_typed_and_not_saved_is_there_again(qtbot: QtBot, window: MainWindow, store: SqlStore) -> None:
    page = page_of(window)
    page.edit()
    form = cast(SiteForm, page.form)
    form.address.setText("泽川道 115 号")
    qtbot.waitUntil(lambda: any(d.form.startswith("site:") for d in drafts(store)), timeout=5000)
    page.side.close_form()  # as if the program had been ended here
    page.edit()
    again = cast(SiteForm, page.form)
    qtbot.waitUntil(lambda: again.address.text() == "泽川道 115 号")
    assert again.dirty
    again.save()
    qtbot.waitUntil(lambda: page.form is None)
    idle(window)
    assert drafts(store) == []
    assert site_of(store, "06-001").address == "泽川道 115 号"


def drafts(store: SqlStore) -> list[Draft]:
    """Unsaved forms."""
    with store.reading() as work:
        return work.drafts()


def test_the_audit_button_opens_the_audit_at_this_site(qtbot: QtBot, window: MainWindow, store: SqlStore) -> None:
    page = page_of(window)
    window.page.go.disconnect(window.open_page)
    with qtbot.waitSignal(page.go) as asked:
        page.actions_here["audit"].trigger()
    assert asked.args == ["audit", site_of(store, "06-001").id]


def test_another_page_opens_a_site_even_when_filters_hide_it(window: MainWindow, store: SqlStore) -> None:
    page = page_of(window)
    page.tree.chosen.emit(making.STREET, SECOND)
    page.open(site_of(store, "06-002").id)
    idle(window)
    assert cast(Site, page.list.table.chosen_record()).code == "06-002"


def test_an_empty_street_says_what_to_do(qtbot: QtBot, tasks: Tasks) -> None:
    with making.fresh_store() as store:
        with store.writing() as work:
            work.streets.save(making.street())
        window = MainWindow(Context(store, tasks, making.standard(), Settings()), [RegisterPage])
        qtbot.addWidget(window)
        window.show()
        page = page_of(window)
        qtbot.waitUntil(lambda: page.register is not None and tasks.idle)
        told = [label.text() for label in page.list.listing.findChildren(QLabel)]
        assert "这个街道还没有点位" in told
        assert not page.actions_here["export"].isEnabled()
        tasks.close()


def test_every_widget_of_page_and_forms_has_a_name(window: MainWindow) -> None:
    page = page_of(window)
    assert unnamed(page) == []
    page.edit()
    assert unnamed(page) == []
    page.side.close_form()
    page.side.detail.point_asked.emit(None)
    assert unnamed(page) == []


def test_2500_sites_are_read_with_no_more_questions_than_a_few(qtbot: QtBot, store: SqlStore, tasks: Tasks) -> None:
    sites = [making.site(f"07-{i:04}") for i in range(2500)]
    points = [Point(id=new_id(), street=making.STREET, code="1", site=s.id) for s in sites]
    links = [
        Link(id=new_id(), street=making.STREET, point=p.id, site=s.id, households=100)
        for p, s in zip(points, sites, strict=True)
    ]
    with store.writing() as work:
        work.sites.save_all(sites)
        work.points.save_all(points)
        work.links.save_all(links)
    page = RegisterPage(Context(store, tasks, making.standard(), Settings()))
    qtbot.addWidget(page)
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    page._show(read_register(store, "", making.standard()))
    QApplication.processEvents()
    assert page.list.table.records.count == 2503
    assert len(asked) < 40  # by street, never by site
    qtbot.waitUntil(lambda: tasks.idle)


def test_the_next_code_follows_the_greatest() -> None:
    assert next_code(["06-009", "06-010", "06-002"]) == "06-011"
    assert next_code(["A9", "A10"]) == "A11"
    assert next_code([]) == next_code(["甲"]) == ""


def test_names_of_communities_are_short_in_lists_and_never_empty() -> None:
    assert short_name("学湖里社区居委会") == "学湖里"
    assert short_name("社区") == "社区"


def test_a_history_says_field_by_field_what_became_of_a_record() -> None:
    first: dict[str, object] = {"code": "06-001", "households": 408}
    lines = [first, {**first, "households": 412}, {**first, "households": 412, "withdrawn": "已拆除"}]
    versions = [
        Version(name=str(i), at=f"2026-11-0{i + 1}T02:00:00.000Z", person="p", station="s", body=body)
        for i, body in enumerate(lines)
    ]
    told = [(c.person, c.what) for c in describe(versions, "登记点位", {"p": "周敏"}, {})]
    assert told == [("周敏", "登记点位"), ("周敏", "户数 408 → 412"), ("周敏", "登记点位撤回：已拆除")]


def test_a_site_out_of_use_is_listed_but_not_judged(store: SqlStore) -> None:
    with store.writing() as work:
        work.sites.save(replace(site_of_work(work.sites.all()), until=date(2026, 1, 1)))
    closed = read_register(store, "", making.standard()).sites[0]
    assert (closed.in_use, closed.state, closed.bins) == (False, None, ("none",) * 4)


def site_of_work(sites: list[Site]) -> Site:
    """The first site by code."""
    return min(sites, key=lambda s: s.code)


def test_a_sites_photographs_are_seen_from_its_detail(qtbot: QtBot, window: MainWindow, store: SqlStore) -> None:
    page = page_of(window)
    view = page.side.detail.view
    assert view is not None
    assert view.photos == 0
    for n in range(2):
        raw = phone_file((320, 240), n)
        take_photo(store, raw, f"{n}.jpg", PhotoPlace(street=view.site.street, site=view.site.id))
    page.refresh()
    idle(window)
    button = next(b for b in page.side.detail.findChildren(Button) if b.text() == "照片 2")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.photos.view is not None and page.photos.view.canvas.image is not None)
    assert page.photos.view is not None
    assert page.photos.view.title.text() == "照片 2 / 2"
    QTest.keyClick(page.photos.view.canvas, Qt.Key.Key_Escape)
    assert not page.photos.view.isVisible()
