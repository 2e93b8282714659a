"""The notice, read back from its PDF: its words, its room to answer, no seal, no word of enforcement."""

from dataclasses import replace
from datetime import date
from hashlib import sha256
from io import BytesIO

import pypdfium2
import pytest

from auditor.formats.notice_pdf import missing_in, write_notice
from auditor.notice import Notice, NoticeLine, NoticePhoto
from tests.auditor.test_notice import notice

from .reading import font_names, page_texts

NEVER = ("责令", "处罚", "罚款")


def picture(colour: str, size: tuple[int, int] = (1600, 1200)) -> bytes:
    from PIL import Image

    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


RED, TALL = picture("#c04030"), picture("#3070c0", (900, 1600))
SHA = {raw: sha256(raw).hexdigest() for raw in (RED, TALL)}


def long_notice(n: int) -> Notice:
    lines = {
        f"c{i:02}": NoticeLine(
            place=i + 1, where=f"{i + 1}号投放点", found=f"第{i + 1}处破损", due_on=date(2026, 12, 1)
        )
        for i in range(n)
    }
    return notice(lines=lines, photos={})


def test_one_page_says_what_by_when_and_leaves_room_to_answer() -> None:
    made = notice(photos={SHA[RED]: NoticePhoto(place=1, caption="1号点", taken_on=date(2026, 11, 12))})
    (text,) = page_texts(write_notice(made, {SHA[RED]: RED}))
    for words in (
        "万兴街道工作单据，不是行政执法文书",
        "整改通知单",
        "编号某代字〔2026〕1号检查日2026年11月12日",
        "某物业：经现场检查，你单位负责的“长江里一区”有下列各项不符合生活垃圾分类要求。",
        "期限（含当日）",
        "2026年11月22日前",
        f"11月12日{SHA[RED][:8]}",
        "（印章）某街道办事处2026年11月13日",
        "二、整改情况（接收单位填写）1已完成部分完成未完成完成日期年月日",
        "三、复查符合，销号不符合，另开通知单",
        "沿此线裁下，留存",
        "送达回执编号某代字〔2026〕1号收到本通知单一份。",
        "第1页共1页",
    ):
        assert words in text
    assert "演示" not in text
    assert not any(words in text for words in NEVER)


def test_a_demonstration_says_so_on_every_page() -> None:
    made = replace(long_notice(9), demonstration=True, prefix="演示", issuer="（演示）万兴街道办事处")
    pages = page_texts(write_notice(made, {}))
    assert len(pages) > 1
    assert all("演示数据" in page and "不作任何证明用途" in page for page in pages)


@pytest.mark.parametrize("n", [1, 3, 4, 6, 7, 14, 40])
def test_every_item_stands_once_and_can_be_answered_however_many_there_are(n: int) -> None:
    pages = page_texts(write_notice(long_notice(n), {}))
    text = "".join(pages)
    for i in range(1, n + 1):
        assert text.count(f"第{i}处破损") == 1
    assert text.count("部分完成") == n
    assert text.count("（印章）") == text.count("送达回执") == text.count("三、复查") == 1
    assert max(page.count("处破损") for page in pages) <= 6
    assert pages[-1].endswith(f"第{len(pages)}页共{len(pages)}页")
    assert not any(words in text for words in NEVER)


def test_a_photograph_is_drawn_whole_and_one_that_is_gone_or_torn_is_said_to_be() -> None:
    shown = {SHA[RED]: NoticePhoto(place=1, caption="一"), SHA[TALL]: NoticePhoto(place=2, caption="二")}
    made = notice(photos=shown)
    document = pypdfium2.PdfDocument(write_notice(made, {SHA[RED]: RED, SHA[TALL]: TALL}))
    drawn = document[0].render(scale=2).to_pil().convert("RGB")
    document.close()
    red = sum(1 for p in drawn.get_flattened_data() if p[0] > 150 and p[2] < 90)
    blue = sum(1 for p in drawn.get_flattened_data() if p[2] > 150 and p[0] < 90)
    assert red > 2 * blue > 0  # the tall one is fitted, not stretched
    (gone,) = page_texts(write_notice(made, {SHA[RED]: b"torn"}))
    assert gone.count("照片文件缺失") == 2


def test_the_same_notice_gives_the_same_bytes_and_every_face_is_inside() -> None:
    made = notice(photos={SHA[RED]: NoticePhoto(place=1, caption="1号点")})
    first = write_notice(made, {SHA[RED]: RED})
    assert first == write_notice(made, {SHA[RED]: RED})
    assert all(font_names(first).values())


def test_nobody_to_tell_leaves_a_line_to_write_on_and_rare_letters_are_named() -> None:
    lost = chr(0x2EBE0)
    made = notice(recipient="", site_name=f"𬱖㛃里{lost}小区")
    assert missing_in(made) == (0x2EBE0,)
    (text,) = page_texts(write_notice(made, {}))
    assert "：经现场检查，你单位负责的“𬱖㛃里□小区”" in text
    assert "U+2EBE0" in text
