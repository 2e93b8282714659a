"""The main job, done once by the terminal alone and once through the window alone, with the same result."""

import csv
import json
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

import main
from auditor.plain import plain_street
from auditor.record import china_date, new_id, stamp
from auditor.site import Assignment
from auditor.slots import Slot, released_slots
from auditor.standard_file import shipped
from auditor.use_cases import exporting, keeping, looking, recording
from db import open_store
from tests.making import answers
from tests.playing import answered
from tests.shared_district import district_file
from ui.first_start import FirstStart
from ui.settings import Settings
from ui.start import Session

STREET = "120104002000"  # 鼓楼街道: every site in order, so that a sample decides


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register of 12 streets, 171 communities and 2,500 sites, and its audits, as tables somebody filled in."""
    folder = tmp_path_factory.mktemp("tables")
    store = open_store(str(district_file(tmp_path_factory, folder)))
    exporting.export_register(store, folder / "register.xlsx", shipped())
    exporting.export_audits(store, folder / "audits.xlsx", shipped())
    store.close()
    return folder


def write_responses(file: Path, name: str, slots: list[tuple[str, str, int]]) -> None:
    """A table of complete interviews that pass both keys: (community, site code, k)."""
    given = answers()
    questions = [q for q in shipped().questions if q.id in given]
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        table = csv.writer(out)
        table.writerow(
            [
                "轮次",
                "社区代码",
                "点位编号",
                "第几户",
                "日期",
                "时间",
                "访问人",
                "结果",
                "用时秒",
                *(q.id for q in questions),
            ]
        )
        today = china_date(stamp(datetime.now(UTC)))  # the program's own clock goes: this test is no story of 2026
        for community, site, k in slots:
            row = [name, community, site, k, today.isoformat(), "00:05", "赵𫖯", "complete", 95]
            table.writerow([*row, *(given[q.id] for q in questions)])


class Terminal:
    """The program as a person calls it, on one database."""

    def __init__(self, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.place, self.capsys = place, capsys

    def __call__(self, *arguments: str) -> Any:
        code = main.main(["--db", str(self.place), *arguments])
        said = self.capsys.readouterr()
        assert code == 0, (arguments, said.err[-2000:])
        return json.loads(said.out) if "--json" in arguments else said.out


def slots_of(slots: list[Slot]) -> list[tuple[str, str, int]]:
    """As the table names them."""
    return [(s.community, s.site_code, s.k) for s in slots]


def by_terminal(tables: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Import, plan, import, score, issue: every step a command."""
    call = Terminal(folder / "terminal.sqlite3", capsys)
    assert call("import", "register", str(tables / "register.xlsx"), "--json")["wrong"] == []
    assert call("import", "audits", str(tables / "audits.xlsx"), "--json")["wrong"] == []
    plan = call("plan", "--street", STREET, "--mode", "sample", "--name", "秋季轮", "--json")
    file = folder / "responses.csv"
    write_responses(file, "秋季轮", [(s["community"], s["site"], s["k"]) for s in plan["slots"]])
    assert call("import", "responses", str(file), "--json")["wrong"] == []
    pdf = folder / "terminal.pdf"
    call(
        "issue",
        "--street",
        STREET,
        "--kind",
        "self_assessment",
        "--out",
        str(pdf),
        "--issuer",
        "某办事处",
        "--prefix",
        "某字",
    )
    assert call("verify", str(pdf), "--json")["true"] is True
    document: dict[str, Any] = call("score", "--json")
    return document


class Window:
    """The program's window on a new database, used by its own buttons, fields and actions."""

    def __init__(self, place: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
        self.qtbot, self.monkeypatch = qtbot, monkeypatch
        self.store = open_store(str(place))
        first = FirstStart(self.store)
        qtbot.addWidget(first)
        first.at_bureau.click()
        first.person.setText("赵𫖯")
        QTest.mouseClick(first.start, Qt.MouseButton.LeftButton)
        assert first.result() == FirstStart.DialogCode.Accepted
        self.session = Session(self.store, Settings())
        self.window = self.session.window
        qtbot.addWidget(self.window)
        self.window.show()

    def settle(self) -> None:
        """Until every answer has been shown."""
        answered(self.session.tasks, seconds=90)

    def page(self, name: str) -> Any:
        """Another page, with its answers in."""
        assert self.window.open_page(name)
        self.settle()
        return self.window.page

    def bring_in(self, what: str, file: Path) -> None:
        """The import wizard from file to written."""
        page = self.page("register")
        page.actions_here["import"].trigger()
        wizard = page.wizard
        self.monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(file), ""))
        wizard.what.choose(what)
        QTest.mouseClick(wizard.file_button, Qt.MouseButton.LeftButton)
        self.qtbot.waitUntil(lambda: wizard.plan is not None, timeout=90_000)
        assert wizard.plan.problems == ()
        with self.qtbot.waitSignal(wizard.left, timeout=90_000):
            QTest.mouseClick(wizard.all_button, Qt.MouseButton.LeftButton)
        self.settle()

    def close(self) -> None:
        """As closing the window does."""
        self.window.close()
        self.session.close()


