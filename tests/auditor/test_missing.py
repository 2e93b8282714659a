"""What is missing: doing every line makes the score MET, and leaving out any one line does not."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from auditor.audit import Answer
from auditor.facts import AssignmentFact, Evidence, LinkFact, PointFact, RoundFact, SiteFact, StreetFacts
from auditor.gaps import Act, Choice, Missing, Needed
from auditor.missing import list_missing
from auditor.record import stamp
from auditor.score import score_street
from auditor.standard import RATES, Standard
from auditor.survey import Method, Mode, Outcome, Part
from auditor.verdict import Verdict
from auditor.visits import Passing, SlotVisit
from tests.doing import do
from tests.making import NOW, TODAY, fresh_store
from tests.random_district import Maker
from tests.strategies import small_standard

CHUNKS, CASES = 4, 75
STANDARDS = (small_standard(), small_standard(radius_m=200), small_standard(ratio=60))
PRESENT = ("has_food", "has_recyclable", "has_hazardous", "has_residual")


def missing_of(facts: StreetFacts, standard: Standard, **more: Any) -> Missing:
    score, units = score_street(facts, standard, TODAY)
    return list_missing(facts, standard, score, units, TODAY, **more)


def done(facts: StreetFacts, found: Missing, standard: Standard, but: int = -1) -> StreetFacts:
    """Every line done but one; of an interview line all interviews but one."""
    for number, line in enumerate(found.needed):
        if number != but:
            facts = do(facts, line, standard, TODAY)
        elif line.act is Act.INTERVIEW and line.interviews > 1:
            facts = do(facts, line, standard, TODAY, interviews=line.interviews - 1)
    return facts


def check(facts: StreetFacts, standard: Standard) -> Missing:
    """The promise of the list, on one street."""
    found = missing_of(facts, standard)
    assert found.is_smallest
    assert len({n.id for n in found.needed}) == len(found.needed), "each action once"
    assert [n for n in found.needed if not n.criteria or not n.reasons] == []
    if any(n.act is Act.REGISTER for n in found.needed):
        return found
    score, units = score_street(done(facts, found, standard), standard, TODAY)
    bad = [u for u in units if u.state.value != "conforming"]
    assert score.verdict is Verdict.MET, bad or {k: c.verdict for k, c in score.criteria.items()}
    for number, line in enumerate(found.needed):
        less, _ = score_street(done(facts, found, standard, number), standard, TODAY)
        assert less.verdict is not Verdict.MET, line
    return found


# -- random streets ----------------------------------------------------------------------------------------------------


def placed(facts: StreetFacts, rng: random.Random) -> StreetFacts:
    """Some sites get coordinates, so near that points may serve each other's households, or not."""
    sites = [
        replace(s, latitude=39_100_000 + rng.randint(0, 4000), longitude=117_170_000) if rng.random() < 0.7 else s
        for s in facts.sites
    ]
    return replace(facts, sites=tuple(sites))


