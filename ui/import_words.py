"""How an import is told: what a row makes, what differs, what is wrong with it, and how many rows are good."""

import csv
from pathlib import Path

from auditor import row_wording, wording
from auditor.errors import Problem, Refused, Unavailable
from auditor.form_reading import RowProblem
from auditor.intake import Change, ImportPlan
from auditor.record import Record, china_date
from auditor.refusals import field_name
from auditor.wording import _, listed, ngettext, number, pgettext


def kind_word(kind: str) -> str:
    """What a row makes, by the kind of its record."""
    return {
        "site": pgettext("一个", "点位"),
        "point": _("投放点"),
        "assignment": _("责任单位"),
        "link": _("服务关系"),
        "audit": _("现场检查"),
        "response": _("访问"),
    }.get(kind, kind)


def record_word(record: Record) -> str:
    """By what a person recognises a record in a list."""
    at = getattr(record, "observed_at", "")
    parts = [getattr(record, name, "") for name in ("code", "name", "organisation", "inspectors", "interviewer")]
    if at:
        parts.append(china_date(at).isoformat())
    if record.KIND == "link":
        households = int(getattr(record, "households", 0))
        parts.append(ngettext("{n} 户", "{n} 户", households).format(n=number(households)))
    return " ".join(str(part) for part in parts if part)


def changes_word(change: Change) -> str:
    """What differs, field by field."""
    return listed((f"{field_name(f.field)} {f.old or '–'} → {f.new or '–'}" for f in change.fields), "；")


def reason_of(problem: RowProblem) -> str:
    """The sentence of a problem without its place, which has columns of its own."""
    place = row_wording.place_text(problem)
    return row_wording.problem_text(problem).removeprefix(_("{place}：{text}").format(place=place, text=""))


def write_problems(problems: tuple[RowProblem, ...], path: Path) -> str:
    """The list of problems as CSV with BOM, so that a spreadsheet shows Chinese; Unavailable where nobody may write."""
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            rows = csv.writer(file)
            rows.writerow([_("表"), _("行"), _("列"), _("内容"), _("原因")])
            rows.writerows([p.sheet, p.row or "", p.column, p.value, reason_of(p)] for p in problems)
    except OSError as error:
        raise Unavailable("cannot_write", path=str(path), said=error.strerror or str(error)) from error
    return str(path)


def refusal_text(problem: Problem) -> str:
    """A refusal of a file; those of rows and files have their sentences elsewhere than those of records."""
    text = row_wording.problem_text(problem)
    return text if problem.code not in text else wording.explain(Refused(problem))


def bad_rows(plan: ImportPlan) -> int:
    """Rows with a problem; those of whole sheets or heads are not counted."""
    return len({(p.sheet, p.row) for p in plan.problems if p.row})


def good_rows(plan: ImportPlan) -> int:
    """Rows without a problem."""
    return plan.rows - bad_rows(plan)


def plan_word(plan: ImportPlan) -> str:
    """The whole plan in one line of counts."""
    bad = bad_rows(plan)
    parts = [
        ngettext("共 {n} 行", "共 {n} 行", plan.rows).format(n=number(plan.rows)),
        _("新的 {n} 条").format(n=number(len(plan.new))),
        _("改动 {n} 条").format(n=number(len(plan.changed))),
        _("不变 {n} 条").format(n=number(plan.unchanged)),
    ]
    if plan.missing:
        parts.append(_("文件里没有 {n} 条，不动").format(n=number(len(plan.missing))))
    if bad:
        parts.append(ngettext("{n} 行有问题", "{n} 行有问题", bad).format(n=number(bad)))
    elif plan.problems:
        parts.append(_("表头有问题"))
    return " · ".join(parts)
