"""Handing a score or a progress over as files: tables, JSON, the printed report; run on the worker."""

import json
from datetime import date
from pathlib import Path

from auditor.plain import plain_progress, plain_scores
from auditor.progress import Progress
from auditor.standard import Standard
from auditor.store import Store
from auditor.telling import Tell
from auditor.use_cases import looking, scoring
from auditor.use_cases.scoring import Scored
from auditor.wording import _
from ui.saving import write_whole


def table_kinds() -> list[tuple[str, str]]:
    """What tables are saved as: (word, suffix)."""
    return [(_("Excel 表格"), "xlsx"), (_("CSV 表格"), "csv"), (_("JSON 数据"), "json")]


def export_score(found: Scored, standard: Standard, path: Path) -> Path:
    """Write a score as its suffix says: xlsx, csv or json; Unavailable where it cannot be written."""
    if path.suffix.lower() == ".json":
        return write_whole(path, _json(plain_scores([found.score], standard)))
    from auditor.use_cases import exporting_results

    exporting_results.export_score([found.score], path, standard)
    return path


def export_progress(found: Progress, path: Path) -> Path:
    """Write both goals as its suffix says; Unavailable where it cannot be written."""
    if path.suffix.lower() == ".json":
        return write_whole(path, _json(plain_progress(found)))
    from auditor.use_cases import exporting_results

    exporting_results.export_progress(found, path)
    return path


def print_street(store: Store, of: tuple[str, date, date | None], standard: Standard, path: Path, tell: Tell) -> Path:
    """Write the report of a street and day, as known on a day if one is named, as PDF; Cancelled leaves nothing."""
    from auditor.formats.street_report_pdf import write_report

    street, on, known = of
    with looking.as_known(store, known) as held:
        report = scoring.report_street(held, street, standard, on)
    return write_whole(path, write_report(report, tell))


def _json(document: object) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()
