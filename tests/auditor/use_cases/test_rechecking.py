"""Re-checking on a real store: draw, blind second visits, what they show, and what is refused."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from auditor.audit import SITE, Answer, Audit, Finding, Visit
from auditor.errors import Problem, Refused
from auditor.flags import Flag, FlagKind
from auditor.recheck import RecheckResult, Subject, draw_units, list_hash, sample_size
from auditor.rechecked import waiting_for
from auditor.record import new_id, stamp
from auditor.site import Site
from auditor.slots import released_slots
from auditor.survey import Mode, Outcome, Response, Round
from auditor.use_cases.objecting import find_household
from auditor.use_cases.planning import open_round
from auditor.use_cases.rechecking import (
    ask_recheck,
    change_inspector,
    draw_recheck,
    list_places,
    list_rechecks,
    record_second_interview,
)
from auditor.use_cases.recording import record_audit
from auditor.use_cases.scoring import report_street, score
from db import SqlStore
from tests.making import STREET, TODAY, answers, audit_of, fill_street, fresh_store, standard

SEED = "ab" * 16


@pytest.fixture
def filled() -> Iterator[SqlStore]:
    with fresh_store() as store:
        fill_street(store)
        yield store


def refused(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [p.code for p in error.value.problems]


def second(store: SqlStore, site: str, *, inspectors: str = "丙", **changes: Any) -> Audit:
    """The second inspector's visit, everything in order unless said otherwise."""
    with store.reading() as work:
        of = work.sites.get(site)
        points = [p for p in work.points.all(STREET) if p.site == site]
        now = stamp(work.now())
    made = replace(audit_of(of, points), id=new_id(), observed_at=now, inspectors=inspectors, **changes)
    return record_audit(store, made, standard())


def failing(store: SqlStore, site: str, inspectors: str = "丙") -> Audit:
    """The second inspector, or another, sees no notice."""
    with store.reading() as work:
        points = [p for p in work.points.all(STREET) if p.site == site]
        of = work.sites.get(site)
    findings = {k: dict(v) for k, v in audit_of(of, points).findings.items()}
    findings[SITE][standard().item_of("notice")] = Finding(answer=Answer.FAIL)
    return second(store, site, inspectors=inspectors, findings=findings)


def only(store: SqlStore) -> RecheckResult:
    (result,) = list_rechecks(store, STREET, standard())
    return result


def test_a_sample_is_drawn_from_the_sites_that_conform_and_frozen(filled: SqlStore) -> None:
    with filled.writing() as work:
        failing_site = work.sites.all(STREET)[0]
        audit = next(a for a in work.audits.all(STREET) if a.site == failing_site.id)
        bad = {**audit.findings, SITE: {k: Finding(answer=Answer.FAIL) for k in audit.findings[SITE]}}
        work.audits.save(replace(audit, findings=bad))
        conforming = {s.id for s in work.sites.all(STREET)} - {failing_site.id}
    made = draw_recheck(filled, STREET, Subject.SITE, standard(), inspector="丙", seed=SEED)
    assert made.population == 11
    assert made.list_hash == list_hash(conforming)
    assert made.order == draw_units(SEED, conforming, 11)  # of 11 all
    assert {d.first_by for d in made.drawn.values()} == {"王㛃"}


def test_without_a_seed_a_fresh_one_is_taken_and_kept(filled: SqlStore) -> None:
    made = draw_recheck(filled, STREET, Subject.SITE, standard(), inspector="丙")
    assert len(bytes.fromhex(made.seed)) == 16


def test_nobody_draws_again_until_a_sample_suits(filled: SqlStore) -> None:
    draw_recheck(filled, STREET, Subject.SITE, standard(), inspector="丙")
    with pytest.raises(Refused) as told:
        draw_recheck(filled, STREET, Subject.SITE, standard(), inspector="丙")
    assert refused(told) == ["recheck_open"]
    for site in only(filled).recheck.order:
        second(filled, site)
    draw_recheck(filled, STREET, Subject.SITE, standard(), inspector="丁")


