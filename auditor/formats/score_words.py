"""A score in the words of paper (PRINT.md 8), always Chinese: verdicts, counts, percents, survey sentences."""

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from auditor.formats.setting import Run
from auditor.standard import (
    CATEGORIES,
    PLACEMENT,
    RATES,
    RESPONSIBILITY,
    Basis,
    Criterion,
    Standard,
    SurveyRules,
)
from auditor.verdict import HOUSEHOLDS, SITES, CriterionScore, SampleResult, StreetScore, Tally, Verdict

VERDICT_WORDS = {Verdict.MET: "达标", Verdict.NOT_MET: "未达标", Verdict.UNDETERMINED: "未定"}
NUMERALS = "〇一二三四五六七八九十"
NOTHING_REGISTERED = "无登记"


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One line of a score: a criterion, or one of the two parts of placement, with what is printed beside it."""

    criterion: Criterion
    name: str
    unit: str  # 处 or 户
    by: str  # how it is counted: 按点位计
    tally: Tally
    verdict: Verdict
    result: tuple[str, ...]  # under the verdict: what is proven, and what it can still be
    source: str
    definition: str  # one line, of the standard
    not_required: int = 0
    sample: bool = False
    proven: str = ""  # of a sample: the lower bound, four decimals, where it has one


def print_date(day: date) -> str:
    """A date as paper prints it: 2026年11月22日."""
    return f"{day.year}年{day.month}月{day.day}日"


def print_count(count: int) -> str:
    """A count with thousands commas."""
    return f"{count:,}"


def print_percent(text: str) -> str:
    """A cut percentage such as 98.6 as 98.6%; the whole is 100%."""
    return "100%" if text == "100.0" else f"{text}%"


def print_share(share: Fraction) -> str:
    """A share in percent, cut to one decimal."""
    thousandths = share.numerator * 1000 // share.denominator
    return print_percent(f"{thousandths // 10}.{thousandths % 10}")


def print_share_up(share: Fraction) -> str:
    """An upper limit in percent, cut upwards to one decimal."""
    thousandths = -(-share.numerator * 1000 // share.denominator)
    return print_percent(f"{thousandths // 10}.{thousandths % 10}")


def print_whole_percent(share: Fraction) -> str:
    """A share of a standard (95 %) without decimals where it has none."""
    percent = share * 100
    return f"{percent.numerator}%" if percent.denominator == 1 else print_share(share)


def print_tidily(sentence: str) -> str:
    """A sentence made for the screen as paper sets it: the air beside figures is the setter's, dates are in words."""
    sentence = re.sub(r"(\d{4})-(\d\d)-(\d\d)", lambda m: f"{m[1]}年{int(m[2])}月{int(m[3])}日", sentence)
    return re.sub(r"(?<=[\u3400-\u9fff]) (?=[0-9A-Za-z])|(?<=[0-9A-Za-z%]) (?=[\u3400-\u9fff%])", "", sentence)


def standard_name(standard: Standard) -> str:
    """How paper names a standard: nankai-2023 第1号."""
    return f"{standard.id} 第{standard.number}号"


def overall_words(score: StreetScore) -> str:
    """The verdict in the box."""
    if score.verdict is Verdict.MET:
        return f"{_numeral(len(score.criteria))}项均达标"
    return VERDICT_WORDS[score.verdict]


def verdict_counts(score: StreetScore) -> str:
    """How many criteria have which verdict."""
    verdicts = [criterion.verdict for criterion in score.criteria.values()]
    return "　".join(f"{word}{verdicts.count(verdict)}" for verdict, word in VERDICT_WORDS.items())


def main_basis(standard: Standard) -> Basis | None:
    """The document that names the tests: the first basis that every criterion rests on."""
    shared = [b for b in standard.bases if all(b.id in c.bases for c in standard.criteria.values())]
    return shared[0] if shared else None


def basis_words(standard: Standard) -> str:
    """《title》（number）article, as far as the standard knows them; "" without a common basis."""
    basis = main_basis(standard)
    if basis is None:
        return ""
    title = basis.title if basis.title.startswith("《") else f"《{basis.title}》"
    return title + (f"（{basis.number}）" if basis.number else "") + basis.article.replace("(", "（").replace(")", "）")


