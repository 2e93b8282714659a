"""Marks by the four methods: integers in tenths, nothing counted that was not said, and no verdict touched."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.audit import SITE, Answer, Finding
from auditor.checklist import (
    Marks,
    counted,
    finding_problems,
    graded,
    marks_by_part,
    marks_of,
    marks_of_audit,
    total_marks,
)
from auditor.standard import Band, Item
from tests.making import audit_of, site, standard

PLAIN = Item(
    id="i",
    name="项",
    name_en="item",
    level="site",
    part="一",
    part_en="1",
    criterion="",
    role="",
    place_types=(),
    not_applicable=True,
    method="all_or_nothing",
    marks=50,
)
DEDUCT = replace(PLAIN, method="deduct", marks=100, each=25, floor=20)
GRADES = tuple(Band(id=i, name=i, name_en=i, marks=m) for i, m in (("good", 100), ("fair", 55), ("bad", 0)))
BANDS = replace(PLAIN, method="bands", marks=100, bands=GRADES)
WRITTEN = replace(PLAIN, method="written", marks=0)
PASS, FAIL = Finding(answer=Answer.PASS), Finding(answer=Answer.FAIL)
AWAY, NOT_ASKED = Finding(answer=Answer.NOT_SEEN), Finding(answer=Answer.NOT_APPLICABLE)


@pytest.mark.parametrize(
    ("item", "finding", "got", "of", "left"),
    [
        (PLAIN, PASS, 50, 50, 0),
        (PLAIN, FAIL, 0, 50, 0),
        (PLAIN, None, 0, 0, 50),
        (PLAIN, AWAY, 0, 0, 50),
        (PLAIN, NOT_ASKED, 0, 0, 0),
        (replace(PLAIN, not_applicable=False), NOT_ASKED, 0, 0, 50),  # it answers nothing there
        (replace(PLAIN, marks=0), PASS, 0, 0, 0),
        (DEDUCT, PASS, 100, 100, 0),
        (DEDUCT, counted(0), 100, 100, 0),
        (DEDUCT, counted(1), 75, 100, 0),
        (DEDUCT, counted(3), 25, 100, 0),
        (DEDUCT, counted(4), 20, 100, 0),  # not below the floor
        (DEDUCT, FAIL, 0, 0, 100),  # how many was never said: an audit made before it was asked
        (BANDS, graded(BANDS, "good"), 100, 100, 0),
        (BANDS, graded(BANDS, "fair"), 55, 100, 0),
        (BANDS, graded(BANDS, "bad"), 0, 100, 0),
        (BANDS, PASS, 100, 100, 0),
        (BANDS, FAIL, 0, 0, 100),
        (BANDS, Finding(answer=Answer.FAIL, band="gone"), 0, 0, 100),  # of a later number of the standard
        (WRITTEN, Finding(answer=Answer.PASS, note="好"), 0, 0, 0),
    ],
)
def test_each_method_gives_its_marks(item: Item, finding: Finding | None, got: int, of: int, left: int) -> None:
    assert marks_of(item, finding) == Marks(got=got, of=of, open=left)


def test_only_the_best_conforms() -> None:
    assert [graded(BANDS, b.id).answer for b in GRADES] == [Answer.PASS, Answer.FAIL, Answer.FAIL]
    assert [counted(n).answer for n in (0, 1, 9)] == [Answer.PASS, Answer.FAIL, Answer.FAIL]


@given(st.integers(1, 500), st.integers(1, 500), st.integers(0, 400), st.integers(0, 999))
def test_more_that_is_wrong_never_gives_more_marks(marks: int, each: int, floor: int, occurrences: int) -> None:
    item = replace(DEDUCT, marks=marks, each=min(each, marks), floor=min(floor, marks - 1))
    fewer, more = marks_of(item, counted(occurrences)), marks_of(item, counted(occurrences + 1))
    assert item.floor <= more.got <= fewer.got <= item.marks
    assert more.of == fewer.of == marks


@pytest.mark.parametrize(
    ("item", "finding", "code"),
    [
        (DEDUCT, FAIL, "item_occurrences"),
        (DEDUCT, Finding(answer=Answer.FAIL, occurrences=1000), "item_occurrences"),
        (DEDUCT, Finding(answer=Answer.PASS, occurrences=1), "item_not_asked_so"),
        (PLAIN, Finding(answer=Answer.FAIL, occurrences=1), "item_not_asked_so"),
        (PLAIN, Finding(answer=Answer.FAIL, band="good"), "item_not_asked_so"),
        (BANDS, FAIL, "item_band"),
        (BANDS, Finding(answer=Answer.FAIL, band="none"), "item_band"),
        (BANDS, Finding(answer=Answer.FAIL, band="good"), "item_not_asked_so"),
        (BANDS, Finding(answer=Answer.NOT_SEEN, band="good"), "item_not_asked_so"),
        (WRITTEN, PASS, "item_words"),
        (WRITTEN, Finding(answer=Answer.PASS, note=" "), "item_words"),
        (WRITTEN, Finding(answer=Answer.FAIL, note="差"), "item_words"),
    ],
)
def test_a_finding_that_its_method_cannot_take_is_refused(item: Item, finding: Finding, code: str) -> None:
    assert [p.code for p in finding_problems(item, finding)] == [code]


@pytest.mark.parametrize("item", [PLAIN, DEDUCT, BANDS, WRITTEN], ids=lambda i: i.method)
def test_not_seen_and_not_applicable_need_nothing_more(item: Item) -> None:
    assert finding_problems(item, AWAY) == finding_problems(item, NOT_ASKED) == []


def test_marks_are_added_by_heading_and_in_all() -> None:
    asked = [(SITE, PLAIN), ("p1", replace(DEDUCT, id="d", part="二")), ("p2", replace(DEDUCT, id="d", part="二"))]
    found = marks_by_part(asked, {SITE: {"i": FAIL}, "p1": {"d": counted(1)}})
    assert found == {("一", "1"): Marks(of=50), ("二", "1"): Marks(got=75, of=100, open=100)}
    assert total_marks(found) == Marks(got=75, of=150, open=100)


def test_an_audit_of_a_quarter_has_marks_only_for_what_is_not_judged() -> None:
    quarter = site("06-001")
    whole = marks_of_audit(audit_of(quarter, []), standard(), quarter.place_type)
    assert total_marks(whole) == Marks(got=250, of=250)
    assert not any(i.marks for i in standard().items if i.role)


def test_old_lines_keep_their_bytes() -> None:
    from auditor.record import body_of

    quarter = site("06-001")
    body = body_of(replace(audit_of(quarter, []), findings={SITE: {"x": FAIL}}))
    assert body["findings"] == {SITE: {"x": {"answer": "fail"}}}
