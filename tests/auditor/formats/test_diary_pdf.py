"""The diary on paper: every line is there, in the same bytes each time, and no household can be told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from auditor.diary import Diary
from auditor.diary_wording import where_text
from auditor.errors import Cancelled
from auditor.formats.diary_pdf import write_diary
from auditor.use_cases import recounting
from auditor.wording import use
from db import SqlStore
from tests.auditor.formats.reading import page_texts
from tests.diaries import live
from tests.making import TODAY, standard


@pytest.fixture
def diary(store: SqlStore) -> Diary:
    """Three days of everybody, one name beyond the BMP."""
    live(store, store.clock)  # type: ignore[arg-type]
    found = recounting.recount(store, standard(), TODAY - timedelta(days=2), TODAY)
    return replace(found, people={"inspector": "张喆𬱖", "other": "李航"})


def plain(text: str) -> str:
    return "".join(text.split())


def test_every_line_its_totals_and_what_is_left_stand_on_it(diary: Diary) -> None:
    text = plain("".join(page_texts(write_diary(diary, standard()))))
    assert "工作日记" in text
    for part in (
        "一、做了什么",
        "二、还剩什么",
        "三、逐条",
        "2026年11月20日至2026年11月22日",
        "张喆𬱖",
        "本库全部的人",
    ):
        assert part in text
    for entry in diary.entries:
        assert plain(where_text(entry, diary)) in text
    assert text.count("李航") == sum(e.arrival.line.person == "other" for e in diary.entries)
    assert "演示数据" not in text


def test_it_is_chinese_and_the_same_bytes_whatever_the_window_speaks(diary: Diary) -> None:
    made = write_diary(diary, standard())
    use("en")
    try:
        assert write_diary(diary, standard()) == made
    finally:
        use("zh")


def test_an_earlier_day_says_nothing_of_what_is_left_today_and_an_empty_one_says_so(diary: Diary) -> None:
    before = replace(diary, until=TODAY - timedelta(days=1), entries=())
    text = plain("".join(page_texts(write_diary(before, standard()))))
    assert "还剩什么" not in text
    assert "这段时间没有记录。" in text


def test_demonstration_data_is_marked_on_every_page(diary: Diary) -> None:
    pages = page_texts(write_diary(replace(diary, demonstration=True), standard()))
    assert len(pages) > 1
    assert all("演示数据" in plain(page) for page in pages)


def test_stopping_leaves_nothing(diary: Diary) -> None:
    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        write_diary(diary, standard(), stop)
