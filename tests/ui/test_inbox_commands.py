"""The inbox on the terminal, as a person calls it."""

import os
import signal
from pathlib import Path

import pytest

import main
from auditor.inbox_key import fingerprint_of
from auditor.use_cases import keeping
from tests.child import child
from tests.inboxes import HOST, Station, noise
from tests.making import STREET
from ui.inbox_commands import address


def bureau(place: Path, street: str = "") -> None:
    """A database after its first start."""
    store = main.open_store(str(place))
    keeping.set_up(store, person="李", street=street)
    store.close()


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_it_says_where_it_listens_and_by_what_it_is_known_and_stops_cleanly(tmp_path: Path, kind: int) -> None:
    place, certificate = tmp_path / "a.sqlite3", tmp_path / "inbox.pem"
    bureau(place)
    call = ["--db", str(place), "inbox", "--listen", f"{HOST}:0", "--certificate", str(certificate)]
    with child(["main.py", *call]) as ran:
        port = int(ran.read("its address").rsplit(":", 1)[1])
        known_by = ran.read("its fingerprint").strip().split("：")[1].replace(" ", "")
        assert known_by == fingerprint_of(certificate.read_bytes())
        assert "只有这台电脑能连" in ran.read("who can connect")
        with Station().to(port, certificate=certificate.read_bytes()) as carrier:
            sent = carrier.send(noise(tmp_path / "x.sap", 1000))
            assert "没有读入" in carrier.wait(sent.sha256).sentence
        assert "没有收" in ran.read("what became of it")
        os.kill(ran.pid, kind)
        assert "收件处已停" in ran.read("its last word")
        assert ran.finish() == 0


def test_a_streets_database_has_no_inbox(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bureau(tmp_path / "a.sqlite3", STREET)
    assert main.main(["--db", str(tmp_path / "a.sqlite3"), "inbox", "--listen", f"{HOST}:0"]) == 1
    assert "一个街道的" in capsys.readouterr().err


def test_a_place_that_is_none_is_a_wrong_call(tmp_path: Path) -> None:
    for wrong in ("", ":1", "host", "host:", "host:99999", "host:x"):
        with pytest.raises(SystemExit) as left:
            main.main(["--db", str(tmp_path / "a.sqlite3"), "inbox", "--listen", wrong])
        assert left.value.code == 2
    assert address("[::1]:80") == ("::1", 80)
    assert address("0.0.0.0:8543") == ("0.0.0.0", 8543)
