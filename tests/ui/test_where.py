"""Where the window looks: told once for each change, never for the same street or none."""

from pytestqt.qtbot import QtBot

from ui.where import Where


def test_only_a_change_is_told(qtbot: QtBot) -> None:
    where = Where("a")
    with qtbot.assertNotEmitted(where.changed):
        where.choose("a")
        where.choose("")
    with qtbot.waitSignal(where.changed) as told:
        where.choose("b")
    assert told.args == ["b"]
