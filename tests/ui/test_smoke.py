"""The bundle's own test passes here as well."""

import pytest
from pytestqt.qtbot import QtBot

from db import open_store
from ui.smoke import smoke


def test_the_smoke_test_prints_what_it_made(qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: ARG001
    assert smoke(open_store) == 0
    assert "bytes of PDF" in capsys.readouterr().out
