"""A notice and its PDF come together or not at all; its number runs on; what was told stays as it was told."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from auditor.audit import SITE, Answer, Audit, Finding
from auditor.correction import Correction
from auditor.correction_history import Did, steps_of
from auditor.correction_wording import step_text
from auditor.errors import Refused
from auditor.formats.notice_pdf import write_notice
from auditor.notice import Notice
from auditor.people import Demonstration
from auditor.photo import Photo
from auditor.plain_corrections import plain_corrections
from auditor.record import new_id, stamp
from auditor.use_cases import correcting, noticing
from auditor.use_cases.exporting_corrections import export_corrections
from auditor.use_cases.listing_corrections import count_overdue, list_corrections
from db import SqlStore
from tests.making import NOW, STREET, TODAY, audit_of, fill_street, finding_of, fresh_store, standard


@pytest.fixture
def store() -> Iterator[SqlStore]:
    """Two quarters, each with three corrections opened on an audit of yesterday."""
    with fresh_store() as made:
        sites = fill_street(made, 2)
        with made.writing() as work:
            for one in sites:
                point = next(p for p in work.points.all(STREET) if p.site == one.id)
                audit = work.audits.save(audit_of(one, [point], days_ago=1, answer=Answer.FAIL))
                for n, item in enumerate(("notice_displayed", "clean", "whole")):
                    unit = SITE if item in audit.findings[SITE] else point.id
                    work.corrections.save(correction(one.id, audit, unit, item, TODAY + timedelta(days=n - 1)))
        yield made


def correction(site: str, audit: Audit, unit: str, item: str, due: object) -> Correction:
    values = {"opened_on": TODAY - timedelta(days=3), "due_on": due, "found": f"看到 {item}", "recipient": "某物业"}
    return Correction(id=new_id(), street=STREET, site=site, unit=unit, item=item, audit=audit.id, **values)  # type: ignore[arg-type]


def held(store: SqlStore) -> list[list[str]]:
    """Ids of the corrections by site."""
    with store.reading() as work:
        found: dict[str, list[str]] = {}
        for c in work.corrections.all(STREET):
            found.setdefault(c.site, []).append(c.id)
    return [found[site] for site in sorted(found)]


def issue(store: SqlStore, ids: list[str], to: Path) -> Notice:
    return noticing.issue_notice(store, ids, to=to, draw=write_notice)


def test_a_notice_names_several_of_one_site_and_each_says_which_told_it(store: SqlStore, tmp_path: Path) -> None:
    mine = held(store)[0]
    made = issue(store, mine, tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert made.number == "某代字〔2026〕1号"
    assert (made.issuer, made.recipient, made.street_name) == ("某街道办事处", "某物业", "学府街道")
    assert (made.inspected_on, made.issued_on) == (TODAY - timedelta(days=1), TODAY)
    assert set(made.lines) == set(mine)
    assert next(line.where for _c, line in made.in_place()) == "整个点位"  # the site's own first, then its points
    with store.reading() as work:
        assert {work.corrections.get(c).notice for c in mine} == {made.id}


def test_what_was_told_stays_and_is_drawn_again_byte_for_byte(store: SqlStore, tmp_path: Path) -> None:
    mine = held(store)[0]
    made = issue(store, mine, tmp_path / "a.pdf")
    correcting.change_deadline(store, mine[0], TODAY + timedelta(days=40), "订货")
    again = noticing.draw_again(store, noticing.notice_numbered(store, made.number), write_notice)
    assert again == (tmp_path / "a.pdf").read_bytes()


def test_numbers_run_on_and_doubled_ones_are_listed(store: SqlStore, tmp_path: Path) -> None:
    first, second = held(store)
    one, two = issue(store, first, tmp_path / "a.pdf"), issue(store, second, tmp_path / "b.pdf")
    assert (one.running, two.running) == (1, 2)
    with store.writing() as work:
        work.notices.save(replace(two, id=new_id(), version="", running=1))
    listed = noticing.list_notices(store, STREET)
    assert [n.running for same in listed.doubled for n in same] == [1, 1]
    with pytest.raises(Refused, match="notice_not_one"):
        noticing.notice_numbered(store, one.number)
    assert noticing.notice_numbered(store, one.id) == one
    assert list_corrections(store, standard(), STREET).doubled == (one.number,)
    with pytest.raises(Refused, match="no_such_notice"):
        noticing.notice_numbered(store, "没有这张")


def test_a_demonstration_bears_no_real_office(store: SqlStore, tmp_path: Path) -> None:
    with store.writing() as work:
        work.demonstrations.save(Demonstration(id=new_id()))
    made = issue(store, held(store)[0], tmp_path / "a.pdf")
    assert made.number == "演示〔2026〕1号"
    assert made.issuer == "（演示）学府街道办事处"


def test_what_a_notice_may_not_be_leaves_nothing_behind(store: SqlStore, tmp_path: Path) -> None:
    first, second = held(store)
    for ids, code in (([], "notice_of_nothing"), ([first[0], second[0]], "notice_of_several")):
        with pytest.raises(Refused, match=code):
            issue(store, ids, tmp_path / "a.pdf")
    with store.writing() as work:
        other = work.corrections.get(first[1])
        work.corrections.save(replace(other, recipient="别的单位"))
    with pytest.raises(Refused, match="notice_to_several"):
        issue(store, first, tmp_path / "a.pdf")
    looked = Finding(answer=Answer.PASS)
    correcting.recheck(store, {first[0]: looked}, standard(), inspectors="李梅", days=7)
    correcting.close_corrections(store, [first[0]])
    with pytest.raises(Refused, match="step_taken"):
        issue(store, first[:1], tmp_path / "a.pdf")
    with store.writing() as work:
        work.set_setting("issuer", "")
    with pytest.raises(Refused, match="empty"):
        issue(store, second, tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []
    assert noticing.list_notices(store).notices == ()


def test_a_pdf_that_cannot_be_drawn_or_is_there_already_takes_no_number(store: SqlStore, tmp_path: Path) -> None:
    def torn(_notice: Notice, _pictures: Mapping[str, bytes]) -> bytes:
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        noticing.issue_notice(store, held(store)[0], to=tmp_path / "a.pdf", draw=torn)
    (tmp_path / "b.pdf").write_bytes(b"")
    with pytest.raises(Refused, match="file_exists"):
        issue(store, held(store)[0], tmp_path / "b.pdf")
    assert [p.name for p in tmp_path.iterdir()] == ["b.pdf"]
    assert noticing.list_notices(store).notices == ()


def test_it_shows_two_photographs_of_what_was_found_the_first_of_each(store: SqlStore, tmp_path: Path) -> None:
    mine = held(store)[0]
    with store.writing() as work:
        for n, c in enumerate(work.corrections.get(x) for x in mine):
            for turn in range(2):
                photo = Photo(
                    id=new_id(),
                    street=STREET,
                    site=c.site,
                    sha256=f"{n}{turn}".rjust(64, "a"),
                    audit=c.audit,
                    unit=c.unit,
                    item=c.item,
                    taken_at=stamp(NOW - timedelta(hours=5 - turn)),
                )
                work.photos.save(photo)
    made = issue(store, mine, tmp_path / "a.pdf")
    assert len(made.photos) == 2
    assert {name[-1] for name in made.photos} == {"0"}
    assert all(p.taken_on == TODAY for p in made.photos.values())


def test_the_list_puts_what_is_overdue_first_and_names_everything(store: SqlStore) -> None:
    found = list_corrections(store, standard(), STREET)
    assert [m.correction.days_over(TODAY) for m in found.matters] == [1, 1, 0, 0, 0, 0]
    assert (found.overdue, found.waiting, count_overdue(store, STREET)) == (2, 6, 2)
    first = found.matters[0]
    assert (first.said, first.name, first.where) == ("逾期 1 天", first.name, "整个点位")
    plain = json.loads(json.dumps(plain_corrections(found)))
    assert plain["overdue"] == 2
    assert plain["corrections"][0]["days_over"] == 1
    assert plain["corrections"][0]["reminder"] == "overdue"


def test_the_list_leaves_as_a_table_and_as_json(store: SqlStore, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    assert export_corrections(store, tmp_path / "a.xlsx", standard(), STREET) == 6
    sheets = load_workbook(tmp_path / "a.xlsx", read_only=True)
    rows = list(sheets.worksheets[0].iter_rows(values_only=True))
    assert sum("看到" in str(row) for row in rows) == 6
    export_corrections(store, tmp_path / "a.json", standard(), STREET)
    assert len(json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["corrections"]) == 6
    with pytest.raises(Refused):
        export_corrections(store, tmp_path / "a.doc", standard(), STREET)


def found_anew(store: SqlStore, correction: str, answer: Answer) -> Finding:
    """What a second look finds at the item of a correction, with what its method asks for."""
    with store.reading() as work:
        item = work.corrections.get(correction).item
    return finding_of(next(i for i in standard().items if i.id == item), answer)


def test_the_history_says_every_step_in_words(store: SqlStore, tmp_path: Path) -> None:
    (one, other, third), _rest = held(store)
    before = correcting.change_deadline(store, one, TODAY + timedelta(days=9), "订货")
    issue(store, [one], tmp_path / "a.pdf")
    with store.reading() as work:
        told = work.corrections.get(one)
    fixed = correcting.report_fixed(store, one, note="换了")
    with store.writing() as work:
        work.corrections.save(replace(told, version=fixed.version))  # as Ctrl Z does
    correcting.report_fixed(store, one)
    correcting.recheck(store, {one: found_anew(store, one, Answer.PASS)}, standard(), inspectors="李梅", days=7)
    correcting.close_corrections(store, [one])
    correcting.recheck(store, {other: found_anew(store, other, Answer.FAIL)}, standard(), inspectors="李", days=3)
    correcting.withdraw_correction(store, third, "看错了")
    with store.reading() as work:
        steps = steps_of(work.corrections.history(one))
        failed, gone = (steps_of(work.corrections.history(c))[-1] for c in (other, third))
    kinds = [Did.OPENED, Did.DEADLINE, Did.NOTICE, Did.FIXED, Did.BACK, Did.FIXED, Did.PASSED, Did.CLOSED]
    assert [s.did for s in steps] == kinds
    assert steps[1].note == "订货"
    assert step_text(steps[1]) == f"期限改为 {before.due_on.isoformat()}"
    assert (failed.did, gone.did, gone.note) == (Did.FAILED, Did.WITHDRAWN, "看错了")
    assert all(step_text(s) for s in [*steps, failed, gone])
