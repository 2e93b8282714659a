"""The third part of a street's report: who was asked, what they show and with what bound, and what it cannot show."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from auditor.chances import all_chances
from auditor.facts import RoundFact
from auditor.formats.marks import draw_dot
from auditor.formats.paired_table import draw_halves
from auditor.formats.ruled_table import Cell, Column, Row, Table, draw_table
from auditor.formats.score_words import (
    VERDICT_WORDS,
    print_count,
    print_date,
    print_share,
    print_whole_percent,
    survey_sentence,
)
from auditor.formats.setting import Align
from auditor.formats.sheet import Sheet, on_grid
from auditor.formats.type_scale import (
    LINE_GREY,
    NOTE,
    REPORT_BODY,
    SECTION,
    SMALL,
    SMALL_BOLD,
    SUBHEADING,
    TEXT,
    TEXT_BOLD,
    TINT,
)
from auditor.rates import score_rate
from auditor.record import china_date
from auditor.report import StreetReport
from auditor.round_count import RoundCount, count_parts, count_round
from auditor.standard import AWARENESS, PARTICIPATION, RATES, Standard
from auditor.survey import PROBABILITY, Method, Mode
from auditor.verdict import CriterionScore, SampleResult, Verdict

_POWER_RATES = (Fraction(99, 100), Fraction(95, 100))
_METHODS = {Method.DOOR: "入户", Method.TELEPHONE: "电话", Method.INTERCEPT: "拦访", Method.SCAN: "扫码"}


def draw_survey(sheet: Sheet, report: StreetReport) -> None:
    """The survey on pages of its own; a short page where there was none."""
    page, result = sheet.page, report.score.criteria[AWARENESS]
    fact = counted_round(report)
    sheet.open_page()
    title = {"sample": "三、居民户抽样调查", "census": "三、居民户逐户调查"}.get(result.mode, "三、居民户调查")
    sheet.text(page.left, 35.0, title, SECTION)
    if fact is None or result.sample is None:
        y = sheet.paragraph(page.left, 43.75, page.block, "没有可用的居民户调查，知晓率、参与率未定。", REPORT_BODY)
        _draw_notes(sheet, on_grid(y + 5), _other_notes(report, None))
        return
    y = sheet.paragraph(page.left, 43.75, page.block, _how(report, fact, result.sample), REPORT_BODY)
    top = on_grid(y + 5)
    left_end = _draw_asked(sheet, top, result, report.standard)
    right_end = _draw_results(sheet, top, report)
    y = _draw_communities(sheet, on_grid(max(left_end, right_end) + 7.5), report, fact)
    notes = _power_notes(report, fact) + _other_notes(report, fact)
    needed = 10.0 + 12.5 * len(notes)
    if y + needed > page.foot:
        sheet.open_page()
        sheet.text(page.left, 35.0, f"{title}（续）", SECTION)
        y = 35.0
    _draw_notes(sheet, on_grid(y + 7.5), notes)


def counted_round(report: StreetReport) -> RoundFact | None:
    """The round the rates rest on."""
    sample = report.score.criteria[AWARENESS].sample
    return next((fact for fact in report.facts.rounds if sample and fact.id == sample.round), None)


def _draw_notes(sheet: Sheet, y: float, notes: Iterable[tuple[str, str]]) -> float:
    for label, text in notes:
        y = sheet.note(y, label, text, NOTE)
    return y


def _how(report: StreetReport, fact: RoundFact, sample: SampleResult) -> str:
    rules = report.standard.survey
    days = [china_date(visit.observed_at) for visit in fact.visits]
    method = _METHODS[fact.method]
    field = ""
    if days:
        first, last = print_date(min(days)), print_date(max(days))
        if min(days).year == max(days).year:
            last = last.split("年")[1]
        field = f"，{first}至{last}{method}" if first != print_date(max(days)) else f"，{first}{method}"
    registered = f"全街{len(report.facts.communities)}个社区共登记{print_count(sample.population)}户"
    if fact.mode is Mode.SAMPLE:
        how = "直接抽取居民户，点位不先抽（一阶段）"
        if sample.deff:
            how = f"先抽点位、再抽居民户（两阶段），按设计效应{float(Fraction(sample.deff))}推算"
        drawn = f"，逐社区{how}。计划{print_count(sample.planned)}户"
    else:
        drawn = "，逐户调查"
    gaps = f"名单封存后登记增加的{print_count(sample.gaps)}户计入总数，算作未知。" if sample.gaps else ""
    return (
        f"{registered}{drawn}，名单于{print_date(fact.frozen_on)}封存{field}。"
        f"每户至多上门{rules.attempts}次，日期不同，至少一次在晚间或周末。"
        f"由在家且下一个过生日的14周岁以上居民作答，不记录姓名、电话和门牌号。{gaps}"
    )


def _draw_asked(sheet: Sheet, y: float, result: CriterionScore, standard: Standard) -> float:
    sample = result.sample
    assert sample is not None
    eligible = sample.completes + sample.refused + sample.open
    rows: list[tuple[str, int, bool]] = [
        ("抽取" if result.mode == "sample" else "登记", sample.released, False),
        ("确认空置、不是住户（扣除）", sample.released - eligible, False),
        ("应答基数", eligible, True),
        ("　完整作答", sample.completes, False),
        ("　没有作答", sample.refused, False),
        ("　还没有结果", sample.open, False),
    ]
    response = print_share(Fraction(sample.response_rate or 0))
    table = Table(
        (Column(43), Column(15, "户", Align.RIGHT)),
        (
            *(Row((name, print_count(count)), bold=strong) for name, count, strong in rows),
            Row((f"应答率（{print_count(sample.completes)}/{print_count(eligible)}）", response), bold=True),
        ),
        head_height=5.0,
        least=6.25,
        padding=1.25,
        step=1.25,
    )
    sheet.text(sheet.page.left, y, "问到的户", SUBHEADING)
    end = draw_table(sheet, sheet.page.left, y + 2.5, table)
    if result.mode != "sample":
        return end
    least = standard.survey.min_response_rate
    met = "已满足" if Fraction(sample.response_rate or 0) >= least else "还没有满足"
    words = f"最低应答率{print_whole_percent(least)}，{met}。应答率含替补，替补户按抽取顺序启用，被替补的户仍在基数中。"
    return sheet.paragraph(sheet.page.left, end + 5, 58.0, words, SMALL) - SMALL.leading


def _draw_results(sheet: Sheet, y: float, report: StreetReport) -> float:
    """The interval chart where there are bounds, and each rate's sentence."""
    left, width = sheet.page.end - 86.0, 86.0
    results = [report.score.criteria[name] for name in RATES]
    bounded = [r for r in results if r.sample and r.sample.lower_bound and r.tally.conforming + r.tally.nonconforming]
    sheet.text(left, y, "结果与区间" if bounded else "结果", SUBHEADING)
    at = _draw_chart(sheet, y + 7.5, report.standard, bounded) + 7.5 if bounded else y + 7.5
    for result in results:
        name = report.standard.criteria[result.id].name
        sheet.text(left, at, name, TEXT_BOLD)
        words = survey_sentence(result, report.standard)
        at = sheet.paragraph(left + 16, at, width - 16, words, TEXT.but(align=Align.JUSTIFIED)) + 1.25
    return at - TEXT.leading


