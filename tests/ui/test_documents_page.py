"""The documents page: what would be issued, why not, the question before it, the PDF, and printing it again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from auditor.record import new_id
from auditor.telling import quiet
from auditor.use_cases import certifying
from db import SqlStore
from tests.making import STREET, TODAY, Clock, audit_of, standard, street
from tests.playing import answered
from tests.ui.naming import unnamed
from tests.ui.scored import fill_street, show_page
from ui.documents_page import DocumentsPage
from ui.documents_reading import doubled, issue_document
from ui.messages import Message
from ui.questions import Question
from ui.saving import ask_where, write_whole
from ui.tasks import Tasks


@pytest.fixture
def ready(store: SqlStore) -> SqlStore:
    """A street with sites, and who issues is configured."""
    fill_street(store)
    with store.writing() as work:
        work.set_setting("issuer", "某街道办事处")
        work.set_setting("number_prefix", "某办分")
    return store


def answer(how: Callable[[Question], None]) -> list[str]:
    """Answer the next question when it stands; gives back what was asked, in a list that fills then."""
    asked: list[str] = []

    def at_once() -> None:
        question = QApplication.activeModalWidget()
        if not isinstance(question, Question):
            QTimer.singleShot(10, at_once)
            return
        asked.append(question.windowTitle())
        asked.append(question.do.text())
        how(question)

    QTimer.singleShot(0, at_once)
    return asked


def save_to(monkeypatch: pytest.MonkeyPatch, to: Path | None) -> None:
    """Every file goes there."""
    monkeypatch.setattr("ui.documents_page.ask_where", lambda *_a: to)


def test_a_past_is_looked_at_and_printed_but_nothing_is_issued_on_it(
    qtbot: QtBot, tasks: Tasks, ready: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(ready.clock, Clock)
    ready.clock.now += timedelta(days=3)
    page = show_page(qtbot, tasks, ready, DocumentsPage)
    page.day.setFocus()
    page.day.setText(TODAY.isoformat())
    QTest.keyClick(page.day, Qt.Key.Key_Return)
    answered(tasks)
    assert page.issue.isEnabled()
    QTest.mouseClick(page.when.then, Qt.MouseButton.LeftButton)
    answered(tasks)
    assert page.issue_pane.reason.text() == page.issue.statusTip() == "证明只按今天所知签发，不按当时所知"
    assert not page.issue.isEnabled()
    assert page.header_about().endswith("按当时所知")
    save_to(monkeypatch, tmp_path / "a.pdf")
    page.report.trigger()
    answered(tasks)
    assert "2026年11月25日" not in pypdfium2.PdfDocument(tmp_path / "a.pdf")[0].get_textpage().get_text_range()
    QTest.mouseClick(page.when.then, Qt.MouseButton.LeftButton)
    answered(tasks)
    assert page.issue.isEnabled()


def test_without_an_issuer_the_button_is_grey_says_why_and_leads_to_settings(
    qtbot: QtBot, tasks: Tasks, store: SqlStore
) -> None:
    fill_street(store)
    page = show_page(qtbot, tasks, store, DocumentsPage)
    assert not page.issue.isEnabled()
    assert page.issue_pane.reason.text() == page.issue.statusTip() == "还没有填签发单位"
    gone: list[tuple[str, object]] = []
    page.go.connect(lambda where, subject: gone.append((where, subject)))
    assert page.issue_pane.to_settings.isVisible()
    page.issue_pane.to_settings.click()
    assert gone == [("settings", None)]
    with store.writing() as work:
        work.set_setting("issuer", "某街道办事处")
    page.refresh()
    answered(tasks)
    assert page.issue_pane.reason.text() == "还没有填代字"


def test_a_street_without_sites_has_nothing_to_state(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> None:
    with store.writing() as work:
        work.streets.save(street())
        work.set_setting("issuer", "某街道办事处")
        work.set_setting("number_prefix", "某办分")
    page = show_page(qtbot, tasks, store, DocumentsPage)
    assert not page.issue.isEnabled()
    assert "没有登记点位" in page.issue_pane.reason.text()
    assert not page.issue_pane.to_settings.isVisible()
    assert not page.report.isEnabled()


def test_the_score_is_shown_before_anything_is_issued(qtbot: QtBot, tasks: Tasks, ready: SqlStore) -> None:
    page = show_page(qtbot, tasks, ready, DocumentsPage)
    assert page.issue_pane.verdict.word == "未达标"
    assert page.issue_pane.criteria.records.count == 5
    assert page.issue.isEnabled()
    assert page.issued_pane.listing.currentIndex() == 1
    with ready.reading() as work:
        assert work.certificates.all() == []


def test_issuing_asks_writes_the_pdf_and_lists_the_document(
    qtbot: QtBot, tasks: Tasks, ready: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = show_page(qtbot, tasks, ready, DocumentsPage)
    to = tmp_path / "statement.pdf"
    save_to(monkeypatch, to)
    said: list[Message] = []
    page.say.connect(said.append)
    asked = answer(lambda question: QTest.mouseClick(question.do, Qt.MouseButton.LeftButton))
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    answered(tasks)
    assert asked == ["签发自评结果证明？", "签发"]
    assert to.read_bytes().startswith(b"%PDF-")
    (made,) = page.issued.records.records()
    assert made.number == "某办分〔2026〕1号"
    assert said[0].fact == f"已签发 {made.number} · 短码 {made.short_code}"
    assert said[0].deed == "打开文件夹"
    assert "某办分〔2026〕2号" in [label.text() for label in page.issue_pane.findChildren(QLabel)]


@pytest.mark.parametrize("by", ["Esc", "stay"])
def test_esc_and_stay_issue_nothing(
    by: str, *, qtbot: QtBot, tasks: Tasks, ready: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = show_page(qtbot, tasks, ready, DocumentsPage)
    to = tmp_path / "statement.pdf"
    save_to(monkeypatch, to)
    answer(lambda q: QTest.keyClick(q, Qt.Key.Key_Escape) if by == "Esc" else q.stay.click())
    page.issue.trigger()
    answered(tasks)
    assert not to.exists()
    assert page.issued.records.count == 0


def test_a_file_that_exists_is_not_overwritten_and_no_number_is_used(
    qtbot: QtBot, tasks: Tasks, ready: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = show_page(qtbot, tasks, ready, DocumentsPage)
    to = tmp_path / "statement.pdf"
    to.write_bytes(b"mine")
    save_to(monkeypatch, to)
    refused: list[object] = []
    tasks.refused.connect(refused.append)
    answer(lambda question: question.do.click())
    page.issue.trigger()
    answered(tasks)
    assert refused
    assert to.read_bytes() == b"mine"
    assert page.issue.isEnabled()
    with ready.reading() as work:
        assert work.certificates.all() == []


def test_a_folder_that_is_gone_is_told_and_no_number_is_used(
    qtbot: QtBot, tasks: Tasks, ready: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = show_page(qtbot, tasks, ready, DocumentsPage)
    save_to(monkeypatch, tmp_path / "gone" / "statement.pdf")
    refused: list[object] = []
    tasks.refused.connect(refused.append)
    answer(lambda question: question.do.click())
    page.issue.trigger()
    answered(tasks)
    assert len(refused) == 1
    with ready.reading() as work:
        assert work.certificates.all() == []


def test_a_document_is_printed_again_to_the_same_bytes_until_its_records_move_on(
    qtbot: QtBot, tasks: Tasks, ready: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = show_page(qtbot, tasks, ready, DocumentsPage)
    first, second, third = (tmp_path / f"{n}.pdf" for n in (1, 2, 3))
    save_to(monkeypatch, first)
    answer(lambda question: question.do.click())
    page.issue.trigger()
    answered(tasks)
    save_to(monkeypatch, second)
    page.issued.setFocus()
    QTest.keyClick(page.issued, Qt.Key.Key_Return)
    answered(tasks)
    assert first.read_bytes() == second.read_bytes()
    with ready.writing() as work:
        of = work.sites.all(STREET)[0]
        work.audits.save(audit_of(of, [p for p in work.points.all() if p.site == of.id], days_ago=1))
    save_to(monkeypatch, third)
    refused: list[object] = []
    tasks.refused.connect(refused.append)
    page.again.trigger()
    answered(tasks)
    assert "evidence_moved_on" in str(refused)
    assert not third.exists()


def test_two_documents_of_one_number_are_listed(qtbot: QtBot, tasks: Tasks, ready: SqlStore, tmp_path: Path) -> None:
    made = issue_document(ready, (STREET, TODAY), standard(), tmp_path / "1.pdf", quiet).certificate
    with ready.writing() as work:
        work.certificates.save(replace(made, id=new_id(), version="", evidence_root="ab" * 32))
    page = show_page(qtbot, tasks, ready, DocumentsPage)
    found = certifying.list_certificates(ready)
    assert doubled(found) == {made.number}
    assert made.number in page.issued_pane.note.text()


def test_every_field_has_a_name(qtbot: QtBot, tasks: Tasks, ready: SqlStore) -> None:
    page = show_page(qtbot, tasks, ready, DocumentsPage)
    assert unnamed(page) == []


def test_the_dialog_gives_the_suffix_of_the_kind_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)

    def save() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QFileDialog):
            QTimer.singleShot(10, save)
            return
        dialog.setDirectory(str(tmp_path))
        dialog.selectNameFilter("CSV 表格 (*.csv)")
        dialog.filterSelected.emit("CSV 表格 (*.csv)")
        dialog.selectFile("名单")
        dialog.accept()

    QTimer.singleShot(0, save)
    found = ask_where(parent, "导出", "评分", [("Excel 表格", "xlsx"), ("CSV 表格", "csv")])
    assert found == tmp_path / "名单.csv"


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    assert write_whole(tmp_path / "a.pdf", b"x").read_bytes() == b"x"
    assert [f.name for f in tmp_path.iterdir()] == ["a.pdf"]


def test_a_pdf_is_verified_from_the_file_alone_and_a_changed_one_is_told(
    qtbot: QtBot, tasks: Tasks, ready: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad, none = (tmp_path / name for name in ("good.pdf", "bad.pdf", "none.pdf"))
    issue_document(ready, (STREET, TODAY), standard(), good, quiet)
    changed = bytearray(good.read_bytes())
    changed[-20] ^= 1
    bad.write_bytes(changed)
    none.write_text("dear reader")
    page = show_page(qtbot, tasks, ready, DocumentsPage)
    said: list[Message] = []
    page.say.connect(said.append)
    for file in (good, bad, none):
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, file=file: (str(file), ""))
        page.check.trigger()
        answered(tasks)
    assert [m.kind for m in said] == ["ok", "bad", "bad"]
    assert said[0].fact.endswith("属实")
    assert "学府街道" in said[0].note
    assert said[2].fact == "不能核验"
