"""Importing interviews: only drawn and released households, no person, twice imported is once."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import Refused
from auditor.record import new_id
from auditor.sampling import draw_slots
from auditor.site import Site
from auditor.slots import secret_name
from auditor.survey import Method, Mode, Outcome, Response, Round, Stratum, key_hash
from auditor.use_cases.exporting import export_responses
from auditor.use_cases.importing import accept_responses, read_responses
from tests.auditor.use_cases.tables import C1, C2, registered, root, told, write_xlsx
from tests.making import STREET, site, standard

RULES = standard()
KEY = bytes(range(32))
FIRST, SECOND = RULES.questions[0], RULES.questions[1]
HEADS = ("轮次", "社区代码", "点位编号", "第几户", "日期", "时间", "访问人", "结果", "用时秒", "依据")


def put_round(
    store: Any, mode: Mode = Mode.SAMPLE, planned: int = 3, method: Method = Method.DOOR
) -> tuple[Site, list[int]]:
    """A round over one site of 20 households; the drawn order of their numbers."""
    one = site("06-001", households=20)
    stratum = Stratum(population=20, planned=planned if mode is Mode.SAMPLE else 20)
    round_ = Round(
        id=new_id(),
        street=STREET,
        name="秋季",
        mode=mode,
        method=method,
        standard=RULES.name,
        key_hash=key_hash(KEY),
        frozen_on=date(2026, 10, 1),
        frame={C1: {one.id: 20}},
        strata={C1: stratum},
    )
    with store.writing() as work:
        work.sites.save(one)
        work.rounds.save(round_)
        work.set_secret(secret_name(round_), KEY)
    return one, [k for _, _, k in draw_slots(KEY, {one.id: 20})]


def row(k: object, **more: Any) -> list[Any]:
    found = {
        "round": "秋季",
        "community": C1,
        "site": "06-001",
        "k": k,
        "day": "2026-11-10",
        "time": "19:20",
        "who": "李𬱖",
        "outcome": "完成",
        "seconds": 240,
        "basis": "",
        "first": FIRST.options[0].text,
        "second": "2",
    }
    return list({**found, **more}.values())


def file(tmp_path: Path, *rows: list[Any], heads: tuple[str, ...] = ()) -> Path:
    wide = (*HEADS, FIRST.id, SECOND.text, *heads)
    return write_xlsx(tmp_path / "r.xlsx", {"入户调查": [wide, *rows]})


def responses(store: Any) -> list[Response]:
    with store.reading() as work:
        found: list[Response] = work.responses.all()
        return found


def test_a_drawn_household_is_taken_once_under_its_slot(tmp_path: Path) -> None:
    with registered() as store:
        one, order = put_round(store)
        plan = read_responses(store, file(tmp_path, row(order[0])), RULES)
        assert told(plan) == []
        accept_responses(store, plan)
        (made,) = responses(store)
        assert made.slot == draw_slots(KEY, {one.id: 20})[0][0]
        assert made.answers == {FIRST.id: FIRST.options[0].id, SECOND.id: SECOND.options[1].id}
        assert (made.outcome, made.seconds, made.interviewer) == (Outcome.COMPLETE, 240, "李𬱖")
        assert made.observed_at == "2026-11-10T11:20:00.000Z"
        before = root(store)
        again = read_responses(store, file(tmp_path, row(order[0])), RULES)
        assert (again.new, again.changed, again.unchanged) == ((), (), 1)
        accept_responses(store, again)
        assert root(store) == before


def test_an_export_holds_no_door_and_is_recognised(tmp_path: Path) -> None:
    with registered() as store:
        _, order = put_round(store)
        accept_responses(store, read_responses(store, file(tmp_path, row(order[0])), RULES))
        out = tmp_path / "out.csv"
        export_responses(store, out, RULES)
        text = out.read_text(encoding="utf-8-sig")
        assert "06-001" not in text
        assert KEY.hex() not in text
        plan = read_responses(store, out, RULES)
        assert (told(plan), plan.new, plan.changed, plan.unchanged) == ([], (), (), 1)


def test_a_household_that_was_not_drawn_is_refused_until_a_replacement_opens(tmp_path: Path) -> None:
    with registered() as store:
        _, order = put_round(store)
        fourth = row(order[3], day="2026-11-15")
        plan = read_responses(store, file(tmp_path, fourth), RULES)
        assert told(plan)[0].startswith(f"“入户调查”第 2 行“第几户”：点位 06-001 第 {order[3]} 户没有抽到")
        days = ("2026-11-10", "2026-11-11", "2026-11-12")
        refused = [row(order[0], day=d, outcome="拒访", seconds="", first="", second="") for d in days]
        assert len(days) >= RULES.survey.attempts
        plan = read_responses(store, file(tmp_path, fourth, *refused), RULES)
        assert told(plan) == []
        assert len(plan.new) == 4


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"round": "春季"}, "“入户调查”第 2 行“轮次”：街道里没有名为“春季”的调查轮次。"),
        ({"k": 21}, "“入户调查”第 2 行“第几户”：第 21 户不存在：抽样框里点位 06-001 有 20 户。"),
        ({"k": ""}, "“入户调查”第 2 行“第几户”：“第几户”空着。"),
        ({"community": C2}, "“入户调查”第 2 行“社区代码”：点位 06-001 属于社区 120104006001"),
        ({"community": "999"}, "“入户调查”第 2 行“社区代码”：社区代码 999 没有登记。"),
        ({"outcome": "拒访"}, "“入户调查”第 2 行：结果是没有访到，却填了答案。"),
        ({"outcome": "确认空置", "first": "", "second": ""}, "“入户调查”第 2 行“依据”：空置或不是住户要写依据"),
        ({"outcome": "走了"}, "“入户调查”第 2 行“结果”：“走了”不在可选的内容里。"),
        ({"first": "没有这个答案"}, f"“入户调查”第 2 行“{FIRST.id}”：“没有这个答案”不在可选的内容里。"),
        ({"day": "2026-09-30"}, "“入户调查”第 2 行“日期”：日期 2026-09-30 早于轮次开始的 2026-10-01。"),
        ({"basis": "张三说的"}, "“入户调查”第 2 行“依据”：“张三说的”不在可选的内容里。可选：物业"),
        ({"seconds": -1}, "“入户调查”第 2 行“用时秒”：-1 是负数。"),
    ],
)
def test_a_bad_row_is_told_and_changes_nothing(tmp_path: Path, changes: dict[str, Any], sentence: str) -> None:
    with registered() as store:
        _, order = put_round(store, Mode.CENSUS)
        before = root(store)
        plan = read_responses(store, file(tmp_path, row(**{"k": order[0], **changes}), row(order[1])), RULES)
        assert any(t.startswith(sentence) for t in told(plan)), told(plan)
        with pytest.raises(Refused):
            accept_responses(store, plan)
        assert root(store) == before
        assert accept_responses(store, plan, only_good=True).new == 1


@pytest.mark.parametrize("head", ["姓名", "居民姓名", "联系电话", "手机号", "门牌号", "身份证号", "Phone number"])
def test_a_column_for_a_resident_is_refused_by_name(tmp_path: Path, head: str) -> None:
    with registered() as store:
        _, order = put_round(store)
        plan = read_responses(store, file(tmp_path, [*row(order[0]), "x"], heads=(head,)), RULES)
        assert told(plan) == [
            f"“入户调查”第 1 行“{head}”：“{head}”这一列像是居民个人信息，本程序不收。删掉整列再导入。"
        ]
        assert plan.new == ()


def test_visits_of_a_round_without_a_draw_are_recognised_by_what_they_say(tmp_path: Path) -> None:
    with registered() as store:
        put_round(store, Mode.CENSUS, method=Method.INTERCEPT)
        rows = [row("", site=""), row("", site=""), row("", site="", time="20:00", first="")]
        accept_responses(store, read_responses(store, file(tmp_path, *rows), RULES))
        assert [r.slot for r in responses(store)] == ["", "", ""]
        again = read_responses(store, file(tmp_path, *rows), RULES)
        assert (again.new, again.changed, again.unchanged) == ((), (), 3)
        out = tmp_path / "out.xlsx"
        export_responses(store, out, RULES)
        again = read_responses(store, out, RULES)
        assert (told(again), again.new, again.changed, again.unchanged) == ([], (), (), 3)


def test_without_the_rounds_key_nobody_can_be_recognised(tmp_path: Path) -> None:
    with registered() as store:
        _, order = put_round(store)
        with store.writing() as work:
            work.set_secret(secret_name(work.rounds.all()[0]), None)
        assert told(read_responses(store, file(tmp_path, row(order[0])), RULES))[0].startswith(
            "“入户调查”第 2 行“轮次”：轮次“秋季”的钥匙不在本机或已销毁"
        )


def test_the_same_visit_twice_in_a_file_is_told(tmp_path: Path) -> None:
    with registered() as store:
        _, order = put_round(store)
        plan = read_responses(store, file(tmp_path, row(order[0]), row(order[0])), RULES)
        assert told(plan) == ["“入户调查”第 3 行“第几户”：与第 2 行是同一户、同一时刻、同一访问人。只留一行。"]
