"""Issuing documents: numbered, with the score they were granted on and the evidence attached."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from auditor.certificate import Certificate, DocumentKind, for_certificate, issue_problems, issuer_of
from auditor.closing import closed_since
from auditor.errors import Problem, Refused, refuse_if
from auditor.evidence import attachment, counted_records, merkle_root
from auditor.formats.faces import missing_code_points
from auditor.record import body_of, new_id
from auditor.score import score_street
from auditor.standard import Standard
from auditor.store import Store, Work
from auditor.telling import Tell, quiet
from auditor.verdict import State

ISSUED_HERE = (DocumentKind.SELF_ASSESSMENT,)
STEPS = 4  # of issuing: score, evidence, page, file


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A certificate with the evidence that its PDF carries."""

    certificate: Certificate
    attachment: bytes


Draw = Callable[[Certificate, Standard, bytes], bytes]


def issue(
    store: Store,
    street: str,
    kind: DocumentKind,
    *,
    standard: Standard,
    on: date,
    to: Path,
    draw: Draw,
    tell: Tell = quiet,
) -> Issued:
    """Issue a document on a street's score of a day: record and PDF together, or neither.

    `draw` makes the PDF of certificate, standard and attachment; it is written aside inside the transaction and named
    `to` after it; stopped by `tell`, there is neither. Refused: a kind that this program cannot grant, a standard that
    serves to compare, no issuer or 代字 configured, a verdict that does not allow it, a file that exists already.
    OSError where the file cannot be written.
    """
    if kind not in ISSUED_HERE:
        raise Refused(Problem("kind", "kind_not_issued", {"kind": kind.value}))
    if standard.comparison:
        raise Refused(Problem("standard", "standard_compares", {"value": standard.name}))
    if to.exists():
        raise Refused(Problem("to", "file_exists", {"path": str(to)}))
    aside = to.with_name(to.name + ".part")
    with store.writing() as work:
        today = work.today()
        if on > today:
            raise Refused(Problem("on", "in_the_future", {"value": on.isoformat(), "now": today.isoformat()}))
        tell(0, STEPS)
        facts = work.facts(street, on, standard)
        score, _ = score_street(facts, standard, on, known=today, root=work.journal.root())
        refuse_if(issue_problems(score, kind))
        issuer = issuer_of(work.setting("issuer"), facts.name, demonstration=bool(work.demonstrations.all()))
        if lost := missing_code_points(facts.name + issuer):
            named = " ".join(f"U+{point:04X}" for point in lost)
            raise Refused(Problem("issuer", "missing_glyph", {"value": named}))
        if not facts.sites:
            raise Refused(Problem("street", "nothing_registered", {"value": facts.name}))
        tell(1, STEPS)
        versions = work.versions(counted_records(facts, standard, on))
        demonstration = bool(work.demonstrations.all())
        prefix = "演示" if demonstration else work.setting("number_prefix")
        closed = closed_since(work, street, standard, on)
        certificate = Certificate(
            id=new_id(),
            street=street,
            kind=kind,
            prefix=prefix,
            year=today.year,
            running=next_number(work, prefix, today.year),
            issued_on=today,
            issuer=issuer_of(work.setting("issuer"), facts.name, demonstration=demonstration),
            score=for_certificate(score),
            evidence_root=merkle_root(versions),
            demonstration=demonstration,
            closed_sites=len(closed),
            closed_conforming=sum(s is State.CONFORMING for s in closed.values()),
            closed_unknown=sum(s is State.UNKNOWN for s in closed.values()),
        )
        saved = work.certificates.save(certificate)
        issued = Issued(certificate=saved, attachment=_attach(work, saved, standard, versions))
        tell(2, STEPS)
        pdf = draw(saved, standard, issued.attachment)
        tell(3, STEPS)
        aside.write_bytes(pdf)
    aside.replace(to)
    return issued


def next_number(work: Work, prefix: str, year: int) -> int:
    """One above the greatest running number of a 代字 and year that this database knows."""
    used = [c.running for c in work.certificates.all(withdrawn=True) if (c.prefix, c.year) == (prefix, year)]
    return max(used, default=0) + 1


def _attach(work: Work, certificate: Certificate, standard: Standard, versions: dict[str, str]) -> bytes:
    lines = work.journal.raw(work.journal.names(versions))
    head = {
        "format": "street-auditor-evidence-1",
        "certificate": {"id": certificate.id, "street": certificate.street, **body_of(certificate)},
        "standard": {"id": standard.id, "number": standard.number, "hash": standard.hash},
    }
    return attachment(head, versions, lines)


def evidence_of(store: Store, certificate: Certificate, standard: Standard) -> Issued:
    """The evidence of a document issued before, for printing it again; Refused if the records have moved on since.

    The score is never recomputed: only the lines its root names are gathered.
    """
    with store.reading() as work:
        facts = work.facts(certificate.street, certificate.score.on, standard)
        versions = work.versions(counted_records(facts, standard, certificate.score.on))
        if merkle_root(versions) != certificate.evidence_root:
            raise Refused(Problem("certificate", "evidence_moved_on", {"number": certificate.number}))
        return Issued(certificate=certificate, attachment=_attach(work, certificate, standard, versions))


def list_certificates(store: Store, street: str = "") -> list[Certificate]:
    """Every document issued, newest first."""
    with store.reading() as work:
        return sorted(work.certificates.all(street), key=lambda c: (c.issued_on, c.running), reverse=True)
