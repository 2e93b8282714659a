"""One mutant grows in place of its module while pytest imports it (`-p tests.mutants.planting`); no file is changed."""

import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType

from tests.mutants.table import MUTANTS, Mutant

CHOSEN = "STREET_AUDITOR_MUTANT"  # the environment names it
ROOT = Path(__file__).resolve().parents[2]


def changed(mutant: Mutant) -> str:
    """The module's text with the bug in it; ValueError where the old text does not stand there exactly once."""
    text = (ROOT / mutant.file).read_text(encoding="utf-8")
    if (times := text.count(mutant.old)) != 1:
        raise ValueError(f"{mutant.name}: {mutant.file} holds the old text {times} times")
    return text.replace(mutant.old, mutant.new)


class _Planted(SourceFileLoader):
    def __init__(self, name: str, path: str, text: str) -> None:
        super().__init__(name, path)
        self._text = text

    def get_code(self, fullname: str) -> CodeType:
        """Compiled from the changed text, and never kept as bytecode."""
        return compile(self._text, self.get_filename(fullname), "exec")


class _Gardener(MetaPathFinder):
    def __init__(self, mutant: Mutant) -> None:
        self._module = ".".join(Path(mutant.file).with_suffix("").parts)
        self._path, self._text = str(ROOT / mutant.file), changed(mutant)

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The mutant's module alone."""
        if fullname != self._module:
            return None
        return spec_from_file_location(fullname, self._path, loader=_Planted(fullname, self._path, self._text))


def plant(mutant: Mutant) -> None:
    """From now on its module is imported with the bug."""
    gardener = _Gardener(mutant)
    assert gardener._module not in sys.modules, "loaded already"
    sys.meta_path.insert(0, gardener)


if CHOSEN in os.environ:
    plant(next(m for m in MUTANTS if m.name == os.environ[CHOSEN]))
