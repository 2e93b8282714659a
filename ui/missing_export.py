"""Handing the list of what is missing over as a file, on the worker: tables, JSON, or the work list."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from auditor.day_plans import plan_days
from auditor.standard import Standard
from auditor.telling import Tell
from auditor.wording import _
from auditor.work_list import WorkList
from ui.saving import write_whole, writing
from ui.score_export import table_kinds

Write = Callable[[WorkList, frozenset[str], Standard, Path, Tell], Path]


def export_kinds() -> list[tuple[str, str]]:
    """What the list is saved as: (word, suffix)."""
    return [*table_kinds(), (_("工作单 PDF"), "pdf")]


def export_list(found: WorkList, picked: frozenset[str], standard: Standard, path: Path, tell: Tell) -> Path:
    """Write the list, or its picked lines, as the suffix says; Unavailable where it cannot be written."""
    from auditor.use_cases import exporting_missing

    if path.suffix.lower() == ".pdf":
        return print_list(found, picked, standard, path, tell)
    chosen = only_picked(found, picked)
    return writing(path, lambda to: exporting_missing.export_missing(chosen, to, standard, tell))


def print_list(found: WorkList, picked: frozenset[str], standard: Standard, path: Path, tell: Tell) -> Path:
    """Write the work list of all days, or of the picked lines; Cancelled leaves nothing behind."""
    from auditor.formats.work_list_pdf import write_work_list

    return write_whole(path, write_work_list(only_picked(found, picked), standard, tell))


def only_picked(found: WorkList, picked: frozenset[str]) -> WorkList:
    """The list with the picked lines alone and the days they make; the whole list where none is picked."""
    lines = tuple(n for n in found.missing.needed if n.id in picked)
    if not lines:
        return found
    days = plan_days(lines, sorted(found.facts.communities), found.pace, found.missing.on, found.hours)
    return replace(found, missing=replace(found.missing, needed=lines), days=tuple(days))