@dataclass(frozen=True, slots=True)
class _Interval:
    """A rate on the chart: two-sided where an answer fails, else from the one-sided bound to 100 %."""

    name: str
    low: Fraction
    high: Fraction
    middle: Fraction
    needed: Fraction


def _interval(result: CriterionScore, standard: Standard) -> _Interval:
    sample, criterion = result.sample, standard.criteria[result.id]
    assert sample is not None
    needed = standard.survey.floor if criterion.threshold == 1 else criterion.threshold
    if not (result.tally.nonconforming and sample.interval_from):
        return _Interval(criterion.name, Fraction(sample.lower_bound), Fraction(1), Fraction(1), needed)
    low, high = Fraction(sample.interval_from), Fraction(sample.interval_to)
    return _Interval(criterion.name, low, high, Fraction(sample.estimate), needed)


def _draw_chart(sheet: Sheet, y: float, standard: Standard, bounded: list[CriterionScore]) -> float:
    """Intervals as tint bars over an axis, the estimate a dot, what is asked dashed; the y of its caption."""
    left, right = sheet.page.end - 70.0, sheet.page.end - 6.0
    shown = [_interval(result, standard) for result in bounded]
    start = min(80, int(min(min(i.low, i.needed) for i in shown) * 100) // 5 * 5)

    def place(share: Fraction) -> float:
        return left + float((share * 100 - start) / (100 - start)) * (right - left)

    bottom = y + 2.5 + 10.0 * len(shown)
    for percent in range(start, 101, 5 if start >= 60 else 20):
        x = place(Fraction(percent, 100))
        sheet.stroke([(x, y), (x, bottom)], 0.35, LINE_GREY)
        sheet.text(x, bottom + 4, f"{percent}%", SMALL, Align.CENTRED)
    for number, one in enumerate(shown):
        middle = y + 6.25 + 10.0 * number
        x, wide = place(one.low), place(one.high) - place(one.low)
        sheet.text(sheet.page.end - 86.0, middle + 1.2, one.name, TEXT_BOLD)
        sheet.fill([(x, middle - 1.75, wide, 3.5)], TINT)
        sheet.frame(x, middle - 1.75, wide, 3.5, points=0.5)
        draw_dot(sheet, place(one.middle), middle, 2.2)
        at = place(one.needed)
        sheet.stroke([(at, y + 10.0 * number), (at, min(bottom, y + 10.0 * number + 12.5))], 0.9, dash=(2, 1.5))
    sheet.stroke([(left, bottom), (right, bottom)], 0.5)
    asked = "、".join(dict.fromkeys(print_whole_percent(i.needed) for i in shown))
    sheet.text(place(max(i.needed for i in shown)), y - 1.5, f"下限要求{asked}", SMALL, Align.CENTRED)
    sheet.text(sheet.page.end - 86.0, bottom + 9, _caption(bounded, standard), SMALL)
    return bottom + 9


def _caption(bounded: list[CriterionScore], standard: Standard) -> str:
    """What bar and dot mean, for the rates that are drawn."""
    failing = [standard.criteria[r.id].name for r in bounded if r.tally.nonconforming]
    sure = print_whole_percent(standard.survey.confidence)
    if not failing:
        return "条形为单侧下限至100%，圆点为估计值。"
    if len(failing) == len(bounded):
        return f"条形为双侧{sure}区间，圆点为估计值。"
    return f"条形为区间（{'、'.join(failing)}为双侧{sure}，另一项为单侧下限至100%），圆点为估计值。"


def _draw_communities(sheet: Sheet, y: float, report: StreetReport, fact: RoundFact) -> float:
    """The communities' counts in two halves; the y below."""
    page, names = sheet.page, report.facts.communities
    attempts = report.standard.survey.attempts
    counts = {name: count_round(fact, name, attempts) for name in RATES}
    rows = [
        _community_row(names.get(code, code), counts[AWARENESS][code], counts[PARTICIPATION][code])
        for code in [*(c for c in names if c in fact.communities), *sorted(set(fact.communities) - set(names))]
    ]
    table = Table(
        (
            Column(25, "社区"),
            Column(13, "登记户", Align.RIGHT),
            Column(9, "计划", Align.RIGHT),
            Column(9, "作答", Align.RIGHT),
            Column(9.5, "知晓", Align.RIGHT),
            Column(9.5, "参与", Align.RIGHT),
        ),
        tuple(rows),
        kind=SMALL.but(size=8.0),
        head_kind=SMALL_BOLD,
        head_height=6.25,
        least=5.0,
        padding=1.25,
        step=1.25,
        rule_every=5,
    )
    width = sheet.text(page.left, y, "各社区", SUBHEADING)
    sheet.text(page.left + width + 5, y, _community_words(report), SMALL)
    return draw_halves(sheet, y + 2.5, table, "三、居民户调查（续）")


def _community_row(name: str, aware: RoundCount, taking_part: RoundCount) -> Row:
    cells: tuple[Cell, ...] = (
        name,
        *map(print_count, (aware.population, aware.planned, aware.completes, aware.conforming, taking_part.conforming)),
    )
    return Row(cells, bold=bool(aware.nonconforming or taking_part.nonconforming))


def _community_words(report: StreetReport) -> str:
    results = [report.score.criteria[name] for name in RATES]
    head = "知晓、参与为符合户数；有不符合户的社区用粗体。"
    if results[0].mode != "sample":
        return head
    judged = {
        report.facts.communities.get(code, code)
        for result in results
        for code, part in result.communities.items()
        if part.verdict is Verdict.MET
    }
    return head + ("" if judged else "样本太小，不对单个社区作判定。")


def _power_notes(report: StreetReport, fact: RoundFact) -> list[tuple[str, str]]:
    """What such a sample would have missed: it stands beside every verdict from a sample."""
    if fact.mode is not Mode.SAMPLE:
        return []
    said: dict[str, list[str]] = {}
    for rate, chances in all_chances(fact.parts, report.standard).items():
        criterion = report.standard.criteria[rate]
        passing = "全部符合" if criterion.threshold == 1 else f"达到{print_whole_percent(criterion.threshold)}"
        words = f"同样大小的样本“{passing}”的"
        kept = [c for c in chances if criterion.threshold < 1 or c[0] in _POWER_RATES]
        told = "；".join(
            f"如果真实比例是{print_whole_percent(true)}，{'' if place else words}机会是{_chance_words(chance)}"
            for place, (true, chance) in enumerate(kept)
        )
        said.setdefault(told, []).append(criterion.name)
    return [
        ("检出能力", ("" if len(said) == 1 else "、".join(names) + "：") + f"{told}。抽样通过不等于人人符合。")
        for told, names in said.items()
        if told
    ]


def _chance_words(chance: str) -> str:
    """A chance in whole percents, cut; one that is not nothing is not called 0 %."""
    percent = int(Fraction(chance) * 100)
    return f"{percent}%" if percent or not Fraction(chance) else "不到1%"


def _other_notes(report: StreetReport, counted: RoundFact | None) -> list[tuple[str, str]]:
    """Earlier rounds with their verdicts, and what was asked of people nobody had drawn."""
    notes = []
    standard = report.standard
    rounds = [f for f in report.facts.rounds if f.method in PROBABILITY and (counted is None or f.id != counted.id)]
    for fact in sorted(rounds, key=lambda f: (f.frozen_on, f.id), reverse=True):
        counted_slots = count_parts(fact, standard.survey.attempts)
        scores = [score_rate(report.facts, standard.criteria[name], standard, counted_slots) for name in RATES]
        sample = scores[0].sample
        assert sample is not None
        response = print_share(Fraction(sample.response_rate or 0))
        verdicts = "、".join(f"{standard.criteria[s.id].name}{VERDICT_WORDS[s.verdict]}" for s in scores)
        text = (
            f"{print_date(fact.frozen_on)}封存，计划{print_count(sample.planned)}户，作答{print_count(sample.completes)}户，"
            f"应答率{response}；按现有记录：{verdicts}。"
        )
        notes.append(("其他轮次", text))
    asked = [(method, report.asked.get(method.value, 0)) for method in (Method.SCAN, Method.INTERCEPT)]
    if any(count for _, count in asked):
        counts = "、".join(f"{_METHODS[method]}问卷{print_count(count)}份" for method, count in asked if count)
        notes.append(("非概率", f"{counts}，不是概率样本，只列出份数，不计比例，不作判定。"))
    return notes
