"""The words of the sync page: every class has its row, 0 too; every delivery says where it is; sizes and moments."""

from datetime import date

import pytest

from auditor.arriving import Flip, Named, Preview
from auditor.delivery import Delivery, Fate, Way
from auditor.exchange import Exchange, Passage
from auditor.receipts import Standing, standing_of
from auditor.verdict import Verdict
from tests.making import STREET, TODAY, standard
from ui.marks import Mark
from ui.sync_words import changes_of, moment_short, reason_word, size_text, standing_word, steps_of

WORDS = ["新记录", "改动", "冲突", "不完整", "编号重复", "说了不算", "缺照片", "结论会变"]


def test_every_class_has_a_row_even_when_it_is_0() -> None:
    rows = changes_of(Preview(lines=0, fresh=0), standard())
    assert [r.word for r in rows] == WORDS
    assert [r.count for r in rows] == [0] * 8
    assert all(r.mark is None and not r.details and not r.told for r in rows)


def test_each_class_says_what_it_holds_and_the_list_behind_it_says_all() -> None:
    named = Named(kind="site", record="r", street=STREET, title="06-058 月环里市场")
    criterion = next(iter(standard().criteria))
    found = Preview(
        lines=500,
        fresh=353,
        new={"response": 96, "audit": 204, "correction": 12, "photo": 1, "link": 1},
        changed={("site", "households"): 18, ("assignment", "organisation"): 9},
        records_changed=27,
        conflicting=(named,),
        incomplete=(named, named),
        doubled=(Named(kind="site", record="d", street=STREET, title="06-099", told="甲、乙"),),
        photos_missing=3,
        flips=(
            Flip(
                street=STREET, name="学府街道", criterion=criterion, before=Verdict.UNDETERMINED, after=Verdict.NOT_MET
            ),
        ),
    )
    rows = {r.id: r for r in changes_of(found, standard())}
    assert rows["new"].count == 314
    assert rows["new"].told == "现场检查 204、一次访问 96、整改 12 等，另有 2"
    assert [d.told for d in rows["new"].details] == ["204 份", "96 份", "12 份", "1 份", "1 份"]
    assert rows["changed"].told == "点位 户数 18、责任单位 9"
    assert (rows["conflicts"].mark, rows["incomplete"].mark) == (Mark.NONCONFORMING, Mark.UNKNOWN)
    assert rows["conflicts"].details[0].what == "点位 06-058 月环里市场"
    assert rows["doubled"].details[0].told == "甲、乙"
    assert rows["photos"].told.startswith("记录在")
    assert rows["flips"].told.endswith("未定 → 未达标")
    assert rows["flips"].told.startswith("学府街道 ")


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 B"), (1023, "1023 B"), (4_404_019, "4.2 MB"), (3 * 2**30, "3.0 GB"), (2048, "2.0 KB")]
)
def test_sizes(size: int, text: str) -> None:
    assert size_text(size) == text


def test_a_moment_of_this_year_is_short_in_chinas_time() -> None:
    assert moment_short("2026-11-22T02:42:07.000Z", TODAY) == "11-22 10:42"
    assert moment_short("2025-12-31T20:00:00.000Z", TODAY) == "01-01 04:00"
    assert moment_short("2025-06-30T02:00:00.000Z", date(2026, 1, 1)) == "2025-06-30"
    assert moment_short("", TODAY) == "–"


def test_every_standing_and_every_reason_has_a_word_of_its_own() -> None:
    for to_bureau in (True, False):
        assert len({standing_word(s, to_bureau=to_bureau) for s in Standing}) == len(Standing)
    codes = ["station_unknown", "key_revoked", "lines_of_others"]
    assert len({reason_word(c) for c in codes} | set(codes)) == 6


def delivery(way: Way, state: Fate, **changes: object) -> Delivery:
    values: dict[str, object] = {
        "package": "p",
        "station": "5f0e5a3c" * 4,
        "made": "",
        "at": "",
        "lines": 1234,
        **changes,
    }
    return Delivery(way=way, state=state, **values)  # type: ignore[arg-type]


def exchange_of(*deliveries: Delivery, at_bureau: bool = True, new: int = 0, name: str = "") -> Exchange:
    passages = tuple(
        Passage(delivery=d, name=name, standing=standing_of(d), may_take_back=bool(d.new)) for d in deliveries
    )
    own = {"own": "a" * 32, "name": "", "bureau": "" if at_bureau else "b" * 32, "bureau_name": ""}
    flags = {"at_bureau": at_bureau, "deciding": at_bureau, "sealable": False}
    return Exchange(**own, **flags, new=new, waiting=new, folder="", passages=passages)  # type: ignore[arg-type]


def test_the_diary_names_both_sides_and_begins_with_what_is_in_no_package() -> None:
    rows = steps_of(exchange_of(delivery(Way.OUT, Fate.WRITTEN, station=""), at_bureau=False, new=19), TODAY)
    assert [(r.way, r.count, r.standing) for r in rows] == [
        ("新记录", "19 份", "只在本机，还没装包"),
        ("本机 → 区里", "1,234 行", "在数据包里，未见回执"),
    ]
    rows = steps_of(exchange_of(delivery(Way.IN, Fate.APPLIED, new=4), name="学府"), TODAY)
    assert [(r.way, r.standing) for r in rows] == [("学府 → 区里", "已并入，可撤销")]
    rows = steps_of(exchange_of(delivery(Way.IN, Fate.TURNED_AWAY, reason="不认识")), TODAY)
    assert [(r.way, r.standing) for r in rows] == [("5f0e5a3c → 区里", "没有收：不认识")]
    rows = steps_of(exchange_of(delivery(Way.UNDO, Fate.APPLIED, new=7), name="学府"), TODAY)
    assert [(r.way, r.count, r.standing) for r in rows] == [("撤销 学府 的数据包", "7 行", "撤销时写回")]
    rows = steps_of(exchange_of(delivery(Way.OUT, Fate.WRITTEN, station="")), TODAY)
    assert [r.way for r in rows] == ["区里 → 区里的另一个库"]
