"""The re-checks of a street's report: what was drawn, what the second visits found, and what that shows of the list."""

from collections.abc import Iterator

from auditor.flags import FlagKind
from auditor.formats.score_words import print_date, print_tidily, print_whole_percent
from auditor.formats.sheet import Sheet, on_grid
from auditor.formats.type_scale import NOTE, REPORT_BODY, SECTION, SUBHEADING
from auditor.quality_wording import kind_name
from auditor.recheck import RecheckResult
from auditor.recheck_wording import (
    agreement_text,
    bound_text,
    drawn_text,
    kappa_text,
    progress_text,
    subject_name,
    unit_word,
)
from auditor.report import StreetReport
from auditor.wording import speaking

_TITLE = "五、复核抽查"
_INDENT = 22.0


def draw_rechecks(sheet: Sheet, report: StreetReport) -> None:
    """A part of its own where there was a re-check; nothing where there was none."""
    if not report.rechecks:
        return
    sheet.open_page()
    sheet.text(sheet.page.left, 35.0, _TITLE, SECTION)
    y = sheet.paragraph(sheet.page.left, 43.75, sheet.page.block, _how(report), REPORT_BODY)
    for result in report.rechecks:
        with speaking("zh"):
            notes = list(recheck_notes(result))
            head = _heading(result)
        y = on_grid(y + 7.5)
        if y + 12.5 * len(notes) > sheet.page.foot:
            sheet.open_page()
            sheet.text(sheet.page.left, 35.0, f"{_TITLE}（续）", SECTION)
            y = 42.5
        sheet.text(sheet.page.left, y, head, SUBHEADING)
        y += 7.5
        for label, text in notes:
            y = sheet.note(y, label, text, NOTE, indent=_INDENT)


def _how(report: StreetReport) -> str:
    rules = report.standard.recheck
    return (
        "从评分符合的点位、计入的访问里按种子抽取，由没有做过第一次的人再看、再问一遍，事先不看第一次的结果。"
        f"抽到的全部符合时，以{print_whole_percent(rules.confidence)}的把握说明不符合的少于"
        f"{print_whole_percent(rules.most_failing)}。第二次检查不符合的，作为更新的证据计入评分；"
        "第二次访问只作比较，不计入评分。"
    )


def _heading(result: RecheckResult) -> str:
    made = result.recheck
    return f"{subject_name(made.subject)}　{print_date(made.drawn_on)}"


def recheck_notes(result: RecheckResult) -> Iterator[tuple[str, str]]:
    """What is printed of one re-check, by label; in Chinese whatever the window speaks."""
    made, unit = result.recheck, unit_word(result.recheck.subject)
    if made.seed:
        yield "抽取", print_tidily(f"{drawn_text(result)}，复核人{made.inspector}。")
    else:
        why = kind_name(FlagKind(made.flag))
        yield "列入", print_tidily(f"质量提示“{why}”列入 {result.drawn} {unit}，不是抽样。复核人{made.inspector}。")
    yield "结果", print_tidily(f"{progress_text(result)}。")
    if bound := bound_text(result):
        yield "说明", print_tidily(f"{bound}。")
    agreed = agreement_text(result.pairs)
    yield "一致", print_tidily("；".join(t for t in (agreed, kappa_text(result.pairs)) if t) + "。")
    if made.seed:
        yield "种子", f"{made.seed}，名单指纹{made.list_hash[:16]}：按此可以重抽。"
