"""The terminal's contract: names, exit codes, one JSON document and nothing else."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor import wording
from auditor.store import Store
from db import open_store
from tests.making import STREET, Clock, fill_street, fresh_store
from ui import cli

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """Carry out one command on a database of this test; exit code, standard output, standard error."""

    def opener(place: str) -> Store:
        return open_store(place, Clock())

    def carry_out(*arguments: str) -> tuple[int, str, str]:
        options = cli.parse(["--db", str(tmp_path / "street.sqlite3"), *arguments], "unused")
        code = cli.run(options, opener)
        said = capsys.readouterr()
        return code, said.out, said.err

    return carry_out


@pytest.fixture
def filled(tmp_path: Path) -> None:
    """That database with a street in order."""
    with fresh_store(str(tmp_path / "street.sqlite3")) as store:
        fill_street(store, 6)


@pytest.mark.usefixtures("filled")
def test_score_prints_one_json_document_with_the_keys_of_the_contract(call: Call) -> None:
    code, out, _err = call("score", "--street", STREET, "--json")
    assert code == 0
    document = json.loads(out)
    assert set(document) == {"standard", "on", "known", "root", "streets"}
    assert document["standard"] == {"id": "nankai-2023", "number": 1}
    (street,) = document["streets"]
    assert {"code", "name", "verdict", "index", "criteria"} <= set(street)
    criteria = {c["id"]: c for c in street["criteria"]}
    assert list(criteria) == ["responsibility", "categories", "placement", "awareness", "participation"]
    keys = [
        "id",
        "conforming",
        "nonconforming",
        "unknown",
        "total",
        "percent",
        "verdict",
        "mode",
        "sample",
        "lower_bound",
        "definition",
    ]
    assert all(set(keys) <= set(c) for c in criteria.values())
    assert criteria["placement"]["parts"]["households"]["total"] == 600
    assert criteria["categories"]["percent"] == "100.0"
    assert criteria["awareness"]["sample"] is None


@pytest.mark.usefixtures("filled")
def test_a_short_code_names_the_same_street_and_an_unknown_one_is_refused_with_a_sentence(call: Call) -> None:
    assert call("score", "--street", STREET[:9], "--json") == call("score", "--street", STREET, "--json")
    code, out, err = call("score", "--street", "120104999")
    assert (code, out) == (1, "")
    assert "120104999000" in err


def test_a_wrong_call_exits_with_two(call: Call) -> None:
    for wrong in (["score", "--on", "yesterday"], ["import", "nonsense", "x"], ["plan"], ["fly"]):
        with pytest.raises(SystemExit) as told:
            call(*wrong)
        assert told.value.code == 2


@pytest.mark.usefixtures("filled")
def test_plan_rehearses_without_writing_and_freezes_without_the_flag(call: Call) -> None:
    rehearsed = json.loads(call("plan", "--street", STREET, "--mode", "sample", "--dry-run", "--json")[1])
    before = json.loads(call("check", "--json")[1])
    assert rehearsed["slots"] == []
    frozen = json.loads(call("plan", "--street", STREET, "--mode", "sample", "--name", "秋", "--json")[1])
    after = json.loads(call("check", "--json")[1])
    assert after["lines"] == before["lines"] + 1
    assert frozen["communities"] == rehearsed["communities"]
    assert len(frozen["slots"]) == frozen["planned"]
    assert call("plan", "--street", STREET, "--mode", "census")[0] == 1


@pytest.mark.usefixtures("filled")
def test_a_statement_a_report_and_tables_are_written_and_never_over_a_file(call: Call, tmp_path: Path) -> None:
    to = tmp_path / "statement.pdf"
    assert call("issue", "--street", STREET, "--kind", "self_assessment", "--out", str(to))[0] == 0
    code, out, _err = call("verify", str(to), "--json")
    assert (code, json.loads(out)["true"]) == (0, True)
    altered = bytearray(to.read_bytes())
    altered[-300] ^= 1
    (tmp_path / "altered.pdf").write_bytes(altered)
    assert call("verify", str(tmp_path / "altered.pdf"))[0] in (1, 2)
    (tmp_path / "letter.pdf").write_text("dear reader")
    assert call("verify", str(tmp_path / "letter.pdf"))[0] == 2
    code, _out, err = call("issue", "--street", STREET, "--kind", "self_assessment", "--out", str(to))
    assert code == 1
    assert str(to) in err
    assert call("issue", "--street", STREET, "--kind", "acceptance", "--out", str(tmp_path / "x.pdf"))[0] == 1
    assert not (tmp_path / "x.pdf").exists()
    for what, name in (
        ("score", "r.pdf"),
        ("score", "s.json"),
        ("register", "r.xlsx"),
        ("audits", "a.csv"),
        ("progress", "p.json"),
    ):
        assert call("export", what, "--street", STREET, "--out", str(tmp_path / name))[0] == 0, name
        assert (tmp_path / name).stat().st_size > 100


def test_a_register_is_rehearsed_imported_and_imported_again_as_a_merge(call: Call, tmp_path: Path) -> None:
    assert call("export", "templates", "--out", str(tmp_path / "forms"))[0] == 0
    assert {f.name for f in (tmp_path / "forms").iterdir()} == {"register.xlsx", "audits.xlsx", "responses.xlsx"}
    file = tmp_path / "register.csv"
    rows = ["社区代码,点位编号,名称,场所类型,户数"]
    rows += [f"120104006001,06-{i:03},小区{i},住宅小区（有物业）,100" for i in range(1, 4)]
    file.write_text("\n".join(rows), encoding="utf-8-sig")
    rehearsed = json.loads(call("import", "register", str(file), "--dry-run", "--json")[1])
    assert (rehearsed["new"], rehearsed["written"]) == (3, None)
    assert not (tmp_path / "street.sqlite3").exists()
    assert json.loads(call("import", "register", str(file), "--json")[1])["written"] == {"new": 3, "changed": 0}
    code, out, _err = call("import", "register", str(file), "--dry-run", "--json")
    assert code == 0, out
    assert (json.loads(out)["unchanged"], json.loads(out)["written"]) == (3, None)
    assert json.loads(call("import", "register", str(file), "--json")[1])["unchanged"] == 3
    file.write_text("\n".join([*rows, "120104006001,06-009,坏,住宅小区（有物业）,-3"]), encoding="utf-8-sig")
    root = json.loads(call("check", "--json")[1])["root"]
    code, out, err = call("import", "register", str(file))
    assert code == 1
    assert "-3" in err
    assert json.loads(call("check", "--json")[1])["root"] == root
    assert call("import", "register", str(tmp_path / "none.xlsx"))[0] == 1


@pytest.mark.usefixtures("filled")
def test_backup_check_and_rebuild_say_what_they_did(call: Call, tmp_path: Path) -> None:
    before = json.loads(call("check", "--json")[1])
    assert before["faults"] == []
    assert call("rebuild")[0] == 0
    copy = tmp_path / "copy.sqlite3"
    assert call("backup", str(copy))[0] == 0
    assert call("backup", str(copy))[0] == 1
    assert json.loads(call("--db", str(copy), "check", "--json")[1])["root"] == before["root"]


@pytest.mark.usefixtures("filled")
def test_the_terminal_speaks_english_when_asked(call: Call) -> None:
    try:
        wording.use("en")
        out = call("score", "--street", STREET)[1]
        assert "undetermined" in out.lower()
        assert "未定" not in out
    finally:
        wording.use("zh")


def test_a_file_that_is_not_there_is_said_to_be_missing_not_unwritable(call: Call, tmp_path: Path) -> None:
    for missing, words in ((tmp_path / "a.csv", "没有文件"), (tmp_path / "none" / "a.csv", "写不了")):
        code, out, said = call("estimate", str(missing))
        assert (code, out) == (1, "")
        assert words in said
