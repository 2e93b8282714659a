"""A checklist by all four methods goes out as a table and comes back as it was; what no method takes is refused."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from auditor.audit import SITE, Answer, Audit, Finding
from auditor.checklist import counted, graded
from auditor.use_cases.exporting import export_audits
from auditor.use_cases.importing import accept_import, read_audits
from tests.auditor.use_cases.tables import registered, told, write_xlsx
from tests.making import STREET, in_order, site, standard

RULES = standard()
ITEM = {i.id: i for i in RULES.items}
HEADS = ["点位编号", "投放点编号", "日期", "时间", "检查人"]
ROW = ["06-001", "", "2026-11-20", "09:30", "周敏"]


def seen(audit: Audit) -> Audit:
    """The same audit with something wrong by each method."""
    own: dict[str, Finding] = {
        **audit.findings[SITE],
        "collected_apart": counted(12),
        "guide_displayed": graded(ITEM["guide_displayed"], "worn"),
        "bulky_place": Finding(answer=Answer.FAIL),
        "management_words": Finding(answer=Answer.PASS, note="=台账缺两日"),
    }
    return replace(audit, findings={**audit.findings, SITE: own})


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_an_exported_audit_imported_again_changes_nothing(tmp_path: Path, ending: str) -> None:
    with registered() as store:
        with store.writing() as work:
            one = work.sites.save(site("06-001"))
            _, point, link, audit = in_order(one)
            work.points.save(point)
            work.links.save(link)
            work.audits.save(seen(audit))
        out = tmp_path / f"audits.{ending}"
        export_audits(store, out, RULES)
        plan = read_audits(store, out, RULES)
        assert told(plan) == []
        assert (plan.new, plan.changed) == ((), ())
        with store.writing() as work:
            work.audits.save(replace(work.audits.all(STREET)[0], withdrawn="again from the table"))
        accept_import(store, read_audits(store, out, RULES))
        with store.reading() as work:
            (again,) = work.audits.all(STREET)
        assert again.findings == {u: {**f} for u, f in seen(audit).findings.items()}


def rehearsed(tmp_path: Path, heads: list[str], cells: list[Any]) -> list[str]:
    """What is said of one row about the site itself."""
    with registered() as store:
        with store.writing() as work:
            work.sites.save(site("06-001"))
        file = write_xlsx(tmp_path / "a.xlsx", {"现场检查": [[*HEADS, *heads], [*ROW, *cells]]})
        return told(read_audits(store, file, RULES))


def test_a_failure_by_occurrence_says_how_many(tmp_path: Path) -> None:
    name = ITEM["collected_apart"].name
    assert rehearsed(tmp_path, [name, f"{name}（处）"], ["不符合", 2]) == []
    assert "有几处" in rehearsed(tmp_path, [name], ["不符合"])[0]


def test_a_graded_item_takes_its_grades_and_no_bare_failure(tmp_path: Path) -> None:
    name = ITEM["guide_displayed"].name
    assert rehearsed(tmp_path, [name], ["破损或没有更新"]) == []
    assert rehearsed(tmp_path, [name], [1]) == []
    assert len(rehearsed(tmp_path, [name], ["不符合"])) == 1


def test_words_are_kept_as_words_and_not_seen_as_such(tmp_path: Path) -> None:
    name = ITEM["management_words"].name
    with registered() as store:
        with store.writing() as work:
            work.sites.save(site("06-001"))
        for cell, wanted in (("台账齐", Answer.PASS), ("未看到", Answer.NOT_SEEN)):
            file = write_xlsx(tmp_path / "a.xlsx", {"现场检查": [[*HEADS, name], [*ROW, cell]]})
            (change,) = read_audits(store, file, RULES).new
            assert isinstance(change.record, Audit)
            said = cell if wanted is Answer.PASS else ""
            assert change.record.findings[SITE]["management_words"] == Finding(answer=wanted, note=said)
