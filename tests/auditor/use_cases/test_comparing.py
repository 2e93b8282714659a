"""What if: a verdict turns by the clause that is another one, and old answers are judged by their own standard."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from auditor.certificate import DocumentKind
from auditor.formats.archive import read_attachment
from auditor.formats.certificate_pdf import write_statement
from auditor.record import new_id, stamp
from auditor.slots import released_slots
from auditor.standard import AWARENESS, CATEGORIES, PARTICIPATION, PLACEMENT, Standard
from auditor.standard_differences import DEFINITION, KEY, RATIO, REQUIRED, THRESHOLD, WEIGHT, differences
from auditor.standard_file import parse_standard, shipped
from auditor.standard_record import texts_of
from auditor.standards import standard_named
from auditor.survey import Mode, Outcome, Response, Round
from auditor.use_cases import certifying, exporting_results, planning, recording, scoring, verifying
from auditor.use_cases.comparing import compare
from auditor.verdict import Verdict
from db import SqlStore, open_store
from tests.auditor.standard_files import second
from tests.making import NOW, STREET, TODAY, answers, communities, fresh_store, in_order, site, standard, street

ZHONGLOU = shipped("zhonglou-2022")


def asked_street(store: SqlStore, knows: int, sorts: int, rules: Standard | None = None) -> Round:
    """A street of ten households in order, all asked in a census: so many know, so many sort."""
    rules = rules or standard()
    with store.writing() as work:
        work.streets.save(street())
        work.communities.save_all(communities(1))
        one = work.sites.save(site("06-001", households=10))
        assignment, point, link, audit = in_order(one)
        work.assignments.save(assignment)
        work.points.save(point)
        work.links.save(replace(link, households=10))
        work.audits.save(audit)
    made = planning.open_round(store, STREET, Mode.CENSUS, rules, on=TODAY)
    (community,) = made.strata
    with store.reading() as work:
        slots = released_slots(work, made, community) or []
    for n, slot in enumerate(slots):
        response = Response(
            id=new_id(),
            street=STREET,
            round=made.id,
            community=community,
            outcome=Outcome.COMPLETE,
            observed_at=stamp(NOW),
            interviewer="周敏",
            slot=slot.slot,
            answers=answers(knows=n < knows, sorts=n < sorts),
        )
        recording.record_response(store, response, rules)
    return planning.close_round(store, made.id, TODAY)


def test_a_street_turns_by_the_threshold_and_the_clause_is_named() -> None:
    with fresh_store() as store:
        asked_street(store, knows=9, sorts=8)
        found = compare(store, standard(), ZHONGLOU, TODAY)
    (one,) = found.streets
    assert (one.before.verdict, one.after.verdict, one.flips) == (Verdict.NOT_MET, Verdict.MET, True)
    assert [c.criterion for c in one.changes] == [AWARENESS, PARTICIPATION]
    for change, share in zip(one.changes, ("90 %", "80 %"), strict=True):
        assert change.flips
        assert change.alone
        (clause,) = change.deciding
        assert (clause.clause, clause.before, clause.after) == (THRESHOLD, "100 %", share)


def test_one_household_fewer_and_nothing_turns() -> None:
    with fresh_store() as store:
        asked_street(store, knows=8, sorts=7)
        (one,) = compare(store, standard(), ZHONGLOU, TODAY).streets
    assert (one.flips, one.changes) == (False, ())


def test_a_standard_compared_with_itself_asks_nothing_differently() -> None:
    with fresh_store() as store:
        asked_street(store, knows=9, sorts=8)
        found = compare(store, standard(), standard(), TODAY)
    assert found.differences == ()
    assert all(not s.changes for s in found.streets)


CHANGED: list[tuple[tuple[str, str], str, str]] = [
    (("ratio = 300", "ratio = 119"), PLACEMENT, RATIO),
    (("weight = 20", "weight = 30"), CATEGORIES, WEIGHT),
    (('required = ["food", "residual"]', 'required = ["food", "residual", "hazardous"]'), CATEGORIES, REQUIRED),
    (("least = 4", "least = 5"), AWARENESS, KEY),
    (("说出四类名称", "说得出四类名称"), AWARENESS, DEFINITION),
]


@pytest.mark.parametrize(("change", "criterion", "clause"), CHANGED)
def test_every_clause_that_differs_is_told_in_its_own_words(
    change: tuple[str, str], criterion: str, clause: str
) -> None:
    other = parse_standard("x.toml", second(change))
    found = next(d for d in differences(standard(), other) if (d.criterion, d.clause) == (criterion, clause))
    assert found.before
    assert found.before != found.after
    if clause != DEFINITION:
        left = differences(found.put_in(standard()), other)
        assert (criterion, clause) not in {(d.criterion, d.clause) for d in left}


def hold(store: SqlStore, *changes: tuple[str, str]) -> Standard:
    """A second number of the standard that ships, adopted."""
    raw = second(*changes)
    with store.writing() as work:
        work.standards.save_all(texts_of(parse_standard("x.toml", raw), raw))
        return standard_named(work, "nankai-2023 2")


STRICTER = ('must = { p1 = ["always", "mostly"] }', 'must = { p1 = ["always"] }')


def test_old_answers_are_judged_by_their_own_standard_and_by_another_on_request() -> None:
    with fresh_store() as store:
        asked_street(store, knows=10, sorts=10)  # their answer is the first that counts: always
        laxer = hold(store, ('must = { p1 = ["always", "mostly"] }', 'must = { p1 = ["mostly"] }'))
        own = scoring.score(store, STREET, laxer, TODAY).score.criteria[PARTICIPATION]
        assert own.verdict is Verdict.MET  # planned and asked under number 1
        (one,) = compare(store, standard(), laxer, TODAY).streets
        (change,) = one.changes
        assert (change.before.verdict, change.after.verdict) == (Verdict.MET, Verdict.NOT_MET)
        assert [d.clause for d in change.deciding] == [KEY]


def test_a_round_whose_own_standard_is_gone_tells_nothing() -> None:
    with fresh_store() as store:
        two = hold(store, STRICTER)
        asked_street(store, 10, 10, two)
        three = replace(two, number=3)
        assert scoring.score(store, STREET, three, TODAY).score.criteria[AWARENESS].verdict is Verdict.MET
        with store.writing() as work:
            work.standards.save_all(replace(t, withdrawn="沿用错误") for t in work.standards.all())
        lost = scoring.score(store, STREET, three, TODAY).score.criteria[AWARENESS]
        assert (lost.tally.conforming, lost.tally.unknown) == (0, 10)


def test_a_round_too_old_for_one_rate_may_still_count_for_the_other() -> None:
    with fresh_store() as store:
        asked_street(store, 10, 10)
        rules = standard()
        young = replace(rules.criteria[AWARENESS], evidence_max_age_days=29)
        rules = replace(rules, criteria={**rules.criteria, AWARENESS: young})
        later = TODAY.replace(month=12)
        score = scoring.score(store, STREET, rules, later).score
        assert score.criteria[PARTICIPATION].verdict is Verdict.MET
        assert score.criteria[AWARENESS].verdict is Verdict.UNDETERMINED


def test_weights_move_the_index_and_no_verdict() -> None:
    with fresh_store() as store:
        asked_street(store, knows=9, sorts=10)
        rules = standard()
        heavy = replace(rules.criteria[AWARENESS], weight=80)
        weighted = replace(rules, criteria={**rules.criteria, AWARENESS: heavy})
        before, after = (scoring.score(store, STREET, s, TODAY).score for s in (rules, weighted))
    assert (before.index, after.index) == ("98.0", "95.0")
    assert before.verdict is after.verdict


def test_a_threshold_below_100_percent_judges_a_coverage() -> None:
    with fresh_store() as store:
        asked_street(store, 10, 10)
        with store.writing() as work:
            for n in range(2, 6):
                work.sites.save(site(f"06-00{n}", households=0, place_type="river"))
        rules = standard()
        for share, verdict in ((Fraction(1), Verdict.NOT_MET), (Fraction(1, 5), Verdict.MET)):
            lower = replace(rules.criteria["responsibility"], threshold=share)
            judged = replace(rules, criteria={**rules.criteria, "responsibility": lower})
            assert scoring.score(store, STREET, judged, TODAY).score.criteria["responsibility"].verdict is verdict


def test_a_document_by_an_adopted_standard_is_verified_from_its_file_alone(tmp_path: Path) -> None:
    with fresh_store() as store:
        two = hold(store, STRICTER)
        asked_street(store, 10, 10, two)
        with store.writing() as work:
            work.set_setting("issuer", "某街道办事处")
            work.set_setting("number_prefix", "某代字")
        to = tmp_path / "a.pdf"
        kind = DocumentKind.SELF_ASSESSMENT
        certifying.issue(store, STREET, kind, standard=two, on=TODAY, to=to, draw=write_statement)
    pdf = to.read_bytes()
    aside = open_store(":memory:")
    found = verifying.verify(pdf, read_attachment(pdf), aside, shipped, write_statement)
    aside.close()
    assert found.fault is None
    assert found.certificate.score.standard_number == 2


def test_nothing_is_issued_by_a_standard_that_serves_to_compare(tmp_path: Path) -> None:
    from auditor.errors import Refused

    with fresh_store() as store:
        asked_street(store, 10, 10)
        with pytest.raises(Refused) as refused:
            certifying.issue(
                store,
                STREET,
                DocumentKind.SELF_ASSESSMENT,
                standard=ZHONGLOU,
                on=TODAY,
                to=tmp_path / "a.pdf",
                draw=write_statement,
            )
    assert refused.value.problems[0].code == "standard_compares"


def test_a_comparison_is_exported_with_streets_and_clauses(tmp_path: Path) -> None:
    with fresh_store() as store:
        asked_street(store, knows=9, sorts=8)
        export = exporting_results.export_comparison(compare(store, standard(), ZHONGLOU, TODAY), tmp_path / "a.xlsx")
    streets, clauses = export.listings
    assert len(streets.rows) == 3
    assert "门槛" in {row[1] for row in clauses.rows}
