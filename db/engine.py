"""Engines: SQLite through one library with the settings of DESIGN 6, or PostgreSQL; both with our own BEGIN."""

import os
import re
import sys
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from auditor.errors import Problem, Refused, Unavailable

OLDEST_SQLITE = (3, 51, 3)  # older ones may lose committed writes (the WAL-reset bug)
_SYNCHRONISED = re.compile(
    r"(?i)[/\\](onedrive|dropbox|nutstore|坚果云|baidunetdisk|baidusyncdisk|百度网盘|wps云盘|"
    r"wpsdrive|google ?drive|icloud)"
)
_SHARES = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "davfs", "ncpfs"}
    | {f"fuse.{kind}" for kind in ("sshfs", "davfs2", "glusterfs", "gvfsd-fuse", "rclone")}
)


def make_engine(place: str) -> Engine:
    """An engine for a file's path, `:memory:` or a `postgresql://` address. Refused or Unavailable in words."""
    return _postgres(place) if is_server(place) else _sqlite(place)


def is_server(place: str) -> bool:
    """Whether the place is the address of a PostgreSQL server."""
    return place.startswith(("postgresql://", "postgresql+psycopg://"))


def _postgres(url: str) -> Engine:
    try:
        import psycopg  # noqa: F401 - only its presence is asked for
    except ImportError as error:
        raise Unavailable("no_postgres_driver") from error
    # what is said of an error goes into a file: no key of a round and no answer may stand in it
    engine = create_engine(
        re.sub(r"^postgresql://", "postgresql+psycopg://", url), pool_pre_ping=True, hide_parameters=True
    )

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        if conn.get_execution_options().get("writing"):
            conn.exec_driver_sql("SELECT pg_advisory_xact_lock(7306451)")  # first: the snapshot must be younger

    return engine


def _sqlite(place: str) -> Engine:
    if sqlite.sqlite_version_info < OLDEST_SQLITE:
        raise Unavailable("sqlite_too_old", version=sqlite.sqlite_version)
    if place != ":memory:":
        refuse_place(Path(place))
    engine = create_engine(
        "sqlite://" if place == ":memory:" else f"sqlite:///{place}",
        module=sqlite,
        poolclass=StaticPool,  # the one connection; store.py lets one thread in at a time
        connect_args={"check_same_thread": False, "timeout": 2.0},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _: object) -> None:
        connection.isolation_level = None  # no BEGIN but ours, so that DDL rolls back as well
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")  # before WAL: the lock itself refuses a second process
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if names and "line" not in names:  # asked before anything is written: WAL would mark the file for good
            connection.close()
            raise Refused(Problem("db", "foreign_database", {"path": place}))
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "secure_delete=ON",
            "foreign_keys=ON",
            "temp_store=MEMORY",
            "cache_size=-32768",  # KiB: a merge writes all over the indexes; pages let go in between are written twice
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        conn.exec_driver_sql("BEGIN IMMEDIATE" if conn.get_execution_options().get("writing") else "BEGIN")

    return engine


def refuse_place(path: Path) -> None:
    """Refuse a file on a network share or in a synchronised folder: both have lost people's data (PEERS 17)."""
    whole = str(path.resolve())  # a link into such a folder is one
    if _SYNCHRONISED.search(whole):
        raise Refused(Problem("db", "synchronised_folder", {"path": whole}))
    if whole.startswith(("\\\\", "//")) or _mount_kind(whole) in _SHARES or _is_remote_drive(path.resolve().drive):
        raise Refused(Problem("db", "network_share", {"path": whole}))
    if not path.parent.is_dir():
        raise Refused(Problem("db", "no_folder", {"path": str(path.parent)}))
    if path.is_dir():
        raise Refused(Problem("db", "is_folder", {"path": whole}))


def _is_remote_drive(drive: str) -> bool:
    """Whether a Windows drive letter stands for a share; False elsewhere."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(drive + "\\") == 4)
    return False


def _mount_kind(path: str) -> str:
    """The file system a path lies on, where the system tells (Linux); "" elsewhere."""
    try:
        lines = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    best = ("", "")
    for line in lines:
        _, point, kind, *_ = line.split(" ")
        point = point.replace("\\040", " ")
        inside = path == point or path.startswith(point.rstrip(os.sep) + os.sep)
        if inside and len(point) >= len(best[0]):
            best = (point, kind)
    return best[1]
