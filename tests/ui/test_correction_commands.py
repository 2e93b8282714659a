"""Corrections and notices on the terminal, through the real call of the program."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

import main
from auditor.audit import SITE, Answer
from auditor.correction import Correction
from auditor.record import new_id
from db import open_store
from tests.auditor.formats.reading import page_texts
from tests.making import STREET, audit_of, fill_street, fresh_store


@pytest.fixture
def place(tmp_path: Path) -> str:
    """A file with two overdue corrections at one site."""
    file = str(tmp_path / "street.db")
    with fresh_store(file) as store:
        (one,) = fill_street(store, 1)
    real = open_store(file)  # by the clock of this computer, as the terminal has it
    try:
        with real.writing() as work:
            work.set_setting("station", "5" * 32)
            work.set_setting("person", "inspector")
            today = work.today()
            audit = work.audits.save(audit_of(one, [], answer=Answer.FAIL))
            for n, item in enumerate(("notice_displayed", "point_found")):
                work.corrections.save(
                    Correction(
                        id=new_id(),
                        street=STREET,
                        site=one.id,
                        unit=SITE,
                        item=item,
                        audit=audit.id,
                        found=f"看到 {n}",
                        opened_on=today - timedelta(days=20),
                        due_on=today - timedelta(days=4 + n),
                    )
                )
    finally:
        real.close()
    return file


def test_the_list_says_what_is_overdue_first(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["--db", place, "corrections", "--street", STREET]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("学府街道")
    assert "未办结 2 条" in lines[0]
    assert "逾期 2" in lines[0]
    assert "逾期 5 天" in lines[1]
    assert "看到 1" in lines[1]
    assert main.main(["--db", place, "corrections", "--street", STREET, "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert [c["days_over"] for c in plain["corrections"]] == [5, 4]
    assert plain["notices"] == []


def test_a_notice_is_made_once_and_printed_again(
    place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main.main(["--db", place, "corrections", "--street", STREET, "--json"])
    ids = ",".join(c["id"] for c in json.loads(capsys.readouterr().out)["corrections"])
    first, second = tmp_path / "a.pdf", tmp_path / "b.pdf"
    assert main.main(["--db", place, "notice", "--corrections", ids, "--out", str(first)]) == 0
    number = capsys.readouterr().out.split()[0]
    assert number.startswith("某代字〔")
    assert main.main(["--db", place, "notice", number, "--out", str(second)]) == 0
    assert first.read_bytes() == second.read_bytes()
    (text,) = page_texts(first.read_bytes())
    assert number in text
    assert main.main(["--db", place, "notice", number, "--out", str(second)]) == 1
    assert main.main(["--db", place, "notice", "--out", str(tmp_path / "c.pdf")]) == 1
    assert main.main(["--db", place, "notice", "没有", "--out", str(tmp_path / "c.pdf")]) == 1
    told = capsys.readouterr().err
    assert "没有编号 没有 的通知单" in told


def test_the_list_is_exported(place: str, tmp_path: Path) -> None:
    for name in ("a.xlsx", "a.csv", "a.json"):
        assert (
            main.main(["--db", place, "export", "corrections", "--street", STREET, "--out", str(tmp_path / name)]) == 0
        )
        assert (tmp_path / name).exists()
    assert main.main(["--db", place, "export", "corrections", "--out", str(tmp_path / "b.xlsx")]) == 1
