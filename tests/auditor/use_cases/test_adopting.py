"""A standard is brought in once: rehearsed, refused with what to do, kept for ever, and then in force."""

from pathlib import Path

import pytest

from auditor import refusals
from auditor.errors import Refused, Unavailable
from auditor.standards import in_force
from auditor.use_cases.adopting import adopt_standard, choose_standard, rehearse_standard
from db import SqlStore
from tests.auditor.standard_files import SHIPPED, second
from tests.making import fresh_store


def file(tmp_path: Path, raw: bytes, name: str = "ours.toml") -> Path:
    """A file of these bytes."""
    path = tmp_path / name
    path.write_bytes(raw)
    return path


def number_in_force(store: SqlStore) -> int:
    """Of the standard the database works by."""
    with store.reading() as work:
        return in_force(work).number


def test_a_rehearsal_writes_nothing_and_adopting_supersedes(tmp_path: Path) -> None:
    with fresh_store() as store:
        with store.reading() as work:
            before = work.journal.count()
        plan = rehearse_standard(store, file(tmp_path, second(text=SHIPPED)))
        assert plan.supersedes is not None
        assert plan.supersedes.name == "nankai-2023 1"
        assert not plan.held
        with store.reading() as work:
            assert work.journal.count() == before
        assert adopt_standard(store, plan).number == 2
        assert number_in_force(store) == 2
        again = rehearse_standard(store, file(tmp_path, second(text=SHIPPED)))
        assert again.held
        assert adopt_standard(store, again).number == 2


def refusal(store: SqlStore, path: Path) -> tuple[str, str]:
    """Why a file is refused, and as which sentence."""
    with pytest.raises(Refused) as refused:
        rehearse_standard(store, path)
    (problem,) = refused.value.problems
    return problem.code, refusals.problem_text(problem)


def test_a_number_once_held_is_never_edited_and_numbers_only_go_up(tmp_path: Path) -> None:
    with fresh_store() as store:
        adopt_standard(store, rehearse_standard(store, file(tmp_path, second(number=3))))
        other = file(tmp_path, second(("ratio = 300", "ratio = 200"), number=3))
        code, said = refusal(store, other)
        assert code == "standard_held"
        assert "nankai-2023 3" in said
        assert "ours.toml" in said
        assert refusal(store, file(tmp_path, second(number=2)))[0] == "standard_below"
        assert refusal(store, file(tmp_path, second(number=4, since="2026-01-01")))[0] == "standard_backdated"
        edited = SHIPPED.replace("ratio = 300", "ratio = 299").encode()
        assert refusal(store, file(tmp_path, edited))[0] in ("standard_held", "standard_example")
        assert number_in_force(store) == 3


def test_a_plan_that_was_overtaken_is_refused(tmp_path: Path) -> None:
    with fresh_store() as store:
        one = rehearse_standard(store, file(tmp_path, second()))
        two = rehearse_standard(store, file(tmp_path, second(("ratio = 300", "ratio = 200"))))
        adopt_standard(store, two)
        with pytest.raises(Refused) as refused:
            adopt_standard(store, one)
        assert refused.value.problems[0].code == "standard_held"


def test_a_wrong_file_is_refused_by_line_and_a_missing_one_is_said_to_be_missing(tmp_path: Path) -> None:
    with fresh_store() as store:
        code, said = refusal(store, file(tmp_path, second(("threshold = [1, 1]", "threshold = [3, 2]"))))
        assert code == "standard_ratio"
        assert " 行" in said
        with pytest.raises(Unavailable):
            rehearse_standard(store, tmp_path / "nowhere.toml")


def test_the_choice_of_another_id_holds_and_an_unknown_one_is_refused() -> None:
    with fresh_store() as store:
        assert choose_standard(store, "zhonglou-2022").name == "zhonglou-2022 1"
        with store.reading() as work:
            assert in_force(work).id == "zhonglou-2022"
        with pytest.raises(Refused):
            choose_standard(store, "nowhere-1999")
