"""The second part of a street's report: what fails or is unknown, then the whole register of sites."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from auditor.coverage import UnitResult
from auditor.formats.faces import missing_code_points
from auditor.formats.marks import Mark, draw_legend
from auditor.formats.ruled_table import Block, Cell, Column, Group, Row, Table, break_rows, draw_table
from auditor.formats.score_words import print_count, print_date, print_tidily
from auditor.formats.setting import Align, Run, Text
from auditor.formats.sheet import STEP, Sheet, on_grid
from auditor.formats.type_scale import SECTION, SMALL, SUBHEADING, TEXT
from auditor.reasons import reason_text
from auditor.record import china_date
from auditor.report import StreetReport
from auditor.standard import CATEGORIES, COVERAGES, PLACEMENT, RESPONSIBILITY
from auditor.telling import Tell
from auditor.verdict import State, Tally, tally_of, weakest
from auditor.wording import speaking

MARKS = {
    State.CONFORMING: Mark.CONFORMING,
    State.NONCONFORMING: Mark.NONCONFORMING,
    State.UNKNOWN: Mark.UNKNOWN,
}
_TITLE = "二、点位台账"
_WORDS = {RESPONSIBILITY: "责任", CATEGORIES: "类别", PLACEMENT: "投放"}


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One site as the register prints it: its number in the register, its marks by coverage, and why."""

    number: int
    name: str
    organisation: str
    place_type: str
    community: str
    marks: tuple[Mark, ...]
    state: State
    evidence: date | None
    reasons: tuple[str, ...]

    @property
    def missing(self) -> tuple[int, ...]:
        """Code points of the line that no font draws."""
        return missing_code_points(self.name + self.organisation)


def list_sites(report: StreetReport) -> list[SiteLine]:
    """All active sites in order of community, then name."""
    facts, standard = report.facts, report.standard
    units: dict[str, list[UnitResult]] = {}
    for unit in report.units:
        units.setdefault(unit.site, []).append(unit)
    organisations: dict[str, list[str]] = {}
    for assignment in facts.assignments:
        organisations.setdefault(assignment.site, []).append(assignment.organisation)
    places = {code: place for place, code in enumerate(facts.communities)}
    ordered = sorted(
        facts.sites, key=lambda s: (places.get(s.community, len(places)), s.community, s.name, s.code, s.id)
    )
    lines = []
    for number, site in enumerate(ordered, 1):
        mine = units.get(site.id, [])
        place = standard.place_types.get(site.place_type)
        days = [china_date(unit.evidence.observed_at) for unit in mine if unit.evidence]
        with speaking("zh"):  # the report is Chinese whatever the window speaks
            told = [reason_text(u, facts, standard) for u in mine if u.state is not State.CONFORMING]
        reasons = [print_tidily(text) for text in told]
        if place is not None and place.residential and not site.households:
            reasons.append("没有登记户数")
        lines.append(
            SiteLine(
                number=number,
                name=site.name,
                organisation="、".join(sorted(organisations.get(site.id, []))),
                place_type=place.name if place else site.place_type,
                community=site.community,
                marks=tuple(_mark_of(mine, coverage) for coverage in COVERAGES),
                state=weakest(unit.state for unit in mine),
                evidence=max(days, default=None),
                reasons=tuple(dict.fromkeys(reason for reason in reasons if reason)),
            )
        )
    return lines


def tally_communities(report: StreetReport, lines: list[SiteLine]) -> dict[str, Tally]:
    """Sites by community and state; every community of the street, also one without a site."""
    states: dict[str, list[State]] = {code: [] for code in report.facts.communities}
    for line in lines:
        states.setdefault(line.community, []).append(line.state)
    return {code: tally_of(found) for code, found in states.items()}


def draw_register(sheet: Sheet, report: StreetReport, lines: list[SiteLine], tell: Tell) -> None:
    """Both tables, on pages of their own."""
    open_lines = [line for line in lines if line.state is not State.CONFORMING]
    sheet.open_page()
    sheet.text(sheet.page.left, 35.0, _TITLE, SECTION)
    if open_lines:
        _draw_open(sheet, report, open_lines)
    else:
        sheet.text(sheet.page.left, 45.0, "没有不符合或未知的点位。", TEXT)
    _draw_all(sheet, report, lines, tell)


def _mark_of(units: list[UnitResult], coverage: str) -> Mark:
    states = [unit.state for unit in units if unit.criterion == coverage]
    return MARKS[weakest(states)] if states else Mark.NOT_REQUIRED


def _community(report: StreetReport, code: str) -> str:
    return report.facts.communities.get(code, code)


def _group(report: StreetReport, code: str, tally: Tally) -> Group:
    counts = (
        f"点位{print_count(tally.total)}处　　符合{print_count(tally.conforming)}　"
        f"不符合{print_count(tally.nonconforming)}　未知{print_count(tally.unknown)}"
    )
    return Group(_community(report, code), counts)


def _name_cell(line: SiteLine) -> tuple[Block, ...]:
    below = line.organisation or "没有落实责任单位"
    return Block(line.name, TEXT.but(leading=4.5)), Block(f"{below}　注" if line.missing else below, SMALL)


