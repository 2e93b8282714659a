"""`conflicts` and `settle` on the terminal: the same use cases as the page, and refusals by sentence."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from auditor.history import State
from auditor.site import Site
from db import open_store
from tests import making
from tests.conflicting import lack_a_parent, part_ways, raise_oneself
from tests.making import STREET, Clock, fill_street, fresh_store
from ui import cli


@pytest.fixture
def place(tmp_path: Path) -> str:
    """A database with one conflict of two fields and one incomplete record, closed again."""
    file = str(tmp_path / "street.sqlite3")
    with fresh_store(file) as store:
        (first,) = fill_street(store, 1)
        with store.reading() as work:
            site = work.sites.get(first.id)
        part_ways(store, site, {"name": "东院", "since": site.since}, {"name": "西院", "address": "二号"})
        lack_a_parent(store, making.site("07-001"))
    return file


@pytest.fixture
def told(place: str, capsys: pytest.CaptureFixture[str]) -> Any:
    """Carry out a command; exit code, standard output, standard error."""

    def carry_out(*arguments: str) -> tuple[int, str, str]:
        options = cli.parse(["--db", place, *arguments], "unused")
        code = cli.run(options, lambda where: open_store(where, Clock()))
        said = capsys.readouterr()
        return code, said.out, said.err

    return carry_out


def listed(told: Any) -> dict[str, Any]:
    code, out, _err = told("conflicts", "--street", STREET, "--json")
    assert code == 0
    found: dict[str, Any] = json.loads(out)
    return found


def held(place: str, record: str) -> tuple[State | None, Site]:
    store = open_store(place, Clock())
    try:
        with store.reading() as work:
            return work.sites.state(record), work.sites.get(record)
    finally:
        store.close()


def test_what_waits_is_listed_and_one_side_is_taken_with_a_reason(told: Any, place: str) -> None:
    found = listed(told)
    assert found["counts"] == {"conflict": 1, "incomplete": 1, "broken": 0}
    first, second = found["records"]
    assert (first["state"], second["state"], second["missing"]) == ("conflict", "incomplete", ["d" * 64])
    (field,) = first["fields"]
    assert (field["field"], [s["values"] for s in field["sayings"]]) == ("name", [{"name": "东院"}, {"name": "西院"}])
    assert field["base"] == {"name": "小区06-001"}
    line = field["sayings"][1]["line"]
    code, out, _err = told("settle", first["record"], "--take", line[:10], "--reason", "看过门牌")
    assert code == 0
    assert "西院" in out
    state, site = held(place, first["record"])
    assert (state, site.name, site.address) == (State.SETTLED, "西院", "二号")
    assert listed(told)["counts"]["conflict"] == 0


def test_field_by_field_and_something_else(told: Any, place: str) -> None:
    first = listed(told)["records"][0]
    line = first["fields"][0]["sayings"][0]["line"]
    code, _out, _err = told("settle", first["record"], "--field", f"name={line}", "--reason", "看过门牌")
    assert (code, held(place, first["record"])[1].name) == (0, "东院")
    second = listed(told)["records"][0]
    told("settle", second["record"], "--set", "address=三号", "--set", "name=", "--reason", "等不到")
    assert held(place, second["record"])[0] is State.INCOMPLETE, "a site without a name is refused"
    code, _out, _err = told("settle", second["record"], "--set", "address=三号", "--reason", "等不到")
    assert (code, held(place, second["record"])[1].address) == (0, "三号")


def test_what_cannot_be_is_a_sentence_and_changes_nothing(told: Any, place: str) -> None:
    first = listed(told)["records"][0]
    record = first["record"]
    for arguments, said in (
        ((record, "--reason", "x"), "名称还没有定"),
        ((record, "--take", "zz", "--reason", "x"), "没有写过"),
        ((record, "--set", "households=很多", "--reason", "x"), "不是数"),
        ((record, "--take", first["sides"][0]["line"], "--reason", " "), "说明还没有填"),
        (("nothing", "--take", "a", "--reason", "x"), "找不到"),
    ):
        code, out, err = told("settle", *arguments)
        assert (code, out) == (1, ""), arguments
        assert said in err
    assert held(place, record)[0] is State.CONFLICT
    with pytest.raises(SystemExit) as wrong:
        told("settle", record, "--field", "name", "--reason", "x")
    assert wrong.value.code == 2


def test_the_text_names_fields_lines_people_and_what_is_missing(told: Any) -> None:
    code, out, _err = told("conflicts")
    assert code == 0
    assert "06-001" in out
    assert "东院" in out
    assert "西院" in out
    assert "name=" in out
    assert "缺 1 个上一版" in out
    first = listed(told)["records"][0]
    second = listed(told)["records"][1]
    told("settle", first["record"], "--take", first["sides"][0]["line"], "--reason", "x")
    told("settle", second["record"], "--reason", "x")
    assert "没有冲突" in told("conflicts")[1]


def test_a_line_that_says_nothing_is_listed(told: Any, place: str) -> None:
    with closing(open_store(place, Clock())) as store:
        line = raise_oneself(store)
    (found,) = listed(told)["unheard"]
    assert (found["line"], found["kind"], found["record"]) == (line.name, "person", line.record)
    _code, out, _err = told("conflicts")
    assert "说了不算，只有区里能定  郑某 · 人员  " in out
