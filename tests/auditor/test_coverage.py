"""The three coverages on facts made by hand: each rule of DESIGN 2 once, and what may never happen."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from auditor.audit import Answer
from auditor.coverage import UnitResult, judge_units, score_coverage
from auditor.facts import AssignmentFact, Evidence, LinkFact, PointFact, SiteFact, StreetFacts
from auditor.site import Category
from auditor.verdict import State, Verdict
from tests.strategies import small_standard

ON = date(2026, 11, 22)
RULES = small_standard()
P, F, NA = Answer.PASS, Answer.FAIL, Answer.NOT_APPLICABLE
ALL = {c.value: P for c in Category}


def seen(answer: Answer | None, day: str = "2026-11-20", **more: Any) -> Evidence:
    return Evidence(answer=answer, observed_at=f"{day}T02:00:00.000Z", audit="a", **more)


def facts(
    *,
    sites: Mapping[str, Any] | None = None,
    points: Mapping[str, Mapping[str, Answer]] | None = None,
    links: list[tuple[str, str, int]] | None = None,
    site_answers: Mapping[str, Answer] | None = None,
    assigned: bool = True,
) -> StreetFacts:
    """A street of homes `s` (10 households unless told) with points by what was seen there."""
    made = {"s": {}} if sites is None else sites
    every = {"p": ALL} if points is None else points
    said = {("s", i): seen(a) for i, a in (site_answers or {"notice": P}).items()}
    said |= {(p, f"has_{c}"): seen(a) for p, answers in every.items() for c, a in answers.items()}
    base = {"code": "1", "name": "n", "community": "c", "place_type": "home", "households": 10}
    return StreetFacts(
        code="x",
        name="x",
        communities={"c": "c"},
        sites=tuple(SiteFact(id=i, **{**base, **more}) for i, more in made.items()),
        points={p: PointFact(id=p, code=p, name="", site="s", in_use=True) for p in every},
        links=tuple(
            LinkFact(id=str(n), point=p, site=s, households=h)
            for n, (p, s, h) in enumerate(links if links is not None else [("p", "s", 10)])
        ),
        assignments=tuple(AssignmentFact(id=i, site=i, organisation="o", since="") for i in made if assigned),
        evidence=said,
        rounds=(),
    )


def judged(of: StreetFacts, criterion: str, rules: Any = RULES) -> list[tuple[str, int, str]]:
    return [(u.state.value, u.count, u.reason) for u in judge_units(of, rules, ON) if u.criterion == criterion]


def one(of: StreetFacts, criterion: str, rules: Any = RULES) -> tuple[str, str]:
    ((state, _, reason),) = judged(of, criterion, rules)
    return state, reason


def test_a_site_in_order_conforms_in_all_three() -> None:
    for criterion in ("responsibility", "categories", "placement"):
        assert one(facts(), criterion) == ("conforming", "")


def test_a_site_without_an_organisation_fails_even_if_never_visited() -> None:
    of = facts(assigned=False, points={}, links=[], site_answers={})
    assert one(replace(of, evidence={}), "responsibility") == ("nonconforming", "no_organisation")


@pytest.mark.parametrize(
    ("answer", "said"),
    [(P, ("conforming", "")), (NA, ("conforming", "")), (F, ("nonconforming", "notice_missing"))],
)
def test_the_notice_decides(answer: Answer, said: tuple[str, str]) -> None:
    assert one(facts(site_answers={"notice": answer}), "responsibility") == said


def test_evidence_is_valid_on_its_ninetieth_day_and_not_on_the_next() -> None:
    of = facts()
    for day, state in (("2026-08-24", "conforming"), ("2026-08-23", "unknown")):
        old = replace(of, evidence={**of.evidence, ("s", "notice"): seen(P, day)})
        assert one(old, "responsibility")[0] == state
    old_failure = replace(of, evidence={**of.evidence, ("s", "notice"): seen(F, "2026-08-23")})
    assert one(old_failure, "responsibility") == ("unknown", "expired")


def test_a_quarter_needs_all_four_somewhere() -> None:
    two = {
        "p": {**ALL, "hazardous": F, "recyclable": F},
        "q": {"recyclable": P, "hazardous": P, "food": F, "residual": F},
    }
    links = [("p", "s", 10), ("q", "s", 0)]
    assert one(facts(points=two, links=links), "categories") == ("conforming", "")
    assert one(facts(points={"p": {**ALL, "hazardous": F}}), "categories") == ("nonconforming", "missing_hazardous")
    some = {"p": {k: v for k, v in ALL.items() if k != "hazardous"}}
    assert one(facts(points=some), "categories") == ("unknown", "never_seen")


def test_food_and_residual_stand_in_pairs() -> None:
    lone = {"p": ALL, "q": {"food": P, "residual": F, "recyclable": F, "hazardous": F}}
    of = facts(points=lone, links=[("p", "s", 10), ("q", "s", 0)])
    assert one(of, "categories") == ("nonconforming", "not_in_pair")
    unsure = replace(of, links=(of.links[0], replace(of.links[1], unsettled=True)))
    assert one(unsure, "categories") == ("unknown", "unsettled"), "a link in dispute proves no failure"


def test_a_type_that_asks_nothing_is_counted_and_not_judged() -> None:
    of = facts(sites={"s": {"place_type": "park", "households": 0}}, links=[])
    assert judged(of, "categories") == []
    assert score_coverage(judge_units(of, RULES, ON), RULES.criteria["categories"], of).not_required == 1


def test_thirty_households_a_point_conform_and_none_of_thirty_one() -> None:
    for households, state in ((30, "conforming"), (31, "nonconforming")):
        of = facts(sites={"s": {"households": households}}, links=[("p", "s", households)])
        assert judged(of, "placement")[0][:2] == (state, households)


def test_a_point_too_full_only_by_a_link_in_dispute_is_unknown() -> None:
    of = facts(sites={"s": {"households": 20}, "t": {"households": 20}}, links=[("p", "s", 20), ("p", "t", 20)])
    assert {x[0] for x in judged(of, "placement")} == {"nonconforming"}
    unsure = replace(of, links=(of.links[0], replace(of.links[1], unsettled=True)))
    assert {x[0] for x in judged(unsure, "placement")} == {"unknown"}


def test_households_without_a_link_are_unknown_until_an_audit_finds_no_point() -> None:
    links = [("p", "s", 4)]
    assert judged(facts(links=links), "placement") == [("conforming", 4, ""), ("unknown", 6, "never_seen")]
    found = facts(links=links, site_answers={"notice": P, "found": F})
    assert judged(found, "placement") == [("conforming", 4, ""), ("nonconforming", 6, "no_point")]


def test_links_beyond_the_households_count_nobody() -> None:
    of = facts(links=[("p", "s", 6), ("p", "s", 5)])
    assert judged(of, "placement") == [("unknown", 10, "over_linked")]


def test_a_shop_conforms_by_one_good_point() -> None:
    shop = {"s": {"place_type": "shop", "households": 0}}
    points = {"p": {**ALL, "residual": F}, "q": ALL}
    assert one(facts(sites=shop, points=points, links=[("p", "s", 0), ("q", "s", 0)]), "placement")[0] == "conforming"
    assert one(facts(sites=shop, points=points, links=[("p", "s", 0)]), "placement")[0] == "nonconforming"
    lacking = {"p": {**ALL, "food": F}}  # a shop is not asked for food
    assert one(facts(sites=shop, points=lacking, links=[("p", "s", 0)]), "placement")[0] == "conforming"


def test_a_site_of_an_unknown_type_hides_in_no_total() -> None:
    of = facts(sites={"s": {"place_type": "cinema", "households": 0}})
    for criterion in ("categories", "placement"):
        assert one(of, criterion) == ("unknown", "place_type_unknown")


def test_a_record_in_dispute_never_conforms_and_never_vanishes() -> None:
    of = facts(sites={"s": {"unsettled": True}})
    for criterion in ("responsibility", "categories", "placement"):
        ((state, count, _),) = judged(of, criterion)
        assert (state, count) == ("unknown", 10 if criterion == "placement" else 1)


def test_the_radius_is_asked_where_the_standard_says_so() -> None:
    rules = small_standard(radius_m=200)
    of = facts(sites={"s": {"households": 100}}, links=[("p", "s", 100)])
    for answer, state in ((P, "conforming"), (F, "nonconforming"), (None, "unknown")):
        told = replace(of, evidence={**of.evidence, ("p", "near"): seen(answer)})
        assert one(told, "placement", rules)[0] == state


def test_parts_without_anything_are_left_out_and_nothing_at_all_is_undetermined() -> None:
    of = facts()
    score = score_coverage(judge_units(of, RULES, ON), RULES.criteria["placement"], of)
    assert (list(score.parts), score.verdict, score.percent) == (["households"], Verdict.MET, "100.0")
    empty = score_coverage([], RULES.criteria["placement"], of)
    assert (empty.parts, empty.verdict, empty.percent) == ({}, Verdict.UNDETERMINED, "0.0")


def test_what_rests_on_a_self_check_alone_is_counted_apart() -> None:
    of = facts()
    own = replace(of, evidence={**of.evidence, ("s", "notice"): seen(P, self_check=True)})
    score = score_coverage(judge_units(own, RULES, ON), RULES.criteria["responsibility"], own)
    assert (score.tally.conforming, score.self_checked) == (1, 1)


def test_communities_add_up_to_the_street() -> None:
    of = facts(sites={"s": {}, "t": {"community": "d"}}, links=[("p", "s", 10), ("p", "t", 10)])
    units: list[UnitResult] = judge_units(of, RULES, ON)
    for name in ("responsibility", "categories", "placement"):
        score = score_coverage(units, RULES.criteria[name], of)
        assert sum(c.tally.total for c in score.communities.values()) == score.tally.total
        assert set(score.communities) == {"c", "d"}
    assert {u.state for u in units} <= set(State)
