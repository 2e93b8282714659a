"""A list of what is missing by hand: a few lines of every act on a street of two sites, and the days they make."""

from dataclasses import replace
from datetime import timedelta

from auditor.day_plans import Pace, plan_days
from auditor.facts import PointFact, SiteFact, StreetFacts
from auditor.gaps import Act, Coming, Look, Missing, Move, Needed
from auditor.record import stamp
from auditor.score import score_street
from auditor.work_list import WorkList
from tests.making import NOW, TODAY, standard

LONG = "长江道街边商铺十二号至三十号以及后院小楼一层二层全部经营户含仓库和配电间在内共三十二户"


def facts_of(name: str = "赵䶮饺子馆") -> StreetFacts:
    """Two sites in two communities, the first with one point."""
    common = {"place_type": "residential_managed", "households": 120}
    return StreetFacts(
        code="120104005000",
        name="万兴街道",
        communities={"c1": "同富社区", "c2": "长江里社区"},
        sites=(
            SiteFact(id="s1", code="05-001", name=name, community="c1", **common),  # type: ignore[arg-type]  # by name
            SiteFact(id="s2", code="05-002", name="长江里一区", community="c2", **common),  # type: ignore[arg-type]  # by name
        ),
        points={"p1": PointFact(id="p1", code="3", name="", site="s1", in_use=True)},
        links=(),
        assignments=(),
        evidence={},
        rounds=(),
    )


def lines() -> tuple[Needed, ...]:
    """One line of every act."""
    rules = standard()
    seen = stamp(NOW - timedelta(days=17))
    has = {c: rules.item_of(f"present:{c}") for c in ("food", "recyclable", "hazardous", "residual")}
    three = ("responsibility", "categories", "placement")
    notice = Look(unit="s1", item=rules.item_of("notice"), reason="never_seen")
    return (
        Needed(act=Act.NEW_ROUND, criteria=("awareness",), reasons=("failed",), record="r"),
        Needed(
            act=Act.SETTLE, criteria=three, community="c1", site="s1", record="s1", kind="site", reasons=("unsettled",)
        ),
        Needed(act=Act.ASSIGN, criteria=three[:1], community="c1", site="s1", reasons=("no_organisation",)),
        Needed(
            act=Act.MEND,
            criteria=three[1:],
            community="c1",
            site="s1",
            point="p1",
            reasons=("failing",),
            looks=(Look(unit="p1", item=has["residual"], reason="failing", observed_at=seen),),
            households=58,
        ),
        Needed(
            act=Act.VISIT,
            criteria=three,
            community="c1",
            site="s1",
            reasons=("never_seen",),
            looks=(notice, Look(unit="p1", item=has["food"], reason="never_seen")),
        ),
        Needed(
            act=Act.INTERVIEW, criteria=("awareness",), community="c1", record="r", interviews=3, reasons=("sample",)
        ),
        Needed(
            act=Act.NEW_POINT,
            criteria=three[2:],
            community="c2",
            site="s2",
            point="new:s2:1",
            reasons=("no_link",),
            looks=tuple(Look(unit="new:s2:1", item=i, reason="never_seen") for i in has.values()),
            moves=(Move(site="s2", source="", target="new:s2:1", households=120),),
            households=120,
        ),
        Needed(
            act=Act.INTERVIEW, criteria=("awareness",), community="c2", record="r", interviews=33, reasons=("census",)
        ),
    )


def list_of(*needed: Needed, name: str = "赵䶮饺子馆", demonstration: bool = True, hours: int = 12) -> WorkList:
    """These lines (all of them without any), timed by the defaults, over days."""
    facts, rules, pace = facts_of(name), standard(), Pace()
    given = needed or lines()
    score, _units = score_street(facts, rules, TODAY)
    missing = Missing(
        street=facts.code,
        name=facts.name,
        standard=rules.name,
        on=TODAY,
        planned=TODAY + timedelta(days=30),
        needed=given,
        coming=(
            Coming(
                ends=TODAY + timedelta(days=9), criteria=("categories",), community="c1", site="s1", observed_on=TODAY
            ),
            Coming(ends=TODAY + timedelta(days=12), criteria=("awareness",), round="2026 抽样"),
        ),
        new_points=1,
        at_least=1,
    )
    return WorkList(
        missing=missing,
        facts=facts,
        score=score,
        addresses={"s1": "西湖道 41 号"},
        pace=pace,
        hours=hours,
        days=tuple(plan_days(given, sorted(facts.communities), pace, TODAY, hours)),
        demonstration=demonstration,
    )


def empty_list() -> WorkList:
    """Nothing is missing."""
    found = list_of()
    return replace(found, missing=replace(found.missing, needed=(), coming=()), days=())
