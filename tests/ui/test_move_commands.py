"""`move` on the terminal: whole, compared, said; the one left behind says where its station works now."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from db import open_store
from tests.ui.test_sync_commands import Desk, desk, enrol
from ui.settings import Settings
from ui.start import Session

__all__ = ["desk"]


def test_a_bureau_moves_says_what_was_compared_and_goes_on_over_there(
    desk: Callable[[str], Desk], qtbot: QtBot
) -> None:
    bureau, one, new = desk("bureau"), desk("one"), desk("new")
    bureau.run("enrol", "--name", "区")
    enrol(bureau, one)
    root = bureau.root()
    assert bureau.run("move", "--to", new.place) == 0
    assert root in bureau.out
    assert str(new.place) in bureau.out
    assert new.root() == root
    assert bureau.run("pack", "--for", "one", "--out", bureau.folder / "late.sap") == 1
    assert str(new.place) in bureau.err
    assert bureau.run("deliveries") == 0  # it may be looked at, and says so
    assert str(new.place) in bureau.err
    assert new.run("pack", "--for", "one", "--out", bureau.folder / "next.sap") == 0
    assert one.run("unpack", bureau.folder / "next.sap") == 0
    store = open_store(str(bureau.place))
    session = Session(store, Settings())
    qtbot.addWidget(session.window)
    assert [m.about for m in session.window.strip.messages() if str(new.place) in m.fact] == ["moved"]
    session.close()


def test_to_a_file_that_holds_something_nothing_is_moved(desk: Callable[[str], Desk]) -> None:
    bureau, other = desk("bureau"), desk("other")
    bureau.run("enrol", "--name", "区")
    other.run("enrol", "--name", "别处")
    assert bureau.run("move", "--to", other.place) == 1
    assert str(other.place) in bureau.err
    assert bureau.run("enrol") == 0
    assert bureau.err == ""


def test_by_json_and_by_a_wrong_call(desk: Callable[[str], Desk], tmp_path: Path) -> None:
    bureau = desk("bureau")
    bureau.run("enrol", "--name", "区")
    assert bureau.run("move", "--to", tmp_path / "new.sqlite3", "--json") == 0
    found = json.loads(bureau.out)
    assert set(found) == {"to", "lines", "records", "root", "photos", "photos_left"}
    with pytest.raises(SystemExit):
        bureau.run("move")
