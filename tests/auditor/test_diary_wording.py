"""A line of the diary in words: what, where, with what result, when seen; never a household, never a secret."""

from dataclasses import replace
from datetime import timedelta

import pytest

from auditor.copies import Copy
from auditor.correction import Correction
from auditor.diary import Deed, Diary, Entry
from auditor.diary_wording import (
    deed_word,
    detail_text,
    field_word,
    kind_word,
    left_rows,
    place_word,
    totals_lines,
    waiting_text,
    where_text,
)
from auditor.kinds import KINDS
from auditor.use_cases import recounting
from auditor.whereabouts import Reach
from db import SqlStore
from tests.diaries import live
from tests.making import TODAY, standard


@pytest.fixture
def diary(store: SqlStore) -> Diary:
    """Three days of everybody."""
    live(store, store.clock)  # type: ignore[arg-type]
    return recounting.recount(store, standard(), TODAY - timedelta(days=2), TODAY)


def of(diary: Diary, deed: Deed, place: int = 0) -> Entry:
    return [e for e in diary.entries if e.deed is deed][place]


def test_each_deed_says_where_and_with_what_result(diary: Diary) -> None:
    def told(deed: Deed, place: int = 0) -> str:
        entry = of(diary, deed, place)
        return f"{where_text(entry, diary)} | {detail_text(entry, standard())}"

    assert told(Deed.AUDIT, 6).startswith("06-001 小区06-001 | 符合 ")  # after the six of the register
    assert told(Deed.AUDIT, 6).endswith("不符合 1 · 检查于 2026-11-18")
    visits = {told(Deed.VISIT, n).split(" | ")[1] for n in range(7)}
    assert visits == {"答完", "拒访", "没人在家", "确认空置"}
    assert told(Deed.VISIT).startswith("2026-11 抽样 · 第")
    assert told(Deed.OPENED) == "06-001 小区06-001 | 缺容器，期限 2026-11-17"
    assert told(Deed.RECHECKED) == "06-003 小区06-003 | 符合"
    assert told(Deed.REGISTER) == "06-006 改过名的小区 | 点位，户数 100 → 90，名称 小区06-006 → 改过名的小区"
    assert told(Deed.CHANGED) == "06-001 小区06-001 | 现场检查，备注 · 检查于 2026-11-18"
    assert told(Deed.ROUND).endswith(" | 开轮")
    assert told(Deed.PHOTO) == "06-001 小区06-001 | "


def test_the_totals_say_what_they_are_made_of(diary: Diary) -> None:
    lines = {word: (count, made) for word, count, made in totals_lines(diary.totals)}
    assert lines["入户"] == ("7 户次", "答完 4 · 拒访 1 · 没人在家 1 · 确认空置 1")
    assert lines["拍照"] == ("3 张", "")
    count, made = lines["现场检查"]
    assert (count, made.partition(" · ")[0].split()[0]) == ("9 处", "符合")  # six of the register, three of yesterday


def test_where_a_record_is_follows_from_role_and_copy(diary: Diary) -> None:
    entry = diary.entries[0]
    assert place_word(entry, diary) == "本机"
    copy = Copy(path="/c", at="2026-11-22T02:00:00.000Z", lines=1, records=1, arrival=entry.arrival.number)
    assert place_word(entry, replace(diary, copy=copy)) == "本机和备份"
    assert place_word(diary.entries[-1], replace(diary, copy=copy)) == "本机"
    assert place_word(entry, replace(diary, at_bureau=True)) == "区里"
    packed = replace(diary, reach=Reach(packed=entry.arrival.number))
    assert place_word(entry, packed) == "在数据包里"
    assert place_word(entry, replace(packed, copy=copy)) == "数据包和备份"
    arrived = Reach(entry.arrival.number, {entry.arrival.line.street: entry.arrival.number})
    assert place_word(entry, replace(diary, reach=arrived, copy=copy)) == "区里已收到"


def test_what_a_correction_waits_for() -> None:
    def told(**changes: object) -> str:
        values: dict[str, object] = {
            "id": "c",
            "site": "s",
            "found": "x",
            "opened_on": TODAY,
            "due_on": TODAY,
            **changes,
        }
        made = Correction(**values)  # type: ignore[arg-type]
        return waiting_text(made, made.days_over(TODAY), TODAY)

    assert told() == "今天到期"
    assert told(due_on=TODAY + timedelta(days=3)) == "还有 3 天"
    assert told(opened_on=TODAY - timedelta(days=9), due_on=TODAY - timedelta(days=6)) == "逾期 6 天"
    assert told(fixed_on=TODAY) == "已改，等复查"
    assert told(fixed_on=TODAY, rechecked_on=TODAY, passed=True) == "复查符合，等销号"


def test_what_is_left_is_the_same_on_screen_in_tables_and_on_paper(diary: Diary) -> None:
    assert [row[0] for row in left_rows(diary)] == [
        "没有保存完的表",
        "从未看过的点位",
        "还要访的户",
        "整改",
        "整改",
    ]


def test_every_deed_and_every_kind_has_a_word_and_no_field_is_shown_by_its_key() -> None:
    assert all(deed_word(d) for d in Deed)
    assert not [k for k in KINDS if kind_word(k) == k]
    assert field_word("slot") == field_word("anything newer") == "其他内容"
