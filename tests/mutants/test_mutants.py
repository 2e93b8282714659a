"""The table of mutants never rots: its texts stand in the program, its tests exist; two are planted each time."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.mutants.planting import ROOT, changed
from tests.mutants.running import run_tests
from tests.mutants.table import MUTANTS, Mutant

BY_NAME = {m.name: m for m in MUTANTS}
each = pytest.mark.parametrize("mutant", MUTANTS, ids=[m.name for m in MUTANTS])


@cache
def functions_of(file: str) -> set[str]:
    """The test functions of a file."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}


@each
def test_the_old_text_stands_once_and_the_new_one_can_be_compiled(mutant: Mutant) -> None:
    assert mutant.old != mutant.new
    compile(changed(mutant), mutant.file, "exec")


@each
def test_the_named_test_exists(mutant: Mutant) -> None:
    file, _, name = mutant.test.partition("::")
    assert Path(file).name.startswith("test_")
    assert name.partition("[")[0] in functions_of(file)


def test_there_are_enough_and_each_has_its_own_name() -> None:
    assert len(BY_NAME) == len(MUTANTS) >= 12


@pytest.mark.parametrize("name", ["the last writer wins", "the digest of what the other holds is ignored"])
def test_a_planted_mutant_is_killed_by_its_test(name: str) -> None:
    ended = run_tests([BY_NAME[name].test], BY_NAME[name])
    assert ended.verdict == "killed", ended.said


def test_a_mutant_that_changes_nothing_survives() -> None:
    """Else the harness would praise every test."""
    harmless = Mutant("harmless", "auditor/history.py", "", "", BY_NAME["the last writer wins"].test)
    assert run_tests([harmless.test]).verdict == "SURVIVED"
