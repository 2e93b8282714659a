"""What is said of a round and its plan: its size, its design, what it can show, why it counts, how it stands."""

from datetime import date
from fractions import Fraction

from auditor.round_standing import OPEN, RoundStanding
from auditor.standard import RATES, Standard, criterion_name
from auditor.survey import PROBABILITY, Mode, Outcome, Round
from auditor.verdict import CriterionScore, SampleResult, Verdict
from auditor.wording import _, bound_percent, listed, ngettext, number, percent, tenths_text
from ui.chances_table import whole_percent
from ui.round_pane import outcome_word
from ui.survey_reading import Preview


def plan_size(round_: Round) -> str:
    """How many households of how many are asked."""
    if round_.method not in PROBABILITY:
        return _("不抽户，谁答都行")
    words = ngettext("{all} 户里访 {n} 户", "{all} 户里访 {n} 户", round_.planned)
    return words.format(n=number(round_.planned), all=number(round_.population))


def is_two_stage(round_: Round) -> bool:
    """Whether sites were drawn first."""
    return any(part.clusters for part in round_.parts)


def design_words(round_: Round, standard: Standard) -> str:
    """How households are drawn; nothing of a census, where everybody is asked."""
    if round_.method not in PROBABILITY or round_.mode is Mode.CENSUS:
        return ""
    if is_two_stage(round_):
        told = _("两阶段：每个社区先抽点位，再在抽到的点位里抽户。每个数都按设计效应 {deff} 推算。")
        return told.format(deff=float(standard.survey.deff))
    return _("一阶段：在每个社区里直接抽户，不先抽点位。")


def what_it_can_say(round_: Round, standard: Standard, *, asked: str) -> str:
    """What the answers can show at best; `asked` is the mode that was chosen."""
    rules = standard.survey
    if round_.method not in PROBABILITY:
        return _("拦访、扫码的人不是抽出来的：份数列在比例旁边，不计入，没有下限，也没有结论。")
    if round_.mode is Mode.CENSUS:
        if asked == Mode.SAMPLE.value:
            return _("户数不多，抽样要全部访到，等于逐户。")
        return _("每一户都访；没答的算未知。")
    sure = whole_percent(rules.confidence)
    lower = [(rate, c.threshold) for rate in RATES if (c := standard.criteria[rate]).threshold < 1]
    if not lower:
        told = _("全部符合时能说：至少 {floor}（{confidence} 置信）。样本永远不说 100 %。")
        return told.format(floor=whole_percent(rules.floor), confidence=sure)
    wanted = "；".join(
        _("{name}的下限要达到 {share}").format(name=criterion_name(standard.criteria[rate]), share=whole_percent(share))
        for rate, share in lower
    )
    return _("{wanted}（{confidence} 置信）。样本永远不说 100 %。").format(wanted=wanted, confidence=sure)


def small_warning(found: Preview) -> str:
    """Communities in which an answer is nearly a signature."""
    named = listed([_("{name} {n} 户").format(name=found.names.get(c, c), n=n) for c, n in found.small.items()], "、")
    return _("{named}：不足 5 户，答了就等于署名。").format(named=named)


def why_word(standing: RoundStanding) -> str:
    """Whether a round counts on the day, and why not."""
    return {
        "counts": _("计入"),
        "beside": _("不计入：不是概率样本"),
        "too_old": _("不计入：太旧了"),
        "newer": _("不计入：有更新的一轮"),
        OPEN: _("还不计入：没有答完"),
    }[standing.why]


def state_word(round_: Round, until: date, today: date) -> str:
    """Open until when, closed, ended with its field period, or its key destroyed."""
    if round_.key_destroyed_on is not None:
        return _("{day} 密钥已销毁").format(day=short_day(round_.key_destroyed_on, today))
    if round_.closed_on is not None:
        return _("{day} 结束").format(day=short_day(round_.closed_on, today))
    if today > until:
        return _("{day} 到期结束").format(day=short_day(until, today))
    return _("开着，到 {day}").format(day=short_day(until, today))


def short_day(day: date, today: date) -> str:
    """A day of this year without its year."""
    return f"{day:%m-%d}" if day.year == today.year else day.isoformat()


def lost_words(score: CriterionScore, standard: Standard) -> str:
    """Why no further answer of the round can make a rate MET; "" while one can."""
    criterion, rules = standard.criteria[score.id], standard.survey
    needed = whole_percent(rules.floor if criterion.threshold == 1 else criterion.threshold)
    least, response = rules.min_response_rate, score.sample.response_rate if score.sample is not None else ""
    if score.lost == "ended" and score.mode == Mode.SAMPLE.value and Fraction(response or 0) < least:
        told = _("轮次已结束，应答率 {rate}，不到 {least}")
        return told.format(rate=bound_percent(response), least=whole_percent(least))
    return {
        "": "",
        "ended": _("轮次已结束，不再变"),
        "failed": failing_words(score),
        "response_rate": _("没答的太多：应答率到不了 {least}").format(least=whole_percent(least)),
        "outside": _("抽样框外的户太多，先补抽"),
        "bound": _("就是都答、都符合，下限也到不了 {needed}").format(needed=needed),
        "decided": _("都答完了，下限没有达到 {needed}").format(needed=needed),
        "no_round": _("还没有调查"),
    }[score.lost]


def failing_words(score: CriterionScore) -> str:
    """How many households were found that do not conform."""
    failing = score.tally.nonconforming
    return ngettext("有 {n} 户不符合", "有 {n} 户不符合", failing).format(n=number(failing))


def standing_words(score: CriterionScore, lacking: int, standard: Standard) -> str:
    """Where a rate of a round stands: decided, k more, or why no answer helps any more."""
    if score.verdict is Verdict.MET:
        return _("已定")
    if score.verdict is Verdict.NOT_MET:
        return _("已定：{why}").format(why=failing_words(score))
    lost = lost_words(score, standard)
    if lost:
        return lost
    return ngettext("还需 {n} 户可定", "还需 {n} 户可定", lacking).format(n=number(lacking))


def bound_up(text: str) -> str:
    """An upper limit `0.9911` as `99.2 %`, cut upwards."""
    return percent(tenths_text(-int(-Fraction(text) * 1000 // 1))) if text else ""


def interval_words(sample: SampleResult) -> str:
    """The two-sided interval: `86.7–99.1 %`; – where there is none."""
    if not sample.interval_from:
        return "–"
    low = bound_percent(sample.interval_from).removesuffix(" %")
    return f"{low}–{bound_up(sample.interval_to)}"


def disposition_word(name: str) -> str:
    """An outcome, or that the slot is not final."""
    return _("未完") if name == OPEN else outcome_word(Outcome(name))