def score_rows(score: StreetScore, standard: Standard) -> list[ScoreRow]:
    """The lines of a score in the standard's order; placement is two lines, or one where a part has no units."""
    rows = []
    for name, result in score.criteria.items():
        criterion = standard.criteria[name]
        if name == PLACEMENT and result.parts:
            for part in (HOUSEHOLDS, SITES):
                if part in result.parts:
                    unit, by = ("户", "按居民户计") if part == HOUSEHOLDS else ("处", "按非居民点位计")
                    tally, verdict = result.parts[part].tally, result.parts[part].verdict
                    rows.append(
                        ScoreRow(
                            criterion=criterion,
                            name=criterion.name,
                            unit=unit,
                            by=by,
                            tally=tally,
                            verdict=verdict,
                            result=_register_result(tally),
                            source=criterion.source,
                            definition=part_definition(criterion.short, part),
                        )
                    )
            continue
        unit, by = ("户", "按户，一户一人") if name in RATES else ("处", "按点位计")
        rows.append(
            ScoreRow(
                criterion=criterion,
                name=criterion.name,
                unit=unit,
                by=by,
                tally=result.tally,
                verdict=result.verdict,
                result=_result_words(result),
                source=_source_words(result.mode, criterion.source),
                definition=criterion.short,
                not_required=result.not_required,
                sample=result.mode == "sample",
                proven=result.sample.lower_bound if result.sample else "",
            )
        )
    return rows


def part_definition(short: str, part: str) -> str:
    """The words of a definition that concern one part of placement, where it tells 非居民点位 apart; else all."""
    pieces = re.findall(r"[^；。]+[；。]?", short)
    others = [piece for piece in pieces if piece.startswith("非居民")]
    chosen = others if part == SITES else [piece for piece in pieces if piece not in others]
    return "".join(chosen).rstrip("；。") + "。" if others and chosen else short


def _source_words(mode: str, source: str) -> str:
    how = {"sample": "抽样入户", "census": "逐户入户"}.get(mode, "")
    return f"{how}、{source}" if how and "入户" not in source else source


def _numeral(number: int) -> str:
    return NUMERALS[number] if number <= 10 else str(number)


def _register_result(tally: Tally) -> tuple[str, ...]:
    if not tally.total:
        return (NOTHING_REGISTERED,)
    proven = print_percent(tally.percent)
    return (proven, f"至多{print_percent(tally.at_most)}") if tally.unknown else (proven,)


def _result_words(result: CriterionScore) -> tuple[str, ...]:
    tally = result.tally
    if result.mode == "none":
        return ("没有调查",)
    if result.mode == "sample":
        if tally.nonconforming:
            return (f"{print_count(tally.nonconforming)}户不符合",)
        return (f"不低于{print_percent(result.percent)}",) if tally.conforming else ("尚无作答",)
    if result.mode == "census" and tally.unknown and not tally.nonconforming:
        return (f"至少{print_percent(tally.percent)}",)
    return _register_result(tally)


def survey_notes(score: StreetScore, standard: Standard) -> list[tuple[str, list[Run | str]]]:
    """What the survey shows, by label: one note where both rates say the same, else one a rate."""
    said = {name: survey_sentence(score.criteria[name], standard) for name in RATES}
    first, second = said.values()
    results = [score.criteria[name] for name in RATES]
    label = "抽样说明" if any(result.mode == "sample" for result in results) else "调查说明"
    sampled: list[Run | str] = (
        ["抽样不能证明百分之百，本证明也不这样说。"] if any(r.mode == "sample" for r in results) else []
    )
    if first == second:
        return [(label, [*first, *sampled])]
    names = [standard.criteria[name].name for name in RATES]
    return [(names[0], first), (names[1], [*second, *sampled])]


def survey_sentence(result: CriterionScore, standard: Standard) -> list[Run | str]:
    """The sentences of PRINT.md 8 on one rate: what is proven, of whom, and what is not."""
    rules, tally, sample = standard.survey, result.tally, result.sample
    if sample is None:
        return ["没有可用的居民户调查，未定。"]
    if result.mode == "census":
        return _census_sentence(tally, result.verdict)
    if tally.nonconforming and not sample.estimate:  # a document of before there were estimates prints as it did
        answered = print_count(tally.conforming + tally.nonconforming)
        failing = Run(f"不符合{print_count(tally.nonconforming)}户", bold=True)
        verdict = f"；{VERDICT_WORDS[result.verdict]}。"
        return [f"抽样作答{answered}户，符合{print_count(tally.conforming)}户，", failing, verdict]
    assumed = f"以上按设计效应{float(Fraction(sample.deff))}推算。" if sample.deff else ""
    threshold = standard.criteria[result.id].threshold
    needed = rules.floor if threshold == 1 else threshold
    words = [*_shown(result, sample, rules.confidence), *_concluded(result, sample, rules, needed)]
    return [*words, assumed] if assumed else words