def shows(page: Any, code: str) -> bool:
    """Whether the score page shows this street."""
    return page._shown is not None and page._shown.score.street == code


def by_window(tables: Path, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The same job through the window: wizard, round, wizard, settings, score page, documents page."""
    use = Window(folder / "window.sqlite3", qtbot, monkeypatch)
    use.bring_in("register", tables / "register.xlsx")
    use.bring_in("audits", tables / "audits.xlsx")
    use.window.context.where.choose(STREET)
    survey = use.page("survey")
    survey.rounds.open_key.trigger()
    qtbot.waitUntil(survey.rounds.freeze_key.isEnabled, timeout=30_000)
    survey.rounds.form.name.setText("秋季轮")
    survey.rounds.freeze_key.trigger()
    use.settle()
    with use.store.reading() as work:
        (made,) = work.rounds.all(STREET)
        slots = [s for code in sorted(made.strata) for s in released_slots(work, made, code) or []]
    file = folder / "responses-window.csv"
    write_responses(file, "秋季轮", slots_of(slots))
    use.bring_in("responses", file)
    settings = use.page("settings")
    for field, text in ((settings.issuer, "某办事处"), (settings.prefix, "某字")):
        field.setFocus()
        field.setText(text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        settings.person.setFocus()
        use.settle()
    found = []
    for code in sorted(s.code for s in looking.streets_with_sites(use.store)):
        use.window.context.where.choose(code)
        page = use.page("score")
        qtbot.waitUntil(partial(shows, page, code))
        found.append(plain_street(page._shown.score, shipped()))
    use.window.context.where.choose(STREET)
    documents = use.page("documents")
    pdf = folder / "window.pdf"
    monkeypatch.setattr("ui.documents_page.ask_where", lambda *_a, **_k: pdf)
    monkeypatch.setattr("ui.documents_page.ask", lambda *_a, **_k: "")
    qtbot.waitUntil(documents.issue.isEnabled, timeout=30_000)
    documents.issue.trigger()
    qtbot.waitUntil(pdf.exists, timeout=60_000)
    assert pdf.read_bytes().startswith(b"%PDF")
    use.settle()
    use.close()
    return found


def test_the_terminal_alone_and_the_window_alone_do_the_whole_job_and_get_the_same_score(
    tables: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = by_terminal(tables, tmp_path, capsys)
    assert len(document["streets"]) == 12
    street = next(s for s in document["streets"] if s["code"] == STREET)
    assert {c["id"]: c["verdict"] for c in street["criteria"]}["awareness"] == "MET"
    assert street["verdict"] == "MET"
    assert by_window(tables, tmp_path, qtbot, monkeypatch) == document["streets"]


def test_rare_names_survive_input_storage_search_print_and_extraction(
    tmp_path: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("王㛃", "李𬱖", "赵𫖯")
    place = tmp_path / "names.sqlite3"
    store = open_store(str(place))
    keeping.set_up(store, person=names[0], street=STREET)
    session = Session(store, Settings())
    qtbot.addWidget(session.window)
    session.window.show()
    assert session.window.open_page("register")
    page: Any = session.window.page
    qtbot.waitUntil(lambda: session.tasks.idle and page.register is not None, timeout=30_000)
    page.actions_here["new"].trigger()
    form = page.form
    for name, text in (("code", "02-001"), ("name", f"{names[1]}故居")):
        form.form[name].field.setText(text)
    form.form["place_type"].field.choose("park")
    form.save()
    qtbot.waitUntil(lambda: session.tasks.idle and page.form is None, timeout=30_000)
    with store.reading() as work:
        (site,) = work.sites.search("𬱖")
    recording.save_assignment(
        store,
        Assignment(id=new_id(), street=STREET, site=site.id, organisation=f"{names[2]}公园管理所", officer=names[2]),
    )
    session.window.close()
    session.close()
    call = Terminal(place, capsys)
    report = tmp_path / "report.pdf"
    call("export", "score", "--street", STREET, "--out", str(report))
    document = pypdfium2.PdfDocument(str(report))
    printed = "".join(page.get_textpage().get_text_range() for page in document)
    assert f"{names[1]}故居" in printed
    assert f"{names[2]}公园管理所" in printed
    call("export", "register", "--out", str(tmp_path / "register.csv"))
    assert names[1] in (tmp_path / "register.csv").read_text(encoding="utf-8-sig")
