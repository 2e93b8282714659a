"""The demonstration of the whole district, made by the first test that needs it and copied by the others of a run."""

import os
import shutil
from pathlib import Path

import pytest

from auditor.use_cases.demonstrating import make_demonstration
from db import open_store
from tests.making import TODAY, Clock

NAME = "district.sqlite3"


def _folder(factory: pytest.TempPathFactory) -> Path:
    """One for all workers of a run."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def offer(factory: pytest.TempPathFactory, closed: Path) -> None:
    """Lay a district that was made (seed 1, as of TODAY), and is closed, where others find it."""
    there = _folder(factory) / NAME
    half = there.with_name(f"{NAME}.{os.getpid()}.part")
    shutil.copyfile(closed, half)
    half.replace(there)


def district_file(factory: pytest.TempPathFactory, folder: Path) -> Path:
    """A copy of one's own, without the photographs' files; made now where none was made yet."""
    mine = folder / NAME
    if not (_folder(factory) / NAME).is_file():
        made = folder / f"made-{NAME}"
        store = open_store(str(made), Clock())
        make_demonstration(store, size="district", seed=1, on=TODAY)
        store.close()
        offer(factory, made)
    shutil.copyfile(_folder(factory) / NAME, mine)
    return mine
