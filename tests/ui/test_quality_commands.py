"""`quality` and `recheck` on the terminal: JSON and text of the same use cases, and refusals by sentence."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from auditor.plain_quality import plain_radar
from db import open_store
from tests.making import STREET, Clock, fill_street, fresh_store
from ui import cli
from ui.quality_commands import quality

SEED = "ab" * 16


@pytest.fixture
def place(tmp_path: Path) -> str:
    """A database with a street in order, closed again."""
    file = str(tmp_path / "street.sqlite3")
    with fresh_store(file) as store:
        fill_street(store)
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


def test_a_sample_is_drawn_listed_and_never_drawn_until_it_suits(told: Any) -> None:
    draw = ("recheck", "--street", STREET, "--draw", "--inspector", "丙", "--seed", SEED, "--json")
    code, out, _err = told(*draw)
    made: dict[str, Any] = json.loads(out)["rechecks"][0]
    assert code == 0
    assert (made["drawn"], made["population"], made["open"], made["seed"]) == (12, 12, 12, SEED)
    assert (made["upper_bound"], made["kappa"], made["shows_limit"]) == (None, None, False)
    assert all(u["code"] and u["record"] is None for u in made["units"])
    code, out, err = told(*draw)
    assert (code, out) == (1, "")
    assert "看完再抽" in err
    code, out, _err = told("recheck", "--street", STREET)
    assert code == 0
    assert "12 处里抽 12 处" in out
    assert SEED in out


def test_drawing_needs_an_inspector_and_a_seed_is_hex(told: Any) -> None:
    code, _out, err = told("recheck", "--street", STREET, "--draw")
    assert code == 1
    assert "复核人还没有填" in err
    with pytest.raises(SystemExit) as wrong:
        told("recheck", "--street", STREET, "--draw", "--inspector", "丙", "--seed", "xy")
    assert wrong.value.code == 2


def test_an_empty_list_and_an_unknown_street_are_told(told: Any) -> None:
    assert told("recheck", "--street", STREET)[1] == "还没有复核\n"
    assert told("recheck", "--street", "120104999")[0] == 0
    assert json.loads(told("recheck", "--street", STREET, "--json")[1]) == {"rechecks": []}


def test_quality_of_a_clean_street_is_empty_and_a_clock_is_flagged_and_listed(place: str, told: Any) -> None:
    code, out, _err = told("quality", "--json")
    (street,) = json.loads(out)["streets"]
    assert (code, street["flags"], street["audits"]) == (0, [], 12)
    assert "没有提示" in told("quality")[1]
    store = open_store(place, Clock())
    with store.writing() as work:
        audit = work.audits.all(STREET)[0]
        work.audits.save(replace(audit, id="ahead", version="", observed_at="2031-01-01T00:00:00.000Z"))
    store.close()
    document = json.loads(told("quality", "--street", STREET, "--json")[1])
    (flag,) = document["streets"][0]["flags"]
    assert (flag["kind"], flag["records"]) == ("clock", ["ahead"])
    assert document["kinds"]["clock"]["false_alarms"]["units"] > 0
    assert flag["id"] in told("quality")[1]
    asking = ("recheck", "--street", STREET, "--inspector", "丙", "--flag")
    assert told(*asking, "nothing")[0] == 1
    code, out, _err = told(*asking, flag["id"], "--json")
    assert code == 0
    assert json.loads(out)["rechecks"][0]["flag"] == "clock"
    assert "由提示列入 1 处" in told("recheck", "--street", STREET)[1]


def test_nothing_looked_at_prints_no_street() -> None:
    assert plain_radar([]) == {"streets": [], "kinds": {}}
    assert quality.__doc__
