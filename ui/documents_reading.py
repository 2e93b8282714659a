"""What the documents page asks: the score a statement would carry and why it may not, and what was issued before."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from auditor.certificate import Certificate, DocumentKind, Verification, issue_problems, issuer_of
from auditor.errors import Problem, Refused, Unavailable
from auditor.refusals import problem_text
from auditor.standard import Standard
from auditor.standard_file import shipped
from auditor.standards import standard_of
from auditor.store import Store
from auditor.telling import Tell
from auditor.use_cases import certifying, looking, scoring
from auditor.use_cases.certifying import Issued
from auditor.use_cases.scoring import Scored
from auditor.use_cases.verifying import verify
from auditor.wording import _
from ui.saving import write_whole

DEMONSTRATION_PREFIX = "演示"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """A statement that is not issued yet. `reason` says why it may not be; `unset` that settings lack something."""

    scored: Scored
    issuer: str
    number: str
    demonstration: bool
    reason: str
    unset: bool


def read_prospect(
    store: Store, street: str, standard: Standard, on: date | None, known: date | None = None
) -> Prospect:
    """What would be issued of a street and day, today without one; Refused for a day that has not come. As known on a
    day it can be looked at and printed as a report; a document is issued on what is known today alone."""
    with looking.as_known(store, known) as held, held.reading() as work:
        today = work.today()
        if on is not None and on > today:
            raise Refused(Problem("on", "in_the_future", {"value": on.isoformat(), "now": today.isoformat()}))
        scored = scoring.score_one(work, street, standard, on or today, known=today)
        demonstration = bool(work.demonstrations.all())
        prefix = DEMONSTRATION_PREFIX if demonstration else work.setting("number_prefix").strip()
        issuer = issuer_of(work.setting("issuer").strip(), scored.facts.name, demonstration=demonstration)
        running = certifying.next_number(work, prefix, today.year)
    unset = not issuer or not prefix
    if known is not None:
        reason = _("证明只按今天所知签发，不按当时所知")
    elif not scored.facts.sites:
        reason = problem_text(Problem("street", "nothing_registered", {"value": scored.facts.name}))
    elif standard.comparison:
        reason = problem_text(Problem("standard", "standard_compares", {"value": standard.name}))
    elif unset:
        reason = _("还没有填签发单位") if not issuer else _("还没有填代字")
    else:
        problems = issue_problems(scored.score, DocumentKind.SELF_ASSESSMENT)
        reason = problem_text(problems[0]) if problems else ""
    number = f"{prefix}〔{today.year}〕{running}号" if prefix else ""
    return Prospect(
        scored=scored,
        issuer=issuer,
        number=number,
        demonstration=demonstration,
        reason=reason,
        unset=unset and bool(scored.facts.sites),
    )


def issue_document(store: Store, of: tuple[str, date], standard: Standard, to: Path, tell: Tell) -> Issued:
    """Issue a self-assessment statement of a street and day: record and PDF, or neither, as when `tell` stops it."""
    from auditor.formats.certificate_pdf import write_statement

    try:
        street, on = of
        kind = DocumentKind.SELF_ASSESSMENT
        return certifying.issue(store, street, kind, standard=standard, on=on, to=to, draw=write_statement, tell=tell)
    except OSError as error:
        raise Unavailable("cannot_write", path=str(to), said=error.strerror or str(error)) from error


def print_again(store: Store, certificate: Certificate, standard: Standard, to: Path, tell: Tell) -> Path:
    """Write an issued document once more, with the score it was granted on; Refused if its records moved on."""
    from auditor.formats.certificate_pdf import write_statement

    score = certificate.score
    if (standard.id, standard.number) != (score.standard, score.standard_number):
        with store.reading() as work:
            standard = standard_of(work, score.standard, score.standard_number)
    tell(0, 2)
    issued = certifying.evidence_of(store, certificate, standard)
    tell(1, 2)
    pdf = write_statement(certificate, standard, issued.attachment)
    tell(2, 2)
    return write_whole(to, pdf)


def verify_file(store: Store, path: Path, tell: Tell) -> Verification:
    """Whether a PDF is what it says, from the file alone; Refused or Unavailable if it cannot be read."""
    from auditor.formats.archive import read_attachment
    from auditor.formats.certificate_pdf import write_statement

    try:
        pdf = path.read_bytes()
    except OSError as error:
        raise Unavailable("no_file", path=str(path)) from error
    aside = store.aside()
    try:
        return verify(pdf, read_attachment(pdf), aside, shipped, write_statement, tell=tell)
    finally:
        aside.close()


def kind_word(kind: DocumentKind) -> str:
    """自评结果证明, 验收结果确认单, 命名证书."""
    return {
        DocumentKind.SELF_ASSESSMENT: _("自评结果证明"),
        DocumentKind.ACCEPTANCE: _("验收结果确认单"),
        DocumentKind.HONOUR: _("命名证书"),
    }[kind]


def doubled(certificates: list[Certificate]) -> frozenset[str]:
    """Running numbers that two documents carry (their short codes differ)."""
    seen: set[str] = set()
    twice: set[str] = set()
    for certificate in certificates:
        (twice if certificate.number in seen else seen).add(certificate.number)
    return frozenset(twice)
