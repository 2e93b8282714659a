"""The report of a street (生活垃圾分类评估报告): its cover and summary; the other parts have files of their own."""

from datetime import datetime, time, timedelta, timezone
from fractions import Fraction

from auditor.certificate import issuer_of
from auditor.formats.archive import finish
from auditor.formats.kinsoku import Kind, kind_of
from auditor.formats.marks import Part, draw_bar, draw_part, draw_qr, draw_root, draw_verdict
from auditor.formats.paired_table import draw_halves
from auditor.formats.report_rechecks import draw_rechecks
from auditor.formats.report_register import SiteLine, draw_register, list_sites, tally_communities
from auditor.formats.report_rules import draw_rules
from auditor.formats.report_survey import draw_survey
from auditor.formats.ruled_table import Column, Row, Table
from auditor.formats.score_words import (
    VERDICT_WORDS,
    ScoreRow,
    overall_words,
    print_count,
    print_date,
    score_rows,
    standard_name,
    verdict_counts,
)
from auditor.formats.setting import POINTS_A_MM, Align, Run, Text, set_line
from auditor.formats.sheet import DEMO_FOOT, PROGRAM, Sheet
from auditor.formats.type_scale import (
    INK_GREEN,
    NAME,
    SECTION,
    SHORT_CODE,
    SLIP_PLACE,
    SLIP_SUBJECT,
    SMALL,
    SMALL_BOLD,
    SONG_12,
    SUBHEADING,
    TEXT,
    TEXT_BOLD,
    Colour,
)
from auditor.report import StreetReport
from auditor.telling import Tell, quiet
from auditor.verdict import State

CHINA = timezone(timedelta(hours=8))
SUBJECT = "生活垃圾分类评估报告"
_SLIP = (28.0, 30.0, 31.0, 168.0)
_SLIP_END = 188.2  # middle of the subject's last character
# Pitch of place and subject down the slip, by the number of characters of the place.
_PITCH = {5: (12.0, 8.8), 6: (10.8, 8.4)}


def write_report(report: StreetReport, tell: Tell = quiet, *, attachment: bytes | None = None) -> bytes:
    """The report as a PDF; the same report gives the same bytes. `tell(sites drawn, sites)` may raise Cancelled."""
    score = report.score
    code = report.evidence_root[:8]
    issuer = issuer_of(report.issuer, score.name, demonstration=report.demonstration)
    title = f"{score.name}　{SUBJECT}"
    foot = f"短码　{code}　　{DEMO_FOOT if report.demonstration else PROGRAM}"
    sheet = Sheet(title=title, head=title, foot=foot, demo=report.demonstration)
    sheet.head_rule = True
    lines = list_sites(report)
    sheet.open_page(cover=True)
    _draw_cover(sheet, report, issuer, attached=attachment is not None)
    sheet.open_page()
    _draw_summary(sheet, report, lines)
    draw_register(sheet, report, lines, tell)
    draw_survey(sheet, report)
    draw_rules(sheet, report)
    draw_rechecks(sheet, report)
    created = datetime.combine(score.on, time(), CHINA)
    return finish(sheet.close(), title=title, author=issuer, created=created, attachment=attachment)


def _draw_cover(sheet: Sheet, report: StreetReport, issuer: str, *, attached: bool) -> None:
    page, score = sheet.page, report.score
    if 2 <= len(score.name) <= 6 and all(kind_of(char) is Kind.HAN for char in score.name):
        _draw_slip(sheet, score.name)
    else:
        y = sheet.paragraph(page.left, 62.5, page.block, score.name, SLIP_PLACE)
        sheet.text(page.left, y, SUBJECT, SLIP_SUBJECT)
        sheet.double_rule(y + 7.5)
    facts = (
        ("评分日", Run(print_date(score.on)), SONG_12),
        ("数据知悉日", Run(print_date(score.known)), SONG_12),
        ("评估标准", Run(standard_name(report.standard)), SONG_12),
        ("短码", Run(report.evidence_root[:8]), SHORT_CODE.but(size=12.0)),
    )
    left, bottom = 80.0, 197.5
    y = bottom - 10.0 * len(facts)
    sheet.rule(left, y - 2.5, page.end - left, 0.8)
    for label, text, kind in facts:
        sheet.text(left, y + 5.0, label, TEXT)
        sheet.text(left + 26, y + 5.0, text, kind)
        y += 10.0
    sheet.rule(left, bottom, page.end - left, 0.8)
    if issuer:
        sheet.text(page.left, 222.5, "编制", TEXT)
        sheet.paragraph(page.left + 20, 222.5, 95.0, issuer, SONG_12)
    content = f"SA1:RPT:{score.on:%Y%m%d}:{report.evidence_root}".upper()
    draw_qr(sheet, page.end - 28.0, 216.0, content, 28.0)
    draw_root(sheet, 252.5, "证据根", report.evidence_root, bold_head=True)
    draw_root(sheet, 256.25, "日志根", score.root)
    words = "证据随附于本 PDF。用本程序“核验”打开 PDF 原件即可重算；" if attached else ""
    sheet.text(page.left, 263.75, f"{words}二维码与短码只供查对。", SMALL)