def test_the_first_inspector_is_refused_at_the_draw_and_at_the_visit(filled: SqlStore) -> None:
    with pytest.raises(Refused) as told:
        draw_recheck(filled, STREET, Subject.SITE, standard(), inspector="王㛃")
    assert refused(told) == ["rechecks_own"]
    assert list_rechecks(filled, STREET, standard()) == []
    made = draw_recheck(filled, STREET, Subject.SITE, standard(), inspector="丙")
    with pytest.raises(Refused) as told:
        second(filled, made.order[0], inspectors="丙、王㛃")
    assert refused(told) == ["recheck_by_first"]
    with pytest.raises(Refused) as told:
        change_inspector(filled, made.id, "王㛃")
    assert refused(told) == ["rechecks_own"]
    assert change_inspector(filled, made.id, "丁").inspector == "丁"


def test_a_street_where_nothing_conforms_has_nothing_to_draw(filled: SqlStore) -> None:
    with filled.writing() as work:
        work.audits.save_all([replace(a, withdrawn="x") for a in work.audits.all(STREET)])
    for subject, code in ((Subject.SITE, "no_site_to_recheck"), (Subject.INTERVIEW, "no_interview_to_recheck")):
        with pytest.raises(Refused) as told:
            draw_recheck(filled, STREET, subject, standard(), inspector="丙")
        assert refused(told) == [code]


def test_a_visit_by_the_second_inspector_names_the_recheck_and_by_another_does_not(filled: SqlStore) -> None:
    made = draw_recheck(filled, STREET, Subject.SITE, standard(), inspector="丙")
    one, other = made.order[:2]
    assert second(filled, one).recheck == made.id
    assert second(filled, one).recheck == ""  # seen a second time already: an ordinary visit
    assert second(filled, other, inspectors="王㛃").recheck == ""
    assert second(filled, other, visit=Visit.SELF_CHECK).recheck == ""
    with filled.reading() as work:
        assert waiting_for(work, one, STREET, ["丙"]) is None
        assert waiting_for(work, other, STREET, ["丙"]) == made
        assert waiting_for(work, other, STREET, ["王㛃"]) is None


def test_all_in_order_shows_the_limit_and_full_agreement(filled: SqlStore) -> None:
    made = draw_recheck(filled, STREET, Subject.SITE, standard(), inspector="丙")
    for site in made.order:
        second(filled, site)
    found = only(filled)
    assert (found.drawn, found.done, found.failed, found.open) == (12, 12, 0, 0)
    assert found.shows_limit
    assert found.upper_tenths == 0  # everybody was seen again
    assert found.pairs.agreed == found.pairs.total > 12
    assert not found.pairs.is_kappa_defined


def test_a_failing_second_visit_counts_by_itself_and_is_told(filled: SqlStore) -> None:
    before = score(filled, STREET, standard(), TODAY).score
    made = draw_recheck(filled, STREET, Subject.SITE, standard(), inspector="丙")
    failing(filled, made.order[0])
    for site in made.order[1:]:
        second(filled, site)
    found = only(filled)
    assert [s.failed for s in found.seconds] == [True] + [False] * 11
    assert not found.shows_limit
    assert (found.pairs.first_only, found.pairs.second_only) == (1, 0)
    after = score(filled, STREET, standard(), TODAY).score
    assert before.criteria["responsibility"].tally.nonconforming == 0
    assert after.criteria["responsibility"].tally.nonconforming == 1


def test_a_correction_after_a_failing_recheck_leaves_its_result_as_it_was(filled: SqlStore) -> None:
    made = draw_recheck(filled, STREET, Subject.SITE, standard(), inspector="丙")
    failing(filled, made.order[0])
    second(filled, made.order[0], inspectors="王㛃")  # put right
    assert only(filled).failed == 1
    assert only(filled).pairs.first_only == 1  # compared with what was answered before the draw
    assert score(filled, STREET, standard(), TODAY).score.criteria["responsibility"].tally.nonconforming == 0


def test_what_others_see_after_the_draw_is_no_first_answer(filled: SqlStore) -> None:
    made = draw_recheck(filled, STREET, Subject.SITE, standard(), inspector="丙")
    failing(filled, made.order[0], inspectors="王㛃")
    second(filled, made.order[0])
    assert only(filled).pairs.agreed == only(filled).pairs.total


