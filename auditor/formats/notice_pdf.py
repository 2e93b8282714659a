"""The notice (整改通知单) on paper: what to put right by when, room to answer, a receipt to be cut off (PRINT 8)."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta, timezone

from auditor.formats.archive import finish
from auditor.formats.faces import Family, missing_code_points
from auditor.formats.marks import draw_blank, draw_seal_space, draw_tick_box
from auditor.formats.pictures import draw_caption, draw_picture
from auditor.formats.ruled_table import Column, Row, Table, break_rows, draw_table
from auditor.formats.score_words import print_date
from auditor.formats.setting import Align, Run, Type, set_paragraph, width_of
from auditor.formats.sheet import DEMO_FOOT, PROGRAM, STEP, Sheet, middle_baseline, on_grid
from auditor.formats.type_scale import BODY, LINE_GREY, NAME, SMALL, SONG_12, SUBHEADING, TEXT, TITLE
from auditor.notice import Notice

TITLE_WORDS = "整改通知单"
NATURE = "工作单据，不是行政执法文书"
MOST_ITEMS, MOST_PHOTOS = 6, 2  # a page
_CHINA = timezone(timedelta(hours=8))
_COLUMNS = (8.0, 21.0, 50.0, 46.0, 31.0)
_PHOTO, _PHOTO_HIGH, _PHOTO_STEP = 51.0, 34.0, 55.0
_SEAL = 42.0
_ROW = 10.0
_ANSWER = Type(Family.HEI, 10.5, 5)
_CUT, _LAST = 258.5, 277.5
_PART_THREE = 20.0  # part three stands so high above the cut line
_ANSWER_HEAD, _ANSWER_FOOT = 4.0, 17.5  # above the rows of part two, and below them for words and signature
_DATE = 138.0  # where a date to be filled in begins


def write_notice(notice: Notice, pictures: Mapping[str, bytes]) -> bytes:
    """The notice as a PDF; the same notice and photographs give the same bytes.

    `pictures` by SHA-256; one that is not there is said to be missing. Nothing of it is a seal or an order by law.
    """
    title = f"{TITLE_WORDS}　{notice.site_name}　{notice.number}"
    sheet = Sheet(
        title=title,
        head=[Run(notice.street_name, bold=True), f"　　{NATURE}"],
        foot=f"{DEMO_FOOT}　　{PROGRAM}" if notice.demonstration else PROGRAM,
        demo=notice.demonstration,
    )
    sheet.open_page()
    y = _draw_items(sheet, notice, _draw_opening(sheet, notice))
    y = _draw_seal_and_photos(sheet, notice, pictures, y)
    _draw_answers(sheet, notice, y)
    _draw_receipt(sheet, notice)
    return finish(
        sheet.close(),
        title=title,
        author=notice.issuer,
        created=datetime.combine(notice.issued_on, time(), _CHINA),
        attachment=None,
    )


def missing_in(notice: Notice) -> tuple[int, ...]:
    """The code points of its words that no shipped font draws, to be listed before it is handed out."""
    words = [notice.site_name, notice.street_name, notice.recipient, notice.issuer]
    words += [w for _c, line in notice.in_place() for w in (line.where, line.found, line.asked)]
    return missing_code_points("".join(words))


def _draw_opening(sheet: Sheet, notice: Notice) -> float:
    """Title, number, recipient and sentence; the baseline of the first section."""
    page = sheet.page
    sheet.text(page.left + page.block / 2, 37.5, TITLE_WORDS, TITLE, Align.CENTRED)
    sheet.double_rule(42.5)
    sheet.text(page.left, 50.0, f"编号　{notice.number}", SONG_12.but(size=11.0))
    sheet.text(page.end, 50.0, f"检查日　{print_date(notice.inspected_on)}", SONG_12.but(size=11.0), Align.RIGHT)
    if notice.recipient:
        y = sheet.paragraph(page.left, 60.0, page.block, f"{notice.recipient}：", SUBHEADING)
    else:
        draw_blank(sheet, page.left, 60.0, 70.0)
        sheet.text(page.left + 71.0, 60.0, "：", SUBHEADING)
        y = 67.5
    body = (
        f"经现场检查，你单位负责的“{notice.site_name}”有下列各项不符合生活垃圾分类要求。"
        "请按期整改，完成后填写本单第二部分并交回。"
    )
    return sheet.paragraph(page.left, y, page.block, body, BODY) + STEP


def _draw_items(sheet: Sheet, notice: Notice, y: float) -> float:
    """Part one, over several pages where it is long; the y of its last rule."""
    rows = tuple(
        Row((str(n), line.where, line.found, line.asked or "—", f"{print_date(line.due_on)}前"))
        for n, (_correction, line) in enumerate(notice.in_place(), 1)
    )
    heads = ("序", "位置", "所见", "要求", "期限（含当日）")
    columns = tuple(Column(width, head) for width, head in zip(_COLUMNS, heads, strict=True))
    table = Table(columns, rows, least=_ROW, padding=2.5)
    foot, spans = sheet.page.foot, []
    for span in break_rows(table, foot - y - STEP, foot - 37.5):
        spans += [
            range(start, min(start + MOST_ITEMS, span.stop)) for start in range(span.start, span.stop, MOST_ITEMS)
        ] or [span]
    for number, span in enumerate(spans):
        if number:
            sheet.text(sheet.page.end, on_grid(y + 5.0), "转下页", SMALL, Align.RIGHT)
            sheet.open_page()
            y = 32.5
        sheet.text(sheet.page.left, y, "一、需要整改的事项" + ("（续）" if number else ""), NAME)
        y = draw_table(sheet, sheet.page.left, y + STEP, table, span) if len(span) else y
    return _note_missing(sheet, notice, y)


def _note_missing(sheet: Sheet, notice: Notice, y: float) -> float:
    lost = missing_in(notice)
    if not lost:
        return y
    named = "、".join(f"U+{point:04X}" for point in lost)
    words = f"注　□ 处的字（{named}）字体里没有，以登记的为准。"
    return sheet.paragraph(sheet.page.left, y + 4.5, sheet.page.block, words, SMALL) - 3.75 + 1.0


def _draw_seal_and_photos(sheet: Sheet, notice: Notice, pictures: Mapping[str, bytes], y: float) -> float:
    """Photographs at the left, the space for the seal at the right; the y below them."""
    y = on_grid(y + 4.0)
    if y + _SEAL > sheet.page.foot:
        sheet.open_page()
        y = 32.5
    shown = sorted(notice.photos.items(), key=lambda pair: (pair[1].place, pair[0]))
    for n, (sha256, photo) in enumerate(shown[:MOST_PHOTOS]):
        x = sheet.page.left + n * _PHOTO_STEP
        draw_picture(sheet, (x, y, _PHOTO, _PHOTO_HIGH), pictures.get(sha256), "照片文件缺失")
        day = f"　{photo.taken_on.month}月{photo.taken_on.day}日" if photo.taken_on else ""
        words = set_paragraph(photo.caption, SMALL, _PHOTO).lines[0].text  # one line: the table above says it whole
        draw_caption(sheet, x, y + _PHOTO_HIGH + 3.5, f"{words}{day}", sha256)
    draw_seal_space(sheet, y, notice.issuer, print_date(notice.issued_on), side=_SEAL)
    return y + _SEAL


# -- what the recipient fills in -----------------------------------------------------------------------------------


def _draw_answers(sheet: Sheet, notice: Notice, y: float) -> None:
    """Parts two and three: together on this page where they fit, else on the next."""
    page, count = sheet.page, len(notice.lines)
    y = on_grid(y + 8.0)
    end = _CUT - _PART_THREE
    if y + _ANSWER_HEAD + count * _ROW + _ANSWER_FOOT > end:
        sheet.open_page()
        y = 32.5
    room = int((end - _ANSWER_FOOT - y - _ANSWER_HEAD) // _ROW)
    for start in range(0, count, max(1, room)):
        if start:
            sheet.open_page()
            y = 32.5
        sheet.text(page.left, y, "二、整改情况（接收单位填写）" + ("（续）" if start else ""), NAME)
        y += _ANSWER_HEAD
        sheet.rule(page.left, y, page.block, 1.0)
        last = min(count, start + room)
        for number in range(start + 1, last + 1):
            _draw_answer(sheet, y, number)
            y += _ROW
            sheet.rule(page.left, y, page.block, *((1.0,) if number == last else (0.35, LINE_GREY)))
    sheet.text(page.left, y + 6.5, "说明", TEXT)
    draw_blank(sheet, page.left + 9.0, y + 6.5, page.block - 9.0)
    _draw_signature(sheet, y + 15.5, "负责人签字")
    _draw_part_three(sheet, _CUT - 17.0)


def _draw_answer(sheet: Sheet, y: float, number: int) -> None:
    left, baseline = sheet.page.left, middle_baseline(y, _ROW, _ANSWER)
    sheet.text(left, baseline, str(number), _ANSWER)
    for x, words in ((10.0, "已完成"), (37.0, "部分完成"), (64.0, "未完成")):
        _draw_choice(sheet, left + x, y + (_ROW - 4.5) / 2, words)
    sheet.text(left + 94.0, middle_baseline(y, _ROW, TEXT), "完成日期", TEXT)
    _draw_date(sheet, middle_baseline(y, _ROW, TEXT))


def _draw_part_three(sheet: Sheet, y: float) -> None:
    left = sheet.page.left
    sheet.text(left, y, "三、复查", NAME)
    for x, words in ((22.0, "符合，销号"), (56.0, "不符合，另开通知单")):
        _draw_choice(sheet, left + x, y - 3.65, words)
    _draw_signature(sheet, y + 10.0, "复查人签字")


def _draw_choice(sheet: Sheet, x: float, y: float, words: str) -> None:
    draw_tick_box(sheet, x, y)
    sheet.text(x + 6.0, middle_baseline(y, 4.5, _ANSWER), words, _ANSWER)


def _draw_signature(sheet: Sheet, y: float, words: str) -> None:
    sheet.text(sheet.page.left, y, words, TEXT)
    draw_blank(sheet, sheet.page.left + 18.0, y, 48.0)
    _draw_date(sheet, y)


def _draw_date(sheet: Sheet, y: float) -> None:
    x = _DATE
    for length, unit in ((14.0, "年"), (8.5, "月"), (8.5, "日")):
        draw_blank(sheet, x, y, length)
        sheet.text(x + length + 0.5, y, unit, TEXT)
        x += length + 4.6


def _draw_receipt(sheet: Sheet, notice: Notice) -> None:
    page, middle, words = sheet.page, sheet.page.width / 2, "沿此线裁下，留存"
    half = width_of(words, SMALL) / 2 + 4.0
    for start, end in ((8.0, middle - half), (middle + half, page.width - 8.0)):
        sheet.stroke([(start, _CUT), (end, _CUT)], 0.5, dash=(3, 2))
    sheet.text(middle, _CUT + 1.0, words, SMALL, Align.CENTRED)
    y = _CUT + 7.0
    sheet.text(page.left, y, "送达回执", NAME)
    about = f"编号　{notice.number}　　收到本通知单一份。"
    sheet.text(page.left + 24.0, y, about, TEXT)
    _draw_signature(sheet, y + 9.0, "接收人签字")
