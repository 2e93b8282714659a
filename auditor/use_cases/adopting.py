"""Adopting a standard: its file is rehearsed, refused by file, line and reason, or written once and never edited."""

from pathlib import Path

from auditor.errors import Problem, Refused, Unavailable
from auditor.standard import Standard
from auditor.standard_file import parse_standard
from auditor.standard_record import AdoptionPlan, texts_of
from auditor.standards import SETTING, standard_of, standards_of
from auditor.store import Store, Work


def rehearse_standard(store: Store, path: Path) -> AdoptionPlan:
    """Read a file and compare it with what is held. Refused: a file that is wrong; a number that is held with other
    bytes, or is not above those held; one too long."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Unavailable("no_file", path=str(path)) from error
    standard = parse_standard(path.name, raw)
    with store.reading() as work:
        return _plan(work, path.name, standard, raw)


def _plan(work: Work, file: str, standard: Standard, raw: bytes) -> AdoptionPlan:
    held = [s for s in standards_of(work) if s.id == standard.id]
    same = next((s for s in held if s.number == standard.number), None)
    highest = held[-1] if held else None
    told = {"file": file, "value": standard.name}
    if same is not None and same.hash != standard.hash:
        raise Refused(Problem("number", "standard_held", told))
    if same is None and highest is not None and standard.number < highest.number:
        raise Refused(Problem("number", "standard_below", {**told, "highest": highest.number}))
    if same is None and highest is not None and standard.in_force_from < highest.in_force_from:
        facts = {**told, "day": standard.in_force_from, "before": highest.name, "since": highest.in_force_from}
        raise Refused(Problem("in_force_from", "standard_backdated", facts))
    texts = () if same is not None else tuple(texts_of(standard, raw))
    return AdoptionPlan(standard=standard, texts=texts, held=same is not None, supersedes=highest)


def adopt_standard(store: Store, plan: AdoptionPlan) -> Standard:
    """Keep a rehearsed standard. Refused if its number came to be held since it was rehearsed."""
    with store.writing() as work:
        if plan.held:
            return plan.standard
        if any(work.standards.find(text.id) is not None for text in plan.texts):
            facts = {"file": plan.standard.name, "value": plan.standard.name}
            raise Refused(Problem("number", "standard_held", facts))
        work.standards.save_all(plan.texts)
        return standard_of(work, plan.standard.id, plan.standard.number)


def choose_standard(store: Store, code: str) -> Standard:
    """Work by another standard's id from now on; the one in force. Refused if none of that id is held."""
    with store.writing() as work:
        found = standard_of(work, code)
        work.set_setting(SETTING, code)
        return found
