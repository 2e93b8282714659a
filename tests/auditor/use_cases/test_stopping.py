"""Long work tells how far it is, never goes back, and stopped at any of its tellings leaves nothing behind."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from auditor.certificate import DocumentKind
from auditor.errors import Cancelled
from auditor.formats.archive import read_attachment
from auditor.formats.certificate_pdf import write_statement
from auditor.standard_file import shipped
from auditor.telling import EVERY, Tell, told
from auditor.use_cases import certifying, exporting, importing
from auditor.use_cases.verifying import verify
from db import SqlStore, open_store
from tests.making import STREET, TODAY, fill_street, fresh_store, standard

Work = Callable[[SqlStore, Path, Tell], object]


class Stop:
    """Hears what is told; at the telling `at` it stops the work."""

    def __init__(self, at: int = -1) -> None:
        self.at, self.heard = at, list[tuple[int, int]]()

    def __call__(self, done: int, total: int) -> None:
        self.heard.append((done, total))
        if len(self.heard) - 1 == self.at:
            raise Cancelled


def _issue(store: SqlStore, out: Path, tell: Tell) -> object:
    kind = DocumentKind.SELF_ASSESSMENT
    return certifying.issue(
        store, STREET, kind, standard=standard(), on=TODAY, to=out / "a.pdf", draw=write_statement, tell=tell
    )


def _verify(store: SqlStore, out: Path, tell: Tell) -> object:
    if not (out / "a.pdf").exists():
        _issue(store, out, lambda _done, _total: None)
    pdf, aside = (out / "a.pdf").read_bytes(), open_store(":memory:")
    try:
        return verify(pdf, read_attachment(pdf), aside, shipped, write_statement, tell=tell)
    finally:
        aside.close()


def _export(suffix: str) -> Work:
    return lambda store, out, tell: exporting.export_register(store, out / f"r.{suffix}", standard(), tell=tell)


def _export_audits(store: SqlStore, out: Path, tell: Tell) -> object:
    return exporting.export_audits(store, out / "a.xlsx", standard(), tell=tell)


def _read(name: str) -> Work:
    def work(store: SqlStore, out: Path, tell: Tell) -> object:
        file = out.parent / f"{name}.xlsx"
        if not file.exists():
            {"register": exporting.export_register, "audits": exporting.export_audits}[name](store, file, standard())
        return importing.READERS[name](store, file, standard(), tell)

    return work


WORKS: dict[str, Work] = {
    "issue": _issue,
    "verify": _verify,
    "register xlsx": _export("xlsx"),
    "register csv": _export("csv"),
    "register json": _export("json"),
    "audits xlsx": _export_audits,
    "read register": _read("register"),
    "read audits": _read("audits"),
}


@pytest.fixture
def store() -> Iterator[SqlStore]:
    """A street with sites that were audited."""
    with fresh_store() as made:
        fill_street(made, 6)
        yield made


def _left(store: SqlStore, out: Path) -> tuple[int, tuple[str, ...], list[str]]:
    with store.reading() as work:
        certificates = tuple(c.id for c in work.certificates.all(withdrawn=True))
        return work.journal.count(), certificates, sorted(p.name for p in out.iterdir())


@pytest.mark.parametrize("name", WORKS)
def test_it_tells_forwards_and_stopped_anywhere_it_leaves_nothing(store: SqlStore, tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    if name == "verify":
        _issue(store, out, lambda _done, _total: None)
    whole = tmp_path / "whole"
    whole.mkdir()
    heard = Stop()
    if name != "issue":  # which is done once only
        WORKS[name](store, whole, heard)
        assert heard.heard, "nothing was told"
        assert all(0 <= done <= total for done, total in heard.heard)
        assert heard.heard == sorted(heard.heard), "it went back"
    before, at = _left(store, out), 0
    while at < max(1, len(heard.heard)):
        stop = Stop(at)
        with pytest.raises(Cancelled):
            WORKS[name](store, out, stop)
        assert _left(store, out) == before, f"stopped at telling {at}"
        at += 1


@pytest.mark.parametrize("at", range(certifying.STEPS))
def test_an_issue_stopped_at_any_step_has_no_number_and_no_file(store: SqlStore, tmp_path: Path, at: int) -> None:
    before = _left(store, tmp_path)
    with pytest.raises(Cancelled):
        _issue(store, tmp_path, Stop(at))
    assert _left(store, tmp_path) == before
    _issue(store, tmp_path, Stop())
    with store.reading() as work:
        assert [c.running for c in work.certificates.all()] == [1], "a number was lost"


def test_rows_are_told_now_and_then_and_all_are_given() -> None:
    heard = Stop()
    given = list(told(range(3 * EVERY + 1), heard, 9 * EVERY, start=EVERY))
    assert given == list(range(3 * EVERY + 1))
    assert heard.heard == [(n * EVERY, 9 * EVERY) for n in (1, 2, 3, 4)]
