"""Handing out: the list holds the open households and nothing of a person, and what is filled in comes back."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from auditor.errors import Refused
from auditor.record import stamp
from auditor.slots import released_slots, secret_name
from auditor.survey import Method, Mode, Outcome, Round
from auditor.use_cases import importing, planning, recording
from auditor.use_cases.handing_out import make_field_list, write_field_list
from db import SqlStore
from tests.auditor.use_cases.test_recording import codes, visit
from tests.making import NOW, STREET, TODAY, answers, fill_street, standard


@pytest.fixture
def opened(store: SqlStore) -> Round:
    """A sample of a street of two communities, opened nine days ago, with one household visited in vain."""
    fill_street(store, 6)
    made = planning.open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY - timedelta(days=9), name="秋季轮")
    with store.reading() as work:
        first = (released_slots(work, made, "120104006001") or [])[0]
    seen = visit(
        made.id,
        first.slot,
        "120104006001",
        outcome=Outcome.NON_CONTACT,
        answers={},
        observed_at=stamp(NOW - timedelta(days=2) + timedelta(hours=9)),
    )
    recording.record_response(store, seen, standard())
    return made


def test_the_list_holds_every_open_household_once_with_its_visits(store: SqlStore, opened: Round) -> None:
    found = make_field_list(store, opened.id, ["周敏", " 王㛃 "])
    with store.reading() as work:
        slots = [s for code in opened.strata for s in released_slots(work, opened, code) or []]
    listed = [h for share in found.shares.values() for h in share]
    assert sorted((h.site, h.k) for h in listed) == sorted((s.site_code, s.k) for s in slots if not s.final)
    assert list(found.shares) == ["周敏", "王㛃"]
    (tried,) = [h.tried for h in listed if h.tried]
    assert [(t.day, t.time, t.outcome, t.late) for t in tried] == [
        (TODAY - timedelta(days=2), "19:00", Outcome.NON_CONTACT, True)
    ]


def test_a_filled_list_comes_back_as_the_visits_that_were_made_and_the_rest_is_passed_over(
    store: SqlStore, opened: Round, tmp_path: Path
) -> None:
    found = make_field_list(store, opened.id, ["周敏", "王㛃"])
    out = tmp_path / "list.xlsx"
    write_field_list(found, out, standard())
    from openpyxl import load_workbook

    book = load_workbook(out)
    sheet = book.worksheets[0]
    heads = {str(cell.value): number for number, cell in enumerate(sheet[1], 1)}
    rows = sheet.max_row - 1
    assert rows == 3 * found.count - 1  # one household was visited once
    given = {f"{q} {next(x.short for x in standard().questions if x.id == q)}": o for q, o in answers().items()}
    for number, outcome in ((2, "完成"), (5, "拒访")):
        sheet.cell(number, heads["日期"], date(2026, 11, 21))
        sheet.cell(number, heads["时间"], time(19, 5))
        sheet.cell(number, heads["结果"], outcome)
        if outcome == "完成":
            for head, option in given.items():
                sheet.cell(number, heads[head], option)
    book.save(out)
    plan = importing.read_responses(store, out, standard())
    assert not plan.problems
    assert [(w.code, w.facts) for w in plan.warnings] == [("rows_untouched", {"n": rows - 2})]
    importing.accept_responses(store, plan)
    with store.reading() as work:
        kept = [r for r in work.responses.of_round(opened.id) if r.observed_at > stamp(NOW - timedelta(days=1))]
        slots = {s.slot for code in opened.strata for s in released_slots(work, opened, code) or []}
    first = next(iter(found.shares))
    assert sorted((r.outcome, r.interviewer) for r in kept) == [(Outcome.COMPLETE, first), (Outcome.REFUSAL, first)]
    assert {r.slot for r in kept} <= slots
    assert make_field_list(store, opened.id, ["周敏"]).count == found.count - 1


def test_neither_paper_nor_table_holds_a_slot_or_a_person(store: SqlStore, opened: Round, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    found = make_field_list(store, opened.id, ["周敏"])
    out = tmp_path / "list.xlsx"
    write_field_list(found, out, standard())
    with store.reading() as work:
        slots = {s.slot for code in opened.strata for s in released_slots(work, opened, code) or []}
        key = work.secret(secret_name(opened))
    assert key is not None
    cells = {str(cell.value) for sheet in load_workbook(out) for row in sheet for cell in row}
    assert not cells & slots
    assert key.hex() not in " ".join(cells)
    heads = {str(cell.value) for sheet in load_workbook(out) for cell in sheet[1]}
    assert not [h for h in heads if any(word in h for word in ("姓名", "电话", "门牌"))]


def test_what_cannot_be_listed_is_refused_with_the_reason(store: SqlStore, opened: Round) -> None:
    def refused(round_id: str, *names: str) -> list[str]:
        with pytest.raises(Refused) as told:
            make_field_list(store, round_id, names)
        return codes(told.value)

    assert refused(opened.id) == ["nobody_named"]
    assert refused(opened.id, "周敏", "周敏") == ["named_twice"]
    beside = planning.open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY, name="街", method=Method.INTERCEPT)
    assert refused(beside.id, "周敏") == ["list_without_draw"]
    with store.writing() as work:
        work.set_secret(secret_name(opened), None)
    assert refused(opened.id, "周敏") == ["list_without_key"]
    planning.close_round(store, opened.id, TODAY)
    assert refused(opened.id, "周敏") == ["round_closed"]


def test_another_ending_is_refused(store: SqlStore, opened: Round, tmp_path: Path) -> None:
    with pytest.raises(Refused) as told:
        write_field_list(make_field_list(store, opened.id, ["周敏"]), tmp_path / "list.docx", standard())
    assert codes(told.value) == ["list_ending"]
