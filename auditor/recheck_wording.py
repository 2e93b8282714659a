"""Re-checks in words: what was drawn, what the second visits found, and what that shows of the whole list."""

from auditor.recheck import Agreement, RecheckResult, Subject, kappa
from auditor.wording import _, number, percent, pgettext, tenths_text


def subject_name(subject: Subject) -> str:
    """What is re-checked."""
    return {Subject.SITE: _("评分符合的点位"), Subject.INTERVIEW: _("计入的访问")}[subject]


def unit_word(subject: Subject) -> str:
    """What is counted: 处 or 户; English says it in the sentence, or not at all."""
    return {Subject.SITE: pgettext("复核", "处"), Subject.INTERVIEW: pgettext("复核", "户")}[subject]


def drawn_text(result: RecheckResult) -> str:
    """Of how many how many were drawn."""
    return _("{population} {unit}里抽 {drawn} {unit}").format(
        population=number(result.recheck.population), drawn=number(result.drawn), unit=unit_word(result.recheck.subject)
    )


def progress_text(result: RecheckResult) -> str:
    """How far the second visits are, and what they found."""
    unit = unit_word(result.recheck.subject)
    told = _("已复核 {done} {unit}，不符合 {failed} {unit}").format(
        done=number(result.done), failed=number(result.failed), unit=unit
    )
    if result.open:
        left = _("还有 {n} {unit}没有看").format(n=number(result.open), unit=unit)
        return _("{told}，{left}").format(told=told, left=left)
    return told


def bound_text(result: RecheckResult) -> str:
    """What it shows of the whole list; "" for a list that was not drawn."""
    if not result.recheck.seed:
        return ""
    upper = result.upper_tenths
    if upper is None:
        return _("还没有结果")
    sure = percent(tenths_text(int(result.confidence * 1000))).replace(".0 %", " %")
    share = percent(tenths_text(upper))
    if result.open:
        return _("以 {sure} 的把握，不符合的至多 {share}（没有看的先算不符合）").format(sure=sure, share=share)
    limit = percent(tenths_text(int(result.limit * 1000))).replace(".0 %", " %")
    if result.shows_limit:
        return _("以 {sure} 的把握，不符合的少于 {limit}（至多 {most} {unit}）").format(
            sure=sure, limit=limit, most=number(result.most_failing or 0), unit=unit_word(result.recheck.subject)
        )
    return _("以 {sure} 的把握，不符合的至多 {share}").format(sure=sure, share=share)


def agreement_text(pairs: Agreement) -> str:
    """The raw share of equal answers; "" where nothing was answered twice."""
    if not pairs.total:
        return ""
    share = percent(tenths_text(pairs.agreed * 1000 // pairs.total))
    return _("两次作答一致 {agreed} / {total}（{share}）").format(
        agreed=number(pairs.agreed), total=number(pairs.total), share=share
    )


def kappa_text(pairs: Agreement) -> str:
    """Cohen's κ with its interval where it is defined, else why it is not."""
    found = kappa(pairs)
    if found is not None:
        return _("κ = {value}（95 % 区间 {low} 至 {high}，渐近标准误）").format(
            value=decimal(found.value), low=decimal(found.low), high=decimal(found.high)
        )
    if not pairs.total:
        return _("κ 无定义（还没有两次作答）")
    if pairs.both == pairs.total:
        return _("κ 无定义（没有不符合的作答）")
    return _("κ 无定义（有一方只有一种作答）")


def decimal(value: float) -> str:
    """Two decimals, with a true minus sign."""
    return f"{value:.2f}".replace("-", "−")
