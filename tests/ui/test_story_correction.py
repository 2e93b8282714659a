"""A correction from failure to closure, by keys alone in the whole window, on a real file, with its notice on paper."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from auditor.audit import Answer
from auditor.correction import Correction, Stage
from auditor.people import Person
from auditor.record import new_id
from auditor.score import score_street
from auditor.site import Assignment, Link, Point
from auditor.verdict import Tally
from db import SqlStore, open_store
from tests.auditor.formats.reading import page_texts
from tests.making import NOW, STREET, Clock, communities, site, standard, street
from tests.playing import answered
from ui import corrections_page
from ui.audit_page import AuditPage
from ui.corrections_page import CorrectionsPage
from ui.main_window import MainWindow
from ui.settings import Settings
from ui.start import Session

MISSING = standard().item_of("present:hazardous")


@pytest.fixture
def clock() -> Clock:
    """The clock of the database, moved on by the story."""
    return Clock(NOW)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A quarter with one point and a responsible organisation, never looked at."""
    place = tmp_path / "street.db"
    made = open_store(str(place), Clock(NOW - timedelta(days=1)))
    with made.writing() as work:
        work.set_setting("station", "5" * 32)
        work.streets.save(street())
        work.communities.save_all(communities())
        work.set_setting("person", work.people.save(Person(id=new_id(), name="周敏")).id)
        work.set_setting("street", STREET)
        work.set_setting("issuer", "学府街道办事处")
        work.set_setting("number_prefix", "学府街办")
        one = work.sites.save(site("06-001", name="龙兴里小区"))
        point = work.points.save(Point(id=new_id(), street=STREET, code="1", name="3 号楼东侧", site=one.id))
        work.links.save(Link(id=new_id(), street=STREET, point=point.id, site=one.id, households=100))
        work.assignments.save(Assignment(id=new_id(), street=STREET, site=one.id, organisation="龙兴里物业服务中心"))
    made.close()
    return place


class Laptop:
    """The program as a person has it: started on a file, worked by keys, switched off."""

    def __init__(self, qtbot: QtBot, place: Path, clock: Clock) -> None:
        self.qtbot, self.place, self.clock = qtbot, place, clock
        self.store = open_store(str(place), clock)
        self.session = Session(self.store, Settings(page="audit"))
        self.window: MainWindow = self.session.window
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        self.rest()

    def rest(self) -> None:
        """Until every answer is shown and the news of it is spread."""
        answered(self.session.tasks)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key, on whatever has the keyboard."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)
        self.rest()

    def type(self, words: str) -> None:
        """Words, where the keyboard is."""
        wanted = QApplication.focusWidget()
        assert wanted is not None
        QTest.keyClicks(wanted, words)

    def save(self) -> None:
        """Ctrl Enter."""
        self.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def go(self, digit: str) -> None:
        """Alt with a digit: a page of the rail."""
        self.press(Qt.Key(ord(digit)), Qt.KeyboardModifier.AltModifier)

    @property
    def said(self) -> str:
        """Every word of the strip below the page."""
        return " ".join(f"{m.fact} {m.note}" for m in self.window.strip.messages())

    def off(self) -> None:
        """Switched off."""
        self.window.close()
        self.session.close()
        self.window.deleteLater()


@pytest.fixture
def start(qtbot: QtBot, file: Path, clock: Clock) -> Iterator[list[Laptop]]:
    """The program, started; started again by the story, it stands last."""
    running = [Laptop(qtbot, file, clock)]
    yield running
    running[-1].off()


def held(store: SqlStore) -> list[Correction]:
    with store.reading() as work:
        return sorted(work.corrections.all(STREET), key=lambda c: (c.opened_on, c.id))


def categories(store: SqlStore) -> Tally:
    """The tally of the criterion that the missing container settles."""
    with store.reading() as work:
        facts, today = work.facts(STREET, work.today(), standard()), work.today()
    return score_street(facts, standard(), today, known=today, root="")[0].criteria["categories"].tally