def test_a_recheck_changes_no_score_before_it_is_done(filled: SqlStore) -> None:
    before = score(filled, STREET, standard(), TODAY)
    draw_recheck(filled, STREET, Subject.SITE, standard(), inspector="丙")
    after = score(filled, STREET, standard(), TODAY)
    assert replace(after.score, root="") == replace(before.score, root="")


def test_the_report_carries_the_rechecks_of_its_day(filled: SqlStore) -> None:
    draw_recheck(filled, STREET, Subject.SITE, standard(), inspector="丙")
    assert len(report_street(filled, STREET, standard(), TODAY).rechecks) == 1
    assert report_street(filled, STREET, standard(), TODAY - timedelta(days=1)).rechecks == ()


# -- asked for by a flag ---------------------------------------------------------------------------------------------


def flag_on(sites: list[Site], audits: list[Audit]) -> Flag:
    return Flag(
        kind=FlagKind.JOURNEY,
        street=STREET,
        records=tuple(a.id for a in audits),
        sites=tuple(s.id for s in sites),
        at=audits[0].observed_at,
    )


def test_a_flag_puts_its_sites_on_a_list_once(filled: SqlStore) -> None:
    with filled.reading() as work:
        sites = work.sites.all(STREET)[:2]
        audits = [a for a in work.audits.all(STREET) if a.site in {s.id for s in sites}]
    flag = flag_on(sites, audits)
    made = ask_recheck(filled, flag, standard(), inspector="丙")
    assert set(made.drawn) == {s.id for s in sites}
    assert (made.flag, made.seed, made.population) == ("journey", "", 0)
    with pytest.raises(Refused) as told:
        ask_recheck(filled, flag, standard(), inspector="丙")
    assert refused(told) == ["recheck_asked"]
    assert second(filled, sites[0].id).recheck == made.id
    assert (only(filled).done, only(filled).open, only(filled).most_failing) == (1, 1, None)
    assert list_places(filled, made)[sites[0].id] == (sites[0].code, sites[0].name)


def test_a_flag_on_hundreds_of_interviews_lists_as_many_as_a_sample_has(filled: SqlStore) -> None:
    _round, held = interviewed(filled, Mode.CENSUS, n=300)
    flag = Flag(kind=FlagKind.TOO_FAST, street=STREET, records=tuple(r.id for r in held), at=held[0].observed_at)
    made = ask_recheck(filled, flag, standard(), inspector="丙")
    assert len(made.drawn) == sample_size(len(held), standard().recheck.most_failing, standard().recheck.confidence)
    assert set(made.drawn) <= {r.id for r in held}


# -- interviews ------------------------------------------------------------------------------------------------------


def interviewed(
    store: SqlStore, mode: Mode = Mode.SAMPLE, n: int = 8, seconds: int = 150
) -> tuple[Round, list[Response]]:
    """A round in whose first community some households answered."""
    made = open_round(store, STREET, mode, standard(), on=TODAY, name="一")
    community = min(made.strata)
    with store.writing() as work:
        slots = released_slots(work, made, community) or []
        asked = [
            Response(
                id=new_id(),
                street=STREET,
                round=made.id,
                community=community,
                outcome=Outcome.COMPLETE,
                observed_at=stamp(work.now()),
                interviewer="甲",
                slot=slot.slot,
                answers=answers(),
                seconds=seconds,
            )
            for slot in slots[:n]
        ]
        return made, work.responses.save_all(asked)


def again(store: SqlStore, recheck: str, of: str, **changes: Any) -> Response:
    with store.reading() as work:
        now = stamp(work.now())
    values: dict[str, Any] = {
        "id": new_id(),
        "street": STREET,
        "round": "",
        "community": "",
        "outcome": Outcome.COMPLETE,
        "observed_at": now,
        "interviewer": "丙",
        "answers": answers(),
        "recheck": recheck,
        "repeats": of,
        **changes,
    }
    return record_second_interview(store, Response(**values), standard())