def _shown(result: CriterionScore, sample: SampleResult, confidence: Fraction) -> list[Run | str]:
    """What the answers show: the bound where all conform, else estimate, interval and bound; of nobody nothing."""
    tally, sure = result.tally, print_whole_percent(confidence)
    answered = print_count(tally.conforming + tally.nonconforming)
    if tally.nonconforming:
        low, high = print_share(Fraction(sample.interval_from)), print_share_up(Fraction(sample.interval_to))
        return [
            f"{answered}户中符合{print_count(tally.conforming)}户，估计",
            Run(print_share(Fraction(sample.estimate)), bold=True),
            f"，双侧{sure}区间{low}至{high}；以{sure}的把握不低于{print_share(Fraction(sample.lower_bound))}。",
        ]
    if not tally.conforming:
        return []
    proven = Run(print_percent(result.percent), bold=True)
    return ["抽样", Run(f"{answered}户", bold=True), f"，全部符合；以{sure}的把握，不低于", proven, "。"]


def _concluded(result: CriterionScore, sample: SampleResult, rules: SurveyRules, needed: Fraction) -> list[Run | str]:
    """Why the verdict is what it is, and of whom it speaks."""
    tally, word = result.tally, VERDICT_WORDS[result.verdict]
    if result.verdict is Verdict.NOT_MET:
        if Fraction(sample.upper_bound or 1) < needed:
            return [
                f"上限{print_share_up(Fraction(sample.upper_bound))}，低于要求的{print_whole_percent(needed)}，{word}。"
            ]
        return [Run(f"有{print_count(tally.nonconforming)}户不符合", bold=True), f"，{word}。"]
    if result.verdict is Verdict.UNDETERMINED:
        response = Fraction(sample.response_rate or 0)
        if sample.open:
            return [f"还有{print_count(sample.open)}户没有结果，未定。"]
        if response < rules.min_response_rate:
            least = print_whole_percent(rules.min_response_rate)
            return [f"应答率{print_share(response)}，低于{least}，未定。"]
        return [f"下限没有达到要求的{print_whole_percent(needed)}，未定。"]
    words: list[Run | str] = [f"达到要求的{print_whole_percent(needed)}，{word}。"] if tally.nonconforming else []
    words.append("结论只对愿意作答的居民户成立；")
    asked = print_count(tally.total)
    if not tally.unknown:
        return [*words, f"问到的{asked}户全部作答。"]
    share = print_share(Fraction(tally.unknown, tally.total))
    return [*words, f"问到的{asked}户中有{print_count(tally.unknown)}户（{share}）未作答。"]


def _census_sentence(tally: Tally, verdict: Verdict) -> list[Run | str]:
    answered = tally.conforming + tally.nonconforming
    total, said = print_count(tally.total), print_count(answered)
    if tally.nonconforming:
        return [
            f"逐户调查，登记的{total}户中{said}户作答，符合{print_count(tally.conforming)}户，",
            Run(f"不符合{print_count(tally.nonconforming)}户", bold=True),
            f"；{VERDICT_WORDS[verdict]}。",
        ]
    if tally.unknown:
        proven = Run(f"至少{print_percent(tally.percent)}", bold=True)
        if not answered:
            return [f"逐户调查，登记的{total}户尚无作答，未定。"]
        return [f"逐户调查，{total}户中{said}户作答，作答的全部符合，", proven, f"；{VERDICT_WORDS[verdict]}。"]
    if not tally.total:
        return ["没有登记的居民户，未定。"]
    return [f"逐户调查，登记的合格户{total}户全部作答，全部符合，", Run("100%", bold=True), "。"]


def self_checked_words(score: StreetScore) -> str:
    """How much of each coverage rests on the unit's own check alone; nought is printed."""
    parts = []
    for name, word in ((RESPONSIBILITY, "主体责任"), (CATEGORIES, "类别"), (PLACEMENT, "投放")):
        result = score.criteria[name]
        share = print_share(Fraction(result.self_checked, result.tally.total or 1))
        mixed = name == PLACEMENT and len(result.parts) > 1
        count = f"{print_count(result.self_checked)}{'户（处）' if mixed else '户' if name == PLACEMENT else '处'}"
        parts.append(f"{word}{count}" + ("" if mixed or not result.self_checked else f"（{share}）"))
    return f"仅凭单位自查判为符合的：{'、'.join(parts)}。"
