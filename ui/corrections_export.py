"""Handing corrections over as files, on the worker: the list as tables or JSON, a notice as PDF."""

from collections.abc import Sequence
from pathlib import Path

from auditor.notice import Notice
from auditor.standard import Standard
from auditor.store import Store
from auditor.telling import Tell
from auditor.use_cases import noticing
from ui.saving import write_whole, writing
from ui.score_export import table_kinds


def export_kinds() -> list[tuple[str, str]]:
    """What the list is saved as: (word, suffix)."""
    return table_kinds()


def export_list(store: Store, standard: Standard, street: str, path: Path, tell: Tell) -> Path:
    """Write a street's corrections as the suffix says; Unavailable where it cannot be written."""
    from auditor.use_cases.exporting_corrections import export_corrections

    tell(0, 1)
    return writing(path, lambda to: export_corrections(store, to, standard, street))


def issue_notice(store: Store, corrections: Sequence[str], path: Path, tell: Tell) -> tuple[Notice, Path]:
    """Hand out a notice for these corrections; the dialog asked already whether a file there may be replaced."""
    from auditor.formats.notice_pdf import write_notice

    tell(0, 1)
    made: list[Notice] = []
    writing(path, lambda to: made.append(noticing.issue_notice(store, corrections, to=to, draw=write_notice)))
    return made[0], path


def print_again(store: Store, notice: Notice, path: Path, tell: Tell) -> tuple[Notice, Path]:
    """The PDF of a notice once more, as it was told."""
    from auditor.formats.notice_pdf import write_notice

    tell(0, 1)
    return notice, write_whole(path, noticing.draw_again(store, notice, write_notice))