def words_of(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def test_from_failure_to_closure(start: list[Laptop], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    laptop = start[0]
    qtbot, file, clock = laptop.qtbot, laptop.place, laptop.clock
    page = laptop.window.page
    assert isinstance(page, AuditPage)

    # the container for hazardous waste is missing; the digits go on answering while the offer stands below its row
    rows = page.checklist.rows
    missing = next(n for n, r in enumerate(rows) if r.item.id == MISSING)
    for n in range(len(rows)):
        if n == missing:
            laptop.press(Qt.Key.Key_2)
            assert page.offers.strip.isVisible()
            assert page.checklist.hasFocus()
            assert "要开整改吗？" in page.offers.strip.fact.text()
            assert "龙兴里物业服务中心" in page.offers.strip.whom.text()
            laptop.press(Qt.Key.Key_F6)  # 7 days, then 15
            laptop.press(Qt.Key.Key_F7)
            assert page.checklist.hasFocus()
        else:
            QTest.keyClick(page.checklist, Qt.Key.Key_4 if rows[n].item.method == "written" else Qt.Key.Key_1)
    laptop.rest()
    assert held(laptop.store) == []  # it lies in the draft until the audit is saved
    laptop.save()
    (opened,) = held(laptop.store)
    assert (opened.item, opened.recipient, opened.due_on - opened.opened_on) == (
        MISSING,
        "龙兴里物业服务中心",
        timedelta(days=15),
    )
    assert categories(laptop.store).nonconforming == 1

    # its notice, on paper
    laptop.go(laptop.window.rail.entries["corrections"].digit)
    pdf = tmp_path / "notice.pdf"
    monkeypatch.setattr(corrections_page, "ask_where", lambda *_a: pdf)
    laptop.rest()
    laptop.press(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(pdf.exists)
    laptop.rest()
    (paper,) = page_texts(pdf.read_bytes())
    for words in (
        "整改通知单",
        "编号学府街办〔2026〕1号检查日2026年11月22日",
        "龙兴里物业服务中心：经现场检查，你单位负责的“龙兴里小区”",
        "3号楼东侧",
        "2026年12月7日前",
        "（印章）学府街道办事处2026年11月22日",
        "送达回执",
    ):
        assert words in paper
    assert "责令" not in paper

    # three weeks later it is overdue, and says so before the page is opened
    laptop.off()
    clock.now += timedelta(days=21)
    laptop = Laptop(qtbot, file, clock)
    start[0] = laptop
    entry = laptop.window.rail.entries["corrections"]
    assert (entry.badge, entry.filled) == (1, True)
    assert laptop.window.page.id == "audit"
    laptop.go(entry.digit)
    following = laptop.window.page
    assert isinstance(following, CorrectionsPage)
    assert "逾期 6 天" in words_of(following.detail)

    # they say it is done; it is not: another follows it
    laptop.press(Qt.Key.Key_F3)
    laptop.press(Qt.Key.Key_Tab)
    laptop.type("new bin")
    laptop.save()
    assert held(laptop.store)[0].fixed_note == "new bin"
    assert entry.badge == 0
    laptop.press(Qt.Key.Key_F5)
    laptop.press(Qt.Key.Key_2)
    laptop.save()
    first, second = held(laptop.store)
    assert (first.stage, second.follows, second.stage) == (Stage.REOPENED, first.id, Stage.OPEN)
    assert categories(laptop.store).nonconforming == 1

    # the second time it is there, with a photograph of it
    picture = tmp_path / "after.jpg"
    from PIL import Image

    Image.new("RGB", (640, 480), "#803020").save(picture)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_a, **_k: ([str(picture)], ""))
    laptop.press(Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: len(following.detail.after.photos) == 1)
    assert categories(laptop.store).nonconforming == 1  # no photograph changes a score
    laptop.press(Qt.Key.Key_F5)
    laptop.press(Qt.Key.Key_1)
    laptop.save()
    looked = held(laptop.store)[1]
    assert looked.stage is Stage.RECHECKED
    with laptop.store.reading() as work:
        audit = work.audits.get(looked.recheck)
        assert audit.findings[looked.unit][MISSING].answer is Answer.PASS
        assert (audit.inspectors, audit.source) == ("周敏", "screen")
        assert [p.correction for p in work.photos.all(STREET)] == [looked.id]
    assert categories(laptop.store).conforming == 1  # by the audit of the re-check, and by nothing else

    # closed, for good
    laptop.press(Qt.Key.Key_F6)
    laptop.save()
    assert [c.stage for c in held(laptop.store)] == [Stage.REOPENED, Stage.CLOSED]
    assert "已销号" in laptop.said
    assert "都办结了" in words_of(following.list.listing)
    laptop.off()
    laptop = Laptop(qtbot, file, clock)
    start[0] = laptop
    assert [c.stage for c in held(laptop.store)] == [Stage.REOPENED, Stage.CLOSED]
    assert laptop.store.check().faults == ()