@pytest.mark.parametrize("mode", [Mode.SAMPLE, Mode.CENSUS])
def test_second_interviews_are_compared_and_never_scored(filled: SqlStore, mode: Mode) -> None:
    interviewed(filled, mode)
    before = score(filled, STREET, standard(), TODAY)
    made = draw_recheck(filled, STREET, Subject.INTERVIEW, standard(), inspector="丙")
    assert made.population == 8
    for place, of in enumerate(made.order):
        again(filled, made.id, of, answers=answers(knows=place != 0))
    found = only(filled)
    assert (found.done, found.failed) == (8, 1)
    assert found.pairs.first_only > 0
    assert found.pairs.agreed < found.pairs.total
    after = score(filled, STREET, standard(), TODAY)
    assert replace(after.score, root="") == replace(before.score, root="")


def test_a_household_is_found_again_while_the_rounds_key_is_held(filled: SqlStore) -> None:
    round_, _held = interviewed(filled)
    made = draw_recheck(filled, STREET, Subject.INTERVIEW, standard(), inspector="丙")
    places = list_places(filled, made)
    assert all(code.startswith("06-") and code.count("-") == 2 for code, _name in places.values())
    from auditor.slots import secret_name

    with filled.writing() as work:
        work.set_secret(secret_name(round_), None)
    assert set(list_places(filled, made).values()) == {("", "")}


def test_once_the_rounds_key_is_destroyed_nobody_is_asked_again(filled: SqlStore) -> None:
    round_, _held = interviewed(filled)
    made = draw_recheck(filled, STREET, Subject.INTERVIEW, standard(), inspector="丙")
    with filled.writing() as work:
        held = work.rounds.get(round_.id)
        work.rounds.save(replace(held, closed_on=TODAY, key_destroyed_on=TODAY))
    with pytest.raises(Refused) as told:
        again(filled, made.id, made.order[0])
    assert refused(told) == ["key_destroyed"]


def test_a_household_that_objects_is_found_with_its_second_answers(filled: SqlStore) -> None:
    round_, _held = interviewed(filled)
    made = draw_recheck(filled, STREET, Subject.INTERVIEW, standard(), inspector="丙")
    asked = again(filled, made.id, made.order[0])
    code, k = list_places(filled, made)[made.order[0]][0].rsplit("-", 1)
    found = find_household(filled, round_.id, code, int(k))
    assert {v.id for v in found.visits} == {made.order[0], asked.id}


def test_a_second_interview_by_the_wrong_person_or_outside_the_sample_is_refused(filled: SqlStore) -> None:
    interviewed(filled)
    made = draw_recheck(filled, STREET, Subject.INTERVIEW, standard(), inspector="丙")
    of = made.order[0]
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"interviewer": "甲"}, "not_second_inspector"),
        ({"slot": "0" * 64}, "half_a_recheck"),
        ({"answers": {"k1": "nonsense"}}, "answer_unknown"),
        ({"observed_at": "2030-01-01T00:00:00.000Z"}, "in_the_future"),
    ]
    for changes, code in wrong:
        with pytest.raises(Refused) as told:
            again(filled, made.id, of, **changes)
        assert refused(told) == [code]
    with pytest.raises(Refused) as told:
        again(filled, made.id, "another")
    assert "not_in_recheck" in refused(told)


def test_a_second_interview_has_no_slot_and_names_what_it_repeats() -> None:
    base = Response(
        id="r",
        street=STREET,
        round="x",
        community="c",
        outcome=Outcome.COMPLETE,
        observed_at="2026-11-01T00:00:00.000Z",
        interviewer="丙",
        answers=answers(),
    )
    assert replace(base, recheck="a", repeats="b").problems() == []
    wrong = [Problem("recheck", "half_a_recheck")]
    assert replace(base, recheck="a").problems() == wrong
    assert replace(base, repeats="b").problems() == wrong
    assert replace(base, recheck="a", repeats="b", slot="s").problems() == wrong


def test_rechecks_survive_a_rebuild_of_the_index(filled: SqlStore) -> None:
    interviewed(filled)
    made = draw_recheck(filled, STREET, Subject.SITE, standard(), inspector="丙")
    second(filled, made.order[0])
    before = list_rechecks(filled, STREET, standard())
    filled.rebuild()
    assert list_rechecks(filled, STREET, standard()) == before
    assert filled.check().faults == ()
