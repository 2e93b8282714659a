"""A copy on the own disk stands as long as it is worked on; whatever goes wrong leaves nothing and says whose fault."""

import os
from pathlib import Path

import pytest

from auditor.errors import Cancelled, Unavailable
from auditor.own_copy import CHUNK, own_copy


def test_it_is_the_same_under_the_same_name_and_gone_afterwards(tmp_path: Path) -> None:
    file, told = tmp_path / "a.sap", []
    file.write_bytes(bytes(range(256)) * (CHUNK // 128))
    with own_copy(file, tmp_path / "own", lambda done, total: told.append((done, total))) as copy:
        assert copy == tmp_path / "own" / "a.sap"
        assert copy.read_bytes() == file.read_bytes()
    assert told == [(0, 2 * CHUNK), (CHUNK, 2 * CHUNK)]
    assert list((tmp_path / "own").iterdir()) == []
    assert file.exists()


def test_what_cannot_be_read_or_written_is_said_apart_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as caught, own_copy(tmp_path / "a.sap", tmp_path / "own"):
        pass
    assert (caught.value.code, caught.value.facts["path"]) == ("no_file", str(tmp_path / "a.sap"))
    (tmp_path / "b.sap").write_bytes(b"b")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Unavailable) as caught, own_copy(tmp_path / "b.sap", tmp_path / "file"):
        pass
    assert caught.value.code == "cannot_write"
    assert list((tmp_path / "own").iterdir()) == []


def test_a_share_that_goes_while_it_is_read_is_told_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.sap"
    file.write_bytes(b"x")

    real = Path.stat

    def gone(path: Path, **how: bool) -> os.stat_result:
        if path == file:
            raise OSError(5, "网络名不再可用")
        return real(path, **how)

    monkeypatch.setattr(Path, "stat", gone)
    with pytest.raises(Unavailable) as caught, own_copy(file, tmp_path / "own"):
        pass
    assert (caught.value.code, caught.value.facts["path"]) == ("cannot_read", str(file))


def test_stopped_it_leaves_nothing(tmp_path: Path) -> None:
    file = tmp_path / "a.sap"
    file.write_bytes(b"x")

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled), own_copy(file, tmp_path / "own", stop):
        pass
    assert list((tmp_path / "own").iterdir()) == []
