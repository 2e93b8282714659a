"""标准: every clause with its examples worked out, the plan's chances, and what another standard would turn."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from auditor.standard import CRITERIA, Example
from auditor.standard_file import shipped
from auditor.use_cases import adopting
from db import SqlStore
from tests.auditor.standard_files import second
from tests.auditor.use_cases.test_comparing import asked_street
from tests.making import fresh_store, standard
from tests.playing import answered
from tests.ui.naming import unnamed
from tests.ui.scored import show_page
from ui.marks import MarkWord
from ui.standard_page import COMPARE, StandardPage
from ui.standard_reading import TYPICAL, Worked, plan_shown, read_view
from ui.standard_words import chance_text, outcome_word
from ui.tasks import Tasks


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    """A street of ten households, of which nine know and eight sort."""
    with fresh_store(str(tmp_path / "street.db")) as made:
        asked_street(made, knows=9, sorts=8)
        yield made


@pytest.fixture
def page(qtbot: QtBot, tasks: Tasks, store: SqlStore) -> StandardPage:
    """The page, read."""
    return show_page(qtbot, tasks, store, StandardPage)


def read(page: StandardPage, chapter: str) -> str:
    """Everything that stands in a chapter."""
    page.open(chapter)
    return "\n".join(label.text() for label in page.reading.widget().findChildren(QLabel))


def test_every_clause_stands_with_its_numbers_bases_and_examples(page: StandardPage) -> None:
    rules = standard()
    titles = {b.id: b.title for b in rules.bases}
    for name in CRITERIA:
        told, rule = read(page, name), rules.criteria[name]
        assert rule.definition in told
        assert "100 %" in told
        assert f"{rule.evidence_max_age_days} 天" in told
        assert all(titles[b] in told for b in rule.bases)
        mine = [e for e in rules.examples if e.criterion == name]
        assert all(e.name in told for e in mine)
        marks = page.reading.widget().findChildren(MarkWord)
        assert [m.word for m in marks] == [f"算出 {outcome_word(e.verdict)}" for e in mine]
        assert f"{len(mine)} 个与标准所写的相同" in told


def test_an_example_that_no_longer_comes_true_is_marked() -> None:
    example: Example = replace(standard().examples[0], verdict="NOT_MET")
    assert not Worked(example, "MET", example.counts).is_right
    assert Worked(example, "NOT_MET", example.counts).is_right


def test_checklist_questions_places_and_bases_can_be_read(page: StandardPage) -> None:
    rules = standard()
    items = read(page, "items")
    assert all(i.name in items for i in rules.items)
    assert "扣分：满分 10，每处扣 2" in items
    assert "破损或没有更新 5" in items
    questions = read(page, "questions")
    assert all(q.text in questions for q in rules.questions)
    assert "（只问不判）" in questions
    places = read(page, "places")
    assert all(p.name in places for p in rules.place_types.values())
    bases = read(page, "bases")
    assert all(b.title in bases for b in rules.bases)
    assert "没有核实" in bases


def test_the_plan_of_a_typical_street_is_about_61_and_its_chances_fall_with_the_true_share() -> None:
    shown = plan_shown(standard(), TYPICAL)
    assert (len(shown.sizes), sum(shown.sizes.values())) == (14, 25_004)
    assert sum(shown.planned.values()) == 61
    for found in shown.chances.values():
        chances = [chance for _share, chance in found]
        assert chances == sorted(chances, reverse=True)
        assert chances[0] == 1
    at_99 = dict(shown.chances["awareness"])[Fraction(99, 100)]
    assert Fraction(53, 100) < at_99 < Fraction(56, 100)


def test_below_100_percent_the_plan_has_its_power_at_the_planning_rate() -> None:
    shown = plan_shown(shipped("zhonglou-2022"), TYPICAL)
    assert sum(shown.planned.values()) >= 203
    assert float(dict(shown.chances["awareness"])[Fraction(95, 100)]) > 0.75
    assert float(dict(shown.chances["awareness"])[Fraction(90, 100)]) <= 0.06


@pytest.mark.parametrize(
    ("chance", "text"),
    [(Fraction(1), "100"), (Fraction(999, 1000), "> 99"), (Fraction(49, 100), "49"), (Fraction(1, 999), "< 1")],
)
def test_a_chance_is_never_rounded_to_certainty(chance: Fraction, text: str) -> None:
    assert chance_text(chance) == text


def test_a_street_with_few_households_is_asked_whole(page: StandardPage) -> None:
    assert "抽样就是逐户" in read(page, "survey")


def test_another_standard_shows_which_streets_turn_and_by_which_clause(tasks: Tasks, page: StandardPage) -> None:
    assert page.compare.found is None  # nothing is computed before somebody looks
    page.open(COMPARE)
    answered(tasks)
    (street,) = page.compare.table.records.records()
    assert street.flips
    assert "会变的 1 个" in page.compare.told.text()
    detail = page.compare.detail.text()
    assert "门槛：100 % → 90 %" in detail
    assert "门槛：100 % → 80 %" in detail
    assert page.export.isEnabled()


def test_the_second_standard_is_read_in_the_place_of_the_first_and_can_be_taken(
    qtbot: QtBot, tasks: Tasks, page: StandardPage
) -> None:
    assert not page.adopt.isEnabled()
    page.open("zhonglou-2022 1")
    answered(tasks)
    assert "90 %" in read(page, "awareness")
    assert "不据以签发" in page.state.text()
    assert page.adopt.isEnabled()
    with qtbot.waitSignal(page.renewal_asked):
        page.adopt.trigger()


def test_a_standard_from_a_file_comes_in_and_a_wrong_one_is_told_by_line(
    tasks: Tasks, page: StandardPage, tmp_path: Path
) -> None:
    said: list[str] = []
    tasks.refused.connect(lambda error: said.append(error.problems[0].code))
    wrong = tmp_path / "wrong.toml"
    wrong.write_bytes(second(("threshold = [1, 1]", "threshold = [2, 1]")))
    page.bring_in(wrong)
    answered(tasks)
    assert said == ["standard_ratio"]
    good = tmp_path / "good.toml"
    good.write_bytes(second(since="2099-01-01"))
    page.bring_in(good)
    answered(tasks)
    assert page.view is not None
    assert page.view.standard.name == "nankai-2023 2"
    assert "本库按它评分" not in page.state.text()


def test_a_standard_that_comes_into_force_has_the_window_made_anew(
    qtbot: QtBot, store: SqlStore, page: StandardPage, tmp_path: Path
) -> None:
    file = tmp_path / "now.toml"
    file.write_bytes(second())
    adopting.adopt_standard(store, adopting.rehearse_standard(store, file))
    with qtbot.waitSignal(page.renewal_asked):
        page.refresh()
    assert read_view(store, "", "").used.number == 2


def test_everything_that_takes_the_keyboard_has_a_name(page: StandardPage) -> None:
    assert unnamed(page) == []
