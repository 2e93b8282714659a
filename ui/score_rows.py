"""What the score page says of a score: sizes, what is proven, ranges, lines by community, units, rounds beside."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta, timezone

from auditor.coverage import UnitResult
from auditor.errors import Problem, Refused
from auditor.facts import Evidence, StreetFacts
from auditor.reasons import answer_name, reason_text
from auditor.record import china_date, moment_of
from auditor.standard import CATEGORIES, PLACEMENT, RATES, Criterion, Standard
from auditor.store import Store
from auditor.survey import Mode
from auditor.use_cases import looking, scoring
from auditor.use_cases.scoring import Scored
from auditor.verdict import HOUSEHOLDS, CriterionScore, PartScore, State, Tally, Verdict
from auditor.wording import _, named, ngettext, number, percent, tenths_text
from ui.marks import Mark

VERDICT_MARKS = {Verdict.MET: Mark.CONFORMING, Verdict.NOT_MET: Mark.NONCONFORMING, Verdict.UNDETERMINED: Mark.UNKNOWN}
STATE_MARKS = {
    State.CONFORMING: Mark.CONFORMING,
    State.NONCONFORMING: Mark.NONCONFORMING,
    State.UNKNOWN: Mark.UNKNOWN,
}
_CHINA = timezone(timedelta(hours=8))
_ORDER = {State.NONCONFORMING: 0, State.UNKNOWN: 1, State.CONFORMING: 2}
_TO_REGISTER = frozenset(
    {
        "no_organisation",
        "no_link",
        "over_linked",
        "place_type_unknown",
        "point_unknown",
        "point_overloaded",
        "point_not_in_use",
        "unsettled",
    }
)
_ENDINGS = ("社区居民委员会", "社区居委会", "居民委员会", "居委会")


@dataclass(frozen=True, slots=True)
class PartLine:
    """A criterion of the street, or a part of placement: what the bar in the middle shows. `unit` is "" for one."""

    unit: str
    tally: Tally
    proven: str


@dataclass(frozen=True, slots=True)
class CommunityRow:
    """One community under one criterion, or under one part of placement."""

    id: str
    community: str
    part: str
    name: str
    unit: str
    tally: Tally
    proven: str
    verdict: Verdict
    too_small: bool  # a sample that decides nothing for the community


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit of a community: its place and the sentence that decides it."""

    id: str
    unit: UnitResult
    place: str
    reason: str
    households: int  # 0 for a site


def read_score(store: Store, street: str, standard: Standard, on: date | None, known: date | None = None) -> Scored:
    """A street on a day, today without one, as known on a day; Refused for a day that has not come."""
    with looking.as_known(store, known) as held, held.reading() as work:
        today = work.today()
        if on is not None and on > today:
            raise Refused(Problem("on", "in_the_future", {"value": on.isoformat(), "now": today.isoformat()}))
        return scoring.score_one(work, street, standard, on or today, known=today)


def read_inspectors(store: Store, evidence: Evidence) -> str:
    """Who made the audit that holds the evidence; "" if it is not held."""
    with store.reading() as work:
        audit = work.audits.find(evidence.audit)
    return audit.inspectors if audit else ""


def proven_text(score: CriterionScore | PartScore, mode: str) -> str:
    """What is proven, cut; of a sample a lower bound, and nothing at all before anybody answered."""
    if mode == Mode.SAMPLE.value:
        return "≥ " + percent(score.percent)
    return percent(score.percent)


def _part_count(part: str, n: int) -> str:
    if part == HOUSEHOLDS:
        return ngettext("{n} 户", "{n} 户", n).format(n=number(n))
    return ngettext("{n} 个非居住点位", "{n} 个非居住点位", n).format(n=number(n))


def size_text(score: CriterionScore, standard: Standard) -> str:
    """How much was counted: `196 个点位；18 个不要求，另列`."""
    if score.mode == "none":
        return _("还没有调查")
    if score.sample is not None:
        if score.mode == Mode.CENSUS.value:
            return _("逐户 {n} 户").format(n=number(score.tally.total))
        words = _("抽样 {n} 户，{sure} 置信")
        return words.format(n=number(score.tally.total), sure=confidence_text(standard))
    if score.id == PLACEMENT and score.parts:
        return " + ".join(_part_count(part, found.tally.total) for part, found in score.parts.items())
    if not score.tally.total:
        return _("没有登记")
    text = ngettext("{n} 个点位", "{n} 个点位", score.tally.total).format(n=number(score.tally.total))
    if score.id == CATEGORIES and score.not_required:
        return _("{text}；{n} 个不要求，另列").format(text=text, n=number(score.not_required))
    return text


def confidence_text(standard: Standard) -> str:
    """The standard's confidence as a whole percent where it is one: `95 %`."""
    return percent(tenths_text(int(standard.survey.confidence * 1000)).removesuffix(".0"))


