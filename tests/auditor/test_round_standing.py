"""Rounds side by side: which counts on the day and why the others do not, and how far the field work is."""

from dataclasses import replace
from datetime import date, timedelta

from auditor.facts import RoundFact
from auditor.round_count import count_parts, together
from auditor.round_standing import OPEN, field_work, stand_rounds
from auditor.standard import AWARENESS, PARTICIPATION
from auditor.survey import Method, Mode, Outcome, Part
from auditor.verdict import Verdict
from auditor.visits import Passing, SlotVisit
from tests.auditor.formats.making import make_report, make_standard

ON = date(2026, 11, 22)


def visit(slot: int, day: int, outcome: Outcome, hour: int = 3, *, basis: bool = False) -> SlotVisit:
    """A visit on a day of November at an hour of UTC (3 is 11 in the morning in China)."""
    passing = dict.fromkeys((AWARENESS, PARTICIPATION), Passing.YES) if outcome is Outcome.COMPLETE else {}
    return SlotVisit(
        id=f"{slot}-{day}-{hour}",
        slot=f"{slot:03}",
        community="a",
        outcome=outcome,
        observed_at=f"2026-11-{day:02}T{hour:02}:00:00.000Z",
        basis=basis,
        passing=passing,
    )


def round_of(*visits: SlotVisit, planned: int = 5) -> RoundFact:
    part = Part(community="a", number="", population=300, planned=planned, stratum="a", framed=300)
    return RoundFact(
        id="r",
        name="秋季轮",
        mode=Mode.SAMPLE,
        method=Method.DOOR,
        frozen_on=date(2026, 11, 1),
        ended_on=None,
        frame={"s": 300},
        parts=(part,),
        visits=visits,
    )


def test_dispositions_and_attempts_add_up_to_the_released_slots() -> None:
    fact = round_of(
        visit(1, 9, Outcome.COMPLETE),
        visit(2, 9, Outcome.NON_CONTACT),
        visit(2, 10, Outcome.NON_CONTACT, 11),  # 19 in the evening
        visit(2, 11, Outcome.REFUSAL),  # the third day, one evening: final, a replacement opens
        visit(3, 9, Outcome.VACANT, basis=True),
        visit(3, 10, Outcome.VACANT, basis=True),  # confirmed: out of the count, a replacement opens
        visit(4, 9, Outcome.VACANT, basis=True),  # not confirmed yet
    )
    work = field_work(fact, 3)
    assert {k: n for k, n in work.dispositions.items() if n} == {"complete": 1, "refusal": 1, "vacant": 1, OPEN: 4}
    assert work.tried == (3, 2, 1, 1)
    counted = count_parts(fact, 3)
    assert sum(work.dispositions.values()) == sum(work.tried) == together(counted.counts[AWARENESS]).released


def test_a_vacancy_nobody_confirmed_is_a_non_contact_in_the_end() -> None:
    fact = round_of(
        visit(1, 7, Outcome.VACANT, basis=True), visit(1, 9, Outcome.NON_CONTACT, 11), visit(1, 10, Outcome.PARTIAL),
        visit(2, 7, Outcome.NON_CONTACT, 11), visit(2, 9, Outcome.NON_CONTACT), visit(2, 10, Outcome.VACANT),
    )  # fmt: skip
    work = field_work(fact, 3)
    assert (work.dispositions["partial"], work.dispositions["non_contact"], work.dispositions["vacant"]) == (1, 1, 0)


def test_every_round_says_whether_it_counts_and_why() -> None:
    report = make_report()
    standard, facts = make_standard(), report.facts
    second = next(r for r in facts.rounds if r.name == "二")
    running = replace(second, id="三", name="三", frozen_on=ON - timedelta(days=2), ended_on=None, visits=())
    beside = replace(second, id="街", name="街", method=Method.INTERCEPT)
    facts = replace(facts, rounds=(*facts.rounds, running, beside))
    found = {r.id: r for r in stand_rounds(facts, standard, ON)}
    assert {k: r.why for k, r in found.items()} == {"一": "newer", "二": "counts", "三": OPEN, "街": "beside"}
    assert found["一"].scores[AWARENESS].verdict is Verdict.NOT_MET
    assert found["二"].scores[AWARENESS] == report.score.criteria[AWARENESS]
    assert found["街"].scores == {}
    assert found["三"].scores[AWARENESS].lost == "bound"  # three a community can never show the floor
    assert found["三"].lacking == {}
    late = stand_rounds(facts, standard, second.frozen_on + timedelta(days=standard.survey.max_age_days + 1))
    assert {r.why for r in late if r.id in ("一", "二")} == {"too_old"}
    assert next(r.id for r in late) == "三"
    early = stand_rounds(facts, standard, second.frozen_on - timedelta(days=1))
    assert [r.id for r in early] == ["一"]
