"""What was shown is kept whole: a certificate comes back from its line with every number it carried."""

from dataclasses import replace
from datetime import date

from auditor.certificate import Certificate, DocumentKind, for_certificate, issue_problems
from auditor.record import body_of, canonical, read_canonical, value_of
from auditor.score import score_street
from auditor.survey import Mode
from auditor.verdict import SampleResult, Verdict
from tests.auditor.test_rates import ON, RULES, round_of, street, visit


def certificate() -> Certificate:
    whole = round_of([visit(n) for n in range(20)], mode=Mode.CENSUS, planned=20, of=20)
    score, _ = score_street(street(whole, households=20), RULES, ON)
    return Certificate(
        id="1", street="x", kind=DocumentKind.SELF_ASSESSMENT, prefix="某字", year=2026, running=12, issued_on=ON,
        issuer="某街道办", score=for_certificate(score), evidence_root="0123456789abcdef",
    )  # fmt: skip


def test_a_certificate_comes_back_with_every_number() -> None:
    made = certificate()
    sample = made.score.criteria["awareness"].sample
    assert isinstance(sample, SampleResult)
    assert sample.lower_bound == ""  # a census has no bound; an empty field is absent and must come back
    again = value_of(Certificate, read_canonical(canonical(body_of(made))), id="1", street="x")
    assert again == made


def test_its_number_and_short_code_are_printed_so() -> None:
    assert (certificate().number, certificate().short_code) == ("某字〔2026〕12号", "01234567")


def test_it_needs_an_issuer_a_prefix_and_a_number() -> None:
    made = certificate()
    assert made.problems() == []
    broken = replace(made, issuer=" ", running=0)
    assert [p.field for p in broken.problems()] == ["issuer", "running"]


def test_only_a_self_assessment_may_say_that_it_is_not_met() -> None:
    score = certificate().score
    assert score.verdict is not Verdict.MET
    assert issue_problems(score, DocumentKind.SELF_ASSESSMENT) == []
    for kind in (DocumentKind.ACCEPTANCE, DocumentKind.HONOUR):
        assert [p.code for p in issue_problems(score, kind)] == ["not_met"]
    assert made_on() == ON


def made_on() -> date:
    return certificate().score.on
