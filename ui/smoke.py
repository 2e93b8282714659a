"""The bundle's own test: every library that is loaded late loads, a street is scored and printed, a window paints."""

import importlib
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

from auditor import wording
from auditor.certificate import DocumentKind
from auditor.formats.certificate_pdf import write_statement
from auditor.standard_file import shipped
from auditor.store import Store
from auditor.use_cases import certifying, demonstrating
from ui import cli
from ui.manual import FOLDER, chapters

LATE = (
    "pandas",
    "python_calamine",
    "openpyxl",
    "reportlab",
    "pikepdf",
    "segno",
    "alembic.command",
    "pyqtgraph",
    "highspy",
)


def assert_manual() -> None:
    """Every page has its chapter and its picture, in both languages; what is missing goes up."""
    from ui.pages import PAGES

    for language in wording.LANGUAGES:
        with wording.speaking(language):
            written = {one.id for one in chapters()}
        drawn = {file.stem for file in (FOLDER / "pictures" / language).glob("*.png")} | {"help"}
        if lost := {page.id for page in PAGES} - (written & drawn):
            raise FileNotFoundError(f"{language}: {sorted(lost)}")


def smoke(open_store: Callable[[str], Store]) -> int:
    """0 if all of it works; any fault goes up as it is."""
    for name in LATE:
        importlib.import_module(name)
    cli.make_parser("")  # every command of the terminal
    assert_manual()
    from ui.shots import take_shots

    with tempfile.TemporaryDirectory() as folder:
        store = open_store(str(Path(folder) / "smoke.sqlite3"))
        try:
            with store.reading() as work:
                on: date = work.today()
            demonstrating.make_demonstration(store, size="small", seed=1, on=on)
            with store.reading() as work:
                street = next(code for code in sorted(s.code for s in work.streets.all()) if work.sites.counts(code))
            to = Path(folder) / "statement.pdf"
            certifying.issue(
                store, street, DocumentKind.SELF_ASSESSMENT, standard=shipped(), on=on, to=to, draw=write_statement
            )
            pictures = take_shots(store, Path(folder) / "shots")
            print(f"smoke: {to.stat().st_size} bytes of PDF, {len(pictures)} pages")
        finally:
            store.close()
    return 0
