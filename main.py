"""Street Auditor 示范街评估: the composition root; the only file that knows the field, its keeping and its faces."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from auditor import wording
from auditor.store import Restoring, Store
from ui import cli


def default_place() -> str:
    """Where this person's database lies unless `--db` says otherwise."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home()))
    else:
        base = Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share"))
    return str(base / "street-auditor" / "street.sqlite3")


def open_store(place: str) -> Store:
    """The one door of `db`, opened as late as possible: the window paints before SQLAlchemy loads."""
    from db import open_store as opening

    if place == default_place():
        Path(place).parent.mkdir(parents=True, exist_ok=True)
    return opening(place)


def restore(place: str, copy: Path, tell: Callable[[int, int], None]) -> Restoring:
    """Put a copy in the place of a database, which may be damaged or not there at all."""
    from db.restore import restore as restoring

    if place == default_place():
        Path(place).parent.mkdir(parents=True, exist_ok=True)
    return restoring(place, copy, tell)


def main(arguments: list[str]) -> int:
    """Choose smoke test, terminal or window; the exit code is the terminal's contract."""
    options = cli.parse(arguments, default_place())
    if options.smoke:
        from ui.smoke import smoke

        return smoke(open_store)
    if options.language:
        wording.use(options.language)
    if options.action:
        return cli.run(options, open_store, restore)
    from ui.start import start_window

    return start_window(options.db, open_store, language=options.language)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
