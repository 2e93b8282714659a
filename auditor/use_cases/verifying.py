"""Verifying a document from its PDF alone: evidence, root, score and page are made again and compared (DESIGN 8)."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from auditor.certificate import Certificate, Verification, for_certificate
from auditor.errors import Problem, Refused
from auditor.evidence import counted_records, merkle_root
from auditor.record import Line, NotCanonical, read_canonical, value_of
from auditor.score import score_street
from auditor.standard import Standard
from auditor.standard_record import StandardText, assemble
from auditor.store import Store
from auditor.telling import Tell, quiet
from auditor.verdict import StreetScore

Draw = Callable[[Certificate, Standard, bytes], bytes]


def verify(
    pdf: bytes,
    evidence: bytes | None,
    aside: Store,
    standards: Callable[[str], Standard],
    draw: Draw,
    *,
    tell: Tell = quiet,
) -> Verification:
    """Whether a document is what it says. `evidence` is its attachment, `aside` an empty store in memory.

    Refused if nothing can be read: no PDF, no evidence, evidence of another form, a standard this program has not.
    """
    if evidence is None:
        raise Refused(Problem("file", "no_evidence"))
    try:
        document = read_canonical(evidence)
        body: dict[str, Any] = dict(document["certificate"])
        certificate = value_of(Certificate, body, id=str(body["id"]), street=str(body["street"]))
        versions: Mapping[str, str] = document["versions"]
        texts: Mapping[str, str] = document["lines"]
        named = document["standard"]
    except (NotCanonical, KeyError, TypeError, ValueError) as error:
        raise Refused(Problem("file", "evidence_unreadable", {"said": str(error)})) from error
    standard = _carried(texts, f"{named['id']} {named['number']}") or standards(str(named["id"]))
    if (standard.number, standard.hash) != (named["number"], named["hash"]):
        raise Refused(Problem("file", "standard_differs", {"value": f"{named['id']} {named['number']}"}))
    checks: tuple[Callable[[], Problem | None], ...] = (
        lambda: _wrong_lines(texts),
        lambda: _wrong_root(versions, certificate),
        lambda: _wrong_score(versions, texts, certificate, standard, aside),
        lambda: _wrong_page(pdf, evidence, certificate, standard, draw),
    )
    fault: Problem | None = None
    for number, check in enumerate(checks):
        tell(number, len(checks))
        if fault := check():
            break
    return Verification(certificate=certificate, fault=fault)


def _carried(texts: Mapping[str, str], name: str) -> Standard | None:
    """The standard that the evidence brings along; None where the document rests on one that ships."""
    parts = []
    for text in texts.values():
        try:
            line = Line.read(text.encode())
            if line.kind == StandardText.KIND:
                parts.append(value_of(StandardText, line.body, id=line.record))
        except ValueError:
            continue  # told by name when the lines are looked at
    return next((s for s in assemble(parts) if s.name == name), None)


def _wrong_lines(texts: Mapping[str, str]) -> Problem | None:
    """A line whose bytes are not those its name was made from: with the kind and code or name of its record."""
    for name, text in sorted(texts.items()):
        if hashlib.sha256(text.encode()).hexdigest() != name:
            return Problem("line", "line_altered", _about(text))
    return None


def _about(text: str) -> dict[str, object]:
    try:
        line = Line.read(text.encode())
    except NotCanonical:
        return {"kind": "?", "value": text[:60]}
    shown = line.body.get("code") or line.body.get("name") or line.record
    return {"kind": line.kind, "value": str(shown)}


def _wrong_root(versions: Mapping[str, str], certificate: Certificate) -> Problem | None:
    root = merkle_root(versions)
    if root != certificate.evidence_root:
        return Problem("root", "root_differs", {"stated": certificate.evidence_root, "found": root})
    return None


def _wrong_score(
    versions: Mapping[str, str], texts: Mapping[str, str], certificate: Certificate, standard: Standard, aside: Store
) -> Problem | None:
    """Put the lines into the empty store and score anew: same versions, same records counted, same counts."""
    try:
        lines = [Line.read(text.encode()) for text in texts.values()]
    except NotCanonical as error:
        return Problem("line", "line_altered", {"kind": "?", "value": str(error)})
    with aside.writing() as work:
        work.journal.receive(lines, "verify")
        held = work.versions(versions)
        for record, version in sorted(versions.items()):
            if held.get(record) != version:
                return Problem("line", "version_differs", {"value": record})
        stated = certificate.score
        facts = work.facts(certificate.street, stated.on, standard)
        counted = set(counted_records(facts, standard, stated.on))
        if extra := {line.record for line in lines} - set(versions):
            return Problem("line", "line_not_counted", {"value": min(extra)})
        if counted != set(versions):
            return Problem("line", "records_differ", {"value": min(counted ^ set(versions))})
        found, _ = score_street(facts, standard, stated.on, known=stated.known, root=stated.root)
    return _wrong_count(for_certificate(found), stated)


def _wrong_count(found: StreetScore, stated: StreetScore) -> Problem | None:
    for name, criterion in found.criteria.items():
        if stated.criteria.get(name) != criterion:
            return Problem("score", "criterion_differs", {"value": name})
    same = ("verdict", "index", "sites", "households", "name", "residential_without_households")
    for name in same:
        if getattr(found, name) != getattr(stated, name):
            return Problem("score", "score_differs", {"value": name, "found": str(getattr(found, name))})
    return None


def _wrong_page(
    pdf: bytes, evidence: bytes, certificate: Certificate, standard: Standard, draw: Draw
) -> Problem | None:
    """The page made again from the evidence has the same bytes, or something on it was changed."""
    return None if draw(certificate, standard, evidence) == pdf else Problem("page", "page_differs")
