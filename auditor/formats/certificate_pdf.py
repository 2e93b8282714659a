"""The self-assessment statement (自评结果证明): one page, a second for definitions where the first is full."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone

from auditor.certificate import Certificate, DocumentKind, issuer_of
from auditor.formats.archive import finish
from auditor.formats.faces import missing_code_points
from auditor.formats.marks import QR_SIDE, draw_qr, draw_root, draw_seal_space, draw_verdict
from auditor.formats.ruled_table import Block, Cell, Column, Row, Table, draw_table, table_height
from auditor.formats.score_words import (
    VERDICT_WORDS,
    ScoreRow,
    basis_words,
    overall_words,
    print_count,
    print_date,
    score_rows,
    self_checked_words,
    standard_name,
    survey_notes,
    verdict_counts,
)
from auditor.formats.setting import Align, Run, Text, Type, set_paragraph
from auditor.formats.sheet import DEMO_FOOT, PROGRAM, STEP, Sheet, on_grid
from auditor.formats.type_scale import (
    ABOVE_TITLE,
    BODY,
    DEFINITION,
    NAME,
    NOTE,
    SECTION,
    SHORT_CODE,
    SMALL,
    SONG_10,
    TEXT,
    TEXT_BOLD,
    TIGHT_NOTE,
    TITLE,
)
from auditor.standard import Standard

CHINA = timezone(timedelta(hours=8))
TITLE_WORDS = "自评结果证明"
_QR_TOP, _TABLE_AIR, _QUIET = 227.5, 5.0, 5.0
_CHECK = (
    "证据随附于本 PDF。用本程序“核验”打开 PDF 原件：只凭文件本身，重算证据根、各项计数与结论，逐项与本页比对。"
    "二维码与短码只供查对，不能代替核验。"
)
Note = tuple[str, Text]


@dataclass(frozen=True, slots=True)
class _Plan:
    """How the first page is filled: the type of its notes, and what stands on a second page instead."""

    notes: Type
    second_page: bool = False
    definitions: bool = True  # whether the short definitions still stand beside the numbers


def write_statement(certificate: Certificate, standard: Standard, attachment: bytes) -> bytes:
    """The statement as a PDF with its evidence attached; the same certificate gives the same bytes.

    ValueError for another kind of document, or a standard that is not the one of the score.
    """
    score = certificate.score
    if certificate.kind is not DocumentKind.SELF_ASSESSMENT:
        raise ValueError(f"not a self-assessment: {certificate.kind}")
    if (standard.id, standard.number) != (score.standard, score.standard_number):
        raise ValueError(f"{standard.name} is not the standard of the score")
    number = printed_number(certificate)
    issuer = issuer_of(certificate.issuer, score.name, demonstration=certificate.demonstration)
    title = f"{TITLE_WORDS}　{score.name}　{number}"
    sheet = Sheet(
        title=title,
        head=[Run(score.name, bold=True), f"　　标准 {standard_name(standard)}"],
        foot=f"{DEMO_FOOT}　　{PROGRAM}" if certificate.demonstration else PROGRAM,
        demo=certificate.demonstration,
    )
    rows = score_rows(score, standard)
    notes = _notes_of(certificate, standard, number + issuer)
    sheet.open_page()
    y = _draw_opening(sheet, certificate, standard, number)
    plan = _plan_page(y, rows, notes)
    y = draw_table(sheet, sheet.page.left, y, _table_of(rows, with_definitions=plan.definitions))
    if plan.second_page:
        pointer = "指标口径、调查说明和评分条件见第2页。"
        sheet.text(sheet.page.left, on_grid(y + 7.5), pointer, plan.notes)
    else:
        _draw_notes(sheet, on_grid(y + 7.5), notes, plan.notes)
    _draw_foot(sheet, certificate, issuer)
    if plan.second_page:
        _draw_second_page(sheet, certificate, standard, number, notes)
    return finish(
        sheet.close(),
        title=title,
        author=issuer,
        created=datetime.combine(certificate.issued_on, time(), CHINA),
        attachment=attachment,
    )


def printed_number(certificate: Certificate) -> str:
    """The running number as printed: on demonstration data its 代字 is 演示, whatever is configured."""
    if certificate.demonstration:
        return f"演示〔{certificate.year}〕{certificate.running}号"
    return certificate.number


def qr_content(kind: str, day: str, root: str) -> str:
    """What the code holds: what it is, its day (YYYYMMDD) and the evidence root; no address and no link."""
    return f"SA1:{kind}:{day}:{root}".upper()


def _draw_opening(sheet: Sheet, certificate: Certificate, standard: Standard, number: str) -> float:
    """Title, number, sentence and verdict; the y of the table."""
    page, score = sheet.page, certificate.score
    middle = page.left + page.block / 2
    sheet.text(middle, 32.5, "生活垃圾分类五项指标", ABOVE_TITLE, Align.CENTRED)
    sheet.text(middle, 45.0, TITLE_WORDS, TITLE, Align.CENTRED)
    sheet.double_rule(50.0)
    draw_numbers(sheet, 57.5, number, certificate.short_code)
    basis = basis_words(standard)
    against = f"对照{basis}所列五项要求，" if basis else ""
    body: Text = [
        f"{score.name}{against}依照评估标准 {standard_name(standard)}，就",
        Run(print_date(score.on), bold=True),
        "的状况对全部登记点位和居民户作了自查自评。结果如下：",
    ]
    y = on_grid(sheet.paragraph(page.left, 67.5, page.block, body, BODY) - STEP)
    draw_verdict(sheet, y, overall_words(score), verdict_counts(score))
    return y + 12.5 + _TABLE_AIR


def draw_numbers(sheet: Sheet, y: float, number: str, code: str) -> None:
    """The running number at the left and the short code at the right, on one line."""
    sheet.text(sheet.page.left, y, f"编号　{number}", SONG_10)
    width = sheet.text(sheet.page.end, y, code, SHORT_CODE, Align.RIGHT)
    sheet.text(sheet.page.end - width - 4.5, y, "短码", SONG_10, Align.RIGHT)


def _plan_page(y: float, rows: list[ScoreRow], notes: list[Note]) -> _Plan:
    """Notes at 9 pt, else at 8, else on a second page; at last the definitions go there too (PRINT.md 9)."""
    table_end = y + table_height(_table_of(rows, with_definitions=True))
    for kind in (NOTE, TIGHT_NOTE):
        last = on_grid(table_end + 7.5) - kind.leading - STEP / 2
        for _, text in notes:
            last += set_paragraph(text, kind, 137.0).height + STEP / 2
        if last <= _QR_TOP - _QUIET:
            return _Plan(kind)
    return _Plan(NOTE, second_page=True, definitions=table_end + 7.5 <= _QR_TOP - _QUIET)


def _table_of(rows: list[ScoreRow], *, with_definitions: bool) -> Table:
    right = Align.RIGHT
    columns = (
        Column(28, "指标"),
        Column(46, "怎样算符合（本标准拟定）"),
        Column(16, "来源"),
        Column(13, "符合", right),
        Column(12, "不符合", right),
        Column(9.5, "未知", right),
        Column(13.5, "总数", right),
        Column(18, "结果", right),
    )
    return Table(
        columns,
        tuple(_row_of(row, with_definitions=with_definitions) for row in rows),
        least=12.5,
        padding=3.0,
    )


def _row_of(row: ScoreRow, *, with_definitions: bool) -> Row:
    definition = row.definition
    if row.not_required:
        definition += f"另有{print_count(row.not_required)}处不要求设置，不计入。"
    tally = row.tally
    verdict = Block(Run(VERDICT_WORDS[row.verdict], bold=True), TEXT.but(leading=4.5))
    counts: tuple[Cell, ...] = tuple(
        print_count(count) for count in (tally.conforming, tally.nonconforming, tally.unknown, tally.total)
    )
    return Row(
        (
            (Block(row.name, NAME), Block(row.by, SMALL)),
            Block(definition if with_definitions else "见第2页", SMALL),
            Block(row.source.replace("、", "\n"), SMALL),
            *counts,
            (verdict, *(Block(line, SMALL) for line in row.result)),
        )
    )


def _notes_of(certificate: Certificate, standard: Standard, printed: str) -> list[Note]:
    score = certificate.score
    notes: list[Note] = [(label, tuple(words)) for label, words in survey_notes(score, standard)]
    closed = print_count(certificate.closed_sites)
    conditions = (
        f"评分日{print_date(score.on)}，数据知悉日{print_date(score.known)}。上次评分以来撤销、关闭点位{closed}处"
        f"（当时符合{print_count(certificate.closed_conforming)}处、未知{print_count(certificate.closed_unknown)}处）。"
        f"{self_checked_words(score)}没有登记户数的居住点位{print_count(score.residential_without_households)}处。"
        f"日期存疑的记录{print_count(score.doubtful)}条。"
    )
    notes.append(("评分条件", conditions))
    if missing := missing_code_points(score.name + printed):
        codes = "、".join(f"U+{code:04X}" for code in missing)
        notes.append(("注", f"有字没有字形，以□代替；码位{codes}。原文完整保存在随附证据中。"))
    return notes


def _draw_notes(sheet: Sheet, y: float, notes: list[Note], kind: Type) -> float:
    for label, text in notes:
        y = sheet.note(y, label, text, kind)
    return y


def _draw_foot(sheet: Sheet, certificate: Certificate, issuer: str) -> None:
    page, score = sheet.page, certificate.score
    draw_qr(sheet, page.left, _QR_TOP, qr_content("SELF", f"{score.on:%Y%m%d}", certificate.evidence_root))
    sheet.text(page.left + 35, _QR_TOP + 2.5, "核验", TEXT_BOLD)
    sheet.paragraph(page.left + 35, _QR_TOP + 7.5, 67.0, _CHECK, SMALL.but(align=Align.JUSTIFIED))
    _draw_roots(sheet, certificate)
    draw_seal_space(sheet, _QR_TOP, issuer, print_date(certificate.issued_on))


def _draw_roots(sheet: Sheet, certificate: Certificate) -> None:
    y = _QR_TOP + QR_SIDE
    draw_root(sheet, y + 7.5, "证据根", certificate.evidence_root, bold_head=True)
    draw_root(sheet, y + 11.25, "日志根", certificate.score.root)


def _draw_second_page(
    sheet: Sheet, certificate: Certificate, standard: Standard, number: str, notes: list[Note]
) -> None:
    sheet.open_page()
    page = sheet.page
    sheet.text(page.left, 35.0, "口径与说明", SECTION)
    sheet.double_rule(40.0)
    draw_numbers(sheet, 47.5, number, certificate.short_code)
    table = Table(
        (Column(25, "指标"), Column(75, "符合的条件（本标准拟定）"), Column(33, "总数"), Column(23, "来源")),
        tuple(
            Row(
                (
                    Block(criterion.name, TEXT_BOLD),
                    Block(criterion.definition, DEFINITION),
                    Block(criterion.unit, DEFINITION),
                    Block(criterion.source, DEFINITION),
                )
            )
            for criterion in standard.criteria.values()
        ),
        least=12.5,
    )
    y = draw_table(sheet, page.left, 55.0, table)
    _draw_notes(sheet, on_grid(y + 7.5), notes, NOTE)
    _draw_roots(sheet, certificate)
