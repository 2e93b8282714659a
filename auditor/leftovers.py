"""What a program that died left of the files it was writing: cleared away by the next one."""

import time
from contextlib import suppress
from pathlib import Path

UNTOUCHED = 3600  # seconds: whoever writes a file touches it far more often


def drop(path: Path) -> None:
    """Remove a file that has served; one that somebody else still reads (a virus scanner) is left for the next time."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def clear_leftovers(folder: Path, *patterns: str) -> None:
    """Remove the files of these names that nobody has touched for an hour; what cannot be removed stays."""
    for pattern in patterns:
        for left in folder.glob(pattern):
            with suppress(OSError):
                if time.time() - left.stat().st_mtime > UNTOUCHED:
                    left.unlink()
