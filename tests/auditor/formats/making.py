"""Invented values for the printed documents: a standard, a street at a given stage, its certificate and report."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from auditor.audit import Answer
from auditor.certificate import Certificate, DocumentKind, for_certificate
from auditor.facts import AssignmentFact, Evidence, LinkFact, PointFact, RoundFact, SiteFact, StreetFacts
from auditor.report import StreetReport
from auditor.score import score_street
from auditor.site import Category
from auditor.standard import (
    AWARENESS,
    CATEGORIES,
    CRITERIA,
    PARTICIPATION,
    PLACEMENT,
    RESPONSIBILITY,
    Basis,
    Criterion,
    Item,
    PlaceType,
    Standard,
    SurveyRules,
)
from auditor.survey import Method, Mode, Outcome, Part
from auditor.verdict import (
    HOUSEHOLDS,
    SITES,
    CriterionScore,
    PartScore,
    SampleResult,
    StreetScore,
    Tally,
    Verdict,
    part_score,
    worst,
)
from auditor.visits import Passing, SlotVisit

ON, KNOWN, ISSUED = date(2026, 11, 22), date(2026, 11, 24), date(2026, 11, 24)
EVIDENCE_ROOT = "7f3a9c211ec187d618ba24a08c47d59644aaeacbf72d9689b42e7f47b80e0d2c"
JOURNAL_ROOT = "81dd6b775afcccb6dbb8a25a58ea844271bbefaeea7cb1d91c1687d7450f850c"
WHOLE = Fraction(1)

_WORDS = {
    RESPONSIBILITY: ("主体责任覆盖", "已落实管理责任人，责任在评分日有效，且现场见到公示。", "台账、现场"),
    CATEGORIES: ("类别覆盖", "所属场所类型要求的类别齐全、可用、标志正确；厨余与其他成组。", "现场"),
    PLACEMENT: ("投放覆盖", "所属投放点当日在用，厨余、其他在位可用，且一个投放点服务不超过300户。", "台账、现场"),
    AWARENESS: ("知晓率", "说出四类名称，且六道物品题答对不少于4道。", "本人回答"),
    PARTICIPATION: ("参与率", "自述过去一周总是或大多数时候分类投放。", "本人自述"),
}


def make_criterion(name: str, threshold: Fraction = WHOLE, short: str = "") -> Criterion:
    words = _WORDS[name]
    return Criterion(
        id=name,
        name=words[0],
        name_en=name,
        unit="全部在册点位" if name in (RESPONSIBILITY, CATEGORIES) else "抽到的合格户",
        unit_en="",
        short=short or words[1],
        short_en="",
        definition=words[1] + "自述，未经观察。" * 3,
        definition_en="",
        source=words[2],
        source_en="",
        threshold=threshold,
        weight=1,
        evidence_max_age_days=180,
        bases=("plan",),
        tag="P",
    )


def make_standard(short: str = "") -> Standard:
    every = (Category.FOOD, Category.RECYCLABLE, Category.HAZARDOUS, Category.RESIDUAL)
    place = {
        "estate": ("居住小区", True, every),
        "school": ("学校", False, every),
        "road": ("道路", False, ()),
    }
    return Standard(
        id="nankai-2023",
        number=1,
        title="试用标准",
        title_en="",
        made_on=date(2026, 1, 1),
        in_force_from=date(2026, 1, 1),
        comparison=False,
        note="",
        note_en="",
        bases=(
            Basis(
                id="plan",
                title="南开区减污降碳增汇实施方案",
                number="南生态环境发〔2023〕1号",
                article="五（四）",
                version="2023年2月28日",
                tag="S",
            ),
            Basis(id="law", title="天津市生活垃圾管理条例", tag="S"),
        ),
        criteria={name: make_criterion(name, short=short) for name in CRITERIA},
        ratio=300,
        radius_m=0,
        place_types={
            key: PlaceType(
                id=key,
                name=words[0],
                name_en=key,
                residential=words[1],
                required=words[2],
                pairs=(),
                responsible="",
                tag="P",
            )
            for key, words in place.items()
        },
        items=tuple(
            Item(
                id=role,
                name=name,
                name_en=role,
                level="point" if role.startswith("present") else "site",
                part="试",
                part_en="",
                criterion="",
                role=role,
                place_types=(),
                not_applicable=False,
                method="all_or_nothing",
            )
            for role, name in (
                ("notice", "责任公示"),
                ("point_found", "有投放点"),
                *((f"present:{category.value}", f"{category.value}容器") for category in every),
            )
        ),
        questions=(),
        keys={},
        survey=SurveyRules(
            design="one_stage",
            floor=Fraction(95, 100),
            confidence=Fraction(95, 100),
            attempts=3,
            min_response_rate=Fraction(4, 5),
            round_gap_days=60,
            max_age_days=180,
        ),
        examples=(),
        wording={},
        hash="0" * 64,
    )


def make_sample(tally: Tally, verdict: Verdict, name: str, *, opened: int = 0, rate: str = "0.8714") -> CriterionScore:
    failing = tally.nonconforming
    return CriterionScore(
        id=name,
        tally=tally,
        verdict=verdict,
        mode="sample",
        percent="0.0" if failing else "95.0",
        sample=SampleResult(
            round="round",
            name="第一轮",
            mode="sample",
            design="one_stage",
            population=23_528,
            planned=61,
            released=tally.total + 2,
            completes=tally.conforming + failing,
            refused=tally.unknown - opened,
            response_rate=rate,
            lower_bound="" if failing else "0.9503",
            open=opened,
        ),
    )


def make_register(name: str, tally: Tally, **more: int) -> CriterionScore:
    part = part_score(tally, WHOLE)
    return CriterionScore(
        id=name,
        tally=tally,
        verdict=part.verdict,
        mode="register",
        percent=part.percent,
        **more,  # type: ignore[arg-type]
    )


def make_placement(households: Tally, sites: Tally) -> CriterionScore:
    parts = {
        name: part_score(tally, WHOLE) for name, tally in ((HOUSEHOLDS, households), (SITES, sites)) if tally.total
    }
    chosen = parts.get(HOUSEHOLDS) or parts.get(SITES) or PartScore(tally=Tally(), verdict=worst(()), percent="0.0")
    return CriterionScore(
        id=PLACEMENT,
        tally=chosen.tally,
        verdict=worst(part.verdict for part in parts.values()),
        mode="register",
        percent=chosen.percent,
        parts=parts,
    )


def make_score(name: str = "长虹街道", **criteria: CriterionScore) -> StreetScore:
    """A street that meets all five; any criterion can be given otherwise."""
    good = Tally(conforming=61, unknown=9)
    found = {
        RESPONSIBILITY: make_register(RESPONSIBILITY, Tally(conforming=412), self_checked=7),
        CATEGORIES: make_register(CATEGORIES, Tally(conforming=397), not_required=15),
        PLACEMENT: make_placement(Tally(conforming=23_528), Tally(conforming=257)),
        AWARENESS: make_sample(good, Verdict.MET, AWARENESS),
        PARTICIPATION: make_sample(good, Verdict.MET, PARTICIPATION),
    } | criteria
    return StreetScore(
        street="120104001",
        name=name,
        standard="nankai-2023",
        standard_number=1,
        on=ON,
        known=KNOWN,
        root=JOURNAL_ROOT,
        verdict=worst(c.verdict for c in found.values()),
        index="98.0",
        criteria=found,
        sites=412,
        households=23_528,
    )


def make_certificate(score: StreetScore, *, demonstration: bool = True, issuer: str = "长虹街道办事处") -> Certificate:
    return Certificate(
        id="01900000-0000-7000-8000-000000000001",
        version="0" * 64,
        kind=DocumentKind.SELF_ASSESSMENT,
        prefix="长虹街办",
        year=2026,
        running=12,
        issued_on=ISSUED,
        issuer=issuer,
        score=for_certificate(score),
        evidence_root=EVIDENCE_ROOT,
        demonstration=demonstration,
        closed_sites=3,
        closed_conforming=2,
        closed_unknown=1,
    )


NAMES = (
    "同富",
    "长江里",
    "长宁里",
    "天环里",
    "三潭西里",
    "华章里",
    "卧龙",
    "三潭东里",
    "风荷园",
    "金融街",
    "兴泰路",
    "义兴里",
)


def make_visit(round_: str, number: int, community: str, outcome: Outcome, passing: Passing) -> SlotVisit:
    return SlotVisit(
        id=f"{round_}-{number}",
        slot=f"{round_}{number:04d}",
        community=community,
        outcome=outcome,
        observed_at=f"2026-10-{15 + number % 14:02d}T11:00:00.000Z",
        basis=False,
        passing={AWARENESS: passing, PARTICIPATION: passing} if outcome is Outcome.COMPLETE else {},
    )


def make_round(name: str, communities: dict[str, int], frozen: date, *, failing: int = 0) -> RoundFact:
    visits = []
    for number, community in enumerate(code for code in communities for _ in range(3)):
        passing = Passing.NO if number < failing else Passing.YES
        visits.append(make_visit(name, number, community, Outcome.COMPLETE, passing))
    return RoundFact(
        id=name,
        name=name,
        mode=Mode.SAMPLE,
        method=Method.DOOR,
        frozen_on=frozen,
        ended_on=frozen + timedelta(days=30),
        frame={},
        parts=tuple(
            Part(community=code, number="", population=size, planned=3, stratum=code, framed=size)
            for code, size in communities.items()
        ),
        visits=tuple(visits),
    )


def make_report(
    sites: int = 40, communities: int = 5, *, names: tuple[str, ...] = (), surveyed: bool = True, failing: int = 0
) -> StreetReport:
    """A street of `sites` sites: one in eleven fails, one in thirteen is unknown; the first ones bear `names`."""
    standard = make_standard()
    codes = {f"1201040010{n:02d}": f"{NAMES[n % len(NAMES)]}{n // len(NAMES) or ''}社区" for n in range(communities)}
    listed = list(codes)
    site_facts, points, links, assignments = [], {}, [], []
    evidence = {}
    for n in range(sites):
        kind = ("estate", "school", "road")[n % 3]
        households = 120 + n % 150 if kind == "estate" else 0
        name = names[n] if n < len(names) else f"{NAMES[n % len(NAMES)]}{n}号（演示）"
        at = f"2026-{10 - (7 if n % 13 == 5 else 0):02d}-{1 + n % 28:02d}T02:00:00.000Z"
        passed = Evidence(answer=Answer.FAIL if n % 11 == 3 else Answer.PASS, observed_at=at, audit="a")
        site_facts.append(
            SiteFact(
                id=f"s{n}",
                code=f"{n:03d}",
                name=name,
                community=listed[n % communities],
                place_type=kind,
                households=households,
            )
        )
        points[f"p{n}"] = PointFact(id=f"p{n}", code=f"{n}-1", name="", site=f"s{n}", in_use=True)
        links.append(LinkFact(id=f"l{n}", point=f"p{n}", site=f"s{n}", households=households + (90 if n == 12 else 0)))
        if n % 17 != 9:
            assignments.append(AssignmentFact(id=f"a{n}", site=f"s{n}", organisation=f"{name}物业", since=""))
        evidence[f"s{n}", "notice"] = passed
        for category in Category:
            evidence[f"p{n}", f"present:{category.value}"] = Evidence(
                answer=Answer.FAIL if n % 11 == 4 and category is Category.FOOD else Answer.PASS,
                observed_at=at,
                audit="a",
            )
    by_community = dict.fromkeys(listed, 0)
    for site in site_facts:
        by_community[site.community] += site.households
    sizes = {code: size for code, size in by_community.items() if size}
    rounds = (
        (
            make_round("一", sizes, date(2026, 6, 1), failing=2),
            make_round("二", sizes, date(2026, 10, 12), failing=failing),
        )
        if surveyed
        else ()
    )
    frame = {site.id: site.households for site in site_facts if site.households}
    facts = StreetFacts(
        code="120104001",
        name="万兴街道",
        communities=codes,
        sites=tuple(site_facts),
        points=points,
        links=tuple(links),
        assignments=tuple(assignments),
        evidence=evidence,
        rounds=tuple(replace(fact, frame=frame) for fact in rounds),
    )
    score, units = score_street(facts, standard, ON, known=KNOWN, root=JOURNAL_ROOT)
    return StreetReport(
        score=score,
        units=tuple(units),
        facts=facts,
        standard=standard,
        evidence_root=EVIDENCE_ROOT,
        issuer="万兴街道办事处",
        demonstration=True,
        asked={"scan": 214},
    )
