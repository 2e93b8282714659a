"""The five bars: placement by its parts, a sample by its bound, nothing asked as a dash."""

from pytestqt.qtbot import QtBot

from auditor.survey import Mode
from auditor.use_cases import planning, scoring
from auditor.verdict import Verdict
from db import SqlStore
from tests.making import STREET, TODAY, fill_street, standard
from ui.bars import ThreePartBar
from ui.criteria_grid import CriteriaGrid, rows_of


def test_a_criterion_without_a_round_proves_nothing_and_says_so(store: SqlStore) -> None:
    fill_street(store, 2)
    rows = rows_of(scoring.score(store, STREET, standard(), TODAY).score, standard())
    assert [(r.name, r.proven) for r in rows] == [
        ("主体责任覆盖", "100 %"),
        ("类别覆盖", "100 %"),
        ("投放覆盖", "100 %"),
        ("知晓率", "–"),
        ("参与率", "–"),
    ]
    assert rows[3].short == "还没有调查"
    assert rows[3].verdict is Verdict.UNDETERMINED


def test_a_sample_never_stands_there_as_a_bare_percentage(store: SqlStore, qtbot: QtBot) -> None:
    fill_street(store, 6)
    planning.open_round(store, STREET, Mode.SAMPLE, standard(), on=TODAY)
    scored = scoring.score(store, STREET, standard(), TODAY)
    awareness = rows_of(scored.score, standard())[3]
    assert awareness.proven == "≥ 0.0 %"
    assert awareness.unit.startswith("抽样 ")
    grid = CriteriaGrid(standard())
    qtbot.addWidget(grid)
    for _again in range(2):
        grid.show_score(scored.score)
        bars = [w for w in grid.findChildren(ThreePartBar) if w.isVisibleTo(grid)]
        assert len(bars) == 5
        assert all(b.accessibleName() for b in bars)