def short_community(name: str) -> str:
    """A community's name in a table that has no room for the ending all of them have."""
    return next((name.removesuffix(e) for e in _ENDINGS if name.endswith(e) and name != e), name)


def range_text(tally: Tally) -> str:
    """From what is proven to what it can still become: `可能范围 94.3 % – 98.5 %`."""
    if not tally.total:
        return _("没有登记")
    if not tally.unknown:
        return _("没有未知")
    return _("可能范围 {least} – {most}").format(least=percent(tally.percent), most=percent(tally.at_most))


def part_lines(score: CriterionScore) -> list[PartLine]:
    """What stands over the communities: one bar, two for placement."""
    if score.id == PLACEMENT and score.parts:
        return [PartLine(part_word(p), found.tally, percent(found.percent)) for p, found in score.parts.items()]
    return [PartLine("", score.tally, proven_text(score, score.mode))]


def part_word(part: str) -> str:
    """居民户, or 非居住点位."""
    return _("居民户") if part == HOUSEHOLDS else _("非居住点位")


def basis_text(rule: Criterion, standard: Standard) -> str:
    """That the definition is ours, and the sources it rests on."""
    told = " · ".join(
        " ".join(w for w in (b.title, b.number, b.article) if w) for b in standard.bases if b.id in rule.bases
    )
    ours = _("这个定义由本标准拟定（{name} 第 {n} 号）。").format(name=standard.id, n=standard.number)
    return ours + (_("依据：{told}").format(told=told) if told else "")


def community_rows(score: CriterionScore, facts: StreetFacts, rule: Criterion) -> list[CommunityRow]:
    """The lines of one criterion, communities in order of code, those with nothing to count left out."""
    rows = []
    for code, found in sorted(score.communities.items()):
        name = facts.communities.get(code, code)
        parts = found.parts if score.id == PLACEMENT else {"": found}
        for part, line in parts.items():
            if line.tally.total:
                unit = part_word(part) if part else named(rule.unit, rule.unit_en)
                rows.append(
                    CommunityRow(
                        id=f"{code} {part}",
                        community=code,
                        part=part,
                        name=name,
                        unit=unit,
                        tally=line.tally,
                        proven=proven_text(line, score.mode),
                        verdict=line.verdict,
                        too_small=score.mode == Mode.SAMPLE.value and line.verdict is Verdict.UNDETERMINED,
                    )
                )
    return rows


def unit_rows(units: Iterable[UnitResult], row: CommunityRow, scored: Scored, standard: Standard) -> list[UnitRow]:
    """The units of a line: failures first, then unknown, then conforming, each in order of code."""
    sites = {s.id: s for s in scored.facts.sites}
    found = []
    for unit in units:
        if unit.community == row.community and (not row.part or unit.part == row.part):
            site = sites.get(unit.site)
            place = f"{site.code} {site.name}" if site else unit.site
            reason = reason_text(unit, scored.facts, standard)
            households = unit.count if unit.part == HOUSEHOLDS else 0
            name = f"{unit.site} {unit.part} {unit.point} {unit.reason}"
            found.append(UnitRow(name, unit, place, reason, households))
    return sorted(found, key=lambda r: (_ORDER[r.unit.state], r.place, r.unit.point))


def where_to_mend(unit: UnitResult) -> str:
    """The page on which this reason goes away: register for what nobody entered, audit for what nobody saw."""
    return "register" if unit.reason in _TO_REGISTER else "audit"


def evidence_facts(unit: UnitResult, facts: StreetFacts, standard: Standard) -> list[tuple[str, str]]:
    """What the unit's evidence says, as (word, text): item, seen when, answer, valid until."""
    item = next((named(i.name, i.name_en) for i in standard.items if i.id == unit.item), "")
    told = [(_("检查项"), item)] if item else []
    point = facts.points.get(unit.point)
    if point is not None:
        told.append((_("投放点"), " ".join(w for w in (point.code, point.name) if w)))
    found = unit.evidence
    if found is None:
        return [*told, (_("证据"), _("还没有"))] if item else told
    seen = moment_of(found.observed_at).astimezone(_CHINA)
    age = standard.criteria[unit.criterion].evidence_max_age_days
    until = china_date(found.observed_at) + timedelta(days=age)
    answer = answer_name(found.answer) if found.answer is not None else _("两个答案不一样")
    told.append((_("看到"), answer + (_("（自查）") if found.self_check else "")))
    told.append((_("检查"), f"{seen:%Y-%m-%d %H:%M}"))
    told.append((_("有效到"), until.isoformat()))
    return told


def expired(unit: UnitResult, standard: Standard, on: date) -> bool:
    """Whether the unit's evidence is too old on a day."""
    if unit.evidence is None:
        return False
    age = standard.criteria[unit.criterion].evidence_max_age_days
    return (on - china_date(unit.evidence.observed_at)).days > age


def is_rate(criterion: str) -> bool:
    """Whether the criterion rests on a survey."""
    return criterion in RATES
