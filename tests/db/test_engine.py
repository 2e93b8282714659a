"""The settings of DESIGN 6 on the live connection, and the places where no database may lie."""

from pathlib import Path

import pytest
from sqlalchemy import text

from auditor.errors import Refused
from db import engine as engine_module
from db import open_store
from db.engine import OLDEST_SQLITE, make_engine, refuse_place
from db.store import SqlStore, SqlWork
from tests.making import fresh_store


def test_the_file_is_opened_with_the_settings_of_design_6(tmp_path: Path) -> None:
    wanted = {
        "journal_mode": "wal",
        "locking_mode": "exclusive",
        "synchronous": 2,  # FULL
        "secure_delete": 1,
        "foreign_keys": 1,
    }
    with fresh_store(str(tmp_path / "a.db")) as store, store.reading() as work:
        assert isinstance(work, SqlWork)
        assert {name: work.conn.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted} == wanted
        assert tuple(map(int, str(work.conn.scalar(text("SELECT sqlite_version()"))).split("."))) >= OLDEST_SQLITE


def test_there_is_one_connection_to_a_file(tmp_path: Path) -> None:
    with fresh_store(str(tmp_path / "a.db")) as store:
        raw = []
        for _ in range(2):
            with store.reading() as work:
                assert isinstance(work, SqlWork)
                raw.append(work.conn.connection.driver_connection)
        assert raw[0] is raw[1]


def test_ddl_rolls_back_as_well(any_store: SqlStore) -> None:
    with pytest.raises(ZeroDivisionError), any_store.writing() as work:  # noqa: PT012 - the block is what rolls back
        assert isinstance(work, SqlWork)
        work.conn.execute(text("CREATE TABLE half (a INTEGER)"))
        raise ZeroDivisionError
    with any_store.writing() as work:
        assert isinstance(work, SqlWork)
        work.conn.execute(text("CREATE TABLE half (a INTEGER)"))


def test_reading_on_postgresql_cannot_write(postgresql: str) -> None:
    from sqlalchemy.exc import DBAPIError

    from tests.postgres import empty_database

    empty_database(postgresql)
    with (
        fresh_store(postgresql) as store,
        pytest.raises(DBAPIError, match=r"(?i)read-only"),
        store.reading() as work,
    ):
        work.set_setting("a", "b")


@pytest.mark.parametrize(
    "folder", ["OneDrive", "OneDrive - 街道办", "坚果云", "Dropbox", "BaiduSyncdisk", "WPS云盘", "Google Drive"]
)
def test_a_synchronised_folder_is_refused(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir()
    with pytest.raises(Refused) as refusal:
        open_store(str(tmp_path / folder / "a.db"))
    assert refusal.value.problems[0].code == "synchronised_folder"
    assert not list((tmp_path / folder).iterdir())


def test_a_link_into_a_synchronised_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "plain").symlink_to(tmp_path / "Dropbox")
    with pytest.raises(Refused) as refusal:
        refuse_place(tmp_path / "plain" / "a.db")
    assert refusal.value.problems[0].code == "synchronised_folder"


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs", "9p"])
def test_a_network_share_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    mounts = f"/dev/sda1 / ext4 rw 0 0\nserver:/x {str(tmp_path).replace(' ', chr(92) + '040')} {kind} rw 0 0\n"
    own = Path.read_text
    monkeypatch.setattr(
        Path, "read_text", lambda self, **k: mounts if str(self) == "/proc/self/mounts" else own(self, **k)
    )
    with pytest.raises(Refused) as refusal:
        open_store(str(tmp_path / "a.db"))
    assert refusal.value.problems[0].code == "network_share"


def test_a_windows_share_is_refused_and_the_innermost_mount_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        Path, "read_text", lambda *_, **__: "a / nfs4 rw 0 0\nb /srv ext4 rw 0 0\nc /home\\040x nfs rw 0 0\n"
    )
    assert engine_module._mount_kind("/srv/a.db") == "ext4"
    assert engine_module._mount_kind("/homes/a.db") == "nfs4"
    assert engine_module._mount_kind("/home x/a.db") == "nfs"


def test_a_folder_or_a_file_in_no_folder_is_refused(tmp_path: Path) -> None:
    for place, code in ((tmp_path, "is_folder"), (tmp_path / "none" / "a.db", "no_folder")):
        with pytest.raises(Refused) as refusal:
            make_engine(str(place))
        assert refusal.value.problems[0].code == code


def test_an_older_sqlite_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlcipher3.dbapi2

    from auditor.errors import Unavailable

    monkeypatch.setattr(sqlcipher3.dbapi2, "sqlite_version_info", (3, 51, 2))
    with pytest.raises(Unavailable) as trouble:
        make_engine(":memory:")
    assert trouble.value.code == "sqlite_too_old"


def test_a_destroyed_key_is_nowhere_in_the_file(tmp_path: Path) -> None:
    place, key = tmp_path / "a.db", bytes(range(100, 132)) * 2
    with fresh_store(str(place)) as store:
        with store.writing() as work:
            work.set_secret("round:1", key)
        with store.writing() as work:
            work.set_secret("round:1", None)
    assert key not in b"".join(p.read_bytes() for p in tmp_path.iterdir())