def _draw_slip(sheet: Sheet, place: str) -> None:
    """The title slip (题签): a thick and a thin frame, place and subject written downwards."""
    x, y, width, height = _SLIP
    sheet.frame(x, y, width, height, points=2.0, colour=INK_GREEN)
    sheet.frame(x + 1.9, y + 1.9, width - 3.8, height - 3.8, points=0.45, colour=INK_GREEN)
    place_pitch, subject_pitch = _PITCH.get(len(place), (13.6, 9.35))
    middle = x + width / 2
    for number, char in enumerate(place):
        at = 45.0 + number * place_pitch
        sheet.text(middle, at + 0.38 * SLIP_PLACE.size / POINTS_A_MM, char, SLIP_PLACE, Align.CENTRED)
    for number, char in enumerate(SUBJECT, 1):
        at = _SLIP_END - (len(SUBJECT) - number) * subject_pitch
        sheet.text(middle, at + 0.38 * SLIP_SUBJECT.size / POINTS_A_MM, char, SLIP_SUBJECT, Align.CENTRED)


def _draw_summary(sheet: Sheet, report: StreetReport, lines: list[SiteLine]) -> None:
    page, score = sheet.page, report.score
    sheet.text(page.left, 35.0, "一、总览", SECTION)
    index: Text = ["指数 ", Run(score.index, bold=True), "（满分100）"]
    draw_verdict(sheet, 42.5, overall_words(score), verdict_counts(score), index)
    y = 62.5
    for row in score_rows(score, report.standard):
        _draw_criterion(sheet, y, row)
        y += 13.75
    y = _draw_left_out(sheet, _draw_key(sheet, y + 2.5) + 5.0, report)
    width = sheet.text(page.left, y + 10.0, "各社区", SUBHEADING)
    words = "按点位计；三项覆盖中有一项不符合即计入不符合，有不符合或未知的社区用粗体"
    sheet.text(page.left + width + 5, y + 10.0, words, SMALL)
    draw_halves(sheet, y + 12.5, _communities(report, lines), "一、总览（续）")


def _draw_criterion(sheet: Sheet, y: float, row: ScoreRow) -> None:
    page, tally = sheet.page, row.tally
    sheet.text(page.left, y + 3.75, row.name, NAME)
    counted = tally.conforming + tally.nonconforming if row.sample else tally.total
    prefix = "抽样作答" if row.sample else "非居民" if row.by == "按非居民点位计" else ""
    sheet.text(page.left, y + 8.75, f"{prefix}{print_count(counted)}{row.unit}", SMALL)
    draw_bar(sheet, page.left + 29, y, _parts_of(row))
    unknown = "没有答案" if row.sample else "未知"
    counts = (
        f"符合{print_count(tally.conforming)}　{unknown}{print_count(tally.unknown)}　"
        f"不符合{print_count(tally.nonconforming)}"
    )
    if row.not_required:
        counts += f"　另有{print_count(row.not_required)}处不要求设置"
    sheet.text(page.left + 29, y + 8.75, counts, SMALL)
    sheet.text(page.end, y + 3.75, VERDICT_WORDS[row.verdict], TEXT_BOLD, Align.RIGHT)
    sheet.text(page.end, y + 8.75, "，".join(row.result), SMALL, Align.RIGHT)


def _parts_of(row: ScoreRow) -> list[tuple[Part, int]]:
    """A register's units by state; of a sample the proven lower bound, the rest open, a failing part if any."""
    tally = row.tally
    if not row.sample:
        return [(Part.PROVEN, tally.conforming), (Part.OPEN, tally.unknown), (Part.FAILING, tally.nonconforming)]
    share = Fraction(row.proven) if row.proven and not tally.nonconforming else Fraction(0)
    proven = int(share * 10_000)
    failing = 1 if tally.nonconforming else 0  # how many of all households fail the sample does not say: least width
    return [(Part.PROVEN, proven), (Part.OPEN, 10_000 - proven), (Part.FAILING, failing)]


def _draw_key(sheet: Sheet, y: float) -> float:
    """What the parts of a bar mean; the y of its last baseline."""
    x = sheet.page.left + 29
    for part, words in (
        (Part.PROVEN, "符合；抽样指标为已证明的部分"),
        (Part.OPEN, "未知；尚未证明"),
        (Part.FAILING, "不符合"),
    ):
        draw_part(sheet, (x, y - 2.9, 6.0, 3.0), part)
        sheet.frame(x, y - 2.9, 6.0, 3.0, points=0.5, colour=Colour(0, 0, 0))
        x += 8.0
        x += sheet.text(x, y, words, SMALL) + 6.0
    said = "非零的一段至少画0.9毫米宽，多少以数字为准。未知从不计入符合，也从不移出总数。"
    sheet.draw(sheet.page.left + 29, y + 5.0, set_line(said, SMALL))
    return y + 5.0


def _draw_left_out(sheet: Sheet, y: float, report: StreetReport) -> float:
    """What is not in the counts: sites closed since the last document, records whose date is in doubt; its baseline."""
    states = list(report.closed.values())
    told = (
        f"上次评分以来撤销、关闭点位{print_count(len(states))}处"
        f"（当时符合{print_count(states.count(State.CONFORMING))}处、"
        f"未知{print_count(states.count(State.UNKNOWN))}处）。"
        f"日期存疑的记录{print_count(report.score.doubtful)}条，没有计入。"
    )
    sheet.draw(sheet.page.left + 29, y, set_line(told, SMALL))
    return y


def _communities(report: StreetReport, lines: list[SiteLine]) -> Table:
    rows = []
    for code, tally in tally_communities(report, lines).items():
        name = report.facts.communities.get(code, code)
        counts = (tally.total, *(getattr(tally, state.value) for state in State))
        open_ = bool(tally.nonconforming or tally.unknown)
        rows.append(Row((name, *map(print_count, counts)), bold=open_))
    right = Align.RIGHT
    return Table(
        (
            Column(30, "社区"),
            Column(10, "点位", right),
            Column(11, "符合", right),
            Column(13, "不符合", right),
            Column(11, "未知", right),
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