def _draw_open(sheet: Sheet, report: StreetReport, lines: list[SiteLine]) -> None:
    """The table of failing and unknown sites."""
    columns = (
        Column(9, "序"),
        Column(50, "点位与管理责任人"),
        Column(24, "社区"),
        *(Column(9.5, word, Align.CENTRED) for word in _WORDS.values()),
        Column(3.5),
        Column(41, "原因"),
    )
    rows = tuple(
        Row(
            (
                str(line.number),
                _name_cell(line),
                Block(_community(report, line.community), SMALL),
                *line.marks,
                "",
                Block("\n".join(line.reasons), SMALL),
            )
        )
        for line in lines
    )
    table = Table(columns, rows, kind=SMALL, least=10, padding=1.75, step=1.25)
    failing = sum(line.state is State.NONCONFORMING for line in lines)
    title = "不符合与未知的点位"
    aside = f"不符合{print_count(failing)}处、未知{print_count(len(lines) - failing)}处，序号同台账。"

    def head(_: range, *, again: bool) -> float:
        at = 45.0
        if again:
            sheet.text(sheet.page.left, 35.0, f"{_TITLE}（续）", SECTION)
        width = sheet.text(sheet.page.left, at, f"{title}（续）" if again else title, SUBHEADING)
        sheet.text(sheet.page.left + width + 5, at, aside, SMALL)
        return at + 5

    _flow(sheet, table, head, lambda span: [lines[index] for index in span])


def _draw_all(sheet: Sheet, report: StreetReport, lines: list[SiteLine], tell: Tell) -> None:
    columns = (
        Column(7, "序"),
        Column(52, "点位与管理责任人"),
        Column(16, "类型"),
        *(Column(9.5, word, Align.CENTRED) for word in _WORDS.values()),
        Column(3.5),
        Column(16, "证据日期"),
        Column(33, "原因"),
    )
    tallies = tally_communities(report, lines)
    rows: list[Row | Group] = []
    sources: list[SiteLine | None] = []
    for code, tally in tallies.items():
        rows.append(_group(report, code, tally))
        sources.append(None)
        for line in (found for found in lines if found.community == code):
            rows.append(_register_row(line))
            sources.append(line)
    table = Table(columns, tuple(rows), kind=SMALL, least=10, padding=1.75, step=1.25)
    sheet.open_page()

    def head(span: range, *, again: bool) -> float:
        numbers = [line.number for index in span if (line := sources[index])]
        width = sheet.text(sheet.page.left, 35.0, f"{_TITLE}（续）", SECTION)
        where = f"；本页第{numbers[0]}至{numbers[-1]}处。" if numbers else "。"
        words = f"全部{print_count(len(lines))}处，按社区、名称排列{where}"
        sheet.text(sheet.page.left + width + 5, 35.0, words, TEXT)
        if again:
            sheet.text(sheet.page.end, 35.0, "接上页", SMALL, Align.RIGHT)
        tell(numbers[-1] if numbers else 0, len(lines))
        return 42.5

    _flow(sheet, table, head, lambda span: [line for index in span if (line := sources[index])])


def _register_row(line: SiteLine) -> Row:
    day: Text = "无"
    if line.evidence:
        day = print_date(line.evidence).replace("年", "年\n")
    reason: Cell = Block("\n".join(line.reasons), SMALL)
    return Row((str(line.number), _name_cell(line), line.place_type, *line.marks, "", Block(day, SMALL), reason))


def _flow(sheet: Sheet, table: Table, head: Callable[..., float], lines_of: Callable[[range], list[SiteLine]]) -> None:
    """Draw a table over as many pages as it needs, from the top of the page that is open."""
    noted = any(line.missing for line in lines_of(range(len(table.rows))))
    room = sheet.page.foot - 50.0 - (22.5 if noted else 10.0)
    pages = break_rows(table, room, room)
    for number, span in enumerate(pages):
        if number:
            sheet.open_page()
        y = draw_table(sheet, sheet.page.left, head(span, again=number > 0), table, span)
        baseline = on_grid(y + 5.0)
        draw_legend(sheet, sheet.page.left, baseline)
        if number + 1 < len(pages):
            sheet.text(sheet.page.end, baseline, "转下页", SMALL, Align.RIGHT)
        _draw_missing(sheet, baseline + 5.0, [line for line in lines_of(span) if line.missing])


def _draw_missing(sheet: Sheet, y: float, lines: list[SiteLine]) -> None:
    """The note that names the code points printed as □ on this page."""
    if not lines:
        return
    sheet.rule(sheet.page.left, y - 1.25, 26.0, 0.5)
    said = []
    for line in lines:
        text = line.name + line.organisation
        count = sum(ord(char) in line.missing for char in text)
        codes = "、".join(f"U+{code:04X}" for code in line.missing)
        said.append(f"第{line.number}处：有{count}个字没有字形，以□代替；码位{codes}。")
    words: Text = [Run("注", bold=True), "　", "".join(said), "原文完整保存在记录中。"]
    sheet.paragraph(sheet.page.left, y + STEP, sheet.page.block, words, SMALL)
