"""The last part of a street's report: definitions, rules and bases, all taken from the standard."""

from auditor.formats.ruled_table import Block, Column, Row, Table, break_rows, draw_table
from auditor.formats.score_words import basis_words, main_basis, print_whole_percent, standard_name
from auditor.formats.sheet import Sheet, on_grid
from auditor.formats.type_scale import DEFINITION, NOTE, REPORT_BODY, SECTION, SMALL, SUBHEADING, TEXT_BOLD
from auditor.report import StreetReport
from auditor.standard import RATES, Standard

_TITLE = "四、口径与判定规则"


def draw_rules(sheet: Sheet, report: StreetReport) -> None:
    """Definitions as a table, the rules of judging, the bases, and what could not be drawn."""
    standard, page = report.standard, sheet.page
    sheet.open_page()
    sheet.text(page.left, 35.0, _TITLE, SECTION)
    basis = basis_words(standard)
    asked = f"{basis}提出的要求没有规定计算口径。" if main_basis(standard) else ""
    y = sheet.paragraph(
        page.left,
        43.75,
        page.block,
        f"{asked}以下口径由评估标准 {standard_name(standard)}拟定，每个数字都按此计算。",
        REPORT_BODY,
    )
    y = _flow(sheet, _definitions(standard), on_grid(y))
    y = _heading(sheet, y + 10.0, "判定", 12.5)
    for label, text in judging_rules(standard):
        y = _room_for(sheet, y, 12.5)
        y = sheet.note(y, label, text, NOTE, indent=22.0)
    y = _heading(sheet, y + 2.5, "依据", 25.0)
    y = _flow(sheet, _bases(standard), y - 2.5)
    if sheet.missing:
        codes = "、".join(f"U+{code:04X}" for code in sorted(sheet.missing))
        y = _room_for(sheet, on_grid(y + 7.5), 10.0)
        sheet.note(y, "注", f"本报告中有字没有字形，以□代替；码位{codes}。原文完整保存在记录中。", NOTE, indent=22.0)


def judging_rules(standard: Standard) -> list[tuple[str, str]]:
    """The rules of judging by label, with the figures of the standard."""
    rules = standard.survey
    ages = {c.evidence_max_age_days for c in standard.criteria.values()}
    age = (
        f"{min(ages)}天"
        if len(ages) == 1
        else "、".join(f"{c.name}{c.evidence_max_age_days}天" for c in standard.criteria.values())
    )
    confidence, floor = print_whole_percent(rules.confidence), print_whole_percent(rules.floor)
    least = print_whole_percent(rules.min_response_rate)
    if all(standard.criteria[name].threshold == 1 for name in RATES):
        sampled = (
            f"没有不符合户、以{confidence}的把握下限不低于{floor}、应答率不低于{least}，才判为达标。"
            "有一户不符合即为未达标。"
        )
    else:
        wanted = "、".join(
            f"{standard.criteria[name].name}{print_whole_percent(standard.criteria[name].threshold)}" for name in RATES
        )
        sampled = f"以{confidence}的把握下限达到要求（{wanted}）、应答率不低于{least}，才判为达标。"
    return [
        (
            "三种取值",
            "一个点位或一户，只要有一项已知不合格，就是不符合；否则有一项不清楚，就是未知；其余为符合。"
            "未知包括从未检查、证据过期和记录有冲突未了。",
        ),
        (
            "三种结论",
            "符合数达到要求为达标；未知全部算作符合仍达不到为未达标；其余为未定。没有登记对象时，不判为达标。",
        ),
        (
            "证据时效",
            f"现场证据{age}内有效。同一项目以最近一次明确的结果为准，不论由谁检查。同一时刻两种结果，按未知处理并列出。",
        ),
        ("抽样", f"抽样不能证明百分之百。{sampled}"),
        ("小数", "比例只舍不入，保留一位；下限向下取，上限向上取。99.96%写作99.9%。"),
        ("两个日期", "评分日：当日有效的事实。数据知悉日：本数据库当时已收到的记录。两者都印在封面。"),
    ]


def _definitions(standard: Standard) -> Table:
    return Table(
        (Column(25, "指标"), Column(75, "符合的条件"), Column(33, "总数"), Column(23, "来源")),
        tuple(
            Row(
                (
                    (Block(c.name, TEXT_BOLD), Block(f"要求{print_whole_percent(c.threshold)}", SMALL)),
                    Block(c.definition, DEFINITION),
                    Block(c.unit, DEFINITION),
                    Block(c.source, DEFINITION),
                )
            )
            for c in standard.criteria.values()
        ),
        least=12.5,
    )


def _bases(standard: Standard) -> Table:
    return Table(
        (Column(80, "文件"), Column(46, "文号、条款"), Column(30, "日期、版本")),
        tuple(
            Row(
                (
                    Block(basis.title, DEFINITION),
                    Block(f"{basis.number}{basis.article}" or "—", DEFINITION),
                    Block(basis.version or "—", DEFINITION),
                )
            )
            for basis in standard.bases
        ),
    )


def _flow(sheet: Sheet, table: Table, y: float) -> float:
    """Draw a table from y on, over further pages where it is long; the y of its last rule."""
    later = sheet.page.foot - 42.5
    for number, span in enumerate(break_rows(table, sheet.page.foot - y, later)):
        if number:
            y = _next_page(sheet) + 7.5
        if span or not table.rows:
            y = draw_table(sheet, sheet.page.left, y, table, span)
    return y


def _heading(sheet: Sheet, y: float, words: str, company: float) -> float:
    """A sub-heading that keeps so much of what follows with it, in mm; the baseline for that."""
    y = _room_for(sheet, on_grid(y), company)
    sheet.text(sheet.page.left, y, words, SUBHEADING)
    return y + 7.5


def _room_for(sheet: Sheet, y: float, height: float) -> float:
    return y if y + height <= sheet.page.foot else _next_page(sheet) + 7.5


def _next_page(sheet: Sheet) -> float:
    sheet.open_page()
    sheet.text(sheet.page.left, 35.0, f"{_TITLE}（续）", SECTION)
    return 35.0