def half_asked(facts: StreetFacts, rng: random.Random) -> StreetFacts:
    """Sometimes one more round, the latest, that is not yet answered to its end."""
    sizes: Counter[str] = Counter()
    for site in facts.sites:
        sizes[site.community] += site.households
    if rng.random() < 0.4 or not sizes.total():
        return facts
    mode = rng.choice((Mode.CENSUS, Mode.SAMPLE))
    parts, visits = [], []
    for code, n in sorted(sizes.items()):
        if n:
            planned = n if mode is Mode.CENSUS else max(1, -(-n * 96 // 100))
            parts.append(Part(community=code, number="", population=n, planned=planned, stratum=code, framed=n))
            for k in range(planned):
                if rng.random() < 0.8:
                    good = mode is Mode.SAMPLE or rng.random() < 0.9
                    visits.append(an_answer(f"{code} {k:04}", code, good=good, settled=rng.random() < 0.97))
    made = RoundFact(
        id="z",
        name="half",
        mode=mode,
        method=Method.DOOR,
        frozen_on=TODAY,
        ended_on=None,
        frame={s.id: s.households for s in facts.sites},
        parts=tuple(parts),
        visits=tuple(visits),
        unsettled=rng.random() < 0.1,
    )
    return replace(facts, rounds=(made,))


def an_answer(slot: str, community: str, *, good: bool, settled: bool) -> SlotVisit:
    says = Passing.YES if good else Passing.NO
    return SlotVisit(
        id=f"v {slot}",
        slot=slot,
        community=community,
        part="",
        outcome=Outcome.COMPLETE,
        observed_at=stamp(NOW - timedelta(hours=5)),
        basis=False,
        passing={"awareness": says, "participation": Passing.YES},
        settled=settled,
    )


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_doing_every_line_makes_a_street_met_and_leaving_out_any_one_does_not(chunk: int, capsys: Any) -> None:
    seen: Counter[str] = Counter()
    with fresh_store() as store:
        for case in range(CASES):
            rng = random.Random(5000 + chunk * 1000 + case)
            standard = rng.choice(STANDARDS)
            world = Maker(store, rng, case, standard, Counter()).make()
            with store.reading() as work:
                facts = half_asked(placed(work.facts(world.code, TODAY, standard), rng), rng)
            try:
                seen.update(n.act.value for n in check(facts, standard).needed)
            except AssertionError as error:
                error.add_note(f"chunk {chunk}, case {case}")
                raise
    with capsys.disabled():
        print(f"\nchunk {chunk}:", dict(sorted(seen.items())))
    assert {"assign", "settle", "link", "new_point", "mend", "visit", "interview", "new_round"} <= set(seen)


def turned(facts: StreetFacts, rng: random.Random) -> StreetFacts:
    """The same facts in another order."""

    def mixed(values: Iterable[Any]) -> tuple[Any, ...]:
        held = list(values)
        return tuple(rng.sample(held, len(held)))

    def mixed_map(values: Mapping[Any, Any]) -> dict[Any, Any]:
        return dict(mixed(values.items()))

    rounds = mixed(replace(r, visits=mixed(r.visits)) for r in facts.rounds)
    return replace(
        facts,
        sites=mixed(facts.sites),
        points=mixed_map(facts.points),
        links=mixed(facts.links),
        assignments=mixed(facts.assignments),
        evidence=mixed_map(facts.evidence),
        rounds=rounds,
    )


def test_the_list_does_not_depend_on_the_order_of_the_facts() -> None:
    with fresh_store() as store:
        for case in range(60):
            rng = random.Random(9000 + case)
            standard = rng.choice(STANDARDS)
            world = Maker(store, rng, case, standard, Counter()).make()
            with store.reading() as work:
                facts = half_asked(placed(work.facts(world.code, TODAY, standard), rng), rng)
            assert missing_of(turned(facts, rng), standard) == missing_of(facts, standard), case


# -- streets made by hand ----------------------------------------------------------------------------------------------


def street(**sites: int | str) -> StreetFacts:
    """Sites by code, each with one good point of the same name: a number of households, or a place type."""
    made, points, links, assignments = [], {}, [], []
    evidence = {}
    for code, what in sites.items():
        homes = what if isinstance(what, int) else 0
        place = "home" if isinstance(what, int) else what
        made.append(SiteFact(id=code, code=code, name=code, community="c1", place_type=place, households=homes))
        points[f"p{code}"] = PointFact(id=f"p{code}", code="1", name="", site=code, in_use=True)
        links.append(LinkFact(id=f"l{code}", point=f"p{code}", site=code, households=homes))
        assignments.append(AssignmentFact(id=f"a{code}", site=code, organisation="某物业", since=""))
        evidence[code, "notice"] = seen()
        evidence |= {(f"p{code}", item): seen() for item in PRESENT}
    return StreetFacts(
        code="1",
        name="某街道",
        communities={"c1": "某社区"},
        sites=tuple(made),
        points=points,
        links=tuple(links),
        assignments=tuple(assignments),
        evidence=evidence,
        rounds=(),
    )


def seen(answer: Answer = Answer.PASS, days: int = 1) -> Evidence:
    return Evidence(answer=answer, observed_at=stamp(NOW - timedelta(days=days)), audit="x")


def with_(facts: StreetFacts, **evidence: Evidence) -> StreetFacts:
    """Other evidence: `pA__has_food` is of the point pA."""
    more = {(key.partition("__")[0], key.partition("__")[2]): value for key, value in evidence.items()}
    return replace(facts, evidence={**facts.evidence, **more})


def coverage(facts: StreetFacts, standard: Standard) -> list[Needed]:
    """The lines beside the survey, after the promise was checked."""
    return [n for n in check(facts, standard).needed if not set(n.criteria) <= set(RATES)]


def test_a_visit_names_every_criterion_and_item_it_serves_once() -> None:
    facts = street(A=20, B="shop")
    old = dict.fromkeys(("A__notice", "pA__has_food", "pA__has_hazardous"), seen(days=200))
    (line,) = coverage(with_(facts, **old), small_standard())
    assert (line.act, line.site, line.criteria) == (Act.VISIT, "A", ("responsibility", "categories", "placement"))
    assert [(k.unit, k.item, k.reason) for k in line.looks] == [
        ("A", "notice", "expired"),
        ("pA", "has_food", "expired"),
        ("pA", "has_hazardous", "expired"),
    ]
    assert line.households == 20


def test_a_point_that_fails_is_mended_and_one_that_has_neither_of_a_pair_is_right() -> None:
    facts = street(A=20)
    extra = PointFact(id="q", code="2", name="", site="A", in_use=True)
    facts = replace(
        facts,
        points={**facts.points, "q": extra},
        links=(*facts.links, LinkFact(id="lq", point="q", site="A", households=0)),
    )
    alone = {f"q__{item}": seen(Answer.FAIL) for item in ("has_food", "has_residual", "has_hazardous")}
    facts = with_(facts, **alone, q__has_recyclable=seen(), pA__has_recyclable=seen(Answer.FAIL))
    assert coverage(facts, small_standard()) == []
    (line,) = coverage(with_(facts, q__has_food=seen()), small_standard())
    assert (line.act, line.point, [k.item for k in line.looks]) == (Act.MEND, "q", ["has_residual"])


def test_an_overloaded_point_is_relieved_by_spare_room_before_a_new_point_is_made() -> None:
    facts = street(A=40)
    found = coverage(facts, small_standard(ratio=30))
    assert [(n.act, n.households) for n in found] == [(Act.NEW_POINT, 10)]
    spare = PointFact(id="q", code="2", name="", site="A", in_use=True)
    facts = with_(replace(facts, points={**facts.points, "q": spare}), **{f"q__{i}": seen() for i in PRESENT})
    (line,) = coverage(facts, small_standard(ratio=30))
    assert line.act is Act.LINK
    assert [(m.source, m.target, m.households) for m in line.moves] == [("pA", "q", 10)]


def test_one_repair_that_serves_two_sites_is_preferred_to_two() -> None:
    """A shop whose own point and whose neighbour's point both fail: the neighbour's is mended for its households."""
    facts = street(A=20, B="shop")
    facts = replace(facts, links=(*facts.links, LinkFact(id="lx", point="pA", site="B", households=0)))
    bad = {"pA__has_residual": seen(Answer.FAIL), "pB__has_residual": seen(Answer.FAIL)}
    (line,) = coverage(with_(facts, **bad), small_standard())
    assert (line.act, line.point, line.criteria) == (Act.MEND, "pA", ("categories", "placement"))


def test_a_neighbours_point_serves_only_where_both_have_coordinates_within_the_radius() -> None:
    standard = small_standard(radius_m=200)
    facts = with_(street(A=20, B=20), pA__near=seen(), pB__near=seen())
    facts = replace(facts, links=tuple(k for k in facts.links if k.site != "B"), points={"pA": facts.points["pA"]})
    (line,) = coverage(facts, standard)
    assert line.act is Act.NEW_POINT
    a, b = facts.sites
    near = replace(b, latitude=39_101_700, longitude=117_170_000)  # 189 m north
    facts = replace(facts, sites=(replace(a, latitude=39_100_000, longitude=117_170_000), near))
    (line,) = coverage(facts, standard)
    assert (line.act, [(m.source, m.target, m.households) for m in line.moves]) == (Act.LINK, [("", "pA", 20)])
    facts = replace(facts, sites=(facts.sites[0], replace(near, latitude=39_101_900)))  # 211 m
    assert [n.act for n in coverage(facts, standard)] == [Act.NEW_POINT]


def test_a_site_that_nobody_answers_for_needs_somebody_and_one_in_conflict_a_person_to_settle_it() -> None:
    facts = street(A="shop")
    assert [n.act for n in coverage(replace(facts, assignments=()), small_standard())] == [Act.ASSIGN]
    unsettled = replace(facts, sites=(replace(facts.sites[0], unsettled=True),))
    (line,) = coverage(unsettled, small_standard())
    assert (line.act, line.kind, line.record) == (Act.SETTLE, "site", "A")
    assert line.criteria == ("responsibility", "categories", "placement")


def sampled(facts: StreetFacts, *, planned: int, blocked: Outcome) -> StreetFacts:
    """A sample of site A all of which answered well, but for one household whose only visit is in conflict."""
    part = Part(community="c1", number="", population=40, planned=planned, stratum="c1", framed=40)
    visits = [an_answer(f"{k:04}", "c1", good=True, settled=True) for k in range(planned)]
    visits[7] = replace(visits[7], outcome=blocked, settled=False)
    if blocked is not Outcome.COMPLETE:
        visits[7] = replace(visits[7], passing=dict.fromkeys(RATES, Passing.OPEN))
    made = RoundFact(
        id="r",
        name="r",
        mode=Mode.SAMPLE,
        method=Method.DOOR,
        frozen_on=TODAY,
        ended_on=None,
        frame={"A": 40},
        parts=(part,),
        visits=tuple(visits),
    )
    return replace(facts, rounds=(made,))


def test_an_answer_in_conflict_is_settled_and_no_further_interview_can_take_its_place() -> None:
    facts = sampled(street(A=40), planned=39, blocked=Outcome.COMPLETE)
    (line,) = check(facts, small_standard(ratio=60)).needed
    assert (line.act, line.kind, line.record) == (Act.SETTLE, "response", "v 0007")


def test_a_visit_in_conflict_is_settled_only_where_the_plan_cannot_do_without_its_household() -> None:
    standard = small_standard(ratio=60, floor=Fraction(98, 100))
    tight = check(sampled(street(A=40), planned=38, blocked=Outcome.REFUSAL), standard).needed
    assert [(n.act, n.record, n.interviews) for n in tight if n.act is Act.SETTLE] == [(Act.SETTLE, "v 0007", 0)]
    wide = check(sampled(street(A=40), planned=40, blocked=Outcome.REFUSAL), standard).needed
    assert [(n.act, n.interviews) for n in wide] == [(Act.INTERVIEW, 1)]


def test_nothing_registered_says_so_first() -> None:
    (line,) = missing_of(replace(street(), communities={}), small_standard()).needed
    assert (line.act, line.reasons) == (Act.REGISTER, ("nothing_registered",))
    (line,) = [n for n in missing_of(street(A="shop"), small_standard()).needed if n.act is Act.REGISTER]
    assert line.criteria == ("awareness", "participation")


def test_below_a_hundred_any_so_many_of_these() -> None:
    names = ("responsibility", "categories", "placement")
    standard = small_standard(thresholds=dict.fromkeys(names, Fraction(3, 4)))
    facts = street(A="shop", B="shop", C="shop", D="shop")
    old = {f"{code}__notice": seen(days=200) for code in "ABC"}
    found = missing_of(with_(facts, **old), standard)
    assert found.choices == {"responsibility": Choice(least=2, units=3)}
    assert [n.site for n in found.needed if n.act is Act.VISIT] == ["A", "B", "C"]
    less = missing_of(with_(facts, A__notice=seen(days=200)), standard)
    assert [n for n in less.needed if n.act is Act.VISIT] == []


def test_below_a_hundred_a_census_needs_any_so_many_of_those_left() -> None:
    """Twenty households, nobody asked yet: half of them would do."""
    standard = small_standard(thresholds=dict.fromkeys(RATES, Fraction(1, 2)))
    part = Part(community="c", number="", population=20, planned=20, stratum="c", framed=20)
    fact = RoundFact(
        id="r", name="一", mode=Mode.CENSUS, method=Method.DOOR, frozen_on=TODAY, ended_on=None, frame={"A": 20},
        parts=(part,), visits=(),
    )  # fmt: skip
    found = missing_of(replace(street(A=20), rounds=(fact,)), standard)
    assert {k: v for k, v in found.choices.items() if k in RATES} == dict.fromkeys(RATES, Choice(least=10, units=20))
    assert [n.interviews for n in found.needed if n.act is Act.INTERVIEW] == [20]


def test_a_failing_answer_of_a_round_that_drew_nobody_is_listed_and_not_scored() -> None:
    visits = tuple(
        replace(an_answer("", code, good=good, settled=True), id=f"{code}{n}", slot="")
        for n, (code, good) in enumerate((("c1", False), ("c1", True), ("c2", False), ("c2", False)))
    )
    beside = RoundFact(
        id="i", name="拦访", mode=Mode.SAMPLE, method=Method.INTERCEPT, frozen_on=TODAY - timedelta(days=30),
        ended_on=None, frame={}, parts=(), visits=visits,
    )  # fmt: skip
    facts = street(A=20)
    listed = missing_of(replace(facts, rounds=(beside,)), small_standard())
    assert listed.beside == {"c1": 1, "c2": 2}
    assert listed.needed == missing_of(facts, small_standard()).needed
    old = replace(beside, frozen_on=TODAY - timedelta(days=366))
    assert missing_of(replace(facts, rounds=(old,)), small_standard()).beside == {}


def test_what_conforms_today_and_ends_before_the_application_is_coming_and_not_needed() -> None:
    facts = with_(street(A=20, B="shop"), A__notice=seen(days=80), pB__has_residual=seen(days=85))
    found = missing_of(facts, small_standard(age=90))
    assert [n.act for n in found.needed] == [Act.NEW_ROUND]
    assert [(c.site, c.ends - TODAY, c.criteria) for c in found.coming] == [
        ("B", timedelta(days=5), ("categories", "placement")),
        ("A", timedelta(days=10), ("responsibility",)),
    ]
    assert missing_of(facts, small_standard(age=90), planned=TODAY + timedelta(days=5)).coming == ()
    assert len(missing_of(facts, small_standard(age=90), planned=TODAY + timedelta(days=6)).coming) == 1
