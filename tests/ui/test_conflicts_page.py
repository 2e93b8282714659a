"""The conflicts page as a person works it: by keys, side by side, field by field, with a reason."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from auditor.audit import Answer, Finding
from auditor.history import State
from auditor.people import Person
from auditor.record import new_id
from auditor.site import Site
from auditor.survey import Mode
from auditor.use_cases.settling import assign, read_conflict
from db import SqlStore, open_store
from tests import making
from tests.auditor.use_cases.test_listing_conflicts import a_round, interview
from tests.conflicting import arrive, lack_a_parent, line_of, part_ways, raise_oneself
from tests.making import STREET, TODAY, fill_street, fresh_store, standard
from tests.playing import answered
from tests.ui.naming import unnamed
from tests.ui.reading_order import stops, walk
from tests.ui.room import sideways, tight
from tests.ui.scored import show_page
from tests.ui.whole import CLOCK, make_database, opened
from tests.ui.whole import settle as settle_session
from ui import theme
from ui.badges import ConflictBadge
from ui.conflict_cells import Chosen
from ui.conflicts_list import CODES, MINE, VISITS
from ui.conflicts_page import ConflictsPage
from ui.context import Context
from ui.duplicates_pane import DUPLICATES
from ui.main_window import MainWindow
from ui.messages import Message
from ui.register_page import RegisterPage
from ui.settings import Settings
from ui.tasks import Tasks

NAME, ADDRESS = "name", "address"


@pytest.fixture
def store() -> Iterator[SqlStore]:
    """A street in order, and two who record."""
    with fresh_store() as made:
        fill_street(made, 4)
        with made.writing() as work:
            work.people.save_all([Person(id="inspector", name="周敏"), Person(id="other", name="刘洋")])
        yield made


def sites(store: SqlStore) -> list[Site]:
    with store.reading() as work:
        return sorted(work.sites.all(STREET), key=lambda s: s.code)


def disagree(store: SqlStore) -> Site:
    """Two fields written differently, one alike, one by one side alone."""
    site = sites(store)[0]
    part_ways(
        store,
        site,
        {NAME: "东院", ADDRESS: "一号", "households": 100},
        {NAME: "西院", ADDRESS: "二号", "note": "靠河"},
        persons=("inspector", "other"),
    )
    return site


@pytest.fixture
def open_page(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> Callable[[], ConflictsPage]:
    return lambda: show_page(qtbot, tasks, store, ConflictsPage)


def texts(page: QWidget) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page))


def key(page: QWidget, *keys: Qt.Key, ctrl: bool = False) -> None:
    held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
    for one in keys:
        QTest.keyClick(page.focusWidget() or page, one, held)


def type_in(page: QWidget, words: str) -> None:
    field = page.focusWidget()
    assert isinstance(field, QLineEdit)
    for letter in words:
        if letter.isascii():
            QTest.keyClicks(field, letter)
        else:
            field.insert(letter)  # as an input method does


def state(store: SqlStore, record: str) -> State | None:
    with store.reading() as work:
        return work.sites.state(record)


def held(store: SqlStore, record: str) -> Site:
    with store.reading() as work:
        return work.sites.get(record)


def test_with_nothing_to_settle_it_says_what_would_be_listed(open_page: Callable[[], ConflictsPage]) -> None:
    page = open_page()
    assert "没有等人定的" in texts(page)
    assert page.settle.isEnabled() is False
    assert page.settle.statusTip() == "先选一份"
    assert unnamed(page) == []


def test_one_side_is_taken_whole_by_its_digit_and_settled_by_keys_alone(
    tasks: Tasks, store: SqlStore, open_page: Callable[[], ConflictsPage]
) -> None:
    site = disagree(store)
    page = open_page()
    told: list[Message] = []
    page.say.connect(told.append)
    shown = texts(page)
    assert "06-001" in shown
    assert "都从" in shown
    assert "以下相同，不用定" in shown
    assert "靠河" in shown, "what one side wrote alone stands"
    assert unnamed(page) == []
    page.list.table.setFocus()
    key(page, Qt.Key.Key_2)
    assert page.focusWidget() is page.pane.reason
    assert page.settle.statusTip() == page.pane.lacking.text() == "写明为什么这样定", "said beside the grey button"
    type_in(page, "看过门牌 12")  # digits in a field are digits
    assert page.settle.isEnabled()
    assert page.pane.lacking.text() == ""
    key(page, Qt.Key.Key_Return, ctrl=True)
    answered(tasks)
    now = held(store, site.id)
    assert (state(store, site.id), now.name, now.address, now.note) == (State.SETTLED, "西院", "二号", "靠河")
    assert [v.body["reason"] for v in read_conflict(store, site.id, standard()).earlier] == ["看过门牌 12"]
    assert [m.kind for m in told] == ["ok"]
    assert page.waiting is not None
    assert page.waiting.open == 0
    assert "没有等人定的" in texts(page)


def test_field_by_field_with_the_arrows_and_one_written_anew(
    tasks: Tasks, store: SqlStore, open_page: Callable[[], ConflictsPage]
) -> None:
    site = disagree(store)
    page = open_page()
    page.list.table.setFocus()
    key(page, Qt.Key.Key_Return)  # to the first side
    assert isinstance(page.focusWidget(), Chosen)
    key(page, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Space)
    sides = page.pane.sides
    assert sides is not None
    name = next(f for f in sides.conflict.fields if f.name == NAME)
    assert sides.choices == {NAME: name.sayings[1].line}
    assert page.settle.statusTip() == "地址还没有定"
    sides._anew[ADDRESS].click()
    field = page.focusWidget()
    assert field is not None
    assert field.accessibleName() == "地址，写成别的"
    key(page, Qt.Key.Key_A, ctrl=True)
    type_in(page, "三号")
    page.pane.reason.setFocus()
    type_in(page, "两边都记错了")
    key(page, Qt.Key.Key_Return, ctrl=True)
    answered(tasks)
    now = held(store, site.id)
    assert (now.name, now.address) == ("西院", "三号")


def test_what_cannot_be_is_said_at_its_field_and_nothing_is_written(
    tasks: Tasks, store: SqlStore, open_page: Callable[[], ConflictsPage]
) -> None:
    site = sites(store)[0]
    part_ways(store, site, {"households": 120}, {"households": 130})
    page = open_page()
    sides = page.pane.sides
    assert sides is not None
    sides._anew["households"].click()
    for typed, said in (("很多", "不是数"), ("5", "多出 95 户")):
        key(page, Qt.Key.Key_A, ctrl=True)
        type_in(page, typed)
        page.pane.reason.setText("试一下")
        page.settle.trigger()
        answered(tasks)
        assert said in texts(page)
        sides.editors["households"].begin()
    assert state(store, site.id) is State.CONFLICT
    sides._anew["households"].click()  # 不写了
    assert sides.open == ["户数"]


def test_later_writes_nothing_and_goes_to_the_next(
    tasks: Tasks, store: SqlStore, open_page: Callable[[], ConflictsPage]
) -> None:
    first, second, *_rest = sites(store)
    for site in (first, second):
        part_ways(store, site, {NAME: "东院"}, {NAME: "西院"})
    page = open_page()
    with store.reading() as work:
        before = work.journal.count()
    shown = page.list.table.chosen_record()
    page.list.table.setFocus()
    key(page, Qt.Key.Key_1)
    page.list.table.setFocus()
    key(page, Qt.Key.Key_0)
    answered(tasks)
    after = page.list.table.chosen_record()
    assert shown is not None
    assert after is not None
    assert {shown.id, after.id} == {first.id, second.id}
    with store.reading() as work:
        assert work.journal.count() == before


def test_what_is_half_decided_stays_when_something_else_is_saved_and_begins_anew_when_a_line_comes(
    tasks: Tasks, store: SqlStore, open_page: Callable[[], ConflictsPage]
) -> None:
    site = disagree(store)
    page = open_page()
    page.list.table.setFocus()
    key(page, Qt.Key.Key_1)
    type_in(page, "看过")
    other = sites(store)[2]
    with store.writing() as work:
        work.sites.save(replace(other, note="别的事"))
    page.refresh()
    answered(tasks)
    assert page.pane.sides is not None
    assert (page.pane.reason.text(), len(page.pane.sides.choices)) == ("看过", 2)
    arrive(store, line_of(replace(site, name="南院"), [site.version], person="丙", at="2026-11-21T09:00:00.000Z"))
    page.settle.trigger()
    answered(tasks)
    assert state(store, site.id) is State.CONFLICT, "a line nobody had seen is looked at first"
    page.refresh()
    answered(tasks)
    assert len(page.pane.sides.heads) == 3
    assert page.pane.sides.choices == {}


def test_an_owner_and_a_due_date_are_kept_and_overdue_comes_first(
    tasks: Tasks, store: SqlStore, open_page: Callable[[], ConflictsPage]
) -> None:
    """PEERS 9."""
    first, second, *_rest = sites(store)
    for site in (first, second):
        part_ways(store, site, {NAME: "东院"}, {NAME: "西院"})
    assign(store, second.id, owner="other", due=TODAY - timedelta(days=1))
    page = open_page()
    rows = page.list.table.records.records()
    assert [r.id for r in rows] == [second.id, first.id]
    assert (rows[0].state, rows[0].owner) == ("逾期", "刘洋")
    page.list.table.choose_row(1)
    answered(tasks)
    page.pane.owner.choose("inspector")
    page.pane.owner.picked.emit("inspector")
    answered(tasks)
    page.pane.due.setFocus()
    key(page, Qt.Key.Key_A, ctrl=True)
    type_in(page, "2026-12-01")
    key(page, Qt.Key.Key_Return)
    answered(tasks)
    kept = read_conflict(store, first.id, standard()).dispute
    assert kept is not None
    assert (kept.owner, kept.due) == ("inspector", date(2026, 12, 1))
    page.list.filter.choose(MINE)
    page.list.filter.picked.emit(MINE)
    answered(tasks)
    assert [r.id for r in page.list.table.records.records()] == [first.id]


def test_an_incomplete_and_a_broken_record_say_what_is_the_matter_and_are_written_on_top_of(
    tasks: Tasks, store: SqlStore, open_page: Callable[[], ConflictsPage]
) -> None:
    broken = sites(store)[0]
    negative = replace(broken, households=-3)
    arrive(store, line_of(negative, [broken.version], person="丁", at="2026-11-20T01:00:00.000Z"))
    far = making.site("07-001", name="远处")
    lack_a_parent(store, far)
    page = open_page()
    assert "户数 -3 不对" in texts(page)
    sides = page.pane.sides
    assert sides is not None
    sides._anew["households"].click()
    key(page, Qt.Key.Key_A, ctrl=True)
    type_in(page, "100")
    page.pane.reason.setFocus()
    type_in(page, "查过台账")
    key(page, Qt.Key.Key_Return, ctrl=True)
    answered(tasks)
    assert (state(store, broken.id), held(store, broken.id).households) == (State.SETTLED, 100)
    assert "缺 1 个上一版，从 2026-11-20 15:00 起还没收到" in texts(page)
    page.pane.reason.setText("等不到")
    page.settle.trigger()
    answered(tasks)
    assert state(store, far.id) is State.SETTLED


def test_two_sites_with_one_code_lead_to_where_they_are_joined_or_renumbered(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    """PEERS 6."""
    twin = making.site(sites(store)[0].code, name="另一处")
    arrive(store, line_of(twin, [], person="乙", at="2026-11-20T01:00:00.000Z"))
    store.told = tasks.announce
    context = Context(store, tasks, standard(), Settings(page="conflicts"))
    window = MainWindow(context, [ConflictsPage, RegisterPage])
    ConflictBadge(window, context)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    answered(tasks)
    assert window.rail.entries["conflicts"].badge == 1
    page = window.page
    assert isinstance(page, ConflictsPage)
    assert "两台电脑各登记了一个点位" in texts(page)
    page.list.table.setFocus()
    key(page, Qt.Key.Key_Return)
    assert page.focusWidget() is page.doubled.buttons[0]
    key(page, Qt.Key.Key_Space)
    answered(tasks)
    register = window.page
    assert isinstance(register, RegisterPage)
    assert register.stack.currentWidget() is register.duplicates
    assert DUPLICATES not in texts(register)
    key(register.duplicates, Qt.Key.Key_1)
    answered(tasks)
    assert window.rail.entries["conflicts"].badge == 0


def test_two_interviews_of_one_household_say_which_counts_and_why(
    tasks: Tasks, store: SqlStore, open_page: Callable[[], ConflictsPage]
) -> None:
    """PEERS 13."""
    for mode in Mode:
        round_ = replace(a_round(mode), name=f"秋季 {mode.value}")
        with store.writing() as work:
            work.rounds.save(round_)
            work.responses.save_all([interview(round_, 0), interview(round_, 30)])
    page = open_page()
    assert page.waiting is not None
    assert (page.waiting.open, len(page.waiting.interviews)) == (0, 2)
    page.list.filter.choose(VISITS)
    page.list.filter.picked.emit(VISITS)
    answered(tasks)
    told = []
    for row in range(1, 3):
        page.list.table.choose_row(row)
        answered(tasks)
        told.append(texts(page.doubled))
    assert "最近答的那一次计入" in told[0]
    assert "先答的那一次计入" in told[1]
    assert all(words.count("不计入") == 1 for words in told)
    page.list.filter.choose(CODES)
    page.list.filter.picked.emit(CODES)
    answered(tasks)
    assert "没有这样的" in texts(page)


def test_a_line_that_says_nothing_is_shown_with_who_wrote_it_and_the_way_to_the_stations(
    tasks: Tasks, store: SqlStore, open_page: Callable[[], ConflictsPage]
) -> None:
    raise_oneself(store)
    page = open_page()
    answered(tasks)
    (row,) = page.list.table.records.records()
    assert (row.state, row.what) == ("说了不算", "郑某 · 人员")
    assert page.list.table.chosen_record() == row
    assert "2026-11-20 10:00" in texts(page.doubled)
    assert "只有区里说了算" in texts(page.doubled)
    asked: list[tuple[str, object]] = []
    page.go.connect(lambda where, what: asked.append((where, what)))
    page.doubled.buttons[0].click()
    assert asked == [("sync", None)]


def test_a_record_is_opened_by_its_id_from_elsewhere(
    tasks: Tasks, store: SqlStore, open_page: Callable[[], ConflictsPage]
) -> None:
    first, second, *_rest = sites(store)
    for site in (first, second):
        part_ways(store, site, {NAME: "东院"}, {NAME: "西院"})
    page = open_page()
    for site in (second, first):
        page.open(site.id)
        answered(tasks)
        assert page.pane.told is not None
        assert page.pane.told.conflict.record == site.id


def test_many_are_leafed_through(
    tasks: Tasks, store: SqlStore, open_page: Callable[[], ConflictsPage], monkeypatch: pytest.MonkeyPatch
) -> None:
    for site in sites(store):
        part_ways(store, site, {NAME: "东院"}, {NAME: "西院"})
    monkeypatch.setattr("ui.conflicts_list.SHOWN", 3)
    page = open_page()
    assert "第 1–3 份，共 4 份" in texts(page)
    page.list.on.click()
    answered(tasks)
    assert "第 4–4 份，共 4 份" in texts(page)
    assert page.list.table.records.count == 1
    page.list.back.click()
    answered(tasks)
    assert page.list.table.records.count == 3


def quarrel(store: SqlStore) -> None:
    """One of everything in the demonstration: three sides, an audit, withdrawn against edited, broken, a code twice."""
    with store.reading() as work:
        street = work.setting("street") or work.streets.all()[0].code
        found = [s for s in work.sites.all(street) if s.households][:5]
        audit = work.audits.newest(found[0].street)[0]
        people = [p.id for p in work.people.all()][:2]
    first, second, third, fourth, fifth = found
    long = {NAME: "河畔花园住宅小区二期及其沿街商业配套（含地下车库）", "households": 1200, ADDRESS: "学府街 12 号院"}
    part_ways(store, first, long, {NAME: "西院", "households": 130}, {NAME: "南院"}, persons=[*people, "gone"])
    part_ways(store, second, {"withdrawn": "已拆"}, {NAME: "改过名"}, persons=people)
    unit = next(iter(audit.findings))
    items = list(audit.findings[unit])[:4]

    def answered(answer: Answer) -> dict[str, dict[str, Finding]]:
        findings = {u: dict(held) for u, held in audit.findings.items()}
        findings[unit] |= {item: Finding(answer=answer) for item in items}
        return findings

    part_ways(store, audit, {"findings": answered(Answer.NOT_SEEN)}, {"findings": answered(Answer.NOT_APPLICABLE)})
    arrive(store, line_of(replace(third, households=-3), [third.version], person="丁", at="2026-11-20T01:00:00.000Z"))
    lack_a_parent(store, fourth, name="远处来的")
    twin = replace(fifth, id=new_id(), version="", name="另一处")
    arrive(store, line_of(twin, [], person="乙", at="2026-11-20T01:00:00.000Z"))
    assign(store, first.id, owner=people[0], due=TODAY - timedelta(days=3))


@pytest.mark.parametrize(
    ("language", "scale", "name"),
    [("zh", 1.0, "light"), ("en", 1.0, "sun"), ("zh", 1.5, "dark"), ("en", 1.5, "light")],
)
def test_every_sort_of_trouble_has_room_and_names_and_is_walked_by_tab(
    tmp_path: Path,
    qapp: QApplication,  # noqa: ARG001
    language: str,
    scale: float,
    name: str,
) -> None:
    file = str(make_database(tmp_path))
    store = open_store(file, clock=lambda: CLOCK)
    quarrel(store)
    store.close()
    wrong: list[str] = []
    with opened(file, language=language, scale=scale) as session:
        theme.use(name, scale)
        session.window.open_page("conflicts")
        settle_session(session)
        page = session.window.page
        assert isinstance(page, ConflictsPage)
        rows = page.list.table.records.rowCount()
        assert rows >= 7
        for row in range(rows):
            page.list.table.choose_row(row)
            settle_session(session)
            record = page.list.table.chosen_record()
            if record is None:
                continue
            page.actions_here["conflicts.take1"].trigger()
            if page.pane.sides is not None and page.right.currentWidget() is page.pane:
                for anew in list(page.pane.sides._anew.values())[:1]:
                    anew.click()
            settle_session(session)
            said = f"{row} {record.what}"
            wrong += [f"{said}: no name on {told}" for told in unnamed(page, seen=True)]
            wrong += [f"{said}: {told}" for told in tight(page)]
            if scale == 1.0:
                wrong += [f"{said}: {told}" for told in sideways(page)]
            order = walk(session.window)
            wrong += [f"{said}: Tab never comes to {w.accessibleName()}" for w in stops(page) if w not in order]
    assert wrong == [], "\n".join(wrong)
