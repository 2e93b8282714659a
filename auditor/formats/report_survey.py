"""The third part of a street's report: who was asked, what they show and with what bound, and what it cannot show."""

from collections.abc import Iterable
from fractions import Fraction

from auditor.estimate import operating_characteristic
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
from auditor.standard import AWARENESS, PARTICIPATION, RATES
from auditor.survey import PROBABILITY, Method, Mode
from auditor.verdict import CriterionScore, SampleResult, Verdict

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
    left_end = _draw_asked(sheet, top, result)
    right_end = _draw_results(sheet, top, report)
    y = _draw_communities(sheet, on_grid(max(left_end, right_end) + 7.5), report, fact)
    notes = _power_notes(fact) + _other_notes(report, fact)
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
        drawn = f"，逐社区直接抽取居民户，点位不先抽（一阶段）。计划{print_count(sample.planned)}户"
    else:
        drawn = "，逐户调查"
    gaps = f"名单封存后登记增加的{print_count(sample.gaps)}户计入总数，算作未知。" if sample.gaps else ""
    return (
        f"{registered}{drawn}，名单于{print_date(fact.frozen_on)}封存{field}。"
        f"每户至多上门{rules.attempts}次，日期不同，至少一次在晚间或周末。"
        f"由在家且下一个过生日的14周岁以上居民作答，不记录姓名、电话和门牌号。{gaps}"
    )


def _draw_asked(sheet: Sheet, y: float, result: CriterionScore) -> float:
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
    words = "应答率含替补，替补户按抽取顺序启用，被替补的户仍在基数中。" if result.mode == "sample" else ""
    if words:
        return sheet.paragraph(sheet.page.left, end + 5, 58.0, words, SMALL) - SMALL.leading
    return end


def _draw_results(sheet: Sheet, y: float, report: StreetReport) -> float:
    """The interval chart where there are bounds, and each rate's sentence."""
    left, width = sheet.page.end - 86.0, 86.0
    sheet.text(left, y, "结果", SUBHEADING)
    results = [report.score.criteria[name] for name in RATES]
    bounded = [r for r in results if r.sample and r.sample.lower_bound and r.tally.conforming]  # nobody, no interval
    at = _draw_chart(sheet, y + 7.5, report, bounded) + 7.5 if bounded else y + 7.5
    for result in results:
        name = report.standard.criteria[result.id].name
        sheet.text(left, at, name, TEXT_BOLD)
        words = survey_sentence(result, report.standard)
        at = sheet.paragraph(left + 16, at, width - 16, words, TEXT.but(align=Align.JUSTIFIED)) + 1.25
    return at - TEXT.leading


def _draw_chart(sheet: Sheet, y: float, report: StreetReport, bounded: list[CriterionScore]) -> float:
    """One-sided intervals up to 100 % as tint bars over an axis; the y of its caption."""
    left, right = sheet.page.end - 70.0, sheet.page.end - 6.0
    floor = report.standard.survey.floor
    lowest = min([Fraction(r.sample.lower_bound) for r in bounded if r.sample] + [floor])
    start = min(80, int(lowest * 100) // 5 * 5)

    def place(share: Fraction) -> float:
        return left + float((share * 100 - start) / (100 - start)) * (right - left)

    bottom = y + 2.5 + 10.0 * len(bounded)
    for percent in range(start, 101, 5 if start >= 60 else 20):
        x = place(Fraction(percent, 100))
        sheet.stroke([(x, y), (x, bottom)], 0.35, LINE_GREY)
        sheet.text(x, bottom + 4, f"{percent}%", SMALL, Align.CENTRED)
    for number, result in enumerate(bounded):
        middle = y + 7.5 + 10.0 * number - 1.25
        assert result.sample is not None
        x = place(Fraction(result.sample.lower_bound))
        sheet.text(sheet.page.end - 86.0, middle + 1.2, report.standard.criteria[result.id].name, TEXT_BOLD)
        sheet.fill([(x, middle - 1.75, right - x, 3.5)], TINT)
        sheet.frame(x, middle - 1.75, right - x, 3.5, points=0.5)
        draw_dot(sheet, right, middle, 2.2)
    sheet.stroke([(left, bottom), (right, bottom)], 0.5)
    x = place(floor)
    sheet.stroke([(x, y), (x, bottom)], 0.9, dash=(2, 1.5))
    sheet.text(x, y - 1.5, f"下限要求{print_whole_percent(floor)}", SMALL, Align.CENTRED)
    caption = "条形为单侧下限至100%，圆点为作答户中符合的比例。"
    sheet.text(sheet.page.end - 86.0, bottom + 9, caption, SMALL)
    return bottom + 9


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


def _power_notes(fact: RoundFact) -> list[tuple[str, str]]:
    """What such a sample would have missed: it stands beside every verdict from a sample."""
    if fact.mode is not Mode.SAMPLE:
        return []
    rates = [Fraction(99, 100), Fraction(95, 100)]
    chances = [int(chance * 100) for _, chance in operating_characteristic(fact.plan, rates)]
    return [
        (
            "检出能力",
            f"如果真实比例是99%，同样大小的样本“全部符合”的机会是{chances[0]}%；"
            f"如果真实比例是95%，机会是{chances[1]}%。抽样通过不等于人人符合。",
        )
    ]


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
