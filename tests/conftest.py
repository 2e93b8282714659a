"""What every test shares: no window on the screen, no stray log line, one way to draw cases, a store on each engine."""

import gc
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before anything imports Qt

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db import SqlStore
from tests.making import fresh_store
from tests.postgres import empty_database, running

# deterministic, so that a red run is red again; HYPOTHESIS_PROFILE=wild looks for cases nobody has seen yet
_COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]}
settings.register_profile("house", derandomize=True, database=None, **_COMMON)  # type: ignore[arg-type]
settings.register_profile("wild", max_examples=2000, print_blob=True, **_COMMON)  # type: ignore[arg-type]
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

ENGINES = ("memory", "file", "postgresql")


def pytest_configure(config: pytest.Config) -> None:
    """Name the house's markers."""
    config.addinivalue_line("markers", "logs: the test expects log lines")


def pytest_collection_finish() -> None:
    """What is loaded and collected stays to the end: walked by every full collection it was a fifth of the run."""
    gc.collect()
    gc.freeze()


class _Stray(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.levelname}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _no_stray_log_line(request: pytest.FixtureRequest) -> Iterator[None]:
    """A line in the log that the test did not ask for is a fault; `logs` or the `caplog` fixture ask for it."""
    handler = _Stray()
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
    if "caplog" not in request.fixturenames and request.node.get_closest_marker("logs") is None:
        assert not handler.lines, handler.lines


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server of this worker alone, started once. Never skipped: it fails instead."""
    with running() as address:
        yield address


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty database may be made: memory, a file, PostgreSQL."""
    if request.param == "memory":
        return ":memory:"
    if request.param == "file":
        return str(tmp_path / "audit.db")
    address: str = request.getfixturevalue("postgresql")
    empty_database(address)
    return address


@pytest.fixture
def any_store(place: str) -> Iterator[SqlStore]:
    """An empty store with a station and a person, on each of the three engines in turn."""
    with fresh_store(place) as store:
        yield store


class _QuickBot(QtBot):
    """Looks every millisecond whether what a test waits for has come, not every ten: thousands wait."""

    def wait(self, ms: int) -> None:
        super().wait(1 if ms == 10 else ms)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:  # noqa: ARG001 - there must be one
    """A person at the widgets of a test."""
    return _QuickBot(request)


@pytest.fixture
def store() -> Iterator[SqlStore]:
    """An empty store in memory with a station and a person."""
    with fresh_store() as made:
        yield made
